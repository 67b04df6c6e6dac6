//! The list in the page: which rows' elements are there, what scrolls them, what they measure.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use tuike_core::list::{List, Options};
use tuike_core::time::{Span, Timestamp};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, EventTarget, KeyboardEvent, ResizeObserver, ResizeObserverEntry};

use super::row::Row;
use super::{Busy, Expose, Key, Kind, Make, Scroller, VirtualListState};
use crate::host::timer;

/// How long after the last scroll event the page is taken to rest.
const REST: Span = Span::from_millis(150);

type Observer = (ResizeObserver, Closure<dyn FnMut(js_sys::Array)>);

pub(super) struct Face {
    section: Element,
    scroller: Scroller,
    kind: (Kind, &'static str),
    busy: Busy,
    make: Make,
    key: Key,
    told: Expose,
    home: Owner,
    rows: RefCell<Vec<Row>>,
    observer: Option<Observer>,
    listeners: RefCell<Vec<EventListener>>,
    /// What `aria-setsize` and the height say.
    said: Cell<(i64, i64)>,
    last: Cell<f64>,
    /// Whether one was brought back to where one was: before that the page's place says nothing.
    ready: Cell<bool>,
    resting: RefCell<Option<Timeout>>,
    exposing: RefCell<Option<(Timestamp, Timeout)>>,
    list: VirtualListState,
}

impl Face {
    pub(super) fn new(
        list: VirtualListState,
        section: Element,
        (kind, scroller, row_class): (Kind, Scroller, &'static str),
        busy: Busy,
        (make, key, told): (Make, Key, Expose),
    ) -> Rc<Self> {
        let face = Rc::new(Self {
            section,
            scroller,
            kind: (kind, row_class),
            busy,
            make,
            key,
            told,
            home: Owner::current().unwrap_or_default(),
            rows: RefCell::default(),
            observer: observer(list),
            listeners: RefCell::default(),
            said: Cell::new((0, -1)),
            last: Cell::new(0.0),
            ready: Cell::new(false),
            resting: RefCell::default(),
            exposing: RefCell::default(),
            list,
        });
        // What a key reads has changed, or the count is known.
        let follow = Rc::downgrade(&face);
        Effect::new(move |_| {
            let Some(face) = follow.upgrade() else { return };
            (face.busy)();
            let drawn = list.range().get();
            for index in drawn {
                drop((face.key)(index));
            }
            untrack(|| list.settle());
        });
        face
    }

    /// Listens once it is in the page: only then it has a parent.
    fn listen(self: &Rc<Self>) {
        let target: EventTarget = match (self.scroller, self.section.parent_element()) {
            (Scroller::Parent, Some(parent)) => {
                if !parent.has_attribute("tabindex") {
                    let _ = parent.set_attribute("tabindex", "0");
                }
                parent.into()
            }
            _ => window().into(),
        };
        let list = self.list;
        let follow = |target: &EventTarget, name: &'static str| {
            let face = Rc::downgrade(self);
            EventListener::new(target, name, move |_| {
                if let Some(face) = face.upgrade() {
                    face.moves();
                }
                list.settle();
            })
        };
        let face = Rc::downgrade(self);
        let options = EventListenerOptions::enable_prevent_default();
        let keys = EventListener::new_with_options(&target, "keydown", options, move |event| {
            let is_here = face.upgrade().is_some_and(|face| face.section.is_connected());
            match plain_key(event).as_deref() {
                Some("End") if is_here => list.scroll_to_end(),
                Some("Home") if is_here => list.scroll_to_start(),
                _ => return,
            }
            event.prevent_default();
        });
        let listeners = vec![follow(&target, "scroll"), follow(&window().into(), "resize"), keys];
        *self.listeners.borrow_mut() = listeners;
    }

    /// Whether it is in the page. Where it is not, its place would be read as the top.
    pub(super) fn is_shown(&self) -> bool {
        self.ready.get() && self.section.is_connected()
    }

    /// It is in the page, where it was.
    pub(super) fn begin(self: &Rc<Self>) {
        self.ready.set(true);
        self.listen();
    }

