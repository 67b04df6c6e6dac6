//! Blocks that stand below each other: paragraphs, prices, tags, the foot with the code. Places them and
//! knows how high they became; says nothing about which template has which.
//!
//! Lengths that a template gives are logical pixels; what is pushed is device pixels.
//!
//! ```
//! use tuike_core::share::poster::Area;
//!
//! let (first, second) = (Area { x: 0, y: 0, w: 9, h: 20 }, Area { x: 0, y: 20, w: 9, h: 20 });
//! assert!(first.y + first.h <= second.y, "blocks touch and never overlap");
//! ```

use qrcodegen::Version;

use super::list::{Area, Item, Line, Span};
use super::text::{width, wrap};
use super::{Code, Data, PosterError, Product};
use crate::share::QrOptions;
use crate::share::qr::qr_within;

/// The width of every poster.
pub(super) const WIDTH: u32 = 375;

pub(super) const INK: &str = "#1a1c1f";
pub(super) const SOFT: &str = "#6b7178";
pub(super) const LINE: &str = "#e7e9ec";
pub(super) const BRAND: &str = "#e8380d";
pub(super) const BRAND_TEXT: &str = "#d22f08";
pub(super) const BRAND_GROUND: &str = "#fff1ec";
pub(super) const GROUND: &str = "#f5f6f7";
pub(super) const WHITE: &str = "#fff";

/// How a paragraph looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: u32,
    pub(super) bold: bool,
    pub(super) color: &'static str,
    /// Lines it may have.
    pub(super) most: u32,
}

/// What is scanned, with its size.
pub(super) enum Scanned {
    Qr { module: u32, size: u32, modules: String },
    Picture(String),
}

/// A column that grows downwards.
pub(super) struct Page {
    pub(super) dpr: u32,
    pub(super) items: Vec<Item>,
    /// Device pixels from the top.
    pub(super) y: u32,
    /// Of the column: from the left, and how wide.
    pub(super) x: u32,
    pub(super) w: u32,
}

impl Page {
    pub(super) fn skip(&mut self, logical: u32) {
        self.y += logical * self.dpr;
    }

    /// Moves the column's edges inwards.
    pub(super) fn inset(&mut self, left: u32, right: u32) {
        self.x += left * self.dpr;
        self.w = self.w.saturating_sub((left + right) * self.dpr);
    }

    pub(super) fn picture(&mut self, src: Option<String>, at: Area, radius: u32) {
        self.items.push(Item::Image { at, radius: radius * self.dpr, src, whole: false });
    }

    pub(super) fn paragraph(&mut self, text: &str, style: Style) {
        let size = style.size * self.dpr;
        let lines = wrap(text, self.w * 100 / size, style.most, style.bold);
        let spans = lines.into_iter().map(|text| {
            let Style { bold, color, .. } = style;
            vec![Span { text, size, bold, color, struck: false, gap: 0 }]
        });
        self.lines(spans.collect(), size, false);
    }

    /// Lines of spans, each as high as text of that size wants it.
    fn lines(&mut self, lines: Vec<Vec<Span>>, size: u32, centered: bool) {
        if lines.is_empty() {
            return;
        }
        // 1.4 of the size: the square of a Chinese letter stands in its middle, 0.12 of it below the base
        // line, which leaves a third of the size above and 0.32 below the base line for other scripts.
        let high = size * 7 / 5;
        let base = (high - size) / 2 + size * 88 / 100;
        let at = Area { x: self.x, y: self.y, w: self.w, h: high * lines.len() as u32 };
        let lines = lines.into_iter().map(|spans| {
            let line = Line {
                y: self.y + base,
                w: spans.iter().map(reach).sum::<u32>().min(self.w),
                spans,
            };
            self.y += high;
            line
        });
        let lines = lines.collect();
        self.items.push(Item::Text { at, centered, lines });
    }

    /// ¥ small, yuan large, fen small, the list price struck through behind it or, where it has no room
    /// there, below.
    pub(super) fn price(&mut self, product: &Product, size: u32) {
        let Product { symbol, paid, list, .. } = product;
        let (yuan, fen) =
            paid.find('.').and_then(|at| paid.split_at_checked(at)).unwrap_or((paid, ""));
        let large = |size: u32| {
            let piece = |text: &str, size: u32| Span {
                text: text.to_owned(),
                size,
                bold: true,
                color: BRAND,
                struck: false,
                gap: 0,
            };
            [piece(symbol, size * 3 / 5), piece(yuan, size), piece(fen, size * 3 / 5)]
        };
        let mut size = size * self.dpr;
        let mut wide: u32 = large(size).iter().map(reach).sum();
        if wide > self.w {
            size = size * self.w / wide;
            wide = large(size).iter().map(reach).sum();
        }
        let mut line: Vec<Span> =
            large(size).into_iter().filter(|span| !span.text.is_empty()).collect();
        let mut below = None;
        if let Some(list) = list {
            let size = (size * 2 / 5).max(12 * self.dpr);
            let text = [symbol, list.as_str()].concat();
            let mut was =
                Span { text, size, bold: false, color: SOFT, struck: true, gap: 8 * self.dpr };
            if wide + reach(&was) <= self.w {
                line.push(was);
            } else {
                was.gap = 0;
                below = Some(was);
            }
        }
        self.lines(vec![line], size, false);
        if let Some(mut was) = below {
            was.size = was.size.min(was.size * self.w / reach(&was).max(1)).max(1);
            let size = was.size;
            self.lines(vec![vec![was]], size, false);
        }
    }

