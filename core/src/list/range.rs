//! Which rows are on screen and which are to be rendered.
//!
//! A row is visible when a part of it lies inside `offset .. offset + viewport` (a row of size 0, when
//! it lies inside). Never misses one, whatever the offset. Where the offset is outside the list (iOS bounces; a list has shrunk under a
//! scroll position) the rows that will be seen when it springs back are rendered too: no white flash.
//!
//! With several lanes `first` is the lowest row that ends behind the offset and `last` is one past the
//! highest that begins before the window's end: every visible row lies between, and in a waterfall a row
//! much taller than its neighbours may keep some in it that have already left the screen. Overscan is
//! counted in rows a lane; a grid's range is whole lines.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 100, estimate: 10.0, overscan: 2, ..Options::default() })?;
//! let seen = list.range(45.0, 20.0)?;
//! assert_eq!((seen.first, seen.last), (4, 7)); // 40..50, 50..60 and 60..70
//! assert_eq!((seen.start, seen.end), (2, 9)); // and two more on each side
//! assert_eq!((seen.before, seen.after, seen.total), (20.0, 910.0, 1_000.0));
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::sizes::Sizes;

/// The rows around an offset. Render `start..end` between two spaces `before` and `after` high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The first row to render.
    pub start: u32,
    /// One past the last row to render.
    pub end: u32,
    /// The first visible row.
    pub first: u32,
    /// One past the last visible row; `first` where none is visible.
    pub last: u32,
    /// Pixels before the first row to render, header and first padding included.
    pub before: f64,
    /// Pixels behind the last row to render, last padding and footer included.
    pub after: f64,
    /// `before`, the rendered rows with their gaps, and `after`.
    pub total: f64,
}

/// The rows that a window shows: `first..last`.
pub(super) fn visible(sizes: &Sizes, offset: f64, viewport: f64) -> (u32, u32) {
    let first = sizes.first_open(offset);
    if viewport > 0.0 {
        (first, sizes.begun_by(offset + viewport).max(first))
    } else {
        (first, first)
    }
}

/// `offset` and `viewport` are finite, `viewport` is not negative.
pub(super) fn range(sizes: &mut Sizes, overscan: u32, offset: f64, viewport: f64) -> Range {
    sizes.place_by(offset + viewport);
    let (first, last) = visible(sizes, offset, viewport);
    let rest = offset.min(sizes.total() - viewport).max(0.0);
    let (mut start, mut end) = (first, last);
    if rest != offset {
        sizes.place_by(rest + viewport);
        let (first, last) = visible(sizes, rest, viewport);
        (start, end) = (start.min(first), end.max(last));
    }
    let (cells, more) = (sizes.cells(), overscan.saturating_mul(sizes.lanes));
    let start = start.saturating_sub(more) / cells * cells;
    let end = end.saturating_add(more).div_ceil(cells).saturating_mul(cells).min(sizes.count());
    sizes.place_before(end);
    let total = sizes.total();
    let (before, reach) = extent(sizes, start, end);
    Range { start, end, first, last, before, after: total - reach, total }
}

/// Where the first of the rows begins and the last ends.
fn extent(sizes: &Sizes, start: u32, end: u32) -> (f64, f64) {
    if start >= end || !sizes.is_waterfall() {
        let begin = sizes.begin(start);
        let last = if start < end { sizes.begin(end - 1) + sizes.size(end - 1) } else { begin };
        return (begin, last);
    }
    let (mut first, mut last) = (f64::INFINITY, 0.0_f64);
    sizes.places(start, end, &mut |place| {
        first = first.min(place.begin);
        last = last.max(place.begin + place.size);
    });
    (first, last)
}
