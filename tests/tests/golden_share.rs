//! The vectors of `golden/share.json`, which `golden/share_reference.py` wrote, in native Rust; and
//! QR codes read by a decoder that others wrote.

use serde_json::Value;
use tuike_core::code::{Coded, ErrorCode};
use tuike_core::read::Node;
use tuike_core::seed::Seed;
use tuike_core::share::{
    self, Channel, Id, Key, LinkOptions, MaxAge, Payload, Qr, QrLevel, QrOptions, ShareError,
    Source, Token,
};
use tuike_core::time::Timestamp;

fn vectors(of: &str) -> Vec<Value> {
    let text = include_str!("../golden/share.json");
    let mut all: Value = serde_json::from_str(text).unwrap();
    let Value::Array(vectors) = all[of].take() else { panic!("no vectors {of}") };
    assert!(!vectors.is_empty());
    vectors
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap_or_else(|| panic!("{field} in {vector}"))
}

fn payload_of(json: &Value) -> Result<Payload, ShareError> {
    Payload::read(&Node::root("payload", json))
}

fn code<T>(result: Result<T, ShareError>) -> Option<&'static str> {
    result.err().map(|error| error.code().as_str())
}

#[test]
fn every_payload_has_the_token_and_the_scene_of_the_reference() {
    for vector in vectors("tokens") {
        let payload = payload_of(&vector["payload"]).unwrap();
        let token = share::encode(&payload).unwrap();
        assert_eq!(token.as_str(), text(&vector, "token"), "{vector}");
        let day = Timestamp::from_millis(vector["day"].as_u64().unwrap());
        let expected = Payload { at: day, ..payload };
        assert_eq!(share::decode(token.as_str()).unwrap(), expected, "{vector}");
        match share::scene(&token) {
            Ok(scene) => {
                assert_eq!(scene, text(&vector, "scene"));
                assert_eq!(share::decode(&scene).unwrap(), expected, "{vector}");
            }
            Err(ShareError::SceneTooLong { length }) => {
                assert_eq!(
                    length as u64 - 32,
                    vector["sceneTooLongBy"].as_u64().unwrap(),
                    "{vector}"
                );
            }
            Err(other) => panic!("{other}"),
        }
    }
}

#[test]
fn every_signed_token_and_its_scene_are_those_of_the_reference() {
    for vector in vectors("signed") {
        let payload = payload_of(&vector["payload"]).unwrap();
        let key_id = vector["keyId"].as_u64().unwrap() as u8;
        let key = Key::new(key_id, text(&vector, "key").as_bytes()).unwrap();
        let token = share::sign(&payload, &key).unwrap();
        assert_eq!(token.as_str(), text(&vector, "token"), "{vector}");
        assert_eq!(token.key_id(), Some(key_id));
        let day = Timestamp::from_millis(vector["day"].as_u64().unwrap());
        let expected = Payload { at: day, ..payload };
        assert_eq!(share::decode(token.as_str()).unwrap(), expected, "{vector}");
        let scene = share::scene(&token);
        assert_eq!(scene.as_deref().ok(), vector["scene"].as_str(), "{vector}");
        let forms = [Some(token.to_string()), scene.ok()];
        for form in forms.iter().flatten() {
            assert_eq!(Token::parse(form).unwrap(), token);
            let (read, said) = share::verify(form, std::slice::from_ref(&key), None).unwrap();
            assert_eq!((read, said), (token.clone(), expected.clone()));
        }
    }
}

#[test]
fn a_server_judges_as_the_reference_does() {
    for vector in vectors("verdicts") {
        let keys = Key::read_all(&Node::root("keys", &vector["keys"])).unwrap();
        let age = vector.get("age").map(|age| MaxAge::read(&Node::root("options", age)).unwrap());
        let verdict = share::verify(text(&vector, "text"), &keys, age.flatten());
        match verdict {
            Ok((_, payload)) => {
                assert!(vector["reason"].is_null(), "{vector}");
                assert_eq!(payload, payload_of(&vector["payload"]).unwrap(), "{vector}");
            }
            Err(refusal) => {
                assert_eq!(Some(refusal.as_str()), vector["reason"].as_str(), "{vector}")
            }
        }
    }
}

