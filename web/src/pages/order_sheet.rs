//! The order: how many, for whom, what it comes to. Handing it over is the outbox's business.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::time::Timestamp;
use web_sys::SubmitEvent;

use crate::app::App;
use crate::components::deals::deals;
use crate::components::login_form::field;
use crate::components::picture::{Loads, picture};
use crate::components::price::{price, yuan};
use crate::host;
use crate::model::{Product, object};
use crate::orders::{Note, State};
use crate::quote::quote;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on, says};

/// The shop takes no more of one product in an order.
const MOST: u32 = 99;

/// What is in the sheet. The order is remembered under `place`; whom it is owed to is the
/// engine's business.
pub(super) fn order_sheet(app: App, product: &Product, place: &str, open: RwSignal<bool>) -> Built {
    let words = app.words;
    let quantity = RwSignal::new(1_u32);
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(""));
    let (item, title, place) = (product.id.clone(), product.title.clone(), place.to_owned());
    let submit = on(move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set("");
        let count = quantity.get_untracked();
        let body = body(&item, count, &field(&event, "name"), &field(&event, "phone"));
        let (place, title) = (place.clone(), title.clone());
        spawn_local(async move {
            match app.driver.submit("order", body).await {
                Ok(id) => {
                    let (state, verdict) = (State::Kept, String::new());
                    app.orders.add(Note { id, place, title, quantity: count, state, verdict });
                    open.set(false);
                    window().scroll_to_with_x_and_y(0.0, 0.0);
                }
                Err(failure) => {
                    busy.try_set(false);
                    wrong.try_set(words.explain(&failure, app.driver.is_online()).1);
                }
            }
        });
    });
    let image = picture(product.image.as_deref(), "", "", Loads::First);
    let (name, cost) = (product.title.clone(), price(&product.paid, ""));
    let product = Arc::new(product.clone());
    let call = {
        let product = Arc::clone(&product);
        says(move || {
            format!("{} {}", words.send_order, yuan(&total(&product, quantity.get(), host::now())))
        })
    };
    let taken_off = live(move || match quote(&product, quantity.get(), host::now()) {
        Some(quote) => deals(words, &product, &quote),
        None => Built::nothing(),
    });
    let step = move |by: i32, label: &'static str, sign: &'static str| {
        let act = on(move |_| quantity.update(|n| *n = n.saturating_add_signed(by).clamp(1, MOST)));
        view! { <button type="button" class="target" aria-label=label on:click=act>{sign}</button> }
            .built()
    };
    let optional = |name: &str| format!("{name} ({})", words.optional);
    view! {
        <form class="order" on:submit=submit>
            <div class="thing">{image}<div><p class="clamp">{name}</p>{cost}</div></div>
            <div class="total">
                <span>{words.quantity}</span>
                <div class="stepper">
                    {step(-1, words.less, "−")}
                    <output id="quantity" aria-label=words.quantity>{says(move || quantity.get().to_string())}</output>
                    {step(1, words.plus, "+")}
                </div>
            </div>
            {taken_off}
            <label class="field">
                <span>{optional(words.buyer_name)}</span>
                <input name="name" autocomplete="name" maxlength="40"/>
            </label>
            <label class="field">
                <span>{optional(words.buyer_phone)}</span>
                <input name="phone" type="tel" autocomplete="tel" maxlength="20"/>
            </label>
            <p class="wrong" role="alert">{says(move || wrong.get().to_owned())}</p>
            <button id="send-order" class="button main" type="submit">{call}</button>
        </form>
    }
    .built()
}

fn body(item: &str, quantity: u32, name: &str, phone: &str) -> Value {
    let mut body = object([("item", item.into()), ("quantity", quantity.into())]);
    let (name, phone) = (name.trim(), phone.trim());
    if let Some(fields) = body.as_object_mut()
        && (!name.is_empty() || !phone.is_empty())
    {
        let buyer = object([("name", name.into()), ("phone", phone.into())]);
        fields.insert("buyer".to_owned(), buyer);
    }
    body
}

/// What so many cost, with what the offers take off; the price itself where it is no amount.
fn total(product: &Product, quantity: u32, at: Timestamp) -> String {
    let quote = quote(product, quantity, at);
    quote.map_or_else(|| product.paid.clone(), |quote| quote.total.format(quote.currency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_guest_orders_without_a_name() {
        assert_eq!(body("42", 1, " ", ""), json!({ "item": "42", "quantity": 1 }));
        let expected =
            json!({ "item": "42", "quantity": 2, "buyer": { "name": "王", "phone": "" } });
        assert_eq!(body("42", 2, "王 ", ""), expected);
    }

    #[test]
    fn two_of_them_cost_twice_as_much() {
        let total = |paid: &str| {
            total(&Product::of(&json!({ "id": "7", "paid": paid })), 2, Timestamp::EPOCH)
        };
        assert_eq!([total("189.00"), total("")], ["378.00".to_owned(), String::new()]);
    }
}
