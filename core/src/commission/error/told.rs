//! How the errors of commission are told: their codes, their words and their details.
//!
//! ```
//! use tuike_core::commission::CommissionError;
//!
//! let codes = CommissionError::CODES.map(|code| code.as_str());
//! assert!(codes.iter().all(|code| code.starts_with("commission/")));
//! ```

use core::fmt;

use super::super::order::Order;
use super::super::plan::Plan;
use super::CommissionError;
use crate::code::{Coded, Details, ErrorCode, shortened};
use crate::money::Money;

impl CommissionError {
    /// Every code this module can give of its own; [`CommissionError::Read`] gives
    /// [`crate::read::ReadError::CODES`] and those of money.
    pub const CODES: [ErrorCode; 18] = [
        ErrorCode::new("commission/unknown-kind"),
        ErrorCode::new("commission/too-many-rules"),
        ErrorCode::new("commission/duplicate-rule"),
        ErrorCode::new("commission/empty-window"),
        ErrorCode::new("commission/min-above-cap"),
        ErrorCode::new("commission/too-many-levels"),
        ErrorCode::new("commission/levels-need-policy"),
        ErrorCode::new("commission/rates-above-limit"),
        ErrorCode::new("commission/too-many-lines"),
        ErrorCode::new("commission/missing-base"),
        ErrorCode::new("commission/bad-row"),
        ErrorCode::new("commission/out-length"),
        ErrorCode::new("commission/same-match"),
        ErrorCode::new("commission/same-order"),
        ErrorCode::new("commission/too-many-campaigns"),
        ErrorCode::new("commission/tiers-out-of-order"),
        ErrorCode::new("commission/rates-below-limit"),
        ErrorCode::new("commission/other-currency"),
    ];

    /// The kinds that levels may have, as errors list them.
    const KINDS: &'static str = "rate, fixed, tiered, share; of campaigns multiply, add";
}

impl fmt::Display for CommissionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::UnknownKind { path, kind } => {
                write!(
                    f,
                    "{path}: unknown kind \"{}\"; known here: {}",
                    shortened(kind),
                    Self::KINDS
                )
            }
            Self::TooManyRules { path, rules } => {
                write!(f, "{path}: {rules} rules, at most {}", Plan::MAX_RULES)
            }
            Self::DuplicateRule { path, id } => {
                write!(f, "{path}: another rule is called \"{}\"", shortened(id))
            }
            Self::EmptyWindow { path, from, to } => {
                write!(f, "{path}: {to} is not after from ({from}), so the rule never applies")
            }
            Self::MinAboveCap { path, min, cap } => write!(f, "{path}: {min} is above cap ({cap})"),
            Self::TooManyLevels { path, levels, most } => {
                write!(f, "{path}: {levels} levels, at most {most}")
            }
            Self::LevelsNeedPolicy { path, levels } => {
                write!(f, "{path}: {levels} levels need limits.policy to be \"none\"")
            }
            Self::RatesAboveLimit { path, sum, most } => {
                write!(f, "{path}: rates sum to {sum}, above maxTotalRate {most}")
            }
            Self::TooManyLines { lines } => {
                write!(f, "order.lines: {lines} lines, at most {}", Order::MAX_LINES)
            }
            Self::MissingBase { path, rule } => {
                write!(f, "{path}: missing, but rule \"{}\" is based on it", shortened(rule))
            }
            Self::BadRow { row, found } => {
                write!(
                    f,
                    "paid[{row}]: expected whole minor units up to {}, found {found}",
                    Money::MAX.minor()
                )
            }
            Self::OutLength { rows, out } => {
                write!(f, "out: room for {out} answers, but {rows} rows")
            }
            Self::SameMatch { path, first, second } => {
                let (first, second) = (shortened(first), shortened(second));
                write!(
                    f,
                    "{path}: rules \"{first}\" and \"{second}\" match the same, so \"{second}\" would never apply"
                )
            }
            Self::SameOrder { path, first, second } => {
                let (first, second) = (shortened(first), shortened(second));
                write!(
                    f,
                    "{path}: campaigns \"{first}\" and \"{second}\" overlap and have the same order"
                )
            }
            Self::TooManyCampaigns { path, campaigns, most } => {
                write!(f, "{path}: {campaigns} campaigns, at most {most}")
            }
            Self::TiersOutOfOrder { path, up_to, before } => {
                write!(f, "{path}: {up_to} is not above {before}, where the tier before it ends")
            }
            Self::RatesBelowLimit { path, sum, least } => {
                write!(f, "{path}: rates surely sum to {sum}, below minTotalRate {least}")
            }
            Self::OtherCurrency { path, found, plan } => {
                write!(f, "{path}: \"{}\", but the plan is in {plan}", shortened(found))
            }
        }
    }
}

