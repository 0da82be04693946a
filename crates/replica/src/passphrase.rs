//! Passphrases: which may guard a home, and four random words for who has none.

use crate::error::Result;
use crate::keys::random;

/// Syllables that are easy to say, to type and to tell apart: 256 of them, one a byte.
const HEADS: [&str; 16] = [
    "ba", "chi", "da", "fu", "gu", "hai", "jin", "ke", "lan", "mu", "ni", "ping", "qing", "shan",
    "tian", "wu",
];
const TAILS: [&str; 16] = [
    "bei", "chun", "deng", "feng", "guang", "he", "jia", "kuan", "li", "mei", "nan", "pu", "qiu",
    "song", "tang", "yun",
];

/// Whether a passphrase is too weak to guard a home: short, or digits alone, which is a PIN.
pub fn is_weak(passphrase: &str) -> bool {
    passphrase.chars().count() < 8
        || passphrase
            .chars()
            .all(|character| character.is_ascii_digit())
}

/// Four random words of up to four syllables: 64 bits in all.
///
/// # Errors
/// Where the operating system gives no random numbers.
pub fn suggested_passphrase() -> Result<String> {
    let bytes: [u8; 8] = random()?;
    let syllable = |byte: u8| {
        format!(
            "{}{}",
            HEADS[usize::from(byte >> 4)],
            TAILS[usize::from(byte & 15)]
        )
    };
    let words: Vec<String> = bytes
        .chunks(2)
        .map(|pair| format!("{}{}", syllable(pair[0]), syllable(pair[1])))
        .collect();
    Ok(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_weak_and_four_words_are_not() {
        assert!(is_weak("123456789012") && is_weak("short"));
        let words = suggested_passphrase().unwrap();
        assert!(!is_weak(&words));
        assert_eq!(words.split(' ').count(), 4);
        assert_ne!(words, suggested_passphrase().unwrap());
    }
}
