//! One offer: its kind, when and for what it holds, and what it takes off.
//!
//! Reads and answers questions; computes no amount (`cut.rs` does).
//!
//! ```
//! use tuike_core::money::Currency;
//! use tuike_core::pricing::{Kind, Request};
//! use tuike_core::read::{self, Node};
//!
//! let json = read::parse("quote", r#"{ "at": 0, "lines": [], "offers": [
//!   { "id": "秒杀", "kind": "flash", "price": "99.00", "limit": 2, "bought": 1, "scope": { "sku": ["L1"] } },
//!   { "id": "8折", "kind": "percent", "rate": "0.20", "cap": "50.00", "stage": 35 } ] }"#)?;
//! let request = Request::read(&Node::root("quote", &json))?;
//! assert_eq!((request.offers[0].kind, request.offers[1].stage), (Kind::Flash, 35));
//! # Ok::<(), tuike_core::pricing::PricingError>(())
//! ```

use super::error::PricingError;
use super::request::Line;
use crate::code::shortened;
use crate::commission::is_within;
use crate::money::{Currency, Money, Rate};
use crate::read::{Fault, Fields, Node, ReadError};
use crate::time::Timestamp;

/// What an offer is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 秒杀: another price per unit, for so many a person.
    Flash,
    /// 拼团: another price per unit, once enough have joined.
    Group,
    /// A fraction off: 8 折 is a rate of 0.20.
    Percent,
    /// An amount off: of each unit, or once.
    Amount,
    /// 满减: an amount off from a threshold on, once or for every threshold reached.
    FullReduction,
    /// A coupon: an amount or a fraction off, from a threshold on.
    Coupon,
}

/// What an offer takes off its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// Units get this price instead of theirs, where it is lower.
    Price {
        /// The price of a unit.
        price: Money,
        /// How many a person may have; all where it is not said.
        limit: Option<Limit>,
        /// People needed, and people there with this buyer.
        people: Option<Limit>,
    },
    /// A fraction of what the scope costs.
    Rate(Rate),
    /// An amount.
    Amount(Money),
    /// An amount of each unit, at most what its line costs.
    PerUnit(Money),
    /// An amount for every time the threshold is reached.
    Every(Money),
}

/// A number that may be had or is needed, and how much of it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many there may be, or must be.
    pub of: u32,
    /// How many there are.
    pub has: u32,
}

/// Which lines an offer is for: all that is given must hold, and of each list any entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Products; all where it is empty.
    pub sku: Vec<String>,
    /// Categories with what lies below them; all where it is empty.
    pub category: Vec<String>,
    /// Merchants; all where it is empty.
    pub merchant: Vec<String>,
}

/// One offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name, unique in the request.
    pub id: String,
    /// What it is called by.
    pub kind: Kind,
    /// What it takes off.
    pub take: Take,
    /// What its scope must cost before it takes anything. Zero for none.
    pub threshold: Money,
    /// The most that it takes.
    pub cap: Option<Money>,
    /// Which lines it is for.
    pub scope: Scope,
    /// The first millisecond.
    pub from: Option<Timestamp>,
    /// The millisecond after the last.
    pub to: Option<Timestamp>,
    /// Of the offers that share one of these names at most one applies.
    pub exclusive: Vec<String>,
    /// When it applies: the lowest first. Flash and group prices come before all stages.
    pub stage: u32,
}

