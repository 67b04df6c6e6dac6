//! Fields and units; digits by hand.

use serde_json::json;

use super::field::{From, To};
use super::number::faithful;
use super::unit::{UNITS, Unit};
use super::*;
use crate::backend::fields::Fault;
use crate::read::Node;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn mapped(unit: Option<Unit>, name: &str, text: &str) -> Result<Value, &'static str> {
    let to = match unit {
        Some(unit) => To::Unit(unit),
        None if name == "id" => To::Id,
        None => To::Same,
    };
    let from = From::At(vec!["/x".into()]);
    let how = How { from, index: None, none: Vec::new(), to, default: Value::Null };
    let item = json!({ "x": parsed(text) });
    how.of(&item).map_err(|wrong| wrong.expected)
}

/// What a `map` of one field makes of an item.
fn by(field: &Value, item: &str) -> Result<Value, String> {
    let map_of = json!({ "f": field });
    let fault = Fault::default();
    let fields = fault.unless(read::map(&Node::root("map", &map_of), &Fault::default())).unwrap();
    map_fields(&fields, &parsed(item)).map(|mut mapped| mapped["f"].take()).map_err(|wrong| {
        format!("{} at {}: {} for {}", wrong.field, wrong.at, wrong.expected, wrong.value)
    })
}

#[test]
fn hundredths_become_a_decimal_text() {
    let cases = [
        ("0", "0.00"),
        ("5", "0.05"),
        ("18900", "189.00"),
        ("\"18900\"", "189.00"),
        ("18900.0", "189.00"),
        ("1.0E7", "100000.00"),
        ("1.89e4", "189.00"),
        ("10000000000000", "100000000000.00"),
        ("189000e-1", "189.00"),
    ];
    for (text, expected) in cases {
        assert_eq!(mapped(Some(Unit::Minor), "paid", text), Ok(json!(expected)), "{text}");
    }
}

