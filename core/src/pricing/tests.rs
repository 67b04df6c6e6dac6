//! Laws, and the naive implementation against the code over random orders and offers.

use core::num::NonZeroU32;

use proptest::prelude::*;

use super::oracle;
use super::*;
use crate::money::{Currency, Money, Rate, Rounding};
use crate::time::Timestamp;

fn fen(minor: i128) -> Money {
    Money::from_minor(i64::try_from(minor).unwrap()).unwrap()
}

fn of(money: Money) -> i128 {
    money.minor().into()
}

/// The request that the oracle's words mean.
fn request(lines: &[oracle::Line], offers: &[oracle::Offer]) -> Request {
    let line = |line: &oracle::Line| Line {
        sku: line.sku.to_owned(),
        category: None,
        merchant: None,
        price: fen(line.price),
        quantity: NonZeroU32::new(u32::try_from(line.quantity).unwrap()).unwrap(),
    };
    let offer = |(place, offer): (usize, &oracle::Offer)| {
        let (kind, take) = match offer.kind {
            oracle::Kind::Price(price, most) => {
                // What is left of a limit is what may still be had.
                let limit = most.map(|most| Limit { of: u32::try_from(most).unwrap() + 3, has: 3 });
                (Kind::Flash, Take::Price { price: fen(price), limit, people: None })
            }
            oracle::Kind::Rate(rate) => {
                (Kind::Percent, Take::Rate(Rate::from_units(i64::try_from(rate).unwrap()).unwrap()))
            }
            oracle::Kind::Amount(amount) => (Kind::Coupon, Take::Amount(fen(amount))),
            oracle::Kind::PerUnit(amount) => (Kind::Amount, Take::PerUnit(fen(amount))),
            oracle::Kind::Every(amount) => (Kind::FullReduction, Take::Every(fen(amount))),
        };
        Offer {
            id: place.to_string(),
            kind,
            take,
            threshold: fen(offer.threshold),
            cap: offer.cap.map(fen),
            scope: Scope {
                sku: offer.skus.iter().map(|sku| (*sku).to_owned()).collect(),
                ..Scope::default()
            },
            from: (!offer.valid).then(|| Timestamp::from_millis(1)),
            to: None,
            exclusive: offer.exclusive.iter().map(ToString::to_string).collect(),
            stage: u32::try_from(offer.stage).unwrap(),
        }
    };
    Request {
        currency: Currency::CNY,
        rounding: Rounding::HalfUp,
        at: Timestamp::EPOCH,
        lines: lines.iter().map(line).collect(),
        offers: offers.iter().enumerate().map(offer).collect(),
    }
}

const SKUS: [&str; 3] = ["A", "B", "C"];

fn lines() -> impl Strategy<Value = Vec<oracle::Line>> {
    let price = prop_oneof![0..60_i128, 0..50_000_i128, 0..100_000_000_i128];
    let line = (prop::sample::select(&SKUS[..]), price, 1..5_i128);
    prop::collection::vec(
        line.prop_map(|(sku, price, quantity)| oracle::Line { sku, price, quantity }),
        1..5,
    )
}

fn offer() -> impl Strategy<Value = oracle::Offer> {
    let amount = || prop_oneof![0..50_i128, 0..5_000_i128, 0..80_000_i128];
    let kind = prop_oneof![
        (amount(), prop::option::of(0..6_i128))
            .prop_map(|(price, most)| oracle::Kind::Price(price, most)),
        prop_oneof![0..=100_000_000_i128, (0..=100_i128).prop_map(|p| p * 1_000_000)]
            .prop_map(oracle::Kind::Rate),
        amount().prop_map(oracle::Kind::Amount),
        amount().prop_map(oracle::Kind::PerUnit),
        amount().prop_map(oracle::Kind::Every),
    ];
    let threshold = prop_oneof![2 => Just(0), 3 => 0..60_000_i128];
    let cap = prop::option::weighted(0.3, amount());
    let skus = prop::collection::vec(prop::sample::select(&SKUS[..]), 0..3);
    let exclusive = prop::collection::vec(0..3_u8, 0..2);
    (kind, threshold, cap, skus, 0..4_i128, exclusive, prop::bool::weighted(0.9)).prop_map(
        |(kind, threshold, cap, skus, stage, exclusive, valid)| {
            let every = matches!(kind, oracle::Kind::Every(_));
            let priced = matches!(kind, oracle::Kind::Price(..));
            // 满减 for every 0.00 is refused, and prices have neither.
            let threshold = if priced { 0 } else { threshold.max(i128::from(every)) };
            let cap = if priced { None } else { cap };
            oracle::Offer { kind, threshold, cap, skus, stage, exclusive, valid }
        },
    )
}

