//! Several pages over one store: one sends a lane at a time, and what one leaves another finds.
//!
//! Each test names the line it dies without.

use serde_json::json;
use tuike_core::effect::{Effect, Lifecycle, LockOp};
use tuike_core::engine::{Command, Event};
use tuike_tests::sim_host::answers::{busy, status};
use tuike_tests::sim_host::locks::Locking;
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::{Line, SimHost};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn device(seed: u64, locking: Locking) -> SimHost {
    let mut host = SimHost::with(seed, SimStore::default(), |config| config.shared = true);
    host.locks.locking = locking;
    host
}

/// Both kinds of locks that hosts have.
const KINDS: [Locking; 2] = [Locking::Held, Locking::Lease(30_000)];

fn order(host: &mut SimHost, page: usize, tag: u64) {
    host.on(page).submit("order", json!({ "tag": tag }));
}

fn sorted(host: &SimHost) -> Vec<u64> {
    let mut tags = host.server.tags("/orders");
    tags.sort_unstable();
    tags
}

/// Guards `may_send` in `Outbox::send_next`: without it both pages send what both know.
#[test]
fn however_many_pages_know_of_an_order_it_is_sent_once() {
    for locking in KINDS {
        let mut host = device(1, locking);
        host.line("/orders", Line::Cut);
        for tag in 0..30 {
            order(&mut host, 0, tag);
        }
        host.run(1_000);
        // They load all of it, and have orders of their own.
        let others: Vec<usize> = (0..3).map(|_| host.open()).collect();
        host.run(1_000);
        for (number, page) in others.iter().enumerate() {
            order(&mut host, *page, 100 + number as u64);
        }
        host.run(1_000);
        host.line("/orders", Line::Good);
        for page in 0..4 {
            host.on(page).lifecycle(Lifecycle::Online);
        }
        let mut most = 0;
        for _ in 0..20_000 {
            host.run(5);
            most = host.flying("/orders").max(most);
        }
        assert_eq!(most, 1, "{locking:?}: never two at once");
        assert_eq!(host.server.replays, 0, "{locking:?}: and none again");
        assert_eq!(sorted(&host), (0..30).chain(100..103).collect::<Vec<u64>>());
        assert!(host.server.tags("/orders").iter().filter(|tag| **tag < 30).is_sorted());
        assert!(host.settle(HOUR));
        assert_eq!(host.store.keys("tuike/o/").len(), 0);
        for page in 0..4 {
            assert_eq!(host.engine_of(page).counts(), Default::default(), "page {page}");
        }
        let elsewhere = host.count(|event| matches!(event, Event::Elsewhere { .. }));
        assert!(elsewhere > 0, "those who did not send it are told");
    }
}

/// Guards `Outbox::listed` and `Purpose::List` after a grant.
#[test]
fn what_a_page_left_that_was_killed_in_the_middle_of_sending_is_sent_by_another() {
    for locking in KINDS {
        let mut host = device(2, locking);
        host.run(100);
        let other = host.open();
        host.run(100);
        for tag in 0..5 {
            order(&mut host, 0, tag);
        }
        host.run(300);
        assert!(host.locks.holder("tuike/orders").is_some());
        host.kill(0);
        order(&mut host, other, 100);
        host.run(2 * MINUTE);
        assert_eq!(sorted(&host), [0, 1, 2, 3, 4, 100], "{locking:?}");
        assert_eq!(host.store.keys("tuike/o/").len(), 0);
    }
}

/// Guards `Turn::holds`: a page that slept through its lease rewrites nothing.
#[test]
fn a_frozen_page_that_wakes_brings_nothing_back_and_sends_nothing_twice() {
    for at in (0..1_200).step_by(40) {
        let mut host = device(3, Locking::Lease(15_000));
        host.line("/orders", Line::Says(busy(1)));
        host.run(100);
        let other = host.open();
        for tag in 0..3 {
            order(&mut host, 0, tag);
        }
        host.run(at);
        host.freeze(0);
        // What it has sent is refused meanwhile, and it will hear of that when it wakes.
        host.run(450);
        host.line("/orders", Line::Good);
        order(&mut host, other, 100);
        host.run(2 * MINUTE);
        assert_eq!(sorted(&host), [0, 1, 2, 100], "frozen at {at}: the other sends all of it");
        let asked = host.server.asked("/orders");
        host.wake(0);
        host.on(0).lifecycle(Lifecycle::Show);
        assert!(host.settle(HOUR));
        assert_eq!(host.server.asked("/orders"), asked, "frozen at {at}");
        assert_eq!(host.store.keys("tuike/o/").len(), 0, "frozen at {at}");
    }
}

