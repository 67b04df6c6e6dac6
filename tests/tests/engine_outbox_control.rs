//! What an app may do with the outbox, and what happens to it when the store is full or shared.

use serde_json::json;
use tuike_core::effect::StoreOp;
use tuike_core::engine::{Command, CommandId, Event};
use tuike_tests::sim_host::answers::status;
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::{Line, SimHost};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn order(host: &mut SimHost, tag: u64) -> CommandId {
    host.submit("order", json!({ "tag": tag }))
}

#[track_caller]
fn id_of(host: &SimHost, command: CommandId) -> String {
    match host.answer(command) {
        Event::Stored { id, .. } => id.clone(),
        other => panic!("not stored: {other:?}"),
    }
}

#[track_caller]
fn code_of(host: &SimHost, command: CommandId) -> &'static str {
    match host.answer(command) {
        Event::Failed { error, .. } => error.code.as_str(),
        other => panic!("no failure: {other:?}"),
    }
}

fn waiting(host: &SimHost) -> u32 {
    host.engine().counts().waiting
}

#[test]
fn a_dead_letter_is_kept_and_can_be_put_back_or_dropped() {
    let mut host = SimHost::new(15);
    host.line("/orders", Line::Says(status(422)));
    let first = order(&mut host, 1);
    let second = order(&mut host, 2);
    host.run(5_000);
    host.line("/orders", Line::Good);
    order(&mut host, 3);
    host.run(5_000);
    assert_eq!(host.server.tags("/orders"), [3], "the dead hold nobody up");
    host.restart();
    host.run(HOUR);
    let letters = host.engine().dead_letters();
    assert_eq!(letters.len(), 2);
    assert_eq!((letters[0].lane.as_str(), letters[0].code.as_str()), ("orders", "backend/refused"));
    assert_eq!(letters[0].body, json!({ "tag": 1 }));
    let (first, second) = (id_of(&host, first), id_of(&host, second));
    assert_eq!([&letters[0].id, &letters[1].id], [&first, &second]);

    let retry = host.command(Command::Retry { id: first.clone() });
    let drop = host.command(Command::Drop { id: second });
    host.run(5_000);
    assert_eq!(host.answer(retry), &Event::Done { command: retry });
    assert_eq!(host.answer(drop), &Event::Done { command: drop });
    assert_eq!(host.server.tags("/orders"), [3, 1]);
    assert_eq!(host.server.taken[1].key, first, "under the key it always had");
    assert_eq!((host.engine().dead_letters().len(), host.store.records.len()), (0, 0));
}

#[test]
fn what_cannot_be_dropped_or_put_back_says_why() {
    let mut host = SimHost::new(16);
    host.line("/orders", Line::Silent);
    let flying = order(&mut host, 1);
    let waiting = order(&mut host, 2);
    host.run(1_000);
    let (flying, waiting) = (id_of(&host, flying), id_of(&host, waiting));
    let cases = [
        (Command::Drop { id: flying }, "outbox/in-the-air"),
        (Command::Retry { id: waiting.clone() }, "outbox/not-dead"),
        (Command::Retry { id: "no".into() }, "outbox/no-such-entry"),
        (Command::Drop { id: "no".into() }, "outbox/no-such-entry"),
    ];
    for (command, code) in cases {
        let command = host.command(command);
        host.run(100);
        assert_eq!(code_of(&host, command), code);
    }
    host.store.refuse = |op| matches!(op, StoreOp::Remove { .. });
    let refused = host.command(Command::Drop { id: waiting.clone() });
    host.run(100);
    assert_eq!(code_of(&host, refused), "outbox/store-refused");
    host.store.refuse = |_| false;
    let dropped = host.command(Command::Drop { id: waiting });
    host.run(100);
    assert_eq!(host.answer(dropped), &Event::Done { command: dropped });
    assert_eq!(host.store.keys("tuike/o/").len(), 1);
}

#[test]
fn a_dead_letter_that_could_not_be_put_back_is_still_dead_after_a_kill() {
    let mut host = SimHost::new(26);
    host.line("/orders", Line::Says(status(422)));
    let command = order(&mut host, 1);
    host.run(1_000);
    let id = id_of(&host, command);
    host.line("/orders", Line::Good);
    // It was written as alive, but the store's answer got lost.
    host.plan = Plan::Once { at: host.boundaries, fault: Fault::AnswerLost };
    let retry = host.command(Command::Retry { id });
    host.run(1_000);
    assert_eq!(code_of(&host, retry), "outbox/store-refused");
    host.restart();
    host.run(MINUTE);
    assert_eq!((host.engine().counts().dead, host.server.tags("/orders").len()), (1, 0));
}

#[test]
fn an_order_that_could_not_be_dropped_is_still_there_after_a_kill() {
    let mut host = SimHost::new(25);
    host.line("/orders", Line::Silent);
    order(&mut host, 1);
    let second = order(&mut host, 2);
    host.run(1_000);
    let id = id_of(&host, second);
    // It was removed, but the store's answer got lost.
    host.plan = Plan::Once { at: host.boundaries, fault: Fault::AnswerLost };
    let drop = host.command(Command::Drop { id });
    host.run(1_000);
    assert_eq!(code_of(&host, drop), "outbox/store-refused");
    host.line("/orders", Line::Good);
    host.restart();
    host.run(MINUTE);
    assert_eq!(host.server.tags("/orders"), [1, 2]);
}

