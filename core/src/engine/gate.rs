//! The gate: every request passes it, so that a server is asked no more than it wants and is left
//! alone while it fails.
//!
//! Sends nothing and builds nothing: who may not go yet stands in its service's line, by name, and is
//! called when it is its turn. One token bucket, one breaker and one line for each service of the
//! profile; services know nothing of each other.
//!
//! | who asks | over the rate | breaker open |
//! |---|---|---|
//! | a query, a login, a refresh | waits its turn, at most as long as a request may take; then it fails | fails at once |
//! | a lane | waits | waits; one of the line is the probe |
//!
//! Who is first in the line: logins and refreshes, then mutations, then events, then queries; among
//! equals who came first. Nobody is overtaken more than [`OVERTAKEN`] times, so that no lane, however
//! much is in it, starves a query. A query that fails falls back to what is stored.
//!
//! | what came of a request | the breaker counts |
//! |---|---|
//! | any answer from 200 to 499 that is no redirect | a success |
//! | 500 and above, a timeout, a connection that broke | a failure |
//! | no network, where another service has answered meanwhile | a failure: it is this server that is gone |
//! | no network otherwise; redirects; what the host refuses to send | nothing |
//!
//! A 429 is an answer. Where it says `Retry-After`, the whole service is held for that long, for a
//! minute at most: the server counts the client's requests, not the resource's (RFC 6585 §4). Who got
//! it waits as long as it says, by its own back-off.
//!
//! None of this is stored. After a restart buckets are full and breakers closed: a server that is still
//! failing opens them again with the next few requests, and the lanes' own back-offs are durable. When
//! the host says that the network is back, breakers close: what they saw may have been the network.

use serde_json::Value;

use super::error::EngineError;
use super::input::CommandId;
use super::stats::ServiceStats;
use crate::backend::Limits;
use crate::effect::{HostError, HostErrorKind, HttpResponse};
use crate::limits::{Breaker, Bucket};
use crate::outbox::entry::EVENTS;
use crate::outbox::retry::Backoff;
use crate::time::{Span, Timestamp};

/// So often who waits is overtaken by who came later.
const OVERTAKEN: u8 = 3;
/// A server that wants to be asked an hour later must not silence all of its resources for an hour.
const LONGEST_HOLD: Span = Span::from_secs(60);

/// Who waits for a turn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Who {
    /// The renewal of the token.
    Refresh,
    /// A login with its parameters.
    Login(CommandId, Value),
    /// A lane of the outbox.
    Lane(String),
    /// A question of the cache, by its key.
    Query(String),
}

impl Who {
    fn class(&self) -> u8 {
        match self {
            Self::Refresh | Self::Login(..) => 0,
            Self::Lane(name) if name != EVENTS => 1,
            Self::Lane(_) => 2,
            Self::Query(_) => 3,
        }
    }

    /// Whether nobody waits for an answer.
    const fn is_patient(&self) -> bool {
        matches!(self, Self::Lane(_))
    }
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Admit {
    /// It may go now. What does go is told by [`Gate::pass`].
    Go,
    /// It stands in the line.
    Wait,
    /// A lane stands in the line, and the breaker is open; everybody else fails with this.
    Shut(EngineError),
}

#[derive(Debug)]
struct Ticket {
    who: Who,
    since: Timestamp,
    overtaken: u8,
}

#[derive(Debug)]
struct Service {
    bucket: Option<Bucket>,
    breaker: Option<Breaker>,
    /// What a 429 asked for.
    hold: Backoff,
    /// Whether another service has answered since something was sent to this one.
    others_answer: bool,
    line: Vec<Ticket>,
}

enum Ready {
    Now,
    At(Timestamp),
    Shut(Timestamp),
}

#[derive(Debug)]
pub(crate) struct Gate {
    services: Vec<Service>,
    limits: Limits,
}

impl Service {
    fn new(limits: &Limits) -> Self {
        Self {
            bucket: limits.rate.map(Bucket::new),
            breaker: limits.breaker.map(Breaker::new),
            hold: Backoff::default(),
            others_answer: false,
            line: Vec::new(),
        }
    }

    /// When it may be asked.
    fn ready(&mut self, now: Timestamp) -> Ready {
        // The bucket is asked in any case: it learns from each call how the clock goes.
        let bucket = self.bucket.as_mut().map_or(Ok(()), |bucket| bucket.ready(now));
        if let Some(Err(until)) = self.breaker.as_mut().map(|breaker| breaker.may(now)) {
            return Ready::Shut(until);
        }
        self.hold.pull_in(now);
        match bucket {
            Err(at) => Ready::At(at.max(self.hold.next)),
            Ok(()) if self.hold.due(now) => Ready::Now,
            Ok(()) => Ready::At(self.hold.next),
        }
    }

    /// The same without a trace.
    fn looks(&self, now: Timestamp) -> Ready {
        let (bucket, breaker) = (self.bucket, self.breaker);
        Self { bucket, breaker, hold: self.hold, others_answer: false, line: Vec::new() }.ready(now)
    }

    /// Whose turn it is: who was overtaken often enough, else the first of the highest class.
    fn first(&self) -> Option<usize> {
        let mut first: Option<(usize, u8)> = None;
        for (at, ticket) in self.line.iter().enumerate() {
            if ticket.overtaken >= OVERTAKEN {
                return Some(at);
            }
            let class = ticket.who.class();
            if first.is_none_or(|(_, other)| class < other) {
                first = Some((at, class));
            }
        }
        first.map(|(at, _)| at)
    }
}

impl Gate {
    /// As many services as the profile has, all of them open.
    pub(crate) fn new(services: usize, limits: Limits) -> Self {
        Self { services: (0..services).map(|_| Service::new(&limits)).collect(), limits }
    }

