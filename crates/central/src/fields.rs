//! Integer-keyed CBOR maps as they came: taken apart, laid over one another, put together in order.

use std::collections::BTreeMap;

use minicbor::{Decoder, Encoder};

/// The fields of a map by their keys; the values are kept as bytes, also those of a later version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields(BTreeMap<u64, Vec<u8>>);

/// CBOR's `null`: a field that is to be empty.
const NULL: &[u8] = &[0xf6];

impl Fields {
    /// The fields in these bytes; `None` unless they are exactly one map of definite length whose keys
    /// are whole numbers, none twice.
    pub fn read(bytes: &[u8]) -> Option<Fields> {
        let mut decoder = Decoder::new(bytes);
        let count = decoder.map().ok()??;
        let mut fields = BTreeMap::new();
        for _ in 0..count {
            let key = decoder.u64().ok()?;
            let start = decoder.position();
            decoder.skip().ok()?;
            let value = bytes.get(start..decoder.position())?.to_vec();
            if fields.insert(key, value).is_some() {
                return None;
            }
        }
        (decoder.position() == bytes.len()).then_some(Fields(fields))
    }

    /// The bytes of one field.
    pub fn get(&self, key: u64) -> Option<&[u8]> {
        self.0.get(&key).map(Vec::as_slice)
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        self.0.keys().copied()
    }

    /// These fields with `wanted` laid over them; a wanted `null` empties a field.
    #[must_use]
    pub fn overlaid(&self, wanted: &Fields) -> Fields {
        let mut fields = self.0.clone();
        fields.extend(wanted.0.clone());
        fields.retain(|_, value| value != NULL);
        Fields(fields)
    }

    /// The keys whose values differ between the two.
    pub fn differing(&self, other: &Fields) -> Vec<u64> {
        let mut keys: Vec<u64> = self.keys().chain(other.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| self.get(*key) != other.get(*key));
        keys
    }

    /// The map, its keys in ascending order.
    pub fn write(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        encoder
            .map(self.0.len() as u64)
            .expect("writing to memory cannot fail");
        for (key, value) in &self.0 {
            encoder.u64(*key).expect("writing to memory cannot fail");
            encoder.writer_mut().extend(value);
        }
        encoder.into_writer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_comes_back_with_fields_that_nobody_knows() {
        let bytes = [
            0xa3, 0x00, 0x01, 0x18, 0x63, 0x82, 0x01, 0x02, 0x19, 0x01, 0x00, 0x60,
        ];
        let fields = Fields::read(&bytes).unwrap();
        assert_eq!(fields.keys().collect::<Vec<_>>(), [0, 99, 256]);
        assert_eq!(fields.write(), bytes);
    }

    #[test]
    fn wanted_fields_lie_over_the_others_and_null_empties() {
        let row = Fields::read(&[0xa3, 0, 1, 1, 2, 2, 3]).unwrap();
        let wanted = Fields::read(&[0xa3, 1, 0xf6, 2, 9, 7, 8]).unwrap();
        let merged = row.overlaid(&wanted);
        assert_eq!(merged.write(), [0xa3, 0, 1, 2, 9, 7, 8]);
        assert_eq!(merged.differing(&row), [1, 2, 7]);
    }

    #[test]
    fn what_is_no_such_map_is_refused() {
        let bad: [&[u8]; 7] = [
            b"",
            &[0x80],
            &[0xa1, 0x00],
            &[0xa1, 0x60, 0x00],
            &[0xa2, 0, 1, 0, 1],
            &[0xa0, 0x00],
            &[0xbf, 0, 1, 0xff],
        ];
        for bytes in bad {
            assert_eq!(Fields::read(bytes), None, "{bytes:x?}");
        }
    }
}
