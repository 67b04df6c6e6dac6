//! The tree beside a plain vector, and what it takes of memory.

use proptest::prelude::*;

use super::*;

/// Rows with a channel each, and nothing clever.
type Naive = Vec<(f64, u8)>;

#[derive(Clone, Debug)]
enum Op {
    Add(prop::sample::Index, u32),
    Mark(prop::sample::Index, u8),
    Insert(prop::sample::Index, usize, u32),
    Remove(prop::sample::Index, usize),
}

fn op() -> impl Strategy<Value = Op> {
    use prop::sample::Index;
    let many = || prop_oneof![0_usize..4, 0_usize..70, 0_usize..5_000];
    prop_oneof![
        (any::<Index>(), 0_u32..1_000).prop_map(|(i, x)| Op::Add(i, x)),
        (any::<Index>(), 0_u8..3).prop_map(|(i, lane)| Op::Mark(i, lane)),
        (any::<Index>(), many(), 0_u32..1_000).prop_map(|(i, n, x)| Op::Insert(i, n, x)),
        (any::<Index>(), many()).prop_map(|(i, n)| Op::Remove(i, n)),
    ]
}

fn last(naive: &Naive, channel: u8, base: f64, limit: f64) -> Option<usize> {
    let (mut begin, mut found) = (base, None);
    for (i, (extent, lane)) in naive.iter().enumerate() {
        if *lane == channel {
            if begin <= limit {
                found = Some(i);
            }
            begin += extent;
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_tree_is_a_vector_with_sums(
        channels in 1_usize..4,
        ops in proptest::collection::vec(op(), 0..30),
    ) {
        let (mut tree, mut naive) = (Tree::new(channels), Naive::new());
        let lane = |i: usize| (i % channels) as u8;
        for op in ops {
            match op {
                Op::Add(at, x) if !naive.is_empty() => {
                    let at = at.index(naive.len());
                    let spot = tree.spot(at).unwrap();
                    prop_assert_eq!(tree.at(&spot), naive[at]);
                    tree.add(&spot, f64::from(x));
                    naive[at].0 += f64::from(x);
                }
                Op::Mark(at, mark) if !naive.is_empty() => {
                    let (at, mark) = (at.index(naive.len()), lane(usize::from(mark)));
                    tree.set_mark(at, mark);
                    naive[at].1 = mark;
                }
                Op::Add(..) | Op::Mark(..) => {
                    prop_assert!(tree.spot(0).is_none());
                    tree.set_mark(0, 0);
                }
                Op::Insert(at, count, x) => {
                    let at = at.index(naive.len() + 1);
                    let mut rows = (0..count).map(|i| (f64::from(x), lane(i)));
                    tree.insert(at, count, &mut || rows.next().unwrap()).unwrap();
                    naive.splice(at..at, (0..count).map(|i| (f64::from(x), lane(i))));
                }
                Op::Remove(at, count) => {
                    let at = at.index(naive.len() + 1);
                    tree.remove(at, count);
                    naive.drain(at..(at + count).min(naive.len()));
                }
            }
            prop_assert_eq!(tree.len(), naive.len());
        }
        let mut seen = Naive::new();
        tree.walk(0, usize::MAX, &mut |i, extent, mark| {
            assert_eq!(i, seen.len());
            seen.push((extent, mark));
            true
        });
        prop_assert_eq!(&seen, &naive);
        for channel in 0..channels as u8 {
            let of = |rows: &[(f64, u8)]| -> f64 {
                rows.iter().filter(|row| row.1 == channel).map(|row| row.0).sum()
            };
            prop_assert_eq!(tree.sum(usize::from(channel)), of(&naive));
            for i in (0..naive.len() + 2).step_by(naive.len() / 50 + 1) {
                prop_assert_eq!(tree.prefix(i, usize::from(channel)), of(&naive[..i.min(naive.len())]));
                if i < naive.len() {
                    prop_assert_eq!(tree.get(i), naive[i]);
                }
                let limit = of(&naive[..i.min(naive.len())]) + 7.0 + (i % 3) as f64 - 1.0;
                let found = tree.last(usize::from(channel), 7.0, limit);
                prop_assert_eq!(found.map(|row| row.index), last(&naive, channel, 7.0, limit));
                if let Some(found) = found {
                    prop_assert_eq!(found.begin, 7.0 + of(&naive[..found.index]));
                    prop_assert_eq!(found.extent, naive[found.index].0);
                }
            }
        }
    }
}

fn of(rows: usize, channels: usize) -> Tree {
    let mut tree = Tree::new(channels);
    tree.insert(0, rows, &mut || (96.0, 0)).unwrap();
    tree
}

#[test]
fn a_million_rows_take_ten_megabytes_with_room_for_an_eighth_more() {
    assert!(of(1_000_000, 1).bytes() < 10_200_000, "{}", of(1_000_000, 1).bytes());
    // Two lanes and those who wait: a mark a row, three sums a leaf.
    assert!(of(1_000_000, 3).bytes() < 12_500_000, "{}", of(1_000_000, 3).bytes());
    let mut tree = of(1_000_000, 1);
    for _ in 0..100 {
        tree.insert(0, 100, &mut || (96.0, 0)).unwrap();
    }
    assert!(tree.bytes() < 10_500_000, "{}", tree.bytes());
}

/// The worst anyone can do to the leaves: each split right behind its first row.
#[test]
fn leaves_stay_half_full_whatever_is_done_to_them() {
    let mut tree = of(2_000, 1);
    let mut at = 1;
    while tree.len() < 60_000 {
        tree.insert(at, 1, &mut || (1.0, 0)).unwrap();
        at = (at + 63) % tree.len();
    }
    assert!(tree.bytes() < 2 * 60_000 * 10, "{}", tree.bytes());
    let mut at = 0;
    while tree.len() > 20_000 {
        tree.remove(at, 2);
        at = (at + 1) % tree.len();
    }
    let blocks = tree.levels[0].used();
    assert!(blocks <= 2 * 20_000 / FAN + 2, "{blocks} leaves");
}
