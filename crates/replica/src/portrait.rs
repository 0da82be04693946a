//! Portraits: the ones that people have, and the ones that are drawn for a demonstration.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use rules::VolunteerId;

use crate::Replica;
use crate::error::{Error, Result};
use crate::table::{person, portrait};

impl Replica {
    /// A volunteer's portrait as a JPEG; none where he has none or it did not come yet.
    ///
    /// # Errors
    /// Those of the database.
    pub fn portrait(&self, volunteer: VolunteerId) -> Result<Option<Vec<u8>>> {
        self.read(
            |db| match person::by_volunteer(db, volunteer)?.and_then(|row| row.photo) {
                Some(digest) => portrait::by_digest(db, digest),
                None => Ok(None),
            },
        )
    }
}

/// Width and height of a drawn portrait, in pixels: 3 to 4, as on a card.
const SIZE: (u32, u32) = (240, 320);

/// Draws a face that is nobody's: a head, hair and shoulders in colours of the seed.
pub(crate) fn drawn(seed: u64) -> Result<Vec<u8>> {
    let pick = |from: &[[u8; 3]], shift: u32| from[(seed >> shift) as usize % from.len()];
    let back = pick(
        &[
            [222, 230, 236],
            [233, 226, 214],
            [220, 232, 222],
            [231, 222, 230],
            [214, 226, 232],
        ],
        0,
    );
    let skin = pick(
        &[
            [242, 212, 186],
            [233, 196, 166],
            [224, 182, 150],
            [246, 221, 199],
        ],
        8,
    );
    let hair = pick(
        &[
            [38, 34, 33],
            [58, 46, 40],
            [74, 66, 62],
            [30, 30, 36],
            [120, 116, 114],
        ],
        16,
    );
    let coat = pick(
        &[
            [179, 58, 46],
            [36, 86, 140],
            [52, 112, 84],
            [92, 92, 104],
            [196, 120, 40],
        ],
        24,
    );
    let long_hair = (seed >> 32) & 1 == 1;
    let wide = 1.0 + ((seed >> 40) % 5) as f32 * 0.03;
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let (x, y) = (x as f32 - 120.0, y as f32);
        let oval = |cx: f32, cy: f32, rx: f32, ry: f32| {
            let (dx, dy) = ((x - cx) / rx, (y - cy) / ry);
            dx * dx + dy * dy <= 1.0
        };
        let face = oval(0.0, 138.0, 56.0 * wide, 70.0);
        let fringe = oval(0.0, 116.0, 64.0 * wide, 66.0) && y < 112.0 - x * x / 220.0;
        let eye = oval(-22.0, 138.0, 5.0, 5.0) || oval(22.0, 138.0, 5.0, 5.0);
        let brow = (y - 122.0).abs() < 2.0 && (12.0..34.0).contains(&x.abs());
        let mouth = oval(0.0, 176.0, 17.0, 7.0) && y > 176.0;
        let neck = x.abs() < 22.0 && (190.0..240.0).contains(&y);
        let collar = neck && y > 222.0 - x.abs() * 0.6;
        let shoulders = oval(0.0, 330.0, 116.0, 104.0);
        let behind = long_hair && oval(0.0, 150.0, 72.0 * wide, 92.0);
        let nose = x.abs() < 2.5 && (146.0..162.0).contains(&y);
        let shade = |colour: [u8; 3]| colour.map(|part| part - part / 9);
        Rgb(match () {
            () if fringe => hair,
            () if face && (eye || brow) => hair,
            () if face && mouth => [176, 84, 80],
            () if face && nose => shade(skin),
            () if face => skin,
            () if collar => [245, 245, 243],
            () if neck => shade(skin),
            () if shoulders => coat,
            () if behind => hair,
            () => back,
        })
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 82)
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
