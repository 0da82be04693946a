//! A PDF under way: its pages, its reusable forms and photos, the fonts it has used so far.

use std::collections::BTreeMap;

use card::Symbol;
use printpdf::{
    DictItem, ExtendedGraphicsState, ExtendedGraphicsStateId, ExternalStream, ExternalXObject,
    FontId as FontName, Op, PdfDocument, PdfFont, PdfFontHandle, PdfPage, XObject, XObjectId,
};

use crate::{
    Error, Fonts,
    canvas::Canvas,
    drawing::{Drawing, points},
    embed::{Shown, UsedFont},
    file,
    fonts::FontId,
    photo::{Colour, Jpeg},
    symbol,
    typeset::Glyph,
};

/// Points in a millimetre.
pub(crate) const POINTS: f32 = 72.0 / 25.4;

/// How opaque what is drawn faded is.
const FADED: f32 = 0.16;

/// The document. Nothing in it depends on the time, the machine or chance, so that whatever is
/// added has a name of ours: printpdf would draw one by lot.
pub(crate) struct Paper {
    document: PdfDocument,
    fonts: BTreeMap<FontId, UsedFont>,
}

/// Something drawn once and placed any number of times; its height in millimetres.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) object: XObjectId,
    pub(crate) height: f32,
}

impl Paper {
    pub(crate) fn new(title: &str) -> Self {
        let mut document = PdfDocument::new(title);
        let opacity = ExtendedGraphicsState::default().with_current_fill_alpha(FADED);
        document.resources.extgstates.map.insert(faded(), opacity);
        Self {
            document,
            fonts: BTreeMap::new(),
        }
    }

    /// An empty page of this size in millimetres.
    pub(crate) fn canvas(&mut self, width: f32, height: f32) -> Canvas<'_> {
        Canvas::new(self, width, height)
    }

    pub(crate) fn add_page(&mut self, page: PdfPage) {
        self.document.pages.push(page);
    }

    /// A form bears shapes alone: fonts are embedded for the words on pages only.
    pub(crate) fn add_form(&mut self, drawing: Drawing) -> Form {
        let (bounds, height) = (drawing.bounds(), drawing.height());
        let size = (bounds.width.0, bounds.height.0);
        let object = self.add_content(size, drawing.into_content());
        Form { object, height }
    }

    /// The symbol with its quiet zone, its modules this many millimetres wide.
    pub(crate) fn add_symbol(&mut self, symbol: &Symbol, module: f32) -> Form {
        let (content, side) = symbol::content(symbol, module);
        let object = self.add_content((points(side), points(side)), content);
        Form {
            object,
            height: side,
        }
    }

    fn add_content(&mut self, (width, height): (f32, f32), content: Vec<u8>) -> XObjectId {
        let bounds = [0.0, 0.0, width, height].map(DictItem::Real);
        let dict = [
            ("Type", name("XObject")),
            ("Subtype", name("Form")),
            ("BBox", DictItem::Array(bounds.into())),
            (
                "Resources",
                DictItem::Dict {
                    map: BTreeMap::new(),
                },
            ),
        ];
        self.add_stream(dict, content, true)
    }

    /// The photo, byte for byte.
    pub(crate) fn add_photo(&mut self, photo: &Jpeg<'_>) -> XObjectId {
        let colour = match photo.colour {
            Colour::Grey => "DeviceGray",
            Colour::Rgb => "DeviceRGB",
        };
        let dict = [
            ("Type", name("XObject")),
            ("Subtype", name("Image")),
            ("Width", DictItem::Int(photo.width.into())),
            ("Height", DictItem::Int(photo.height.into())),
            ("BitsPerComponent", DictItem::Int(8)),
            ("ColorSpace", name(colour)),
            ("Filter", name("DCTDecode")),
        ];
        self.add_stream(dict, photo.bytes.to_vec(), false)
    }

    fn add_stream<const N: usize>(
        &mut self,
        dict: [(&str, DictItem); N],
        content: Vec<u8>,
        compress: bool,
    ) -> XObjectId {
        let objects = &mut self.document.resources.xobjects.map;
        let id = XObjectId(format!("X{}", objects.len()));
        let stream = ExternalStream {
            dict: dict.map(|(key, item)| (key.to_owned(), item)).into(),
            content,
            compress,
        };
        // Without a width and height of its own it is placed as it is.
        let object = ExternalXObject {
            stream,
            width: None,
            height: None,
            dpi: None,
        };
        objects.insert(id.clone(), XObject::External(object));
        id
    }

    /// These glyphs of one font as a page shows them.
    pub(crate) fn show(&mut self, font: FontId, run: &[Glyph]) -> Shown {
        self.fonts.entry(font).or_default().show(run)
    }

    /// Embeds the fonts and closes the file.
    pub(crate) fn finish(mut self, fonts: &Fonts) -> Result<Vec<u8>, Error> {
        let mut names = BTreeMap::new();
        for (id, used) in &self.fonts {
            let name = FontName(used.name(*id));
            let font = PdfFont::new(fonts.face(*id)?.clone());
            self.document.resources.fonts.map.insert(name.clone(), font);
            names.insert(font_name(*id), name);
        }
        for op in self
            .document
            .pages
            .iter_mut()
            .flat_map(|page| &mut page.ops)
        {
            if let Op::SetFont {
                font: PdfFontHandle::External(font),
                ..
            } = op
                && let Some(name) = names.get(font)
            {
                font.clone_from(name);
            }
        }
        file::bytes(&self.document).map_err(|refused| {
            let refused = |id: &&FontId| refused.contains(&self.fonts[id].name(**id));
            let first = FontId(0);
            fonts.damaged(*self.fonts.keys().find(refused).unwrap_or(&first))
        })
    }
}

/// The name by which pages call a font before it is known which of its glyphs they use.
pub(crate) fn font_name(id: FontId) -> FontName {
    FontName(format!("font {}", id.0))
}

/// The name by which pages call the opacity of what is drawn faded.
pub(crate) fn faded() -> ExtendedGraphicsStateId {
    ExtendedGraphicsStateId("Faded".to_owned())
}

/// Words beside a page's content, in the one encoding there that has all characters.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

fn name(name: &str) -> DictItem {
    DictItem::Name(name.into())
}
