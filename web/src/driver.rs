//! The one short loop over the core's engine: starts what it asks for, tells what it says, arms its
//! one timer. Decides nothing.
//!
//! ```no_run
//! # use serde_json::json;
//! # async fn example(driver: tuike_web::driver::Driver) -> Result<(), tuike_core::engine::Failure> {
//! let page = driver.query("products", json!({ "cursor": 1 })).await?;
//! let id = driver.submit("order", json!({ "item": "42", "quantity": 1 })).await?; // durable now
//! # Ok(()) }
//! ```

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::backend::Profile;
use tuike_core::code::{Details, ErrorCode};
use tuike_core::effect::{Effect, Lifecycle, Outcome, Request};
use tuike_core::engine::{
    Command, CommandId, Config, DeadLetter, Engine, Event, Failure, Input, OutboxCounts, Page,
    Stats, WaitingEntry,
};
use tuike_core::track::Consent;

use crate::host::lock::Locks;
use crate::host::store::Store;
use crate::host::{self, http, lifecycle, seed, timer};
use crate::signal::RwSignal;

/// A handle on the engine; copies are the same engine. It lives as long as the app.
#[derive(Clone, Copy, Debug)]
pub struct Driver {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    status: RwSignal<Status>,
}

/// What the engine last said about the network and the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// Whether the network is there.
    pub online: bool,
    /// How much waits to be sent.
    pub counts: OutboxCounts,
    /// Whether that is known yet: the store has been read.
    pub counted: bool,
    /// What was refused for good.
    pub dead: Vec<DeadLetter>,
}

type Listener = Rc<dyn Fn(&Event)>;

/// The maps are short lists: a handful of commands and listeners at a time.
struct Inner {
    engine: RefCell<Engine>,
    store: Store,
    locks: Locks,
    open: RefCell<Vec<(CommandId, oneshot::Sender<Answer>)>>,
    next: Cell<u64>,
    timer: RefCell<Option<Timeout>>,
    listeners: RefCell<Vec<(u64, Listener)>>,
}

/// What a command was answered with.
enum Answer {
    Page(Page),
    Stored(String),
    Done,
    Failed(Failure),
}

impl Driver {
    /// Starts an engine over a profile; `reached` says whether the server was there just now.
    #[must_use]
    pub fn start(profile: Profile, reached: bool) -> Self {
        let store = Store::default();
        // Another tab of this app, or a page with the package, may be over the same store.
        let config = Config { shared: true, ..Config::new(profile) };
        let inner = Inner {
            engine: RefCell::new(Engine::new(config, seed::seed())),
            locks: Locks::over(store.clone()),
            store,
            open: RefCell::default(),
            next: Cell::new(0),
            timer: RefCell::default(),
            listeners: RefCell::default(),
        };
        let status = Status {
            online: reached,
            counts: OutboxCounts::default(),
            counted: false,
            dead: Vec::new(),
        };
        let driver =
            Self { inner: StoredValue::new_local(Rc::new(inner)), status: RwSignal::new(status) };
        driver.feed(if reached { Input::Wake } else { Input::Lifecycle(Lifecycle::Offline) });
        lifecycle::watch(move |change| driver.feed(Input::Lifecycle(change)));
        driver
    }

    /// What the engine last said about the network and the outbox.
    #[must_use]
    pub const fn status(self) -> RwSignal<Status> {
        self.status
    }

    /// Whether the network is there, without following it.
    #[must_use]
    pub fn is_online(self) -> bool {
        self.status.with_untracked(|status| status.online)
    }

    /// What waits to be sent, at most so many.
    #[must_use]
    pub fn waiting(self, most: usize) -> Vec<WaitingEntry> {
        self.inner().engine.borrow().waiting_entries(most)
    }

    /// Whether events may be sent.
    #[must_use]
    pub fn consent(self) -> Consent {
        self.inner().engine.borrow().consent()
    }

    /// What the engine has counted.
    #[must_use]
    pub fn stats(self) -> Stats {
        self.inner().engine.borrow().stats()
    }

    /// Calls `hear` for every event until the current owner is gone.
    pub fn listen(self, hear: impl Fn(&Event) + 'static) {
        let inner = self.inner();
        let id = inner.fresh();
        inner.listeners.borrow_mut().push((id, Rc::new(hear)));
        on_cleanup(move || self.inner().listeners.borrow_mut().retain(|(other, _)| *other != id));
    }

    /// Reads a resource of the profile.
    pub async fn query(self, resource: &str, params: Value) -> Result<Page, Failure> {
        let resource = resource.to_owned();
        page(self.ask(Command::Query { resource, params, refresh: false }).await)
    }

    /// Reads a resource, and has what it gives renewed (`Event::Updated`) whenever news outdate it,
    /// until the current owner is gone.
    pub fn watch(
        self,
        resource: &str,
        params: Value,
    ) -> impl Future<Output = Result<Page, Failure>> {
        let (resource, of) = (resource.to_owned(), params.clone());
        let command = Command::Watch { resource: resource.clone(), params };
        on_cleanup(move || self.run(Command::Unwatch { resource, params: of }, |_| {}));
        async move { page(self.ask(command).await) }
    }

