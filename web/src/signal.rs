//! Signals whose code is built once, not for each type: a trigger of leptos beside a value behind
//! `dyn Any`. leptos's own `RwSignal<T>` brings a lock, guards and their drops for every `T`: with twenty
//! types that was 4 KB of the first load (brotli). The names are leptos's, for the calls the app uses.
//!
//! A signal lives as long as the owner it was made under. Reading it inside an effect or a view makes that
//! run again when it changes; setting it says so even where the value is the same.
//!
//! ```
//! use tuike_web::signal::RwSignal;
//!
//! # let owner = leptos::prelude::Owner::new();
//! # owner.set();
//! let count = RwSignal::new(1);
//! count.update(|count| *count += 1);
//! assert_eq!(count.get_untracked(), 2);
//! owner.cleanup();
//! assert_eq!(count.try_set(3), Some(3)); // gone: the value comes back
//! ```

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::{ArcTrigger, GetValue, LocalStorage, Notify, StoredValue, Track};

/// A value that views and effects follow; copies are the same signal.
pub struct RwSignal<T> {
    held: StoredValue<Held, LocalStorage>,
    of: PhantomData<fn() -> T>,
}

/// What is kept for every signal alike; `value` is a `RefCell<T>`.
#[derive(Clone)]
struct Held {
    change: ArcTrigger,
    value: Rc<dyn Any>,
}

impl Held {
    fn new(value: Rc<dyn Any>) -> StoredValue<Self, LocalStorage> {
        StoredValue::new_local(Self { change: ArcTrigger::new(), value })
    }

    /// Whoever reads a signal outlives no owner of it; it is a panic where one does, as in leptos.
    fn of(held: StoredValue<Self, LocalStorage>, follow: bool) -> Self {
        let held = held.get_value();
        if follow {
            held.change.track();
        }
        held
    }

    fn cell<T: 'static>(&self) -> &RefCell<T> {
        match self.value.downcast_ref() {
            Some(cell) => cell,
            // Only `RwSignal::new` makes one, with this very type.
            None => unreachable!("a signal of another type"),
        }
    }
}

impl<T: 'static> RwSignal<T> {
    /// A signal that the current owner keeps.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self { held: Held::new(Rc::new(RefCell::new(value))), of: PhantomData }
    }

    /// Follows the signal without reading it.
    pub fn track(&self) {
        if let Some(held) = self.held.try_get_value() {
            held.change.track();
        }
    }

    /// Reads and follows.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&Held::of(self.held, true).cell().borrow())
    }

    /// Reads without following.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&Held::of(self.held, false).cell().borrow())
    }

    /// Changes the value in its place and says so; nothing happens where the owner is gone.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Changes the value in its place without saying so.
    pub fn update_untracked(&self, change: impl FnOnce(&mut T)) {
        if let Some(held) = self.held.try_get_value() {
            change(&mut held.cell().borrow_mut());
        }
    }

    /// Changes the value and says so; nothing happens where the owner is gone.
    pub fn set(&self, value: T) {
        self.try_set(value);
    }

    /// The same where the owner may be gone: the value comes back then.
    pub fn try_set(&self, value: T) -> Option<T> {
        let Some(held) = self.held.try_get_value() else { return Some(value) };
        *held.cell().borrow_mut() = value;
        held.change.notify();
        None
    }

    /// The same for a change in its place.
    pub fn try_update<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let held = self.held.try_get_value()?;
        let changed = change(&mut held.cell().borrow_mut());
        held.change.notify();
        Some(changed)
    }
}

impl<T: Clone + 'static> RwSignal<T> {
    /// A copy of the value; follows.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// A copy of the value, without following.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> fmt::Debug for RwSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RwSignal")
    }
}
