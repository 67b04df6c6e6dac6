//! Exposure (曝光): which rows were in sight long enough to count as seen, once each.
//!
//! A row counts when at least `ratio` of it was visible for `dwell` milliseconds without a break; of a
//! row larger than the viewport, when it filled `ratio` of the viewport. Knows no clock: the host says
//! what time it is, after each range and when [`List::exposure_due`](super::List::exposure_due) comes. A
//! clock that steps back begins the wait anew. Rows keep what they are while others come and go before
//! them; the memory is a pair of numbers for each stretch of rows seen.
//!
//! ```
//! use tuike_core::list::{List, Options};
//! use tuike_core::time::Timestamp;
//!
//! let mut list = List::new(Options { count: 100, estimate: 100.0, ..Options::default() })?;
//! list.watch(0.5, 1_000)?;
//! list.range(0.0, 250.0)?; // rows 0 and 1, and the upper half of row 2
//! assert!(list.exposed(Timestamp::from_millis(5_000)).is_empty());
//! assert_eq!(list.exposure_due(), Some(Timestamp::from_millis(6_000)));
//! list.range(110.0, 250.0)?; // row 0 is gone, three fifths of row 3 are there
//! assert!(list.exposed(Timestamp::from_millis(5_500)).is_empty());
//! assert_eq!(list.exposed(Timestamp::from_millis(6_000)), [1, 2]);
//! assert_eq!(list.exposed(Timestamp::from_millis(9_000)), [3], "since 5,500; the others once");
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::error::ListError;
use super::range::visible;
use super::sizes::Sizes;
use crate::time::Timestamp;

/// Who is watched and who has been seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exposure {
    ratio: f64,
    dwell: u64,
    /// Rows in sight and not yet seen long enough, and since when they are.
    watched: Vec<(u32, u64)>,
    /// Rows that have been told, as stretches `from..to`, in order and apart.
    told: Vec<(u32, u32)>,
}

impl Exposure {
    pub(super) fn new(ratio: f64, dwell: u64) -> Result<Self, ListError> {
        if ratio > 0.0 && ratio <= 1.0 {
            Ok(Self { ratio, dwell, watched: Vec::new(), told: Vec::new() })
        } else {
            Err(ListError::BadSize { name: "ratio", found: ratio, limit: "above 0, at most 1" })
        }
    }

    /// Looks at a window at a time; gives the rows that have just been seen long enough.
    pub(super) fn look(&mut self, sizes: &Sizes, window: (f64, f64), now: u64) -> Vec<u32> {
        let (offset, viewport) = window;
        let (first, last) = visible(sizes, offset, viewport);
        let (mut watched, mut seen) = (Vec::new(), Vec::new());
        sizes.places(first, last, &mut |place| {
            let end = place.begin + place.size;
            let shown = end.min(offset + viewport) - place.begin.max(offset);
            let needed = self.ratio * place.size.min(viewport);
            if shown <= 0.0 || shown < needed || self.is_told(place.index) {
                return;
            }
            let before = self.watched.iter().find(|(index, _)| *index == place.index);
            let since = before.map_or(now, |(_, since)| *since);
            match now.checked_sub(since) {
                Some(stayed) if stayed >= self.dwell => seen.push(place.index),
                Some(_) => watched.push((place.index, since)),
                None => watched.push((place.index, now)),
            }
        });
        self.watched = watched;
        for index in &seen {
            self.tell(*index);
        }
        seen
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        let first = self.watched.iter().map(|(_, since)| *since).min()?;
        Some(Timestamp::from_millis(first.saturating_add(self.dwell)))
    }

    fn is_told(&self, index: u32) -> bool {
        let behind = self.told.partition_point(|(from, _)| *from <= index);
        behind > 0 && self.told.get(behind - 1).is_some_and(|(_, to)| index < *to)
    }

    fn tell(&mut self, index: u32) {
        let at = self.told.partition_point(|(from, _)| *from <= index);
        let joins_next = self.told.get(at).is_some_and(|(from, _)| *from == index + 1);
        match self.told.get_mut(..at).and_then(<[_]>::last_mut).filter(|(_, to)| *to == index) {
            Some(before) => before.1 += 1,
            None if joins_next => {
                if let Some(next) = self.told.get_mut(at) {
                    next.0 = index;
                }
                return;
            }
            None => self.told.insert(at, (index, index + 1)),
        }
        if joins_next {
            let (_, to) = self.told.remove(at);
            if let Some(before) = self.told.get_mut(..at).and_then(<[_]>::last_mut) {
                before.1 = to;
            }
        }
    }

    /// Rows came before row `at`.
    pub(super) fn inserted(&mut self, at: u32, count: u32) {
        if count == 0 {
            return;
        }
        for (index, _) in self.watched.iter_mut().filter(|(index, _)| *index >= at) {
            *index += count;
        }
        let mut told = Vec::with_capacity(self.told.len() + 1);
        for (from, to) in self.told.drain(..) {
            // A stretch that they come into is two.
            if from < at {
                told.push((from, to.min(at)));
            }
            if to > at {
                told.push((from.max(at) + count, to + count));
            }
        }
        self.told = told;
    }

    /// Rows went.
    pub(super) fn removed(&mut self, at: u32, count: u32) {
        let end = at + count;
        let moved = |index: u32| if index < at { index } else { at + index.saturating_sub(end) };
        self.watched.retain(|(index, _)| *index < at || *index >= end);
        for (index, _) in &mut self.watched {
            *index = moved(*index);
        }
        let mut told: Vec<(u32, u32)> = Vec::with_capacity(self.told.len());
        for (from, to) in self.told.drain(..) {
            let (from, to) = (moved(from), moved(to));
            match told.last_mut().filter(|before| before.1 == from) {
                Some(before) => before.1 = to,
                None if from < to => told.push((from, to)),
                None => {}
            }
        }
        self.told = told;
    }
}
