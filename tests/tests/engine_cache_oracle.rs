//! The cache against a second, naive one: two plain maps, memory and store, and the rules as API.md says
//! them. What changes at the server is marked on every entry there is, one by one; nothing is numbered,
//! nothing is evicted, nothing is asynchronous.
//!
//! `TUIKE_SEED=42 cargo test -p tuike-tests --test engine_cache_oracle` replays one sequence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tuike_core::backend::Profile;
use tuike_core::effect::StoreOp;
use tuike_core::engine::{Command, Event, Page, Source};
use tuike_core::seed::Prng;
use tuike_tests::sim_host::answers::status;
use tuike_tests::sim_host::validity::TAGGED;
use tuike_tests::sim_host::{Line, SimHost, choices};

const FRESH: u64 = 60_000;
const KEEP: u64 = 3_600_000;
const MISSING: u64 = 30_000;
const THREE_DAYS: i64 = 3 * 86_400_000;
const IDS: [&str; 5] = ["1", "2", "3", "4", "5"];

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    data: Value,
    at: u64,
    outdated: bool,
}

/// What a question is expected to be answered with.
#[derive(Clone, Debug, PartialEq)]
enum Expected {
    Page { source: Source, stale: bool, data: Value },
    Failed(&'static str),
}

/// How the line to a product is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Good,
    Cut,
    Gone,
}

#[derive(Clone, Debug, Default)]
struct Naive {
    memory: BTreeMap<String, Entry>,
    store: BTreeMap<String, Entry>,
    missing: BTreeMap<String, u64>,
    watched: BTreeSet<String>,
    version: Option<String>,
    /// The store refuses what is read.
    refusing: bool,
    counts: (u64, u64, u64, u64),
}

/// The world as the naive cache finds it.
struct World<'a> {
    now: u64,
    /// What the server would say of each product.
    server: &'a BTreeMap<String, (State, Value)>,
    version: Option<&'a str>,
}

impl Naive {
    /// In memory, and not too old. From the future: its age begins now.
    fn held(&mut self, id: &str, now: u64) -> Option<Entry> {
        let entry = self.memory.get_mut(id)?;
        entry.at = entry.at.min(now);
        (now - entry.at <= KEEP).then(|| entry.clone())
    }

    /// What the store has comes into memory.
    fn load(&mut self, id: &str, now: u64) {
        if let Some(mut entry) = self.store.get(id).cloned() {
            if entry.at > now {
                entry.at = now - FRESH;
            }
            self.memory.insert(id.to_owned(), entry);
        }
    }

    fn is_stale(entry: &Entry, now: u64) -> bool {
        entry.outdated || now - entry.at >= FRESH
    }

    fn mark(&mut self, concerned: impl Fn(&str) -> bool, world: &World<'_>) {
        for map in [&mut self.memory, &mut self.store] {
            for (_, entry) in map.iter_mut().filter(|(id, _)| concerned(id)) {
                entry.outdated = true;
            }
        }
        self.missing.clear();
        for id in self.watched.clone() {
            let held = self.held(&id, world.now);
            let outdated = held.as_ref().map_or(concerned(&id), |entry| entry.outdated);
            if outdated {
                if held.is_none() {
                    self.load(&id, world.now);
                }
                // Where it finds nothing what is shown stays.
                let _ = self.fetch(&id, world);
            }
        }
    }

    /// Every answer tells the version.
    fn see(&mut self, world: &World<'_>) {
        let told = world.version.map(str::to_owned);
        if told.is_none() || told == self.version {
            return;
        }
        let first = self.version.is_none();
        self.version = told;
        if !first {
            self.mark(|_| true, world);
        }
    }

