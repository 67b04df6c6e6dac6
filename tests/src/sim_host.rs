//! `SimHost`: a whole world for the engine in virtual time.
//!
//! A clock that can be wrong, a network with latency, a [store](store::SimStore) that can be full, a
//! [server](server::SimServer) that honours idempotency keys, and a [plan](fault::Plan) that lets
//! things go wrong where an effect meets the world. Everything follows from one seed; nothing sleeps.
//! It drives the engine as the real drivers do: every effect carried out, every event told, one timer.
//!
//! It is one device: one clock, one store, one set of [locks](locks::SimLocks), and at first one
//! page. [`SimHost::open`] opens further ones over the same store; each can be killed, frozen and
//! woken. Whatever is done to "the engine" is done to the page in front, which [`SimHost::on`] chooses.

pub mod answers;
pub mod fault;
pub mod locks;
pub mod meter;
mod page;
mod pages;
pub mod server;
pub mod store;
pub mod tokens;
mod trace;
pub mod validity;
mod world;

use std::collections::BTreeMap;

use serde_json::Value;
use tuike_core::backend::Profile;
use tuike_core::effect::{Effect, Lifecycle, Request};
use tuike_core::engine::{Command, CommandId, Config, Engine, Event, Input};
use tuike_core::seed::{Prng, Seed};
use tuike_core::time::Timestamp;

use fault::{Fault, Plan};
use locks::SimLocks;
use meter::Meter;
use page::Page;
use pages::lock_fault;
use server::{SimServer, path_of};
use store::SimStore;
use trace::{brief, outcome_in_short};
pub use world::Line;

/// 2026-01-01T00:00:00Z.
pub const START: u64 = 1_767_225_600_000;
const THREE_DAYS: i64 = 3 * 86_400_000;

pub struct SimHost {
    pub store: SimStore,
    pub server: SimServer,
    pub locks: SimLocks,
    /// Whether too much is asked.
    pub meter: Meter,
    pub plan: Plan,
    /// What the engine is told is wrong by so much.
    pub skew: i64,
    /// Whether its clock has gone ahead: waits in the air look longer than they were then.
    leapt: bool,
    /// Everything the engine has told, with the true time and the life it was told in.
    pub told: Vec<(u64, usize, Event)>,
    /// Every command: the life it was given in.
    pub commands: BTreeMap<CommandId, usize>,
    /// How often an engine was started, on any page.
    pub life: usize,
    /// How many effects have met the world.
    pub boundaries: usize,
    /// Requests that were sent, by path, whether or not they got through.
    tried: BTreeMap<String, usize>,
    lines: BTreeMap<String, Line>,
    config: Config,
    pages: Vec<Page>,
    /// The page that is spoken to.
    front: usize,
    prng: Prng,
    now: u64,
    next: u64,
    /// Whether to write down what happens: `TUIKE_TRACE=1`.
    trace: bool,
}

impl SimHost {
    /// A calm world with an engine that has just been started.
    pub fn new(seed: u64) -> Self {
        Self::with(seed, SimStore::default(), |_| {})
    }

    /// The same over a store that holds something, with other sizes.
    pub fn with(seed: u64, store: SimStore, sizes: impl FnOnce(&mut Config)) -> Self {
        let mut prng = seed_of(seed).prng();
        let mut config = Config::new(Profile::parse(server::PROFILE).unwrap());
        sizes(&mut config);
        let engine = Engine::new(config.clone(), next_seed(&mut prng));
        let mut host = Self {
            store,
            server: SimServer::default(),
            locks: SimLocks::default(),
            meter: Meter::default(),
            plan: Plan::Calm,
            skew: 0,
            leapt: false,
            told: Vec::new(),
            commands: BTreeMap::new(),
            life: 1,
            boundaries: 0,
            tried: BTreeMap::new(),
            lines: BTreeMap::new(),
            config,
            pages: vec![Page::new(engine, 1)],
            front: 0,
            prng,
            now: START,
            next: 1,
            trace: std::env::var_os("TUIKE_TRACE").is_some(),
        };
        host.input(0, Input::Wake);
        host
    }

    /// The true time.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// The engine of the page in front.
    pub fn engine(&self) -> &Engine {
        &self.pages[self.front].engine
    }

    pub fn line(&mut self, path: &str, line: Line) {
        self.lines.insert(path.to_owned(), line);
    }

    pub fn command(&mut self, command: Command) -> CommandId {
        let id = CommandId(self.next);
        self.next += 1;
        self.commands.insert(id, self.pages[self.front].life);
        self.input(self.front, Input::Command { id, command });
        id
    }

    pub fn submit(&mut self, mutation: &str, body: Value) -> CommandId {
        self.command(Command::Submit { mutation: mutation.to_owned(), body })
    }

