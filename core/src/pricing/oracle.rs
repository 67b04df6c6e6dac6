//! A second, naive pricing: every subset, every offer from scratch, fractions of whole numbers kept as
//! numerator and denominator, remainders by a sort. Written from the module's words and from nothing of
//! the code.

use std::cmp::Reverse;

/// A line: its place is its name.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) sku: &'static str,
    pub(super) price: i128,
    pub(super) quantity: i128,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Flash or group: price, and how many may still be had.
    Price(i128, Option<i128>),
    /// In units of 10^-8.
    Rate(i128),
    Amount(i128),
    PerUnit(i128),
    Every(i128),
}

#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) kind: Kind,
    pub(super) threshold: i128,
    pub(super) cap: Option<i128>,
    /// Empty for all.
    pub(super) skus: Vec<&'static str>,
    pub(super) stage: i128,
    pub(super) exclusive: Vec<u8>,
    pub(super) valid: bool,
}

/// What a combination comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) total: i128,
    /// The places of its offers, ascending.
    pub(super) used: Vec<usize>,
    /// What is left of each line.
    pub(super) lines: Vec<i128>,
}

/// Applies one offer; `None` where it takes nothing.
fn apply(offer: &Offer, lines: &[Line], left: &[i128], plain: &mut [i128]) -> Option<Vec<i128>> {
    let inside = |i: usize| offer.skus.is_empty() || offer.skus.contains(&lines[i].sku);
    let places: Vec<usize> = (0..lines.len()).filter(|i| inside(*i)).collect();
    let mut after = left.to_vec();
    if let Kind::Price(price, most) = offer.kind {
        let mut dear = places;
        dear.sort_by_key(|i| Reverse(lines[*i].price));
        let mut most = most.unwrap_or(i128::MAX);
        for i in dear {
            while plain[i] > 0 && most > 0 && lines[i].price > price {
                after[i] -= lines[i].price - price;
                plain[i] -= 1;
                most -= 1;
            }
        }
        return (after != left).then_some(after);
    }
    let base: i128 = places.iter().map(|i| left[*i]).sum();
    if base < offer.threshold {
        return None;
    }
    // How much may be taken of each, and how much is.
    let mut bounds: Vec<i128> = places.iter().map(|i| left[*i]).collect();
    let mut off = match offer.kind {
        Kind::Rate(rate) => (2 * base * rate + 100_000_000) / 200_000_000,
        Kind::Amount(amount) => amount,
        Kind::Every(amount) => base / offer.threshold * amount,
        Kind::PerUnit(amount) => {
            for (bound, i) in bounds.iter_mut().zip(&places) {
                *bound = (*bound).min(amount * lines[*i].quantity);
            }
            bounds.iter().sum()
        }
        Kind::Price(..) => unreachable!(),
    };
    let whole: i128 = bounds.iter().sum();
    off = off.min(whole).min(offer.cap.unwrap_or(i128::MAX));
    if off == 0 {
        return None;
    }
    let mut rests: Vec<(i128, usize)> = Vec::new();
    let mut spare = off;
    for (k, i) in places.iter().enumerate() {
        let share = off * bounds[k] / whole;
        after[*i] -= share;
        spare -= share;
        rests.push((off * bounds[k] % whole, *i));
    }
    rests.sort_by_key(|(rest, _)| Reverse(*rest));
    for (_, i) in rests.into_iter().take(spare as usize) {
        after[i] -= 1;
    }
    Some(after)
}

/// One combination; `None` where it is not legal or an offer of it takes nothing.
pub(super) fn combination(lines: &[Line], offers: &[Offer], used: &[usize]) -> Option<Answer> {
    let clash = |a: usize, b: usize| {
        offers[a].exclusive.iter().any(|name| offers[b].exclusive.contains(name))
    };
    let clashes = used.iter().any(|a| used.iter().any(|b| a != b && clash(*a, *b)));
    if clashes || used.iter().any(|i| !offers[*i].valid) {
        return None;
    }
    let mut order = used.to_vec();
    order.sort_by_key(|i| match offers[*i].kind {
        Kind::Price(price, _) => (0, price),
        _ => (1, offers[*i].stage),
    });
    let mut left: Vec<i128> = lines.iter().map(|line| line.price * line.quantity).collect();
    let mut plain: Vec<i128> = lines.iter().map(|line| line.quantity).collect();
    for i in order {
        left = apply(&offers[i], lines, &left, &mut plain)?;
    }
    Some(Answer { total: left.iter().sum(), used: used.to_vec(), lines: left })
}

/// All legal combinations.
pub(super) fn all(lines: &[Line], offers: &[Offer]) -> Vec<Answer> {
    let subset = |bits: u32| (0..offers.len()).filter(|i| bits >> i & 1 == 1).collect::<Vec<_>>();
    (0..1_u32 << offers.len())
        .filter_map(|bits| combination(lines, offers, &subset(bits)))
        .collect()
}

/// The lowest total; then the fewest offers; then the earliest of the list.
pub(super) fn best(answers: &[Answer]) -> &Answer {
    answers
        .iter()
        .min_by_key(|answer| (answer.total, answer.used.len(), answer.used.clone()))
        .unwrap()
}
