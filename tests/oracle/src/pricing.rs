//! What the buyer pays, naively: every subset of the offers from scratch, over fractions.
//!
//! From the words of `core/src/pricing/mod.rs`: flash and group prices first, the cheapest first, a unit
//! gets one; then by stage, then as listed. Each offer sees what those before it left, is rounded once
//! over its scope and spread by largest remainder. The lowest total; of equal ones the fewest offers; of
//! these the earliest of the list.
//!
//! ```
//! use serde_json::json;
//! use tuike_oracle::pricing::{all, best};
//!
//! let input = json!({ "at": 0, "lines": [ { "sku": "A", "price": "10.00" } ],
//!   "offers": [ { "id": "c", "kind": "coupon", "amount": "2.50" } ] });
//! assert_eq!(best(&all(&input)).total, 750);
//! ```

use std::cmp::Reverse;

use serde_json::Value;

use crate::number::{Ratio, Rounding, minor, rate, small, whole};

/// What a legal combination comes to, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the buyer pays.
    pub total: i64,
    /// The offers by their places in the list, ascending; each takes something.
    pub used: Vec<usize>,
    /// What is left of each line.
    pub lines: Vec<i64>,
}

/// All legal combinations of which every offer takes something.
#[must_use]
pub fn all(input: &Value) -> Vec<Answer> {
    let offers = list(input, "offers");
    let subset = |bits: u32| (0..offers.len()).filter(|i| bits >> i & 1 == 1).collect::<Vec<_>>();
    (0..1_u32 << offers.len()).filter_map(|bits| combination(input, &subset(bits))).collect()
}

/// The best of all.
#[must_use]
pub fn best(all: &[Answer]) -> &Answer {
    let key = |answer: &&Answer| (answer.total, answer.used.len(), answer.used.clone());
    all.iter().min_by_key(key).expect("nothing is always a combination")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn fen(value: &Value) -> Option<Ratio> {
    value.as_str().map(|text| minor(text, 2))
}

fn count(value: &Value, missing: u64) -> u64 {
    value.as_u64().unwrap_or(missing)
}

fn is_price(offer: &Value) -> bool {
    ["flash", "group"].contains(&offer["kind"].as_str().unwrap())
}

fn in_scope(offer: &Value, line: &Value) -> bool {
    let scope = &offer["scope"];
    let one = |field: &str, fits: &dyn Fn(&str, &str) -> bool| {
        let named = list(scope, field);
        let found = line[field].as_str();
        let any = |found: &str| named.iter().any(|name| fits(name.as_str().unwrap(), found));
        named.is_empty() || found.is_some_and(any)
    };
    let below = |path: &str, found: &str| {
        let (path, found): (Vec<_>, Vec<_>) =
            (path.split('/').collect(), found.split('/').collect());
        found.starts_with(&path)
    };
    one("sku", &|a, b| a == b) && one("merchant", &|a, b| a == b) && one("category", &below)
}

fn legal(input: &Value, used: &[usize]) -> bool {
    let offer = |i: usize| &list(input, "offers")[i];
    let clash = |a: usize, b: usize| {
        let names = list(offer(b), "exclusive");
        a != b && list(offer(a), "exclusive").iter().any(|name| names.contains(name))
    };
    let at = input["at"].as_u64().unwrap();
    used.iter().all(|i| {
        let offer = offer(*i);
        at >= count(&offer["from"], 0)
            && at < count(&offer["to"], u64::MAX)
            && count(&offer["members"], 1) >= count(&offer["size"], 0)
            && used.iter().all(|other| !clash(*i, *other))
    })
}

fn combination(input: &Value, used: &[usize]) -> Option<Answer> {
    if !legal(input, used) {
        return None;
    }
    let lines = list(input, "lines");
    let mut order: Vec<&Value> = used.iter().map(|i| &list(input, "offers")[*i]).collect();
    order.sort_by_key(|offer| {
        let stage = match offer["kind"].as_str().unwrap() {
            "percent" => 10,
            "amount" => 20,
            "full-reduction" => 30,
            _ => 40,
        };
        let stage = whole(count(&offer["stage"], stage));
        if is_price(offer) { (0, fen(&offer["price"]).unwrap()) } else { (1, stage) }
    });
    let units = |line: &Value| count(&line["quantity"], 1);
    let mut left: Vec<Ratio> =
        lines.iter().map(|line| fen(&line["price"]).unwrap() * whole(units(line))).collect();
    let mut plain: Vec<u64> = lines.iter().map(units).collect();
    for offer in order {
        let before = left.clone();
        if is_price(offer) {
            give_price(offer, lines, &mut left, &mut plain);
        } else {
            let rounding = Rounding::of(input["rounding"].as_str());
            take(offer, lines, &mut left, rounding);
        }
        if left == before {
            return None;
        }
    }
    let lines: Vec<i64> = left.iter().map(|left| small(&left.to_integer())).collect();
    Some(Answer { total: lines.iter().sum(), used: used.to_vec(), lines })
}

/// A unit at a time, the dearest first.
fn give_price(offer: &Value, lines: &[Value], left: &mut [Ratio], plain: &mut [u64]) {
    let price = fen(&offer["price"]).unwrap();
    let of = |i: &usize| fen(&lines[*i]["price"]).unwrap();
    let mut places: Vec<usize> =
        (0..lines.len()).filter(|i| in_scope(offer, &lines[*i]) && of(i) > price).collect();
    places.sort_by_key(|i| Reverse(of(i)));
    let mut most = count(&offer["limit"], u64::MAX).saturating_sub(count(&offer["bought"], 0));
    for i in places {
        while plain[i] > 0 && most > 0 {
            left[i] = &left[i] - (of(&i) - &price);
            plain[i] -= 1;
            most -= 1;
        }
    }
}

/// All at once, then spread over what may be taken of each line.
fn take(offer: &Value, lines: &[Value], left: &mut [Ratio], rounding: Rounding) {
    let places: Vec<usize> = (0..lines.len()).filter(|i| in_scope(offer, &lines[*i])).collect();
    let base: Ratio = places.iter().map(|i| left[*i].clone()).sum();
    let threshold = fen(&offer["threshold"]).unwrap_or(whole(0));
    if base < threshold {
        return;
    }
    let mut bounds: Vec<Ratio> = places.iter().map(|i| left[*i].clone()).collect();
    let amount = fen(&offer["amount"]);
    let mut off = match (offer["rate"].as_str(), amount) {
        (Some(text), _) => Ratio::from(rounding.round(&(&base * rate(text)))),
        (None, Some(amount)) if offer["per"] == "unit" => {
            for (bound, i) in bounds.iter_mut().zip(&places) {
                let units = whole(count(&lines[*i]["quantity"], 1));
                *bound = bound.clone().min(&amount * units);
            }
            bounds.iter().cloned().sum()
        }
        (None, Some(amount)) if offer["every"] == true => (&base / &threshold).floor() * amount,
        (None, Some(amount)) => amount,
        (None, None) => panic!("{offer} takes nothing"),
    };
    let all: Ratio = bounds.iter().cloned().sum();
    off = off.min(all.clone());
    if let Some(cap) = fen(&offer["cap"]) {
        off = off.min(cap);
    }
    if off == whole(0) {
        return;
    }
    let due: Vec<Ratio> = bounds.iter().map(|bound| &off * bound / &all).collect();
    let mut spare = off - due.iter().map(Ratio::floor).sum::<Ratio>();
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|k| Reverse(due[*k].fract()));
    for k in order {
        let more = spare.clone().min(whole(1));
        left[places[k]] = &left[places[k]] - due[k].floor() - &more;
        spare -= more;
    }
}
