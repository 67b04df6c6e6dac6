//! Why a request was refused.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::pricing::Request;
//! use tuike_core::read::{self, Node};
//!
//! let code = |offers: &str| {
//!     let text = format!(r#"{{ "at": 0, "lines": [], "offers": [{offers}] }}"#);
//!     let json = read::parse("quote", &text).unwrap();
//!     Request::read(&Node::root("quote", &json)).unwrap_err().code().as_str()
//! };
//! let coupon = r#"{ "id": "a", "kind": "coupon", "amount": "1" }"#;
//! assert_eq!(code(r#"{ "id": "a", "kind": "lottery" }"#), "pricing/unknown-kind");
//! assert_eq!(code(&vec![coupon; 13].join(",")), "pricing/too-many-offers");
//! assert_eq!(code(&vec![coupon; 2].join(",")), "pricing/duplicate-offer");
//! assert_eq!(code(r#"{ "id": "a", "kind": "coupon", "amount": "1", "from": 5, "to": 5 }"#), "pricing/empty-window");
//! assert_eq!(code(r#"{ "id": "a", "kind": "coupon", "amount": "1", "currency": "USD" }"#), "pricing/currency-mismatch");
//! assert_eq!(code(r#"{ "id": "a", "kind": "coupon", "amount": "1", "rate": "0.1" }"#), "pricing/two-takes");
//! assert_eq!(code(r#"{ "id": "a", "kind": "coupon", "amont": "1" }"#), "input/unknown-field");
//! let line = r#"{ "sku": "a", "price": "1" }"#;
//! let text = format!(r#"{{ "at": 0, "offers": [], "lines": [{}] }}"#, vec![line; 1_001].join(","));
//! let json = read::parse("quote", &text).unwrap();
//! let error = Request::read(&Node::root("quote", &json)).unwrap_err();
//! assert_eq!(error.code().as_str(), "pricing/too-many-lines");
//! ```

use super::offer::Kind;
use super::request::Request;
use crate::code::ErrorCode;
use crate::money::Currency;
use crate::read::ReadError;
use crate::told::Word::{Made, Number, Text};
use crate::told::{Told, Word, tells};

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PricingError {
    /// A field that is missing, unknown, of another type, or an amount that is none.
    Read(ReadError),
    /// A kind of offer that this version does not know.
    UnknownKind {
        /// The field.
        path: String,
        /// What is there.
        kind: String,
    },
    /// More than [`Request::MAX_LINES`] lines.
    TooManyLines {
        /// How many there are.
        lines: usize,
    },
    /// More than [`Request::MAX_OFFERS`] offers: they would not be combined exactly.
    TooManyOffers {
        /// How many there are.
        offers: usize,
    },
    /// Two offers with one id.
    DuplicateOffer {
        /// The second one's field.
        path: String,
        /// The id.
        id: String,
    },
    /// A window `[from, to)` that holds no time.
    EmptyWindow {
        /// The field of its end.
        path: String,
        /// Its beginning, ms since the Unix epoch.
        from: u64,
        /// Its end.
        to: u64,
    },
    /// An offer of another currency than the order's.
    CurrencyMismatch {
        /// The field.
        path: String,
        /// The offer's.
        found: String,
        /// The order's.
        expected: Currency,
    },
    /// A coupon with both an amount and a rate.
    TwoTakes {
        /// The field of the rate.
        path: String,
    },
}

impl PricingError {
    /// Every code this module can give of its own; [`PricingError::Read`] gives [`ReadError::CODES`]
    /// and those of money.
    pub const CODES: [ErrorCode; 7] = [
        ErrorCode::new("pricing/unknown-kind"),
        ErrorCode::new("pricing/too-many-lines"),
        ErrorCode::new("pricing/too-many-offers"),
        ErrorCode::new("pricing/duplicate-offer"),
        ErrorCode::new("pricing/empty-window"),
        ErrorCode::new("pricing/currency-mismatch"),
        ErrorCode::new("pricing/two-takes"),
    ];

    fn kinds() -> String {
        Kind::ALL.map(|(name, _)| name).join(", ")
    }
}

impl From<ReadError> for PricingError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl core::error::Error for PricingError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Self::Read(error) = self { error.source() } else { None }
    }
}

tells!(PricingError);

impl PricingError {
    fn told(&self) -> Told<'_> {
        let counted = |code, text, path, found: usize, most: usize| {
            (code, text, Text(path), Number(found as u64), Number(most as u64))
        };
        let (code, text, path, value, limit) = match self {
            // Says itself.
            Self::Read(_) => ("", "", Word::None, Word::None, Word::None),
            Self::UnknownKind { path, kind } => (
                "pricing/unknown-kind",
                "{p}: unknown kind \"{v}\"; known here: {l}",
                Text(path),
                Text(kind),
                Made(Self::kinds()),
            ),
            Self::TooManyLines { lines } => counted(
                "pricing/too-many-lines",
                "{p}: {v} lines, at most {l}",
                "quote.lines",
                *lines,
                Request::MAX_LINES,
            ),
            Self::TooManyOffers { offers } => counted(
                "pricing/too-many-offers",
                "{p}: {v} offers, at most {l}",
                "quote.offers",
                *offers,
                Request::MAX_OFFERS,
            ),
            Self::DuplicateOffer { path, id } => (
                "pricing/duplicate-offer",
                "{p}: another offer is called \"{v}\"",
                Text(path),
                Text(id),
                Word::None,
            ),
            Self::EmptyWindow { path, from, to } => (
                "pricing/empty-window",
                "{p}: {v} is not {l} (from), so the offer never applies",
                Text(path),
                Number(*to),
                Made(["after ", &from.to_string()].concat()),
            ),
            Self::CurrencyMismatch { path, found, expected } => (
                "pricing/currency-mismatch",
                "{p}: \"{v}\", but the order is in {l}",
                Text(path),
                Text(found),
                Text(expected.code()),
            ),
            Self::TwoTakes { path } => (
                "pricing/two-takes",
                "{p}: a coupon has an amount or a rate, not both",
                Text(path),
                Word::None,
                Word::None,
            ),
        };
        Told { code, text, path, value, limit, over: (0, 0) }
    }
}