impl core::error::Error for CommissionError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Self::Read(error) = self { error.source() } else { None }
    }
}

impl Coded for CommissionError {
    fn code(&self) -> ErrorCode {
        ErrorCode::new(match self {
            Self::Read(error) => return error.code(),
            Self::UnknownKind { .. } => "commission/unknown-kind",
            Self::TooManyRules { .. } => "commission/too-many-rules",
            Self::DuplicateRule { .. } => "commission/duplicate-rule",
            Self::EmptyWindow { .. } => "commission/empty-window",
            Self::MinAboveCap { .. } => "commission/min-above-cap",
            Self::TooManyLevels { .. } => "commission/too-many-levels",
            Self::LevelsNeedPolicy { .. } => "commission/levels-need-policy",
            Self::RatesAboveLimit { .. } => "commission/rates-above-limit",
            Self::TooManyLines { .. } => "commission/too-many-lines",
            Self::MissingBase { .. } => "commission/missing-base",
            Self::BadRow { .. } => "commission/bad-row",
            Self::OutLength { .. } => "commission/out-length",
            Self::SameMatch { .. } => "commission/same-match",
            Self::SameOrder { .. } => "commission/same-order",
            Self::TooManyCampaigns { .. } => "commission/too-many-campaigns",
            Self::TiersOutOfOrder { .. } => "commission/tiers-out-of-order",
            Self::RatesBelowLimit { .. } => "commission/rates-below-limit",
            Self::OtherCurrency { .. } => "commission/other-currency",
        })
    }

    fn details(&self) -> Details {
        let counted = |path: &str, found: usize, most: usize| {
            Details::of_value(&found.to_string()).at(path).limited(most.to_string())
        };
        match self {
            Self::Read(error) => error.details(),
            Self::UnknownKind { path, kind } => {
                Details::of_value(kind).at(path).limited(Self::KINDS)
            }
            Self::TooManyRules { path, rules } => counted(path, *rules, Plan::MAX_RULES),
            Self::DuplicateRule { path, id } => Details::of_value(id).at(path),
            Self::EmptyWindow { path, from, to } => {
                Details::of_value(&to.to_string()).at(path).limited(format!("after {from}"))
            }
            Self::MinAboveCap { path, min, cap } => Details::of_value(min).at(path).limited(cap),
            Self::TooManyLevels { path, levels, most } => counted(path, *levels, *most as usize),
            Self::LevelsNeedPolicy { path, levels } => {
                counted(path, *levels as usize, Plan::DEFAULT_LEVELS as usize)
            }
            Self::RatesAboveLimit { path, sum, most } => {
                Details::of_value(sum).at(path).limited(most.to_string())
            }
            Self::TooManyLines { lines } => counted("order.lines", *lines, Order::MAX_LINES),
            Self::MissingBase { path, rule } => Details::of_value(rule).at(path),
            Self::BadRow { row, found } => Details::of_value(found)
                .at(format!("paid[{row}]"))
                .limited(format!("0..={}", Money::MAX.minor())),
            Self::OutLength { rows, out } => counted("out", *out, *rows),
            Self::SameMatch { path, first, second } | Self::SameOrder { path, first, second } => {
                Details::of_value(second).at(path).limited(first)
            }
            Self::TooManyCampaigns { path, campaigns, most } => counted(path, *campaigns, *most),
            Self::TiersOutOfOrder { path, up_to, before } => {
                Details::of_value(up_to).at(path).limited(["above ", before].concat())
            }
            Self::RatesBelowLimit { path, sum, least } => {
                Details::of_value(sum).at(path).limited(least.to_string())
            }
            Self::OtherCurrency { path, found, plan } => {
                Details::of_value(found).at(path).limited(*plan)
            }
        }
    }
}
