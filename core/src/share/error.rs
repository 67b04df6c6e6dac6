//! Why a share was refused.

use super::SCENE_LENGTH;
use crate::code::ErrorCode;
use crate::read::ReadError;
use crate::time::Timestamp;
use crate::told::Word::{Made, Number, Text};
use crate::told::{Told, Word, tells};

/// Why a payload, a token, a base or a QR text was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShareError {
    /// The JSON of a payload or of options is wrong.
    ///
    /// ```
    /// use tuike_core::{code::Coded, read, share::Payload};
    /// let json = read::parse("payload", r#"{ "promotor": "1" }"#)?;
    /// let error = Payload::read(&read::Node::root("payload", &json)).unwrap_err();
    /// assert_eq!(error.code().as_str(), "input/unknown-field");
    /// # Ok::<(), read::ReadError>(())
    /// ```
    Read(ReadError),
    /// An id is empty or too long.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::Id};
    /// assert_eq!(Id::parse("").unwrap_err().code().as_str(), "share/bad-id");
    /// ```
    BadId {
        /// The field.
        path: String,
        /// The id.
        text: String,
        /// Bytes it may have.
        most: usize,
    },
    /// A channel's name or number that this version does not know.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::Channel};
    /// assert_eq!(Channel::parse("fax").unwrap_err().code().as_str(), "share/unknown-channel");
    /// ```
    UnknownChannel {
        /// The field.
        path: String,
        /// The name, or the number in a token.
        found: String,
    },
    /// A time outside 2024-01-01 to 2068-11-08.
    ///
    /// ```
    /// use tuike_core::share::{Channel, Id, Payload, encode};
    /// use tuike_core::{code::Coded, time::Timestamp};
    /// let (promoter, item, at) = (Id::from(1), Id::from(2), Timestamp::EPOCH);
    /// let error = encode(&Payload { promoter, item, channel: Channel::Web, at, campaign: None }).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/day-out-of-range");
    /// ```
    DayOutOfRange {
        /// The time.
        at: Timestamp,
    },
    /// Not a token: a character, a length or a field that none has.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::decode};
    /// assert_eq!(decode("hello").unwrap_err().code().as_str(), "share/malformed");
    /// ```
    Malformed {
        /// The text, cut to 80 characters.
        text: String,
    },
    /// The check symbols do not fit: mistyped, cut, or never a token.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::decode};
    /// assert_eq!(decode("0123456789abc").unwrap_err().code().as_str(), "share/check-failed");
    /// ```
    CheckFailed {
        /// The text, cut to 80 characters.
        text: String,
    },
    /// It reads well, but the same payload has another token or scene.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::decode};
    /// assert_eq!(decode("~1").unwrap_err().code().as_str(), "share/not-canonical");
    /// ```
    NotCanonical {
        /// The text, cut to 80 characters.
        text: String,
    },
    /// Of a later version of the format.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::decode};
    /// assert_eq!(decode("4100rk03").unwrap_err().code().as_str(), "share/unsupported-version");
    /// ```
    UnsupportedVersion {
        /// The text, cut to 80 characters.
        text: String,
    },
    /// A short code: only the backend that gave it out knows who shared what.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::{decode, short}};
    /// let error = decode(short(7).as_str()).unwrap_err();
    /// assert_eq!((error.code().as_str(), error.details().value.as_deref()), ("share/short-code", Some("7")));
    /// ```
    ShortCode {
        /// The number it keeps the token under.
        code: u64,
    },
    /// A signing key is too short, or its number is not 0–15 or stands twice.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::Key};
    /// assert_eq!(Key::new(1, b"secret").unwrap_err().code().as_str(), "share/bad-key");
    /// ```
    BadKey {
        /// The field.
        path: String,
        /// What is wrong with it. What it is stands in no error.
        why: &'static str,
    },
    /// The token's scene would be longer than [`SCENE_LENGTH`].
    ///
    /// ```
    /// use tuike_core::share::{Channel, Id, Payload, encode, scene};
    /// use tuike_core::{code::Coded, time::Timestamp};
    /// let at = Timestamp::from_millis(1_767_225_600_000);
    /// let (promoter, item) = (Id::from(u64::MAX), Id::parse("0190b3c1-7e2a-7cc0-8f5e-1b2c3d4e5f60")?);
    /// let token = encode(&Payload { promoter, item, channel: Channel::Web, at, campaign: None })?;
    /// let error = scene(&token).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/scene-too-long");
    /// assert_eq!(error.to_string(), "the scene has 40 characters, 8 more than the 32 allowed");
    /// # Ok::<(), tuike_core::share::ShareError>(())
    /// ```
    SceneTooLong {
        /// Characters it would have.
        length: usize,
    },
    /// A link cannot begin with this.
    ///
    /// ```
    /// use tuike_core::share::{Channel, Id, LinkOptions, Payload, encode, link};
    /// use tuike_core::{code::Coded, time::Timestamp};
    /// let at = Timestamp::from_millis(1_767_225_600_000);
    /// let (promoter, item) = (Id::from(1), Id::from(2));
    /// let token = encode(&Payload { promoter, item, channel: Channel::Link, at, campaign: None })?;
    /// let error = link(&token, &LinkOptions::to("m.example.com/s")).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/bad-base");
    /// # Ok::<(), tuike_core::share::ShareError>(())
    /// ```
    BadBase {
        /// The field.
        path: String,
        /// The base.
        base: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A template that a customer will see says what the promoter earns.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::{Reader, Words, fill}};
    /// let error = fill("赚 {earn}", &Words::default(), Reader::Customer).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/earn-shown");
    /// ```
    EarnShown {
        /// The template.
        path: String,
    },
    /// A place of a template has no such name or no value, or a brace stands alone.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::{Reader, Words, fill}};
    /// let error = fill("{titel}", &Words::default(), Reader::Customer).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/unknown-place");
    /// ```
    UnknownPlace {
        /// The template.
        path: String,
        /// What stands in the braces.
        name: String,
    },
    /// A product of a WeChat Shop without the promoter's link: its sale would not be attributed.
    ///
    /// ```
    /// use tuike_core::share::{CardProduct, CardTemplate, Channel, card, short};
    /// use tuike_core::code::Coded;
    /// let (product, template) = (CardProduct::default(), CardTemplate::default());
    /// let error = card(&product, &short(7), Channel::WechatShop, &template).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/no-promotion-link");
    /// ```
    NoPromotionLink,
    /// The token would not be found again in the phrase.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::{phrase, short}};
    /// let error = phrase(&short(7), Some("no{token}space")).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/bad-phrase");
    /// ```
    BadPhrase {
        /// The phrase.
        phrase: String,
    },
    /// A text that no QR code holds.
    ///
    /// ```
    /// use tuike_core::{code::Coded, share::{QrOptions, qr}};
    /// let error = qr(&"x".repeat(3_000), QrOptions::default()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "share/qr-too-long");
    /// assert_eq!(error.to_string(), "the QR code's text has 3000 bytes, 669 more than the 2331 it holds");
    /// ```
    QrTooLong {
        /// Bytes of the text.
        bytes: usize,
        /// Bytes of its kind that the largest allowed code of that level holds.
        most: usize,
    },
}

