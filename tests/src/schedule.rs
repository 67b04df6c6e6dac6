//! A schedule: what an app does over some minutes, while a [`Plan`] lets things go wrong; and the
//! laws that hold afterwards, whatever went wrong.
//!
//! | law | what it says |
//! |---|---|
//! | nothing is lost | what was acknowledged has reached the server, or is a dead letter |
//! | nothing happens twice | no order has two effects, whatever was sent again |
//! | nothing that was refused happens | unless the store lies, refuses to take it back, and the app is killed |
//! | order | each lane reaches the server in the order in which it was handed over |
//! | nothing freezes | once the world is calm, everything is sent within three hours |
//! | one answer | every command is answered once; in a life that was cut short at most once |
//! | nothing is left | the store holds records of dead letters, and of nothing else |
//!
//! The expectations come from what the app was told and what the model server took; nothing is asked
//! of the engine but its counts and its dead letters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use tuike_core::code::ErrorCode;
use tuike_core::effect::Lifecycle;
use tuike_core::engine::{Command, CommandId, Event};
use tuike_core::seed::Prng;

use crate::laws;
use crate::sim_host::fault::Plan;
use crate::sim_host::{SimHost, choices};

const THREE_HOURS: u64 = 3 * 3_600_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Order {
        poison: bool,
    },
    Note,
    Track,
    Query {
        page: u64,
        refresh: bool,
    },
    Login,
    Logout,
    Flush,
    Clear,
    Life(Lifecycle),
    /// Puts the first dead letter back.
    Retry,
    /// Drops the entry that was acknowledged last.
    Drop,
}

/// What is done when, in milliseconds from the start.
pub type Script = Vec<(u64, Action)>;

/// A short day that has everything in it.
pub fn a_short_day() -> Script {
    let order = Action::Order { poison: false };
    vec![
        (0, Action::Login),
        (10, order),
        (600, Action::Query { page: 1, refresh: false }),
        (700, Action::Track),
        (710, order),
        (720, Action::Note),
        (1_500, Action::Order { poison: true }),
        (1_510, order),
        (2_000, Action::Track),
        (2_100, Action::Query { page: 1, refresh: true }),
        (70_000, Action::Query { page: 1, refresh: false }),
        (70_100, order),
        (70_200, Action::Track),
        (70_300, Action::Flush),
    ]
}

/// A day that follows from a seed.
pub fn any_day(prng: &mut Prng) -> Script {
    let mut at = 0;
    let count = 8 + prng.below(14);
    let mut script = vec![(0, Action::Login)];
    for _ in 0..count {
        // Bursts, and pauses in which timers run out.
        at += if prng.below(4) == 0 { prng.below(60_000) } else { prng.below(50) };
        let action = match prng.below(24) {
            0..=6 => Action::Order { poison: prng.below(8) == 0 },
            7..=9 => Action::Note,
            10..=14 => Action::Track,
            15..=17 => Action::Query { page: 1 + prng.below(3), refresh: prng.below(3) == 0 },
            18 => Action::Flush,
            19 => Action::Retry,
            20 => Action::Drop,
            21 => Action::Life(match prng.below(4) {
                0 => Lifecycle::Show,
                1 => Lifecycle::Hide,
                2 => Lifecycle::Online,
                _ => Lifecycle::Offline,
            }),
            22 => Action::Clear,
            _ => [Action::Login, Action::Logout][prng.below(2) as usize],
        };
        script.push((at, action));
    }
    script
}

/// What the app handed over.
#[derive(Clone, Copy, Debug)]
struct Handed {
    tag: u64,
    path: &'static str,
    poison: bool,
}

/// One run of a script.
pub struct Run {
    pub host: SimHost,
    handed: BTreeMap<CommandId, Handed>,
    /// Ids whose fate the app has changed.
    touched: BTreeSet<String>,
    logouts: Vec<CommandId>,
    last_stored: Option<String>,
    seen: usize,
    next_tag: u64,
    faults_anywhere: bool,
}

