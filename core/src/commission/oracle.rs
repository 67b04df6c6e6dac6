//! Test only: commission worked out a second time, as slowly and plainly as possible.
//!
//! Shares nothing with the code under test but `Decimal` and `money.rs`: plans are written here as plain
//! structs, reach the code as JSON, and are computed here with decimals; the rule is found by sorting all
//! that match.

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::money::{self, Currency, Money, Rounding};
use crate::read::Node;

use super::{Order, Plan};

#[derive(Clone, Debug)]
pub(super) struct PlanSpec {
    pub(super) rounding: &'static str,
    /// 10^-8.
    pub(super) most: i64,
    pub(super) rules: Vec<RuleSpec>,
}

#[derive(Clone, Debug)]
pub(super) struct RuleSpec {
    pub(super) sku: Vec<&'static str>,
    pub(super) category: Vec<&'static str>,
    pub(super) merchant: Vec<&'static str>,
    pub(super) tier: Vec<&'static str>,
    pub(super) from: Option<u64>,
    pub(super) to: Option<u64>,
    pub(super) base: &'static str,
    pub(super) levels: Vec<LevelSpec>,
}

#[derive(Clone, Debug)]
pub(super) enum LevelSpec {
    Rate { units: i64, min: Option<i64>, cap: Option<i64> },
    Fixed { fen: i64, per: &'static str },
}

#[derive(Clone, Debug)]
pub(super) struct OrderSpec {
    pub(super) at: u64,
    pub(super) lines: Vec<LineSpec>,
    /// The nearest first.
    pub(super) tiers: Vec<Option<&'static str>>,
}

#[derive(Clone, Debug)]
pub(super) struct LineSpec {
    pub(super) sku: &'static str,
    pub(super) category: Option<&'static str>,
    pub(super) merchant: Option<&'static str>,
    /// Fen a unit.
    pub(super) paid: i64,
    pub(super) list: i64,
    pub(super) cost: i64,
    pub(super) quantity: i64,
}

/// What the oracle says of a line: the rule's place, the base, and each level's fen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) rule: Option<usize>,
    pub(super) base: i64,
    pub(super) amounts: Vec<i64>,
    pub(super) clamped: bool,
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn fraction(units: i64) -> String {
    Decimal::new(units, 8).to_string()
}

impl PlanSpec {
    pub(super) fn json(&self) -> Value {
        let rules: Vec<Value> =
            self.rules.iter().enumerate().map(|(i, rule)| rule.json(i)).collect();
        json!({ "version": 1, "currency": "CNY", "rounding": self.rounding,
                "limits": { "maxTotalRate": fraction(self.most) }, "rules": rules })
    }

    /// The plan, or `None` where the rates of a rule without a cap sum above the limit.
    pub(super) fn plan(&self) -> Option<Plan> {
        let refused = self.rules.iter().any(|rule| {
            let uncapped = rule.levels.iter().filter_map(|level| match level {
                LevelSpec::Rate { units, cap: None, .. } => Some(*units),
                _ => None,
            });
            uncapped.sum::<i64>() > self.most
        });
        // Each list is drawn in order and without repetition, and no window begins at 0 alone: the same
        // conditions are written the same. Only `beauty` beside `beauty/lip` is the same as `beauty`.
        let matches = |rule: &RuleSpec| {
            let mut category = rule.category.clone();
            if category.contains(&"beauty") {
                category.retain(|one| *one != "beauty/lip");
            }
            let window = (rule.from.is_some() || rule.to.is_some())
                .then_some((rule.from.unwrap_or(0), rule.to));
            (rule.sku.clone(), category, rule.merchant.clone(), rule.tier.clone(), window)
        };
        let same = |(place, rule): (usize, &RuleSpec)| {
            self.rules.iter().take(place).any(|earlier| matches(earlier) == matches(rule))
        };
        let refused = refused || self.rules.iter().enumerate().any(same);
        let plan = Plan::read(Node::root("plan", &self.json()));
        assert_eq!(plan.is_err(), refused, "{plan:?}");
        plan.ok()
    }

    pub(super) fn answer(&self, order: &OrderSpec, line: &LineSpec) -> Answer {
        let tier = order.tiers.first().copied().flatten();
        let mut found: Vec<_> = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.matches(line, tier, order.at))
            .map(|(place, rule)| (rule.key(), place))
            .collect();
        found.sort();
        let Some((_, place)) = found.first().copied() else {
            return Answer {
                rule: None,
                base: line.paid * line.quantity,
                amounts: vec![],
                clamped: false,
            };
        };
        let rule = &self.rules[place];
        let unit = match rule.base {
            "paid" => line.paid,
            "list" => line.list,
            _ => (line.paid - line.cost).max(0),
        };
        let base = unit * line.quantity;
        let exact: Vec<Decimal> = rule
            .levels
            .iter()
            .take(order.tiers.len())
            .map(|level| level.exact(base, line.quantity))
            .collect();
        let (amounts, clamped) = self.held_to_the_limit(&exact, base);
        Answer { rule: Some(place), base, amounts, clamped }
    }

