//! What a row of digits is. An `X` at the end of an id-card number is the digit 10.

/// How many digits of it come before the first three that stay; `None` where it is nothing personal.
pub(super) fn personal(digits: &[u8]) -> Option<usize> {
    let prefix: &[u8] = match digits.len() {
        12 => &[0],
        13 => &[8, 6],
        14 => &[0, 8, 6],
        15 => &[0, 0, 8, 6],
        _ => &[],
    };
    if is_mobile(digits.strip_prefix(prefix).unwrap_or_default()) {
        return Some(prefix.len());
    }
    (is_id_card(digits) || is_bank_card(digits)).then_some(0)
}

/// 130 to 199 and eight digits more: the mobile segments of the numbering plan (MIIT, 电信网编号计划,
/// 2017; all of 13x to 19x are in use or kept for mobile networks).
fn is_mobile(digits: &[u8]) -> bool {
    digits.len() == 11 && matches!(digits, [1, 3..=9, ..])
}

fn is_id_card(digits: &[u8]) -> bool {
    let (century, birthday) = match digits.len() {
        18 => (digits.get(6..8), digits.get(10..14)),
        15 => (Some([1, 9].as_slice()), digits.get(8..12)),
        _ => return false,
    };
    let (Some([1, 8 | 9] | [2, 0]), Some([m, month, d, day])) = (century, birthday) else {
        return false;
    };
    // GB/T 2260: the second digit of a province goes from 1 (0 in the south-west) to this. 83 is
    // Taiwan's in residence permits, 91 and on are foreigners'.
    let last = match digits.first() {
        Some(1 | 6) => 5,
        Some(2 | 8) => 3,
        Some(3) => 7,
        Some(4) => 6,
        Some(5) => 4,
        Some(7) => 1,
        Some(9) => 8,
        _ => return false,
    };
    let first = u8::from(digits.first() != Some(&5));
    let lies_in = digits.get(1).is_some_and(|second| (first..=last).contains(second));
    let is_date = (1..=12).contains(&(m * 10 + month)) && (1..=31).contains(&(d * 10 + day));
    // ISO 7064 MOD 11-2, as GB 11643-1999 has it: read in base 2 the whole is 1 modulo 11.
    let check = digits.iter().fold(0, |sum, digit| (sum * 2 + u32::from(*digit)) % 11);
    lies_in && is_date && (digits.len() == 15 || check == 1)
}

/// Beginnings as ISO/IEC 7812 issuers have them: 3, 4, 5, 6 (American Express, Visa, Mastercard,
/// UnionPay), 22 to 27 (Mir, Mastercard), 81 (UnionPay) and ICBC's old 9558; shorter than 16 only 3 and
/// 4. Others that pass Luhn by chance, a time in milliseconds say, are no cards.
fn is_bank_card(digits: &[u8]) -> bool {
    let begins = match digits {
        [3 | 4, ..] => true,
        [5 | 6, ..] | [2, 2..=7, ..] | [8, 1, ..] | [9, 5, 5, 8, ..] => digits.len() >= 16,
        _ => false,
    };
    let mut doubled = false;
    let sum = digits.iter().rev().fold(0, |sum, digit| {
        let digit = u32::from(*digit) << u32::from(doubled);
        doubled = !doubled;
        sum + digit / 10 + digit % 10
    });
    begins && (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}
