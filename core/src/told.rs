//! An error said once: its code, its message over what it found, and its details.
//!
//! A large error enum would otherwise match its variants three times, and every message of it would be
//! formatting code of its own: 1.5 to 2.4 KB raw for each enum. Here a variant is data, and one function
//! fills the message in. Never decides anything.

use core::fmt;

use crate::code::{Details, ErrorCode, shortened};

/// What stands in a slot of a message, and in the details.
#[derive(Debug)]
pub(crate) enum Word<'a> {
    /// Nothing.
    None,
    /// A text; as a value, its first 80 characters.
    Text(&'a str),
    /// A count or a bound.
    Number(u64),
    /// What had to be put together.
    Made(String),
}

/// An error, said. In `text`, `{p}`, `{v}` and `{l}` are the path, the value and the limit; `{s}` is the
/// limit's first 80 characters, `{m}` and `{n}` are of `over`.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
    pub(crate) path: Word<'a>,
    pub(crate) value: Word<'a>,
    pub(crate) limit: Word<'a>,
    /// By how much the value passes which number, where the message says so.
    pub(crate) over: (usize, usize),
}

impl Word<'_> {
    fn text(self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Text(text) => Some(text.to_owned()),
            Self::Number(number) => Some(number.to_string()),
            Self::Made(text) => Some(text),
        }
    }
}

impl Told<'_> {
    /// The stable code.
    pub(crate) const fn code(&self) -> ErrorCode {
        ErrorCode::new(self.code)
    }

    /// The path, the value and the limit.
    pub(crate) fn details(self) -> Details {
        Details {
            path: self.path.text(),
            value: self.value.text().map(|value| shortened(&value)),
            limit: self.limit.text(),
        }
    }

    /// The message.
    pub(crate) fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, (more, most)) = (self.text, self.over);
        let details = self.details();
        let mut pieces = text.split('{');
        f.write_str(pieces.next().unwrap_or_default())?;
        for piece in pieces {
            let (slot, rest) = piece.split_once('}').unwrap_or_default();
            let limit = details.limit.as_deref().unwrap_or_default();
            match slot {
                "p" => f.write_str(details.path.as_deref().unwrap_or_default())?,
                "v" => f.write_str(details.value.as_deref().unwrap_or_default())?,
                "s" => f.write_str(&shortened(limit))?,
                "m" => f.write_str(&more.to_string())?,
                "n" => f.write_str(&most.to_string())?,
                _ => f.write_str(limit)?,
            }
            f.write_str(rest)?;
        }
        Ok(())
    }
}

/// An error of a type that can say itself; writes its `Display` and its `Coded`.
macro_rules! tells {
    ($error:ty) => {
        impl ::core::fmt::Display for $error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    Self::Read(source) => source.fmt(f),
                    _ => self.told().write(f),
                }
            }
        }

        impl $crate::code::Coded for $error {
            fn code(&self) -> $crate::code::ErrorCode {
                match self {
                    Self::Read(source) => source.code(),
                    _ => self.told().code(),
                }
            }

            fn details(&self) -> $crate::code::Details {
                match self {
                    Self::Read(source) => source.details(),
                    _ => self.told().details(),
                }
            }
        }
    };
}

pub(crate) use tells;
