//! Why an event was not taken: what is wrong, where, and the bound that was passed.

use core::fmt;

use super::limits::{DEEPEST, LONGEST_NAME, MOST_BYTES, MOST_PROPS};
use crate::code::{Coded, Details, ErrorCode};
use crate::told::{Told, Word};

/// Why an event, or the common properties, were not taken. Nothing of them is stored then.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrackError {
    /// An event and each of its properties need a name.
    EmptyName {
        /// `name`, or the object that holds the property.
        path: String,
    },
    /// Properties are an object, or `null`.
    PropsNotAnObject {
        /// `props` or `common`.
        path: String,
        /// What was given.
        found: String,
    },
    /// A name is longer than 64 characters.
    NameTooLong {
        /// `name`, or the property.
        path: String,
        /// How many characters it has.
        found: usize,
    },
    /// More than 64 properties, the common ones among them.
    TooManyProps {
        /// `props` or `common`.
        path: String,
        /// How many there are.
        found: usize,
    },
    /// The properties' JSON is longer than 8 KB, the common ones included.
    TooLarge {
        /// `props` or `common`.
        path: String,
        /// How many bytes it has.
        found: usize,
    },
    /// Objects and arrays are nested deeper than three, the properties' own object included.
    TooDeep {
        /// What lies too deep.
        path: String,
    },
}

impl TrackError {
    /// Every code this type can give.
    pub const CODES: [ErrorCode; 6] = [
        ErrorCode::new("track/empty-name"),
        ErrorCode::new("track/props-not-an-object"),
        ErrorCode::new("track/name-too-long"),
        ErrorCode::new("track/too-many-props"),
        ErrorCode::new("track/too-large"),
        ErrorCode::new("track/too-deep"),
    ];

    fn told(&self) -> Told<'_> {
        let number = |found: usize| Word::Number(found as u64);
        let (code, text, path, value, limit) = match self {
            Self::EmptyName { path } => {
                ("track/empty-name", "{p}: a name is needed", path, Word::None, Word::None)
            }
            Self::PropsNotAnObject { path, found } => (
                "track/props-not-an-object",
                "{p}: expected an object or null, found {v}",
                path,
                Word::Text(found),
                Word::None,
            ),
            Self::NameTooLong { path, found } => (
                "track/name-too-long",
                "{p}: a name of {v} characters; at most {l}",
                path,
                number(*found),
                number(LONGEST_NAME),
            ),
            Self::TooManyProps { path, found } => (
                "track/too-many-props",
                "{p}: {v} properties; at most {l}",
                path,
                number(*found),
                number(MOST_PROPS),
            ),
            Self::TooLarge { path, found } => (
                "track/too-large",
                "{p}: {v} bytes of JSON; at most {l}",
                path,
                number(*found),
                number(MOST_BYTES),
            ),
            Self::TooDeep { path } => {
                ("track/too-deep", "{p}: nested deeper than {l}", path, Word::None, number(DEEPEST))
            }
        };
        Told { code, text, path: Word::Text(path), value, limit, over: (0, 0) }
    }
}

impl fmt::Display for TrackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told().write(f)
    }
}

impl core::error::Error for TrackError {}

impl Coded for TrackError {
    fn code(&self) -> ErrorCode {
        self.told().code()
    }

    fn details(&self) -> Details {
        self.told().details()
    }
}
