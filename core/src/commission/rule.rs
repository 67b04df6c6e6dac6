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
use crate::money::{Currency, Money, Rate};
use crate::read::{Node, ReadError};
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
    // Lists are sorted, so that one of thousands of SKUs is found quickly; empty is "not given".
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

    pub(super) fn read(node: &Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let object = node.object(&["id", "match", "base", "levels"])?;
        let id = object.required("id")?.nonempty_text()?.to_owned();
        let conditions = match object.optional("match") {
            Some(node) => Conditions::read(&node)?,
            None => Conditions::default(),
        };
        let base = match object.optional("base") {
            Some(node) => node.choice(&[
                ("paid", Base::Paid),
                ("list", Base::List),
                ("profit", Base::Profit),
            ])?,
            None => Base::default(),
        };
        let levels = object.required("levels")?;
        let items = levels.items()?;
        if items.is_empty() {
            // "Pays nothing" is said by the rate "0", which a preview can then explain.
            return Err(levels.wrong("an array with at least one level").into());
        }
        let levels =
            items.iter().map(|node| Level::read(node, currency)).collect::<Result<_, _>>()?;
        Ok(Self { id, base, levels, conditions })
    }
}

impl Level {
    fn read(node: &Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let kind = node.open_object()?.required("kind")?;
        match kind.text()? {
            "rate" => Self::read_rate(node, currency),
            "fixed" => Self::read_fixed(node, currency),
            other => Err(CommissionError::UnknownKind {
                path: kind.path().to_owned(),
                kind: other.to_owned(),
            }),
        }
    }

    fn read_rate(node: &Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let object = node.object(&["kind", "rate", "min", "cap"])?;
        let rate = object.required("rate")?.rate()?;
        let min = object.optional("min").map(|node| node.money(currency)).transpose()?;
        let cap = object.optional("cap").map(|node| node.money(currency)).transpose()?;
        match (min, cap) {
            (Some(min), Some(cap)) if min > cap => Err(CommissionError::MinAboveCap {
                path: node.path().to_owned() + ".min",
                min: min.format(currency),
                cap: cap.format(currency),
            }),
            _ => Ok(Self { kind: Kind::Rate { rate }, min, cap }),
        }
    }

    fn read_fixed(node: &Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let object = node.object(&["kind", "amount", "per"])?;
        let amount = object.required("amount")?.money(currency)?;
        let per = match object.optional("per") {
            Some(node) => node.choice(&[("unit", Per::Unit), ("line", Per::Line)])?,
            None => Per::default(),
        };
        Ok(Self { kind: Kind::Fixed { amount, per }, min: None, cap: None })
    }
}

impl Conditions {
    fn read(node: &Node<'_>) -> Result<Self, CommissionError> {
        let object = node.object(&["sku", "category", "merchant", "tier", "from", "to"])?;
        let list = |name| object.optional(name).map_or_else(|| Ok(Vec::new()), |node| texts(&node));
        let time = |name| object.optional(name).map(|node| node.timestamp()).transpose();
        let category = match object.optional("category") {
            Some(node) => categories(&node)?,
            None => Vec::new(),
        };
        let (from, to) = (time("from")?, time("to")?);
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(CommissionError::EmptyWindow {
                path: node.path().to_owned() + ".to",
                from: from.as_millis(),
                to: to.as_millis(),
            });
        }
        let (sku, merchant, tier) = (list("sku")?, list("merchant")?, list("tier")?);
        Ok(Self { sku, category, merchant, tier, from, to })
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

    pub(super) fn hold(&self, facts: &Facts<'_>) -> bool {
        self.from.is_none_or(|from| facts.at >= from)
            && self.to.is_none_or(|to| facts.at < to)
            && names(&self.sku, facts.sku)
            && names(&self.merchant, facts.merchant)
            && names(&self.tier, facts.tier)
            && (self.category.is_empty()
                || facts
                    .category
                    .is_some_and(|found| self.category.iter().any(|c| is_within(found, c))))
    }
}

/// Whether `list` is not given, or names `found`.
fn names(list: &[String], found: Option<&str>) -> bool {
    list.is_empty()
        || found
            .is_some_and(|found| list.binary_search_by(|entry| entry.as_str().cmp(found)).is_ok())
}

/// `beauty/lip` is within `beauty/lip` and `beauty`, but `beautyful` is not within `beauty`.
fn is_within(found: &str, category: &str) -> bool {
    found.strip_prefix(category).is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

fn texts(node: &Node<'_>) -> Result<Vec<String>, ReadError> {
    let items = node.items()?;
    if items.is_empty() {
        // An empty list could only mean "never" or "always", and nobody means either.
        return Err(node.wrong("an array with at least one text"));
    }
    let mut texts = items
        .iter()
        .map(|item| item.nonempty_text().map(str::to_owned))
        .collect::<Result<Vec<_>, _>>()?;
    texts.sort_unstable();
    Ok(texts)
}

fn categories(node: &Node<'_>) -> Result<Vec<String>, ReadError> {
    for item in node.items()? {
        if item.text()?.split('/').any(str::is_empty) {
            // "beauty/" would silently match nothing.
            return Err(item.wrong("a category path such as \"beauty/lip\""));
        }
    }
    texts(node)
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
            assert_eq!(is_within(found, category), expected, "{found} in {category}");
        }
    }

    #[test]
    fn a_list_names_its_entries_and_an_absent_one_names_all() {
        let list = ["b".to_owned(), "c".to_owned()];
        assert!(names(&list, Some("c")));
        assert!(!names(&list, Some("a")));
        assert!(!names(&list, None));
        assert!(names(&[], None));
    }
}
