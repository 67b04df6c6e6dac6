//! `golden/commission.json`, natively. The package replays the same file on both of its tiers.

use serde_json::{Map, Value, json};
use tuike_core::code::Coded;
use tuike_core::commission::{
    Clamped, CommissionError, LinePreview, Order, Plan, Preview, Product, RowQuery, Share, Step,
};
use tuike_core::money::{Currency, Money};
use tuike_core::read::Node;
use tuike_core::time::Timestamp;

fn golden(list: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../golden/commission.json")).unwrap();
    let list = all[list].as_array().unwrap().clone();
    assert!(!list.is_empty());
    list
}

/// What the case asks of its plan, as the package would answer it.
fn answer(case: &Value) -> Result<Value, CommissionError> {
    let plan = Plan::read(Node::root("plan", &case["plan"]))?;
    if let Some(order) = case.get("order") {
        let order = Order::read(Node::root("order", order), plan.currency())?;
        return plan.preview(&order).map(|preview| shown(&preview));
    }
    if let Some(rows) = case.get("rows") {
        let rows: Vec<f64> =
            rows.as_array().unwrap().iter().map(|row| row.as_f64().unwrap()).collect();
        let query = RowQuery::read(&Node::root("query", &case["query"]))?;
        let mut out = vec![f64::NAN; rows.len()];
        plan.preview_many(&rows, &query, &mut out)?;
        return Ok(out.into_iter().map(|fen| json!(fen as u64)).collect());
    }
    if let Some(products) = case.get("products") {
        let read = |node: &Node<'_>| Product::read(node, plan.currency());
        let products: Result<Vec<_>, CommissionError> =
            Node::root("products", products).items()?.iter().map(read).collect();
        let query = &case["query"];
        let at = Timestamp::from_millis(query["at"].as_u64().unwrap());
        let earn = plan.preview_products(&products?, query["tier"].as_str(), at)?;
        return Ok(earn.into_iter().map(|amount| json!(amount.format(plan.currency()))).collect());
    }
    Ok(json!("compiled"))
}

fn replay(list: &str) {
    for case in golden(list) {
        let found = answer(&case).unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        assert_eq!(found, case["expect"], "{}: {}", case["name"], case["why"]);
    }
}

#[test]
fn previews_are_as_worked_out_by_hand() {
    replay("previews");
}

#[test]
fn batches_are_as_worked_out_by_hand() {
    replay("many");
    replay("products");
}

#[test]
fn what_is_refused_says_why_and_where() {
    for case in golden("refused") {
        let name = &case["name"];
        let error = answer(&case).expect_err(&name.to_string());
        assert_eq!(error.code().as_str(), case["code"].as_str().unwrap(), "{name}: {error}");
        assert_eq!(error.details().path.as_deref(), case["path"].as_str(), "{name}: {error}");
        assert!(error.to_string().starts_with(case["path"].as_str().unwrap()), "{name}: {error}");
    }
}

/// Where a call is refused, its plan is not.
#[test]
fn the_plan_of_a_refused_call_compiles() {
    for case in golden("refused") {
        if ["order", "rows", "products"].iter().any(|call| case.get(call).is_some()) {
            Plan::read(Node::root("plan", &case["plan"])).unwrap();
        }
    }
}

fn shown(preview: &Preview) -> Value {
    let currency = preview.currency;
    json!({
        "currency": currency.code(),
        "base": preview.base.format(currency),
        "total": preview.total.format(currency),
        "shares": shares(&preview.shares, currency),
        "lines": preview.lines.iter().map(|line| shown_line(line, currency)).collect::<Value>(),
        "clamped": preview.clamped.as_ref().map(|clamped| shown_clamped(clamped, currency)),
    })
}

fn shown_line(line: &LinePreview, currency: Currency) -> Value {
    json!({
        "sku": line.sku,
        "rule": line.rule,
        "base": line.base.format(currency),
        "shares": shares(&line.shares, currency),
        "steps": line.steps.iter().map(|step| shown_step(step, currency)).collect::<Value>(),
    })
}

fn shares(shares: &[Share], currency: Currency) -> Value {
    let shown = |share: &Share| json!({ "level": share.level, "promoter": share.promoter, "amount": share.amount.format(currency) });
    shares.iter().map(shown).collect()
}

fn shown_clamped(clamped: &Clamped, currency: Currency) -> Value {
    json!({ "lines": clamped.lines, "from": clamped.from.format(currency), "to": clamped.to.format(currency) })
}

/// Fields that mean nothing for a step are not there.
fn shown_step(step: &Step, currency: Currency) -> Value {
    let money = |amount: Option<Money>| amount.map(|amount| json!(amount.format(currency)));
    let fields = [
        ("code", Some(json!(step.code.as_str()))),
        ("level", step.level.map(|level| json!(level))),
        ("rate", step.rate.map(|rate| json!(rate.to_string()))),
        ("of", money(step.of)),
        ("times", step.times.map(|times| json!(times))),
        ("gives", money(step.gives)),
    ];
    let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}
