//! `golden/tax.json`, natively. The package replays the same file on both of its tiers.

use serde_json::{Map, Value, json};
use tuike_core::code::Coded;
use tuike_core::money::{Currency, Money};
use tuike_core::read::Node;
use tuike_core::tax::{Estimate, Income, Payout, TaxError, Withdrawal};

fn golden(list: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../golden/tax.json")).unwrap();
    let list = all[list].as_array().unwrap().clone();
    assert!(!list.is_empty());
    list
}

fn estimate(input: &Value) -> Result<Estimate, TaxError> {
    Income::read(&Node::root("tax", input))?.estimate()
}

fn payout(input: &Value) -> Result<Payout, TaxError> {
    Withdrawal::read(&Node::root("tax", input))?.payout()
}

/// Every field that the case expects.
fn check(case: &Value, found: &Value) {
    for (name, expected) in case["expect"].as_object().unwrap() {
        assert_eq!(&found[name], expected, "{}, {name}: {}", case["name"], case["why"]);
    }
}

#[test]
fn estimates_are_as_worked_out_by_hand() {
    for case in golden("estimates") {
        let found =
            estimate(&case["input"]).unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        check(&case, &shown(&found));
    }
}

#[test]
fn withdrawals_are_as_worked_out_by_hand() {
    for case in golden("withdrawals") {
        let found =
            payout(&case["input"]).unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        let shown = json!({
            "estimate": true, "amount": text(found.amount), "tax": text(found.tax),
            "fee": text(found.fee), "net": text(found.net), "missing": text(found.missing),
        });
        check(&case, &shown);
    }
}

#[test]
fn what_is_refused_says_why_and_where() {
    for case in golden("refused") {
        let name = &case["name"];
        let error = match case.get("withdraw") {
            Some(input) => payout(input).map(drop),
            None => estimate(&case["input"]).map(drop),
        };
        let error = error.expect_err(&name.to_string());
        assert_eq!(error.code().as_str(), case["code"].as_str().unwrap(), "{name}: {error}");
        assert_eq!(error.details().path.as_deref(), case["path"].as_str(), "{name}: {error}");
        assert!(error.to_string().starts_with(case["path"].as_str().unwrap()), "{name}: {error}");
    }
}

fn text(money: Money) -> String {
    money.format(Currency::CNY)
}

/// As the package shows it.
fn shown(estimate: &Estimate) -> Value {
    let source = estimate.rules.source();
    let steps = estimate.steps.iter().map(|step| {
        let fields = [
            ("code", Some(json!(step.code.as_str()))),
            ("percent", step.percent.map(|percent| json!(percent))),
            ("months", step.months.map(|months| json!(months))),
            ("quick", step.quick.map(|quick| json!(text(quick)))),
            ("amount", Some(json!(text(step.amount)))),
        ];
        let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(given.collect::<Map<_, _>>())
    });
    json!({
        "estimate": true, "rules": estimate.rules.as_str(), "source": source.name,
        "published": source.published, "inForce": source.in_force, "income": text(estimate.income),
        "tax": text(estimate.tax), "net": text(estimate.net), "excess": text(estimate.excess),
        "steps": steps.collect::<Value>(),
    })
}
