//! The virtual list: numbers in, numbers out, nothing allocated by a call.
//!
//! [`RawList::range`] leaves its seven numbers in a fixed buffer of the list, in the order of
//! [`RawList::SLOTS`]; JavaScript reads them through a `Float64Array` over wasm memory. The many sizes
//! of [`RawList::resize_many`] come in the same way as prices do for a plan's batch.

use tuike_core::list::{Align, List, ListError, Options};
use tuike_core::read::{self, Node};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::thrown;

/// A list.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RawList {
    list: List,
    // In a box of its own, so that its address stays whatever happens to this struct.
    seen: Box<[f64; RawList::SLOTS]>,
    rows: Vec<f64>,
    indexes: Vec<u32>,
}

#[wasm_bindgen]
impl RawList {
    /// A list from its options' JSON text.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `list`, or of `list/…`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsValue> {
        let read = || -> Result<List, ListError> {
            let json = read::parse("list", options)?;
            List::new(Options::read(&Node::root("list", &json))?)
        };
        let list = read().map_err(thrown)?;
        Ok(Self { list, seen: Box::default(), rows: Vec::new(), indexes: Vec::new() })
    }

    /// The address of the seven numbers that [`RawList::range`] fills: start, end, first, last, before,
    /// after, total.
    #[must_use]
    pub fn seen(&self) -> *const f64 {
        self.seen.as_ptr()
    }

    /// Fills the seven numbers.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn range(&mut self, offset: f64, viewport: f64) -> Result<(), JsValue> {
        let range = self.list.range(offset, viewport).map_err(thrown)?;
        *self.seen = [
            f64::from(range.start),
            f64::from(range.end),
            f64::from(range.first),
            f64::from(range.last),
            range.before,
            range.after,
            range.total,
        ];
        Ok(())
    }

    /// Tells a row's measured size; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn resize(&mut self, index: f64, size: f64) -> Result<f64, JsValue> {
        told(row(index).and_then(|index| self.list.resize(index, size)))
    }

    /// The address of a buffer of so many numbers: indexes first, sizes behind them.
    pub fn rows(&mut self, count: usize) -> *const f64 {
        self.rows.resize(count, 0.0);
        self.rows.as_ptr()
    }

    /// Tells the sizes behind the first `count` numbers of the buffer, which are their rows' indexes;
    /// returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = resizeMany)]
    pub fn resize_many(&mut self, count: usize) -> Result<f64, JsValue> {
        let (indexes, sizes) = self.rows.split_at(count.min(self.rows.len()));
        self.indexes.clear();
        for index in indexes {
            match row(*index) {
                Ok(index) => self.indexes.push(index),
                Err(error) => return Err(thrown(error)),
            }
        }
        self.list.resize_many(&self.indexes, sizes).map_err(thrown)
    }

    /// Puts rows before another; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn insert(&mut self, at: f64, count: f64) -> Result<f64, JsValue> {
        let moved = row(at).and_then(|at| self.list.insert(at, row(count)?));
        told(moved)
    }

    /// Takes rows out; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn remove(&mut self, at: f64, count: f64) -> Result<f64, JsValue> {
        let moved = row(at).and_then(|at| self.list.remove(at, row(count)?));
        told(moved)
    }

    /// Appends rows or drops the last ones; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = setCount)]
    pub fn set_count(&mut self, count: f64) -> Result<f64, JsValue> {
        let moved = row(count).and_then(|count| self.list.set_count(count));
        told(moved)
    }

    /// Where to scroll for a row; `align` is 0 for start, 1 for centre, 2 for end.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = offsetOf)]
    pub fn offset_of(&self, index: f64, align: u32, viewport: f64) -> Result<f64, JsValue> {
        let align = match align {
            0 => Align::Start,
            1 => Align::Center,
            _ => Align::End,
        };
        told(row(index).and_then(|index| self.list.offset_of(index, align, viewport)))
    }

    /// The row at an offset.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = indexAt)]
    pub fn index_at(&self, offset: f64) -> Result<u32, JsValue> {
        self.list.index_at(offset).map_err(thrown)
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.list.count()
    }

    /// How long the list is.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.list.total()
    }
}

impl RawList {
    /// How many numbers a range is.
    pub const SLOTS: usize = 7;
}

fn told(result: Result<f64, ListError>) -> Result<f64, JsValue> {
    result.map_err(thrown)
}

/// A row's number from JavaScript: what no `u32` can hold is past the end of every list.
fn row(number: f64) -> Result<u32, ListError> {
    let whole = number as u32;
    if f64::from(whole) == number { Ok(whole) } else { Ok(u32::MAX) }
}