proptest! {
    #[test]
    fn the_best_combination_is_the_one_that_trying_all_of_them_finds(
        lines in lines(), offers in prop::collection::vec(offer(), 0..7),
    ) {
        let quote = request(&lines, &offers).quote().unwrap();
        let all = oracle::all(&lines, &offers);
        let best = oracle::best(&all);
        prop_assert_eq!(of(quote.total), best.total);
        prop_assert_eq!(quote.lines.iter().map(|line| of(line.total)).collect::<Vec<_>>(), best.lines.clone());
        let mut used: Vec<usize> = quote.applied.iter().map(|applied| applied.offer.parse().unwrap()).collect();
        used.sort_unstable();
        prop_assert_eq!(used, best.used.clone());
        // Why the others were not, by what the oracle knows of all combinations.
        for refused in &quote.not_applied {
            let place: usize = refused.offer.parse().unwrap();
            let with = all.iter().filter(|answer| answer.used.contains(&place)).map(|answer| answer.total).min();
            match &refused.why {
                Why::Excluded { by, total } => {
                    prop_assert_eq!(Some(of(*total)), with);
                    let by: usize = by.parse().unwrap();
                    prop_assert!(best.used.contains(&by));
                    prop_assert!(offers[by].exclusive.iter().any(|name| offers[place].exclusive.contains(name)));
                }
                Why::WorseCombination { total } => {
                    prop_assert_eq!(Some(of(*total)), with);
                    let longer = all.iter().any(|answer| answer.total == of(*total) && answer.used.contains(&place));
                    prop_assert!(longer && of(*total) >= best.total);
                }
                Why::ThresholdNotMet { missing } => {
                    prop_assert_eq!(with, None);
                    prop_assert!(of(*missing) > 0 && of(*missing) <= offers[place].threshold);
                }
                Why::NoGain => prop_assert_eq!(with, None),
                Why::OutsideWindow { .. } => prop_assert!(!offers[place].valid),
                Why::NotInScope => prop_assert!(!lines.iter().any(|line| offers[place].skus.contains(&line.sku))),
                Why::LimitReached(limit) => prop_assert_eq!(limit.of, limit.has),
                Why::GroupNotFull(_) => prop_assert!(false, "no offer here asks for people"),
            }
        }
    }

    #[test]
    fn lines_sum_to_the_order_and_nothing_is_below_zero(
        lines in lines(), offers in prop::collection::vec(offer(), 0..8),
    ) {
        let quote = request(&lines, &offers).quote().unwrap();
        let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(of).sum::<i128>();
        prop_assert_eq!(sum(&mut quote.lines.iter().map(|line| line.total)), of(quote.total));
        prop_assert_eq!(sum(&mut quote.lines.iter().map(|line| line.subtotal)), of(quote.subtotal));
        prop_assert_eq!(sum(&mut quote.applied.iter().map(|applied| applied.amount)), of(quote.discount));
        prop_assert_eq!(of(quote.subtotal) - of(quote.discount), of(quote.total));
        for line in &quote.lines {
            prop_assert_eq!(sum(&mut line.shares.iter().copied()), of(line.discount));
            prop_assert_eq!(of(line.subtotal) - of(line.discount), of(line.total));
            let units = i128::from(line.quantity.get());
            let rest = of(line.total) - of(line.paid) * units;
            prop_assert!((0..units).contains(&rest));
        }
        for (place, applied) in quote.applied.iter().enumerate() {
            prop_assert!(of(applied.amount) > 0);
            prop_assert_eq!(sum(&mut quote.lines.iter().map(|line| line.shares[place])), of(applied.amount));
        }
        prop_assert_eq!(quote.applied.len() + quote.not_applied.len(), offers.len());
    }

    #[test]
    fn an_offer_that_cannot_apply_changes_nothing_but_says_so(
        lines in lines(), mut offers in prop::collection::vec(offer(), 0..6), extra in offer(), at in 0..6_usize,
    ) {
        let before = request(&lines, &offers).quote().unwrap();
        let at = at.min(offers.len());
        offers.insert(at, oracle::Offer { valid: false, ..extra });
        let after = request(&lines, &offers).quote().unwrap();
        prop_assert_eq!(&before.lines, &after.lines);
        prop_assert_eq!((before.total, before.applied.len()), (after.total, after.applied.len()));
        prop_assert_eq!(before.not_applied.len() + 1, after.not_applied.len());
        prop_assert_eq!(after.not_applied.iter().filter(|no| no.offer == at.to_string()).count(), 1);
    }

    #[test]
    fn no_single_offer_and_no_fewer_offers_are_cheaper(
        lines in lines(), offers in prop::collection::vec(offer(), 1..8), gone in 0..8_usize,
    ) {
        let total = request(&lines, &offers).quote().unwrap().total;
        for offer in &offers {
            prop_assert!(total <= request(&lines, core::slice::from_ref(offer)).quote().unwrap().total);
        }
        let mut fewer = offers;
        fewer.remove(gone % fewer.len());
        prop_assert!(total <= request(&lines, &fewer).quote().unwrap().total);
    }
}

