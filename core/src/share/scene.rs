//! A token as WeChat's `scene`: at most 32 characters of an alphabet of 82.

use super::check::{CHECK_SYMBOLS, check_of, letter_of, symbol_of};
use super::token::TAG_BITS;
use super::{ShareError, Token};
use crate::code::shortened;

/// The longest scene WeChat's `getUnlimited` takes (its documentation, read 2026-11).
pub const SCENE_LENGTH: usize = 32;

/// What it may be made of (the same page; no `%`), in the order of the digits' values.
const ALPHABET: &[u8; 82] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$&'()*+,/:;=?@-._~";

/// The first character of a scene that is not a token as it stands.
pub(super) const MARK: char = '~';

/// The first characters of a signed scene: the place is the key id. Not `/`, `?` and `#`: with those a
/// path or a query begins.
pub(super) const SIGNED_MARKS: &[u8; 16] = b"!$&'()*+,-.:;=@_";

/// Bits that a signed scene leaves out: the form and the key id, which its mark says.
const IN_MARK: u32 = 6;

/// The token as a scene: itself where it has at most 32 characters, else in base 82.
///
/// [`super::decode`], [`super::verify`] and [`super::land`] read it. Two ids of 2^64−1 fit, signed too;
/// a uuid never does: for such a token a backend registers a [`super::short`] code.
///
/// ```
/// use tuike_core::share::{Channel, Id, Payload, decode, encode, scene};
/// use tuike_core::time::Timestamp;
///
/// let at = Timestamp::from_millis(1_767_225_600_000);
/// let (promoter, item) = (Id::from(u64::MAX), Id::from(u64::MAX));
/// let payload = Payload { promoter, item, channel: Channel::Poster, at, campaign: None };
/// let scene = scene(&encode(&payload)?)?;
/// assert_eq!(scene.len(), 28);
/// assert_eq!(decode(&scene)?, payload);
/// # Ok::<(), tuike_core::share::ShareError>(())
/// ```
///
/// # Errors
/// [`ShareError::SceneTooLong`], which says by how much.
pub fn scene(token: &Token) -> Result<String, ShareError> {
    let text = token.as_str();
    if text.len() <= SCENE_LENGTH {
        return Ok(text.to_owned());
    }
    let symbols: Vec<u8> = text.bytes().filter_map(symbol_of).collect();
    let (mark, digits) = match signed_numbers(&symbols) {
        None => (MARK, rebase(symbols.iter().copied(), 32, 82, 0)),
        Some(key_id) => {
            let mark = SIGNED_MARKS.get(key_id).copied().unwrap_or_default();
            let body = symbols.iter().rev().skip(CHECK_SYMBOLS).copied();
            (char::from(mark), rebase(body, 32, 82, IN_MARK))
        }
    };
    let letters = digits
        .iter()
        .map(|digit| char::from(ALPHABET.get(usize::from(*digit)).copied().unwrap_or(b'0')));
    let scene: String = core::iter::once(mark).chain(letters).collect();
    if scene.len() > SCENE_LENGTH {
        Err(ShareError::SceneTooLong { length: scene.len() })
    } else {
        Ok(scene)
    }
}

/// The key id of a form 2 token.
fn signed_numbers(symbols: &[u8]) -> Option<usize> {
    match symbols {
        [first, second, ..] if first & 3 == 2 => {
            Some(usize::from(first >> 2) | usize::from(second & 1) << 3)
        }
        _ => None,
    }
}

/// The key id that a scene's first character says.
pub(super) fn marked_key(scene: &str) -> Option<u8> {
    let first = scene.bytes().next()?;
    SIGNED_MARKS.iter().position(|mark| *mark == first).and_then(|at| u8::try_from(at).ok())
}

/// The token that a scene stands for where that is not itself; whether the scene is the token's one
/// scene is for [`super::decode`] to see, which makes it again. `None` where the text is no such scene.
pub(super) fn token_of(text: &str) -> Result<Option<String>, ShareError> {
    let key_id = marked_key(text);
    if key_id.is_none() && !text.starts_with(MARK) {
        return Ok(None);
    }
    let malformed = || ShareError::Malformed { text: shortened(text) };
    if text.len() > SCENE_LENGTH {
        return Err(malformed());
    }
    let value_of = |byte| {
        ALPHABET.iter().position(|known| *known == byte).and_then(|at| u8::try_from(at).ok())
    };
    let values =
        text.bytes().skip(1).map(value_of).collect::<Option<Vec<u8>>>().ok_or_else(malformed)?;
    let token = match key_id {
        None => rebase(values.into_iter(), 82, 32, 0),
        Some(key_id) => signed_token(values, key_id),
    };
    if token.len() <= SCENE_LENGTH {
        return Err(ShareError::NotCanonical { text: shortened(text) });
    }
    Ok(Some(token.into_iter().map(letter_of).collect()))
}

