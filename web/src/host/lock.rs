//! Locks among the pages of this origin: Web Locks, or, where there are none (pages without TLS, Safari
//! before 15.4), a lease with fencing in IndexedDB. The twin of `hosts/page-lock.ts` and `hosts/lease.ts`
//! in the package, which say why; both keep the same record, so that their pages share.
//!
//! Never waits for a page that is gone, and compares no clock with another's.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use leptos::task::spawn_local;
use tuike_core::effect::{HostError, LockAnswer, LockOp};
use tuike_core::time::{Span, Timestamp};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::store::{Store, Turn};
use super::{now, refusal, timer};

/// Between two looks of who waits.
const POLL: Span = Span::from_millis(250);
/// So many looks at one beat, ten seconds, and it is nobody's any more.
const PATIENCE: u32 = 40;
/// Between two beats of who holds.
const BEAT: Span = Span::from_secs(2);
/// For how long after a beat the turn is certain.
const LENGTH: Span = Span::from_secs(8);

/// The locks this page knows.
#[derive(Clone, Debug)]
pub struct Locks {
    store: Store,
    seats: Rc<RefCell<Vec<Seat>>>,
}

/// What this page knows of one lock.
#[derive(Debug)]
struct Seat {
    name: String,
    /// The number of the last turn it had.
    last: f64,
    held: Option<Held>,
}

#[derive(Clone, Debug)]
enum Held {
    /// Ends it when called.
    Web(Function),
    /// The turn's number, and how long it is certain; `None` once it was given back.
    Lease(f64, Rc<Cell<Option<Timestamp>>>),
}

impl Locks {
    /// Locks whose turns are counted in a store.
    #[must_use]
    pub fn over(store: Store) -> Self {
        Self { store, seats: Rc::default() }
    }

    /// Carries out what the core asks.
    pub async fn run(&self, op: LockOp) -> Result<LockAnswer, HostError> {
        match op {
            LockOp::Acquire { name } => self.acquire(name).await.map_err(|thrown| refusal(&thrown)),
            LockOp::Release { name } => {
                self.release(&name);
                Ok(LockAnswer::Released)
            }
        }
    }

    async fn acquire(&self, name: String) -> Result<LockAnswer, JsValue> {
        match self.held(&name) {
            Some(Held::Web(_)) => return Ok(LockAnswer::Granted { until: None, alone: true }),
            Some(Held::Lease(_, until)) if until.get() > Some(now()) => {
                return Ok(LockAnswer::Granted { until: until.get(), alone: true });
            }
            Some(Held::Lease(..)) => self.release(&name),
            None => {}
        }
        let locks = Reflect::get(&js_sys::global(), &"navigator".into())
            .and_then(|navigator| Reflect::get(&navigator, &"locks".into()))?;
        let (turn, held) = if locks.is_object() {
            let held = web(&locks, &name).await?;
            // Whoever the record speaks of has no Web Lock. Without a record nobody knows who was there.
            let taken = self.store.turn(&name, &|last| Some(last.next())).await;
            (taken.map_or(0.0, |(_, taken)| taken.map_or(0.0, |turn| turn.turn)), Held::Web(held))
        } else {
            let (turn, until) = self.lease(&name).await?;
            (turn, Held::Lease(turn, until))
        };
        let until = match &held {
            Held::Web(_) => None,
            Held::Lease(_, until) => until.get(),
        };
        let mut seats = self.seats.borrow_mut();
        let alone = match seats.iter_mut().find(|seat| seat.name == name) {
            Some(seat) => {
                let alone = turn > 0.0 && seat.last + 1.0 == turn;
                (seat.last, seat.held) = (turn, Some(held));
                alone
            }
            None => {
                seats.push(Seat { name, last: turn, held: Some(held) });
                false
            }
        };
        Ok(LockAnswer::Granted { until, alone })
    }

    fn held(&self, name: &str) -> Option<Held> {
        self.seats.borrow().iter().find(|seat| seat.name == name)?.held.clone()
    }

    fn release(&self, name: &str) {
        let held = {
            let mut seats = self.seats.borrow_mut();
            seats.iter_mut().find(|seat| seat.name == name).and_then(|seat| seat.held.take())
        };
        match held {
            Some(Held::Web(end)) => {
                let _ = end.call0(&JsValue::UNDEFINED);
            }
            Some(Held::Lease(turn, until)) => {
                until.set(None);
                let (store, name) = (self.store.clone(), name.to_owned());
                spawn_local(async move {
                    let free = Turn { turn, beat: 0.0, free: true };
                    let _ = store.turn(&name, &|last| (last.turn == turn).then_some(free)).await;
                });
            }
            None => {}
        }
    }

    async fn lease(&self, name: &str) -> Result<(f64, Rc<Cell<Option<Timestamp>>>), JsValue> {
        let (mut seen, mut looks) = (None, 0);
        loop {
            let at = now();
            let expired = if looks >= PATIENCE { seen } else { None };
            let decide = |last: Turn| (last.free || expired == Some(last)).then(|| last.next());
            let (last, taken) = self.store.turn(name, &decide).await?;
            if let Some(Turn { turn, .. }) = taken {
                let until = Rc::new(Cell::new(Some(at.after(LENGTH))));
                spawn_local(renew(self.store.clone(), name.to_owned(), turn, Rc::clone(&until)));
                return Ok((turn, until));
            }
            looks = if seen == Some(last) { looks + 1 } else { 0 };
            seen = Some(last);
            timer::sleep(POLL).await;
        }
    }
}

/// Beats until the turn is given back, or another has begun.
async fn renew(store: Store, name: String, turn: f64, until: Rc<Cell<Option<Timestamp>>>) {
    loop {
        timer::sleep(BEAT).await;
        let at = now();
        let again = |last: Turn| {
            (last.turn == turn && !last.free).then_some(Turn { beat: last.beat + 1.0, ..last })
        };
        if until.get().is_none() {
            return;
        }
        match store.turn(&name, &again).await {
            // Given back while the store was asked.
            _ if until.get().is_none() => return,
            Ok((_, Some(_))) => until.set(Some(at.after(LENGTH))),
            Ok((_, None)) => return until.set(Some(Timestamp::EPOCH)),
            // What could not be asked is renewed later, or is over when it said.
            Err(_) => {}
        }
    }
}

/// Waits for a Web Lock; gives what ends it.
async fn web(locks: &JsValue, name: &str) -> Result<Function, JsValue> {
    let request: Function = Reflect::get(locks, &"request".into())?.dyn_into()?;
    let held = Promise::new(&mut |granted, refused| {
        let hold = Closure::once_into_js(move |_: JsValue| {
            Promise::new(&mut |end, _| {
                let _ = granted.call1(&JsValue::UNDEFINED, &end);
            })
        });
        // What it rejects with after that is of no interest.
        let asked = request.call2(locks, &name.into(), &hold).and_then(|ended| {
            let caught: Function = Reflect::get(&ended, &"catch".into())?.dyn_into()?;
            caught.call1(&ended, &refused)
        });
        if let Err(thrown) = asked {
            let _ = refused.call1(&JsValue::UNDEFINED, &thrown);
        }
    });
    JsFuture::from(held).await?.dyn_into()
}
