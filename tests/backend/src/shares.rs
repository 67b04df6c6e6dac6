//! `GET /v1/share`: the logged-in promoter's signed tokens for a product; and what a token that comes
//! with an order is worth.
//!
//! The keys are made at the first start and stay in the database: a key in a client is a published
//! key. There are two, as there are while one is rotated out: the last signs, both verify.
//!
//! An unsigned token counts here, and its order is marked `signed: false`: a promoter who shares
//! without a network cannot ask for a signature. A shop that wants none of that refuses it in
//! [`Keys::judge`].

use std::error::Error;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use tuike_core::read::{self, Node};
use tuike_core::share::{self, Channel, Id, Key, MaxAge, Payload, Refusal as Unproven, ShareError};
use tuike_core::time::Timestamp;

use crate::app::App;
use crate::auth::{self, Role};
use crate::clock::now;
use crate::db;
use crate::envelope::{Answer, Refusal, ok};
use crate::request::Query;

/// So long a signature holds: three times what the profile's window lets a click count.
const HOLDS_DAYS: u64 = 90;
const NOTE: &str = "share-keys";

/// The keys, oldest first.
#[derive(Debug)]
pub(crate) struct Keys(Vec<Key>);

/// What a token says, as far as it can be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// This promoter's, and whether that is proven.
    Of { promoter: String, signed: bool },
    /// Signed by nobody who has a key.
    Forged,
    /// It was good once.
    Expired,
    /// It does not decode.
    Nothing,
}

impl Keys {
    /// The keys of a database, which it gets now where it has none.
    pub(crate) fn of(db: &Connection) -> Result<Self, Box<dyn Error>> {
        let text = match db::meta(db, NOTE)? {
            Some(text) => text,
            None => {
                let secret = || auth::random_token().map_err(|error| error.to_string());
                let made = json!([
                    { "keyId": 1, "key": secret()? },
                    { "keyId": 2, "key": secret()? },
                ]);
                let text = made.to_string();
                db::set_meta(db, NOTE, &text)?;
                text
            }
        };
        Ok(Self::read(&text)?)
    }

    fn read(text: &str) -> Result<Self, ShareError> {
        let json = read::parse("keys", text)?;
        Key::read_all(&Node::root("keys", &json)).map(Self)
    }

    fn sign(&self, payload: &Payload) -> Result<String, Refusal> {
        let key = self.0.last().ok_or_else(|| Refusal::internal("no key"))?;
        share::sign(payload, key).map(|token| token.to_string()).map_err(Refusal::internal)
    }

    /// What a token is worth.
    pub(crate) fn judge(&self, token: &str, at: Timestamp) -> Claim {
        let of =
            |payload: Payload, signed| Claim::Of { promoter: payload.promoter.to_string(), signed };
        match share::verify(token, &self.0, Some(MaxAge { at, days: HOLDS_DAYS })) {
            Ok((_, payload)) => of(payload, true),
            Err(Unproven::Unsigned) => {
                share::decode(token).map_or(Claim::Nothing, |payload| of(payload, false))
            }
            Err(Unproven::Forged | Unproven::UnknownKey(_)) => Claim::Forged,
            Err(Unproven::Expired) => Claim::Expired,
            Err(_) => Claim::Nothing,
        }
    }
}

/// `GET /v1/share?item=…`: `{ tokens: { channel: token } }`.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let user = auth::required(&app.db.lock(), &headers)?;
    if user.role != Role::Promoter {
        return Err(Refusal::unprocessable("只有推客可以分享"));
    }
    let query = Query::of(query.as_deref());
    let id =
        |text: &str| Id::parse(text).map_err(|error| Refusal::unprocessable(error.to_string()));
    let item = id(query.text("item").unwrap_or_default())?;
    let promoter = id(user.promoter)?;
    let mut tokens = Map::new();
    for channel in Channel::ALL {
        let (promoter, item) = (promoter.clone(), item.clone());
        let payload = Payload { promoter, item, channel, at: now(), campaign: None };
        tokens.insert(channel.as_str().to_owned(), Value::String(app.keys.sign(&payload)?));
    }
    Ok(ok(json!({ "tokens": tokens })))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_millis(1_795_132_800_000);

    fn keys(ids: &[u8]) -> Keys {
        let rows: Vec<Value> = ids
            .iter()
            .map(|id| json!({ "keyId": id, "key": format!("a demo secret no. {id}") }))
            .collect();
        Keys::read(&Value::from(rows).to_string()).unwrap()
    }

    fn payload() -> Payload {
        let (promoter, item) = (Id::from(9_007_199_254_750_001), Id::from(42));
        Payload { promoter, item, channel: Channel::Poster, at: AT, campaign: None }
    }

    #[test]
    fn a_token_of_the_key_that_goes_holds_until_the_key_has_gone() {
        let old = keys(&[1]).sign(&payload()).unwrap();
        let new = keys(&[1, 2]).sign(&payload()).unwrap();
        assert_ne!(old, new);
        let of = Claim::Of { promoter: "9007199254750001".into(), signed: true };
        assert_eq!(keys(&[1, 2]).judge(&old, AT), of);
        assert_eq!(keys(&[1, 2]).judge(&new, AT), of);
        assert_eq!(keys(&[2]).judge(&old, AT), Claim::Forged);
    }

    #[test]
    fn a_signature_holds_for_ninety_days() {
        let token = keys(&[1]).sign(&payload()).unwrap();
        let day = |days: u64| Timestamp::from_millis(AT.as_millis() + days * 86_400_000);
        assert!(matches!(keys(&[1]).judge(&token, day(90)), Claim::Of { signed: true, .. }));
        assert_eq!(keys(&[1]).judge(&token, day(91)), Claim::Expired);
    }

    #[test]
    fn what_nobody_signed_is_a_claim_and_what_is_no_token_nothing() {
        let unsigned = share::encode(&payload()).unwrap();
        let of = Claim::Of { promoter: "9007199254750001".into(), signed: false };
        assert_eq!(keys(&[1]).judge(unsigned.as_str(), AT), of);
        assert_eq!(keys(&[1]).judge("hello", AT), Claim::Nothing);
    }
}
