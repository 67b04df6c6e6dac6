//! What one level of promoters is paid: its kind, its least and its most.
//!
//! Reads and answers; computes no amount of a sale (`pay.rs` does).
//!
//! ```
//! use tuike_core::commission::{Kind, Plan, TierMode};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a", "levels": [
//!   { "kind": "tiered", "mode": "whole", "tiers": [
//!     { "upTo": "100.00", "rate": "0.05" }, { "rate": "0.08" } ] } ] } ] }"#)?;
//! let Kind::Tiered { mode, tiers, .. } = &plan.rules()[0].levels()[0].kind else { unreachable!() };
//! assert_eq!((*mode, tiers.len()), (TierMode::Whole, 2));
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::amount::Exact;
use super::error::CommissionError;
use super::fields::{Fault, Fields};
use crate::money::{Currency, Money, Rate};
use crate::read::Node;

/// What a fixed amount is paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Per {
    /// Each unit of the line.
    #[default]
    Unit,
    /// The line, whatever its quantity.
    Line,
}

/// How a level's amount comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A fraction of the base, less a fixed amount; never below nothing.
    Rate {
        /// The fraction.
        rate: Rate,
        /// What is taken off a line's amount.
        less: Option<Money>,
    },
    /// An amount that does not depend on the price.
    Fixed {
        /// The amount.
        amount: Money,
        /// What it is paid for.
        per: Per,
    },
    /// A fraction that depends on how much is sold.
    Tiered {
        /// What a tier's rate is for.
        mode: TierMode,
        /// What runs through the tiers.
        by: TierBy,
        /// The lowest first; only the last has no end.
        tiers: Vec<Tier>,
    },
    /// A share of a service fee: `(base × of × rate + base × subsidy) × (1 − fee)`.
    Share {
        /// The service fee, a fraction of the base.
        of: ServiceFee,
        /// The promoter's fraction of it.
        rate: Rate,
        /// What the platform adds, a fraction of the base.
        subsidy: Option<Rate>,
        /// What the platform keeps of all this.
        fee: Option<Rate>,
    },
}

/// What a tier's rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierMode {
    /// Each part of the base is paid at the rate of the tier it falls into.
    Marginal,
    /// All of the base is paid at the rate of the tier that it reaches.
    Whole,
}

/// What runs through the tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierBy {
    /// The base of the line alone.
    Line,
    /// The promoter's amount so far this month, then the earlier lines of the order, then this line.
    Progress,
}

/// One tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its upper end, which it includes; `None` for the last.
    pub up_to: Option<Money>,
    /// Its fraction.
    pub rate: Rate,
}

/// Whose service fee is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceFee {
    /// The line's own `serviceRate`; at level 1 the line's `promoterRate`, or else the promoter's own
    /// `rate`, takes the place of the level's.
    Product,
    /// The same for every line.
    Fixed(Rate),
}

/// What one level of promoters is paid, the nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// How the amount comes about.
    pub kind: Kind,
    /// At least this much a line.
    pub min: Option<Money>,
    /// At most this much a line.
    pub cap: Option<Money>,
}

impl Level {
    /// Tiers a level may have.
    pub const MAX_TIERS: usize = 50;

