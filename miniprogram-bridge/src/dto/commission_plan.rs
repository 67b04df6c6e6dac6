//! Plans, agreements and campaigns, as apps write them.
//!
//! Amounts are decimal texts of the major unit (`"199.00"`), rates decimal texts of a fraction
//! (`"0.15"`), times milliseconds since the Unix epoch. Only declared: `core::read` reads their JSON.

use serde::Serialize;
use tsify::Tsify;

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
    /// Who is paid where a promoter of the chain is the buyer; `'earn'` where it is not said.
    #[tsify(optional)]
    pub self_purchase: Option<SelfPurchaseName>,
    /// The most that one promoter gets for an order.
    #[tsify(optional)]
    pub cap_per_order: Option<String>,
    /// The most that one promoter gets in a day, what they have earned today included.
    #[tsify(optional)]
    pub cap_per_day: Option<String>,
    /// The most specific rule that matches a line is used; at most 500. Two with the same conditions are
    /// an error.
    pub rules: Vec<RuleConfig>,
    /// More over a window, on top of the rules; at most 100, and 4 open at one time.
    #[tsify(optional)]
    pub campaigns: Option<Vec<CampaignConfig>>,
}

/// What a merchant has agreed to for its own lines: stands behind the platform's plan in an array. Its
/// rules go before the platform's; where none of them matches, the platform's apply.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct AgreementConfig {
    /// Of this format.
    #[tsify(type = "1")]
    pub version: u32,
    /// The platform's.
    pub currency: String,
    /// Whose lines.
    pub merchant: String,
    /// Tighter than the platform's; those where it is not said.
    #[tsify(optional)]
    pub limits: Option<AgreementLimits>,
    /// As in a plan; each must surely pay the platform's `minTotalRate`.
    pub rules: Vec<RuleConfig>,
    /// As in a plan; the platform's of the same `order` come first.
    #[tsify(optional)]
    pub campaigns: Option<Vec<CampaignConfig>>,
}

/// Bounds of an agreement, inside the platform's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AgreementLimits {
    /// At most the platform's.
    #[tsify(optional)]
    pub max_levels: Option<u32>,
    /// At most the platform's.
    #[tsify(optional)]
    pub max_total_rate: Option<String>,
}

/// Who is paid where a promoter of the chain is the buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum SelfPurchaseName {
    /// The buyer, like any promoter.
    Earn,
    /// The buyer gets nothing; everyone else keeps their level.
    Forgo,
    /// The buyer leaves the chain; whoever stands above moves one level nearer.
    Shift,
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
    /// The least that each rule of an agreement must surely pay of the base: what caps, deductions,
    /// fixed amounts and product rates may change does not count. `"0"` where it is not said.
    #[tsify(optional)]
    pub min_total_rate: Option<String>,
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
#[serde(rename_all = "camelCase")]
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
    /// Where the order is placed, such as `"shop"`.
    #[tsify(optional)]
    pub channel: Option<Vec<String>>,
    /// Whether the buyer buys for the first time; an order that does not say matches neither.
    #[tsify(optional)]
    pub new_customer: Option<bool>,
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
    /// Base × `rate` − `less`, never below nothing.
    Rate {
        /// The fraction of the base.
        rate: String,
        /// An amount that is taken off.
        #[tsify(optional)]
        less: Option<String>,
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
        /// At least this much a line.
        #[tsify(optional)]
        min: Option<String>,
        /// At most this much a line.
        #[tsify(optional)]
        cap: Option<String>,
    },
    /// A fraction that depends on how much is sold.
    Tiered {
        /// `'marginal'`: each part of the base at the rate of its tier. `'whole'`: all of it at the rate of
        /// the tier it reaches.
        mode: TierModeName,
        /// `'line'`: the base of the line alone, which is meant where it is not said. `'progress'`: the
        /// promoter's `progress`, the earlier lines of the order, then this one.
        #[tsify(optional)]
        by: Option<TierByName>,
        /// The lowest first; all but the last have `upTo`. At most 50.
        tiers: Vec<TierConfig>,
        /// At least this much a line.
        #[tsify(optional)]
        min: Option<String>,
        /// At most this much a line.
        #[tsify(optional)]
        cap: Option<String>,
    },
    /// `(base × of × rate + base × subsidy) × (1 − fee)`: a share of a service fee.
    Share {
        /// The service fee, a fraction of the base; `'product'` takes each line's `serviceRate`, and at
        /// level 1 the line's `promoterRate`, or else the promoter's own `rate`, in place of `rate`.
        #[tsify(type = "'product' | (string & {})")]
        of: String,
        /// The promoter's fraction of it.
        rate: String,
        /// What the platform adds, a fraction of the base.
        #[tsify(optional)]
        subsidy: Option<String>,
        /// What the platform keeps, a fraction of all this.
        #[tsify(optional)]
        fee: Option<String>,
        /// At least this much a line.
        #[tsify(optional)]
        min: Option<String>,
        /// At most this much a line.
        #[tsify(optional)]
        cap: Option<String>,
    },
}

/// What a tier's rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum TierModeName {
    /// Each part of the base at the rate of the tier it falls into.
    Marginal,
    /// All of the base at the rate of the tier that it reaches.
    Whole,
}

/// What runs through the tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum TierByName {
    /// The base of the line.
    Line,
    /// What the promoter has sold this month, this line included.
    Progress,
}

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TierConfig {
    /// Its upper end, which it includes; not in the last tier.
    #[tsify(optional)]
    pub up_to: Option<String>,
    /// Its fraction.
    pub rate: String,
}

/// More over a window, on top of whatever rule applies. Campaigns stack by `order`, before `min` and
/// `cap`, and `maxTotalRate` still holds.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CampaignConfig {
    /// Multiplies what a level gets.
    Multiply {
        /// From `"0"` to `"10"`, with at most 8 decimals.
        by: String,
        /// Its name, unique among the campaigns of its plan.
        id: String,
        /// Its place in the stack, the lowest first; two that overlap must differ.
        order: u32,
        /// The first millisecond.
        from: f64,
        /// The millisecond after the last.
        to: f64,
        /// Which lines it is for; all where it is not said.
        #[serde(rename = "match")]
        #[tsify(optional, type = "Omit<MatchConfig, 'from' | 'to'>")]
        conditions: Option<MatchConfig>,
        /// Which levels it is for, 1 for the nearest; all where it is not said.
        #[tsify(optional)]
        levels: Option<Vec<u32>>,
        /// Applies only where no campaign of a lower order does, and then no other does.
        #[tsify(optional)]
        alone: Option<bool>,
    },
    /// Adds a fraction of the base to what a level gets.
    Add {
        /// The fraction; at most `maxTotalRate`.
        rate: String,
        /// Its name, unique among the campaigns of its plan.
        id: String,
        /// Its place in the stack, the lowest first; two that overlap must differ.
        order: u32,
        /// The first millisecond.
        from: f64,
        /// The millisecond after the last.
        to: f64,
        /// Which lines it is for; all where it is not said.
        #[serde(rename = "match")]
        #[tsify(optional, type = "Omit<MatchConfig, 'from' | 'to'>")]
        conditions: Option<MatchConfig>,
        /// Which levels it is for, 1 for the nearest; all where it is not said.
        #[tsify(optional)]
        levels: Option<Vec<u32>>,
        /// Applies only where no campaign of a lower order does, and then no other does.
        #[tsify(optional)]
        alone: Option<bool>,
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