    /// Reads it anew, whatever is known.
    pub async fn renew(self, resource: &str, params: Value) -> Result<Page, Failure> {
        let resource = resource.to_owned();
        page(self.ask(Command::Query { resource, params, refresh: true }).await)
    }

    /// Logs in; the page is the login's mapped answer.
    pub async fn login(self, params: Value) -> Result<Page, Failure> {
        page(self.ask(Command::Login { params }).await)
    }

    /// Hands over a mutation; the id comes when it is durable.
    pub async fn submit(self, mutation: &str, body: Value) -> Result<String, Failure> {
        match self.ask(Command::Submit { mutation: mutation.to_owned(), body }).await {
            Answer::Stored(id) => Ok(id),
            Answer::Failed(failure) => Err(failure),
            Answer::Page(_) | Answer::Done => Err(unanswered()),
        }
    }

    /// Notes an event for the backend. Nobody waits for it, and losing one is no error to show.
    pub fn track(self, name: &str, props: Value) {
        self.run(Command::Track { name: name.to_owned(), props }, |_| {});
    }

    /// Carries out a command that has no value (log out, retry, drop, flush, clear), then `done`.
    pub fn run(self, command: Command, done: impl FnOnce(Result<(), Failure>) + 'static) {
        let done: Box<dyn FnOnce(Result<(), Failure>)> = Box::new(done);
        spawn_local(async move {
            done(match self.ask(command).await {
                Answer::Failed(failure) => Err(failure),
                Answer::Page(_) | Answer::Stored(_) | Answer::Done => Ok(()),
            });
        });
    }

    async fn ask(self, command: Command) -> Answer {
        let (answer, waiting) = oneshot::channel();
        let inner = self.inner();
        let id = CommandId(inner.fresh());
        inner.open.borrow_mut().push((id, answer));
        drop(inner);
        self.feed(Input::Command { id, command });
        waiting.await.unwrap_or_else(|_| Answer::Failed(unanswered()))
    }

    fn inner(self) -> Rc<Inner> {
        self.inner.get_value()
    }

    /// The loop: hand over, start the effects, tell the events, arm the timer.
    fn feed(self, input: Input) {
        let inner = self.inner();
        let (effects, events, deadline) = {
            let mut engine = inner.engine.borrow_mut();
            if let Err(error) = engine.handle(host::now(), input) {
                leptos::logging::error!("tuike: {error}");
            }
            let effects: Vec<Request> = std::iter::from_fn(|| engine.poll_effect()).collect();
            let events: Vec<Event> = std::iter::from_fn(|| engine.poll_event()).collect();
            (effects, events, engine.next_deadline())
        };
        *inner.timer.borrow_mut() =
            deadline.map(|at| timer::after(at.since(host::now()), move || self.feed(Input::Wake)));
        for Request { id, effect } in effects {
            let (store, locks) = (inner.store.clone(), inner.locks.clone());
            spawn_local(async move {
                let outcome = match effect {
                    Effect::Http(request) => Outcome::Http(http::send(request).await),
                    Effect::Store(op) => Outcome::Store(store.run(op).await),
                    Effect::Lock(op) => Outcome::Lock(locks.run(op).await),
                };
                self.feed(Input::Resolved { id, outcome });
            });
        }
        for event in events {
            self.tell(&inner, event);
        }
    }

    fn tell(self, inner: &Inner, event: Event) {
        // Cloned out: a listener may ask for more, or come to its end.
        let listeners: Vec<(u64, Listener)> = inner.listeners.borrow().clone();
        for (_, hear) in listeners {
            hear(&event);
        }
        match event {
            Event::Page { command, page } => inner.settle(command, Answer::Page(page)),
            Event::Stored { command, id } => inner.settle(command, Answer::Stored(id)),
            Event::Done { command } => inner.settle(command, Answer::Done),
            Event::Failed { command, error } => inner.settle(command, Answer::Failed(error)),
            Event::Online { online } => self.status.update(|status| status.online = online),
            Event::Outbox(counts) => {
                let dead = inner.engine.borrow().dead_letters();
                self.status.update(|status| {
                    (status.counts, status.dead, status.counted) = (counts, dead, true);
                });
            }
            // The rest is for listeners.
            _ => {}
        }
    }
}

impl Inner {
    fn fresh(&self) -> u64 {
        let id = self.next.get();
        self.next.set(id + 1);
        id
    }

    fn settle(&self, command: CommandId, answer: Answer) {
        let mut open = self.open.borrow_mut();
        if let Some(place) = open.iter().position(|(id, _)| *id == command) {
            let _ = open.swap_remove(place).1.send(answer);
        }
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("open", &self.open.borrow().len()).finish_non_exhaustive()
    }
}

fn page(answer: Answer) -> Result<Page, Failure> {
    match answer {
        Answer::Page(page) => Ok(page),
        Answer::Failed(failure) => Err(failure),
        Answer::Stored(_) | Answer::Done => Err(unanswered()),
    }
}

/// The engine answers every command exactly once and in kind; this is what a defect would look like.
fn unanswered() -> Failure {
    Failure {
        code: ErrorCode::new("driver/unanswered"),
        message: "the command was not answered".to_owned(),
        details: Details::default(),
    }
}
