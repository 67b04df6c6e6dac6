//! How a moment is written beside a signature.

use crate::time::{DAY_MILLIS, Timestamp};

/// A way to write a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Milliseconds since the Unix epoch.
    Millis,
    /// Seconds since the Unix epoch.
    Seconds,
    /// `2016-01-01 12:00:00`, eight hours before UTC's clock shows it.
    Beijing,
    /// `2021-05-07 09:20:39.683+0800`.
    BeijingMillis,
}

/// The names in a profile, in the order of the enum.
pub(super) const NAMES: [&str; 4] = ["ms", "s", "gmt+8", "gmt+8-ms"];

impl Moment {
    /// The one of a place in [`NAMES`].
    pub(super) const fn nth(place: usize) -> Self {
        match place {
            1 => Self::Seconds,
            2 => Self::Beijing,
            3 => Self::BeijingMillis,
            _ => Self::Millis,
        }
    }

    pub(super) fn of(self, now: Timestamp) -> String {
        let millis = now.as_millis();
        match self {
            Self::Millis => millis.to_string(),
            Self::Seconds => (millis / 1_000).to_string(),
            Self::Beijing => beijing(millis),
            Self::BeijingMillis => format!("{}.{:03}+0800", beijing(millis), millis % 1_000),
        }
    }
}

/// Chinese standard time has had no summer time since 1991.
fn beijing(millis: u64) -> String {
    let local = millis.saturating_add(8 * 3_600_000);
    let (year, month, day) = civil(local / DAY_MILLIS);
    let seconds = local % DAY_MILLIS / 1_000;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The date of a day since the epoch, by the algorithm `civil_from_days` of Howard Hinnant: years begin
/// in March, so that the leap day is their last.
fn civil(day: u64) -> (u64, u64, u64) {
    let shifted = day.saturating_add(719_468);
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `TZ=Asia/Shanghai date -d @…` for the first six; the end of February by hand.
    #[test]
    fn moments_are_written_as_the_platforms_want_them() {
        for (millis, beijing) in [
            (0, "1970-01-01 08:00:00"),
            (1_451_620_800_000, "2016-01-01 12:00:00"),
            (1_367_819_523_000, "2013-05-06 13:52:03"),
            (1_767_225_599_999, "2026-01-01 07:59:59"),
            (1_767_196_800_000, "2026-01-01 00:00:00"),
            (4_102_444_800_000, "2100-01-01 08:00:00"),
            // 2024 is a leap year, 2100 is none: the day after 28 February.
            (1_709_136_000_000, "2024-02-29 00:00:00"),
            (4_107_513_600_000, "2100-03-01 00:00:00"),
        ] {
            assert_eq!(Moment::Beijing.of(Timestamp::from_millis(millis)), beijing);
        }
        let at = Timestamp::from_millis(1_620_350_439_683);
        assert_eq!(Moment::BeijingMillis.of(at), "2021-05-07 09:20:39.683+0800");
        assert_eq!(Moment::Seconds.of(at), "1620350439");
        assert_eq!(Moment::Millis.of(at), "1620350439683");
    }

    /// Counting days one by one from 1970.
    #[test]
    fn every_day_of_two_centuries_is_the_day_after_the_one_before() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for since in 0..73_000 {
            assert_eq!(civil(since), (year, month, day));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + u64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > length {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
    }
}
