//! The products on screen, below each other or in a waterfall.

use std::sync::Arc;

use leptos::prelude::*;

use super::form::Form;
use crate::app::App;
use crate::components::picture::Loads;
use crate::components::product_row::{bones, product_row};
use crate::components::virtual_list::{Kind, VirtualList};
use crate::model::Product;
use crate::view::{Built, IntoBuilt, says};

/// Rows whose pictures are on the first screen.
const FIRST: u32 = 4;

type Share = Arc<dyn Fn(Product) + Send + Sync>;

/// The products.
pub(super) fn rows(app: App, form: Form, share: Share) -> Built {
    let (words, feed) = (app.words, app.feed);
    let list = feed.list();
    let render = move |product: Option<Product>, index: u32| match product {
        Some(product) => {
            let loads = if index < FIRST { Loads::First } else { Loads::Later };
            product_row(app, product, loads, share.clone())
        }
        None => bones(),
    };
    Effect::new(move |_| {
        list.range().track();
        feed.look();
    });
    let row_class = match form {
        Form::Rows => "card row",
        Form::Tiles => "card row tile",
    };
    let end = says(move || {
        let all = feed.total().is_some_and(|total| list.range().with(|drawn| drawn.end >= total));
        (if all { words.end } else { "" }).to_owned()
    });
    view! {
        <VirtualList list kind=Kind::Feed label=words.products class="rows" row_class
            each=move |index| feed.row(index) key=move |index| feed.id(index) render
            busy=Box::new(move || feed.total().is_none()) expose=Box::new(move |seen| feed.exposed(&seen))/>
        <p class="end">{end}</p>
    }
    .built()
}
