//! 提现: how much, what is withheld and charged, what arrives.
//!
//! A withdrawal is asked for only while there is a network, and it carries what it was said would arrive:
//! the outbox makes sure that it happens once however often it is sent, and the shop refuses it where
//! anything else would come of it. So one whose answer was lost may wait in the outbox, and never turns into
//! one that nobody agreed to.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::engine::{Command, Event};
use tuike_core::money::{Currency, Money};
use tuike_core::read::Node;
use tuike_core::tax::{Payout, Withdrawal};
use tuike_core::time::Timestamp;
use web_sys::SubmitEvent;

use super::price::{price, yuan};
use super::strip::clock;
use crate::app::App;
use crate::i18n::{Words, fill};
use crate::model::{Earnings, object, text};
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, live, on, says};

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Asking,
    /// The outbox has it.
    Sent(String),
    /// The shop has it: when it arrives.
    Done(Timestamp),
}

/// What arrives of an amount, or what is wrong with it.
///
/// # Errors
/// The word for a person.
pub fn payout(words: &Words, earnings: &Earnings, amount: &str) -> Result<Payout, String> {
    let wrong = || words.withdraw_how_much.to_owned();
    let wanted = Money::parse(amount.trim(), Currency::CNY).map_err(|_| wrong())?;
    let available = Money::parse(&earnings.available, Currency::CNY).map_err(|_| wrong())?;
    let mut input = earnings.withdraw.clone();
    if let Some(fields) = input.as_object_mut() {
        fields.insert("amount".to_owned(), wanted.format(Currency::CNY).into());
    }
    let payout = Withdrawal::read(&Node::root("tax", &input)).and_then(|asked| asked.payout());
    let payout = payout.map_err(|_| wrong())?;
    if payout.missing > Money::ZERO {
        return Err(fill(words.withdraw_least, &yuan(&text(&earnings.withdraw, "least"))));
    }
    if wanted > available {
        return Err(fill(words.withdraw_most, &yuan(&earnings.available)));
    }
    Ok(payout)
}

/// What is in the sheet; `renew` is called when the shop has a withdrawal.
pub fn withdraw_sheet(app: App, earnings: &Earnings, renew: impl Fn() + 'static) -> Built {
    let words = app.words;
    let amount = RwSignal::new(earnings.available.clone());
    let (stage, wrong) = (RwSignal::new(Stage::Asking), RwSignal::new(String::new()));
    let earnings = StoredValue::new(earnings.clone());
    let sums = move || earnings.with_value(|earnings| payout(words, earnings, &amount.get()));
    app.driver.listen(move |event| match (event, stage.get_untracked()) {
        (Event::Sent { id, answer, .. }, Stage::Sent(sent)) if *id == sent => {
            let at = answer.get("arrivesAt").and_then(Value::as_u64).unwrap_or_default();
            stage.set(Stage::Done(Timestamp::from_millis(at)));
            renew();
        }
        (Event::Dead { letter }, Stage::Sent(sent)) if letter.id == sent => {
            wrong.set(letter.message.clone());
            stage.set(Stage::Asking);
            // Its owner has just been told, and asks anew or not at all.
            app.driver.run(Command::Drop { id: sent }, |_| {});
            renew();
        }
        _ => {}
    });
    let submit = on(move |event: SubmitEvent| {
        event.prevent_default();
        let Ok(payout) = untrack(sums) else { return };
        if !app.driver.is_online() || stage.get_untracked() != Stage::Asking {
            return;
        }
        wrong.set(String::new());
        stage.set(Stage::Sent(String::new()));
        let shown = |money: Money| Value::from(money.format(Currency::CNY));
        let body = object([("amount", shown(payout.amount)), ("net", shown(payout.net))]);
        spawn_local(async move {
            match app.driver.submit("withdraw", body).await {
                Ok(id) => drop(stage.try_set(Stage::Sent(id))),
                Err(failure) => {
                    stage.try_set(Stage::Asking);
                    let why = words.explain(&failure, app.driver.is_online()).1;
                    wrong.try_set(why.to_owned());
                }
            }
        });
    });
    let lines = live(move || match sums() {
        Ok(payout) => figures(words, &payout),
        Err(_) => Built::nothing(),
    });
    let online = move || app.driver.status().with(|status| status.online);
    let hint = says(move || match (sums(), online(), stage.get()) {
        (_, true, Stage::Sent(_)) => words.withdraw_sending.to_owned(),
        (_, false, Stage::Sent(_)) => words.withdraw_left.to_owned(),
        (_, false, _) => words.withdraw_offline.to_owned(),
        (Err(why), ..) => why,
        _ => wrong.get(),
    });
    let closed = move || sums().is_err() || !online() || stage.get() != Stage::Asking;
    let call = live(move || {
        let closed = closed();
        view! { <button id="send-withdraw" class="button main" type="submit" disabled=closed>{words.withdraw}</button> }
            .built()
    });
    let typed = on(move |event: web_sys::Event| amount.set(event_target_value(&event)));
    live_form(words, stage, move || {
        view! {
            <form class="order" on:submit=submit>
                <label class="field">
                    <span>{words.withdraw_amount}</span>
                    <input name="amount" inputmode="decimal" autocomplete="off" maxlength="13"
                        value=amount.get_untracked() on:input=typed/>
                </label>
                {lines}
                <p class="wrong" role="alert">{hint}</p>
                {call}
            </form>
        }
        .built()
    })
}

