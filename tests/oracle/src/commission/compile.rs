//! Why a plan is refused for what it promises, by the words; that its fields are right is not asked here.
//!
//! A plan may be wrong in several ways, and the core tells the first it meets: so this gives all of them.

use std::collections::BTreeSet;

use num_traits::{One, Zero};
use serde_json::Value;

use super::{Refused, agreements, choose::is_at_or_below, limit_of, platform};
use crate::json::{field, integer, items, rate, text};
use crate::number::Ratio;

/// The codes of all that is wrong; empty for a plan that compiles.
#[must_use]
pub fn refusals(plan: &Value) -> BTreeSet<Refused> {
    let mut found = BTreeSet::new();
    let own = platform(plan);
    let most = limit_of(own, own);
    one_plan(own, &most, &mut found);
    let limits = field(own, "limits");
    let least = limits.and_then(|limits| rate(limits, "minTotalRate")).unwrap_or_default();
    let platforms = items(own, "campaigns");
    let mut merchants = BTreeSet::new();
    for agreed in agreements(plan) {
        let its = limit_of(agreed, own);
        if its > most {
            found.insert("commission/rates-above-limit");
        }
        one_plan(agreed, &its, &mut found);
        if items(agreed, "rules").iter().any(|rule| promised(rule) < least) {
            found.insert("commission/rates-below-limit");
        }
        if !merchants.insert(text(agreed, "merchant")) {
            found.insert("commission/duplicate-rule");
        }
        check_open(platforms.iter().chain(items(agreed, "campaigns")), &mut found);
    }
    check_open(platforms.iter(), &mut found);
    found
}

fn one_plan(plan: &Value, most: &Ratio, found: &mut BTreeSet<Refused>) {
    let (rules, campaigns) = (items(plan, "rules"), items(plan, "campaigns"));
    if rules.iter().any(|rule| promised(rule) > *most) {
        found.insert("commission/rates-above-limit");
    }
    for (place, rule) in rules.iter().enumerate() {
        if rules[..place].iter().any(|earlier| conditions(earlier) == conditions(rule)) {
            found.insert("commission/same-match");
        }
    }
    for (place, campaign) in campaigns.iter().enumerate() {
        if rate(campaign, "rate").is_some_and(|rate| rate > *most) {
            found.insert("commission/rates-above-limit");
        }
        let meets = |earlier: &Value| {
            let of = |one: &Value, name| integer(one, name).expect("an end");
            of(earlier, "from") < of(campaign, "to") && of(campaign, "from") < of(earlier, "to")
        };
        let same = |earlier: &&Value| integer(earlier, "order") == integer(campaign, "order");
        if campaigns[..place].iter().filter(same).any(meets) {
            found.insert("commission/same-order");
        }
    }
}

/// At most four campaigns may be open at one time.
fn check_open<'a>(campaigns: impl Iterator<Item = &'a Value>, found: &mut BTreeSet<Refused>) {
    let windows: Vec<(u64, u64)> = campaigns
        .map(|one| (integer(one, "from").expect("an end"), integer(one, "to").expect("an end")))
        .collect();
    // The generated windows are a few milliseconds long: every one of these is looked at.
    let last = windows.iter().map(|(_, to)| *to).max().unwrap_or(0);
    for at in 0..last {
        if windows.iter().filter(|(from, to)| *from <= at && at < *to).count() > 4 {
            found.insert("commission/too-many-campaigns");
        }
    }
}

/// The fraction of the base that a rule pays on every line, as far as the plan alone says it.
fn promised(rule: &Value) -> Ratio {
    items(rule, "levels").iter().map(surely).sum()
}

/// The lowest of its tiers; nothing where a cap, a deduction or the line may change it.
fn surely(level: &Value) -> Ratio {
    let named = |name| rate(level, name);
    if field(level, "cap").is_some() {
        return Ratio::zero();
    }
    match text(level, "kind").expect("a kind") {
        "rate" if field(level, "less").is_none() => named("rate").expect("a rate"),
        "tiered" => {
            let rates =
                items(level, "tiers").iter().map(|tier| rate(tier, "rate").expect("a rate"));
            rates.min().expect("a tier")
        }
        "share" if text(level, "of") != Some("product") => {
            let share = named("of").expect("a rate") * named("rate").expect("a rate");
            let subsidy = named("subsidy").unwrap_or_default();
            (share + subsidy) * (Ratio::one() - named("fee").unwrap_or_default())
        }
        _ => Ratio::zero(),
    }
}

/// As sets: order, repetition and a category below another of the list do not count; a window that begins
/// at 0 has no beginning.
fn conditions(rule: &Value) -> Vec<(String, BTreeSet<String>)> {
    let Some(found) = field(rule, "match").and_then(Value::as_object) else { return vec![] };
    let mut all: Vec<(String, BTreeSet<String>)> = Vec::new();
    for (name, value) in found {
        if name == "from" && value.as_u64() == Some(0) && found.contains_key("to") {
            continue;
        }
        let entries = match value {
            Value::Array(entries) => entries.iter().map(|e| e.as_str().expect("a text").to_owned()),
            other => {
                all.push((name.clone(), BTreeSet::from([other.to_string()])));
                continue;
            }
        };
        let mut set: BTreeSet<String> = entries.collect();
        if name == "category" {
            let every = set.clone();
            set.retain(|one| !every.iter().any(|top| top != one && is_at_or_below(one, top)));
        }
        all.push((name.clone(), set));
    }
    all.sort();
    all
}
