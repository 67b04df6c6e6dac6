//! Posters: a picture that a promoter saves and sends, with a code that leads to the product. Here they are
//! laid out, as a [`Poster`]: a list of rectangles, pictures, lines of text and the QR code, each with its
//! box in device pixels. Nothing is drawn, loaded or measured with a font; the package's `draw(ctx, list)`
//! draws the list on any canvas.
//!
//! ```
//! use tuike_core::{read, share::poster::{self, Data, Template}};
//!
//! let json = read::parse("data", r#"{ "title": "丝绒雾面口红", "paid": "189.00", "list": "219.00",
//!     "image": "https://m.example.com/lip.jpg", "link": "https://m.example.com/s/5c0x1", "dpr": 2 }"#)?;
//! let data = Data::read(&read::Node::root("data", &json)).unwrap();
//! let list = poster::poster(Template::Card, &data).unwrap();
//! assert_eq!(list.width, 375 * 2);
//! assert!(list.to_json().starts_with(r#"{"width":750,"height":"#));
//! # Ok::<(), read::ReadError>(())
//! ```
//!
//! # Why nothing overlaps and nothing is cut, whatever the font
//!
//! 1. Lines are broken here, with widths that a usual system font does not reach ([`text`]); where a text is
//!    too long for its lines, the last ends with `…`. So the same data gives the same lines everywhere, and
//!    a test can hold the boxes to it without a browser.
//! 2. Each line says how wide its box is. Whoever draws it measures it with the font that is really there
//!    and, should it be wider, makes the letters of that line smaller until they fit. Its spans follow each
//!    other by their measured widths, so a narrower font leaves no holes.
//! 3. A line is 1.4 times as high as its letters, which holds accents above and tails below.
//!
//! What a customer sees never says what the promoter earns: the data has no field for it, and a text with
//! `{earn}` in it is refused.

mod data;
mod error;
mod list;
mod page;
#[cfg(test)]
mod tests;
pub mod text;

pub use data::{Code, Data, Product, Template};
pub use error::PosterError;
pub use list::{Area, Item, Line, Poster, Span};

use page::{BRAND, BRAND_TEXT, GROUND, INK, LINE, Page, SOFT, Style, WHITE, WIDTH};

/// Lays a poster out: 375 logical pixels wide, as high as it must be.
///
/// # Errors
/// [`PosterError::Code`] where the link needs a QR code with less than 3 pixels a module: more than about
/// 210 bytes at `dpr` 1, 1,100 at 2 and 2,300 above. [`PosterError::Read`] where the template wants a
/// `paid` or `items` that the data has not.
pub fn poster(template: Template, data: &Data) -> Result<Poster, PosterError> {
    let dpr = data.dpr.clamp(1, 3);
    let full = WIDTH * dpr;
    let mut page = Page { dpr, items: Vec::new(), y: 0, x: 0, w: full };
    match (template, &data.product) {
        (Template::Card, Some(product)) => card(&mut page, data, product)?,
        (Template::Full, Some(product)) => whole(&mut page, data, product)?,
        (Template::Shop, None) => shop(&mut page, data)?,
        (Template::Card | Template::Full, None) => return Err(missing("data.paid")),
        (Template::Shop, Some(_)) => return Err(missing("data.items")),
    }
    let ground = Area { x: 0, y: 0, w: full, h: page.y };
    let fill = if template == Template::Full { WHITE } else { GROUND };
    page.items.insert(0, Item::Rect { at: ground, radius: 0, fill });
    Ok(Poster { width: full, height: page.y, items: page.items })
}

fn missing(path: &str) -> PosterError {
    crate::read::ReadError::MissingField { path: path.to_owned() }.into()
}

/// A white card on a grey ground.
fn card(page: &mut Page, data: &Data, product: &Product) -> Result<(), PosterError> {
    let dpr = page.dpr;
    page.skip(12);
    let top = page.y;
    page.inset(28, 28);
    page.skip(16);
    page.by(data);
    if product.image.is_some() {
        let at = Area { x: page.x, y: page.y, w: page.w, h: page.w };
        page.picture(product.image.clone(), at, 8);
        page.y += page.w;
        page.skip(12);
    }
    what(page, data, product);
    page.skip(16);
    rule(page);
    page.skip(16);
    page.foot(data)?;
    page.skip(16);
    let at = Area { x: 12 * dpr, y: top, w: (WIDTH - 24) * dpr, h: page.y - top };
    page.items.insert(0, Item::Rect { at, radius: 12 * dpr, fill: WHITE });
    page.skip(12);
    Ok(())
}

