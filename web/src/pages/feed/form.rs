//! Below each other or beside each other: the two forms of the feed, and the list that each asks for.
//!
//! ```
//! use tuike_web::pages::feed::Form;
//!
//! assert_eq!((Form::Rows.options(9).lanes, Form::Tiles.options(9).lanes), (1, 2));
//! ```

use tuike_core::list::Options;

use crate::host::local;

/// Between two products, and before the first.
const GAP: f64 = 8.0;
/// Where the choice is noted on this device.
const NOTE: &str = "form";

/// How the products stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Below each other.
    #[default]
    Rows,
    /// In a waterfall.
    Tiles,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Tiles => "tiles",
        }
    }

    /// As it was chosen on this device.
    pub(super) fn noted() -> Self {
        let is_tiles = local::read(NOTE).is_some_and(|name| name == Self::Tiles.name());
        if is_tiles { Self::Tiles } else { Self::Rows }
    }

    pub(super) fn note(self) {
        local::write(NOTE, self.name());
    }

    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Rows => Self::Tiles,
            Self::Tiles => Self::Rows,
        }
    }

    /// The list of so many products.
    #[must_use]
    pub fn options(self, count: u32) -> Options {
        let (lanes, estimate) = match self {
            Self::Rows => (1, 140.0),
            Self::Tiles => (2, 290.0),
        };
        Options {
            count: count.min(Options::MOST_ROWS),
            estimate,
            lanes,
            gap: GAP,
            cross_gap: GAP,
            padding: [GAP, GAP],
            ..Options::default()
        }
    }
}
