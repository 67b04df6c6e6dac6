//! A schedule with several pages over one store: a promoter's tabs, opened, killed, frozen and woken
//! while they hand things over; and the laws that hold afterwards.
//!
//! | law | what it says |
//! |---|---|
//! | nothing is lost | what a page acknowledged has reached the server, or is a dead letter, whichever page sent it |
//! | nothing happens twice | no order has two effects |
//! | one sender | where nobody is killed or frozen and no answer is lost, every entry reaches the server once; each kill costs at most one request more a lane |
//! | order | what one page handed over reaches the server in that order, lane by lane |
//! | nothing freezes | once the world is calm, everything is sent within three hours |
//! | one answer | every command is answered once; in a life that was cut short at most once |
//! | nothing is left | the store holds records of dead letters, and of nothing else |
//! | all pages agree | every page knows that nothing waits |
//!
//! The expectations come from what the pages were told and what the model server took.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use tuike_core::effect::Lifecycle;
use tuike_core::engine::{Command, CommandId, Event};
use tuike_core::seed::Prng;

use crate::laws;
use crate::sim_host::fault::Plan;
use crate::sim_host::locks::Locking;
use crate::sim_host::store::SimStore;
use crate::sim_host::{SimHost, choices};

const THREE_HOURS: u64 = 3 * 3_600_000;
const MOST_PAGES: usize = 4;
const LANES: [&str; 3] = ["/orders", "/notes", "/events"];

/// What was handed over, and by which life.
#[derive(Clone, Copy, Debug)]
struct Handed {
    life: usize,
    tag: u64,
    path: &'static str,
    poison: bool,
}

/// One run.
pub struct PagesRun {
    host: SimHost,
    prng: Prng,
    handed: BTreeMap<CommandId, Handed>,
    next_tag: u64,
    /// Pages that were killed or frozen: each may have left a request whose answer nobody heard.
    cuts: usize,
    faulty: bool,
}

impl PagesRun {
    /// Plays the schedule of a seed and holds it against the laws.
    pub fn play(seed: u64) -> Result<(), String> {
        let mut prng = choices(seed);
        let mut host = SimHost::with(seed, SimStore::default(), |config| config.shared = true);
        host.locks.locking = match prng.below(4) {
            0 => Locking::Lease(5_000 + prng.below(10_000)),
            1 if prng.below(4) == 0 => Locking::Unsupported,
            _ => Locking::Held,
        };
        let of_thousand = [0, 0, 10, 60, 200][prng.below(5) as usize];
        if of_thousand > 0 {
            host.plan = Plan::Anywhere { prng: choices(!seed), of_thousand };
        }
        let (handed, next_tag, cuts, faulty) = (BTreeMap::new(), 1, 0, of_thousand > 0);
        let mut run = Self { host, prng, handed, next_tag, cuts, faulty };
        // A third of the calm worlds see no page die: there every entry must be sent once.
        let is_gentle = run.prng.below(3) == 0;
        run.day(is_gentle);
        run.calm_down()?;
        run.laws()
    }

    fn day(&mut self, is_gentle: bool) {
        for _ in 0..1 + self.prng.below(3) {
            self.host.open();
        }
        for _ in 0..10 + self.prng.below(25) {
            let pause = match self.prng.below(5) {
                0 => self.prng.below(90_000),
                1 => self.prng.below(3_000),
                _ => self.prng.below(60),
            };
            self.host.run(pause);
            self.act(is_gentle);
        }
    }

    fn act(&mut self, is_gentle: bool) {
        let page = self.prng.below(self.host.pages() as u64) as usize;
        match self.prng.below(20) {
            0 if !is_gentle => {
                self.cuts += 1;
                if self.host.is_open(page) {
                    self.host.kill(page);
                }
            }
            1 if !is_gentle => {
                self.cuts += 1;
                if self.host.is_open(page) {
                    self.host.freeze(page);
                }
            }
            2 if !is_gentle && self.host.is_open(page) => self.host.wake(page),
            3 if self.host.pages() < MOST_PAGES => drop(self.host.open()),
            4 if self.host.is_open(page) => {
                let what = [Lifecycle::Show, Lifecycle::Hide, Lifecycle::Online];
                let what = what[self.prng.below(3) as usize];
                self.host.on(page).lifecycle(what);
            }
            5 if self.host.is_open(page) => drop(self.host.on(page).command(Command::Flush)),
            6..=12 => self.hand_over(page, "order", "/orders"),
            13..=15 => self.hand_over(page, "note", "/notes"),
            16..=19 => self.hand_over(page, "", "/events"),
            _ => {}
        }
    }

    /// A closed page is opened again first. A frozen one does nothing: nobody is in front of it.
    fn hand_over(&mut self, page: usize, mutation: &str, path: &'static str) {
        if !self.host.is_open(page) {
            self.host.reopen(page);
        }
        if self.host.is_frozen(page) {
            return;
        }
        let tag = self.next_tag;
        self.next_tag += 1;
        let poison = path == "/orders" && self.prng.below(12) == 0;
        let body = json!({ "tag": tag, "poison": poison });
        let life = self.host.life_of(page);
        let host = self.host.on(page);
        let command =
            if path == "/events" { host.track("seen", body) } else { host.submit(mutation, body) };
        self.handed.insert(command, Handed { life, tag, path, poison });
    }

