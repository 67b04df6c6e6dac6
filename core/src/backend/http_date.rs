//! The dates of HTTP headers (RFC 9110 §5.6.7), all three forms.
//!
//! Reads them; never writes any. The day's name is skipped, not checked against the date: what
//! counts is when, and servers get the name wrong more often than the date.
//!
//! ```
//! use tuike_core::backend::http_date;
//! use tuike_core::time::Timestamp;
//!
//! let now = Timestamp::from_millis(1_767_225_600_000);
//! let at = http_date("Sun, 06 Nov 1994 08:49:37 GMT", now);
//! assert_eq!(at, Some(Timestamp::from_millis(784_111_777_000)));
//! ```

use crate::time::{DAY_MILLIS, Timestamp};

/// Reads an HTTP date; `now` is only needed for the form with a year of two digits, which RFC 9110
/// takes as at most 50 years ahead. `None` for anything else and for dates before 1970.
#[must_use]
pub fn http_date(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let (day_name, rest) = text.split_once([',', ' '])?;
    if day_name.len() < 3 || !day_name.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    match *fields.as_slice() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        [day, month, year, clock, "GMT"] if year.len() == 4 => at(digits(year)?, month, day, clock),
        // Sunday, 06-Nov-94 08:49:37 GMT
        [date, clock, "GMT"] => {
            let mut parts = date.split('-');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() || year.len() != 2 {
                return None;
            }
            at(full_year(digits(year)?, now), month, day, clock)
        }
        // Sun Nov  6 08:49:37 1994
        [month, day, clock, year] if year.len() == 4 => at(digits(year)?, month, day, clock),
        _ => None,
    }
}

/// A number of digits and nothing else.
pub(super) fn digits(text: &str) -> Option<u64> {
    let good = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if good { text.parse().ok() } else { None }
}

fn at(year: u64, month: &str, day: &str, clock: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.into_iter().zip(1..).find(|(name, _)| *name == month)?.1;
    let day = digits(day)?;
    let mut parts = clock.split(':');
    let (hour, minute, second) =
        (digits(parts.next()?)?, digits(parts.next()?)?, digits(parts.next()?)?);
    // 60 is a leap second.
    let valid = (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60
        && parts.next().is_none();
    if !valid {
        return None;
    }
    let seconds = (hour * 60 + minute) * 60 + second;
    Some(Timestamp::from_millis(days_since_epoch(year, month, day)? * DAY_MILLIS + seconds * 1_000))
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

pub(super) fn days_of(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub(super) fn days_since_epoch(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 {
        return None;
    }
    // Leap days before 1 January of `year`; 477 of them were before 1970.
    let past = year - 1;
    let leap_days = past / 4 - past / 100 + past / 400 - 477;
    let months: u64 = (1..month).map(|m| days_of(year, m)).sum();
    Some((year - 1970) * 365 + leap_days + months + day - 1)
}

fn full_year(two_digits: u64, now: Timestamp) -> u64 {
    // A year of 365.2425 days is near enough to choose a century.
    let this_year = 1970 + now.day() * 10_000 / 3_652_425;
    let year = this_year / 100 * 100 + two_digits;
    if year > this_year + 50 { year - 100 } else { year }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000); // 2026-01-01

    fn secs(text: &str) -> Option<u64> {
        http_date(text, NOW).map(|at| at.as_millis() / 1_000)
    }

    /// The three examples of RFC 9110 §5.6.7, which are one time: `date -ud "1994-11-06 08:49:37" +%s`.
    #[test]
    fn the_three_forms_of_rfc_9110_are_one_time() {
        assert_eq!(secs("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(secs("Sunday, 06-Nov-94 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(secs("Sun Nov  6 08:49:37 1994"), Some(784_111_777));
    }

    /// RFC 9110's own examples of Last-Modified, Date and Retry-After; seconds by `date -u`.
    #[test]
    fn other_dates_of_the_rfc_are_read() {
        assert_eq!(secs("Tue, 15 Nov 1994 12:45:26 GMT"), Some(784_903_526));
        assert_eq!(secs("Tue, 15 Nov 1994 08:12:31 GMT"), Some(784_887_151));
        assert_eq!(secs("Fri, 31 Dec 1999 23:59:59 GMT"), Some(946_684_799));
    }

    #[test]
    fn leap_days_are_where_they_are() {
        assert_eq!(secs("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(secs("Tue, 29 Feb 2000 00:00:00 GMT"), Some(951_782_400));
        assert_eq!(secs("Fri, 01 Mar 2100 00:00:00 GMT"), Some(4_107_542_400));
        assert_eq!(secs("Mon, 29 Feb 2100 00:00:00 GMT"), None);
        assert_eq!(secs("Sat, 31 Dec 2016 23:59:60 GMT"), Some(1_483_228_800));
    }

    #[test]
    fn two_digits_are_at_most_fifty_years_ahead() {
        assert_eq!(secs("Friday, 31-Dec-76 23:59:59 GMT"), secs("Thu, 31 Dec 2076 23:59:59 GMT"));
        assert_eq!(secs("Friday, 31-Dec-77 23:59:59 GMT"), secs("Fri, 31 Dec 1977 23:59:59 GMT"));
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "",
            "120",
            "soon",
            "Sun, 06 Nov 1994",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sunday, 06-Nov-94-1 08:49:37 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        ] {
            assert_eq!(secs(text), None, "{text}");
        }
    }

    /// Counts days one by one.
    fn naive_date(day: u64) -> (u64, usize, u64) {
        let (mut year, mut month, mut left) = (1970, 0, day);
        loop {
            let february =
                if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 { 29 } else { 28 };
            let length = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month];
            if left < length {
                return (year, month, left + 1);
            }
            left -= length;
            month += 1;
            if month == 12 {
                (year, month) = (year + 1, 0);
            }
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_a_naive_calendar(day in 0_u64..200_000, second in 0_u64..86_400) {
            let (year, month, of_month) = naive_date(day);
            let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month];
            let clock = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
            let text = format!("Mon, {of_month:02} {name} {year} {clock} GMT");
            prop_assert_eq!(secs(&text), Some(day * 86_400 + second));
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = http_date(&text, NOW);
        }
    }
}
