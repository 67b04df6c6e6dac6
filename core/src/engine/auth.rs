//! Who is logged in: the token, durable under one key, and what separates one user from the next.
//!
//! ```text
//! tuike/auth   { "v": 1, "token": "…", "tag": UUIDv7 of this login, "promoter": "…" where it is known }
//! ```
//!
//! Every cached read carries the tag of its login. Removing this one record therefore makes all that
//! the user has read a miss, even if the app is killed before the reads themselves are removed.

use serde_json::Value;

use super::Engine;
use super::damage::set_aside;
use super::error::EngineError;
use super::event::{Event, Page, Source};
use super::gate::{Admit, Who};
use super::input::CommandId;
use super::pressure::{Parked, no_room};
use super::purpose::{CacheOp, Purpose};
use crate::backend::LoginAnswer;
use crate::effect::{HostError, HostErrorKind, HttpResponse};
use crate::json::{self, Fields};

pub(crate) const KEY: &str = "tuike/auth";
const VERSION: u64 = 1;

/// Under whose name requests go out and reads are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credentials<'a> {
    pub(crate) token: Option<&'a str>,
    /// Grows with every login and logout of this life.
    pub(crate) session: u64,
    /// Names the login across lives; empty for a guest.
    pub(crate) tag: &'a str,
    /// Names the person across logins, as far as the profile lets it be known; empty for a guest.
    pub(crate) owner: &'a str,
    /// What requests are signed with.
    pub(crate) signing_key: Option<&'a str>,
}

#[derive(Debug, Default)]
pub(crate) struct Auth {
    signing_key: Option<String>,
    token: Option<String>,
    session: u64,
    tag: String,
    promoter: Option<String>,
}

/// One who is logged in; the default is a guest.
#[derive(Debug, Default, PartialEq, Eq)]
struct User {
    token: Option<String>,
    tag: String,
    promoter: Option<String>,
}

/// What a login gave, until it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    command: CommandId,
    session: u64,
    token: String,
    tag: String,
    promoter: Option<String>,
    data: Value,
}

impl Auth {
    /// A guest whose requests are signed with a key, where there is one.
    pub(crate) fn signing_with(signing_key: Option<String>) -> Self {
        Self { signing_key, ..Self::default() }
    }

    pub(crate) fn credentials(&self) -> Credentials<'_> {
        Credentials {
            token: self.token.as_deref(),
            session: self.session,
            tag: &self.tag,
            owner: &self.tag,
            signing_key: self.signing_key.as_deref(),
        }
    }

    /// Whose links are one's own.
    pub(crate) fn promoter(&self) -> Option<&str> {
        self.promoter.as_deref()
    }

    fn become_user(&mut self, user: User) {
        self.session += 1;
        self.token = user.token;
        self.tag = user.tag;
        self.promoter = user.promoter;
    }
}

fn to_bytes(token: &str, tag: &str, promoter: Option<&str>) -> Vec<u8> {
    let mut record = Fields::default().number("v", VERSION).text("token", token).text("tag", tag);
    if let Some(promoter) = promoter {
        record = record.text("promoter", promoter);
    }
    record.finish().into_bytes()
}

fn from_bytes(bytes: &[u8]) -> Option<User> {
    let record = json::parse_bytes(bytes)?;
    if record.get("v")?.as_u64()? != VERSION {
        return None;
    }
    let text = |name: &str| record.get(name)?.as_str().filter(|text| !text.is_empty());
    let promoter = text("promoter").map(str::to_owned);
    Some(User { token: Some(text("token")?.to_owned()), tag: text("tag")?.to_owned(), promoter })
}

impl Engine {
    /// The record of an earlier life.
    pub(super) fn restore_auth(&mut self, bytes: Option<Vec<u8>>) {
        let Some(bytes) = bytes else { return };
        match from_bytes(&bytes) {
            Some(user) => {
                self.auth.become_user(user);
                // Where the store was late, a guest may have read something already.
                self.cache.forget();
            }
            None => set_aside(&mut self.desk, KEY.to_owned(), bytes),
        }
    }

    /// Asks the server who it is, as soon as the gate lets it.
    pub(super) fn login(&mut self, command: CommandId, params: Value) {
        let service = self.config.profile.service_of_login();
        let who = Who::Login(command, params.clone());
        let admit = self.desk.gate.admit(service, who, self.desk.now);
        if admit != Admit::Wait {
            self.log_in(command, &params, admit);
        }
    }

