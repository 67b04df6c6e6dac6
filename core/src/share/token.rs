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

const FORM_SHORT: u32 = 0;
const FORM_NUMBERS: u32 = 1;
const FORM_SIGNED_NUMBERS: u32 = 2;
/// Symbols of the shortest form 0 body.
const SHORT_BODY: usize = 4;
/// Bits of a tag.
pub(super) const TAG_BITS: u32 = 48;

/// A share token in its one canonical form: URL-safe ASCII, 8 to 280 characters.
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
/// assert_eq!(token.key_id(), None); // unsigned
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    text: String,
    key_id: Option<u8>,
}

impl Token {
    /// The longest token, in characters.
    pub const MAX_LENGTH: usize = 280;
    pub(super) const MIN_LENGTH: usize = SHORT_BODY + CHECK_SYMBOLS;

    /// Takes a token or a scene that [`decode`] accepts, or one of a short code.
    ///
    /// # Errors
    /// As [`decode`], but for [`ShareError::ShortCode`].
    pub fn parse(text: &str) -> Result<Self, ShareError> {
        read(text).map(|(token, _)| token)
    }

    /// The token's characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number of the key it says it was signed with; `None` where it is not signed. That it says
    /// so proves nothing: [`super::verify`] does.
    #[must_use]
    pub const fn key_id(&self) -> Option<u8> {
        self.key_id
    }

