//! The plan: reads the JSON, holds its limits, chooses the rule of a line.
//!
//! Never computes an amount. What can be known to be wrong without an order is refused here, with the
//! path of the field.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::commission::Plan;
//!
//! let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "all", "levels": [ { "kind": "rate", "rate": "0.25" }, { "kind": "rate", "rate": "0.10" } ] }
//! ] }"#).unwrap_err();
//! assert_eq!(error.to_string(), "plan.rules[0].levels: rates sum to 0.35, above maxTotalRate 0.30");
//! assert_eq!(error.code().as_str(), "commission/rates-above-limit");
//! ```

use core::cmp::Reverse;

use rust_decimal::Decimal;

use super::error::CommissionError;
use super::fields::{Fault, Fields};
use super::rule::{Facts, Kind, Rule};
use crate::money::{Currency, Rate, Rounding};
use crate::read::{self, Node};

/// Bounds that hold for every rule of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Levels a rule may have: at most 2 unless the plan says `policy: "none"`.
    ///
    /// Two, because 禁止传销条例 (2005-11-01) Art. 7 forbids pay that grows with the heads below; a plan
    /// made for a place with other rules says so.
    pub max_levels: u32,
    /// The most that all levels of a line take of its base together; 0.30 unless the plan says otherwise.
    ///
    /// 0.30, because 直销管理条例 (2005-12-01) Art. 24 caps pay at 30 % and the payment platforms split no
    /// more by default.
    pub max_total_rate: Rate,
}

/// A commission plan, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    currency: Currency,
    rounding: Rounding,
    limits: Limits,
    /// As they stand in the JSON.
    rules: Vec<Rule>,
    /// Indexes into `rules`, the most specific first.
    ranked: Vec<usize>,
    /// Of the rules that name SKUs: each SKU with the rule's place in `ranked`, sorted. A feed of
    /// 10,000 products asks 10,000 times, and a plan may name thousands.
    by_sku: Vec<(String, usize)>,
}

impl Plan {
    /// Rules a plan may have.
    pub const MAX_RULES: usize = 500;
    /// Levels that even `policy: "none"` allows.
    pub const MAX_LEVELS: u32 = 10;
    /// Levels without `policy: "none"`.
    pub(super) const DEFAULT_LEVELS: u32 = 2;
    /// 0.30 in units of 10^-8.
    const DEFAULT_TOTAL_UNITS: i64 = 30_000_000;

    /// Reads a plan's JSON text.
    ///
    /// # Errors
    /// As [`Plan::read`]; `input/not-json` where the text is not JSON.
    pub fn parse(text: &str) -> Result<Self, CommissionError> {
        let json = read::parse("plan", text)?;
        Self::read(Node::root("plan", &json))
    }

    /// Reads a plan; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError`]: every field is checked, and an unknown one is an error.
    pub fn read(node: Node<'_>) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let fields = fault.fields(&node, &["version", "currency", "rounding", "limits", "rules"]);
        let _ = fields.required("version");
        fields.integer("version", 1, 1);
        let currency = read_currency(&fields);
        let rounding = match fields.choice("rounding", &["half-up", "half-even", "down"]) {
            1 => Rounding::HalfEven,
            2 => Rounding::Down,
            _ => Rounding::HalfUp,
        };
        let limits = Limits::read(fields.optional("limits"), &fault);
        let rules = read_rules(&fields, currency, &limits);
        drop(fields);
        fault.unless(Self::ranked(currency, rounding, limits, rules))
    }

    fn ranked(currency: Currency, rounding: Rounding, limits: Limits, rules: Vec<Rule>) -> Self {
        let mut ranked: Vec<usize> = (0..rules.len()).collect();
        ranked.sort_by_key(|place| {
            rules
                .get(*place)
                .map(|rule| (rule.conditions.class(), Reverse(rule.conditions.count())))
        });
        let mut by_sku: Vec<(String, usize)> = Vec::new();
        for (rank, rule) in ranked.iter().filter_map(|place| rules.get(*place)).enumerate() {
            by_sku.extend(rule.conditions.sku.iter().map(|sku| (sku.clone(), rank)));
        }
        by_sku.sort_unstable();
        Self { currency, rounding, limits, rules, ranked, by_sku }
    }

