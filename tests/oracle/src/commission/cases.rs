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
    /// The plan, or a platform's with its merchants' agreements; now and then one that must be refused.
    pub plan: Value,
    /// An order in the plan's currency.
    pub order: Value,
    /// Refunds of it, one after the other: places of lines, and how many units of each.
    pub refunds: Vec<Vec<(usize, u64)>>,
}

/// Amounts in fen at which tiers, caps and prices meet.
const BOUNDS: [u64; 8] = [1, 100, 999, 1_000, 10_000, 33_333, 100_000, 1_000_000];
const MOST: u64 = 10_000_000_000_000;
const SKUS: [&str; 4] = ["A", "B", "C", "D"];
const CATEGORIES: [&str; 5] = ["beauty", "beauty/lip", "beauty/lip/matte", "beautyful", "home"];
const MERCHANTS: [&str; 3] = ["m1", "m2", "m3"];
const CHANNELS: [&str; 3] = ["shop", "live", "wechat.friend"];
const TIERS: [&str; 3] = ["gold", "silver", "bronze"];
/// Windows begin and end within these few milliseconds, and orders are placed there.
const TIMES: u64 = 10;

impl Case {
    /// The case of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let plan = plans(random);
        let order = order(random);
        let lines = order["lines"].as_array().map_or(0, Vec::len);
        let refunds = if lines == 0 { vec![] } else { refunds(random, lines) };
        Self { plan, order, refunds }
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
    let usual = usual.min(100_000_000);
    match random.between(0, 20) {
        0 => 0,
        1 => 1,
        2..=5 => usual,
        6..=9 => usual / 1_000_000 * random.between(0, 1_000_000),
        10..=12 => random.between(0, 15) * 1_000_000,
        13..=17 => random.between(0, usual),
        18 => *random.one_of(&[33_333_333, 99_999_999, 100_000_000, 50_000_001]),
        // A half of an odd amount is where rounding shows.
        19 => 50_000_000,
        _ => random.between(0, 100_000_000),
    }
}

fn fraction(units: u64) -> String {
    let text = format!("{}.{:08}", units / 100_000_000, units % 100_000_000);
    // As people write it.
    let short = text.trim_end_matches('0');
    short.strip_suffix('.').unwrap_or(short).to_owned()
}

/// A platform's plan, alone or with agreements.
fn plans(random: &mut Random) -> Value {
    let (platform, levels, most) = platform(random);
    if random.percent(70) {
        return platform;
    }
    let mut all = vec![platform];
    for merchant in MERCHANTS.iter().take(random.between(0, 2) as usize) {
        all.push(agreement(random, merchant, levels, most));
    }
    json!(all)
}

fn agreement(random: &mut Random, merchant: &str, levels: u64, most: u64) -> Value {
    let mut plan = json!({ "version": 1, "currency": "CNY", "merchant": merchant });
    let (mut levels, mut most) = (levels, most);
    if random.percent(40) {
        let mut limits = json!({});
        if random.percent(50) {
            levels = random.between(1, levels);
            limits["maxLevels"] = json!(levels);
        }
        if random.percent(60) {
            most = if random.percent(5) { most + 1 } else { random.between(0, most) };
            limits["maxTotalRate"] = json!(fraction(most.min(100_000_000)));
        }
        plan["limits"] = limits;
    }
    plan["rules"] =
        (0..random.between(0, 3)).map(|place| rule(random, place, levels, most)).collect();
    campaigns(random, &mut plan, most, 2);
    plan
}

/// The plan, its levels and its limit.
fn platform(random: &mut Random) -> (Value, u64, u64) {
    let most = match random.between(0, 9) {
        0..=4 => 30_000_000,
        5..=6 => 100_000_000,
        7 => 29_999_999,
        8 => random.between(1, 60) * 1_000_000,
        _ => random.between(0, 100_000_000),
    };
    let many = random.percent(20);
    let levels = if many { random.between(3, 10) } else { 2 };
    let mut limits = json!({ "maxTotalRate": fraction(most), "maxLevels": levels });
    if many {
        limits["policy"] = json!("none");
    }
    if random.percent(3) {
        limits["minTotalRate"] = json!(fraction(random.between(0, 5) * 1_000_000));
    }
    let mut plan = json!({ "version": 1, "currency": "CNY", "limits": limits });
    if random.percent(60) {
        plan["rounding"] = json!(random.one_of(&["half-up", "half-even", "down"]));
    }
    if random.percent(25) {
        plan["selfPurchase"] = json!(random.one_of(&["earn", "forgo", "shift"]));
    }
    for cap in ["capPerOrder", "capPerDay"] {
        if random.percent(15) {
            plan[cap] = json!(yuan(small(random)));
        }
    }
    let rules = if random.percent(3) { 0 } else { random.between(1, 5) };
    plan["rules"] = (0..rules).map(|place| rule(random, place, levels, most)).collect();
    campaigns(random, &mut plan, most, 4);
    (plan, levels, most)
}