    fn parent(&self) -> Option<Element> {
        (self.scroller == Scroller::Parent).then(|| self.section.parent_element()).flatten()
    }

    /// How far the view is past the list's start, and how high it is.
    pub(super) fn look(&self) -> (f64, f64) {
        let top = self.section.get_bounding_client_rect().top();
        match self.parent() {
            Some(parent) => {
                let edge = parent.get_bounding_client_rect().top() + f64::from(parent.client_top());
                (edge - top, f64::from(parent.client_height()))
            }
            None => {
                let height = window().inner_height().ok().and_then(|height| height.as_f64());
                (-top, height.unwrap_or(0.0))
            }
        }
    }

    pub(super) fn scroll_by(&self, by: f64) {
        match self.parent() {
            Some(parent) => parent.scroll_by_with_x_and_y(0.0, by),
            None => window().scroll_by_with_x_and_y(0.0, by),
        }
    }

    /// The page has just been scrolled.
    fn moves(self: &Rc<Self>) {
        self.last.set(js_sys::Date::now());
        if self.resting.borrow().is_none() {
            self.rest_after(REST);
        }
    }

    fn rest_after(self: &Rc<Self>, span: Span) {
        let face = Rc::downgrade(self);
        let timer = timer::after(span, move || {
            let Some(face) = face.upgrade() else { return };
            // A clock that stepped back is a rest, too.
            let since = js_sys::Date::now() - face.last.get();
            let left = REST.as_millis() as f64 - since;
            if since >= 0.0 && left > 0.0 {
                face.rest_after(Span::from_millis(left.ceil() as u64));
            } else {
                face.resting.take();
                if face.section.is_connected() {
                    face.list.flush(&face);
                }
            }
        });
        *self.resting.borrow_mut() = Some(timer);
    }

    pub(super) fn is_moving(&self) -> bool {
        self.resting.borrow().is_some()
    }

    /// As high as all rows are, and in as many lanes.
    pub(super) fn grow(&self, total: f64, options: &Options) {
        let height = total.round() as i64;
        let (count, now) = self.said.get();
        if now != height {
            self.said.set((count, height));
            let (lanes, gap) = (options.lanes, options.cross_gap.round() as i64);
            let style = format!("height:{height}px;--lanes:{lanes};--gap:{gap}px");
            let _ = self.section.set_attribute("style", &style);
        }
    }

    /// Every row is measured anew, for a list that knows none.
    pub(super) fn forget_sizes(&self) {
        for row in self.rows.borrow_mut().iter_mut() {
            row.is_told = false;
        }
    }

    /// Rows have other indexes now; those without one go at the next drawing.
    pub(super) fn renumber(&self, index: impl Fn(u32) -> Option<u32>) {
        for row in self.rows.borrow_mut().iter_mut() {
            match index(row.index) {
                Some(index) => row.at(index),
                None => (row.key, row.index) = (Some(String::new()), u32::MAX),
            }
        }
    }

