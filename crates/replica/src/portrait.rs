//! Portraits: the ones that people have, and the ones that are drawn for a demonstration.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use rules::VolunteerId;

use crate::Replica;
use crate::error::{Error, Result};
use crate::table::{person, photograph};

impl Replica {
    /// A volunteer's portrait as a JPEG; none where he has none or it did not come yet.
    ///
    /// # Errors
    /// Those of the database.
    pub fn portrait(&self, volunteer: VolunteerId) -> Result<Option<Vec<u8>>> {
        self.read(
            |db| match person::by_volunteer(db, volunteer)?.and_then(|row| row.photo) {
                Some(digest) => photograph::by_digest(db, digest),
                None => Ok(None),
            },
        )
    }
}

/// Width and height of a drawn portrait, in pixels: 3 to 4, as on a card.
const SIZE: (u32, u32) = (240, 320);

/// The bit of a seed that gives long hair.
pub(crate) const LONG_HAIR: u64 = 1 << 32;

/// How a made-up person looks.
struct Look {
    back: [u8; 3],
    skin: [u8; 3],
    hair: [u8; 3],
    coat: [u8; 3],
    long_hair: bool,
    width: f32,
    parting: f32,
}

const BACKS: [[u8; 3]; 5] = [
    [222, 230, 236],
    [233, 226, 214],
    [220, 232, 222],
    [231, 222, 230],
    [214, 226, 232],
];
const SKINS: [[u8; 3]; 4] = [
    [242, 212, 186],
    [233, 196, 166],
    [224, 182, 150],
    [246, 221, 199],
];
const HAIRS: [[u8; 3]; 5] = [
    [38, 34, 33],
    [58, 46, 40],
    [74, 66, 62],
    [30, 30, 36],
    [120, 116, 114],
];
const COATS: [[u8; 3]; 5] = [
    [179, 58, 46],
    [36, 86, 140],
    [52, 112, 84],
    [92, 92, 104],
    [196, 120, 40],
];
const LIPS: [u8; 3] = [176, 84, 80];
const LINEN: [u8; 3] = [245, 245, 243];

fn darker(colour: [u8; 3]) -> [u8; 3] {
    colour.map(|part| part - part / 9)
}

impl Look {
    fn of(seed: u64) -> Look {
        let pick = |from: &[[u8; 3]], shift: u32| from[(seed >> shift) as usize % from.len()];
        Look {
            back: pick(&BACKS, 0),
            skin: pick(&SKINS, 8),
            hair: pick(&HAIRS, 16),
            coat: pick(&COATS, 24),
            long_hair: seed & LONG_HAIR != 0,
            width: 1.0 + ((seed >> 40) % 5) as f32 * 0.03,
            parting: ((seed >> 48) % 5) as f32 * 12.0 - 24.0,
        }
    }

    /// The colour at a point; the middle of the face's axis is at 0.
    fn at(&self, x: f32, y: f32) -> [u8; 3] {
        let oval = |cx: f32, cy: f32, rx: f32, ry: f32| {
            let (dx, dy) = ((x - cx) / rx, (y - cy) / ry);
            dx * dx + dy * dy <= 1.0
        };
        let wide = self.width;
        if oval(0.0, 142.0, 55.0 * wide, 70.0) {
            let across = x - self.parting;
            return match () {
                () if y < 96.0 + across * across / 150.0 => self.hair,
                () if oval(-22.0, 142.0, 5.0, 5.5) || oval(22.0, 142.0, 5.0, 5.5) => self.hair,
                () if (y - 128.0 - x.abs() * 0.03).abs() < 2.2
                    && (11.0..34.0).contains(&x.abs()) =>
                {
                    self.hair
                }
                () if y > 180.0 && oval(0.0, 178.0, 18.0, 9.0) => LIPS,
                () if x.abs() < 2.2 && (150.0..166.0).contains(&y) => darker(self.skin),
                () => self.skin,
            };
        }
        let behind = oval(0.0, 124.0, 66.0 * wide, 72.0) && y < 146.0
            || self.long_hair && oval(0.0, 160.0, 72.0 * wide, 96.0);
        match () {
            () if x.abs() < 22.0 && (195.0..246.0).contains(&y) && y > 228.0 - x.abs() * 0.6 => {
                LINEN
            }
            () if x.abs() < 22.0 && (195.0..246.0).contains(&y) => darker(self.skin),
            () if oval(0.0, 332.0, 116.0, 104.0) => self.coat,
            () if behind => self.hair,
            () => self.back,
        }
    }
}

/// Draws a face that is nobody's, its edges smoothed over four points a dot.
pub(crate) fn drawn(seed: u64) -> Result<Vec<u8>> {
    let look = Look::of(seed);
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let (x, y) = (x as f32 - 120.0, y as f32);
        let points = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
        let mut sum = [0_u16; 3];
        for (right, down) in points {
            let colour = look.at(x + right, y + down);
            sum.iter_mut()
                .zip(colour)
                .for_each(|(sum, part)| *sum += u16::from(part));
        }
        Rgb(sum.map(|sum| (sum / 4) as u8))
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 86)
        .encode(picture.as_raw(), SIZE.0, SIZE.1, ExtendedColorType::Rgb8)
        .map_err(|error| Error::Disk(std::io::Error::other(error)))?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_portrait_is_a_small_jpeg_and_the_same_for_the_same_seed() {
        let jpeg = drawn(7).unwrap();
        assert_eq!(&jpeg[..2], &[0xff, 0xd8]);
        assert!(jpeg.len() < 20_000, "{}", jpeg.len());
        assert_eq!(jpeg, drawn(7).unwrap());
        assert_ne!(jpeg, drawn(7 << 24).unwrap());
    }
}
