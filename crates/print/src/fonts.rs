//! Which typefaces are installed, in the order in which a character is looked for.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use printpdf::ParsedFont;

use crate::Error;

/// The installed typefaces of the chain: Noto Sans CJK SC, LXGW WenKai, HanaMin.
///
/// Files are read when a word first needs them and kept then, some 20 MB each.
#[derive(Debug)]
pub struct Fonts {
    typefaces: Vec<Typeface>,
    files: Vec<FontFile>,
}

/// Thickness of the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// A font file by its place among the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FontId(pub(crate) usize);

/// One design; several files together may make it up.
#[derive(Debug)]
struct Typeface {
    regular: Vec<FontId>,
    bold: Vec<FontId>,
    package: &'static str,
}

#[derive(Debug)]
struct FontFile {
    path: PathBuf,
    /// The face of a collection that is meant, by the beginning of its PostScript name.
    face: &'static str,
    parsed: OnceLock<ParsedFont>,
}

/// A typeface as it is looked for: for each weight the parts it needs, for each part the files
/// that may hold it.
struct Wanted {
    name: &'static str,
    package: &'static str,
    face: &'static str,
    regular: &'static [&'static [&'static str]],
    bold: &'static [&'static [&'static str]],
}

const CHAIN: &[Wanted] = &[
    Wanted {
        name: "Noto Sans CJK SC",
        package: "fonts-noto-cjk",
        face: "NotoSansCJKsc-",
        regular: &[&["NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf"]],
        bold: &[&["NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf"]],
    },
    Wanted {
        name: "LXGW WenKai",
        package: "fonts-lxgw-wenkai",
        face: "LXGWWenKai-",
        regular: &[&["LXGWWenKai-Regular.ttf"]],
        bold: &[&["LXGWWenKai-Bold.ttf", "LXGWWenKai-Medium.ttf"]],
    },
    Wanted {
        name: "HanaMin",
        package: "fonts-hanazono",
        face: "HanaMin",
        regular: &[&["HanaMinA.ttf"], &["HanaMinB.ttf"]],
        bold: &[&["HanaMinA.ttf"], &["HanaMinB.ttf"]],
    },
];

impl Fonts {
    /// The fonts in the folders where this system keeps them.
    ///
    /// [`Error::NoFont`] when the first of the chain is not there; the others are needed only by
    /// rare characters, and are missed only by a name that has one.
    pub fn installed() -> Result<Self, Error> {
        Self::in_folders(&usual_folders())
    }

    /// The fonts in these folders and the folders in them.
    pub fn in_folders(folders: &[PathBuf]) -> Result<Self, Error> {
        let mut found = Vec::new();
        folders
            .iter()
            .for_each(|folder| collect(folder, 6, &mut found));
        found.sort();
        let mut fonts = Self {
            typefaces: Vec::new(),
            files: Vec::new(),
        };
        for wanted in CHAIN {
            let typeface = Typeface {
                regular: fonts.take(&found, wanted, wanted.regular),
                bold: fonts.take(&found, wanted, wanted.bold),
                package: wanted.package,
            };
            fonts.typefaces.push(typeface);
        }
        let first = &fonts.typefaces[0];
        if first.regular.is_empty() || first.bold.is_empty() {
            return Err(fonts.first_is_wrong());
        }
        Ok(fonts)
    }

    /// The first of the chain is not there, or not what its name says.
    pub(crate) fn first_is_wrong(&self) -> Error {
        Error::NoFont {
            typeface: CHAIN[0].name,
            package: CHAIN[0].package,
        }
    }

    /// The parts of each installed typeface of the chain, first choice first.
    pub(crate) fn chain(&self, weight: Weight) -> impl Iterator<Item = &[FontId]> {
        self.typefaces
            .iter()
            .map(move |typeface| match weight {
                Weight::Regular => typeface.regular.as_slice(),
                Weight::Bold => typeface.bold.as_slice(),
            })
            .filter(|parts| !parts.is_empty())
    }

    /// The packages of the chain that are not installed.
    pub(crate) fn missing_packages(&self) -> Vec<&'static str> {
        self.typefaces
            .iter()
            .filter(|typeface| typeface.regular.is_empty() || typeface.bold.is_empty())
            .map(|typeface| typeface.package)
            .collect()
    }

    /// The face that is meant in a file.
    pub(crate) fn face(&self, id: FontId) -> Result<&ParsedFont, Error> {
        let file = &self.files[id.0];
        if let Some(face) = file.parsed.get() {
            return Ok(face);
        }
        let bytes = fs::read(&file.path).map_err(|source| Error::UnreadableFont {
            path: file.path.clone(),
            source,
        })?;
        let face = face_named(&bytes, file.face).ok_or_else(|| self.damaged(id))?;
        Ok(file.parsed.get_or_init(|| face))
    }

    /// A font that a file turns out not to be.
    pub(crate) fn damaged(&self, id: FontId) -> Error {
        Error::DamagedFont {
            path: self.files[id.0].path.clone(),
        }
    }

    fn take(
        &mut self,
        found: &[PathBuf],
        wanted: &Wanted,
        parts: &[&'static [&'static str]],
    ) -> Vec<FontId> {
        let installed = |names: &&[&str]| {
            let mut files = names.iter().flat_map(|name| {
                let is_named = move |path: &&PathBuf| path.file_name().is_some_and(|f| f == *name);
                found.iter().filter(is_named)
            });
            files.next().cloned()
        };
        let paths: Option<Vec<PathBuf>> = parts.iter().map(installed).collect();
        let paths = paths.unwrap_or_default();
        paths
            .into_iter()
            .map(|path| self.add(path, wanted.face))
            .collect()
    }

