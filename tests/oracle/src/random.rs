//! A seeded generator that leans to boundaries; the same seed gives the same case for ever.
//!
//! ```
//! use tuike_oracle::random::Random;
//!
//! let (mut one, mut two) = (Random::new(7), Random::new(7));
//! assert_eq!(one.next(), two.next());
//! assert!(one.between(3, 5) <= 5);
//! ```

/// SplitMix64 (Steele, Lea, Flood 2014): small, and good enough to choose cases.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The generator of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    #[allow(clippy::should_implement_trait, reason = "an iterator would promise more")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number, both ends included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// True `times` out of a hundred.
    pub fn percent(&mut self, times: u64) -> bool {
        self.next() % 100 < times
    }

    /// One of these.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[(self.next() % all.len() as u64) as usize]
    }

    /// Some of these in their order, at least one.
    pub fn some_of<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        let some: Vec<T> = all.iter().filter(|_| self.percent(50)).cloned().collect();
        if some.is_empty() { vec![self.one_of(all).clone()] } else { some }
    }
}
