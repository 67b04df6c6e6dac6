use serde_json::json;

use super::*;
use crate::backend::Profile;
use crate::code::Coded;
use crate::seed::Seed;
use crate::time::Span;

const NOON: Timestamp = Timestamp::from_millis(1_767_225_600_000);
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn profile(events: &str) -> Profile {
    let text = format!(
        r#"{{ "version": 1, "base": "https://a.example", "events": {{ "post": "/e"{events} }} }}"#
    );
    Profile::parse(&text).unwrap()
}

struct Pen {
    track: Track,
    prng: Prng,
    profile: Profile,
}

impl Pen {
    fn new(seed: u8, events: &str) -> Self {
        let prng = Seed::from_bytes([seed; 32]).prng();
        Self { track: Track::default(), prng, profile: profile(events) }
    }

    fn write(
        &mut self,
        name: &str,
        props: Value,
        at: Timestamp,
    ) -> Result<Option<Value>, TrackError> {
        let happened = Happened { id: "id", name, props, at, trace: TRACE.to_owned() };
        self.track.event(&mut self.prng, self.profile.tracking().unwrap(), happened)
    }

    #[track_caller]
    fn event(&mut self, name: &str, props: Value) -> Value {
        self.write(name, props, NOON).unwrap().unwrap()
    }

    /// The code, the path, the value and the limit of a refusal.
    #[track_caller]
    fn refusal(&mut self, name: &str, props: Value) -> (&'static str, [String; 3]) {
        let error = self.write(name, props, NOON).unwrap_err();
        let details = error.details();
        let found = [details.path, details.value, details.limit].map(Option::unwrap_or_default);
        (error.code().as_str(), found)
    }
}

#[test]
fn an_event_is_as_drawn_above() {
    let event = Pen::new(1, "").event("share", json!({ "item": "42" }));
    let session = event["session"].as_str().unwrap().to_owned();
    assert_eq!(session.len(), 32);
    let expected = json!({ "id": "id", "name": "share", "at": 1_767_225_600_000_u64, "session": session,
        "seq": 1, "trace": TRACE, "props": { "item": "42" } });
    assert_eq!(event, expected);
}

/// Guards the order in `Track::event`: all that can be refused is refused before `Session::number`.
#[test]
fn a_session_counts_its_events_and_what_is_refused_leaves_no_gap() {
    let mut pen = Pen::new(2, "");
    assert_eq!(pen.event("open", Value::Null)["seq"], json!(1));
    assert_eq!(pen.refusal("", Value::Null).0, "track/empty-name");
    assert_eq!(
        pen.refusal("open", json!([1])),
        ("track/props-not-an-object", ["props", "[1]", ""].map(str::to_owned))
    );
    assert_eq!(
        pen.refusal("open", json!({ "": 1 })),
        ("track/empty-name", ["props.", "", ""].map(str::to_owned))
    );
    assert_eq!(pen.event("open", Value::Null)["seq"], json!(2));
}

/// Guards `Session::stir`.
#[test]
fn a_session_ends_after_thirty_minutes_of_silence_and_never_by_a_clock_that_steps_back() {
    let mut pen = Pen::new(3, "");
    let mut told = |at: Timestamp| {
        let event = pen.write("open", Value::Null, at).unwrap().unwrap();
        (event["session"].as_str().unwrap().to_owned(), event["seq"].as_u64().unwrap())
    };
    let almost = Span::from_millis(30 * 60_000 - 1);
    let (first, one) = told(NOON);
    assert_eq!(told(NOON.after(almost)), (first.clone(), one + 1));
    let later = NOON.after(almost).after(almost);
    assert_eq!(told(later), (first.clone(), 3), "the silence counts, not the length");
    assert_eq!(told(NOON), (first.clone(), 4), "back");
    let (second, one) = told(NOON.after(Span::from_secs(30 * 60)));
    assert_eq!(one, 1);
    assert_ne!(second, first);
}

/// Each limit as documented, with the value that just passes. Guards `limits.rs` line by line.
#[test]
fn each_limit_is_refused_one_past_it_and_the_error_says_where() {
    let mut pen = Pen::new(4, "");
    let named = |n: usize| "名".repeat(n);
    pen.event(&named(64), json!({ named(64): 1 }));
    let details = |path: &str, value: &str, limit: &str| [path, value, limit].map(str::to_owned);
    assert_eq!(
        pen.refusal(&named(65), Value::Null),
        ("track/name-too-long", details("name", "65", "64"))
    );
    let long = format!("props.a.{}", named(65));
    assert_eq!(
        pen.refusal("open", json!({ "a": { named(65): 1 } })),
        ("track/name-too-long", details(&long, "65", "64"))
    );

    let many = |n: usize| Value::Object((0..n).map(|i| (i.to_string(), json!(i))).collect());
    pen.event("open", many(64));
    assert_eq!(
        pen.refusal("open", many(65)),
        ("track/too-many-props", details("props", "65", "64"))
    );

    // {"a":"…"} is eight bytes and the text; a Chinese character has three in UTF-8.
    pen.event("open", json!({ "a": "口".repeat(2_728) }));
    let large = json!({ "a": "口".repeat(2_728) + "x" });
    assert_eq!(pen.refusal("open", large), ("track/too-large", details("props", "8193", "8192")));

    pen.event("open", json!({ "cart": { "items": [1, 2] } }));
    assert_eq!(
        pen.refusal("open", json!({ "cart": { "items": [1, {}] } })),
        ("track/too-deep", details("props.cart.items[1]", "", "3"))
    );
    assert_eq!(pen.event("open", Value::Null)["seq"], json!(5), "one of four accepted before");
}

