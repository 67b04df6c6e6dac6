//! Commission, from the words: what an order pays by a plan.
//!
//! Reads the very JSON that the core reads, a plan that compiles and an order in CNY, and answers in
//! minor units (fen).
//!
//! | file | what |
//! |---|---|
//! | `choose.rs` | which rule a line follows |
//! | `level.rs` | what a level pays, exactly |
//! | `limit.rs` | scaled down to a ceiling by largest remainder |
//! | `cases.rs` | [`cases`]: seeded plans and orders that lean to boundaries |
//!
//! ```
//! use serde_json::json;
//! use tuike_oracle::commission::preview;
//!
//! let plan = json!({ "rules": [ { "id": "all", "levels": [ { "kind": "rate", "rate": "0.10", "less": "1.00" } ] } ] });
//! let order = json!({ "at": 0, "chain": [ { "promoter": "p9" } ],
//!   "lines": [ { "sku": "L1", "paid": "189.00", "quantity": 2 } ] });
//! assert_eq!(preview(&plan, &order).unwrap().total, 3_680.into()); // 37.80 − 1.00
//! ```

pub mod cases;
mod choose;
mod level;
mod limit;

use num_bigint::BigInt;
use num_traits::Zero;
use serde_json::Value;

use crate::json::{field, integer, items, money, rate, text, whole};
use crate::number::{Ratio, Rounding, decimal};

/// Why an order is refused: the code of the error.
pub type Refused = &'static str;

/// What an order pays, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The bases of all lines.
    pub base: BigInt,
    /// All shares.
    pub total: BigInt,
    /// Of each promoter that gets something said, the nearest first.
    pub shares: Vec<BigInt>,
    /// The lines in their order.
    pub lines: Vec<Line>,
}

/// What a line pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The rule's id.
    pub rule: Option<String>,
    /// What its rates are taken of.
    pub base: BigInt,
    /// Each level's amount.
    pub shares: Vec<BigInt>,
    /// Whether the plan's limit took something.
    pub clamped: bool,
}

/// 10^13 minor units: no amount is above it.
fn too_large(amount: &BigInt) -> bool {
    *amount > BigInt::from(10).pow(13)
}

fn checked(amount: BigInt) -> Result<BigInt, Refused> {
    if too_large(&amount) { Err("money/too-large") } else { Ok(amount) }
}

fn quantity(line: &Value) -> Ratio {
    crate::number::whole(integer(line, "quantity").unwrap_or(1))
}

/// Whether a plan is refused for what it promises; all else about it is right.
///
/// # Errors
/// The code.
pub fn compile(plan: &Value) -> Result<(), Refused> {
    let most = limit_of(plan);
    let promises = |rule: &Value| items(rule, "levels").iter().map(level::surely).sum::<Ratio>();
    if items(plan, "rules").iter().any(|rule| promises(rule) > most) {
        return Err("commission/rates-above-limit");
    }
    Ok(())
}

fn limit_of(plan: &Value) -> Ratio {
    let most = field(plan, "limits").and_then(|limits| rate(limits, "maxTotalRate"));
    most.unwrap_or_else(|| decimal("0.30"))
}

/// What `order` pays by `plan`, which compiles.
///
/// # Errors
/// The code of the first line that cannot be worked out, and `money/too-large` for the sums.
pub fn preview(plan: &Value, order: &Value) -> Result<Preview, Refused> {
    let mut preview =
        Preview { base: BigInt::zero(), total: BigInt::zero(), shares: vec![], lines: vec![] };
    for line in items(order, "lines") {
        let line = preview_line(plan, order, line)?;
        preview.base = checked(&preview.base + &line.base)?;
        for (place, share) in line.shares.iter().enumerate() {
            preview.total = checked(&preview.total + share)?;
            if preview.shares.len() == place {
                preview.shares.push(BigInt::zero());
            }
            preview.shares[place] += share;
        }
        preview.lines.push(line);
    }
    Ok(preview)
}

fn preview_line(plan: &Value, order: &Value, line: &Value) -> Result<Line, Refused> {
    let Some(place) = choose::choose(plan, order, line) else {
        let base = checked(whole(&(money(line, "paid").expect("paid") * quantity(line))))?;
        return Ok(Line { rule: None, base, shares: vec![], clamped: false });
    };
    let rule = &items(plan, "rules")[place];
    let base = checked(whole(&base(rule, line)?))?;
    let exact_base = crate::number::whole(base.clone());
    let rounding = Rounding::of(text(plan, "rounding"));
    let mut parts = Vec::new();
    for level in items(rule, "levels").iter().take(items(order, "chain").len()) {
        let exact = level::exact(level, &exact_base, line)?;
        let rounded = checked(rounding.round(&exact))?;
        parts.push((exact, rounded));
    }
    let ceiling = level::ceiling(&base, &limit_of(plan));
    let scaled = limit::scale_down(&parts, &ceiling);
    let clamped = scaled.is_some();
    let shares = scaled.unwrap_or_else(|| parts.into_iter().map(|(_, rounded)| rounded).collect());
    let rule = Some(text(rule, "id").expect("an id").to_owned());
    Ok(Line { rule, base, shares, clamped })
}

/// What the rule's rates are taken of: of one unit, times the quantity; a profit is never below nothing.
fn base(rule: &Value, line: &Value) -> Result<Ratio, Refused> {
    let paid = money(line, "paid").expect("paid");
    let missing = "commission/missing-base";
    let unit = match text(rule, "base") {
        None | Some("paid") => paid,
        Some("list") => money(line, "list").ok_or(missing)?,
        Some("profit") => (paid - money(line, "cost").ok_or(missing)?).max(Ratio::zero()),
        Some(other) => panic!("no base {other:?}"),
    };
    Ok(unit * quantity(line))
}
