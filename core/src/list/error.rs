//! Why a list refused a call. A refused call has changed nothing.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::list::{List, Options};
//!
//! let mut list = List::new(Options { count: 3, ..Options::default() }).unwrap();
//! let error = list.resize(3, 20.0).unwrap_err();
//! assert_eq!(error.code().as_str(), "list/past-the-end");
//! assert_eq!(error.to_string(), "index: 3 is past the end of 3 rows");
//! ```

use core::fmt;

use super::options::Options;
use crate::code::{Coded, Details, ErrorCode};
use crate::read::ReadError;

/// Why a list refused a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ListError {
    /// The options have a field that is missing, unknown or of another type.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::Options, read::{Node, parse}};
    /// let json = parse("list", r#"{ "count": 1, "estimaet": 96 }"#).unwrap();
    /// let error = Options::read(&Node::root("list", &json)).unwrap_err();
    /// assert_eq!(error.code().as_str(), "input/unknown-field");
    /// ```
    Read(ReadError),
    /// A size, estimate, gap or padding that is NaN, infinite, too small or too large.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let error = List::new(Options { estimate: 0.0, ..Options::default() }).unwrap_err();
    /// assert_eq!(error.code().as_str(), "list/bad-size");
    /// ```
    BadSize {
        /// What it is the size of.
        name: &'static str,
        /// What was given.
        found: f64,
        /// What can be.
        limit: &'static str,
    },
    /// An offset or a viewport that is NaN or infinite, or a viewport below 0.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let mut list = List::new(Options::default()).unwrap();
    /// assert_eq!(list.range(f64::NAN, 640.0).unwrap_err().code().as_str(), "list/bad-offset");
    /// ```
    BadOffset {
        /// `"offset"` or `"viewport"`.
        name: &'static str,
        /// What was given.
        found: f64,
    },
    /// An index at or past the end.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let mut list = List::new(Options { count: 2, ..Options::default() }).unwrap();
    /// assert_eq!(list.remove(1, 2).unwrap_err().code().as_str(), "list/past-the-end");
    /// ```
    PastTheEnd {
        /// The first index that is not there.
        index: u64,
        /// How many rows there are.
        count: u32,
    },
    /// More than [`Options::MOST_ROWS`] rows, or more than there is memory for.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let error = List::new(Options { count: 10_000_001, ..Options::default() }).unwrap_err();
    /// assert_eq!(error.code().as_str(), "list/too-many-rows");
    /// ```
    TooManyRows {
        /// How many there would be.
        count: u64,
    },
    /// More than [`Options::LONGEST`] pixels in all.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let error = List::new(Options { count: 200_000, estimate: 1e9, ..Options::default() }).unwrap_err();
    /// assert_eq!(error.code().as_str(), "list/too-long");
    /// ```
    TooLong {
        /// How long it would be.
        total: f64,
    },
    /// A number of lanes that is not built.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let error = List::new(Options { lanes: 2, ..Options::default() }).unwrap_err();
    /// assert_eq!(error.code().as_str(), "list/unsupported-lanes");
    /// ```
    UnsupportedLanes {
        /// What was asked for.
        lanes: u32,
    },
    /// As many indexes as sizes are needed.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let mut list = List::new(Options { count: 2, ..Options::default() }).unwrap();
    /// let error = list.resize_many(&[0, 1], &[10.0]).unwrap_err();
    /// assert_eq!(error.code().as_str(), "list/lengths-differ");
    /// ```
    LengthsDiffer {
        /// How many indexes.
        indexes: usize,
        /// How many sizes.
        sizes: usize,
    },
}

impl ListError {
    /// Every code of this module; [`ListError::Read`] gives [`ReadError::CODES`].
    pub const CODES: [ErrorCode; 7] = [
        ErrorCode::new("list/bad-size"),
        ErrorCode::new("list/bad-offset"),
        ErrorCode::new("list/past-the-end"),
        ErrorCode::new("list/too-many-rows"),
        ErrorCode::new("list/too-long"),
        ErrorCode::new("list/unsupported-lanes"),
        ErrorCode::new("list/lengths-differ"),
    ];
}

impl From<ReadError> for ListError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::BadSize { name, found, limit } => {
                write!(f, "{name}: expected {limit} pixels, found {found}")
            }
            Self::BadOffset { name, found } => {
                write!(f, "{name}: expected {}, found {found}", offset_limit(name))
            }
            Self::PastTheEnd { index, count } => {
                write!(f, "index: {index} is past the end of {count} rows")
            }
            Self::TooManyRows { count } => {
                write!(
                    f,
                    "count: {count} rows are more than {} or than memory holds",
                    Options::MOST_ROWS
                )
            }
            Self::TooLong { total } => {
                write!(f, "the list would be {total} pixels long, at most {}", Options::LONGEST)
            }
            Self::UnsupportedLanes { lanes } => {
                write!(f, "lanes: only 1 is supported, found {lanes}")
            }
            Self::LengthsDiffer { indexes, sizes } => {
                write!(f, "sizes: {indexes} indexes but {sizes} sizes")
            }
        }
    }
}

impl core::error::Error for ListError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::BadSize { .. }
            | Self::BadOffset { .. }
            | Self::PastTheEnd { .. }
            | Self::TooManyRows { .. }
            | Self::TooLong { .. }
            | Self::UnsupportedLanes { .. }
            | Self::LengthsDiffer { .. } => None,
        }
    }
}

impl Coded for ListError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::Read(error) => return error.code(),
            Self::BadSize { .. } => "list/bad-size",
            Self::BadOffset { .. } => "list/bad-offset",
            Self::PastTheEnd { .. } => "list/past-the-end",
            Self::TooManyRows { .. } => "list/too-many-rows",
            Self::TooLong { .. } => "list/too-long",
            Self::UnsupportedLanes { .. } => "list/unsupported-lanes",
            Self::LengthsDiffer { .. } => "list/lengths-differ",
        })
    }

    fn details(&self) -> Details {
        let told = |path: &str, value: String, limit: String| {
            Details::of_value(&value).at(path).limited(limit)
        };
        match self {
            Self::Read(error) => error.details(),
            Self::BadSize { name, found, limit } => {
                told(name, found.to_string(), (*limit).to_owned())
            }
            Self::BadOffset { name, found } => {
                told(name, found.to_string(), offset_limit(name).to_owned())
            }
            Self::PastTheEnd { index, count } => {
                told("index", index.to_string(), format!("below {count}"))
            }
            Self::TooManyRows { count } => {
                told("count", count.to_string(), Options::MOST_ROWS.to_string())
            }
            Self::TooLong { total } => {
                told("total", total.to_string(), Options::LONGEST.to_string())
            }
            Self::UnsupportedLanes { lanes } => told("lanes", lanes.to_string(), "1".to_owned()),
            Self::LengthsDiffer { indexes, sizes } => {
                told("sizes", sizes.to_string(), indexes.to_string())
            }
        }
    }
}

fn offset_limit(name: &str) -> &'static str {
    if name == "viewport" { "a length of 0 or more" } else { "a number of pixels" }
}
