//! What of names and numbers may be shown on lists and screens.

use super::name::MIDDLE_DOT;

const COMPOUND_SURNAMES: [&str; 40] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
    "长孙", "司徒", "司空", "轩辕", "南宫", "端木", "百里", "呼延", "东郭", "西门", "独孤", "澹台",
    "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "钟离", "鲜于", "闾丘", "赫连",
    "拓跋", "公羊", "第五", "万俟",
];

/// A name with its surname alone: 张*, 欧阳**. A name of one character shows nothing; in a name with dots the dots stay.
pub fn mask_name(name: &str) -> String {
    let length = name.chars().count();
    let compound = length > 2
        && COMPOUND_SURNAMES
            .iter()
            .any(|surname| name.starts_with(surname));
    let shown = match (length, compound) {
        (0 | 1, _) => 0,
        (_, false) => 1,
        (_, true) => 2,
    };
    let mask = |(at, letter): (usize, char)| {
        if at < shown || letter == MIDDLE_DOT {
            letter
        } else {
            '*'
        }
    };
    name.chars().enumerate().map(mask).collect()
}

/// A document's number: of a long one the first three and the last four characters, 320***********2002; of a shorter
/// one the first and the last two; of a very short one nothing.
pub fn mask_number(number: &str) -> String {
    match number.chars().count() {
        15.. => masked(number, 3, 4),
        8..15 => masked(number, 1, 2),
        _ => masked(number, 0, 0),
    }
}

/// A phone number: the first three and the last four digits, 139****1707; of a short one the last two alone.
pub fn mask_phone(phone: &str) -> String {
    match phone.chars().count() {
        11.. => masked(phone, 3, 4),
        7..11 => masked(phone, 0, 2),
        _ => masked(phone, 0, 0),
    }
}

fn masked(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    let shown = |at: usize| at < first || at + last >= length;
    text.chars()
        .enumerate()
        .map(|(at, letter)| if shown(at) { letter } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_shows_the_surname() {
        for (name, masked) in [
            ("张三", "张*"),
            ("王小明", "王**"),
            ("欧阳修远", "欧阳**"),
            ("欧阳修", "欧阳*"),
            ("欧阳", "欧*"),
            ("买买提·艾力", "买**·**"),
            ("𠮷野龘", "𠮷**"),
            ("龘", "*"),
            ("", ""),
        ] {
            assert_eq!(mask_name(name), masked, "{name}");
        }
    }

    #[test]
    fn masked_numbers_keep_their_length_and_their_ends() {
        assert_eq!(mask_number("320000000000002002"), "320***********2002");
        assert_eq!(mask_number("H12345678"), "H******78");
        assert_eq!(mask_number("12345"), "*****");
        assert_eq!(mask_phone("10012341707"), "100****1707");
        assert_eq!(mask_phone("85512345"), "******45");
        assert_eq!(mask_phone("110"), "***");
    }
}
