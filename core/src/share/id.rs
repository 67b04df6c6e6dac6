//! The ids a token carries, and the shortest way to write each.

use core::fmt;

use super::ShareError;
use super::bits::{BitReader, BitWriter};
use crate::digits;

/// The 64 characters that take 6 bits, in ASCII order.
const SLUG: &[u8; 64] = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/// A promoter's, an item's or a campaign's id: 1 to [`Id::MAX_BYTES`] bytes of any text.
///
/// Whole numbers to 2^64−1 (without leading zeros) and lower-case uuids are packed; other texts
/// take 6 bits a character where they are of `-0-9A-Z_a-z`, else 8 bits a byte. The text that was
/// parsed is what comes back, always.
///
/// ```
/// use tuike_core::share::Id;
/// assert_eq!(Id::parse("18446744073709551615")?, Id::from(u64::MAX));
/// assert_eq!(Id::parse("007")?.to_string(), "007"); // not the number 7
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id(Form);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    Number(u64),
    /// The high and the low half.
    Uuid(u64, u64),
    Slug(String),
    Bytes(String),
}

impl Id {
    /// The longest id, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 64;

    /// Takes any text of 1 to [`Id::MAX_BYTES`] bytes.
    ///
    /// # Errors
    /// [`ShareError::BadId`].
    pub fn parse(text: &str) -> Result<Self, ShareError> {
        let form = if text.is_empty() || text.len() > Self::MAX_BYTES {
            return Err(ShareError::BadId {
                path: "id".to_owned(),
                text: text.to_owned(),
                most: Self::MAX_BYTES,
            });
        } else if let Some(number) = number_of(text) {
            Form::Number(number)
        } else if let Some((high, low)) = uuid_of(text) {
            Form::Uuid(high, low)
        } else if text.bytes().all(|byte| SLUG.contains(&byte)) {
            Form::Slug(text.to_owned())
        } else {
            Form::Bytes(text.to_owned())
        };
        Ok(Self(form))
    }

    /// The id as a number, where it is one.
    #[must_use]
    pub const fn number(&self) -> Option<u64> {
        match self.0 {
            Form::Number(number) => Some(number),
            Form::Uuid(..) | Form::Slug(_) | Form::Bytes(_) => None,
        }
    }

    /// Bytes of the text.
    pub(super) fn length(&self) -> usize {
        match &self.0 {
            Form::Number(number) => number.checked_ilog10().map_or(1, |log| log as usize + 1),
            Form::Uuid(..) => 36,
            Form::Slug(text) | Form::Bytes(text) => text.len(),
        }
    }

    /// The 2-bit kind of form 3.
    pub(super) const fn kind(&self) -> u64 {
        match self.0 {
            Form::Number(_) => 0,
            Form::Uuid(..) => 1,
            Form::Slug(_) => 2,
            Form::Bytes(_) => 3,
        }
    }

    /// Writes the id as its kind says.
    pub(super) fn write(&self, out: &mut BitWriter) {
        match &self.0 {
            Form::Number(number) => write_number(*number, out),
            Form::Uuid(high, low) => {
                out.push(*low, 64);
                out.push(*high, 64);
            }
            Form::Slug(text) => write_text(text, 6, out, |byte| {
                SLUG.iter().position(|known| *known == byte).unwrap_or_default() as u64
            }),
            Form::Bytes(text) => write_text(text, 8, out, u64::from),
        }
    }

    /// Reads an id of that kind; `None` where the bits are no such id. Whether it is of the right
    /// kind is for [`super::decode`] to see, which writes it again.
    pub(super) fn read(kind: u32, bits: &mut BitReader<'_>) -> Option<Self> {
        let text = match kind {
            0 => return read_number(bits).map(Self::from),
            1 => {
                let low = bits.take(64)?;
                return Some(Self(Form::Uuid(bits.take(64)?, low)));
            }
            2 => read_text(6, bits, |value| SLUG.get(value as usize).copied())?,
            _ => read_text(8, bits, |value| u8::try_from(value).ok())?,
        };
        Self::parse(&text).ok()
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(Form::Number(number))
    }
}

