//! Picture files: header first, limits, then luma.

use std::io::Cursor;

use image::codecs::{jpeg::JpegDecoder, png::PngDecoder};
use image::error::{DecodingError, ImageFormatHint};
use image::{DynamicImage, ImageDecoder, ImageFormat, Limits};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::errors::DecodeErrors;

use crate::code::Code;
use crate::grey::GreyFrame;
use crate::ladder::{Ladder, read_frame};

/// Longest side of a picture in pixels.
pub const SIDE_LIMIT: u32 = 6_000;
/// Greatest area of a picture in pixels.
pub const AREA_LIMIT: u64 = 25_000_000;
const ALLOCATION_LIMIT: u64 = 256 << 20;

/// Why a file could not be looked at; whether it holds a code is another question.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// Neither JPEG nor PNG: choose another file.
    #[error("not a JPEG or PNG image · 不是 JPEG 或 PNG 图片")]
    NotAnImage,
    /// Beyond the limits: take a smaller picture.
    #[error(
        "image of {width} × {height} pixels is too large · 图片 {width} × {height} 像素，超出上限"
    )]
    TooLarge {
        /// Width the header declares.
        width: u32,
        /// Height the header declares.
        height: u32,
    },
    /// The file is damaged or cut off: fetch it again.
    #[error("the image is damaged · 图片已损坏")]
    Broken(#[source] image::ImageError),
}

/// Reads every code of a JPEG or PNG file; orientation tags are ignored, corners are in pixels as stored.
///
/// # Errors
/// See [`ImageError`]; a readable picture without a code is an empty list.
pub fn read_image(bytes: &[u8], ladder: Ladder) -> Result<Vec<Code>, ImageError> {
    let frame = open_image(bytes)?;
    Ok(read_frame(&frame.as_grey(), ladder))
}

/// Decodes a JPEG or PNG file to luma, after its header was found within the limits.
///
/// # Errors
/// See [`ImageError`].
pub fn open_image(bytes: &[u8]) -> Result<GreyFrame, ImageError> {
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => open_jpeg(bytes),
        Ok(ImageFormat::Png) => PngDecoder::new(Cursor::new(bytes))
            .map_err(ImageError::Broken)
            .and_then(open_any),
        _ => Err(ImageError::NotAnImage),
    }
}

/// Most JPEG files hold luma as such: taking it alone halves the time.
fn open_jpeg(bytes: &[u8]) -> Result<GreyFrame, ImageError> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(broken_jpeg)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    within_limits(width as u32, height as u32)?;
    if !matches!(
        decoder.input_colorspace(),
        Some(ColorSpace::YCbCr | ColorSpace::Luma)
    ) {
        return JpegDecoder::new(Cursor::new(bytes))
            .map_err(ImageError::Broken)
            .and_then(open_any);
    }
    let pixels = decoder.decode().map_err(broken_jpeg)?;
    GreyFrame::new(width, height, pixels).ok_or(ImageError::NotAnImage)
}

fn broken_jpeg(error: DecodeErrors) -> ImageError {
    let hint = ImageFormatHint::Exact(ImageFormat::Jpeg);
    ImageError::Broken(image::ImageError::Decoding(DecodingError::new(hint, error)))
}

fn open_any(mut decoder: impl ImageDecoder) -> Result<GreyFrame, ImageError> {
    let (width, height) = decoder.dimensions();
    within_limits(width, height)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(ALLOCATION_LIMIT);
    decoder.set_limits(limits).map_err(ImageError::Broken)?;
    let luma = DynamicImage::from_decoder(decoder)
        .map_err(ImageError::Broken)?
        .into_luma8();
    GreyFrame::new(width as usize, height as usize, luma.into_raw()).ok_or(ImageError::NotAnImage)
}

fn within_limits(width: u32, height: u32) -> Result<(), ImageError> {
    let area = u64::from(width) * u64::from(height);
    if width > SIDE_LIMIT || height > SIDE_LIMIT || area > AREA_LIMIT {
        return Err(ImageError::TooLarge { width, height });
    }
    Ok(())
}
