//! A PDF under way: its pages, its reusable forms and photos, the fonts it has used so far.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Dict, Filter, Name, Pdf, Rect, Ref, TextStr};
use sha2::{Digest, Sha256};

use crate::{
    Error, Fonts,
    canvas::Canvas,
    embed::UsedFont,
    fonts::FontId,
    photo::{Colour, Jpeg},
    typeset::Glyph,
};

/// Points in a millimetre.
pub(crate) const POINTS: f32 = 72.0 / 25.4;

/// How hard streams are compressed, up to 10; 6 takes a quarter longer and saves one byte in seventy.
const EFFORT: u8 = 4;

/// How opaque what is drawn faded is.
const FADED: f32 = 0.16;

/// The document. Nothing in it depends on the time, the machine or chance: `/ID` is a digest of
/// what was drawn.
pub(crate) struct Paper {
    pdf: Pdf,
    last: i32,
    catalog: Ref,
    tree: Ref,
    faded: Ref,
    pages: Vec<Ref>,
    fonts: BTreeMap<FontId, UsedFont>,
    digest: Sha256,
}

/// Something drawn once and placed any number of times; its height in millimetres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) object: Ref,
    pub(crate) height: f32,
}

/// What a page or form refers to.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    pub(crate) fonts: std::collections::BTreeSet<FontId>,
    pub(crate) objects: std::collections::BTreeSet<Ref>,
    pub(crate) faded: bool,
}

impl Paper {
    pub(crate) fn new() -> Self {
        let mut paper = Self {
            pdf: Pdf::new(),
            last: 0,
            catalog: Ref::new(1),
            tree: Ref::new(1),
            faded: Ref::new(1),
            pages: Vec::new(),
            fonts: BTreeMap::new(),
            digest: Sha256::new(),
        };
        paper.catalog = paper.reserve();
        paper.tree = paper.reserve();
        paper.faded = paper.reserve();
        paper
            .pdf
            .ext_graphics(paper.faded)
            .non_stroking_alpha(FADED);
        paper
    }

    /// A number for an object to come.
    pub(crate) fn reserve(&mut self) -> Ref {
        self.last += 1;
        Ref::new(self.last)
    }

    /// An empty page or form of this size in millimetres.
    pub(crate) fn canvas(&mut self, width: f32, height: f32) -> Canvas<'_> {
        Canvas::new(self, width, height)
    }

    pub(crate) fn add_page(&mut self, size: Rect, content: &[u8], resources: &Resources) {
        let (page, contents) = (self.reserve(), self.reserve());
        self.stream(contents, content);
        let names = self.names(resources);
        let mut writer = self.pdf.page(page);
        writer.parent(self.tree).media_box(size).contents(contents);
        names.write(&mut writer.resources());
        drop(writer);
        self.pages.push(page);
    }

    pub(crate) fn add_form(&mut self, size: Rect, content: &[u8], resources: &Resources) -> Ref {
        let object = self.reserve();
        self.digest.update(content);
        let names = self.names(resources);
        let packed = compress_to_vec_zlib(content, EFFORT);
        let mut form = self.pdf.form_xobject(object, &packed);
        form.filter(Filter::FlateDecode);
        form.bbox(size);
        names.write(&mut form.resources());
        object
    }

    /// The photo, byte for byte.
    pub(crate) fn add_photo(&mut self, photo: &Jpeg<'_>) -> Ref {
        let object = self.reserve();
        self.digest.update(photo.bytes);
        let mut image = self.pdf.image_xobject(object, photo.bytes);
        image.filter(Filter::DctDecode);
        image.width(i32::from(photo.width));
        image.height(i32::from(photo.height));
        image.bits_per_component(8);
        match photo.colour {
            Colour::Grey => image.color_space().device_gray(),
            Colour::Rgb => image.color_space().device_rgb(),
        }
        object
    }

    /// A compressed stream without a dictionary of its own.
    pub(crate) fn stream(&mut self, object: Ref, bytes: &[u8]) {
        self.digest.update(bytes);
        let packed = compress_to_vec_zlib(bytes, EFFORT);
        self.pdf.stream(object, &packed).filter(Filter::FlateDecode);
    }

    /// The codes by which content shows these glyphs of one font, and whether each of them leads
    /// back to its own character.
    pub(crate) fn codes(&mut self, font: FontId, run: &[Glyph]) -> (Vec<u8>, bool) {
        if !self.fonts.contains_key(&font) {
            let object = self.reserve();
            self.fonts.insert(font, UsedFont::new(object));
        }
        let (mut codes, mut all_say_themselves) = (Vec::with_capacity(run.len() * 2), true);
        if let Some(used) = self.fonts.get_mut(&font) {
            for glyph in run {
                let code = used.code(glyph);
                codes.extend(code.number.to_be_bytes());
                all_say_themselves &= code.says_itself;
            }
        }
        (codes, all_say_themselves)
    }

    pub(crate) fn pdf(&mut self) -> &mut Pdf {
        &mut self.pdf
    }

    /// Embeds the fonts and closes the file.
    pub(crate) fn finish(mut self, title: &str, fonts: &Fonts) -> Result<Vec<u8>, Error> {
        for (id, used) in std::mem::take(&mut self.fonts) {
            used.embed(&mut self, id, fonts)?;
        }
        let info = self.reserve();
        self.pdf.document_info(info).title(TextStr(title));
        let mut catalog = self.pdf.catalog(self.catalog);
        catalog.pages(self.tree).lang(TextStr("zh-CN"));
        let mut preferences = catalog.viewer_preferences();
        preferences.display_doc_title(true);
        // The sizes on paper matter: no fitting to the page, and backs turn on the long edge.
        preferences.pair(Name(b"PrintScaling"), Name(b"None"));
        preferences.pair(Name(b"Duplex"), Name(b"DuplexFlipLongEdge"));
        drop(preferences);
        drop(catalog);
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        self.pdf.pages(self.tree).kids(self.pages).count(count);
        let id = self.digest.finalize()[..16].to_vec();
        self.pdf.set_file_id((id.clone(), id));
        Ok(self.pdf.finish())
    }

    fn names(&self, resources: &Resources) -> Names {
        let fonts = resources.fonts.iter();
        Names {
            fonts: fonts
                .map(|id| (font_name(*id), self.fonts[id].object))
                .collect(),
            objects: resources
                .objects
                .iter()
                .map(|object| (object_name(*object), *object))
                .collect(),
            faded: resources.faded.then_some(self.faded),
        }
    }
}

/// Resources under the names by which the content calls them.
struct Names {
    fonts: Vec<(String, Ref)>,
    objects: Vec<(String, Ref)>,
    faded: Option<Ref>,
}

impl Names {
    fn write(&self, resources: &mut pdf_writer::writers::Resources<'_>) {
        if !self.fonts.is_empty() {
            pairs(resources.fonts(), &self.fonts);
        }
        if !self.objects.is_empty() {
            pairs(resources.x_objects(), &self.objects);
        }
        if let Some(faded) = self.faded {
            resources.ext_g_states().pair(Name(b"Faded"), faded);
        }
    }
}

fn pairs(mut dict: Dict<'_>, pairs: &[(String, Ref)]) {
    for (name, object) in pairs {
        dict.pair(Name(name.as_bytes()), *object);
    }
}

/// The name by which content calls a font.
pub(crate) fn font_name(id: FontId) -> String {
    format!("F{}", id.0)
}

/// The name by which content calls a form or photo.
pub(crate) fn object_name(object: Ref) -> String {
    format!("X{}", object.get())
}