    pub fn track(&mut self, name: &str, props: Value) -> CommandId {
        self.command(Command::Track { name: name.to_owned(), props })
    }

    pub fn query(&mut self, resource: &str, params: Value) -> CommandId {
        self.command(Command::Query { resource: resource.to_owned(), params, refresh: false })
    }

    pub fn lifecycle(&mut self, what: Lifecycle) {
        self.input(self.front, Input::Lifecycle(what));
    }

    /// Whatever answers a command.
    pub fn answers(&self, id: CommandId) -> Vec<&Event> {
        self.events().filter(|event| command_of(event) == Some(id)).collect()
    }

    /// The one answer to a command.
    #[track_caller]
    pub fn answer(&self, id: CommandId) -> &Event {
        let answers = self.answers(id);
        assert_eq!(answers.len(), 1, "answers to {id:?}: {answers:?}");
        answers[0]
    }

    /// All that was ever told.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.told.iter().map(|(_, _, event)| event)
    }

    /// How many of a kind were told.
    pub fn count(&self, kind: impl Fn(&Event) -> bool) -> usize {
        self.events().filter(|event| kind(event)).count()
    }

    /// Lets so many milliseconds pass.
    pub fn run(&mut self, millis: u64) {
        let until = self.now + millis;
        while self.next_time().is_some_and(|at| at <= until) {
            self.step();
        }
        self.now = until;
    }

    /// Lets time pass until nothing is in the air and no timer is set, at most so many milliseconds;
    /// says whether it got there.
    pub fn settle(&mut self, most: u64) -> bool {
        let until = self.now + most;
        while let Some(at) = self.next_time() {
            if at > until {
                return false;
            }
            self.step();
        }
        true
    }

    /// What is on its way right now, of any page.
    pub fn in_the_air(&self) -> impl Iterator<Item = &Effect> {
        self.pages.iter().flat_map(|page| page.air.values()).map(|(request, _)| &request.effect)
    }

    /// How many requests to a path are on their way.
    pub fn flying(&self, path: &str) -> usize {
        let to = |effect: &&Effect| matches!(effect, Effect::Http(http) if path_of(http) == path);
        self.in_the_air().filter(to).count()
    }

    /// How many requests to a path were sent, whether or not they got through.
    pub fn tried(&self, path: &str) -> usize {
        self.tried.get(path).copied().unwrap_or(0)
    }

    fn next_time(&self) -> Option<u64> {
        let arrivals = self.pages.iter().filter_map(|page| Some(page.next()?.0));
        arrivals.chain(self.locks.next()).min()
    }

    fn step(&mut self) {
        let Some(at) = self.next_time() else { return };
        self.now = self.now.max(at);
        if self.locks.next().is_some_and(|lease| lease <= at) {
            return self.pass_on();
        }
        let first = (0..self.pages.len()).filter_map(|page| Some((self.pages[page].next()?, page)));
        let Some((_, number)) = first.min() else { return };
        let page = &mut self.pages[number];
        match page.air.first_key_value() {
            Some(((due, _), _)) if *due <= at => {
                let Some((_, (request, outcome))) = page.air.pop_first() else { return };
                page.idle_wakes = 0;
                match outcome {
                    Some(outcome) => self.hear(number, request, outcome),
                    None => self.meet(number, request),
                }
            }
            _ => {
                page.timer = None;
                page.idle_wakes += 1;
                assert!(page.idle_wakes < 1_000, "the engine wants to be woken without end");
                self.input(number, Input::Wake);
            }
        }
    }

    /// An effect of a page meets the world.
    fn meet(&mut self, page: usize, request: Request) {
        let fault = self.plan.at(self.boundaries);
        self.trace(format_args!(
            "boundary {}: {} {fault:?}",
            self.boundaries,
            brief(&request.effect)
        ));
        self.boundaries += 1;
        let (delay, outcome) = match &request.effect {
            Effect::Store(op) => (0, Some(self.store(op, fault))),
            Effect::Http(http) => self.network(http, fault),
            Effect::Lock(op) => match lock_fault(op, fault) {
                Some(refused) => (0, Some(refused)),
                None => return self.lock(page, op.clone(), request, fault),
            },
        };
        if self.struck(page, fault) {
            return;
        }
        match outcome {
            None => self.pages[page].lost.push(request),
            Some(outcome) if delay == 0 => self.hear(page, request, outcome),
            Some(outcome) => {
                self.next += 1;
                let arrival = (self.now + delay, self.next);
                self.pages[page].air.insert(arrival, (request, Some(outcome)));
            }
        }
    }

    /// What a fault does beside what it does to the effect; says whether the page was killed.
    fn struck(&mut self, page: usize, fault: Option<Fault>) -> bool {
        match fault {
            Some(Fault::KilledBefore | Fault::KilledAfter) => {
                self.reopen(page);
                return true;
            }
            Some(Fault::ClockBack) => self.skew -= THREE_DAYS,
            Some(Fault::ClockAhead) => {
                self.skew += THREE_DAYS;
                self.leapt = true;
            }
            Some(Fault::LoggedOut) => self.server.tokens.clear(),
            Some(
                Fault::Refused | Fault::Full | Fault::AnswerLost | Fault::Garbled | Fault::Twice,
            )
            | None => {}
        }
        false
    }

    /// The time as the device's clock tells it.
    fn told_time(&self) -> u64 {
        self.now.saturating_add_signed(self.skew)
    }

    fn input(&mut self, number: usize, input: Input) {
        let told_time = self.told_time();
        match &input {
            Input::Resolved { id, outcome } => {
                self.trace(format_args!("  {id:?} {}", outcome_in_short(outcome)));
            }
            Input::Command { .. } | Input::Wake | Input::Lifecycle(_) => {
                self.trace(format_args!("  {input:?}"));
            }
        }
        let page = &mut self.pages[number];
        page.engine.handle(Timestamp::from_millis(told_time), input).expect("a correct driver");
        while let Some(request) = self.pages[number].engine.poll_effect() {
            let latency = match &request.effect {
                Effect::Store(_) | Effect::Lock(_) => self.prng.below(5),
                Effect::Http(_) => {
                    self.meter.leaves(self.now);
                    20 + self.prng.below(400)
                }
            };
            self.next += 1;
            self.trace(format_args!("    asks {:?} {}", request.id, brief(&request.effect)));
            let arrival = (self.now + latency, self.next);
            self.pages[number].air.insert(arrival, (request, None));
        }
        let life = self.pages[number].life;
        while let Some(event) = self.pages[number].engine.poll_event() {
            self.trace(format_args!("    told {event:?}"));
            self.told.push((self.now, life, event));
        }
        self.check(number);
        // As a driver does: the deadline less what the clock says now, on a timer that no clock moves.
        let page = &mut self.pages[number];
        page.timer = page
            .engine
            .next_deadline()
            .map(|deadline| self.now + deadline.as_millis().saturating_sub(told_time));
    }
}

