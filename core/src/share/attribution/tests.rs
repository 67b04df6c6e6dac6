//! Laws of attribution, against a second implementation that knows no trick: every rule of the table
//! in the parent's docs is one plain filter over all that was ever told.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::read;
use crate::share::{Channel, Payload, encode};
use crate::time::DAY_MILLIS;

const START: u64 = 1_767_225_600_000;
const HOUR: u64 = 3_600_000;

fn token(promoter: u64, item: u64) -> Token {
    let (promoter, item) = (Id::from(promoter), Id::from(item));
    let at = Timestamp::from_millis(START);
    encode(&Payload { promoter, item, channel: Channel::Link, at, campaign: None }).unwrap()
}

/// Signed where the item is even: whether a token is signed follows from the token.
fn touch(promoter: u64, item: u64, at: u64) -> Touch {
    Touch {
        token: token(promoter, item),
        promoter: Id::from(promoter),
        signed: item.is_multiple_of(2),
        at: Timestamp::from_millis(at),
    }
}

fn of(rules: Rules, touches: &[Touch]) -> Attribution {
    let mut attribution = Attribution::new(rules);
    touches.iter().for_each(|touch| attribution.keep(touch.clone()));
    attribution
}

/// Who gets the sale, the slow way.
fn naive(rules: Rules, touches: &[Touch], now: u64, me: Option<u64>) -> Option<(String, u64)> {
    let mut all: Vec<(u64, String, bool, u64)> = Vec::new();
    for touch in touches {
        let promoter = touch.promoter.number().unwrap();
        all.push((touch.at.as_millis(), touch.token.to_string(), touch.signed, promoter));
    }
    all.sort();
    all.dedup();
    for signed in [true, false] {
        while all.iter().filter(|touch| touch.2 == signed).count() > 32 {
            let oldest = all.iter().position(|touch| touch.2 == signed).unwrap();
            all.remove(oldest);
        }
    }
    let mut clicks: Vec<(u64, String, bool, u64)> = Vec::new();
    for touch in all {
        let last = clicks.iter().rev().find(|click| click.1 == touch.1);
        if last.is_none_or(|last| touch.0 - last.0 >= HOUR) {
            clicks.push(touch);
        }
    }
    let window = rules.window.as_millis();
    clicks.retain(|click| click.0.abs_diff(now) <= window);
    if rules.self_promotion == SelfPromotion::Refuse {
        clicks.retain(|click| Some(click.3) != me);
    }
    if clicks.iter().any(|click| click.2) {
        clicks.retain(|click| click.2);
    }
    let winner = match rules.policy {
        Policy::LastClick => clicks.last(),
        Policy::FirstClick => clicks.first(),
    };
    winner.map(|winner| (winner.1.clone(), winner.0))
}

fn any_rules() -> impl Strategy<Value = Rules> {
    (any::<bool>(), 1..4_u64, any::<bool>()).prop_map(|(first, days, allow)| Rules {
        policy: if first { Policy::FirstClick } else { Policy::LastClick },
        window: Span::from_millis(days * DAY_MILLIS),
        self_promotion: if allow { SelfPromotion::Allow } else { SelfPromotion::Refuse },
    })
}

/// Few promoters and items, moments in quarters of an hour over five days: much falls together.
fn any_touches(most: usize) -> impl Strategy<Value = Vec<Touch>> {
    vec((1..4_u64, 1..4_u64, 0..480_u64), 0..most).prop_map(|told| {
        told.into_iter().map(|(p, i, quarter)| touch(p, i, START + quarter * HOUR / 4)).collect()
    })
}

fn read_back(rules: Rules, text: &str) -> Attribution {
    let json = read::parse("saved", text).unwrap();
    Attribution::restore(rules, &Node::root("saved", &json)).unwrap()
}