/// The symbols of a form 2 token: the body, as long as its width of the promoter asks at least, and
/// its check.
fn signed_token(mut digits: Vec<u8>, key_id: u8) -> Vec<u8> {
    // Six zeros below, for the form and the key id: as a digit of base 64.
    let mut limbs = Vec::new();
    digits.drain(..).for_each(|digit| push_digit(&mut limbs, digit.into(), 82));
    push_digit(&mut limbs, u32::from(key_id) << 2 | 2, 1 << IN_MARK);
    let mut body = digits_of(limbs, 32);
    body.reverse();
    // The width is bits 25 and 26: form 2, key id 4, channel 5, day 14.
    let width = body.get(5).map_or(0, |symbol| symbol & 3);
    let least = (27 + 16 * (usize::from(width) + 1) + TAG_BITS as usize).div_ceil(5);
    body.resize(body.len().max(least), 0);
    let check = check_of(&body);
    body.extend(check);
    body
}

/// The same integer, without its lowest `dropped` bits, in another base: digits highest first, no
/// leading zero.
fn rebase(digits: impl Iterator<Item = u8>, from: u32, to: u32, dropped: u32) -> Vec<u8> {
    let mut limbs = Vec::new();
    digits.for_each(|digit| push_digit(&mut limbs, digit.into(), from));
    if dropped > 0 {
        divide(&mut limbs, 1 << dropped);
    }
    digits_of(limbs, to)
}

/// Times `base`, plus `digit`. Limbs of 16 bits, lowest first: a product fits 32 bits, which is what
/// the JavaScript tier has.
fn push_digit(limbs: &mut Vec<u32>, digit: u32, base: u32) {
    let mut carry = digit;
    for limb in &mut *limbs {
        carry += *limb * base;
        *limb = carry & 0xffff;
        carry >>= 16;
    }
    if carry > 0 {
        limbs.push(carry);
    }
}

/// Divides by `by` and gives the rest; the highest limb is not 0 afterwards.
fn divide(limbs: &mut Vec<u32>, by: u32) -> u32 {
    let mut rest = 0;
    for limb in limbs.iter_mut().rev() {
        rest = rest << 16 | *limb;
        *limb = rest / by;
        rest %= by;
    }
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    rest
}

fn digits_of(mut limbs: Vec<u32>, base: u32) -> Vec<u8> {
    let mut digits = Vec::new();
    while !limbs.is_empty() {
        digits.push(divide(&mut limbs, base) as u8);
    }
    digits.reverse();
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 5·32 + 31 = 191 = 2·82 + 27; 81 = 2·32 + 17; 191 without its lowest 6 bits is 2.
    #[test]
    fn an_integer_keeps_its_value_in_another_base() {
        let rebased =
            |digits: &[u8], from, to, dropped| rebase(digits.iter().copied(), from, to, dropped);
        assert_eq!(rebased(&[5, 31], 32, 82, 0), [2, 27]);
        assert_eq!(rebased(&[5, 31], 32, 82, 6), [2]);
        assert_eq!(rebased(&[81], 82, 32, 0), [2, 17]);
        assert!(rebased(&[0, 0], 32, 82, 0).is_empty());
        assert_eq!(rebased(&[1, 0, 0, 0, 0, 0, 0, 0], 32, 32, 0), [1, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_scene_that_is_no_tokens_is_refused() {
        let code = |text: &str| token_of(text).unwrap_err();
        let kept = |text: &str| text.to_owned();
        assert_eq!(code("~"), ShareError::NotCanonical { text: kept("~") });
        assert_eq!(code("~1abc"), ShareError::NotCanonical { text: kept("~1abc") });
        assert_eq!(code("!1abc"), ShareError::NotCanonical { text: kept("!1abc") });
        assert_eq!(code("~a%b"), ShareError::Malformed { text: kept("~a%b") });
        let long = format!("~{}", "z".repeat(32));
        assert_eq!(code(&long), ShareError::Malformed { text: long.clone() });
        assert_eq!(token_of("id=1").unwrap(), None);
        assert_eq!(token_of("/pages/index/index").unwrap(), None);
    }
}
