//! A list as a text: every size, lane and group, and where it was looked at. For coming back to a page.
//!
//! ```text
//! snapshot   payload "." check
//! payload    numbers, each in digits of the base64url alphabet: 5 bits a digit, the lowest first, 32
//!            added to all but the last (as source maps do)
//!   version 1 · lanes · layout · count · overscan
//!   estimate gap padding padding header footer cross-gap cross   in 1/64 px
//!   anchor · distance of the offset from where it begins, in 1/64 px, ×2, +1 where negative
//!   groups · the first start, then distances
//!   stretches of rows (of a grid: lines) of one size: how many · size in 1/64 px; until all are told
//!   a waterfall: rows that have lanes · a digit a row
//! check      FNV-1a (32 bits) over the payload's bytes, as a number
//! ```
//! A list that nobody measured takes less than 50 characters, a measured row of a size of its own 4 to 5. Exposure is
//! not in it: what was seen has been told. What cannot be read is refused as a whole.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 1_000, estimate: 96.0, ..Options::default() })?;
//! list.resize(3, 120.5)?;
//! list.range(5_000.0, 640.0)?;
//! let text = list.snapshot();
//! let back = List::restore(&text)?;
//! assert_eq!((back.total(), back.offset()), (list.total(), 5_000.0));
//! let damaged = text.replacen('A', "B", 1);
//! assert_eq!(List::restore(&damaged).unwrap_err().code().as_str(), "list/bad-snapshot");
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::error::ListError;
use super::list::List;
use super::options::{Layout, Options};
use super::sizes::Sizes;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VERSION: u64 = 1;

/// FNV-1a of 32 bits (Fowler, Noll, Vo).
fn check(payload: &str) -> u64 {
    let hash = payload
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    u64::from(hash)
}

fn put(text: &mut String, number: u64) {
    let mut rest = number;
    loop {
        let more = if rest > 31 { 32 } else { 0 };
        let digit = DIGITS.get((rest & 31) as usize + more).copied().unwrap_or(b'A');
        text.push(char::from(digit));
        rest >>= 5;
        if rest == 0 {
            return;
        }
    }
}

/// A length in 1/64 px; lengths are multiples of it and never negative.
fn units(length: f64) -> u64 {
    (length * 64.0) as u64
}

/// Numbers from a text; `None` once it is damaged.
pub(super) struct Digits<'a>(core::slice::Iter<'a, u8>);

impl Digits<'_> {
    fn next(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = *self.0.next()?;
            let digit = DIGITS.iter().position(|digit| *digit == byte)? as u64;
            // What has more than 60 bits no list has written.
            if shift > 55 {
                return None;
            }
            number |= (digit & 31) << shift;
            shift += 5;
            if digit < 32 {
                return Some(number);
            }
        }
    }

    pub(super) fn whole(&mut self) -> Option<u32> {
        u32::try_from(self.next()?).ok()
    }

    pub(super) fn length(&mut self) -> Option<f64> {
        let length = self.next()? as f64 / 64.0;
        (length <= Options::LARGEST).then_some(length)
    }
}

impl List {
    /// This list as a text, for [`List::restore`]: ASCII letters, digits, `-`, `_` and a dot.
    #[must_use]
    pub fn snapshot(&self) -> String {
        let (sizes, mut text) = (&self.sizes, String::new());
        let layout = u32::from(sizes.layout() == Layout::Grid);
        for number in [VERSION as u32, sizes.lanes, layout, sizes.count(), self.overscan] {
            put(&mut text, u64::from(number));
        }
        let [start, end] = sizes.padding;
        let lengths = [sizes.estimate, sizes.gap, start, end, sizes.header, sizes.footer];
        for length in lengths.into_iter().chain([self.cross_gap, self.cross]) {
            put(&mut text, units(length));
        }
        // Where it was looked at: an offset may be anywhere, a stored one is at most a list away.
        let distance =
            (self.offset() - self.anchor_begin()).clamp(-Options::LARGEST, Options::LARGEST);
        put(&mut text, u64::from(self.anchor));
        put(&mut text, units(distance.abs()) * 2 + u64::from(distance < 0.0));
        put(&mut text, self.groups.0.len() as u64);
        let mut before = 0;
        for start in &self.groups.0 {
            put(&mut text, u64::from(start - before));
            before = *start;
        }
        let mut stretch = (0_u64, 0.0);
        sizes.tree.walk(0, usize::MAX, &mut |_, extent, _| {
            if stretch.0 > 0 && stretch.1 != extent {
                put(&mut text, stretch.0);
                put(&mut text, units(stretch.1 - sizes.gap));
                stretch.0 = 0;
            }
            stretch = (stretch.0 + 1, extent);
            true
        });
        if stretch.0 > 0 {
            put(&mut text, stretch.0);
            put(&mut text, units(stretch.1 - sizes.gap));
        }
        if sizes.is_waterfall() {
            put(&mut text, u64::from(sizes.front));
            sizes.tree.walk(0, sizes.front as usize, &mut |_, _, lane| {
                put(&mut text, u64::from(lane));
                true
            });
        }
        let check = check(&text);
        text.push('.');
        put(&mut text, check);
        text
    }

