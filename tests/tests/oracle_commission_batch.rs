//! Batches against the oracle of `tests/oracle`: a row of a price column, a product of a feed, and an
//! order of one unit sold by one promoter pay the same. Long runs as `oracle_commission.rs` says.

mod oracle;

use num_bigint::BigInt;
use oracle::{Seen, compare, same};
use serde_json::{Value, json};
use tuike_core::code::Coded;
use tuike_core::commission::{Line, Order, Plan, Product, RowQuery, RowRates, Seller};
use tuike_core::money::{Money, Rate};
use tuike_core::read::Node;
use tuike_oracle::commission::{self, Refused, cases::Case};

/// What a unit pays, or why not.
type Earn = Result<BigInt, Refused>;

fn batches_agree(seed: u64, seen: &mut Seen) -> Result<(), String> {
    let case = Case::new(seed);
    let Ok(plan) = Plan::read(Node::root("plan", &case.plan)) else { return Ok(()) };
    let Ok(order) = Order::read(Node::root("order", &case.order), plan.currency()) else {
        return Ok(());
    };
    let member = order.chain.first().cloned().unwrap_or_default();
    let (channel, new_customer) = (order.channel.clone(), order.new_customer);
    let seller = Seller { at: order.at, channel, new_customer, member };
    for (line, json) in order.lines.iter().zip(case.order["lines"].as_array().unwrap()).take(3) {
        let paid = line.product.paid.minor();
        for paid in [paid, paid / 2, paid + 1, paid / 3 * 5].map(|fen| fen.min(Money::MAX.minor()))
        {
            let expected = oracle(&case, json, paid);
            let line = priced(line, paid);
            let shown = |difference| {
                format!(
                    "{difference}\nplan {}\norder {}\nline {json}\npaid {paid}",
                    case.plan, case.order
                )
            };
            let mut check = |what, found: Earn| {
                // An order tells its steps, each of which must fit; a batch only needs its amount to.
                if found.is_ok() && expected == Err("money/too-large") {
                    return Ok(());
                }
                *seen.entry(what).or_default() +=
                    u64::from(found.as_ref().is_ok_and(|fen| *fen > 0.into()));
                same(what, found, expected.clone()).map_err(shown)
            };
            check("product", product(&plan, &line.product, &seller))?;
            let found = row(&plan, &line.product, &seller);
            // A row has neither a list price nor a cost.
            if found != Err("commission/missing-base") {
                check("row", found)?;
            }
        }
    }
    Ok(())
}

fn priced(line: &Line, paid: i64) -> Line {
    let product = Product { paid: Money::from_minor(paid).unwrap(), ..line.product.clone() };
    Line { product, ..line.clone() }
}

fn product(plan: &Plan, product: &Product, seller: &Seller) -> Earn {
    let found = plan.preview_products(std::slice::from_ref(product), seller);
    found.map(|amounts| amounts[0].minor().into()).map_err(|error| error.code().as_str())
}

fn row(plan: &Plan, product: &Product, seller: &Seller) -> Earn {
    let query = RowQuery {
        sku: Some(product.sku.clone()),
        category: product.category.clone(),
        merchant: product.merchant.clone(),
        seller: seller.clone(),
    };
    let column = |rate: Option<Rate>| rate.map(|rate| [rate.units() as f64]);
    let (service, promoter) = (column(product.service_rate), column(product.promoter_rate));
    let rates = RowRates {
        service: service.as_ref().map(|one| one.as_slice()),
        promoter: promoter.as_ref().map(|one| one.as_slice()),
    };
    let mut out = [f64::NAN];
    let found = plan.preview_rows(&[product.paid.minor() as f64], &query, rates, &mut out);
    found.map(|()| (out[0] as i64).into()).map_err(|error| error.code().as_str())
}

/// The line alone, one unit, sold by the nearest promoter alone.
fn oracle(case: &Case, line: &Value, paid: i64) -> Earn {
    let mut line = line.clone();
    line["paid"] = json!(format!("{}.{:02}", paid / 100, paid % 100));
    line["quantity"] = json!(1);
    line["paidTotal"] = Value::Null;
    let mut order = case.order.clone();
    let nearest = order["chain"].get(0).cloned().unwrap_or_else(|| json!({ "promoter": "one" }));
    order["lines"] = json!([line]);
    order["chain"] = json!([nearest]);
    order["buyer"] = Value::Null;
    commission::preview(&case.plan, &order).map(|preview| preview.total)
}

#[test]
fn a_batch_pays_what_an_order_of_one_unit_pays() {
    compare(1_500, &["row", "product"], batches_agree);
}