proptest! {
    #[test]
    fn the_sale_goes_to_whom_a_second_implementation_names(
        rules in any_rules(),
        touches in any_touches(90),
        quarter in 0..600_u64,
        me in proptest::option::of(1..4_u64),
    ) {
        let now = START + quarter * HOUR / 4;
        let attribution = of(rules, &touches);
        let name = me.map(|me| me.to_string());
        let current = attribution.current(Timestamp::from_millis(now), name.as_deref());
        let found = current.map(|touch| (touch.token.to_string(), touch.at.as_millis()));
        prop_assert_eq!(found, naive(rules, &touches, now, me));
    }

    #[test]
    fn merging_is_commutative(rules in any_rules(), a in any_touches(70), b in any_touches(70)) {
        let (a, b) = (of(rules, &a), of(rules, &b));
        let (mut ab, mut ba) = (a.clone(), b.clone());
        ab.merge(b);
        ba.merge(a);
        prop_assert_eq!(ab, ba);
    }

    #[test]
    fn merging_is_associative(
        rules in any_rules(),
        a in any_touches(50),
        b in any_touches(50),
        c in any_touches(50),
    ) {
        let (a, b, c) = (of(rules, &a), of(rules, &b), of(rules, &c));
        let mut left = a.clone();
        left.merge(b.clone());
        left.merge(c.clone());
        let mut bc = b;
        bc.merge(c);
        let mut right = a;
        right.merge(bc);
        prop_assert_eq!(left, right);
    }

    #[test]
    fn merging_is_idempotent(rules in any_rules(), a in any_touches(90)) {
        let a = of(rules, &a);
        let mut twice = a.clone();
        twice.merge(a.clone());
        prop_assert_eq!(twice, a);
    }

    #[test]
    fn the_size_is_bounded_and_the_newest_of_each_kind_stay(touches in any_touches(200)) {
        let kept = of(Rules::default(), &touches);
        for signed in [true, false] {
            let mut at: Vec<(u64, String)> = touches
                .iter()
                .filter(|touch| touch.signed == signed)
                .map(|touch| (touch.at.as_millis(), touch.token.to_string()))
                .collect();
            at.sort();
            at.dedup();
            let newest = at.split_off(at.len().saturating_sub(Attribution::MOST));
            let of_kind = kept.touches().iter().filter(|touch| touch.signed == signed);
            let of_kind: Vec<_> =
                of_kind.map(|touch| (touch.at.as_millis(), touch.token.to_string())).collect();
            prop_assert_eq!(of_kind, newest);
        }
    }

    #[test]
    fn reading_undoes_writing(told in vec((1..u64::MAX, 1..u64::MAX, 0..u64::from(u32::MAX)), 0..50)) {
        let rules = Rules::default();
        let mut attribution = Attribution::new(rules);
        for (promoter, item, at) in told {
            let at = Timestamp::from_millis(START + at);
            attribution.touch(token(promoter, item).as_str(), at).unwrap();
        }
        prop_assert_eq!(read_back(rules, &attribution.to_json()), attribution);
    }

    #[test]
    fn a_click_within_an_hour_of_a_kept_one_of_its_token_changes_nothing(
        earlier in any_touches(20),
        promoter in 1..4_u64,
        quarter in 0..480_u64,
    ) {
        let mut attribution = of(Rules::default(), &earlier);
        let before = attribution.clone();
        let (token, at) = (token(promoter, 1), START + quarter * HOUR / 4);
        let near = before.touches().iter().any(|touch| {
            touch.token == token && touch.at.as_millis().abs_diff(at) < HOUR
        });
        let new = attribution.touch(token.as_str(), Timestamp::from_millis(at)).unwrap();
        prop_assert_eq!(new, !near);
        prop_assert_eq!(attribution == before, near);
    }
}

#[test]
fn the_text_is_as_drawn_in_the_docs() {
    let mut attribution = Attribution::new(Rules::default());
    assert_eq!(attribution.to_json(), r#"{"version":1,"touches":[]}"#);
    let (first, second) = (token(7, 42), token(8, 42));
    attribution.touch(second.as_str(), Timestamp::from_millis(START + 1)).unwrap();
    attribution.touch(first.as_str(), Timestamp::from_millis(START)).unwrap();
    let expected = format!(
        r#"{{"version":1,"touches":[{{"token":"{first}","at":1767225600000}},{{"token":"{second}","at":1767225600001}}]}}"#
    );
    assert_eq!(attribution.to_json(), expected);
}

#[test]
fn a_clock_that_ran_ahead_costs_nobody_a_sale_and_gives_nobody_one_for_ever() {
    let attribution = of(Rules::default(), &[touch(7, 1, START + DAY_MILLIS)]);
    let at = |millis| attribution.current(Timestamp::from_millis(millis), None).is_some();
    assert!(at(START), "stamped a day ahead");
    assert!(at(START - 29 * DAY_MILLIS) && !at(START - 29 * DAY_MILLIS - 1));
    assert!(at(START + 31 * DAY_MILLIS) && !at(START + 31 * DAY_MILLIS + 1));
}

#[test]
fn a_forgotten_token_gives_way_to_the_one_before() {
    let mut attribution = of(
        Rules::default(),
        &[touch(7, 1, START), touch(8, 2, START + 1), touch(8, 2, START + HOUR)],
    );
    let now = Timestamp::from_millis(START + 2 * HOUR);
    assert_eq!(attribution.current(now, None).unwrap().promoter, Id::from(8));
    attribution.forget(token(8, 2).as_str());
    assert_eq!(attribution.current(now, None).unwrap().promoter, Id::from(7));
}

#[test]
fn rules_that_are_wrong_are_named_by_their_path() {
    for (text, path) in [
        (r#"{ "policy": "any" }"#, "rules.policy"),
        (r#"{ "windowDays": 0 }"#, "rules.windowDays"),
        (r#"{ "windowDays": 366 }"#, "rules.windowDays"),
        (r#"{ "selfPromotion": true }"#, "rules.selfPromotion"),
        (r#"{ "window": 3 }"#, "rules.window"),
    ] {
        let json = read::parse("rules", text).unwrap();
        let error = Rules::read(&Node::root("rules", &json)).unwrap_err();
        assert_eq!(crate::code::Coded::details(&error).path.as_deref(), Some(path), "{text}");
    }
}
