//! What is loaded of the feed, and where one was: outlives the page, so that coming back is instant.
//!
//! Pages are asked for by what is on screen, a little after it came there: a jump to row 5,000 loads
//! the pages around it and nothing on the way.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::engine::{Event, Failure, Page};
use tuike_core::list::Align;
use tuike_core::time::Span;

use super::filter::Filter;
use super::form::Form;
use crate::components::strip::Shown;
use crate::components::virtual_list::VirtualListState;
use crate::driver::Driver;
use crate::host::timer;
use crate::model::{Product, object, rows};
use crate::signal::RwSignal;

/// Rows of a page, as the profile asks for them.
const PAGE: u32 = 50;
/// Rows of skeleton before the first page says how many there are.
const BONES: u32 = 8;
/// How long a row must be in sight before it is asked for.
const SETTLE: Span = Span::from_millis(80);
/// How long after a page did not come it is asked for again.
const AGAIN: Span = Span::from_secs(5);
/// A product is seen once half of it was on screen for a second.
const SEEN: (f64, u64) = (0.5, 1_000);
/// Where the list is kept over a reload.
const KEPT: &str = "tuike.feed";
/// How far the search bar scrolls away.
const SEARCH_BAR: f64 = 56.0;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Rows, or their skeletons.
    Rows,
    /// That there is nothing.
    Nothing,
    /// That the first rows did not come.
    Failed(Failure),
}

/// The rows that are there.
#[derive(Clone, Debug, Default)]
struct Loaded {
    pages: Vec<(u32, Vec<Product>)>,
    total: Option<u32>,
}

/// The feed; copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct FeedState {
    driver: Driver,
    shown: Shown,
    filter: RwSignal<Filter>,
    phase: RwSignal<Phase>,
    loaded: RwSignal<Loaded>,
    categories: RwSignal<Vec<(String, String)>>,
    form: RwSignal<Form>,
    list: VirtualListState,
    inner: StoredValue<Inner, LocalStorage>,
}

#[derive(Debug, Default)]
struct Inner {
    begun: bool,
    /// Counts the filters: an answer to an earlier one is dropped.
    turn: u32,
    /// Pages under way or there, and the key of each that has come.
    asked: Vec<(u32, Option<String>)>,
    settling: Option<Timeout>,
    /// Seen before they were loaded.
    unknown: Vec<u32>,
}

impl FeedState {
    /// An empty feed that asks for nothing yet.
    #[must_use]
    pub fn new(driver: Driver, shown: Shown) -> Self {
        let state = Self {
            driver,
            shown,
            filter: RwSignal::new(Filter::default()),
            phase: RwSignal::new(Phase::Rows),
            loaded: RwSignal::new(Loaded::default()),
            categories: RwSignal::new(Vec::new()),
            form: RwSignal::new(Form::noted()),
            list: VirtualListState::new(),
            inner: StoredValue::new_local(Inner::default()),
        };
        state.list.watch(SEEN.0, SEEN.1);
        state.list.keep(KEPT, move || state.tag());
        driver.listen(move |event| match event {
            Event::Updated { page } => state.renew(page),
            Event::Online { online: true } => state.back_online(),
            _ => {}
        });
        state
    }

    /// What is asked for.
    pub(super) const fn filter(self) -> RwSignal<Filter> {
        self.filter
    }

    /// What the page shows.
    pub(super) const fn phase(self) -> RwSignal<Phase> {
        self.phase
    }

    /// How the products stand.
    pub(super) const fn form(self) -> RwSignal<Form> {
        self.form
    }

    /// Which rows are drawn, and where one is.
    pub(super) const fn list(self) -> VirtualListState {
        self.list
    }

    /// Of what the list is: one of something else is not taken up again.
    fn tag(self) -> String {
        let form = self.form.get_untracked();
        self.filter.with_untracked(|filter| format!("{form:?} {}", filter.params(1)))
    }

    /// How many rows there are, once known.
    pub(super) fn total(self) -> Option<u32> {
        self.loaded.with(|loaded| loaded.total)
    }

