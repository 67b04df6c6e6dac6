//! The steps of a preview in words, as an app shows them under 怎么算的.
//!
//! Says what the preview says; computes nothing.
//!
//! ```
//! use tuike_core::commission::{Language, Order, Plan};
//! use tuike_core::read::{self, Node};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "all", "levels": [
//!   { "kind": "rate", "rate": "0.125", "cap": "20.00" } ] } ] }"#)?;
//! let order = read::parse("order", r#"{ "at": 0, "lines": [ { "sku": "a", "paid": "200.00" } ],
//!   "chain": [ { "promoter": "1" } ] }"#)?;
//! let preview = plan.preview(&Order::read(Node::root("order", &order), plan.currency())?)?;
//!
//! let told = preview.explain(Language::Chinese);
//! let steps: Vec<_> = told.lines[0].steps.iter().map(|step| (step.sum.as_str(), step.why.as_str())).collect();
//! assert_eq!(steps, [("¥200.00 × 12.5%", "按成交价提成"), ("¥25.00 → ¥20.00", "超过封顶，按封顶算")]);
//! assert_eq!(told.total, "¥20.00");
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::preview::{LinePreview, Preview};
use super::rule::Base;
use super::step::{Step, StepCode};
use crate::money::{Currency, Money, Rate, units_digits};

/// A language that the steps can be told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `zh-CN`.
    Chinese,
    /// `en`.
    English,
}

/// A preview in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What the nearest promoter gets: `¥37.80`.
    pub total: String,
    /// Line by line.
    pub lines: Vec<ExplainedLine>,
    /// What else to know: what the promoter above gets, and that it is an estimate.
    pub notes: Vec<String>,
}

/// A line in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedLine {
    /// The product.
    pub sku: String,
    /// Step by step, all levels.
    pub steps: Vec<ExplainedStep>,
}

/// A step in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedStep {
    /// Whose; `None` where the line pays nobody.
    pub level: Option<u32>,
    /// The calculation: `¥378.00 × 10%`; empty where there is none.
    pub sum: String,
    /// What it gives: `¥37.80`; empty where there is nothing.
    pub gives: String,
    /// Why.
    pub why: String,
}

