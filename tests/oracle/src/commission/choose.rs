//! Which rule a line follows: all that match, sorted by the words of the interface, and the first.
//!
//! > the most specific match wins (sku > category > merchant > none; then more conditions; then the
//! > earlier in the list).

use serde_json::Value;

use crate::json::{field, integer, items, text};

/// The place in the plan of the rule for this line.
pub(super) fn choose(plan: &Value, order: &Value, line: &Value) -> Option<usize> {
    let rules = items(plan, "rules").iter().enumerate();
    let mut matching: Vec<(usize, isize, usize)> = rules
        .filter(|(_, rule)| matches(rule, order, line))
        .map(|(place, rule)| (class(rule), -(conditions(rule) as isize), place))
        .collect();
    matching.sort_unstable();
    matching.first().map(|(_, _, place)| *place)
}

fn matches(rule: &Value, order: &Value, line: &Value) -> bool {
    let Some(conditions) = field(rule, "match") else { return true };
    let nearest = items(order, "chain").first();
    let listed = |name: &str, found: Option<&str>| {
        field(conditions, name).is_none()
            || items(conditions, name).iter().any(|entry| entry.as_str() == found)
    };
    let at = integer(order, "at").expect("a time");
    listed("sku", text(line, "sku"))
        && listed("merchant", text(line, "merchant"))
        && listed("tier", nearest.and_then(|nearest| text(nearest, "tier")))
        && (field(conditions, "category").is_none()
            || items(conditions, "category").iter().any(|entry| {
                text(line, "category")
                    .is_some_and(|found| is_at_or_below(found, entry.as_str().expect("a path")))
            }))
        && integer(conditions, "from").is_none_or(|from| from <= at)
        && integer(conditions, "to").is_none_or(|to| at < to)
}

/// `beauty/lip` is at or below `beauty`: its first words are all of the other's.
fn is_at_or_below(found: &str, category: &str) -> bool {
    let (found, category): (Vec<&str>, Vec<&str>) =
        (found.split('/').collect(), category.split('/').collect());
    found.len() >= category.len() && found[..category.len()] == category[..]
}

fn has(rule: &Value, name: &str) -> bool {
    field(rule, "match").is_some_and(|conditions| field(conditions, name).is_some())
}

fn class(rule: &Value) -> usize {
    ["sku", "category", "merchant"].iter().position(|name| has(rule, name)).unwrap_or(3)
}

/// A window is one condition, whether it has one end or two.
fn conditions(rule: &Value) -> usize {
    let lists = ["sku", "category", "merchant", "tier"];
    let given = lists.iter().filter(|name| has(rule, name)).count();
    given + usize::from(has(rule, "from") || has(rule, "to"))
}
