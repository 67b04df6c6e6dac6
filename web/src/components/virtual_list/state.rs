//! The list behind the rows, and where one is in it; outlives the page that shows it.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use gloo_events::EventListener;
use leptos::prelude::*;
use tuike_core::list::{Align, List, ListError, Options};
use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::face::Face;
use crate::signal::RwSignal;

/// Further than any page is long.
const FAR: f64 = 1e9;

/// How often rows are drawn and measured for one look: the second round draws what smaller rows left
/// open, more are for lists whose estimate is far off.
const ROUNDS: u32 = 8;

/// A list and where one is in it; copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct VirtualListState {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    range: RwSignal<Range<u32>>,
}

#[derive(Default)]
struct Inner {
    list: RefCell<Option<List>>,
    options: Cell<Options>,
    watch: Cell<Option<(f64, u64)>>,
    face: RefCell<Option<Rc<Face>>>,
    /// Whether there is a place to go back to.
    looked: Cell<bool>,
    /// Whether the estimate is what the first rows have shown.
    learnt: Cell<bool>,
    /// How much further the rows are drawn than the scroll position says.
    shift: Cell<f64>,
}

impl Default for VirtualListState {
    fn default() -> Self {
        Self::new()
    }
}

impl VirtualListState {
    /// No rows yet.
    #[must_use]
    pub fn new() -> Self {
        Self { inner: StoredValue::new_local(Rc::default()), range: RwSignal::new(0..0) }
    }

    fn inner(self) -> Rc<Inner> {
        self.inner.get_value()
    }

    fn with<R>(self, act: impl FnOnce(&mut List) -> Result<R, ListError>) -> Option<R> {
        act(self.inner().list.borrow_mut().as_mut()?).ok()
    }

    /// Begins anew, at the start. The estimate gives way to the mean height of the first rows drawn.
    pub fn lay(self, options: Options) {
        let inner = self.inner();
        inner.options.set(options);
        inner.looked.set(false);
        inner.learnt.set(false);
        inner.shift.set(0.0);
        self.take(List::new(options).ok());
        self.settle();
    }

    fn take(self, list: Option<List>) {
        let inner = self.inner();
        *inner.list.borrow_mut() = list;
        if let Some((ratio, dwell)) = inner.watch.get() {
            self.with(|list| list.watch(ratio, dwell));
        }
        if let Some(face) = self.face() {
            face.forget_sizes();
        }
    }

    /// Watches which rows are in sight: at least `ratio` of them, for `dwell` milliseconds.
    pub fn watch(self, ratio: f64, dwell: u64) {
        self.inner().watch.set(Some((ratio, dwell)));
        self.with(|list| list.watch(ratio, dwell));
    }

