//! A product in the feed, and the skeleton of the same geometry.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::{Icon, draw};
use super::picture::{Loads, picture};
use super::price::{coupons, earn_chip, price, was};
use crate::app::App;
use crate::i18n::fill;
use crate::model::Product;
use crate::view::{Built, IntoBuilt, live, on};

/// A product's card; the whole of it is the link, but for the share button.
#[must_use]
pub fn product_row(
    app: App,
    product: Product,
    loads: Loads,
    share: Arc<dyn Fn(Product) + Send + Sync>,
) -> Built {
    let words = app.words;
    // The line of the coupons is as high without any.
    let line = match coupons(&product.coupons) {
        chips if chips.is_empty() => {
            view! { <p class="coupons small soft">{product.sub.clone()}</p> }.built()
        }
        chips => view! { <p class="coupons">{chips}</p> }.built(),
    };
    let list = product.list.as_ref().map(|list| was(words, list));
    let sold = product.sales.map(|sales| fill(words.sold, &words.many(sales)));
    let label = fill(words.share_this, &product.title);
    let image = picture(product.image.as_deref(), "", "", loads);
    let (href, title, cost) =
        (format!("/p/{}", product.id), product.title.clone(), price(&product.paid, ""));
    let priced = product.clone();
    let earn = live(move || earn_chip(words, app.viewer.earn(&priced)));
    view! {
        {image}
        <div class="text">
            <h2 class="title clamp"><a href=href>{title}</a></h2>
            {line}
            <p class="cost">{cost}{list}</p>
            <div class="foot">
                <span class="small soft cut">{sold}</span>
                {earn}
                <button class="target" aria-label=label on:click=on(move |_| share(product.clone()))>{draw(Icon::Share)}</button>
            </div>
        </div>
    }
    .built()
}

/// A product that has not come yet.
#[must_use]
pub fn bones() -> Built {
    view! {
        <div class="picture bones"></div>
        <div class="text bones" aria-hidden="true">
            <div class="title"><div class="bone line"></div><div class="bone line" style="width:70%"></div></div>
            <div class="coupons"><div class="bone line" style="width:35%"></div></div>
            <div class="cost"><div class="bone line" style="width:45%"></div></div>
            <div class="foot"><div class="bone line" style="width:25%"></div><div class="bone line chip" style="width:35%"></div></div>
        </div>
    }
    .built()
}
