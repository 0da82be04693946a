//! What a registration region is called on paper.

/// The provinces of GB/T 2260 by the first two digits of a region.
const PROVINCES: &[(&str, &str)] = &[
    ("11", "北京市"),
    ("12", "天津市"),
    ("13", "河北省"),
    ("14", "山西省"),
    ("15", "内蒙古自治区"),
    ("21", "辽宁省"),
    ("22", "吉林省"),
    ("23", "黑龙江省"),
    ("31", "上海市"),
    ("32", "江苏省"),
    ("33", "浙江省"),
    ("34", "安徽省"),
    ("35", "福建省"),
    ("36", "江西省"),
    ("37", "山东省"),
    ("41", "河南省"),
    ("42", "湖北省"),
    ("43", "湖南省"),
    ("44", "广东省"),
    ("45", "广西壮族自治区"),
    ("46", "海南省"),
    ("50", "重庆市"),
    ("51", "四川省"),
    ("52", "贵州省"),
    ("53", "云南省"),
    ("54", "西藏自治区"),
    ("61", "陕西省"),
    ("62", "甘肃省"),
    ("63", "青海省"),
    ("64", "宁夏回族自治区"),
    ("65", "新疆维吾尔自治区"),
    ("71", "台湾省"),
    ("81", "香港特别行政区"),
    ("82", "澳门特别行政区"),
];

/// How names of places end.
const ENDINGS: &[char] = &['省', '市', '州', '区', '县', '旗', '镇', '乡', '村'];

/// The most characters that a card has room for.
const ROOM: usize = 12;

/// The province of a region, else the place that the organisation's name begins with, else the region's digits.
pub(crate) fn of(region: &str, organisation: &str) -> String {
    let province = region
        .get(..2)
        .and_then(|digits| PROVINCES.iter().find(|(code, _)| *code == digits));
    match province {
        Some((_, name)) => (*name).to_owned(),
        None => place_in(organisation).unwrap_or(region).to_owned(),
    }
}

fn place_in(organisation: &str) -> Option<&str> {
    let fits = organisation
        .char_indices()
        .take(ROOM)
        .filter(|(_, character)| ENDINGS.contains(character));
    // A name is never the ending alone.
    let (at, ending) = fits.filter(|(at, _)| *at > 0).last()?;
    organisation.get(..at + ending.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_of_a_province_is_called_by_it() {
        assert_eq!(of("320602", "青溪区志愿服务总队"), "江苏省");
        assert_eq!(of("650100", ""), "新疆维吾尔自治区");
    }

    #[test]
    fn a_region_that_was_never_assigned_is_called_by_the_place_of_its_organisation() {
        assert_eq!(of("009901", "云州市青溪区志愿服务总队"), "云州市青溪区");
        assert_eq!(of("009901", "柳桥镇和平村志愿服务队"), "柳桥镇和平村");
        assert_eq!(of("009901", "蓝天救援"), "009901");
        assert_eq!(of("009901", "市"), "009901");
    }
}