#[test]
fn common_properties_lie_under_an_events_own_and_over_the_profiles() {
    let mut pen = Pen::new(5, r#", "common": { "app": "shop", "v": 1, "who": "profile" }"#);
    pen.track.set_common(json!({ "v": 2, "tier": "gold", "who": "common" })).unwrap();
    let event = pen.event("open", json!({ "who": "event" }));
    assert_eq!(event["props"], json!({ "app": "shop", "v": 2, "tier": "gold", "who": "event" }));
    pen.track.set_common(json!({ "tier": "silver" })).unwrap();
    assert_eq!(
        pen.event("open", Value::Null)["props"],
        json!({ "app": "shop", "v": 1, "who": "profile", "tier": "silver" })
    );

    // What is refused changes nothing, and together they have the limits of one.
    let error = pen.track.set_common(json!({ "a": { "b": { "c": {} } } })).unwrap_err();
    assert_eq!(error, TrackError::TooDeep { path: "common.a.b.c".into() });
    assert_eq!(
        pen.track.set_common(json!("x")).unwrap_err().details().path.as_deref(),
        Some("common")
    );
    let many = Value::Object((0..61).map(|i| (i.to_string(), json!(i))).collect());
    let refused = ("track/too-many-props", ["props", "65", "64"].map(str::to_owned));
    assert_eq!(pen.refusal("open", many), refused);
    pen.track.set_common(Value::Null).unwrap();
    assert_eq!(
        pen.event("open", Value::Null)["props"],
        json!({ "app": "shop", "v": 1, "who": "profile" })
    );
}

/// Guards `mask::mask` in `Track::event`.
#[test]
fn personal_numbers_are_masked_in_the_common_properties_too() {
    let mut pen = Pen::new(6, r#", "allow": ["orderId"], "common": { "hotline": "13812345678" }"#);
    pen.track.set_common(json!({ "card": "4111111111111111" })).unwrap();
    let props =
        pen.event("pay", json!({ "orderId": "4111111111111111", "by": 13912345678_u64 }))["props"]
            .clone();
    let masked = json!({ "hotline": "138****5678", "card": "411*********1111", "orderId": "4111111111111111", "by": "139****5678" });
    assert_eq!(props, masked);
}

/// Guards `Session::takes`. The oracle is the id: its first 32 bits as a fraction.
#[test]
fn a_session_is_wholly_in_or_out_and_the_rate_travels_with_the_event() {
    let mut taken = [0; 3];
    for seed in 0..=255 {
        let mut pen =
            Pen::new(seed, r#", "sample": { "expose": "0.25", "never": "0", "always": "1" }"#);
        let always = pen.event("always", Value::Null);
        assert_eq!((&always["rate"], always.get("trace").is_some()), (&json!("1"), true));
        let id = always["session"].as_str().unwrap().to_owned();
        let fraction = f64::from(u32::from_str_radix(&id[..8], 16).unwrap()) / 4_294_967_296.0;
        for _ in 0..3 {
            let expose = pen.write("expose", Value::Null, NOON).unwrap();
            assert_eq!(expose.is_some(), fraction < 0.25, "{id}");
            taken[0] += usize::from(expose.is_some());
            if let Some(event) = expose {
                assert_eq!(event["rate"], json!("0.25"));
            }
            assert_eq!(pen.write("never", Value::Null, NOON).unwrap(), None);
        }
        let click = pen.event("click", Value::Null);
        assert!(click.get("rate").is_none());
        // What is not taken is not numbered.
        let before = if fraction < 0.25 { 4 } else { 1 };
        assert_eq!(click["seq"], json!(before + 1));
        taken[1] += 1;
        // Nor does it escape the limits.
        assert!(pen.write("never", json!([]), NOON).is_err());
        taken[2] += 1;
    }
    // 256 sessions of three: 192 are expected, the standard deviation is 21.
    assert!(taken[0].abs_diff(192) < 63, "{taken:?}");
}

#[test]
fn a_session_that_was_forgotten_does_not_go_on() {
    let mut pen = Pen::new(8, "");
    let before = pen.event("open", Value::Null)["session"].clone();
    pen.track.forget();
    let after = pen.event("open", Value::Null);
    assert_ne!(after["session"], before);
    assert_eq!(after["seq"], json!(1));
}