/// Guards the bound of `Turn::is_over`: a page with much to send lets the others come in between.
#[test]
fn a_page_with_much_to_send_lets_the_others_have_their_turn() {
    for locking in KINDS {
        let mut host = device(4, locking);
        host.run(100);
        let other = host.open();
        host.run(100);
        for tag in 0..400 {
            order(&mut host, 0, tag);
        }
        host.run(1_000);
        order(&mut host, other, 1_000);
        host.run(25_000);
        assert!(host.server.tags("/orders").contains(&1_000), "{locking:?}");
        assert!(host.settle(HOUR));
        assert_eq!(sorted(&host).len(), 401);
        assert_eq!(host.server.replays, 0);
    }
}

/// Guards `look_around` on Show.
#[test]
fn an_idle_page_that_is_shown_finds_what_another_left() {
    let mut host = device(5, Locking::Held);
    host.run(100);
    let other = host.open();
    host.line("/orders", Line::Cut);
    order(&mut host, other, 7);
    host.run(1_000);
    host.kill(other);
    host.line("/orders", Line::Good);
    host.run(10 * MINUTE);
    assert_eq!(host.server.tags("/orders"), [0; 0], "nobody looks without a reason");
    host.on(0).lifecycle(Lifecycle::Show);
    host.run(2_000);
    assert_eq!(host.server.tags("/orders"), [7]);
}

/// Guards `BETWEEN_LISTINGS`: a page that is alone in taking the lock still looks now and then.
#[test]
fn a_busy_page_finds_what_another_left_without_ever_having_had_the_lock() {
    let mut host = device(6, Locking::Held);
    host.run(100);
    order(&mut host, 0, 0);
    host.run(2_000);
    // It has never held the lock of this lane; it only wrote an order, and died.
    let other = host.open();
    host.run(20);
    host.freeze(0);
    host.run(100);
    let command = host.on(other).submit("order", json!({ "tag": 7 }));
    let granted = host.locks.granted;
    while host.answers(command).is_empty() {
        host.run(1);
    }
    host.kill(other);
    assert_eq!(host.locks.granted, granted);
    host.wake(0);
    let left = host.store.keys("tuike/o/").len();
    for tag in 1..=3 {
        order(&mut host, 0, tag);
        host.run(40_000);
    }
    assert_eq!((left, sorted(&host)), (1, vec![0, 1, 2, 3, 7]));
}

/// Guards `Outbox::refresh`: what another page has given up meanwhile is not sent again.
#[test]
fn what_one_page_gave_up_is_dead_in_the_others_and_put_back_by_any() {
    let mut host = device(7, Locking::Held);
    host.run(100);
    let other = host.open();
    host.line("/orders", Line::Cut);
    order(&mut host, 0, 1);
    host.run(100);
    host.on(other).lifecycle(Lifecycle::Show);
    host.run(500);
    assert_eq!(host.engine_of(other).counts().mutations, 1, "both know it");
    host.freeze(other);
    host.line("/orders", Line::Says(status(422)));
    host.on(0).lifecycle(Lifecycle::Online);
    host.run(2_000);
    assert_eq!(host.engine_of(0).counts().dead, 1);
    let asked = host.tried("/orders");
    host.line("/orders", Line::Good);
    host.wake(other);
    host.on(other).lifecycle(Lifecycle::Online);
    host.run(MINUTE);
    assert_eq!(host.tried("/orders"), asked, "it is not sent by the other");
    assert_eq!(host.engine_of(other).counts().dead, 1);
    let id = host.engine_of(other).dead_letters()[0].id.clone();
    let retry = host.on(other).command(Command::Retry { id });
    host.run(5_000);
    assert_eq!(host.answer(retry), &Event::Done { command: retry });
    assert_eq!(host.server.tags("/orders"), [1]);
    host.on(0).lifecycle(Lifecycle::Show);
    host.run(1_000);
    assert_eq!(host.engine_of(0).counts(), Default::default());
}

/// Guards `Outbox::later`: what another page is sending cannot be dropped here.
#[test]
fn an_order_that_another_page_is_sending_is_not_dropped() {
    let mut host = device(8, Locking::Held);
    host.line("/orders", Line::Silent);
    order(&mut host, 0, 1);
    host.run(100);
    let other = host.open();
    host.run(200);
    let id = host.engine_of(other).waiting_entries(1)[0].id.clone();
    let drop = host.on(other).command(Command::Drop { id });
    host.run(HOUR);
    assert_eq!(host.answers(drop).len(), 0, "it is in the air over there");
    host.kill(0);
    host.run(100);
    assert_eq!(host.answer(drop), &Event::Done { command: drop });
    host.line("/orders", Line::Good);
    assert!(host.settle(HOUR));
    assert_eq!((host.tried("/orders"), host.store.keys("tuike/o/").len()), (1, 0));
}