    fn add(&mut self, path: PathBuf, face: &'static str) -> FontId {
        let known = self.files.iter().position(|file| file.path == path);
        FontId(known.unwrap_or_else(|| {
            let parsed = OnceLock::new();
            self.files.push(FontFile { path, face, parsed });
            self.files.len() - 1
        }))
    }
}

/// The face of a file whose PostScript name begins so.
fn face_named(bytes: &[u8], name: &str) -> Option<ParsedFont> {
    /// No collection has more faces.
    const MOST: usize = 64;
    let faces = match bytes {
        [b't', b't', b'c', b'f', _, _, _, _, count @ ..] => {
            u32::from_be_bytes(*count.first_chunk()?) as usize
        }
        _ => 1,
    };
    // In Noto's collections the third face is the simplified Chinese one; to read the others
    // first takes as long as to read it.
    let (before, from_third): (Vec<usize>, Vec<usize>) =
        (0..faces.min(MOST)).partition(|number| *number < 2);
    from_third
        .into_iter()
        .chain(before)
        .filter_map(|number| ParsedFont::from_bytes(bytes, number, &mut Vec::new()))
        .find(|face| {
            face.font_name
                .as_deref()
                .is_some_and(|own| own.starts_with(name))
        })
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, found);
            }
        } else {
            found.push(path);
        }
    }
}

fn usual_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/Library/Fonts",
        "/System/Library/Fonts",
    ]
    .map(PathBuf::from)
    .into();
    let below = |variable: &str, folders: &[&str]| -> Vec<PathBuf> {
        let base = env::var_os(variable).map(PathBuf::from);
        let within = |base: PathBuf| folders.iter().map(|f| base.join(f)).collect();
        base.map(within).unwrap_or_default()
    };
    folders.extend(below(
        "HOME",
        &[".local/share/fonts", ".fonts", "Library/Fonts"],
    ));
    folders.extend(below("WINDIR", &["Fonts"]));
    folders.extend(below("LOCALAPPDATA", &["Microsoft/Windows/Fonts"]));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_first_typeface_the_message_says_what_to_install() {
        let empty = tempfile::tempdir().unwrap();
        let error = Fonts::in_folders(&[empty.path().to_owned()]).unwrap_err();
        assert_eq!(error.code(), "font-missing");
        assert!(error.to_string().contains("fonts-noto-cjk"), "{error}");
        assert!(error.in_chinese().contains("fonts-noto-cjk"));
    }

    #[test]
    fn of_the_collection_the_simplified_chinese_face_is_taken() {
        let fonts = Fonts::installed().unwrap();
        let first = fonts.chain(Weight::Bold).next().unwrap()[0];
        let name = fonts.face(first).unwrap().font_name.as_deref();
        assert_eq!(name, Some("NotoSansCJKsc-Bold"));
    }

    #[test]
    fn a_file_that_is_no_font_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"] {
            fs::write(folder.path().join(name), b"no font").unwrap();
        }
        let fonts = Fonts::in_folders(&[folder.path().to_owned()]).unwrap();
        let first = fonts.chain(Weight::Regular).next().unwrap()[0];
        let error = fonts.face(first).unwrap_err();
        assert!(matches!(error, Error::DamagedFont { .. }), "{error:?}");
    }
}
