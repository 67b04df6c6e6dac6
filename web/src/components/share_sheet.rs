//! Sharing: the poster, the link, a phrase for the clipboard, words to send along, the system's own share.
//! What was copied is shown. Who is not logged in logs in first, for a link without a promoter is no share.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tuike_core::share::{Channel, phrase};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::login_form::login_form;
use super::poster::poster_of;
use super::price::yuan;
use crate::app::{App, element};
use crate::host;
use crate::model::{Me, Product, object};
use crate::quote::unit_price;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on, says};

const LINK: &str = "share-link";
const TEXT: &str = "share-text";

/// What is in the sheet.
#[must_use]
pub fn share_sheet(app: App, product: Product) -> Built {
    let words = app.words;
    // The buyer is told what they will find behind the link: the price after the offers.
    let product = Product { paid: unit_price(&product, host::now()), ..product };
    live(move || match app.viewer.me() {
        Some(me) if me.is_customer() => view! {
            <p class="strong">{words.not_promoter}</p>
            <p class="soft">{words.share_customer}</p>
        }
        .built(),
        Some(me) => ways(app, &me, &product),
        None => view! {
            <p class="strong">{words.share_login}</p>
            <p class="soft">{words.share_login_hint}</p>
            {login_form(app)}
        }
        .built(),
    })
    .built()
}

fn ways(app: App, me: &Me, product: &Product) -> Built {
    let words = app.words;
    let link_for = |channel: Channel| app.viewer.link(me, &product.id, channel);
    let (Ok(link), Ok(on_poster), Ok(token)) = (
        link_for(Channel::Link),
        link_for(Channel::Poster),
        app.viewer.token(me, &product.id, Channel::Phrase),
    ) else {
        return view! { <p class="wrong">{words.failed}</p> }.built();
    };
    let copied = Copied {
        app,
        item: StoredValue::new(product.id.clone()),
        said: RwSignal::new(String::new()),
    };
    let text = [product.title.as_str(), "\n", &yuan(&product.paid), "\n", &link].concat();
    let spoken = phrase(&token, Some(&product.title)).ok();
    let copy_link = {
        let link = link.clone();
        on(move |_: web_sys::MouseEvent| copied.copy(Channel::Link, link.clone(), LINK))
    };
    let copy_text =
        on(move |_: web_sys::MouseEvent| copied.copy(Channel::Link, value_of(TEXT), TEXT));
    let copy_phrase = spoken.map(|spoken| {
        let act =
            on(move |_: web_sys::MouseEvent| copied.copy(Channel::Phrase, spoken.clone(), TEXT));
        view! { <button id="copy-phrase" class="button" on:click=act>{words.copy_phrase}</button> }
            .built()
    });
    let send = can_send().then(|| {
        let (item, title, link) = (product.id.clone(), product.title.clone(), link.clone());
        let act = on(move |_: web_sys::MouseEvent| {
            note(app, &item, Channel::Web);
            send(&title, &link);
        });
        view! { <button id="send" class="button" on:click=act>{words.share_send}</button> }.built()
    });
    let said = copied.said;
    view! {
        {poster_of(app, me.name.clone(), product.clone(), on_poster)}
        <div class="ways">
            {send}
            <button id="copy-link" class="button" on:click=copy_link>{words.copy_link}</button>
            {copy_phrase}
            <button id="copy-text" class="button" on:click=copy_text>{words.copy_text}</button>
        </div>
        <p class="said" role="status">{says(move || said.get())}</p>
        <label class="field"><span>{words.share_text}</span><textarea id=TEXT rows="4">{text}</textarea></label>
        <label class="field"><span>{words.share_link}</span>
            <input id=LINK readonly value=link on:focus=on(|_| select(LINK))/></label>
    }
    .built()
}

/// Puts texts into the clipboard and says which.
#[derive(Clone, Copy)]
struct Copied {
    app: App,
    item: StoredValue<String>,
    said: RwSignal<String>,
}

impl Copied {
    /// `field` is chosen where the browser refuses: a person copies it by hand.
    fn copy(self, channel: Channel, text: String, field: &'static str) {
        let words = self.app.words;
        note(self.app, &self.item.get_value(), channel);
        spawn_local(async move {
            let done = copied(&text).await;
            if !done {
                if value_of(field) != text {
                    write(field, &text);
                }
                select(field);
            }
            let said =
                if done { [words.copied, &text].concat() } else { words.copy_by_hand.to_owned() };
            self.said.try_set(said);
        });
    }
}

fn note(app: App, item: &str, channel: Channel) {
    let props = [("item", item.into()), ("channel", channel.as_str().into())];
    app.driver.track("share", object(props));
}

fn can_send() -> bool {
    js_sys::Reflect::has(&window().navigator(), &JsValue::from_str("share")).unwrap_or(false)
}

/// The system's own sheet; whoever closes it again has not made a mistake.
fn send(title: &str, link: &str) {
    let data = web_sys::ShareData::new();
    data.set_title(title);
    data.set_text(title);
    data.set_url(link);
    let shown = JsFuture::from(window().navigator().share_with_data(&data));
    spawn_local(async move { drop(shown.await) });
}

fn value_of(id: &str) -> String {
    element(id)
        .map(|field| field.unchecked_into::<web_sys::HtmlTextAreaElement>().value())
        .unwrap_or_default()
}

fn write(id: &str, text: &str) {
    if let Some(field) = element(id) {
        field.unchecked_into::<web_sys::HtmlTextAreaElement>().set_value(text);
    }
}

/// Inputs and text areas have the same `select`.
fn select(id: &str) {
    if let Some(field) = element(id) {
        field.unchecked_into::<web_sys::HtmlTextAreaElement>().select();
    }
}

/// Whether the browser put the text into the clipboard; it has none outside secure contexts.
async fn copied(text: &str) -> bool {
    if !window().is_secure_context() {
        return false;
    }
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
