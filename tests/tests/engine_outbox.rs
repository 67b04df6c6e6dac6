//! The outbox: stored before it is promised, sent until the server has it, each lane for itself.

use serde_json::{Value, json};
use tuike_core::effect::{Effect, Lifecycle, StoreOp};
use tuike_core::engine::{Command, CommandId, Event, OutboxCounts};
use tuike_tests::sim_host::answers::{busy, page, status};
use tuike_tests::sim_host::{Line, SimHost};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

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
fn an_order_is_promised_when_it_is_stored_and_not_before() {
    let mut host = SimHost::new(1);
    host.run(100);
    let command = order(&mut host, 1);
    let effects: Vec<&Effect> = host.in_the_air().collect();
    let [Effect::Store(StoreOp::Write { key, .. })] = effects[..] else { panic!("{effects:?}") };
    let key = key.clone();
    assert_eq!(host.answers(command).len(), 0);
    host.run(20);
    let id = id_of(&host, command);
    assert!(host.store.records.contains_key(&key) && key.ends_with(&id));
    host.run(1_000);
    let sent = Event::Sent {
        id,
        lane: "orders".into(),
        answer: json!({ "attribution": "accepted", "number": 1 }),
    };
    assert_eq!(host.count(|event| *event == sent), 1);
    assert_eq!(host.count(|event| *event == Event::Synced), 1);
    assert_eq!(host.store.records.len(), 0);
}

#[test]
fn a_write_that_is_refused_is_not_promised_and_not_sent() {
    let mut host = SimHost::new(2);
    host.store.refuse = |op| matches!(op, StoreOp::Write { .. });
    let command = order(&mut host, 1);
    host.run(1_000);
    assert_eq!(code_of(&host, command), "outbox/store-refused");
    host.store.refuse = |_| false;
    let command = order(&mut host, 2);
    host.run(HOUR);
    id_of(&host, command);
    assert_eq!(host.server.tags("/orders"), [2]);
}

#[test]
fn the_counts_say_what_waits_what_is_in_the_air_and_how_much_of_it_is_orders() {
    let mut host = SimHost::new(3);
    host.line("/orders", Line::Cut);
    host.run(100);
    order(&mut host, 1);
    host.track("seen", json!({ "tag": 2 }));
    host.run(10);
    let counts = OutboxCounts { waiting: 1, sending: 1, dead: 0, mutations: 1 };
    assert_eq!(host.engine().counts(), counts, "the event still gathers company");
    host.run(600);
    let told: Vec<OutboxCounts> = host.events().filter_map(counts_in).collect();
    assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "told when they change: {told:?}");
    assert_eq!(told.last(), Some(&host.engine().counts()));
    host.line("/orders", Line::Good);
    host.run(HOUR);
    assert_eq!(host.engine().counts(), OutboxCounts::default());
    assert_eq!(host.count(|event| *event == Event::Synced), 1);
}

fn counts_in(event: &Event) -> Option<OutboxCounts> {
    if let Event::Outbox(counts) = event { Some(*counts) } else { None }
}

#[test]
fn an_order_is_never_behind_an_event_or_another_lane() {
    let mut host = SimHost::new(4);
    host.line("/events", Line::Silent);
    host.line("/notes", Line::Silent);
    for tag in 100..120 {
        host.track("seen", json!({ "tag": tag }));
        host.submit("note", json!({ "tag": tag + 100 }));
    }
    host.run(MINUTE);
    order(&mut host, 1);
    host.run(500);
    assert_eq!(host.server.tags("/orders"), [1]);
}

#[test]
fn a_lane_has_one_request_in_the_air_and_keeps_its_order() {
    let mut host = SimHost::new(5);
    for tag in 1..=20 {
        order(&mut host, tag);
    }
    for _ in 0..2_000 {
        host.run(5);
        assert!(host.flying("/orders") <= 1);
    }
    assert_eq!(host.server.tags("/orders"), (1..=20).collect::<Vec<u64>>());
}

#[test]
fn a_lost_answer_is_asked_for_again_under_the_same_key() {
    let mut host = SimHost::new(6);
    host.line("/orders", Line::Deaf);
    let command = order(&mut host, 1);
    host.run(MINUTE);
    assert!(host.server.replays > 0);
    host.line("/orders", Line::Good);
    host.run(HOUR);
    assert_eq!(host.server.tags("/orders"), [1]);
    assert_eq!(host.server.taken[0].key, id_of(&host, command));
    assert_eq!(waiting(&host), 0);
}

