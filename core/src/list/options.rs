//! What a list is made from.
//!
//! Bounds are checked when the list is made ([`List::new`]), so that a struct literal and JSON are refused
//! alike. Never holds anything measured.
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
use super::list::List;
use crate::json;
use crate::read::{Fault, Fields, Node};

/// How rows stand beside each other where there are several lanes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Each row goes to the lane that is shortest when it is first seen, and stays there.
    #[default]
    Waterfall,
    /// Rows fill line after line; those of a line are equally high.
    Grid,
}

/// What a list is made from. Lengths in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// How many rows there are, at most [`Options::MOST_ROWS`]; 0 by default.
    pub count: u32,
    /// How high a row is taken to be until it is measured: 1/64..=10^9; 50 by default.
    pub estimate: f64,
    /// Rows beside each other: 1..=[`Options::MOST_LANES`]; 1 by default.
    pub lanes: u32,
    /// How they stand beside each other; a waterfall by default.
    pub layout: Layout,
    /// Between two rows along the list: 0..=10^9; 0 by default.
    pub gap: f64,
    /// Between two lanes: 0..=10^9; 0 by default.
    pub cross_gap: f64,
    /// How wide the list is: 0..=10^9. Only [`Position::x`](super::Position::x) and
    /// [`List::lane_size`](super::List::lane_size) need it; 0 by default, not said.
    pub cross: f64,
    /// Rows a lane to render before and after the visible ones; 4 by default.
    pub overscan: u32,
    /// Before the first and after the last row: 0..=10^9 each; 0 by default.
    pub padding: [f64; 2],
    /// What scrolls with the list before the first padding: 0..=10^9; 0 by default.
    pub header: f64,
    /// What scrolls with the list behind the last padding: 0..=10^9; 0 by default.
    pub footer: f64,
}

impl Options {
    /// The most rows of a list: 85 MB of sizes.
    pub const MOST_ROWS: u32 = 10_000_000;
    /// The most lanes.
    pub const MOST_LANES: u32 = 32;
    /// The highest row, gap or padding, in pixels.
    pub const LARGEST: f64 = 1e9;
    /// The longest list, in pixels: below it sums of 1/64 px are exact in an `f64`. Of several lanes it
    /// is the sum of all.
    pub const LONGEST: f64 = 140_737_488_355_328.0;

    /// Reads `{ count, estimate, lanes?, layout?, gap?, crossGap?, cross?, overscan?, padding?, header?,
    /// footer? }`.
    ///
    /// # Errors
    /// [`ListError::Read`] with the path of the field. Bounds are checked by
    /// [`List::new`](super::List::new).
    pub fn read(node: &Node<'_>) -> Result<Self, ListError> {
        let fault = Fault::<ListError>::default();
        let options = Self::of(&fault.fields(node, &FIELDS));
        fault.unless(options)
    }

    fn of(fields: &Fields<'_, '_, ListError>) -> Self {
        let default = Self::default();
        let whole = |name, default: u32| {
            let found = fields.integer(name, 0, u64::from(u32::MAX));
            found.and_then(|n| u32::try_from(n).ok()).unwrap_or(default)
        };
        let pixels = |name, default: f64| {
            fields.optional(name).map_or(default, |node| length(fields, &node))
        };
        fields.required("count");
        fields.required("estimate");
        let mut padding = default.padding;
        if let Some(node) = fields.optional("padding") {
            match fields.fault.items(&node).as_slice() {
                [start, end] => padding = [length(fields, start), length(fields, end)],
                _ => fields
                    .fault
                    .wrong(&node, "two lengths: before the first row and after the last"),
            }
        }
        let layout = match fields.choice("layout", &["waterfall", "grid"]) {
            1 => Layout::Grid,
            _ => Layout::Waterfall,
        };
        Self {
            count: whole("count", default.count),
            estimate: pixels("estimate", default.estimate),
            lanes: whole("lanes", default.lanes),
            layout,
            gap: pixels("gap", default.gap),
            cross_gap: pixels("crossGap", default.cross_gap),
            cross: pixels("cross", default.cross),
            overscan: whole("overscan", default.overscan),
            padding,
            header: pixels("header", default.header),
            footer: pixels("footer", default.footer),
        }
    }
}

const FIELDS: [&str; 12] = [
    "count", "estimate", "lanes", "layout", "gap", "crossGap", "cross", "overscan", "padding",
    "header", "footer", "groups",
];

impl List {
    /// Reads what [`Options::read`] does with `groups?` beside it, or `{ restore }`: a snapshot.
    ///
    /// # Errors
    /// Those of [`Options::read`], [`List::new`], [`List::set_groups`] and [`List::restore`].
    pub fn read(node: &Node<'_>) -> Result<Self, ListError> {
        let fault = Fault::<ListError>::default();
        if node.value().get("restore").is_some() {
            let fields = fault.fields(node, &["restore"]);
            let text = fields.optional("restore").map_or("", |node| fault.text(&node));
            return Self::restore(fault.unless(text)?);
        }
        let fields = fault.fields(node, &FIELDS);
        let options = Options::of(&fields);
        let mut groups = Vec::new();
        for node in fields.optional("groups").map_or(Vec::new(), |node| fault.items(&node)) {
            let start = fault.or_keep(node.integer(0, u64::from(u32::MAX)));
            groups.extend(start.and_then(|start| u32::try_from(start).ok()));
        }
        let mut list = Self::new(fault.unless(options)?)?;
        list.set_groups(&groups)?;
        Ok(list)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            count: 0,
            estimate: 50.0,
            lanes: 1,
            layout: Layout::Waterfall,
            gap: 0.0,
            cross_gap: 0.0,
            cross: 0.0,
            overscan: 4,
            padding: [0.0; 2],
            header: 0.0,
            footer: 0.0,
        }
    }
}

fn length(fields: &Fields<'_, '_, ListError>, node: &Node<'_>) -> f64 {
    let number = node.value().as_number().and_then(json::float);
    if number.is_none() {
        fields.fault.wrong(node, "a number of pixels");
    }
    number.unwrap_or_default()
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
            ..Options::default()
        };
        assert_eq!(read(all).unwrap(), expected);
        let lanes = r#"{ "count": 9, "estimate": 90, "lanes": 3, "layout": "grid", "gap": 4, "crossGap": 6,
            "cross": 375, "header": 120.5, "footer": 40, "groups": [0] }"#;
        let expected = Options {
            count: 9,
            estimate: 90.0,
            lanes: 3,
            layout: Layout::Grid,
            gap: 4.0,
            cross_gap: 6.0,
            cross: 375.0,
            header: 120.5,
            footer: 40.0,
            ..Options::default()
        };
        assert_eq!(read(lanes).unwrap(), expected);
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
            (
                r#"{ "count": 1, "estimate": 1, "layout": "masonry" }"#,
                "input/wrong-type",
                "list.layout",
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
