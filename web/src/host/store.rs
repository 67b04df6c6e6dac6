//! The durable store in IndexedDB: one database, one object store of keys and bytes. The package keeps
//! the same (`hosts/idb.ts`), so that its pages and this app's share what waits on one origin.
//!
//! A write is answered when its transaction is complete with strict durability: what the engine
//! acknowledged survives the page and, as far as browsers promise, the machine.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use tuike_core::effect::{HostError, StoreAnswer, StoreOp};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

use super::refusal;

const DATABASE: &str = "tuike";
const VERSION: u32 = 2;
const ITEMS: &str = "kv";
/// What version 1 called it.
const ITEMS_1: &str = "items";

/// Whose turn it is at a lock, as its record says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn {
    /// Its number, which only rises.
    pub turn: f64,
    /// Rises while its page lives.
    pub beat: f64,
    /// Whether it is over.
    pub free: bool,
}

impl Turn {
    /// The turn after this one.
    pub(super) const fn next(self) -> Self {
        Self { turn: self.turn + 1.0, beat: 0.0, free: false }
    }
}

/// The database, opened at the first use.
#[derive(Clone, Debug, Default)]
pub struct Store {
    open: Rc<RefCell<Option<IdbDatabase>>>,
}

impl Store {
    /// Carries out what the core asks.
    pub async fn run(&self, op: StoreOp) -> Result<StoreAnswer, HostError> {
        self.attempt(op).await.map_err(|thrown| refusal(&thrown))
    }

    async fn attempt(&self, op: StoreOp) -> Result<StoreAnswer, JsValue> {
        let database = self.database().await?;
        match op {
            StoreOp::Read { key } => {
                let request = items(&read(&database)?)?.get(&JsValue::from_str(&key))?;
                let bytes = settled(&request).await?;
                Ok(StoreAnswer::Bytes(bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)))
            }
            StoreOp::Write { key, bytes } => {
                let transaction = write(&database, "strict")?;
                let value = Uint8Array::from(bytes.as_slice());
                items(&transaction)?.put_with_key(&value, &JsValue::from_str(&key))?;
                completed(&transaction).await?;
                Ok(StoreAnswer::Done)
            }
            StoreOp::Remove { key } => {
                let transaction = write(&database, "strict")?;
                items(&transaction)?.delete(&JsValue::from_str(&key))?;
                completed(&transaction).await?;
                Ok(StoreAnswer::Done)
            }
            StoreOp::Keys { prefix } => {
                // Keys are ASCII: nothing that begins with the prefix comes after this bound.
                let (from, to) =
                    (JsValue::from_str(&prefix), JsValue::from_str(&format!("{prefix}\u{7f}")));
                let range = IdbKeyRange::bound(&from, &to)?;
                let keys =
                    settled(&items(&read(&database)?)?.get_all_keys_with_key(&range)?).await?;
                Ok(StoreAnswer::Keys(
                    Array::from(&keys).iter().filter_map(|key| key.as_string()).collect(),
                ))
            }
        }
    }

    /// Reads whose turn it is at a lock, decides, and writes what was decided, in one transaction. Gives what
    /// was there and what is there instead.
    pub(super) async fn turn(
        &self,
        name: &str,
        decide: &dyn Fn(Turn) -> Option<Turn>,
    ) -> Result<(Turn, Option<Turn>), JsValue> {
        let key = JsValue::from_str(&format!("tuike-lock/{name}"));
        // A machine that fails takes every holder with it.
        let transaction = write(&self.database().await?, "relaxed")?;
        let items = items(&transaction)?;
        let last = turn_of(&settled(&items.get(&key)?).await?);
        let next = decide(last);
        if let Some(Turn { turn, beat, free }) = next {
            let record = Object::new();
            Reflect::set(&record, &"turn".into(), &turn.into())?;
            Reflect::set(&record, &"beat".into(), &beat.into())?;
            Reflect::set(&record, &"free".into(), &free.into())?;
            items.put_with_key(&record, &key)?;
        }
        completed(&transaction).await?;
        Ok((last, next))
    }

    async fn database(&self) -> Result<IdbDatabase, JsValue> {
        if let Some(database) = self.open.borrow().as_ref() {
            return Ok(database.clone());
        }
        let database = open().await?;
        // A connection that was closed (the browser cleared the site's data), or is in the way of a newer
        // page, is opened anew at the next use.
        let gone = Closure::once_into_js({
            let open = Rc::downgrade(&self.open);
            move || {
                if let Some(database) = open.upgrade().and_then(|open| open.borrow_mut().take()) {
                    database.close();
                }
            }
        });
        database.set_onclose(gone.dyn_ref());
        database.set_onversionchange(gone.dyn_ref());
        *self.open.borrow_mut() = Some(database.clone());
        Ok(database)
    }
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = web_sys::window()
        .and_then(|window| window.indexed_db().ok().flatten())
        .ok_or_else(unsupported)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, VERSION)?;
    let upgrade = Closure::once_into_js({
        let request = request.clone();
        move || {
            let Ok(database) = request.result().and_then(JsCast::dyn_into::<IdbDatabase>) else {
                return;
            };
            let before = request.transaction().and_then(|all| all.object_store(ITEMS_1).ok());
            if let Some(items) = before {
                items.set_name(ITEMS);
            } else {
                // The package may have made it.
                let _ = database.create_object_store(ITEMS);
            }
        }
    });
    request.set_onupgradeneeded(upgrade.dyn_ref());
    settled(&request).await?.dyn_into()
}

