//! Plans, orders and previews.
//!
//! Amounts are decimal texts of the major unit (`"199.00"`), rates decimal texts of a fraction
//! (`"0.15"`), times milliseconds since the Unix epoch.

use serde::Serialize;
use tsify::Tsify;
use tuike_core::commission as core;
use tuike_core::money::{Currency, Money};

/// What a sale pays: version 1.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PlanConfig {
    /// Of this format.
    #[tsify(type = "1")]
    pub version: u32,
    /// An ISO 4217 code such as `"CNY"`.
    pub currency: String,
    /// How a half is rounded; `'half-up'` where it is not said.
    #[tsify(optional)]
    pub rounding: Option<RoundingName>,
    /// Bounds that hold for every rule.
    #[tsify(optional)]
    pub limits: Option<LimitsConfig>,
    /// The most specific rule that matches a line is used.
    pub rules: Vec<RuleConfig>,
}

/// How a half is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingName {
    /// 0.5 fen becomes 1 fen.
    HalfUp,
    /// To the even neighbour.
    HalfEven,
    /// What is left of the fen is cut off.
    Down,
}

/// Bounds that hold for every rule of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LimitsConfig {
    /// `'none'` allows more than two levels; `'cn'` where it is not said.
    #[tsify(optional)]
    pub policy: Option<PolicyName>,
    /// Levels a rule may have; 2 where it is not said.
    #[tsify(optional)]
    pub max_levels: Option<u32>,
    /// The most that all levels of a line take of its base together; `"0.30"` where it is not said.
    #[tsify(optional)]
    pub max_total_rate: Option<String>,
}

/// Whose bounds hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyName {
    /// At most two levels.
    Cn,
    /// As many as the plan says.
    None,
}

/// One rule of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct RuleConfig {
    /// Its name, unique in the plan.
    pub id: String,
    /// Which lines it is for; all where it is not said.
    #[serde(rename = "match")]
    #[tsify(optional)]
    pub conditions: Option<MatchConfig>,
    /// What its rates are taken of; `'paid'` where it is not said.
    #[tsify(optional)]
    pub base: Option<BaseName>,
    /// What each level of promoters gets, the nearest first.
    pub levels: Vec<LevelConfig>,
}

/// What must hold for a rule to apply: all that is given, and of each list any entry.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct MatchConfig {
    /// Products.
    #[tsify(optional)]
    pub sku: Option<Vec<String>>,
    /// Categories; one matches itself and what lies below it (`beauty` matches `beauty/lip`).
    #[tsify(optional)]
    pub category: Option<Vec<String>>,
    /// Who ships.
    #[tsify(optional)]
    pub merchant: Option<Vec<String>>,
    /// The tier of the nearest promoter.
    #[tsify(optional)]
    pub tier: Option<Vec<String>>,
    /// The first millisecond.
    #[tsify(optional)]
    pub from: Option<f64>,
    /// The millisecond after the last.
    #[tsify(optional)]
    pub to: Option<f64>,
}

/// What a rate is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum BaseName {
    /// What the buyer pays.
    Paid,
    /// The list price.
    List,
    /// What is paid less what it cost.
    Profit,
}

/// What one level gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LevelConfig {
    /// A fraction of the base.
    Rate {
        /// The fraction.
        rate: String,
        /// At least this much a line.
        #[tsify(optional)]
        min: Option<String>,
        /// At most this much a line.
        #[tsify(optional)]
        cap: Option<String>,
    },
    /// An amount that does not depend on the price.
    Fixed {
        /// The amount.
        amount: String,
        /// What it is paid for; `'unit'` where it is not said.
        #[tsify(optional)]
        per: Option<PerName>,
    },
}

/// What a fixed amount is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum PerName {
    /// Each unit of the line.
    Unit,
    /// The line, whatever its quantity.
    Line,
}

/// An order, as far as commission depends on it.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct OrderInput {
    /// When it is placed.
    pub at: f64,
    /// What is bought.
    pub lines: Vec<OrderLine>,
    /// Who sells it, the nearest promoter first.
    pub chain: Vec<ChainMember>,
}

/// One line of an order; its amounts are per unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct OrderLine {
    /// Which product.
    pub sku: String,
    /// Its category, a path such as `"beauty/lip"`.
    #[tsify(optional)]
    pub category: Option<String>,
    /// Who ships it.
    #[tsify(optional)]
    pub merchant: Option<String>,
    /// What the buyer pays.
    pub paid: String,
    /// The list price.
    #[tsify(optional)]
    pub list: Option<String>,
    /// What it cost.
    #[tsify(optional)]
    pub cost: Option<String>,
    /// How many; 1 where it is not said.
    #[tsify(optional)]
    pub quantity: Option<u32>,
}

/// A promoter of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ChainMember {
    /// Who.
    pub promoter: String,
    /// Their tier.
    #[tsify(optional)]
    pub tier: Option<String>,
}

