//! `/v1/plan`: the commission plan, and what the server itself computes with it.

use std::error::Error;
use std::iter;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::State;
use serde_json::Value;
use tuike_core::commission::{
    CommissionError, Line, Member, Order, Plan, Preview, Product as Sold, Seller,
};
use tuike_core::money::Money;
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
    pub(crate) fn earns(&self, products: &[Product]) -> Result<Vec<i64>, Box<dyn Error>> {
        let [demo, ..] = &USERS;
        let sold = products
            .iter()
            .map(|product| {
                Ok(Sold {
                    sku: product.id.to_string(),
                    category: Some(product.category.slug.clone()),
                    merchant: Some(product.merchant.clone()),
                    paid: Money::from_minor(product.price.try_into()?)?,
                    list: Some(Money::from_minor(product.list.try_into()?)?),
                    ..Sold::default()
                })
            })
            .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        let member = Member { tier: Some(demo.tier.to_owned()), ..Member::default() };
        let seller = Seller { at: Timestamp::EPOCH, member, ..Seller::default() };
        let earns = self.plan.preview_products(&sold, &seller)?;
        Ok(earns.into_iter().map(Money::minor).collect())
    }

    /// What a sale of a product brings its promoter and the one above.
    pub(crate) fn sale(
        &self,
        goods: &Goods,
        quantity: NonZeroU32,
        promoter: &User,
        at: Timestamp,
    ) -> Result<Preview, Box<dyn Error>> {
        let product = Sold {
            sku: goods.id.to_string(),
            category: Some(goods.cat.clone()),
            merchant: Some(goods.merchant.clone()),
            paid: Money::from_minor(goods.price)?,
            list: Some(Money::from_minor(goods.list)?),
            ..Sold::default()
        };
        let chain = iter::once(promoter).chain(promoter.parent());
        let member = |user: &User| Member {
            promoter: user.promoter.to_owned(),
            tier: Some(user.tier.to_owned()),
            ..Member::default()
        };
        let order = Order::new(at, vec![Line { product, quantity }], chain.map(member).collect());
        Ok(self.plan.preview(&order)?)
    }
}

/// `GET /v1/plan`
pub(crate) async fn get(State(app): State<Arc<App>>) -> Answer {
    let json: Value = serde_json::from_str(app.plan.text()).map_err(Refusal::internal)?;
    Ok(ok(json))
}
