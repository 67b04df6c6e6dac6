//! The durable store in IndexedDB: one database, one object store of keys and bytes.
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
const ITEMS: &str = "items";

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
                let transaction = write(&database)?;
                let value = Uint8Array::from(bytes.as_slice());
                items(&transaction)?.put_with_key(&value, &JsValue::from_str(&key))?;
                completed(&transaction).await?;
                Ok(StoreAnswer::Done)
            }
            StoreOp::Remove { key } => {
                let transaction = write(&database)?;
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

    async fn database(&self) -> Result<IdbDatabase, JsValue> {
        if let Some(database) = self.open.borrow().as_ref() {
            return Ok(database.clone());
        }
        let database = open().await?;
        // A closed connection (the browser cleared the site's data) is opened anew at the next use.
        let gone = Closure::once_into_js({
            let open = Rc::downgrade(&self.open);
            move || {
                if let Some(open) = open.upgrade() {
                    open.borrow_mut().take();
                }
            }
        });
        database.set_onclose(gone.dyn_ref());
        *self.open.borrow_mut() = Some(database.clone());
        Ok(database)
    }
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = web_sys::window()
        .and_then(|window| window.indexed_db().ok().flatten())
        .ok_or_else(unsupported)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let upgrade = Closure::once_into_js({
        let request = request.clone();
        move || {
            if let Ok(database) = request.result().and_then(JsCast::dyn_into::<IdbDatabase>) {
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

/// `transaction(store, "readwrite", { durability: "strict" })`, which web-sys calls unstable.
fn write(database: &IdbDatabase) -> Result<IdbTransaction, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let transaction: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    transaction.call3(database, &ITEMS.into(), &"readwrite".into(), &options)?.dyn_into()
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
