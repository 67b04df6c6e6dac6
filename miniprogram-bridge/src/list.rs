//! The virtual list: numbers in, numbers out, nothing allocated by a call.
//!
//! [`RawList::range`] leaves its seven numbers in a fixed buffer of the list, in the order of
//! [`RawList::SLOTS`]; JavaScript reads them through a `Float64Array` over wasm memory. The many sizes
//! of [`RawList::resize_many`] come in the same way as prices do for a plan's batch.

use tuike_core::list::{Align, List, ListError};
use tuike_core::read::{self, Node};
use tuike_core::time::Timestamp;
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
            List::read(&Node::root("list", &json))
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
        told(self.list.resize(whole(index), size))
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
        self.read_indexes(count);
        let sizes = self.rows.get(count..).unwrap_or(&[]);
        self.list.resize_many(&self.indexes, sizes).map_err(thrown)
    }

    /// Tells the header's size; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = resizeHeader)]
    pub fn resize_header(&mut self, size: f64) -> Result<f64, JsValue> {
        told(self.list.resize_header(size))
    }

    /// Tells the footer's size.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = resizeFooter)]
    pub fn resize_footer(&mut self, size: f64) -> Result<(), JsValue> {
        self.list.resize_footer(size).map_err(thrown)
    }

    /// Tells how wide the list is.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = resizeCross)]
    pub fn resize_cross(&mut self, size: f64) -> Result<(), JsValue> {
        self.list.resize_cross(size).map_err(thrown)
    }

    /// Fills the buffer of rows with four numbers a row of `from..to`: lane, x, offset, size. Its address
    /// is that of [`RawList::rows`]; gives how many rows it has.
    pub fn positions(&mut self, from: f64, to: f64) -> usize {
        let limit = |index: f64| (index as u32).min(self.list.count());
        let (from, to) = (limit(from), limit(to));
        self.rows.clear();
        let rows = &mut self.rows;
        self.list.positions(from, to, |place| {
            rows.extend([f64::from(place.lane), place.x, place.offset, place.size]);
        });
        self.rows.len() / 4
    }

    /// Takes the first `count` numbers of the buffer as the rows that groups begin with.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = setGroups)]
    pub fn set_groups(&mut self, count: usize) -> Result<(), JsValue> {
        self.read_indexes(count);
        self.list.set_groups(&self.indexes).map_err(thrown)
    }

    /// Fills the first four of the seven numbers: group, index, pushed, size; a group of -1 is none.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn pinned(&mut self, offset: f64) -> Result<(), JsValue> {
        let found = self.list.pinned(offset).map_err(thrown)?;
        let [group, index, pushed, size, ..] = &mut *self.seen;
        *group = -1.0;
        if let Some(pinned) = found {
            (*group, *index) = (f64::from(pinned.group), f64::from(pinned.index));
            (*pushed, *size) = (pinned.pushed, pinned.size);
        }
        Ok(())
    }

    /// Begins to watch which rows are in sight.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn watch(&mut self, ratio: f64, dwell: f64) -> Result<(), JsValue> {
        self.list.watch(ratio, dwell as u64).map_err(thrown)
    }

    /// Fills the buffer with the rows that have been in sight long enough; gives how many they are.
    pub fn exposed(&mut self, now: f64) -> usize {
        let seen = self.list.exposed(Timestamp::from_millis(now as u64));
        self.rows.clear();
        self.rows.extend(seen.into_iter().map(f64::from));
        self.rows.len()
    }

    /// When the next row will have been in sight long enough; -1 where none is.
    #[must_use]
    #[wasm_bindgen(js_name = exposureDue)]
    pub fn exposure_due(&self) -> f64 {
        self.list.exposure_due().map_or(-1.0, |due| due.as_millis() as f64)
    }

    /// The list as a text.
    #[must_use]
    pub fn snapshot(&self) -> String {
        self.list.snapshot()
    }

    /// The address of the buffer of rows, as it is.
    #[must_use]
    pub fn buffer(&self) -> *const f64 {
        self.rows.as_ptr()
    }

    /// Puts rows before another; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn insert(&mut self, at: f64, count: f64) -> Result<f64, JsValue> {
        told(self.list.insert(whole(at), whole(count)))
    }

    /// Takes rows out; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    pub fn remove(&mut self, at: f64, count: f64) -> Result<f64, JsValue> {
        told(self.list.remove(whole(at), whole(count)))
    }

    /// Appends rows or drops the last ones; returns the correction.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = setCount)]
    pub fn set_count(&mut self, count: f64) -> Result<f64, JsValue> {
        told(self.list.set_count(whole(count)))
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
        told(self.list.offset_of(whole(index), align, viewport))
    }

    /// The row at an offset.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = indexAt)]
    pub fn index_at(&self, offset: f64) -> Result<u32, JsValue> {
        self.list.index_at(offset).map_err(thrown)
    }

    /// A row's lane.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = laneOf)]
    pub fn lane_of(&self, index: f64) -> Result<u32, JsValue> {
        self.list.lane_of(whole(index)).map_err(thrown)
    }

    /// A row's size.
    ///
    /// # Errors
    /// A `TuikeError` of `list/…`.
    #[wasm_bindgen(js_name = sizeOf)]
    pub fn size_of(&self, index: f64) -> Result<f64, JsValue> {
        told(self.list.size_of(whole(index)))
    }

    /// How wide a lane is.
    #[must_use]
    #[wasm_bindgen(js_name = laneSize)]
    pub fn lane_size(&self) -> f64 {
        self.list.lane_size()
    }

    /// Where the view is to be.
    #[must_use]
    pub fn offset(&self) -> f64 {
        self.list.offset()
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

    /// The first `count` numbers of the buffer as rows' numbers.
    fn read_indexes(&mut self, count: usize) {
        self.indexes.clear();
        self.indexes.extend(self.rows.iter().take(count).map(|index| whole(*index)));
    }
}

fn told(result: Result<f64, ListError>) -> Result<f64, JsValue> {
    result.map_err(thrown)
}

/// A row's number from JavaScript: what no `u32` can hold is past the end of every list.
fn whole(number: f64) -> u32 {
    let whole = number as u32;
    if f64::from(whole) == number { whole } else { u32::MAX }
}
