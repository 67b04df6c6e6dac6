//! `/s/{token}`: the page a customer opens, with the product in the HTML already.
//!
//! The app's `index.html` with the product's title, picture and price put in where its comments say,
//! so that a phone shows them before any script has run, and a chat shows them in its card. What the
//! promoter earns never appears here. A token that means nothing is the plain page: the app explains.

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, header, header::HeaderValue};
use tuike_core::money::{Currency, Money};
use tuike_core::share;

use crate::app::App;
use crate::clock::now;
use crate::envelope::{Answer, Refusal};
use crate::goods::Goods;
use crate::request::{escaped, origin};

/// Where `index.html` takes what belongs into its head.
const HEAD: &str = "<!--head-->";
/// Where it takes what is seen first.
const FIRST_PAINT: &str = "<!--first-paint-->";

/// `GET /s/{token}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Answer {
    let Some(site) = &app.site else {
        return Err(Refusal::not_found("no web app is served here (--web); the API is under /api"));
    };
    let index = site.index()?;
    let page = match product_of(&app, &token)? {
        Some(goods) => page(&index, &goods, &origin(&headers, &app.origin)),
        None => index,
    };
    let mut response = Response::new(Body::from(page));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn product_of(app: &App, token: &str) -> Result<Option<Goods>, Refusal> {
    let Ok(payload) = share::decode(token) else { return Ok(None) };
    Ok(Goods::find(&app.db.lock(), &payload.item.to_string())?)
}

/// The page with a product in it. Every value is escaped: titles come from merchants.
fn page(index: &str, goods: &Goods, origin: &str) -> String {
    let title = escaped(&goods.name);
    let sub = escaped(&goods.sub);
    let price = price(goods);
    let mut head = format!(
        "<title>{title}</title>\
         <meta name=\"description\" content=\"{sub} ¥{price}\">\
         <meta property=\"og:type\" content=\"product\">\
         <meta property=\"og:title\" content=\"{title}\">\
         <meta property=\"og:description\" content=\"{sub} ¥{price}\">"
    );
    let mut first = String::from("<div class=\"fp\">");
    // Writing to a String cannot fail.
    if let Some(path) = goods.picture() {
        let _ = write!(head, "<meta property=\"og:image\" content=\"{}{path}\">", escaped(origin));
        let _ = write!(
            first,
            "<img class=\"fp-pic\" src=\"{path}\" alt=\"\" width=\"400\" height=\"400\">"
        );
    } else {
        first.push_str("<div class=\"fp-pic fp-none\"></div>");
    }
    let (yuan, fen) = price.split_once('.').unwrap_or((&price, "00"));
    let _ = write!(
        first,
        "<p class=\"fp-price\"><span class=\"fp-sign\">¥</span>\
         <span class=\"fp-yuan\">{yuan}</span><span class=\"fp-fen\">.{fen}</span></p>\
         <h1 class=\"fp-title\">{title}</h1></div>"
    );
    without_own_words(index).replacen(HEAD, &head, 1).replacen(FIRST_PAINT, &first, 1)
}

/// The page without its own title and description: whoever reads two of them takes the first.
fn without_own_words(index: &str) -> String {
    let index = without(index, "<title>", "</title>");
    without(&index, "<meta name=\"description\"", ">")
}

/// The text without the first stretch that begins and ends so.
fn without(text: &str, begin: &str, end: &str) -> String {
    let cut = text.split_once(begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end)?;
        Some(format!("{before}{after}"))
    });
    cut.unwrap_or_else(|| text.to_owned())
}

/// What one of it costs today, with what its offers take off.
fn price(goods: &Goods) -> String {
    let listed = Money::from_minor(goods.price).unwrap_or_default();
    let quoted = goods.quote(NonZeroU32::MIN, now()).map(|quote| quote.total);
    quoted.unwrap_or(listed).format(Currency::CNY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const INDEX: &str =
        "<head><title>推客</title><!--head--></head><body><!--first-paint--></body>";

    fn goods(name: &str) -> Goods {
        Goods {
            id: 7,
            name: name.to_owned(),
            sub: "A & B".to_owned(),
            cat: "beauty/lip".to_owned(),
            merchant: "m1".to_owned(),
            list: 20_000,
            price: 18_990,
            sales: 1,
            coupons: Value::Null,
            offers: json!([]),
            service: "0.20".to_owned(),
            picture: true,
            descr: String::new(),
            specs: Value::Null,
        }
    }

    #[test]
    fn title_picture_and_price_are_in_the_page_and_no_word_of_what_is_earned() {
        let page = page(INDEX, &goods("口红"), "http://shop.test");
        assert!(page.starts_with("<head><title>口红</title>"), "{page}");
        assert!(page.contains("content=\"http://shop.test/img/7.svg\""));
        assert!(
            page.contains("<span class=\"fp-yuan\">189</span><span class=\"fp-fen\">.90</span>")
        );
        assert!(!page.contains("<!--") && !page.contains('赚'));
        assert_eq!(page.matches("name=\"description\"").count(), 1);
    }

    #[test]
    fn a_title_with_markup_stays_text() {
        let page = page(INDEX, &goods("<script>alert('1')</script>\"&"), "http://shop.test");
        assert!(!page.contains("<script>"));
        assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;"));
        assert!(page.contains("A &amp; B"));
    }

    #[test]
    fn a_placeholder_in_a_title_is_not_filled() {
        let page = page(INDEX, &goods("<!--first-paint-->"), "http://shop.test");
        assert_eq!(page.matches("class=\"fp\"").count(), 1);
    }
}