    fn fetch(&mut self, id: &str, world: &World<'_>) -> Result<Value, &'static str> {
        match world.server.get(id).cloned().unwrap_or((State::Gone, Value::Null)) {
            (State::Cut, _) => Err("engine/network"),
            (State::Gone, _) => {
                // What a test says in the server's place says no version.
                self.memory.remove(id);
                self.store.remove(id);
                self.missing.insert(id.to_owned(), world.now);
                Err("backend/not-found")
            }
            (State::Good, data) => {
                self.see(world);
                let entry = Entry { data: data.clone(), at: world.now, outdated: false };
                self.missing.remove(id);
                self.memory.insert(id.to_owned(), entry.clone());
                if !self.refusing {
                    self.store.insert(id.to_owned(), entry);
                }
                Ok(data)
            }
        }
    }

    fn query(&mut self, id: &str, refresh: bool, world: &World<'_>) -> Expected {
        let was_held = self.held(id, world.now).is_some();
        if !refresh
            && !was_held
            && let Some(at) = self.missing.get_mut(id)
        {
            *at = (*at).min(world.now);
            if world.now - *at < MISSING {
                self.counts.0 += 1;
                return Expected::Failed("backend/not-found");
            }
        }
        if !was_held {
            self.load(id, world.now);
        }
        if !refresh && let Some(entry) = self.held(id, world.now) {
            let source = if was_held { Source::Memory } else { Source::Storage };
            let stale = Self::is_stale(&entry, world.now);
            if stale {
                self.counts.2 += 1;
                let _ = self.fetch(id, world);
            } else {
                self.counts.0 += 1;
            }
            return Expected::Page { source, stale, data: entry.data };
        }
        match self.fetch(id, world) {
            Ok(data) => {
                self.counts.1 += 1;
                Expected::Page { source: Source::Network, stale: false, data }
            }
            Err("engine/network") => match self.held(id, world.now) {
                Some(entry) => {
                    self.counts.3 += 1;
                    let stale = Self::is_stale(&entry, world.now);
                    Expected::Page { source: Source::Fallback, stale, data: entry.data }
                }
                None => {
                    self.counts.1 += 1;
                    Expected::Failed("engine/network")
                }
            },
            Err(code) => {
                self.counts.1 += 1;
                Expected::Failed(code)
            }
        }
    }
}

struct Run {
    host: SimHost,
    naive: Naive,
    states: BTreeMap<String, State>,
    version: u64,
    tags: u64,
}

impl Run {
    fn new(seed: u64, prng: &mut Prng) -> Self {
        let mut host = SimHost::with(seed, Default::default(), |config| {
            config.profile = Profile::parse(TAGGED).unwrap();
        });
        host.server.validity.etags = prng.below(2) == 0;
        host.run(100);
        let states = IDS.iter().map(|id| ((*id).to_owned(), State::Good)).collect();
        Self { host, naive: Naive::default(), states, version: 0, tags: 0 }
    }

    fn clock(&self) -> u64 {
        self.host.now().saturating_add_signed(self.host.skew)
    }

