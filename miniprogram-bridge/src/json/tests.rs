use serde_json::json;

use super::*;

#[derive(serde::Serialize)]
struct All<'a> {
    text: &'a str,
    whole: f64,
    fraction: f64,
    big: u64,
    none: Option<u8>,
    list: Vec<Option<bool>>,
    pair: (i8, char),
    #[serde(serialize_with = "plain")]
    plain: Value,
    empty: [u8; 0],
    map: std::collections::BTreeMap<&'a str, u8>,
}

/// serde_json reads back what was written: the oracle is its parser.
#[test]
fn a_view_is_json_that_says_the_same() {
    let text = "推客 \"\\/ \u{0}\u{1}\n\u{1f}\u{7f}\u{2028}\u{10ffff} [{";
    let exact = r#"{"id":18446744073709551616,"s":"[\"]","tiny":1e-400}"#;
    let view = All {
        text,
        whole: 9_007_199_254_740_991.0,
        fraction: 0.5,
        big: u64::MAX,
        none: None,
        list: vec![None, Some(true), Some(false)],
        pair: (-1, 'x'),
        plain: serde_json::from_str(exact).unwrap(),
        empty: [],
        map: [("a", 1), ("b", 2)].into(),
    };
    let written = to_json(&view);
    let expected = json!({ "text": text, "whole": 9_007_199_254_740_991_u64, "fraction": null, "big": u64::MAX,
        "none": null, "list": [null, true, false], "pair": [-1, "x"],
        "plain": serde_json::from_str::<Value>(exact).unwrap(), "empty": [], "map": { "a": 1, "b": 2 } });
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), expected);
    assert!(written.contains(exact), "{written}");
}

#[test]
fn what_is_no_number_in_json_is_null() {
    assert_eq!(to_json(&[f64::NAN, f64::INFINITY, 1e300, -0.0]), "[null,null,null,0]");
}
