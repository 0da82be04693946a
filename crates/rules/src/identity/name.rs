//! Names of people: one written form, whatever the keyboard made of it.

/// The middle dot between the parts of a name.
pub(super) const MIDDLE_DOT: char = '·';

/// The name as it is stored and compared.
///
/// Full-width letters and digits are made narrow, the dots people type between the parts of a name become U+00B7, and
/// spaces go: within Chinese names all of them, within names in Latin letters all but one between words.
pub fn normalise_name(text: &str) -> String {
    let letters: Vec<char> = text
        .chars()
        .filter(|letter| !letter.is_control() && !is_invisible(*letter))
        .map(narrow)
        .collect();
    let mut name = String::with_capacity(text.len());
    for (at, letter) in letters.iter().enumerate() {
        let before = name.chars().next_back();
        let after = letters[at + 1..]
            .iter()
            .copied()
            .find(|letter| !letter.is_whitespace());
        let Some(after_or_end) = spoken(*letter, before, after) else {
            continue;
        };
        name.push(after_or_end);
    }
    name
}

/// What a letter becomes between its neighbours; `None` where it goes.
fn spoken(letter: char, before: Option<char>, after: Option<char>) -> Option<char> {
    let latin = |neighbour: Option<char>| neighbour.is_some_and(is_latin);
    if letter.is_whitespace() {
        let between_words = latin(before) && latin(after) && before != Some(' ');
        return between_words.then_some(' ');
    }
    let dot = is_dot(letter) || (letter == '.' && !latin(before) && !latin(after));
    Some(if dot { MIDDLE_DOT } else { letter })
}

/// Dots that stand for the middle dot.
fn is_dot(letter: char) -> bool {
    matches!(letter, '•' | '・' | '．' | '‧' | '･' | '⋅' | '∙')
}

fn is_latin(letter: char) -> bool {
    letter == '.'
        || letter == ','
        || letter == '-'
        || letter == '\''
        || (letter.is_alphanumeric() && (letter as u32) < 0x250)
}

/// Marks that take no room: joiners, direction marks, the byte order mark.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// The narrow form of a full-width letter or digit; every other character as it is.
pub(super) fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter)
        }
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_one_form() {
        for (typed, name) in [
            (" 张 三 ", "张三"),
            ("张\u{3000}三", "张三"),
            ("买买提•艾力", "买买提·艾力"),
            ("买买提 ． 艾力", "买买提·艾力"),
            ("买买提・艾力", "买买提·艾力"),
            ("买买提.艾力", "买买提·艾力"),
            ("买买提·艾力", "买买提·艾力"),
            ("\u{feff}林晓龘\u{200b}", "林晓龘"),
            ("𠮷野", "𠮷野"),
            ("Ｊｏｈｎ　 Smith", "John Smith"),
            ("J. R.  Smith", "J. R. Smith"),
            ("", ""),
        ] {
            assert_eq!(normalise_name(typed), name, "{typed}");
        }
    }

    #[test]
    fn a_form_that_is_right_stays_as_it_is() {
        for name in [
            "张三",
            "欧阳修远",
            "买买提·艾力",
            "Anna-Maria O'Neil",
            "𠮷野龘",
        ] {
            assert_eq!(normalise_name(name), name);
            assert_eq!(normalise_name(&normalise_name(name)), name);
        }
    }
}