    /// The categories seen so far: path and name.
    pub(super) fn categories(self) -> Vec<(String, String)> {
        self.categories.get()
    }

    /// The row at an index, once it is there.
    pub(super) fn row(self, index: u32) -> Option<Product> {
        self.with(index, Product::clone)
    }

    /// The id of the row at an index, once it is there.
    pub(super) fn id(self, index: u32) -> Option<String> {
        self.with(index, |row| row.id.clone())
    }

    fn with<T>(self, index: u32, show: impl FnOnce(&Product) -> T) -> Option<T> {
        self.loaded.with(|loaded| {
            let (_, rows) = loaded.pages.iter().find(|(page, _)| *page == index / PAGE + 1)?;
            rows.get((index % PAGE) as usize).map(show)
        })
    }

    /// A product that is loaded.
    #[must_use]
    pub fn known(self, id: &str) -> Option<Product> {
        self.loaded.with_untracked(|loaded| {
            loaded.pages.iter().flat_map(|(_, rows)| rows).find(|row| row.id == id).cloned()
        })
    }

    /// Asks for the first rows, unless they are there.
    pub fn begin(self) {
        if self.inner.with_value(|inner| inner.begun) {
            return;
        }
        self.list.lay(self.form.get_untracked().options(BONES));
        if self.list.resume(KEPT, &self.tag()) {
            // As many as there were: the first page that comes says how many there are.
            self.inner.update_value(|inner| inner.begun = true);
            self.loaded.update(|loaded| loaded.total = Some(self.list.count()));
        } else {
            self.again();
        }
    }

    /// Asks for something else.
    pub fn choose(self, filter: Filter) {
        if self.filter.with_untracked(|now| *now != filter) {
            self.filter.set(filter);
            self.again();
            // The first row, under the chips that were just pressed.
            let window = window();
            if window.scroll_y().is_ok_and(|y| y > SEARCH_BAR) {
                window.scroll_to_with_x_and_y(0.0, SEARCH_BAR);
            }
        }
    }

    /// The other form, from the same product on.
    pub(super) fn turn(self) {
        let form = self.form.get_untracked().other();
        form.note();
        let (first, count) = (self.list.first(), self.list.count());
        self.form.set(form);
        self.list.lay(form.options(count));
        // Once its rows are in the page.
        if first > 0 {
            timer::next(move || self.list.scroll_to(first, Align::Start));
        }
    }

    /// Asks anew, from the first row on.
    pub fn again(self) {
        self.inner.update_value(|inner| {
            inner.begun = true;
            inner.turn += 1;
            inner.asked.clear();
            inner.unknown.clear();
        });
        self.loaded.update(|loaded| (loaded.pages, loaded.total) = (Vec::new(), None));
        self.list.lay(self.form.get_untracked().options(BONES));
        self.show(Phase::Rows);
        self.ask(1);
    }

    /// Asks again for every page, those in sight first; what is there is shown until the answers come.
    pub fn renew_all(self) {
        self.inner.update_value(|inner| inner.asked.clear());
        self.look();
    }

    /// Rows were in sight long enough.
    pub(super) fn exposed(self, seen: &[u32]) {
        for index in seen {
            match untrack(|| self.id(*index)) {
                Some(id) => self
                    .driver
                    .track("expose", object([("item", id.into()), ("index", Value::from(*index))])),
                None => self.inner.update_value(|inner| inner.unknown.push(*index)),
            }
        }
    }

    /// Asks for what is missing of the rows drawn, a little later.
    pub(super) fn look(self) {
        if !self.missing().is_empty() {
            self.ask_after(SETTLE);
        }
    }

    /// Asks for what is missing then; an earlier plan to do so is dropped.
    fn ask_after(self, span: Span) {
        let settling = timer::after(span, move || {
            for page in self.missing() {
                self.ask(page);
            }
        });
        self.inner.update_value(|inner| inner.settling = Some(settling));
    }

