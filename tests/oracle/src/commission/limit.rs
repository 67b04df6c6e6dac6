//! Amounts that together pass a ceiling, scaled down to it.
//!
//! > Where a line's levels together pass `maxTotalRate` of its base they are scaled down to it and the
//! > fen are shared by largest remainder.
//!
//! The textbook's way: each gets the whole part of its due; then they stand in a queue by the size of
//! what is left of their due (the nearer level first where that is equal), and the fen left over are
//! handed out along it, as often as it takes. Nobody gets more than it had before.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use crate::number::{Ratio, whole};

/// What each of these gets: before rounding, rounded. `None` where together they stay within `ceiling`.
pub(super) fn scale_down(parts: &[(Ratio, BigInt)], ceiling: &BigInt) -> Option<Vec<BigInt>> {
    let rounded: BigInt = parts.iter().map(|(_, rounded)| rounded).sum();
    if rounded <= *ceiling {
        return None;
    }
    let together: Ratio = parts.iter().map(|(exact, _)| exact).sum();
    let dues: Vec<Ratio> =
        parts.iter().map(|(exact, _)| whole(ceiling.clone()) * exact / &together).collect();
    let mut shares: Vec<BigInt> = dues
        .iter()
        .zip(parts)
        .map(|(due, (_, most))| due.floor().to_integer().min(most.clone()))
        .collect();
    let mut queue: Vec<usize> = (0..parts.len()).collect();
    let rest = |place: &usize| &dues[*place] - whole(shares[*place].clone());
    queue.sort_by(|a, b| rest(b).cmp(&rest(a)).then(a.cmp(b)));
    let mut left = ceiling - shares.iter().sum::<BigInt>();
    for place in queue.into_iter().cycle() {
        if left.is_zero() {
            break;
        }
        if shares[place] < parts[place].1 {
            shares[place] += BigInt::one();
            left -= BigInt::one();
        }
    }
    Some(shares)
}
