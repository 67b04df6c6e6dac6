//! Whole numbers as decimal digits, with 32-bit divisions only.
//!
//! The JavaScript tier has no 64-bit integers: one division of them is a loop of 64 steps, and a number of
//! twenty digits takes ten. Four divisions of 16-bit limbs give four digits.
//!
//! ```
//! assert_eq!(tuike_core::digits::of(u64::MAX), "18446744073709551615");
//! assert_eq!(tuike_core::digits::of(0), "0");
//! ```

/// The digits of a number.
#[must_use]
pub fn of(number: u64) -> String {
    let [low, high] = [number as u32, (number >> 32) as u32];
    let mut limbs = [high >> 16, high & 0xffff, low >> 16, low & 0xffff];
    let mut out = [b'0'; 20];
    let mut first = out.len() - 1;
    for (at, place) in out.rchunks_exact_mut(4).enumerate() {
        let mut rest = 0;
        for limb in &mut limbs {
            rest = rest << 16 | *limb;
            *limb = rest / 10_000;
            rest %= 10_000;
        }
        for (back, digit) in place.iter_mut().rev().enumerate() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            if *digit != b'0' {
                first = 19 - 4 * at - back;
            }
        }
    }
    out.iter().skip(first).map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The oracle is the standard library's own.
        #[test]
        fn digits_are_those_of_the_standard_library(number in any::<u64>(), less in 0..64_u32) {
            prop_assert_eq!(of(number >> less), (number >> less).to_string());
        }
    }

    #[test]
    fn every_power_of_ten_and_its_neighbours() {
        let powers = (0..20).map(|exponent| 10_u64.pow(exponent));
        for number in powers.flat_map(|power| [power - 1, power, power + 1]) {
            assert_eq!(of(number), number.to_string());
        }
    }
}
