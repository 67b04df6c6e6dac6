use proptest::prelude::*;

use super::*;

/// serde_json reads the same texts to the same values: it is the oracle here.
fn agree(text: &str) {
    let (ours, theirs) = (parse(text), serde_json::from_str::<Value>(text));
    assert_eq!(ours.ok(), theirs.ok(), "{text:?}");
}

#[test]
fn what_is_json_and_what_is_not_is_as_serde_json_says() {
    let texts = [
        "",
        " ",
        "null",
        "nul",
        "nullx",
        "true false",
        " [ ] ",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "0",
        "-0",
        "00",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1.5",
        "1e",
        "1e5",
        "1E5",
        "1e+5",
        "1e-5",
        "1e+",
        "1.5e007",
        "0x1",
        "NaN",
        "Infinity",
        "1e400",
        "-1e-400",
        "123456789012345678901234567890.123456789",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u+123\"",
        "\"\t\"",
        "\"\u{7f}\u{2028}推客\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\u{feff}1",
        "1\u{a0}",
        "[1]\n\r\t ",
        "{\"\":{\"\":[null,{}]}}",
        "'a'",
        "//",
        "[\"a\" \"b\"]",
        "{\"a\" 1}",
        "{1:2}",
    ];
    for text in texts {
        agree(text);
    }
}

/// A title cut in the middle of an emoji: `JSON.stringify("a😀".slice(0, 2))` is `"a\ud83d"`, and
/// `TextEncoder` makes of the half what is expected here.
#[test]
fn half_a_character_is_a_replacement_character_and_spoils_nothing_around_it() {
    for (text, expected) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00x""#, "\u{fffd}x"),
        (r#""a\ud83dx""#, "a\u{fffd}x"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\\ud83d""#, "\\ud83d"),
    ] {
        assert_eq!(parse(text).unwrap(), expected, "{text}");
    }
    for text in [r#""\ud83"#, r#""\ud83d\""#, r#""\ud83d\u12""#, r#""\ud83d"#] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn nesting_ends_at_the_same_depth() {
    for depth in [1, 126, 127, 128, 129, 5_000] {
        agree(&("[".repeat(depth) + &"]".repeat(depth)));
        agree(&("{\"a\":".repeat(depth) + "1" + &"}".repeat(depth)));
    }
}

#[test]
fn floats_are_what_they_say() {
    let of = |text: &str| float(parse(text).unwrap().as_number().unwrap()).unwrap();
    for text in ["0", "-0", "1", "-1.5", "96.25", "0.1", "1e22", "1e-22", "9007199254740993", "5e0"]
    {
        assert_eq!(of(text), text.parse::<f64>().unwrap(), "{text}");
    }
    assert_eq!(of("1e400"), f64::INFINITY);
    assert_eq!(of("-1e99999999999"), f64::NEG_INFINITY);
    assert_eq!(of("1e-99999999999"), 0.0);
    assert_eq!(of("0e400"), 0.0);
}

proptest! {
    #[test]
    fn any_text_is_read_as_serde_json_reads_it(text in r#"[\[\]{},:"\\ntrue0-9.eE+\-u d8-f\n]{0,24}"#) {
        // Half a character is the one thing that is read otherwise.
        prop_assume!(!text.contains("\\ud"));
        agree(&text);
    }

    #[test]
    fn what_serde_json_writes_is_read_back(text in ".{0,20}", number in any::<f64>(), whole in any::<i64>()) {
        let value = serde_json::json!({ "text": text, "list": [number, whole, null, true], text.clone(): { "a": [] } });
        agree(&value.to_string());
        agree(&format!("{value:#}"));
    }

    #[test]
    fn a_float_is_off_by_less_than_a_part_in_10_to_the_14(number in any::<f64>()) {
        prop_assume!(number.is_finite() && number.abs() < 1e300 && (number == 0.0 || number.abs() > 1e-300));
        let read = float(&Number::from_f64(number).unwrap()).unwrap();
        prop_assert!((read - number).abs() <= number.abs() * 1e-14, "{read} for {number}");
    }
}
