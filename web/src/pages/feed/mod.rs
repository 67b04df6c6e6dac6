//! 选品: ten thousand products, of which a screenful is there at a time.
//!
//! | file | what |
//! |---|---|
//! | `filter.rs` | category, sort and search, as they are asked of the backend |
//! | `state.rs` | what is loaded and where one was; outlives the page |
//! | `form.rs` | below each other or in a waterfall |
//! | `head.rs` | the search bar, the chips, the sorts |
//! | `rows.rs` | the products on screen |

mod filter;
mod form;
mod head;
mod rows;
mod state;

pub use filter::{Filter, Sort};
pub use form::Form;
pub use state::FeedState;

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::App;
use crate::components::blank::{blank, failed};
use crate::components::icon::Icon;
use crate::components::share_sheet::share_sheet;
use crate::components::sheet::sheet;
use crate::model::Product;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on};
use state::Phase;

/// `/`
#[must_use]
pub fn feed_page(app: App) -> Built {
    let words = app.words;
    document().set_title(words.app);
    app.feed.begin();
    let shared = StoredValue::new(None::<Product>);
    let open = RwSignal::new(false);
    let share = Arc::new(move |product| {
        shared.set_value(Some(product));
        open.set(true);
    });
    let content = live(move || match app.feed.phase().get() {
        Phase::Rows => {
            let form = app.feed.form().get();
            untrack(|| rows::rows(app, form, share.clone()))
        }
        Phase::Nothing => nothing(app),
        Phase::Failed(failure) => failed(app, &failure, Arc::new(move || app.feed.again())),
    });
    view! {
        <h1 class="unseen">{words.tab_feed}</h1>
        {head::head(app)}
        {content}
        {sheet(open, words.share_title, move || {
            shared.get_value().map_or_else(Built::nothing, |product| share_sheet(app, product))
        })}
    }
    .built()
}

fn nothing(app: App) -> Built {
    let words = app.words;
    let all = on(move |_| app.feed.choose(Filter::default()));
    let way = view! { <button class="button" on:click=all>{words.show_all}</button> };
    blank(Icon::Search, words.nothing_found, words.nothing_found_hint, way.built())
}
