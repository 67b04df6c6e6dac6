//! The tax of a month, and how it comes about.
//!
//! ```
//! use tuike_core::read::{self, Node};
//! use tuike_core::tax::{Income, StepCode};
//!
//! let json = read::parse("tax", r#"{ "kind": "labour-cn", "rules": "2018-12", "year": 2026, "month": 1,
//!   "incomeThisMonth": "3000.00" }"#)?;
//! let estimate = Income::read(&Node::root("tax", &json))?.estimate()?;
//! assert_eq!(estimate.tax.minor(), 44_000); // (3,000 − 800) × 20 %
//! let codes: Vec<StepCode> = estimate.steps.iter().map(|step| step.code).collect();
//! assert_eq!(codes, [StepCode::Income, StepCode::Expense, StepCode::Taxable, StepCode::Bracket]);
//! # Ok::<(), tuike_core::tax::TaxError>(())
//! ```

use super::error::TaxError;
use super::table::Rules;
use crate::money::{Currency, Money, MoneyError};
use crate::read::{Fault, Fields, Node, ReadError};

/// What was earned, in which month, under which rules. Renminbi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Income {
    /// By which rules.
    pub rules: Rules,
    /// The year of the month.
    pub year: u32,
    /// The month, from 1.
    pub month: u32,
    /// What is earned in the month, before tax.
    pub this_month: Money,
    /// Cumulative: what was earned this year before the month, before tax.
    pub before: Money,
    /// Cumulative: the months of this year, before this one and without a break up to it, in which
    /// something was earned here.
    pub months_before: u32,
    /// Cumulative: what was withheld this year before the month.
    pub withheld_before: Money,
}

/// What would be withheld. An estimate: it does not know what else the promoter may deduct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// By which rules.
    pub rules: Rules,
    /// What is earned in the month, before tax.
    pub income: Money,
    /// What is withheld of it: never more than it, though more may be due where too little was withheld
    /// before.
    pub tax: Money,
    /// What is left of it.
    pub net: Money,
    /// What has been withheld this year beyond what is due: it comes back at the annual settlement.
    pub excess: Money,
    /// How the tax comes about, in order.
    pub steps: Vec<Step>,
}

/// One step. Fields that mean nothing for its code are `None`; amounts are shown to the fen and kept
/// exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub code: StepCode,
    /// `expense` of a fraction, `bracket`: the rate in per cent.
    pub percent: Option<u8>,
    /// `allowance`: for how many months.
    pub months: Option<u32>,
    /// `bracket`: the quick deduction.
    pub quick: Option<Money>,
    /// `income`, `taxable`: the amount so far. `expense`, `allowance`, `withheld`: what is taken off.
    /// `bracket`: the tax.
    pub amount: Money,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepCode {
    /// The income that is taxed: of the month, or of the year so far.
    Income,
    /// What is taken off for expenses: 800, or 20 %.
    Expense,
    /// 5,000 for each month.
    Allowance,
    /// What is left and taxed.
    Taxable,
    /// The tax by the table.
    Bracket,
    /// What was withheld before.
    Withheld,
}

impl StepCode {
    /// The code as apps see it: `"taxable"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Income => "income",
            Self::Expense => "expense",
            Self::Allowance => "allowance",
            Self::Taxable => "taxable",
            Self::Bracket => "bracket",
            Self::Withheld => "withheld",
        }
    }
}

impl Step {
    const fn new(code: StepCode, amount: Money) -> Self {
        Self { code, percent: None, months: None, quick: None, amount }
    }
}

/// Fen in a yuan.
const YUAN: u64 = 100;
/// A fifth of the income is expenses, so amounts are counted in tenths of a fen.
const TENTHS: u64 = 10;

pub(super) const FIELDS: [&str; 8] = [
    "kind",
    "rules",
    "year",
    "month",
    "incomeThisMonth",
    "incomeBefore",
    "monthsBefore",
    "withheldBefore",
];

impl Income {
    /// Reads an income; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`TaxError`]: every field is checked, and an unknown one is an error.
    pub fn read(node: &Node<'_>) -> Result<Self, TaxError> {
        let fault = Fault::default();
        let fields = fault.fields(node, &FIELDS);
        let _ = fields.required("incomeThisMonth");
        let income = Self::of(&fields)?;
        drop(fields);
        let income = fault.unless(income)?;
        income.check()?;
        Ok(income)
    }

    pub(super) fn of(fields: &Fields<'_, '_, ReadError>) -> Result<Self, TaxError> {
        let named = |name: &str, known: &[&str]| {
            let node = fields.required(name);
            let text = node.map_or("", |node| fields.fault.some_text(&node));
            let place = known.iter().position(|known| *known == text);
            if place.is_none() && !text.is_empty() {
                return Err((fields.path(name), text.to_owned()));
            }
            Ok(place.unwrap_or(0))
        };
        named("kind", &["labour-cn"])
            .map_err(|(path, kind)| TaxError::UnknownKind { path, kind })?;
        let rules = named("rules", &["2018-12", "2025-10"])
            .map_err(|(path, rules)| TaxError::UnknownRules { path, rules })?;
        let amount = |name| fields.optional_money(name, Currency::CNY).unwrap_or_default();
        Ok(Self {
            rules: if rules == 0 { Rules::PerPayment } else { Rules::Cumulative },
            year: fields.whole("year", 1_980, 9_999) as u32,
            month: fields.whole("month", 1, 12) as u32,
            this_month: amount("incomeThisMonth"),
            before: amount("incomeBefore"),
            months_before: fields.integer("monthsBefore", 0, 11).unwrap_or(0) as u32,
            withheld_before: amount("withheldBefore"),
        })
    }

