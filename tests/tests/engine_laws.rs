//! What the engine promises, in a world where everything goes wrong.
//!
//! `TUIKE_SEED=42 cargo test -p tuike-tests --test engine_laws` replays one schedule;
//! `TUIKE_SCHEDULES=100000` plays so many.

use tuike_tests::play::{named, number, play_all};
use tuike_tests::schedule::{Run, a_short_day, any_schedule};
use tuike_tests::sim_host::SimHost;
use tuike_tests::sim_host::fault::{Fault, Plan};

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