#[test]
fn every_short_code_is_that_of_the_reference() {
    for vector in vectors("shorts") {
        let code: u64 = text(&vector, "code").parse().unwrap();
        let token = share::short(code);
        assert_eq!(token.as_str(), text(&vector, "token"));
        assert_eq!(share::short_of(token.as_str()), Some(code));
        assert_eq!(share::scene(&token).unwrap(), token.as_str());
        let found = share::find_short(&format!("https://m.example.com/s/{token}")).unwrap();
        assert_eq!((found.code, found.token, found.source), (code, token, Source::Path));
    }
}

#[test]
fn what_is_no_token_is_refused_with_its_code() {
    for vector in vectors("refused") {
        assert_eq!(code(share::decode(text(&vector, "text"))), vector["code"].as_str(), "{vector}");
    }
}

#[test]
fn what_no_token_can_say_is_refused_with_its_code() {
    for vector in vectors("unwritable") {
        let refused = payload_of(&vector["payload"]).and_then(|payload| share::encode(&payload));
        assert_eq!(code(refused), vector["code"].as_str(), "{vector}");
    }
}

#[test]
fn links_keep_their_base_and_carry_their_utm() {
    for vector in vectors("links") {
        let token = Token::parse(text(&vector, "token")).unwrap();
        let options = LinkOptions::read(&Node::root("options", &vector["options"]));
        let link = options.and_then(|options| share::link(&token, &options));
        assert_eq!(link.as_deref().ok(), vector["link"].as_str(), "{vector}");
        assert_eq!(code(link), vector["code"].as_str(), "{vector}");
    }
}

#[test]
fn every_card_is_what_its_channel_wants() {
    for vector in vectors("cards") {
        let card = || -> Result<share::Card, ShareError> {
            let product = share::CardProduct::read(&Node::root("product", &vector["product"]))?;
            let template = match &vector["template"] {
                Value::Null => share::CardTemplate::default(),
                template => share::CardTemplate::read(&Node::root("template", template))?,
            };
            let channel = Channel::parse(text(&vector, "channel"))?;
            share::card(&product, &Token::parse(text(&vector, "token"))?, channel, &template)
        };
        match card() {
            Ok(card) => {
                let expected = vector["card"].as_object().unwrap_or_else(|| panic!("{vector}"));
                let found: Vec<_> =
                    card.fields().iter().map(|(name, text)| (*name, text)).collect();
                assert_eq!(found.len(), expected.len(), "{vector}");
                for (name, text) in found {
                    assert_eq!(expected[name].as_str(), Some(text.as_str()), "{vector}");
                }
            }
            Err(error) => {
                assert_eq!(Some(error.code().as_str()), vector["code"].as_str(), "{vector}");
                assert_eq!(error.details().path.as_deref(), vector["path"].as_str(), "{vector}");
            }
        }
    }
}

#[test]
fn every_phrase_is_found_again_wherever_it_was_pasted() {
    for vector in vectors("phrases") {
        let token = Token::parse(text(&vector, "token")).unwrap();
        let phrase = share::phrase(&token, vector["text"].as_str());
        assert_eq!(phrase.as_deref().ok(), vector["phrase"].as_str(), "{vector}");
        assert_eq!(code(phrase), vector["code"].as_str(), "{vector}");
        for pasted in vector["pasted"].as_array().into_iter().flatten() {
            let found = share::land(pasted.as_str().unwrap()).map(|landing| landing.token);
            assert_eq!(found.as_ref(), Some(&token), "{pasted}");
        }
    }
}

#[test]
fn what_a_promoter_earns_is_filled_in_for_the_promoter_only() {
    for vector in vectors("fills") {
        let reader = match vector["reader"].as_str() {
            None | Some("customer") => share::Reader::Customer,
            Some("promoter") => share::Reader::Promoter,
            Some(_) => continue, // a type in Rust
        };
        let filled = share::Words::read(&Node::root("words", &vector["words"]))
            .and_then(|words| share::fill(text(&vector, "template"), &words, reader));
        assert_eq!(filled.as_deref().ok(), vector["text"].as_str(), "{vector}");
        assert_eq!(code(filled), vector["code"].as_str(), "{vector}");
    }
}

#[test]
fn a_landing_is_found_where_the_reference_put_it() {
    for vector in vectors("land") {
        let input = match &vector["input"] {
            Value::String(text) => text.clone(),
            options => options.to_string(),
        };
        let found = share::land(&input);
        let Some(landing) = found else {
            assert!(vector["expect"].is_null(), "not found: {vector}");
            continue;
        };
        let expect = &vector["expect"];
        assert_eq!(Some(landing.token.as_str()), expect["token"].as_str(), "{vector}");
        assert_eq!(Some(landing.source.as_str()), expect["source"].as_str(), "{vector}");
        assert_eq!(landing.token.key_id().map(u64::from), vector["keyId"].as_u64(), "{vector}");
        assert_eq!(landing.payload, payload_of(&expect["payload"]).unwrap(), "{vector}");
    }
}

