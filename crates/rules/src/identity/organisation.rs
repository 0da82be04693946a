//! The unified social credit code of organisations (统一社会信用代码, GB 32100-2015).

/// What can be found out from a code alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct OrganisationFindings {
    /// Whether it has eighteen characters of its alphabet, the region in digits. If not, nothing else is looked at.
    pub format: bool,
    /// Whether the check character is right.
    pub checksum: Option<bool>,
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Looks at a code as it stands: spaces and lower-case letters are of the wrong form.
pub fn check_organisation(code: &str) -> OrganisationFindings {
    let values: Option<Vec<u32>> = code.bytes().map(value).collect();
    match values {
        Some(values)
            if values.len() == 18 && code.as_bytes()[2..8].iter().all(u8::is_ascii_digit) =>
        {
            OrganisationFindings {
                format: true,
                checksum: Some(check_value(&values) == values[17]),
            }
        }
        Some(_) | None => OrganisationFindings::default(),
    }
}

fn value(character: u8) -> Option<u32> {
    let at = ALPHABET.iter().position(|known| *known == character)?;
    u32::try_from(at).ok()
}

/// The weights are the powers of three modulo 31.
fn check_value(values: &[u32]) -> u32 {
    let (sum, _) = values[..17].iter().fold((0, 1), |(sum, weight), value| {
        (sum + value * weight, weight * 3 % 31)
    });
    (31 - sum % 31) % 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_a_right_check_character_are_right() {
        for code in [
            "91350100M000100Y43",
            "12100000400009880K",
            "51320600MJ55100070",
        ] {
            let found = check_organisation(code);
            assert_eq!((found.format, found.checksum), (true, Some(true)), "{code}");
        }
    }

    #[test]
    fn one_changed_character_is_found_out_wherever_it_is() {
        let code = *b"91350100M000100Y43";
        for at in 0..18 {
            for other in ALPHABET {
                let mut changed = code;
                changed[at] = *other;
                let found = check_organisation(std::str::from_utf8(&changed).unwrap());
                assert_eq!(
                    found.checksum == Some(true),
                    changed == code,
                    "{at} {other}"
                );
            }
        }
    }

    #[test]
    fn letters_that_look_like_figures_are_not_in_the_alphabet() {
        for code in [
            "",
            "9135010OM000100Y43",
            "91350100I000100Y43",
            "91350100m000100y43",
            "91350100M000100Y4",
        ] {
            assert_eq!(
                check_organisation(code),
                OrganisationFindings::default(),
                "{code}"
            );
        }
    }
}
