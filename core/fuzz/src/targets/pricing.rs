//! An order and its offers: what is left sums up, and nothing is below zero.

use tuike_core::money::Money;
use tuike_core::pricing::Request;
use tuike_core::read::{self, Node};

pub(super) fn run(data: &[u8]) -> Option<()> {
    let [text] = super::parts(data)?;
    let json = read::parse("quote", text).ok()?;
    let request = Request::read(&Node::root("quote", &json)).ok()?;
    let quote = request.quote().ok()?;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(Money::minor).sum::<i64>();
    let minor = Money::minor;
    assert_eq!(minor(quote.total) + minor(quote.discount), minor(quote.subtotal));
    assert_eq!(sum(&mut quote.lines.iter().map(|line| line.total)), minor(quote.total));
    assert_eq!(sum(&mut quote.applied.iter().map(|offer| offer.amount)), minor(quote.discount));
    assert_eq!(quote.applied.len() + quote.not_applied.len(), request.offers.len());
    for line in &quote.lines {
        assert_eq!(minor(line.total) + minor(line.discount), minor(line.subtotal));
        assert_eq!(sum(&mut line.shares.iter().copied()), minor(line.discount));
        let units = i64::from(line.quantity.get());
        assert!((0..units).contains(&(minor(line.total) - minor(line.paid) * units)));
    }
    for (place, offer) in quote.applied.iter().enumerate() {
        assert_eq!(
            sum(&mut quote.lines.iter().map(|line| line.shares[place])),
            minor(offer.amount)
        );
        assert!(offer.amount > Money::ZERO, "an offer that takes nothing stays in the purse");
    }
    Some(())
}
