//! Times as backends write them, in milliseconds since the Unix epoch.
//!
//! Nothing after the year 9999: milliseconds that a profile takes for seconds would be far beyond it.

use serde_json::Value;

use super::number::{plain, whole};
use crate::backend::http_date::{days_of, days_since_epoch, digits};
use crate::read::LAST_MILLISECOND;
use crate::time::DAY_MILLIS;

pub(super) fn millis(value: &Value) -> Option<u64> {
    whole(value).filter(|millis| *millis <= LAST_MILLISECOND)
}

/// Seconds, with a fraction where there is one; what is below a millisecond is cut off.
pub(super) fn seconds(value: &Value) -> Option<u64> {
    let plain = plain(value)?;
    let (seconds, fraction) = plain.split_once('.').unwrap_or((&plain, "0"));
    let millis = digits(seconds)?.checked_mul(1_000)?.checked_add(thousandths(fraction)?)?;
    Some(millis).filter(|millis| *millis <= LAST_MILLISECOND)
}

/// The first three digits of a fraction.
fn thousandths(fraction: &str) -> Option<u64> {
    digits(fraction)?;
    let cut = fraction.get(..fraction.len().min(3))?;
    (cut.len()..3).try_fold(digits(cut)?, |sum, _| sum.checked_mul(10))
}

/// `2026-01-01T08:00:00.000+08:00`; a space for the `T`, no seconds, no time at all, and no zone where
/// the profile says one.
pub(super) fn iso(text: &str, zone: Option<i32>) -> Option<u64> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut date = date.split('-');
    let (year, month, day) = (two(date.next()?, 4)?, two(date.next()?, 2)?, two(date.next()?, 2)?);
    let in_calendar = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
    if !in_calendar || date.next().is_some() {
        return None;
    }
    let mut millis = days_since_epoch(year, month, day)? * DAY_MILLIS;
    let mut offset = zone;
    if !rest.is_empty() {
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, told) =
            rest.split_at_checked(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()))?;
        millis += of_day(clock.trim_end())?;
        if !told.is_empty() {
            offset = Some(minutes_east(told)?);
        }
    }
    let east = i64::from(offset?) * 60_000;
    u64::try_from(i64::try_from(millis).ok()?.checked_sub(east)?).ok()
}

/// `Z`, `+08:00`, `+0800` or `+08`, in minutes.
pub(super) fn minutes_east(zone: &str) -> Option<i32> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes =
        if minutes.is_empty() { "00" } else { minutes.strip_prefix(':').unwrap_or(minutes) };
    let (hours, minutes) = (two(hours, 2)?, two(minutes, 2)?);
    let good = hours < 24 && minutes < 60;
    let east = i32::try_from(hours * 60 + minutes).ok()?;
    good.then_some(sign * east)
}

fn of_day(clock: &str) -> Option<u64> {
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let (hour, minute) = (two(parts.next()?, 2)?, two(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |second| two(second, 2))?;
    // 60 is a leap second.
    let good = hour < 24 && minute < 60 && second <= 60 && parts.next().is_none();
    let millis = ((hour * 60 + minute) * 60 + second) * 1_000 + thousandths(fraction)?;
    good.then_some(millis)
}

/// A number of so many digits.
fn two(text: &str, length: usize) -> Option<u64> {
    digits(text).filter(|_| text.len() == length)
}
