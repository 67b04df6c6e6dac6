use super::*;

fn error_of(text: &str, read: impl Fn(&Node<'_>) -> Result<(), ReadError>) -> (String, String) {
    let json = parse("plan", text).unwrap();
    let error = read(&Node::root("plan", &json)).unwrap_err();
    (error.code().to_string(), error.details().path.unwrap_or_default())
}

#[test]
fn half_a_json_says_where_it_breaks_off() {
    let error = parse("profile", "{\n  \"version\": ").unwrap_err();
    assert_eq!(error.to_string(), "profile: not JSON from line 2, column 13");
}

#[test]
fn each_mistake_has_its_code_and_its_path() {
    fn field<'a>(node: &Node<'a>) -> Result<Node<'a>, ReadError> {
        node.object(&["a"])?.required("a")
    }
    let cases: [(&str, &str, &str); 5] = [
        ("[]", "input/wrong-type", "plan"),
        ("{}", "input/missing-field", "plan.a"),
        (r#"{"a":null}"#, "input/missing-field", "plan.a"),
        (r#"{"b":1}"#, "input/unknown-field", "plan.b"),
        (r#"{"a":"12.3.4"}"#, "money/not-a-number", "plan.a"),
    ];
    for (text, code, path) in cases {
        let found = error_of(text, |node| field(node)?.money(Currency::CNY).map(drop));
        assert_eq!(found, (code.to_owned(), path.to_owned()), "{text}");
    }
}

#[test]
fn whole_numbers_are_read_however_javascript_wrote_them() {
    let read = |text: &str| {
        let json = parse("n", text).unwrap();
        Node::root("n", &json).integer(0, 10_000_000_000_000_000_000)
    };
    assert_eq!(read("5").unwrap(), 5);
    assert_eq!(read("5.0").unwrap(), 5);
    assert_eq!(read("1e3").unwrap(), 1_000);
    assert_eq!(read("9007199254740993").unwrap(), 9_007_199_254_740_993);
    for wrong in ["-1", "1.5", "\"5\"", "1e400", "null"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