    pub(super) fn log_in(&mut self, command: CommandId, params: &Value, admit: Admit) {
        if let Admit::Shut(error) = admit {
            return self.desk.fail(command, &error);
        }
        let call = self.desk.call(self.auth.credentials(), self.desk.action);
        match self.config.profile.login_request(params, &call) {
            Ok(request) => {
                let session = self.auth.session;
                let service = self.config.profile.service_of_login();
                self.desk.http(Purpose::Login { command, session }, service, request);
            }
            Err(error) => self.desk.fail(command, &error),
        }
    }

    pub(super) fn login_answered(
        &mut self,
        command: CommandId,
        session: u64,
        result: Result<HttpResponse, HostError>,
    ) {
        let response = match result {
            Ok(response) => response,
            Err(source) => return self.desk.fail(command, &EngineError::Network { source }),
        };
        match self.config.profile.login_answer(&response, self.desk.now) {
            LoginAnswer::Ok { token, data, .. } => {
                let tag = self.desk.prng.uuid_v7(self.desk.now);
                let promoter = self.config.profile.promoter_of(&data);
                self.grant(Box::new(Granted { command, session, token, tag, promoter, data }));
            }
            LoginAnswer::Later { error, .. } | LoginAnswer::Failed(error) => {
                self.desk.fail(command, &error);
            }
        }
    }

    /// Stores what a login gave, unless somebody else has come or gone meanwhile.
    pub(super) fn grant(&mut self, granted: Box<Granted>) {
        if granted.session != self.auth.session {
            return self.desk.fail(granted.command, &EngineError::Superseded);
        }
        let bytes = to_bytes(&granted.token, &granted.tag, granted.promoter.as_deref());
        self.desk.write(Purpose::Grant(granted), KEY.to_owned(), bytes);
    }

    pub(super) fn granted(&mut self, granted: Box<Granted>, result: Result<(), HostError>) {
        match result {
            Ok(()) => {
                self.pressure.relieved();
                let Granted { command, token, tag, promoter, data, .. } = *granted;
                self.auth.become_user(User { token: Some(token), tag, promoter });
                self.cache.clear(&mut self.desk, CacheOp::Pruned);
                self.outbox.resume();
                let (key, at) = ("login".to_owned(), self.desk.now);
                let (next, total, source, stale, error) =
                    (None, None, Source::Network, false, None);
                let page = Page { key, data, next, total, source, stale, at, error };
                self.desk.tell(Event::Page { command, page });
            }
            Err(error) if error.kind == HostErrorKind::QuotaExceeded => {
                self.make_room(Parked::Grant(granted));
            }
            Err(source) => {
                self.restate_auth();
                self.desk.fail(granted.command, &EngineError::Credentials { source });
            }
        }
    }

    /// What failed may have happened all the same, if only the answer was lost: the store is told
    /// again who is logged in.
    fn restate_auth(&mut self) {
        match &self.auth.token {
            Some(token) => {
                let bytes = to_bytes(token, &self.auth.tag, self.auth.promoter());
                self.desk.write(Purpose::Forget, KEY.to_owned(), bytes);
            }
            None => self.desk.remove(Purpose::Forget, KEY.to_owned()),
        }
    }

    pub(super) fn deny(&mut self, granted: &Granted) {
        let source = no_room();
        self.desk.fail(granted.command, &EngineError::Credentials { source });
    }

    pub(super) fn logout(&mut self, command: CommandId) {
        self.desk.remove(Purpose::Revoke(command), KEY.to_owned());
    }

    pub(super) fn revoked(&mut self, command: CommandId, result: Result<(), HostError>) {
        match result {
            Ok(()) => {
                self.auth.become_user(User::default());
                self.clear(command, true);
            }
            Err(source) => {
                self.restate_auth();
                self.desk.fail(command, &EngineError::Credentials { source });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_undoes_writing_and_half_a_record_is_none() {
        let tag = "019b7a3c-3c00-7f1e-8d2c-0123456789ab";
        let user = |promoter: Option<&str>| User {
            token: Some("t-1".into()),
            tag: tag.into(),
            promoter: promoter.map(str::to_owned),
        };
        assert_eq!(from_bytes(&to_bytes("t-1", tag, None)), Some(user(None)));
        let bytes = to_bytes("t-1", tag, Some("9007199254740993"));
        assert_eq!(from_bytes(&bytes), Some(user(Some("9007199254740993"))));
        for cut in 0..bytes.len() {
            assert_eq!(from_bytes(&bytes[..cut]), None, "{cut}");
        }
        assert_eq!(from_bytes(br#"{"v":2,"token":"t","tag":"x"}"#), None);
        assert_eq!(from_bytes(br#"{"v":1,"token":"t","tag":""}"#), None, "a guest's tag is empty");
    }
}
