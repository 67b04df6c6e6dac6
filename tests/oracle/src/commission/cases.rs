//! Seeded plans and orders that lean to boundaries: bounds of tiers and windows and one beside them,
//! caps that bind, nothing paid, the rate 1, amounts to 10^13 fen, chains shorter and longer than the
//! levels, levels that together pass the limit.
//!
//! ```
//! use tuike_oracle::commission::cases::Case;
//!
//! assert_eq!(Case::new(42).plan, Case::new(42).plan);
//! ```

use serde_json::{Value, json};

use crate::random::Random;

/// A plan and an order for it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The plan; now and then one that must be refused.
    pub plan: Value,
    /// An order in the plan's currency.
    pub order: Value,
}

/// Amounts in fen at which tiers, caps and prices meet.
const BOUNDS: [u64; 8] = [1, 100, 999, 1_000, 10_000, 33_333, 100_000, 1_000_000];
const MOST: u64 = 10_000_000_000_000;
const SKUS: [&str; 4] = ["A", "B", "C", "D"];
const CATEGORIES: [&str; 5] = ["beauty", "beauty/lip", "beauty/lip/matte", "beautyful", "home"];
const MERCHANTS: [&str; 3] = ["m1", "m2", "m3"];
const TIERS: [&str; 3] = ["gold", "silver", "bronze"];
/// Windows begin and end within these few milliseconds, and orders are placed there.
const TIMES: u64 = 10;

impl Case {
    /// The case of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let plan = plan(random);
        Self { order: order(random), plan }
    }
}

/// An amount as a text of the major unit.
fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn amount(random: &mut Random) -> u64 {
    match random.between(0, 19) {
        0..=1 => 0,
        2..=6 => random.one_of(&BOUNDS).saturating_add_signed(random.between(0, 2) as i64 - 1),
        7..=10 => random.between(1, 2_000),
        11..=16 => random.between(1, 200_000),
        17 => random.between(1, 1_000_000_000),
        18 => random.between(1, MOST),
        _ => MOST - random.between(0, 2),
    }
}

/// A small amount: of a cap, a deduction, a fixed commission.
fn small(random: &mut Random) -> u64 {
    match random.between(0, 9) {
        0 => 0,
        1..=3 => *random.one_of(&BOUNDS),
        4..=8 => random.between(1, 3_000),
        _ => amount(random),
    }
}

/// A rate in units of 10^-8, mostly at most `usual`.
fn units(random: &mut Random, usual: u64) -> u64 {
    match random.between(0, 19) {
        0 => 0,
        1 => 1,
        2..=5 => usual,
        6..=9 => usual / 1_000_000 * random.between(0, 1_000_000),
        10..=12 => random.between(0, 15) * 1_000_000,
        13..=17 => random.between(0, usual),
        18 => *random.one_of(&[33_333_333, 99_999_999, 100_000_000, 50_000_000]),
        _ => random.between(0, 100_000_000),
    }
}

fn fraction(units: u64) -> String {
    let text = format!("{}.{:08}", units / 100_000_000, units % 100_000_000);
    // As people write it.
    let short = text.trim_end_matches('0');
    short.strip_suffix('.').unwrap_or(short).to_owned()
}

fn plan(random: &mut Random) -> Value {
    let most = match random.between(0, 9) {
        0..=4 => 30_000_000,
        5..=6 => 100_000_000,
        7 => 29_999_999,
        8 => random.between(1, 60) * 1_000_000,
        _ => random.between(0, 100_000_000),
    };
    let many = random.percent(10);
    let levels = if many { random.between(3, 10) } else { 2 };
    let mut limits = json!({ "maxTotalRate": fraction(most), "maxLevels": levels });
    if many {
        limits["policy"] = json!("none");
    }
    let mut plan = json!({ "version": 1, "currency": "CNY", "limits": limits });
    if random.percent(60) {
        plan["rounding"] = json!(random.one_of(&["half-up", "half-even", "down"]));
    }
    let rules = random.between(0, 5);
    plan["rules"] = (0..rules).map(|place| rule(random, place, levels, most)).collect();
    plan
}

fn rule(random: &mut Random, place: u64, levels: u64, most: u64) -> Value {
    let mut rule = json!({ "id": format!("r{place}") });
    let conditions = conditions(random, true);
    if random.percent(90) {
        rule["match"] = conditions;
    }
    if random.percent(40) {
        rule["base"] = json!(random.one_of(&["paid", "list", "profit"]));
    }
    let count = random.between(1, levels);
    rule["levels"] = (0..count).map(|_| level(random, most / count)).collect();
    rule
}

