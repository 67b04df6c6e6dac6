//! The answer: what every line costs, which offers did it, and why the others did not.
//!
//! What was not applied is a value, not an error, and says what the buyer could do about it.
//!
//! ```
//! use tuike_core::pricing::{Request, Why};
//! use tuike_core::read::{self, Node};
//!
//! let json = read::parse("quote", r#"{ "at": 0, "lines": [ { "sku": "L1", "price": "280.00" } ], "offers": [
//!   { "id": "300-40", "kind": "full-reduction", "threshold": "300.00", "amount": "40.00" } ] }"#)?;
//! let quote = Request::read(&Node::root("quote", &json))?.quote()?;
//! assert!(matches!(quote.not_applied[0].why, Why::ThresholdNotMet { missing } if missing.minor() == 2_000));
//! # Ok::<(), tuike_core::pricing::PricingError>(())
//! ```

use core::num::NonZeroU32;

use super::cut::{Left, Ready, minor, money};
use super::error::PricingError;
use super::offer::{Kind, Limit, Offer, Take};
use super::request::Request;
use super::search::{Found, Search, Set, bit};
use crate::money::{Currency, Money, MoneyError};
use crate::read::ReadError;
use crate::time::Timestamp;

/// What an order costs with its offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Of every amount here.
    pub currency: Currency,
    /// All lines before the offers.
    pub subtotal: Money,
    /// What the offers take together.
    pub discount: Money,
    /// What the buyer pays: `subtotal − discount`, and the sum of the lines' totals.
    pub total: Money,
    /// The lines, as they stand in the request.
    pub lines: Vec<LineQuote>,
    /// The offers that apply, in the order in which they do.
    pub applied: Vec<Applied>,
    /// The others, as they stand in the request.
    pub not_applied: Vec<NotApplied>,
}

/// What one line costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineQuote {
    /// The product.
    pub sku: String,
    /// How many.
    pub quantity: NonZeroU32,
    /// What one costs before the offers.
    pub price: Money,
    /// The line before the offers: `price × quantity`.
    pub subtotal: Money,
    /// Of each offer of `applied`, in their order, what falls to this line.
    pub shares: Vec<Money>,
    /// What the offers take of this line.
    pub discount: Money,
    /// What the buyer pays for the line: `subtotal − discount`. Exact.
    pub total: Money,
    /// What the buyer pays for a unit: `total ÷ quantity`, cut down to a minor unit. Where it does not
    /// divide, `paid × quantity` is less than `total`, by fewer minor units than there are units.
    pub paid: Money,
}

/// An offer that applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its id.
    pub offer: String,
    /// Its kind.
    pub kind: Kind,
    /// What it takes off.
    pub amount: Money,
}

/// An offer that does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotApplied {
    /// Its id.
    pub offer: String,
    /// Its kind.
    pub kind: Kind,
    /// Why not.
    pub why: Why,
}

/// Why an offer does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not yet, or no longer, valid.
    OutsideWindow {
        /// The first millisecond.
        from: Option<Timestamp>,
        /// The millisecond after the last.
        to: Option<Timestamp>,
    },
    /// No line is in its scope.
    NotInScope,
    /// This person has had as many as they may.
    LimitReached(Limit),
    /// Too few people have joined.
    GroupNotFull(Limit),
    /// In no combination does its scope cost as much as it asks.
    ThresholdNotMet {
        /// What is missing, counted where it would apply in the combination that was chosen.
        missing: Money,
    },
    /// It would apply, but takes nothing off: its price is not lower, or nothing is left to pay.
    NoGain,
    /// It never applies together with one that does.
    Excluded {
        /// The first that does.
        by: String,
        /// The lowest total with this offer instead.
        total: Money,
    },
    /// Every combination with it costs more, or as much with more offers.
    WorseCombination {
        /// The lowest total with it.
        total: Money,
    },
}

impl Why {
    /// The code as apps see it: `"threshold-not-met"`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::OutsideWindow { .. } => "outside-window",
            Self::NotInScope => "not-in-scope",
            Self::LimitReached(_) => "limit-reached",
            Self::GroupNotFull(_) => "group-not-full",
            Self::ThresholdNotMet { .. } => "threshold-not-met",
            Self::NoGain => "no-gain",
            Self::Excluded { .. } => "excluded",
            Self::WorseCombination { .. } => "worse-combination",
        }
    }
}

