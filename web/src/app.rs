//! The frame: what all pages share, which page is shown, and the language it is drawn in.

use leptos::prelude::*;
use tuike_core::backend::Profile;

use crate::components::blank::blank;
use crate::components::icon::Icon;
use crate::components::news::{News, news};
use crate::components::strip::{Shown, strip};
use crate::components::tabs::tabs;
use crate::driver::Driver;
use crate::host::lifecycle::Fetched;
use crate::host::local;
use crate::i18n::{Lang, Words};
use crate::model::object;
use crate::orders::Orders;
use crate::pages::buyer::{buyer, landing_page};
use crate::pages::earn::earn_page;
use crate::pages::feed::{FeedState, feed_page};
use crate::pages::me::me_page;
use crate::pages::product::product_page;
use crate::pages::sync::sync_page;
use crate::route::{Route, focus_page};
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on, says};
use crate::viewer::Viewer;

/// What every page can reach; copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct App {
    /// The words of the language that is shown.
    pub words: &'static Words,
    /// The language; changing it draws everything anew.
    pub language: RwSignal<Lang>,
    /// Where one is.
    pub route: Route,
    /// The engine.
    pub driver: Driver,
    /// Who looks.
    pub viewer: Viewer,
    /// What was ordered here.
    pub orders: Orders,
    /// The feed.
    pub feed: FeedState,
    /// How old is what is shown.
    pub shown: Shown,
    /// Whether the shop has new data.
    pub news: News,
    /// The backend's address.
    pub base: RwSignal<String>,
}

impl App {
    fn start(language: RwSignal<Lang>, profile: Profile, reached: bool) -> Self {
        let driver = Driver::start(profile, reached);
        let shown = Shown::default();
        Self {
            words: Words::of(language.get_untracked()),
            language,
            route: Route::follow(),
            driver,
            viewer: Viewer::start(driver),
            orders: Orders::start(driver),
            feed: FeedState::new(driver, shown),
            shown,
            news: News::start(driver),
            base: RwSignal::new(String::new()),
        }
    }
}

/// The app that the current part is of.
#[must_use]
pub fn app() -> App {
    expect_context()
}

/// The whole app over a profile, or the page that says it could not start.
#[must_use]
pub fn start(fetched: Option<Fetched>) -> Built {
    let language = RwSignal::new(Lang::of_tag(&local::read("lang").unwrap_or_default()));
    let profile = fetched.and_then(|Fetched { text, kept }| match Profile::parse(&text) {
        Ok(profile) => Some((profile, !kept, base_of(&text))),
        Err(error) => {
            leptos::logging::error!("tuike: {error}");
            None
        }
    });
    let Some((profile, reached, base)) = profile else {
        return not_started(Words::of(language.get_untracked()));
    };
    let app = App { base: RwSignal::new(base), ..App::start(language, profile, reached) };
    app.driver.track(
        "open",
        object([("path", window().location().pathname().unwrap_or_default().into())]),
    );
    live(move || {
        let lang = language.get();
        let app = App { words: Words::of(lang), ..app };
        provide_context(app);
        if let Some(html) = document().document_element() {
            let _ = html.set_attribute("lang", lang.tag());
        }
        frame(app)
    })
    .built()
}

/// The address that a profile names.
fn base_of(text: &str) -> String {
    let profile = tuike_core::read::parse("profile", text).unwrap_or_default();
    crate::model::text(&profile, "base")
}

fn frame(app: App) -> Built {
    let route = app.route;
    let class =
        says(move || (if route.place().stands_alone() { "page bare" } else { "page" }).to_owned());
    view! {
        <button class="skip" on:click=on(|_| focus_page())>{app.words.skip}</button>
        {strip(app)}
        <main id="main" class=class tabindex="-1">{live(move || page(app))}</main>
        {news(app)}
        {live(move || tabs(app))}
    }
    .built()
}

fn page(app: App) -> Built {
    app.news.follow();
    let place = app.route.place();
    if let Some(said) = place.share() {
        return landing_page(app, said);
    }
    if let Some(id) = place.after("/p/") {
        return if place.asks("view=buyer") { buyer(app, id, None) } else { product_page(app, id) };
    }
    reveal();
    match () {
        () if place.is_alone_at("/") => feed_page(app),
        () if place.is_alone_at("/earn") => earn_page(app),
        () if place.is_alone_at("/me") => me_page(app),
        () if place.is_alone_at("/sync") => sync_page(app),
        () => nowhere(app.words),
    }
}

fn nowhere(words: &'static Words) -> Built {
    let way = view! { <a class="button" href="/">{words.to_feed}</a> };
    blank(Icon::Broken, words.gone, words.gone_hint, way.built())
}

/// No profile, neither from the server nor kept: a first visit without a network.
fn not_started(words: &'static Words) -> Built {
    reveal();
    let again = on(|_| {
        let _ = window().location().reload();
    });
    let way = view! { <button class="button" on:click=again>{words.retry}</button> };
    let why = blank(Icon::Offline, words.failed_network, words.failed_network_hint, way.built());
    view! { <main class="page">{why}</main> }.built()
}

/// The element of an id.
#[must_use]
pub fn element(id: &str) -> Option<web_sys::Element> {
    document().get_element_by_id(id)
}

/// Takes an element out of the page.
pub fn remove(id: &str) {
    if let Some(element) = element(id) {
        element.remove();
    }
}

/// The server's first paint gives way: the page has its own content now.
pub fn reveal() {
    remove("first-paint");
}
