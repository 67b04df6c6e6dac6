//! What a virtual list is made from.

use serde::Serialize;
use tsify::Tsify;

/// What a list is made from; lengths in pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ListOptions {
    /// How many rows there are, at most 10,000,000.
    pub count: u32,
    /// How high a row is taken to be until it is measured.
    pub estimate: f64,
    /// Rows beside each other: 1 to 32; 1 where it is not said.
    #[tsify(optional)]
    pub lanes: Option<u32>,
    /// How they stand beside each other; `waterfall` where it is not said.
    #[tsify(optional)]
    pub layout: Option<ListLayout>,
    /// Between two rows along the list; 0 where it is not said.
    #[tsify(optional)]
    pub gap: Option<f64>,
    /// Between two lanes; 0 where it is not said.
    #[tsify(optional)]
    pub cross_gap: Option<f64>,
    /// How wide the list is, for `x` and `laneSize`; 0 where it is not said.
    #[tsify(optional)]
    pub cross: Option<f64>,
    /// Rows a lane to render before and after the visible ones; 4 where it is not said.
    #[tsify(optional)]
    pub overscan: Option<u32>,
    /// Before the first and after the last row; 0 where it is not said.
    #[tsify(optional)]
    pub padding: Option<[f64; 2]>,
    /// What scrolls with the list before it; 0 where it is not said.
    #[tsify(optional)]
    pub header: Option<f64>,
    /// What scrolls with the list behind it; 0 where it is not said.
    #[tsify(optional)]
    pub footer: Option<f64>,
    /// The rows that groups begin with, in order: sticky headers. One lane only.
    #[tsify(optional)]
    pub groups: Option<Vec<u32>>,
}

/// How rows stand beside each other: each in the lane that is shortest when it is first seen, or line
/// after line, those of a line equally high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum ListLayout {
    /// Each in the lane that is shortest when it is first seen; it stays there.
    Waterfall,
    /// Line after line; those of a line are equally high.
    Grid,
}
