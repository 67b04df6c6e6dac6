//! A plan, an order, a refund: what is legal keeps the laws, can be told in words, comes back from the
//! JSON it went out as, and is taken back to the fen.

use tuike_core::commission::{Language, Order, Plan, Preview, Refund, Seller, Share};
use tuike_core::money::Money;
use tuike_core::read::{self, Node};

pub(super) fn run(data: &[u8]) -> Option<()> {
    let [plan, order, refund] = super::parts(data)?;
    let plan = Plan::parse(plan).ok()?;
    let order = read::parse("order", order).ok()?;
    let order = Order::read(Node::root("order", &order), plan.currency()).ok()?;
    batch(&plan, &order);
    let preview = plan.preview(&order).ok()?;
    check(&plan, &preview);
    let refund = read::parse("refund", refund).ok()?;
    let refund = Refund::read(&Node::root("refund", &refund)).ok()?;
    let (mut state, mut taken) = (preview.clone(), 0);
    for _ in 0..3 {
        let back = plan.refund(&state, &refund).ok()?;
        assert_eq!(back.total.minor(), sum(&back.shares));
        taken += back.total.minor();
        assert!(taken <= preview.total.minor(), "more taken than given");
        state = back.after;
    }
    Some(())
}

fn check(plan: &Plan, preview: &Preview) {
    assert_eq!(sum(&preview.shares), preview.total.minor());
    assert!(preview.total <= preview.base, "more than the base");
    let most = plan.limits().max_total_rate;
    for line in &preview.lines {
        let ceiling = i128::from(line.base.minor()) * i128::from(most.units());
        assert!(i128::from(sum(&line.shares)) * 100_000_000 <= ceiling, "more than the limit");
    }
    for language in [Language::Chinese, Language::English] {
        let told = preview.explain(language);
        assert_eq!(told.lines.len(), preview.lines.len());
    }
}

/// What the nearest promoter alone gets for one unit of each line: no more than it costs.
fn batch(plan: &Plan, order: &Order) {
    let seller = Seller {
        at: order.at,
        channel: order.channel.clone(),
        new_customer: order.new_customer,
        member: order.chain.first().cloned().unwrap_or_default(),
    };
    let products: Vec<_> = order.lines.iter().map(|line| line.product.clone()).collect();
    let Ok(earn) = plan.preview_products(&products, &seller) else { return };
    for (product, earn) in products.iter().zip(earn) {
        let dearest = product.paid.max(product.list.unwrap_or(Money::ZERO));
        assert!(earn <= dearest);
    }
}

fn sum(shares: &[Share]) -> i64 {
    shares.iter().map(|share| share.amount.minor()).sum()
}