    /// Does something in both worlds; the answers of the one come some hundred milliseconds later, which
    /// is put right afterwards: when is not what is compared here.
    fn both<T>(&mut self, naive: impl FnOnce(&mut Naive, &World<'_>) -> T) -> T {
        let data = json!(self.host.server.version);
        let server = self
            .states
            .iter()
            .map(|(id, state)| (id.clone(), (*state, json!({ "id": id, "version": data }))));
        let (server, version) = (server.collect(), self.host.server.validity.version.clone());
        let world = World { now: self.clock(), server: &server, version: version.as_deref() };
        naive(&mut self.naive, &world)
    }

    /// Lets the answers come; takes over when they came.
    fn settle(&mut self) {
        let from = self.host.told.len();
        let began = self.clock();
        self.host.run(3_000);
        let skew = self.host.skew;
        let id_of = |page: &Page| page.data["id"].as_str().unwrap_or_default().to_owned();
        for (time, _, event) in &self.host.told[from..] {
            let time = time.saturating_add_signed(skew);
            match event {
                Event::Page { page, .. } | Event::Updated { page }
                    if page.source == Source::Network =>
                {
                    assert!(page.at.as_millis() == time && time - began <= 3_000);
                    let id = id_of(page);
                    let maps = [&mut self.naive.memory, &mut self.naive.store];
                    for entry in maps.into_iter().filter_map(|map| map.get_mut(&id)) {
                        // Only what this answer has brought.
                        if entry.at == began {
                            entry.at = time;
                        }
                    }
                }
                _ => {}
            }
        }
        for at in self.naive.missing.values_mut().filter(|at| **at == began) {
            // Nobody is told when a renewal finds nothing: what is asked next is a second away.
            *at = began + 210;
        }
    }

    fn query(&mut self, id: &str, refresh: bool) -> Result<(), String> {
        // A question that lies on the edge of the half minute is not asked.
        if let Some(at) = self.naive.missing.get(id)
            && self.clock().abs_diff(at + MISSING) < 1_000
        {
            return Ok(());
        }
        let expected = self.both(|naive, world| naive.query(id, refresh, world));
        let (resource, params) = ("product".to_owned(), json!({ "id": id }));
        let command = self.host.command(Command::Query { resource, params, refresh });
        self.settle();
        let found = match self.host.answer(command) {
            Event::Page { page, .. } => {
                let (source, stale, data) = (page.source, page.stale, page.data.clone());
                Expected::Page { source, stale, data }
            }
            Event::Failed { error, .. } => Expected::Failed(error.code.as_str()),
            other => return Err(format!("{other:?}")),
        };
        if found == expected { Ok(()) } else { Err(format!("{id}: {found:?}, not {expected:?}")) }
    }

    fn line(&mut self, id: &str, state: State) {
        let line = match state {
            State::Good => Line::Good,
            State::Cut => Line::Cut,
            State::Gone => Line::Says(status(404)),
        };
        self.host.line(&format!("/goods/{id}"), line);
        self.states.insert(id.to_owned(), state);
    }

    fn act(&mut self, prng: &mut Prng) -> Result<(), String> {
        let id = IDS[prng.below(IDS.len() as u64) as usize];
        match prng.below(26) {
            0..=8 => self.query(id, prng.below(4) == 0)?,
            9..=11 => {
                let pause = [1_000, 20_000, 70_000, 50 * 60_000, 70 * 60_000];
                self.host.run(pause[prng.below(5) as usize]);
            }
            12 | 13 => self.host.server.version += 1,
            14 | 15 => {
                // Delivered at once: the line to the orders is always good.
                self.tags += 1;
                let all = prng.below(3) == 0;
                let body = json!({ "tag": self.tags, "item": id });
                self.host.submit(if all { "restock" } else { "order" }, body);
                self.both(|naive, world| {
                    naive.mark(|other| all || other == id, world);
                    naive.see(world);
                });
                self.settle();
            }
            16 => {
                self.version += 1;
                self.host.server.validity.version = Some(format!("v{}", self.version));
            }
            17..=19 => {
                let states = [State::Good, State::Good, State::Cut, State::Gone];
                self.line(id, states[prng.below(4) as usize]);
            }
            20 => {
                self.host.restart();
                self.naive.memory.clear();
                self.naive.missing.clear();
                self.naive.watched.clear();
                self.naive.counts = (0, 0, 0, 0);
                self.host.run(100);
            }
            21 => {
                self.naive.refusing = !self.naive.refusing;
                self.host.store.refuse = if self.naive.refusing {
                    |op| matches!(op, StoreOp::Write { key, .. } if key.starts_with("tuike/c/"))
                } else {
                    |_| false
                };
            }
            22 => self.host.skew += if self.host.skew == 0 { THREE_DAYS } else { -self.host.skew },
            23 => {
                self.host.command(Command::Clear);
                self.naive.memory.clear();
                self.naive.missing.clear();
                self.naive.store.clear();
                self.host.run(100);
            }
            _ => {
                if self.naive.missing.contains_key(id) || !self.naive.watched.insert(id.to_owned())
                {
                    return Ok(());
                }
                self.both(|naive, world| naive.query(id, false, world));
                let (resource, params) = ("product".to_owned(), json!({ "id": id }));
                self.host.command(Command::Watch { resource, params });
                self.settle();
            }
        }
        let stats = self.host.engine().stats();
        let counts = (stats.hits, stats.misses, stats.stale, stats.fallback);
        if counts == self.naive.counts {
            Ok(())
        } else {
            Err(format!("counted {counts:?}, not {:?}", self.naive.counts))
        }
    }
}

fn play(seed: u64) -> Result<(), String> {
    let mut prng = choices(seed);
    let mut run = Run::new(seed, &mut prng);
    for step in 0..60 {
        run.act(&mut prng).map_err(|broken| format!("TUIKE_SEED={seed}, step {step}: {broken}"))?;
    }
    Ok(())
}

/// Guards the rules of `machine.rs`, `give.rs`, `look.rs` and `news.rs` together.
#[test]
fn does_what_two_plain_maps_do() {
    let seed = std::env::var("TUIKE_SEED").ok().and_then(|seed| seed.parse().ok());
    let most = std::env::var("TUIKE_SCHEDULES").ok().and_then(|count| count.parse().ok());
    let seeds = seed.map_or(1..=most.unwrap_or(400), |seed| seed..=seed);
    for seed in seeds {
        if let Err(broken) = play(seed) {
            panic!("{broken}");
        }
    }
}
