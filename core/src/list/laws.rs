//! The list beside a naive one: any sequence of operations agrees exactly.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::oracle::{Naive, rounded};
use super::{Align, List, ListError, Options};
use crate::code::Coded;
use crate::seed::Seed;

#[derive(Clone, Debug)]
enum Op {
    Range(f64, f64),
    Resize(f64, f64),
    ResizeMany(Vec<(f64, f64)>),
    Insert(f64, u32),
    Remove(f64, u32),
    SetCount(u32),
}

/// A place is a fraction of what is there: it stays meaningful while rows come and go.
fn place(fraction: f64, of: usize) -> usize {
    ((fraction * of as f64) as usize).min(of)
}

struct Pair {
    list: List,
    naive: Naive,
    overscan: usize,
    /// The names of the anchor, the first row that ended behind the last offset, and of the rows
    /// behind it, one of which takes its place where it is taken out.
    anchors: Vec<u64>,
}

impl Pair {
    fn new(options: Options) -> Self {
        let naive =
            Naive::new(options.count as usize, options.estimate, options.gap, options.padding);
        let overscan = options.overscan as usize;
        let anchors = naive.rows.iter().map(|row| row.0).collect();
        Self { list: List::new(options).unwrap(), naive, overscan, anchors }
    }

    /// Where the anchor is: an index and a position.
    fn anchor(&self) -> Option<(usize, f64)> {
        let index = self.anchors.iter().find_map(|name| self.naive.find(*name))?;
        Some((index, self.naive.begin(index)))
    }

    fn anchor_at(&mut self, index: usize) {
        self.anchors = self.naive.rows[index..].iter().map(|row| row.0).collect();
    }

    fn act(&mut self, op: &Op) {
        let n = self.naive.rows.len();
        let anchor = self.anchor();
        let moved = match op {
            Op::Range(at, viewport) => {
                // From a quarter before the list to a quarter behind it.
                return self.check_range((at * 1.5 - 0.25) * self.naive.total(), *viewport);
            }
            Op::Resize(at, size) if n > 0 => {
                let index = place(*at, n - 1);
                self.naive.rows[index].1 = rounded(*size);
                self.list.resize(index as u32, *size).unwrap()
            }
            Op::Resize(..) => return,
            Op::ResizeMany(sizes) => {
                let sizes: Vec<_> =
                    sizes.iter().take(n).map(|(at, size)| (place(*at, n - 1), *size)).collect();
                for (index, size) in &sizes {
                    self.naive.rows[*index].1 = rounded(*size);
                }
                let (indexes, sizes): (Vec<u32>, Vec<f64>) =
                    sizes.into_iter().map(|(index, size)| (index as u32, size)).unzip();
                self.list.resize_many(&indexes, &sizes).unwrap()
            }
            Op::Insert(at, count) => {
                let at = place(*at, n);
                self.naive.insert(at, *count as usize);
                let moved = self.list.insert(at as u32, *count).unwrap();
                if at == n {
                    assert_eq!(moved, 0.0, "rows behind the end move nothing");
                    self.anchor_at(anchor.map_or(n, |(index, _)| index));
                    return self.agree();
                }
                moved
            }
            Op::Remove(at, count) => {
                let at = place(*at, n);
                let count = (*count as usize).min(n - at);
                self.naive.rows.drain(at..at + count);
                self.list.remove(at as u32, count as u32).unwrap()
            }
            Op::SetCount(count) => {
                let count = *count as usize;
                if count > n {
                    self.naive.insert(n, count - n);
                    assert_eq!(self.list.set_count(count as u32).unwrap(), 0.0);
                    self.anchor_at(anchor.map_or(n, |(index, _)| index));
                    return self.agree();
                }
                self.naive.rows.truncate(count);
                self.list.set_count(count as u32).unwrap()
            }
        };
        if let Some((_, position)) = anchor
            && let Some((index, now)) = self.anchor()
        {
            assert_eq!(moved, now - position, "{op:?}");
            self.anchor_at(index);
        } else {
            self.anchor_at(self.naive.rows.len());
        }
        self.agree();
    }

    fn agree(&self) {
        assert_eq!(self.list.count() as usize, self.naive.rows.len());
        assert_eq!(self.list.total(), self.naive.total());
    }

    fn check_range(&mut self, offset: f64, viewport: f64) {
        let range = self.list.range(offset, viewport).unwrap();
        let n = self.naive.rows.len();
        let [start, end, first, last] =
            [range.start, range.end, range.first, range.last].map(|i| i as usize);
        assert!(start <= first && first <= last && last <= end && end <= n, "{range:?}");
        let visible = self.naive.visible(offset, viewport);
        assert_eq!((first..last).collect::<Vec<_>>(), visible, "{range:?}");
        let rest = offset.min(self.naive.total() - viewport).max(0.0);
        for seen in self.naive.visible(rest, viewport) {
            assert!(
                (start..end).contains(&seen),
                "row {seen} is visible after the bounce, {range:?}"
            );
        }
        assert!(start == 0 || start + self.overscan <= first);
        assert!(end == n || last + self.overscan <= end);
        let rendered =
            if start < end { self.naive.end(end - 1) - self.naive.begin(start) } else { 0.0 };
        assert_eq!(range.before, self.naive.begin(start));
        assert_eq!(range.before + rendered + range.after, range.total);
        assert_eq!(range.total, self.naive.total());
        self.anchor_at((0..n).find(|&i| self.naive.end(i) > offset).unwrap_or(n));
    }

