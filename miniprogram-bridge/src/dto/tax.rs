//! Tax: what would be withheld of a month or a withdrawal. Renminbi.

use serde::Serialize;
use tsify::Tsify;
use tuike_core::money::{Currency, Money};
use tuike_core::tax as core;

/// What was earned in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TaxInput {
    /// Labour remuneration (劳务报酬) of a resident of mainland China.
    #[tsify(type = "'labour-cn'")]
    pub kind: String,
    /// `'2018-12'`: each month for itself. `'2025-10'`: the year so far, for who is paid by a platform.
    #[tsify(type = "'2018-12' | '2025-10'")]
    pub rules: String,
    /// The year of the month.
    pub year: u32,
    /// The month, 1 to 12.
    pub month: u32,
    /// What is earned in the month, before tax.
    pub income_this_month: String,
    /// `'2025-10'`: what was earned this year before the month; nothing where it is not said.
    #[tsify(optional)]
    pub income_before: Option<String>,
    /// `'2025-10'`: the months of this year, before this one and without a break up to it, in which
    /// something was earned here; 0 where it is not said.
    #[tsify(optional)]
    pub months_before: Option<u32>,
    /// `'2025-10'`: what was withheld this year before the month; nothing where it is not said.
    #[tsify(optional)]
    pub withheld_before: Option<String>,
}

/// A withdrawal that is thought of; the fields of `TaxInput` tell what was paid out before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct WithdrawalInput {
    /// As in `TaxInput`.
    #[tsify(type = "'labour-cn'")]
    pub kind: String,
    /// As in `TaxInput`.
    #[tsify(type = "'2018-12' | '2025-10'")]
    pub rules: String,
    /// The year of the month.
    pub year: u32,
    /// The month, 1 to 12.
    pub month: u32,
    /// How much, before tax and fee.
    pub amount: String,
    /// What the platform takes for it; nothing where it is not said.
    #[tsify(optional)]
    pub fee: Option<String>,
    /// The least that may be withdrawn.
    #[tsify(optional)]
    pub least: Option<String>,
    /// What was paid out in the month before it; nothing where it is not said.
    #[tsify(optional)]
    pub income_this_month: Option<String>,
    /// As in `TaxInput`.
    #[tsify(optional)]
    pub income_before: Option<String>,
    /// As in `TaxInput`.
    #[tsify(optional)]
    pub months_before: Option<u32>,
    /// As in `TaxInput`.
    #[tsify(optional)]
    pub withheld_before: Option<String>,
}

/// What would be withheld of a month. It does not know exempt income, special deductions, reductions or
/// VAT, and the annual settlement has the last word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TaxEstimate {
    /// It is one.
    #[tsify(type = "true")]
    pub estimate: bool,
    /// By which rules.
    #[tsify(type = "'2018-12' | '2025-10'")]
    pub rules: &'static str,
    /// The announcement they stand in.
    pub source: &'static str,
    /// When it was published, `YYYY-MM-DD`.
    pub published: &'static str,
    /// Since when it holds, `YYYY-MM-DD`.
    pub in_force: &'static str,
    /// What is earned in the month, before tax.
    pub income: String,
    /// What is withheld of it, rounded once to the fen, half up.
    pub tax: String,
    /// What is left of it.
    pub net: String,
    /// What has been withheld this year beyond what is due.
    pub excess: String,
    /// How the tax comes about, in order.
    pub steps: Vec<TaxStep>,
}

/// One step; fields that mean nothing for its code are absent. Amounts are shown to the fen and kept
/// exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct TaxStep {
    /// What was done.
    #[tsify(type = "'income' | 'expense' | 'allowance' | 'taxable' | 'bracket' | 'withheld'")]
    pub code: &'static str,
    /// `expense` of a fraction, `bracket`: the rate in per cent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// `allowance`: for how many months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// `bracket`: the quick deduction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quick: Option<String>,
    /// `income`, `taxable`: so far. `expense`, `allowance`, `withheld`: what is taken off. `bracket`: the tax.
    pub amount: String,
}

/// What arrives of a withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Payout {
    /// It is one.
    #[tsify(type = "true")]
    pub estimate: bool,
    /// How much is withdrawn.
    pub amount: String,
    /// What it adds to the tax of its month.
    pub tax: String,
    /// What the platform takes for it; at most what the tax leaves.
    pub fee: String,
    /// What arrives: `amount − tax − fee`.
    pub net: String,
    /// What is missing to the least that may be withdrawn; `"0.00"` where it may be.
    pub missing: String,
    /// The month with this withdrawal in it.
    pub month: TaxEstimate,
}

fn text(money: Money) -> String {
    money.format(Currency::CNY)
}

impl From<&core::Estimate> for TaxEstimate {
    fn from(estimate: &core::Estimate) -> Self {
        let source = estimate.rules.source();
        let steps = estimate.steps.iter().map(|step| TaxStep {
            code: step.code.as_str(),
            percent: step.percent,
            months: step.months,
            quick: step.quick.map(text),
            amount: text(step.amount),
        });
        Self {
            estimate: true,
            rules: estimate.rules.as_str(),
            source: source.name,
            published: source.published,
            in_force: source.in_force,
            income: text(estimate.income),
            tax: text(estimate.tax),
            net: text(estimate.net),
            excess: text(estimate.excess),
            steps: steps.collect(),
        }
    }
}

impl From<&core::Payout> for Payout {
    fn from(payout: &core::Payout) -> Self {
        Self {
            estimate: true,
            amount: text(payout.amount),
            tax: text(payout.tax),
            fee: text(payout.fee),
            net: text(payout.net),
            missing: text(payout.missing),
            month: TaxEstimate::from(&payout.month),
        }
    }
}