#[test]
fn after_a_kill_at_any_time_the_same_key_is_used() {
    let mut host = SimHost::new(7);
    host.line("/orders", Line::Deaf);
    let command = order(&mut host, 1);
    host.run(5 * MINUTE);
    for _ in 0..3 {
        host.restart();
        host.run(MINUTE);
    }
    host.line("/orders", Line::Good);
    host.run(HOUR);
    assert_eq!(host.server.tags("/orders"), [1]);
    assert_eq!(host.server.taken[0].key, id_of(&host, command));
}

#[test]
fn a_server_that_never_answers_is_asked_less_and_less_but_for_ever() {
    let mut host = SimHost::new(8);
    host.line("/orders", Line::Cut);
    order(&mut host, 1);
    let mut asked = Vec::new();
    for _ in 0..12 {
        let before = host.tried("/orders");
        host.run(HOUR);
        asked.push(host.tried("/orders") - before);
    }
    // Five minutes at most between two tries, two and a half on average: 24 an hour, give or take.
    assert!(asked[1..].iter().all(|tries| (12..48).contains(tries)), "{asked:?}");
    host.line("/orders", Line::Good);
    host.run(5 * MINUTE + 1_000);
    assert_eq!(host.server.tags("/orders"), [1]);
}

#[test]
fn coming_online_or_to_the_front_ends_the_wait() {
    for what in [Lifecycle::Online, Lifecycle::Show] {
        let mut host = SimHost::new(9);
        host.line("/orders", Line::Cut);
        order(&mut host, 1);
        host.run(DAY);
        host.line("/orders", Line::Good);
        host.lifecycle(what);
        host.run(500);
        assert_eq!(host.server.tags("/orders"), [1], "{what:?}");
    }
}

#[test]
fn a_query_that_gets_through_shows_that_the_network_is_back() {
    let mut host = SimHost::new(10);
    host.line("/orders", Line::Cut);
    order(&mut host, 1);
    host.run(DAY);
    assert_eq!(host.count(|event| *event == Event::Online { online: false }), 1);
    host.line("/orders", Line::Good);
    host.query("goods", json!({}));
    host.run(1_000);
    assert_eq!(host.server.tags("/orders"), [1]);
    assert_eq!(host.count(|event| *event == Event::Online { online: true }), 1);
}

#[test]
fn a_network_that_comes_and_goes_is_no_storm_for_a_server_that_is_gone() {
    let mut host = SimHost::new(10);
    host.line("/orders", Line::Cut);
    order(&mut host, 1);
    host.run(DAY);
    // Orders cannot be reached, goods can, and somebody scrolls through them.
    let before = host.tried("/orders");
    for number in 0..600 {
        host.query("goods", json!({ "cat": number.to_string() }));
        host.run(500);
    }
    // At most once every thirty seconds for the goods, and once or twice by its own back-off.
    let tries = host.tried("/orders") - before;
    assert!((2..=12).contains(&tries), "{tries} tries in five minutes");
}

#[test]
fn retry_after_is_a_minimum_that_only_an_explicit_flush_cuts_short() {
    let mut host = SimHost::new(11);
    host.line("/orders", Line::Says(busy(600)));
    order(&mut host, 1);
    host.run(1_000);
    host.line("/orders", Line::Good);
    host.lifecycle(Lifecycle::Online);
    host.lifecycle(Lifecycle::Show);
    host.run(595_000);
    assert_eq!(host.server.tags("/orders"), [0; 0]);
    // Nor does a new life.
    host.restart();
    host.run(1_000);
    assert_eq!(host.server.tags("/orders"), [0; 0]);
    host.run(6_000);
    assert_eq!(host.server.tags("/orders"), [1]);

    host.line("/orders", Line::Says(busy(600)));
    order(&mut host, 2);
    host.run(1_000);
    host.line("/orders", Line::Good);
    let flush = host.command(Command::Flush);
    host.run(1_000);
    assert_eq!(host.server.tags("/orders"), [1, 2]);
    assert_eq!(host.answer(flush), &Event::Done { command: flush });
}

#[test]
fn a_clock_that_steps_back_does_not_freeze_a_wait() {
    let mut host = SimHost::new(12);
    host.line("/orders", Line::Cut);
    order(&mut host, 1);
    host.run(HOUR);
    host.skew = -(400 * DAY as i64);
    host.line("/orders", Line::Good);
    host.run(10 * MINUTE + 1_000);
    assert_eq!(host.server.tags("/orders"), [1]);
    // Nor does a record whose time is in the far future.
    host.line("/orders", Line::Says(busy(600)));
    order(&mut host, 2);
    host.run(1_000);
    host.skew -= 400 * DAY as i64;
    host.restart();
    host.line("/orders", Line::Good);
    host.run(11 * MINUTE);
    assert_eq!(host.server.tags("/orders"), [1, 2]);
}

