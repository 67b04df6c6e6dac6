//! An amount as the eye reads it: ¥ small, yuan large, fen small.
//!
//! ```
//! use tuike_web::components::price::parts;
//!
//! assert_eq!(parts("10000000.00"), ("10,000,000".to_owned(), ".00".to_owned()));
//! assert_eq!(parts("9.90"), ("9".to_owned(), ".90".to_owned()));
//! ```

use leptos::prelude::*;

use crate::i18n::{Words, fill};
use crate::view::{Built, IntoBuilt};

/// Yuan in groups from five digits on, and the fen with their point.
#[must_use]
pub fn parts(amount: &str) -> (String, String) {
    let (yuan, fen) =
        amount.find('.').and_then(|at| amount.split_at_checked(at)).unwrap_or((amount, ""));
    if yuan.len() < 5 {
        return (yuan.to_owned(), fen.to_owned());
    }
    let mut grouped = String::with_capacity(yuan.len() + yuan.len() / 3);
    for (place, digit) in yuan.chars().enumerate() {
        if place > 0 && (yuan.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    (grouped, fen.to_owned())
}

/// The amount in one piece of text: `¥12.30`.
#[must_use]
pub fn yuan(amount: &str) -> String {
    let (yuan, fen) = parts(amount);
    format!("¥{yuan}{fen}")
}

/// An amount, loud; `class` says how loud.
#[must_use]
pub fn price(amount: &str, class: &str) -> Built {
    let (yuan, fen) = parts(amount);
    view! { <span class=format!("price {class}")><small>"¥"</small>{yuan}<small>{fen}</small></span> }.built()
}

/// A list price, struck through.
#[must_use]
pub fn was(words: &Words, list: &str) -> Built {
    view! { <s class="was cut"><span class="unseen">{words.was_price}</span>{yuan(list)}</s> }
        .built()
}

/// What is earned, in a chip: `赚 ¥12.30`, or that there is no commission; nothing while it is not known.
#[must_use]
pub fn earn_chip(words: &Words, earn: Option<String>) -> Built {
    let (class, text) = match earn {
        None => ("chip", String::new()),
        Some(earn) if is_nothing(&earn) => ("chip earn none", words.no_earn.to_owned()),
        Some(earn) => ("chip earn", fill(words.earn, &yuan(&earn))),
    };
    view! { <span class=class>{text}</span> }.built()
}

/// Coupons as chips.
#[must_use]
pub fn coupons(coupons: &[String]) -> Vec<Built> {
    let chip =
        |coupon: &String| view! { <span class="chip coupon">{coupon.clone()}</span> }.built();
    coupons.iter().map(chip).collect()
}

/// Whether an amount is zero.
#[must_use]
pub fn is_nothing(amount: &str) -> bool {
    amount.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_grouped_from_five_digits_on() {
        let shown =
            ["0.00", "199.00", "9999.99", "10000.00", "123456.78", "10000000.00", "12"].map(yuan);
        assert_eq!(
            shown,
            ["¥0.00", "¥199.00", "¥9999.99", "¥10,000.00", "¥123,456.78", "¥10,000,000.00", "¥12"]
        );
    }

    #[test]
    fn zero_is_nothing_and_a_fen_is_not() {
        assert!(is_nothing("0.00") && is_nothing("0"));
        assert!(!is_nothing("0.01"));
    }
}