    /// Chips, as many as two rows hold.
    pub(super) fn tags(&mut self, tags: &[String]) {
        let dpr = self.dpr;
        let (size, high, pad, gap) = (12 * dpr, 20 * dpr, 8 * dpr, 6 * dpr);
        let (left, room) = (self.x, self.w);
        let (mut x, mut rows) = (0, 1);
        for tag in tags {
            let Some(text) = wrap(tag, room.saturating_sub(2 * pad) * 100 / size, 1, false).pop()
            else {
                continue;
            };
            let w = (pixels(&text, size, false) + 2 * pad).min(room);
            if x > 0 && x + w > room {
                rows += 1;
                if rows > 2 {
                    break;
                }
                x = 0;
                self.y += high + gap;
            }
            let at = Area { x: left + x, y: self.y, w, h: high };
            self.items.push(Item::Rect { at, radius: high / 2, fill: BRAND_GROUND });
            let (y, span) = (
                self.y,
                Span { text, size, bold: false, color: BRAND_TEXT, struck: false, gap: 0 },
            );
            (self.x, self.w, self.y) = (at.x + pad / 2, w - pad, y + (high - size * 7 / 5) / 2);
            self.lines(vec![vec![span]], size, true);
            (self.x, self.w, self.y) = (left, room, y);
            x += w + gap;
        }
        if x > 0 {
            self.y += high;
        }
    }

    /// Who recommends it.
    pub(super) fn by(&mut self, data: &Data) {
        let Some((name, avatar)) = &data.by else { return };
        let (left, room, top) = (self.x, self.w, self.y);
        let side = 36 * self.dpr;
        if avatar.is_some() {
            let at = Area { x: left, y: top, w: side, h: side };
            self.picture(avatar.clone(), at, 18);
            self.inset(44, 0);
        }
        self.y += (side - 15 * self.dpr * 7 / 5) / 2;
        self.paragraph(name, Style { size: 15, bold: true, color: INK, most: 1 });
        (self.x, self.w, self.y) = (left, room, top + side);
        self.skip(12);
    }

    /// The code at the right and what is said of it at the left, both in the middle of the higher one.
    pub(super) fn foot(&mut self, data: &Data) -> Result<(), PosterError> {
        let (scanned, side) = scanned(&data.code, self.dpr)?;
        let (top, left, room) = (self.y, self.x, self.w);
        let from = self.items.len();
        self.w = room.saturating_sub(side + 12 * self.dpr);
        if let Some(caption) = &data.caption {
            self.paragraph(caption, Style { size: 16, bold: true, color: INK, most: 3 });
            self.skip(4);
        }
        if let Some(hint) = &data.hint {
            self.paragraph(hint, Style { size: 12, bold: false, color: SOFT, most: 3 });
        }
        let said = self.y - top;
        let high = said.max(side);
        let down = (high - said) / 2;
        for item in self.items.iter_mut().skip(from) {
            if let Item::Text { at, lines, .. } = item {
                at.y += down;
                for line in lines {
                    line.y += down;
                }
            }
        }
        let at = Area { x: left + room - side, y: top + (high - side) / 2, w: side, h: side };
        self.items.push(match scanned {
            Scanned::Qr { module, size, modules } => Item::Qr { at, module, size, modules },
            Scanned::Picture(src) => Item::Image { at, radius: 0, src: Some(src), whole: true },
        });
        (self.w, self.y) = (room, top + high);
        Ok(())
    }
}

/// The code and its side: 104 logical pixels, more where a module would have less than 3 pixels, never more
/// than 200.
fn scanned(code: &Code, dpr: u32) -> Result<(Scanned, u32), PosterError> {
    const QUIET: u32 = 4;
    let link = match code {
        Code::Picture(src) => return Ok((Scanned::Picture(src.clone()), 104 * dpr)),
        Code::Link(link) => link,
    };
    // Version v has 17 + 4v modules.
    let most = (200 * dpr / 3).saturating_sub(17 + 2 * QUIET) / 4;
    let options = QrOptions { quiet: QUIET, ..QrOptions::default() };
    let code = qr_within(link, options, Version::new(most.clamp(1, 40) as u8))
        .map_err(PosterError::Code)?;
    let module = (104 * dpr / code.size).max(3);
    let modules = code.modules.iter().map(|module| if *module == 1 { '1' } else { '0' }).collect();
    Ok((Scanned::Qr { module, size: code.size, modules }, module * code.size))
}

/// The width of a text in pixels, rounded up.
fn pixels(text: &str, size: u32, bold: bool) -> u32 {
    (width(text, bold).saturating_mul(size)).div_ceil(100)
}

/// How far a span reaches, with the gap in front of it.
fn reach(span: &Span) -> u32 {
    span.gap + pixels(&span.text, span.size, span.bold)
}
