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

    let refresh = random_token().map_err(Refusal::internal)?;
    let mut data = user.json();
    data["token"] = json!(new_token(&app.db.lock(), user, &refresh)?);
    data["refreshToken"] = json!(refresh);
    Ok(ok(data))
}

/// `POST /v1/refresh { "refreshToken" }`: a new token of the same login; without a body, by the bearer
/// token that has ended. The refresh token stays what it was: were it renewed too, an answer that is
/// lost would log its owner out.
pub(crate) async fn refresh(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let given = if body.is_empty() {
        None
    } else {
        let json = read::parse("refresh", &String::from_utf8_lossy(&body))?;
        let fields = Node::root("refresh", &json).open_object()?;
        fields.optional("refreshToken").map(|node| node.text().map(str::to_owned)).transpose()?
    };
    let db = app.db.lock();
    let (column, secret) = match &given {
        Some(refresh) => ("refresh", Some(refresh.as_str())),
        None => ("token", bearer(&headers)),
    };
    let query = format!("SELECT user, refresh FROM sessions WHERE {column} = ?1 LIMIT 1");
    let found: Option<(String, String)> =
        db.query_row(&query, params![secret], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (user, refresh) = found
        .and_then(|(login, refresh)| Some((by_login(&login)?, refresh)))
        .ok_or_else(Refusal::unauthorized)?;
    Ok(ok(json!({ "token": new_token(&db, user, &refresh)?, "refreshToken": refresh })))
}

fn new_token(db: &Connection, user: &User, refresh: &str) -> Result<String, Refusal> {
    let token = random_token().map_err(Refusal::internal)?;
    db.execute(
        "INSERT INTO sessions (token, user, refresh) VALUES (?1, ?2, ?3)",
        params![token, user.login, refresh],
    )?;
    Ok(token)
}

/// Ends every token; each can be refreshed.
pub(crate) fn expire(db: &Connection) -> Result<usize, rusqlite::Error> {
    db.execute("UPDATE sessions SET ended = 1", [])
}

/// Ends every login: what is left is to log in again.
pub(crate) fn revoke(db: &Connection) -> Result<usize, rusqlite::Error> {
    db.execute("DELETE FROM sessions", [])
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
    if !headers.contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    let query = "SELECT user FROM sessions WHERE token = ?1 AND ended = 0";
    let login: Option<String> =
        db.query_row(query, params![bearer(headers)], |row| row.get(0)).optional()?;
    match login.as_deref().and_then(by_login) {
        Some(user) => Ok(Some(user)),
        None => Err(Refusal::unauthorized()),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
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
