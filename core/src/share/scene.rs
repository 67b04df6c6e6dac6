//! A token as WeChat's `scene`: at most 32 characters of an alphabet of 82.

use super::check::{letter_of, symbol_of};
use super::{ShareError, Token};
use crate::code::shortened;

/// The longest scene WeChat's `getUnlimited` takes (its documentation, read 2026-11).
pub const SCENE_LENGTH: usize = 32;

/// What it may be made of (the same page; no `%`), in the order of the digits' values.
const ALPHABET: &[u8; 82] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$&'()*+,/:;=?@-._~";

/// The first character of a scene that is not a token as it stands.
pub(super) const MARK: char = '~';

/// The first characters kept for signed scenes.
const SIGNED_MARKS: &str = "!#$&'()*+,/:;=?@";

/// The token as a scene: itself where it has at most 32 characters, else in base 82.
///
/// [`super::decode`] and [`super::land`] read it. Two ids of 2^64−1 fit; a uuid never does.
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
    let digits = rebase(text.bytes().filter_map(symbol_of), 32, 82);
    let letters = digits
        .iter()
        .map(|digit| char::from(ALPHABET.get(usize::from(*digit)).copied().unwrap_or(b'0')));
    let scene: String = core::iter::once(MARK).chain(letters).collect();
    if scene.len() > SCENE_LENGTH {
        Err(ShareError::SceneTooLong { length: scene.len() })
    } else {
        Ok(scene)
    }
}

/// The token that a `~` scene stands for; `None` where the text is no such scene.
pub(super) fn token_of(text: &str) -> Result<Option<String>, ShareError> {
    let Some(digits) = text.strip_prefix(MARK) else {
        let all_known = || text.bytes().all(|byte| ALPHABET.contains(&byte));
        let signed =
            text.starts_with(|first| SIGNED_MARKS.contains(first)) && text.len() <= SCENE_LENGTH;
        let later = signed && all_known();
        return if later {
            Err(ShareError::UnsupportedVersion { text: shortened(text) })
        } else {
            Ok(None)
        };
    };
    let malformed = || ShareError::Malformed { text: shortened(text) };
    if text.len() > SCENE_LENGTH {
        return Err(malformed());
    }
    let value_of = |byte| {
        ALPHABET.iter().position(|known| *known == byte).and_then(|at| u8::try_from(at).ok())
    };
    let values = digits.bytes().map(value_of).collect::<Option<Vec<u8>>>().ok_or_else(malformed)?;
    let token: String = rebase(values.iter().copied(), 82, 32).into_iter().map(letter_of).collect();
    if values.first() == Some(&0) || token.len() <= SCENE_LENGTH {
        return Err(ShareError::NotCanonical { text: shortened(text) });
    }
    Ok(Some(token))
}

/// The same integer in another base: digits highest first, no leading zero.
fn rebase(digits: impl Iterator<Item = u8>, from: u32, to: u32) -> Vec<u8> {
    let mut limbs: Vec<u32> = Vec::new(); // lowest first
    for digit in digits {
        let mut carry = u64::from(digit);
        for limb in &mut limbs {
            carry += u64::from(*limb) * u64::from(from);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }
    let mut rebased = Vec::new();
    while limbs.last().is_some_and(|highest| *highest > 0) {
        let mut rest = 0_u64;
        for limb in limbs.iter_mut().rev() {
            rest = rest << 32 | u64::from(*limb);
            *limb = (rest / u64::from(to)) as u32;
            rest %= u64::from(to);
        }
        rebased.push(rest as u8);
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
    }
    rebased.reverse();
    rebased
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 5·32 + 31 = 191 = 2·82 + 27; 81 = 2·32 + 17.
    #[test]
    fn an_integer_keeps_its_value_in_another_base() {
        assert_eq!(rebase([5, 31].into_iter(), 32, 82), [2, 27]);
        assert_eq!(rebase([81].into_iter(), 82, 32), [2, 17]);
        assert!(rebase([0, 0].into_iter(), 32, 82).is_empty());
        assert_eq!(rebase([1, 0, 0, 0, 0, 0, 0, 0].into_iter(), 32, 32), [1, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_scene_that_is_not_canonical_is_refused() {
        let code = |text: &str| token_of(text).unwrap_err();
        let kept = |text: &str| text.to_owned();
        assert_eq!(code("~"), ShareError::NotCanonical { text: kept("~") });
        assert_eq!(code("~1abc"), ShareError::NotCanonical { text: kept("~1abc") });
        assert_eq!(code("~a%b"), ShareError::Malformed { text: kept("~a%b") });
        let zero = format!("~0{}", "z".repeat(29));
        assert_eq!(code(&zero), ShareError::NotCanonical { text: zero.clone() });
        let long = format!("~{}", "z".repeat(32));
        assert_eq!(code(&long), ShareError::Malformed { text: long.clone() });
        assert_eq!(code("!abc"), ShareError::UnsupportedVersion { text: kept("!abc") });
        assert_eq!(token_of("id=1").unwrap(), None);
    }
}
