//! `<VirtualList>`: as many rows as one likes, of which those in sight are in the page.
//!
//! The core's list says which rows and where; this draws them there. It never decides a place itself,
//! fetches nothing and knows no product.
//!
//! - What is painted is measured: a new row is measured before it is painted, and rows are drawn until
//!   they cover the view; one `ResizeObserver` tells what grows later (an image that came late).
//! - Rows in view stay where they are, whatever changes above them. While one scrolls, corrections gather
//!   in a shift of the drawing and go into the scroll position when it rests: setting that would end the
//!   momentum on iOS.
//! - The list outlives the page that shows it ([`VirtualListState`]): coming back shows the same rows at
//!   the same place; [`VirtualListState::keep`] carries it over a reload.
//! - The row with the focus stays in the page while it is out of sight. `End` lands on the last row after
//!   measuring what lies there, `Home` where the page begins; the other keys scroll as everywhere.
//! - Places are whole pixels. Browsers bound an element's height (Chromium 33 million px, Firefox 17): a
//!   longer list is cut off there.
//!
//! ```no_run
//! use leptos::prelude::*;
//! use tuike_core::list::Options;
//! use tuike_web::components::virtual_list::{VirtualList, VirtualListState};
//! use tuike_web::view::IntoBuilt;
//!
//! # fn page(names: RwSignal<Vec<String>>) -> impl IntoView {
//! let list = VirtualListState::new();
//! list.lay(Options { count: names.with_untracked(|names| names.len() as u32), estimate: 60.0, ..Options::default() });
//! let name = move |index: u32| names.with(|names| names.get(index as usize).cloned());
//! view! {
//!     <VirtualList list each=name key=name label="names"
//!         render={move |name: Option<String>, _| view! { <p>{name}</p> }.built()} />
//! }
//! # }
//! ```

mod face;
mod row;
mod state;

use std::sync::Arc;

use leptos::prelude::*;

use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, says};
use face::Face;
pub use state::VirtualListState;

/// What scrolls the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scroller {
    /// The window.
    #[default]
    Window,
    /// The element that the list stands in; it gets a `tabindex` for the keyboard.
    Parent,
}

/// What assistive technology is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// `role="list"` of `div role="listitem"`.
    #[default]
    List,
    /// `role="feed"` of `article`: rows that load as one reads.
    Feed,
}

impl Kind {
    const fn role(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Feed => "feed",
        }
    }
}

/// Called with the rows that were in sight long enough, once each.
pub type Expose = Box<dyn Fn(Vec<u32>)>;

/// The rows of `list` in sight.
///
/// - `each`: what the row at an index shows; may read signals
/// - `key`: who that row is, `None` while it is not known; rows keep their elements while their key is there
/// - `render`: draws it; anew when what `each` gives has changed
/// - `class`, `row_class`: of the list and of each row
/// - `busy`: whether the count is not known yet
/// - `expose`: see [`VirtualListState::watch`]
#[component]
pub fn VirtualList<T, E, K, R>(
    list: VirtualListState,
    each: E,
    key: K,
    render: R,
    label: &'static str,
    #[prop(default = Kind::List)] kind: Kind,
    #[prop(default = Scroller::Window)] scroller: Scroller,
    #[prop(default = "")] class: &'static str,
    #[prop(default = "")] row_class: &'static str,
    #[prop(default = Box::new(|| false))] busy: Box<dyn Fn() -> bool + Send + Sync>,
    #[prop(default = Box::new(|_| {}))] expose: Expose,
) -> Built
where
    T: Clone + PartialEq + Send + Sync + 'static,
    E: Fn(u32) -> T + Send + Sync + 'static,
    K: Fn(u32) -> Option<String> + 'static,
    R: Fn(T, u32) -> Built + Send + Sync + 'static,
{
    let (each, render) = (Arc::new(each), Arc::new(render));
    let make = move |place: RwSignal<u32>| {
        let (each, render) = (Arc::clone(&each), Arc::clone(&render));
        let shown = Memo::new(move |_| each(place.get()));
        live(move || render(shown.get(), place.get_untracked())).built()
    };
    list_of(
        list,
        (kind, scroller, label, class, row_class),
        busy,
        (Box::new(make), Box::new(key), expose),
    )
}

type Make = Box<dyn Fn(RwSignal<u32>) -> Built>;
type Busy = Arc<dyn Fn() -> bool + Send + Sync>;
type Key = Box<dyn Fn(u32) -> Option<String>>;

/// The part that is the same for all rows' types.
fn list_of(
    list: VirtualListState,
    (kind, scroller, label, class, row_class): (
        Kind,
        Scroller,
        &'static str,
        &'static str,
        &'static str,
    ),
    busy: Box<dyn Fn() -> bool + Send + Sync>,
    (make, key, expose): (Make, Key, Expose),
) -> Built {
    let busy: Busy = Arc::from(busy);
    let is_busy = Arc::clone(&busy);
    let busily = says(move || is_busy().to_string());
    let class = format!("vlist {class}");
    let section = view! { <section class=class role=kind.role() aria-label=label aria-busy=busily></section> }.built();
    if let Some(element) = section.element() {
        list.show(Face::new(list, element, (kind, scroller, row_class), busy, (make, key, expose)));
    }
    section
}
