//! The rows on screen. They stand where the core's list says; their heights are told back to it.

use std::rc::Rc;
use std::sync::Arc;

use gloo_events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

use super::state::FeedState;
use crate::app::App;
use crate::components::picture::Loads;
use crate::components::product_row::{bones, product_row};
use crate::model::Product;
use crate::view::{Built, IntoBuilt, keep_rows, live, says};

/// Rows whose pictures are on the first screen.
const FIRST: u32 = 4;

type Share = Arc<dyn Fn(Product) + Send + Sync>;

/// The rows.
pub(super) fn rows(app: App, share: Share) -> Built {
    let (words, feed) = (app.words, app.feed);
    let measure = StoredValue::new_local(observer(feed));
    let height =
        says(move || format!("height:{}px", feed.drawn().with(|drawn| drawn.total as u64)));
    let busy = says(move || feed.total().is_none().to_string());
    let section =
        view! { <section class="rows" role="feed" aria-label=words.products aria-busy=busy style=height></section> }
            .built();
    if let Some(section) = section.element() {
        let range = move || feed.drawn().with(|drawn| drawn.start..drawn.end());
        keep_rows(section.clone(), range, move |index| row(app, index, share.clone(), measure));
        watch(feed, section, measure);
    }
    let end = says(move || {
        let all = feed.total() == Some(feed.drawn().with(|drawn| drawn.end()));
        (if all { words.end } else { "" }).to_owned()
    });
    view! { {section}<p class="end">{end}</p> }.built()
}

/// Follows the window, and goes back to where one was.
fn watch(feed: FeedState, section: Element, measure: StoredValue<Option<Observer>, LocalStorage>) {
    let look: Rc<dyn Fn()> = Rc::new(move || {
        // Not while it is not in the page: its place would be read as the top.
        if section.is_connected() {
            let height =
                window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
            feed.look(-section.get_bounding_client_rect().top(), height);
        }
    });
    let follow = |name: &'static str, look: Rc<dyn Fn()>| {
        EventListener::new(&window(), name, move |_| {
            feed.scrolled(window().scroll_y().unwrap_or(0.0));
            look();
        })
    };
    let following = [follow("scroll", Rc::clone(&look)), follow("resize", Rc::clone(&look))];
    let following = StoredValue::new_local(Some(following));
    on_cleanup(move || {
        following.set_value(None);
        measure.with_value(|observer| {
            if let Some((observer, _)) = observer {
                observer.disconnect();
            }
        });
    });
    // Once the section is in the page, as high as it was.
    let scroll = feed.scroll();
    queue_microtask(move || {
        window().scroll_to_with_x_and_y(0.0, scroll);
        look();
    });
}

type Observer = (ResizeObserver, Closure<dyn FnMut(js_sys::Array)>);

/// Tells the state of each row's height, all of a frame at once.
fn observer(feed: FeedState) -> Option<Observer> {
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let (mut indexes, mut sizes) = (Vec::new(), Vec::new());
        for entry in entries.iter() {
            let element = entry.unchecked_into::<ResizeObserverEntry>().target();
            let index =
                element.get_attribute("aria-posinset").and_then(|place| place.parse::<u32>().ok());
            // A row that has just left has no height.
            if let Some(index) = index.filter(|_| element.is_connected()) {
                indexes.push(index - 1);
                sizes.push(element.get_bounding_client_rect().height());
            }
        }
        let moved = feed.measure(&indexes, &sizes);
        if moved != 0.0 {
            window().scroll_by_with_x_and_y(0.0, moved);
        }
    });
    ResizeObserver::new(callback.as_ref().unchecked_ref()).ok().map(|observer| (observer, callback))
}

fn row(
    app: App,
    index: u32,
    share: Share,
    measure: StoredValue<Option<Observer>, LocalStorage>,
) -> Built {
    let feed = app.feed;
    let product = Memo::new(move |_| feed.row(index));
    let loads = if index < FIRST { Loads::First } else { Loads::Later };
    let content = live(move || match product.get() {
        Some(product) => product_row(app, product, loads, share.clone()),
        None => bones(),
    });
    let top = says(move || {
        format!("top:{}px", feed.drawn().with(|drawn| drawn.top(index).unwrap_or(0.0) as i64))
    });
    let count = says(move || feed.total().map_or(-1, i64::from).to_string());
    let place = (index + 1).to_string();
    let row = view! {
        <article class="card row" style=top aria-posinset=place aria-setsize=count>{content}</article>
    }
    .built();
    if let Some(element) = row.element() {
        measure.with_value(|observer| {
            if let Some((observer, _)) = observer {
                observer.observe(&element);
            }
        });
    }
    row
}