impl fmt::Display for Id {
    /// The text that was parsed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Number(number) => f.write_str(&digits::of(*number)),
            Form::Uuid(high, low) => write!(
                f,
                "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
                high >> 32,
                high >> 16 & 0xffff,
                high & 0xffff,
                low >> 48,
                low & 0xffff_ffff_ffff
            ),
            Form::Slug(text) | Form::Bytes(text) => f.write_str(text),
        }
    }
}

/// `w` and 16·(w+1) bits.
pub(super) fn write_number(number: u64, out: &mut BitWriter) {
    let width = (64 - number.leading_zeros()).div_ceil(16).max(1);
    out.push(u64::from(width - 1), 2);
    out.push(number, 16 * width);
}

pub(super) fn read_number(bits: &mut BitReader<'_>) -> Option<u64> {
    let width = bits.take(2)? as u32 + 1;
    bits.take(16 * width)
}

fn write_text(text: &str, width: u32, out: &mut BitWriter, value_of: impl Fn(u8) -> u64) {
    out.push((text.len() - 1) as u64, 6);
    for byte in text.bytes() {
        out.push(value_of(byte), width);
    }
}

fn read_text(
    width: u32,
    bits: &mut BitReader<'_>,
    byte_of: impl Fn(u64) -> Option<u8>,
) -> Option<String> {
    let length = bits.take(6)? + 1;
    let bytes = (0..length).map(|_| byte_of(bits.take(width)?)).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok()
}

fn number_of(text: &str) -> Option<u64> {
    let is_canonical = text == "0" || !text.starts_with(['0', '+']);
    text.parse().ok().filter(|_| is_canonical)
}

fn uuid_of(text: &str) -> Option<(u64, u64)> {
    if text.len() != 36 {
        return None;
    }
    let (mut high, mut low) = (0, 0_u64);
    for (at, byte) in text.bytes().enumerate() {
        let digit = match (byte, at) {
            (b'-', 8 | 13 | 18 | 23) => continue,
            (_, 8 | 13 | 18 | 23) => return None,
            (b'0'..=b'9', _) => byte - b'0',
            (b'a'..=b'f', _) => byte - b'a' + 10,
            _ => return None,
        };
        (high, low) = (high << 4 | low >> 60, low << 4 | u64::from(digit));
    }
    Some((high, low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(text: &str) -> u64 {
        Id::parse(text).unwrap().kind()
    }

    #[test]
    fn each_id_has_the_first_kind_that_can_hold_it() {
        for number in ["0", "1", "4294967296", "9007199254740993", "18446744073709551615"] {
            assert_eq!(kind_of(number), 0, "{number}");
        }
        assert_eq!(kind_of("0190b3c1-7e2a-7cc0-8f5e-1b2c3d4e5f60"), 1);
        for slug in [
            "00",
            "-1",
            "18446744073709551616",
            "lip_Stick-01",
            "0190B3C1-7E2A-7CC0-8F5E-1B2C3D4E5F60",
        ] {
            assert_eq!(kind_of(slug), 2, "{slug}");
        }
        for bytes in ["+1", "a b", "口红", "a.b", "\0", "１"] {
            assert_eq!(kind_of(bytes), 3, "{bytes}");
        }
    }

    #[test]
    fn an_id_has_1_to_64_bytes() {
        assert!(Id::parse(&"a".repeat(64)).is_ok());
        for wrong in [String::new(), "a".repeat(65), "口".repeat(22)] {
            assert_eq!(
                Id::parse(&wrong).unwrap_err(),
                ShareError::BadId { path: "id".to_owned(), text: wrong, most: 64 }
            );
        }
    }

    #[test]
    fn the_length_is_that_of_the_text() {
        for text in
            ["0", "9", "10", "18446744073709551615", "0190b3c1-7e2a-7cc0-8f5e-1b2c3d4e5f60", "口红"]
        {
            let id = Id::parse(text).unwrap();
            assert_eq!((id.length(), id.to_string().as_str()), (text.len(), text));
        }
    }
}
