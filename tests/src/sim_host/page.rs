//! One page over the device's store: an engine, and what is on its way to it and from it.

use std::collections::BTreeMap;

use tuike_core::effect::{Outcome, Request};
use tuike_core::engine::Engine;

/// When something arrives, and a number that tells apart what arrives at the same time.
pub(super) type Arrival = (u64, u64);

/// A tab, or a mini-program: it can be killed, opened again, frozen and woken.
pub(super) struct Page {
    pub(super) engine: Engine,
    /// Which of the host's lives it lives; no two pages ever live the same one.
    pub(super) life: usize,
    pub(super) alive: bool,
    /// It hears nothing and its timers stand still; what it has asked for happens all the same.
    pub(super) frozen: bool,
    /// What is on its way, by the time it arrives: to the world, or with its outcome back.
    pub(super) air: BTreeMap<Arrival, (Request, Option<Outcome>)>,
    /// What nobody will ever answer.
    pub(super) lost: Vec<Request>,
    /// What it will hear when it is no longer frozen.
    pub(super) unheard: Vec<(Request, Outcome)>,
    pub(super) timer: Option<u64>,
    pub(super) idle_wakes: u32,
}

impl Page {
    pub(super) fn new(engine: Engine, life: usize) -> Self {
        Self {
            engine,
            life,
            alive: true,
            frozen: false,
            air: BTreeMap::new(),
            lost: Vec::new(),
            unheard: Vec::new(),
            timer: None,
            idle_wakes: 0,
        }
    }

    /// When something happens next.
    pub(super) fn next(&self) -> Option<Arrival> {
        if !self.alive {
            return None;
        }
        let arrival = self.air.first_key_value().map(|(arrival, _)| *arrival);
        // What arrives comes before a timer of the same time.
        let timer = self.timer.filter(|_| !self.frozen).map(|at| (at, u64::MAX));
        arrival.into_iter().chain(timer).min()
    }

    /// Everything it has asked for and not been told of.
    pub(super) fn open(&self) -> usize {
        self.air.len() + self.lost.len() + self.unheard.len()
    }
}
