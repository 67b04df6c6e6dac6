//! Quotes: what is bought, with which offers, and what it costs.
//!
//! Amounts are decimal texts of the major unit (`"199.00"`), rates decimal texts of a fraction
//! (`"0.20"`), times milliseconds since the Unix epoch.

use serde::Serialize;
use tsify::Tsify;
use tuike_core::money::{Currency, Money};
use tuike_core::pricing as core;

use super::commission_plan::RoundingName;

/// What to quote.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct QuoteInput {
    /// An ISO 4217 code; `"CNY"` where it is not said.
    #[tsify(optional)]
    pub currency: Option<String>,
    /// How a fraction of an amount is rounded, each offer once; `'half-up'` where it is not said.
    #[tsify(optional)]
    pub rounding: Option<RoundingName>,
    /// When it is bought.
    pub at: f64,
    /// What is bought; at most 1,000.
    pub lines: Vec<QuoteLineInput>,
    /// What could be used; at most 12, more throws `pricing/too-many-offers`.
    #[tsify(type = "(OfferBase & OfferTerms)[]")]
    pub offers: Vec<OfferConfig>,
}

/// One line of what is bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct QuoteLineInput {
    /// Which product.
    pub sku: String,
    /// Its category, a path such as `"beauty/lip"`.
    #[tsify(optional)]
    pub category: Option<String>,
    /// Who ships it.
    #[tsify(optional)]
    pub merchant: Option<String>,
    /// What one costs before the offers.
    pub price: String,
    /// How many; 1 where it is not said.
    #[tsify(optional)]
    pub quantity: Option<u32>,
}

/// One offer. No type of its own: TypeScript's interfaces cannot extend a choice of kinds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfferConfig {
    /// What every kind has.
    #[serde(flatten)]
    pub base: OfferBase,
    /// What it takes off.
    #[serde(flatten)]
    pub terms: OfferTerms,
}

/// What every kind of offer has.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct OfferBase {
    /// Its name, unique among the offers.
    pub id: String,
    /// Which lines it is for; all where it is not said.
    #[tsify(optional)]
    pub scope: Option<OfferScope>,
    /// The first millisecond.
    #[tsify(optional)]
    pub from: Option<f64>,
    /// The millisecond after the last.
    #[tsify(optional)]
    pub to: Option<f64>,
    /// Names of groups; of the offers of a group at most one applies.
    #[tsify(optional)]
    pub exclusive: Option<Vec<String>>,
    /// Where it is said it must be the quote's.
    #[tsify(optional)]
    pub currency: Option<String>,
}

/// Which lines an offer is for: all that is given must hold, and of each list any entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct OfferScope {
    /// Products.
    #[tsify(optional)]
    pub sku: Option<Vec<String>>,
    /// Categories; one matches itself and what lies below it.
    #[tsify(optional)]
    pub category: Option<Vec<String>>,
    /// Who ships.
    #[tsify(optional)]
    pub merchant: Option<Vec<String>>,
}

/// What an offer takes off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OfferTerms {
    /// 秒杀: units get this price instead of theirs, where it is lower.
    Flash {
        /// The price of a unit.
        price: String,
        /// How many a person may have.
        #[tsify(optional)]
        limit: Option<u32>,
        /// How many this person had before; 0 where it is not said.
        #[tsify(optional)]
        bought: Option<u32>,
    },
    /// 拼团: another price once enough have joined.
    Group {
        /// The price of a unit.
        price: String,
        /// How many a person may have.
        #[tsify(optional)]
        limit: Option<u32>,
        /// How many this person had before; 0 where it is not said.
        #[tsify(optional)]
        bought: Option<u32>,
        /// How many people a group needs; where it is not said the price holds at once.
        #[tsify(optional)]
        size: Option<u32>,
        /// How many are there, this buyer among them; 1 where it is not said.
        #[tsify(optional)]
        members: Option<u32>,
    },
    /// A fraction off: 8 折 is `"0.20"`.
    Percent {
        /// The fraction.
        rate: String,
        /// What its scope must cost.
        #[tsify(optional)]
        threshold: Option<String>,
        /// The most it takes.
        #[tsify(optional)]
        cap: Option<String>,
        /// When it applies; 10 where it is not said.
        #[tsify(optional)]
        stage: Option<u32>,
    },
    /// An amount off, once or of each unit.
    Amount {
        /// The amount.
        amount: String,
        /// `'order'`, once, where it is not said.
        #[tsify(optional)]
        per: Option<OfferPer>,
        /// What its scope must cost.
        #[tsify(optional)]
        threshold: Option<String>,
        /// The most it takes.
        #[tsify(optional)]
        cap: Option<String>,
        /// When it applies; 20 where it is not said.
        #[tsify(optional)]
        stage: Option<u32>,
    },
    /// 满减: an amount off from a threshold on.
    FullReduction {
        /// What its scope must cost; above zero.
        threshold: String,
        /// The amount.
        amount: String,
        /// For every threshold reached, not once.
        #[tsify(optional)]
        every: Option<bool>,
        /// The most it takes.
        #[tsify(optional)]
        cap: Option<String>,
        /// When it applies; 30 where it is not said.
        #[tsify(optional)]
        stage: Option<u32>,
    },
    /// A coupon: an `amount` or a `rate` off, not both.
    Coupon {
        /// The amount.
        #[tsify(optional)]
        amount: Option<String>,
        /// The fraction.
        #[tsify(optional)]
        rate: Option<String>,
        /// What its scope must cost.
        #[tsify(optional)]
        threshold: Option<String>,
        /// The most it takes.
        #[tsify(optional)]
        cap: Option<String>,
        /// When it applies; 40 where it is not said.
        #[tsify(optional)]
        stage: Option<u32>,
    },
}