    fn held_to_the_limit(&self, exact: &[Decimal], base: i64) -> (Vec<i64>, bool) {
        let rounding = match self.rounding {
            "half-up" => Rounding::HalfUp,
            "half-even" => Rounding::HalfEven,
            _ => Rounding::Down,
        };
        let round =
            |exact: &Decimal| money::Exact::from_decimal(*exact).round(rounding).unwrap().minor();
        let rounded: Vec<i64> = exact.iter().map(round).collect();
        let ceiling = i128::from(base) * i128::from(self.most) / 100_000_000;
        if i128::from(rounded.iter().sum::<i64>()) <= ceiling {
            return (rounded, false);
        }
        // The textbook's largest remainder: whole parts first, then one each by the size of what is left.
        let weights: Vec<i128> = exact
            .iter()
            .map(|exact| {
                let mut exact = *exact;
                exact.rescale(8);
                exact.mantissa()
            })
            .collect();
        let whole: i128 = weights.iter().sum();
        let mut shares: Vec<i128> = weights.iter().map(|weight| ceiling * weight / whole).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|i| (-(ceiling * weights[*i] % whole), *i));
        for i in order.iter().cycle().take(100) {
            if shares.iter().sum::<i128>() < ceiling && shares[*i] < i128::from(rounded[*i]) {
                shares[*i] += 1;
            }
        }
        assert_eq!(shares.iter().sum::<i128>(), ceiling);
        (shares.into_iter().map(|share| share as i64).collect(), true)
    }
}

impl RuleSpec {
    fn json(&self, place: usize) -> Value {
        let mut conditions = json!({});
        let lists = [
            ("sku", &self.sku),
            ("category", &self.category),
            ("merchant", &self.merchant),
            ("tier", &self.tier),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                conditions[name] = json!(list);
            }
        }
        for (name, time) in [("from", self.from), ("to", self.to)] {
            if let Some(time) = time {
                conditions[name] = json!(time);
            }
        }
        let levels: Vec<Value> = self.levels.iter().map(LevelSpec::json).collect();
        json!({ "id": format!("r{place}"), "match": conditions, "base": self.base, "levels": levels })
    }

    pub(super) fn matches(&self, line: &LineSpec, tier: Option<&str>, at: u64) -> bool {
        fn listed(list: &[&str], found: Option<&str>) -> bool {
            list.is_empty() || list.iter().any(|entry| Some(*entry) == found)
        }
        let below = |category: &&str| {
            let named: Vec<&str> = category.split('/').collect();
            line.category
                .is_some_and(|found| found.split('/').take(named.len()).eq(named.iter().copied()))
        };
        listed(&self.sku, Some(line.sku))
            && listed(&self.merchant, line.merchant)
            && listed(&self.tier, tier)
            && (self.category.is_empty() || self.category.iter().any(below))
            && self.from.unwrap_or(0) <= at
            && at < self.to.unwrap_or(u64::MAX)
    }

    /// Smaller is more specific.
    pub(super) fn key(&self) -> (usize, isize) {
        let given =
            [&self.sku, &self.category, &self.merchant, &self.tier].map(|list| !list.is_empty());
        let class = given[..3].iter().position(|given| *given).unwrap_or(3);
        let window = self.from.is_some() || self.to.is_some();
        (class, -(given.iter().filter(|given| **given).count() as isize + isize::from(window)))
    }
}

impl LevelSpec {
    fn json(&self) -> Value {
        match self {
            Self::Rate { units, min, cap } => json!({ "kind": "rate", "rate": fraction(*units),
                "min": min.map(yuan), "cap": cap.map(yuan) }),
            Self::Fixed { fen, per } => {
                json!({ "kind": "fixed", "amount": yuan(*fen), "per": per })
            }
        }
    }

    fn exact(&self, base: i64, quantity: i64) -> Decimal {
        match self {
            Self::Rate { units, min, cap } => {
                let mut exact = Decimal::from(base) * Decimal::new(*units, 8);
                if let Some(min) = min {
                    exact = exact.max(Decimal::from(*min));
                }
                if let Some(cap) = cap {
                    exact = exact.min(Decimal::from(*cap));
                }
                exact
            }
            Self::Fixed { fen, per } => {
                Decimal::from(if *per == "unit" { fen * quantity } else { *fen })
            }
        }
    }
}

