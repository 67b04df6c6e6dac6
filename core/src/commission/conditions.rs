//! What must hold of a sale for a rule or a campaign to apply.
//!
//! Reads and answers; ranks nothing (`book.rs` does). All conditions that are given must hold, and of
//! each list any entry.

use super::error::CommissionError;
use super::fields::{Fault, Fields};
use crate::read::Node;
use crate::time::Timestamp;

/// What must hold: all that are given, and of each list any entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    // An empty list is "not given". Sorted, without what another entry covers, so that equal lists are
    // equal however they were written.
    pub(super) sku: Vec<String>,
    category: Vec<String>,
    merchant: Vec<String>,
    tier: Vec<String>,
    channel: Vec<String>,
    new_customer: Option<bool>,
    window: Option<Window>,
}

/// `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    from: Timestamp,
    to: Timestamp,
}

/// What is known of a sale when its rule is chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) sku: Option<&'a str>,
    pub(super) category: Option<&'a str>,
    pub(super) merchant: Option<&'a str>,
    /// The tier of the nearest promoter: whoever makes the sale decides the rule.
    pub(super) tier: Option<&'a str>,
    pub(super) channel: Option<&'a str>,
    pub(super) new_customer: Option<bool>,
    pub(super) at: Timestamp,
}

impl Conditions {
    pub(super) fn read(node: &Node<'_>, has_window: bool, fault: &Fault) -> Self {
        let mut known =
            vec!["sku", "category", "merchant", "tier", "channel", "newCustomer", "from", "to"];
        if !has_window {
            known.truncate(6);
        }
        let fields = fault.fields(node, &known);
        let list = |name: &str| {
            let items = fields.some_items(name);
            let mut list: Vec<String> =
                items.iter().map(|item| fault.nonempty_text(item).to_owned()).collect();
            list.sort_unstable();
            list.dedup();
            list
        };
        for item in fields.some_items("category") {
            if fault.nonempty_text(&item).split('/').any(str::is_empty) {
                // "beauty/" would silently match nothing.
                fault.keep(item.wrong("a category path such as \"beauty/lip\"").into());
            }
        }
        let mut category = list("category");
        let all = category.clone();
        category.retain(|one| !all.iter().any(|above| above != one && is_within(above, one)));
        Self {
            sku: list("sku"),
            category,
            merchant: list("merchant"),
            tier: list("tier"),
            channel: list("channel"),
            new_customer: fields.boolean("newCustomer"),
            window: if has_window { Window::read(&fields) } else { None },
        }
    }

    /// The same, in this window only.
    pub(super) fn within(mut self, window: Option<Window>) -> Self {
        self.window = window;
        self
    }

    /// 0 for what names SKUs, then categories, then merchants; 3 for what names none.
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
        let lists = [&self.sku, &self.category, &self.merchant, &self.tier, &self.channel];
        let given = lists.into_iter().filter(|list| !list.is_empty()).count();
        given + usize::from(self.new_customer.is_some()) + usize::from(self.window.is_some())
    }

    pub(super) fn window(&self) -> Window {
        self.window.unwrap_or(Window::ALWAYS)
    }

    /// Whether all hold.
    pub(super) fn hold(&self, facts: &Facts<'_>) -> bool {
        self.hold_but_sku(facts) && any(&self.sku, facts.sku, |named, found| named == found)
    }

    /// Whether all but the SKUs hold: a book finds those by its index.
    pub(super) fn hold_but_sku(&self, facts: &Facts<'_>) -> bool {
        self.window.is_none_or(|window| window.holds(facts.at))
            && any(&self.merchant, facts.merchant, |named, found| named == found)
            && any(&self.tier, facts.tier, |named, found| named == found)
            && any(&self.channel, facts.channel, |named, found| named == found)
            && (self.new_customer.is_none() || self.new_customer == facts.new_customer)
            && any(&self.category, facts.category, is_within)
    }
}

impl Window {
    const ALWAYS: Self = Self { from: Timestamp::EPOCH, to: Timestamp::from_millis(u64::MAX) };

    /// The fields `from` and `to`, either of which may be missing; `None` where both are.
    pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (from, to) = (fields.time(fields.optional("from")), fields.time(fields.optional("to")));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            let (from, to) = (from.as_millis(), to.as_millis());
            fields.fault.keep(CommissionError::EmptyWindow { path: fields.path("to"), from, to });
        }
        (from.is_some() || to.is_some()).then_some(Self {
            from: from.unwrap_or(Self::ALWAYS.from),
            to: to.unwrap_or(Self::ALWAYS.to),
        })
    }

    pub(super) fn holds(&self, at: Timestamp) -> bool {
        at >= self.from && at < self.to
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.holds(other.from) || other.holds(self.from)
    }

    /// Whether it is open when `other` opens.
    pub(super) fn is_open_at_start_of(&self, other: &Self) -> bool {
        self.holds(other.from)
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
