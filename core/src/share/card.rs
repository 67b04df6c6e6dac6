//! Cards: what each channel's own API wants for one product and one token.
//!
//! ```
//! use tuike_core::share::{CardProduct, CardTemplate, Channel, Id, Payload, card, encode};
//! use tuike_core::time::Timestamp;
//!
//! let at = Timestamp::from_millis(1_767_225_600_000);
//! let (promoter, item) = (Id::from(7), Id::from(42));
//! let token = encode(&Payload { promoter, item, channel: Channel::WechatFriend, at, campaign: None })?;
//! let product = CardProduct { title: "口红".into(), price: Some("189.00".into()), ..CardProduct::default() };
//! let template = CardTemplate { title: Some("{title} ¥{price}".into()), ..CardTemplate::default() };
//! let card = card(&product, &token, Channel::WechatFriend, &template)?;
//! assert_eq!(card.get("title"), Some("口红 ¥189.00"));
//! assert_eq!(card.get("path").unwrap(), format!("/pages/landing/landing?s={token}"));
//! # Ok::<(), tuike_core::share::ShareError>(())
//! ```

use super::clusters::cut;
use super::template::{Reader, fill_at};
use super::{Channel, LinkOptions, ShareError, Token, link};
use crate::read::{Fault, Fields, Node, ReadError};

/// The product that a card shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardProduct {
    /// Its name.
    pub title: String,
    /// What the buyer pays, such as `189.00`.
    pub price: Option<String>,
    /// A URL of its picture.
    pub image: Option<String>,
    /// Of a product of a WeChat Shop: what `<store-product>` takes.
    pub store: StoreProduct,
}

/// The properties of WeChat's `<store-product>` (base library 3.5.5; the component's page, read 2026-11).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreProduct {
    /// The shop that the goods come from.
    pub appid: Option<String>,
    /// The product's id in that shop.
    pub product_id: Option<String>,
    /// The promoter's own link to it. It must be there when the component first loads, or the sale is not
    /// attributed: without it there is no card.
    pub promotion_link: Option<String>,
}

/// How a card is worded, and where it leads. What is `None` has a default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardTemplate {
    /// With `{title}` and `{price}`; `{title}` where it is not said.
    pub title: Option<String>,
    /// The same for `desc` and `text`; `¥{price}` where it is not said and a price is known.
    pub desc: Option<String>,
    /// UTF-16 units that the title may have; [`CardTemplate::TITLE_LENGTH`].
    pub title_length: Option<usize>,
    /// UTF-16 units that `desc` or `text` may have; [`CardTemplate::DESC_LENGTH`].
    pub desc_length: Option<usize>,
    /// The mini-program's page, with or without a query; [`CardTemplate::PATH`].
    pub path: Option<String>,
    /// A picture of its own instead of the product's.
    pub image: Option<String>,
    /// Where links lead; `wechat.h5` and `web` need it.
    pub link: Option<LinkOptions>,
}

impl CardTemplate {
    /// What two lines of a card show; a choice of ours, hosts name no limit. WeChat's older promoter plugin
    /// takes 20 (its documentation, read 2026-11).
    pub const TITLE_LENGTH: usize = 40;
    /// The same for `desc` and `text`.
    pub const DESC_LENGTH: usize = 80;
    /// The page of our examples that [`super::land`]s.
    pub const PATH: &'static str = "/pages/landing/landing";

    /// Reads `{ title?, desc?, titleLength?, descLength?, path?, image?, base?, utm? }`.
    ///
    /// # Errors
    /// [`ShareError::Read`].
    pub fn read(node: &Node<'_>) -> Result<Self, ShareError> {
        let fault = Fault::<ShareError>::default();
        let known = &["title", "desc", "titleLength", "descLength", "path", "image", "base", "utm"];
        let fields = fault.fields(node, known);
        let length = |name| fields.integer(name, 1, 1_000).map(|units| units as usize);
        let utm = fields.optional("utm").map(|node| super::Utm::read(&fault, &node));
        let base = text(&fields, "base");
        let template = Self {
            title: text(&fields, "title"),
            desc: text(&fields, "desc"),
            title_length: length("titleLength"),
            desc_length: length("descLength"),
            path: text(&fields, "path"),
            image: text(&fields, "image"),
            link: base.map(|base| LinkOptions { base, utm: utm.unwrap_or_default() }),
        };
        fault.unless(template)
    }
}

impl CardProduct {
    /// Reads a product as a server sent it: `{ title, price?, paid?, image?, appid?, productId?,
    /// productPromotionLink? }`; `paid` is the price where `price` is missing. Other fields are not looked
    /// at. A title may be missing for `wechat.shop`, which shows its own.
    ///
    /// # Errors
    /// [`ShareError::Read`].
    pub fn read(node: &Node<'_>) -> Result<Self, ShareError> {
        let fault = Fault::<ShareError>::default();
        let fields = fault.open(node);
        let product = Self {
            title: text(&fields, "title").unwrap_or_default(),
            price: text(&fields, "price").or_else(|| text(&fields, "paid")),
            image: text(&fields, "image"),
            store: StoreProduct {
                appid: text(&fields, "appid"),
                product_id: text(&fields, "productId"),
                promotion_link: text(&fields, "productPromotionLink"),
            },
        };
        fault.unless(product)
    }
}

fn text(fields: &Fields<'_, '_, ShareError>, name: &str) -> Option<String> {
    fields.optional(name).map(|node| fields.fault.text(&node).to_owned())
}

/// The fields that a channel's API takes, by their names there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card(Vec<(&'static str, String)>);

