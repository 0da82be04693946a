//! How a name sounds: what it is searched by when nobody types characters.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Surnames that are read otherwise than the character mostly is.
const SURNAMES: &[(char, &[&str])] = &[
    ('单', &["shan", "dan"]),
    ('曾', &["zeng", "ceng"]),
    ('解', &["xie", "jie"]),
    ('仇', &["qiu", "chou"]),
    ('查', &["zha", "cha"]),
    ('盖', &["ge", "gai"]),
    ('区', &["ou", "qu"]),
    ('乐', &["yue", "le"]),
    ('朴', &["piao", "pu"]),
    ('翟', &["zhai", "di"]),
    ('覃', &["qin", "tan"]),
    ('任', &["ren"]),
    ('尉', &["wei", "yu"]),
    ('华', &["hua"]),
];

/// A name's sounds, ready to be searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sound {
    /// Every reading, syllables together, readings apart by a blank: `zengxiaolong cengxiaolong`.
    pub pinyin: String,
    /// Their initials: `zxl cxl`.
    pub initials: String,
}

/// The syllables of one character, the likeliest first.
fn readings(character: char, first: bool) -> Vec<String> {
    if first && let Some((_, known)) = SURNAMES.iter().find(|(surname, _)| *surname == character) {
        return known.iter().map(|reading| (*reading).to_owned()).collect();
    }
    let likeliest = character
        .to_pinyin()
        .map(|pinyin| pinyin.plain().to_owned());
    let mut readings: Vec<String> = likeliest.into_iter().collect();
    // Only a surname is searched by its rarer readings: more would find everybody.
    if first && let Some(all) = character.to_pinyin_multi() {
        for reading in all {
            if !readings.iter().any(|known| known == reading.plain()) {
                readings.push(reading.plain().to_owned());
            }
        }
    }
    if readings.is_empty() && character.is_alphanumeric() {
        readings.push(character.to_lowercase().collect());
    }
    readings
}

/// The sounds of a name.
pub(crate) fn sound(name: &str) -> Sound {
    let mut characters = name.chars().filter(|character| !character.is_whitespace());
    let surname = characters
        .next()
        .map_or_else(Vec::new, |first| readings(first, true));
    let given: Vec<String> = characters
        .filter_map(|character| readings(character, false).into_iter().next())
        .collect();
    let initial = |syllable: &String| syllable.chars().take(1).collect::<String>();
    let tail: (String, String) = (given.concat(), given.iter().map(initial).collect());
    let mut pinyin: Vec<String> = surname
        .iter()
        .map(|first| format!("{first}{}", tail.0))
        .collect();
    let mut initials: Vec<String> = surname
        .iter()
        .map(|first| format!("{}{}", initial(first), tail.1))
        .collect();
    if surname.is_empty() {
        pinyin.push(tail.0);
        initials.push(tail.1);
    }
    initials.dedup();
    Sound {
        pinyin: pinyin.join(" "),
        initials: initials.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_pinyin_and_initials() {
        let sound = sound("张小龙");
        assert_eq!(
            (sound.pinyin.as_str(), sound.initials.as_str()),
            ("zhangxiaolong", "zxl")
        );
    }

    #[test]
    fn a_surname_of_two_readings_is_found_by_both() {
        let sound = sound("曾伟");
        assert_eq!(sound.pinyin, "zengwei cengwei");
        assert_eq!(sound.initials, "zw cw");
    }

    #[test]
    fn latin_letters_and_rare_characters_do_no_harm() {
        assert_eq!(sound("Anna Li").pinyin, "annali");
        assert_eq!(sound("").pinyin, "");
        sound("𠮷·阿不都");
    }
}
