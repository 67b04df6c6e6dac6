//! The banner that says that the shop has new data: what is on the screen may be of the version before.

use leptos::prelude::*;
use tuike_core::engine::Event;

use super::icon::{Icon, draw};
use crate::app::App;
use crate::driver::Driver;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, Live, live, on};

/// Whether there is something new, and how often the page was drawn anew for it.
#[derive(Clone, Copy, Debug)]
pub struct News {
    is_there: RwSignal<bool>,
    drawn: RwSignal<u32>,
}

impl News {
    /// Listens for new versions of the data.
    #[must_use]
    pub fn start(driver: Driver) -> Self {
        let news = Self { is_there: RwSignal::new(false), drawn: RwSignal::new(0) };
        driver.listen(move |event| {
            if let Event::Version { .. } = event {
                news.is_there.set(true);
            }
        });
        news
    }

    /// Makes whoever calls it be drawn anew when the news are taken in.
    pub fn follow(self) {
        self.drawn.track();
    }
}

/// The banner; nothing while there is nothing new.
pub fn news(app: App) -> Live {
    live(move || if app.news.is_there.get() { banner(app) } else { Built::nothing() })
}

fn banner(app: App) -> Built {
    let News { is_there, drawn } = app.news;
    let refresh = on(move |_: web_sys::MouseEvent| {
        is_there.set(false);
        app.feed.renew_all();
        drawn.update(|drawn| *drawn += 1);
    });
    let dismiss = on(move |_: web_sys::MouseEvent| is_there.set(false));
    view! {
        <div class="news" role="status">
            <span class="cut">{app.words.fresh_data}</span>
            <button class="button slim" on:click=refresh>{app.words.refresh}</button>
            <button class="target" aria-label=app.words.close on:click=dismiss>{draw(Icon::Close)}</button>
        </div>
    }
    .built()
}
