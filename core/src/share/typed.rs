//! Tokens as people type them and chats wrap them. Only [`super::land`] reads them so: a token itself
//! has one form, and whatever is found here is given back in it.

use super::Token;

/// Pieces that a token is joined of at most: one of 280 symbols in lines of 14.
const PIECES: usize = 20;
/// Characters of a text that are looked at: nobody types more, and joining costs time.
const LOOKED_AT: usize = 10_000;

/// Looks at every run of symbols, alone and joined with the runs behind it, as far as only what a wrap
/// or a person puts between two groups stands between them.
///
/// ```text
/// "５CV2E-ooo0\n> …"  →  "5cv2e", then "5cv2e" + "0000", …
/// ```
pub(super) fn find<T>(text: &str, mut look: impl FnMut(&str) -> Option<T>) -> Option<T> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    let mut try_all = |pieces: &mut Vec<String>| {
        for first in 0..pieces.len() {
            let mut joined = String::new();
            for piece in pieces.iter().skip(first).take(PIECES) {
                joined.push_str(piece);
                if joined.len() > Token::MAX_LENGTH {
                    break;
                }
                if joined.len() < Token::MIN_LENGTH {
                    continue;
                }
                let found = look(&joined);
                if found.is_some() {
                    return found;
                }
            }
        }
        pieces.clear();
        None
    };
    for c in text.chars().take(LOOKED_AT).filter(|c| !is_nothing(*c)) {
        match meant(c) {
            Some(symbol) => {
                match pieces.last_mut() {
                    Some(piece) if open => piece.push(symbol),
                    Some(_) | None => pieces.push(symbol.to_string()),
                }
                open = true;
            }
            None => {
                open = false;
                if !is_between(c) {
                    let found = try_all(&mut pieces);
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
    }
    try_all(&mut pieces)
}

/// The symbol that a person means. `u` is none: Crockford's set leaves it out, and nothing looks like it.
fn meant(c: char) -> Option<char> {
    let narrow = match c {
        // FULLWIDTH DIGIT ZERO to SMALL LETTER Z are ASCII, 0xfee0 higher.
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0)?,
        _ => c,
    };
    match narrow.to_ascii_lowercase() {
        'o' => Some('0'),
        'i' | 'l' => Some('1'),
        'u' => None,
        lower => lower.is_ascii_alphanumeric().then_some(lower),
    }
}

/// What may stand between two groups of one token: white space and hyphens.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2012}')
}

/// Characters of no width: chats and editors put them anywhere.
const fn is_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_at(text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        let none: Option<()> = find(text, |part| {
            seen.push(part.to_owned());
            None
        });
        assert_eq!(none, None);
        seen
    }

    #[test]
    fn a_group_is_joined_with_those_behind_it_and_no_further_than_a_real_break() {
        let expected = ["abcdefgh", "abcdefgh0", "abcdefgh01", "abcdefgh019"];
        assert_eq!(looked_at("Abcd\u{200b}\u{feff}efgh o\nl-9，ｚ８"), expected);
        assert_eq!(looked_at("012 345 6789，０１２３４５６７"), ["0123456789", "01234567"]);
        assert_eq!(looked_at("01234567u89abcdef"), ["01234567", "89abcdef"]);
        assert!(looked_at("推客👍🏽，。").is_empty());
    }

    #[test]
    fn no_more_than_a_token_is_ever_joined() {
        let long = "a".repeat(100);
        let text = [long.as_str(); 5].join(" ");
        assert!(looked_at(&text).iter().all(|part| part.len() <= 200));
        assert_eq!(looked_at(&"a ".repeat(100)).iter().map(String::len).max(), Some(PIECES));
        assert!(looked_at(&"a ".repeat(100_000)).len() <= PIECES * LOOKED_AT);
    }
}
