//! The modules of a symbol that carry no data: where they are, and what they must look like.

use rxing::qrcode::common::VersionRef;

/// Where a symbol has finder, timing, alignment, format and version modules.
#[derive(Debug, Clone)]
pub(crate) struct FunctionPattern {
    side: usize,
    numbered: bool,
    alignments: Vec<usize>,
}

impl FunctionPattern {
    pub(crate) fn new(side: usize, version: VersionRef) -> Self {
        Self {
            side,
            numbered: version.getVersionNumber() >= 7,
            alignments: version
                .getAlignmentPatternCenters()
                .iter()
                .map(|&c| c as usize)
                .collect(),
        }
    }

    pub(crate) fn covers(&self, x: usize, y: usize) -> bool {
        let far = self.side - 8;
        let corner = (x < 9 && (y < 9 || y >= far)) || (x >= far && y < 9);
        let version =
            self.numbered && (y < 6 && x >= self.side - 11 || x < 6 && y >= self.side - 11);
        corner || x == 6 || y == 6 || version || self.alignment_around(x, y).is_some()
    }

    /// What a module must be: 1 dark, -1 light, 0 either.
    pub(crate) fn expected(&self, x: usize, y: usize) -> i8 {
        let last = self.side - 1;
        let rings = |distance: usize, dark: &[usize]| if dark.contains(&distance) { 1 } else { -1 };
        for (cx, cy) in [(3, 3), (last - 3, 3), (3, last - 3)] {
            let distance = x.abs_diff(cx).max(y.abs_diff(cy));
            if distance <= 4 {
                return rings(distance, &[0, 1, 3]);
            }
        }
        if let Some((cx, cy)) = self.alignment_around(x, y) {
            return rings(x.abs_diff(cx).max(y.abs_diff(cy)), &[0, 2]);
        }
        if x == 6 || y == 6 {
            return if (x + y).is_multiple_of(2) { 1 } else { -1 };
        }
        0
    }

    /// The centre of the alignment pattern this module belongs to.
    fn alignment_around(&self, x: usize, y: usize) -> Option<(usize, usize)> {
        let near = |v: usize| {
            self.alignments
                .iter()
                .copied()
                .find(|&c| v.abs_diff(c) <= 2)
        };
        let (cx, cy) = (near(x)?, near(y)?);
        let far = self.side - 7;
        let at_finder = (cx == 6 && (cy == 6 || cy == far)) || (cx == far && cy == 6);
        (!at_finder).then_some((cx, cy))
    }
}
