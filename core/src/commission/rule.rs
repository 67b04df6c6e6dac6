//! A rule: which lines it is for, and what each level of it pays.
//!
//! Reads and answers questions; computes no amount (`pay.rs` does) and ranks nothing (`plan.rs` does).
//!
//! ```
//! use tuike_core::commission::{Base, Kind, Plan};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "beauty", "match": { "category": ["beauty"] }, "levels": [ { "kind": "rate", "rate": "0.08" } ] }
//! ] }"#)?;
//! let rule = &plan.rules()[0];
//! assert_eq!((rule.id(), rule.base()), ("beauty", Base::Paid));
//! assert!(matches!(rule.levels()[0].kind, Kind::Rate { .. }));
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::error::CommissionError;
use super::fields::Fault;
use crate::money::{Currency, Money, Rate};
use crate::read::Node;
use crate::time::Timestamp;

/// What a rate is taken of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// What the buyer pays.
    #[default]
    Paid,
    /// The list price.
    List,
    /// What is paid less what it cost; nothing where it cost more.
    Profit,
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A fraction of the base.
    Rate {
        /// The fraction.
        rate: Rate,
    },
    /// An amount that does not depend on the price.
    Fixed {
        /// The amount.
        amount: Money,
        /// What it is paid for.
        per: Per,
    },
}

/// What one level of promoters is paid, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// How the amount comes about.
    pub kind: Kind,
    /// At least this much a line.
    pub min: Option<Money>,
    /// At most this much a line.
    pub cap: Option<Money>,
}

/// One rule of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    id: String,
    base: Base,
    levels: Vec<Level>,
    pub(super) conditions: Conditions,
}

/// What must hold for a rule to apply: all that are given, and of each list any entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    // An empty list is "not given".
    pub(super) sku: Vec<String>,
    category: Vec<String>,
    merchant: Vec<String>,
    tier: Vec<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// What is known of a line when its rule is chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) sku: Option<&'a str>,
    pub(super) category: Option<&'a str>,
    pub(super) merchant: Option<&'a str>,
    /// The tier of the nearest promoter: whoever makes the sale decides the rule.
    pub(super) tier: Option<&'a str>,
    pub(super) at: Timestamp,
}

impl Rule {
    /// The rule's name, unique in its plan.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What its rates are taken of.
    #[must_use]
    pub const fn base(&self) -> Base {
        self.base
    }

    /// What each level is paid, the nearest promoter's first.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    pub(super) fn read(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let fields = fault.fields(node, &["id", "match", "base", "levels"]);
        let conditions = fields.optional("match").map(|node| Conditions::read(&node, fault));
        // "Pays nothing" is said by the rate "0", which a preview can then explain; so not without levels.
        fields.required("levels");
        let levels = fields.some_items("levels");
        Self {
            id: fields.nonempty_text("id"),
            base: match fields.choice("base", &["paid", "list", "profit"]) {
                1 => Base::List,
                2 => Base::Profit,
                _ => Base::Paid,
            },
            levels: levels.iter().map(|level| Level::read(level, currency, fault)).collect(),
            conditions: conditions.unwrap_or_default(),
        }
    }
}

impl Level {
    const NOTHING: Self =
        Self { kind: Kind::Fixed { amount: Money::ZERO, per: Per::Line }, min: None, cap: None };

    fn read(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let Some(kind) = fault.open(node).required("kind") else { return Self::NOTHING };
        match fault.nonempty_text(&kind) {
            "rate" => Self::read_rate(node, currency, fault),
            "fixed" => Self::read_fixed(node, currency, fault),
            other => {
                let (path, kind) = (kind.path().to_owned(), other.to_owned());
                fault.keep(CommissionError::UnknownKind { path, kind });
                Self::NOTHING
            }
        }
    }

    fn read_rate(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let fields = fault.fields(node, &["kind", "rate", "min", "cap"]);
        let rate = fields.rate(fields.required("rate")).unwrap_or_default();
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
        Self { kind: Kind::Rate { rate }, min, cap }
    }

    fn read_fixed(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let fields = fault.fields(node, &["kind", "amount", "per"]);
        let amount = fields.money("amount", currency);
        let per = if fields.choice("per", &["unit", "line"]) == 0 { Per::Unit } else { Per::Line };
        Self { kind: Kind::Fixed { amount, per }, min: None, cap: None }
    }
}

impl Conditions {
    fn read(node: &Node<'_>, fault: &Fault) -> Self {
        let fields = fault.fields(node, &["sku", "category", "merchant", "tier", "from", "to"]);
        let list = |name: &str| {
            let items = fields.some_items(name);
            items.iter().map(|item| fault.nonempty_text(item).to_owned()).collect::<Vec<_>>()
        };
        for item in fields.some_items("category") {
            if fault.nonempty_text(&item).split('/').any(str::is_empty) {
                // "beauty/" would silently match nothing.
                fault.keep(item.wrong("a category path such as \"beauty/lip\"").into());
            }
        }
        let (from, to) = (fields.time(fields.optional("from")), fields.time(fields.optional("to")));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            let (from, to) = (from.as_millis(), to.as_millis());
            fault.keep(CommissionError::EmptyWindow { path: fields.path("to"), from, to });
        }
        Self {
            sku: list("sku"),
            category: list("category"),
            merchant: list("merchant"),
            tier: list("tier"),
            from,
            to,
        }
    }

    /// 0 for a rule that names SKUs, then categories, then merchants; 3 for one that names none.
    pub(super) fn class(&self) -> u8 {
        match (self.sku.is_empty(), self.category.is_empty(), self.merchant.is_empty()) {
            (false, _, _) => 0,
            (true, false, _) => 1,
            (true, true, false) => 2,
            (true, true, true) => 3,
        }
    }

    /// How many conditions are given; a window is one, whether it has one end or two.
    pub(super) fn count(&self) -> usize {
        let lists = [&self.sku, &self.category, &self.merchant, &self.tier];
        let given = lists.into_iter().filter(|list| !list.is_empty()).count();
        given + usize::from(self.from.is_some() || self.to.is_some())
    }

    /// Whether all but the SKUs hold: the plan finds those by its index.
    pub(super) fn hold(&self, facts: &Facts<'_>) -> bool {
        self.from.is_none_or(|from| facts.at >= from)
            && self.to.is_none_or(|to| facts.at < to)
            && any(&self.merchant, facts.merchant, |named, found| named == found)
            && any(&self.tier, facts.tier, |named, found| named == found)
            && any(&self.category, facts.category, is_within)
    }
}

/// Whether `list` is not given, or one of its entries fits what was found.
fn any(list: &[String], found: Option<&str>, fits: fn(&str, &str) -> bool) -> bool {
    list.is_empty() || found.is_some_and(|found| list.iter().any(|named| fits(named, found)))
}

/// `beauty/lip` is within `beauty/lip` and `beauty`, but `beautyful` is not within `beauty`.
pub(crate) fn is_within(category: &str, found: &str) -> bool {
    found.strip_prefix(category).is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_matches_itself_and_what_lies_below_it() {
        let cases = [
            ("beauty", "beauty", true),
            ("beauty/lip", "beauty", true),
            ("beauty/lip/matte", "beauty/lip", true),
            ("beautyful", "beauty", false),
            ("beauty", "beauty/lip", false),
            ("home/beauty", "beauty", false),
            ("", "beauty", false),
            ("彩妆/口红", "彩妆", true),
        ];
        for (found, category, expected) in cases {
            assert_eq!(is_within(category, found), expected, "{found} in {category}");
        }
    }
}
