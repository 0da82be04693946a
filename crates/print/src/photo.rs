//! The header of a photo, read so that the photo itself can be passed on untouched.

/// No side of a photo is longer than this.
const LONGEST: u16 = 6000;

/// A JPEG that a PDF can carry as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jpeg<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) colour: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Grey,
    Rgb,
}

impl<'a> Jpeg<'a> {
    /// Follows the markers to the frame header; `None` for anything but eight bits in grey or
    /// three colours, for a side of 0 or above 6,000, and for a file without a picture.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
        if !bytes.ends_with(&[0xff, 0xd9]) {
            return None;
        }
        loop {
            let (marker, segment, after) = segment(rest)?;
            match marker {
                // Baseline, extended and progressive frames with Huffman coding.
                0xc0..=0xc2 => return frame(bytes, segment),
                // Other ways of coding, and a scan or end before any frame.
                0xc3 | 0xc5..=0xc7 | 0xc9..=0xcf | 0xd8..=0xda => return None,
                _ => rest = after,
            }
        }
    }
}

/// A marker, the payload of its segment, and what comes after it.
fn segment(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let bytes = bytes.strip_prefix(&[0xff])?;
    let fill = bytes.iter().take_while(|byte| **byte == 0xff).count();
    let (marker, bytes) = bytes[fill..].split_first()?;
    let length = u16::from_be_bytes(*bytes.first_chunk()?);
    let (segment, after) = bytes.split_at_checked(usize::from(length))?;
    Some((*marker, segment.get(2..)?, after))
}

fn frame<'a>(bytes: &'a [u8], segment: &[u8]) -> Option<Jpeg<'a>> {
    let [
        8,
        height_high,
        height_low,
        width_high,
        width_low,
        components,
        ..,
    ] = *segment
    else {
        return None;
    };
    let (width, height) = (
        u16::from_be_bytes([width_high, width_low]),
        u16::from_be_bytes([height_high, height_low]),
    );
    let colour = match components {
        1 => Colour::Grey,
        3 => Colour::Rgb,
        _ => return None,
    };
    let sides = 1..=LONGEST;
    (sides.contains(&width) && sides.contains(&height)).then_some(Jpeg {
        bytes,
        width,
        height,
        colour,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A comment, then a frame of 300 × 420 with this many components, then the end.
    fn jpeg(components: u8) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xfe, 0, 4, b'h', b'i'];
        bytes.extend([0xff, 0xff, 0xc2, 0, 8, 8, 1, 164, 1, 44, components]);
        bytes.extend([0xff, 0xd9]);
        bytes
    }

    #[test]
    fn the_frame_tells_size_and_colour() {
        for (components, colour) in [(1, Colour::Grey), (3, Colour::Rgb)] {
            let bytes = jpeg(components);
            let read = Jpeg::read(&bytes).unwrap();
            assert_eq!((read.width, read.height, read.colour), (300, 420, colour));
            assert_eq!(read.bytes, bytes);
        }
    }

    #[test]
    fn what_is_not_whole_or_not_grey_or_rgb_is_no_photo() {
        assert_eq!(Jpeg::read(&jpeg(4)), None);
        let whole = jpeg(3);
        for length in 0..whole.len() {
            assert_eq!(Jpeg::read(&whole[..length]), None, "{length}");
        }
        assert_eq!(Jpeg::read(b"\x89PNG\r\n\x1a\n"), None);
    }

    #[test]
    fn a_photo_of_no_width_or_absurd_height_is_refused() {
        let mut flat = jpeg(3);
        let at = flat.len() - 5;
        flat[at..at + 2].fill(0);
        assert_eq!(Jpeg::read(&flat), None);
        let mut tall = jpeg(3);
        tall[at - 2..at].fill(0xff);
        assert_eq!(Jpeg::read(&tall), None);
    }
}
