//! Why a record, or a move of one, was refused.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::commission::{Move, Record};
//! use tuike_core::read::{self, Node};
//!
//! let refused = |what: &str| {
//!     let json = read::parse("record", r#"{ "id": "o1", "amount": "5.00", "at": 0 }"#).unwrap();
//!     let record = Record::open(&Node::root("record", &json)).unwrap();
//!     let json = read::parse("move", what).unwrap();
//!     let error = Move::read(&Node::root("move", &json), record.currency)
//!         .and_then(|what| record.moved(&what))
//!         .unwrap_err();
//!     (error.code().as_str(), error.to_string())
//! };
//! let (code, says) = refused(r#"{ "to": "settled", "at": 1 }"#);
//! assert_eq!((code, says.as_str()), ("record/illegal-move", "move.to: from estimated to settled is no move"));
//! assert_eq!(refused(r#"{ "take": "5.01", "at": 1 }"#).0, "record/takes-too-much");
//! assert_eq!(refused(r#"{ "platform": "taobao", "code": 4, "at": 1 }"#).0, "record/unknown-code");
//! assert_eq!(refused(r#"{ "to": "lost", "at": 1 }"#).0, "input/wrong-type");
//! ```

use core::fmt;

use super::RecordState;
use crate::code::{Coded, Details, ErrorCode, shortened};
use crate::read::ReadError;

/// Why a record, or a move of one, was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// A field that is missing, unknown, of another type, or an amount that is none.
    Read(ReadError),
    /// There is no such way from a state to another.
    IllegalMove {
        /// Where it stands.
        from: RecordState,
        /// Where it was to go.
        to: RecordState,
    },
    /// More is taken back than is left.
    TakesTooMuch {
        /// How much.
        amount: String,
        /// What is left.
        left: String,
    },
    /// Less is settled than was taken back before.
    BelowTaken {
        /// What is settled.
        amount: String,
        /// What was taken.
        taken: String,
    },
    /// A code that means no state: of a platform that is not known, or that it does not have.
    UnknownCode {
        /// The field.
        path: String,
        /// The platform.
        platform: String,
        /// The code.
        code: u64,
    },
    /// Records of several currencies have no sum.
    CurrencyMismatch {
        /// The first record of another currency than the first.
        path: String,
        /// Its currency.
        found: &'static str,
        /// The first one's.
        expected: &'static str,
    },
}

impl RecordError {
    /// Every code this module can give of its own; [`RecordError::Read`] gives [`ReadError::CODES`]
    /// and those of money.
    pub const CODES: [ErrorCode; 5] = [
        ErrorCode::new("record/illegal-move"),
        ErrorCode::new("record/takes-too-much"),
        ErrorCode::new("record/below-taken"),
        ErrorCode::new("record/unknown-code"),
        ErrorCode::new("record/currency-mismatch"),
    ];

    const CODES_KNOWN: &'static str = "wechat-shop 20, 100, 200; taobao 12, 14, 3, 13";
}

impl From<ReadError> for RecordError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::IllegalMove { from, to } => {
                write!(f, "move.to: from {} to {} is no move", from.as_str(), to.as_str())
            }
            Self::TakesTooMuch { amount, left } => {
                write!(f, "move.take: {amount}, but {left} is left")
            }
            Self::BelowTaken { amount, taken } => {
                write!(f, "move.amount: {amount}, but {taken} was taken back before")
            }
            Self::UnknownCode { path, platform, code } => write!(
                f,
                "{path}: \"{}\" has no code {code}; known here: {}",
                shortened(platform),
                Self::CODES_KNOWN
            ),
            Self::CurrencyMismatch { path, found, expected } => {
                write!(f, "{path}: {found}, but the records before are in {expected}")
            }
        }
    }
}

impl core::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Self::Read(error) = self { error.source() } else { None }
    }
}

impl Coded for RecordError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::Read(error) => return error.code(),
            Self::IllegalMove { .. } => "record/illegal-move",
            Self::TakesTooMuch { .. } => "record/takes-too-much",
            Self::BelowTaken { .. } => "record/below-taken",
            Self::UnknownCode { .. } => "record/unknown-code",
            Self::CurrencyMismatch { .. } => "record/currency-mismatch",
        })
    }

    fn details(&self) -> Details {
        match self {
            Self::Read(error) => error.details(),
            Self::IllegalMove { from, to } => Details::of_value(to.as_str())
                .at("move.to")
                .limited(["from ", from.as_str()].concat()),
            Self::TakesTooMuch { amount, left } => {
                Details::of_value(amount).at("move.take").limited(left)
            }
            Self::BelowTaken { amount, taken } => {
                Details::of_value(amount).at("move.amount").limited(taken)
            }
            Self::UnknownCode { path, code, .. } => {
                Details::of_value(&code.to_string()).at(path).limited(Self::CODES_KNOWN)
            }
            Self::CurrencyMismatch { path, found, expected } => {
                Details::of_value(found).at(path).limited(*expected)
            }
        }
    }
}
