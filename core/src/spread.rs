//! Spreading an amount over weights by largest remainder, so that the parts sum to the amount.
//!
//! Each part is its exact due cut down to a whole unit; the units left go, one each, to the largest
//! remainders, and of equal ones to the earlier. No part passes its weight while the amount is not more
//! than the weights together, and a weight of nothing gets nothing.
//!
//! No sort: how large a remainder must be is found by halving, which is smaller in wasm and as fast.

/// Parts of `amount` in proportion to `weights`; they sum to it. Nothing where no weight is above zero.
pub(crate) fn spread(amount: u64, weights: &[u64]) -> Vec<u64> {
    let whole: u64 = weights.iter().fold(0, |sum, weight| sum.saturating_add(*weight));
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let mut left = amount;
    let mut rests = Vec::with_capacity(weights.len());
    let mut parts: Vec<u64> = Vec::with_capacity(weights.len());
    for weight in weights {
        let (part, rest) = due(amount, *weight, whole);
        left = left.saturating_sub(part);
        parts.push(part);
        rests.push(rest);
    }
    // The units left are fewer than the remainders above zero. The least remainder that still gets one
    // is the largest bound that at least `left` of them reach.
    let reach = |bound: u64| rests.iter().filter(|rest| **rest >= bound).count() as u64;
    let (mut bound, mut above) = (1, whole);
    while above - bound > 1 {
        let middle = bound + (above - bound) / 2;
        if reach(middle) >= left { bound = middle } else { above = middle }
    }
    let mut equals = left.saturating_sub(reach(bound + 1));
    for (part, rest) in parts.iter_mut().zip(&rests) {
        if *rest > bound {
            *part += u64::from(left > 0);
        } else if *rest == bound && equals > 0 {
            *part += 1;
            equals -= 1;
        }
    }
    parts
}

/// `amount × weight ÷ whole` and what is left over of it.
fn due(amount: u64, weight: u64, whole: u64) -> (u64, u64) {
    // Most amounts are small. The others go bit by bit: a division of 128 bits would bring 1.3 KB of wasm.
    if let Some(product) = amount.checked_mul(weight) {
        // One division: they are what this costs, above all in the JavaScript tier.
        let part = product / whole;
        return (part, product - part * whole);
    }
    let (mut part, mut rest) = (0, 0);
    for bit in (0..u64::BITS - amount.leading_zeros()).rev() {
        part *= 2;
        // Amounts and their sums are far below 2^63, and the rest is below the whole.
        for more in [rest, if amount >> bit & 1 == 1 { weight } else { 0 }] {
            rest += more;
            if rest >= whole {
                (part, rest) = (part + 1, rest - whole);
            }
        }
    }
    (part, rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By hand: 10 over 1, 1, 1 is 3.33 each; the unit left goes to the earlier. 5 over 30, 20, 10 is
    /// 2.5, 1.67, 0.83: whole 2, 1, 0, and the two left go to .83 and .67.
    #[test]
    fn the_units_left_go_to_the_largest_remainders_and_of_equal_ones_to_the_earlier() {
        assert_eq!(spread(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(spread(5, &[30, 20, 10]), [2, 2, 1]);
        assert_eq!(spread(7, &[0, 5, 0]), [0, 7, 0]);
        assert_eq!(spread(0, &[1, 2]), [0, 0]);
        assert_eq!(spread(3, &[0, 0]), [0, 0]);
        assert_eq!(spread(3, &[]), [0; 0]);
    }

    /// Remainders by a sort, products in 128 bits.
    fn by_sorting(amount: u64, weights: &[u64]) -> Vec<u64> {
        let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let product = |weight: &u64| u128::from(amount) * u128::from(*weight);
        let mut parts: Vec<u64> =
            weights.iter().map(|weight| (product(weight) / whole) as u64).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|i| core::cmp::Reverse(product(&weights[*i]) % whole));
        let left = amount - parts.iter().sum::<u64>();
        for i in order.into_iter().take(left as usize) {
            parts[i] += 1;
        }
        parts
    }

    proptest! {
        #[test]
        fn is_what_sorting_the_remainders_gives(
            weights in prop::collection::vec(prop_oneof![0..5_u64, 0..100_000_u64, 0..10_000_000_000_u64], 1..40),
            part in 0..=1_000_u64,
        ) {
            let whole: u64 = weights.iter().sum();
            prop_assume!(whole > 0);
            let amount = (u128::from(whole) * u128::from(part) / 1_000) as u64;
            let parts = spread(amount, &weights);
            prop_assert_eq!(&parts, &by_sorting(amount, &weights));
            prop_assert_eq!(parts.iter().sum::<u64>(), amount);
            prop_assert!(parts.iter().zip(&weights).all(|(part, weight)| part <= weight));
        }
    }
}
