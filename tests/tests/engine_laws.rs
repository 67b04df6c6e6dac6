//! What the engine promises, in a world where everything goes wrong.
//!
//! `TUIKE_SEED=42 cargo test -p tuike-tests --test engine_laws` replays one schedule;
//! `TUIKE_SCHEDULES=100000` plays so many.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use tuike_tests::schedule::{Run, a_short_day, any_schedule};
use tuike_tests::sim_host::SimHost;
use tuike_tests::sim_host::fault::{Fault, Plan};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Says which schedule it was, whatever went wrong in it.
fn named(name: &str, play: impl FnOnce() -> Result<(), String>) {
    let result = catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text
            .or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
            .unwrap_or_default())
    });
    if let Err(broken) = result {
        panic!("{name}: {broken}");
    }
}

/// Plays numbered schedules on all processors.
fn play_all(count: u64, play: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    play(number);
                }
            });
        }
    });
}

#[test]
fn the_laws_hold_whatever_goes_wrong_anywhere() {
    let play = |seed| named(&format!("replay with TUIKE_SEED={seed}"), || any_schedule(seed));
    match number("TUIKE_SEED") {
        Some(seed) => play(seed),
        None => play_all(number("TUIKE_SCHEDULES").unwrap_or(3_000), play),
    }
}

fn short_day(strict: bool, restart: bool, plan: Plan) -> (usize, Result<(), String>) {
    let mut host = SimHost::new(7);
    host.server.strict = strict;
    host.plan = plan;
    let mut run = Run::new(host);
    run.play(&a_short_day());
    let result = run.calm_down(restart).and_then(|()| run.laws());
    (run.host.boundaries, result)
}

/// Every kind of fault at every single boundary where an effect meets the world.
#[test]
fn the_laws_hold_wherever_one_thing_goes_wrong() {
    for (strict, restart) in [(false, false), (true, false), (false, true), (true, true)] {
        let (boundaries, calm) = short_day(strict, restart, Plan::Calm);
        assert_eq!(calm, Ok(()));
        assert!(boundaries > 30, "a day with {boundaries} boundaries shows little");
        let count = (boundaries * Fault::ALL.len()) as u64;
        play_all(count, |number| {
            let number = number as usize;
            let (at, fault) = (number / Fault::ALL.len(), Fault::ALL[number % Fault::ALL.len()]);
            named(&format!("{fault:?} at {at}, strict {strict}, restart {restart}"), || {
                short_day(strict, restart, Plan::Once { at, fault }).1
            });
        });
    }
}
