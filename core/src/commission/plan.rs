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
    /// How many of `ranked` name SKUs.
    with_sku: usize,
}

impl Plan {
    /// Rules a plan may have.
    pub const MAX_RULES: usize = 500;
    /// Levels that even `policy: "none"` allows.
    pub const MAX_LEVELS: u32 = 10;
    /// Levels without `policy: "none"`.
    const DEFAULT_LEVELS: u32 = 2;
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
        let object = node.object(&["version", "currency", "rounding", "limits", "rules"])?;
        object.required("version")?.integer(1, 1)?;
        let currency = object.required("currency")?;
        let currency =
            Currency::parse(currency.text()?).map_err(|error| currency.money_error(error))?;
        let rounding = match object.optional("rounding") {
            Some(node) => node.choice(&[
                ("half-up", Rounding::HalfUp),
                ("half-even", Rounding::HalfEven),
                ("down", Rounding::Down),
            ])?,
            None => Rounding::default(),
        };
        let limits = Limits::read(object.optional("limits"))?;
        let rules = read_rules(&object.required("rules")?, currency, &limits)?;
        Ok(Self::ranked(currency, rounding, limits, rules))
    }

    fn ranked(currency: Currency, rounding: Rounding, limits: Limits, rules: Vec<Rule>) -> Self {
        let mut keys: Vec<_> = rules
            .iter()
            .enumerate()
            .map(|(place, rule)| (rule.conditions.class(), Reverse(rule.conditions.count()), place))
            .collect();
        keys.sort_unstable();
        let with_sku = keys.iter().filter(|(class, _, _)| *class == 0).count();
        let ranked: Vec<usize> = keys.into_iter().map(|(_, _, place)| place).collect();
        let mut by_sku: Vec<(String, usize)> = Vec::new();
        for (rank, rule) in
            ranked.iter().filter_map(|place| rules.get(*place)).take(with_sku).enumerate()
        {
            by_sku.extend(rule.conditions.sku.iter().map(|sku| (sku.clone(), rank)));
        }
        by_sku.sort_unstable();
        Self { currency, rounding, limits, rules, ranked, by_sku, with_sku }
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
        let by_sku = facts.sku.and_then(|sku| {
            let start = self.by_sku.partition_point(|(named, _)| named.as_str() < sku);
            self.by_sku
                .iter()
                .skip(start)
                .take_while(|(named, _)| named == sku)
                .find_map(|(_, rank)| self.at_rank(*rank).filter(holds))
        });
        by_sku.or_else(|| {
            self.ranked
                .iter()
                .skip(self.with_sku)
                .filter_map(|place| self.rules.get(*place))
                .find(holds)
        })
    }

    fn at_rank(&self, rank: usize) -> Option<&Rule> {
        self.ranked.get(rank).and_then(|place| self.rules.get(*place))
    }
}

impl Limits {
    fn read(node: Option<Node<'_>>) -> Result<Self, CommissionError> {
        let default_total = Rate::from_units(Plan::DEFAULT_TOTAL_UNITS).unwrap_or_default();
        let mut limits = Self { max_levels: Plan::DEFAULT_LEVELS, max_total_rate: default_total };
        let Some(node) = node else { return Ok(limits) };
        let object = node.object(&["policy", "maxLevels", "maxTotalRate"])?;
        let bounded = match object.optional("policy") {
            Some(node) => node.choice(&[("cn", true), ("none", false)])?,
            None => true,
        };
        if let Some(node) = object.optional("maxLevels") {
            limits.max_levels = node.integer(1, u64::from(Plan::MAX_LEVELS))? as u32;
            if bounded && limits.max_levels > Plan::DEFAULT_LEVELS {
                return Err(CommissionError::LevelsNeedPolicy {
                    path: node.path().to_owned(),
                    levels: limits.max_levels,
                });
            }
        }
        if let Some(node) = object.optional("maxTotalRate") {
            limits.max_total_rate = node.rate()?;
        }
        Ok(limits)
    }
}

fn read_rules(
    node: &Node<'_>,
    currency: Currency,
    limits: &Limits,
) -> Result<Vec<Rule>, CommissionError> {
    let items = node.items()?;
    if items.len() > Plan::MAX_RULES {
        return Err(CommissionError::TooManyRules {
            path: node.path().to_owned(),
            rules: items.len(),
        });
    }
    let mut rules: Vec<Rule> = Vec::with_capacity(items.len());
    for item in items {
        let rule = Rule::read(&item, currency)?;
        if rules.iter().any(|earlier| earlier.id() == rule.id()) {
            return Err(CommissionError::DuplicateRule {
                path: item.path().to_owned() + ".id",
                id: rule.id().to_owned(),
            });
        }
        check_levels(&rule, item.path(), limits)?;
        rules.push(rule);
    }
    Ok(rules)
}

fn check_levels(rule: &Rule, path: &str, limits: &Limits) -> Result<(), CommissionError> {
    let levels = rule.levels().len();
    if levels > limits.max_levels as usize {
        return Err(CommissionError::TooManyLevels {
            path: path.to_owned() + ".levels",
            levels,
            most: limits.max_levels,
        });
    }
    // Only uncapped rates: they pass the limit on every line, so the plan promises what it never keeps.
    // A cap may keep the sum below it on dear lines, and a fixed amount does on dear ones too; those
    // are clamped line by line.
    let units: i64 = rule
        .levels()
        .iter()
        .map(|level| match (level.kind, level.cap) {
            (Kind::Rate { rate }, None) => rate.units(),
            (Kind::Rate { .. }, Some(_)) | (Kind::Fixed { .. }, _) => 0,
        })
        .sum();
    if units > limits.max_total_rate.units() {
        return Err(CommissionError::RatesAboveLimit {
            path: path.to_owned() + ".levels",
            sum: Decimal::new(units, u32::from(Rate::DECIMALS)).normalize().to_string(),
            most: limits.max_total_rate,
        });
    }
    Ok(())
}