    /// What can only be known of the whole.
    pub(super) fn check(&self) -> Result<(), TaxError> {
        if (self.year, self.month) < self.rules.source().since {
            let (rules, year, month) = (self.rules, self.year, self.month);
            return Err(TaxError::NotInForce { rules, year, month });
        }
        let outside = |field: &str, found: String, limit: &str| {
            let (path, limit) = (["tax.", field].concat(), limit.to_owned());
            Err(TaxError::Read(ReadError::OutOfRange { path, found, limit }))
        };
        let shown = |money: Money| money.format(Currency::CNY);
        if self.months_before >= self.month {
            return outside("monthsBefore", self.months_before.to_string(), "the months before");
        }
        if self.rules == Rules::Cumulative && self.months_before == 0 && self.before > Money::ZERO {
            // Earned in no month: one of the two is wrong, and the tax with it.
            return outside("incomeBefore", shown(self.before), "0 where monthsBefore is 0");
        }
        if self.withheld_before > self.before {
            return outside("withheldBefore", shown(self.withheld_before), "at most incomeBefore");
        }
        Ok(())
    }

    /// What would be withheld of the month's income.
    ///
    /// # Errors
    /// [`TaxError::NotInForce`] for a month before the rules; `input/out-of-range` where `months_before`,
    /// `before` and `withheld_before` cannot be together; `money/too-large` where the year's income
    /// passes [`Money::MAX`].
    pub fn estimate(&self) -> Result<Estimate, TaxError> {
        self.check()?;
        let mut steps = Vec::with_capacity(6);
        let due = self.due(&mut steps)?;
        let withheld = match self.rules {
            Rules::PerPayment => Money::ZERO,
            Rules::Cumulative => self.withheld_before,
        };
        if withheld > Money::ZERO {
            steps.push(Step::new(StepCode::Withheld, withheld));
        }
        let tax = due.minus_down_to_zero(withheld).min(self.this_month);
        Ok(Estimate {
            rules: self.rules,
            income: self.this_month,
            tax,
            net: self.this_month.minus_down_to_zero(tax),
            excess: withheld.minus_down_to_zero(due),
            steps,
        })
    }

    /// The tax of the month, or of the year so far.
    fn due(&self, steps: &mut Vec<Step>) -> Result<Money, TaxError> {
        let income = match self.rules {
            Rules::PerPayment => self.this_month,
            Rules::Cumulative => {
                self.this_month.plus(self.before).map_err(|source: MoneyError| {
                    ReadError::Money { path: "tax.incomeThisMonth".to_owned(), source }
                })?
            }
        };
        let fen = income.minor().unsigned_abs();
        steps.push(Step::new(StepCode::Income, income));
        let mut taxable = fen * TENTHS;
        let mut less = |step: Step, tenths: u64| {
            steps.push(Step { amount: rounded(tenths, TENTHS), ..step });
            taxable = taxable.saturating_sub(tenths);
        };
        let expense = Step::new(StepCode::Expense, Money::ZERO);
        if self.rules == Rules::PerPayment && fen <= 4_000 * YUAN {
            less(expense, 800 * YUAN * TENTHS);
        } else {
            less(Step { percent: Some(20), ..expense }, fen * TENTHS / 5);
        }
        if self.rules == Rules::Cumulative {
            let months = self.months_before + 1;
            let step = Step::new(StepCode::Allowance, Money::ZERO);
            less(Step { months: Some(months), ..step }, u64::from(months) * 5_000 * YUAN * TENTHS);
        }
        steps.push(Step::new(StepCode::Taxable, rounded(taxable, TENTHS)));
        let brackets = self.rules.brackets();
        let holds = |up_to: u32| up_to == u32::MAX || taxable <= u64::from(up_to) * YUAN * TENTHS;
        let Some(bracket) = brackets.iter().find(|bracket| holds(bracket.up_to)) else {
            return Ok(Money::ZERO);
        };
        // 10^13 fen in tenths, 45 times: far below 2^64.
        let hundredths = TENTHS * 100;
        let quick = u64::from(bracket.quick) * YUAN;
        let tax = taxable * u64::from(bracket.percent);
        let tax = rounded(tax.saturating_sub(quick * hundredths), hundredths);
        steps.push(Step {
            percent: Some(bracket.percent),
            quick: Some(rounded(quick, 1)),
            ..Step::new(StepCode::Bracket, tax)
        });
        Ok(tax)
    }
}

/// So many parts of a fen, to the fen, half up.
fn rounded(parts: u64, of: u64) -> Money {
    Money::from_minor(((parts + of / 2) / of).cast_signed()).unwrap_or(Money::MAX)
}
