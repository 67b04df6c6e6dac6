//! What an app asks for, once it can be answered.

use serde_json::Value;

use super::Engine;
use super::boot::Part;
use super::event::Event;
use super::input::{Command, CommandId};
use super::purpose::CacheOp;
use crate::backend::BackendError;
use crate::cache::CacheError;
use crate::effect::HostError;
use crate::outbox::OutboxError;
use crate::outbox::entry::{Entry, Kind};
use crate::outbox::retry::Backoff;

/// A removal of every cached read that is on its way.
#[derive(Debug)]
pub(super) struct Clearing {
    /// It belongs to a logout.
    logout: bool,
    left: usize,
    /// Of the first that failed.
    error: Option<HostError>,
}

/// Whether a command can be carried out.
enum Gate {
    Open,
    /// Something that it needs is still being read.
    Later,
    /// Something that it needs cannot be read.
    Shut,
}

impl Engine {
    fn gate(&self, command: &Command) -> Gate {
        match command {
            Command::Query { .. }
            | Command::Watch { .. }
            | Command::Unwatch { .. }
            | Command::Login { .. }
            | Command::Logout => {
                if self.boot.knows_who() {
                    Gate::Open
                } else {
                    Gate::Later
                }
            }
            // What was handed over first must stand first in its lane: all of them wait.
            Command::Submit { .. } if !self.boot.knows_all() && self.attributes() => Gate::Later,
            // It holds at once, whatever the store is doing.
            Command::Consent { .. } => Gate::Open,
            // It reads the store itself.
            Command::Touch { .. } => Gate::Open,
            // Whether it is taken at all depends on what the user said; and what was common to all when
            // it was handed over comes along.
            Command::Track { .. } | Command::Common { .. }
                if self.boot.consent == Part::Waiting || self.boot.keys == Part::Waiting =>
            {
                Gate::Later
            }
            Command::Common { .. } => Gate::Open,
            // What was tracked before it goes before it is answered.
            Command::Flush if self.boot.consent == Part::Waiting => Gate::Later,
            Command::Submit { .. } | Command::Track { .. } | Command::Clear => match self.boot.keys
            {
                Part::Ready => Gate::Open,
                Part::Waiting => Gate::Later,
                Part::Failed => Gate::Shut,
            },
            Command::Retry { .. } | Command::Drop { .. } | Command::Flush => {
                if self.boot.may_send() {
                    Gate::Open
                } else if self.boot.keys == Part::Failed || self.boot.auth == Part::Failed {
                    Gate::Shut
                } else {
                    Gate::Later
                }
            }
        }
    }

    /// Carries out a command, or keeps it until that is possible.
    pub(super) fn command(&mut self, id: CommandId, command: Command) {
        match self.gate(&command) {
            Gate::Open => self.carry_out(id, command),
            Gate::Later => self.parked.push((id, command)),
            Gate::Shut if command == Command::Clear => {
                self.cache.forget();
                self.desk.fail(id, &CacheError::StoreUnavailable);
            }
            Gate::Shut => self.desk.fail(id, &OutboxError::StoreUnavailable),
        }
    }

    /// Tries again what was kept.
    pub(super) fn unpark(&mut self) {
        for (id, command) in core::mem::take(&mut self.parked) {
            self.command(id, command);
        }
    }

    fn carry_out(&mut self, id: CommandId, command: Command) {
        match command {
            Command::Query { resource, params, refresh } => {
                let (profile, by) = (&self.config.profile, self.auth.credentials());
                self.cache.query(&mut self.desk, profile, by, id, (resource, params, refresh));
            }
            Command::Watch { resource, params } => {
                let (profile, by) = (&self.config.profile, self.auth.credentials());
                self.cache.watch(&mut self.desk, profile, by, id, (resource, params));
            }
            Command::Unwatch { resource, params } => {
                self.cache.unwatch(&resource, &params);
                self.desk.tell(Event::Done { command: id });
            }
            Command::Submit { mutation, body } => self.submit(id, mutation, body),
            Command::Track { name, props } => self.track_event(id, name, props),
            Command::Touch { token } => self.touch(id, &token),
            Command::Common { props } => self.set_common(id, props),
            Command::Consent { consent } => self.agree(id, consent),
            Command::Login { params } => self.login(id, params),
            Command::Logout => self.logout(id),
            Command::Retry { id: entry } => self.outbox.revive(&mut self.desk, id, entry),
            Command::Drop { id: entry } => self.outbox.drop_entry(&mut self.desk, id, entry),
            Command::Flush => {
                self.outbox.force();
                self.flushing.push(id);
            }
            Command::Clear => self.clear(id, false),
        }
    }

    fn submit(&mut self, command: CommandId, name: String, body: Value) {
        let lane = match self.config.profile.lane(&name) {
            Ok(lane) => lane.to_owned(),
            Err(error) => return self.desk.fail(command, &error),
        };
        if self
            .config
            .profile
            .never_signed(["mutations.", &name], self.auth.credentials().signing_key)
        {
            return self.desk.fail(command, &BackendError::NoSigningKey);
        }
        let body = self.attributed(&name, body);
        let id = self.desk.prng.uuid_v7(self.desk.now);
        self.append(command, id, Kind::Mutation, lane, name, body);
    }

    pub(super) fn append(
        &mut self,
        command: CommandId,
        id: String,
        kind: Kind,
        lane: String,
        name: String,
        body: Value,
    ) {
        let (created, backoff, dead) = (self.desk.now, Backoff::default(), None);
        let (owner, trace) = (self.outbox.owner.clone(), self.desk.action);
        let entry = Entry { kind, lane, name, owner, trace, body, created, backoff, dead };
        self.outbox.append(&mut self.desk, command, id, entry);
    }

    /// Forgets every cached read; answered when the store has forgotten them, too.
    pub(super) fn clear(&mut self, command: CommandId, logout: bool) {
        let left = self.cache.clear(&mut self.desk, CacheOp::Cleared(command));
        self.clearing.insert(command, Clearing { logout, left, error: None });
        self.cleared(command);
    }

    /// One removal of a clearing has come back.
    pub(super) fn one_cleared(&mut self, command: CommandId, result: Result<(), HostError>) {
        if let Some(clearing) = self.clearing.get_mut(&command) {
            clearing.left = clearing.left.saturating_sub(1);
            clearing.error = clearing.error.take().or(result.err());
        }
        self.cleared(command);
    }

    fn cleared(&mut self, command: CommandId) {
        if self.clearing.get(&command).is_none_or(|clearing| clearing.left > 0) {
            return;
        }
        match self.clearing.remove(&command) {
            Some(Clearing { logout: false, error: Some(source), .. }) => {
                self.desk.fail(command, &CacheError::NotCleared { source });
            }
            // After a logout what stayed is a miss for everybody: it carries another tag.
            Some(_) | None => self.desk.tell(Event::Done { command }),
        }
    }

    /// Answers those who wanted everything to be sent now.
    pub(super) fn flushed(&mut self) {
        // Events that wait for what the store says of consent have not had their try yet.
        if self.boot.asked_consent || self.outbox.forcing() {
            return;
        }
        for command in core::mem::take(&mut self.flushing) {
            self.desk.tell(Event::Done { command });
        }
    }
}
