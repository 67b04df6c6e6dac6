//! The server's clock and the calendar of its promoters.

use std::time::{SystemTime, UNIX_EPOCH};

use tuike_core::time::{DAY_MILLIS, Timestamp};

/// China has been at UTC+8 without summer time since 1991.
const CHINA_OFFSET: u64 = 8 * 3_600_000;

/// The time now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The number of the day in China that holds a moment.
pub(crate) fn china_day(at: Timestamp) -> u64 {
    (at.as_millis() + CHINA_OFFSET) / DAY_MILLIS
}

/// `2026-11-20` for a number of [`china_day`].
pub(crate) fn date(day: u64) -> String {
    let (year, month, day_of_month) = civil(day);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}

/// `Fri, 20 Nov 2026 08:00:00 GMT`, as HTTP writes a second (RFC 9110 §5.6.7).
pub(crate) fn http_date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (day, of_day) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day_of_month) = civil(day);
    format!(
        "{}, {day_of_month:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        DAYS[(day % 7) as usize],
        MONTHS[(month - 1) as usize],
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60
    )
}

/// Year, month and day of a number of days since 1970.
///
/// Howard Hinnant's `civil_from_days` (chrono-compatible low-level date algorithms, 2013).
fn civil(day: u64) -> (u64, u64, u64) {
    let days = day + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        // `TZ=Asia/Shanghai date -d '2026-03-01 00:00' +%s` is 1772294400.
        let midnight = Timestamp::from_millis(1_772_294_400_000);
        assert_eq!(date(china_day(midnight)), "2026-03-01");
        let before = Timestamp::from_millis(1_772_294_399_999);
        assert_eq!(date(china_day(before)), "2026-02-28");
    }

    #[test]
    fn http_writes_a_second_as_the_rfc_does() {
        // RFC 9110 §5.6.7's own example, and `date -u -d @1795132800 '+%a, %d %b %Y %T GMT'`.
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_795_132_800), "Fri, 20 Nov 2026 00:00:00 GMT");
    }

    #[test]
    fn leap_days_and_years_turn_as_the_calendar_says() {
        // `date -u -d @$((86400 * day)) +%F`
        for (day, expected) in [(0, "1970-01-01"), (19_782, "2024-02-29"), (20_453, "2025-12-31")] {
            assert_eq!(date(day), expected);
        }
    }
}
