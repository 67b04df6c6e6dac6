//! Why a plan, an order or a batch was refused.
//!
//! Small, coded, with the path of the field. What is merely not JSON, not a number or not a known field
//! is [`CommissionError::Read`] and keeps the code of `read.rs` or `money.rs`.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::commission::Plan;
//!
//! let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [], "rulez": 1 }"#).unwrap_err();
//! assert_eq!(error.code().as_str(), "input/unknown-field");
//! assert_eq!(error.details().path.as_deref(), Some("plan.rulez"));
//! ```

mod told;

use crate::money::Rate;
use crate::read::ReadError;

/// Why a plan, an order or a batch was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommissionError {
    /// A field that is missing, unknown, of another type, or an amount that is none.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse("{").unwrap_err();
    /// assert_eq!(error.code().as_str(), "input/not-json");
    /// ```
    Read(ReadError),
    /// A kind of level that this version does not know.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
    ///   { "id": "a", "levels": [ { "kind": "lottery" } ] } ] }"#).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/unknown-kind");
    /// assert_eq!(error.details().path.as_deref(), Some("plan.rules[0].levels[0].kind"));
    /// ```
    UnknownKind {
        /// The field.
        path: String,
        /// What is there.
        kind: String,
    },
    /// More than [`Plan::MAX_RULES`] rules.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let rules = vec!["{}"; 501].join(",");
    /// let text = format!(r#"{{ "version": 1, "currency": "CNY", "rules": [{rules}] }}"#);
    /// assert_eq!(Plan::parse(&text).unwrap_err().code().as_str(), "commission/too-many-rules");
    /// ```
    TooManyRules {
        /// The field.
        path: String,
        /// How many there are.
        rules: usize,
    },
    /// Two rules with one id.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let rule = r#"{ "id": "a", "levels": [ { "kind": "rate", "rate": "0.1" } ] }"#;
    /// let text = format!(r#"{{ "version": 1, "currency": "CNY", "rules": [{rule}, {rule}] }}"#);
    /// assert_eq!(Plan::parse(&text).unwrap_err().code().as_str(), "commission/duplicate-rule");
    /// ```
    DuplicateRule {
        /// The second one's field.
        path: String,
        /// The id.
        id: String,
    },
    /// A window `[from, to)` that holds no time.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a",
    ///   "match": { "from": 5, "to": 5 }, "levels": [ { "kind": "rate", "rate": "0.1" } ] } ] }"#).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/empty-window");
    /// ```
    EmptyWindow {
        /// The field of its end.
        path: String,
        /// Its beginning, ms since the Unix epoch.
        from: u64,
        /// Its end.
        to: u64,
    },
    /// A level whose least is more than its most.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a",
    ///   "levels": [ { "kind": "rate", "rate": "0.1", "min": "2", "cap": "1" } ] } ] }"#).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/min-above-cap");
    /// ```
    MinAboveCap {
        /// The field of the least.
        path: String,
        /// The least.
        min: String,
        /// The most.
        cap: String,
    },
    /// A rule with more levels than the plan's limits allow.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let level = r#"{ "kind": "rate", "rate": "0.1" }"#;
    /// let text = format!(r#"{{ "version": 1, "currency": "CNY", "rules": [
    ///   {{ "id": "a", "levels": [{level}, {level}, {level}] }} ] }}"#);
    /// assert_eq!(Plan::parse(&text).unwrap_err().code().as_str(), "commission/too-many-levels");
    /// ```
    TooManyLevels {
        /// The field.
        path: String,
        /// How many there are.
        levels: usize,
        /// How many there may be.
        most: u32,
    },
    /// Limits above two levels without `policy: "none"`.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "limits": { "maxLevels": 3 },
    ///   "rules": [] }"#).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/levels-need-policy");
    /// ```
    LevelsNeedPolicy {
        /// The field.
        path: String,
        /// How many levels it asks for.
        levels: u32,
    },
    /// A rule whose uncapped rates sum above `maxTotalRate`: it would promise what is never paid.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a",
    ///   "levels": [ { "kind": "rate", "rate": "0.31" } ] } ] }"#).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/rates-above-limit");
    /// ```
    RatesAboveLimit {
        /// The field.
        path: String,
        /// Their sum.
        sum: String,
        /// The plan's limit.
        most: Rate,
    },
    /// More than [`Order::MAX_LINES`] lines.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Order, money::Currency, read};
    /// let lines = vec!["{}"; 1_001].join(",");
    /// let json = read::parse("order", &format!(r#"{{ "at": 0, "lines": [{lines}], "chain": [] }}"#))?;
    /// let error = Order::read(read::Node::root("order", &json), Currency::CNY).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/too-many-lines");
    /// # Ok::<(), read::ReadError>(())
    /// ```
    TooManyLines {
        /// How many there are.
        lines: usize,
    },
    /// A rule's base needs an amount that the line does not give.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::{Plan, RowQuery}};
    /// let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a",
    ///   "base": "list", "levels": [ { "kind": "rate", "rate": "0.1" } ] } ] }"#)?;
    /// // Rows only say what is paid.
    /// let error = plan.preview_many(&[100.0], &RowQuery::default(), &mut [0.0]).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/missing-base");
    /// # Ok::<(), tuike_core::commission::CommissionError>(())
    /// ```
    MissingBase {
        /// The field that is needed.
        path: String,
        /// The rule that needs it.
        rule: String,
    },
    /// A row that is not a whole number of minor units.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::{Plan, RowQuery}};
    /// let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [] }"#)?;
    /// let error = plan.preview_many(&[1.0, f64::NAN], &RowQuery::default(), &mut [0.0; 2]).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/bad-row");
    /// assert_eq!(error.details().path.as_deref(), Some("paid[1]"));
    /// # Ok::<(), tuike_core::commission::CommissionError>(())
    /// ```
    BadRow {
        /// Its index.
        row: usize,
        /// What is there.
        found: String,
    },
    /// A place for the answers that has another length than the rows.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::{Plan, RowQuery}};
    /// let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [] }"#)?;
    /// let error = plan.preview_many(&[1.0], &RowQuery::default(), &mut []).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/out-length");
    /// # Ok::<(), tuike_core::commission::CommissionError>(())
    /// ```
    OutLength {
        /// How many rows there are.
        rows: usize,
        /// How many answers fit.
        out: usize,
    },
    /// Two rules with the same conditions: whatever fits one fits the other, so the later never applies.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let rule = |id| format!(r#"{{ "id": "{id}", "match": {{ "tier": ["gold"] }},
    ///   "levels": [ {{ "kind": "rate", "rate": "0.1" }} ] }}"#);
    /// let text = format!(r#"{{ "version": 1, "currency": "CNY", "rules": [{}, {}] }}"#, rule("a"), rule("b"));
    /// let error = Plan::parse(&text).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/same-match");
    /// assert_eq!(error.to_string(), "plan.rules[1]: rules \"a\" and \"b\" match the same, so \"b\" would never apply");
    /// ```
    SameMatch {
        /// The second one.
        path: String,
        /// The first one's id.
        first: String,
        /// The second one's id.
        second: String,
    },
    /// Two campaigns of one order whose windows overlap.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let one = |id| format!(r#"{{ "id": "{id}", "kind": "multiply", "by": "2", "order": 1, "from": 0, "to": 9 }}"#);
    /// let text = format!(r#"{{ "version": 1, "currency": "CNY", "rules": [], "campaigns": [{}, {}] }}"#, one("a"), one("b"));
    /// assert_eq!(Plan::parse(&text).unwrap_err().code().as_str(), "commission/same-order");
    /// ```
    SameOrder {
        /// The second one's order.
        path: String,
        /// The first one's id.
        first: String,
        /// The second one's id.
        second: String,
    },
    /// More campaigns than [`Campaign`](super::Campaign) allows, in all or open at one time.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let one = |n| format!(r#"{{ "id": "{n}", "kind": "multiply", "by": "2", "order": {n}, "from": {n}, "to": 9 }}"#);
    /// let five: Vec<String> = (1..=5).map(one).collect();
    /// let text = format!(r#"{{ "version": 1, "currency": "CNY", "rules": [], "campaigns": [{}] }}"#, five.join(","));
    /// assert_eq!(Plan::parse(&text).unwrap_err().code().as_str(), "commission/too-many-campaigns");
    /// ```
    TooManyCampaigns {
        /// The field.
        path: String,
        /// How many there are.
        campaigns: usize,
        /// How many there may be.
        most: usize,
    },
    /// A tier that does not end after the one before it.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [ { "id": "a", "levels": [
    ///   { "kind": "tiered", "mode": "whole", "tiers": [ { "upTo": "9", "rate": "0.1" },
    ///     { "upTo": "9", "rate": "0.2" }, { "rate": "0.3" } ] } ] } ] }"#).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/tiers-out-of-order");
    /// assert_eq!(error.details().path.as_deref(), Some("plan.rules[0].levels[0].tiers[1].upTo"));
    /// ```
    TiersOutOfOrder {
        /// The field.
        path: String,
        /// Where it ends.
        up_to: String,
        /// Where the one before it ends.
        before: String,
    },
    /// A merchant's rule that does not surely pay the platform's `minTotalRate`.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Plan};
    /// let error = Plan::parse(r#"[
    ///   { "version": 1, "currency": "CNY", "limits": { "minTotalRate": "0.05" }, "rules": [] },
    ///   { "version": 1, "currency": "CNY", "merchant": "m1", "rules": [
    ///     { "id": "a", "levels": [ { "kind": "rate", "rate": "0.04" } ] } ] } ]"#).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/rates-below-limit");
    /// assert_eq!(error.details().path.as_deref(), Some("plan[1].rules[0].levels"));
    /// ```
    RatesBelowLimit {
        /// The field.
        path: String,
        /// What they surely pay together.
        sum: String,
        /// The platform's limit.
        least: Rate,
    },
    /// An order, a preview or an agreement in another currency than the plan's.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, commission::Order, money::Currency, read};
    /// let json = read::parse("order", r#"{ "at": 0, "currency": "USD", "lines": [], "chain": [] }"#)?;
    /// let error = Order::read(read::Node::root("order", &json), Currency::CNY).unwrap_err();
    /// assert_eq!(error.code().as_str(), "commission/other-currency");
    /// # Ok::<(), read::ReadError>(())
    /// ```
    OtherCurrency {
        /// The field.
        path: String,
        /// What is there.
        found: String,
        /// The plan's.
        plan: &'static str,
    },
}

impl From<ReadError> for CommissionError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}
