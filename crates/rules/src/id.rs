//! The names the attendance engine works with: any text, compared as bytes.

use std::fmt;
use std::sync::Arc;

/// A name of a fact, a project or a volunteer, as the engine sees it.
///
/// The engine never looks inside: it compares ids as byte strings and gives them back unchanged.
/// Cloning does not copy the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// The text, as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn ids_sort_as_bytes_and_not_as_numbers() {
        let mut ids = ["f2", "f10", "F3", "é", "z"].map(Id::from);
        ids.sort();
        assert_eq!(ids.map(|id| id.to_string()), ["F3", "f10", "f2", "z", "é"]);
    }

    #[test]
    fn an_id_is_its_text_in_json() {
        let id = Id::from("0190-甲");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"0190-甲\"");
        assert_eq!(serde_json::from_str::<Id>(&json).unwrap(), id);
    }
}
