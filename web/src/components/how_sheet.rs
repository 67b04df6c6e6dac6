//! 怎么算的: how a product's commission is made up, each step in numbers and in words.
//! The steps are the core's; this file only says them.

use leptos::prelude::*;
use tuike_core::commission::{Base, Preview, Step, StepCode};
use tuike_core::money::{Currency, Money, Rate};

use super::price::{is_nothing, price, yuan};
use crate::i18n::{Words, fill};
use crate::view::{Built, IntoBuilt};

/// One step as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// `¥189.00 × 18%`
    pub sum: String,
    /// `¥34.02`
    pub gives: String,
    /// Why.
    pub why: String,
}

/// The steps that lead to the nearest promoter's share.
#[must_use]
pub fn steps(preview: &Preview, base: Base, words: &Words) -> Vec<Told> {
    let own = |step: &&Step| step.level.is_none_or(|level| level == 1);
    let steps = preview.lines.iter().flat_map(|line| &line.steps).filter(own);
    steps.map(|step| tell(step, base, preview.currency, words)).collect()
}

fn tell(step: &Step, base: Base, currency: Currency, words: &Words) -> Told {
    let money = |amount: Option<Money>| yuan(&amount.unwrap_or_default().format(currency));
    let rate = step.rate.map(percent).unwrap_or_default();
    let of = money(step.of);
    let gives = money(step.gives);
    let (sum, why) = match step.code {
        StepCode::NoRule => (String::new(), words.step_none.to_owned()),
        StepCode::Rate => {
            (format!("{of} × {rate}%"), fill(words.step_rate, base_name(base, words)))
        }
        StepCode::Fixed => {
            (format!("{of} × {}", step.times.unwrap_or(1)), words.step_fixed.to_owned())
        }
        StepCode::Min => (format!("{of} → {gives}"), words.step_min.to_owned()),
        StepCode::Cap => (format!("{of} → {gives}"), words.step_cap.to_owned()),
        StepCode::Clamp => (format!("{of} → {gives}"), fill(words.step_clamp, &rate)),
    };
    Told { sum, gives, why }
}

fn base_name(base: Base, words: &Words) -> &'static str {
    match base {
        Base::Paid => words.base_paid,
        Base::List => words.base_list,
        Base::Profit => words.base_profit,
    }
}

/// A rate in per cent without trailing zeros: 0.035 is `3.5`.
#[must_use]
pub fn percent(rate: Rate) -> String {
    let (whole, rest) = (rate.units() / 1_000_000, rate.units() % 1_000_000);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{}", format!("{rest:06}").trim_end_matches('0'))
}

/// What is in the sheet: what the core says of one sale, whose rates are taken of `base`.
#[must_use]
pub fn how_sheet(words: &'static Words, preview: &Preview, base: Base) -> Built {
    let currency = preview.currency;
    let share = |level: u32| {
        let found = preview.shares.iter().find(|share| share.level == level);
        found.map_or(Money::ZERO, |share| share.amount).format(currency)
    };
    let (mine, above) = (share(1), share(2));
    let step = |Told { sum, gives, why }| {
        view! { <li><span>{sum}</span><span class="sum">{gives}</span><span class="small soft">{why}</span></li> }.built()
    };
    let steps: Vec<Built> = steps(preview, base, words).into_iter().map(step).collect();
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
    use crate::i18n::Lang;
    use tuike_core::commission::{Order, Plan};
    use tuike_core::read;

    fn told(plan: &str, order: &str) -> Vec<(String, String)> {
        let plan = Plan::parse(plan).unwrap();
        let json = read::parse("order", order).unwrap();
        let order = Order::read(read::Node::root("order", &json), plan.currency()).unwrap();
        let steps = steps(&plan.preview(&order).unwrap(), Base::Paid, Words::of(Lang::Zh));
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

    #[test]
    fn rates_are_told_in_per_cent_without_zeros() {
        let percents = ["0.15", "0.035", "1", "0", "0.00000001"]
            .map(|text| percent(Rate::parse(text).unwrap()));
        assert_eq!(percents, ["15", "3.5", "100", "0", "0.000001"]);
    }
}
