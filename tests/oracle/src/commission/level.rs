//! What one level of a rule pays for one line, exactly: the words of the interface, kind by kind.

use num_bigint::BigInt;
use num_traits::Zero;
use serde_json::Value;

use super::Refused;
use crate::json::{field, items, money, rate, text};
use crate::number::{Ratio, whole};

/// Before rounding, in minor units: the kind's amount, at least `min`, at most `cap`.
pub(super) fn exact(level: &Value, base: &Ratio, line: &Value) -> Result<Ratio, Refused> {
    let quantity = super::quantity(line);
    let amount = match text(level, "kind").expect("a kind") {
        // rate × base − less, never below 0
        "rate" => {
            let less = money(level, "less").unwrap_or_default();
            (base * rate(level, "rate").expect("a rate") - less).max(Ratio::zero())
        }
        "fixed" => {
            let amount = money(level, "amount").expect("an amount");
            match text(level, "per") {
                None | Some("unit") => amount * quantity,
                Some(_) => amount,
            }
        }
        "tiered" => tiered(level, &Ratio::zero(), base),
        // base × of × rate; 'product' reads it from the line
        "share" => {
            let of = match text(level, "of") {
                Some("product") => rate(line, "serviceRate").ok_or("commission/missing-base")?,
                _ => rate(level, "of").expect("a rate"),
            };
            base * of * rate(level, "rate").expect("a rate")
        }
        other => panic!("no kind {other:?}"),
    };
    let amount = match money(level, "min") {
        Some(min) => amount.max(min),
        None => amount,
    };
    Ok(match money(level, "cap") {
        Some(cap) => amount.min(cap),
        None => amount,
    })
}

/// `marginal`: each part of the amount by the rate of the tier it falls into. `whole`: all of it by the
/// rate of the tier that its end falls into. `upTo` includes its bound; a tier without one has no end.
fn tiered(level: &Value, before: &Ratio, base: &Ratio) -> Ratio {
    let end = before + base;
    let (mut from, mut sum) = (Ratio::zero(), Ratio::zero());
    for tier in items(level, "tiers") {
        let rate = rate(tier, "rate").expect("a rate");
        let up_to = field(tier, "upTo").and_then(|_| money(tier, "upTo"));
        let is_in = up_to.as_ref().is_none_or(|up_to| end <= *up_to);
        if text(level, "mode") == Some("whole") {
            if is_in {
                return base * rate;
            }
        } else {
            let top = up_to.clone().map_or(end.clone(), |up_to| up_to.min(end.clone()));
            let bottom = from.max(before.clone());
            if top > bottom {
                sum += (top - bottom) * rate;
            }
        }
        match up_to {
            Some(up_to) => from = up_to,
            None => break,
        }
    }
    sum
}

/// The ceiling of a line: its base × `maxTotalRate`, cut down to a whole unit.
pub(super) fn ceiling(base: &BigInt, most: &Ratio) -> BigInt {
    (whole(base.clone()) * most).floor().to_integer()
}

/// The fraction of the base that a level pays on every line, as far as the plan alone says it: the lowest
/// of its tiers; nothing where a cap, a deduction or the line may change it.
pub(super) fn surely(level: &Value) -> Ratio {
    let own = || rate(level, "rate").expect("a rate");
    if field(level, "cap").is_some() {
        return Ratio::zero();
    }
    match text(level, "kind").expect("a kind") {
        "rate" if field(level, "less").is_none() => own(),
        "tiered" => {
            let rates =
                items(level, "tiers").iter().map(|tier| rate(tier, "rate").expect("a rate"));
            rates.min().expect("a tier")
        }
        "share" if text(level, "of") != Some("product") => {
            rate(level, "of").expect("a rate") * own()
        }
        _ => Ratio::zero(),
    }
}