impl Request {
    /// The lowest price that the offers allow, and why.
    ///
    /// # Errors
    /// [`PricingError::TooManyLines`], [`PricingError::TooManyOffers`],
    /// [`PricingError::DuplicateOffer`], [`PricingError::EmptyWindow`], and `money/too-large` where the
    /// order before its offers passes [`Money::MAX`].
    pub fn quote(&self) -> Result<Quote, PricingError> {
        self.check()?;
        let before = Left::of(self).ok_or_else(|| {
            let source = MoneyError::TooLarge { text: "the sum of the lines".to_owned() };
            ReadError::Money { path: "quote.lines".to_owned(), source }
        })?;
        let mut reasons: Vec<Option<Why>> = Vec::with_capacity(self.offers.len());
        let mut ready: Vec<Ready<'_>> = Vec::new();
        for (place, offer) in self.offers.iter().enumerate() {
            let scope: Vec<bool> = self.lines.iter().map(|line| offer.scope.holds(line)).collect();
            let why = self.refused(offer, &scope);
            if why.is_none() {
                let at = ready.partition_point(|other| other.offer.rank() <= offer.rank());
                ready.insert(at, Ready { offer, place, scope });
            }
            reasons.push(why);
        }
        let dearest = self.dearest();
        let found = Search::run(self, &ready, &dearest, &before);
        let mut quote = self.undiscounted(&before);
        let mut left = before;
        for (ready_place, next) in ready.iter().enumerate() {
            let cut = next.cut(self, &dearest, &left);
            if found.best & bit(next.place) == 0 {
                let why = next.why_not(ready_place, cut.missing, &ready, &found);
                if let Some(reason) = reasons.get_mut(next.place) {
                    *reason = Some(why);
                }
                continue;
            }
            let (offer, kind) = (next.offer.id.clone(), next.offer.kind);
            quote.applied.push(Applied { offer, kind, amount: money(cut.total) });
            for (line, share) in quote.lines.iter_mut().zip(left.take(cut)) {
                line.shares.push(money(share));
            }
        }
        quote.finish(&left);
        quote.not_applied = self
            .offers
            .iter()
            .zip(reasons)
            .filter_map(|(offer, why)| {
                Some(NotApplied { offer: offer.id.clone(), kind: offer.kind, why: why? })
            })
            .collect();
        Ok(quote)
    }

    /// Why an offer cannot apply, whatever the others do.
    fn refused(&self, offer: &Offer, scope: &[bool]) -> Option<Why> {
        let (from, to) = (offer.from, offer.to);
        if from.is_some_and(|from| self.at < from) || to.is_some_and(|to| self.at >= to) {
            return Some(Why::OutsideWindow { from, to });
        }
        if !scope.contains(&true) {
            return Some(Why::NotInScope);
        }
        let Take::Price { limit, people, .. } = offer.take else { return None };
        match (limit, people) {
            (Some(limit), _) if limit.has >= limit.of => Some(Why::LimitReached(limit)),
            (_, Some(people)) if people.has < people.of => Some(Why::GroupNotFull(people)),
            _ => None,
        }
    }

    /// The lines, the dearest unit first; of equal ones the earlier.
    fn dearest(&self) -> Vec<usize> {
        let price = |place: &usize| self.lines.get(*place).map(|line| line.price);
        let mut places: Vec<usize> = Vec::with_capacity(self.lines.len());
        for place in 0..self.lines.len() {
            let at = places.partition_point(|other| price(other) >= price(&place));
            places.insert(at, place);
        }
        places
    }

    fn undiscounted(&self, before: &Left) -> Quote {
        let lines = self.lines.iter().zip(&before.lines).map(|(line, subtotal)| LineQuote {
            sku: line.sku.clone(),
            quantity: line.quantity,
            price: line.price,
            subtotal: money(*subtotal),
            shares: Vec::new(),
            discount: Money::ZERO,
            total: Money::ZERO,
            paid: Money::ZERO,
        });
        Quote {
            currency: self.currency,
            subtotal: money(before.total),
            discount: Money::ZERO,
            total: Money::ZERO,
            lines: lines.collect(),
            applied: Vec::new(),
            not_applied: Vec::new(),
        }
    }
}

impl Quote {
    fn finish(&mut self, left: &Left) {
        self.total = money(left.total);
        self.discount = self.subtotal.minus_down_to_zero(self.total);
        for (line, left) in self.lines.iter_mut().zip(&left.lines) {
            line.total = money(*left);
            line.discount = line.subtotal.minus_down_to_zero(line.total);
            line.paid = money(minor(line.total) / u64::from(line.quantity.get()));
        }
    }
}

impl Ready<'_> {
    /// Why this offer, which could apply, is not in the best combination.
    fn why_not(&self, place: usize, missing: u64, ready: &[Ready<'_>], found: &Found) -> Why {
        let used: Set = found.best;
        match (found.with.get(place).copied().flatten(), self.excluded_by(ready, used)) {
            (Some(total), Some(other)) => {
                Why::Excluded { by: other.offer.id.clone(), total: money(total) }
            }
            (Some(total), None) => Why::WorseCombination { total: money(total) },
            (None, _) if missing > 0 => Why::ThresholdNotMet { missing: money(missing) },
            (None, _) => Why::NoGain,
        }
    }
}
