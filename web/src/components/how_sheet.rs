//! 怎么算的: how a product's commission is made up, each step in numbers and in words.
//! The steps are the core's; this file only says them.

use leptos::prelude::*;
use tuike_core::commission::{ExplainedStep, Language, Preview};
use tuike_core::money::Money;

use super::price::{is_nothing, price, yuan};
use crate::i18n::{Lang, Words, fill};
use crate::view::{Built, IntoBuilt};

/// The steps that lead to the nearest promoter's share.
#[must_use]
pub fn steps(preview: &Preview, words: &Words) -> Vec<ExplainedStep> {
    let language = match words.lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    };
    let lines = preview.explain(language).lines.into_iter();
    let own = |step: &ExplainedStep| step.level.is_none_or(|level| level == 1);
    lines.flat_map(|line| line.steps).filter(own).collect()
}

/// What is in the sheet: what the core says of one sale.
#[must_use]
pub fn how_sheet(words: &'static Words, preview: &Preview) -> Built {
    let currency = preview.currency;
    let share = |level: u32| {
        let found = preview.shares.iter().find(|share| share.level == level);
        found.map_or(Money::ZERO, |share| share.amount).format(currency)
    };
    let (mine, above) = (share(1), share(2));
    let step = |ExplainedStep { sum, gives, why, .. }| {
        view! { <li><span>{sum}</span><span class="sum">{gives}</span><span class="small soft">{why}</span></li> }.built()
    };
    let steps: Vec<Built> = steps(preview, words).into_iter().map(step).collect();
    let total = if is_nothing(&mine) {
        view! { <p class="strong">{words.how_none}</p> }.built()
    } else {
        view! { <p class="total"><span>{words.how_you_get}</span>{price(&mine, "huge")}</p> }
            .built()
    };
    let above = (!is_nothing(&above)).then(|| fill(words.how_up, &yuan(&above)));
    view! {
        {total}
        <ol class="steps">{steps}</ol>
        <p class="small soft">{above}</p>
        <p class="small soft">{words.how_estimate}</p>
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
        let steps = steps(&plan.preview(&order).unwrap(), Words::of(Lang::Zh));
        steps.into_iter().map(|told| (told.sum, told.why)).collect()
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
