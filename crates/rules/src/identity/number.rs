//! Numbers of identity documents: their form, their check digit and what they say of the person.

use jiff::civil::{Date, date};

/// A kind of identity document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Document {
    /// 居民身份证, of 18 characters or the old 15.
    ResidentCard,
    /// 港澳台居民居住证.
    ResidencePermit,
    /// 港澳居民来往内地通行证: of 11 characters, or the first 9 that stay for life.
    HongKongMacaoPermit,
    /// 台湾居民来往大陆通行证.
    TaiwanPermit,
    /// 外国人永久居留身份证, of 15 or 18 characters.
    PermanentResidenceCard,
    /// 护照.
    Passport,
}

/// Which regions are known besides those that are assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regions {
    /// None.
    Assigned,
    /// Also `00xxxx`, which is never assigned: the people of a demonstration live there.
    WithDemonstration,
}

/// What a number says of the sex of its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// What can be found out from a number alone. A document that has no such part leaves it `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Findings {
    /// Whether it has the form of its kind. If not, nothing else is looked at.
    pub format: bool,
    /// Whether the check digit is right.
    pub checksum: Option<bool>,
    /// Whether the region's province is known; where not, that is a warning: codes come and go.
    pub region_known: Option<bool>,
    /// Whether the date of birth is one, and not after today.
    pub birth_valid: Option<bool>,
    /// The date of birth, if it is one.
    pub birth: Option<Date>,
    /// The sex.
    pub sex: Option<Sex>,
}

impl Findings {
    /// Whether nothing speaks against the number; an unknown region does not.
    pub fn is_plausible(&self) -> bool {
        self.format && self.checksum != Some(false) && self.birth_valid != Some(false)
    }
}

/// The number as it is compared and stored: without spaces, full-width forms made narrow, letters upper-case.
pub fn normalise_number(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .map(super::name::narrow)
        .map(|letter| letter.to_ascii_uppercase())
        .collect()
}

/// Looks at a number as it stands: spaces and lower-case letters are of the wrong form, [`normalise_number`] mends them.
pub fn check(document: Document, number: &str, today: Date, regions: Regions) -> Findings {
    let text = number.as_bytes();
    match document {
        Document::ResidentCard => match text.len() {
            18 => personal(text, today, |region| is_province(region, regions)),
            15 => old_resident_card(text, today, regions),
            _ => Findings::default(),
        },
        Document::ResidencePermit => personal(text, today, |region| {
            matches!(region, b"810000" | b"820000" | b"830000") || is_demonstration(region, regions)
        }),
        Document::HongKongMacaoPermit => plain(match text {
            [b'H' | b'M', digits @ ..] => matches!(digits.len(), 8 | 10) && all_digits(digits),
            _ => false,
        }),
        Document::TaiwanPermit => plain(text.len() == 8 && all_digits(text)),
        Document::PermanentResidenceCard => permanent_residence(text, today),
        Document::Passport => {
            let letters = text
                .iter()
                .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
            plain((5..=20).contains(&text.len()) && letters)
        }
    }
}

fn plain(format: bool) -> Findings {
    Findings {
        format,
        ..Findings::default()
    }
}

fn all_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// 18 characters: region, date of birth, sequence with the sex, check digit.
fn personal(text: &[u8], today: Date, is_known: impl Fn(&[u8]) -> bool) -> Findings {
    if !has_check_form(text) {
        return Findings::default();
    }
    let birth = birth(&text[6..14]);
    Findings {
        format: true,
        checksum: Some(check_digit(&text[..17]) == text[17]),
        region_known: Some(is_known(&text[..6])),
        birth_valid: Some(birth.is_some_and(|birth| birth <= today)),
        birth,
        sex: Some(sex(text[16])),
    }
}

/// 15 digits: region, date of birth in the 20th century, sequence with the sex.
fn old_resident_card(text: &[u8], today: Date, regions: Regions) -> Findings {
    if !all_digits(text) {
        return Findings::default();
    }
    let birth = birth(&[b"19", &text[6..12]].concat());
    Findings {
        format: true,
        checksum: None,
        region_known: Some(is_province(&text[..6], regions)),
        birth_valid: Some(birth.is_some_and(|birth| birth <= today)),
        birth,
        sex: Some(sex(text[14])),
    }
}

/// The card of 2017 has three letters and twelve digits, that of 2023 the form of a resident card beginning with 9.
fn permanent_residence(text: &[u8], today: Date) -> Findings {
    match text.len() {
        15 => {
            let letters = text[..3].iter().all(u8::is_ascii_uppercase);
            plain(letters && all_digits(&text[3..]))
        }
        18 if text[0] == b'9' => Findings {
            region_known: None,
            ..personal(text, today, |_| true)
        },
        _ => Findings::default(),
    }
}

fn has_check_form(text: &[u8]) -> bool {
    text.len() == 18 && all_digits(&text[..17]) && (text[17].is_ascii_digit() || text[17] == b'X')
}

/// ISO 7064 MOD 11-2 over seventeen digits.
fn check_digit(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [u8; 11] = *b"10X98765432";
    let weighted = digits.iter().zip(WEIGHTS);
    let sum: u32 = weighted
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECKS[(sum % 11) as usize]
}

fn sex(sequence: u8) -> Sex {
    if sequence % 2 == 1 {
        Sex::Male
    } else {
        Sex::Female
    }
}

/// Eight digits as a date.
fn birth(digits: &[u8]) -> Option<Date> {
    let number = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0'))
    };
    let (year, month, day) = (
        number(&digits[..4]),
        number(&digits[4..6]),
        number(&digits[6..]),
    );
    let birth = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (birth >= date(1800, 1, 1)).then_some(birth)
}

