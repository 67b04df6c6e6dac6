//! What holds for every payload, every token and every text.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::time::{DAY_MILLIS, Timestamp};

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn numbers() -> impl Strategy<Value = Id> {
    let near_a_width =
        (select(vec![0_u32, 15, 16, 17, 31, 32, 33, 47, 48, 49, 53, 63]), -1..=1_i64)
            .prop_map(|(bit, by)| (1_u64 << bit).wrapping_add_signed(by));
    prop_oneof![any::<u64>(), near_a_width, 0..100_000_u64].prop_map(Id::from)
}

fn texts(most: usize) -> impl Strategy<Value = Id> {
    let slug = "[-_0-9A-Za-z]{1,32}";
    let any_text = "\\PC{1,16}";
    let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    let digits = "[0-9]{1,22}";
    prop_oneof![slug, any_text, uuid, digits]
        .prop_filter("too long", move |text| text.len() <= most)
        .prop_map(|text| Id::parse(&text).unwrap())
}

fn payloads() -> impl Strategy<Value = Payload> {
    let id = || prop_oneof![3 => numbers(), 1 => texts(Id::MAX_BYTES)];
    let campaign = prop_oneof![2 => Just(None), 1 => texts(Payload::CAMPAIGN_BYTES).prop_map(Some)];
    (id(), id(), select(Channel::ALL.to_vec()), 0..16_384_u64, campaign).prop_map(
        |(promoter, item, channel, day, campaign)| {
            let at = Timestamp::from_millis((19_723 + day) * DAY_MILLIS);
            Payload { promoter, item, channel, at, campaign }
        },
    )
}

