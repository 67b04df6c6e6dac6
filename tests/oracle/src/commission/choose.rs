//! Which rule a line follows, and which campaigns: all that match, sorted by the words, and the first.
//!
//! > If the line's merchant has an agreement, the most specific of its rules that match; otherwise, or
//! > where none does, the most specific of the platform's. SKU beats category beats merchant beats none;
//! > then more conditions (a window is one, whether it has one end or two); then the earlier in the list.
//!
//! > They stack by `order`, of one order the platform's before an agreement's. One that stands `alone`
//! > applies only where none stands before it, and then no other does; otherwise it is passed over.

use serde_json::Value;

use super::Scene;
use crate::json::{field, integer, items, text};

/// The rule for this line, and the plan that it stands in.
pub(super) fn rule<'a>(scene: &Scene<'a>, line: &Value) -> Option<(&'a Value, &'a Value)> {
    let agreed = agreement(scene, line).and_then(|agreed| most_specific(agreed, scene, line));
    agreed.or_else(|| most_specific(scene.platform, scene, line))
}

/// The campaigns for this line as they stack.
pub(super) fn campaigns<'a>(scene: &Scene<'a>, line: &Value) -> Vec<&'a Value> {
    let agreed = agreement(scene, line).map_or(&[][..], |agreed| items(agreed, "campaigns"));
    // Sorting is stable: of one order the platform's stay first.
    let mut all: Vec<&Value> = items(scene.platform, "campaigns").iter().chain(agreed).collect();
    all.retain(|one| is_open(one, scene) && matches(field(one, "match"), scene, line));
    all.sort_by_key(|one| integer(one, "order"));
    let stands_alone = |one: &Value| field(one, "alone") == Some(&Value::Bool(true));
    if all.first().is_some_and(|first| stands_alone(first)) {
        all.truncate(1);
    }
    if all.len() > 1 {
        all.retain(|one| !stands_alone(one));
    }
    all
}

fn agreement<'a>(scene: &Scene<'a>, line: &Value) -> Option<&'a Value> {
    let merchant = text(line, "merchant")?;
    scene.agreements.iter().find(|agreed| text(agreed, "merchant") == Some(merchant))
}

fn most_specific<'a>(
    plan: &'a Value,
    scene: &Scene<'a>,
    line: &Value,
) -> Option<(&'a Value, &'a Value)> {
    let rules = items(plan, "rules").iter().enumerate();
    let mut matching: Vec<(usize, isize, usize)> = rules
        .map(|(place, rule)| (place, field(rule, "match")))
        .filter(|(_, conditions)| {
            matches(*conditions, scene, line)
                && conditions.is_none_or(|window| is_open(window, scene))
        })
        .map(|(place, conditions)| (class(conditions), -(count(conditions) as isize), place))
        .collect();
    matching.sort_unstable();
    let (_, _, place) = matching.first()?;
    Some((&items(plan, "rules")[*place], plan))
}

/// `[from, to)`.
fn is_open(window: &Value, scene: &Scene<'_>) -> bool {
    let at = integer(scene.order, "at").expect("a time");
    integer(window, "from").is_none_or(|from| from <= at)
        && integer(window, "to").is_none_or(|to| at < to)
}

fn matches(conditions: Option<&Value>, scene: &Scene<'_>, line: &Value) -> bool {
    let Some(conditions) = conditions else { return true };
    let listed = |name: &str, found: Option<&str>| {
        field(conditions, name).is_none()
            || items(conditions, name).iter().any(|entry| entry.as_str() == found)
    };
    let nearest = scene.chain.first();
    listed("sku", text(line, "sku"))
        && listed("merchant", text(line, "merchant"))
        && listed("tier", nearest.and_then(|nearest| text(nearest, "tier")))
        && listed("channel", text(scene.order, "channel"))
        && (field(conditions, "newCustomer").is_none()
            || field(conditions, "newCustomer") == field(scene.order, "newCustomer"))
        && (field(conditions, "category").is_none()
            || items(conditions, "category").iter().any(|entry| {
                text(line, "category")
                    .is_some_and(|found| is_at_or_below(found, entry.as_str().expect("a path")))
            }))
}

/// `beauty/lip` is at or below `beauty`: its first words are all of the other's.
pub(super) fn is_at_or_below(found: &str, category: &str) -> bool {
    let (found, category): (Vec<&str>, Vec<&str>) =
        (found.split('/').collect(), category.split('/').collect());
    found.len() >= category.len() && found[..category.len()] == category[..]
}

fn has(conditions: Option<&Value>, name: &str) -> bool {
    conditions.is_some_and(|conditions| field(conditions, name).is_some())
}

fn class(conditions: Option<&Value>) -> usize {
    ["sku", "category", "merchant"].iter().position(|name| has(conditions, name)).unwrap_or(3)
}

fn count(conditions: Option<&Value>) -> usize {
    let each = ["sku", "category", "merchant", "tier", "channel", "newCustomer"];
    let given = each.iter().filter(|name| has(conditions, name)).count();
    given + usize::from(has(conditions, "from") || has(conditions, "to"))
}