fn unsupported() -> JsValue {
    let error = js_sys::Error::new("no IndexedDB");
    error.set_name("NotSupportedError");
    error.into()
}

fn read(database: &IdbDatabase) -> Result<IdbTransaction, JsValue> {
    database.transaction_with_str(ITEMS)
}

/// `transaction(store, "readwrite", { durability })`, which web-sys calls unstable.
fn write(database: &IdbDatabase, durability: &str) -> Result<IdbTransaction, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &durability.into())?;
    let transaction: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    transaction.call3(database, &ITEMS.into(), &"readwrite".into(), &options)?.dyn_into()
}

fn turn_of(record: &JsValue) -> Turn {
    let field = |name: &str| Reflect::get(record, &name.into()).unwrap_or_default();
    match field("turn").as_f64() {
        Some(turn) => Turn {
            turn,
            beat: field("beat").as_f64().unwrap_or_default(),
            free: field("free").is_truthy(),
        },
        None => Turn { turn: 0.0, beat: 0.0, free: true },
    }
}

fn items(transaction: &IdbTransaction) -> Result<IdbObjectStore, JsValue> {
    transaction.object_store(ITEMS)
}

/// A request's result.
async fn settled(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let (done, waiting) = oneshot::channel();
    let done = Rc::new(RefCell::new(Some(done)));
    let tell = |ok: bool| {
        let (done, request) = (Rc::clone(&done), request.clone());
        Closure::<dyn FnMut()>::new(move || {
            let outcome =
                if ok { request.result() } else { Err(thrown(request.error().ok().flatten())) };
            if let Some(done) = done.borrow_mut().take() {
                let _ = done.send(outcome);
            }
        })
    };
    let (success, error) = (tell(true), tell(false));
    request.set_onsuccess(Some(success.as_ref().unchecked_ref()));
    request.set_onerror(Some(error.as_ref().unchecked_ref()));
    let outcome = waiting.await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    outcome.unwrap_or_else(|_| Err(JsValue::UNDEFINED))
}

/// Waits until a transaction is durable; it fails as a whole.
async fn completed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let (done, waiting) = oneshot::channel();
    let done = Rc::new(RefCell::new(Some(done)));
    let tell = |ok: bool| {
        let (done, transaction) = (Rc::clone(&done), transaction.clone());
        Closure::<dyn FnMut()>::new(move || {
            let outcome = if ok { Ok(()) } else { Err(thrown(transaction.error())) };
            if let Some(done) = done.borrow_mut().take() {
                let _ = done.send(outcome);
            }
        })
    };
    let (complete, abort) = (tell(true), tell(false));
    transaction.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
    transaction.set_onabort(Some(abort.as_ref().unchecked_ref()));
    let outcome = waiting.await;
    transaction.set_oncomplete(None);
    transaction.set_onabort(None);
    outcome.unwrap_or_else(|_| Err(JsValue::UNDEFINED))
}

fn thrown(error: Option<web_sys::DomException>) -> JsValue {
    error.map_or(JsValue::UNDEFINED, JsValue::from)
}
