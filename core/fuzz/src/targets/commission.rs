//! A plan, an order: what is legal keeps the laws.

use tuike_core::commission::{Order, Plan};
use tuike_core::money::Money;
use tuike_core::read::{self, Node};

pub(super) fn run(data: &[u8]) -> Option<()> {
    let [plan, order] = super::parts(data)?;
    let plan = Plan::parse(plan).ok()?;
    let order = read::parse("order", order).ok()?;
    let order = Order::read(Node::root("order", &order), plan.currency()).ok()?;
    let preview = plan.preview(&order).ok()?;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(Money::minor).sum::<i64>();
    assert_eq!(sum(&mut preview.shares.iter().map(|share| share.amount)), preview.total.minor());
    assert!(preview.total <= preview.base, "more than the base");
    for line in &preview.lines {
        assert!(sum(&mut line.shares.iter().map(|share| share.amount)) <= line.base.minor());
    }
    Some(())
}