fn is_demonstration(region: &[u8], regions: Regions) -> bool {
    regions == Regions::WithDemonstration && region.starts_with(b"00")
}

/// Whether a region is in a province (GB/T 2260); districts come and go and are not looked at.
fn is_province(region: &[u8], regions: Regions) -> bool {
    let province = (region[0] - b'0') * 10 + (region[1] - b'0');
    matches!(province, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
        || is_demonstration(region, regions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(document: Document, number: &str) -> Findings {
        check(document, number, date(2025, 6, 1), Regions::Assigned)
    }

    #[test]
    fn the_examples_of_the_standard_are_right() {
        for (number, birth, sex) in [
            ("11010519491231002X", date(1949, 12, 31), Sex::Female),
            ("440524188001010014", date(1880, 1, 1), Sex::Male),
            ("34052419800101001X", date(1980, 1, 1), Sex::Male),
        ] {
            let found = look(Document::ResidentCard, number);
            assert!(found.is_plausible(), "{number}");
            assert_eq!(
                (found.checksum, found.region_known),
                (Some(true), Some(true))
            );
            assert_eq!(
                (found.birth, found.sex),
                (Some(birth), Some(sex)),
                "{number}"
            );
        }
    }

    #[test]
    fn every_wrong_last_character_is_found_out() {
        let right = b'X';
        for last in *b"0123456789X" {
            let number = format!("11010519491231002{}", char::from(last));
            let found = look(Document::ResidentCard, &number);
            assert_eq!(found.checksum, Some(last == right), "{number}");
        }
    }

    #[test]
    fn two_neighbours_changed_over_are_found_out() {
        let number = b"440524188001010014";
        for at in 0..16 {
            let mut swapped = *number;
            swapped.swap(at, at + 1);
            if swapped != *number {
                let text = std::str::from_utf8(&swapped).unwrap();
                assert_eq!(
                    look(Document::ResidentCard, text).checksum,
                    Some(false),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn each_finding_is_answered_for_itself() {
        let with_check =
            |digits: &str| format!("{digits}{}", char::from(check_digit(digits.as_bytes())));
        let nowhere = look(Document::ResidentCard, &with_check("99010119900101001"));
        assert_eq!(
            (nowhere.region_known, nowhere.birth_valid),
            (Some(false), Some(true))
        );
        assert!(nowhere.is_plausible());
        let no_day = look(Document::ResidentCard, &with_check("11010519900230001"));
        assert_eq!(
            (no_day.birth_valid, no_day.checksum),
            (Some(false), Some(true))
        );
        let unborn = look(Document::ResidentCard, &with_check("00010120250602001"));
        assert_eq!(
            (unborn.birth_valid, unborn.birth),
            (Some(false), Some(date(2025, 6, 2)))
        );
    }

    #[test]
    fn a_wrong_form_says_nothing_else() {
        for number in [
            "",
            "11010519491231002x",
            " 1010519491231002X",
            "1101051949123100X2",
            "１１0105194912",
        ] {
            assert_eq!(
                look(Document::ResidentCard, number),
                Findings::default(),
                "{number}"
            );
        }
        assert_eq!(
            normalise_number(" 110105 19491231００２x\u{3000}"),
            "11010519491231002X"
        );
    }

    #[test]
    fn the_people_of_a_demonstration_are_known_only_where_it_is_one() {
        let number = format!(
            "00010119900101001{}",
            char::from(check_digit(b"00010119900101001"))
        );
        let known = |regions| {
            check(Document::ResidentCard, &number, date(2025, 6, 1), regions).region_known
        };
        assert_eq!(known(Regions::Assigned), Some(false));
        assert_eq!(known(Regions::WithDemonstration), Some(true));
    }

    #[test]
    fn an_old_card_has_fifteen_digits_and_no_check() {
        let found = look(Document::ResidentCard, "110105491231002");
        assert_eq!((found.format, found.checksum), (true, None));
        assert_eq!(
            (found.birth, found.sex),
            (Some(date(1949, 12, 31)), Some(Sex::Female))
        );
    }

    #[test]
    fn residence_permits_have_their_own_three_regions() {
        for number in ["810000199003072934", "830000198801010016"] {
            let found = look(Document::ResidencePermit, number);
            assert!(found.is_plausible(), "{number}");
            assert_eq!(found.region_known, Some(true));
        }
        let mainland = look(Document::ResidencePermit, "11010519491231002X");
        assert_eq!(mainland.region_known, Some(false));
    }

    #[test]
    fn other_documents_have_a_form_alone() {
        for (document, right, wrong) in [
            (Document::HongKongMacaoPermit, "H1234567801", "H123456780"),
            (Document::HongKongMacaoPermit, "M12345678", "T12345678"),
            (Document::TaiwanPermit, "12345678", "1234567"),
            (
                Document::PermanentResidenceCard,
                "CHN123456789012",
                "CH1234567890123",
            ),
            (Document::Passport, "E12345678", "E123 5678"),
        ] {
            assert_eq!(look(document, right), plain(true), "{right}");
            assert_eq!(look(document, wrong), plain(false), "{wrong}");
        }
    }

    #[test]
    fn the_permanent_residence_card_of_2023_is_checked_like_a_resident_card() {
        let digits = "91102618000101001";
        let number = format!("{digits}{}", char::from(check_digit(digits.as_bytes())));
        let found = look(Document::PermanentResidenceCard, &number);
        assert_eq!((found.checksum, found.region_known), (Some(true), None));
        let other = format!("1{}", &number[1..]);
        assert!(!look(Document::PermanentResidenceCard, &other).format);
    }
}