    /// A list from its snapshot, as it was; [`List::offset`] says where to scroll.
    ///
    /// # Errors
    /// [`ListError::BadSnapshot`] where it is damaged or of another version.
    pub fn restore(text: &str) -> Result<Self, ListError> {
        restored(text).ok_or(ListError::BadSnapshot)
    }
}

fn restored(text: &str) -> Option<List> {
    let (payload, told) = text.rsplit_once('.')?;
    if Digits(told.as_bytes().iter()).next()? != check(payload) {
        return None;
    }
    let mut digits = Digits(payload.as_bytes().iter());
    if digits.next()? != VERSION {
        return None;
    }
    let lanes = digits.whole()?;
    let layout = if digits.whole()? == 0 { Layout::Waterfall } else { Layout::Grid };
    let (count, overscan) = (digits.whole()?, digits.whole()?);
    let mut lengths = [0.0; 8];
    for length in &mut lengths {
        *length = digits.length()?;
    }
    let [estimate, gap, start, end, header, footer, cross_gap, cross] = lengths;
    let padding = [start, end];
    let options = Options {
        count: 0,
        lanes,
        layout,
        overscan,
        estimate,
        gap,
        padding,
        header,
        footer,
        cross_gap,
        cross,
    };
    let mut list = List::new(options).ok()?;
    let (anchor, distance) = (digits.whole()?, digits.next()?);
    let mut groups = Vec::new();
    let mut start = 0_u32;
    for _ in 0..digits.whole()? {
        start = start.checked_add(digits.whole()?)?;
        groups.push(start);
    }
    list.sizes.restore(count, &mut digits)?;
    if digits.next().is_some() || anchor > count {
        return None;
    }
    list.set_groups(&groups).ok()?;
    list.anchor_at(anchor);
    let away = (distance / 2) as f64 / 64.0;
    list.offset = list.anchor_begin() + if distance % 2 == 1 { -away } else { away };
    Some(list)
}