    /// The pages of which a row is drawn that were not asked for. Without a total the first is on its way.
    fn missing(self) -> Vec<u32> {
        let Some(last) = self.loaded.with_untracked(|loaded| loaded.total?.checked_sub(1)) else {
            return Vec::new();
        };
        let (start, end) = self.list.range().with_untracked(|drawn| (drawn.start, drawn.end));
        let pages = start.min(last) / PAGE + 1..=end.saturating_sub(1).min(last) / PAGE + 1;
        self.inner.with_value(|inner| {
            pages.filter(|page| inner.asked.iter().all(|(asked, _)| asked != page)).collect()
        })
    }

    fn ask(self, page: u32) {
        let turn = self.inner.with_value(|inner| inner.turn);
        self.inner.update_value(|inner| inner.asked.push((page, None)));
        let params = self.filter.with_untracked(|filter| filter.params(page));
        spawn_local(async move {
            let answer = self.driver.query("products", params).await;
            if self.inner.with_value(|inner| inner.turn) != turn {
                return;
            }
            match answer {
                Ok(answer) => self.take(page, &answer),
                Err(failure) => self.missed(page, failure),
            }
        });
    }

    fn take(self, page: u32, answer: &Page) {
        self.shown.note(answer);
        self.inner.update_value(|inner| {
            if let Some((_, key)) = inner.asked.iter_mut().find(|(asked, _)| *asked == page) {
                *key = Some(answer.key.clone());
            }
        });
        let rows: Vec<Product> = rows(&answer.data).iter().map(Product::of).collect();
        let before = self.loaded.with_untracked(|loaded| loaded.total);
        // A server that does not count: what is there, and a page of skeletons while there is more.
        let there =
            (page - 1) * PAGE + rows.len() as u32 + if answer.next.is_some() { PAGE } else { 0 };
        let counted = answer.total.and_then(|total| u32::try_from(total).ok());
        let total = counted.unwrap_or_else(|| there.max(before.unwrap_or(0)));
        self.learn(&rows);
        self.loaded.update(|loaded| {
            loaded.pages.retain(|(other, _)| *other != page);
            loaded.pages.push((page, rows));
            loaded.total = Some(total);
        });
        self.show(if total == 0 { Phase::Nothing } else { Phase::Rows });
        if before != Some(total) {
            self.list.set_count(total);
        }
        self.look();
        // What was seen as a skeleton counts where it still is in sight.
        let unknown = self.inner.try_update_value(|inner| std::mem::take(&mut inner.unknown));
        let drawn = self.list.range().get_untracked();
        let seen: Vec<u32> =
            unknown.unwrap_or_default().into_iter().filter(|index| drawn.contains(index)).collect();
        self.exposed(&seen);
    }

    /// A page did not come: it is asked for again a while later, or when the network is back.
    fn missed(self, page: u32, failure: Failure) {
        self.inner.update_value(|inner| inner.asked.retain(|(asked, _)| *asked != page));
        if self.loaded.with_untracked(|loaded| loaded.pages.is_empty()) {
            self.show(Phase::Failed(failure));
        } else if self.driver.is_online() {
            self.ask_after(AGAIN);
        }
    }

    fn back_online(self) {
        if matches!(self.phase.get_untracked(), Phase::Failed(_)) {
            self.again();
        } else {
            self.look();
        }
    }

    fn renew(self, answer: &Page) {
        let page = self.inner.with_value(|inner| {
            let keyed = inner.asked.iter().find(|(_, key)| key.as_ref() == Some(&answer.key));
            keyed.map(|(page, _)| *page)
        });
        if let Some(page) = page {
            self.take(page, answer);
        }
    }

    /// Adds the categories that these rows are of. Only a change is told: the chips keep their place.
    fn learn(self, rows: &[Product]) {
        let mut all = self.categories.get_untracked();
        let known = all.len();
        for category in rows.iter().filter_map(|row| row.category.as_ref()) {
            if all.iter().all(|(slug, _)| *slug != category.0) {
                all.push(category.clone());
            }
        }
        if all.len() > known {
            self.categories.set(all);
        }
    }

    /// Only a change is told: the rows are not drawn anew for nothing.
    fn show(self, phase: Phase) {
        if self.phase.with_untracked(|now| *now != phase) {
            self.phase.set(phase);
        }
    }
}
