//! Reading configuration: JSON in, typed values out, and errors that name the field.
//!
//! A [`Node`] is a JSON value that knows its path. Plans, profiles and share payloads are read with
//! it; an unknown field is an error with its path, so that a typing mistake never becomes a silent
//! default. Server data is *not* read with it: unknown fields there are ignored.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::read;
//!
//! let json = read::parse("plan", r#"{ "rules": [ { "lvels": [] } ] }"#)?;
//! let plan = read::Node::root("plan", &json).object(&["rules"])?;
//! let rule = plan.required("rules")?.items()?.remove(0);
//! let error = rule.object(&["levels"]).unwrap_err();
//! assert_eq!(error.to_string(), "plan.rules[0].lvels: unknown field; known here: levels");
//! assert_eq!(error.code().as_str(), "input/unknown-field");
//! # Ok::<(), read::ReadError>(())
//! ```

mod fields;
mod money;

use core::fmt;

use serde_json::{Map, Value};

use crate::code::{Coded, Details, ErrorCode, shortened};
use crate::json;
use crate::money::{Currency, Money, MoneyError, Rate};
use crate::time::{Span, Timestamp};

pub(crate) use fields::{Fault, Fields};

/// The last millisecond of the year 9999.
pub(crate) const LAST_MILLISECOND: u64 = 253_402_300_799_999;

/// Parses a JSON text; `name` is what errors call it.
///
/// # Errors
/// [`ReadError::NotJson`].
pub fn parse(name: &str, text: &str) -> Result<Value, ReadError> {
    json::parse(text).map_err(|error| ReadError::NotJson {
        path: name.to_owned(),
        line: error.line,
        column: error.column,
        found: text.to_owned(),
    })
}

/// A JSON value and the path that leads to it.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    path: String,
    value: &'a Value,
}

/// A JSON object all of whose fields are known.
#[derive(Clone, Debug)]
pub struct Object<'a> {
    path: String,
    fields: &'a Map<String, Value>,
}

impl<'a> Node<'a> {
    /// The top of a document; `name` begins every path.
    #[must_use]
    pub fn root(name: &str, value: &'a Value) -> Self {
        Self { path: name.to_owned(), value }
    }

    /// Where this value is.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The JSON value itself.
    #[must_use]
    pub const fn value(&self) -> &'a Value {
        self.value
    }

    /// The object here, whose fields must all be in `known`.
    ///
    /// # Errors
    /// [`ReadError::WrongType`], [`ReadError::UnknownField`].
    pub fn object(&self, known: &[&'static str]) -> Result<Object<'a>, ReadError> {
        let object = self.open_object()?;
        match object.fields.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(ReadError::UnknownField {
                path: join(&self.path, name),
                known: known.join(", "),
            }),
            None => Ok(object),
        }
    }

    /// The object here, with any fields: a map from names the caller chose.
    ///
    /// # Errors
    /// [`ReadError::WrongType`].
    pub fn open_object(&self) -> Result<Object<'a>, ReadError> {
        match self.value {
            Value::Object(fields) => Ok(Object { path: self.path.clone(), fields }),
            _ => Err(self.wrong("an object")),
        }
    }

    /// The items of the array here.
    ///
    /// # Errors
    /// [`ReadError::WrongType`].
    pub fn items(&self) -> Result<Vec<Node<'a>>, ReadError> {
        match self.value {
            Value::Array(items) => Ok(items
                .iter()
                .enumerate()
                .map(|(i, value)| Node {
                    path: [&self.path, "[", &i.to_string(), "]"].concat(),
                    value,
                })
                .collect()),
            _ => Err(self.wrong("an array")),
        }
    }

    /// The text here.
    ///
    /// # Errors
    /// [`ReadError::WrongType`].
    pub fn text(&self) -> Result<&'a str, ReadError> {
        self.value.as_str().ok_or_else(|| self.wrong("a text"))
    }

    /// The text here, which must not be empty.
    ///
    /// # Errors
    /// [`ReadError::WrongType`].
    pub fn nonempty_text(&self) -> Result<&'a str, ReadError> {
        self.text()?
            .is_empty()
            .then(|| self.wrong("a text that is not empty"))
            .map_or_else(|| self.text(), Err)
    }

    /// The boolean here.
    ///
    /// # Errors
    /// [`ReadError::WrongType`].
    pub fn boolean(&self) -> Result<bool, ReadError> {
        self.value.as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    /// The whole number here, in `min..=max`.
    ///
    /// # Errors
    /// [`ReadError::WrongType`], [`ReadError::OutOfRange`].
    pub fn integer(&self, min: u64, max: u64) -> Result<u64, ReadError> {
        let out_of_range = || ReadError::OutOfRange {
            path: self.path.clone(),
            found: self.value.to_string(),
            limit: format!("{min}..={max}"),
        };
        let Value::Number(number) = self.value else { return Err(self.wrong("a whole number")) };
        let found =
            number.as_u64().or_else(|| whole_float(json::float(number)?)).ok_or_else(|| {
                if number.is_i64() { out_of_range() } else { self.wrong("a whole number") }
            })?;
        if (min..=max).contains(&found) { Ok(found) } else { Err(out_of_range()) }
    }

    /// The time here, in milliseconds since the Unix epoch.
    ///
    /// # Errors
    /// [`ReadError::WrongType`], [`ReadError::OutOfRange`].
    pub fn timestamp(&self) -> Result<Timestamp, ReadError> {
        self.integer(0, LAST_MILLISECOND).map(Timestamp::from_millis)
    }

    /// The span here, such as `"6h"`.
    ///
    /// # Errors
    /// [`ReadError::WrongType`].
    pub fn span(&self) -> Result<Span, ReadError> {
        self.value
            .as_str()
            .and_then(Span::parse)
            .ok_or_else(|| self.wrong("a span such as \"30s\" or \"6h\""))
    }

    /// The amount here, a decimal text in the major unit.
    ///
    /// # Errors
    /// [`ReadError::WrongType`], [`ReadError::Money`].
    pub fn money(&self, currency: Currency) -> Result<Money, ReadError> {
        let text =
            self.value.as_str().ok_or_else(|| self.wrong("a decimal text such as \"199.00\""))?;
        Money::parse(text, currency).map_err(|error| self.money_error(error))
    }

    /// The rate here, a decimal text of a fraction.
    ///
    /// # Errors
    /// [`ReadError::WrongType`], [`ReadError::Money`].
    pub fn rate(&self) -> Result<Rate, ReadError> {
        let text =
            self.value.as_str().ok_or_else(|| self.wrong("a decimal text such as \"0.15\""))?;
        Rate::parse(text).map_err(|error| self.money_error(error))
    }

    /// One of the named choices.
    ///
    /// # Errors
    /// [`ReadError::WrongType`] with the choices.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, ReadError> {
        let text = self.value.as_str();
        choices.iter().find(|(name, _)| Some(*name) == text).map(|(_, choice)| *choice).ok_or_else(
            || {
                let names: Vec<String> =
                    choices.iter().map(|(name, _)| format!("\"{name}\"")).collect();
                self.wrong(&names.join(" or "))
            },
        )
    }

    /// The error that something else was expected here.
    #[must_use]
    pub fn wrong(&self, expected: &str) -> ReadError {
        ReadError::WrongType {
            path: self.path.clone(),
            expected: expected.to_owned(),
            found: shortened(&self.value.to_string()),
        }
    }

    /// A money error that happened here.
    #[must_use]
    pub fn money_error(&self, source: MoneyError) -> ReadError {
        ReadError::Money { path: self.path.clone(), source }
    }
}

