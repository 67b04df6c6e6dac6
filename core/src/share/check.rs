//! The token alphabet and the four check symbols. The parent module's docs draw both.

/// Crockford's 32 symbols in lower case.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Check symbols at the end of every token.
pub(super) const CHECK_SYMBOLS: usize = 4;

/// What the register holds after a whole token; not 1, so that the empty text is no token.
const TARGET: u32 = 0x2_c5a7;

/// The place of each letter from `a` in [`ALPHABET`]; 32 for those it leaves out. A table, because a
/// search of the alphabet was half the cost of reading a token.
const LETTERS: &[u8; 26] = &[
    10, 11, 12, 13, 14, 15, 16, 17, 32, 18, 19, 32, 20, 21, 32, 22, 23, 24, 25, 26, 32, 27, 28, 29,
    30, 31,
];

/// The value of a character, 0–31.
pub(super) fn symbol_of(letter: u8) -> Option<u8> {
    let symbol = match letter {
        b'0'..=b'9' => letter - b'0',
        _ => *LETTERS.get(usize::from(letter.checked_sub(b'a')?))?,
    };
    (symbol < 32).then_some(symbol)
}

/// The character of a symbol; only its low 5 bits count.
pub(super) fn letter_of(symbol: u8) -> char {
    char::from(ALPHABET.get(usize::from(symbol & 31)).copied().unwrap_or(b'0'))
}

/// The check symbols that follow a body.
pub(super) fn check_of(body: &[u8]) -> [u8; CHECK_SYMBOLS] {
    let register = [0; CHECK_SYMBOLS].into_iter().fold(fold(1, body), step) ^ TARGET;
    [15, 10, 5, 0].map(|shift| (register >> shift & 31) as u8)
}

/// Whether the last four symbols are the check of those before them.
pub(super) fn holds(symbols: &[u8]) -> bool {
    fold(1, symbols) == TARGET
}

/// The same of a text, without a buffer: most of what is tried is no token.
pub(super) fn holds_in(text: &str) -> bool {
    let mut symbols = text.bytes().map(symbol_of);
    symbols.try_fold(1, |register, symbol| Some(step(register, symbol?))) == Some(TARGET)
}

fn fold(register: u32, symbols: &[u8]) -> u32 {
    symbols.iter().copied().fold(register, step)
}

/// Multiplies by z, adds the symbol, and reduces by z^4 + z^3 + 3z^2 + z + 1 over GF(32).
fn step(register: u32, symbol: u8) -> u32 {
    let top = register >> 15;
    let twice = (top << 1) ^ if top & 16 == 0 { 0 } else { 0b10_0101 };
    let thrice = twice ^ top;
    ((register & 0x7fff) << 5) ^ u32::from(symbol) ^ (top << 15) ^ (thrice << 10) ^ (top << 5) ^ top
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// GF(32) by the schoolbook: shift, add, reduce.
    fn times(a: u32, b: u32) -> u32 {
        let product = (0..5).filter(|bit| b >> bit & 1 == 1).fold(0, |sum, bit| sum ^ (a << bit));
        (5..9).rev().fold(
            product,
            |p, bit| if p >> bit & 1 == 1 { p ^ (0b10_0101 << (bit - 5)) } else { p },
        )
    }

    fn scaled(factor: u32, word: u32) -> u32 {
        [15, 10, 5, 0].iter().map(|shift| times(factor, word >> shift & 31) << shift).sum()
    }

    /// By linearity an error pattern is missed exactly where its own remainder is 0, and a shift of
    /// the pattern changes nothing. So every pattern of at most 3 symbols is missed nowhere if
    /// a + b·z^j = z^k has no solution with a ≠ 0 and 0 < j < k (b = 0: patterns of two).
    #[test]
    fn no_three_replaced_symbols_are_ever_missed() {
        const LONGEST: usize = 280;
        let powers: Vec<u32> =
            core::iter::successors(Some(1), |word| Some(step(*word, 0))).take(LONGEST).collect();
        let mut place = vec![usize::MAX; 1 << 20];
        for (k, word) in powers.iter().enumerate() {
            assert_eq!(place[*word as usize], usize::MAX, "z^{k} is another power too");
            place[*word as usize] = k;
        }
        for (j, power) in powers.iter().enumerate().skip(1) {
            for b in 0..32 {
                let word = scaled(b, *power);
                for a in 1..32 {
                    let k = place[(word ^ a) as usize];
                    assert!(k == usize::MAX || k <= j, "{a} + {b}·z^{j} = z^{k}");
                }
            }
        }
    }

    /// Cuts and slips are not replacements; for them the check is 20 random bits. 400 bodies × some
    /// 60 edits each: 0.02 misses are expected, 3 happen once in a million runs of other bodies.
    #[test]
    fn cuts_and_slips_are_missed_no_more_often_than_by_chance() {
        let mut prng = Seed::from_bytes([11; 32]).prng();
        let mut missed = 0;
        for _ in 0..400 {
            let length = 8 + prng.below(24);
            let mut symbols: Vec<u8> = (0..length).map(|_| prng.below(32) as u8).collect();
            symbols.extend(check_of(&symbols));
            assert!(holds(&symbols));
            let text: String = symbols.iter().map(|symbol| letter_of(*symbol)).collect();
            assert!(holds_in(&text) && !holds_in(&text[1..]) && !holds_in(&text.to_uppercase()));
            for at in 0..symbols.len() {
                let mut cut = symbols.clone();
                cut.remove(at);
                let mut slip = symbols.clone();
                slip.insert(at, prng.below(32) as u8);
                missed += [&cut, &slip, &symbols[..at].to_vec()]
                    .iter()
                    .filter(|text| holds(text))
                    .count();
            }
        }
        assert!(missed <= 2, "{missed}");
    }

    #[test]
    fn letters_and_symbols_undo_each_other() {
        for symbol in 0..32 {
            assert_eq!(symbol_of(letter_of(symbol) as u8), Some(symbol));
        }
        for letter in 0..=u8::MAX {
            let known = symbol_of(letter).map(|symbol| letter_of(symbol) as u8);
            assert_eq!(known, ALPHABET.contains(&letter).then_some(letter));
        }
        for letter in b"ilouILOUA-~ " {
            assert_eq!(symbol_of(*letter), None);
        }
    }
}
