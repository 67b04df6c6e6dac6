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
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::error::ListError;
use super::options::Options;
use super::range::{Range, range};
use super::sizes::{Sizes, length};

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

/// A virtual list of one lane.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    sizes: Sizes,
    overscan: u32,
    anchor: u32,
}

impl List {
    /// A list of rows that are all as high as the estimate says.
    ///
    /// # Errors
    /// [`ListError::BadSize`], [`ListError::TooManyRows`], [`ListError::TooLong`],
    /// [`ListError::UnsupportedLanes`].
    pub fn new(options: Options) -> Result<Self, ListError> {
        if options.lanes != 1 {
            return Err(ListError::UnsupportedLanes { lanes: options.lanes });
        }
        Ok(Self { sizes: Sizes::new(&options)?, overscan: options.overscan, anchor: 0 })
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.sizes.count()
    }

    /// How long the list is with gaps and padding, in pixels.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.sizes.total()
    }

    /// A row's size, measured or estimated, in pixels.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`].
    pub fn size_of(&self, index: u32) -> Result<f64, ListError> {
        self.check_index(index)?;
        Ok(self.sizes.size(index))
    }

    /// The rows that a viewport at this offset shows, and those to render. The offset may be negative or
    /// past the end.
    ///
    /// # Errors
    /// [`ListError::BadOffset`].
    pub fn range(&mut self, offset: f64, viewport: f64) -> Result<Range, ListError> {
        check_window(offset, viewport)?;
        let range = range(&self.sizes, self.overscan, offset, viewport);
        self.anchor = range.first;
        Ok(range)
    }

    /// Tells a row's measured size. Returns how far the anchor moved, in pixels.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`], [`ListError::BadSize`], [`ListError::TooLong`].
    pub fn resize(&mut self, index: u32, size: f64) -> Result<f64, ListError> {
        self.check_index(index)?;
        let delta = length("size", size)? - self.sizes.size(index);
        self.sizes.check_growth(delta)?;
        self.sizes.grow(index, delta);
        Ok(if index < self.anchor { delta } else { 0.0 })
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

    /// Puts `count` rows of the estimated size before row `at`; at the count they come last. Returns how
    /// far the anchor moved, in pixels: also where the rows come right before it, at offset 0 too.
    ///
    /// # Errors
    /// [`ListError::PastTheEnd`], [`ListError::TooManyRows`], [`ListError::TooLong`].
    pub fn insert(&mut self, at: u32, count: u32) -> Result<f64, ListError> {
        if at > self.count() {
            return Err(ListError::PastTheEnd { index: u64::from(at), count: self.count() });
        }
        // Nothing is behind the end that could move.
        let is_before = at <= self.anchor && at < self.count();
        self.sizes.insert(at, count)?;
        if !is_before {
            return Ok(0.0);
        }
        self.anchor = self.anchor.saturating_add(count);
        Ok(self.sizes.extent(at, at.saturating_add(count)))
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
        let above = at.min(self.anchor)..end.min(self.anchor);
        let moved = self.sizes.extent(above.start, above.end);
        self.sizes.remove(at, count);
        self.anchor -= above.end - above.start;
        Ok(0.0 - moved)
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
    /// # Errors
    /// [`ListError::PastTheEnd`], [`ListError::BadOffset`].
    pub fn offset_of(&self, index: u32, align: Align, viewport: f64) -> Result<f64, ListError> {
        self.check_index(index)?;
        check_window(0.0, viewport)?;
        let (position, spare) = (self.sizes.position(index), viewport - self.sizes.size(index));
        let offset = match align {
            Align::Start => position,
            Align::Center => position - spare / 2.0,
            Align::End => position - spare,
        };
        Ok(offset.min(self.total() - viewport).max(0.0))
    }

    /// The row at an offset. A gap belongs to the row before it; before the first row it is the first,
    /// past the end the last, and 0 where there are no rows.
    ///
    /// # Errors
    /// [`ListError::BadOffset`].
    pub fn index_at(&self, offset: f64) -> Result<u32, ListError> {
        check_window(offset, 0.0)?;
        Ok(self.sizes.index_at(offset))
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
