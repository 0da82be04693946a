//! How keys, signatures, days and instants look in CBOR, and the decoding of whole messages.

use jiff::{Timestamp, civil::Date};
use minicbor::{
    Decode, Decoder, Encode, Encoder,
    decode::{self, Error as DecodeError},
    encode::{self, Write},
};

use crate::{Error, PublicKey, Signature, token};

/// The message in these bytes and nothing after it.
pub(crate) fn whole<'b, T: Decode<'b, ()>>(
    what: &'static str,
    bytes: &'b [u8],
) -> Result<T, Error> {
    let mut decoder = Decoder::new(bytes);
    let damaged = |source| Error::Damaged { what, source };
    let message = decoder.decode().map_err(damaged)?;
    if decoder.position() == bytes.len() {
        Ok(message)
    } else {
        Err(damaged(DecodeError::message("bytes after the end")))
    }
}

/// The bytes of a message that holds nothing that cannot be encoded.
pub(crate) fn bytes<T: Encode<()>>(message: &T) -> Vec<u8> {
    minicbor::to_vec(message).expect("a vector takes every byte and dates were checked before")
}

fn fixed<const N: usize>(from: &mut Decoder<'_>) -> Result<[u8; N], DecodeError> {
    let bytes = from.bytes()?;
    <[u8; N]>::try_from(bytes).map_err(|_| DecodeError::message("wrong length"))
}

impl<C> Encode<C> for PublicKey {
    fn encode<W: Write>(
        &self,
        out: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        out.bytes(self.as_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for PublicKey {
    fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        Self::from_bytes(&fixed(from)?).map_err(DecodeError::custom)
    }
}

impl<C> Encode<C> for Signature {
    fn encode<W: Write>(
        &self,
        out: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        out.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Signature {
    fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        fixed(from).map(Self)
    }
}

/// A date as days since 2020-01-01, as in a token.
pub(crate) mod day {
    use super::*;

    pub(crate) fn encode<C, W: Write>(
        day: &Date,
        out: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        let days = token::to_days(*day).map_err(encode::Error::custom)?;
        out.u16(days)?.ok()
    }

    pub(crate) fn decode<C>(from: &mut Decoder<'_>, _: &mut C) -> Result<Date, DecodeError> {
        from.u16().map(token::from_days)
    }
}

/// An instant as milliseconds since 1970; what is finer is dropped.
pub(crate) mod instant {
    use super::*;

    pub(crate) fn encode<C, W: Write>(
        at: &Timestamp,
        out: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        out.i64(at.as_millisecond())?.ok()
    }

    pub(crate) fn decode<C>(from: &mut Decoder<'_>, _: &mut C) -> Result<Timestamp, DecodeError> {
        Timestamp::from_millisecond(from.i64()?).map_err(DecodeError::custom)
    }
}
