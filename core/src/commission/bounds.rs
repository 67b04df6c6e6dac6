//! Test only: the limit where amounts are smallest and largest, by hand.
//!
//! That any plan and order pay what the words say, sum up, keep every bound and are taken back to the fen
//! is `tests/tests/oracle_commission*.rs`, against `tests/oracle`.

use super::{Line, Member, Order, Plan, Product};
use crate::money::Money;
use crate::time::Timestamp;

/// By hand: 0.15 × 1.10 = 0.165 twice; each rounds to 0.17, together 0.34; 0.30 × 1.10 = 0.33. The
/// remainders are equal, so the nearer level keeps its fen.
#[test]
fn rounding_alone_may_pass_the_limit_and_is_held_to_it() {
    let plan = Plan::parse(
        r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a", "levels": [
            { "kind": "rate", "rate": "0.15" }, { "kind": "rate", "rate": "0.15" } ] } ] }"#,
    );
    let preview = plan.unwrap().preview(&one_line(110)).unwrap();
    assert_eq!(
        preview.shares.iter().map(|share| share.amount.minor()).collect::<Vec<_>>(),
        [17, 16]
    );
    assert!(preview.clamped.is_some());
}

/// By hand: 0.99999999 × 10^13 = 9,999,999,900,000 fen, a half each. On the way 10^13 is multiplied by
/// 10^21 units.
#[test]
fn the_largest_amounts_are_scaled_without_overflow() {
    let plan = Plan::parse(
        r#"{ "version": 1, "currency": "CNY", "limits": { "maxTotalRate": "0.99999999" },
            "rules": [ { "id": "a", "levels": [
            { "kind": "fixed", "amount": "50000000000.00" },
            { "kind": "fixed", "amount": "50000000000.00" } ] } ] }"#,
    );
    let preview = plan.unwrap().preview(&one_line(10_000_000_000_000)).unwrap();
    let shares: Vec<i64> = preview.shares.iter().map(|share| share.amount.minor()).collect();
    assert_eq!(shares, [4_999_999_950_000; 2]);
}

/// One unit at this price, sold by two.
fn one_line(paid: i64) -> Order {
    let product = Product {
        sku: "A".to_owned(),
        paid: Money::from_minor(paid).unwrap(),
        ..Product::default()
    };
    let line = Line { product, quantity: core::num::NonZeroU32::MIN, paid_total: None };
    Order::new(Timestamp::EPOCH, vec![line], vec![Member::default(); 2])
}
