//! Who is logged in: durable under one key, and what separates one user from the next.
//!
//! Every cached read carries the tag of its login. Removing the one record (`auth/user.rs`) therefore
//! makes all that the user has read a miss, even if the app is killed before the reads themselves are
//! removed. Every entry of the outbox carries its owner: nobody else's login sends it.
//!
//! | who logs in | reads | entries that wait |
//! |---|---|---|
//! | the person who is logged in, by the server's word | stay | go on |
//! | somebody, where the profile does not say who | are removed | go on: taken for a renewed login |
//! | somebody else | are removed | stay stored until their owner is back |
//! | the first since a logout | there are none | his own go on; a guest's go with him |
//!
//! Who somebody is says `auth.login.user`, or else `attribution.promoter`. Who was logged in before the
//! profile said it (or by version 1) is taken for the next who logs in without a logout between.
//!
//! What customers have touched (`touches.rs`) is the device's, not the promoter's: the sale is owed to
//! whose link was followed, whoever is logged in when it is made. A logout leaves it.
//!
//! How a token is renewed is in `auth/renewal.rs`.

mod renewal;
mod user;

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
pub(super) use renewal::Refused;
use renewal::Renewal;
pub(crate) use renewal::Step;
pub(crate) use user::User;
use user::{Found, Granting};

pub(crate) const KEY: &str = "tuike/auth";

/// Under whose name requests go out and reads are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credentials<'a> {
    pub(crate) token: Option<&'a str>,
    /// Grows with every login and logout of this life.
    pub(crate) session: u64,
    /// Grows with every token of this life: an answer to an older one says nothing of the present.
    pub(crate) grant: u64,
    /// Names whose reads may be given: the same as long as it is certainly the same person.
    pub(crate) tag: &'a str,
    /// Names the person across logins, as far as the profile lets it be known; empty for a guest.
    pub(crate) owner: &'a str,
    /// What requests are signed with.
    pub(crate) signing_key: Option<&'a str>,
}

#[derive(Debug, Default)]
pub(crate) struct Auth {
    /// What the app signs with.
    signing_key: Option<String>,
    user: User,
    session: u64,
    grant: u64,
    /// Logins and logouts that are on their way to the store.
    changing: u32,
    renewal: Renewal,
}

/// What a login gave, until it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    command: CommandId,
    session: u64,
    user: User,
    data: Value,
}

impl Auth {
    /// A guest whose requests are signed with a key, where there is one.
    pub(crate) fn signing_with(signing_key: Option<String>) -> Self {
        Self { signing_key, ..Self::default() }
    }

    pub(crate) fn credentials(&self) -> Credentials<'_> {
        let user = &self.user;
        Credentials {
            token: user.token.as_deref(),
            session: self.session,
            grant: self.grant,
            tag: &user.tag,
            owner: &user.owner,
            signing_key: user.key.as_deref().or(self.signing_key.as_deref()),
        }
    }

    /// What the owner was called before the server gave a name; empty where that was never.
    pub(crate) fn was(&self) -> &str {
        self.user.was.as_deref().unwrap_or_default()
    }

    /// Whose links are one's own.
    pub(crate) fn promoter(&self) -> Option<&str> {
        self.user.promoter.as_deref()
    }
}

impl Engine {
    /// The record of an earlier life.
    pub(super) fn restore_auth(&mut self, bytes: Option<Vec<u8>>) {
        let Some(bytes) = bytes else { return };
        match User::from_bytes(&bytes) {
            Found::User(user) => {
                // Where the store was late, a guest may have read something already.
                self.cache.forget();
                self.become_user(*user);
            }
            Found::Newer => self.desk.tell(Event::Newer { key: KEY.to_owned() }),
            Found::Garbage => set_aside(&mut self.desk, KEY.to_owned(), bytes),
        }
    }

    /// From now on everything goes out under another name.
    fn become_user(&mut self, user: User) {
        self.end_renewal();
        self.auth.session += 1;
        self.auth.grant += 1;
        self.auth.user = user;
        self.auth.renewal.begin_anew(&self.auth.user);
        self.outbox.resume(true);
        let (profile, by) = (&self.config.profile, self.auth.credentials());
        self.cache.ask_again(&mut self.desk, profile, by);
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
            LoginAnswer::Ok { token, refresh, user, expires, data } => {
                let mut user = self.known_as(user, &data);
                user.take(Granting { token, refresh, expires }, self.desk.now);
                self.grant(Box::new(Granted { command, session, user, data }));
            }
            LoginAnswer::Later { error, .. } | LoginAnswer::Failed(error) => {
                self.desk.fail(command, &error);
            }
        }
    }

    /// Who logs in, as far as the answer says it.
    fn known_as(&mut self, named: Option<String>, data: &Value) -> User {
        let (profile, present) = (&self.config.profile, &self.auth.user);
        let promoter = profile.promoter_of(data);
        let named = named.or_else(|| promoter.clone());
        let mut user = User {
            named: named.is_some(),
            promoter,
            key: profile.signing_key_of(data),
            ..User::default()
        };
        if user.named && present.named && named.as_deref() == Some(&present.owner) {
            user.tag.clone_from(&present.tag);
            user.was.clone_from(&present.was);
        } else {
            let nameless = user.named && !present.named && present.token.is_some();
            user.was = nameless.then(|| present.owner.clone());
            user.tag = self.desk.prng.uuid_v7(self.desk.now);
        }
        user.owner = match named {
            Some(named) => named,
            None if present.token.is_some() => present.owner.clone(),
            None => user.tag.clone(),
        };
        user
    }

    /// Stores what a login gave, unless somebody else has come or gone meanwhile.
    pub(super) fn grant(&mut self, granted: Box<Granted>) {
        if granted.session != self.auth.session {
            return self.desk.fail(granted.command, &EngineError::Superseded);
        }
        self.auth.changing += 1;
        let bytes = granted.user.to_bytes();
        self.desk.write(Purpose::Grant(granted), KEY.to_owned(), bytes);
    }

    pub(super) fn granted(&mut self, granted: Box<Granted>, result: Result<(), HostError>) {
        self.auth.changing -= 1;
        match result {
            Ok(()) => {
                self.pressure.relieved();
                let Granted { command, user, data, .. } = *granted;
                if user.tag != self.auth.user.tag {
                    self.cache.clear(&mut self.desk, CacheOp::Pruned);
                }
                self.become_user(user);
                // What this user left in another page is not known here yet.
                if self.boot.loaded {
                    self.outbox.look_around(&mut self.desk);
                }
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
        let user = &self.auth.user;
        if user.token.is_some() {
            self.desk.write(Purpose::Forget, KEY.to_owned(), user.to_bytes());
        } else {
            self.desk.remove(Purpose::Forget, KEY.to_owned());
        }
    }

    pub(super) fn deny(&mut self, granted: &Granted) {
        let source = no_room();
        self.desk.fail(granted.command, &EngineError::Credentials { source });
    }

    pub(super) fn logout(&mut self, command: CommandId) {
        self.auth.changing += 1;
        self.desk.remove(Purpose::Revoke(command), KEY.to_owned());
    }

    pub(super) fn revoked(&mut self, command: CommandId, result: Result<(), HostError>) {
        self.auth.changing -= 1;
        match result {
            Ok(()) => {
                self.cache.forget();
                self.become_user(User::default());
                self.clear(command, true);
            }
            Err(source) => {
                self.restate_auth();
                self.desk.fail(command, &EngineError::Credentials { source });
            }
        }
    }
}
