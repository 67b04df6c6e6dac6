//! Quotes and tax against the naive implementations, over random JSON; a failing seed is in the message.
//!
//! `TUIKE_ORACLE_CASES` says how many; one seed is one case, whatever their number.

use serde_json::{Value, json};
use tuike_core::pricing::{Quote, Request, Why};
use tuike_core::read::Node;
use tuike_core::tax::Income;
use tuike_oracle::number::show;
use tuike_oracle::pricing::{all, best};
use tuike_oracle::random::Random;
use tuike_oracle::tax;

fn cases(few: u64) -> u64 {
    std::env::var("TUIKE_ORACLE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

fn amount(random: &mut Random, most: u64) -> String {
    let most = *random.one_of(&[9, 99, 999, 9_999, most]);
    show(&random.between(0, most.min(100_000_000)).into(), 2)
}

fn line(random: &mut Random) -> Value {
    let mut line = json!({
        "sku": random.one_of(&["A", "B", "C"]), "price": amount(random, 60_000),
        "quantity": random.between(1, 4),
    });
    if random.percent(70) {
        line["category"] = json!(random.one_of(&["beauty", "beauty/lip", "beautyful", "home"]));
    }
    if random.percent(50) {
        line["merchant"] = json!(random.one_of(&["m1", "m2"]));
    }
    line
}

fn offer(random: &mut Random, place: usize) -> Value {
    let kinds = ["flash", "group", "percent", "amount", "full-reduction", "coupon"];
    let kind = *random.one_of(&kinds);
    let mut offer = json!({ "id": place.to_string(), "kind": kind });
    match kind {
        "flash" | "group" => {
            offer["price"] = json!(amount(random, 30_000));
            if random.percent(50) {
                offer["limit"] = json!(random.between(1, 5));
                offer["bought"] = json!(random.between(0, 4));
            }
            if kind == "group" && random.percent(50) {
                offer["size"] = json!(random.between(2, 4));
                offer["members"] = json!(random.between(0, 5));
            }
        }
        "percent" => offer["rate"] = json!(rate(random)),
        "coupon" if random.percent(40) => offer["rate"] = json!(rate(random)),
        _ => offer["amount"] = json!(amount(random, 20_000)),
    }
    if !["flash", "group"].contains(&kind) {
        if kind == "full-reduction" || random.percent(50) {
            offer["threshold"] = json!(show(&random.between(1, 80_000).into(), 2));
        }
        if random.percent(30) {
            offer["cap"] = json!(amount(random, 9_999));
        }
        if random.percent(40) {
            offer["stage"] = json!(random.between(0, 50));
        }
    }
    if kind == "amount" && random.percent(50) {
        offer["per"] = json!("unit");
    }
    if kind == "full-reduction" && random.percent(50) {
        offer["every"] = json!(true);
    }
    if random.percent(40) {
        offer["exclusive"] = json!(random.some_of(&["x", "y", "z"]));
    }
    if random.percent(15) {
        offer["from"] = json!(random.between(90, 110));
        offer["to"] = json!(random.between(111, 120));
    }
    if random.percent(50) {
        let mut scope = json!({});
        for (name, all) in [
            ("sku", ["A", "B", "C"].as_slice()),
            ("category", &["beauty", "beauty/lip", "home"]),
            ("merchant", &["m1", "m2"]),
        ] {
            if random.percent(40) {
                scope[name] = json!(random.some_of(all));
            }
        }
        offer["scope"] = scope;
    }
    offer
}

fn rate(random: &mut Random) -> String {
    let units = if random.percent(50) {
        random.between(0, 100) * 1_000_000
    } else {
        random.between(0, 100_000_000)
    };
    show(&units.into(), 8)
}

fn input(random: &mut Random) -> Value {
    let lines: Vec<Value> = (0..random.between(0, 4)).map(|_| line(random)).collect();
    let offers = random.between(0, 6) as usize;
    let offers: Vec<Value> = (0..offers).map(|place| offer(random, place)).collect();
    let rounding = random.one_of(&["half-up", "half-even", "down"]);
    json!({ "at": 100 + random.between(0, 12), "rounding": rounding, "lines": lines, "offers": offers })
}

fn quote(input: &Value) -> Quote {
    Request::read(&Node::root("quote", input)).unwrap().quote().unwrap()
}

#[test]
fn quotes_are_those_that_trying_everything_finds() {
    let mut combined = 0;
    let cases = cases(1_500);
    for seed in 0..cases {
        let input = input(&mut Random::new(seed));
        let (quote, all) = (quote(&input), all(&input));
        let best = best(&all);
        let says = format!("seed {seed}: {input}");
        assert_eq!(quote.total.minor(), best.total, "{says}");
        let lines: Vec<i64> = quote.lines.iter().map(|line| line.total.minor()).collect();
        assert_eq!(lines, best.lines, "{says}");
        let mut used: Vec<usize> = quote.applied.iter().map(|a| a.offer.parse().unwrap()).collect();
        used.sort_unstable();
        assert_eq!(used, best.used, "{says}");
        combined += usize::from(used.len() > 1);
        for no in &quote.not_applied {
            let place: usize = no.offer.parse().unwrap();
            let with = all.iter().filter(|answer| answer.used.contains(&place));
            let least = with.map(|answer| answer.total).min();
            let total = match &no.why {
                Why::Excluded { total, .. } | Why::WorseCombination { total } => {
                    Some(total.minor())
                }
                _ => None,
            };
            assert_eq!(total, least, "offer {place}, {}", says);
        }
    }
    // A generator that never combines would prove nothing.
    assert!(combined as u64 > cases / 8, "only {combined} of {cases} combine");
}

#[test]
fn tax_is_that_of_its_slices() {
    for seed in 0..cases(3_000) {
        let random = &mut Random::new(seed);
        let fen = *random.one_of(&[500_000, 20_000_000, 200_000_000, 10_000_000_000_000]);
        let income = show(&random.between(0, fen).into(), 2);
        let ask = |rules: &str| {
            let input = json!({ "kind": "labour-cn", "rules": rules, "year": 2026, "month": 12,
                "incomeThisMonth": income, "monthsBefore": seed % 12 });
            Income::read(&Node::root("tax", &input)).unwrap().estimate().unwrap().tax.minor()
        };
        assert_eq!(tax::per_payment(&income), ask("2018-12").into(), "seed {seed}: {income}");
        let months = (seed % 12) as u32 + 1;
        assert_eq!(
            tax::cumulative(&income, months),
            ask("2025-10").into(),
            "seed {seed}: {income}"
        );
    }
}
