//! Why a poster was refused.

use core::fmt;

use crate::code::{Coded, Details, ErrorCode};
use crate::read::ReadError;
use crate::share::ShareError;

/// Why a poster was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PosterError {
    /// The JSON of its data is wrong.
    ///
    /// ```
    /// use tuike_core::{code::Coded, read, share::poster};
    /// let json = read::parse("data", r#"{ "earn": "12.30" }"#)?;
    /// let error = poster::Data::read(&read::Node::root("data", &json)).unwrap_err();
    /// assert_eq!(error.to_string().split(';').next(), Some("data.earn: unknown field"));
    /// assert_eq!(error.code().as_str(), "input/unknown-field");
    /// # Ok::<(), read::ReadError>(())
    /// ```
    Read(ReadError),
    /// No template has this name.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::poster::Template};
    /// assert_eq!(Template::parse("fresco").unwrap_err().code().as_str(), "poster/unknown-template");
    /// ```
    UnknownTemplate {
        /// The name.
        found: String,
    },
    /// A text would tell a customer what the promoter earns: it has `{earn}` in it.
    ///
    /// ```
    /// use tuike_core::{code::Coded, read, share::poster};
    /// let json = read::parse("data", r#"{ "title": "分享赚 {earn}", "paid": "9.90", "link": "https://a.cn" }"#)?;
    /// let error = poster::Data::read(&read::Node::root("data", &json)).unwrap_err();
    /// assert_eq!(error.code().as_str(), "poster/shows-earn");
    /// # Ok::<(), read::ReadError>(())
    /// ```
    ShowsEarn {
        /// The field.
        path: String,
    },
    /// The link fits no QR code that this poster has room for.
    ///
    /// ```
    /// use tuike_core::{code::Coded, read, share::poster};
    /// let link = "x".repeat(3_000);
    /// let json = format!(r#"{{ "title": "口红", "paid": "9.90", "link": "{link}" }}"#);
    /// let json = read::parse("data", &json)?;
    /// let data = poster::Data::read(&read::Node::root("data", &json)).unwrap();
    /// let error = poster::poster(poster::Template::Card, &data).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/qr-too-long");
    /// # Ok::<(), read::ReadError>(())
    /// ```
    Code(ShareError),
}

impl PosterError {
    /// Every code this module can give; [`PosterError::Read`] gives [`ReadError::CODES`] and
    /// [`PosterError::Code`] one of [`ShareError::CODES`].
    pub const CODES: [ErrorCode; 2] =
        [ErrorCode::new("poster/shows-earn"), ErrorCode::new("poster/unknown-template")];
}

impl From<ReadError> for PosterError {
    fn from(source: ReadError) -> Self {
        Self::Read(source)
    }
}

impl fmt::Display for PosterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(source) => source.fmt(f),
            Self::UnknownTemplate { found } => write!(f, "no poster template \"{found}\""),
            Self::ShowsEarn { path } => {
                write!(f, "{path}: a customer must not see {{earn}}")
            }
            Self::Code(source) => source.fmt(f),
        }
    }
}

impl core::error::Error for PosterError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read(source) => Some(source),
            Self::Code(source) => Some(source),
            Self::UnknownTemplate { .. } | Self::ShowsEarn { .. } => None,
        }
    }
}

impl Coded for PosterError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Read(source) => source.code(),
            Self::UnknownTemplate { .. } => ErrorCode::new("poster/unknown-template"),
            Self::ShowsEarn { .. } => ErrorCode::new("poster/shows-earn"),
            Self::Code(source) => source.code(),
        }
    }

    fn details(&self) -> Details {
        match self {
            Self::Read(source) => source.details(),
            Self::UnknownTemplate { found } => {
                Details::of_value(found).at("template").limited("card, full, shop")
            }
            Self::ShowsEarn { path } => Details::of_value("{earn}").at(path),
            Self::Code(source) => source.details().at("data.link"),
        }
    }
}
