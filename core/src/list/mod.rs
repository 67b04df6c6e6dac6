//! The virtual list: a million rows of unequal height, and which of them are on screen.
//!
//! A struct that takes actions and returns results: it never measures, draws or scrolls anything, and
//! has no clock. It sees one axis: top to bottom, or, for a list that lies, left to right (give it widths
//! and `scrollLeft`; from right to left, `-scrollLeft`); across it there are [`Options::lanes`].
//!
//! **Arithmetic.** Lengths are pixels. Every size that comes in is rounded to the nearest 1/64 px, as
//! browsers' layout does, and kept as an `f64`; totals are bounded by [`Options::LONGEST`], 2^47 px, so
//! that every sum is exact: no drift however many rows are resized however often, and the anchor moves
//! by exactly what a change says.
//!
//! **Cost.** Sizes are in a counted B+-tree (`tree.rs`; it took the place of a Fenwick tree, in which an
//! insertion at the head moved every row). `n` rows, `m` of them in or out:
//!
//! | call | cost |
//! |---|---|
//! | `resize`, `offset_of`, `index_at`, `size_of`, `lane_of` | O(log n) |
//! | `range` | O(log n); of a waterfall and the rows it renders |
//! | `insert`, `remove`, `set_count`, at any place | O(m + log n); and the groups and stretches of seen rows behind it |
//! | `total` | O(lanes) |
//! | `positions` | O(rows shown + log n) |
//! | of waterfall rows not yet seen: `offset_of`, `lane_of`, `index_at` | and the rows that wait before it |
//! | `snapshot`, `restore` | O(n) |
//!
//! Memory: 10 to 12 MB for 1,000,000 rows, room for an eighth more included.
//!
//! **Header and footer** scroll with the list; offsets count from the header's top. A header that
//! grows while it is in sight pushes the rows down; one that is out of sight moves the anchor, and that
//! is returned.
//!
//! **Edges.** A refused call changes nothing.
//!
//! | given | what happens |
//! |---|---|
//! | a size, gap, padding, header, footer or width that is NaN, negative, infinite or over 10^9 | `list/bad-size` |
//! | an estimate of 0 (or below 1/128, which is rounded to 0) | `list/bad-size`: every row would be visible at once |
//! | a measured size of 0 | taken: a row that is folded away |
//! | an offset or viewport that is NaN or infinite, a negative viewport | `list/bad-offset` |
//! | an index past the end | `list/past-the-end`; `positions` leaves it out |
//! | an offset before the start or past the end | what is still in sight; around it the rows that will be seen when it springs back |
//! | a viewport of 0 | nothing is visible; the overscan around the offset still is to be rendered |
//! | no rows | an empty range; the total is header, padding and footer; `index_at` is 0 |
//! | overscan larger than the list | all rows |
//! | more than [`Options::MOST_ROWS`] rows | `list/too-many-rows` |
//! | rows, of all lanes together, longer than [`Options::LONGEST`] | `list/too-long` |
//! | no lane, or more than [`Options::MOST_LANES`] | `list/unsupported-lanes` |
//! | fewer sizes than indexes, or more | `list/lengths-differ` |
//! | groups out of order, past the end, or where there are several lanes | `list/bad-groups` |
//! | a snapshot that is damaged or of another version | `list/bad-snapshot` |
//! | an exposure ratio that is not above 0 and at most 1 | `list/bad-size` |
//! | a clock that steps back | rows in sight begin their wait anew |
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
//! | `options.rs` | count, estimate, lanes, gaps, padding, header and footer |
//! | `level.rs`, `tree.rs` | sizes in a counted B+-tree |
//! | `sizes.rs` | rows in their lanes, gaps and padding: index to offset and back |
//! | `waterfall.rs` | which lane a row goes to, and when |
//! | `list.rs` | the list: resize, insert, remove, corrections |
//! | `range.rs` | which rows are visible and which to render |
//! | `groups.rs` | sticky headers |
//! | `exposure.rs` | which rows were seen long enough |
//! | `snapshot.rs` | the list as a text, and back |
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
