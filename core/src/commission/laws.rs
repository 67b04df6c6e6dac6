//! Test only: the laws that hold for every plan and every order, against the oracle.

use proptest::prelude::*;

use super::oracle::{LineSpec, OrderSpec, fen, order, plan};
use super::{Member, Plan, Preview, RowQuery, Seller, StepCode};
use crate::time::Timestamp;

/// Both ways to the same question; `None` for a plan that is rightly refused.
fn preview_of(plan: Option<&Plan>, order: &OrderSpec) -> Option<Preview> {
    plan.map(|plan| plan.preview(&order.order()).unwrap())
}

proptest! {
    #[test]
    fn preview_agrees_with_the_oracle(spec in plan(), order in order()) {
        let Some(preview) = preview_of(spec.plan().as_ref(), &order) else { return Ok(()) };
        let mut clamped = vec![];
        for (i, (line, found)) in order.lines.iter().zip(&preview.lines).enumerate() {
            let expected = spec.answer(&order, line);
            prop_assert_eq!(&found.rule, &expected.rule.map(|place| format!("r{place}")));
            prop_assert_eq!(fen(found.base), expected.base);
            let amounts: Vec<i64> = found.shares.iter().map(|share| fen(share.amount)).collect();
            prop_assert_eq!(amounts, expected.amounts);
            if expected.clamped {
                clamped.push(i as u32);
            }
        }
        prop_assert_eq!(preview.clamped.map(|clamped| clamped.lines).unwrap_or_default(), clamped);
    }

    #[test]
    fn shares_sum_to_total(spec in plan(), order in order()) {
        let Some(preview) = preview_of(spec.plan().as_ref(), &order) else { return Ok(()) };
        let total = fen(preview.total);
        prop_assert_eq!(preview.shares.iter().map(|share| fen(share.amount)).sum::<i64>(), total);
        let lines = preview.lines.iter().flat_map(|line| &line.shares);
        prop_assert_eq!(lines.map(|share| fen(share.amount)).sum::<i64>(), total);
        prop_assert_eq!(preview.lines.iter().map(|line| fen(line.base)).sum::<i64>(), fen(preview.base));
        for (level, share) in (1..).zip(&preview.shares) {
            prop_assert_eq!(share.level, level);
            let same = preview.lines.iter().flat_map(|line| &line.shares).filter(|s| s.level == level);
            prop_assert_eq!(same.map(|share| fen(share.amount)).sum::<i64>(), fen(share.amount));
        }
    }

    #[test]
    fn nothing_exceeds_the_base(spec in plan(), order in order()) {
        let Some(preview) = preview_of(spec.plan().as_ref(), &order) else { return Ok(()) };
        for line in &preview.lines {
            let pays: i64 = line.shares.iter().map(|share| fen(share.amount)).sum();
            // pays ≤ most × base, in units of 10^-8 so that nothing is cut off.
            prop_assert!(i128::from(pays) * 100_000_000 <= i128::from(spec.most) * i128::from(fen(line.base)));
        }
        prop_assert!(preview.total <= preview.base);
    }

    #[test]
    fn clamping_pays_the_limit_to_the_fen_and_raises_no_share(spec in plan(), order in order()) {
        let Some(preview) = preview_of(spec.plan().as_ref(), &order) else { return Ok(()) };
        let (mut from, mut to, mut lines) = (0, 0, vec![]);
        for (i, line) in (0..).zip(&preview.lines) {
            let steps: Vec<_> = line.steps.iter().filter(|step| step.code == StepCode::Clamp).collect();
            if steps.is_empty() {
                continue;
            }
            prop_assert!(steps.iter().all(|step| step.gives <= step.of));
            prop_assert_eq!(steps.len(), line.shares.len());
            let after: i64 = steps.iter().map(|step| fen(step.gives.unwrap())).sum();
            prop_assert_eq!(i128::from(after), i128::from(spec.most) * i128::from(fen(line.base)) / 100_000_000);
            from += steps.iter().map(|step| fen(step.of.unwrap())).sum::<i64>();
            to += after;
            lines.push(i);
        }
        let clamped = preview.clamped.map(|clamped| (clamped.lines, fen(clamped.from), fen(clamped.to)));
        prop_assert_eq!(clamped, (!lines.is_empty()).then_some((lines, from, to)));
    }

    #[test]
    fn the_last_step_of_a_level_gives_its_share(spec in plan(), order in order()) {
        let Some(preview) = preview_of(spec.plan().as_ref(), &order) else { return Ok(()) };
        for share in preview.lines.iter().flat_map(|line| line.shares.iter().map(move |share| (line, share))) {
            let (line, share) = share;
            let last = line.steps.iter().rfind(|step| step.level == Some(share.level)).unwrap();
            prop_assert_eq!(last.gives, Some(share.amount));
        }
    }

    #[test]
    fn preview_many_agrees_with_preview(
        spec in plan(),
        mut order in order(),
        large in proptest::collection::vec(0..=10_000_000_000_000_i64, 1..4),
        small in proptest::collection::vec(0..=100_000_i64, 1..20),
    ) {
        let Some(plan) = spec.plan() else { return Ok(()) };
        order.tiers.truncate(1);
        if order.tiers.is_empty() {
            order.tiers.push(None);
        }
        let rows: Vec<i64> = large.into_iter().chain(small).chain([0, 10_000_000_000_000]).collect();
        for line in order.lines.clone() {
            let query = RowQuery {
                sku: Some(line.sku.to_owned()),
                category: line.category.map(str::to_owned),
                merchant: line.merchant.map(str::to_owned),
                seller: seller(&order),
            };
            let paid: Vec<f64> = rows.iter().map(|fen| *fen as f64).collect();
            let mut earn = vec![-1.0; rows.len()];
            let many = plan.preview_many(&paid, &query, &mut earn);
            let on_paid = spec.answer(&order, &line).rule.is_none_or(|place| spec.rules[place].base == "paid");
            prop_assert_eq!(many.is_ok(), on_paid, "{:?}", many);
            for (paid, earn) in rows.iter().zip(&earn).filter(|_| on_paid) {
                let mut one = order.clone();
                one.lines = vec![LineSpec { paid: *paid, quantity: 1, ..line.clone() }];
                prop_assert_eq!(fen(plan.preview(&one.order()).unwrap().total) as f64, *earn, "{}", paid);
            }
        }
    }

    #[test]
    fn preview_products_agrees_with_preview(spec in plan(), mut order in order()) {
        let Some(plan) = spec.plan() else { return Ok(()) };
        for line in &mut order.lines {
            line.quantity = 1;
        }
        order.tiers.truncate(1);
        if order.tiers.is_empty() {
            order.tiers.push(None);
        }
        let read = order.order();
        let products: Vec<_> = read.lines.iter().map(|line| line.product.clone()).collect();
        let found = plan.preview_products(&products, &seller(&order)).unwrap();
        let preview = plan.preview(&read).unwrap();
        let expected: Vec<i64> =
            preview.lines.iter().map(|line| line.shares.iter().map(|share| fen(share.amount)).sum()).collect();
        prop_assert_eq!(found.into_iter().map(fen).collect::<Vec<_>>(), expected);
    }

    /// Who stands beyond the rule's levels changes nothing, whoever they are.
    #[test]
    fn a_longer_chain_pays_only_the_levels(spec in plan(), mut order in order(), more in 1..4_usize) {
        let Some(plan) = spec.plan() else { return Ok(()) };
        order.tiers.resize(order.tiers.len().max(2), None);
        let before = plan.preview(&order.order()).unwrap();
        order.tiers.extend(vec![Some("gold"); more]);
        prop_assert_eq!(plan.preview(&order.order()).unwrap(), before);
    }

    /// The winner among all wins against each rival alone, so the choice is a total order and no third
    /// rule ever turns it.
    #[test]
    fn rule_choice_is_a_total_order(spec in plan(), order in order()) {
        for line in &order.lines {
            let Some(winner) = spec.answer(&order, line).rule else { continue };
            let tier = order.tiers.first().copied().flatten();
            for (rival, rule) in spec.rules.iter().enumerate() {
                if rival == winner || !rule.matches(line, tier, order.at) {
                    continue;
                }
                let mut pair = spec.clone();
                let kept = [winner.min(rival), winner.max(rival)];
                pair.rules = kept.map(|place| spec.rules[place].clone()).to_vec();
                let Some(plan) = pair.plan() else { continue };
                let mut one = order.clone();
                one.lines = vec![line.clone()];
                let found = plan.preview(&one.order()).unwrap().lines[0].rule.clone();
                prop_assert_eq!(found, Some(format!("r{}", usize::from(winner > rival))));
            }
        }
    }
}