fn conditions(random: &mut Random, window: bool) -> Value {
    let mut conditions = json!({});
    let mut list = |name: &str, all: &[&str], percent: u64| {
        if random.percent(percent) {
            conditions[name] = json!(random.some_of(all));
        }
    };
    list("sku", &SKUS[..3], 25);
    list("category", &CATEGORIES[..4], 30);
    list("merchant", &MERCHANTS[..2], 20);
    list("tier", &TIERS[..2], 20);
    if window && random.percent(30) {
        let from = random.between(0, TIMES - 1);
        let to = random.between(from + 1, TIMES);
        match random.between(0, 3) {
            0 => conditions["from"] = json!(from),
            1 => conditions["to"] = json!(to),
            _ => {
                conditions["from"] = json!(from);
                conditions["to"] = json!(to);
            }
        }
    }
    conditions
}

fn level(random: &mut Random, usual: u64) -> Value {
    let mut level = match random.between(0, 9) {
        0..=4 => {
            let mut level = json!({ "kind": "rate", "rate": fraction(units(random, usual)) });
            if random.percent(25) {
                level["less"] = json!(yuan(small(random)));
            }
            level
        }
        5..=6 => json!({ "kind": "fixed", "amount": yuan(small(random)),
            "per": random.one_of(&["unit", "line"]) }),
        7..=8 => tiered(random, usual),
        _ => json!({ "kind": "share", "rate": fraction(units(random, 50_000_000)),
            "of": if random.percent(60) { "product".to_owned() } else { fraction(units(random, usual)) } }),
    };
    if random.percent(25) {
        level["cap"] = json!(yuan(small(random)));
    }
    if random.percent(20) {
        let cap =
            level["cap"].as_str().map_or(500, |cap| cap.replace('.', "").parse().unwrap_or(0));
        level["min"] = json!(yuan(random.between(0, cap)));
    }
    level
}

fn tiered(random: &mut Random, usual: u64) -> Value {
    let mut bounds: Vec<u64> = (0..random.between(0, 4))
        .map(|_| if random.percent(70) { *random.one_of(&BOUNDS) } else { amount(random).max(1) })
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut tiers: Vec<Value> = bounds
        .iter()
        .map(|bound| json!({ "upTo": yuan(*bound), "rate": fraction(units(random, usual)) }))
        .collect();
    tiers.push(json!({ "rate": fraction(units(random, usual)) }));
    json!({ "kind": "tiered", "mode": random.one_of(&["marginal", "whole"]), "tiers": tiers })
}

fn order(random: &mut Random) -> Value {
    let count = if random.percent(2) { random.between(20, 60) } else { random.between(0, 4) };
    let lines: Vec<Value> = (0..count).map(|_| line(random)).collect();
    let length = if random.percent(5) { 11 } else { random.between(0, 3) };
    let chain: Vec<Value> = (0..length)
        .map(|place| {
            let mut member = json!({ "promoter": (9_007_199_254_740_993 + place).to_string() });
            if random.percent(70) {
                member["tier"] = json!(random.one_of(&TIERS));
            }
            member
        })
        .collect();
    json!({ "at": random.between(0, TIMES), "lines": lines, "chain": chain })
}

fn line(random: &mut Random) -> Value {
    let paid = amount(random);
    let near = |random: &mut Random| match random.between(0, 3) {
        0 => paid,
        1 => amount(random),
        _ => paid / 100 * random.between(0, 200),
    };
    let mut line = json!({ "sku": random.one_of(&SKUS), "paid": yuan(paid) });
    if random.percent(70) {
        line["category"] = json!(random.one_of(&CATEGORIES));
    }
    if random.percent(70) {
        line["merchant"] = json!(random.one_of(&MERCHANTS));
    }
    if random.percent(95) {
        line["list"] = json!(yuan(near(random).min(MOST)));
    }
    if random.percent(95) {
        line["cost"] = json!(yuan(near(random).min(MOST)));
    }
    if random.percent(95) {
        line["serviceRate"] = json!(fraction(units(random, 20_000_000)));
    }
    if random.percent(50) {
        let most = if paid > 1_000_000_000 { 2 } else { 20 };
        line["quantity"] = json!(random.between(1, most));
    }
    line
}
