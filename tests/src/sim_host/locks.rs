//! The locks of a device: one holder a name, the others in line.

use std::collections::{BTreeMap, VecDeque};

use tuike_core::effect::{HostError, HostErrorKind, LockAnswer, LockOp, Outcome, Request};
use tuike_core::time::Timestamp;

/// What kind of locks the host has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locking {
    /// Held until given back or the page is gone, frozen or not: Web Locks.
    #[default]
    Held,
    /// Passes on after so many milliseconds, whatever the page does meanwhile; a killed page's, too.
    Lease(u64),
    /// The host says that it has none.
    Unsupported,
}

#[derive(Debug)]
struct Holder {
    life: usize,
    until: Option<u64>,
}

/// A request that is answered now: by which life, with what.
pub(super) type Answer = (usize, Request, Outcome);

#[derive(Debug, Default)]
pub struct SimLocks {
    pub locking: Locking,
    held: BTreeMap<String, Holder>,
    line: BTreeMap<String, VecDeque<(usize, Request)>>,
    /// Who held it last.
    last: BTreeMap<String, usize>,
    /// How often a lock was handed to somebody.
    pub granted: usize,
}

impl SimLocks {
    /// Who holds a lock now, as the life of a page.
    pub fn holder(&self, name: &str) -> Option<usize> {
        self.held.get(name).map(|holder| holder.life)
    }

    /// How many stand in line.
    pub(super) fn waiting(&self, life: usize) -> usize {
        self.line.values().flatten().filter(|(waiting, _)| *waiting == life).count()
    }

    /// When a lease that somebody waits for runs out.
    pub(super) fn next(&self) -> Option<u64> {
        let wanted = |name: &&String| self.line.get(*name).is_some_and(|line| !line.is_empty());
        self.held.iter().filter(|(name, _)| wanted(name)).filter_map(|(_, held)| held.until).min()
    }

    pub(super) fn meet(
        &mut self,
        now: u64,
        told: impl Fn(u64) -> Timestamp,
        life: usize,
        request: Request,
        op: &LockOp,
    ) -> Vec<Answer> {
        if self.locking == Locking::Unsupported {
            let error = HostError::new(HostErrorKind::Unsupported, "no locks here");
            return vec![(life, request, Outcome::Lock(Err(error)))];
        }
        let mut answers = Vec::new();
        match op {
            LockOp::Acquire { name } => {
                self.line.entry(name.clone()).or_default().push_back((life, request));
            }
            LockOp::Release { name } => {
                if self.held.get(name).is_some_and(|holder| holder.life == life) {
                    self.held.remove(name);
                }
                answers.push((life, request, Outcome::Lock(Ok(LockAnswer::Released))));
            }
        }
        answers.extend(self.pass_on(now, told));
        answers
    }

    /// Gives every lock that is free to whoever is first in line.
    pub(super) fn pass_on(&mut self, now: u64, told: impl Fn(u64) -> Timestamp) -> Vec<Answer> {
        self.held.retain(|_, holder| holder.until.is_none_or(|until| until > now));
        let mut answers = Vec::new();
        for (name, line) in &mut self.line {
            if self.held.contains_key(name) {
                continue;
            }
            let Some((life, request)) = line.pop_front() else { continue };
            let alone = self.last.insert(name.clone(), life) == Some(life);
            let until = match self.locking {
                Locking::Lease(millis) => Some(now + millis),
                Locking::Held | Locking::Unsupported => None,
            };
            self.held.insert(name.clone(), Holder { life, until });
            self.granted += 1;
            let granted = LockAnswer::Granted { until: until.map(&told), alone };
            answers.push((life, request, Outcome::Lock(Ok(granted))));
        }
        answers
    }

    /// A page is gone, and with it what it waited for. Its leases run on.
    pub(super) fn gone(&mut self, life: usize) {
        for line in self.line.values_mut() {
            line.retain(|(waiting, _)| *waiting != life);
        }
        if self.locking == Locking::Held {
            self.held.retain(|_, holder| holder.life != life);
        }
    }
}