/// What all rows of a batch have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct RowQuery {
    /// The product.
    #[tsify(optional)]
    pub sku: Option<String>,
    /// Its category.
    #[tsify(optional)]
    pub category: Option<String>,
    /// Who ships it.
    #[tsify(optional)]
    pub merchant: Option<String>,
    /// The tier of the promoter who sells.
    #[tsify(optional)]
    pub tier: Option<String>,
    /// When.
    pub at: f64,
}

/// A product of a feed. `sku`, or `id` as backend profiles call it; other fields are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct FeedProduct {
    /// Which product.
    #[tsify(optional)]
    pub sku: Option<String>,
    /// The same, where `sku` is not there.
    #[tsify(optional)]
    pub id: Option<String>,
    /// Its category, a path such as `"beauty/lip"`.
    #[tsify(optional)]
    pub category: Option<String>,
    /// Who ships it.
    #[tsify(optional)]
    pub merchant: Option<String>,
    /// What the buyer pays.
    pub paid: String,
    /// The list price.
    #[tsify(optional)]
    pub list: Option<String>,
    /// What it cost.
    #[tsify(optional)]
    pub cost: Option<String>,
}

/// Whose commission, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct FeedQuery {
    /// The tier of the promoter who sells.
    #[tsify(optional)]
    pub tier: Option<String>,
    /// When.
    pub at: f64,
}

/// What an order pays, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Preview {
    /// The currency of every amount here.
    pub currency: String,
    /// The bases of all lines together.
    pub base: String,
    /// All shares together.
    pub total: String,
    /// Each level's share of the order, the nearest promoter's first.
    pub shares: Vec<Share>,
    /// The lines, as they stand in the order.
    pub lines: Vec<LinePreview>,
    /// The lines that the limit scaled down, where there are any.
    #[tsify(type = "Clamped | null")]
    pub clamped: Option<Clamped>,
}

/// What one promoter gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Share {
    /// 1 for the nearest promoter.
    pub level: u32,
    /// Who.
    pub promoter: String,
    /// How much.
    pub amount: String,
}

/// What one line pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct LinePreview {
    /// The product.
    pub sku: String,
    /// The rule that was chosen; `null` where none matches.
    #[tsify(type = "string | null")]
    pub rule: Option<String>,
    /// What its rates are taken of.
    pub base: String,
    /// Each level's share of this line.
    pub shares: Vec<Share>,
    /// How they came about, in order.
    pub steps: Vec<Step>,
}

/// That the plan's limit took something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Clamped {
    /// The indexes of the lines.
    pub lines: Vec<u32>,
    /// What these lines would have paid.
    pub from: String,
    /// What they pay.
    pub to: String,
}

/// One step of a calculation; fields that mean nothing for its code are absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Step {
    /// What was done.
    #[tsify(type = "'no-rule' | 'rate' | 'fixed' | 'min' | 'cap' | 'clamp'")]
    pub code: &'static str,
    /// To which level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// `rate`: the fraction. `clamp`: the plan's `maxTotalRate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// `rate`: the base. `fixed`: the amount. Others: the amount before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// `fixed`: how many times the amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The amount after this step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gives: Option<String>,
}

impl From<&core::Preview> for Preview {
    fn from(preview: &core::Preview) -> Self {
        let currency = preview.currency;
        let text = |money: Money| money.format(currency);
        Self {
            currency: currency.code().to_owned(),
            base: text(preview.base),
            total: text(preview.total),
            shares: shares(&preview.shares, currency),
            lines: preview.lines.iter().map(|line| LinePreview::of(line, currency)).collect(),
            clamped: preview.clamped.as_ref().map(|clamped| Clamped {
                lines: clamped.lines.clone(),
                from: text(clamped.from),
                to: text(clamped.to),
            }),
        }
    }
}

impl LinePreview {
    fn of(line: &core::LinePreview, currency: Currency) -> Self {
        Self {
            sku: line.sku.clone(),
            rule: line.rule.clone(),
            base: line.base.format(currency),
            shares: shares(&line.shares, currency),
            steps: line.steps.iter().map(|step| Step::of(step, currency)).collect(),
        }
    }
}

impl Step {
    fn of(step: &core::Step, currency: Currency) -> Self {
        let text = |money: Option<Money>| money.map(|money| money.format(currency));
        Self {
            code: step.code.as_str(),
            level: step.level,
            rate: step.rate.map(|rate| rate.to_string()),
            of: text(step.of),
            times: step.times,
            gives: text(step.gives),
        }
    }
}

fn shares(shares: &[core::Share], currency: Currency) -> Vec<Share> {
    shares
        .iter()
        .map(|share| Share {
            level: share.level,
            promoter: share.promoter.clone(),
            amount: share.amount.format(currency),
        })
        .collect()
}
