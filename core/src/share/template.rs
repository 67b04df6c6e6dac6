//! Words with places to fill: `{title}`, `{price}`, `{earn}`.
//!
//! What a promoter earns is nobody else's business: a template that a customer will see and that says
//! `{earn}` is refused, before anything is filled in. Values are put in as they are and not looked into
//! again, so a merchant's title cannot smuggle a place in.
//!
//! ```
//! use tuike_core::share::{Reader, Words, fill};
//!
//! let words = Words { title: Some("口红"), price: Some("189.00"), earn: Some("18.90") };
//! assert_eq!(fill("{title} 只要 ¥{price}", &words, Reader::Customer)?, "口红 只要 ¥189.00");
//! assert_eq!(fill("分享赚 ¥{earn} {{}}", &words, Reader::Promoter)?, "分享赚 ¥18.90 {}");
//! assert!(fill("赚 ¥{earn}", &words, Reader::Customer).is_err());
//! # Ok::<(), tuike_core::share::ShareError>(())
//! ```

use super::ShareError;
use crate::read::{Fault, Node};

/// What is put into the places of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words<'a> {
    /// `{title}`: the product's name.
    pub title: Option<&'a str>,
    /// `{price}`: what the buyer pays, such as `189.00`.
    pub price: Option<&'a str>,
    /// `{earn}`: what the promoter earns.
    pub earn: Option<&'a str>,
}

impl<'a> Words<'a> {
    /// Reads `{ title?, price?, paid?, earn? }`; `paid` is the price where `price` is missing. Other fields
    /// are not looked at: a product as it came from a server will do.
    ///
    /// # Errors
    /// [`ShareError::Read`].
    pub fn read(node: &Node<'a>) -> Result<Self, ShareError> {
        let fault = Fault::<ShareError>::default();
        let fields = fault.open(node);
        let text = |name| fields.optional(name).map(|node| fault.text(&node));
        let (title, price, earn) =
            (text("title"), text("price").or_else(|| text("paid")), text("earn"));
        fault.unless(Self { title, price, earn })
    }
}

/// Who will see a filled template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// Anybody: no word of what is earned.
    #[default]
    Customer,
    /// Only the promoter.
    Promoter,
}

/// Fills a template. `{{` and `}}` are a brace each.
///
/// # Errors
/// [`ShareError::EarnShown`]; [`ShareError::UnknownPlace`] for a place that has no such name, has no value
/// or is not closed.
pub fn fill(template: &str, words: &Words<'_>, reader: Reader) -> Result<String, ShareError> {
    fill_at("template", template, reader, |name| match name {
        "title" => words.title,
        "price" => words.price,
        "earn" => words.earn,
        _ => None,
    })
}

/// Fills the template at a path.
pub(super) fn fill_at<'v>(
    path: &str,
    template: &str,
    reader: Reader,
    value_of: impl Fn(&str) -> Option<&'v str>,
) -> Result<String, ShareError> {
    let unknown = |name: &str| {
        let (path, name) = (path.to_owned(), name.to_owned());
        Err(ShareError::UnknownPlace { path, name })
    };
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, mark, after)) = next_brace(rest) {
        out.push_str(before);
        if let Some(after) = after.strip_prefix(mark) {
            out.push(mark);
            rest = after;
            continue;
        }
        let name = match after.split_once('}') {
            Some((name, after)) if mark == '{' => {
                rest = after;
                name
            }
            Some(_) | None => return unknown(after),
        };
        if name == "earn" && reader == Reader::Customer {
            return Err(ShareError::EarnShown { path: path.to_owned() });
        }
        match value_of(name) {
            Some(value) => out.push_str(value),
            None => return unknown(name),
        }
    }
    Ok(out + rest)
}

/// What is before the first brace, the brace, what is behind it.
fn next_brace(text: &str) -> Option<(&str, char, &str)> {
    let at = text.find(['{', '}'])?;
    let (before, from) = text.split_at_checked(at)?;
    let mut chars = from.chars();
    let mark = chars.next()?;
    Some((before, mark, chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Coded;

    const WORDS: Words<'_> =
        Words { title: Some("{earn}口红{"), price: Some("9.90"), earn: Some("1.00") };

    #[test]
    fn values_are_put_in_as_they_are() {
        let fill = |template| fill(template, &WORDS, Reader::Customer).unwrap();
        assert_eq!(fill(""), "");
        assert_eq!(fill("{title}{price}"), "{earn}口红{9.90");
        assert_eq!(fill("{{title}} {{{price}}}"), "{title} {9.90}");
    }

    #[test]
    fn what_cannot_be_filled_is_refused() {
        let code = |template, reader| fill(template, &WORDS, reader).unwrap_err().code().as_str();
        for template in ["{earn}", "a {title} {earn} b", "{{{earn}}}"] {
            assert_eq!(code(template, Reader::Customer), "share/earn-shown", "{template}");
            assert!(fill(template, &WORDS, Reader::Promoter).is_ok());
        }
        for template in
            ["{", "}", "{title", "title}", "{}", "{Title}", "{ earn }", "{price}}", "{a{title}"]
        {
            assert_eq!(code(template, Reader::Promoter), "share/unknown-place", "{template}");
        }
        let none = fill("{price}", &Words::default(), Reader::Customer).unwrap_err();
        assert_eq!(none.code().as_str(), "share/unknown-place");
    }
}
