//! An income, or a withdrawal: the tax leaves something, and a fen more never leaves less.

use tuike_core::money::Money;
use tuike_core::read::{self, Node};
use tuike_core::tax::{Income, Withdrawal};

pub(super) fn run(data: &[u8]) -> Option<()> {
    let [text] = super::parts(data)?;
    let json = read::parse("tax", text).ok()?;
    let node = Node::root("tax", &json);
    if let Ok(income) = Income::read(&node) {
        return check(&income);
    }
    let withdrawal = Withdrawal::read(&node).ok()?;
    check(&withdrawal.income)?;
    let payout = withdrawal.payout().ok()?;
    let parts = payout.tax.minor() + payout.fee.minor() + payout.net.minor();
    assert_eq!(parts, payout.amount.minor());
    Some(())
}

fn check(income: &Income) -> Option<()> {
    let estimate = income.estimate().ok()?;
    assert_eq!(estimate.tax.minor() + estimate.net.minor(), income.this_month.minor());
    let more = Money::from_minor(income.this_month.minor() + 1).ok()?;
    let more = (Income { this_month: more, ..*income }).estimate().ok()?;
    assert!(more.tax >= estimate.tax && more.net >= estimate.net);
    Some(())
}