impl Kind {
    /// The kinds with their names, as errors list them.
    pub const ALL: [(&'static str, Self); 6] = [
        ("flash", Self::Flash),
        ("group", Self::Group),
        ("percent", Self::Percent),
        ("amount", Self::Amount),
        ("full-reduction", Self::FullReduction),
        ("coupon", Self::Coupon),
    ];

    /// The kind as apps see it: `"full-reduction"`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// The fields that every kind has, and those of each.
const COMMON: &[&str] = &["id", "kind", "scope", "from", "to", "exclusive", "currency"];
const PRICE: &[&str] = &["price", "limit", "bought"];
const CUT: &[&str] = &["threshold", "cap", "stage"];

impl Offer {
    /// The highest stage.
    pub const MAX_STAGE: u32 = 1_000;

    pub(super) fn read(
        node: &Node<'_>,
        currency: Currency,
        fault: &Fault<ReadError>,
    ) -> Result<Self, PricingError> {
        let open = fault.open(node);
        let named = open.required("kind").map_or("", |node| fault.text(&node));
        let found = Kind::ALL.iter().find(|(name, _)| *name == named);
        let Some((_, kind)) = found.copied() else {
            let (path, kind) = (open.path("kind"), shortened(named));
            return match open.required("kind") {
                // Not a text, or not there: the fault has it.
                Some(node) if node.value().is_string() => {
                    Err(PricingError::UnknownKind { path, kind })
                }
                _ => Ok(Self::NOTHING),
            };
        };
        let own: &[&str] = match kind {
            Kind::Flash => &[],
            Kind::Group => &["size", "members"],
            Kind::Percent => &["rate"],
            Kind::Amount => &["amount", "per"],
            Kind::FullReduction => &["amount", "every"],
            Kind::Coupon => &["amount", "rate"],
        };
        let priced = matches!(kind, Kind::Flash | Kind::Group);
        let known = [COMMON, own, if priced { PRICE } else { CUT }].concat();
        let fields = fault.fields(node, &known);
        if let Some(other) = fields.optional("currency")
            && other.value().as_str() != Some(currency.code())
        {
            let (path, found) = (fields.path("currency"), fault.text(&other).to_owned());
            return Err(PricingError::CurrencyMismatch { path, found, expected: currency });
        }
        let (stage, take) = Self::take(kind, &fields, currency)?;
        let threshold = match kind {
            // Every 0.00 would be for ever.
            Kind::FullReduction => fields.money("threshold", currency),
            _ => fields.optional_money("threshold", currency).unwrap_or_default(),
        };
        if kind == Kind::FullReduction && threshold == Money::ZERO {
            let (path, limit) = (fields.path("threshold"), "above zero".to_owned());
            fault.keep(ReadError::OutOfRange { path, found: "0".to_owned(), limit });
        }
        let top = u64::from(Self::MAX_STAGE);
        Ok(Self {
            id: fields.name("id"),
            kind,
            take,
            threshold,
            cap: fields.optional_money("cap", currency),
            scope: fields
                .optional("scope")
                .map(|node| Scope::read(&node, fault))
                .unwrap_or_default(),
            from: fields.optional_time("from"),
            to: fields.optional_time("to"),
            exclusive: fields.names("exclusive"),
            stage: fields.integer("stage", 0, top).map_or(stage, |n| n as u32),
        })
    }

    /// What it takes off, and the stage where that is not said.
    fn take(
        kind: Kind,
        fields: &Fields<'_, '_, ReadError>,
        currency: Currency,
    ) -> Result<(u32, Take), PricingError> {
        let amount = || fields.money("amount", currency);
        Ok(match kind {
            Kind::Flash | Kind::Group => {
                let price = fields.money("price", currency);
                let limit = read_limit(fields, ["limit", "bought"], 1);
                let people = read_limit(fields, ["size", "members"], 2);
                (0, Take::Price { price, limit, people })
            }
            Kind::Percent => (10, Take::Rate(fields.rate("rate"))),
            Kind::Amount if fields.choice("per", &["order", "unit"]) == 1 => {
                (20, Take::PerUnit(amount()))
            }
            Kind::Amount => (20, Take::Amount(amount())),
            Kind::FullReduction => {
                let every = fields.optional("every");
                let every = every.and_then(|node| fields.fault.or_keep(node.boolean()));
                (
                    30,
                    if every == Some(true) {
                        Take::Every(amount())
                    } else {
                        Take::Amount(amount())
                    },
                )
            }
            Kind::Coupon => match (fields.optional("amount"), fields.optional("rate")) {
                (Some(_), Some(_)) => {
                    return Err(PricingError::TwoTakes { path: fields.path("rate") });
                }
                (None, Some(_)) => (40, Take::Rate(fields.rate("rate"))),
                (_, None) => (40, Take::Amount(amount())),
            },
        })
    }

    const NOTHING: Self = Self {
        id: String::new(),
        kind: Kind::Coupon,
        take: Take::Amount(Money::ZERO),
        threshold: Money::ZERO,
        cap: None,
        scope: Scope { sku: Vec::new(), category: Vec::new(), merchant: Vec::new() },
        from: None,
        to: None,
        exclusive: Vec::new(),
        stage: 0,
    };

    /// Whether these two never apply together.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        self.exclusive.iter().any(|name| other.exclusive.contains(name))
    }

    /// Flash and group prices, the cheapest first, then the stages.
    pub(super) fn rank(&self) -> (bool, i64) {
        match self.take {
            Take::Price { price, .. } => (false, price.minor()),
            Take::Rate(_) | Take::Amount(_) | Take::PerUnit(_) | Take::Every(_) => {
                (true, self.stage.into())
            }
        }
    }
}

fn read_limit(
    fields: &Fields<'_, '_, ReadError>,
    [of, has]: [&str; 2],
    least: u64,
) -> Option<Limit> {
    let found = fields.integer(has, 0, u32::MAX.into());
    if found.is_some() || fields.optional(of).is_some() {
        let of = fields.whole(of, least, u32::MAX.into()) as u32;
        // Who asks for a group of three is one of them.
        return Some(Limit { of, has: found.unwrap_or(least - 1) as u32 });
    }
    None
}

impl Scope {
    fn read(node: &Node<'_>, fault: &Fault<ReadError>) -> Self {
        let fields = fault.fields(node, &["sku", "category", "merchant"]);
        let category = fields.names("category");
        if category.iter().any(|path| path.split('/').any(str::is_empty))
            && let Some(node) = fields.optional("category")
        {
            fault.wrong(&node, "category paths such as \"beauty/lip\"");
        }
        Self { sku: fields.names("sku"), category, merchant: fields.names("merchant") }
    }

    /// Whether a line is in it.
    #[must_use]
    pub fn holds(&self, line: &Line) -> bool {
        let is = |list: &[String], found: Option<&str>, fits: fn(&str, &str) -> bool| {
            list.is_empty() || found.is_some_and(|found| list.iter().any(|name| fits(name, found)))
        };
        is(&self.sku, Some(&line.sku), |name, found| name == found)
            && is(&self.merchant, line.merchant.as_deref(), |name, found| name == found)
            && is(&self.category, line.category.as_deref(), is_within)
    }
}