#[test]
fn every_code_is_given_by_some_vector_or_by_a_text_too_long_for_a_qr_code() {
    let too_long = share::qr(&"x".repeat(3_000), QrOptions::default()).unwrap_err();
    let bad_key = Key::new(16, &[0; 32]).unwrap_err();
    let mut given = vec![too_long.code(), bad_key.code(), ErrorCode::new("share/scene-too-long")];
    for kind in ["refused", "unwritable", "links", "cards", "phrases"] {
        for vector in vectors(kind) {
            given.extend(
                ShareError::CODES
                    .iter()
                    .filter(|code| Some(code.as_str()) == vector["code"].as_str()),
            );
        }
    }
    for code in ShareError::CODES {
        assert!(given.contains(&code), "{code}");
    }
}

/// Grey pixels of a code, `scale` a module.
fn picture(code: &Qr, scale: usize) -> (usize, Vec<u8>) {
    let size = code.size as usize;
    let side = size * scale;
    let at = |pixel: usize| code.modules[pixel / side / scale * size + pixel % side / scale];
    (side, (0..side * side).map(|pixel| if at(pixel) == 1 { 0 } else { 255 }).collect())
}

/// What rqrr, a decoder by others, reads in it.
fn read_back(side: usize, pixels: &[u8]) -> Option<String> {
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
    image.detect_grids().first().and_then(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[test]
fn a_decoder_by_others_reads_every_qr_code() {
    let mut prng = Seed::from_bytes([5; 32]).prng();
    for round in 0..40 {
        let level = [QrLevel::L, QrLevel::M, QrLevel::Q, QrLevel::H][round % 4];
        let payload = Payload {
            promoter: Id::from(prng.next_u64() >> prng.below(64)),
            item: Id::from(prng.next_u64() >> prng.below(64)),
            channel: Channel::Poster,
            at: Timestamp::from_millis(1_767_225_600_000),
            campaign: (round % 3 == 0).then(|| Id::parse("双11").unwrap()),
        };
        let token = share::encode(&payload).unwrap();
        let link = share::link(&token, &LinkOptions::to("https://m.example.com/s")).unwrap();
        let code = share::qr(&link, QrOptions { level, quiet: 4 }).unwrap();
        let (side, pixels) = picture(&code, 3);
        let read = read_back(side, &pixels);
        assert_eq!(read.as_deref(), Some(link.as_str()), "{level:?}");
        let landing = share::land(&link).unwrap();
        assert_eq!((landing.payload, landing.source), (payload, Source::Path));
    }
}

#[test]
fn a_qr_code_has_the_quiet_zone_it_was_asked_for() {
    for quiet in [0, 1, 4, 16] {
        let code = share::qr("推客", QrOptions { level: QrLevel::H, quiet }).unwrap();
        let (size, edge) = (code.size as usize, quiet as usize);
        assert_eq!(code.modules.len(), size * size);
        let dark: Vec<usize> = (0..size * size).filter(|place| code.modules[*place] == 1).collect();
        let inside = |place: usize| edge <= place && place < size - edge;
        assert!(dark.iter().all(|place| inside(place % size) && inside(place / size)));
        assert_eq!(dark.first(), Some(&(edge * size + edge)), "the corner of the first finder");
    }
}

/// Paints the document's runs, `M{x} {y}h{width}v1h-{width}z`, and hands the picture to rqrr.
#[test]
fn the_svg_shows_the_same_code() {
    let link = "https://m.example.com/s/5cv2000gzzz3mnv";
    let svg = share::qr_svg(link, QrOptions::default()).unwrap();
    let size: usize =
        svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let side = size * 4;
    let mut pixels = vec![255; side * side];
    let path = svg.rsplit("<path d=\"").next().unwrap().split('"').next().unwrap();
    for run in path.split('M').skip(1) {
        let numbers: Vec<usize> =
            run.split([' ', 'h', 'v']).take(3).map(|number| number.parse().unwrap()).collect();
        for y in numbers[1] * 4..numbers[1] * 4 + 4 {
            let row = y * side;
            pixels[row + numbers[0] * 4..row + (numbers[0] + numbers[2]) * 4].fill(0);
        }
    }
    assert_eq!(read_back(side, &pixels).as_deref(), Some(link));
}
