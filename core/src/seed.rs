//! Randomness as the host hands it over: 32 bytes once, and a generator that goes on from there.
//!
//! The generator is xoshiro256++ 1.0 (Blackman and Vigna, 2019): good enough for jitter, sampling
//! and the random part of an idempotency key, where the 32 bytes come from the host's real source.
//! It is **not** for keys or secrets; the core makes none.
//!
//! ```
//! use tuike_core::seed::Seed;
//! use tuike_core::time::Timestamp;
//!
//! let mut prng = Seed::from_bytes([7; 32]).prng();
//! let id = prng.uuid_v7(Timestamp::from_millis(1_645_557_742_000));
//! assert!(id.starts_with("017f22e2-79b0-7")); // the timestamp of RFC 9562, appendix A.6
//! ```

use crate::time::Timestamp;

/// 32 random bytes from the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Takes the host's bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The generator that starts here.
    #[must_use]
    pub fn prng(self) -> Prng {
        let mut state = [0_u64; 4];
        for (word, bytes) in state.iter_mut().zip(self.0.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        if state == [0; 4] {
            // The all-zero state is xoshiro's one fixed point.
            state = [0x9e37_79b9_7f4a_7c15; 4];
        }
        Prng { state, last: 0 }
    }
}

/// A deterministic generator: the same seed gives the same numbers on every platform.
#[derive(Clone, Debug)]
pub struct Prng {
    state: [u64; 4],
    /// Milliseconds and counter of the last id, as its first 60 bits without the version.
    last: u64,
}

impl Prng {
    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        let [s0, s1, s2, s3] = self.state;
        let result = s0.wrapping_add(s3).rotate_left(23).wrapping_add(s0);
        let t = s1 << 17;
        let s2 = s2 ^ s0;
        let s3 = s3 ^ s1;
        self.state = [s0 ^ s3, s1 ^ s2, s2 ^ t, s3.rotate_left(45)];
        result
    }

    /// Sixteen bytes.
    pub fn bytes(&mut self) -> [u8; 16] {
        (u128::from(self.next_u64()) << 64 | u128::from(self.next_u64())).to_be_bytes()
    }

    /// A number in `0..bound`; 0 where `bound` is 0.
    ///
    /// Multiply-shift: the bias is below `bound / 2^64`.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits.
    ///
    /// Ids of one generator only grow: within a millisecond, or after a clock stepped back, the twelve
    /// bits behind the time count on from the last id (§6.2, method 1), into the next millisecond if
    /// need be. They begin in the lower half of their range, so that 2,048 fit at least.
    pub fn uuid_v7(&mut self, at: Timestamp) -> String {
        let fresh = (at.as_millis() & 0xffff_ffff_ffff) << 12 | (self.next_u64() & 0x07ff);
        self.last = if fresh >> 12 > self.last >> 12 { fresh } else { self.last + 1 };
        uuid_v7(self.last >> 12, self.last & 0x0fff, self.next_u64() >> 2)
    }
}

/// The text of a UUID of version 7 with these milliseconds, 12 and 62 bits.
fn uuid_v7(millis: u64, rand_a: u64, rand_b: u64) -> String {
    let high = ((millis & 0xffff_ffff_ffff) << 16) | 0x7000 | rand_a;
    let low = 0x8000_0000_0000_0000 | rand_b;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// State 1, 2, 3, 4: the first outputs of the authors' xoshiro256plusplus.c, as the `rand_xoshiro`
    /// crate's own reference test lists them.
    #[test]
    fn the_generator_is_xoshiro256_plus_plus() {
        let mut bytes = [0_u8; 32];
        for (word, value) in bytes.chunks_exact_mut(8).zip(1_u64..) {
            word.copy_from_slice(&value.to_le_bytes());
        }
        let mut prng = Seed::from_bytes(bytes).prng();
        let expected = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
        ];
        assert_eq!(expected.map(|_| prng.next_u64()), expected);
    }

    #[test]
    fn an_all_zero_seed_still_gives_different_numbers() {
        let mut prng = Seed::from_bytes([0; 32]).prng();
        assert_ne!(prng.next_u64(), prng.next_u64());
    }

    #[test]
    fn a_uuid_has_version_7_and_the_rfc_variant() {
        let mut prng = Seed::from_bytes([9; 32]).prng();
        for millis in [1, 1_767_225_600_000, (1 << 48) - 1] {
            let id = prng.uuid_v7(Timestamp::from_millis(millis));
            assert_eq!(id.len(), 36);
            assert_eq!(id.as_bytes()[14], b'7', "{id}");
            assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{id}");
            let hex: String = id.chars().filter(|c| *c != '-').take(12).collect();
            assert_eq!(u64::from_str_radix(&hex, 16).unwrap(), millis);
        }
    }

    /// The example of RFC 9562, appendix A.6: 0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F.
    #[test]
    fn the_text_is_the_one_of_the_standard() {
        let text = uuid_v7(0x017f_22e2_79b0, 0xcc3, 0x18c4_dc0c_0c07_398f);
        assert_eq!(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }

    /// Guards the `last + 1` of [`Prng::uuid_v7`].
    #[test]
    fn ids_only_grow_within_a_millisecond_and_when_the_clock_steps_back() {
        let mut prng = Seed::from_bytes([4; 32]).prng();
        let day = 86_400_000;
        let mut last = String::new();
        let times = [5 * day, 5 * day, 2 * day, 5 * day, 5 * day + 1, 0];
        for (at, many) in times.into_iter().zip([10_000, 3, 10, 10, 10, 10]) {
            for _ in 0..many {
                let id = prng.uuid_v7(Timestamp::from_millis(at));
                assert!(id > last, "{id} after {last}");
                assert_eq!((id.as_bytes()[14], id.len()), (b'7', 36));
                last = id;
            }
        }
    }

    #[test]
    fn below_stays_below() {
        let mut prng = Seed::from_bytes([3; 32]).prng();
        assert_eq!(prng.below(0), 0);
        assert!((0..1_000).all(|_| prng.below(7) < 7));
    }
}
