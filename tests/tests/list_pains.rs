//! What users of other lists suffer from, as far as a list's arithmetic is to blame: a test for each,
//! named after the reports (TanStack/virtual, petyosi/react-virtuoso, wechat-miniprogram/recycle-view,
//! NervJS/taro; read 2026-11). What needs a page to be seen is tested with the components.

use tuike_core::list::{Align, List, Options};
use tuike_core::time::Timestamp;

const VIEWPORT: f64 = 640.0;

fn feed(count: u32) -> List {
    List::new(Options { count, estimate: 100.0, gap: 8.0, ..Options::default() }).unwrap()
}

/// A height for each row that nobody could guess: 40 to 339 px.
fn height(row: u32) -> f64 {
    f64::from(40 + row * 7_919 % 300)
}

/// Where a row is on screen.
fn on_screen(list: &List, row: u32, scroll: f64) -> f64 {
    list.offset_of(row, Align::Start, 0.0).unwrap() - scroll
}

/// Scrolling up past rows that were never measured: each is rendered, measured, corrected for.
#[test]
fn tanstack_659_and_1028_nothing_jumps_when_scrolling_up_past_unmeasured_rows() {
    let mut list = feed(10_000);
    let mut scroll = list.offset_of(9_000, Align::Start, VIEWPORT).unwrap();
    for _ in 0..500 {
        scroll -= 37.0;
        let seen = list.range(scroll, VIEWPORT).unwrap();
        let (row, before) = (seen.first, on_screen(&list, seen.first, scroll));
        for index in (seen.start..seen.end).rev() {
            scroll += list.resize(index, height(index)).unwrap();
        }
        assert_eq!(on_screen(&list, row, scroll), before, "row {row} jumped");
        assert_eq!(list.offset(), scroll);
    }
}

/// Pages come in at the head while the finger's momentum still moves the list.
#[test]
fn virtuoso_945_and_1373_a_page_comes_in_at_the_head_while_momentum_scrolls() {
    let mut list = feed(200);
    let (mut scroll, mut row) = (5_000.0, 0);
    for frame in 0..200_u32 {
        let seen = list.range(scroll, VIEWPORT).unwrap();
        let before = on_screen(&list, seen.first, scroll);
        row = seen.first;
        if frame % 3 == 0 {
            scroll += list.insert(0, 20).unwrap();
            row += 20;
            for index in 0..20 {
                scroll += list.resize(index, height(index + frame)).unwrap();
            }
        }
        assert_eq!(on_screen(&list, row, scroll), before, "frame {frame}");
        scroll -= 23.5;
    }
    assert!(row > 1_000);
}

/// The same when the list is pulled beyond its top, where iOS reports negative offsets.
#[test]
fn virtuoso_945_a_page_comes_in_at_the_head_while_ios_bounces() {
    let mut list = feed(50);
    let pulled = list.range(-120.0, VIEWPORT).unwrap();
    assert_eq!((pulled.start, pulled.first), (0, 0));
    let scroll = -120.0 + list.insert(0, 10).unwrap();
    assert_eq!(scroll, -120.0 + 10.0 * 108.0);
    let seen = list.range(scroll, VIEWPORT).unwrap();
    assert!(seen.first <= 10 && on_screen(&list, 10, scroll) == 120.0);
}

/// Late images make rows taller, again and again: what has a column keeps it.
#[test]
fn masonry_does_not_reshuffle() {
    let options = Options { count: 2_000, estimate: 180.0, lanes: 3, ..Options::default() };
    let mut list = List::new(options).unwrap();
    let mut lanes: Vec<u32> = Vec::new();
    for page in 0..60_u32 {
        let seen = list.range(f64::from(page) * 500.0, VIEWPORT).unwrap();
        for index in lanes.len() as u32..seen.end {
            lanes.push(list.lane_of(index).unwrap());
        }
        for turn in 0..2 {
            for index in seen.start..seen.end {
                list.resize(index, height(index * 3 + turn)).unwrap();
            }
        }
        let now: Vec<u32> = (0..lanes.len() as u32).map(|i| list.lane_of(i).unwrap()).collect();
        assert_eq!(now, lanes, "page {page}");
    }
    assert!(lanes.len() > 200 && (0..3).all(|lane| lanes.contains(&lane)));
}

