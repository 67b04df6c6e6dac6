//! What a list is made from.
//!
//! Checked when the list is made ([`List::new`](super::List::new)), so that a struct literal and JSON
//! are refused alike. Never holds anything measured.
//!
//! ```
//! use tuike_core::list::{List, Options};
//! use tuike_core::read::{Node, parse};
//!
//! let json = parse("list", r#"{ "count": 10, "estimate": 96, "gap": 8, "padding": [12, 12] }"#)?;
//! let list = List::new(Options::read(&Node::root("list", &json))?)?;
//! assert_eq!(list.total(), 12.0 + 10.0 * 96.0 + 9.0 * 8.0 + 12.0);
//! # Ok::<(), tuike_core::list::ListError>(())
//! ```

use super::error::ListError;
use crate::json;
use crate::read::Node;

/// What a list is made from. Lengths in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// How many rows there are, at most [`Options::MOST_ROWS`]; 0 by default.
    pub count: u32,
    /// How high a row is taken to be until it is measured: 1/64..=10^9; 50 by default.
    pub estimate: f64,
    /// Rows beside each other; only 1.
    pub lanes: u32,
    /// Between two rows: 0..=10^9; 0 by default.
    pub gap: f64,
    /// Rows to render before and after the visible ones; 4 by default.
    pub overscan: u32,
    /// Before the first and after the last row: 0..=10^9 each; 0 by default.
    pub padding: [f64; 2],
}

impl Options {
    /// The most rows of a list: 80 MB of sizes.
    pub const MOST_ROWS: u32 = 10_000_000;
    /// The highest row, gap or padding, in pixels.
    pub const LARGEST: f64 = 1e9;
    /// The longest list, in pixels: below it sums of 1/64 px are exact in an `f64`.
    pub const LONGEST: f64 = 140_737_488_355_328.0;

    /// Reads `{ count, estimate, lanes?, gap?, overscan?, padding? }`.
    ///
    /// # Errors
    /// [`ListError::Read`] with the path of the field. Bounds are checked by
    /// [`List::new`](super::List::new).
    pub fn read(node: &Node<'_>) -> Result<Self, ListError> {
        const MOST: u64 = u32::MAX as u64;
        let object = node.object(&["count", "estimate", "lanes", "gap", "overscan", "padding"])?;
        let whole = |name, default: u32| {
            let read = object.optional(name).map(|node| node.integer(0, MOST)).transpose();
            read.map(|found| found.and_then(|n| u32::try_from(n).ok()).unwrap_or(default))
        };
        let default = Self::default();
        let padding = match object.optional("padding") {
            None => default.padding,
            Some(node) => match node.items()?.as_slice() {
                [start, end] => [length(start)?, length(end)?],
                _ => {
                    return Err(node
                        .wrong("two lengths: before the first row and after the last")
                        .into());
                }
            },
        };
        object.required("count")?;
        Ok(Self {
            count: whole("count", default.count)?,
            estimate: length(&object.required("estimate")?)?,
            lanes: whole("lanes", default.lanes)?,
            gap: object.optional("gap").map_or(Ok(default.gap), |node| length(&node))?,
            overscan: whole("overscan", default.overscan)?,
            padding,
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { count: 0, estimate: 50.0, lanes: 1, gap: 0.0, overscan: 4, padding: [0.0; 2] }
    }
}

fn length(node: &Node<'_>) -> Result<f64, ListError> {
    node.value()
        .as_number()
        .and_then(json::float)
        .ok_or_else(|| node.wrong("a number of pixels").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Coded;
    use crate::read::parse;

    fn read(text: &str) -> Result<Options, ListError> {
        Options::read(&Node::root("list", &parse("list", text).unwrap()))
    }

    #[test]
    fn all_fields_are_read() {
        let all = r#"{ "count": 100000, "estimate": 96.5, "lanes": 1, "gap": 8, "overscan": 0, "padding": [1, 2.5] }"#;
        let expected = Options {
            count: 100_000,
            estimate: 96.5,
            lanes: 1,
            gap: 8.0,
            overscan: 0,
            padding: [1.0, 2.5],
        };
        assert_eq!(read(all).unwrap(), expected);
        let least = Options { count: 3, estimate: 20.0, ..Options::default() };
        assert_eq!(read(r#"{ "count": 3, "estimate": 20 }"#).unwrap(), least);
    }

    #[test]
    fn each_mistake_names_its_field() {
        let cases = [
            ("{}", "input/missing-field", "list.count"),
            (r#"{ "count": 1 }"#, "input/missing-field", "list.estimate"),
            (r#"{ "count": -1, "estimate": 1 }"#, "input/out-of-range", "list.count"),
            (r#"{ "count": 1.5, "estimate": 1 }"#, "input/wrong-type", "list.count"),
            (r#"{ "count": 1, "estimate": "1" }"#, "input/wrong-type", "list.estimate"),
            (
                r#"{ "count": 1, "estimate": 1, "padding": [1] }"#,
                "input/wrong-type",
                "list.padding",
            ),
            (
                r#"{ "count": 1, "estimate": 1, "padding": [1, null] }"#,
                "input/wrong-type",
                "list.padding[1]",
            ),
            (r#"{ "count": 1, "estimate": 1, "lane": 2 }"#, "input/unknown-field", "list.lane"),
        ];
        for (text, code, path) in cases {
            let error = read(text).expect_err(text);
            assert_eq!(
                (error.code().as_str(), error.details().path.as_deref()),
                (code, Some(path)),
                "{text}"
            );
        }
    }
}