impl Run {
    pub fn new(host: SimHost) -> Self {
        let (handed, touched) = (BTreeMap::new(), BTreeSet::new());
        let faults_anywhere = matches!(host.plan, Plan::Anywhere { .. });
        let logouts = Vec::new();
        Self {
            host,
            handed,
            touched,
            logouts,
            last_stored: None,
            seen: 0,
            next_tag: 1,
            faults_anywhere,
        }
    }

    /// Does what the script says, while things go wrong.
    pub fn play(&mut self, script: &Script) {
        let start = self.host.now();
        for (at, action) in script {
            let pause = (start + at).saturating_sub(self.host.now());
            self.host.run(pause);
            self.react();
            self.act(*action);
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Order { poison } => self.hand_over("order", "/orders", poison),
            Action::Note => self.hand_over("note", "/notes", false),
            Action::Track => self.hand_over("", "/events", false),
            Action::Query { page, refresh } => {
                let (resource, params) = ("goods".to_owned(), json!({ "cursor": page }));
                self.host.command(Command::Query { resource, params, refresh });
            }
            Action::Login => self.login(),
            Action::Logout => {
                let command = self.host.command(Command::Logout);
                self.logouts.push(command);
            }
            Action::Flush => drop(self.host.command(Command::Flush)),
            Action::Clear => drop(self.host.command(Command::Clear)),
            Action::Life(what) => self.host.lifecycle(what),
            Action::Retry => {
                if let Some(letter) = self.host.engine().dead_letters().first() {
                    let id = letter.id.clone();
                    self.touched.insert(id.clone());
                    self.host.command(Command::Retry { id });
                }
            }
            Action::Drop => {
                if let Some(id) = self.last_stored.take() {
                    self.touched.insert(id.clone());
                    self.host.command(Command::Drop { id });
                }
            }
        }
    }

    fn hand_over(&mut self, mutation: &str, path: &'static str, poison: bool) {
        let tag = self.next_tag;
        self.next_tag += 1;
        let body = json!({ "tag": tag, "poison": poison });
        let command = if path == "/events" {
            self.host.track("seen", body)
        } else {
            self.host.submit(mutation, body)
        };
        self.handed.insert(command, Handed { tag, path, poison });
    }

    fn login(&mut self) {
        let params = json!({ "user": "demo", "password": "demo" });
        self.host.command(Command::Login { params });
    }

    /// As an app does: notes what was promised, and logs in again where that is asked for.
    fn react(&mut self) {
        let news = self.host.told.get(self.seen..).unwrap_or_default();
        let mut unauthorized = false;
        for (_, _, event) in news {
            match event {
                Event::Unauthorized => unauthorized = true,
                Event::Stored { id, .. } => self.last_stored = Some(id.clone()),
                _ => {}
            }
        }
        self.seen = self.host.told.len();
        if unauthorized {
            self.login();
        }
    }

    /// Lets the world become calm, and time pass until nothing is left to do.
    pub fn calm_down(&mut self, restart: bool) -> Result<(), String> {
        self.host.plan = Plan::Calm;
        self.host.store.capacity = usize::MAX;
        if restart {
            self.host.restart();
        }
        if !self.host.settle(THREE_HOURS) {
            return Err(format!("frozen: {:?}", self.host.engine().counts()));
        }
        // What somebody left who logged out waits for his coming back.
        self.login();
        for _ in 0..6 {
            if !self.host.settle(THREE_HOURS) {
                return Err(format!("frozen: {:?}", self.host.engine().counts()));
            }
            if self.host.engine().counts().waiting == 0 {
                return Ok(());
            }
            // Only a lane that waits for a login may still hold something.
            self.login();
        }
        Err(format!("still waiting: {:?}", self.host.engine().counts()))
    }

    /// The laws.
    pub fn laws(&self) -> Result<(), String> {
        self.nothing_is_lost()?;
        laws::nothing_happens_twice(&self.host)?;
        self.nothing_refused_happens()?;
        self.order_is_kept()?;
        laws::one_answer(&self.host)?;
        self.nothing_is_left()
    }

    fn promised(&self) -> impl Iterator<Item = (&String, Handed)> {
        self.host.events().filter_map(|event| match event {
            Event::Stored { command, id } => Some((id, *self.handed.get(command)?)),
            _ => None,
        })
    }