/// Heights that nobody knows before they are drawn, all of them other than the estimate.
#[test]
fn recycle_view_61_heights_are_unknown_until_drawn() {
    let mut list = feed(1_000);
    let mut scroll = 0.0;
    let mut expected = 0.0;
    for index in 0..1_000 {
        expected += height(index) + if index < 999 { 8.0 } else { 0.0 };
    }
    while scroll < list.total() {
        let seen = list.range(scroll, VIEWPORT).unwrap();
        for index in seen.start..seen.end {
            scroll += list.resize(index, height(index)).unwrap();
        }
        scroll += VIEWPORT;
    }
    assert_eq!(list.total(), expected, "every row was drawn and measured on the way down");
}

/// A row several screens tall: wherever in it one is, it is rendered, and so is what follows.
#[test]
fn recycle_view_18_a_row_taller_than_several_screens_is_never_white() {
    let mut list = feed(100);
    list.resize(20, 5.0 * VIEWPORT).unwrap();
    let begin = list.offset_of(20, Align::Start, 0.0).unwrap();
    for step in 0..50 {
        let seen = list.range(begin + f64::from(step) * 64.0, VIEWPORT).unwrap();
        assert_eq!(seen.first, 20, "step {step}");
        assert!(seen.start <= 16 && seen.end >= 24, "{seen:?}");
    }
}

/// What comes after rows of unknown heights is behind them all, not among them.
#[test]
fn recycle_view_19_what_comes_after_the_rows_is_behind_the_last() {
    let options = Options { count: 50, estimate: 10.0, footer: 90.0, ..Options::default() };
    let mut list = List::new(options).unwrap();
    for index in 0..50 {
        list.resize(index, height(index)).unwrap();
    }
    let end = list.offset_of(49, Align::Start, 0.0).unwrap() + height(49);
    assert_eq!((0..50).map(height).sum::<f64>(), end);
    assert_eq!(list.total(), end + 90.0);
}

/// Two lists of one page know nothing of each other (#40, point 1).
#[test]
fn recycle_view_40_several_lists_share_a_page() {
    let (mut one, mut two) = (feed(100), feed(100));
    one.range(4_000.0, VIEWPORT).unwrap();
    two.range(0.0, VIEWPORT).unwrap();
    assert_eq!(one.resize(0, 300.0).unwrap(), 200.0);
    assert_eq!((two.total(), two.offset()), (feed(100).total(), 0.0));
}

/// A banner above the list, whose image comes late (#40, point 2).
#[test]
fn recycle_view_40_content_above_the_list_grows() {
    let options = Options { count: 500, estimate: 100.0, header: 80.0, ..Options::default() };
    let mut list = List::new(options).unwrap();
    list.range(0.0, VIEWPORT).unwrap();
    assert_eq!(list.resize_header(300.0).unwrap(), 0.0, "it is in sight: it may grow");
    let seen = list.range(1_300.0, VIEWPORT).unwrap();
    assert_eq!(seen.first, 10);
    assert_eq!(list.resize_header(380.0).unwrap(), 80.0, "out of sight: nothing jumps");
    assert_eq!(list.range(1_380.0, VIEWPORT).unwrap().first, 10);
}

