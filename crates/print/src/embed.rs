//! A font in a PDF: cut down to the glyphs that were used, with the way back to their characters.

use std::collections::BTreeMap;

use pdf_writer::{
    Filter, Name, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, RawFace, Tag};

use crate::{
    Error, Fonts,
    fonts::{self, FontId},
    paper::Paper,
    typeset::Glyph,
};

const ORDERING: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The glyphs of one font that a document has used so far.
pub(crate) struct UsedFont {
    pub(crate) object: Ref,
    remapper: GlyphRemapper,
    /// By its number in the document: the character a glyph stands for, and its width.
    glyphs: BTreeMap<u16, (char, f32)>,
}

/// A glyph's number in the document.
pub(crate) struct Code {
    pub(crate) number: u16,
    /// Whether this number leads back to the very character; two characters may share a glyph.
    pub(crate) says_itself: bool,
}

impl UsedFont {
    pub(crate) fn new(object: Ref) -> Self {
        Self {
            object,
            remapper: GlyphRemapper::new(),
            glyphs: BTreeMap::new(),
        }
    }

    pub(crate) fn code(&mut self, glyph: &Glyph) -> Code {
        let number = self.remapper.remap(glyph.id);
        let entry = self.glyphs.entry(number);
        let (character, _) = entry.or_insert((glyph.character, glyph.width));
        Code {
            number,
            says_itself: *character == glyph.character,
        }
    }

    /// Writes the font and everything it needs.
    pub(crate) fn embed(self, paper: &mut Paper, id: FontId, fonts: &Fonts) -> Result<(), Error> {
        let (bytes, number) = fonts.read(id)?;
        let face = Face::parse(bytes, number).map_err(|_| fonts.damaged(id))?;
        let subset = subsetter::subset(bytes, number, &self.remapper);
        let subset = subset.map_err(|_| fonts.damaged(id))?;
        let outlines = Outlines::of(&subset);
        let name = fonts::postscript_name(&face).ok_or_else(|| fonts.damaged(id))?;
        let objects = Objects {
            base: format!("{}+{name}", self.tag()),
            cid: paper.reserve(),
            descriptor: paper.reserve(),
            file: paper.reserve(),
            cmap: paper.reserve(),
        };
        self.write_font(paper, &objects, &outlines);
        self.write_cid_font(paper, &objects, &outlines);
        write_descriptor(paper, &objects, &outlines, &face);
        outlines.write(paper, objects.file);
        paper.stream(objects.cmap, &self.cmap());
        Ok(())
    }

    /// Six capitals by which readers know a subset; another set of glyphs has others.
    fn tag(&self) -> String {
        let mut digest = Sha256::new();
        self.remapper
            .remapped_gids()
            .for_each(|gid| digest.update(gid.to_be_bytes()));
        let letters = digest.finalize();
        letters[..6]
            .iter()
            .map(|byte| char::from(b'A' + byte % 26))
            .collect()
    }

    fn write_font(&self, paper: &mut Paper, objects: &Objects, outlines: &Outlines<'_>) {
        let base = match outlines {
            Outlines::Cff(_) => format!("{}-Identity-H", objects.base),
            Outlines::TrueType(_) => objects.base.clone(),
        };
        paper
            .pdf()
            .type0_font(self.object)
            .base_font(Name(base.as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(objects.cid)
            .to_unicode(objects.cmap);
    }

    fn write_cid_font(&self, paper: &mut Paper, objects: &Objects, outlines: &Outlines<'_>) {
        let mut cid = paper.pdf().cid_font(objects.cid);
        cid.base_font(Name(objects.base.as_bytes()));
        cid.system_info(ORDERING);
        cid.font_descriptor(objects.descriptor);
        cid.default_width(1000.0);
        match outlines {
            Outlines::Cff(_) => cid.subtype(CidFontType::Type0),
            Outlines::TrueType(_) => cid
                .subtype(CidFontType::Type2)
                .cid_to_gid_map_predefined(Name(b"Identity")),
        };
        let mut widths = cid.widths();
        for (number, (_, width)) in &self.glyphs {
            if *width != 1000.0 {
                widths.same(*number, *number, *width);
            }
        }
    }

    fn cmap(&self) -> Vec<u8> {
        let mut cmap = UnicodeCmap::<u16>::new(Name(b"Custom"), ORDERING);
        for (number, (character, _)) in &self.glyphs {
            cmap.pair(*number, *character);
        }
        cmap.finish().into_vec()
    }
}

/// The objects a font is made of, beside the one it is called by.
struct Objects {
    base: String,
    cid: Ref,
    descriptor: Ref,
    file: Ref,
    cmap: Ref,
}

/// The subset, as a PDF carries it: PostScript outlines alone, TrueType as a whole file.
enum Outlines<'a> {
    Cff(&'a [u8]),
    TrueType(&'a [u8]),
}

impl<'a> Outlines<'a> {
    fn of(subset: &'a [u8]) -> Self {
        let raw = RawFace::parse(subset, 0).ok();
        match raw.and_then(|raw| raw.table(Tag::from_bytes(b"CFF "))) {
            Some(table) => Self::Cff(table),
            None => Self::TrueType(subset),
        }
    }

    fn write(&self, paper: &mut Paper, object: Ref) {
        match self {
            Self::TrueType(file) => paper.stream(object, file),
            Self::Cff(table) => {
                let packed = miniz_oxide::deflate::compress_to_vec_zlib(table, 6);
                let mut stream = paper.pdf().stream(object, &packed);
                stream.filter(Filter::FlateDecode);
                stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
            }
        }
    }
}

fn write_descriptor(
    paper: &mut Paper,
    objects: &Objects,
    outlines: &Outlines<'_>,
    face: &Face<'_>,
) {
    let scale = 1000.0 / f32::from(face.units_per_em());
    let scaled = |value: i16| f32::from(value) * scale;
    let bounds = face.global_bounding_box();
    let mut descriptor = paper.pdf().font_descriptor(objects.descriptor);
    descriptor
        .name(Name(objects.base.as_bytes()))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(
            scaled(bounds.x_min),
            scaled(bounds.y_min),
            scaled(bounds.x_max),
            scaled(bounds.y_max),
        ))
        .italic_angle(0.0)
        .ascent(scaled(face.ascender()))
        .descent(scaled(face.descender()))
        .cap_height(scaled(face.capital_height().unwrap_or(face.ascender())))
        .stem_v(if face.is_bold() { 140.0 } else { 80.0 });
    match outlines {
        Outlines::Cff(_) => descriptor.font_file3(objects.file),
        Outlines::TrueType(_) => descriptor.font_file2(objects.file),
    };
}