/// The form, and in its place what became of it.
fn live_form(words: &'static Words, stage: RwSignal<Stage>, form: impl FnOnce() -> Built) -> Built {
    let said = live(move || match stage.get() {
        Stage::Done(at) => {
            let when = fill(words.withdraw_done, &clock(at));
            view! { <p id="withdrawn" class="strong" role="status">{when}</p> }.built()
        }
        Stage::Asking | Stage::Sent(_) => Built::nothing(),
    });
    let gone =
        says(move || (if matches!(stage.get(), Stage::Done(_)) { "gone" } else { "" }).to_owned());
    let form = form();
    view! { <div class=gone>{form}</div>{said} }.built()
}

fn figures(words: &Words, payout: &Payout) -> Built {
    let shown = |money: Money| money.format(Currency::CNY);
    let line = |name: &'static str, money: Money| {
        let off = format!("−{}", yuan(&shown(money)));
        view! { <li><span>{name}</span><span class="sum">{off}</span></li> }.built()
    };
    let source = payout.month.rules.source();
    let by = fill(&fill(words.withdraw_source, source.name), source.published);
    view! {
        <ul class="deals">{line(words.withdraw_tax, payout.tax)}{line(words.withdraw_fee, payout.fee)}</ul>
        <p class="total"><span>{words.withdraw_net}</span>{price(&shown(payout.net), "huge")}</p>
        <p class="small soft">{by}</p>
    }
    .built()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use serde_json::json;

    fn of(amount: &str) -> Result<(i64, i64), String> {
        let earnings = Earnings::of(&json!({ "available": "300.00", "withdraw": {
            "kind": "labour-cn", "rules": "2025-10", "year": 2026, "month": 11,
            "incomeThisMonth": "8000.00", "incomeBefore": "150000.00", "monthsBefore": 10,
            "withheldBefore": "4480.00", "fee": "1.00", "least": "50.00" } }));
        payout(Words::of(Lang::Zh), &earnings, amount)
            .map(|payout| (payout.tax.minor(), payout.net.minor()))
    }

    #[test]
    fn what_arrives_is_what_tax_and_fee_leave() {
        // 8 % of 200: see the shop's withdrawals.rs for the hand that worked it out.
        assert_eq!(of(" 200 "), Ok((1_600, 18_300)));
        assert_eq!(of("300.00"), Ok((2_400, 27_500)));
    }

    #[test]
    fn too_little_too_much_and_no_amount_say_so() {
        assert_eq!(of("49.99"), Err("最低提现 ¥50.00".to_owned()));
        assert_eq!(of("300.01"), Err("最多可提 ¥300.00".to_owned()));
        for odd in ["", "abc", "-60", "60.001"] {
            assert_eq!(of(odd), Err("请输入金额".to_owned()), "{odd}");
        }
    }
}