fn campaigns(random: &mut Random, plan: &mut Value, most: u64, count: u64) {
    if random.percent(60) {
        return;
    }
    let all: Vec<Value> = (0..random.between(1, count))
        .map(|place| {
            // Long, so that several stack.
            let from = random.between(0, TIMES - 1) / 3;
            let order = if random.percent(90) { place * 2 } else { random.between(0, 4) };
            let mut one = json!({ "id": format!("c{place}"), "order": order,
                "from": from, "to": TIMES - random.between(0, TIMES - 1) / 4 });
            if random.percent(50) {
                one["kind"] = json!("multiply");
                let by = match random.between(0, 3) {
                    0 => 200_000_000,
                    1 => 150_000_000,
                    2 => *random.one_of(&[0, 1, 100_000_000, 100_000_001, 1_000_000_000]),
                    _ => random.between(0, 300_000_000),
                };
                one["by"] = json!(fraction(by));
            } else {
                one["kind"] = json!("add");
                let rate = units(random, most / 5);
                one["rate"] =
                    json!(fraction(if random.percent(98) { rate.min(most) } else { rate }));
            }
            if random.percent(30) {
                one["match"] = conditions(random, false);
            }
            if random.percent(25) {
                one["levels"] = json!(random.some_of(&[1, 2, 3]));
            }
            if random.percent(30) {
                one["alone"] = json!(random.percent(90));
            }
            one
        })
        .collect();
    plan["campaigns"] = json!(all);
}

fn rule(random: &mut Random, place: u64, levels: u64, most: u64) -> Value {
    let mut rule = json!({ "id": format!("r{place}") });
    let conditions = conditions(random, true);
    // What matches everything stands once in a plan.
    if place > 0 || random.percent(50) {
        rule["match"] = if conditions == json!({}) {
            json!({ "sku": [SKUS[place as usize % 3]] })
        } else {
            conditions
        };
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
    list("channel", &CHANNELS[..2], 12);
    if random.percent(8) {
        conditions["newCustomer"] = json!(random.percent(50));
    }
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
        _ => share(random, usual),
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

fn share(random: &mut Random, usual: u64) -> Value {
    let of = if random.percent(60) { "product".to_owned() } else { fraction(units(random, usual)) };
    let mut level =
        json!({ "kind": "share", "rate": fraction(units(random, 50_000_000)), "of": of });
    if random.percent(30) {
        level["subsidy"] = json!(fraction(units(random, 2_000_000)));
    }
    if random.percent(30) {
        level["fee"] = json!(fraction(units(random, 10_000_000)));
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
    let mut level =
        json!({ "kind": "tiered", "mode": random.one_of(&["marginal", "whole"]), "tiers": tiers });
    if random.percent(60) {
        level["by"] = json!(random.one_of(&["line", "progress"]));
    }
    level
}

fn order(random: &mut Random) -> Value {
    let count = match random.between(0, 49) {
        0 => random.between(20, 60),
        1..=3 => 0,
        _ => random.between(1, 4),
    };
    let lines: Vec<Value> = (0..count).map(|_| line(random)).collect();
    let length = match random.between(0, 19) {
        0 => 0,
        1..=3 => 11,
        _ => random.between(1, 3),
    };
    let chain: Vec<Value> = (0..length)
        .map(|place| {
            let mut member = json!({ "promoter": (9_007_199_254_740_993 + place).to_string() });
            if random.percent(70) {
                member["tier"] = json!(random.one_of(&TIERS));
            }
            if random.percent(20) {
                member["rate"] = json!(fraction(units(random, 50_000_000)));
            }
            if random.percent(40) {
                member["progress"] = json!(yuan(amount(random)));
            }
            if random.percent(30) {
                member["earnedToday"] = json!(yuan(small(random)));
            }
            member
        })
        .collect();
    let mut order = json!({ "at": random.between(0, TIMES), "lines": lines, "chain": chain });
    if random.percent(60) {
        order["channel"] = json!(random.one_of(&CHANNELS));
    }
    if random.percent(60) {
        order["newCustomer"] = json!(random.percent(50));
    }
    if random.percent(30) {
        // One of the chain, or somebody else.
        order["buyer"] = json!((9_007_199_254_740_993 + random.between(0, 3)).to_string());
    }
    if random.percent(10) {
        order["currency"] = json!("CNY");
    }
    order
}

/// A few refunds, then all that is left, and one more.
fn refunds(random: &mut Random, lines: usize) -> Vec<Vec<(usize, u64)>> {
    let mut all: Vec<Vec<(usize, u64)>> = (0..random.between(0, 3))
        .map(|_| {
            let line = |random: &mut Random| random.between(0, lines as u64 - 1) as usize;
            (0..random.between(0, 3)).map(|_| (line(random), random.between(0, 8))).collect()
        })
        .collect();
    let rest: Vec<(usize, u64)> = (0..lines).map(|line| (line, 1_000_000)).collect();
    all.push(rest.clone());
    all.push(rest);
    all
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
    if random.percent(25) {
        line["promoterRate"] = json!(fraction(units(random, 60_000_000)));
    }
    if random.percent(50) {
        let most = if paid > 1_000_000_000 { 2 } else { 20 };
        line["quantity"] = json!(random.between(1, most));
    }
    if random.percent(15) {
        // As discounts of an order leave it: a few fen that do not divide.
        let most = if random.percent(90) { paid.saturating_mul(3) } else { MOST };
        line["paidTotal"] = json!(yuan(random.between(0, most.min(MOST))));
    }
    line
}
