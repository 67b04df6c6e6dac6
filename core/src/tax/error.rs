//! Why an income was refused.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::read::{self, Node};
//! use tuike_core::tax::Income;
//!
//! let code = |fields: &str| {
//!     let text = format!(r#"{{ "incomeThisMonth": "1", "month": 9, "year": 2025, {fields} }}"#);
//!     let json = read::parse("tax", &text).unwrap();
//!     let error = Income::read(&Node::root("tax", &json)).unwrap_err();
//!     (error.code().as_str(), error.details().path.unwrap())
//! };
//! let is = |code: &'static str, path: &str| (code, path.to_owned());
//! assert_eq!(code(r#""kind": "salary", "rules": "2025-10""#), is("tax/unknown-kind", "tax.kind"));
//! assert_eq!(code(r#""kind": "labour-cn", "rules": "1999""#), is("tax/unknown-rules", "tax.rules"));
//! assert_eq!(code(r#""kind": "labour-cn", "rules": "2025-10""#), is("tax/not-in-force", "tax.month"));
//! assert_eq!(code(r#""rules": "2025-10""#), is("input/missing-field", "tax.kind"));
//! ```

use core::fmt;

use super::table::Rules;
use crate::code::{Coded, Details, ErrorCode, shortened};
use crate::read::ReadError;

/// Why an income was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaxError {
    /// A field that is missing, unknown, of another type, or an amount that is none.
    Read(ReadError),
    /// A kind of income that this version does not know.
    UnknownKind {
        /// The field.
        path: String,
        /// What is there.
        kind: String,
    },
    /// Rules that this version does not know.
    UnknownRules {
        /// The field.
        path: String,
        /// What is there.
        rules: String,
    },
    /// A month before the rules came into force.
    NotInForce {
        /// The rules.
        rules: Rules,
        /// The year.
        year: u32,
        /// The month.
        month: u32,
    },
}

impl TaxError {
    /// Every code this module can give of its own; [`TaxError::Read`] gives [`ReadError::CODES`] and
    /// those of money.
    pub const CODES: [ErrorCode; 3] = [
        ErrorCode::new("tax/unknown-kind"),
        ErrorCode::new("tax/unknown-rules"),
        ErrorCode::new("tax/not-in-force"),
    ];

    const KINDS: &'static str = "labour-cn";
    const RULES: &'static str = "2018-12, 2025-10";
}

impl From<ReadError> for TaxError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl fmt::Display for TaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown = |f: &mut fmt::Formatter<'_>, path, what, found: &str, known| {
            write!(f, "{path}: unknown {what} \"{}\"; known here: {known}", shortened(found))
        };
        match self {
            Self::Read(error) => error.fmt(f),
            Self::UnknownKind { path, kind } => unknown(f, path, "kind", kind, Self::KINDS),
            Self::UnknownRules { path, rules } => unknown(f, path, "rules", rules, Self::RULES),
            Self::NotInForce { rules, year, month } => write!(
                f,
                "tax.month: {year}-{month:02} is before the rules \"{}\", in force from {}",
                rules.as_str(),
                rules.source().in_force
            ),
        }
    }
}

impl core::error::Error for TaxError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Self::Read(error) = self { error.source() } else { None }
    }
}

impl Coded for TaxError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::Read(error) => return error.code(),
            Self::UnknownKind { .. } => "tax/unknown-kind",
            Self::UnknownRules { .. } => "tax/unknown-rules",
            Self::NotInForce { .. } => "tax/not-in-force",
        })
    }

    fn details(&self) -> Details {
        match self {
            Self::Read(error) => error.details(),
            Self::UnknownKind { path, kind } => {
                Details::of_value(kind).at(path).limited(Self::KINDS)
            }
            Self::UnknownRules { path, rules } => {
                Details::of_value(rules).at(path).limited(Self::RULES)
            }
            Self::NotInForce { rules, year, month } => {
                Details::of_value(&format!("{year}-{month:02}"))
                    .at("tax.month")
                    .limited(rules.source().in_force)
            }
        }
    }
}