impl ShareError {
    /// Every code this module can give; [`ShareError::Read`] gives [`ReadError::CODES`].
    pub const CODES: [ErrorCode; 16] = [
        ErrorCode::new("share/bad-id"),
        ErrorCode::new("share/unknown-channel"),
        ErrorCode::new("share/day-out-of-range"),
        ErrorCode::new("share/malformed"),
        ErrorCode::new("share/check-failed"),
        ErrorCode::new("share/not-canonical"),
        ErrorCode::new("share/unsupported-version"),
        ErrorCode::new("share/scene-too-long"),
        ErrorCode::new("share/bad-base"),
        ErrorCode::new("share/qr-too-long"),
        ErrorCode::new("share/short-code"),
        ErrorCode::new("share/bad-key"),
        ErrorCode::new("share/earn-shown"),
        ErrorCode::new("share/unknown-place"),
        ErrorCode::new("share/no-promotion-link"),
        ErrorCode::new("share/bad-phrase"),
    ];

    /// A channel or id error at a path.
    pub(super) fn at(self, place: &str) -> Self {
        match self {
            Self::UnknownChannel { found, .. } => {
                Self::UnknownChannel { path: place.to_owned(), found }
            }
            Self::BadId { text, most, .. } => Self::BadId { path: place.to_owned(), text, most },
            Self::BadKey { why, .. } => Self::BadKey { path: place.to_owned(), why },
            Self::BadBase { base, why, .. } => Self::BadBase { path: place.to_owned(), base, why },
            other => other,
        }
    }
}

impl From<ReadError> for ShareError {
    fn from(source: ReadError) -> Self {
        Self::Read(source)
    }
}