#[test]
fn flush_sends_everything_and_says_when_each_lane_is_empty_or_has_tried() {
    let mut host = SimHost::new(19);
    host.run(100);
    let nothing = host.command(Command::Flush);
    assert_eq!(host.answer(nothing), &Event::Done { command: nothing });
    for tag in 1..=3 {
        order(&mut host, tag);
        host.track("seen", json!({ "tag": tag + 10 }));
    }
    let flush = host.command(Command::Flush);
    host.run(5);
    assert_eq!(host.answers(flush).len(), 0);
    host.run(3_000);
    assert_eq!(host.answer(flush), &Event::Done { command: flush });
    assert_eq!((host.server.taken.len(), waiting(&host)), (6, 0));

    host.line("/orders", Line::Cut);
    order(&mut host, 4);
    host.run(HOUR);
    let before = host.tried("/orders");
    let flush = host.command(Command::Flush);
    host.run(500);
    assert_eq!(host.answer(flush), &Event::Done { command: flush });
    assert!(host.tried("/orders") > before && waiting(&host) == 1);
}

#[test]
fn flush_does_not_wait_for_a_lane_that_waits_for_a_login() {
    let mut host = SimHost::new(27);
    host.server.strict = true;
    order(&mut host, 1);
    host.run(1_000);
    let flush = host.command(Command::Flush);
    host.run(1_000);
    assert_eq!(host.answer(flush), &Event::Done { command: flush });
    assert_eq!((host.tried("/orders"), waiting(&host)), (1, 1));
}

#[test]
fn events_that_give_way_while_they_are_in_the_air_are_not_counted_and_hurt_nothing() {
    let mut host = SimHost::new(28);
    host.line("/events", Line::Deaf);
    for tag in 1..=5 {
        host.track("seen", json!({ "tag": tag }));
    }
    host.run(1_000);
    assert_eq!(host.engine().counts().sending, 5);
    host.store.capacity = host.store.used();
    order(&mut host, 9);
    host.run(50);
    assert!(host.engine().counts().sending < 5);
    let told = host.count(|event| matches!(event, Event::Evicted { class: "events", .. }));
    assert!(told > 0);
    host.line("/events", Line::Good);
    host.run(HOUR);
    // They had reached the server, and nobody heard of it; the rest is known there and not done twice.
    assert_eq!(host.server.tags("/events"), [1, 2, 3, 4, 5]);
    assert_eq!((host.engine().counts(), host.store.records.len()), Default::default());
}

#[test]
fn a_full_store_takes_reads_first_then_events_and_never_an_order() {
    let mut host = SimHost::new(20);
    for path in ["/orders", "/events"] {
        host.line(path, Line::Cut);
    }
    for number in 0..10 {
        host.query("goods", json!({ "cursor": number }));
    }
    host.run(1_000);
    let reads = host.store.used();
    let tracked: Vec<CommandId> =
        (0..12).map(|tag| host.track("seen", json!({ "tag": 500 + tag }))).collect();
    host.run(1_000);
    host.store.capacity = host.store.used() + 200;
    let mut stored = Vec::new();
    let mut classes = Vec::new();
    loop {
        assert!(stored.len() < 200, "orders give way to orders");
        let command = order(&mut host, stored.len() as u64);
        host.run(1_000);
        match host.answer(command) {
            Event::Stored { .. } => stored.push(stored.len() as u64),
            Event::Failed { error, .. } => {
                assert_eq!(error.code.as_str(), "outbox/store-full");
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    for event in host.events() {
        if let Event::Evicted { class, entries } = event {
            assert!(*entries > 0);
            classes.push(*class);
        }
    }
    classes.dedup();
    assert_eq!(classes, ["cache", "events"]);
    assert_eq!(host.store.keys("tuike/c/").len(), 0);
    assert!(stored.len() * 200 > reads, "{} orders took the room of {reads} bytes", stored.len());
    assert_eq!(host.store.keys("tuike/o/").len(), stored.len(), "no event is left, every order is");
    for command in tracked {
        id_of(&host, command);
    }
    host.line("/orders", Line::Good);
    host.restart();
    host.run(5 * MINUTE);
    assert_eq!(host.server.tags("/orders"), stored);
    // And there is room again.
    let command = order(&mut host, 99);
    host.run(1_000);
    id_of(&host, command);
}

#[test]
fn an_order_takes_the_room_that_reads_are_leaving_to_other_reads() {
    // The last read finds no room and makes the others go; the order is written at any moment of that.
    for delay in 0..430 {
        let mut host = SimHost::new(21);
        host.line("/orders", Line::Cut);
        for number in 0..4 {
            host.query("goods", json!({ "cursor": number }));
        }
        host.run(1_000);
        host.store.capacity = host.store.used();
        host.query("goods", json!({ "cursor": 4 }));
        host.run(delay);
        let command = order(&mut host, 1);
        host.run(1_000);
        assert!(matches!(host.answer(command), Event::Stored { .. }), "after {delay} ms");
    }
}

#[test]
fn two_pages_over_one_store_write_over_nothing_and_lose_nothing() {
    // Two pages that know nothing of each other, each with the network gone; then one is left.
    let mut first = SimHost::new(22);
    first.line("/orders", Line::Cut);
    first.run(100);
    let mut second = SimHost::with(23, first.store.clone(), |_| {});
    second.line("/orders", Line::Cut);
    second.run(100);
    for tag in 1..=5 {
        order(&mut first, tag);
        order(&mut second, 100 + tag);
    }
    first.run(1_000);
    second.run(1_000);
    let both = first.store.records.len() + second.store.records.len();
    first.store.records.extend(second.store.records);
    assert_eq!(first.store.records.len(), both, "the same numbers, but no key is the same");
    first.line("/orders", Line::Good);
    first.restart();
    first.run(MINUTE);
    let tags = first.server.tags("/orders");
    let (of_first, of_second): (Vec<u64>, Vec<u64>) = tags.iter().partition(|tag| **tag < 100);
    assert_eq!((of_first, of_second), (vec![1, 2, 3, 4, 5], vec![101, 102, 103, 104, 105]));
}
