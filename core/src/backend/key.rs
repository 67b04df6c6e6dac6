//! The canonical name of a query: equal for equal queries, whatever the order of the fields.
//!
//! It is for comparing and for storing under; never sent anywhere.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::canonical_key;
//!
//! let key = canonical_key("goods", &json!({ "q": "红", "cat": "lip", "cursor": null }));
//! assert_eq!(key, r#"goods?{"cat":"lip","q":"红"}"#);
//! assert_eq!(canonical_key("goods", &json!(null)), "goods?{}");
//! ```

use serde_json::{Map, Value};

/// Names a query. Fields that are `null` count as missing at the top, as they do in a request;
/// `null` parameters are an empty object. `1` and `"1"` stay two queries.
#[must_use]
pub fn canonical_key(resource: &str, params: &Value) -> String {
    let mut key = format!("{resource}?");
    match params {
        Value::Null => key.push_str("{}"),
        Value::Object(fields) => write_fields(&mut key, fields, true),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            write_value(&mut key, params);
        }
    }
    key
}

fn write_value(key: &mut String, value: &Value) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            key.push_str(&value.to_string());
        }
        Value::Array(items) => {
            key.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    key.push(',');
                }
                write_value(key, item);
            }
            key.push(']');
        }
        Value::Object(fields) => write_fields(key, fields, false),
    }
}

fn write_fields(key: &mut String, fields: &Map<String, Value>, skip_null: bool) {
    // serde_json may keep the order of insertion, where any crate of the build asks it to.
    let mut sorted: Vec<_> =
        fields.iter().filter(|(_, value)| !(skip_null && value.is_null())).collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    key.push('{');
    for (i, (name, value)) in sorted.into_iter().enumerate() {
        if i > 0 {
            key.push(',');
        }
        key.push_str(&Value::from(name.as_str()).to_string());
        key.push(':');
        write_value(key, value);
    }
    key.push('}');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn other_queries_have_other_keys() {
        let keys = [
            canonical_key("a", &json!({})),
            canonical_key("b", &json!({})),
            canonical_key("a", &json!({ "x": 1 })),
            canonical_key("a", &json!({ "x": "1" })),
            canonical_key("a", &json!({ "x": [null] })),
            canonical_key("a", &json!({ "x": [] })),
            canonical_key("a", &json!({ "x": { "y": null } })),
            canonical_key("a", &json!({ "x": "1\",\"y\":\"2" })),
            canonical_key("a", &json!({ "x": "1", "y": "2" })),
        ];
        for (i, key) in keys.iter().enumerate() {
            assert!(!keys[..i].contains(key), "{key}");
        }
    }

    #[test]
    fn a_null_is_a_missing_parameter_but_not_deeper_down() {
        assert_eq!(canonical_key("a", &json!({ "x": null })), canonical_key("a", &Value::Null));
        assert_ne!(
            canonical_key("a", &json!({ "x": { "y": null } })),
            canonical_key("a", &json!({ "x": {} }))
        );
    }

    proptest! {
        #[test]
        fn the_key_ignores_the_order_of_fields(
            fields in proptest::collection::btree_map("[a-c\"口]{0,3}", 0_i32..3, 0..6),
            shuffle in any::<prop::sample::Index>(),
        ) {
            // The text is written by hand: a serde_json map would already sort it.
            let pairs: Vec<String> = fields.iter().map(|(n, v)| format!("{}:{v}", json!(n))).collect();
            let mut turned = pairs.clone();
            turned.rotate_left(shuffle.index(pairs.len().max(1)) % pairs.len().max(1));
            turned.reverse();
            let read = |pairs: &[String]| {
                let text = format!("{{\"deep\":{{{0}}},{0}}}", pairs.join(","));
                serde_json::from_str::<Value>(&text.replace(",}", "}")).unwrap()
            };
            prop_assert_eq!(canonical_key("r", &read(&pairs)), canonical_key("r", &read(&turned)));
        }

        #[test]
        fn the_key_is_json_that_reads_back(text in any::<String>(), number in any::<i64>()) {
            let params = json!({ "t": text, "n": number, "a": [text, { "z": text }] });
            let key = canonical_key("r", &params);
            prop_assert_eq!(serde_json::from_str::<Value>(&key[2..]).unwrap(), params);
        }
    }
}