    fn check_rows(&self) {
        for i in 0..self.naive.rows.len() {
            assert_eq!(self.list.size_of(i as u32).unwrap(), self.naive.rows[i].1);
            let begin = self.naive.begin(i);
            let end = (self.naive.total() - 10.0).max(0.0);
            assert_eq!(self.list.offset_of(i as u32, Align::Start, 10.0).unwrap(), begin.min(end));
            let bottom = (begin + self.naive.rows[i].1 - 10.0).clamp(0.0, end);
            assert_eq!(self.list.offset_of(i as u32, Align::End, 10.0).unwrap(), bottom);
            let middle = (begin + self.naive.rows[i].1 / 2.0 - 5.0).clamp(0.0, end);
            assert_eq!(self.list.offset_of(i as u32, Align::Center, 10.0).unwrap(), middle);
            for offset in [begin, begin - 0.1, begin + 0.3] {
                assert_eq!(
                    self.list.index_at(offset).unwrap() as usize,
                    self.naive.index_at(offset)
                );
            }
        }
    }
}

fn size() -> impl Strategy<Value = f64> {
    prop_oneof![
        0.0..300.0_f64,
        Just(0.0),
        Just(96.0),
        Just(1e9),
        (0_u32..4_000).prop_map(|x| f64::from(x) / 64.0)
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let at = || 0.0..=1.0_f64;
    prop_oneof![
        4 => (at(), prop_oneof![Just(0.0), 0.0..2_000.0_f64]).prop_map(|(at, viewport)| Op::Range(at, viewport)),
        4 => (at(), size()).prop_map(|(at, size)| Op::Resize(at, size)),
        1 => proptest::collection::vec((at(), size()), 0..9).prop_map(Op::ResizeMany),
        2 => (at(), 0_u32..20).prop_map(|(at, count)| Op::Insert(at, count)),
        2 => (at(), 0_u32..20).prop_map(|(at, count)| Op::Remove(at, count)),
        1 => (0_u32..90).prop_map(Op::SetCount),
    ]
}

fn options() -> impl Strategy<Value = Options> {
    let padding = [0.0..40.0_f64, 0.0..40.0_f64];
    let gap = prop_oneof![Just(0.0), Just(8.0), 0.0..20.0_f64];
    (0_u32..60, 0.02..200.0_f64, gap, 0_u32..8, padding).prop_map(
        |(count, estimate, gap, overscan, padding)| Options {
            count,
            estimate,
            lanes: 1,
            gap,
            overscan,
            padding,
            ..Options::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(0x0074_7569_6b65), ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_operations_agrees_with_a_naive_list(
        options in options(),
        ops in proptest::collection::vec(op(), 0..50),
    ) {
        let mut pair = Pair::new(options);
        for op in &ops {
            pair.act(op);
        }
        pair.check_rows();
    }
}

/// A long life: what drifts, drifts here.
#[test]
fn thousands_of_operations_on_thousands_of_rows_agree_exactly() {
    let mut prng = Seed::from_bytes([5; 32]).prng();
    let mut pair =
        Pair::new(Options { count: 2_000, estimate: 96.3, gap: 7.7, ..Options::default() });
    for _ in 0..1_500 {
        let at = prng.below(1_001) as f64 / 1_000.0;
        let size = prng.below(30_000) as f64 / 97.0;
        let count = prng.below(30) as u32;
        let op = match prng.below(6) {
            0 => Op::Range(at, size),
            1 | 2 => Op::Resize(at, size),
            3 => Op::ResizeMany(vec![(at, size), (1.0 - at, 1.0), (at, 3.0)]),
            4 => Op::Insert(at, count),
            _ => Op::Remove(at, count),
        };
        pair.act(&op);
    }
    assert!(pair.list.count() > 1_000, "{}", pair.list.count());
}

#[test]
fn bad_input_is_a_coded_error_and_changes_nothing() {
    fn code<T: core::fmt::Debug>(result: Result<T, ListError>) -> &'static str {
        result.unwrap_err().code().as_str()
    }
    let options = Options { count: 3, estimate: 10.0, ..Options::default() };
    let mut list = List::new(options).unwrap();
    list.range(5.0, 10.0).unwrap();
    let before = list.clone();
    for wrong in [f64::NAN, -1.0, -0.1, f64::INFINITY, f64::NEG_INFINITY, 1_000_000_000.5, 1e300] {
        assert_eq!(code(list.resize(0, wrong)), "list/bad-size", "{wrong}");
        assert_eq!(code(list.resize_many(&[0, 1], &[5.0, wrong])), "list/bad-size", "{wrong}");
        assert_eq!(
            code(List::new(Options { estimate: wrong, ..options })),
            "list/bad-size",
            "{wrong}"
        );
        assert_eq!(code(List::new(Options { gap: wrong, ..options })), "list/bad-size", "{wrong}");
        assert_eq!(
            code(List::new(Options { padding: [0.0, wrong], ..options })),
            "list/bad-size",
            "{wrong}"
        );
    }
    assert_eq!(code(List::new(Options { estimate: 0.0, ..options })), "list/bad-size");
    assert_eq!(code(List::new(Options { estimate: 0.001, ..options })), "list/bad-size");
    for lanes in [0, 33, u32::MAX] {
        assert_eq!(code(List::new(Options { lanes, ..options })), "list/unsupported-lanes");
    }
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(code(list.range(wrong, 10.0)), "list/bad-offset");
        assert_eq!(code(list.range(0.0, wrong)), "list/bad-offset");
        assert_eq!(code(list.index_at(wrong)), "list/bad-offset");
        assert_eq!(code(list.offset_of(0, Align::End, wrong)), "list/bad-offset");
    }
    assert_eq!(code(list.range(0.0, -1.0)), "list/bad-offset");
    for index in [3, 4, u32::MAX] {
        assert_eq!(code(list.resize(index, 1.0)), "list/past-the-end");
        assert_eq!(code(list.resize_many(&[0, index], &[5.0, 5.0])), "list/past-the-end");
        assert_eq!(code(list.size_of(index)), "list/past-the-end");
        assert_eq!(code(list.offset_of(index, Align::Start, 0.0)), "list/past-the-end");
        assert_eq!(code(list.remove(0, index.saturating_add(1))), "list/past-the-end");
    }
    assert_eq!(code(list.insert(4, 1)), "list/past-the-end");
    assert_eq!(code(list.remove(4, 0)), "list/past-the-end");
    assert_eq!(code(list.remove(u32::MAX, u32::MAX)), "list/past-the-end");
    assert_eq!(code(list.resize_many(&[0], &[])), "list/lengths-differ");
    assert_eq!(code(list.set_count(10_000_001)), "list/too-many-rows");
    assert_eq!(code(list.insert(0, u32::MAX)), "list/too-many-rows");
    assert_eq!(list, before);
}

#[test]
fn a_list_never_grows_past_the_length_in_which_sums_are_exact() {
    let mut list =
        List::new(Options { count: 140_737, estimate: 1e9, ..Options::default() }).unwrap();
    let before = list.clone();
    assert_eq!(list.insert(0, 1).unwrap_err().code().as_str(), "list/too-long");
    assert_eq!(list, before);
    list.resize(7, 1.0 / 64.0).unwrap();
    assert_eq!(list.total(), 140_736.0 * 1e9 + 1.0 / 64.0);
    assert_eq!(list.insert(0, 1).unwrap(), 1e9);
    let before = list.clone();
    assert_eq!(
        list.resize_many(&[8, 8], &[1.0, 1e9]).unwrap_err().code().as_str(),
        "list/too-long"
    );
    assert_eq!(list, before);
}

#[test]
fn the_obvious_answers() {
    let mut empty = List::new(Options { padding: [5.0, 7.0], ..Options::default() }).unwrap();
    let nothing = empty.range(0.0, 640.0).unwrap();
    assert_eq!((nothing.start, nothing.end, nothing.first, nothing.last), (0, 0, 0, 0));
    assert_eq!((nothing.before, nothing.after, nothing.total), (5.0, 7.0, 12.0));
    assert_eq!(empty.index_at(100.0).unwrap(), 0);
    assert_eq!(empty.remove(0, 0).unwrap(), 0.0);

    let options = Options { count: 3, estimate: 10.0, overscan: u32::MAX, ..Options::default() };
    let mut list = List::new(options).unwrap();
    let all = list.range(12.0, 1.0).unwrap();
    assert_eq!((all.start, all.end, all.first, all.last), (0, 3, 1, 2));

    let mut list = List::new(Options { overscan: 1, count: 100, ..options }).unwrap();
    let closed = list.range(55.0, 0.0).unwrap();
    assert_eq!((closed.start, closed.end, closed.first, closed.last), (4, 6, 5, 5));
    // iOS: pulled 80 px above the top; 20 px of the first rows are still in sight.
    let pulled = list.range(-80.0, 100.0).unwrap();
    assert_eq!((pulled.start, pulled.end, pulled.first, pulled.last), (0, 11, 0, 2));
    let away = list.range(-100.0, 100.0).unwrap();
    assert_eq!((away.first, away.last), (0, 0), "the first row begins where the window ends");
    // A filter has left 100 rows under a scroll position of a million: the browser will clamp it.
    let lost = list.range(1e6, 100.0).unwrap();
    assert_eq!((lost.start, lost.end, lost.first, lost.last), (89, 100, 100, 100));
}
