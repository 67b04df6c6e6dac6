//! The list: rows that are measured, inserted and removed while someone scrolls.
//!
//! Remembers the row at the offset last given to [`List::range`], the **anchor**, and tells with each
//! change how far that row moved: add it to the scroll offset and what is on screen stays where it is.
//! Never scrolls itself.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 1_000, estimate: 100.0, ..Options::default() })?;
//! list.range(5_050.0, 640.0)?; // the anchor is row 50, half of it scrolled away
//! assert_eq!(list.resize(49, 130.0)?, 30.0); // above: everything on screen moved by 30
//! assert_eq!(list.resize(50, 130.0)?, 0.0); // the anchor grows downwards
//! assert_eq!(list.insert(0, 3)?, 300.0); // three new rows at the top
//! assert_eq!(list.remove(0, 1)?, -100.0);
//! assert_eq!(list.offset(), 5_050.0 + 30.0 + 300.0 - 100.0); // where the view is to be now
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::error::ListError;
use super::exposure::Exposure;
use super::groups::{Groups, Pinned};
use super::options::Options;
use super::range::{Range, range};
use super::sizes::{Place, Sizes, length};
use crate::time::Timestamp;

/// Where in the viewport a row is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Its start at the viewport's start.
    #[default]
    Start,
    /// Its middle in the viewport's middle.
    Center,
    /// Its end at the viewport's end.
    End,
}

/// Where a row is drawn, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Its row.
    pub index: u32,
    /// Its lane, from 0.
    pub lane: u32,
    /// Where its lane begins across the list; 0 where [`Options::cross`] is not said.
    pub x: f64,
    /// Where it begins along the list, from the top of the header.
    pub offset: f64,
    /// How large it is along the list.
    pub size: f64,
}

/// A virtual list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    pub(super) sizes: Sizes,
    pub(super) overscan: u32,
    pub(super) anchor: u32,
    anchor_lane: u32,
    pub(super) offset: f64,
    viewport: f64,
    pub(super) cross: f64,
    pub(super) cross_gap: f64,
    pub(super) groups: Groups,
    exposure: Option<Exposure>,
}

impl List {
    /// A list of rows that are all as high as the estimate says.
    ///
    /// # Errors
    /// [`ListError::BadSize`], [`ListError::TooManyRows`], [`ListError::TooLong`],
    /// [`ListError::UnsupportedLanes`].
    pub fn new(options: Options) -> Result<Self, ListError> {
        Ok(Self {
            sizes: Sizes::new(&options)?,
            overscan: options.overscan,
            anchor: 0,
            anchor_lane: 0,
            offset: 0.0,
            viewport: 0.0,
            cross: length("cross", options.cross)?,
            cross_gap: length("crossGap", options.cross_gap)?,
            groups: Groups::default(),
            exposure: None,
        })
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.sizes.count()
    }