impl Sizes {
    /// Fills an empty list with the rows of a snapshot.
    fn restore(&mut self, count: u32, digits: &mut Digits<'_>) -> Option<()> {
        if count > Options::MOST_ROWS {
            return None;
        }
        let slots = count.div_ceil(self.cells());
        let (mut stretches, mut told, mut sum) = (Vec::new(), 0_u32, 0.0);
        while told < slots {
            let (rows, extent) = (digits.whole()?, digits.length()? + self.gap);
            told = told.checked_add(rows).filter(|told| rows > 0 && *told <= slots)?;
            sum += extent * f64::from(rows);
            stretches.push((rows, extent));
        }
        self.check_growth(sum).ok()?;
        let mut lanes = Vec::new();
        if self.is_waterfall() {
            let front = digits.whole().filter(|front| *front <= count)?;
            for _ in 0..front {
                lanes.push(digits.whole().filter(|lane| *lane < self.lanes)? as u8);
            }
            self.front = front;
        }
        let waits = if self.is_waterfall() { self.lanes as u8 } else { 0 };
        let (mut stretches, mut lanes) = (stretches.into_iter(), lanes.into_iter());
        let (mut stretch, mut uneven) = ((0, 0.0), 0);
        let item = self.estimate + self.gap;
        let filled = self.tree.insert(0, slots as usize, &mut || {
            if stretch.0 == 0 {
                stretch = stretches.next().unwrap_or((1, 0.0));
            }
            stretch.0 -= 1;
            let lane = lanes.next();
            uneven += u32::from(lane.is_none() && stretch.1 != item);
            (stretch.1, lane.unwrap_or(waits))
        });
        filled.ok()?;
        self.count = count;
        self.uneven = if self.is_waterfall() { uneven } else { 0 };
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::list::Align;

    fn list(lanes: u32, layout: Layout, sizes: &[(prop::sample::Index, f64)], offset: f64) -> List {
        let mut list = List::new(Options {
            count: 60,
            estimate: 40.0,
            lanes,
            layout,
            gap: 3.0,
            header: 20.0,
            ..Options::default()
        })
        .unwrap();
        for (row, size) in sizes {
            list.resize(row.index(60) as u32, *size).unwrap();
            list.range(offset, 300.0).unwrap();
        }
        if lanes == 1 {
            list.set_groups(&[0, 7, 30]).unwrap();
        }
        list
    }

    fn any_list() -> impl Strategy<Value = List> {
        let sizes = proptest::collection::vec((any::<prop::sample::Index>(), 0.0..500.0), 0..40);
        let layout = prop_oneof![Just(Layout::Waterfall), Just(Layout::Grid)];
        (1_u32..5, layout, sizes, -400_i32..9_000).prop_map(|(lanes, layout, sizes, offset)| {
            list(lanes, layout, &sizes, f64::from(offset) / 4.0)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn restore_undoes_snapshot(list in any_list()) {
            let back = List::restore(&list.snapshot()).unwrap();
            prop_assert_eq!((back.total(), back.offset()), (list.total(), list.offset()));
            prop_assert_eq!(back.pinned(400.0).unwrap(), list.pinned(400.0).unwrap());
            for row in 0..60 {
                let where_is = |list: &List| {
                    let offset = list.offset_of(row, Align::Start, 0.0).unwrap();
                    (offset, list.size_of(row).unwrap(), list.lane_of(row).unwrap())
                };
                prop_assert_eq!(where_is(&back), where_is(&list));
            }
        }

        #[test]
        fn any_character_that_is_another_is_noticed(
            list in any_list(),
            at in any::<prop::sample::Index>(),
            by in 0_usize..63,
        ) {
            let text = list.snapshot();
            let mut bytes = text.clone().into_bytes();
            let at = at.index(bytes.len());
            let was = bytes[at];
            bytes[at] = DIGITS[by];
            prop_assume!(bytes[at] != was);
            let damaged = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(List::restore(&damaged), Err(ListError::BadSnapshot));
        }

        /// Someone may write the check anew: whatever the numbers say, it is refused or a list.
        #[test]
        fn a_forged_snapshot_is_refused_or_a_list_that_answers(
            list in any_list(),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..64), 1..5),
            cut in proptest::option::of(any::<prop::sample::Index>()),
        ) {
            let text = list.snapshot();
            let mut payload = text.rsplit_once('.').unwrap().0.as_bytes().to_vec();
            for (at, by) in changes {
                let at = at.index(payload.len());
                payload[at] = DIGITS[by];
            }
            if let Some(cut) = cut {
                payload.truncate(cut.index(payload.len()));
            }
            let mut forged = String::from_utf8(payload).unwrap();
            let check = check(&forged);
            forged.push('.');
            put(&mut forged, check);
            if let Ok(mut list) = List::restore(&forged) {
                let seen = list.range(list.offset(), 300.0).unwrap();
                prop_assert!(seen.start <= seen.first && seen.last <= seen.end.max(seen.last));
                prop_assert!(seen.end <= list.count());
                let _ = list.insert(0, 1);
                list.remove(0, list.count()).unwrap();
            }
        }
    }

    #[test]
    fn texts_that_are_no_snapshot() {
        for text in ["", ".", "A", "A.A", "推客", "BBAAA.", ".....", "B.C.D"] {
            assert_eq!(List::restore(text), Err(ListError::BadSnapshot), "{text}");
        }
    }

    #[test]
    fn a_list_that_nobody_measured_is_a_short_text() {
        let list = List::new(Options { count: 1_000_000, ..Options::default() }).unwrap();
        let text = list.snapshot();
        assert!(text.len() <= 48, "{} characters: {text}", text.len());
    }
}
