//! A page with nothing but `<VirtualList>`s on it, for `tests/browser/list.test.mjs` and the fling.
//!
//! Rows are 40 to 339 px high by a formula that the tests know, too. What the address asks for:
//! `rows=N`, `lanes=N`, `element` (an element scrolls, with content above the list), `two` (another list
//! below), `late` (rows with an image that says no size and comes late). The functions are what a test
//! does to it.

use leptos::prelude::*;
use tuike_core::list::{Align, Options};
use tuike_web::components::virtual_list::{Scroller, VirtualList, VirtualListState};
use tuike_web::view::{Built, IntoBuilt};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static PAGE: (VirtualListState, RwSignal<Vec<u32>>) = (VirtualListState::new(), RwSignal::new(Vec::new()));
}

fn asked(name: &str) -> Option<u32> {
    let query = window().location().search().unwrap_or_default();
    let mut pairs = query
        .trim_start_matches('?')
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "1")));
    pairs.find(|(known, _)| *known == name).and_then(|(_, value)| value.parse().ok())
}

/// A height that nobody could guess.
const fn height(id: u32) -> u32 {
    40 + id.wrapping_mul(7_919) % 300
}

fn row(id: Option<u32>, _: u32) -> Built {
    let id = id.unwrap_or_default();
    let late = (asked("late").is_some() && id.is_multiple_of(3))
        .then(|| view! { <img alt="" src=format!("/late/{id}.svg")/> }.built());
    view! {
        <div class="item" style=format!("min-height:{}px", height(id))>
            <i class="box"></i>
            <div><a href="#">{format!("Product {id}")}</a><p class="price">{format!("¥{}.80", id % 997)}</p></div>
            {late}
        </div>
    }
    .built()
}

fn list(
    list: VirtualListState,
    ids: RwSignal<Vec<u32>>,
    label: &'static str,
    scroller: Scroller,
) -> Built {
    let id = move |index: u32| ids.with(|ids| ids.get(index as usize).copied());
    let key = move |index: u32| id(index).map(|id| id.to_string());
    view! { <VirtualList list each=id key render=row label scroller expose=Box::new(move |seen| log(&seen))/> }
        .built()
}

/// What was exposed, for the test to read: `document.body.dataset.seen`.
fn log(seen: &[u32]) {
    if let Some(body) = document().body() {
        let before = body.get_attribute("data-seen").unwrap_or_default();
        let _ = body.set_attribute("data-seen", &format!("{before} {seen:?}"));
    }
}

fn page() -> Built {
    let (state, ids) = PAGE.with(|page| *page);
    let count = asked("rows").unwrap_or(10_000);
    let options = Options {
        count,
        estimate: 100.0,
        gap: 8.0,
        cross_gap: 8.0,
        lanes: asked("lanes").unwrap_or(1),
        ..Options::default()
    };
    ids.set((0..count).collect());
    state.watch(0.5, 300);
    state.lay(options);
    state.keep("list-page", String::new);
    state.resume("list-page", "");
    if asked("element").is_some() {
        let inner = list(state, ids, "rows", Scroller::Parent);
        return view! { <div id="scroller"><h1>"Above"</h1>{inner}</div> }.built();
    }
    let more = asked("two").map(|_| {
        let (other, numbers) =
            (VirtualListState::new(), RwSignal::new((0..500).collect::<Vec<u32>>()));
        other.lay(Options { count: 500, ..options });
        list(other, numbers, "others", Scroller::Window)
    });
    view! { <h1>"Above"</h1>{list(state, ids, "rows", Scroller::Window)}{more} }.built()
}

/// `count` rows with ids from `from` on come before row `at`.
#[wasm_bindgen]
pub fn insert(at: u32, count: u32, from: u32) {
    let (state, ids) = PAGE.with(|page| *page);
    ids.update(|ids| {
        let at = (at as usize).min(ids.len());
        ids.splice(at..at, from..from + count);
    });
    state.insert(at, count);
}

/// Rows go.
#[wasm_bindgen]
pub fn remove(at: u32, count: u32) {
    let (state, ids) = PAGE.with(|page| *page);
    ids.update(|ids| drop(ids.drain(at as usize..(at + count) as usize)));
    state.remove(at, count);
}

/// Scrolls to a row.
#[wasm_bindgen]
pub fn scroll_to(index: u32, align: &str) {
    let align = match align {
        "center" => Align::Center,
        "end" => Align::End,
        _ => Align::Start,
    };
    PAGE.with(|page| page.0.scroll_to(index, align));
}

fn main() {
    leptos::mount::mount_to_body(page);
}
