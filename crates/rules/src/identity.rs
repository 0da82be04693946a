//! Identity: numbers of documents and organisations, names, what of them may be shown, and who is a minor.

mod mask;
mod name;
mod number;
mod organisation;

use jiff::civil::Date;

pub use mask::{mask_name, mask_number, mask_phone};
pub use name::normalise_name;
pub use number::{Document, Findings, Regions, Sex, check, normalise_number};
pub use organisation::{OrganisationFindings, check_organisation};

/// The age from which nobody else has to consent.
pub const FULL_AGE: i16 = 18;
/// Below this age personal data are specially protected.
pub const PROTECTED_AGE: i16 = 14;

/// Whole years from birth to `today`; a birthday on 29 February is 1 March in other years. Nought before birth.
pub fn age(birth: Date, today: Date) -> i16 {
    let birthday_is_ahead = (today.month(), today.day()) < (birth.month(), birth.day());
    (today.year() - birth.year() - i16::from(birthday_is_ahead)).max(0)
}

/// Whether a guardian has to consent and come along.
pub fn is_minor(birth: Date, today: Date) -> bool {
    age(birth, today) < FULL_AGE
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_is_of_full_age_from_the_eighteenth_birthday_on() {
        let birth = date(2001, 6, 8);
        assert!(is_minor(birth, date(2019, 6, 7)));
        assert!(!is_minor(birth, date(2019, 6, 8)));
        assert_eq!(age(date(2004, 2, 29), date(2022, 2, 28)), 17);
        assert_eq!(age(date(2004, 2, 29), date(2022, 3, 1)), 18);
        assert_eq!(age(date(2020, 1, 1), date(2019, 1, 1)), 0);
        assert_eq!(age(Date::MIN, Date::MAX), 19998);
    }
}