/// The token with a symbol at each place replaced by another one.
fn with_replaced(token: &Token, places: &[(Index, u8)]) -> String {
    let mut bytes = token.as_str().as_bytes().to_vec();
    let mut done = Vec::new();
    for (place, by) in places {
        let at = place.index(bytes.len());
        if !done.contains(&at) {
            let old = LETTERS.iter().position(|letter| *letter == bytes[at]).unwrap();
            bytes[at] = LETTERS[(old + 1 + usize::from(*by)) % 32];
            done.push(at);
        }
    }
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn decode_undoes_encode(payload in payloads()) {
        let token = encode(&payload).unwrap();
        prop_assert!(token.as_str().len() <= Token::MAX_LENGTH);
        prop_assert_eq!(decode(token.as_str()), Ok(payload));
    }

    #[test]
    fn verify_undoes_sign(payload in payloads(), id in 0..16_u8, secret in vec(any::<u8>(), 16..100)) {
        let key = Key::new(id, &secret).unwrap();
        let token = sign(&payload, &key).unwrap();
        prop_assert!(token.as_str().len() <= Token::MAX_LENGTH);
        prop_assert_eq!(token.key_id(), Some(id));
        prop_assert_eq!(decode(token.as_str()), Ok(payload.clone()));
        prop_assert_eq!(verify(token.as_str(), &[key], None), Ok((token.clone(), payload.clone())));
        let other = Key::new(id, &[secret.as_slice(), b"!"].concat()).unwrap();
        prop_assert_eq!(verify(token.as_str(), &[other], None), Err(Refusal::Forged));
        let unsigned = encode(&payload).unwrap();
        prop_assert_eq!(verify(unsigned.as_str(), &[], None), Err(Refusal::Unsigned));
    }

    #[test]
    fn a_signed_scene_says_what_its_token_says(payload in payloads(), id in 0..16_u8) {
        let key = Key::new(id, &[9; 16]).unwrap();
        let token = sign(&payload, &key).unwrap();
        match scene(&token) {
            Ok(scene) => {
                prop_assert!(scene.len() <= SCENE_LENGTH);
                prop_assert_eq!(verify(&scene, &[key], None), Ok((token, payload)));
            }
            Err(ShareError::SceneTooLong { length }) => prop_assert!(length > SCENE_LENGTH),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn a_short_code_fits_every_scene(code in any::<u64>(), less in 0..64_u32) {
        let token = short(code >> less);
        prop_assert!(token.as_str().len() <= 18);
        prop_assert_eq!(scene(&token), Ok(token.to_string()));
        prop_assert_eq!(short_of(token.as_str()), Some(code >> less));
        prop_assert_eq!(decode(token.as_str()), Err(ShareError::ShortCode { code: code >> less }));
    }

    #[test]
    fn one_payload_has_one_token_whatever_the_time_of_day(payload in payloads(), millis in 0..DAY_MILLIS) {
        let later = Payload { at: Timestamp::from_millis(payload.at.as_millis() + millis), ..payload.clone() };
        prop_assert_eq!(encode(&later), encode(&payload));
    }

    #[test]
    fn two_payloads_have_two_tokens(one in payloads(), other in payloads()) {
        prop_assert_eq!(encode(&one) == encode(&other), one == other);
    }

    #[test]
    fn a_scene_says_what_its_token_says(payload in payloads()) {
        let token = encode(&payload).unwrap();
        match scene(&token) {
            Ok(scene) => {
                prop_assert!(scene.len() <= SCENE_LENGTH);
                prop_assert_eq!(decode(&scene), Ok(payload));
                prop_assert_eq!(Token::parse(&scene), Ok(token));
            }
            Err(ShareError::SceneTooLong { length }) => prop_assert!(length > SCENE_LENGTH),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn two_numbers_always_fit_a_scene_signed_or_not(promoter in numbers(), item in numbers()) {
        let at = Timestamp::from_millis(1_767_225_600_000);
        let payload = Payload { promoter, item, channel: Channel::Poster, at, campaign: None };
        prop_assert!(scene(&encode(&payload).unwrap()).is_ok());
        let key = Key::new(15, &[9; 16]).unwrap();
        prop_assert!(scene(&sign(&payload, &key).unwrap()).is_ok());
    }

    #[test]
    fn one_to_three_mistyped_symbols_are_always_refused(
        payload in payloads(),
        places in vec((any::<Index>(), 0..31_u8), 1..=3),
    ) {
        let wrong = with_replaced(&encode(&payload).unwrap(), &places);
        let is_check_failed = matches!(decode(&wrong), Err(ShareError::CheckFailed { .. }));
        prop_assert!(is_check_failed);
    }

    /// Bodies of any bits with the check they should have, so that the check does not do the work.
    #[test]
    fn what_decodes_is_what_encode_writes(form in 0..4_u8, body in vec(0..32_u8, 4..60)) {
        let mut symbols = body;
        // Kind or channel 0 or (form 1) 1, so that many of them are tokens.
        let kept = match form {
            0 => [0, 31, 31],
            1 => [0b00100, 0b11100, 31],
            2 => [0b11100, 1, 0b11110],
            _ => [0b11100, 0b00111, 0b11000],
        };
        symbols.iter_mut().zip(kept).for_each(|(symbol, kept)| *symbol &= kept);
        symbols[0] |= form;
        symbols.extend(check::check_of(&symbols));
        let text: String = symbols.into_iter().map(check::letter_of).collect();
        match token::read(&text) {
            Ok((_, token::Said::Share { payload, seal })) => {
                prop_assert_eq!(token::sealed(&payload, seal).unwrap().to_string(), text);
            }
            Ok((_, token::Said::Short(code))) => prop_assert_eq!(short(code).to_string(), text),
            Err(_) => {}
        }
    }

    #[test]
    fn a_link_leads_back_to_its_token(payload in payloads(), utm in "\\PC{0,12}") {
        let token = encode(&payload).unwrap();
        let options = LinkOptions {
            base: "https://m.example.com/a/s/?s=1&x=%20#top".into(),
            utm: Utm { source: Some(utm), ..Utm::default() },
        };
        let landing = land(&link(&token, &options).unwrap()).unwrap();
        prop_assert_eq!((landing.token, landing.payload, landing.source), (token, payload, Source::Path));
    }

    #[test]
    fn land_reads_what_a_person_types_and_a_chat_wraps(
        payload in payloads(),
        cuts in vec((any::<Index>(), select(vec!["\n", " ", "\r\n  ", "-", "\u{200b}", "\u{feff}\n"])), 0..4),
        capital in any::<bool>(),
        wide in any::<bool>(),
    ) {
        let token = encode(&payload).unwrap();
        let mut text: String = token.as_str().replace('0', if capital { "O" } else { "o" }).replace('1', "l");
        for (cut, between) in cuts {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            text.insert_str(places[cut.index(places.len())], between);
        }
        if capital {
            text = text.to_uppercase();
        }
        if wide {
            let widened = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
            text = text.chars().map(|c| if c.is_ascii_alphanumeric() { widened(c) } else { c }).collect();
        }
        let landing = land(&format!("快看！【{text}】👉"));
        prop_assert_eq!(landing.map(|landing| landing.token), Some(token));
    }

    #[test]
    fn land_finds_a_token_among_anything_that_is_not_a_letter(
        payload in payloads(),
        before in "[^0-9A-Za-z/?#&%{~]{0,20}",
        after in "[^0-9A-Za-z/?#&%{~]{0,20}",
    ) {
        let token = encode(&payload).unwrap();
        let landing = land(&format!("{before}{token}{after}"));
        prop_assert_eq!(landing.map(|landing| landing.token), Some(token));
    }

    #[test]
    fn land_never_panics(text in any::<String>()) {
        let _ = land(&text);
        let _ = find_short(&text);
        let _ = decode(&text);
        let _ = verify(&text, &[], None);
    }

    #[test]
    fn land_never_panics_on_what_looks_like_its_own(text in "[~!/?#&=%{}\":,.a-z0-9A-Z推]{0,80}") {
        let _ = land(&text);
        let _ = land(&format!("{{\"query\":{text}}}"));
        let _ = land(&format!("~{text}"));
        for mark in scene::SIGNED_MARKS {
            let _ = decode(&format!("{}{text}", char::from(*mark)));
        }
    }
}

/// All 31 other symbols at each place, and every swap of neighbours.
#[test]
fn every_single_slip_of_one_token_is_refused() {
    let at = Timestamp::from_millis(1_767_225_600_000);
    let (promoter, item) = (Id::from(u64::MAX), Id::from(9_007_199_254_740_993));
    let token =
        encode(&Payload { promoter, item, channel: Channel::Link, at, campaign: None }).unwrap();
    let text = token.as_str();
    for at in 0..text.len() {
        for letter in LETTERS.iter().filter(|letter| **letter != text.as_bytes()[at]) {
            let wrong = format!("{}{}{}", &text[..at], char::from(*letter), &text[at + 1..]);
            assert!(decode(&wrong).is_err(), "{wrong}");
        }
        assert!(decode(&text[..at]).is_err(), "cut at {at}");
        assert!(decode(&text[at + 1..]).is_err(), "begun at {at}");
    }
    for at in 1..text.len() {
        let mut bytes = text.as_bytes().to_vec();
        bytes.swap(at - 1, at);
        let swapped = String::from_utf8(bytes).unwrap();
        assert_eq!(decode(&swapped).is_ok(), swapped == text, "{swapped}");
    }
    assert!(decode(&text.to_uppercase()).is_err());
}