    /// The world becomes calm, everybody wakes, and somebody opens the app.
    fn calm_down(&mut self) -> Result<(), String> {
        self.host.plan = Plan::Calm;
        for page in 0..self.host.pages() {
            if self.host.is_open(page) {
                self.host.wake(page);
            }
        }
        if !(0..self.host.pages()).any(|page| self.host.is_open(page)) {
            self.host.reopen(0);
        }
        if !self.host.settle(THREE_HOURS) {
            return Err("something goes on for ever".to_owned());
        }
        if self.host.locks.locking == Locking::Unsupported {
            // Without locks a page cannot tell what another one left from what it still sends: the app
            // has to be started anew.
            for page in 0..self.host.pages() {
                self.host.reopen(page);
            }
        }
        // Somebody looks at the app: what a page that died has left is found then, or when a page is
        // opened, or when another one has something to send.
        for page in 0..self.host.pages() {
            if self.host.is_open(page) {
                self.host.on(page).lifecycle(Lifecycle::Show);
            }
        }
        if self.host.settle(THREE_HOURS) { Ok(()) } else { Err("no end of it".to_owned()) }
    }

    fn laws(&self) -> Result<(), String> {
        self.nothing_is_lost()?;
        laws::nothing_happens_twice(&self.host)?;
        self.one_sender()?;
        self.order_is_kept()?;
        laws::one_answer(&self.host)?;
        self.nothing_is_left()
    }

    fn open_pages(&self) -> impl Iterator<Item = usize> {
        (0..self.host.pages()).filter(|page| self.host.is_open(*page))
    }

    fn promised(&self) -> impl Iterator<Item = (&String, Handed)> {
        self.host.events().filter_map(|event| match event {
            Event::Stored { command, id } => Some((id, *self.handed.get(command)?)),
            _ => None,
        })
    }

    /// The store's word: dead letters are records that say so.
    fn dead(&self) -> BTreeSet<String> {
        let records = self.host.store.records.iter();
        let outbox = records.filter(|(key, _)| key.starts_with("tuike/o/"));
        outbox
            .filter_map(|(_, bytes)| {
                let record: serde_json::Value = serde_json::from_slice(bytes).ok()?;
                record["dead"].is_object().then(|| record["id"].as_str().map(str::to_owned))?
            })
            .collect()
    }

    fn nothing_is_lost(&self) -> Result<(), String> {
        let dead = self.dead();
        // Events may give way, by the count that was told.
        let mut given_up: u32 = self
            .host
            .events()
            .map(|event| match event {
                Event::Evicted { class: "events" | "expired", entries } => *entries,
                _ => 0,
            })
            .sum();
        for (id, handed) in self.promised() {
            let arrived = self.host.server.taken.iter().any(|taken| taken.key == *id);
            let is_dead = dead.contains(id);
            let is_right = if handed.poison { is_dead && !arrived } else { arrived && !is_dead };
            if !is_right && handed.path == "/events" && given_up > 0 {
                given_up -= 1;
            } else if !is_right {
                return Err(format!("lost: {id} {handed:?}: arrived {arrived}, dead {is_dead}"));
            }
        }
        Ok(())
    }

    /// Where nothing goes wrong but that pages die or sleep, an entry is sent again for no other reason.
    fn one_sender(&self) -> Result<(), String> {
        if self.faulty || self.host.locks.locking == Locking::Unsupported {
            return Ok(());
        }
        // A cut leaves at most one request in the air a lane, and a batch of events repeats each of its.
        let requests = self.host.server.repeated_requests;
        if requests > self.cuts * LANES.len() {
            return Err(format!("{requests} requests were repeated, {} pages cut", self.cuts));
        }
        Ok(())
    }

    fn order_is_kept(&self) -> Result<(), String> {
        if self.host.count(|event| matches!(event, Event::Damaged { .. })) > 0 {
            return Ok(());
        }
        let lives: BTreeMap<u64, usize> =
            self.promised().map(|(_, handed)| (handed.tag, handed.life)).collect();
        for path in LANES {
            let mut last = BTreeMap::<usize, u64>::new();
            for tag in self.host.server.tags(path) {
                let Some(life) = lives.get(&tag) else { continue };
                if last.insert(*life, tag).is_some_and(|before| before > tag) {
                    let tags = self.host.server.tags(path);
                    return Err(format!("out of order in {path} of life {life}: {tags:?}"));
                }
            }
        }
        Ok(())
    }

    fn nothing_is_left(&self) -> Result<(), String> {
        let (records, dead) = (self.host.store.keys("tuike/o/").len(), self.dead().len());
        if records != dead {
            return Err(format!("{records} records, {dead} of them dead letters"));
        }
        for page in self.open_pages() {
            let counts = self.host.engine_of(page).counts();
            if (counts.waiting, counts.sending, counts.mutations) != (0, 0, 0) {
                return Err(format!("page {page} still shows {counts:?}"));
            }
        }
        Ok(())
    }
}