impl Language {
    /// A language by its tag: `zh-CN` or `en`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag {
            "zh-CN" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    const fn of(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

impl Preview {
    /// The preview in words.
    #[must_use]
    pub fn explain(&self, language: Language) -> Explained {
        let teller = Teller { language, currency: self.currency };
        let share = |level: u32| {
            let found = self.shares.iter().find(|share| share.level == level);
            found.map_or(Money::ZERO, |share| share.amount)
        };
        let mut notes = Vec::new();
        if share(2) > Money::ZERO {
            let above = teller.money(share(2));
            notes.push(match language {
                Language::Chinese => ["上级另得 ", &above, "，不从你的佣金里扣"].concat(),
                Language::English => {
                    ["Your referrer gets ", &above, " besides; it is not taken from yours"].concat()
                }
            });
        }
        let estimate = "An estimate. What the buyer pays decides, and a refund takes it back.";
        let estimate = language.of("这是预估。以买家实付为准，退款会收回。", estimate);
        notes.push(estimate.to_owned());
        let line = |line: &LinePreview| ExplainedLine {
            sku: line.sku.clone(),
            steps: line.steps.iter().map(|step| teller.step(step, line.basis)).collect(),
        };
        Explained {
            total: teller.money(share(1)),
            lines: self.lines.iter().map(line).collect(),
            notes,
        }
    }
}

struct Teller {
    language: Language,
    currency: Currency,
}

impl Teller {
    fn money(&self, amount: Money) -> String {
        let sign = match self.currency.code() {
            "CNY" | "JPY" => "¥",
            "HKD" => "HK$",
            "TWD" => "NT$",
            "USD" => "US$",
            "SGD" => "S$",
            "EUR" => "€",
            _ => "",
        };
        [sign, &amount.format(self.currency)].concat()
    }

    fn step(&self, step: &Step, basis: Base) -> ExplainedStep {
        let money = |amount: Option<Money>| self.money(amount.unwrap_or_default());
        let of = money(step.of);
        let rate = percent(step.rate);
        let gives = step.gives.map(|gives| self.money(gives)).unwrap_or_default();
        let sum = match step.code {
            StepCode::NoRule | StepCode::SelfPurchase | StepCode::Sum => String::new(),
            StepCode::Rate | StepCode::Tier => [&of, " × ", &rate].concat(),
            StepCode::Fixed => [&of, " × ", &step.times.unwrap_or(1).to_string()].concat(),
            StepCode::Less => [&of, " − ", &money(step.less)].concat(),
            StepCode::Share => [&of, " × ", &percent(step.service), " × ", &rate].concat(),
            StepCode::Subsidy | StepCode::Add => ["+ ", &of, " × ", &rate].concat(),
            StepCode::Fee => [&of, " × (1 − ", &rate, ")"].concat(),
            StepCode::Multiply => {
                let by = step.by.map(|by| by.to_string()).unwrap_or_default();
                [&of, " × ", &by].concat()
            }
            StepCode::Min
            | StepCode::Cap
            | StepCode::Clamp
            | StepCode::CapPerOrder
            | StepCode::CapPerDay => [&of, " → ", &gives].concat(),
        };
        let pattern = self.why(step.code);
        let hole = match step.code {
            StepCode::Multiply | StepCode::Add => step.campaign.as_deref().unwrap_or_default(),
            StepCode::Clamp => &rate,
            _ => self.base_name(basis),
        };
        ExplainedStep { level: step.level, sum, gives, why: pattern.replace("{}", hole) }
    }

    const fn base_name(&self, basis: Base) -> &'static str {
        match basis {
            Base::Paid => self.language.of("成交价", "price"),
            Base::List => self.language.of("原价", "list price"),
            Base::Profit => self.language.of("利润", "profit"),
        }
    }

    const fn why(&self, code: StepCode) -> &'static str {
        let (chinese, english) = match code {
            StepCode::NoRule => ("没有适用的佣金规则", "No commission rule applies"),
            StepCode::Rate => ("按{}提成", "A share of the {}"),
            StepCode::Fixed => ("固定金额", "A fixed amount"),
            StepCode::Less => ("减去固定金额", "Less a fixed amount"),
            StepCode::Tier => ("按{}阶梯提成", "This tier's share of the {}"),
            StepCode::Sum => ("各档合计", "The tiers together"),
            StepCode::Share => ("按{}的服务费分成", "A share of the service fee on the {}"),
            StepCode::Subsidy => ("加平台补贴", "Plus the platform's subsidy"),
            StepCode::Fee => ("扣平台服务费", "Less the platform's fee"),
            StepCode::Multiply => ("活动加倍：{}", "Multiplied by the campaign {}"),
            StepCode::Add => ("活动加佣：{}", "Added by the campaign {}"),
            StepCode::Min => ("不足保底，按保底算", "Raised to the minimum"),
            StepCode::Cap => ("超过封顶，按封顶算", "Lowered to the cap"),
            StepCode::SelfPurchase => ("自购不计佣金", "Nothing for one's own purchase"),
            StepCode::Clamp => {
                ("各级合计最多 {}，按比例下调", "All levels together at most {}: scaled down")
            }
            StepCode::CapPerOrder => {
                ("超过每单封顶，按比例下调", "Over the cap per order: scaled down")
            }
            StepCode::CapPerDay => {
                ("超过每日封顶，按比例下调", "Over the cap per day: scaled down")
            }
        };
        self.language.of(chinese, english)
    }
}

/// A rate in per cent without trailing zeros: 0.035 is `3.5%`.
fn percent(rate: Option<Rate>) -> String {
    units_digits(rate.unwrap_or_default().units() * 100, 0).as_str().to_owned() + "%"
}