/// Guards the two arms of `Outbox::turned` for errors.
#[test]
fn a_host_without_locks_sends_as_ever_and_one_whose_locks_fail_is_asked_again() {
    let mut host = device(9, Locking::Unsupported);
    order(&mut host, 0, 1);
    host.run(2_000);
    assert_eq!(host.server.tags("/orders"), [1]);

    use tuike_tests::sim_host::fault::{Fault, Plan};
    let mut host = device(9, Locking::Held);
    host.run(100);
    order(&mut host, 0, 1);
    // The next boundary is the write, the one after it the lock.
    host.plan = Plan::Once { at: host.boundaries + 1, fault: Fault::Refused };
    let is_lock = |effect: &Effect| matches!(effect, Effect::Lock(LockOp::Acquire { .. }));
    while !host.in_the_air().any(is_lock) {
        host.run(1);
    }
    host.run(10);
    assert_eq!(host.locks.granted, 0);
    host.run(MINUTE);
    assert_eq!(host.server.tags("/orders"), [1]);
}

/// Guards `settled` (`pending == 0`) in `Outbox::turns`: the lock is not given back while what was sent is
/// still being removed.
#[test]
fn the_lock_is_given_back_when_nothing_is_being_written() {
    for seed in 0..40 {
        let mut host = device(100 + seed, Locking::Held);
        host.run(100);
        let other = host.open();
        host.run(100);
        for tag in 0..3 {
            order(&mut host, 0, tag);
            order(&mut host, other, 100 + tag);
            host.run(seed * 7);
        }
        assert!(host.settle(HOUR));
        assert_eq!((host.server.replays, sorted(&host).len()), (0, 6), "seed {seed}");
        assert_eq!(host.locks.holder("tuike/orders"), None, "and it is given back");
    }
}

/// Guards `slot.seen < self.asked` in `Outbox::listed`: what was stored while the store made its list is not
/// on it, and not gone for that. Played by hand: no virtual store is that slow.
#[test]
fn an_order_that_was_stored_while_the_store_was_listed_is_not_taken_for_gone() {
    use tuike_core::backend::Profile;
    use tuike_core::effect::{Outcome, StoreAnswer, StoreOp};
    use tuike_core::engine::{CommandId, Config, Engine, Input};
    use tuike_core::{seed::Seed, time::Timestamp};
    let now = Timestamp::from_millis(1_767_225_600_000);
    let profile = Profile::parse(tuike_tests::sim_host::server::PROFILE).unwrap();
    let config = Config { shared: true, ..Config::new(profile) };
    let mut engine = Engine::new(config, Seed::from_bytes([3; 32]));
    let mut listings = Vec::new();
    let mut play = |engine: &mut Engine, hold_back: bool| {
        while let Some(request) = engine.poll_effect() {
            let answer = match &request.effect {
                Effect::Store(StoreOp::Keys { .. }) if hold_back => {
                    listings.push(request.id);
                    continue;
                }
                Effect::Store(StoreOp::Keys { .. }) => StoreAnswer::Keys(Vec::new()),
                Effect::Store(StoreOp::Read { .. }) => StoreAnswer::Bytes(None),
                Effect::Store(_) => StoreAnswer::Done,
                Effect::Http(_) | Effect::Lock(_) => continue,
            };
            let outcome = Outcome::Store(Ok(answer));
            engine.handle(now, Input::Resolved { id: request.id, outcome }).unwrap();
        }
        listings.clone()
    };
    engine.handle(now, Input::Wake).unwrap();
    play(&mut engine, false);
    engine.handle(now, Input::Lifecycle(Lifecycle::Show)).unwrap();
    play(&mut engine, true);
    let command = Command::Submit { mutation: "order".into(), body: json!({ "tag": 1 }) };
    engine.handle(now, Input::Command { id: CommandId(1), command }).unwrap();
    let listings = play(&mut engine, true);
    assert_eq!(engine.counts().mutations, 1);
    for id in listings {
        let outcome = Outcome::Store(Ok(StoreAnswer::Keys(Vec::new())));
        engine.handle(now, Input::Resolved { id, outcome }).unwrap();
    }
    assert_eq!(engine.counts().mutations, 1);
}
