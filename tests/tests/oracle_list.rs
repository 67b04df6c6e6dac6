//! The list beside a naive one: seeded scripts of operations on one lane, waterfalls and grids agree to
//! the last 1/64 px.
//!
//! By default some thousands of operations a shape. The long run is 1,000,000:
//! `TUIKE_LIST_OPS=1000000 cargo test --release -p tuike-tests --test oracle_list`.

use tuike_core::list::{Align, Layout, List, Options};
use tuike_oracle::list::{Naive, PX, Shape, to_64ths};
use tuike_oracle::random::Random;

fn operations() -> u64 {
    std::env::var("TUIKE_LIST_OPS").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000)
}

fn pixels(length: i64) -> f64 {
    length as f64 / PX as f64
}

struct Pair {
    list: List,
    naive: Naive,
    random: Random,
}

impl Pair {
    fn new(seed: u64, count: u32, shape: Shape) -> Self {
        let mut random = Random::new(seed);
        let estimate = to_64ths(random.between(1, 12_000) as f64 / 97.0);
        let layout = if shape.is_grid { Layout::Grid } else { Layout::Waterfall };
        let list = List::new(Options {
            count,
            estimate: pixels(estimate),
            lanes: shape.lanes as u32,
            layout,
            gap: pixels(shape.gap),
            overscan: shape.overscan as u32,
            padding: shape.padding.map(pixels),
            ..Options::default()
        });
        let naive = Naive::new(count as usize, estimate, shape);
        Self { list: list.unwrap(), naive, random }
    }

    fn row(&mut self) -> usize {
        self.random.between(0, self.naive.count() as u64 - 1) as usize
    }

    /// From a quarter before the list to a quarter behind it, to 1/4096 px.
    fn offset(&mut self) -> i64 {
        let total = self.naive.total() as u64 + 1;
        self.random.between(0, total * 3 / 2) as i64 - total as i64 / 4
    }

    fn size(&mut self) -> f64 {
        match self.random.between(0, 9) {
            0 => 0.0,
            1 => 96.0,
            2 => self.random.between(0, 900_000) as f64 / 97.0,
            _ => self.random.between(0, 30_000) as f64 / 97.0,
        }
    }

    fn act(&mut self, step: u64) {
        let count = self.naive.count();
        match self.random.between(0, 15) {
            0..=4 if count > 0 => {
                let (row, size) = (self.row(), self.size());
                let moved = self.list.resize(row as u32, size).unwrap();
                assert_eq!(moved, pixels(self.naive.resize(row, to_64ths(size))), "{step}");
            }
            5 => {
                let at = self.random.between(0, count as u64) as usize;
                // Around 200 rows, so that a naive sum stays quick.
                let more = self.random.between(0, if count < 200 { 40 } else { 4 }) as usize;
                let moved = self.list.insert(at as u32, more as u32).unwrap();
                assert_eq!(
                    moved,
                    pixels(self.naive.insert(at, more)),
                    "{step}: insert {at} {more}"
                );
            }
            6 => {
                let at = self.random.between(0, count as u64) as usize;
                let less = self.random.between(0, 20).min((count - at) as u64) as usize;
                let moved = self.list.remove(at as u32, less as u32).unwrap();
                assert_eq!(
                    moved,
                    pixels(self.naive.remove(at, less)),
                    "{step}: remove {at} {less}"
                );
            }
            7 if count > 0 => self.ask(step),
            8 if self.random.percent(5) => {
                self.list = List::restore(&self.list.snapshot()).unwrap();
            }
            _ => self.look(step),
        }
        assert_eq!(self.list.count() as usize, self.naive.count(), "{step}");
        assert_eq!(self.list.total(), pixels(self.naive.total()), "{step}");
    }

    fn look(&mut self, step: u64) {
        let offset = self.offset();
        let viewport = self.random.between(0, 2_000) as i64 * PX;
        let found = self.list.range(pixels(offset), pixels(viewport)).unwrap();
        let naive = self.naive.range(offset, viewport);
        let rows = [found.start, found.end, found.first, found.last].map(|row| row as usize);
        assert_eq!(rows, [naive.start, naive.end, naive.first, naive.last], "{step}");
        let lengths = [found.before, found.after, found.total];
        let expected = [naive.before, naive.after, self.naive.total()].map(pixels);
        assert_eq!(lengths, expected, "{step}");
        let places = self.naive.places();
        let mut at = naive.start;
        self.list.positions(found.start, found.end, |place| {
            let (lane, begin, size) = places[at];
            assert_eq!((place.index as usize, place.lane as usize), (at, lane), "{step}");
            assert_eq!((place.offset, place.size), (pixels(begin), pixels(size)), "{step}");
            at += 1;
        });
        assert_eq!(at, naive.end, "{step}");
        // No row that can be seen is left out, in any lane.
        for (row, (_, begin, size)) in places.iter().enumerate() {
            let is_seen = viewport > 0 && *begin < offset + viewport && begin + size > offset;
            if is_seen && *size > 0 {
                assert!((naive.first..naive.last).contains(&row), "{step}: {row} is missed");
            }
        }
    }

    fn ask(&mut self, step: u64) {
        let (row, offset) = (self.row(), self.offset());
        let (lane, begin, size) = self.naive.places()[row];
        let index = row as u32;
        assert_eq!(self.list.lane_of(index).unwrap() as usize, lane, "{step}");
        assert_eq!(self.list.size_of(index).unwrap(), pixels(size), "{step}");
        let most = (self.naive.total() - 100 * PX).max(0);
        let start = self.list.offset_of(index, Align::Start, 100.0).unwrap();
        assert_eq!(start, pixels(begin.min(most)), "{step}");
        let end = self.list.offset_of(index, Align::End, 100.0).unwrap();
        assert_eq!(end, pixels((begin + size - 100 * PX).min(most).max(0)), "{step}");
        let found = self.list.index_at(pixels(offset)).unwrap();
        assert_eq!(found as usize, self.naive.index_at(offset), "{step}: at {offset}");
    }
}

fn run(seed: u64, shape: Shape) {
    let mut pair = Pair::new(seed, 150, shape);
    for step in 0..operations() {
        pair.act(step);
    }
    assert!(pair.naive.count() > 0, "a script that ends with nothing tries nothing");
}

#[test]
fn one_lane_agrees_with_a_naive_list() {
    let padding = [to_64ths(3.7), to_64ths(9.0)];
    run(1, Shape { gap: to_64ths(7.7), padding, overscan: 3, ..Shape::default() });
}

#[test]
fn a_waterfall_agrees_with_a_naive_one() {
    let shape = Shape { lanes: 2, gap: 8 * PX, padding: [4 * PX, 0], overscan: 2, is_grid: false };
    run(2, shape);
}

#[test]
fn a_waterfall_of_many_lanes_without_gaps_agrees_with_a_naive_one() {
    run(3, Shape { lanes: 7, ..Shape::default() });
}

#[test]
fn a_grid_agrees_with_a_naive_one() {
    run(4, Shape { lanes: 3, is_grid: true, gap: 6 * PX, overscan: 1, ..Shape::default() });
}
