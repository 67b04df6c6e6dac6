//! An order straight from its text, without a tree of values between.
//!
//! A preview is asked for at every change of a basket, and the tree with its paths took half of its time.
//! Never refuses anything: for whatever is not plain, or not right, it gives `None`, and [`Order::read`]
//! reads the text again or says where it is wrong.
//!
//! ```
//! use tuike_core::commission::Order;
//! use tuike_core::money::Currency;
//!
//! let text = r#"{ "at": 0, "lines": [ { "sku": "L1", "paid": "9.90" } ], "chain": [] }"#;
//! assert_eq!(Order::parse(text, Currency::CNY)?.lines[0].product.paid.minor(), 990);
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use core::num::NonZeroU32;

use super::order::{Line, Member, Order, Product};
use crate::json::Reader;
use crate::money::{Currency, Money, Rate};
use crate::read::LAST_MILLISECOND;
use crate::time::Timestamp;

/// What [`Order::read`] reads, or `None`.
pub(super) fn read(text: &str, currency: Currency) -> Option<Order> {
    let mut reader = Reader::new(text);
    let mut order = Order::new(Timestamp::default(), Vec::new(), Vec::new());
    let (mut at, mut lines, mut chain) = (None, None, None);
    reader.object(&mut |reader, name| {
        match name {
            "at" => at = Some(reader.whole_number().filter(|at| *at <= LAST_MILLISECOND)?),
            "currency" => return (reader.plain_text()? == currency.code()).then_some(()),
            "lines" => {
                let lines = lines.insert(Vec::with_capacity(4));
                reader.array(&mut |reader| {
                    lines.push(line(reader, currency)?);
                    Some(())
                })?;
            }
            "chain" => {
                let chain = chain.insert(Vec::with_capacity(2));
                reader.array(&mut |reader| {
                    chain.push(member(reader, currency)?);
                    Some(())
                })?;
            }
            "channel" => order.channel = Some(text_of(reader)?),
            "newCustomer" => order.new_customer = Some(reader.boolean()?),
            "buyer" => order.buyer = Some(text_of(reader)?),
            _ => return None,
        }
        Some(())
    })?;
    order.at = Timestamp::from_millis(at?);
    order.lines = lines.filter(|lines| lines.len() <= Order::MAX_LINES)?;
    order.chain = chain?;
    reader.is_at_end().then_some(order)
}

fn line(reader: &mut Reader<'_>, currency: Currency) -> Option<Line> {
    let mut product = Product::default();
    let (mut paid, mut paid_total, mut quantity) = (None, None, NonZeroU32::MIN);
    reader.object(&mut |reader, name| {
        match name {
            "sku" => product.sku = text_of(reader)?,
            "category" => product.category = Some(text_of(reader)?),
            "merchant" => product.merchant = Some(text_of(reader)?),
            "paid" => paid = Some(money(reader, currency)?),
            "paidTotal" => paid_total = Some(money(reader, currency)?),
            "list" => product.list = Some(money(reader, currency)?),
            "cost" => product.cost = Some(money(reader, currency)?),
            "serviceRate" => product.service_rate = Some(rate(reader)?),
            "promoterRate" => product.promoter_rate = Some(rate(reader)?),
            "quantity" => {
                let number = u32::try_from(reader.whole_number()?).ok()?;
                quantity = NonZeroU32::new(number).filter(|_| number <= Line::MAX_QUANTITY)?;
            }
            _ => return None,
        }
        Some(())
    })?;
    product.paid = paid?;
    (!product.sku.is_empty()).then_some(Line { product, quantity, paid_total })
}

fn member(reader: &mut Reader<'_>, currency: Currency) -> Option<Member> {
    let mut member = Member::default();
    reader.object(&mut |reader, name| {
        match name {
            "promoter" => member.promoter = text_of(reader)?,
            "tier" => member.tier = Some(text_of(reader)?),
            "rate" => member.rate = Some(rate(reader)?),
            "progress" => member.progress = money(reader, currency)?,
            "earnedToday" => member.earned_today = money(reader, currency)?,
            _ => return None,
        }
        Some(())
    })?;
    (!member.promoter.is_empty()).then_some(member)
}

fn text_of(reader: &mut Reader<'_>) -> Option<String> {
    reader.plain_text().map(str::to_owned)
}

fn money(reader: &mut Reader<'_>, currency: Currency) -> Option<Money> {
    Money::parse(reader.plain_text()?, currency).ok()
}

fn rate(reader: &mut Reader<'_>) -> Option<Rate> {
    Rate::parse(reader.plain_text()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::read::{self, Node};

    const PLAIN: &str = r#" { "at" : 1767300000000, "currency": "CNY", "channel": "shop", "newCustomer": true,
        "buyer": "", "lines": [ { "sku": "口红", "category": "beauty/lip", "merchant": "m1", "paid": "189.00", "paidTotal": "377.99",
        "list": "199", "cost": "90.5", "quantity": 2, "serviceRate": "0.2", "promoterRate": "0.125" }, { "paid":
        "0", "sku": "L2" } ], "chain": [ { "promoter": "p9", "tier": "gold", "rate": "1", "progress":
        "100000000000.00", "earnedToday": "0.01" }, {"promoter":"p3"} ] } "#;

    fn careful(text: &str) -> Option<Order> {
        let json = read::parse("order", text).ok()?;
        Order::read(Node::root("order", &json), Currency::CNY).ok()
    }

    #[test]
    fn a_plain_order_with_every_field_is_read_at_once() {
        let order = read(PLAIN, Currency::CNY);
        assert!(order.is_some());
        assert_eq!(order, careful(PLAIN));
        let bare = r#"{"chain":[],"lines":[],"at":0}"#;
        assert_eq!(read(bare, Currency::CNY), careful(bare));
        assert!(read(bare, Currency::CNY).is_some());
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_careful_reader() {
        for text in [
            r#"{"at":1e3,"lines":[],"chain":[]}"#,
            r#"{"at":0,"lines":[],"chain":[],"buyer":null}"#,
            r#"{"at":0,"lines":[],"chain":[],"channel":"\u0061"}"#,
        ] {
            assert_eq!(read(text, Currency::CNY), None, "{text}");
            assert!(careful(text).is_some(), "{text}");
        }
    }

    #[test]
    fn each_cut_of_an_order_is_refused() {
        let trimmed = PLAIN.trim();
        for (cut, _) in trimmed.char_indices() {
            assert_eq!(read(&trimmed[..cut], Currency::CNY), None, "{cut}");
        }
    }

    proptest! {
        /// The oracle is the careful reader: what is read at once it reads alike.
        #[test]
        fn nothing_is_read_that_the_careful_reader_does_not_read_alike(
            edits in prop::collection::vec(
                (any::<prop::sample::Index>(), prop_oneof![
                    prop::sample::select(br#"{}[]":,.-0159eltn \"#.to_vec()),
                    any::<u8>(),
                ]),
                1..4,
            ),
            swap in any::<(prop::sample::Index, prop::sample::Index)>(),
        ) {
            let mut bytes = PLAIN.as_bytes().to_vec();
            for (at, byte) in edits {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let mut fields: Vec<&[u8]> = bytes.split(|byte| *byte == b',').collect();
            let (a, b) = (swap.0.index(fields.len()), swap.1.index(fields.len()));
            fields.swap(a, b);
            let Ok(text) = String::from_utf8(fields.join(&b',')) else { return Ok(()) };
            if let Some(order) = read(&text, Currency::CNY) {
                prop_assert_eq!(Some(order), careful(&text), "{}", text);
            }
        }
    }
}