impl OrderSpec {
    pub(super) fn order(&self) -> Order {
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                json!({ "sku": line.sku, "category": line.category, "merchant": line.merchant,
                    "paid": yuan(line.paid), "list": yuan(line.list), "cost": yuan(line.cost),
                    "quantity": line.quantity })
            })
            .collect();
        let chain: Vec<Value> = (0_u64..)
            .zip(&self.tiers)
            .map(|(i, tier)| json!({ "promoter": (9_007_199_254_740_993 + i).to_string(), "tier": tier }))
            .collect();
        let json = json!({ "at": self.at, "lines": lines, "chain": chain });
        Order::read(Node::root("order", &json), Currency::CNY).unwrap()
    }
}

pub(super) fn fen(money: Money) -> i64 {
    money.minor()
}

fn some_of(all: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![2 => Just(vec![]), 1 => proptest::sample::subsequence(all, 1..=all.len())]
}

fn rate() -> impl Strategy<Value = LevelSpec> {
    // 0.15 twice is the limit itself: where rounding alone passes it.
    let units = prop_oneof![
        Just(15_000_000),
        Just(10_000_000),
        (0..=1_500_i64).prop_map(|n| n * 10_000),
        0..=15_000_000_i64
    ];
    prop_oneof![
        2 => units.prop_map(|units| LevelSpec::Rate { units, min: None, cap: None }),
        1 => (0..=100_000_000_i64, 0..=500_i64, 0..=5_000_i64, any::<bool>()).prop_map(|(units, min, more, least)| {
            LevelSpec::Rate { units, min: least.then_some(min), cap: Some(min + more) }
        }),
    ]
}

fn level() -> impl Strategy<Value = LevelSpec> {
    prop_oneof![
        3 => rate(),
        1 => (0..=2_000_i64, prop_oneof![Just("unit"), Just("line")])
            .prop_map(|(fen, per)| LevelSpec::Fixed { fen, per }),
    ]
}

fn rule() -> impl Strategy<Value = RuleSpec> {
    let window =
        (proptest::option::weighted(0.2, 0..6_u64), proptest::option::weighted(0.2, 6..10_u64));
    (
        (some_of(&["A", "B", "C"]), some_of(&["beauty", "beauty/lip", "home"])),
        (some_of(&["m1", "m2"]), some_of(&["gold", "silver"])),
        window,
        prop_oneof![3 => Just("paid"), 1 => Just("list"), 1 => Just("profit")],
        proptest::collection::vec(level(), 1..=2),
    )
        .prop_map(|((sku, category), (merchant, tier), (from, to), base, levels)| RuleSpec {
            sku,
            category,
            merchant,
            tier,
            from,
            to,
            base,
            levels,
        })
}

pub(super) fn plan() -> impl Strategy<Value = PlanSpec> {
    (
        prop_oneof![2 => Just("half-up"), 1 => Just("half-even"), 1 => Just("down")],
        prop_oneof![4 => Just(30_000_000_i64), 1 => Just(100_000_000), 1 => 29_000_000..=31_000_000_i64],
        proptest::collection::vec(rule(), 0..=6),
    )
        .prop_map(|(rounding, most, rules)| PlanSpec { rounding, most, rules })
}

fn line() -> impl Strategy<Value = LineSpec> {
    let fen = || prop_oneof![2 => 0..=2_000_i64, 2 => 0..=50_000_i64, 1 => 0..=10_000_000_i64];
    (
        prop_oneof![Just("A"), Just("B"), Just("C"), Just("D")],
        proptest::option::of(prop_oneof![
            Just("beauty"),
            Just("beauty/lip"),
            Just("beauty/lip/matte"),
            Just("beautyful"),
            Just("home")
        ]),
        proptest::option::of(prop_oneof![Just("m1"), Just("m2"), Just("m3")]),
        (fen(), fen(), fen()),
        prop_oneof![3 => Just(1_i64), 1 => 1..=20_i64],
    )
        .prop_map(|(sku, category, merchant, (paid, list, cost), quantity)| LineSpec {
            sku,
            category,
            merchant,
            paid,
            list,
            cost,
            quantity,
        })
}

pub(super) fn order() -> impl Strategy<Value = OrderSpec> {
    let tier = proptest::option::of(prop_oneof![Just("gold"), Just("silver"), Just("bronze")]);
    (0..10_u64, proptest::collection::vec(line(), 0..=4), proptest::collection::vec(tier, 0..=4))
        .prop_map(|(at, lines, tiers)| OrderSpec { at, lines, tiers })
}
