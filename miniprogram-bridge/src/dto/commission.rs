//! Orders, previews, refunds and explanations.
//!
//! Amounts are decimal texts of the major unit (`"199.00"`), rates decimal texts of a fraction
//! (`"0.15"`), times milliseconds since the Unix epoch. What goes out is only declared here:
//! `commission_out.rs` writes it, because a preview is made for every product on a screen.

use serde::Serialize;
use tsify::Tsify;

use super::commission_plan::BaseName;

/// An order, as far as commission depends on it.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct OrderInput {
    /// When it is placed.
    pub at: f64,
    /// Must be the plan's, where it is said.
    #[tsify(optional)]
    pub currency: Option<String>,
    /// What is bought; at most 1,000.
    pub lines: Vec<OrderLine>,
    /// Who sells it, the nearest promoter first.
    pub chain: Vec<ChainMember>,
    /// Where it is placed, such as `"shop"`: rules and campaigns may match it.
    #[tsify(optional)]
    pub channel: Option<String>,
    /// Whether the buyer buys for the first time; a rule for either needs it to be said.
    #[tsify(optional)]
    pub new_customer: Option<bool>,
    /// Who buys. A promoter of the chain with this name buys for themselves: `selfPurchase` of the plan.
    #[tsify(optional)]
    pub buyer: Option<String>,
}

/// One line of an order; its amounts are per unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    /// Which product.
    pub sku: String,
    /// Its category, a path such as `"beauty/lip"`.
    #[tsify(optional)]
    pub category: Option<String>,
    /// Who ships it.
    #[tsify(optional)]
    pub merchant: Option<String>,
    /// What the buyer pays, after all discounts and without shipping.
    pub paid: String,
    /// What the buyer pays for all of the line, as `pricing.quote` says it: where the sum does not divide by
    /// the quantity, `paid` is cut. It then takes the place of `paid × quantity`.
    #[tsify(optional)]
    pub paid_total: Option<String>,
    /// The list price.
    #[tsify(optional)]
    pub list: Option<String>,
    /// What it cost.
    #[tsify(optional)]
    pub cost: Option<String>,
    /// The service fee that its merchant pays, a fraction; needed by `{ kind: 'share', of: 'product' }`.
    #[tsify(optional)]
    pub service_rate: Option<String>,
    /// The promoter's fraction of that fee on this product, where it has one of its own.
    #[tsify(optional)]
    pub promoter_rate: Option<String>,
    /// How many; 1 where it is not said.
    #[tsify(optional)]
    pub quantity: Option<u32>,
}

/// A promoter of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ChainMember {
    /// Who.
    pub promoter: String,
    /// Their tier.
    #[tsify(optional)]
    pub tier: Option<String>,
    /// Their own fraction of a service fee, where the product has none of its own.
    #[tsify(optional)]
    pub rate: Option<String>,
    /// What they have sold this month before this; `"0"` where it is not said. Tiers by progress begin here.
    #[tsify(optional)]
    pub progress: Option<String>,
    /// What they have earned today before this; `"0"` where it is not said. For `capPerDay`.
    #[tsify(optional)]
    pub earned_today: Option<String>,
}

/// What all rows of a batch have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
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
    /// Where it is sold, such as `"shop"`.
    #[tsify(optional)]
    pub channel: Option<String>,
    /// Whether the buyer buys for the first time.
    #[tsify(optional)]
    pub new_customer: Option<bool>,
    /// Their own fraction of a service fee, where the product has none of its own.
    #[tsify(optional)]
    pub rate: Option<String>,
    /// What they have sold this month before this; `"0"` where it is not said. Tiers by progress begin here.
    #[tsify(optional)]
    pub progress: Option<String>,
    /// What they have earned today before this; `"0"` where it is not said. For `capPerDay`.
    #[tsify(optional)]
    pub earned_today: Option<String>,
    /// When.
    pub at: f64,
}

/// A product of a feed. `sku`, or `id` as backend profiles call it; other fields are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
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
    /// What the buyer pays, after all discounts and without shipping.
    pub paid: String,
    /// The list price.
    #[tsify(optional)]
    pub list: Option<String>,
    /// What it cost.
    #[tsify(optional)]
    pub cost: Option<String>,
    /// The service fee that its merchant pays, a fraction; needed by `{ kind: 'share', of: 'product' }`.
    #[tsify(optional)]
    pub service_rate: Option<String>,
    /// The promoter's fraction of that fee on this product, where it has one of its own.
    #[tsify(optional)]
    pub promoter_rate: Option<String>,
}

