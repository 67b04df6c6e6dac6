//! The half of the server that renews tokens: rotating refresh tokens, tokens that end.
//!
//! A refresh token is good once where it rotates; used again it is refused, as RFC 9700 §4.14 asks for.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tuike_core::backend::Profile;

use super::server::PROFILE;

/// What it knows of tokens.
#[derive(Clone, Debug, Default)]
pub struct Renewals {
    /// The true time.
    pub now: u64,
    /// Whose each refresh token is.
    pub good: BTreeMap<String, String>,
    /// Whether a refresh token is good once.
    pub rotating: bool,
    /// How many seconds an access token is good; for ever where there is none.
    pub life: Option<u64>,
    /// Whether it gives tokens that it does not take.
    pub barren: bool,
    /// What it says instead of 401, with status 200.
    pub says: Option<u64>,
    /// How often somebody came with a token that is not good.
    pub refused: usize,
    ends: BTreeMap<String, u64>,
}

impl Renewals {
    pub(super) fn ended(&self, token: &str) -> bool {
        self.ends.get(token).is_some_and(|end| self.now >= *end)
    }

    /// The refresh token that goes with a new token, and for how many seconds that is good.
    pub(super) fn grant(&mut self, token: &str, user: &str) -> (String, Option<u64>) {
        let refresh = format!("renews-{token}");
        self.good.insert(refresh.clone(), user.to_owned());
        if let Some(life) = self.life {
            self.ends.insert(token.to_owned(), self.now + life * 1_000);
        }
        (refresh, self.life)
    }

    /// Whose refresh token it is.
    pub(super) fn renew(&mut self, body: &Value) -> Option<String> {
        let refresh = body["with"].as_str()?;
        if self.rotating { self.good.remove(refresh) } else { self.good.get(refresh).cloned() }
    }
}

/// The server's profile, where tokens can be renewed and people have names; `change` what else it says.
pub fn renewing(change: impl FnOnce(&mut Value)) -> Profile {
    let mut profile: Value = serde_json::from_str(PROFILE).unwrap();
    profile["auth"] = json!({
        "kind": "bearer",
        "login": { "resource": "login", "token": "/token", "user": "/name", "refresh": "/refresh",
                   "expires": "/life" },
        "refresh": { "resource": "renew", "token": "/token", "refresh": "/refresh", "expires": "/life" },
        "expired": { "at": "/code", "in": [40001, 42001] },
    });
    profile["resources"]["renew"] =
        json!({ "post": "/refresh", "body": { "with": "{refreshToken}" } });
    profile["resources"]["mine"] = json!({ "get": "/me?n={n}", "cache": { "fresh": "1m" } });
    change(&mut profile);
    Profile::parse(&profile.to_string()).unwrap()
}
