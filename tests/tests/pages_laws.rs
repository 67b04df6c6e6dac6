//! Several pages over one store: one sends at a time, whoever dies or sleeps.
//!
//! `TUIKE_SEED=42 cargo test -p tuike-tests --test pages_laws` replays one schedule;
//! `TUIKE_SCHEDULES=100000` plays so many.

use tuike_tests::pages_schedule::PagesRun;
use tuike_tests::play::{named, number, play_all};

#[test]
fn the_laws_hold_for_pages_that_share_a_store() {
    let play = |seed| named(&format!("replay with TUIKE_SEED={seed}"), || PagesRun::play(seed));
    match number("TUIKE_SEED") {
        Some(seed) => play(seed),
        None => play_all(number("TUIKE_SCHEDULES").unwrap_or(2_000), play),
    }
}
