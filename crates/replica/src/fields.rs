//! What differs between two rows, as the integer-keyed map in which a change of a row is proposed.

use std::collections::BTreeMap;

use minicbor::{Decoder, Encoder};

use crate::error::{Error, Result};

/// CBOR's `null`: a field that is to be empty.
const NULL: &[u8] = &[0xf6];

fn read(map: &[u8]) -> Result<BTreeMap<u64, &[u8]>> {
    let damaged = |_| Error::Damaged;
    let mut decoder = Decoder::new(map);
    let count = decoder.map().map_err(damaged)?.ok_or(Error::Damaged)?;
    let mut fields = BTreeMap::new();
    for _ in 0..count {
        let key = decoder.u64().map_err(damaged)?;
        let start = decoder.position();
        decoder.skip().map_err(damaged)?;
        let value = map.get(start..decoder.position()).ok_or(Error::Damaged)?;
        fields.insert(key, value);
    }
    fields.retain(|_, value| *value != NULL);
    Ok(fields)
}

fn write(fields: &BTreeMap<u64, &[u8]>) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    encoder
        .map(fields.len() as u64)
        .expect("writing to memory cannot fail");
    for (key, value) in fields {
        encoder.u64(*key).expect("writing to memory cannot fail");
        encoder.writer_mut().extend_from_slice(value);
    }
    encoder.into_writer()
}

/// The fields of `after` that are not so in `before`, with `null` for those that it has no more; nothing where
/// both say the same.
pub(crate) fn changed(before: &[u8], after: &[u8]) -> Result<Option<Vec<u8>>> {
    let (before, after) = (read(before)?, read(after)?);
    let mut fields = BTreeMap::new();
    for key in before.keys().chain(after.keys()) {
        let (old, new) = (before.get(key), after.get(key));
        if old != new {
            fields.insert(*key, new.copied().unwrap_or(NULL));
        }
    }
    Ok((!fields.is_empty()).then(|| write(&fields)))
}

/// A row with a proposed change laid over it.
pub(crate) fn overlaid(row: &[u8], wanted: &[u8]) -> Result<Vec<u8>> {
    let mut decoder = Decoder::new(wanted);
    let mut fields = read(row)?;
    let count = decoder
        .map()
        .map_err(|_| Error::Damaged)?
        .ok_or(Error::Damaged)?;
    for _ in 0..count {
        let key = decoder.u64().map_err(|_| Error::Damaged)?;
        let start = decoder.position();
        decoder.skip().map_err(|_| Error::Damaged)?;
        let value = wanted
            .get(start..decoder.position())
            .ok_or(Error::Damaged)?;
        fields.insert(key, value);
    }
    fields.retain(|_, value| *value != NULL);
    Ok(write(&fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_laid_over_the_old_row_is_the_new_row() {
        let before = [0xa3, 0, 1, 1, 2, 2, 3];
        let after = [0xa3, 0, 1, 2, 9, 7, 8];
        let change = changed(&before, &after).unwrap().unwrap();
        assert_eq!(change, [0xa3, 1, 0xf6, 2, 9, 7, 8]);
        assert_eq!(overlaid(&before, &change).unwrap(), after);
        assert_eq!(changed(&after, &after).unwrap(), None);
    }

    #[test]
    fn an_empty_field_and_one_that_is_not_there_are_the_same() {
        assert_eq!(changed(&[0xa1, 5, 0xf6], &[0xa0]).unwrap(), None);
        assert!(changed(&[0x80], &[0xa0]).is_err());
    }
}
