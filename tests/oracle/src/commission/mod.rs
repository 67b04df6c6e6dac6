//! Commission, from the words: what an order pays by a plan.
//!
//! Reads the very JSON that the core reads, a plan that compiles and an order in CNY, and answers in
//! minor units (fen). The words are those of the package's interface and of the front page of
//! `tuike_core::commission`.
//!
//! | file | what |
//! |---|---|
//! | `compile.rs` | why a plan is refused |
//! | `choose.rs` | which rule a line follows, which campaigns |
//! | `level.rs` | what a level pays, exactly |
//! | `limit.rs` | scaled down to a ceiling by largest remainder |
//! | `refund.rs` | what a refund takes back |
//! | `cases.rs` | [`cases`]: seeded plans and orders that lean to boundaries |
//!
//! ```
//! use serde_json::json;
//! use tuike_oracle::commission::preview;
//!
//! let level = json!({ "kind": "rate", "rate": "0.10", "less": "1.00" });
//! let plan = json!({ "rules": [ { "id": "all", "levels": [ level ] } ] });
//! let order = json!({ "at": 0, "chain": [ { "promoter": "p9" } ],
//!   "lines": [ { "sku": "L1", "paid": "189.00", "quantity": 2 } ] });
//! assert_eq!(preview(&plan, &order).unwrap().total, 3_680.into()); // 37.80 − 1.00
//! ```

pub mod cases;
mod choose;
mod compile;
mod level;
mod limit;
mod refund;

use num_bigint::BigInt;
use num_traits::Zero;
use serde_json::Value;

pub use compile::refusals;
pub use refund::given_back;

use crate::json::{field, integer, items, money, rate, text, whole};
use crate::number::{self, Ratio, Rounding, decimal};

/// Why something is refused: the code of the error.
pub type Refused = &'static str;

/// What an order pays, in minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The bases of all lines.
    pub base: BigInt,
    /// All shares.
    pub total: BigInt,
    /// Of each level, the nearest first.
    pub shares: Vec<BigInt>,
    /// The lines in their order.
    pub lines: Vec<Line>,
    /// What the plan's limit took, before any cap of the order.
    pub clamped: Option<Clamped>,
    /// The levels that a cap of the order lowered, from 1; from what, to what.
    pub capped: Vec<(usize, BigInt, BigInt)>,
}

/// That the plan's limit took something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clamped {
    /// The places of the lines.
    pub lines: Vec<usize>,
    /// What their levels would have got together.
    pub from: BigInt,
    /// What they got instead.
    pub to: BigInt,
}

/// What a line pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The rule's id.
    pub rule: Option<String>,
    /// The merchant whose agreement it is from.
    pub agreement: Option<String>,
    /// What its rates are taken of.
    pub base: BigInt,
    /// Each level's amount.
    pub shares: Vec<BigInt>,
    /// What its levels would have got, where the plan's limit took some of it.
    pub clamped_from: Option<BigInt>,
}

/// A plan and an order, as the rules look at them.
struct Scene<'a> {
    platform: &'a Value,
    agreements: &'a [Value],
    order: &'a Value,
    /// The chain that is paid.
    chain: Vec<&'a Value>,
}

/// The platform's plan: the first of an array, or the whole.
fn platform(plan: &Value) -> &Value {
    plan.get(0).unwrap_or(plan)
}

fn agreements(plan: &Value) -> &[Value] {
    plan.as_array().map_or(&[], |all| &all[1..])
}

/// A plan's `maxTotalRate`, or the platform's, or 0.30.
fn limit_of(plan: &Value, platform: &Value) -> Ratio {
    let of = |plan| field(plan, "limits").and_then(|limits| rate(limits, "maxTotalRate"));
    of(plan).or_else(|| of(platform)).unwrap_or_else(|| decimal("0.30"))
}

/// 10^13 minor units: no amount is above it.
fn fits(amount: BigInt) -> Result<BigInt, Refused> {
    if amount > BigInt::from(10).pow(13) { Err("money/too-large") } else { Ok(amount) }
}

fn quantity(line: &Value) -> Ratio {
    number::whole(integer(line, "quantity").unwrap_or(1))
}

fn is_buyer(order: &Value, member: &Value) -> bool {
    field(order, "buyer").is_some() && text(order, "buyer") == text(member, "promoter")
}

