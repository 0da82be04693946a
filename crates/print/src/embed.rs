//! A font in a PDF: which of its glyphs were used, and for which characters they stand.

use std::collections::{BTreeMap, btree_map::Entry};

use printpdf::Codepoint;
use sha2::{Digest, Sha256};

use crate::{fonts::FontId, typeset::Glyph};

/// The glyphs of one font that a document has used so far, each with the character that it leads
/// back to: the first that was shown by it.
#[derive(Debug, Default)]
pub(crate) struct UsedFont(BTreeMap<u16, char>);

/// Glyphs of one font as a page shows them.
pub(crate) struct Shown {
    pub(crate) codes: Vec<Codepoint>,
    /// Whether every glyph leads back to the very character; two characters may share a glyph.
    pub(crate) says_itself: bool,
}

impl UsedFont {
    pub(crate) fn show(&mut self, run: &[Glyph]) -> Shown {
        let mut shown = Shown {
            codes: Vec::with_capacity(run.len()),
            says_itself: true,
        };
        for glyph in run {
            let character = match self.0.entry(glyph.id) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(place) => *place.insert(glyph.character),
            };
            shown.says_itself &= character == glyph.character;
            let code = Codepoint::with_cid(glyph.id, 0.0, character.into());
            shown.codes.push(code);
        }
        shown
    }

    /// The name by which pages call the font. It begins with six capitals by which readers know
    /// a subset; another set of glyphs has others.
    pub(crate) fn name(&self, id: FontId) -> String {
        let mut digest = Sha256::new();
        for glyph in self.0.keys() {
            digest.update(glyph.to_be_bytes());
        }
        let letters = digest.finalize();
        let tag = letters[..6].iter().map(|byte| char::from(b'A' + byte % 26));
        tag.chain(id.0.to_string().chars()).collect()
    }
}
