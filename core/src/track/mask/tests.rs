//! The oracle is a second reading of the same rules: every piece of a text, the longest first, held
//! against the standards' own tables.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{mask, masked};
use crate::seed::{Prng, Seed};
use crate::time::Timestamp;

fn seen(text: &str) -> String {
    masked(text).unwrap_or_else(|| text.to_owned())
}

fn ascii(c: char) -> char {
    "０１２３４５６７８９"
        .chars()
        .position(|wide| wide == c)
        .map_or(c, |i| char::from(b'0' + i as u8))
}

fn is_digit(c: Option<&char>) -> bool {
    c.is_some_and(|c| ascii(*c).is_ascii_digit())
}

/// The digits of a piece, `None` where it is not digits in groups of three and more (the last may be
/// shorter) with one space or hyphen between.
fn grouped(piece: &[char]) -> Option<String> {
    let spaced: String = piece
        .iter()
        .map(|c| if "- \u{a0}\u{3000}－".contains(*c) { ' ' } else { ascii(*c) })
        .collect();
    let groups: Vec<&str> = spaced.split(' ').collect();
    let (last, others) = groups.split_last()?;
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let last_is_good =
        digits(last) || (last.len() > 1 && digits(last.trim_end_matches(['x', 'X'])));
    let others_are_good = others.iter().all(|group| digits(group) && group.len() >= 3);
    (last_is_good && others_are_good).then(|| groups.concat().to_uppercase())
}

/// How many digits come before the first that stays.
fn naive_kind(digits: &str) -> Option<usize> {
    for prefix in ["0086", "086", "86", "0", ""] {
        if let Some(rest) = digits.strip_prefix(prefix)
            && rest.len() == 11
            && ["13", "14", "15", "16", "17", "18", "19"].iter().any(|with| rest.starts_with(with))
            && !rest.contains('X')
        {
            return Some(prefix.len());
        }
    }
    (naive_id(digits) || naive_card(digits)).then_some(0)
}

fn naive_id(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    // GB/T 2260, with 83 and the foreigners' 91 to 98.
    const PROVINCES: &str = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 \
                             61 62 63 64 65 71 81 82 83 91 92 93 94 95 96 97 98";
    let day_of = |birthday: &str| {
        let (month, day): (u32, u32) =
            (birthday[..2].parse().unwrap(), birthday[2..].parse().unwrap());
        (1..13).contains(&month) && (1..32).contains(&day)
    };
    if !digits.get(..2).is_some_and(|province| PROVINCES.contains(province)) {
        return false;
    }
    match digits.len() {
        15 if !digits.contains('X') => day_of(&digits[8..12]),
        18 if !digits[..17].contains('X') => {
            let year: u32 = digits[6..10].parse().unwrap();
            let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
            (1800..2100).contains(&year)
                && day_of(&digits[10..14])
                && digits.as_bytes()[17] == CHECKS[(sum % 11) as usize]
        }
        _ => false,
    }
}

fn naive_card(digits: &str) -> bool {
    // What a doubled digit counts.
    const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let long = ["3", "4", "5", "6", "22", "23", "24", "25", "26", "27", "81", "9558"];
    let begins = if digits.len() < 16 { &["3", "4"][..] } else { &long[..] };
    if digits.contains('X') || !(13..20).contains(&digits.len()) {
        return false;
    }
    let mut sum = 0;
    for (i, digit) in digits.bytes().rev().map(|b| u32::from(b - b'0')).enumerate() {
        sum += if i % 2 == 1 { DOUBLED[digit as usize] } else { digit };
    }
    sum % 10 == 0 && begins.iter().any(|with| digits.starts_with(with))
}

fn naive_is_hash(chars: &[char], from: usize, to: usize) -> bool {
    let of_word = |c: &&char| "0123456789abcdefABCDEF-".contains(**c);
    let around: String = chars[..from]
        .iter()
        .rev()
        .take_while(of_word)
        .chain(chars[to..].iter().take_while(of_word))
        .filter(|c| **c != '-')
        .collect();
    around.chars().any(char::is_alphabetic) && around.len() + (to - from) >= 24
}

fn naive(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    loop {
        let before = chars.clone();
        let mut from = 0;
        while from < chars.len() {
            let mut next = from + 1;
            for to in (from + 1..=chars.len().min(from + 26)).rev() {
                let before = from.checked_sub(1).and_then(|before| chars.get(before));
                let apart = ![before, chars.get(to)].into_iter().any(is_digit);
                if !apart || !is_digit(chars.get(from)) {
                    continue;
                }
                let Some(digits) = grouped(&chars[from..to]) else { continue };
                let Some(skipped) = naive_kind(&digits) else { continue };
                // The longest reading decides, also whether it is a part of a hash.
                if naive_is_hash(&chars, from, to) {
                    break;
                }
                let mut nth = 0;
                for c in &mut chars[from..to] {
                    if is_digit(Some(&*c)) || "xX".contains(*c) {
                        if nth >= skipped + 3 && nth + 4 < digits.len() {
                            *c = '*';
                        }
                        nth += 1;
                    }
                }
                next = to;
                break;
            }
            from = next;
        }
        if chars == before {
            return chars.into_iter().collect();
        }
    }
}