    /// How long the list is with gaps, padding, header and footer, in pixels. For a waterfall whose rows
    /// were not all seen it is foretold.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.sizes.total()
    }

    /// Where the view is to be: the offset last given to [`List::range`] and all corrections since.
    #[must_use]
    pub const fn offset(&self) -> f64 {
        self.offset
    }

    /// A row's size, measured or estimated, in pixels.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`].
    pub fn size_of(&self, index: u32) -> Result<f64, ListError> {
        self.check_index(index)?;
        Ok(self.sizes.size(index))
    }

    /// A row's lane, from 0. In a waterfall that of a row not yet seen is foretold.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`].
    pub fn lane_of(&self, index: u32) -> Result<u32, ListError> {
        self.check_index(index)?;
        Ok(self.sizes.place(index).lane)
    }

    /// How wide a lane is: its share of [`Options::cross`]; 0 where that is not said.
    #[must_use]
    pub fn lane_size(&self) -> f64 {
        let lanes = f64::from(self.sizes.lanes);
        ((self.cross - (lanes - 1.0) * self.cross_gap) / lanes).max(0.0)
    }

    /// The rows that a viewport at this offset shows, and those to render. The offset may be negative or
    /// past the end. A waterfall's rows up to the end of it are placed for good.
    ///
    /// # Errors
    /// [`ListError::BadOffset`].
    pub fn range(&mut self, offset: f64, viewport: f64) -> Result<Range, ListError> {
        check_window(offset, viewport)?;
        let range = range(&mut self.sizes, self.overscan, offset, viewport);
        (self.offset, self.viewport) = (offset, viewport);
        self.anchor_at(range.first);
        Ok(range)
    }

    /// Shows where the rows `from..to` are, in order; those past the end are left out.
    pub fn positions(&self, from: u32, to: u32, mut see: impl FnMut(Position)) {
        let step = self.lane_size() + self.cross_gap;
        let step = if self.cross > 0.0 { step } else { 0.0 };
        self.sizes.places(from, to, &mut |place| {
            let Place { index, lane, begin: offset, size } = place;
            see(Position { index, lane, x: f64::from(lane) * step, offset, size });
        });
    }

    /// Tells a row's measured size; in a grid it is that of its whole line. Returns how far the anchor
    /// moved, in pixels.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`], [`ListError::BadSize`], [`ListError::TooLong`].
    pub fn resize(&mut self, index: u32, size: f64) -> Result<f64, ListError> {
        let is_waterfall = self.sizes.is_waterfall();
        let known = if is_waterfall { self.sizes.front } else { self.count() };
        let has_anchor = self.anchor < known;
        let cells = self.sizes.cells();
        // Without an anchor that stands it is the end of the shortest lane that moves.
        let before = if has_anchor { 0.0 } else { self.anchor_begin() };
        let (delta, lane) = self.sizes.resize(index, size)?;
        let moved = if !has_anchor {
            self.anchor_begin() - before
        } else if index / cells < self.anchor / cells && (!is_waterfall || lane == self.anchor_lane)
        {
            delta
        } else {
            0.0
        };
        self.offset += moved;
        Ok(moved)
    }

    /// Tells many rows' sizes, all or none. Of a row that stands twice the last size counts. Returns how
    /// far the anchor moved, in pixels.
    ///
    /// # Errors
    /// [`ListError::LengthsDiffer`] and those of [`List::resize`].
    pub fn resize_many(&mut self, indexes: &[u32], sizes: &[f64]) -> Result<f64, ListError> {
        if indexes.len() != sizes.len() {
            return Err(ListError::LengthsDiffer { indexes: indexes.len(), sizes: sizes.len() });
        }
        let mut growth = 0.0;
        for (&index, &size) in indexes.iter().zip(sizes) {
            self.check_index(index)?;
            growth += (length("size", size)? - self.sizes.size(index)).max(0.0);
        }
        self.sizes.check_growth(growth)?;
        let mut moved = 0.0;
        for (&index, &size) in indexes.iter().zip(sizes) {
            moved += self.resize(index, size)?;
        }
        Ok(moved)
    }

    /// Tells the header's measured size. Returns how far the anchor moved: not 0 only where the header
    /// was scrolled out of sight.
    ///
    /// # Errors
    /// [`ListError::BadSize`], [`ListError::TooLong`].
    pub fn resize_header(&mut self, size: f64) -> Result<f64, ListError> {
        let delta = length("header", size)? - self.sizes.header;
        self.sizes.check_growth(delta)?;
        let is_above = self.offset > 0.0 && self.offset >= self.sizes.header;
        self.sizes.header += delta;
        let moved = if is_above { delta } else { 0.0 };
        self.offset += moved;
        Ok(moved)
    }

    /// Tells the footer's measured size. Nothing moves.
    ///
    /// # Errors
    /// [`ListError::BadSize`], [`ListError::TooLong`].
    pub fn resize_footer(&mut self, size: f64) -> Result<(), ListError> {
        let delta = length("footer", size)? - self.sizes.footer;
        self.sizes.check_growth(delta)?;
        self.sizes.footer += delta;
        Ok(())
    }

    /// Tells how wide the list is: the lanes share it.
    ///
    /// # Errors
    /// [`ListError::BadSize`].
    pub fn resize_cross(&mut self, size: f64) -> Result<(), ListError> {
        self.cross = length("cross", size)?;
        Ok(())
    }

    /// Puts `count` rows of the estimated size before row `at`; at the count they come last. Returns how
    /// far the anchor moved, in pixels: also where the rows come right before it, at offset 0 too.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`], [`ListError::TooManyRows`], [`ListError::TooLong`].
    pub fn insert(&mut self, at: u32, count: u32) -> Result<f64, ListError> {
        if at > self.count() {
            return Err(ListError::PastTheEnd { index: u64::from(at), count: self.count() });
        }
        let is_last = at == self.count();
        let before = self.anchor_begin();
        self.sizes.insert(at, count)?;
        self.groups.inserted(at, count);
        if let Some(exposure) = &mut self.exposure {
            exposure.inserted(at, count);
        }
        // Nothing is behind the end that could move.
        if is_last || at > self.anchor {
            return Ok(0.0);
        }
        Ok(self.moved(self.anchor.saturating_add(count), before))
    }

    /// Takes out the rows `at .. at + count`. Returns how far the anchor moved, in pixels; where it is
    /// itself taken out, the next row takes its place on screen.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`].
    pub fn remove(&mut self, at: u32, count: u32) -> Result<f64, ListError> {
        let end = u64::from(at) + u64::from(count);
        let Some(end) = u32::try_from(end).ok().filter(|end| *end <= self.count()) else {
            let index = u64::from(at.max(self.count()));
            return Err(ListError::PastTheEnd { index, count: self.count() });
        };
        let before = self.anchor_begin();
        self.sizes.remove(at, count);
        self.groups.removed(at, count);
        if let Some(exposure) = &mut self.exposure {
            exposure.removed(at, count);
        }
        Ok(self.moved(self.anchor - (end.min(self.anchor) - at.min(self.anchor)), before))
    }

    /// Appends rows of the estimated size or drops the last ones. Returns how far the anchor moved, in
    /// pixels: not 0 only where rows above it are dropped.
    ///
    /// # Errors
    /// [`ListError::TooManyRows`], [`ListError::TooLong`].
    pub fn set_count(&mut self, count: u32) -> Result<f64, ListError> {
        let now = self.count();
        if count > now { self.insert(now, count - now) } else { self.remove(count, now - count) }
    }

    /// The scroll offset that brings a row to its place in the viewport, between 0 and the last offset
    /// there is. With a viewport of 0 only [`Align::Start`] makes sense.
    ///
    /// Of rows that were not measured it is foretold. To land on one: scroll there, measure what
    /// [`List::range`] says, tell it, and ask again until the answer stays; each time more of what lies
    /// around the row is known, and two or three times are enough.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`], [`ListError::BadOffset`].
    pub fn offset_of(&self, index: u32, align: Align, viewport: f64) -> Result<f64, ListError> {
        self.check_index(index)?;
        check_window(0.0, viewport)?;
        let (position, spare) = (self.sizes.begin(index), viewport - self.sizes.size(index));
        let offset = match align {
            Align::Start => position,
            Align::Center => position - spare / 2.0,
            Align::End => position - spare,
        };
        Ok(offset.min(self.total() - viewport).max(0.0))
    }

    /// The row at an offset. A gap belongs to the row before it; before the first row it is the first,
    /// past the end the last, and 0 where there are no rows. Of rows beside each other it is the first.
    ///
    /// # Errors
    /// [`ListError::BadOffset`].
    pub fn index_at(&self, offset: f64) -> Result<u32, ListError> {
        check_window(offset, 0.0)?;
        Ok(self.sizes.index_at(offset))
    }

    /// Tells the rows that groups begin with, in order; each is its group's header.
    ///
    /// # Errors
    /// [`ListError::BadGroups`].
    pub fn set_groups(&mut self, starts: &[u32]) -> Result<(), ListError> {
        self.groups = Groups::new(starts, &self.sizes)?;
        Ok(())
    }

    /// The group header at the viewport's start; `None` before the first.
    ///
    /// # Errors
    /// [`ListError::BadOffset`].
    pub fn pinned(&self, offset: f64) -> Result<Option<Pinned>, ListError> {
        check_window(offset, 0.0)?;
        Ok(self.groups.pinned(&self.sizes, offset))
    }

    /// Begins to watch which rows are in sight: at least `ratio` of them, for `dwell` milliseconds.
    /// Forgets what an earlier watch has seen.
    ///
    /// # Errors
    /// [`ListError::BadSize`] for a ratio that is not above 0 and at most 1.
    pub fn watch(&mut self, ratio: f64, dwell: u64) -> Result<(), ListError> {
        self.exposure = Some(Exposure::new(ratio, dwell)?);
        Ok(())
    }

    /// The rows that have now been in sight long enough, once each. To be asked after each range.
    pub fn exposed(&mut self, now: Timestamp) -> Vec<u32> {
        let window = (self.offset, self.viewport);
        let Some(exposure) = &mut self.exposure else { return Vec::new() };
        exposure.look(&self.sizes, window, now.as_millis())
    }

    /// When the next row will have been in sight long enough, if nothing moves.
    #[must_use]
    pub fn exposure_due(&self) -> Option<Timestamp> {
        self.exposure.as_ref()?.due()
    }

    pub(super) fn anchor_at(&mut self, index: u32) {
        // Of a waterfall's rows that wait only the first has a place that lasts.
        let most = if self.sizes.is_waterfall() { self.sizes.front } else { index };
        self.anchor = index.min(most);
        // In a single lane every row above moves it.
        if self.anchor < most {
            self.anchor_lane = self.sizes.place(self.anchor).lane;
        }
    }

    /// Where the anchor begins; where there is none, where the next row would.
    pub(super) fn anchor_begin(&self) -> f64 {
        if self.anchor < self.count() {
            self.sizes.begin(self.anchor)
        } else {
            self.sizes.next_begin(false)
        }
    }

    /// The anchor is another row now, and was somewhere; how far it moved.
    fn moved(&mut self, anchor: u32, before: f64) -> f64 {
        self.anchor_at(anchor);
        let moved = self.anchor_begin() - before;
        self.offset += moved;
        moved
    }

    fn check_index(&self, index: u32) -> Result<(), ListError> {
        if index < self.count() {
            Ok(())
        } else {
            Err(ListError::PastTheEnd { index: u64::from(index), count: self.count() })
        }
    }
}

fn check_window(offset: f64, viewport: f64) -> Result<(), ListError> {
    if !offset.is_finite() {
        Err(ListError::BadOffset { name: "offset", found: offset })
    } else if !viewport.is_finite() || viewport < 0.0 {
        Err(ListError::BadOffset { name: "viewport", found: viewport })
    } else {
        Ok(())
    }
}