/// By hand: 1,000 lines of 99,999,999.99 are 9.999999999 × 10^12 fen of the 10^13 allowed. A tenth off is
/// 999,999,999,900 fen, 999,999,999.9 a line: whole 999,999,999, and 900 lines get one of the fen left.
#[test]
fn the_largest_order_is_spread_without_overflow() {
    let line = oracle::Line { sku: "A", price: 9_999_999_999, quantity: 1 };
    let tenth = oracle::Offer {
        kind: oracle::Kind::Rate(10_000_000),
        threshold: 0,
        cap: None,
        skus: vec![],
        stage: 0,
        exclusive: vec![],
        valid: true,
    };
    let quote = request(&vec![line.clone(); 1_000], &vec![tenth; 1]).quote().unwrap();
    assert_eq!(quote.discount.minor(), 999_999_999_900);
    let off: Vec<i64> = quote.lines.iter().map(|line| line.discount.minor()).collect();
    assert!(off[..900].iter().all(|off| *off == 1_000_000_000));
    assert!(off[900..].iter().all(|off| *off == 999_999_999));
    let too_large = vec![oracle::Line { quantity: 2, ..line }; 1_000];
    let error = request(&too_large, &[]).quote().unwrap_err();
    assert_eq!(crate::code::Coded::code(&error).as_str(), "money/too-large");
}

/// 12 offers that could all apply over 1,000 lines: 4,096 combinations, all of them looked through.
#[test]
fn twelve_offers_over_a_thousand_lines_are_combined_exactly() {
    let line = |n: i128| oracle::Line { sku: "A", price: 1_000 + n, quantity: 1 };
    let lines: Vec<_> = (0..1_000).map(line).collect();
    let coupon = |n: i128| oracle::Offer {
        kind: oracle::Kind::Amount(100 + n),
        threshold: 0,
        cap: None,
        skus: vec![],
        stage: 0,
        exclusive: vec![],
        valid: true,
    };
    let offers: Vec<_> = (0..12).map(coupon).collect();
    let quote = request(&lines, &offers).quote().unwrap();
    // 12 × 100 and 0 + 1 + … + 11.
    assert_eq!((quote.applied.len(), quote.discount.minor()), (12, 1_266));
}
