//! Commission against the second implementation of `tests/oracle`, which is written from the words and
//! computes with big fractions; thousands of seeded plans and orders, a million on demand:
//! `TUIKE_ORACLE_CASES=1000000 cargo test --release -p tuike-tests --test oracle_commission -- --nocapture`.

mod oracle;

use num_bigint::BigInt;
use oracle::{Seen, compare, same};
use tuike_core::code::Coded;
use tuike_core::commission::{
    CommissionError, LinePreview, Order, Plan, Preview, Refund, RefundLine, StepCode,
};
use tuike_core::money::{Money, Rounding};
use tuike_core::read::Node;
use tuike_oracle::commission::cases::Case;
use tuike_oracle::commission::{self, Preview as Expected};
use tuike_oracle::number;

/// One case, as far as it is legal.
struct Played {
    case: Case,
    plan: Plan,
    order: Order,
    preview: Preview,
}

fn read(case: &Case) -> Result<(Plan, Order), CommissionError> {
    let plan = Plan::read(Node::root("plan", &case.plan))?;
    let order = Order::read(Node::root("order", &case.order), plan.currency())?;
    Ok((plan, order))
}

/// The case of a seed, where the core previews it.
fn play(seed: u64) -> Option<Played> {
    let case = Case::new(seed);
    let (plan, order) = read(&case).ok()?;
    let preview = plan.preview(&order).ok()?;
    Some(Played { case, plan, order, preview })
}

fn fen(amount: Money) -> BigInt {
    amount.minor().into()
}

/// The core's answer in the oracle's shape.
fn plain(preview: &Preview) -> Expected {
    let line = |line: &LinePreview| commission::Line {
        rule: line.rule.clone(),
        agreement: line.agreement.clone(),
        base: fen(line.base),
        shares: line.shares.iter().map(|share| fen(share.amount)).collect(),
        clamped_from: clamped_from(line),
    };
    Expected {
        base: fen(preview.base),
        total: fen(preview.total),
        shares: preview.shares.iter().map(|share| fen(share.amount)).collect(),
        lines: preview.lines.iter().map(line).collect(),
        clamped: preview.clamped.as_ref().map(|clamped| commission::Clamped {
            lines: clamped.lines.iter().map(|line| *line as usize).collect(),
            from: fen(clamped.from),
            to: fen(clamped.to),
        }),
        capped: preview
            .capped
            .iter()
            .map(|capped| (capped.level as usize, fen(capped.from), fen(capped.to)))
            .collect(),
    }
}

/// By the steps: what the levels would have got together, where there is a step that says so.
fn clamped_from(line: &LinePreview) -> Option<BigInt> {
    let steps = line.steps.iter().filter(|step| step.code == StepCode::Clamp);
    let before: Vec<BigInt> = steps.filter_map(|step| step.of).map(fen).collect();
    (!before.is_empty()).then(|| before.iter().sum())
}

fn agrees(seed: u64, seen: &mut Seen) -> Result<(), String> {
    let case = Case::new(seed);
    let shown = |difference| format!("{difference}\nplan {}\norder {}", case.plan, case.order);
    let code = |error: CommissionError| error.code().as_str();
    let refusals = commission::refusals(&case.plan);
    let read = read(&case).map_err(code);
    if let Some(what) = refusals.first() {
        *seen.entry(what).or_default() += 1;
        return match read {
            Err(found) if refusals.contains(found) => Ok(()),
            found => Err(shown(format!("core: {:?}, oracle: {refusals:?}", found.map(|_| ())))),
        };
    }
    let core = read.and_then(|(plan, order)| plan.preview(&order).map_err(code));
    let oracle = commission::preview(&case.plan, &case.order);
    note(&case, &oracle, seen);
    same("preview", core.map(|preview| plain(&preview)), oracle).map_err(shown)
}

fn note(case: &Case, oracle: &Result<Expected, &'static str>, seen: &mut Seen) {
    let mut count = |what, whether: bool| *seen.entry(what).or_default() += u64::from(whether);
    match oracle {
        Ok(preview) => {
            let some = |test: fn(&commission::Line) -> bool| preview.lines.iter().any(test);
            count("paid", preview.total > 0.into());
            count("clamped", some(|line| line.clamped_from.is_some()));
            count("capped", !preview.capped.is_empty());
            count("no rule", some(|line| line.rule.is_none()));
            count("agreement", some(|line| line.agreement.is_some()));
            count("two levels", some(|line| line.shares.len() > 1));
            count("more levels", some(|line| line.shares.len() > 2));
            count(
                "clamped among three",
                some(|line| line.clamped_from.is_some() && line.shares.len() > 2),
            );
            count(
                "buyer in chain",
                case.order["chain"].as_array().is_some_and(|chain| {
                    chain.iter().any(|one| one["promoter"] == case.order["buyer"])
                }),
            );
        }
        Err(code) => count(code, true),
    }
}

#[test]
fn previews_agree_to_the_fen() {
    let expected = [
        "paid",
        "clamped",
        "capped",
        "no rule",
        "agreement",
        "two levels",
        "more levels",
        "clamped among three",
        "buyer in chain",
        "money/too-large",
        "commission/missing-base",
        "commission/rates-above-limit",
        "commission/same-match",
    ];
    compare(4_000, &expected, agrees);
}