    /// Asks for a turn; who has to wait is given it by [`Gate::next`]. Who stands in the line already
    /// keeps its place.
    pub(crate) fn admit(&mut self, service: usize, who: Who, now: Timestamp) -> Admit {
        let patience = self.limits.timeout;
        let Some(service) = self.services.get_mut(service) else { return Admit::Go };
        let (shut, late) = match service.ready(now) {
            Ready::Now if service.line.is_empty() => return Admit::Go,
            Ready::Now => (false, false),
            Ready::At(at) => (false, at.since(now) > patience),
            Ready::Shut(_) => (true, false),
        };
        let patient = who.is_patient();
        if (patient || !(shut || late)) && service.line.iter().all(|ticket| ticket.who != who) {
            service.line.push(Ticket { who, since: now, overtaken: 0 });
        }
        match (shut, late && !patient) {
            (true, _) => Admit::Shut(EngineError::BreakerOpen),
            (false, true) => Admit::Shut(EngineError::RateLimited),
            (false, false) => Admit::Wait,
        }
    }

    /// Who in a line is to be told something: that it may go, or that it fails. Ask until there is
    /// nobody.
    pub(crate) fn next(&mut self, now: Timestamp) -> Option<(usize, Who, Admit)> {
        let patience = self.limits.timeout;
        for (index, service) in self.services.iter_mut().enumerate() {
            if service.line.is_empty() {
                continue;
            }
            let ready = service.ready(now);
            let shut = matches!(ready, Ready::Shut(_));
            let gives_up = |ticket: &mut Ticket| {
                // A clock that stepped back does not make the wait longer than it was meant to be.
                ticket.since = ticket.since.min(now);
                !ticket.who.is_patient() && (shut || now.since(ticket.since) >= patience)
            };
            let (at, admit) = if let Some(at) = service.line.iter_mut().position(gives_up) {
                let error = if shut { EngineError::BreakerOpen } else { EngineError::RateLimited };
                (Some(at), Admit::Shut(error))
            } else if matches!(ready, Ready::Now) {
                let first = service.first();
                for ticket in service.line.iter_mut().take(first.unwrap_or_default()) {
                    ticket.overtaken += 1;
                }
                (first, Admit::Go)
            } else {
                (None, Admit::Wait)
            };
            if let Some(at) = at {
                return Some((index, service.line.remove(at).who, admit));
            }
        }
        None
    }

    /// A request goes out.
    pub(crate) fn pass(&mut self, service: usize, now: Timestamp) {
        let Some(service) = self.services.get_mut(service) else { return };
        service.others_answer = false;
        if let Some(bucket) = &mut service.bucket {
            // Whoever goes without a turn (what a page sends as it is hidden) may leave it empty.
            let _ = bucket.take(now);
        }
        if let Some(breaker) = &mut service.breaker {
            breaker.sent(now);
        }
    }

    /// What came of a request; `after` is the answer's Retry-After.
    pub(crate) fn report(
        &mut self,
        service: usize,
        now: Timestamp,
        result: Result<&HttpResponse, &HostError>,
        after: Option<Span>,
    ) {
        if result.is_ok() {
            for (other, it) in self.services.iter_mut().enumerate() {
                it.others_answer |= other != service;
            }
        }
        let Some(service) = self.services.get_mut(service) else { return };
        let works = match result {
            Ok(HttpResponse { status: 200..=299 | 400..=499, .. }) => Some(true),
            Ok(HttpResponse { status: 500.., .. }) => Some(false),
            Ok(_) => None,
            Err(error) => match error.kind {
                HostErrorKind::Timeout | HostErrorKind::Other => Some(false),
                HostErrorKind::Offline => service.others_answer.then_some(false),
                HostErrorKind::Denied
                | HostErrorKind::Unsupported
                | HostErrorKind::QuotaExceeded => None,
            },
        };
        if let (Ok(HttpResponse { status: 429, .. }), Some(after)) = (result, after) {
            service.hold.rest(now, after.min(LONGEST_HOLD));
        }
        match (&mut service.breaker, works) {
            (Some(breaker), Some(works)) => breaker.report(now, works),
            (Some(breaker), None) => breaker.forgo(),
            (None, _) => {}
        }
    }

    /// The host says that the network is back.
    pub(crate) fn network_is_back(&mut self) {
        for service in &mut self.services {
            service.breaker = self.limits.breaker.map(Breaker::new);
        }
    }

    /// When somebody in a line is to be told something.
    pub(crate) fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        let mut first: Option<Timestamp> = None;
        for service in &self.services {
            if service.line.is_empty() {
                continue;
            }
            let ready = match service.looks(now) {
                Ready::Now => now,
                Ready::At(at) | Ready::Shut(at) => at,
            };
            let tickets = service.line.iter().filter(|ticket| !ticket.who.is_patient());
            let ends = tickets.map(|ticket| ticket.since.after(self.limits.timeout));
            first = ends.chain([ready]).chain(first).min();
        }
        first
    }

    /// How each service is doing.
    pub(crate) fn stats(&self, names: &[String], now: Timestamp) -> Vec<ServiceStats> {
        let stats = names.iter().zip(&self.services).map(|(name, service)| {
            let mut breaker = service.breaker;
            let breaker = breaker.as_mut().map_or("closed", |breaker| {
                // An open one learns that its time is over when it is asked.
                let _ = breaker.may(now);
                breaker.state().as_str()
            });
            ServiceStats { name: name.clone(), breaker, waiting: service.line.len() as u32 }
        });
        stats.collect()
    }
}

#[cfg(test)]
mod tests;
