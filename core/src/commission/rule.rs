//! A rule: which lines it is for, and what each level of it pays.
//!
//! Reads and answers questions; computes no amount (`pay.rs` does) and ranks nothing (`book.rs` does).
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

use super::amount::Exact;
use super::conditions::Conditions;
use super::fields::Fault;
use super::level::Level;
use crate::money::Currency;
use crate::read::Node;

/// What a rate is taken of. Shipping is never part of it: a line has no field for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// What the buyer pays, after all discounts.
    #[default]
    Paid,
    /// The list price.
    List,
    /// What is paid less what it cost; nothing where it cost more.
    Profit,
}

impl Base {
    /// Their names, as plans and previews have them.
    pub(super) const NAMES: [&'static str; 3] = ["paid", "list", "profit"];

    /// The name as apps see it: `"paid"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::List => "list",
            Self::Profit => "profit",
        }
    }

    pub(super) const fn at(place: usize) -> Self {
        match place {
            1 => Self::List,
            2 => Self::Profit,
            _ => Self::Paid,
        }
    }
}

/// One rule of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    id: String,
    base: Base,
    levels: Vec<Level>,
    pub(super) conditions: Conditions,
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
        let conditions = fields.optional("match").map(|node| Conditions::read(&node, true, fault));
        // "Pays nothing" is said by the rate "0", which a preview can then explain; so not without levels.
        fields.required("levels");
        let levels = fields.some_items("levels");
        Self {
            id: fields.nonempty_text("id"),
            base: Base::at(fields.choice("base", &Base::NAMES)),
            levels: levels.iter().map(|level| Level::read(level, currency, fault)).collect(),
            conditions: conditions.unwrap_or_default(),
        }
    }

    /// What its levels surely pay together of each base.
    pub(super) fn surely(&self) -> Exact {
        self.levels.iter().map(Level::surely).fold(Exact::default(), Exact::plus)
    }
}