impl<'a> Object<'a> {
    /// Where this object is.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A field that may be missing; `null` counts as missing.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<Node<'a>> {
        match self.fields.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => Some(Node { path: join(&self.path, name), value }),
        }
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// [`ReadError::MissingField`].
    pub fn required(&self, name: &str) -> Result<Node<'a>, ReadError> {
        self.optional(name).ok_or_else(|| ReadError::MissingField { path: join(&self.path, name) })
    }

    /// All fields with their names.
    pub fn fields(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), Node { path: join(&self.path, name), value }))
    }
}

/// Why a configuration was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not JSON.
    NotJson {
        /// What was read.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The text.
        found: String,
    },
    /// A field that means nothing here.
    UnknownField {
        /// The field.
        path: String,
        /// The fields that do.
        known: String,
    },
    /// A field that must be there is not.
    MissingField {
        /// The field.
        path: String,
    },
    /// Another kind of value was expected.
    WrongType {
        /// The field.
        path: String,
        /// What was expected.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A number outside its bounds.
    OutOfRange {
        /// The field.
        path: String,
        /// What is there.
        found: String,
        /// The bounds.
        limit: String,
    },
    /// An amount or a rate was refused.
    Money {
        /// The field.
        path: String,
        /// Why.
        source: MoneyError,
    },
}

impl ReadError {
    /// Every code this module can give; [`ReadError::Money`] gives [`MoneyError::CODES`].
    pub const CODES: [ErrorCode; 5] = [
        ErrorCode::new("input/not-json"),
        ErrorCode::new("input/unknown-field"),
        ErrorCode::new("input/missing-field"),
        ErrorCode::new("input/wrong-type"),
        ErrorCode::new("input/out-of-range"),
    ];
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { path, line, column, .. } => {
                write!(f, "{path}: not JSON from line {line}, column {column}")
            }
            Self::UnknownField { path, known } => {
                write!(f, "{path}: unknown field; known here: {known}")
            }
            Self::MissingField { path } => write!(f, "{path}: missing"),
            Self::WrongType { path, expected, found } => {
                write!(f, "{path}: expected {expected}, found {found}")
            }
            Self::OutOfRange { path, found, limit } => {
                write!(f, "{path}: {found} is outside {limit}")
            }
            Self::Money { path, source } => write!(f, "{path}: {source}"),
        }
    }
}

impl core::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Money { source, .. } => Some(source),
            Self::NotJson { .. }
            | Self::UnknownField { .. }
            | Self::MissingField { .. }
            | Self::WrongType { .. }
            | Self::OutOfRange { .. } => None,
        }
    }
}

impl Coded for ReadError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::NotJson { .. } => "input/not-json",
            Self::UnknownField { .. } => "input/unknown-field",
            Self::MissingField { .. } => "input/missing-field",
            Self::WrongType { .. } => "input/wrong-type",
            Self::OutOfRange { .. } => "input/out-of-range",
            Self::Money { source, .. } => return source.code(),
        })
    }

    fn details(&self) -> Details {
        match self {
            Self::NotJson { path, found, .. } => Details::of_value(found).at(path),
            Self::UnknownField { path, known } => Details::default().at(path).limited(known),
            Self::MissingField { path } => Details::default().at(path),
            Self::WrongType { path, expected, found } => {
                Details::of_value(found).at(path).limited(expected)
            }
            Self::OutOfRange { path, found, limit } => {
                Details::of_value(found).at(path).limited(limit)
            }
            Self::Money { path, source } => source.details().at(path),
        }
    }
}

/// Not `format!`: every field that is read has a path.
fn join(path: &str, name: &str) -> String {
    [path, ".", name].concat()
}

/// JavaScript writes a large whole number as `1e21` and may write `5.0`.
fn whole_float(number: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && (0.0..=EXACT).contains(&number)).then_some(number as u64)
}

#[cfg(test)]
mod tests;
