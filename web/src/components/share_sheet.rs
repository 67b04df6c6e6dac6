//! Sharing: a QR code, the link, and copying it. Who is not logged in logs in first, for a link without
//! a promoter is no share.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tuike_core::share::{Channel, QrOptions, qr_svg};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::login_form::login_form;
use super::picture::{Loads, picture};
use super::price::price;
use crate::app::{App, element};
use crate::model::{Me, Product, object};
use crate::view::{Built, IntoBuilt, live, on, says};

const FIELD: &str = "share-link";

/// What is in the sheet.
#[must_use]
pub fn share_sheet(app: App, product: Product) -> Built {
    let words = app.words;
    live(move || match app.viewer.me() {
        Some(me) if me.is_customer() => view! {
            <p class="strong">{words.not_promoter}</p>
            <p class="soft">{words.share_customer}</p>
        }
        .built(),
        Some(me) => link(app, &me, &product),
        None => view! {
            <p class="strong">{words.share_login}</p>
            <p class="soft">{words.share_login_hint}</p>
            {login_form(app)}
        }
        .built(),
    })
    .built()
}

fn link(app: App, me: &Me, product: &Product) -> Built {
    let words = app.words;
    let made = app.viewer.link(me, &product.id, Channel::Link);
    let poster = app.viewer.link(me, &product.id, Channel::Poster);
    let (Ok(link), Ok(poster)) = (made, poster) else {
        return view! { <p class="wrong">{words.failed}</p> }.built();
    };
    let code = qr_svg(&poster, QrOptions::default()).ok();
    let code = code.map(|svg| {
        view! { <div class="qr" role="img" aria-label=words.share_qr inner_html=svg></div> }.built()
    });
    let said = RwSignal::new("");
    let copy = {
        let (link, item) = (link.clone(), product.id.clone());
        on(move |_: web_sys::MouseEvent| {
            let link = link.clone();
            app.driver.track(
                "share",
                object([
                    ("item", item.as_str().into()),
                    ("channel", Channel::Link.as_str().into()),
                ]),
            );
            spawn_local(async move {
                let done = copied(&link).await;
                if !done {
                    select();
                }
                said.try_set(if done { words.copied } else { words.copy_by_hand });
            });
        })
    };
    view! {
        <div class="thing">
            {picture(product.image.as_deref(), "", "", Loads::First)}
            <div><p class="clamp">{product.title.clone()}</p>{price(&product.paid, "")}</div>
        </div>
        {code}
        <div class="copied">
            <input id=FIELD readonly aria-label=words.share_link value=link on:focus=on(|_| select())/>
        </div>
        <button id="copy-link" class="button main" on:click=copy>{words.copy_link}</button>
        <p class="said" role="status">{says(move || said.get().to_owned())}</p>
    }
    .built()
}

fn select() {
    if let Some(field) =
        element(FIELD).and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok())
    {
        field.select();
    }
}

/// Whether the browser put the text into the clipboard; it has none outside secure contexts.
async fn copied(text: &str) -> bool {
    if !window().is_secure_context() {
        return false;
    }
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
