//! Where personal numbers stand in a text.
//!
//! Goes from the left; where several readings begin at one place the longest counts. Goes over the text
//! again until nothing is found: what stays of one number and what comes after it may read as another.

use super::kinds::personal;

/// The shortest personal number.
const SHORTEST: usize = 11;
/// The longest.
const LONGEST: usize = 19;
/// Groups of fewer digits are no parts of one number: dates, times, lists.
const GROUP: usize = 3;
/// A word of so many hex digits, with letters among them, is a hash or a UUID.
const HASH: usize = 24;
const FIRST_STAY: usize = 3;
const LAST_STAY: usize = 4;

/// The text with its personal numbers masked; `None` where it has none.
pub(in crate::track) fn masked(text: &str) -> Option<String> {
    if text.chars().filter(|c| digit(*c).is_some()).count() < SHORTEST {
        return None;
    }
    let mut chars: Vec<char> = text.chars().collect();
    let mut found = false;
    while pass(&mut chars) {
        found = true;
    }
    found.then(|| chars.into_iter().collect())
}

/// Masks what is found from left to right; says whether there was anything.
fn pass(chars: &mut [char]) -> bool {
    let (mut at, mut found) = (0, false);
    while at < chars.len() {
        let begins = digit_at(chars, at).is_some()
            && at.checked_sub(1).and_then(|before| digit_at(chars, before)).is_none();
        let number = if begins { number_at(chars, at) } else { None };
        let Some(number) = number else {
            at += 1;
            continue;
        };
        found = true;
        let hidden = number.len().saturating_sub(LAST_STAY);
        for place in number.get(..hidden).unwrap_or_default() {
            if let Some(c) = chars.get_mut(*place) {
                *c = '*';
            }
        }
        at = number.last().map_or(chars.len(), |last| last + 1);
    }
    found
}

/// Where the digits of the number that begins here stand, those before the first that is hidden left
/// out; `None` where none begins.
fn number_at(chars: &[char], from: usize) -> Option<Vec<usize>> {
    let (mut digits, mut places) = (Vec::new(), Vec::new());
    let mut longest = None;
    let (mut at, mut group) = (from, 0);
    while digits.len() < LONGEST {
        match digit_at(chars, at) {
            Some(digit) => digits.push(digit),
            None if digits.len() == 17 && matches!(chars.get(at), Some('x' | 'X')) => {
                digits.push(10);
            }
            None if group >= GROUP && separates(chars, at) => {
                at += 1;
                group = 0;
                continue;
            }
            None => break,
        }
        places.push(at);
        at += 1;
        group += 1;
        if digit_at(chars, at).is_none()
            && let Some(before) = personal(&digits)
        {
            longest = Some((before + FIRST_STAY, places.len()));
        }
        if digits.last() == Some(&10) {
            break;
        }
    }
    let (first, last) = longest?;
    let number = places.get(first..last)?;
    let end = number.last()? + 1;
    (!is_hash(chars, from, end)).then(|| number.to_vec())
}

/// One space or hyphen between two digits.
fn separates(chars: &[char], at: usize) -> bool {
    matches!(chars.get(at), Some(' ' | '-' | '\u{a0}' | '\u{3000}' | '－'))
        && digit_at(chars, at + 1).is_some()
}

/// Whether what stands there is in the middle of a word of hex digits.
fn is_hash(chars: &[char], from: usize, to: usize) -> bool {
    let of_word = |c: &&char| c.is_ascii_hexdigit() || **c == '-';
    let before = chars.get(..from).unwrap_or_default().iter().rev().take_while(of_word);
    let after = chars.get(to..).unwrap_or_default().iter().take_while(of_word);
    let (mut letters, mut hex) = (0, to - from);
    for c in before.chain(after) {
        letters += usize::from(c.is_ascii_alphabetic());
        hex += usize::from(*c != '-');
    }
    letters > 0 && hex >= HASH
}

fn digit_at(chars: &[char], at: usize) -> Option<u8> {
    chars.get(at).copied().and_then(digit)
}

/// A digit, also a full-width one.
fn digit(c: char) -> Option<u8> {
    let zero = if c.is_ascii() { '0' } else { '０' };
    let value = u32::from(c).checked_sub(u32::from(zero))?;
    u8::try_from(value).ok().filter(|value| *value < 10)
}
