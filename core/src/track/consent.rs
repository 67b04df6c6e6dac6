//! What the user said about being followed, and its record: `tuike/consent`, `{ "v": 1, "consent": "granted" }`.

use serde_json::Value;

use crate::json::{self, Fields};

/// What a user said about being followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Events are stored and sent.
    #[default]
    Granted,
    /// Nothing yet: events are stored and wait.
    Pending,
    /// No: what waits is removed, and nothing is taken any more.
    Denied,
}

const VERSION: u64 = 1;

impl Consent {
    const ALL: [Self; 3] = [Self::Granted, Self::Pending, Self::Denied];

    /// `"granted"`, `"pending"` or `"denied"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Pending => "pending",
            Self::Denied => "denied",
        }
    }

    /// Reads what [`Consent::as_str`] writes.
    ///
    /// ```
    /// use tuike_core::track::Consent;
    /// assert_eq!(Consent::parse("denied"), Some(Consent::Denied));
    /// assert_eq!(Consent::parse("no"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consent| consent.as_str() == text)
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        Fields::default().number("v", VERSION).text("consent", self.as_str()).finish().into_bytes()
    }

    /// `None` for anything that [`Consent::to_bytes`] did not make.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let record = json::parse_bytes(bytes)?;
        let version = record.get("v").and_then(Value::as_u64)?;
        Self::parse(record.get("consent")?.as_str()?).filter(|_| version == VERSION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_undoes_writing_and_anything_else_is_no_consent() {
        for consent in Consent::ALL {
            let bytes = consent.to_bytes();
            assert_eq!(Consent::from_bytes(&bytes), Some(consent));
            for cut in 0..bytes.len() {
                assert_eq!(Consent::from_bytes(&bytes[..cut]), None, "{cut}");
            }
        }
        assert_eq!(Consent::Denied.to_bytes(), br#"{"v":1,"consent":"denied"}"#);
        assert_eq!(Consent::from_bytes(br#"{"v":2,"consent":"granted"}"#), None);
        assert_eq!(Consent::from_bytes(br#"{"v":1,"consent":"yes"}"#), None);
    }
}
