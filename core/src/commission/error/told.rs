//! How the errors of commission are told: their codes, their words and their details.
//!
//! ```
//! use tuike_core::commission::CommissionError;
//!
//! let codes = CommissionError::CODES.map(|code| code.as_str());
//! assert!(codes.iter().all(|code| code.starts_with("commission/")));
//! ```

use super::super::order::Order;
use super::super::plan::Plan;
use super::CommissionError;
use crate::code::ErrorCode;
use crate::money::Money;
use crate::told::Word::{Made, Number, Text};
use crate::told::{Told, Word, tells};

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

impl core::error::Error for CommissionError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Self::Read(error) = self { error.source() } else { None }
    }
}

tells!(CommissionError);

impl CommissionError {
    fn told(&self) -> Told<'_> {
        let counted = |code, text, path, found: usize, most: usize| {
            (code, text, Text(path), Number(found as u64), Number(most as u64))
        };
        let (code, text, path, value, limit) = match self {
            // Says itself.
            Self::Read(_) => ("", "", Word::None, Word::None, Word::None),
            Self::UnknownKind { path, kind } => (
                "commission/unknown-kind",
                "{p}: unknown kind \"{v}\"; known here: {l}",
                Text(path),
                Text(kind),
                Text(Self::KINDS),
            ),
            Self::TooManyRules { path, rules } => counted(
                "commission/too-many-rules",
                "{p}: {v} rules, at most {l}",
                path,
                *rules,
                Plan::MAX_RULES,
            ),
            Self::DuplicateRule { path, id } => (
                "commission/duplicate-rule",
                "{p}: another rule is called \"{v}\"",
                Text(path),
                Text(id),
                Word::None,
            ),
            Self::EmptyWindow { path, from, to } => (
                "commission/empty-window",
                "{p}: {v} is not {l} (from), so the rule never applies",
                Text(path),
                Number(*to),
                Made(["after ", &from.to_string()].concat()),
            ),
            Self::MinAboveCap { path, min, cap } => (
                "commission/min-above-cap",
                "{p}: {v} is above cap ({l})",
                Text(path),
                Text(min),
                Text(cap),
            ),
            Self::TooManyLevels { path, levels, most } => counted(
                "commission/too-many-levels",
                "{p}: {v} levels, at most {l}",
                path,
                *levels,
                *most as usize,
            ),
            Self::LevelsNeedPolicy { path, levels } => counted(
                "commission/levels-need-policy",
                "{p}: {v} levels need limits.policy to be \"none\"",
                path,
                *levels as usize,
                Plan::DEFAULT_LEVELS as usize,
            ),
            Self::RatesAboveLimit { path, sum, most } => (
                "commission/rates-above-limit",
                "{p}: rates sum to {v}, above maxTotalRate {l}",
                Text(path),
                Text(sum),
                Made(most.to_string()),
            ),
            Self::TooManyLines { lines } => counted(
                "commission/too-many-lines",
                "{p}: {v} lines, at most {l}",
                "order.lines",
                *lines,
                Order::MAX_LINES,
            ),
            Self::MissingBase { path, rule } => (
                "commission/missing-base",
                "{p}: missing, but rule \"{v}\" is based on it",
                Text(path),
                Text(rule),
                Word::None,
            ),
            Self::BadRow { row, found } => (
                "commission/bad-row",
                "{p}: expected whole minor units in {l}, found {v}",
                Made(["paid[", &row.to_string(), "]"].concat()),
                Text(found),
                Made(["0..=", &Money::MAX.minor().to_string()].concat()),
            ),
            Self::OutLength { rows, out } => counted(
                "commission/out-length",
                "{p}: room for {v} answers, but {l} rows",
                "out",
                *out,
                *rows,
            ),
            Self::SameMatch { path, first, second } => (
                "commission/same-match",
                "{p}: rules \"{s}\" and \"{v}\" match the same, so \"{v}\" would never apply",
                Text(path),
                Text(second),
                Text(first),
            ),
            Self::SameOrder { path, first, second } => (
                "commission/same-order",
                "{p}: campaigns \"{s}\" and \"{v}\" overlap and have the same order",
                Text(path),
                Text(second),
                Text(first),
            ),
            Self::TooManyCampaigns { path, campaigns, most } => counted(
                "commission/too-many-campaigns",
                "{p}: {v} campaigns, at most {l}",
                path,
                *campaigns,
                *most,
            ),
            Self::TiersOutOfOrder { path, up_to, before } => (
                "commission/tiers-out-of-order",
                "{p}: {v} is not {l}, where the tier before it ends",
                Text(path),
                Text(up_to),
                Made(["above ", before].concat()),
            ),
            Self::RatesBelowLimit { path, sum, least } => (
                "commission/rates-below-limit",
                "{p}: rates surely sum to {v}, below minTotalRate {l}",
                Text(path),
                Text(sum),
                Made(least.to_string()),
            ),
            Self::OtherCurrency { path, found, plan } => (
                "commission/other-currency",
                "{p}: \"{v}\", but the plan is in {l}",
                Text(path),
                Text(found),
                Text(plan),
            ),
        };
        Told { code, text, path, value, limit, over: (0, 0) }
    }
}
