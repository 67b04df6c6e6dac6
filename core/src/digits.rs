//! Numbers as decimal digits, on the stack and with 32-bit divisions only.
//!
//! The JavaScript tier has no 64-bit integers: one division of them is a loop of 64 steps, and a number of
//! twenty digits takes ten. Four divisions of 16-bit limbs give four digits. On the stack, because a
//! preview writes a hundred amounts and would allocate for each.
//!
//! ```
//! use tuike_core::digits::{self, Digits};
//!
//! assert_eq!(digits::of(u64::MAX), "18446744073709551615");
//! assert_eq!(Digits::decimal(2_835, 2, 2).as_str(), "28.35");
//! assert_eq!(Digits::decimal(12_500_000, 8, 2).as_str(), "0.125");
//! ```

/// Twenty digits, a point, and room for a decimal that is all zeros.
const ROOM: usize = 32;

/// A number's digits.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    bytes: [u8; ROOM],
    from: usize,
}

/// The digits of a number.
#[must_use]
pub fn of(number: u64) -> String {
    Digits::decimal(number, 0, 0).as_str().to_owned()
}

impl Digits {
    /// A number with a point before its last `decimals` digits, at most 30, and no zeros at the end beyond
    /// `least` decimals.
    #[must_use]
    pub fn decimal(number: u64, decimals: usize, least: usize) -> Self {
        let [low, high] = [number as u32, (number >> 32) as u32];
        let is_small = high == 0;
        let mut limbs = [high >> 16, high & 0xffff, low >> 16, low & 0xffff];
        let mut out = Self { bytes: [0; ROOM], from: ROOM };
        let mut place = 0;
        loop {
            // All at once where one limb holds it, or else the lowest four digits.
            let (mut group, mut above, mut digits) = (low, 0, ROOM);
            if !is_small {
                (group, digits) = (0, 4);
                for limb in &mut limbs {
                    group = group << 16 | *limb;
                    *limb = group / 10_000;
                    group %= 10_000;
                    above |= *limb;
                }
            }
            for _ in 0..digits {
                if above | group == 0 && place > decimals {
                    return out;
                }
                if place == decimals && !out.is_empty() {
                    out.put(b'.');
                }
                let digit = (group % 10) as u8;
                group /= 10;
                if digit != 0 || !out.is_empty() || place + least >= decimals {
                    out.put(b'0' + digit);
                }
                place += 1;
            }
        }
    }

    /// The digits as ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.from..).unwrap_or_default()
    }

    /// The digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    const fn is_empty(&self) -> bool {
        self.from == ROOM
    }

    fn put(&mut self, byte: u8) {
        self.from = self.from.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.from) {
            *place = byte;
        }
    }
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

        /// The oracle pads with the standard library, cuts the text and trims it.
        #[test]
        fn a_decimal_is_the_digits_with_a_point(
            number in any::<u64>(),
            less in 0..64_u32,
            zeros in 0..6_u32,
            decimals in 0..9_usize,
            least in 0..9_usize,
        ) {
            let number = (number >> less) / 10_u64.pow(zeros) * 10_u64.pow(zeros);
            let least = least.min(decimals);
            let padded = format!("{number:0>width$}", width = decimals + 1);
            let (whole, fraction) = padded.split_at(padded.len() - decimals);
            let mut fraction = fraction.to_owned();
            while fraction.len() > least && fraction.ends_with('0') {
                fraction.pop();
            }
            let expected =
                if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
            let found = Digits::decimal(number, decimals, least);
            prop_assert_eq!(found.as_str(), expected);
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
