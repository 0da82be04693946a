//! Bytes to text for symbols that do not say which characters their bytes mean.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8};

/// What else the symbol holds, a hint at the language of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Neighbours {
    /// Segments in Kanji mode.
    Kanji,
    /// Nothing that tells.
    Plain,
}

/// A character set; `None` stands for Latin-1, where each byte is a character and nothing is lost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Charset(Option<&'static Encoding>);

impl Charset {
    /// Reads bytes; those that are not of the set are read as Latin-1.
    pub(crate) fn read(self, bytes: &[u8]) -> String {
        self.0
            .and_then(|encoding| exactly(encoding, bytes))
            .unwrap_or_else(|| latin1(bytes))
    }
}

/// The set of bytes that declare none: UTF-8 when valid, else Shift-JIS or GB18030 when they look like it, else Latin-1.
pub(crate) fn guess(bytes: &[u8], neighbours: Neighbours) -> Charset {
    let japanese = neighbours == Neighbours::Kanji && exactly(SHIFT_JIS, bytes).is_some();
    Charset(if std::str::from_utf8(bytes).is_ok() {
        Some(UTF_8)
    } else if japanese || looks_like_shift_jis(bytes) || looks_like_katakana(bytes) {
        Some(SHIFT_JIS)
    } else if looks_like_gb2312(bytes) {
        Some(GB18030)
    } else {
        None
    })
}

/// Reads bytes whose character set the symbol declares by its number in the list of extended channel interpretations.
pub(crate) fn declared(number: u32, bytes: &[u8]) -> String {
    let encoding = match number {
        1 | 3 => None,
        4..=18 => Encoding::for_label(format!("iso-8859-{}", number - 2).as_bytes()),
        20 => Some(SHIFT_JIS),
        21 => Encoding::for_label(b"windows-1250"),
        22 => Encoding::for_label(b"windows-1251"),
        23 => Encoding::for_label(b"windows-1252"),
        24 => Encoding::for_label(b"windows-1256"),
        25 => Encoding::for_label(b"utf-16be"),
        26 => Some(UTF_8),
        28 => Some(BIG5),
        29 | 32 => Some(GB18030),
        30 => Some(EUC_KR),
        _ => return guess(bytes, Neighbours::Plain).read(bytes),
    };
    match encoding {
        Some(encoding) => {
            exactly(encoding, bytes).unwrap_or_else(|| guess(bytes, Neighbours::Plain).read(bytes))
        }
        None => latin1(bytes),
    }
}

/// Reads Shift-JIS pairs of Kanji mode.
pub(crate) fn shift_jis(bytes: &[u8]) -> Option<String> {
    exactly(SHIFT_JIS, bytes)
}

/// Reads GB 2312 pairs of Hanzi mode.
pub(crate) fn gb18030(bytes: &[u8]) -> Option<String> {
    exactly(GB18030, bytes)
}

fn exactly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// Double-byte characters of which at least one begins below A0, where Latin-1 has no letters and GB 2312 nothing.
fn looks_like_shift_jis(bytes: &[u8]) -> bool {
    let (mut low_leads, mut i) = (0, 0);
    while i < bytes.len() {
        match bytes[i] {
            0x81..=0x9f | 0xe0..=0xfc => {
                let paired = bytes
                    .get(i + 1)
                    .is_some_and(|b| matches!(b, 0x40..=0x7e | 0x80..=0xfc));
                if !paired {
                    return false;
                }
                low_leads += usize::from(bytes[i] < 0xa0);
                i += 2;
            }
            0x80 | 0xa0 | 0xfd..=0xff => return false,
            _ => i += 1,
        }
    }
    low_leads > 0
}

/// Half-width katakana, known by at least two sound marks after letters that take one.
fn looks_like_katakana(bytes: &[u8]) -> bool {
    let all = bytes.iter().all(|b| matches!(b, 0..=0x7f | 0xa1..=0xdf));
    let marks = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [0xb3 | 0xb6..=0xc4 | 0xca..=0xce, 0xde | 0xdf]))
        .count();
    all && marks >= 2
}

/// Every byte above ASCII pairs with a second one in the rows of GB 2312.
fn looks_like_gb2312(bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] < 0x80 {
            i += 1;
            continue;
        }
        let pair = matches!(bytes[i], 0xa1..=0xa9 | 0xb0..=0xf7)
            && bytes.get(i + 1).is_some_and(|b| matches!(b, 0xa1..=0xfe));
        if !pair {
            return false;
        }
        i += 2;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undeclared_bytes_are_read_as_what_they_look_like() {
        let cases: [(&[u8], &str); 6] = [
            ("义站 café".as_bytes(), "义站 café"),
            (b"\xd2\xe5\xd5\xbe", "义站"),
            (b"\x93\xfa\x96\x7b", "日本"),
            (b"\xc3\xde\xbb\xde\xb2\xdd", "ﾃﾞｻﾞｲﾝ"),
            (b"caf\xe9 ol\xe9", "café olé"),
            (b"\xff\x00\x80", "\u{ff}\0\u{80}"),
        ];
        for (bytes, text) in cases {
            assert_eq!(
                guess(bytes, Neighbours::Plain).read(bytes),
                text,
                "{bytes:02x?}"
            );
        }
    }

    #[test]
    fn bytes_beside_kanji_are_japanese() {
        let set = guess(b"\xb6\xd7\xb0", Neighbours::Kanji);
        assert_eq!(set.read(b"\xb6\xd7\xb0"), "ｶﾗｰ");
    }

    #[test]
    fn a_declared_set_is_believed_unless_the_bytes_contradict_it() {
        assert_eq!(declared(29, b"\xd2\xe5"), "义");
        assert_eq!(declared(26, "义".as_bytes()), "义");
        assert_eq!(declared(3, b"\xe9"), "é");
        assert_eq!(declared(26, b"caf\xe9!"), "café!");
    }
}
