//! Share links: tokens, signatures, short codes, scenes, links, landings and QR codes.

use tuike_core::read::{self, Node};
use tuike_core::share::{
    self, CardProduct, CardTemplate, Channel, Id, Key, LinkOptions, MaxAge, Payload, QrOptions,
    Reader, ShareError, Token, Words,
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::share::{CardView, Landing, ShareView, ShortLanding, Verdict};
use crate::error::thrown;
use crate::json::to_json;

/// The token of a payload's JSON text.
///
/// # Errors
/// A `TuikeError` with a path below `payload`.
#[wasm_bindgen(js_name = shareEncode)]
pub fn encode(payload: &str) -> Result<String, JsValue> {
    let payload = parsed("payload", payload, Payload::read)?;
    share::encode(&payload).map(|token| token.to_string()).map_err(thrown)
}

/// What a token says: the JSON text of a `ShareView`.
///
/// # Errors
/// A `TuikeError` of `share/…`.
#[wasm_bindgen(js_name = shareDecode)]
pub fn decode(token: &str) -> Result<String, JsValue> {
    let (token, payload) = share::open(token).map_err(thrown)?;
    Ok(to_json(&ShareView::of(&token, &payload)))
}

/// The token of a payload's JSON text under a key's.
///
/// # Errors
/// A `TuikeError` with a path below `payload` or `key`.
#[wasm_bindgen(js_name = shareSign)]
pub fn sign(payload: &str, key: &str) -> Result<String, JsValue> {
    let payload = parsed("payload", payload, Payload::read)?;
    let key = parsed("key", key, Key::read)?;
    share::sign(&payload, &key).map(|token| token.to_string()).map_err(thrown)
}

/// Whether one of the keys signed a token: the JSON text of a `Verdict`. `keys` and `options` are JSON.
///
/// # Errors
/// A `TuikeError` with a path below `keys` or `options`; never because of the token.
#[wasm_bindgen(js_name = shareVerify)]
pub fn verify(token: &str, keys: &str, options: &str) -> Result<String, JsValue> {
    let keys = parsed("keys", keys, Key::read_all)?;
    let age = parsed("options", options, MaxAge::read)?;
    Ok(to_json(&Verdict::from(share::verify(token, &keys, age))))
}

/// The token of a short code, whose number comes as text.
///
/// # Errors
/// A `TuikeError` at the path `code`.
#[wasm_bindgen(js_name = shareShort)]
pub fn short(code: &str) -> Result<String, JsValue> {
    let number = Id::parse(code).ok().and_then(|id| id.number()).ok_or_else(|| {
        let json = serde_json::Value::from(code);
        thrown(ShareError::Read(Node::root("code", &json).wrong("a whole number below 2^64")))
    });
    Ok(share::short(number?).to_string())
}

/// The short code in what a page was entered with: the JSON text of a `ShortLanding` or of `null`.
#[must_use]
#[wasm_bindgen(js_name = shareFindShort)]
pub fn find_short(input: &str) -> String {
    to_json(&share::find_short(input).as_ref().map(ShortLanding::from))
}

/// The token as a scene.
///
/// # Errors
/// A `TuikeError` of `share/…`.
#[wasm_bindgen(js_name = shareScene)]
pub fn scene(token: &str) -> Result<String, JsValue> {
    Token::parse(token).and_then(|token| share::scene(&token)).map_err(thrown)
}

/// The token as a link; `options` is JSON text.
///
/// # Errors
/// A `TuikeError` of `share/…`, or with a path below `options`.
#[wasm_bindgen(js_name = shareLink)]
pub fn link(token: &str, options: &str) -> Result<String, JsValue> {
    let options = parsed("options", options, LinkOptions::read)?;
    Token::parse(token).and_then(|token| share::link(&token, &options)).map_err(thrown)
}

/// Words that carry a token through a chat; without `text` its own.
///
/// # Errors
/// A `TuikeError` of `share/…`.
#[wasm_bindgen(js_name = sharePhrase)]
pub fn phrase(token: &str, text: Option<String>) -> Result<String, JsValue> {
    let token = Token::parse(token);
    token.and_then(|token| share::phrase(&token, text.as_deref())).map_err(thrown)
}

/// What a channel's API takes for a product: the JSON text of an object of texts. `product` and
/// `template` are JSON.
///
/// # Errors
/// A `TuikeError` of `share/…`, or with a path below `product` or `template`.
#[wasm_bindgen(js_name = shareCard)]
pub fn card(product: &str, token: &str, channel: &str, template: &str) -> Result<String, JsValue> {
    let product = parsed("product", product, CardProduct::read)?;
    let template = parsed("template", template, CardTemplate::read)?;
    let card = || share::card(&product, &Token::parse(token)?, Channel::parse(channel)?, &template);
    card().map(|card| to_json(&CardView(card.fields()))).map_err(thrown)
}

/// A filled template; `words` is JSON, `reader` is `customer` or `promoter`.
///
/// # Errors
/// A `TuikeError` of `share/…`, or with a path below `words` or `reader`.
#[wasm_bindgen(js_name = shareText)]
pub fn text(template: &str, words: &str, reader: &str) -> Result<String, JsValue> {
    let filled = || -> Result<String, ShareError> {
        let json = read::parse("words", words)?;
        let name = serde_json::Value::from(reader);
        let readers = [("customer", Reader::Customer), ("promoter", Reader::Promoter)];
        let reader = Node::root("reader", &name).choice(&readers)?;
        share::fill(template, &Words::read(&Node::root("words", &json))?, reader)
    };
    filled().map_err(thrown)
}

/// The share in what a page was entered with, the JSON text of enter options or any other text: the JSON
/// text of a `Landing` or of `null`.
#[must_use]
#[wasm_bindgen(js_name = shareLand)]
pub fn land(input: &str) -> String {
    to_json(&share::land(input).as_ref().map(Landing::from))
}

/// The modules of a QR code, row by row; `options` is JSON text.
///
/// # Errors
/// A `TuikeError` of `share/…`, or with a path below `options`.
#[wasm_bindgen(js_name = shareQr)]
pub fn qr(text: &str, options: &str) -> Result<Vec<u8>, JsValue> {
    qr_options(options)
        .and_then(|options| share::qr(text, options))
        .map(|code| code.modules)
        .map_err(thrown)
}

/// A QR code as an SVG document; `options` is JSON text.
///
/// # Errors
/// As [`qr`].
#[wasm_bindgen(js_name = shareQrSvg)]
pub fn qr_svg(text: &str, options: &str) -> Result<String, JsValue> {
    qr_options(options).and_then(|options| share::qr_svg(text, options)).map_err(thrown)
}

/// What JSON text says; `name` begins the paths of its errors.
fn parsed<T>(
    name: &str,
    text: &str,
    read: impl FnOnce(&Node<'_>) -> Result<T, ShareError>,
) -> Result<T, JsValue> {
    let json = read::parse(name, text).map_err(|error| thrown(ShareError::Read(error)))?;
    read(&Node::root(name, &json)).map_err(thrown)
}

fn qr_options(text: &str) -> Result<QrOptions, ShareError> {
    let json = read::parse("options", text)?;
    QrOptions::read(&Node::root("options", &json))
}