/// By hand: 0.15 × 1.10 = 0.165 twice; each rounds to 0.17, together 0.34; 0.30 × 1.10 = 0.33. The
/// remainders are equal, so the nearer level keeps its fen.
#[test]
fn rounding_alone_may_pass_the_limit_and_is_held_to_it() {
    let plan = Plan::parse(
        r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a", "levels": [
            { "kind": "rate", "rate": "0.15" }, { "kind": "rate", "rate": "0.15" } ] } ] }"#,
    );
    let preview = plan.unwrap().preview(&one_line(110).order()).unwrap();
    assert_eq!(preview.shares.iter().map(|share| fen(share.amount)).collect::<Vec<_>>(), [17, 16]);
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
    let preview = plan.unwrap().preview(&one_line(10_000_000_000_000).order()).unwrap();
    let shares: Vec<i64> = preview.shares.iter().map(|share| fen(share.amount)).collect();
    assert_eq!(shares, [4_999_999_950_000; 2]);
}

fn seller(order: &OrderSpec) -> Seller {
    let tier = order.tiers[0].map(str::to_owned);
    let at = Timestamp::from_millis(order.at);
    Seller { at, member: Member { tier, ..Member::default() }, ..Seller::default() }
}

fn one_line(paid: i64) -> OrderSpec {
    let line =
        LineSpec { sku: "A", category: None, merchant: None, paid, list: 0, cost: 0, quantity: 1 };
    OrderSpec { at: 0, lines: vec![line], tiers: vec![None, None] }
}
