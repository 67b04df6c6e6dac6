//! Time as the host tells it. The core has no clock.
//!
//! ```
//! use tuike_core::time::{Span, Timestamp};
//!
//! let noon = Timestamp::from_millis(1_767_225_600_000);
//! assert_eq!(noon.after(Span::from_secs(2)).since(noon), Span::from_millis(2_000));
//! // A clock may step back: what has not passed yet is zero, never an underflow.
//! assert_eq!(noon.since(noon.after(Span::from_secs(2))), Span::ZERO);
//! ```

/// Milliseconds since the Unix epoch, told by the host; may step back between two calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

/// The number of milliseconds of a day.
pub const DAY_MILLIS: u64 = 86_400_000;

impl Timestamp {
    /// The epoch itself.
    pub const EPOCH: Self = Self(0);

    /// A time from milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Whole days since the Unix epoch, in UTC.
    #[must_use]
    pub const fn day(self) -> u64 {
        self.0 / DAY_MILLIS
    }

    /// This time and `span` more; stays at the end of time instead of overflowing.
    #[must_use]
    pub const fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// How long ago `earlier` was; zero where it is not in the past.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl From<u64> for Timestamp {
    /// From milliseconds since the Unix epoch.
    fn from(millis: u64) -> Self {
        Self(millis)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// A span of seconds.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000))
    }

    /// The span in milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Reads `"250ms"`, `"30s"`, `"10m"`, `"6h"` or `"7d"`; `None` for anything else.
    ///
    /// ```
    /// use tuike_core::time::Span;
    /// assert_eq!(Span::parse("6h"), Some(Span::from_secs(21_600)));
    /// assert_eq!(Span::parse("6 hours"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits)?;
        let factor = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => DAY_MILLIS,
            _ => return None,
        };
        number.parse::<u64>().ok()?.checked_mul(factor).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_their_unit_and_nothing_else() {
        assert_eq!(Span::parse("250ms"), Some(Span(250)));
        assert_eq!(Span::parse("7d"), Some(Span(604_800_000)));
        for wrong in ["", "s", "-1s", "1.5h", "1 s", "1s ", "1w", "99999999999999999999d", "1"] {
            assert_eq!(Span::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_end_of_time_is_not_an_overflow() {
        let end = Timestamp::from_millis(u64::MAX);
        assert_eq!(end.after(Span::from_secs(1)), end);
    }
}
