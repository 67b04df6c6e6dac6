//! What the offers of a product take off, and for each of the others why it takes nothing.

use leptos::prelude::*;
use tuike_core::money::Money;
use tuike_core::pricing::{NotApplied, Quote, Why};

use super::price::yuan;
use super::strip::clock;
use crate::host;
use crate::i18n::{Words, fill};
use crate::model::Product;
use crate::quote::words_for;
use crate::view::{Built, IntoBuilt};

/// The lines of a quote; nothing where there is no offer.
#[must_use]
pub fn deals(words: &Words, product: &Product, quote: &Quote) -> Built {
    let line = |class: &'static str, name: String, says: String| {
        view! { <li class=class><span>{name}</span><span class="sum">{says}</span></li> }.built()
    };
    let applied = quote.applied.iter().map(|deal| {
        let off = format!("−{}", yuan(&deal.amount.format(quote.currency)));
        line("", words_for(product, &deal.offer), off)
    });
    let others = quote.not_applied.iter().map(|deal| {
        line("soft small", words_for(product, &deal.offer), why_not(words, product, quote, deal))
    });
    let lines: Vec<Built> = applied.chain(others).collect();
    if lines.is_empty() {
        return Built::nothing();
    }
    view! { <ul class="deals">{lines}</ul> }.built()
}

fn why_not(words: &Words, product: &Product, quote: &Quote, deal: &NotApplied) -> String {
    let money = |amount: Money| yuan(&amount.format(quote.currency));
    match &deal.why {
        Why::OutsideWindow { from: Some(from), .. } if host::now() < *from => {
            fill(words.off_from, &clock(*from))
        }
        Why::OutsideWindow { .. } => words.off_over.to_owned(),
        Why::NotInScope => words.off_scope.to_owned(),
        Why::LimitReached(limit) => fill(words.off_limit, &limit.of.to_string()),
        Why::GroupNotFull(limit) => {
            fill(words.off_group, &limit.of.saturating_sub(limit.has).to_string())
        }
        Why::ThresholdNotMet { missing } => fill(words.off_missing, &money(*missing)),
        Why::NoGain => words.off_gain.to_owned(),
        Why::Excluded { by, .. } => fill(words.off_excluded, &words_for(product, by)),
        Why::WorseCombination { .. } => words.off_worse.to_owned(),
    }
}
