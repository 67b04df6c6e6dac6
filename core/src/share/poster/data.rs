//! What a poster says, read from JSON. Decides nothing about how it looks.
//!
//! ```
//! use tuike_core::{read, share::poster::{Code, Data}};
//!
//! let json = read::parse("data", r#"{ "title": "口红", "paid": "189.00", "link": "https://m.example.com/s/5" }"#)?;
//! let data = Data::read(&read::Node::root("data", &json)).unwrap();
//! assert_eq!((data.dpr, data.code), (3, Code::Link("https://m.example.com/s/5".into())));
//! # Ok::<(), read::ReadError>(())
//! ```

use super::{PosterError, text};
use crate::money::{Currency, Money};
use crate::read::{Fault, Fields, Node, ReadError};

/// How a poster is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A white card: picture, title, price, code.
    Card,
    /// A picture from edge to edge and what is to be said below.
    Full,
    /// Up to six products of a shop below each other.
    Shop,
}

/// What a poster says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    /// Device pixels a logical one, 1–3; the canvas is 375 logical pixels wide.
    pub dpr: u32,
    /// The product's title, or the shop's.
    pub title: String,
    /// A quieter line below it.
    pub note: Option<String>,
    /// The product, where the poster is of one.
    pub product: Option<Product>,
    /// Short words such as coupons.
    pub tags: Vec<String>,
    /// The products of a shop.
    pub items: Vec<(String, Product)>,
    /// Who recommends it: their name and their picture.
    pub by: Option<(String, Option<String>)>,
    /// Beside the code, such as `长按识别二维码`.
    pub caption: Option<String>,
    /// Below that, quieter.
    pub hint: Option<String>,
    /// What is scanned.
    pub code: Code,
}

/// A price and a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// In front of amounts.
    pub symbol: &'static str,
    /// What the buyer pays.
    pub paid: String,
    /// The list price, struck through.
    pub list: Option<String>,
    /// The picture's address.
    pub image: Option<String>,
}

/// What is scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A text that becomes a QR code.
    Link(String),
    /// The address of a picture that is a code already: a mini-program's.
    Picture(String),
}

impl Template {
    /// The template of a name: `card`, `full` or `shop`.
    ///
    /// # Errors
    /// [`PosterError::UnknownTemplate`].
    pub fn parse(name: &str) -> Result<Self, PosterError> {
        match name {
            "card" => Ok(Self::Card),
            "full" => Ok(Self::Full),
            "shop" => Ok(Self::Shop),
            _ => Err(PosterError::UnknownTemplate { found: crate::code::shortened(name) }),
        }
    }
}

impl Data {
    /// Reads the data. `paid` is left out where `items` are given; one of `link` and `code` must be there.
    ///
    /// # Errors
    /// [`PosterError::Read`], [`PosterError::ShowsEarn`].
    pub fn read(node: &Node<'_>) -> Result<Self, PosterError> {
        let fault = Fault::default();
        let fields = fault.fields(
            node,
            &[
                "title", "note", "paid", "list", "currency", "image", "tags", "items", "by",
                "caption", "hint", "link", "code", "dpr",
            ],
        );
        let currency = match fields.optional("currency") {
            None => Some(Currency::CNY),
            Some(code) => {
                let found = Currency::parse(fault.text(&code));
                fault.or_keep(found.map_err(|error| code.money_error(error)))
            }
        };
        let currency = currency.unwrap_or(Currency::CNY);
        let items: Vec<(String, Product)> = list(&fields, "items", 6)
            .iter()
            .map(|item| {
                let fields = fault.fields(item, &["title", "paid", "list", "image"]);
                (title(&fields), product(&fields, currency))
            })
            .collect();
        let by = fields.optional("by").map(|by| {
            let by = fault.fields(&by, &["name", "avatar"]);
            (
                by.required("name").map(|name| said(&by, &name)).unwrap_or_default(),
                address(&by, "avatar"),
            )
        });
        let data = Self {
            dpr: fields.integer("dpr", 1, 3).unwrap_or(3) as u32,
            title: title(&fields),
            note: words(&fields, "note"),
            product: items.is_empty().then(|| product(&fields, currency)),
            tags: list(&fields, "tags", 12).iter().map(|tag| said(&fields, tag)).collect(),
            items,
            by,
            caption: words(&fields, "caption"),
            hint: words(&fields, "hint"),
            code: match address(&fields, "code") {
                Some(picture) => Code::Picture(picture),
                None => Code::Link(
                    fields
                        .required("link")
                        .map(|link| fault.text(&link))
                        .unwrap_or_default()
                        .to_owned(),
                ),
            },
        };
        fault.unless(data)
    }
}

/// A list of at most so many.
fn list<'a>(fields: &Fields<'a, '_, PosterError>, name: &str, most: usize) -> Vec<Node<'a>> {
    let Some(node) = fields.optional(name) else { return Vec::new() };
    let items = fields.fault.items(&node);
    if items.len() > most {
        let (path, found, limit) =
            (fields.path(name), items.len().to_string(), ["0..=", &most.to_string()].concat());
        fields.fault.keep(ReadError::OutOfRange { path, found, limit }.into());
    }
    items
}

fn title(fields: &Fields<'_, '_, PosterError>) -> String {
    fields.required("title").map(|node| said(fields, &node)).unwrap_or_default()
}

/// A text that a customer sees; empty is none.
fn words(fields: &Fields<'_, '_, PosterError>, name: &str) -> Option<String> {
    let text = said(fields, &fields.optional(name)?);
    (!text.is_empty()).then_some(text)
}

/// A text that a customer sees.
fn said(fields: &Fields<'_, '_, PosterError>, node: &Node<'_>) -> String {
    let text = text::clean(fields.fault.text(node));
    if text.contains("{earn}") {
        fields.fault.keep(PosterError::ShowsEarn { path: node.path().to_owned() });
    }
    text
}

/// The address of a picture; empty is none.
fn address(fields: &Fields<'_, '_, PosterError>, name: &str) -> Option<String> {
    let node = fields.optional(name)?;
    let text = fields.fault.text(&node);
    (!text.is_empty()).then(|| text.to_owned())
}

fn product(fields: &Fields<'_, '_, PosterError>, currency: Currency) -> Product {
    let amount = |node: &Node<'_>| fields.fault.or_keep(node.money(currency));
    let shown = |money: Money| grouped(&money.format(currency));
    let paid = fields.required("paid").as_ref().and_then(amount);
    let list = fields.optional("list").as_ref().and_then(amount).filter(|list| Some(*list) != paid);
    Product {
        symbol: match currency.code() {
            "CNY" | "JPY" => "¥",
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "HKD" => "HK$",
            _ => currency.code(),
        },
        paid: shown(paid.unwrap_or(Money::ZERO)),
        list: list.map(shown),
        image: address(fields, "image"),
    }
}

/// Yuan in groups of three from five digits on.
fn grouped(amount: &str) -> String {
    let yuan = amount.find('.').unwrap_or(amount.len());
    let mut out = String::with_capacity(amount.len() + 4);
    for (place, c) in amount.char_indices() {
        if yuan >= 5 && place > 0 && place < yuan && (yuan - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
