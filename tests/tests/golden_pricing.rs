//! `golden/pricing.json`, natively. The package replays the same file on both of its tiers.

use serde_json::{Map, Value, json};
use tuike_core::code::Coded;
use tuike_core::money::Money;
use tuike_core::pricing::{NotApplied, PricingError, Quote, Request, Why};
use tuike_core::read::Node;

fn golden(list: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../golden/pricing.json")).unwrap();
    let list = all[list].as_array().unwrap().clone();
    assert!(!list.is_empty());
    list
}

fn quote(input: &Value) -> Result<Quote, PricingError> {
    Request::read(&Node::root("quote", input))?.quote()
}

#[test]
fn quotes_are_as_worked_out_by_hand() {
    for case in golden("quotes") {
        let quote =
            quote(&case["input"]).unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        assert_eq!(shown(&quote), case["expect"], "{}: {}", case["name"], case["why"]);
    }
}

#[test]
fn what_is_refused_says_why_and_where() {
    for case in golden("refused") {
        let name = &case["name"];
        let error = quote(&case["input"]).expect_err(&name.to_string());
        assert_eq!(error.code().as_str(), case["code"].as_str().unwrap(), "{name}: {error}");
        assert_eq!(error.details().path.as_deref(), case["path"].as_str(), "{name}: {error}");
        assert!(error.to_string().starts_with(case["path"].as_str().unwrap()), "{name}: {error}");
    }
}

/// As the package shows it.
fn shown(quote: &Quote) -> Value {
    let text = |money: Money| json!(money.format(quote.currency));
    let lines = quote.lines.iter().map(|line| {
        json!({
            "sku": line.sku, "quantity": line.quantity, "price": text(line.price),
            "subtotal": text(line.subtotal), "discount": text(line.discount),
            "discounts": line.shares.iter().map(|share| text(*share)).collect::<Value>(),
            "paidTotal": text(line.total), "paid": text(line.paid),
        })
    });
    let applied = quote.applied.iter().map(|applied| {
        json!({ "offer": applied.offer, "kind": applied.kind.as_str(), "amount": text(applied.amount) })
    });
    json!({
        "currency": quote.currency.code(), "subtotal": text(quote.subtotal),
        "discount": text(quote.discount), "total": text(quote.total),
        "lines": lines.collect::<Value>(), "applied": applied.collect::<Value>(),
        "notApplied": quote.not_applied.iter().map(|no| shown_why(no, text)).collect::<Value>(),
    })
}

/// Fields that mean nothing for a code are not there.
fn shown_why(no: &NotApplied, text: impl Fn(Money) -> Value) -> Value {
    let more = match &no.why {
        Why::OutsideWindow { from, to } => {
            json!({ "from": from.map(|at| at.as_millis()), "to": to.map(|at| at.as_millis()) })
        }
        Why::LimitReached(limit) | Why::GroupNotFull(limit) => {
            json!({ "of": limit.of, "has": limit.has })
        }
        Why::ThresholdNotMet { missing } => json!({ "missing": text(*missing) }),
        Why::Excluded { by, total } => json!({ "by": by, "total": text(*total) }),
        Why::WorseCombination { total } => json!({ "total": text(*total) }),
        Why::NotInScope | Why::NoGain => json!({}),
    };
    let mut fields: Map<String, Value> = more.as_object().unwrap().clone();
    fields.retain(|_, value| !value.is_null());
    fields.insert("offer".to_owned(), json!(no.offer));
    fields.insert("kind".to_owned(), json!(no.kind.as_str()));
    fields.insert("code".to_owned(), json!(no.why.as_str()));
    Value::Object(fields)
}
