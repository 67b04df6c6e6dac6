//! Share tokens: `decode`, `land` and `phrase` each a target.

use tuike_core::read::{self, Node};
use tuike_core::share::{
    self, CardProduct, CardTemplate, Channel, Key, Reader, Refusal, ShareError, Token, Words,
};

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A body with the check it should have, from the drawing in the core's docs: no fuzzer guesses 20 bits.
fn checked(body: &str) -> Option<String> {
    let mut register = 1_u32;
    let symbols = body.bytes().map(|byte| LETTERS.iter().position(|letter| *letter == byte));
    for symbol in symbols.chain([Some(0); 4]) {
        let top = register >> 15;
        let twice = (top << 1) ^ if top & 16 == 0 { 0 } else { 0b10_0101 };
        register = ((register & 0x7fff) << 5)
            ^ u32::try_from(symbol?).ok()?
            ^ (top << 15)
            ^ ((top ^ twice) << 10)
            ^ (top << 5)
            ^ top;
    }
    register ^= 0x2_c5a7;
    let check = [15, 10, 5, 0].map(|shift| char::from(LETTERS[(register >> shift & 31) as usize]));
    Some(body.chars().chain(check).collect())
}

/// A text, and a body that gets its check: what is a token has one form, and nobody signed it.
pub(super) fn decode(data: &[u8]) -> Option<()> {
    let [text, body] = super::parts(data)?;
    let mut reached = one_form(text);
    if let Some(token) = checked(body) {
        reached = one_form(&token).or(reached);
    }
    reached
}

fn one_form(text: &str) -> Option<()> {
    let token = Token::parse(text).ok()?;
    let canonical = token.as_str();
    assert!(canonical == text || share::scene(&token).ok().as_deref() == Some(text), "{text}");
    assert_eq!(Token::parse(canonical).as_ref(), Ok(&token));
    if let Ok(scene) = share::scene(&token) {
        assert!(scene.len() <= share::SCENE_LENGTH);
        assert_eq!(Token::parse(&scene).as_ref(), Ok(&token), "{scene}");
    }
    let keys: Vec<Key> = (0..16).filter_map(|id| Key::new(id, &[id; 32]).ok()).collect();
    let verdict = share::verify(text, &keys, None);
    match share::decode(text) {
        Ok(payload) => {
            let unsigned = share::encode(&payload).expect("what was read can be written");
            assert_eq!(token.key_id().is_none(), unsigned == token);
            // No fuzzer finds a tag of 48 bits.
            let expected =
                if token.key_id().is_none() { Refusal::Unsigned } else { Refusal::Forged };
            assert_eq!(verdict, Err(expected), "{text}");
        }
        Err(ShareError::ShortCode { code }) => assert_eq!(share::short(code), token),
        Err(error) => panic!("{text}: {error}"),
    }
    Some(())
}

/// Anything a page is entered with; `§` in it becomes the token of the second part's body. What is found
/// is a token that is found alone too.
pub(super) fn land(data: &[u8]) -> Option<()> {
    let [text, body] = super::parts(data)?;
    let text = match checked(body) {
        Some(token) => text.replace('§', &token),
        None => text.to_owned(),
    };
    let mut reached = None;
    if let Some(landing) = share::land(&text) {
        assert_eq!(share::decode(landing.token.as_str()).as_ref(), Ok(&landing.payload));
        let again = share::land(landing.token.as_str()).expect("a token alone is found");
        assert_eq!((again.token, again.payload), (landing.token, landing.payload));
        reached = Some(());
    }
    if let Some(found) = share::find_short(&text) {
        assert_eq!(share::short(found.code), found.token);
        reached = Some(());
    }
    reached
}

/// The words of a phrase or template, a token's body, and a product with its template: what is written is
/// found again, and no card says what is earned.
pub(super) fn phrase(data: &[u8]) -> Option<()> {
    let [text, body, product, template] = super::parts(data)?;
    let token = Token::parse(&checked(body)?).ok()?;
    let mut reached = None;
    if let Ok(phrase) = share::phrase(&token, Some(text)) {
        let landed = share::land(&phrase).map(|landing| landing.token);
        let found = landed.or_else(|| share::find_short(&phrase).map(|found| found.token));
        assert_eq!(found, Some(token.clone()), "{phrase}");
        reached = Some(());
    }
    let words = Words { title: Some("口红"), price: Some("1.00"), earn: Some("«earned»") };
    if let Ok(filled) = share::fill(text, &words, Reader::Customer) {
        assert!(!filled.contains("«earned»") || text.contains("«earned»"));
    }
    let product = read::parse("product", product).ok()?;
    let template = read::parse("template", template).ok()?;
    let product = CardProduct::read(&Node::root("product", &product)).ok()?;
    let template = CardTemplate::read(&Node::root("template", &template)).ok()?;
    for channel in Channel::ALL {
        let Ok(card) = share::card(&product, &token, channel, &template) else { continue };
        let units = |name| card.get(name).map_or(0, |text| text.encode_utf16().count());
        assert!(units("title") <= template.title_length.unwrap_or(CardTemplate::TITLE_LENGTH));
        for name in ["desc", "text"] {
            assert!(units(name) <= template.desc_length.unwrap_or(CardTemplate::DESC_LENGTH));
        }
        reached = Some(());
    }
    reached
}