    fn refused(&self) -> impl Iterator<Item = (ErrorCode, Handed)> {
        self.host.events().filter_map(|event| match event {
            Event::Failed { command, error } => Some((error.code, *self.handed.get(command)?)),
            _ => None,
        })
    }

    fn nothing_is_lost(&self) -> Result<(), String> {
        let dead = self.host.engine().dead_letters();
        let evicted: u32 = self
            .host
            .events()
            .map(|event| match event {
                Event::Evicted { class: "events" | "expired", entries } => *entries,
                _ => 0,
            })
            .sum();
        let mut missing_events = 0;
        for (id, handed) in self.promised() {
            let arrived = self.host.server.taken.iter().any(|taken| taken.key == *id);
            let is_dead = dead.iter().any(|letter| letter.id == *id);
            if self.touched.contains(id) || arrived && !is_dead {
                continue;
            }
            match (handed.path, handed.poison) {
                ("/events", _) if !is_dead => missing_events += 1,
                (_, true) if is_dead && !arrived => {}
                _ => {
                    return Err(format!(
                        "lost: {id} {handed:?}: arrived {arrived}, dead {is_dead}"
                    ));
                }
            }
        }
        if missing_events > evicted {
            return Err(format!("{missing_events} events lost, {evicted} evicted"));
        }
        Ok(())
    }

    fn nothing_refused_happens(&self) -> Result<(), String> {
        if self.faults_anywhere && self.host.life > 1 {
            return Ok(());
        }
        for (code, handed) in self.refused() {
            if self.host.server.taken.iter().any(|taken| taken.tag == handed.tag) {
                return Err(format!("refused with {code} and sent: {handed:?}"));
            }
        }
        Ok(())
    }

    fn order_is_kept(&self) -> Result<(), String> {
        let mut others: BTreeSet<u64> = self
            .promised()
            .filter(|(id, _)| self.touched.contains(*id))
            .map(|(_, handed)| handed.tag)
            .collect();
        others.extend(self.refused().map(|(_, handed)| handed.tag));
        // Each user's entries keep their order; who logs out leaves his behind until he is back. One that
        // failed may have happened all the same, where the app was killed before it could be taken back.
        let failed = |command| matches!(self.host.answers(command)[..], [Event::Failed { .. }]);
        let stood = |command| self.host.commands.get(command) == Some(&self.host.life);
        if self.logouts.iter().any(|command| !failed(*command) || !stood(command)) {
            return Ok(());
        }
        // A record that the store would not give in several rounds does not hold up the others.
        if self.host.count(|event| matches!(event, Event::Damaged { .. })) > 0 {
            return Ok(());
        }
        for path in ["/orders", "/notes", "/events"] {
            let mut tags = self.host.server.tags(path);
            tags.retain(|tag| !others.contains(tag));
            if !tags.is_sorted() {
                return Err(format!("out of order in {path}: {tags:?}"));
            }
        }
        Ok(())
    }

    fn nothing_is_left(&self) -> Result<(), String> {
        let counts = self.host.engine().counts();
        let records = self.host.store.keys("tuike/o/").len();
        let dead = self.host.engine().dead_letters().len();
        if (counts.waiting, counts.sending, counts.mutations) != (0, 0, 0)
            || counts.dead as usize != dead
            || records != dead
        {
            return Err(format!("{counts:?}, {dead} dead letters, {records} records"));
        }
        Ok(())
    }
}

/// The schedule of a seed: any day, with faults anywhere, in one of several worlds.
pub fn any_schedule(seed: u64) -> Result<(), String> {
    let mut prng = choices(seed);
    let mut host = SimHost::new(seed);
    host.server.strict = prng.below(3) == 0;
    if prng.below(4) == 0 {
        host.store.capacity = 1_500 + prng.below(6_000) as usize;
    }
    let of_thousand = [0, 10, 40, 120, 250][prng.below(5) as usize];
    host.plan = Plan::Anywhere { prng: choices(!seed), of_thousand };
    let script = any_day(&mut prng);
    let mut run = Run::new(host);
    run.play(&script);
    run.calm_down(prng.below(2) == 0)?;
    run.laws()
}
