//! Pictures that go with a request: judged by their header, decoded once, made small, stored as new JPEGs.

use std::io::Cursor;
use std::panic::catch_unwind;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, Limits};
use protocol::Hash;
use rules::Language;

use crate::Replica;
use crate::error::Result;
use crate::table::photograph;

/// How many pictures a request may have.
pub const PICTURES_MOST: usize = 6;

/// The longest side that is taken, in pixels.
const SIDE_LIMIT: u32 = 6_000;
/// The greatest area that is taken, in pixels.
const AREA_LIMIT: u64 = 25_000_000;
/// What decoding may take of memory, in bytes.
const MEMORY_LIMIT: u64 = 256 << 20;
/// The largest JPEG that central keeps, in bytes.
const LARGEST_BYTES: usize = 2 << 20;
/// The longest side in pixels and the quality that are tried, the first with which a board in the background can
/// still be read.
const TRIES: [(u32, u8); 4] = [(2_000, 80), (2_000, 60), (1_400, 60), (1_000, 60)];

/// A picture as it is kept: a JPEG of moderate size that holds pixels and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    jpeg: Vec<u8>,
    digest: Hash,
}

/// Why a file is no evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureProblem {
    /// Neither JPEG nor PNG.
    #[error("not a JPEG or PNG picture")]
    NotAPicture,
    /// Its header says that it has more pixels than are taken.
    #[error("{width} × {height} pixels are too many")]
    TooLarge {
        /// How wide it says it is.
        width: u32,
        /// How high.
        height: u32,
    },
    /// It is damaged or cut off.
    #[error("the picture is damaged")]
    Broken,
}

impl PictureProblem {
    /// The problem in words, with what to do about it.
    pub fn message(self, language: Language) -> String {
        match (self, language) {
            (PictureProblem::NotAPicture, Language::Zh) => {
                "不是 JPEG 或 PNG 图片，请换一张".to_owned()
            }
            (PictureProblem::NotAPicture, Language::En) => {
                "not a JPEG or PNG picture; choose another".to_owned()
            }
            (PictureProblem::TooLarge { width, height }, Language::Zh) => {
                format!(
                    "图片过大（{width} × {height} 像素），单边最多 {SIDE_LIMIT}，总共最多 2500 万"
                )
            }
            (PictureProblem::TooLarge { width, height }, Language::En) => format!(
                "the picture is too large ({width} × {height} pixels; at most {SIDE_LIMIT} a side and 25 million in all)"
            ),
            (PictureProblem::Broken, Language::Zh) => "图片已损坏，请重新拍摄或另存一份".to_owned(),
            (PictureProblem::Broken, Language::En) => {
                "the picture is damaged; take or save it again".to_owned()
            }
        }
    }
}

impl Picture {
    /// Reads a JPEG or PNG file. What else the file holds (place, camera, time) stays behind; the way up is kept.
    ///
    /// # Errors
    /// See [`PictureProblem`]. No file makes this panic.
    pub fn read(file: &[u8]) -> std::result::Result<Picture, PictureProblem> {
        // Decoders are not ours, nor is the file: a panic in them is a damaged picture.
        let read = catch_unwind(|| encoded(decoded(file)?));
        let jpeg = read.unwrap_or(Err(PictureProblem::Broken))?;
        let digest = Hash::of(&jpeg);
        Ok(Picture { jpeg, digest })
    }

    /// The bytes that are kept.
    pub fn jpeg(&self) -> &[u8] {
        &self.jpeg
    }

    /// By which it is known.
    pub fn digest(&self) -> Hash {
        self.digest
    }
}

impl Replica {
    /// A picture of a request by its digest; none where it did not come yet.
    ///
    /// # Errors
    /// Those of the database.
    pub fn evidence(&self, digest: Hash) -> Result<Option<Vec<u8>>> {
        self.read(|db| photograph::by_digest(db, digest))
    }
}

fn decoded(file: &[u8]) -> std::result::Result<DynamicImage, PictureProblem> {
    let broken = |_| PictureProblem::Broken;
    match image::guess_format(file) {
        Ok(ImageFormat::Jpeg) => upright(JpegDecoder::new(Cursor::new(file)).map_err(broken)?),
        Ok(ImageFormat::Png) => upright(PngDecoder::new(Cursor::new(file)).map_err(broken)?),
        _ => Err(PictureProblem::NotAPicture),
    }
}

