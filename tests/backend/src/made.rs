//! Makes products out of a seed: the same seed and position give the same product, always.
//!
//! Knows nothing of the database, and a product does not depend on how many there are. A few fixed
//! positions are the edges a client must bear: see [`Edge`].

use serde_json::{Value, json};
use tuike_core::seed::{Prng, Seed};

use crate::catalogue::{Category, TAILS, WITHOUT_COMMISSION, categories, category};
use crate::offers::Deal;

/// The first product's id: one more than 2^53 + 0, which a JavaScript number cannot hold.
pub const FIRST_ID: u64 = 9_007_199_254_740_993;

/// A product as the shop stores it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Product {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) sub: String,
    pub(crate) category: &'static Category,
    pub(crate) merchant: String,
    /// Fen.
    pub(crate) list: u64,
    /// Fen.
    pub(crate) price: u64,
    pub(crate) sales: u64,
    pub(crate) deals: Vec<Deal>,
    /// The service fee that its merchant pays, a fraction.
    pub(crate) service: &'static str,
    pub(crate) has_picture: bool,
    pub(crate) desc: String,
    /// `[{ "name", "value" }]`
    pub(crate) specs: Value,
}

/// What is unusual about a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    None,
    /// The price is 0.
    Free,
    /// The price is 10,000,000.00 yuan.
    Dear,
    /// `pics` is empty.
    NoPicture,
    /// No rule of the plan matches it.
    NoCommission,
    /// A title of about 60 characters.
    LongTitle,
}

impl Edge {
    /// The positions 3 to 12 hold one of each, early enough to be seen on the first screens.
    const fn at(index: u64) -> Self {
        match index {
            3 => Self::LongTitle,
            5 => Self::NoPicture,
            7 => Self::NoCommission,
            9 => Self::Free,
            12 => Self::Dear,
            _ if index % 61 == 60 => Self::LongTitle,
            _ if index % 97 == 96 => Self::NoPicture,
            _ => Self::None,
        }
    }
}

/// The product at a position, from 0.
pub(crate) fn product(seed: u64, index: u64) -> Product {
    let mut draw = Draw::new(seed, index);
    let edge = Edge::at(index);
    let category = match edge {
        Edge::NoCommission => category(WITHOUT_COMMISSION),
        Edge::None | Edge::Free | Edge::Dear | Edge::NoPicture | Edge::LongTitle => None,
    }
    .unwrap_or_else(|| draw.category());
    let item = draw.of(&category.items);
    let (brand, noun) = (draw.of(&category.brands), &item.noun);
    let (spec, purpose) = (draw.of(&item.specs), draw.of(&category.uses));
    let (first, second) = draw.two_of(&item.traits);
    let price = match edge {
        Edge::Free => 0,
        Edge::Dear => 1_000_000_000,
        Edge::None | Edge::NoPicture | Edge::NoCommission | Edge::LongTitle => {
            draw.price(item.yuan)
        }
    };
    let mut name = format!("{brand} {first}{second}{noun} {spec} {purpose}");
    if edge == Edge::LongTitle {
        for tail in TAILS.iter().cycle() {
            if name.chars().count() >= 56 {
                break;
            }
            name.push_str(tail);
        }
    }
    let merchant = format!("m{}", 1 + draw.below(40));
    let (list, sales) = (draw.list_price(price), draw.sales());
    let mut deals = draw.deals(&merchant, price);
    let specs = draw.specs(category, brand, spec);
    // Behind all others, so that these products are the ones they were before they had them.
    let service = draw.of(&["0.10", "0.20", "0.30"]);
    match index {
        0 => deals.extend(Deal::of_the_first()),
        _ => deals.extend(draw.more_deals(price)),
    }
    Product {
        id: FIRST_ID + index,
        name,
        sub: format!("{first} · {purpose}"),
        category,
        merchant,
        list,
        price,
        sales,
        deals,
        service,
        has_picture: edge != Edge::NoPicture,
        desc: format!(
            "{brand}{noun}，{first}，{second}。规格 {spec}，{purpose}。支持七天无理由退换，48 小时内发货。"
        ),
        specs,
    }
}

impl Deal {
    /// The first product's, whatever the seed; none with a window, so that its price is the same every day.
    fn of_the_first() -> [Self; 3] {
        [
            Self::coupon("shop", "店铺券", 999, 60),
            Self::coupon("new", "新人券", 0, 5),
            Self::coupon("platform", "平台券", 2_000, 150),
        ]
    }
}

/// The generator of one product's choices.
struct Draw(Prng);

