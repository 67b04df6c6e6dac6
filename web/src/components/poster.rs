//! A poster of a product: laid out by the core, drawn by the package's own `draw` in `poster.js`, shown as
//! the picture it is saved as. Never shows what the promoter earns.
//!
//! ```
//! use tuike_web::components::poster::layout;
//! use tuike_web::{i18n::{Lang, Words}, model::Product};
//! use tuike_core::share::poster::Template;
//!
//! let product = Product::of(&serde_json::json!({ "id": "5", "title": "口红", "paid": "189.00" }));
//! let list = layout(Template::Card, Words::of(Lang::Zh), "小美", &product, "https://m.example.com/s/5");
//! assert_eq!(list.unwrap().width, 1125);
//! ```

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::read::Node;
use tuike_core::share::Channel;
use tuike_core::share::poster::{self, Data, Poster, PosterError, Template};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::app::App;
use crate::i18n::Words;
use crate::model::{Product, object};
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on, says};

#[wasm_bindgen]
extern "C" {
    /// Draws a list's JSON text; gives the address of a PNG. Set by index.html, which knows the file's name.
    #[wasm_bindgen(catch, js_name = tuikePoster)]
    async fn paint(list: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = URL, js_name = revokeObjectURL)]
    fn forget(url: &str);
}

/// The draw list of a product's poster.
///
/// # Errors
/// [`PosterError`] where the product has no price that can be read.
pub fn layout(
    template: Template,
    words: &Words,
    name: &str,
    product: &Product,
    link: &str,
) -> Result<Poster, PosterError> {
    let some = |text: Option<&String>| text.map_or(Value::Null, |text| text.as_str().into());
    // As many as a poster takes; it shows two rows of them.
    let tags: Vec<Value> = product.coupons.iter().take(12).map(|tag| tag.as_str().into()).collect();
    let data = object([
        ("title", product.title.as_str().into()),
        ("note", product.sub.as_str().into()),
        ("paid", product.paid.as_str().into()),
        ("list", some(product.list.as_ref())),
        ("image", some(product.image.as_ref())),
        ("tags", tags.into()),
        ("by", object([("name", name.into())])),
        ("caption", words.poster_caption.into()),
        ("hint", words.poster_hint.into()),
        ("link", link.into()),
    ]);
    poster::poster(template, &Data::read(&Node::root("data", &data))?)
}

/// The poster, a choice of templates, and the way to save it.
pub fn poster_of(app: App, name: String, product: Product, link: String) -> Built {
    let words = app.words;
    let template = RwSignal::new(Template::Card);
    let choice = move |of: Template, word: &'static str| {
        let pressed = says(move || (template.get() == of).to_string());
        view! { <button aria-pressed=pressed on:click=on(move |_: web_sys::MouseEvent| template.set(of))>{word}</button> }
            .built()
    };
    let switch = view! {
        <div class="switch" role="group" aria-label=words.poster_style>
            {choice(Template::Card, words.poster_card)}{choice(Template::Full, words.poster_full)}
        </div>
    }
    .built();
    let shown = live(move || match layout(template.get(), words, &name, &product, &link) {
        Ok(list) => painted(app, &list, &product),
        Err(_) => view! { <p class="wrong">{words.failed}</p> }.built(),
    });
    view! { <div class="poster">{switch}{shown}</div> }.built()
}

/// The picture in a box of its own shape, and the button that saves it.
fn painted(app: App, list: &Poster, product: &Product) -> Built {
    let words = app.words;
    let url = RwSignal::new(String::new());
    let failed = RwSignal::new(false);
    let json = list.to_json();
    spawn_local(async move {
        match paint(&json).await.ok().and_then(|url| url.as_string()) {
            Some(drawn) => {
                // The sheet may have been closed meanwhile.
                if let Some(drawn) = url.try_set(drawn) {
                    forget(&drawn);
                }
            }
            None => drop(failed.try_set(true)),
        }
    });
    on_cleanup(move || url.with_untracked(|url| forget(url)));
    let shape = format!("aspect-ratio: {} / {}", list.width, list.height);
    let picture = live(move || {
        let url = url.get();
        if failed.get() {
            view! { <p class="wrong">{words.poster_failed}</p> }.built()
        } else if url.is_empty() {
            Built::nothing()
        } else {
            view! { <img id="poster" src=url alt=words.poster_alt/> }.built()
        }
    });
    let (item, title) = (product.id.clone(), product.title.clone());
    let save = live(move || {
        let url = url.get();
        if url.is_empty() {
            return view! { <button class="button main" disabled>{words.save_poster}</button> }
                .built();
        }
        let item = item.clone();
        let saved = on(move |_: web_sys::MouseEvent| {
            let props =
                [("item", item.as_str().into()), ("channel", Channel::Poster.as_str().into())];
            app.driver.track("share", object(props));
        });
        view! { <a id="save-poster" class="button main" href=url download=format!("{title}.png") on:click=saved>{words.save_poster}</a> }
            .built()
    });
    view! {
        <div class="sheetlet"><figure class="paper" style=shape>{picture}</figure>{save}
            <p class="soft small">{words.poster_by_hand}</p></div>
    }
    .built()
}
