//! Symbols in a black-and-white frame: finder patterns, sampling, decoding.

use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

use crate::code::Code;
use crate::fence::fenced;
use crate::payload::{self, Modules};

/// How closely rows are searched for finder patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    /// Rows a few pixels apart, as far as a symbol of middling version stays visible.
    Coarse,
    /// Every third row.
    Fine,
}

impl Search {
    /// Sets of finder patterns tried in a row without a code before the rest is given up.
    fn patience(self) -> usize {
        match self {
            Self::Coarse => 30,
            Self::Fine => 120,
        }
    }
}

/// All symbols of the frame, corners in its pixels.
pub(crate) fn symbols(bits: &BitMatrix, search: Search) -> Vec<Code> {
    let Some(sets) = fenced(|| {
        let mut patterns = FindFinderPatterns(bits, search == Search::Fine, 0);
        GenerateFinderPatternSets(&mut patterns)
    }) else {
        return Vec::new();
    };
    let mut used = Vec::new();
    let mut codes = Vec::new();
    let mut in_vain = 0;
    for set in sets {
        if in_vain == search.patience() {
            break;
        }
        if [set.bl, set.tl, set.tr].iter().any(|p| used.contains(p)) {
            continue;
        }
        let read = fenced(|| {
            let sampled = SampleQR(bits, &set).ok()?;
            let bits = sampled.getBits();
            let modules =
                Modules::certain(bits.width() as usize, |x, y| bits.get(x as u32, y as u32));
            let payload = payload::read(&modules)?;
            let points = sampled.getPoints();
            let corners = [
                points.first()?,
                points.get(1)?,
                points.get(3)?,
                points.get(2)?,
            ]
            .map(|p| [p.x, p.y]);
            Some(payload.placed(corners))
        })
        .flatten();
        in_vain += 1;
        if let Some(code) = read {
            used.extend([set.bl, set.tl, set.tr]);
            codes.push(code);
            in_vain = 0;
        }
    }
    codes
}