impl Draw {
    fn new(seed: u64, index: u64) -> Self {
        let mut bytes = [0x5a; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&index.to_le_bytes());
        let mut prng = Seed::from_bytes(bytes).prng();
        // Neighbouring seeds differ in a few bits only: the first outputs of xoshiro show it.
        for _ in 0..12 {
            prng.next_u64();
        }
        Self(prng)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound as u64) as usize
    }

    fn of<'a, T>(&mut self, words: &'a [T]) -> &'a T {
        &words[self.below(words.len())]
    }

    fn two_of<'a, T>(&mut self, words: &'a [T]) -> (&'a T, &'a T) {
        let first = self.below(words.len());
        let second = (first + 1 + self.below(words.len() - 1)) % words.len();
        (&words[first], &words[second])
    }

    /// Any category, the one without commission (the last) more seldom.
    fn category(&mut self) -> &'static Category {
        let all = categories();
        let paying = all.len() - 1;
        let drawn = if self.below(40) == 0 { paying } else { self.below(paying) };
        &all[drawn]
    }

    /// In fen; low prices are more frequent, and most end as prices in shops do.
    fn price(&mut self, (low, high): (u64, u64)) -> u64 {
        let part = self.0.below(1_000) * self.0.below(1_000);
        let yuan = low + (high - low) * part / 1_000_000;
        let tens = (yuan / 10).max(1) * 10;
        match self.below(6) {
            0 => yuan * 100,
            1 => yuan * 100 + 80,
            2 => (tens - 1) * 100,
            3 => yuan * 100 + 99,
            _ => tens * 100 - 10,
        }
    }

    /// In fen: as the price or up to 1.8 times that, in whole yuan.
    fn list_price(&mut self, price: u64) -> u64 {
        match self.below(4) {
            0 => price,
            _ => (price * (110 + self.0.below(70)) / 100).div_ceil(100) * 100,
        }
    }

    fn sales(&mut self) -> u64 {
        let part = self.0.below(100_000);
        part * part * part / 12_000_000_000
    }

    fn deals(&mut self, merchant: &str, price: u64) -> Vec<Deal> {
        const FULL: [(u64, u64); 5] = [(49, 5), (99, 10), (199, 20), (299, 40), (499, 80)];
        let mut deals = Vec::new();
        if self.below(10) < 4
            && let Some((from, off)) = FULL.iter().rev().find(|(from, _)| from * 100 <= price)
        {
            deals.push(Deal::full(merchant, *from, *off));
        }
        if self.below(10) < 2 && price > 2_000 {
            deals.push(match self.below(4) {
                0 => Deal::off(3),
                1 => Deal::coupon("new", "新人券", 0, 5),
                2 => Deal::coupon("shop", "店铺券", 59, 8),
                _ => Deal::tenth(),
            });
        }
        deals
    }

    fn more_deals(&mut self, price: u64) -> Vec<Deal> {
        let mut deals = Vec::new();
        if price > 2_000 {
            match self.below(16) {
                0..=2 => deals.push(Deal::coupon("platform", "平台券", 199, 25)),
                3 => deals.push(Deal::flash(price * 8 / 10)),
                4 => deals.push(Deal::twelve_twelve(price * 7 / 10)),
                _ => {}
            }
        }
        deals
    }

    fn specs(&mut self, category: &Category, brand: &str, spec: &str) -> Value {
        let mut rows = vec![
            json!({ "name": "品牌", "value": brand }),
            json!({ "name": "规格", "value": spec }),
            json!({ "name": "类别", "value": category.name }),
        ];
        for (name, values) in &category.facts {
            rows.push(json!({ "name": name, "value": self.of(values) }));
        }
        Value::Array(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_the_same_however_often_it_is_made() {
        for index in [0, 1, 99, 9_999] {
            assert_eq!(product(7, index), product(7, index));
            assert_ne!(product(7, index).name, product(8, index).name);
        }
    }

    #[test]
    fn titles_are_as_long_as_titles_in_the_field() {
        let lengths: Vec<usize> = (0..2_000).map(|i| product(1, i).name.chars().count()).collect();
        assert!(lengths.iter().all(|length| (12..=75).contains(length)), "{lengths:?}");
        let usual = lengths.iter().filter(|length| (15..=45).contains(*length)).count();
        assert!(usual > 1_900, "{usual}");
        assert!(lengths.iter().any(|length| *length >= 56));
    }

    #[test]
    fn the_edges_a_client_must_bear_are_among_the_first_products() {
        let first: Vec<Product> = (0..20).map(|i| product(1, i)).collect();
        assert!(first.iter().any(|p| p.price == 0));
        assert!(first.iter().any(|p| p.price == 1_000_000_000));
        assert!(first.iter().any(|p| !p.has_picture));
        assert!(first.iter().any(|p| p.category.slug == "gift/card"));
        assert!(first.iter().any(|p| p.name.chars().count() >= 56));
    }

    #[test]
    fn no_price_is_above_its_list_price_and_every_category_is_sold() {
        let all: Vec<Product> = (0..2_000).map(|i| product(1, i)).collect();
        assert!(all.iter().all(|p| p.price <= p.list));
        for category in categories() {
            assert!(all.iter().any(|p| p.category.slug == category.slug), "{}", category.slug);
        }
    }
}