    /// The rows that are drawn.
    #[must_use]
    pub const fn range(self) -> RwSignal<Range<u32>> {
        self.range
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(self) -> u32 {
        self.with(|list| Ok(list.count())).unwrap_or(0)
    }

    /// The first row in sight.
    #[must_use]
    pub fn first(self) -> u32 {
        self.with(|list| list.index_at(list.offset().max(0.0))).unwrap_or(0)
    }

    /// Rows come or go at the end.
    pub fn set_count(self, count: u32) {
        let moved = self.with(|list| list.set_count(count.min(Options::MOST_ROWS)));
        self.corrected(moved);
    }

    /// Rows come before row `at`. What is in view stays; at the very start too.
    pub fn insert(self, at: u32, count: u32) {
        let moved = self.with(|list| list.insert(at, count));
        if let (Some(_), Some(face)) = (moved, self.face()) {
            face.renumber(|index| Some(if index < at { index } else { index + count }));
        }
        self.corrected(moved);
    }

    /// The rows `at .. at + count` go.
    pub fn remove(self, at: u32, count: u32) {
        let moved = self.with(|list| list.remove(at, count));
        if let (Some(_), Some(face)) = (moved, self.face()) {
            face.renumber(|index| match index {
                _ if index < at => Some(index),
                _ if index < at + count => None,
                _ => Some(index - count),
            });
        }
        self.corrected(moved);
    }

    fn corrected(self, moved: Option<f64>) {
        let inner = self.inner();
        // Without a face there is no scroll position to correct: the list has its offset.
        if inner.face.borrow().is_some() {
            inner.shift.set(inner.shift.get() + moved.unwrap_or(0.0));
        }
        self.settle();
    }

    /// Scrolls to a row and lands on it, also where nothing around it was measured.
    pub fn scroll_to(self, index: u32, align: Align) {
        self.seek(|list, viewport| list.offset_of(index, align, viewport));
    }

    /// Scrolls to where the page begins. Left to the browser, a correction could end its animation half-way.
    pub(super) fn scroll_to_start(self) {
        let Some(face) = self.face() else { return };
        self.flush(&face);
        face.scroll_by(-FAR);
        self.settle();
    }

    /// Scrolls to the end and lands there.
    pub(super) fn scroll_to_end(self) {
        self.seek(|list, _| Ok(list.total()));
    }

    fn seek(self, place: impl Fn(&List, f64) -> Result<f64, ListError>) {
        let Some(face) = self.face() else { return };
        for _ in 0..ROUNDS {
            self.flush(&face);
            let (dom, viewport) = face.look();
            let Some(target) = self.with(|list| place(list, viewport)) else { return };
            face.scroll_by(target - dom);
            self.settle();
            self.flush(&face);
            let again = self.with(|list| place(list, viewport));
            if again == Some(target) {
                return;
            }
        }
    }

    /// The list as a text.
    #[must_use]
    pub fn snapshot(self) -> Option<String> {
        self.with(|list| Ok(list.snapshot()))
    }

    /// Takes a list from its text, to come back to its place; false where it is none. [`Self::lay`] says
    /// its lanes before.
    pub fn restore(self, text: &str) -> bool {
        let list = List::restore(text).ok();
        let is_list = list.is_some();
        if is_list {
            let inner = self.inner();
            inner.looked.set(true);
            inner.learnt.set(true);
            inner.shift.set(0.0);
            self.take(list);
        }
        is_list
    }

    /// Writes the list down under a name when the page goes; `tag` says what it is a list of.
    pub fn keep(self, name: &'static str, tag: impl Fn() -> String + 'static) {
        EventListener::new(&window(), "pagehide", move |_| {
            let text = self.snapshot().map(|text| format!("{}\n{text}", tag()));
            if let (Some(text), Some(storage)) = (text, session()) {
                let _ = storage.set_item(name, &text);
            }
        })
        .forget();
    }

    /// Takes up what was kept of the same thing, where the page was loaded again or come back to.
    pub fn resume(self, name: &str, tag: &str) -> bool {
        if !is_again() {
            return false;
        }
        let kept = session().and_then(|storage| storage.get_item(name).ok().flatten());
        let kept = kept.as_deref().and_then(|kept| kept.rsplit_once('\n'));
        kept.is_some_and(|(of, text)| of == tag && self.restore(text))
    }

    // ---- the face ----

    fn face(self) -> Option<Rc<Face>> {
        self.inner().face.borrow().clone()
    }

    /// A face has come; it goes with the current owner.
    pub(super) fn show(self, face: Rc<Face>) {
        let inner = self.inner();
        inner.shift.set(0.0);
        *inner.face.borrow_mut() = Some(Rc::clone(&face));
        let shown = StoredValue::new_local(Rc::clone(&face));
        on_cleanup(move || {
            let Some(face) = shown.try_get_value() else { return };
            // Another may have come before this one goes.
            let inner = self.inner();
            let mut now = inner.face.borrow_mut();
            if now.as_ref().is_some_and(|now| Rc::ptr_eq(now, &face)) {
                *now = None;
            }
            drop(now);
            face.leave();
        });
        // Once it is in the page: as high as it was, and where one was.
        queue_microtask(move || {
            let inner = self.inner();
            let offset = self.with(|list| Ok(list.offset()));
            if let (true, Some(offset)) = (inner.looked.get(), offset) {
                self.place(&face);
                face.scroll_by(offset - face.look().0);
            }
            face.begin();
            self.settle();
        });
    }

    /// Looks where the page is, draws and measures until what is in view is covered, and puts every row
    /// where it belongs.
    pub(super) fn settle(self) {
        let Some(face) = self.face().filter(|face| face.is_shown()) else { return };
        let inner = self.inner();
        // A second time where the page could not be scrolled as far as a correction asks.
        for _ in 0..2 {
            let (dom, viewport) = face.look();
            let mut offset = dom + inner.shift.get();
            inner.looked.set(true);
            for _ in 0..ROUNDS {
                let Some(range) = self.with(|list| list.range(offset, viewport)) else { return };
                let drawn = range.start..range.end;
                let (indexes, sizes) = face.draw(&drawn);
                if self.range.with_untracked(|now| *now != drawn) {
                    self.range.set(drawn);
                }
                if indexes.is_empty() {
                    break;
                }
                offset += self.measured(&indexes, &sizes);
            }
            let is_near_start = dom.min(offset) < viewport;
            if inner.shift.get() == 0.0 || face.is_moving() && !is_near_start {
                break;
            }
            self.flush(&face);
            if (face.look().0 - offset).abs() <= 1.0 {
                break;
            }
        }
        self.place(&face);
        let now = crate::host::now();
        let (seen, due) =
            self.with(|list| Ok((list.exposed(now), list.exposure_due()))).unwrap_or_default();
        face.expose(seen, due, now);
    }

    /// Takes rows' heights into the list and the shift; gives how far the anchor moved.
    pub(super) fn measured(self, indexes: &[u32], sizes: &[f64]) -> f64 {
        let inner = self.inner();
        let all: f64 = sizes.iter().sum();
        if !inner.learnt.replace(true) && all > 0.0 {
            let (offset, count) =
                self.with(|list| Ok((list.offset(), list.count()))).unwrap_or_default();
            let estimate = all / sizes.len() as f64;
            self.take(List::new(Options { count, estimate, ..inner.options.get() }).ok());
            self.with(|list| list.range(offset, 0.0));
        }
        let moved = self.with(|list| list.resize_many(indexes, sizes)).unwrap_or(0.0);
        inner.shift.set(inner.shift.get() + moved);
        moved
    }

    /// Puts the gathered shift into the scroll position. Nothing is seen of it.
    pub(super) fn flush(self, face: &Face) {
        let shift = self.inner().shift.replace(0.0);
        self.place(face);
        if shift != 0.0 {
            face.scroll_by(shift);
        }
    }

    fn place(self, face: &Face) {
        let inner = self.inner();
        let (shift, options) = (inner.shift.get(), inner.options.get());
        if let Some(list) = inner.list.borrow().as_ref() {
            face.grow(list.total() - shift, &options);
            face.place(list, shift, options.cross_gap);
        }
    }

    /// Rows in the page have these heights now.
    pub(super) fn grown(self, indexes: &[u32], sizes: &[f64]) {
        let (mut at, mut now) = (Vec::new(), Vec::new());
        self.with(|list| {
            for (&index, &size) in indexes.iter().zip(sizes) {
                // The first time it is told what was measured before it was painted.
                let is_new =
                    list.size_of(index).is_ok_and(|known| (known - size).abs() > 1.0 / 64.0);
                if is_new {
                    at.push(index);
                    now.push(size);
                }
            }
            Ok(())
        });
        if !at.is_empty() {
            self.measured(&at, &now);
            self.settle();
        }
    }

    /// A row in sight has been there long enough.
    pub(super) fn look_again(self) {
        if let Some(face) = self.face() {
            face.forget_due();
        }
        self.settle();
    }
}

/// Whether this page was loaded again or come back to: `performance.navigation.type` is 1 or 2. (Read by
/// name: to have it typed costs a build of web-sys with two more features for one number.)
fn is_again() -> bool {
    let of = |object: JsValue, name: &str| js_sys::Reflect::get(&object, &name.into()).ok();
    let kind = of(window().into(), "performance")
        .and_then(|performance| of(performance, "navigation"))
        .and_then(|navigation| of(navigation, "type"));
    kind.and_then(|kind| kind.as_f64()).is_some_and(|kind| kind == 1.0 || kind == 2.0)
}

fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("list", &self.list).finish_non_exhaustive()
    }
}
