//! Where in the app one is: the browser's history as a signal, and links that do not load a page.
//!
//! Five paths do not need a router: a page with two routes and a button is 73 KB with leptos_router
//! 0.8.17 and 23 KB without it (brotli, 2026-11).
//!
//! ```
//! use tuike_web::route::Place;
//!
//! let place = Place::of("/p/42", "?view=buyer");
//! assert_eq!(place.after("/p/"), Some("42"));
//! assert!(place.asks("view=buyer") && !place.is_alone_at("/"));
//! ```

use crate::signal::RwSignal;
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// A path and its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    path: String,
    query: String,
}

impl Place {
    /// A place by its path and its query with the question mark.
    #[must_use]
    pub fn of(path: &str, query: &str) -> Self {
        // A slash too many, as chats add them, is the same place.
        let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
        Self { path: path.to_owned(), query: query.to_owned() }
    }

    fn now() -> Self {
        let location = window().location();
        Self::of(&location.pathname().unwrap_or_default(), &location.search().unwrap_or_default())
    }

    /// Whether it is this very path.
    #[must_use]
    pub fn is_alone_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// What comes after a path's beginning; nothing more may lie below it.
    #[must_use]
    pub fn after(&self, start: &str) -> Option<&str> {
        self.path.strip_prefix(start).filter(|rest| !rest.is_empty() && !rest.contains('/'))
    }

    /// Whether a parameter is in the query, as `name=value`.
    #[must_use]
    pub fn asks(&self, parameter: &str) -> bool {
        self.query.trim_start_matches('?').split('&').any(|found| found == parameter)
    }

    /// What the address says of a share, to be looked at by [`tuike_core::share::land`]: the token of
    /// `/s/{token}`, the query where it has an `s` or a `scene`, or nothing where `/s` is all there is.
    #[must_use]
    pub fn share(&self) -> Option<&str> {
        let names = ["s", "scene"];
        let pairs = self.query.trim_start_matches('?').split('&');
        let mut found = pairs.filter_map(|pair| pair.split_once('=')).map(|(name, _)| name);
        self.after("/s/")
            .or_else(|| found.any(|name| names.contains(&name)).then_some(self.query.as_str()))
            .or_else(|| self.is_alone_at("/s").then_some(""))
    }

    /// Whether the page stands without tabs: a product, what waits, and all that a customer sees.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        self.path.starts_with("/p/") || self.path == "/sync" || self.share().is_some()
    }
}

/// Where one is; copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    place: RwSignal<Place>,
    /// How many pages of this app lie behind.
    depth: RwSignal<u32>,
}

impl Route {
    /// Follows the address for as long as the page lives.
    #[must_use]
    pub fn follow() -> Self {
        let route = Self { place: RwSignal::new(Place::now()), depth: RwSignal::new(0) };
        if let Ok(history) = window().history() {
            // The feed comes back to its row by itself.
            let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
        }
        EventListener::new(&window(), "popstate", move |_| {
            route.depth.update(|depth| *depth = depth.saturating_sub(1));
            route.place.set(Place::now());
        })
        .forget();
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&document(), "click", options, move |event| {
            if let Some(href) = link_of(event) {
                event.prevent_default();
                route.go(&href);
            }
        })
        .forget();
        route
    }

    /// Where one is.
    #[must_use]
    pub fn place(self) -> Place {
        self.place.get()
    }

    /// Goes to a path of the app.
    pub fn go(self, href: &str) {
        let pushed = window()
            .history()
            .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(href)));
        if pushed.is_ok() {
            self.depth.update(|depth| *depth += 1);
            window().scroll_to_with_x_and_y(0.0, 0.0);
            self.place.set(Place::now());
            focus_page();
        }
    }

    /// Goes back to the page before, or to the feed where there is none of this app.
    pub fn back(self) {
        match window().history() {
            Ok(history) if self.depth.get_untracked() > 0 => {
                let _ = history.back();
            }
            Ok(_) | Err(_) => self.go("/"),
        }
    }
}

/// The page that comes has the focus, not the link that went with the last one.
pub fn focus_page() {
    let main = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(main) = main {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = main.focus_with_options(&options);
    }
}

/// The path that a click leads to, where it is a plain click on a link of this app.
fn link_of(event: &web_sys::Event) -> Option<String> {
    let click: &web_sys::MouseEvent = event.dyn_ref()?;
    if click.button() != 0
        || click.ctrl_key()
        || click.meta_key()
        || click.shift_key()
        || click.alt_key()
    {
        return None;
    }
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a[href^='/']").ok()??;
    link.get_attribute("href")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_a_product_is_no_product() {
        assert_eq!(Place::of("/p/42/x", "").after("/p/"), None);
        assert_eq!(Place::of("/p/", "").after("/p/"), None);
        assert_eq!(Place::of("/s/abc/", "").after("/s/"), Some("abc"));
        assert!(Place::of("/", "").is_alone_at("/"));
    }

    #[test]
    fn a_share_is_in_the_path_or_in_the_query() {
        assert_eq!(Place::of("/s/abc", "?utm_source=x").share(), Some("abc"));
        assert_eq!(Place::of("/", "?a=1&s=abc").share(), Some("?a=1&s=abc"));
        assert_eq!(Place::of("/p/42", "?scene=%7Eabc").share(), Some("?scene=%7Eabc"));
        assert_eq!(Place::of("/s/", "").share(), Some(""));
        assert_eq!(Place::of("/p/42", "?view=buyer&as=1").share(), None);
        assert!(Place::of("/", "?s=abc").stands_alone());
    }

    #[test]
    fn customers_and_products_stand_without_tabs() {
        assert!(Place::of("/s/abc", "").stands_alone() && Place::of("/p/1", "").stands_alone());
        assert!(!Place::of("/earn", "").stands_alone());
    }
}