    /// The currency of every amount in the plan, in orders and in previews.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// How a half is rounded.
    #[must_use]
    pub const fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// The bounds that hold for every rule.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// The rules, as they stand in the JSON.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The most specific rule that matches: SKU over category over merchant over none; then the one
    /// with more conditions; then the earlier in the list.
    pub(super) fn choose(&self, facts: &Facts<'_>) -> Option<&Rule> {
        let holds = |rule: &&Rule| rule.conditions.hold(facts);
        let at_rank = |rank: usize| self.ranked.get(rank).and_then(|place| self.rules.get(*place));
        let by_sku = facts.sku.and_then(|sku| {
            let start = self.by_sku.partition_point(|(named, _)| named.as_str() < sku);
            let named = self.by_sku.iter().skip(start).take_while(|(named, _)| named == sku);
            named.filter_map(|(_, rank)| at_rank(*rank)).find(holds)
        });
        by_sku.or_else(|| {
            let rest = self.ranked.iter().filter_map(|place| self.rules.get(*place));
            rest.filter(|rule| rule.conditions.sku.is_empty()).find(holds)
        })
    }
}

impl Limits {
    fn read(node: Option<Node<'_>>, fault: &Fault) -> Self {
        let default_total = Rate::from_units(Plan::DEFAULT_TOTAL_UNITS).unwrap_or_default();
        let mut limits = Self { max_levels: Plan::DEFAULT_LEVELS, max_total_rate: default_total };
        let Some(node) = node else { return limits };
        let fields = fault.fields(&node, &["policy", "maxLevels", "maxTotalRate"]);
        let bounded = fields.choice("policy", &["cn", "none"]) == 0;
        if let Some(levels) =
            fields.integer("maxLevels", 1, Plan::MAX_LEVELS.into()).map(|n| n as u32)
        {
            limits.max_levels = levels;
            if bounded && levels > Plan::DEFAULT_LEVELS {
                fault.keep(CommissionError::LevelsNeedPolicy {
                    path: fields.path("maxLevels"),
                    levels,
                });
            }
        }
        if let Some(rate) = fields.rate(fields.optional("maxTotalRate")) {
            limits.max_total_rate = rate;
        }
        limits
    }
}

fn read_currency(fields: &Fields<'_, '_>) -> Currency {
    let Some(node) = fields.required("currency") else { return Currency::CNY };
    Currency::parse(fields.fault.nonempty_text(&node)).unwrap_or_else(|error| {
        fields.fault.keep(node.money_error(error).into());
        Currency::CNY
    })
}

fn read_rules(fields: &Fields<'_, '_>, currency: Currency, limits: &Limits) -> Vec<Rule> {
    let items = fields.items("rules");
    if items.len() > Plan::MAX_RULES {
        fields
            .fault
            .keep(CommissionError::TooManyRules { path: fields.path("rules"), rules: items.len() });
        return Vec::new();
    }
    let mut rules: Vec<Rule> = Vec::with_capacity(items.len());
    for item in items {
        let rule = Rule::read(&item, currency, fields.fault);
        if rules.iter().any(|earlier| earlier.id() == rule.id()) {
            let (path, id) = (item.path().to_owned() + ".id", rule.id().to_owned());
            fields.fault.keep(CommissionError::DuplicateRule { path, id });
        }
        check_levels(&rule, item.path(), limits, fields.fault);
        rules.push(rule);
    }
    rules
}

fn check_levels(rule: &Rule, path: &str, limits: &Limits, fault: &Fault) {
    let path = || path.to_owned() + ".levels";
    let levels = rule.levels().len();
    let most = limits.max_levels;
    if levels > most as usize {
        fault.keep(CommissionError::TooManyLevels { path: path(), levels, most });
    }
    // Only uncapped rates: they pass the limit on every line, so the plan promises what it never keeps.
    // A cap may keep the sum below it on dear lines, and a fixed amount does on dear ones too; those
    // are clamped line by line.
    let uncapped = rule.levels().iter().map(|level| match (level.kind, level.cap) {
        (Kind::Rate { rate }, None) => rate.units(),
        (Kind::Rate { .. }, Some(_)) | (Kind::Fixed { .. }, _) => 0,
    });
    let units: i64 = uncapped.sum();
    let most = limits.max_total_rate;
    if units > most.units() {
        let sum = Decimal::new(units, u32::from(Rate::DECIMALS)).normalize().to_string();
        fault.keep(CommissionError::RatesAboveLimit { path: path(), sum, most });
    }
}
