//! The shapes of quotes, tax and records, against the core that reads them: each is filled to the last
//! field and handed to its reader, as `dto.rs` does for the others.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde::Serialize;
use serde_json::{Value, json};
use tuike_bridge::dto::commission_plan::RoundingName;
use tuike_bridge::dto::pricing::{
    OfferBase, OfferConfig, OfferPer, OfferScope, OfferTerms, Quote, QuoteInput, QuoteLineInput,
};
use tuike_bridge::dto::record::{
    CommissionRecord, RecordInput, RecordMove, RecordState, RecordSums,
};
use tuike_bridge::dto::tax::{Payout, TaxInput, WithdrawalInput};
use tuike_bridge::json::to_json;
use tuike_core::commission::{Move, Record, Sums};
use tuike_core::money::Currency;
use tuike_core::pricing::Request;
use tuike_core::read::Node;
use tuike_core::tax::{Income, Withdrawal};

/// What a caller's JSON would be, `None` left out as an absent property is.
fn sent(config: &impl Serialize) -> Value {
    fn without_nulls(value: Value) -> Value {
        match value {
            Value::Object(fields) => fields
                .into_iter()
                .filter(|(_, field)| !field.is_null())
                .map(|(name, field)| (name, without_nulls(field)))
                .collect(),
            Value::Array(items) => items.into_iter().map(without_nulls).collect(),
            other => other,
        }
    }
    without_nulls(serde_json::from_str(&serde_json::to_string(config).unwrap()).unwrap())
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn offers() -> Vec<OfferConfig> {
    let amount = |per| OfferTerms::Amount {
        amount: "1.00".to_owned(),
        per: Some(per),
        threshold: some("1.00"),
        cap: some("2.00"),
        stage: Some(1),
    };
    let coupon = |amount, rate| OfferTerms::Coupon {
        amount,
        rate,
        threshold: some("1.00"),
        cap: some("2.00"),
        stage: Some(1),
    };
    let price = "5.00".to_owned();
    let terms = [
        OfferTerms::Flash { price: price.clone(), limit: Some(2), bought: Some(1) },
        OfferTerms::Group {
            price,
            limit: Some(2),
            bought: Some(1),
            size: Some(3),
            members: Some(2),
        },
        OfferTerms::Percent {
            rate: "0.20".to_owned(),
            threshold: some("1.00"),
            cap: some("2.00"),
            stage: Some(1),
        },
        amount(OfferPer::Order),
        amount(OfferPer::Unit),
        OfferTerms::FullReduction {
            threshold: "300.00".to_owned(),
            amount: "40.00".to_owned(),
            every: Some(true),
            cap: some("80.00"),
            stage: Some(1),
        },
        coupon(some("1.00"), None),
        coupon(None, some("0.10")),
    ];
    let list = || Some(vec!["a".to_owned()]);
    let base = |place: usize| OfferBase {
        id: place.to_string(),
        scope: Some(OfferScope { sku: list(), category: list(), merchant: list() }),
        from: Some(0.0),
        to: Some(5.0),
        exclusive: list(),
        currency: some("CNY"),
    };
    let named = |(place, terms)| OfferConfig { base: base(place), terms };
    terms.into_iter().enumerate().map(named).collect()
}

#[test]
fn the_core_takes_a_quote_with_every_field_and_every_kind_of_offer() {
    for rounding in [RoundingName::HalfUp, RoundingName::HalfEven, RoundingName::Down] {
        let input = QuoteInput {
            currency: some("CNY"),
            rounding: Some(rounding),
            at: 1.0,
            lines: vec![QuoteLineInput {
                sku: "a".to_owned(),
                category: some("a/b"),
                merchant: some("a"),
                price: "100.00".to_owned(),
                quantity: Some(2),
            }],
            offers: offers(),
        };
        let json = sent(&input);
        let request = Request::read(&Node::root("quote", &json)).unwrap();
        assert_eq!(request.offers.len(), 8);
        let view = Quote::from(&request.quote().unwrap());
        let written: Value = serde_json::from_str(&to_json(&view)).unwrap();
        assert_eq!(written, serde_json::to_value(&view).unwrap());
        // All share one exclusive name: one applies.
        assert_eq!((view.applied.len(), view.not_applied.len()), (1, 7));
    }
}

#[test]
fn the_core_takes_an_income_and_a_withdrawal_with_every_field() {
    let income = TaxInput {
        kind: "labour-cn".to_owned(),
        rules: "2025-10".to_owned(),
        year: 2026,
        month: 4,
        income_this_month: "20000.00".to_owned(),
        income_before: some("60000.00"),
        months_before: Some(3),
        withheld_before: some("990.00"),
    };
    let json = sent(&income);
    let estimate = Income::read(&Node::root("tax", &json)).unwrap().estimate().unwrap();
    assert_eq!(estimate.tax.minor(), 89_000);
    let withdrawal = WithdrawalInput {
        kind: income.kind,
        rules: income.rules,
        year: 2026,
        month: 4,
        amount: "20000.00".to_owned(),
        fee: some("1.00"),
        least: some("50.00"),
        income_this_month: some("0.00"),
        income_before: income.income_before,
        months_before: income.months_before,
        withheld_before: income.withheld_before,
    };
    let json = sent(&withdrawal);
    let payout = Withdrawal::read(&Node::root("tax", &json)).unwrap().payout().unwrap();
    assert_eq!(payout.net.minor(), 1_910_900);
    let view = Payout::from(&payout);
    let written: Value = serde_json::from_str(&to_json(&view)).unwrap();
    assert_eq!(written, serde_json::to_value(&view).unwrap());
}

#[test]
fn the_core_takes_a_record_in_every_state_and_every_move() {
    let input = RecordInput {
        id: "o1".to_owned(),
        currency: some("CNY"),
        amount: "5.00".to_owned(),
        freeze_days: Some(3),
        at: 1.0,
    };
    let json = sent(&input);
    let record = Record::open(&Node::root("record", &json)).unwrap();
    let states = [
        RecordState::Estimated,
        RecordState::Confirmed,
        RecordState::Settled,
        RecordState::Reversed,
    ];
    for state in states {
        let kept = CommissionRecord {
            state,
            taken: "1.00".to_owned(),
            received_at: Some(2.0),
            ..CommissionRecord::from(&record)
        };
        // As it is kept: the package writes `null`, and reads it again.
        let json: Value = serde_json::from_str(&to_json(&kept)).unwrap();
        let read = Record::read(&Node::root("record", &json)).unwrap();
        assert_eq!(CommissionRecord::from(&read), kept);
        let to = RecordMove::To { to: state, at: 3.0, amount: some("4.00") };
        Move::read(&Node::root("move", &sent(&to)), Currency::CNY).unwrap();
        let sums = RecordSums::from(&Sums::of(&[read], 0.into()).unwrap());
        let written: Value = serde_json::from_str(&to_json(&sums)).unwrap();
        // 5.00, of which 1.00 was taken; received at 2, free three days later.
        let (reversed, next) = match state {
            RecordState::Estimated => ("1.00", json!(null)),
            RecordState::Confirmed | RecordState::Settled => ("1.00", json!(259_200_002)),
            RecordState::Reversed => ("5.00", json!(null)),
        };
        assert_eq!((&written["reversed"], &written["nextFreeAt"]), (&json!(reversed), &next));
    }
    let codes = [("wechat-shop", [20, 100, 200].as_slice()), ("taobao", &[12, 14, 3, 13])];
    for (platform, codes) in codes {
        for code in codes {
            let platform = platform.to_owned();
            let follow =
                RecordMove::Follow { platform, code: *code, at: 3.0, amount: some("4.00") };
            Move::read(&Node::root("move", &sent(&follow)), Currency::CNY).unwrap();
        }
    }
    let take = RecordMove::Take { take: "1.00".to_owned(), at: 3.0 };
    assert_eq!(sent(&take), json!({ "take": "1.00", "at": 3.0 }));
    Move::read(&Node::root("move", &sent(&take)), Currency::CNY).unwrap();
}
