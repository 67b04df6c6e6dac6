//! What is loaded of the feed, and where one was: outlives the page, so that coming back is instant.
//!
//! Pages are asked for by what is on screen, a little after it came there: a jump to row 5,000 loads
//! the pages around it and nothing on the way.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tuike_core::engine::{Event, Failure, Page};
use tuike_core::time::Span;

use super::drawn::{Drawn, Sight};
use super::filter::Filter;
use crate::components::strip::Shown;
use crate::driver::Driver;
use crate::host::timer;
use crate::model::{Product, rows};
use crate::signal::RwSignal;

/// Rows of a page, as the profile asks for them.
const PAGE: u32 = 50;
/// Rows of skeleton before the first page says how many there are.
const BONES: u32 = 8;
/// How long a row must be in sight before it is asked for.
const SETTLE: Span = Span::from_millis(80);
/// How long after a page did not come it is asked for again.
const AGAIN: Span = Span::from_secs(5);
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
    drawn: RwSignal<Drawn>,
    inner: StoredValue<Inner, LocalStorage>,
}

#[derive(Debug, Default)]
struct Inner {
    sight: Sight,
    begun: bool,
    /// Counts the filters: an answer to an earlier one is dropped.
    turn: u32,
    /// Pages under way or there, and the key of each that has come.
    asked: Vec<(u32, Option<String>)>,
    settling: Option<Timeout>,
    scroll: f64,
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
            drawn: RwSignal::new(Drawn::default()),
            inner: StoredValue::new_local(Inner::default()),
        };
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

    /// The rows to draw.
    pub(super) const fn drawn(self) -> RwSignal<Drawn> {
        self.drawn
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
        self.loaded.with(|loaded| {
            let (_, rows) = loaded.pages.iter().find(|(page, _)| *page == index / PAGE + 1)?;
            rows.get((index % PAGE) as usize).cloned()
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
        if !self.inner.with_value(|inner| inner.begun) {
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

    /// Asks anew, from the first row on.
    pub fn again(self) {
        self.inner.update_value(|inner| {
            inner.begun = true;
            inner.turn += 1;
            inner.asked.clear();
            inner.sight.lay(BONES);
        });
        self.loaded.update(|loaded| (loaded.pages, loaded.total) = (Vec::new(), None));
        self.show(Phase::Rows);
        self.draw();
        self.ask(1);
    }

    /// Notes where the page is scrolled to, to come back there.
    pub(super) fn scrolled(self, scroll: f64) {
        self.inner.update_value(|inner| inner.scroll = scroll);
    }

    /// Where the page was scrolled to.
    pub(super) fn scroll(self) -> f64 {
        self.inner.with_value(|inner| inner.scroll)
    }

    /// Tells which part of the list is in sight.
    pub(super) fn look(self, offset: f64, viewport: f64) {
        self.inner.update_value(|inner| inner.sight.look(offset, viewport));
        self.draw();
    }

    /// Takes rows' measured heights; gives how far to scroll so that nothing jumps.
    pub(super) fn measure(self, indexes: &[u32], sizes: &[f64]) -> f64 {
        let moved = self.inner.try_update_value(|inner| inner.sight.measure(indexes, sizes));
        self.draw();
        moved.unwrap_or(0.0)
    }

    /// Works out what is to be drawn, and asks for what is missing of it a little later.
    fn draw(self) {
        let drawn = self.inner.try_update_value(|inner| inner.sight.draw());
        let Some(drawn) = drawn.flatten() else { return };
        if self.drawn.with_untracked(|now| *now != drawn) {
            self.drawn.set(drawn);
        }
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
        let (start, end) = self.drawn.with_untracked(|drawn| (drawn.start, drawn.end()));
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
            self.inner.update_value(|inner| inner.sight.count(total));
            self.draw();
        }
    }

    /// A page did not come: it is asked for again a while later, or when the network is back.
    fn missed(self, page: u32, failure: Failure) {
        self.inner.update_value(|inner| inner.asked.retain(|(asked, _)| *asked != page));
        if self.loaded.with_untracked(|loaded| loaded.total.is_none()) {
            self.show(Phase::Failed(failure));
        } else if self.driver.is_online() {
            self.ask_after(AGAIN);
        }
    }

    fn back_online(self) {
        if matches!(self.phase.get_untracked(), Phase::Failed(_)) {
            self.again();
        } else {
            self.draw();
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
