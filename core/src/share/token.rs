//! Payload to token and back. The parent module's docs draw the bits.

use core::fmt;

use super::bits::{BitReader, BitWriter};
use super::check::{CHECK_SYMBOLS, check_of, holds, letter_of, symbol_of};
use super::id::{read_number, write_number};
use super::{Channel, Id, Payload, ShareError, scene};
use crate::code::shortened;
use crate::time::{DAY_MILLIS, Timestamp};

/// Days from the Unix epoch to 2024-01-01, day 0 of a token.
const FIRST_DAY: u64 = 19_723;
/// The last day a token can name, counted from [`FIRST_DAY`].
const LAST_DAY: u64 = (1 << 14) - 1;

const FORM_NUMBERS: u64 = 1;
const FORM_ANY: u64 = 3;

/// A share token in its one canonical form: URL-safe ASCII, 12 to 270 characters.
///
/// ```
/// use tuike_core::share::{Channel, Id, Payload, Token, encode};
/// use tuike_core::time::Timestamp;
///
/// let at = Timestamp::from_millis(1_767_225_600_000);
/// let (promoter, item) = (Id::from(7), Id::from(42));
/// let token = encode(&Payload { promoter, item, channel: Channel::Web, at, campaign: None })?;
/// assert_eq!(token, Token::parse(token.as_str())?);
/// assert_eq!(token.as_str().len(), 13);
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Token(String);

impl Token {
    /// The longest token, in characters.
    pub const MAX_LENGTH: usize = 270;
    const MIN_LENGTH: usize = 12;

    /// Takes a token or a scene that [`decode`] accepts.
    ///
    /// # Errors
    /// As [`decode`].
    pub fn parse(text: &str) -> Result<Self, ShareError> {
        read(text).map(|(token, _)| token)
    }

    /// The token's characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes a payload's one token.
///
/// # Errors
/// [`ShareError::DayOutOfRange`]; [`ShareError::BadId`] for a campaign that is too long.
pub fn encode(payload: &Payload) -> Result<Token, ShareError> {
    let day = payload.at.day().checked_sub(FIRST_DAY).filter(|day| *day <= LAST_DAY);
    let day = day.ok_or(ShareError::DayOutOfRange { at: payload.at })?;
    let channel = u64::from(payload.channel.number());
    let mut body = BitWriter::default();
    match (payload.promoter.number(), payload.item.number(), &payload.campaign) {
        (Some(promoter), Some(item), None) => {
            body.push(FORM_NUMBERS, 2);
            body.push(channel, 5);
            body.push(day, 14);
            write_number(promoter, &mut body);
            body.push_rest(item);
        }
        (_, _, campaign) => {
            if let Some(campaign) =
                campaign.as_ref().filter(|c| c.length() > Payload::CAMPAIGN_BYTES)
            {
                return Err(ShareError::BadId {
                    path: "campaign".to_owned(),
                    text: campaign.to_string(),
                    most: Payload::CAMPAIGN_BYTES,
                });
            }
            body.push(FORM_ANY, 2);
            body.push(0, 1);
            body.push(u64::from(campaign.is_some()), 1);
            body.push(payload.promoter.kind(), 2);
            body.push(payload.item.kind(), 2);
            body.push(channel, 5);
            body.push(day, 14);
            payload.promoter.write(&mut body);
            payload.item.write(&mut body);
            if let Some(campaign) = campaign {
                body.push(campaign.kind(), 2);
                campaign.write(&mut body);
            }
        }
    }
    Ok(Token::of_body(&body.into_symbols()))
}

impl Token {
    /// A body and its check.
    fn of_body(body: &[u8]) -> Self {
        Self(body.iter().copied().chain(check_of(body)).map(letter_of).collect())
    }
}

/// Reads a token, or a scene, which says the same.
///
/// # Errors
/// [`ShareError::Malformed`], [`ShareError::CheckFailed`], [`ShareError::NotCanonical`],
/// [`ShareError::UnsupportedVersion`], [`ShareError::UnknownChannel`].
pub fn decode(text: &str) -> Result<Payload, ShareError> {
    read(text).map(|(_, payload)| payload)
}

/// The token and what it says.
pub(super) fn read(text: &str) -> Result<(Token, Payload), ShareError> {
    match scene::token_of(text)? {
        Some(token) => read_token(&token),
        None => read_token(text),
    }
}

/// Whether a token carries a signature, good or not: form 2, or form 3 with its third bit set.
pub(super) fn is_signed(token: &Token) -> bool {
    let first = token.as_str().bytes().next().and_then(symbol_of).unwrap_or_default();
    first & 3 == 2 || first & 7 == 7
}

fn read_token(text: &str) -> Result<(Token, Payload), ShareError> {
    let malformed = || ShareError::Malformed { text: shortened(text) };
    if !(Token::MIN_LENGTH..=Token::MAX_LENGTH).contains(&text.len()) {
        return Err(malformed());
    }
    let symbols = text.bytes().map(symbol_of).collect::<Option<Vec<u8>>>().ok_or_else(malformed)?;
    if !holds(&symbols) {
        return Err(ShareError::CheckFailed { text: shortened(text) });
    }
    let body = symbols.get(..symbols.len() - CHECK_SYMBOLS).unwrap_or_default();
    let payload = match parse_body(body).ok_or_else(malformed)? {
        Body::Later => return Err(ShareError::UnsupportedVersion { text: shortened(text) }),
        Body::Known { channel, day, promoter, item, campaign } => {
            let channel = Channel::of_number(channel)?;
            let at = Timestamp::from_millis((FIRST_DAY + day) * DAY_MILLIS);
            Payload { promoter, item, channel, at, campaign }
        }
    };
    match encode(&payload) {
        Ok(token) if token.as_str() == text => Ok((token, payload)),
        Ok(_) | Err(_) => Err(ShareError::NotCanonical { text: shortened(text) }),
    }
}

enum Body {
    /// Form 0, or signed: for a later version.
    Later,
    Known {
        channel: u64,
        day: u64,
        promoter: Id,
        item: Id,
        campaign: Option<Id>,
    },
}

/// `None` where the bits end early or a field holds what it never can.
fn parse_body(body: &[u8]) -> Option<Body> {
    let mut bits = BitReader::new(body);
    match bits.take(2)? {
        FORM_NUMBERS => {
            let (channel, day) = (bits.take(5)?, bits.take(14)?);
            let promoter = read_number(&mut bits)?.into();
            let item = bits.take_rest()?.into();
            Some(Body::Known { channel, day, promoter, item, campaign: None })
        }
        FORM_ANY => {
            let (signed, has_campaign) = (bits.take(1)?, bits.take(1)?);
            if signed == 1 {
                return Some(Body::Later);
            }
            let (promoter_kind, item_kind) = (bits.take(2)?, bits.take(2)?);
            let (channel, day) = (bits.take(5)?, bits.take(14)?);
            let promoter = Id::read(promoter_kind, &mut bits)?;
            let item = Id::read(item_kind, &mut bits)?;
            let mut campaign = None;
            if has_campaign == 1 {
                let kind = bits.take(2)?;
                campaign = Some(Id::read(kind, &mut bits)?);
            }
            Some(Body::Known { channel, day, promoter, item, campaign })
        }
        // 0 is a later version's, 2 is the signed form 1: see "Kept for signatures".
        _ => Some(Body::Later),
    }
}