/// What `order` pays by `plan`, which compiles.
///
/// # Errors
/// The code of the first line that cannot be worked out, and `money/too-large` for the sums.
pub fn preview(plan: &Value, order: &Value) -> Result<Preview, Refused> {
    let platform = platform(plan);
    let mut chain: Vec<&Value> = items(order, "chain").iter().collect();
    if text(platform, "selfPurchase") == Some("shift") {
        // Out of the chain before anything is computed.
        chain.retain(|member| !is_buyer(order, member));
    }
    let scene = Scene { platform, agreements: agreements(plan), order, chain };
    // Each sum that the preview tells must fit, and so must it on the way.
    let (mut base, mut lines): (_, Vec<Line>) = (BigInt::zero(), vec![]);
    for line in items(order, "lines") {
        let line = preview_line(&scene, line, &base)?;
        base = fits(base + &line.base)?;
        lines.push(line);
        fits(lines.iter().flat_map(|line| &line.shares).sum())?;
        fits(lines.iter().filter_map(|line| line.clamped_from.as_ref()).sum())?;
    }
    let over: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].clamped_from.is_some()).collect();
    let clamped = Clamped {
        from: over.iter().filter_map(|at| lines[*at].clamped_from.as_ref()).sum(),
        to: over.iter().flat_map(|at| &lines[*at].shares).sum(),
        lines: over,
    };
    let clamped = Some(clamped).filter(|clamped| !clamped.lines.is_empty());
    let capped = hold_to_caps(&scene, &mut lines);
    let levels = lines.iter().map(|line| line.shares.len()).max().unwrap_or(0);
    let level = |place| lines.iter().filter_map(|line| line.shares.get(place)).sum();
    let shares: Vec<BigInt> = (0..levels).map(level).collect();
    Ok(Preview { base, total: shares.iter().sum(), shares, lines, clamped, capped })
}

fn preview_line(scene: &Scene<'_>, line: &Value, before: &BigInt) -> Result<Line, Refused> {
    let Some((rule, plan)) = choose::rule(scene, line) else {
        let base = fits(whole(&paid_for(line)))?;
        let nothing =
            Line { rule: None, agreement: None, base, shares: vec![], clamped_from: None };
        return Ok(nothing);
    };
    let base = fits(whole(&base_of(rule, line)?))?;
    let sale = level::Sale {
        line,
        base: number::whole(base.clone()),
        before: number::whole(before.clone()),
        campaigns: choose::campaigns(scene, line),
        rounding: Rounding::of(text(scene.platform, "rounding")),
    };
    let forgoes = text(scene.platform, "selfPurchase") == Some("forgo");
    let mut parts = Vec::new();
    for (place, (level, member)) in items(rule, "levels").iter().zip(&scene.chain).enumerate() {
        let exact = if forgoes && is_buyer(scene.order, member) {
            Ratio::zero()
        } else {
            sale.exact(place + 1, level, member)?
        };
        let rounded = fits(sale.rounding.round(&exact))?;
        parts.push((exact, rounded));
    }
    // Cut off to the fen.
    let ceiling = (&sale.base * limit_of(plan, scene.platform)).floor().to_integer();
    let scaled = limit::scale_down(&parts, &ceiling);
    let unscaled: Vec<BigInt> = parts.into_iter().map(|(_, rounded)| rounded).collect();
    let clamped_from = scaled.is_some().then(|| unscaled.iter().sum());
    clamped_from.clone().map(fits).transpose()?;
    Ok(Line {
        rule: text(rule, "id").map(str::to_owned),
        agreement: text(plan, "merchant").map(str::to_owned),
        base,
        shares: scaled.unwrap_or(unscaled),
        clamped_from,
    })
}

/// What is paid for the line: its `paidTotal`, which takes the place of paid × quantity.
fn paid_for(line: &Value) -> Ratio {
    let each = || money(line, "paid").expect("paid") * quantity(line);
    money(line, "paidTotal").unwrap_or_else(each)
}

/// What the rule's rates are taken of: paid, list or profit; a profit is never below nothing.
fn base_of(rule: &Value, line: &Value) -> Result<Ratio, Refused> {
    let each = |name| money(line, name).map(|one| one * quantity(line));
    let needed = |name| each(name).ok_or("commission/missing-base");
    Ok(match text(rule, "base") {
        None | Some("paid") => paid_for(line),
        Some("list") => needed("list")?,
        Some("profit") => {
            let cost = needed("cost")?;
            if field(line, "paidTotal").is_some() {
                // An amount on the way, which must fit: elsewhere it is taken off unit by unit.
                fits(whole(&cost))?;
            }
            (paid_for(line) - cost).max(Ratio::zero())
        }
        Some(other) => panic!("no base {other:?}"),
    })
}

/// Level by level: where a promoter's lines together pass `capPerOrder`, or `capPerDay` less what they
/// have earned today, the lines are scaled down to the smaller in proportion to their amounts.
fn hold_to_caps(scene: &Scene<'_>, lines: &mut [Line]) -> Vec<(usize, BigInt, BigInt)> {
    let mut capped = Vec::new();
    for (place, member) in scene.chain.iter().enumerate() {
        let earned = money(member, "earnedToday").unwrap_or_default();
        let order = money(scene.platform, "capPerOrder");
        let day = money(scene.platform, "capPerDay").map(|day| (day - earned).max(Ratio::zero()));
        let Some(cap) = order.into_iter().chain(day).min() else { continue };
        let amounts: Vec<(usize, BigInt)> = lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| Some((at, line.shares.get(place)?.clone())))
            .collect();
        let parts: Vec<(Ratio, BigInt)> =
            amounts.iter().map(|(_, fen)| (number::whole(fen.clone()), fen.clone())).collect();
        let Some(lowered) = limit::scale_down(&parts, &whole(&cap)) else { continue };
        for ((at, _), after) in amounts.iter().zip(lowered) {
            lines[*at].shares[place] = after;
        }
        capped.push((place + 1, amounts.iter().map(|(_, fen)| fen).sum(), whole(&cap)));
    }
    capped
}
