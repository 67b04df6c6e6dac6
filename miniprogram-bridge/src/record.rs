//! Records: what becomes of a commission. Values; nothing is kept here.

use tuike_core::commission::{Move, Record, RecordError, Sums};
use tuike_core::read::{self, Node};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::record::{CommissionRecord, RecordSums};
use crate::error::thrown;
use crate::json::to_json;

/// The JSON text of a new `CommissionRecord` for that of a `RecordInput`.
///
/// # Errors
/// A `TuikeError` with a path below `record`.
#[wasm_bindgen(js_name = recordOpen)]
pub fn open(input: &str) -> Result<String, JsValue> {
    let open = || -> Result<String, RecordError> {
        let json = read::parse("record", input)?;
        let record = Record::open(&Node::root("record", &json))?;
        Ok(to_json(&CommissionRecord::from(&record)))
    };
    open().map_err(thrown)
}

/// The JSON text of the record after a move; both are JSON texts.
///
/// # Errors
/// A `TuikeError` with a path below `record` or `move`.
#[wasm_bindgen(js_name = recordMove)]
pub fn moved(record: &str, what: &str) -> Result<String, JsValue> {
    let moved = || -> Result<String, RecordError> {
        let json = read::parse("record", record)?;
        let record = Record::read(&Node::root("record", &json))?;
        let json = read::parse("move", what)?;
        let what = Move::read(&Node::root("move", &json), record.currency)?;
        Ok(to_json(&CommissionRecord::from(&record.moved(&what)?)))
    };
    moved().map_err(thrown)
}

/// The JSON text of the `RecordSums` of the JSON text of records; `at` is `{ "at": … }`.
///
/// # Errors
/// A `TuikeError` with a path below `records` or `query`.
#[wasm_bindgen(js_name = recordSum)]
pub fn sum(records: &str, at: &str) -> Result<String, JsValue> {
    let sum = || -> Result<String, RecordError> {
        let json = read::parse("records", records)?;
        let mut read = Vec::new();
        for item in Node::root("records", &json).items()? {
            read.push(Record::read(&item)?);
        }
        let json = read::parse("query", at)?;
        let at = Node::root("query", &json).object(&["at"])?.required("at")?.timestamp()?;
        Ok(to_json(&RecordSums::from(&Sums::of(&read, at)?)))
    };
    sum().map_err(thrown)
}