    pub(super) fn read(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let nothing = Kind::Fixed { amount: Money::ZERO, per: Per::Line };
        let Some(kind) = fault.open(node).required("kind") else {
            return Self { kind: nothing, min: None, cap: None };
        };
        let fields =
            |known: &[&'static str]| fault.fields(node, &[&["kind", "min", "cap"], known].concat());
        let (kind, fields) = match fault.nonempty_text(&kind) {
            "rate" => {
                let fields = fields(&["rate", "less"]);
                let less = fields.optional_money("less", currency);
                (Kind::Rate { rate: fields.fraction("rate"), less }, fields)
            }
            "fixed" => {
                let fields = fields(&["amount", "per"]);
                let amount = fields.money("amount", currency);
                let per = if fields.choice("per", &["unit", "line"]) == 0 {
                    Per::Unit
                } else {
                    Per::Line
                };
                (Kind::Fixed { amount, per }, fields)
            }
            "tiered" => {
                let fields = fields(&["mode", "by", "tiers"]);
                (read_tiered(&fields, currency), fields)
            }
            "share" => {
                let fields = fields(&["of", "rate", "subsidy", "fee"]);
                (read_share(&fields), fields)
            }
            other => {
                let (path, kind) = (kind.path().to_owned(), other.to_owned());
                fault.keep(CommissionError::UnknownKind { path, kind });
                (nothing, fields(&[]))
            }
        };
        let min = fields.optional_money("min", currency);
        let cap = fields.optional_money("cap", currency);
        if let (Some(min), Some(cap)) = (min, cap)
            && min > cap
        {
            fault.keep(CommissionError::MinAboveCap {
                path: fields.path("min"),
                min: min.format(currency),
                cap: cap.format(currency),
            });
        }
        Self { kind, min, cap }
    }

    /// The fraction of the base that this level pays on every line, as far as the
    /// plan alone says it: the lowest of its tiers, nothing for what a cap, a deduction or the line may
    /// change.
    pub(super) fn surely(&self) -> Exact {
        let units = |rate: Option<Rate>| rate.unwrap_or_default().units() as u32;
        match &self.kind {
            _ if self.cap.is_some() => Exact::default(),
            Kind::Rate { rate, less: None } => Exact::rate(*rate),
            Kind::Tiered { tiers, .. } => {
                Exact::rate(tiers.iter().map(|tier| tier.rate).min().unwrap_or_default())
            }
            Kind::Share { of: ServiceFee::Fixed(of), rate, subsidy, fee } => {
                let share = Exact::rate(*of).times(units(Some(*rate)));
                let share = share.plus(Exact::rate(subsidy.unwrap_or_default()));
                share.times(Exact::ONE - units(*fee))
            }
            Kind::Rate { less: Some(_), .. } | Kind::Fixed { .. } | Kind::Share { .. } => {
                Exact::default()
            }
        }
    }
}

fn read_tiered(fields: &Fields<'_, '_>, currency: Currency) -> Kind {
    fields.required("mode");
    let mode = match fields.choice("mode", &["marginal", "whole"]) {
        0 => TierMode::Marginal,
        _ => TierMode::Whole,
    };
    let by = match fields.choice("by", &["line", "progress"]) {
        0 => TierBy::Line,
        _ => TierBy::Progress,
    };
    fields.required("tiers");
    let items = fields.some_items("tiers");
    if let Some(node) = fields.optional("tiers").filter(|_| items.len() > Level::MAX_TIERS) {
        fields.fault.wrong(&node, "at most 50 tiers");
    }
    let mut tiers: Vec<Tier> = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let tier = fields.fault.fields(item, &["upTo", "rate"]);
        let rate = tier.fraction("rate");
        let up_to = if place + 1 < items.len() {
            Some(tier.money("upTo", currency))
        } else {
            if let Some(end) = tier.optional("upTo") {
                tier.fault.wrong(&end, "nothing: the last tier has no end");
            }
            None
        };
        let before = tiers.last().and_then(|tier| tier.up_to).unwrap_or_default();
        if let Some(up_to) = up_to.filter(|up_to| *up_to <= before) {
            tier.fault.keep(CommissionError::TiersOutOfOrder {
                path: tier.path("upTo"),
                up_to: up_to.format(currency),
                before: before.format(currency),
            });
        }
        tiers.push(Tier { up_to, rate });
    }
    Kind::Tiered { mode, by, tiers }
}

fn read_share(fields: &Fields<'_, '_>) -> Kind {
    let of = match fields.required("of") {
        Some(node) if node.value().as_str() != Some("product") => {
            ServiceFee::Fixed(fields.rate(Some(node)).unwrap_or_default())
        }
        Some(_) | None => ServiceFee::Product,
    };
    Kind::Share {
        of,
        rate: fields.fraction("rate"),
        subsidy: fields.rate(fields.optional("subsidy")),
        fee: fields.rate(fields.optional("fee")),
    }
}