/// What an amount is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum OfferPer {
    /// The whole scope, once.
    Order,
    /// Each unit.
    Unit,
}

/// What an order costs: the lowest total that a legal combination gives; of equal totals the one with the
/// fewest offers, and of these the one with the earliest of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The currency of every amount here.
    pub currency: String,
    /// All lines before the offers.
    pub subtotal: String,
    /// What the offers take together.
    pub discount: String,
    /// What the buyer pays: the sum of the lines' `paidTotal`.
    pub total: String,
    /// The lines, as they stand in the input.
    pub lines: Vec<QuoteLine>,
    /// The offers that apply, in the order in which they do.
    pub applied: Vec<AppliedOffer>,
    /// The others, as they stand in the input.
    pub not_applied: Vec<RefusedOffer>,
}

/// What one line costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct QuoteLine {
    /// The product.
    pub sku: String,
    /// How many.
    pub quantity: u32,
    /// What one costs before the offers.
    pub price: String,
    /// `price × quantity`.
    pub subtotal: String,
    /// What the offers take of this line.
    pub discount: String,
    /// The same for each offer of `applied`, in their order.
    pub discounts: Vec<String>,
    /// What the buyer pays for the line, exactly: `subtotal − discount`.
    pub paid_total: String,
    /// What the buyer pays for a unit: `paidTotal ÷ quantity`, cut down to the fen. Where it does not
    /// divide, `paid × quantity` is less than `paidTotal`, by fewer fen than there are units.
    pub paid: String,
}

/// An offer that applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct AppliedOffer {
    /// Its id.
    pub offer: String,
    /// Its kind.
    #[tsify(type = "OfferTerms['kind']")]
    pub kind: &'static str,
    /// What it takes off.
    pub amount: String,
}

/// An offer that does not apply; fields that mean nothing for its code are absent.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct RefusedOffer {
    /// Its id.
    pub offer: String,
    /// Its kind.
    #[tsify(type = "OfferTerms['kind']")]
    pub kind: &'static str,
    /// Why not. `no-gain`: its price is not lower, or nothing is left to take. `worse-combination`: every
    /// combination with it costs more, or as much with more offers.
    #[tsify(
        type = "'outside-window' | 'not-in-scope' | 'limit-reached' | 'group-not-full' | 'threshold-not-met' | 'no-gain' | 'excluded' | 'worse-combination'"
    )]
    pub code: &'static str,
    /// `threshold-not-met`: how much its scope must cost more, where it would apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// `excluded`: the offer that applies and with which it never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// `excluded`, `worse-combination`: the lowest total with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// `limit-reached`: how many a person may have. `group-not-full`: how many people are needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u32>,
    /// How many there are of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has: Option<u32>,
    /// `outside-window`: the first millisecond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// `outside-window`: the millisecond after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
}

impl From<&core::Quote> for Quote {
    fn from(quote: &core::Quote) -> Self {
        let currency = quote.currency;
        let text = |money: Money| money.format(currency);
        let applied = quote.applied.iter().map(|applied| AppliedOffer {
            offer: applied.offer.clone(),
            kind: applied.kind.as_str(),
            amount: text(applied.amount),
        });
        let lines = quote.lines.iter().map(|line| QuoteLine {
            sku: line.sku.clone(),
            quantity: line.quantity.get(),
            price: text(line.price),
            subtotal: text(line.subtotal),
            discount: text(line.discount),
            discounts: line.shares.iter().map(|share| text(*share)).collect(),
            paid_total: text(line.total),
            paid: text(line.paid),
        });
        Self {
            currency: currency.code().to_owned(),
            subtotal: text(quote.subtotal),
            discount: text(quote.discount),
            total: text(quote.total),
            lines: lines.collect(),
            applied: applied.collect(),
            not_applied: quote
                .not_applied
                .iter()
                .map(|no| RefusedOffer::of(no, currency))
                .collect(),
        }
    }
}

impl RefusedOffer {
    fn of(no: &core::NotApplied, currency: Currency) -> Self {
        let mut view = Self {
            offer: no.offer.clone(),
            kind: no.kind.as_str(),
            code: no.why.as_str(),
            missing: None,
            by: None,
            total: None,
            of: None,
            has: None,
            from: None,
            to: None,
        };
        match &no.why {
            core::Why::OutsideWindow { from, to } => {
                view.from = from.map(|from| from.as_millis() as f64);
                view.to = to.map(|to| to.as_millis() as f64);
            }
            core::Why::LimitReached(limit) | core::Why::GroupNotFull(limit) => {
                view.of = Some(limit.of);
                view.has = Some(limit.has);
            }
            core::Why::ThresholdNotMet { missing } => view.missing = Some(missing.format(currency)),
            core::Why::Excluded { by, total } => {
                view.by = Some(by.clone());
                view.total = Some(total.format(currency));
            }
            core::Why::WorseCombination { total } => view.total = Some(total.format(currency)),
            core::Why::NotInScope | core::Why::NoGain => {}
        }
        view
    }
}
