//! `golden/record.json`, natively. The package replays the same file on both of its tiers.

use serde_json::{Value, json};
use tuike_core::code::Coded;
use tuike_core::commission::{Move, Record, RecordError, Sums};
use tuike_core::money::Money;
use tuike_core::read::Node;
use tuike_core::time::Timestamp;

fn golden(list: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../golden/record.json")).unwrap();
    let list = all[list].as_array().unwrap().clone();
    assert!(!list.is_empty());
    list
}

/// Opens a record and moves it; between any two calls it is JSON.
fn live(case: &Value) -> Result<Value, RecordError> {
    let mut now = shown(&Record::open(&Node::root("record", &case["open"]))?);
    for what in case["moves"].as_array().unwrap() {
        now = moved(&now, what)?;
    }
    Ok(now)
}

fn moved(record: &Value, what: &Value) -> Result<Value, RecordError> {
    let record = Record::read(&Node::root("record", record))?;
    let what = Move::read(&Node::root("move", what), record.currency)?;
    Ok(shown(&record.moved(&what)?))
}

fn time(value: &Value) -> Timestamp {
    Timestamp::from_millis(value.as_u64().unwrap())
}

#[test]
fn lives_are_as_worked_out_by_hand() {
    for case in golden("lives") {
        let name = &case["name"];
        let found = live(&case).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(found, case["expect"], "{name}: {}", case["why"]);
        let record = Record::read(&Node::root("record", &found)).unwrap();
        for pair in case["available"].as_array().unwrap() {
            let available = record.available(time(&pair[0])).format(record.currency);
            assert_eq!(json!(available), pair[1], "{name} at {}: {}", pair[0], case["why"]);
        }
    }
}

#[test]
fn what_is_refused_says_why_and_where() {
    let check = |case: &Value, error: RecordError| {
        let name = &case["name"];
        assert_eq!(error.code().as_str(), case["code"].as_str().unwrap(), "{name}: {error}");
        assert_eq!(error.details().path.as_deref(), case["path"].as_str(), "{name}: {error}");
        let says = error.to_string();
        assert!(says.starts_with(case["path"].as_str().unwrap()), "{name}: {says}");
        for word in case["says"].as_array().into_iter().flatten() {
            assert!(says.contains(word.as_str().unwrap()), "{name}: {says}");
        }
    };
    for case in golden("refused") {
        // Only the last call is refused.
        let mut before = case.clone();
        if before["moves"].as_array_mut().unwrap().pop().is_some() {
            live(&before).unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        }
        check(&case, live(&case).expect_err(&case["name"].to_string()));
    }
    for case in golden("unreadable") {
        let reversed = json!({ "to": "reversed", "at": 0 });
        check(&case, moved(&case["record"], &reversed).expect_err(&case["name"].to_string()));
    }
}

#[test]
fn sums_are_as_worked_out_by_hand() {
    for case in golden("sums") {
        let read = |record: &Value| Record::read(&Node::root("record", record)).unwrap();
        let records: Vec<Record> = case["records"].as_array().unwrap().iter().map(read).collect();
        let sums = Sums::of(&records, time(&case["at"])).unwrap();
        let text = |money: Money| money.format(sums.currency);
        let shown = json!({
            "currency": sums.currency.code(), "estimated": text(sums.estimated),
            "frozen": text(sums.frozen), "available": text(sums.available),
            "settled": text(sums.settled), "reversed": text(sums.reversed),
            "nextFreeAt": sums.next_free_at.map(|at| at.as_millis()),
        });
        assert_eq!(shown, case["expect"], "{}: {}", case["name"], case["why"]);
    }
}

/// As the package shows it.
fn shown(record: &Record) -> Value {
    let text = |money: Money| money.format(record.currency);
    json!({
        "version": 1, "id": record.id, "currency": record.currency.code(),
        "amount": text(record.amount), "taken": text(record.taken), "state": record.state.as_str(),
        "freezeDays": record.freeze_days, "at": record.at.as_millis(),
        "receivedAt": record.received_at.map(|at| at.as_millis()),
        "updatedAt": record.updated_at.as_millis(),
    })
}