impl Card {
    /// The text of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// All of them.
    #[must_use]
    pub fn fields(&self) -> &[(&'static str, String)] {
        &self.0
    }
}

/// Makes the card of a product for a channel:
///
/// | channel | fields | for |
/// |---|---|---|
/// | `wechat.friend` | `title` `path` `imageUrl?` | `onShareAppMessage` |
/// | `wechat.timeline` | `title` `query` `imageUrl?` | `onShareTimeline` |
/// | `wechat.h5` | `title` `desc` `link` `imgUrl?` | `updateAppMessageShareData` of the JS-SDK |
/// | `wechat.shop` | `appid` `productId` `productPromotionLink` | `<store-product>`; the token is not in it |
/// | `alipay` | `title` `desc` `path` | `onShareAppMessage` |
/// | `web` | `title` `text` `url` | `navigator.share` |
///
/// A customer sees it: `{earn}` is refused.
///
/// # Errors
/// [`ShareError::NoPromotionLink`]; [`ShareError::EarnShown`], [`ShareError::UnknownPlace`];
/// [`ShareError::BadBase`]; [`ShareError::Read`] for what is missing and for a channel without a card.
pub fn card(
    product: &CardProduct,
    token: &Token,
    channel: Channel,
    template: &CardTemplate,
) -> Result<Card, ShareError> {
    let cut_at = |path: &str, template: &str, units: usize| {
        let filled = fill_at(path, template, Reader::Customer, |name| match name {
            "title" => Some(product.title.as_str()),
            "price" => product.price.as_deref(),
            _ => None,
        });
        filled.map(|text| cut(&text, units))
    };
    if channel == Channel::WechatShop {
        return store_product(&product.store);
    }
    let is_titled = !product.title.is_empty();
    is_titled.then_some(()).ok_or_else(|| missing("product.title"))?;
    let title = cut_at(
        "template.title",
        template.title.as_deref().unwrap_or("{title}"),
        template.title_length.unwrap_or(CardTemplate::TITLE_LENGTH),
    )?;
    let by_default = if product.price.is_some() { "¥{price}" } else { "" };
    let desc = cut_at(
        "template.desc",
        template.desc.as_deref().unwrap_or(by_default),
        template.desc_length.unwrap_or(CardTemplate::DESC_LENGTH),
    )?;
    let path = || with_token(template.path.as_deref().unwrap_or(CardTemplate::PATH), token);
    let url = || {
        let options = template.link.as_ref().ok_or_else(|| missing("template.base"))?;
        link(token, options).map_err(|error| error.at("template.base"))
    };
    let image = |name| {
        let url = template.image.as_ref().or(product.image.as_ref());
        url.map(|url| (name, url.clone()))
    };
    let mut fields = vec![("title", title)];
    match channel {
        Channel::WechatFriend => {
            fields.push(("path", path()));
            fields.extend(image("imageUrl"));
        }
        Channel::WechatTimeline => {
            fields.push(("query", ["s=", token.as_str()].concat()));
            fields.extend(image("imageUrl"));
        }
        Channel::WechatH5 => {
            fields.extend([("desc", desc), ("link", url()?)]);
            fields.extend(image("imgUrl"));
        }
        Channel::Alipay => fields.extend([("desc", desc), ("path", path())]),
        Channel::Web => fields.extend([("text", desc), ("url", url()?)]),
        Channel::WechatShop | Channel::Link | Channel::Phrase | Channel::Poster => {
            return Err(ShareError::Read(ReadError::WrongType {
                path: "channel".to_owned(),
                expected: "a channel with a card".to_owned(),
                found: channel.as_str().to_owned(),
            }));
        }
    }
    Ok(Card(fields))
}

/// A page's path with the token as its `s`. One that the path has already belongs to whoever shared it
/// before: two of them would be read differently by different readers.
fn with_token(page: &str, token: &Token) -> String {
    let (page, query) = page.split_once('?').unwrap_or((page, ""));
    let mut path = [page, "?"].concat();
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some("s");
    for pair in query.split('&').filter(is_other) {
        path.push_str(pair);
        path.push('&');
    }
    path.push_str("s=");
    path.push_str(token.as_str());
    path
}

fn store_product(store: &StoreProduct) -> Result<Card, ShareError> {
    let given = |value: &Option<String>| value.clone().filter(|text| !text.is_empty());
    let link = given(&store.promotion_link).ok_or(ShareError::NoPromotionLink)?;
    Ok(Card(vec![
        ("appid", given(&store.appid).ok_or_else(|| missing("product.appid"))?),
        ("productId", given(&store.product_id).ok_or_else(|| missing("product.productId"))?),
        ("productPromotionLink", link),
    ]))
}

fn missing(path: &str) -> ShareError {
    ShareError::Read(ReadError::MissingField { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::{Id, Payload, encode};
    use crate::time::Timestamp;

    #[test]
    fn a_path_that_was_shared_before_carries_the_new_token_alone() {
        let at = Timestamp::from_millis(1_767_225_600_000);
        let (promoter, item) = (Id::from(7), Id::from(42));
        let payload = Payload { promoter, item, channel: Channel::Link, at, campaign: None };
        let token = encode(&payload).unwrap();
        let path = |page: &str| with_token(page, &token).replace(token.as_str(), "TOKEN");
        assert_eq!(path("pages/product"), "pages/product?s=TOKEN");
        assert_eq!(path("pages/product?id=42"), "pages/product?id=42&s=TOKEN");
        assert_eq!(path("pages/product?s=old&id=42"), "pages/product?id=42&s=TOKEN");
        assert_eq!(path("pages/product?id=42&s=old&sku=1"), "pages/product?id=42&sku=1&s=TOKEN");
        assert_eq!(path("pages/product?s"), "pages/product?s=TOKEN");
        assert_eq!(path("pages/product?"), "pages/product?s=TOKEN");
    }
}