impl SimHost {
    fn trace(&self, what: std::fmt::Arguments<'_>) {
        if self.trace {
            eprintln!("{:>9} {what}", self.now - START);
        }
    }

    /// What must be true at every moment.
    fn check(&self, number: usize) {
        let page = &self.pages[number];
        let outstanding = page.engine.outstanding().count();
        let open = page.open() + self.locks.waiting(page.life);
        assert_eq!(outstanding, open, "every effect is in the air once");
        let mut flying = BTreeMap::<(&str, &str), usize>::new();
        for (request, _) in page.air.values() {
            if let Effect::Http(http) = &request.effect {
                let entry = flying.entry((http.method.as_str(), &http.url)).or_default();
                *entry += 1;
                // A clock that jumped makes what is in the air look as if it were lost; and one who logs
                // in may have left a renewal of the last login's token behind.
                let people = http.url.ends_with("/login") || http.url.ends_with("/refresh");
                let once = *entry == 1 || people || self.leapt;
                assert!(once, "twice at once: {}", http.url);
            }
        }
    }
}

/// The command that an event answers.
pub fn command_of(event: &Event) -> Option<CommandId> {
    match event {
        Event::Page { command, .. }
        | Event::Stored { command, .. }
        | Event::Done { command }
        | Event::Failed { command, .. } => Some(*command),
        Event::Updated { .. }
        | Event::Online { .. }
        | Event::Outbox(_)
        | Event::Sent { .. }
        | Event::Synced
        | Event::Dead { .. }
        | Event::Evicted { .. }
        | Event::Unauthorized
        | Event::AttributionRefused { .. }
        | Event::Version { .. }
        | Event::Elsewhere { .. }
        | Event::Newer { .. }
        | Event::Sealed { .. }
        | Event::Damaged { .. } => None,
    }
}

fn seed_of(number: u64) -> Seed {
    let mut bytes = [0x5a; 32];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    // The first numbers of neighbouring seeds are alike; a few rounds part them.
    let mut prng = Seed::from_bytes(bytes).prng();
    for _ in 0..16 {
        prng.next_u64();
    }
    next_seed(&mut prng)
}

fn next_seed(prng: &mut Prng) -> Seed {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_exact_mut(8) {
        chunk.copy_from_slice(&prng.next_u64().to_le_bytes());
    }
    Seed::from_bytes(bytes)
}

/// A generator for a test's own choices.
pub fn choices(seed: u64) -> Prng {
    seed_of(seed ^ 0x0c40_1ce5).prng()
}