/// However far a fling goes between two events, what it lands on is rendered at once. Taro's three are
/// of the same kind by the list of pains this follows; their threads were not at hand.
#[test]
fn recycle_view_40_and_56_taro_14802_15759_7327_no_white_screen_wherever_a_fling_lands() {
    for lanes in [1, 2, 5] {
        let options = Options { count: 20_000, estimate: 90.0, lanes, ..Options::default() };
        let mut list = List::new(options).unwrap();
        let mut scroll = 0.0;
        for step in 0..300_u32 {
            scroll = (scroll + height(step) * 97.0) % list.total();
            let seen = list.range(scroll, VIEWPORT).unwrap();
            for index in seen.start..seen.end {
                scroll += list.resize(index, height(index)).unwrap();
            }
            let seen = list.range(scroll, VIEWPORT).unwrap();
            let mut covered = vec![f64::INFINITY; lanes as usize];
            let mut reach = vec![0.0_f64; lanes as usize];
            list.positions(seen.start, seen.end, |place| {
                let lane = place.lane as usize;
                covered[lane] = covered[lane].min(place.offset);
                reach[lane] = reach[lane].max(place.offset + place.size);
            });
            let bottom = (scroll + VIEWPORT).min(list.total());
            for lane in 0..lanes as usize {
                assert!(covered[lane] <= scroll, "{lanes} lanes, step {step}: white above");
                let is_last = seen.end == list.count();
                assert!(
                    reach[lane] >= bottom || is_last,
                    "{lanes} lanes, step {step}: white below"
                );
            }
        }
    }
}

/// To a row far away, whose neighbours nobody has measured: it lands on it.
#[test]
fn scrolling_to_a_row_whose_neighbours_are_not_measured_lands_on_it() {
    for align in [Align::Start, Align::Center, Align::End] {
        let mut list = feed(5_000);
        let (mut scroll, mut turns) = (f64::NAN, 0);
        loop {
            let to = list.offset_of(3_210, align, VIEWPORT).unwrap();
            if to == scroll {
                break;
            }
            (scroll, turns) = (to, turns + 1);
            let seen = list.range(scroll, VIEWPORT).unwrap();
            for index in seen.start..seen.end {
                list.resize(index, height(index)).unwrap();
            }
        }
        let spare = match align {
            Align::Start => 0.0,
            Align::Center => (VIEWPORT - height(3_210)) / 2.0,
            Align::End => VIEWPORT - height(3_210),
        };
        assert_eq!(on_screen(&list, 3_210, scroll), spare);
        assert!(turns <= 4, "{turns} turns");
    }
}

/// Back from a product's page: the same rows at the same place, though all of it was built anew.
#[test]
fn coming_back_to_the_page_finds_it_where_it_was() {
    let mut list = List::new(Options { count: 3_000, lanes: 2, ..Options::default() }).unwrap();
    let seen = list.range(40_000.0, VIEWPORT).unwrap();
    for index in seen.start..seen.end {
        list.resize(index, height(index)).unwrap();
    }
    let scroll = list.offset();
    let mut back = List::restore(&list.snapshot()).unwrap();
    assert_eq!(back.offset(), scroll);
    assert_eq!(back.range(scroll, VIEWPORT).unwrap(), list.range(scroll, VIEWPORT).unwrap());
    let lanes = |list: &List| (0..3_000).map(|i| list.lane_of(i).unwrap()).collect::<Vec<_>>();
    assert_eq!(lanes(&back), lanes(&list));
}

/// Rows are removed until nothing is left, and come again.
#[test]
fn a_list_that_becomes_empty_fills_again() {
    let mut list = feed(30);
    list.watch(0.5, 100).unwrap();
    list.range(1_000.0, VIEWPORT).unwrap();
    list.set_count(0).unwrap();
    let seen = list.range(1_000.0, VIEWPORT).unwrap();
    assert_eq!((seen.start, seen.end, seen.total), (0, 0, 0.0));
    assert!(list.exposed(Timestamp::from_millis(5_000)).is_empty());
    list.set_count(30).unwrap();
    let seen = list.range(0.0, VIEWPORT).unwrap();
    assert_eq!((seen.first, seen.last), (0, 6));
}