#[test]
fn what_the_server_has_already_is_sent() {
    let mut host = SimHost::new(13);
    host.line("/orders", Line::Says(status(409)));
    let command = order(&mut host, 1);
    host.run(1_000);
    let (id, lane, answer) = (id_of(&host, command), "orders".to_owned(), Value::Null);
    assert_eq!(
        host.count(|event| *event
            == Event::Sent { id: id.clone(), lane: lane.clone(), answer: answer.clone() }),
        1
    );
    assert_eq!((waiting(&host), host.store.records.len()), (0, 0));
}

#[test]
fn each_status_is_retried_or_dead_as_it_should_be() {
    for code in [408, 425, 429, 500, 502, 503, 504] {
        let mut host = SimHost::new(14);
        host.line("/orders", Line::Says(status(code)));
        order(&mut host, 1);
        host.run(MINUTE);
        assert_eq!((waiting(&host), host.engine().counts().dead), (1, 0), "{code}");
    }
    for code in [400, 403, 404, 405, 410, 413, 422] {
        let mut host = SimHost::new(14);
        host.line("/orders", Line::Says(status(code)));
        order(&mut host, 1);
        host.run(MINUTE);
        assert_eq!((waiting(&host), host.engine().counts().dead), (0, 1), "{code}");
    }
    for body in ["<html>", "", r#"{"code":0,"da"#] {
        let mut host = SimHost::new(14);
        host.line("/orders", Line::Says(page(body)));
        order(&mut host, 1);
        host.run(MINUTE);
        assert_eq!((waiting(&host), host.engine().counts().dead), (1, 0), "{body}");
    }
}

#[test]
fn what_was_delivered_is_not_sent_again_although_the_store_will_not_forget_it() {
    let mut host = SimHost::new(17);
    host.store.refuse = |op| matches!(op, StoreOp::Remove { .. });
    order(&mut host, 1);
    host.run(HOUR);
    host.lifecycle(Lifecycle::Show);
    let flush = host.command(Command::Flush);
    host.run(HOUR);
    assert_eq!(host.answer(flush), &Event::Done { command: flush });
    assert_eq!((host.server.asked("/orders"), waiting(&host)), (1, 0));
    assert_eq!(host.store.records.len(), 1);
    host.store.refuse = |_| false;
    host.run(6 * MINUTE);
    assert_eq!(host.store.records.len(), 0, "and it is forgotten as soon as that is possible");
}

#[test]
fn events_go_in_batches_by_count_or_by_age() {
    let mut host = SimHost::new(18);
    for tag in 1..=4 {
        host.track("seen", json!({ "tag": tag }));
    }
    host.run(9_900);
    assert_eq!(host.server.asked("/events"), 0, "four are no batch, and ten seconds are not over");
    host.run(1_000);
    assert_eq!((host.server.asked("/events"), host.server.tags("/events").len()), (1, 4));
    for tag in 5..=16 {
        host.track("seen", json!({ "tag": tag }));
    }
    host.run(2_000);
    assert_eq!((host.server.asked("/events"), host.server.tags("/events").len()), (3, 14));
    host.run(12_000);
    assert_eq!(host.server.tags("/events"), (1..=16).collect::<Vec<u64>>());
    assert_eq!(host.server.asked("/events"), 4);
}

#[test]
fn appending_writes_the_entry_and_nothing_else_whatever_the_queue_holds() {
    let cost = |before: u64| {
        let mut host = SimHost::new(21);
        host.line("/orders", Line::Silent);
        for tag in 0..before {
            order(&mut host, tag);
        }
        host.run(1_000);
        let (written, boundaries) = (host.store.written, host.boundaries);
        order(&mut host, 5_000);
        host.run(1_000);
        (host.store.written - written, host.boundaries - boundaries)
    };
    // The first of ten is in the air already, as is the first of a thousand.
    assert_eq!(cost(10), cost(1_000));
}

#[test]
fn what_cannot_be_handed_over_is_a_coded_error() {
    let mut host = SimHost::new(24);
    let cases = [
        (host.submit("pay", json!({})), "backend/unknown-mutation"),
        (host.track("", json!({})), "track/empty-name"),
        (host.track("seen", json!("yes")), "track/props-not-an-object"),
    ];
    host.run(1_000);
    for (command, code) in cases {
        assert_eq!(code_of(&host, command), code);
    }
    assert_eq!(host.store.records.len(), 0);
}
