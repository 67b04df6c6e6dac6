//! Several pages of one device: opened, killed, frozen, woken; and the locks between them.

use tuike_core::effect::{HostError, HostErrorKind, LockOp, Outcome, Request};
use tuike_core::engine::{Engine, Input};
use tuike_core::time::Timestamp;

use super::fault::Fault;
use super::locks::Answer;
use super::page::Page;
use super::{SimHost, next_seed};

impl SimHost {
    /// Opens another page over the same store and gives its number; the page in front stays there.
    pub fn open(&mut self) -> usize {
        let engine = Engine::new(self.config.clone(), next_seed(&mut self.prng));
        self.life += 1;
        self.pages.push(Page::new(engine, self.life));
        let number = self.pages.len() - 1;
        self.input(number, Input::Wake);
        number
    }

    /// Brings a page to the front: what is said and asked next is said to it and asked of it.
    pub fn on(&mut self, page: usize) -> &mut Self {
        assert!(self.pages[page].alive, "page {page} is closed");
        self.front = page;
        self
    }

    /// How many pages there are, closed ones among them.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Whether a page is there, frozen or not.
    pub fn is_open(&self, page: usize) -> bool {
        self.pages[page].alive
    }

    /// Whether a page hears nothing for now.
    pub fn is_frozen(&self, page: usize) -> bool {
        self.pages[page].frozen
    }

    pub fn engine_of(&self, page: usize) -> &Engine {
        &self.pages[page].engine
    }

    /// The life a page lives, or lived last.
    pub fn life_of(&self, page: usize) -> usize {
        self.pages[page].life
    }

    /// Whether some page still lives that life.
    pub fn lives(&self, life: usize) -> bool {
        self.pages.iter().any(|page| page.alive && page.life == life)
    }

    /// Kills the app and starts it again over the same store. What was in the air is gone.
    pub fn restart(&mut self) {
        self.reopen(self.front);
    }

    /// Kills a page: it hears nothing any more, and what had not met the world never will.
    pub fn kill(&mut self, page: usize) {
        let life = self.pages[page].life;
        let page = &mut self.pages[page];
        page.alive = false;
        page.air.clear();
        page.lost.clear();
        page.unheard.clear();
        self.locks.gone(life);
        self.pass_on();
    }

    /// Kills a page and opens it again.
    pub fn reopen(&mut self, page: usize) {
        self.kill(page);
        let engine = Engine::new(self.config.clone(), next_seed(&mut self.prng));
        self.life += 1;
        self.pages[page] = Page::new(engine, self.life);
        self.input(page, Input::Wake);
    }

    /// From now on a page hears nothing and its timers stand still. What it has asked for happens.
    pub fn freeze(&mut self, page: usize) {
        self.pages[page].frozen = true;
    }

    /// A frozen page hears what it missed, at once.
    pub fn wake(&mut self, page: usize) {
        self.pages[page].frozen = false;
        let life = self.pages[page].life;
        while self.pages[page].life == life && !self.pages[page].unheard.is_empty() {
            let (request, outcome) = self.pages[page].unheard.remove(0);
            self.hear(page, request, outcome);
        }
    }

    /// A page is told what came of an effect.
    pub(super) fn hear(&mut self, number: usize, request: Request, outcome: Outcome) {
        let page = &mut self.pages[number];
        if page.frozen {
            page.unheard.push((request, outcome));
        } else {
            self.input(number, Input::Resolved { id: request.id, outcome });
        }
    }

    /// A page asks for a lock, or gives it back.
    pub(super) fn lock(&mut self, page: usize, op: LockOp, request: Request, fault: Option<Fault>) {
        let (life, skew) = (self.pages[page].life, self.skew);
        let told = move |at: u64| Timestamp::from_millis(at.saturating_add_signed(skew));
        let answers = self.locks.meet(self.now, told, life, request, &op);
        if self.struck(page, fault) {
            // Its own answer is heard by nobody.
            return self.tell_locks(answers);
        }
        self.tell_locks(answers);
    }

    /// Locks that became free go to those in line.
    pub(super) fn pass_on(&mut self) {
        let skew = self.skew;
        let told = move |at: u64| Timestamp::from_millis(at.saturating_add_signed(skew));
        let answers = self.locks.pass_on(self.now, told);
        self.tell_locks(answers);
    }

    fn tell_locks(&mut self, answers: Vec<Answer>) {
        for (life, request, outcome) in answers {
            let number = self.pages.iter().position(|page| page.alive && page.life == life);
            if let Some(number) = number {
                // On its way like any answer: several may come to one page at once.
                self.next += 1;
                let arrival = (self.now, self.next);
                self.pages[number].air.insert(arrival, (request, Some(outcome)));
            }
        }
    }
}

/// What a fault does to a lock: either it is refused, or it happens. Giving back always happens: a host
/// has nothing that could keep it from doing so.
pub(super) fn lock_fault(op: &LockOp, fault: Option<Fault>) -> Option<Outcome> {
    match fault {
        _ if matches!(op, LockOp::Release { .. }) => None,
        Some(Fault::Refused | Fault::Full | Fault::AnswerLost | Fault::Garbled) => {
            let error = HostError::new(HostErrorKind::Other, "the locks are out of order");
            Some(Outcome::Lock(Err(error)))
        }
        Some(
            Fault::Twice
            | Fault::KilledBefore
            | Fault::KilledAfter
            | Fault::ClockBack
            | Fault::ClockAhead
            | Fault::LoggedOut,
        )
        | None => None,
    }
}