    /// A body and its check.
    fn of_body(body: &[u8], key_id: Option<u8>) -> Self {
        let text = body.iter().copied().chain(check_of(body)).map(letter_of).collect();
        Self { text, key_id }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a signed token has besides its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// 0–15.
    pub(super) key_id: u8,
    /// [`TAG_BITS`] bits.
    pub(super) tag: u64,
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Share {
        payload: Payload,
        seal: Option<Seal>,
    },
    /// A number that a backend resolves.
    Short(u64),
}

/// Writes a payload's one unsigned token.
///
/// # Errors
/// [`ShareError::DayOutOfRange`]; [`ShareError::BadId`] for a campaign that is too long.
pub fn encode(payload: &Payload) -> Result<Token, ShareError> {
    sealed(payload, None)
}

/// Writes a payload's token with or without a signature.
pub(super) fn sealed(payload: &Payload, seal: Option<Seal>) -> Result<Token, ShareError> {
    let day = payload.at.day().checked_sub(FIRST_DAY).filter(|day| *day <= LAST_DAY);
    let day = day.ok_or(ShareError::DayOutOfRange { at: payload.at })?;
    sealed_on(day as u32, payload, seal)
}

/// The same where the day is known: a 64-bit division is slow in the JavaScript tier.
fn sealed_on(day: u32, payload: &Payload, seal: Option<Seal>) -> Result<Token, ShareError> {
    let Payload { promoter, item, channel, campaign, .. } = payload;
    let channel_and_day = u64::from(u32::from(channel.number()) | day << 5);
    let mut body = BitWriter::default();
    let key_id = seal.map(|seal| seal.key_id);
    if let (Some(promoter), Some(item), None) = (promoter.number(), item.number(), campaign) {
        match seal {
            None => body.push(u64::from(FORM_NUMBERS), 2),
            Some(seal) => {
                body.push(u64::from(FORM_SIGNED_NUMBERS | u32::from(seal.key_id) << 2), 6)
            }
        }
        body.push(channel_and_day, 19);
        write_number(promoter, &mut body);
        if let Some(seal) = seal {
            body.push(seal.tag, TAG_BITS);
        }
        body.push_rest(item);
        return Ok(Token::of_body(&body.into_symbols(), key_id));
    }
    if let Some(campaign) = campaign.as_ref().filter(|c| c.length() > Payload::CAMPAIGN_BYTES) {
        return Err(ShareError::BadId {
            path: "campaign".to_owned(),
            text: campaign.to_string(),
            most: Payload::CAMPAIGN_BYTES,
        });
    }
    let flags = u64::from(seal.is_some()) | u64::from(campaign.is_some()) << 1;
    body.push(3 | flags << 2 | promoter.kind() << 4 | item.kind() << 6, 8);
    body.push(channel_and_day, 19);
    if let Some(seal) = seal {
        body.push(u64::from(seal.key_id), 4);
        body.push(seal.tag, TAG_BITS);
    }
    promoter.write(&mut body);
    item.write(&mut body);
    if let Some(campaign) = campaign {
        body.push(campaign.kind(), 2);
        campaign.write(&mut body);
    }
    Ok(Token::of_body(&body.into_symbols(), key_id))
}

/// The token of a short code: see [`super::short`].
pub(super) fn short_token(code: u64) -> Token {
    let mut body = BitWriter::default();
    body.push(u64::from(FORM_SHORT), 5);
    body.push_rest(code);
    let mut symbols = body.into_symbols();
    symbols.resize(symbols.len().max(SHORT_BODY), 0);
    Token::of_body(&symbols, None)
}

/// Reads a token, or a scene, which says the same. Signed or not: it tells what the token says, not
/// whether that is true.
///
/// # Errors
/// [`ShareError::Malformed`], [`ShareError::CheckFailed`], [`ShareError::NotCanonical`],
/// [`ShareError::UnsupportedVersion`], [`ShareError::UnknownChannel`], [`ShareError::ShortCode`].
pub fn decode(text: &str) -> Result<Payload, ShareError> {
    open(text).map(|(_, payload)| payload)
}

/// The token in its canonical form, also of a scene, and what it says.
///
/// # Errors
/// As [`decode`].
pub fn open(text: &str) -> Result<(Token, Payload), ShareError> {
    match read(text)? {
        (token, Said::Share { payload, .. }) => Ok((token, payload)),
        (_, Said::Short(code)) => Err(ShareError::ShortCode { code }),
    }
}

/// The token and what it says.
pub(super) fn read(text: &str) -> Result<(Token, Said), ShareError> {
    let Some(token) = scene::token_of(text)? else { return read_token(text) };
    let read = read_token(&token)?;
    match scene::scene(&read.0) {
        Ok(scene) if scene == text => Ok(read),
        Ok(_) | Err(_) => Err(ShareError::NotCanonical { text: shortened(text) }),
    }
}

fn read_token(text: &str) -> Result<(Token, Said), ShareError> {
    let malformed = || ShareError::Malformed { text: shortened(text) };
    if !(Token::MIN_LENGTH..=Token::MAX_LENGTH).contains(&text.len()) {
        return Err(malformed());
    }
    let symbols = text.bytes().map(symbol_of).collect::<Option<Vec<u8>>>().ok_or_else(malformed)?;
    if !holds(&symbols) {
        return Err(ShareError::CheckFailed { text: shortened(text) });
    }
    let body = symbols.get(..symbols.len() - CHECK_SYMBOLS).unwrap_or_default();
    let (token, said) = match parse_body(body).ok_or_else(malformed)? {
        Body::Later => return Err(ShareError::UnsupportedVersion { text: shortened(text) }),
        Body::Short(code) => (Ok(short_token(code)), Said::Short(code)),
        Body::Share { channel, day, promoter, item, campaign, seal } => {
            let channel = Channel::of_number(channel)?;
            let at = Timestamp::from_millis((FIRST_DAY + u64::from(day)) * DAY_MILLIS);
            let payload = Payload { promoter, item, channel, at, campaign };
            (sealed_on(day, &payload, seal), Said::Share { payload, seal })
        }
    };
    match token {
        Ok(token) if token.as_str() == text => Ok((token, said)),
        Ok(_) | Err(_) => Err(ShareError::NotCanonical { text: shortened(text) }),
    }
}

enum Body {
    /// Form 0 of a kind that this version does not know.
    Later,
    Short(u64),
    Share {
        channel: u32,
        day: u32,
        promoter: Id,
        item: Id,
        campaign: Option<Id>,
        seal: Option<Seal>,
    },
}

/// `None` where the bits end early or a field holds what it never can.
fn parse_body(body: &[u8]) -> Option<Body> {
    let mut bits = BitReader::new(body);
    let form = bits.take_word(2)?;
    if form == FORM_SHORT {
        let kind = bits.take_word(3)?;
        return Some(if kind == 0 { Body::Short(bits.take_rest()?) } else { Body::Later });
    }
    let flags = match form {
        FORM_NUMBERS => 0,
        FORM_SIGNED_NUMBERS => bits.take_word(4)?,
        _ => bits.take_word(6)?,
    };
    let (channel, day) = (bits.take_word(5)?, bits.take_word(14)?);
    let seal = |key_id: u32, bits: &mut BitReader<'_>| {
        Some(Seal { key_id: key_id as u8, tag: bits.take(TAG_BITS)? })
    };
    let (promoter, item, campaign, seal) = if form == FORM_NUMBERS || form == FORM_SIGNED_NUMBERS {
        let promoter = read_number(&mut bits)?.into();
        let seal = if form == FORM_NUMBERS { None } else { Some(seal(flags, &mut bits)?) };
        (promoter, bits.take_rest()?.into(), None, seal)
    } else {
        let seal = if flags & 1 == 0 {
            None
        } else {
            let key_id = bits.take_word(4)?;
            Some(seal(key_id, &mut bits)?)
        };
        let promoter = Id::read(flags >> 2 & 3, &mut bits)?;
        let item = Id::read(flags >> 4, &mut bits)?;
        let mut campaign = None;
        if flags & 2 != 0 {
            let kind = bits.take_word(2)?;
            campaign = Some(Id::read(kind, &mut bits)?);
        }
        (promoter, item, campaign, seal)
    };
    Some(Body::Share { channel, day, promoter, item, campaign, seal })
}
