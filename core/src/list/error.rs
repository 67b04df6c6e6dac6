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
    /// No lane, or more than [`Options::MOST_LANES`].
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let error = List::new(Options { lanes: 33, ..Options::default() }).unwrap_err();
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
    /// Groups that do not begin with rows of the list, in order; or several lanes.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::{List, Options}};
    /// let mut list = List::new(Options { count: 9, ..Options::default() }).unwrap();
    /// assert_eq!(list.set_groups(&[0, 5, 3]).unwrap_err().code().as_str(), "list/bad-groups");
    /// ```
    BadGroups {
        /// Which group.
        group: usize,
        /// The row it should begin with.
        found: u32,
        /// What can be.
        limit: &'static str,
    },
    /// A snapshot that is damaged, or of a version that is not known.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, list::List};
    /// assert_eq!(List::restore("BBB.A").unwrap_err().code().as_str(), "list/bad-snapshot");
    /// ```
    BadSnapshot,
}

impl ListError {
    /// Every code of this module; [`ListError::Read`] gives [`ReadError::CODES`].
    pub const CODES: [ErrorCode; 9] = [
        ErrorCode::new("list/bad-size"),
        ErrorCode::new("list/bad-offset"),
        ErrorCode::new("list/past-the-end"),
        ErrorCode::new("list/too-many-rows"),
        ErrorCode::new("list/too-long"),
        ErrorCode::new("list/unsupported-lanes"),
        ErrorCode::new("list/lengths-differ"),
        ErrorCode::new("list/bad-groups"),
        ErrorCode::new("list/bad-snapshot"),
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
                write!(f, "{name}: expected {limit}, found {}", plain(*found))
            }
            Self::BadOffset { name, found } => {
                write!(f, "{name}: expected {}, found {}", offset_limit(name), plain(*found))
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
                write!(f, "the list would be {} pixels long, at most 2^47", plain(*total))
            }
            Self::UnsupportedLanes { lanes } => {
                write!(f, "lanes: expected 1 to {}, found {lanes}", Options::MOST_LANES)
            }
            Self::LengthsDiffer { indexes, sizes } => {
                write!(f, "sizes: {indexes} indexes but {sizes} sizes")
            }
            Self::BadGroups { group, found, limit } => {
                write!(f, "groups[{group}]: expected {limit}, found {found}")
            }
            Self::BadSnapshot => f.write_str("restore: not a snapshot of this version, or damaged"),
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
            | Self::LengthsDiffer { .. }
            | Self::BadGroups { .. }
            | Self::BadSnapshot => None,
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
            Self::BadGroups { .. } => "list/bad-groups",
            Self::BadSnapshot => "list/bad-snapshot",
        })
    }

    fn details(&self) -> Details {
        let told = |path: &str, value: String, limit: String| {
            Details::of_value(&value).at(path).limited(limit)
        };
        match self {
            Self::Read(error) => error.details(),
            Self::BadSize { name, found, limit } => told(name, plain(*found), (*limit).to_owned()),
            Self::BadOffset { name, found } => {
                told(name, plain(*found), offset_limit(name).to_owned())
            }
            Self::PastTheEnd { index, count } => {
                told("index", index.to_string(), format!("below {count}"))
            }
            Self::TooManyRows { count } => {
                told("count", count.to_string(), Options::MOST_ROWS.to_string())
            }
            Self::TooLong { total } => told("total", plain(*total), "2^47".to_owned()),
            Self::UnsupportedLanes { lanes } => {
                told("lanes", lanes.to_string(), format!("1 to {}", Options::MOST_LANES))
            }
            Self::LengthsDiffer { indexes, sizes } => {
                told("sizes", sizes.to_string(), indexes.to_string())
            }
            Self::BadGroups { group, found, limit } => {
                told(&format!("groups[{group}]"), found.to_string(), (*limit).to_owned())
            }
            Self::BadSnapshot => Details::default().at("restore"),
        }
    }
}

fn offset_limit(name: &str) -> &'static str {
    if name == "viewport" { "a length of 0 or more" } else { "a number of pixels" }
}

/// A float as people read it, to six decimals. The standard library prints every float exactly, which
/// costs 9 KB that nothing else here needs.
fn plain(number: f64) -> String {
    const LARGEST: f64 = 1e15;
    let sign = if number < 0.0 { "-" } else { "" };
    let size = number.abs();
    if size.is_nan() {
        "NaN".to_owned()
    } else if size.is_infinite() {
        format!("{sign}Infinity")
    } else if size >= LARGEST {
        format!("{sign}10^15 or more")
    } else {
        let whole = size.floor();
        // Just below the next whole number six nines are as near as six decimals come.
        let micros = (((size - whole) * 1e6 + 0.5) as u32).min(999_999);
        let text = format!("{sign}{}.{micros:06}", whole as u64);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_float_is_shown_as_people_read_it() {
        let cases = [
            (0.0, "0"),
            (-1.0, "-1"),
            (0.1, "0.1"),
            (1_000_000_000.5, "1000000000.5"),
            (1e300, "10^15 or more"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
            (140_737_488_355_328.0, "140737488355328"),
            (-0.015_625, "-0.015625"),
        ];
        for (number, text) in cases {
            assert_eq!(plain(number), text);
        }
    }
}