/// The picture from edge to edge, three wide and four high.
fn whole(page: &mut Page, data: &Data, product: &Product) -> Result<(), PosterError> {
    if product.image.is_some() {
        let at = Area { x: 0, y: 0, w: page.w, h: page.w * 4 / 3 };
        page.picture(product.image.clone(), at, 0);
        page.y = at.h;
    } else {
        let at = Area { x: 0, y: 0, w: page.w, h: 12 * page.dpr };
        page.items.push(Item::Rect { at, radius: 0, fill: BRAND });
        page.y = at.h;
    }
    page.inset(20, 20);
    page.skip(16);
    page.price(product, 40);
    page.skip(4);
    let (size, most) = if product.image.is_some() { (18, 2) } else { (26, 5) };
    page.paragraph(&data.title, Style { size, bold: true, color: INK, most });
    note_and_tags(page, data);
    page.skip(16);
    rule(page);
    page.skip(16);
    page.by(data);
    page.foot(data)?;
    page.skip(20);
    Ok(())
}

/// A head in the brand's colour, a row for each product, the code.
fn shop(page: &mut Page, data: &Data) -> Result<(), PosterError> {
    let dpr = page.dpr;
    page.inset(24, 24);
    page.skip(24);
    page.paragraph(&data.title, Style { size: 24, bold: true, color: WHITE, most: 2 });
    if let Some(note) = &data.note {
        page.skip(4);
        page.paragraph(note, Style { size: 14, bold: false, color: WHITE, most: 2 });
    }
    page.skip(20);
    let head = Area { x: 0, y: 0, w: WIDTH * dpr, h: page.y };
    page.items.insert(0, Item::Rect { at: head, radius: 0, fill: BRAND_TEXT });
    (page.x, page.w) = (12 * dpr, (WIDTH - 24) * dpr);
    for (title, product) in &data.items {
        page.skip(8);
        let (top, high, from) = (page.y, 108 * dpr, page.items.len());
        let at = Area { x: page.x, y: top, w: page.w, h: high };
        page.items.push(Item::Rect { at, radius: 8 * dpr, fill: WHITE });
        page.inset(12, 12);
        page.skip(12);
        let side = 84 * dpr;
        let picture = Area { x: page.x, y: page.y, w: side, h: side };
        page.picture(product.image.clone(), picture, 6);
        page.inset(96, 0);
        page.paragraph(title, Style { size: 15, bold: false, color: INK, most: 2 });
        page.price(product, 22);
        // A row with a list price below the price is higher than its picture.
        let high = high.max(page.y + 12 * dpr - top);
        if let Some(Item::Rect { at, .. }) = page.items.get_mut(from) {
            at.h = high;
        }
        (page.x, page.w, page.y) = (at.x, at.w, top + high);
    }
    page.skip(8);
    let top = page.y;
    page.inset(16, 16);
    let from = page.items.len();
    page.skip(16);
    page.by(data);
    page.foot(data)?;
    page.skip(16);
    let at = Area { x: 12 * dpr, y: top, w: (WIDTH - 24) * dpr, h: page.y - top };
    page.items.insert(from, Item::Rect { at, radius: 8 * dpr, fill: WHITE });
    page.skip(12);
    Ok(())
}

/// Title, note, price and tags; without a picture the title is the picture.
fn what(page: &mut Page, data: &Data, product: &Product) {
    let (size, most) = if product.image.is_some() { (18, 2) } else { (26, 5) };
    page.paragraph(&data.title, Style { size, bold: true, color: INK, most });
    page.skip(4);
    page.price(product, 34);
    note_and_tags(page, data);
}

fn note_and_tags(page: &mut Page, data: &Data) {
    if let Some(note) = &data.note {
        page.skip(4);
        page.paragraph(note, Style { size: 13, bold: false, color: SOFT, most: 2 });
    }
    if !data.tags.is_empty() {
        page.skip(8);
        page.tags(&data.tags);
    }
}

/// A hair line across the column.
fn rule(page: &mut Page) {
    let at = Area { x: page.x, y: page.y, w: page.w, h: page.dpr };
    page.items.push(Item::Rect { at, radius: 0, fill: LINE });
    page.y += page.dpr;
}