#[test]
fn numbers_that_others_publish_are_masked_and_look_as_documented() {
    for (text, expected) in [
        // 工信部's example segment, as people write it.
        ("13812345678", "138****5678"),
        ("电话：138-1234-5678，谢谢", "电话：138-****-5678，谢谢"),
        ("+86 138 1234 5678", "+86 138 **** 5678"),
        ("8613812345678", "86138****5678"),
        ("008613812345678", "0086138****5678"),
        ("1.13812345678 2.19987654321", "1.138****5678 2.199****4321"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("tel13812345678x", "tel138****5678x"),
        // GB 11643-1999, appendix A.
        ("11010519491231002X", "110***********002X"),
        ("440524188001010014", "440***********0014"),
        ("身份证 110105 19491231 002x", "身份证 110*** ******** 002x"),
        // GB 11643-1989: the first of them without century and check.
        ("110105491231002", "110********1002"),
        // Test numbers that the card networks publish: Visa, American Express, Diners, UnionPay.
        ("4111 1111 1111 1111", "411* **** **** 1111"),
        ("378282246310005", "378********0005"),
        ("30569309025904", "305*******5904"),
        ("6250947000000014", "625*********0014"),
        ("6212345678901232", "621*********1232"),
        ("两个：13812345678 13912345678", "两个：138****5678 139****5678"),
    ] {
        assert_eq!(seen(text), expected);
        assert_eq!(naive(text), expected, "the oracle");
    }
}

#[test]
fn what_only_looks_like_it_is_left_alone() {
    for text in [
        "12812345678",                          // 128 is no mobile segment
        "138123456789",                         // twelve digits
        "110105194912310021",                   // the check should be X
        "110105491331002",                      // month 13
        "4111111111111112",                     // Luhn
        "1767225600000",                        // a time
        "2026-11-21 13:00:00 1 2 3 4 5 6 7",    // small groups
        "019b7a3c-3c00-7f1e-8d2c-013812345678", // a UUID
        "5b8efff798038103d269b63138123456",     // a trace
        "4200001234202601011234567890",         // a payment's number
        "138****5678",
        "",
    ] {
        assert_eq!(seen(text), text);
        assert_eq!(naive(text), text, "the oracle");
    }
}

#[test]
fn values_at_every_depth_are_masked_unless_their_field_is_allowed() {
    let mut value = json!({
        "note": "call 13812345678", "phone": 13812345678_u64, "negative": -13812345678_i64,
        "deep": { "list": [1, "11010519491231002X", { "card": 4111111111111111_u64 }] },
        "orderId": 4111111111111111_u64, "raw": { "phone": "13812345678" },
        "fraction": 0.4111111111111111, "at": 1767225600000_u64, "ok": true, "none": null,
        "13812345678": 1
    });
    let allow = ["orderId".to_owned(), "raw".to_owned()];
    mask(&mut value, &allow);
    let expected = json!({
        "note": "call 138****5678", "phone": "138****5678", "negative": "-138****5678",
        "deep": { "list": [1, "110***********002X", { "card": "411*********1111" }] },
        "orderId": 4111111111111111_u64, "raw": { "phone": "13812345678" },
        "fraction": 0.4111111111111111, "at": 1767225600000_u64, "ok": true, "none": null,
        "138****5678": 1
    });
    assert_eq!(value, expected);
    let once = value.clone();
    mask(&mut value, &allow);
    assert_eq!(value, once);
}

/// Numbers of the kinds, made from the standards' formulas.
fn number(kind: u8, random: &mut Prng) -> String {
    let mut digits = |many: usize| -> String {
        (0..many).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
    };
    match kind {
        0 => format!("1{}{}", 3 + digits(3).parse::<u32>().unwrap() % 7, digits(9)),
        1 => {
            let (year, month) = (1900 + digits(3).parse::<u32>().unwrap() % 120, digits(2));
            let month = 1 + month.parse::<u32>().unwrap() % 12;
            let body = format!("4403{}{year}{month:02}{:02}{}", digits(2), month + 7, digits(3));
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            let sum: u32 = body.bytes().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
            format!("{body}{}", &"10X98765432"[(sum % 11) as usize..][..1])
        }
        2 => format!("3101{}{}1105{}", digits(2), digits(2), digits(3)),
        _ => {
            let begin = ["4", "51", "62", "37", "2202", "8171", "9558"]
                [digits(2).len() + usize::from(kind) % 5];
            let length = 16 + digits(1).parse::<usize>().unwrap() % 4;
            let body = format!("{begin}{}", digits(length - 1 - begin.len()));
            let check = (0..10).map(|c| format!("{body}{c}")).find(|number| naive_card(number));
            check.unwrap()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Guards `scan::pass` and `kinds::personal` as a whole.
    #[test]
    fn masks_what_the_naive_reading_masks(
        pieces in prop::collection::vec((0..12_u8, any::<u32>()), 0..8),
    ) {
        let mut random = Seed::from_bytes([7; 32]).prng();
        let mut text = String::new();
        for (kind, salt) in pieces {
            for _ in 0..salt % 7 {
                random.next_u64();
            }
            match kind {
                0..=3 => text += &number(kind, &mut random),
                4 => text += &salt.to_string(),
                5 => text.push(['-', ' ', '－', '\u{3000}'][salt as usize % 4]),
                6 => text += "，口红 ",
                7 => text += ["86", "+86", "0086 ", "0", "X", "x"][salt as usize % 6],
                8 => text += &format!("{salt:x}"),
                9 => text += &random.uuid_v7(Timestamp::from_millis(1_767_225_600_000)),
                10 => text += &format!("{}-{}-", salt % 1000, salt % 97),
                _ => text += &(salt % 1000).to_string(),
            }
        }
        prop_assert_eq!(seen(&text), naive(&text), "{}", text);
        // Guards the loop in `scan::masked`.
        prop_assert_eq!(seen(&seen(&text)), seen(&text), "twice: {}", text);
    }

    #[test]
    fn masking_twice_is_masking_once(text in "[0-9 x１-]{0,60}|[-0-9a-f１-３ ]{0,50}|\\PC{0,60}") {
        prop_assert_eq!(seen(&seen(&text)), seen(&text));
    }

    /// Guards each arm of `kinds::personal`. Around it stands anything but a digit or a hex word.
    #[test]
    fn no_number_is_missed_in_any_text(
        seed in any::<[u8; 32]>(),
        kind in 0..8_u8,
        cuts in prop::collection::vec((3..9_usize, 0..5_usize), 0..4),
        before in "(\\PC{0,20}[^0-9０-９a-fA-F\\-])?",
        after in "([^0-9０-９a-fA-F\\-xX]\\PC{0,20})?",
    ) {
        let number = number(kind, &mut Seed::from_bytes(seed).prng());
        let (mut left, mut written) = (number.as_str(), String::new());
        for (cut, separator) in cuts {
            if let Some((group, rest)) = left.split_at_checked(cut) && rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() > 1 {
                written += group;
                written.push([' ', '-', '\u{a0}', '\u{3000}', '－'][separator]);
                left = rest;
            }
        }
        written += left;
        let text = format!("{before}{written}{after}");
        prop_assert!(!seen(&text).contains(&written), "{} -> {}", text, seen(&text));
    }
}

/// How often a number that is nothing personal is taken for something; `docs/tracking.md` has these.
#[test]
fn chance_hits_are_as_rare_as_documented() {
    let mut random = Seed::from_bytes([11; 32]).prng();
    let mut hits = |many: u32, make: &mut dyn FnMut(&mut Prng) -> String| {
        (0..many).filter(|_| masked(&make(&mut random)).is_some()).count()
    };
    // Times of the years 2020 to 2033 in ms, µs and ns, and seconds.
    let mut time = |scale: u128| {
        let mut make = |random: &mut Prng| {
            let millis = 1_577_836_800_000 + random.below(400_000_000_000);
            (u128::from(millis) * scale / 1_000 + u128::from(random.below(999))).to_string()
        };
        hits(20_000, &mut make)
    };
    assert_eq!([1, 1_000, 1_000_000, 1_000_000_000].map(&mut time), [0; 4]);
    let uuids = hits(20_000, &mut |r| r.uuid_v7(Timestamp::from_millis(1_767_225_600_000)));
    assert_eq!(uuids, 0);
    let traces = hits(20_000, &mut |r| format!("{:016x}{:016x}", r.next_u64(), r.next_u64()));
    assert!(traces <= 1, "{traces}: only one without a letter");
    let ids = |digits: u32| {
        move |r: &mut Prng| {
            (10_u64.pow(digits - 1) + r.below(9 * 10_u64.pow(digits - 1))).to_string()
        }
    };
    let shares: Vec<usize> = [11, 12, 13, 14, 15, 16, 17, 18, 19]
        .map(|n| hits(20_000, &mut ids(n)) * 1_000 / 20_000)
        .to_vec();
    // Per mille. 11: 7 of 90 beginnings are mobile. 13 to 15: 2 of 9 beginnings, a tenth passes Luhn.
    // 16 and more: 4 of 9 and a little.
    let about = [77, 0, 23, 22, 36, 52, 52, 52, 52];
    for (share, about) in shares.iter().zip(about) {
        assert!(share.abs_diff(about) <= 6, "{shares:?}");
    }
}

#[test]
fn a_value_of_no_text_is_left_as_it_is() {
    for same in [json!(null), json!(true), json!([]), json!({}), json!(1.5)] {
        let mut value = same.clone();
        mask(&mut value, &[]);
        assert_eq!(value, same);
    }
    let mut large: Value = serde_json::from_str("1e21").unwrap();
    mask(&mut large, &[]);
    assert!(large.is_number());
}
