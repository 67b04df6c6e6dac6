//! The scripts of `golden/list.json`, which `golden/list_reference.py` wrote, in native Rust. The
//! package replays the same file on both of its tiers.

use serde_json::{Value, json};
use tuike_core::code::Coded;
use tuike_core::list::{Align, List, ListError};
use tuike_core::read::Node;
use tuike_core::time::Timestamp;

/// A number, or the name of one that JSON cannot write.
fn number(value: &Value) -> f64 {
    match value {
        Value::String(name) => name.parse().unwrap(),
        other => other.as_f64().unwrap_or_else(|| panic!("{other} is no number")),
    }
}

fn index(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

fn all<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

fn align(value: Option<&Value>) -> Align {
    match value.map_or("start", |name| name.as_str().unwrap()) {
        "start" => Align::Start,
        "center" => Align::Center,
        "end" => Align::End,
        other => panic!("{other} is no alignment"),
    }
}

/// What the list answers, as the package would.
fn answer(list: &mut List, op: &str, args: &[Value]) -> Result<Value, ListError> {
    Ok(match op {
        "total" => json!(list.total()),
        "count" => json!(list.count()),
        "range" => {
            let range = list.range(number(&args[0]), number(&args[1]))?;
            json!({
                "start": range.start, "end": range.end, "first": range.first, "last": range.last,
                "before": range.before, "after": range.after, "total": range.total,
            })
        }
        "resize" => json!(list.resize(index(&args[0]), number(&args[1]))?),
        "resizeMany" => json!(list.resize_many(&all(&args[0], index), &all(&args[1], number))?),
        "insert" => json!(list.insert(index(&args[0]), index(&args[1]))?),
        "remove" => json!(list.remove(index(&args[0]), index(&args[1]))?),
        "setCount" => list.set_count(index(&args[0])).map(|_| Value::Null)?,
        "offsetOf" => {
            let viewport = args.get(2).map_or(0.0, number);
            json!(list.offset_of(index(&args[0]), align(args.get(1)), viewport)?)
        }
        "offset" => json!(list.offset()),
        "laneSize" => json!(list.lane_size()),
        "laneOf" => json!(list.lane_of(index(&args[0]))?),
        "sizeOf" => json!(list.size_of(index(&args[0]))?),
        "positions" => {
            let mut numbers = Vec::new();
            list.positions(index(&args[0]), index(&args[1]), |place| {
                numbers.extend([f64::from(place.lane), place.x, place.offset, place.size]);
            });
            json!(numbers)
        }
        "resizeHeader" => json!(list.resize_header(number(&args[0]))?),
        "resizeFooter" => list.resize_footer(number(&args[0])).map(|()| Value::Null)?,
        "resizeCross" => list.resize_cross(number(&args[0])).map(|()| Value::Null)?,
        "setGroups" => list.set_groups(&all(&args[0], index)).map(|()| Value::Null)?,
        "pinned" => list.pinned(number(&args[0]))?.map_or(Value::Null, |pinned| {
            json!({
                "group": pinned.group, "index": pinned.index, "pushed": pinned.pushed, "size": pinned.size,
            })
        }),
        "exposure" => {
            list.watch(number(&args[0]), u64::from(index(&args[1]))).map(|()| Value::Null)?
        }
        "seen" => json!(list.exposed(Timestamp::from_millis(u64::from(index(&args[0]))))),
        "due" => list.exposure_due().map_or(Value::Null, |due| json!(due.as_millis())),
        "restored" => {
            let snapshot = list.snapshot();
            *list = List::restore(&snapshot)?;
            assert_eq!(list.snapshot(), snapshot);
            Value::Null
        }
        "indexAt" => json!(list.index_at(number(&args[0]))?),
        other => panic!("{other} is no operation"),
    })
}

/// Numbers as floats, so that `5` and `5.0` are one.
fn floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().unwrap()),
        Value::Array(items) => items.iter().map(floats).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), floats(field))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn every_script_answers_as_the_reference_does() {
    let golden: Value = serde_json::from_str(include_str!("../golden/list.json")).unwrap();
    let (mut lists, mut refused, mut ops) = (0, 0, 0);
    for script in golden["scripts"].as_array().unwrap() {
        let name = script["name"].as_str().unwrap();
        let made = List::read(&Node::root("list", &script["options"]));
        if let Some(code) = script.get("refused") {
            refused += 1;
            assert_eq!(made.unwrap_err().code().as_str(), code, "{name}");
            continue;
        }
        lists += 1;
        let mut list = made.unwrap();
        for (i, op) in script["ops"].as_array().unwrap().iter().enumerate() {
            ops += 1;
            let answer =
                answer(&mut list, op["op"].as_str().unwrap(), op["args"].as_array().unwrap());
            let answer = answer.unwrap_or_else(|error| json!({ "error": error.code().as_str() }));
            assert_eq!(floats(&answer), floats(&op["expect"]), "{name}, step {i}: {op}");
        }
    }
    assert!(
        lists > 20 && refused > 7 && ops > 1_000,
        "{lists} lists, {refused} refused, {ops} steps"
    );
}