    /// Has the rows of `drawn` in the page, and the one with the focus; gives the heights not told yet.
    pub(super) fn draw(&self, drawn: &Range<u32>) -> (Vec<u32>, Vec<f64>) {
        let mut old = self.rows.take();
        let mut rows: Vec<Row> = Vec::with_capacity(drawn.len() + 1);
        let (mut fresh, mut is_shuffled, mut after) = (Vec::new(), false, 0);
        for index in drawn.clone() {
            let key = (self.key)(index);
            let same = |row: &Row| match (&row.key, &key) {
                (Some(one), Some(other)) => one == other,
                // It was not known who it is.
                (None, _) => row.index == index,
                (Some(_), None) => false,
            };
            if let Some(at) = old.iter().position(same) {
                is_shuffled |= at < after;
                after = at;
                let mut row = old.remove(at);
                row.key = key;
                row.at(index);
                rows.push(row);
            } else {
                let owner = self.home.child();
                let Some(row) = Row::new((index, key), self.kind, owner, &self.make) else {
                    continue;
                };
                fresh.push(index);
                rows.push(row);
            }
        }
        let focus = (!old.is_empty()).then(|| document().active_element()).flatten();
        let count = self.list.count();
        for row in old {
            let has_focus = focus.as_ref().is_some_and(|focus| row.element.contains(Some(focus)));
            if has_focus && row.index < count && !drawn.contains(&row.index) {
                let at = rows.partition_point(|other| other.index < row.index);
                rows.insert(at, row);
            } else {
                if let Some((observer, _)) = &self.observer {
                    observer.unobserve(&row.element);
                }
                row.leave();
            }
        }
        let is_new = |row: &Row| fresh.binary_search(&row.index).is_ok();
        let mut next: Option<&Element> = None;
        for row in rows.iter().rev() {
            if is_shuffled || is_new(row) {
                let _ = self.section.insert_before(&row.element, next.map(AsRef::as_ref));
            }
            next = Some(&row.element);
        }
        let size = if untrack(|| (self.busy)()) { -1 } else { i64::from(count) };
        let (said, height) = self.said.get();
        self.said.set((size, height));
        for row in &rows {
            if said != size || is_new(row) {
                let _ = row.element.set_attribute("aria-setsize", &size.to_string());
            }
            if let (true, Some((observer, _))) = (is_new(row), &self.observer) {
                observer.observe(&row.element);
            }
        }
        // Read together, after all is written: the page is laid out once.
        let (mut indexes, mut sizes) = (Vec::new(), Vec::new());
        for row in rows.iter_mut().filter(|row| !row.is_told) {
            row.is_told = true;
            indexes.push(row.index);
            sizes.push(row.height());
        }
        *self.rows.borrow_mut() = rows;
        (indexes, sizes)
    }

    /// Puts every row where the list says.
    pub(super) fn place(&self, list: &List, shift: f64, gap: f64) {
        for row in self.rows.borrow_mut().iter_mut() {
            list.positions(row.index, row.index + 1, |place| {
                row.stand((place.lane, gap), place.offset - shift);
            });
        }
    }

    /// Tells which rows were seen, and looks again when the next will have been.
    pub(super) fn expose(&self, seen: Vec<u32>, due: Option<Timestamp>, now: Timestamp) {
        if !seen.is_empty() {
            (self.told)(seen);
        }
        let mut exposing = self.exposing.borrow_mut();
        if exposing.as_ref().map(|(due, _)| *due) != due {
            let list = self.list;
            *exposing =
                due.map(|due| (due, timer::after(due.since(now), move || list.look_again())));
        }
    }

    pub(super) fn forget_due(&self) {
        self.exposing.take();
    }

    pub(super) fn leave(&self) {
        self.listeners.take();
        self.resting.take();
        self.exposing.take();
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
        for row in self.rows.take() {
            row.leave();
        }
    }
}

/// Tells the list every height that changes, all of a frame at once.
fn observer(list: VirtualListState) -> Option<Observer> {
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let (mut indexes, mut sizes) = (Vec::new(), Vec::new());
        for entry in entries.iter() {
            let element = entry.unchecked_into::<ResizeObserverEntry>().target();
            let place =
                element.get_attribute("aria-posinset").and_then(|place| place.parse::<u32>().ok());
            // A row that has just left has no height.
            if let Some(place) = place.filter(|_| element.is_connected()) {
                indexes.push(place - 1);
                sizes.push(element.get_bounding_client_rect().height());
            }
        }
        list.grown(&indexes, &sizes);
    });
    ResizeObserver::new(callback.as_ref().unchecked_ref()).ok().map(|observer| (observer, callback))
}

/// Which key it is, where it is a plain one and not for a field or a sheet.
fn plain_key(event: &web_sys::Event) -> Option<String> {
    let event = event.dyn_ref::<KeyboardEvent>()?;
    let has_more = event.ctrl_key() || event.alt_key() || event.shift_key() || event.meta_key();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_theirs = target.is_some_and(|target| {
        target.closest("input,textarea,select,[contenteditable],dialog").ok().flatten().is_some()
    });
    (!has_more && !is_theirs && !event.default_prevented()).then(|| event.key())
}