#[test]
fn shares_sum_to_the_total_and_nothing_passes_a_bound() {
    compare(2_000, &["played"], |seed, seen| {
        let Some(Played { case, plan, order, preview }) = play(seed) else { return Ok(()) };
        *seen.entry("played").or_default() += 1;
        let sum = |amounts: &mut dyn Iterator<Item = Money>| -> BigInt { amounts.map(fen).sum() };
        let total = fen(preview.total);
        same("levels", sum(&mut preview.shares.iter().map(|share| share.amount)), total.clone())?;
        let lines = preview.lines.iter().flat_map(|line| &line.shares);
        same("lines", sum(&mut lines.map(|share| share.amount)), total)?;
        same("bases", sum(&mut preview.lines.iter().map(|line| line.base)), fen(preview.base))?;
        for line in &preview.lines {
            for share in &line.shares {
                let last = line.steps.iter().rfind(|step| step.level == Some(share.level));
                same("its last step", last.and_then(|step| step.gives), Some(share.amount))?;
            }
            let together = sum(&mut line.shares.iter().map(|share| share.amount));
            // An agreement's limit is never above the platform's.
            let most = number::rate(&plan.limits().max_total_rate.to_string());
            let most = number::whole(fen(line.base)) * most;
            same("within the limit", number::whole(together) <= most, true)?;
        }
        for (share, member) in preview.shares.iter().zip(paid_chain(&plan, &order)) {
            let free = plan.cap_per_day().map(|cap| fen(cap) - fen(member.earned_today));
            let caps = plan.cap_per_order().map(fen).into_iter().chain(free);
            let most = caps.map(|cap| cap.max(0.into())).min();
            let held = most.is_none_or(|most| fen(share.amount) <= most);
            same(&format!("within the caps {}", case.plan), held, true)?;
        }
        Ok(())
    });
}

/// The chain without a buyer who leaves it.
fn paid_chain<'a>(
    plan: &Plan,
    order: &'a Order,
) -> impl Iterator<Item = &'a tuike_core::commission::Member> {
    let leaves = plan.self_purchase() == tuike_core::commission::SelfPurchase::Shift;
    let buyer = order.buyer.clone();
    order.chain.iter().filter(move |one| !leaves || buyer.as_ref() != Some(&one.promoter))
}

/// The rule that is chosen among all is chosen against each rival alone, whatever matches besides: so the
/// choice is a total order.
#[test]
fn the_rule_of_a_line_is_chosen_against_each_rival_alone() {
    compare(500, &["rivals"], |seed, seen| {
        let Some(Played { mut case, plan, order, .. }) = play(seed) else { return Ok(()) };
        let Some(rules) = case.plan["rules"].as_array().cloned() else { return Ok(()) };
        for line in &order.lines {
            let alone = Order { lines: vec![line.clone()], ..order.clone() };
            let chosen = |plan: &Plan| plan.preview(&alone).ok().map(|p| p.lines[0].rule.clone());
            let winner = chosen(&plan);
            let Some(Some(name)) = &winner else { continue };
            for rival in rules.iter().filter(|rule| rule["id"] != name.as_str()) {
                let pair =
                    rules.iter().filter(|rule| *rule == rival || rule["id"] == name.as_str());
                case.plan["rules"] = pair.cloned().collect();
                let pair = Plan::read(Node::root("plan", &case.plan)).map_err(|e| e.to_string())?;
                *seen.entry("rivals").or_default() += 1;
                same(&format!("against {rival} in {rules:?}"), chosen(&pair), winner.clone())?;
            }
        }
        Ok(())
    });
}

/// Whatever the sequence: each refund takes what the words say, all together take what was given, and
/// after that nothing.
#[test]
fn refunds_take_back_what_was_given_and_never_more() {
    compare(2_000, &["refunded", "in parts", "nothing left"], |seed, seen| {
        let Some(Played { case, plan, preview, .. }) = play(seed) else { return Ok(()) };
        if case.refunds.is_empty() {
            return Ok(());
        }
        let rounding = match plan.rounding() {
            Rounding::HalfUp => number::Rounding::HalfUp,
            Rounding::HalfEven => number::Rounding::HalfEven,
            Rounding::Down => number::Rounding::Down,
        };
        let (mut state, mut total) = (preview.clone(), BigInt::from(0));
        let mut units = vec![0; preview.lines.len()];
        for (step, refund) in case.refunds.iter().enumerate() {
            let lines = refund
                .iter()
                .map(|(index, quantity)| RefundLine { index: *index, quantity: *quantity as u32 });
            let refund_of = Refund { lines: lines.collect() };
            let back = plan.refund(&state, &refund_of).map_err(|error| error.to_string())?;
            let mut expected = vec![BigInt::from(0); preview.shares.len()];
            for (index, quantity) in refund {
                let line = &preview.lines[*index];
                let all = u64::from(line.quantity);
                let (before, after) = (units[*index], (units[*index] + quantity).min(all));
                units[*index] = after;
                for (share, expected) in line.shares.iter().zip(&mut expected) {
                    let back = |k| commission::given_back(&fen(share.amount), k, all, rounding);
                    *expected += back(after) - back(before);
                }
            }
            let shares: Vec<BigInt> = back.shares.iter().map(|share| fen(share.amount)).collect();
            same(
                &format!("refund {step} of {:?}\n{}", case.refunds, case.plan),
                shares,
                expected.clone(),
            )?;
            same("its total", fen(back.total), expected.iter().sum())?;
            total += fen(back.total);
            let last = step + 1 == case.refunds.len();
            let mut count = |what, whether| *seen.entry(what).or_default() += u64::from(whether);
            count("refunded", back.total > Money::ZERO);
            count("in parts", back.total > Money::ZERO && back.total < preview.total);
            count("nothing left", last && preview.total > Money::ZERO && back.total == Money::ZERO);
            state = back.after;
        }
        same(&format!("all refunds of {:?}", case.refunds), total, fen(preview.total))
    });
}
