//! The rows to draw and where each begins, by the core's list. Knows heights and no products.

use tuike_core::list::{Align, List, ListError, Options};

/// A row's height until one is measured, and the space between two.
const ESTIMATE: f64 = 140.0;
const GAP: f64 = 8.0;

/// The rows to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawn {
    pub(super) start: u32,
    pub(super) tops: Vec<f64>,
    pub(super) total: f64,
}

impl Drawn {
    /// Where a row begins; `None` where it is not drawn.
    pub(super) fn top(&self, index: u32) -> Option<f64> {
        self.tops.get(index.checked_sub(self.start)? as usize).copied()
    }

    /// One past the last row.
    pub(super) fn end(&self) -> u32 {
        self.start + self.tops.len() as u32
    }
}

/// The list, what of it is in sight, and the height of its rows.
#[derive(Debug, Default)]
pub(super) struct Sight {
    list: Option<List>,
    offset: f64,
    viewport: f64,
    measured: Option<f64>,
}

impl Sight {
    /// Begins anew with so many rows.
    pub(super) fn lay(&mut self, count: u32) {
        let estimate = self.measured.unwrap_or(ESTIMATE);
        let padding = [GAP, GAP];
        self.list = List::new(Options {
            count,
            estimate,
            gap: GAP,
            overscan: 4,
            padding,
            ..Options::default()
        })
        .ok();
    }

    /// Rows come or go at the end.
    pub(super) fn count(&mut self, count: u32) {
        if let Some(list) = &mut self.list {
            let _ = list.set_count(count.min(Options::MOST_ROWS));
        }
    }

    /// The part that is in sight.
    pub(super) fn look(&mut self, offset: f64, viewport: f64) {
        (self.offset, self.viewport) = (offset, viewport);
    }

    /// Takes rows' heights; gives how far to scroll so that nothing jumps.
    pub(super) fn measure(&mut self, indexes: &[u32], sizes: &[f64]) -> f64 {
        // The first one measured says how high the others will be: they are cut alike.
        if let (None, Some(size)) = (self.measured, sizes.first().filter(|size| **size > 0.0)) {
            self.measured = Some(*size);
            let count = self.list.as_ref().map_or(0, List::count);
            self.lay(count);
            self.draw();
        }
        self.list.as_mut().and_then(|list| list.resize_many(indexes, sizes).ok()).unwrap_or(0.0)
    }

    /// The rows to draw.
    pub(super) fn draw(&mut self) -> Option<Drawn> {
        drawn(self.list.as_mut()?, self.offset, self.viewport).ok()
    }
}

fn drawn(list: &mut List, offset: f64, viewport: f64) -> Result<Drawn, ListError> {
    let range = list.range(offset, viewport)?;
    let tops = (range.start..range.end).map(|index| list.offset_of(index, Align::Start, 0.0));
    Ok(Drawn { start: range.start, tops: tops.collect::<Result<_, _>>()?, total: range.total })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight() -> Sight {
        let mut sight = Sight::default();
        sight.lay(10_000);
        sight
    }

    #[test]
    fn the_rows_in_sight_are_drawn_where_they_stand() {
        let mut sight = sight();
        sight.look(8.0 + 5_000.0 * 148.0, 740.0);
        let drawn = sight.draw().unwrap();
        assert_eq!(
            (drawn.start, drawn.top(5_000), drawn.top(4_995)),
            (4_996, Some(740_008.0), None)
        );
        assert_eq!(drawn.total, 8.0 + 10_000.0 * 148.0);
    }

    #[test]
    fn the_first_height_is_that_of_all_and_moves_nothing() {
        let mut sight = sight();
        sight.look(0.0, 740.0);
        assert_eq!(sight.measure(&[0, 1], &[150.0, 150.0]), 0.0);
        assert_eq!(sight.draw().unwrap().total, 8.0 + 10_000.0 * 158.0);
    }
}
