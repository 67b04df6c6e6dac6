//! Posters: what they say and how they are drawn. The draw list is written as JSON by the core itself;
//! its struct here documents it, and a test holds the two together.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What a poster says. No field can tell what the promoter earns, and `{earn}` in a text is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
pub struct PosterData {
    /// The product's title, or the shop's.
    pub title: String,
    /// A quieter line below it.
    #[tsify(optional)]
    pub note: Option<String>,
    /// `'card'` and `'full'`: what the buyer pays, such as `"189.00"`.
    #[tsify(optional)]
    pub paid: Option<String>,
    /// The list price, struck through where it is another.
    #[tsify(optional)]
    pub list: Option<String>,
    /// `'CNY'` where it is not said.
    #[tsify(optional)]
    pub currency: Option<String>,
    /// The picture's address; without one the title takes its place.
    #[tsify(optional)]
    pub image: Option<String>,
    /// Coupons and the like, at most 12; as many are shown as two rows hold.
    #[tsify(optional)]
    pub tags: Option<Vec<String>>,
    /// `'shop'`: 1 to 6 products.
    #[tsify(optional)]
    pub items: Option<Vec<PosterProduct>>,
    /// Who recommends it.
    #[tsify(optional)]
    pub by: Option<PosterPerson>,
    /// Beside the code, such as `"长按识别二维码"`.
    #[tsify(optional)]
    pub caption: Option<String>,
    /// Below that, quieter.
    #[tsify(optional)]
    pub hint: Option<String>,
    /// What the QR code says; needed unless `code` is given.
    #[tsify(optional)]
    pub link: Option<String>,
    /// The address of a picture that is a code already: a mini-program's.
    #[tsify(optional)]
    pub code: Option<String>,
    /// Device pixels a logical one, 1–3, of which the poster is 375 wide; 3 where it is not said. A saved
    /// picture need not match the screen.
    #[tsify(optional)]
    pub dpr: Option<u32>,
}

/// One product of a shop's poster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct PosterProduct {
    /// Its title.
    pub title: String,
    /// What the buyer pays.
    pub paid: String,
    /// The list price, struck through where it is another.
    #[tsify(optional)]
    pub list: Option<String>,
    /// The picture's address.
    #[tsify(optional)]
    pub image: Option<String>,
}

/// Who recommends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct PosterPerson {
    /// The name.
    pub name: String,
    /// The address of a picture, shown round.
    #[tsify(optional)]
    pub avatar: Option<String>,
}

/// A poster, ready for `draw`. Every number is whole device pixels.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Poster {
    /// Of the canvas.
    pub width: u32,
    /// Of the canvas; at most 4,096.
    pub height: u32,
    /// From the lowest to the uppermost. Only a `rect` lies below others, and then below all of each.
    pub items: Vec<PosterItem>,
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PosterItem {
    /// A filled rectangle.
    Rect {
        /// From the left.
        x: u32,
        /// From the top.
        y: u32,
        /// Width.
        w: u32,
        /// Height.
        h: u32,
        /// Of the corners.
        radius: u32,
        /// A CSS colour.
        fill: String,
    },
    /// A picture; a placeholder where `src` is `null` or does not load.
    Image {
        /// From the left.
        x: u32,
        /// From the top.
        y: u32,
        /// Width.
        w: u32,
        /// Height.
        h: u32,
        /// Of the corners.
        radius: u32,
        /// Its address.
        #[tsify(type = "string | null")]
        src: Option<String>,
        /// `'cover'` is cropped evenly, `'contain'` is shown whole.
        #[tsify(type = "'cover' | 'contain'")]
        fit: String,
    },
    /// Lines of text; a line wider than the box is drawn smaller.
    Text {
        /// From the left.
        x: u32,
        /// From the top.
        y: u32,
        /// Width.
        w: u32,
        /// Height.
        h: u32,
        /// Where each line stands in the box.
        #[tsify(type = "'left' | 'center'")]
        align: String,
        /// From the top.
        lines: Vec<PosterLine>,
    },
    /// A QR code with its quiet zone.
    Qr {
        /// From the left.
        x: u32,
        /// From the top.
        y: u32,
        /// Width: `size × module`.
        w: u32,
        /// Height, the same.
        h: u32,
        /// Pixels a module, at least 3.
        module: u32,
        /// Modules a side.
        size: u32,
        /// `1` dark, `0` light, row by row.
        modules: String,
    },
}

/// Pieces of text after each other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct PosterLine {
    /// The base line, from the top of the canvas.
    pub y: u32,
    /// How wide it is in a usual font, at most.
    pub w: u32,
    /// From the left.
    pub spans: Vec<PosterSpan>,
}

/// A piece of text in one style.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct PosterSpan {
    /// What it says.
    pub text: String,
    /// Of the font.
    pub size: u32,
    /// Whether it is bold.
    pub bold: bool,
    /// A CSS colour.
    pub color: String,
    /// Whether it is struck through.
    pub struck: bool,
    /// Empty pixels in front of it.
    pub gap: u32,
}
