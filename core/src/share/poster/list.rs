//! The draw list: what a canvas is told, in the order it is drawn, as values and as JSON text. Every
//! number is whole device pixels. Knows no canvas and no layout.
//!
//! ```
//! use tuike_core::share::poster::{Area, Item, Poster};
//!
//! let ground = Item::Rect { at: Area { x: 0, y: 0, w: 30, h: 40 }, radius: 0, fill: "#fff" };
//! let poster = Poster { width: 30, height: 40, items: vec![ground] };
//! assert_eq!(
//!     poster.to_json(),
//!     r##"{"width":30,"height":40,"items":[{"kind":"rect","x":0,"y":0,"w":30,"h":40,"radius":0,"fill":"#fff"}]}"##
//! );
//! ```

use serde_json::Value;

/// A poster, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// Of the canvas.
    pub width: u32,
    /// Of the canvas; at most 4,096, as is the width: some Android canvases end there.
    pub height: u32,
    /// From the lowest to the uppermost.
    pub items: Vec<Item>,
}

/// A place on the canvas; never of width or height 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// To the right.
    pub w: u32,
    /// Down.
    pub h: u32,
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A filled rectangle.
    Rect {
        /// Where.
        at: Area,
        /// Of its corners.
        radius: u32,
        /// A CSS colour.
        fill: &'static str,
    },
    /// A picture.
    Image {
        /// Where.
        at: Area,
        /// Of its corners.
        radius: u32,
        /// Its address; `None` is a placeholder at once, as is one that does not load.
        src: Option<String>,
        /// Whether all of it is shown, with room at two sides; else it fills its place and is cropped
        /// evenly.
        whole: bool,
    },
    /// Lines of text, inside their place whatever the font.
    Text {
        /// Where.
        at: Area,
        /// Whether each line is in the middle of its place; else it begins at the left.
        centered: bool,
        /// From the top.
        lines: Vec<Line>,
    },
    /// A QR code with its quiet zone.
    Qr {
        /// Where: a square of `size × module`.
        at: Area,
        /// Pixels a module, at least 3.
        module: u32,
        /// Modules a side.
        size: u32,
        /// `1` dark or `0` light for each module, row by row.
        modules: String,
    },
}

/// Pieces of text after each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where letters stand, from the top of the canvas.
    pub y: u32,
    /// How wide it is in a usual font, at most; never wider than its place.
    pub w: u32,
    /// From the left.
    pub spans: Vec<Span>,
}

/// A piece of text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// Of the font.
    pub size: u32,
    /// Whether it is bold.
    pub bold: bool,
    /// A CSS colour.
    pub color: &'static str,
    /// Whether it is struck through.
    pub struck: bool,
    /// Empty pixels in front of it.
    pub gap: u32,
}

impl Poster {
    /// The JSON text of the package's `Poster`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Json(String::from("{"));
        json.number("width", self.width);
        json.number("height", self.height);
        json.list("items", &self.items, Item::write);
        json.end('}');
        json.0.pop();
        json.0
    }
}

impl Item {
    fn write(&self, json: &mut Json) {
        let (kind, at) = match self {
            Self::Rect { at, .. } => ("rect", at),
            Self::Image { at, .. } => ("image", at),
            Self::Text { at, .. } => ("text", at),
            Self::Qr { at, .. } => ("qr", at),
        };
        json.text("kind", kind);
        json.number("x", at.x);
        json.number("y", at.y);
        json.number("w", at.w);
        json.number("h", at.h);
        match self {
            Self::Rect { radius, fill, .. } => {
                json.number("radius", *radius);
                json.text("fill", fill);
            }
            Self::Image { radius, src, whole, .. } => {
                json.number("radius", *radius);
                match src {
                    Some(src) => json.text("src", src),
                    None => json.raw("src", "null"),
                }
                json.text("fit", if *whole { "contain" } else { "cover" });
            }
            Self::Text { centered, lines, .. } => {
                json.text("align", if *centered { "center" } else { "left" });
                json.list("lines", lines, Line::write);
            }
            Self::Qr { module, size, modules, .. } => {
                json.number("module", *module);
                json.number("size", *size);
                json.text("modules", modules);
            }
        }
    }
}

impl Line {
    fn write(&self, json: &mut Json) {
        json.number("y", self.y);
        json.number("w", self.w);
        json.list("spans", &self.spans, Span::write);
    }
}

impl Span {
    fn write(&self, json: &mut Json) {
        json.text("text", &self.text);
        json.number("size", self.size);
        json.flag("bold", self.bold);
        json.text("color", self.color);
        json.flag("struck", self.struck);
        json.number("gap", self.gap);
    }
}

/// A JSON text in the making; each value is followed by a comma, and a bracket takes back the last.
struct Json(String);

impl Json {
    fn raw(&mut self, name: &str, value: &str) {
        self.0.extend(["\"", name, "\":", value, ","]);
    }

    fn number(&mut self, name: &str, value: u32) {
        self.raw(name, &value.to_string());
    }

    fn flag(&mut self, name: &str, value: bool) {
        self.raw(name, if value { "true" } else { "false" });
    }

    fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &Value::from(value).to_string());
    }

    fn list<T>(&mut self, name: &str, items: &[T], write: fn(&T, &mut Self)) {
        self.0.extend(["\"", name, "\":["]);
        for item in items {
            self.0.push('{');
            write(item, self);
            self.end('}');
        }
        self.end(']');
    }

    fn end(&mut self, bracket: char) {
        if self.0.ends_with(',') {
            self.0.pop();
        }
        self.0.push(bracket);
        self.0.push(',');
    }
}
