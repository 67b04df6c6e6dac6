//! The virtual list: a million rows of unequal height, and which of them are on screen.
//!
//! A struct that takes actions and returns results: it never measures, draws or scrolls anything,
//! and has no idea of time. One lane, top to bottom (or left to right: it only sees one axis).
//!
//! **Arithmetic.** Lengths are pixels. Every size that comes in is rounded to the nearest 1/64 px, as
//! browsers' layout does, and kept as an `f64`; totals are bounded by [`Options::LONGEST`], 2^47 px, so
//! that every sum is exact: no drift however many rows are resized however often.
//!
//! **Cost.** `resize`, `range`, `offset_of`, `index_at` are O(log n); `total` and a row's size are
//! O(1). Rows appended or dropped at the end cost O(1) each. `insert` and `remove` elsewhere move what
//! lies behind: O(n − at + count), a few milliseconds for a prepend to a million rows. Memory is 8 bytes
//! a row.
//!
//! **Edges.**
//!
//! | given | what happens |
//! |---|---|
//! | a size, gap or padding that is NaN, negative, infinite or over 10^9 | `list/bad-size` |
//! | an estimate of 0 (or below 1/64) | `list/bad-size`: every row would be visible at once |
//! | a measured size of 0 | taken: a row that is folded away |
//! | an offset or viewport that is NaN or infinite, a negative viewport | `list/bad-offset` |
//! | an index past the end | `list/past-the-end` |
//! | an offset before the start or past the end | what is still in sight; around it the rows that will be seen when it springs back |
//! | a viewport of 0 | nothing is visible; the overscan around the offset still is to be rendered |
//! | no rows | an empty range; the total is the padding; `index_at` is 0 |
//! | overscan larger than the list | all rows |
//! | more than [`Options::MOST_ROWS`] rows | `list/too-many-rows` |
//! | lanes other than 1 | `list/unsupported-lanes` |
//!
//! A refused call changes nothing.
//!
//! ```
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 100_000, estimate: 96.0, gap: 8.0, ..Options::default() })?;
//! let seen = list.range(520_000.0, 640.0)?;
//! assert_eq!((seen.first, seen.last), (5_000, 5_007));
//! // A row above turns out taller: scrollTop must grow by as much, and nothing jumps.
//! assert_eq!(list.resize(17, 120.5)?, 24.5);
//! assert_eq!(list.total(), 100_000.0 * 104.0 - 8.0 + 24.5);
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```
//!
//! | file | what |
//! |---|---|
//! | `options.rs` | count, estimate, gap, padding, overscan |
//! | `fenwick.rs` | sizes in a tree of prefix sums |
//! | `sizes.rs` | rows and gaps and padding: index to offset and back |
//! | `list.rs` | the list: resize, insert, remove, corrections |
//! | `range.rs` | which rows are visible and which to render |
//! | `error.rs` | what can be wrong |

mod error;
mod exposure;
mod groups;
mod level;
#[expect(clippy::module_inception, reason = "list/list.rs is where one looks for the list")]
mod list;
mod options;
mod range;
mod sizes;
mod snapshot;
mod tree;
mod waterfall;

pub use error::ListError;
pub use groups::Pinned;
pub use list::{Align, List, Position};
pub use options::{Layout, Options};
pub use range::Range;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod oracle;
