//! Messages as bytes: CBOR under zstd, with a limit on what they may unfold to.

use std::io::Read;

use crate::Error;

/// What a message body is called in HTTP.
pub const CONTENT_TYPE: &str = "application/cbor+zstd";

/// The most that a message may unfold to, in bytes.
pub const LIMIT: usize = 64 << 20;

/// A message as it travels.
pub fn pack<M: minicbor::Encode<()>>(message: &M) -> Vec<u8> {
    let bytes = minicbor::to_vec(message).expect("writing to memory cannot fail");
    zstd::bulk::compress(&bytes, 3).expect("compressing memory cannot fail")
}

/// The message in these bytes.
///
/// # Errors
/// [`Error::TooLarge`] where it unfolds to more than `limit` bytes; [`Error::Malformed`] where it is no such message.
pub fn unpack<M: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8], limit: usize) -> Result<M, Error> {
    let mut unfolded = Vec::new();
    let decoder = zstd::stream::Decoder::new(bytes).map_err(|_| Error::Malformed)?;
    let read = decoder
        .take(limit as u64 + 1)
        .read_to_end(&mut unfolded)
        .map_err(|_| Error::Malformed)?;
    if read > limit {
        return Err(Error::TooLarge);
    }
    Ok(minicbor::decode(&unfolded)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back() {
        let message = vec![1_u32, 2, 3];
        assert_eq!(unpack::<Vec<u32>>(&pack(&message), LIMIT).unwrap(), message);
    }

    #[test]
    fn what_unfolds_beyond_the_limit_is_refused_before_it_is_read() {
        let bomb = zstd::bulk::compress(&vec![0; 1 << 20], 19).unwrap();
        assert!(bomb.len() < 200);
        assert!(matches!(
            unpack::<Vec<u32>>(&bomb, 1 << 16),
            Err(Error::TooLarge)
        ));
    }

    #[test]
    fn noise_is_refused() {
        assert!(matches!(
            unpack::<Vec<u32>>(b"noise", LIMIT),
            Err(Error::Malformed)
        ));
        assert!(matches!(
            unpack::<Vec<u32>>(&pack(&"text"), LIMIT),
            Err(Error::Malformed)
        ));
    }
}
