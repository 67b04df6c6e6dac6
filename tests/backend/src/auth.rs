//! Who is asking: `/v1/login`, `/v1/me` and the bearer token.
//!
//! **For the demo only**: three people stand in this file with their passwords in plain text, and
//! nobody can register. Tokens are random and kept in the database, so that a restart logs nobody out.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};
use tuike_core::read::{self, Node};

use crate::app::App;
use crate::envelope::{Answer, Refusal, ok};

/// Someone who can log in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) login: &'static str,
    password: &'static str,
    /// A uint64 beyond 2^53 as text, as the platforms give them.
    pub(crate) promoter: &'static str,
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    pub(crate) tier: &'static str,
    /// The login of the promoter who brought this one.
    parent: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Promoter,
    Customer,
}

pub(crate) const USERS: [User; 3] = [
    User {
        login: "demo",
        password: "demo",
        promoter: "9007199254750001",
        name: "小满（演示推客）",
        role: Role::Promoter,
        tier: "gold",
        parent: Some("leader"),
    },
    User {
        login: "leader",
        password: "leader",
        promoter: "9007199254750003",
        name: "阿禾（团长）",
        role: Role::Promoter,
        tier: "silver",
        parent: None,
    },
    User {
        login: "guest",
        password: "guest",
        promoter: "9007199254750005",
        name: "一位顾客",
        role: Role::Customer,
        tier: "none",
        parent: None,
    },
];

impl User {
    pub(crate) fn parent(&self) -> Option<&'static Self> {
        self.parent.and_then(by_login)
    }

    fn json(&self) -> Value {
        let parent = self.parent().map(|p| json!({ "promoter": p.promoter, "tier": p.tier }));
        json!({
            "promoter": self.promoter,
            "name": self.name,
            "role": match self.role { Role::Promoter => "promoter", Role::Customer => "customer" },
            "tier": self.tier,
            "parent": parent,
        })
    }
}

fn by_login(login: &str) -> Option<&'static User> {
    USERS.iter().find(|user| user.login == login)
}

/// The promoter of an id; customers have an id too, but bring no sales.
pub(crate) fn promoter(id: &str) -> Option<&'static User> {
    USERS.iter().find(|user| user.promoter == id && user.role == Role::Promoter)
}

/// `POST /v1/login`
pub(crate) async fn login(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let json = read::parse("login", &String::from_utf8_lossy(&body))?;
    let fields = Node::root("login", &json).open_object()?;
    let (login, password) =
        (fields.required("user")?.text()?, fields.required("password")?.text()?);
    let user = by_login(login)
        .filter(|user| user.password == password)
        .ok_or_else(|| Refusal::new(StatusCode::UNAUTHORIZED, "用户名或密码不对"))?;

    let token = random_token().map_err(Refusal::internal)?;
    let db = app.db.lock();
    db.execute("INSERT INTO sessions (token, user) VALUES (?1, ?2)", params![token, user.login])?;
    let mut data = user.json();
    data["token"] = json!(token);
    Ok(ok(data))
}

/// `GET /v1/me`
pub(crate) async fn me(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    let user = required(&app.db.lock(), &headers)?;
    Ok(ok(user.json()))
}

/// Whoever the bearer token names; 401 without one.
pub(crate) fn required(db: &Connection, headers: &HeaderMap) -> Result<&'static User, Refusal> {
    optional(db, headers)?.ok_or_else(Refusal::unauthorized)
}

/// Whoever the bearer token names, `None` without a token. A token that nobody has is 401 all the
/// same: the client believes itself logged in and must be told.
pub(crate) fn optional(
    db: &Connection,
    headers: &HeaderMap,
) -> Result<Option<&'static User>, Refusal> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
    let login: Option<String> = db
        .query_row("SELECT user FROM sessions WHERE token = ?1", params![token], |row| row.get(0))
        .optional()?;
    match login.as_deref().and_then(by_login) {
        Some(user) => Ok(Some(user)),
        None => Err(Refusal::unauthorized()),
    }
}

/// 32 random bytes in hex.
pub(crate) fn random_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    }))
}
