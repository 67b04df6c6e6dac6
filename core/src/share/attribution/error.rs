//! Why a history of touches cannot be read.

use core::fmt;

use super::ShareError;
use crate::code::{Coded, Details, ErrorCode};
use crate::read::ReadError;

/// Why a history of touches cannot be read. Whoever keeps the text must leave it as it is.
///
/// ```
/// use tuike_core::code::Coded;
/// use tuike_core::read::{self, Node};
/// use tuike_core::share::{Attribution, Rules};
///
/// let code = |text| {
///     let json = read::parse("saved", text).unwrap();
///     let error = Attribution::restore(Rules::default(), &Node::root("saved", &json)).unwrap_err();
///     (error.code().as_str(), error.details().path.unwrap())
/// };
/// assert_eq!(code(r#"{ "version": 2, "clicks": [] }"#), ("attribution/newer-version", "saved.version".into()));
/// assert_eq!(code(r#"{ "version": 1, "touches": {} }"#), ("input/wrong-type", "saved.touches".into()));
/// let garbage = r#"{ "version": 1, "touches": [{ "token": "x", "at": 0 }] }"#;
/// assert_eq!(code(garbage), ("share/malformed", "saved.touches[0].token".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributionError {
    /// It was written by a later version.
    NewerVersion {
        /// Where the version stands.
        path: String,
        /// The version.
        found: u64,
    },
    /// It is not of this shape.
    Read(ReadError),
    /// A token in it is none.
    Token {
        /// Where it stands.
        path: String,
        /// Why.
        source: Box<ShareError>,
    },
}

impl AttributionError {
    /// The codes of its own; the others are [`ReadError::CODES`] and [`ShareError::CODES`].
    pub const CODES: [ErrorCode; 1] = [ErrorCode::new("attribution/newer-version")];
}

impl fmt::Display for AttributionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewerVersion { path, found } => {
                write!(f, "{path}: {found} is of a later version of this package")
            }
            Self::Read(source) => source.fmt(f),
            Self::Token { path, source } => write!(f, "{path}: {source}"),
        }
    }
}

impl core::error::Error for AttributionError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NewerVersion { .. } => None,
            Self::Read(source) => Some(source),
            Self::Token { source, .. } => Some(source),
        }
    }
}

impl Coded for AttributionError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::NewerVersion { .. } => ErrorCode::new("attribution/newer-version"),
            Self::Read(source) => source.code(),
            Self::Token { source, .. } => source.code(),
        }
    }

    fn details(&self) -> Details {
        match self {
            Self::NewerVersion { path, found } => {
                Details::of_value(&found.to_string()).at(path).limited("1")
            }
            Self::Read(source) => source.details(),
            Self::Token { path, source } => source.details().at(path),
        }
    }
}
