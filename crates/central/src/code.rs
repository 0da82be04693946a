//! The single-use code of an enrolment: ten characters that are easy to read out, stored as a digest only.

use protocol::Hash;

use crate::Error;

/// Without I, L, O and U, which are misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARACTERS: usize = 10;

/// How long a code is good, in milliseconds.
pub const LIFETIME_MS: i64 = 15 * 60 * 1000;

/// A fresh code of 50 random bits.
///
/// # Errors
/// [`Error::Random`].
pub fn draw() -> Result<String, Error> {
    let mut bytes = [0; CHARACTERS];
    getrandom::fill(&mut bytes)?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect())
}

/// What is stored of a code. Small letters, hyphens, O for 0 and I or L for 1 give the same digest.
pub fn digest(code: &str) -> Hash {
    let plain: String = code
        .chars()
        .filter(|letter| *letter != '-')
        .map(plain)
        .collect();
    Hash::of(format!("yizhan-enrolment-code/v1\0{plain}").as_bytes())
}

fn plain(letter: char) -> char {
    match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_survive_being_typed() {
        let codes: std::collections::HashSet<_> = (0..100).map(|_| draw().unwrap()).collect();
        assert_eq!(codes.len(), 100);
        for code in codes {
            assert_eq!(code.len(), 10);
            let typed = code.to_lowercase().replace('0', "o").replace('1', "l");
            assert_eq!(
                digest(&format!("{}-{}", &typed[..5], &typed[5..])),
                digest(&code)
            );
        }
        assert_ne!(digest("0000000000"), digest("0000000001"));
    }
}
