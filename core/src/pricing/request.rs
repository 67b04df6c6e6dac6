//! What is bought, when, and with which offers.
//!
//! The app writes it, so an unknown field is an error. A flash or group price is `price`; how many a
//! person may have of it is `limit`, how many they had before `bought`.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::pricing::Request;
//! use tuike_core::read::{self, Node};
//!
//! let json = read::parse("quote", r#"{ "at": 0, "lines": [],
//!   "offers": [ { "id": "a", "kind": "coupon", "amount": "-5" } ] }"#)?;
//! let error = Request::read(&Node::root("quote", &json)).unwrap_err();
//! assert_eq!(error.code().as_str(), "money/negative");
//! assert_eq!(error.details().path.as_deref(), Some("quote.offers[0].amount"));
//! # Ok::<(), read::ReadError>(())
//! ```

use core::num::NonZeroU32;

use super::error::PricingError;
use super::offer::Offer;
use crate::money::{Currency, Money, Rounding};
use crate::read::{Fault, Node, ReadError};
use crate::time::Timestamp;

/// What to quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Of every amount here.
    pub currency: Currency,
    /// How a fraction of an amount is rounded: each offer once, over its whole scope.
    pub rounding: Rounding,
    /// When it is bought: offers have windows.
    pub at: Timestamp,
    /// What is bought; at most [`Request::MAX_LINES`].
    pub lines: Vec<Line>,
    /// What could be used; at most [`Request::MAX_OFFERS`].
    pub offers: Vec<Offer>,
}

/// One line of what is bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is bought.
    pub sku: String,
    /// Its category, a path such as `beauty/lip`.
    pub category: Option<String>,
    /// Who ships it.
    pub merchant: Option<String>,
    /// What one costs before the offers.
    pub price: Money,
    /// How many; 1 where the JSON does not say.
    pub quantity: NonZeroU32,
}

impl Request {
    /// Lines an order may have.
    pub const MAX_LINES: usize = 1_000;
    /// Offers that are combined; 4,096 combinations are looked through.
    pub const MAX_OFFERS: usize = 12;

    /// Reads a request; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`PricingError`]: every field is checked, and an unknown one is an error.
    pub fn read(node: &Node<'_>) -> Result<Self, PricingError> {
        let fault = Fault::<ReadError>::default();
        let fields = fault.fields(node, &["currency", "rounding", "at", "lines", "offers"]);
        let currency = fields.currency("currency");
        let rounding = match fields.choice("rounding", &["half-up", "half-even", "down"]) {
            1 => Rounding::HalfEven,
            2 => Rounding::Down,
            _ => Rounding::HalfUp,
        };
        let at = fields.time("at");
        let lines = fields.items("lines");
        check_counts(lines.len(), 0)?;
        let lines = lines.iter().map(|line| Line::read(line, currency, &fault)).collect();
        let items = fields.items("offers");
        check_counts(0, items.len())?;
        let mut offers = Vec::with_capacity(items.len());
        for item in &items {
            offers.push(Offer::read(item, currency, &fault)?);
        }
        drop(fields);
        let request = fault.unless(Self { currency, rounding, at, lines, offers })?;
        request.check()?;
        Ok(request)
    }

    /// What can only be known of the whole.
    pub(super) fn check(&self) -> Result<(), PricingError> {
        check_counts(self.lines.len(), self.offers.len())?;
        for (place, offer) in self.offers.iter().enumerate() {
            let path = |field: &str| ["quote.offers[", &place.to_string(), "].", field].concat();
            if self.offers.iter().take(place).any(|earlier| earlier.id == offer.id) {
                return Err(PricingError::DuplicateOffer {
                    path: path("id"),
                    id: offer.id.clone(),
                });
            }
            if let (Some(from), Some(to)) = (offer.from, offer.to)
                && from >= to
            {
                let (from, to) = (from.as_millis(), to.as_millis());
                return Err(PricingError::EmptyWindow { path: path("to"), from, to });
            }
        }
        Ok(())
    }
}

impl Line {
    /// The most of one product in a line.
    pub const MAX_QUANTITY: u32 = 1_000_000;

    fn read(node: &Node<'_>, currency: Currency, fault: &Fault<ReadError>) -> Self {
        let fields = fault.fields(node, &["sku", "category", "merchant", "price", "quantity"]);
        let quantity = fields.integer("quantity", 1, Self::MAX_QUANTITY.into()).map(|n| n as u32);
        Self {
            sku: fields.name("sku"),
            category: fields.optional_name("category"),
            merchant: fields.optional_name("merchant"),
            price: fields.money("price", currency),
            quantity: quantity.and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN),
        }
    }
}

fn check_counts(lines: usize, offers: usize) -> Result<(), PricingError> {
    if lines > Request::MAX_LINES {
        Err(PricingError::TooManyLines { lines })
    } else if offers > Request::MAX_OFFERS {
        Err(PricingError::TooManyOffers { offers })
    } else {
        Ok(())
    }
}
