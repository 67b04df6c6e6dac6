//! What is given to whoever asked, and to whoever watches.

use serde_json::Value;

use super::machine::{Cache, Flight, Query};
use super::record::Kept;
use crate::backend::{Profile, canonical_key};
use crate::engine::auth::Credentials;
use crate::engine::desk::Desk;
use crate::engine::{CommandId, Event, Failure, Page, Source};
use crate::time::{Span, Timestamp};

const MOST_MISSING: usize = 500;

impl Cache {
    /// The network gave an answer, or confirmed the one that is held.
    pub(super) fn renewed(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        flight: Flight,
        kept: Kept,
        beside: Option<Failure>,
    ) {
        let Flight { query, waiters, renew, seen, .. } = flight;
        let stale = self.news.outdates(kept.seen, &query.tags);
        self.counts.misses += waiters.len() as u64;
        for command in waiters {
            let page = page(&query.key, &kept, Source::Network, stale, beside.clone());
            desk.tell(Event::Page { command, page });
        }
        if renew {
            let page = page(&query.key, &kept, Source::Network, stale, beside);
            desk.tell(Event::Updated { page });
        }
        self.keep(desk, &query, by.tag, kept);
        // Something has changed while it was on its way: whoever watches must not be left with it.
        if renew && stale && self.news.outdates(Some(seen), &query.tags) {
            self.ask(desk, profile, by, query, None, true);
        }
    }

    pub(super) fn fall_back(
        &mut self,
        desk: &mut Desk,
        query: &Query,
        to: &[CommandId],
        error: Failure,
    ) {
        let given = self.answer(desk, query, to, Source::Fallback, Some(&error));
        if given.is_none() {
            self.fail_all(desk, to.to_vec(), &error);
        }
    }

    /// Gives what memory has; says whether that is stale, or `None` where there is nothing.
    pub(super) fn answer(
        &mut self,
        desk: &mut Desk,
        query: &Query,
        to: &[CommandId],
        source: Source,
        error: Option<&Failure>,
    ) -> Option<bool> {
        let kept = self.memory.get(query.id, &query.key, query.policy.keep, desk.now)?;
        let old = desk.now.since(kept.at) >= query.policy.fresh;
        let stale = old || self.news.outdates(kept.seen, &query.tags);
        let count = match (source, stale) {
            (Source::Fallback, _) => &mut self.counts.fallback,
            (_, true) => &mut self.counts.stale,
            (_, false) => &mut self.counts.hits,
        };
        *count += to.len() as u64;
        for command in to {
            let page = page(&query.key, kept, source, stale, error.cloned());
            desk.tell(Event::Page { command: *command, page });
        }
        Some(stale)
    }

    pub(super) fn fail_all(&mut self, desk: &mut Desk, commands: Vec<CommandId>, error: &Failure) {
        self.counts.misses += commands.len() as u64;
        for command in commands {
            desk.tell(Event::Failed { command, error: error.clone() });
        }
    }

    pub(super) fn known_missing(&mut self, query: &Query, now: Timestamp) -> Option<Failure> {
        let (at, failure) = self.missing.get_mut(&query.key)?;
        *at = (*at).min(now);
        (now.since(*at) < query.policy.missing).then(|| failure.clone())
    }

    pub(super) fn remember_missing(&mut self, query: &Query, now: Timestamp, why: Failure) {
        if query.policy.missing == Span::ZERO {
            return;
        }
        if self.missing.len() >= MOST_MISSING {
            self.missing.clear();
        }
        self.missing.insert(query.key.clone(), (now, why));
    }

    /// Takes a question whose answers are shown until [`Cache::unwatch`]: whenever news outdate them
    /// the network is asked, and what it gives is told as `Updated`.
    pub(crate) fn watch(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        command: CommandId,
        asked: (String, Value),
    ) {
        let query = match Query::new(profile, asked.0, asked.1) {
            Ok(query) => query,
            Err(error) => return desk.fail(command, &error),
        };
        match self.watched.get_mut(&query.key) {
            Some((_, times)) => *times += 1,
            None => {
                self.watched.insert(query.key.clone(), (query.clone(), 1));
            }
        }
        self.take(desk, profile, by, command, query, false);
    }

    /// The answers to a question are shown once less.
    pub(crate) fn unwatch(&mut self, resource: &str, params: &Value) {
        let key = canonical_key(resource, params);
        if let Some((_, times)) = self.watched.get_mut(&key) {
            *times -= 1;
            if *times == 0 {
                self.watched.remove(&key);
            }
        }
    }

    /// There are news since `before`: what is shown and outdated is asked for again.
    pub(crate) fn turn_over(
        &mut self,
        desk: &mut Desk,
        profile: &Profile,
        by: Credentials<'_>,
        before: u64,
    ) {
        // What was not there may be there now.
        self.missing.clear();
        let watched: Vec<Query> = self.watched.values().map(|(query, _)| query.clone()).collect();
        for query in watched {
            let held = self.memory.get(query.id, &query.key, query.policy.keep, desk.now);
            let (is_held, seen) = (held.is_some(), held.map_or(Some(before), |kept| kept.seen));
            if self.news.outdates(seen, &query.tags) {
                self.ask(desk, profile, by, query, None, is_held);
            }
        }
    }
}

fn page(key: &str, kept: &Kept, source: Source, stale: bool, error: Option<Failure>) -> Page {
    Page {
        key: key.to_owned(),
        data: kept.data.clone(),
        next: kept.next.clone(),
        total: kept.total,
        source,
        stale,
        at: kept.at,
        error,
    }
}
