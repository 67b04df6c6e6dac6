//! 怎么算的: how a product's commission is made up, each step in numbers and in words.
//! The steps are the core's; this file only says them.

use leptos::prelude::*;
use tuike_core::commission::{ExplainedLine, ExplainedStep, Language, Preview};
use tuike_core::money::Money;

use super::price::{is_nothing, price};
use crate::i18n::{Lang, Words};
use crate::view::{Built, IntoBuilt};

const fn language(words: &Words) -> Language {
    match words.lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    }
}

/// The steps that lead to the nearest promoter's share.
fn own_steps(lines: Vec<ExplainedLine>) -> impl Iterator<Item = ExplainedStep> {
    let own = |step: &ExplainedStep| step.level.is_none_or(|level| level == 1);
    lines.into_iter().flat_map(|line| line.steps).filter(own)
}

/// What is in the sheet: what the core says of one sale.
#[must_use]
pub fn how_sheet(words: &'static Words, preview: &Preview) -> Built {
    let mine = preview.shares.iter().find(|share| share.level == 1);
    let mine = mine.map_or(Money::ZERO, |share| share.amount).format(preview.currency);
    let told = preview.explain(language(words));
    let step = |ExplainedStep { sum, gives, why, .. }| {
        view! { <li><span>{sum}</span><span class="sum">{gives}</span><span class="small soft">{why}</span></li> }.built()
    };
    let steps: Vec<Built> = own_steps(told.lines).map(step).collect();
    let note = |note: String| view! { <p class="small soft">{note}</p> }.built();
    let notes: Vec<Built> = told.notes.into_iter().map(note).collect();
    let total = if is_nothing(&mine) {
        view! { <p class="strong">{words.how_none}</p> }.built()
    } else {
        view! { <p class="total"><span>{words.how_you_get}</span>{price(&mine, "huge")}</p> }
            .built()
    };
    view! {
        {total}
        <ol class="steps">{steps}</ol>
        {notes}
    }
    .built()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tuike_core::commission::{Order, Plan};
    use tuike_core::read;

    fn told(plan: &str, order: &str) -> Vec<(String, String)> {
        let plan = Plan::parse(plan).unwrap();
        let json = read::parse("order", order).unwrap();
        let order = Order::read(read::Node::root("order", &json), plan.currency()).unwrap();
        let told = plan.preview(&order).unwrap().explain(language(Words::of(Lang::Zh)));
        own_steps(told.lines).map(|step| (step.sum, step.why)).collect()
    }

    #[test]
    fn a_capped_rate_is_told_in_two_steps() {
        let plan = r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "r", "levels": [
            { "kind": "rate", "rate": "0.125", "cap": "20.00" }, { "kind": "rate", "rate": "0.05" } ] } ] }"#;
        let order = r#"{ "at": 0, "lines": [ { "sku": "a", "paid": "200.00" } ],
            "chain": [ { "promoter": "1" }, { "promoter": "2" } ] }"#;
        let expected =
            [("¥200.00 × 12.5%", "按成交价提成"), ("¥25.00 → ¥20.00", "超过封顶，按封顶算")];
        assert_eq!(told(plan, order), expected.map(|(sum, why)| (sum.to_owned(), why.to_owned())));
    }

    #[test]
    fn a_product_without_a_rule_says_so() {
        let plan = r#"{ "version": 1, "currency": "CNY", "rules": [] }"#;
        let order = r#"{ "at": 0, "lines": [ { "sku": "a", "paid": "9.90" } ], "chain": [ { "promoter": "1" } ] }"#;
        assert_eq!(told(plan, order), [(String::new(), "没有适用的佣金规则".to_owned())]);
    }
}
