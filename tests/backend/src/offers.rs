//! What a shop takes off its prices, and what a buyer therefore pays.
//!
//! Goods carry `offers` in the shape of `pricing.quote`, so that a client quotes with what it has been
//! given, and `coupons`, the words for each of them in the same order. An order is priced here by the
//! same core: whoever quoted the same offers at the same time saw the same amount.

use std::error::Error;
use std::num::NonZeroU32;

use serde_json::{Value, json};
use tuike_core::money::{Currency, Money};
use tuike_core::pricing::{Quote, Request};
use tuike_core::read::Node;
use tuike_core::time::Timestamp;

use crate::goods::Goods;
use crate::made::Product;

/// An offer and the words for it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Deal {
    pub(crate) words: String,
    /// As `pricing.quote` takes it.
    pub(crate) terms: Value,
}

/// 2026-12-12, one day in China: `TZ=Asia/Shanghai date -d 2026-12-12 +%s` is 1797004800.
const TWELVE_TWELVE: (u64, u64) = (1_797_004_800_000, 1_797_091_200_000);

impl Deal {
    /// 满减 of the whole shop: `满499减80`.
    pub(crate) fn full(merchant: &str, threshold: u64, off: u64) -> Self {
        let terms = json!({ "id": "full", "kind": "full-reduction", "scope": { "merchant": [merchant] },
            "threshold": yuan(threshold * 100), "amount": yuan(off * 100) });
        Self { words: format!("满{threshold}减{off}"), terms }
    }

    /// An amount off, once an order: `立减3元`.
    pub(crate) fn off(off: u64) -> Self {
        let terms = json!({ "id": "off", "kind": "amount", "amount": yuan(off * 100) });
        Self { words: format!("立减{off}元"), terms }
    }

    /// A tenth off: `9折`.
    pub(crate) fn tenth() -> Self {
        let terms = json!({ "id": "tenth", "kind": "percent", "rate": "0.10" });
        Self { words: "9折".to_owned(), terms }
    }

    /// A coupon; at most one is used in an order.
    pub(crate) fn coupon(id: &str, name: &str, threshold: u64, off: u64) -> Self {
        let terms = json!({ "id": id, "kind": "coupon", "amount": yuan(off * 100),
            "threshold": yuan(threshold * 100), "exclusive": ["coupon"] });
        let words = match threshold {
            0 => format!("{name}{off}元"),
            _ => format!("{name}满{threshold}减{off}"),
        };
        Self { words, terms }
    }

    /// 秒杀: another price for the first two of an order, to the fen.
    pub(crate) fn flash(price: u64) -> Self {
        let price = yuan(price);
        let words = format!("秒杀{price}元限2件");
        Self { words, terms: json!({ "id": "flash", "kind": "flash", "price": price, "limit": 2 }) }
    }

    /// A flash price of one day.
    pub(crate) fn twelve_twelve(price: u64) -> Self {
        let (from, to) = TWELVE_TWELVE;
        let price = yuan(price);
        let words = format!("双12秒杀{price}元");
        let terms =
            json!({ "id": "double-12", "kind": "flash", "price": price, "from": from, "to": to });
        Self { words, terms }
    }
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// One line to be quoted.
#[derive(Clone, Copy, Debug)]
struct Asked<'a> {
    sku: &'a str,
    category: &'a str,
    merchant: &'a str,
    price: i64,
    offers: &'a Value,
}

impl Asked<'_> {
    fn quote(&self, quantity: NonZeroU32, at: Timestamp) -> Result<Quote, Box<dyn Error>> {
        let price = Money::from_minor(self.price)?.format(Currency::CNY);
        let request = json!({
            "at": at.as_millis(),
            "lines": [{ "sku": self.sku, "category": self.category, "merchant": self.merchant,
                        "price": price, "quantity": quantity.get() }],
            "offers": self.offers,
        });
        Ok(Request::read(&Node::root("quote", &request))?.quote()?)
    }
}

impl Goods {
    /// What so many of it cost, with what its offers take off.
    pub(crate) fn quote(
        &self,
        quantity: NonZeroU32,
        at: Timestamp,
    ) -> Result<Quote, Box<dyn Error>> {
        let (sku, price) = (self.id.to_string(), self.price);
        let (category, merchant, offers) = (&*self.cat, &*self.merchant, &self.offers);
        Asked { sku: &sku, category, merchant, price, offers }.quote(quantity, at)
    }
}

impl Product {
    /// What one of it costs.
    pub(crate) fn quote(&self, at: Timestamp) -> Result<Quote, Box<dyn Error>> {
        let sku = self.id.to_string();
        let (category, merchant) = (&*self.category.slug, &*self.merchant);
        let (price, offers) = (i64::try_from(self.price)?, &self.terms());
        Asked { sku: &sku, category, merchant, price, offers }.quote(NonZeroU32::MIN, at)
    }

    /// All its offers, as `pricing.quote` takes them.
    pub(crate) fn terms(&self) -> Value {
        self.deals.iter().map(|deal| deal.terms.clone()).collect()
    }

    /// The words for each of them.
    pub(crate) fn words(&self) -> Value {
        self.deals.iter().map(|deal| Value::from(&*deal.words)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made;

    #[test]
    fn every_product_has_offers_that_can_be_quoted_and_words_for_each() {
        let at = Timestamp::from_millis(1_795_132_800_000); // 2026-11-20
        let (mut lower, mut kept) = (0, 0);
        for index in 0..1_000 {
            let product = made::product(1, index);
            let quote = product.quote(at).unwrap();
            assert!(quote.total.minor() >= 0 && quote.total <= quote.subtotal);
            assert_eq!(quote.applied.len() + quote.not_applied.len(), product.deals.len());
            assert!(product.deals.iter().all(|deal| !deal.words.is_empty()));
            lower += usize::from(!quote.applied.is_empty());
            kept += usize::from(!quote.not_applied.is_empty());
        }
        assert!(lower > 300 && kept > 100, "{lower} and {kept} of 1000");
    }

    #[test]
    fn the_first_product_costs_what_a_hand_says() {
        // 1,719.90, 满499减80, and of the coupons the one of 60 from 999 on: 5 would be less, and 150 from
        // 2,000 on is not reached.
        let product = made::product(1, 0);
        let quote = product.quote(Timestamp::from_millis(1_795_132_800_000)).unwrap();
        assert_eq!((quote.subtotal.minor(), quote.total.minor()), (171_990, 157_990));
    }
}