/// Whose commission, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct FeedQuery {
    /// The tier of the promoter who sells.
    #[tsify(optional)]
    pub tier: Option<String>,
    /// Where it is sold, such as `"shop"`.
    #[tsify(optional)]
    pub channel: Option<String>,
    /// Whether the buyer buys for the first time.
    #[tsify(optional)]
    pub new_customer: Option<bool>,
    /// Their own fraction of a service fee, where the product has none of its own.
    #[tsify(optional)]
    pub rate: Option<String>,
    /// What they have sold this month before this; `"0"` where it is not said. Tiers by progress begin here.
    #[tsify(optional)]
    pub progress: Option<String>,
    /// What they have earned today before this; `"0"` where it is not said. For `capPerDay`.
    #[tsify(optional)]
    pub earned_today: Option<String>,
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
    /// The lines that `maxTotalRate` scaled down; `null` where there are none.
    #[tsify(type = "Clamped | null")]
    pub clamped: Option<Clamped>,
    /// The promoters whose share of the whole order `capPerOrder` or `capPerDay` lowered; absent where
    /// there are none.
    #[tsify(optional)]
    pub capped: Option<Vec<Capped>>,
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
    /// The merchant whose agreement the rule is from; absent where it is the platform's.
    #[tsify(optional)]
    pub agreement: Option<String>,
    /// How many were bought.
    pub quantity: u32,
    /// How many of them have been refunded so far; absent before the first.
    #[tsify(optional)]
    pub refunded: Option<u32>,
    /// What its rates are taken of.
    pub basis: BaseName,
    /// How much that is, for all units.
    pub base: String,
    /// Each level's share of this line, before any refund.
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

/// That a promoter's share of the whole order was lowered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Capped {
    /// 1 for the nearest promoter.
    pub level: u32,
    /// Who.
    pub promoter: String,
    /// By `capPerOrder` or by `capPerDay`.
    #[tsify(type = "'order' | 'day'")]
    pub by: &'static str,
    /// What their lines would have paid.
    pub from: String,
    /// What they pay.
    pub to: String,
}

/// One step of a calculation, by its code. `gives` is rounded to be shown; the next step goes on from
/// the exact amount, and what a level is paid is rounded once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each variant says what its fields are")]
pub enum Step {
    /// No rule matches the line: it pays nothing.
    NoRule,
    /// `of` (the base) × `rate`.
    Rate { level: u32, rate: String, of: String, gives: String },
    /// `of` (the amount) × `times`.
    Fixed { level: u32, of: String, times: u32, gives: String },
    /// `of` (the amount before) − `less`.
    Less { level: u32, less: String, of: String, gives: String },
    /// `of` (the part of the base in this tier) × `rate`.
    Tier { level: u32, rate: String, of: String, gives: String },
    /// The tiers together; `of` is the base.
    Sum { level: u32, of: String, gives: String },
    /// `of` (the base) × `service` (the service fee) × `rate` (the promoter's fraction of it).
    Share { level: u32, rate: String, service: String, of: String, gives: String },
    /// The amount before + `of` (the base) × `rate`.
    Subsidy { level: u32, rate: String, of: String, gives: String },
    /// `of` (the amount before) × (1 − `rate`).
    Fee { level: u32, rate: String, of: String, gives: String },
    /// `of` (the amount before) × `by`.
    Multiply { level: u32, campaign: String, by: String, of: String, gives: String },
    /// The amount before + `of` (the base) × `rate`.
    Add { level: u32, campaign: String, rate: String, of: String, gives: String },
    /// Raised to the level's `min`.
    Min { level: u32, of: String, gives: String },
    /// Lowered to the level's `cap`.
    Cap { level: u32, of: String, gives: String },
    /// The promoter is the buyer, and `selfPurchase` is `'forgo'`.
    SelfPurchase { level: u32, gives: String },
    /// Scaled down, because the levels together passed `rate` (the `maxTotalRate`) of the base.
    Clamp { level: u32, rate: String, of: String, gives: String },
    /// Lowered, because the promoter's lines together passed `capPerOrder`.
    CapPerOrder { level: u32, of: String, gives: String },
    /// Lowered, because the promoter would pass `capPerDay`.
    CapPerDay { level: u32, of: String, gives: String },
}

/// What is given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct RefundInput {
    /// Which lines.
    pub lines: Vec<RefundLine>,
}

/// How much of a line is given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct RefundLine {
    /// Its place in the order, from 0.
    pub index: u32,
    /// How many units; what passes those that are left does not count.
    pub quantity: u32,
}

/// What a refund takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct TakenBack {
    /// The currency of every amount here.
    pub currency: String,
    /// All of it.
    pub total: String,
    /// From each level.
    pub shares: Vec<Share>,
    /// Line by line, as the refund names them.
    pub lines: Vec<TakenLine>,
    /// The preview with what has been refunded by now: keep it for the next refund.
    pub after: Preview,
}

/// What the refund of a line takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct TakenLine {
    /// Its place in the order.
    pub index: u32,
    /// How many units counted: no more than were left.
    pub quantity: u32,
    /// From each level.
    pub shares: Vec<Share>,
}

/// A preview in words, as an app shows it under 怎么算的.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Explained {
    /// What the nearest promoter gets: `"¥37.80"`.
    pub total: String,
    /// Line by line.
    pub lines: Vec<ExplainedLine>,
    /// What else to know: what the promoter above gets, and that it is an estimate.
    pub notes: Vec<String>,
}

/// A line in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ExplainedLine {
    /// The product.
    pub sku: String,
    /// Step by step, all levels.
    pub steps: Vec<ExplainedStep>,
}

/// A step in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ExplainedStep {
    /// Whose; absent where the line pays nobody.
    #[tsify(optional)]
    pub level: Option<u32>,
    /// The calculation: `"¥378.00 × 10%"`; empty where there is none.
    pub sum: String,
    /// What it gives: `"¥37.80"`; empty where there is nothing.
    pub gives: String,
    /// Why: `"按成交价提成"`, `"A share of the price"`.
    pub why: String,
}
