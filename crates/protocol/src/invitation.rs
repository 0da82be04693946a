//! What a station is joined with: central's address, a single-use code and the fingerprint of central's root.

use std::fmt;
use std::str::FromStr;

/// How an invitation begins as one text, in a QR symbol or pasted.
const PREFIX: &str = "yizhan-join:";

/// The code with the fingerprint of the root that it was issued under: `CODE.FINGERPRINT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    /// What central checks: ten characters, 50 bits.
    pub code: String,
    /// What the station checks.
    pub fingerprint: String,
}

/// A text that is no enrolment code or invitation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an enrolment code")]
pub struct InvalidCode;

impl FromStr for EnrolmentCode {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let (code, fingerprint) = text.trim().split_once('.').ok_or(InvalidCode)?;
        let code: String = code
            .chars()
            .filter(|c| *c != '-')
            .collect::<String>()
            .to_ascii_uppercase();
        let fingerprint = fingerprint.to_ascii_lowercase();
        let plain =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if plain(&code) && plain(&fingerprint) && code.len() <= 32 && fingerprint.len() <= 64 {
            Ok(EnrolmentCode { code, fingerprint })
        } else {
            Err(InvalidCode)
        }
    }
}

impl fmt::Display for EnrolmentCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.code, self.fingerprint)
    }
}

/// Address and code together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Where central is.
    pub address: String,
    /// With what.
    pub code: EnrolmentCode,
}

impl FromStr for Invitation {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let rest = text.trim().strip_prefix(PREFIX).ok_or(InvalidCode)?;
        let (address, code) = rest.rsplit_once('#').ok_or(InvalidCode)?;
        Ok(Invitation {
            address: address.to_owned(),
            code: code.parse()?,
        })
    }
}

impl fmt::Display for Invitation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{PREFIX}{}#{}", self.address, self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_comes_back_from_its_text() {
        let text = "yizhan-join:http://127.0.0.1:7000#ABCDE23456.00ff";
        let invitation: Invitation = text.parse().unwrap();
        assert_eq!(invitation.address, "http://127.0.0.1:7000");
        assert_eq!(invitation.to_string(), text);
    }

    #[test]
    fn codes_may_be_typed_in_small_letters_and_groups() {
        let code: EnrolmentCode = " abcde-23456.00FF ".parse().unwrap();
        assert_eq!(code.to_string(), "ABCDE23456.00ff");
        for bad in ["", "ABC", ".00", "AB.", "AB.0 0", "甲.00"] {
            assert!(bad.parse::<EnrolmentCode>().is_err(), "{bad}");
        }
    }
}
