//! `golden/commission.json`, natively. The package replays the same file on both of its tiers.

use serde_json::{Map, Value, json};
use tuike_core::code::Coded;
use tuike_core::commission::{
    Capped, Clamped, CommissionError, Explained, Language, LinePreview, Order, Plan, Preview,
    Product, Refund, RowQuery, RowRates, Seller, Share, Step, TakenBack,
};
use tuike_core::money::{Currency, Money};
use tuike_core::read::Node;

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
        let preview = plan.preview(&order)?;
        if let Some(refunds) = case.get("refunds") {
            return refunded(&plan, preview, refunds);
        }
        if let Some(language) = case["language"].as_str() {
            // What an app keeps of a preview tells the same.
            let kept = Preview::read(&Node::root("preview", &shown(&preview)))?;
            assert_eq!(kept, preview);
            return Ok(told(&kept.explain(Language::parse(language).unwrap())));
        }
        return Ok(shown(&preview));
    }
    if let Some(rows) = case.get("rows") {
        // JSON has no NaN: null stands for it.
        let numbers = |column: &Value| -> Vec<f64> {
            column.as_array().unwrap().iter().map(|row| row.as_f64().unwrap_or(f64::NAN)).collect()
        };
        let rows = numbers(rows);
        let query = RowQuery::read(&Node::root("query", &case["query"]), plan.currency())?;
        let column = |name: &str| case.get("rates").and_then(|rates| rates.get(name)).map(numbers);
        let (service, promoter) = (column("service"), column("promoter"));
        let rates = RowRates { service: service.as_deref(), promoter: promoter.as_deref() };
        let mut out = vec![f64::NAN; rows.len()];
        plan.preview_rows(&rows, &query, rates, &mut out)?;
        return Ok(out.into_iter().map(|fen| json!(fen as u64)).collect());
    }
    if let Some(products) = case.get("products") {
        let read = |node: &Node<'_>| Product::read(node, plan.currency());
        let products: Result<Vec<_>, CommissionError> =
            Node::root("products", products).items()?.iter().map(read).collect();
        let seller = Seller::read(&Node::root("query", &case["query"]), plan.currency())?;
        let earn = plan.preview_products(&products?, &seller)?;
        return Ok(earn.into_iter().map(|amount| json!(amount.format(plan.currency()))).collect());
    }
    Ok(json!("compiled"))
}

/// Each refund in turn, from what the one before it left; previews are kept as JSON in between.
fn refunded(plan: &Plan, mut state: Preview, refunds: &Value) -> Result<Value, CommissionError> {
    let mut all = vec![];
    for refund in refunds.as_array().unwrap() {
        let kept = Preview::read(&Node::root("preview", &shown(&state)))?;
        let taken = plan.refund(&kept, &Refund::read(&Node::root("refund", refund))?)?;
        all.push(shown_taken(&taken));
        state = taken.after;
    }
    Ok(Value::Array(all))
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
fn refunds_are_as_worked_out_by_hand() {
    replay("refunds");
}

#[test]
fn previews_are_told_in_both_languages() {
    replay("explained");
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

/// Fields that are absent where they are nothing.
fn given(fields: Vec<(&str, Option<Value>)>) -> Value {
    let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}

fn shown(preview: &Preview) -> Value {
    let currency = preview.currency;
    let capped: Value = preview.capped.iter().map(|one| shown_capped(one, currency)).collect();
    given(vec![
        ("currency", Some(json!(currency.code()))),
        ("base", Some(json!(preview.base.format(currency)))),
        ("total", Some(json!(preview.total.format(currency)))),
        ("shares", Some(shares(&preview.shares, currency))),
        ("lines", Some(preview.lines.iter().map(|line| shown_line(line, currency)).collect())),
        ("clamped", Some(json!(preview.clamped.as_ref().map(|one| shown_clamped(one, currency))))),
        ("capped", Some(capped).filter(|_| !preview.capped.is_empty())),
    ])
}

fn shown_line(line: &LinePreview, currency: Currency) -> Value {
    given(vec![
        ("sku", Some(json!(line.sku))),
        ("rule", Some(json!(line.rule))),
        ("agreement", line.agreement.as_ref().map(|merchant| json!(merchant))),
        ("quantity", Some(json!(line.quantity))),
        ("refunded", (line.refunded > 0).then(|| json!(line.refunded))),
        ("basis", Some(json!(line.basis.as_str()))),
        ("base", Some(json!(line.base.format(currency)))),
        ("shares", Some(shares(&line.shares, currency))),
        ("steps", Some(line.steps.iter().map(|step| shown_step(step, currency)).collect())),
    ])
}

fn shown_capped(capped: &Capped, currency: Currency) -> Value {
    json!({ "level": capped.level, "promoter": capped.promoter, "by": capped.by.as_str(),
            "from": capped.from.format(currency), "to": capped.to.format(currency) })
}

/// Without `after`, which the next refund begins with.
fn shown_taken(taken: &TakenBack) -> Value {
    let currency = taken.after.currency;
    let lines = taken.lines.iter().map(|line| {
        json!({ "index": line.index, "quantity": line.quantity, "shares": shares(&line.shares, currency) })
    });
    json!({ "currency": currency.code(), "total": taken.total.format(currency),
            "shares": shares(&taken.shares, currency), "lines": lines.collect::<Value>() })
}

fn told(told: &Explained) -> Value {
    let lines = told.lines.iter().map(|line| {
        let steps = line.steps.iter().map(|step| {
            given(vec![
                ("level", step.level.map(|level| json!(level))),
                ("sum", Some(json!(step.sum))),
                ("gives", Some(json!(step.gives))),
                ("why", Some(json!(step.why))),
            ])
        });
        json!({ "sku": line.sku, "steps": steps.collect::<Value>() })
    });
    json!({ "total": told.total, "lines": lines.collect::<Value>(), "notes": told.notes })
}

fn shares(shares: &[Share], currency: Currency) -> Value {
    let shown = |share: &Share| json!({ "level": share.level, "promoter": share.promoter, "amount": share.amount.format(currency) });
    shares.iter().map(shown).collect()
}

fn shown_clamped(clamped: &Clamped, currency: Currency) -> Value {
    json!({ "lines": clamped.lines, "from": clamped.from.format(currency), "to": clamped.to.format(currency) })
}

fn shown_step(step: &Step, currency: Currency) -> Value {
    let money = |amount: Option<Money>| amount.map(|amount| json!(amount.format(currency)));
    given(vec![
        ("code", Some(json!(step.code.as_str()))),
        ("level", step.level.map(|level| json!(level))),
        ("campaign", step.campaign.as_ref().map(|campaign| json!(campaign))),
        ("rate", step.rate.map(|rate| json!(rate.to_string()))),
        ("service", step.service.map(|rate| json!(rate.to_string()))),
        ("by", step.by.map(|by| json!(by.to_string()))),
        ("less", money(step.less)),
        ("of", money(step.of)),
        ("times", step.times.map(|times| json!(times))),
        ("gives", money(step.gives)),
    ])
}