impl core::error::Error for ShareError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read(source) => Some(source),
            Self::BadId { .. }
            | Self::UnknownChannel { .. }
            | Self::DayOutOfRange { .. }
            | Self::Malformed { .. }
            | Self::CheckFailed { .. }
            | Self::NotCanonical { .. }
            | Self::UnsupportedVersion { .. }
            | Self::ShortCode { .. }
            | Self::BadKey { .. }
            | Self::SceneTooLong { .. }
            | Self::BadBase { .. }
            | Self::EarnShown { .. }
            | Self::UnknownPlace { .. }
            | Self::NoPromotionLink
            | Self::BadPhrase { .. }
            | Self::QrTooLong { .. } => None,
        }
    }
}

tells!(ShareError);

impl ShareError {
    fn told(&self) -> Told<'_> {
        const NONE: Word<'static> = Word::None;
        let number = |number: usize| Number(number as u64);
        let (code, text, path, value, limit) = match self {
            // Says itself.
            Self::Read(_) => ("", "", NONE, NONE, NONE),
            Self::BadId { path, text, most } => (
                "share/bad-id",
                "{p}: expected {l} of text, found \"{v}\"",
                Text(path),
                Text(text),
                Made(["1 to ", &most.to_string(), " bytes"].concat()),
            ),
            Self::UnknownChannel { path, found } => (
                "share/unknown-channel",
                "{p}: unknown channel \"{v}\"",
                Text(path),
                Text(found),
                Made(super::Channel::ALL.map(super::Channel::as_str).join(", ")),
            ),
            Self::DayOutOfRange { at } => (
                "share/day-out-of-range",
                "a token names days from {l}, not {v} ms",
                Text("at"),
                Number(at.as_millis()),
                Text("2024-01-01 to 2068-11-08"),
            ),
            Self::Malformed { text } => {
                ("share/malformed", "not a share token: \"{v}\"", NONE, Text(text), NONE)
            }
            Self::CheckFailed { text } => (
                "share/check-failed",
                "mistyped or cut: the check of \"{v}\" does not fit",
                NONE,
                Text(text),
                NONE,
            ),
            Self::NotCanonical { text } => {
                ("share/not-canonical", "not the canonical form: \"{v}\"", NONE, Text(text), NONE)
            }
            Self::UnsupportedVersion { text } => (
                "share/unsupported-version",
                "of a later version, which this one cannot read: \"{v}\"",
                NONE,
                Text(text),
                NONE,
            ),
            Self::ShortCode { code } => (
                "share/short-code",
                "a short code: the backend knows what it kept under {v}",
                NONE,
                Made(code.to_string()),
                NONE,
            ),
            Self::BadKey { path, why } => ("share/bad-key", "{p} {l}", Text(path), NONE, Text(why)),
            Self::SceneTooLong { length } => (
                "share/scene-too-long",
                "the scene has {v} characters, {m} more than the {n} allowed",
                NONE,
                number(*length),
                Made([&SCENE_LENGTH.to_string(), " characters"].concat()),
            ),
            Self::BadBase { path, base, why } => {
                ("share/bad-base", "the base \"{v}\" {l}", Text(path), Text(base), Text(why))
            }
            Self::EarnShown { path } => (
                "share/earn-shown",
                "{p}: what a promoter earns is not for a customer to see",
                Text(path),
                Text("{earn}"),
                NONE,
            ),
            Self::UnknownPlace { path, name } => (
                "share/unknown-place",
                "{p}: nothing to put in place of \"{v}\" in braces; known here: {l}",
                Text(path),
                Text(name),
                Text("{title}, {price}, {token}"),
            ),
            Self::NoPromotionLink => (
                "share/no-promotion-link",
                "{p}: without it the sale is not attributed",
                Text("product.productPromotionLink"),
                NONE,
                NONE,
            ),
            Self::BadPhrase { phrase } => (
                "share/bad-phrase",
                "{p}: no reader would find the token in \"{v}\"",
                Text("text"),
                Text(phrase),
                NONE,
            ),
            Self::QrTooLong { bytes, most } => (
                "share/qr-too-long",
                "the QR code's text has {v} bytes, {m} more than the {n} it holds",
                NONE,
                number(*bytes),
                Made([&most.to_string(), " bytes"].concat()),
            ),
        };
        let over = match self {
            Self::SceneTooLong { length } => (length.saturating_sub(SCENE_LENGTH), SCENE_LENGTH),
            Self::QrTooLong { bytes, most } => (bytes.saturating_sub(*most), *most),
            _ => (0, 0),
        };
        Told { code, text, path, value, limit, over }
    }
}
