//! What a virtual list is made from.

use serde::Serialize;
use tsify::Tsify;

/// What a list is made from; lengths in pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct ListOptions {
    /// How many rows there are, at most 10,000,000.
    pub count: u32,
    /// How high a row is taken to be until it is measured.
    pub estimate: f64,
    /// Rows beside each other; only 1 today, and where it is not said.
    #[tsify(optional)]
    pub lanes: Option<u32>,
    /// Between two rows; 0 where it is not said.
    #[tsify(optional)]
    pub gap: Option<f64>,
    /// Rows to render before and after the visible ones; 4 where it is not said.
    #[tsify(optional)]
    pub overscan: Option<u32>,
    /// Before the first and after the last row; 0 where it is not said.
    #[tsify(optional)]
    pub padding: Option<[f64; 2]>,
}