fn upright(mut decoder: impl ImageDecoder) -> std::result::Result<DynamicImage, PictureProblem> {
    let (width, height) = decoder.dimensions();
    let area = u64::from(width) * u64::from(height);
    if width > SIDE_LIMIT || height > SIDE_LIMIT || area > AREA_LIMIT {
        return Err(PictureProblem::TooLarge { width, height });
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_LIMIT);
    let broken = |_| PictureProblem::Broken;
    decoder.set_limits(limits).map_err(broken)?;
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

fn within(picture: DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture;
    }
    picture.resize(side, side, FilterType::Triangle)
}

/// The best JPEG of it that central keeps. Only noise needs more than the first try.
fn encoded(picture: DynamicImage) -> std::result::Result<Vec<u8>, PictureProblem> {
    let mut picture = picture;
    for (side, quality) in TRIES {
        picture = within(picture, side);
        let pixels = picture.to_rgb8();
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .encode_image(&pixels)
            .map_err(|_| PictureProblem::Broken)?;
        if jpeg.len() <= LARGEST_BYTES {
            return Ok(jpeg);
        }
    }
    let (width, height) = (picture.width(), picture.height());
    Err(PictureProblem::TooLarge { width, height })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, _| {
            Rgb(if x < width / 2 {
                [200, 30, 30]
            } else {
                [30, 30, 200]
            })
        });
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90)
            .write_image(&picture, width, height, ExtendedColorType::Rgb8)
            .unwrap();
        bytes
    }

    /// The same file with an EXIF block: turned a quarter, and with a maker's name as a canary.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        exif.extend(b"\x01\x0f\0\x02\0\0\0\x07\0\0\0\x26"); // maker: seven letters further down
        exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"); // orientation: to be turned a quarter
        exif.extend(b"\0\0\0\0CANARY\0");
        let mut bytes = jpeg[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend(((exif.len() + 2) as u16).to_be_bytes());
        bytes.extend(exif);
        bytes.extend(&jpeg[2..]);
        bytes
    }

    fn holds(bytes: &[u8], canary: &[u8]) -> bool {
        bytes.windows(canary.len()).any(|window| window == canary)
    }

    #[test]
    fn what_a_camera_notes_beside_the_pixels_stays_behind_and_the_way_up_is_kept() {
        let file = with_exif(&jpeg(400, 200));
        assert!(holds(&file, b"CANARY"));
        let picture = Picture::read(&file).unwrap();
        assert!(!holds(picture.jpeg(), b"CANARY") && !holds(picture.jpeg(), b"Exif"));
        let again = image::load_from_memory(picture.jpeg()).unwrap();
        assert_eq!((again.width(), again.height()), (200, 400));
        assert_eq!(picture.digest(), Hash::of(picture.jpeg()));
    }

    #[test]
    fn a_large_picture_is_made_small_and_an_excessive_one_is_refused_by_its_header() {
        let large = Picture::read(&jpeg(4_000, 1_000)).unwrap();
        let again = image::load_from_memory(large.jpeg()).unwrap();
        assert_eq!((again.width(), again.height()), (2_000, 500));
        let mut huge = jpeg(16, 16);
        let frame = huge
            .windows(2)
            .position(|mark| mark == [0xff, 0xc0])
            .unwrap();
        huge[frame + 5..frame + 9].copy_from_slice(&[0x20, 0, 0x20, 0]);
        let refused = Picture::read(&huge);
        assert_eq!(
            refused,
            Err(PictureProblem::TooLarge {
                width: 8_192,
                height: 8_192
            })
        );
    }

    #[test]
    fn what_is_no_picture_or_cut_off_is_told_so() {
        for text in [&b""[..], b"GIF89a", b"<svg/>", b"%PDF-1.7"] {
            assert_eq!(Picture::read(text), Err(PictureProblem::NotAPicture));
        }
        let whole = jpeg(64, 64);
        assert_eq!(Picture::read(&whole[..40]), Err(PictureProblem::Broken));
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.extend([0; 40]);
        assert_eq!(Picture::read(&png), Err(PictureProblem::Broken));
    }

    #[test]
    fn even_noise_fits_what_central_keeps() {
        let mut state = 1_u32;
        let noise = RgbImage::from_fn(2_000, 2_000, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
        });
        let jpeg = encoded(noise.into()).unwrap();
        assert!(jpeg.len() <= LARGEST_BYTES, "{}", jpeg.len());
    }
}
