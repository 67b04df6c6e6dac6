//! Sticky headers: which group's header is pinned to the viewport's start, and how far the next pushes it.
//!
//! A group begins with its header row and goes on to the next group's. The pinned row is not where the
//! list has it, so the host draws it once more, above the others. Lists of one lane have groups. An
//! insertion or removal costs the groups behind it.
//!
//! ```
//! use tuike_core::list::{List, Options, Pinned};
//!
//! let mut list = List::new(Options { count: 20, estimate: 10.0, ..Options::default() })?;
//! list.set_groups(&[0, 8])?;
//! assert_eq!(list.pinned(35.0)?, Some(Pinned { group: 0, index: 0, pushed: 0.0, size: 10.0 }));
//! // Row 8 begins at 80: at 76 it has pushed the first header up by 6.
//! assert_eq!(list.pinned(76.0)?, Some(Pinned { group: 0, index: 0, pushed: 6.0, size: 10.0 }));
//! assert_eq!(list.pinned(80.0)?, Some(Pinned { group: 1, index: 8, pushed: 0.0, size: 10.0 }));
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::error::ListError;
use super::sizes::Sizes;

/// The header at the viewport's start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pinned {
    /// Which group, from 0.
    pub group: u32,
    /// Its header's row.
    pub index: u32,
    /// By how much the next header, or the end of the rows, pushes it out: 0 up to its size.
    pub pushed: f64,
    /// The header's size.
    pub size: f64,
}

/// The rows that groups begin with, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Groups(pub(super) Vec<u32>);

impl Groups {
    pub(super) fn new(starts: &[u32], sizes: &Sizes) -> Result<Self, ListError> {
        let bad = |at: usize, limit| {
            let found = starts.get(at).copied().unwrap_or_default();
            Err(ListError::BadGroups { group: at, found, limit })
        };
        if sizes.lanes > 1 && !starts.is_empty() {
            return bad(0, "no groups where there are several lanes");
        }
        for (at, start) in starts.iter().enumerate() {
            if *start >= sizes.count() {
                return bad(at, "a row of the list");
            }
            if at > 0 && starts.get(at - 1).is_some_and(|before| before >= start) {
                return bad(at, "a row behind the group before it");
            }
        }
        Ok(Self(starts.to_vec()))
    }

    pub(super) fn pinned(&self, sizes: &Sizes, offset: f64) -> Option<Pinned> {
        // A header pinned from where it begins: one that begins at the offset is.
        let group = self.0.partition_point(|start| sizes.begin(*start) <= offset).checked_sub(1)?;
        let index = *self.0.get(group)?;
        let size = sizes.size(index);
        let next = self.0.get(group + 1).map_or(sizes.content_end(), |next| sizes.begin(*next));
        let pushed = (offset + size - next).clamp(0.0, size);
        Some(Pinned { group: group as u32, index, pushed, size })
    }

    /// Rows came before row `at`: a header there moves with what it heads.
    pub(super) fn inserted(&mut self, at: u32, count: u32) {
        for start in self.0.iter_mut().filter(|start| **start >= at) {
            *start += count;
        }
    }

    /// Rows went: a group whose header is gone falls to the one before.
    pub(super) fn removed(&mut self, at: u32, count: u32) {
        let end = at + count;
        self.0.retain(|start| *start < at || *start >= end);
        for start in self.0.iter_mut().filter(|start| **start >= end) {
            *start -= count;
        }
    }
}
