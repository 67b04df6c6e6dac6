//! `/v1/plan`: the commission plan, and what the server itself computes with it.

use std::error::Error;
use std::iter;
use std::sync::Arc;

use axum::extract::State;
use serde_json::Value;
use tuike_core::commission::{
    CommissionError, Line, Member, Order, Plan, Preview, Product as Sold, Refund, RefundLine,
    Seller, TakenBack,
};
use tuike_core::money::{Money, Rate};
use tuike_core::pricing::Quote;
use tuike_core::time::Timestamp;

use crate::app::App;
use crate::auth::{USERS, User};
use crate::envelope::{Answer, Refusal, ok};
use crate::goods::Goods;
use crate::made::Product;

const TEXT: &str = include_str!("../plan.json");

/// The demo's plan, read.
#[derive(Debug)]
pub(crate) struct DemoPlan {
    plan: Plan,
}

impl DemoPlan {
    pub(crate) fn read() -> Result<Self, CommissionError> {
        Ok(Self { plan: Plan::parse(TEXT)? })
    }

    /// The plan as it is written.
    pub(crate) const fn text(&self) -> &'static str {
        TEXT
    }

    /// What one sale of each product brings the demo promoter, in fen.
    pub(crate) fn earns(
        &self,
        products: &[Product],
        at: Timestamp,
    ) -> Result<Vec<i64>, Box<dyn Error>> {
        let [demo, ..] = &USERS;
        let sold = products
            .iter()
            .map(|product| {
                Ok(Sold {
                    sku: product.id.to_string(),
                    category: Some(product.category.slug.clone()),
                    merchant: Some(product.merchant.clone()),
                    paid: product.quote(at)?.total,
                    list: Some(Money::from_minor(product.list.try_into()?)?),
                    service_rate: Some(Rate::parse(product.service)?),
                    ..Sold::default()
                })
            })
            .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        let member = Member { tier: Some(demo.tier.to_owned()), ..Member::default() };
        let seller = Seller { at, member, ..Seller::default() };
        let earns = self.plan.preview_products(&sold, &seller)?;
        Ok(earns.into_iter().map(Money::minor).collect())
    }

    /// What a sale of a product brings its promoter and the one above.
    pub(crate) fn sale(
        &self,
        goods: &Goods,
        quote: &Quote,
        promoter: &User,
        at: Timestamp,
    ) -> Result<Preview, Box<dyn Error>> {
        let line = quote.lines.first().ok_or("a quote without a line")?;
        let product = Sold {
            sku: goods.id.to_string(),
            category: Some(goods.cat.clone()),
            merchant: Some(goods.merchant.clone()),
            paid: line.paid,
            list: Some(Money::from_minor(goods.list)?),
            service_rate: Some(Rate::parse(&goods.service)?),
            ..Sold::default()
        };
        let chain = iter::once(promoter).chain(promoter.parent());
        let member = |user: &User| Member {
            promoter: user.promoter.to_owned(),
            tier: Some(user.tier.to_owned()),
            ..Member::default()
        };
        let quantity = line.quantity;
        let lines = vec![Line { product, quantity, paid_total: Some(line.total) }];
        let order = Order::new(at, lines, chain.map(member).collect());
        Ok(self.plan.preview(&order)?)
    }
}

impl DemoPlan {
    /// What is taken back of such a sale when so many units of it were sent back.
    pub(crate) fn taken_back(
        &self,
        goods: &Goods,
        quote: &Quote,
        promoter: &User,
        at: Timestamp,
        units: u32,
    ) -> Result<TakenBack, Box<dyn Error>> {
        let refund = Refund { lines: vec![RefundLine { index: 0, quantity: units }] };
        Ok(self.plan.refund(&self.sale(goods, quote, promoter, at)?, &refund)?)
    }
}

/// `GET /v1/plan`
pub(crate) async fn get(State(app): State<Arc<App>>) -> Answer {
    let json: Value = serde_json::from_str(app.plan.text()).map_err(Refusal::internal)?;
    Ok(ok(json))
}