#[test]
fn a_decimal_keeps_two_places() {
    let cases = [
        ("189", "189.00"),
        ("189.5", "189.50"),
        ("\"189.50\"", "189.50"),
        ("189.5000", "189.50"),
        ("1e2", "100.00"),
        ("1.25E1", "12.50"),
        ("1e-2", "0.01"),
        ("12E-1", "1.20"),
        ("0.0", "0.00"),
    ];
    for (text, expected) in cases {
        assert_eq!(mapped(Some(Unit::Major), "paid", text), Ok(json!(expected)), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_refused_not_rounded() {
    for text in [
        "\"\"",
        "\"12.3.4\"",
        "-1",
        "\"-1\"",
        "1e400",
        "\"1e400\"",
        "\"NaN\"",
        "true",
        "[]",
        "{}",
        "10000000000001",
        "189.005",
        "\"12.\"",
        "\" 1\"",
        "1e-41",
    ] {
        let is_decimal = matches!(text, "10000000000001");
        assert_eq!(
            mapped(Some(Unit::Minor), "paid", text).is_err(),
            !matches!(text, "\"12.\""),
            "{text}"
        );
        assert!(is_decimal || mapped(Some(Unit::Major), "paid", text).is_err(), "{text}");
    }
    assert!(mapped(Some(Unit::Minor), "paid", "0.5").is_err());
}

#[test]
fn an_id_is_always_a_text_with_every_digit() {
    let cases = [
        ("1", "1"),
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551615", "18446744073709551615"),
        ("340282366920938463463374607431768211455", "340282366920938463463374607431768211455"),
        ("\"007\"", "007"),
        ("-3", "-3"),
    ];
    for (text, expected) in cases {
        assert_eq!(mapped(None, "id", text), Ok(json!(expected)), "{text}");
    }
    for text in ["1.5", "1e3", "true", "[1]", "{}"] {
        assert!(mapped(None, "id", text).is_err(), "{text}");
    }
}

#[test]
fn text_takes_any_scalar() {
    for (text, expected) in [
        ("1.50", "1.50"),
        ("true", "true"),
        ("\"a\"", "a"),
        ("18446744073709551616", "18446744073709551616"),
    ] {
        assert_eq!(mapped(Some(Unit::Text), "x", text), Ok(json!(expected)), "{text}");
    }
    assert!(mapped(Some(Unit::Text), "x", "[]").is_err());
}

#[test]
fn whole_numbers_that_javascript_would_round_become_texts() {
    let data = parsed(
        r#"{ "a": 9007199254740991, "b": 9007199254740992, "c": [-9007199254740991, -9007199254740992],
             "d": 18446744073709551615, "e": { "f": 123456789012345678901234567890 }, "g": 0.1, "h": 1e20, "i": 1e400 }"#,
    );
    let expected = parsed(
        r#"{ "a": 9007199254740991, "b": "9007199254740992", "c": [-9007199254740991, "-9007199254740992"],
             "d": "18446744073709551615", "e": { "f": "123456789012345678901234567890" }, "g": 0.1, "h": 1e20, "i": "1e+400" }"#,
    );
    assert_eq!(faithful(data), expected);
}

#[test]
fn whole_reads_what_javascript_and_people_write() {
    for (text, expected) in
        [("2", 2), ("2.0", 2), ("\"2\"", 2), ("2e1", 20), ("18446744073709551615", u64::MAX)]
    {
        assert_eq!(whole(&parsed(text)), Some(expected), "{text}");
    }
    for text in
        ["-1", "1.5", "\"\"", "\"x\"", "null", "true", "18446744073709551616", "\"+1\"", "1e-2"]
    {
        assert_eq!(whole(&parsed(text)), None, "{text}");
    }
}

/// By hand: 15 % is 0.15, 1500 basis points too, 20,000 of 100,000 is 0.2, a millionth is 0.000001.
#[test]
fn a_rate_is_shifted_not_divided() {
    let cases = [
        ("rate", "0.15", "0.15"),
        ("rate", "\"0.150\"", "0.15"),
        ("rate", "1", "1.00"),
        ("percent", "15", "0.15"),
        ("percent", "\"15%\"", "0.15"),
        ("percent", "7.5", "0.075"),
        ("percent", "100", "1.00"),
        ("percent", "0", "0.00"),
        ("percent", "1.5E1", "0.15"),
        ("basis-points", "1500", "0.15"),
        ("basis-points", "\"1\"", "0.0001"),
        ("per-100000", "20000", "0.20"),
        ("per-100000", "1", "0.00001"),
        ("millionths", "200000", "0.20"),
        ("millionths", "1", "0.000001"),
        ("millionths", "1000000", "1.00"),
        ("millionths", "200000.000", "0.20"),
    ];
    for (unit, text, expected) in cases {
        assert_eq!(
            by(&json!({ "at": "/x", "unit": unit }), &format!("{{\"x\":{text}}}")),
            Ok(json!(expected)),
            "{text} {unit}"
        );
    }
    for (unit, text) in [
        ("percent", "101"),
        ("percent", "-1"),
        ("percent", "\"%\""),
        ("percent", "\"1 5\""),
        ("percent", "\"15.\""),
        ("percent", "\".5\""),
        ("percent", "true"),
        ("percent", "0.1234567"),
        ("rate", "\"15%\""),
        ("rate", "1.1"),
        ("millionths", "1000001"),
        ("basis-points", "\"\""),
    ] {
        let found = by(&json!({ "at": "/x", "unit": unit }), &format!("{{\"x\":{text}}}"));
        assert_eq!(found.map_err(|e| e.contains("a rate from 0")), Err(true), "{text} {unit}");
    }
}

/// `date -ud "2026-01-01 00:00:00" +%s` is 1767225600; the examples of RFC 3339 §5.8 by `date -ud`.
#[test]
fn a_time_is_milliseconds_whatever_it_was() {
    let cases = [
        (json!({ "unit": "seconds" }), "1767225600", 1_767_225_600_000_u64),
        (json!({ "unit": "seconds" }), "\"1767225600\"", 1_767_225_600_000),
        (json!({ "unit": "seconds" }), "1767225600.5", 1_767_225_600_500),
        (json!({ "unit": "seconds" }), "1.7672256E9", 1_767_225_600_000),
        (json!({ "unit": "seconds" }), "0", 0),
        (json!({ "unit": "ms" }), "1767225600123", 1_767_225_600_123),
        (json!({ "unit": "iso8601" }), "\"2026-01-01T00:00:00Z\"", 1_767_225_600_000),
        (json!({ "unit": "iso8601" }), "\"2026-01-01T08:00:00+08:00\"", 1_767_225_600_000),
        (json!({ "unit": "iso8601" }), "\"2026-01-01 08:00:00.25 +0800\"", 1_767_225_600_250),
        (json!({ "unit": "iso8601" }), "\"2025-12-31T19:00:00-05\"", 1_767_225_600_000),
        (json!({ "unit": "iso8601" }), "\"1985-04-12T23:20:50.52Z\"", 482_196_050_520),
        (json!({ "unit": "iso8601" }), "\"1990-12-31T23:59:60Z\"", 662_688_000_000),
        (
            json!({ "unit": "iso8601", "zone": "+08:00" }),
            "\"2026-01-01 08:00:00\"",
            1_767_225_600_000,
        ),
        (json!({ "unit": "iso8601", "zone": "+08:00" }), "\"2026-01-01 08:00\"", 1_767_225_600_000),
        (json!({ "unit": "iso8601", "zone": "Z" }), "\"2026-01-01\"", 1_767_225_600_000),
        (
            json!({ "unit": "iso8601", "zone": "+08:00" }),
            "\"2026-01-01T00:00:00Z\"",
            1_767_225_600_000,
        ),
        (json!({ "unit": "iso8601", "zone": "+08:00" }), "\"1970-01-01 08:00:00\"", 0),
    ];
    for (mut field, text, expected) in cases {
        field["at"] = json!("/x");
        assert_eq!(by(&field, &format!("{{\"x\":{text}}}")), Ok(json!(expected)), "{text}");
    }
    for (mut field, text) in [
        // Milliseconds that were taken for seconds.
        (json!({ "unit": "seconds" }), "1767225600000"),
        (json!({ "unit": "seconds" }), "-1"),
        (json!({ "unit": "seconds" }), "\"\""),
        (json!({ "unit": "ms" }), "1.5"),
        (json!({ "unit": "iso8601" }), "\"2026-01-01T00:00:00\""),
        (json!({ "unit": "iso8601" }), "\"2026-01-01\""),
        (json!({ "unit": "iso8601" }), "\"2026-02-29T00:00:00Z\""),
        (json!({ "unit": "iso8601" }), "\"2026-13-01T00:00:00Z\""),
        (json!({ "unit": "iso8601" }), "\"2026-01-01T24:00:00Z\""),
        (json!({ "unit": "iso8601" }), "\"2026-01-01T00:00:00+24:00\""),
        (json!({ "unit": "iso8601" }), "\"2026-1-01T00:00:00Z\""),
        (json!({ "unit": "iso8601" }), "\"2026-01-01T0:00:00Z\""),
        (json!({ "unit": "iso8601" }), "\"2026-01-01T00:00:00 CST\""),
        (json!({ "unit": "iso8601" }), "\"推推推推推推推推推推\""),
        (json!({ "unit": "iso8601" }), "20260101"),
        (json!({ "unit": "iso8601", "zone": "+08:00" }), "\"1970-01-01 07:59:59\""),
    ] {
        field["at"] = json!("/x");
        assert!(by(&field, &format!("{{\"x\":{text}}}")).is_err(), "{field} {text}");
    }
}

#[test]
fn numbers_and_booleans_are_read_from_their_texts() {
    for (text, expected) in [
        ("12", json!(12)),
        ("\"12\"", json!(12)),
        ("\"-1.5\"", json!(-1.5)),
        ("\"9007199254740993\"", json!("9007199254740993")),
        ("18446744073709551615", json!("18446744073709551615")),
    ] {
        assert_eq!(mapped(Some(Unit::Number), "x", text), Ok(expected), "{text}");
    }
    for text in ["\"\"", "\"1,234\"", "true", "[]", "\"0x10\"", "\"null\""] {
        assert!(mapped(Some(Unit::Number), "x", text).is_err(), "{text}");
    }
    for (text, expected) in [
        ("1", true),
        ("0", false),
        ("\"1\"", true),
        ("\"false\"", false),
        ("true", true),
        ("\"\"", false),
    ] {
        assert_eq!(mapped(Some(Unit::Boolean), "x", text), Ok(json!(expected)), "{text}");
    }
    assert!(mapped(Some(Unit::Boolean), "x", "\"maybe\"").is_err());
}

#[test]
fn the_first_pointer_that_has_something_is_taken() {
    let field =
        json!({ "at": ["/sale", "/price"], "unit": "fen", "none": ["", 0], "default": "none" });
    assert_eq!(by(&field, r#"{"sale":5,"price":7}"#), Ok(json!("0.05")));
    assert_eq!(by(&field, r#"{"sale":null,"price":7}"#), Ok(json!("0.07")));
    assert_eq!(by(&field, r#"{"sale":"","price":7}"#), Ok(json!("0.07")));
    assert_eq!(by(&field, r#"{"sale":0}"#), Ok(json!("none")));
    assert_eq!(by(&field, "{}"), Ok(json!("none")));
    assert_eq!(
        by(&field, r#"{"sale":"x","price":7}"#).unwrap_err(),
        "f at /sale: a whole number of hundredths from 0 to 10^13 for \"x\"",
        "what is wrong is not passed over"
    );
}

#[test]
fn a_template_joins_what_is_there() {
    let field = json!({ "template": "{/a} {/b/0}", "default": "-" });
    assert_eq!(by(&field, r#"{"a":"x","b":[7]}"#), Ok(json!("x 7")));
    assert_eq!(by(&field, r#"{"a":"x"}"#), Ok(json!("x ")));
    assert_eq!(by(&field, r#"{"a":[1]}"#), Ok(json!("-")));
    let when = json!({ "template": "{/day} {/clock}", "unit": "iso8601", "zone": "+08:00" });
    assert_eq!(
        by(&when, r#"{"day":"2026-01-01","clock":"08:00"}"#),
        Ok(json!(1_767_225_600_000_u64))
    );
    assert_eq!(by(&json!({ "template": "{}-{}" }), "7"), Ok(json!("7-7")));
    assert_eq!(by(&json!({ "value": [1, { "a": null }] }), "7"), Ok(json!([1, { "a": null }])));
    let large = json!({ "at": "/x", "default": 9_007_199_254_740_993_u64 });
    assert_eq!(by(&large, "{}"), Ok(json!("9007199254740993")), "a profile's own, too");
}

#[test]
fn arrays_are_joined_indexed_and_mapped_and_an_error_says_where() {
    let item = r#"{"pics":["a",null,9007199254740993],"skus":[{"sku_id":18446744073709551615,"price":1},{"sku_id":"2","price":250}],"shop":{"appid":"wx1","id":3}}"#;
    assert_eq!(by(&json!({ "at": "/pics", "join": "," }), item), Ok(json!("a,9007199254740993")));
    assert_eq!(by(&json!({ "at": "/pics", "index": 2 }), item), Ok(json!("9007199254740993")));
    assert_eq!(by(&json!({ "at": "/pics", "index": 7, "default": "x" }), item), Ok(json!("x")));
    assert_eq!(by(&json!({ "at": "/pics", "index": 1, "default": "x" }), item), Ok(json!("x")));
    assert_eq!(
        by(&json!({ "at": "/skus", "each": "/sku_id" }), item),
        Ok(json!(["18446744073709551615", "2"]))
    );
    let prices = json!({ "at": "/skus", "each": { "at": "/price", "unit": "fen" } });
    assert_eq!(by(&prices, item), Ok(json!(["0.01", "2.50"])));
    let text = json!({ "at": "/skus", "each": { "at": "/price", "unit": "fen" }, "join": " / " });
    assert_eq!(by(&text, item), Ok(json!("0.01 / 2.50")));
    let skus = json!({ "at": "/skus", "each": { "map": { "id": "/sku_id", "price": { "at": "/price", "unit": "fen" } } } });
    assert_eq!(
        by(&skus, item),
        Ok(
            json!([{ "id": "18446744073709551615", "price": "0.01" }, { "id": "2", "price": "2.50" }])
        )
    );
    let shop = json!({ "at": "/shop", "map": { "id": "/id", "kind": { "value": "shop" } } });
    assert_eq!(by(&shop, item), Ok(json!({ "id": "3", "kind": "shop" })));
    let wrong = r#"{"skus":[{"price":1},{"price":-1}]}"#;
    assert_eq!(
        by(&skus, wrong).unwrap_err(),
        "f.price at /skus/1/price: a whole number of hundredths from 0 to 10^13 for -1"
    );
    for (field, item) in [
        (json!({ "at": "/x", "join": "," }), r#"{"x":"a"}"#),
        (json!({ "at": "/x", "join": "," }), r#"{"x":[[1]]}"#),
        (json!({ "at": "/x", "each": "/a" }), r#"{"x":{}}"#),
        (json!({ "at": "/x", "index": 0 }), r#"{"x":"a"}"#),
        (json!({ "at": "/x", "map": {} }), r#"{"x":[]}"#),
        (json!({ "at": "/x", "cases": {} }), r#"{"x":[]}"#),
    ] {
        assert!(by(&field, item).is_err(), "{field} {item}");
    }
    assert_eq!(by(&json!({ "at": "/x", "each": "/a", "default": [] }), "{}"), Ok(json!([])));
}

#[test]
fn a_case_is_found_by_its_text_and_an_unknown_one_is_the_default() {
    let field = json!({ "at": "/status", "cases": { "20": "estimated", "100": "settled", "true": 1 }, "default": "other" });
    for (status, expected) in [
        ("20", json!("estimated")),
        ("\"100\"", json!("settled")),
        ("true", json!(1)),
        ("200", json!("other")),
    ] {
        assert_eq!(by(&field, &format!("{{\"status\":{status}}}")), Ok(expected), "{status}");
    }
}

#[test]
fn a_unit_is_where_its_name_is() {
    assert_eq!(
        UNITS.map(|name| UNITS.iter().position(|other| *other == name)),
        core::array::from_fn(Some)
    );
    assert_eq!(
        (Unit::named(2), Unit::named(7), Unit::named(13)),
        (Unit::Major, Unit::Rate(6), Unit::Boolean)
    );
}

/// Nothing may be wrong with an answer to what has been taken already.
#[test]
fn a_lenient_map_gives_the_default_for_what_it_cannot_use() {
    let map_of = json!({ "id": "/id", "paid": { "at": "/price", "unit": "fen", "default": "?" } });
    let fields = read::map(&Node::root("map", &map_of), &Fault::default());
    assert_eq!(
        map_lenient(&fields, &json!({ "id": 7, "price": "x" })),
        json!({ "id": "7", "paid": "?" })
    );
    assert_eq!(map_lenient(&fields, &Value::Null), json!({ "id": null, "paid": "?" }));
}
