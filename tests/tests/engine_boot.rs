//! The first moments over a store that holds something, or garbage, or does not answer.

use serde_json::json;
use tuike_core::effect::{Lifecycle, StoreOp};
use tuike_core::engine::{Command, Event, OutboxCounts, Source};
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::{Line, SimHost};

/// A store with three orders that have not been sent.
fn three_orders() -> SimStore {
    let mut host = SimHost::new(1);
    host.line("/orders", Line::Cut);
    for tag in 1..=3 {
        host.submit("order", json!({ "tag": tag }));
    }
    host.run(1_000);
    assert_eq!(host.store.keys("tuike/o/").len(), 3);
    host.store
}

fn over(store: SimStore) -> SimHost {
    SimHost::with(2, store, |_| {})
}

fn damaged(host: &SimHost) -> Vec<&str> {
    host.events()
        .filter_map(|event| match event {
            Event::Damaged { key } => Some(key.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn what_an_earlier_life_left_is_sent_in_order_before_what_comes_new() {
    let mut host = over(three_orders());
    // Handed over before the store has said a word.
    let new = host.submit("order", json!({ "tag": 4 }));
    host.run(10_000);
    assert!(matches!(host.answer(new), Event::Stored { .. }));
    assert_eq!(host.server.tags("/orders"), [1, 2, 3, 4]);
    assert_eq!(host.store.records.len(), 0);
}

#[test]
fn a_new_life_tries_at_once_whatever_the_last_one_waited_for() {
    let mut host = over(three_orders());
    host.line("/orders", Line::Cut);
    host.run(24 * 3_600_000);
    host.line("/orders", Line::Good);
    host.restart();
    host.run(2_000);
    assert_eq!(host.server.tags("/orders"), [1, 2, 3]);
}

#[test]
fn bytes_that_are_no_entry_are_set_aside_and_the_rest_is_sent() {
    for garbage in [&b""[..], b"\xff\xfe", b"{}", b"null", br#"{"v":2}"#, b"{\"v\":1,\"id\":"] {
        let mut store = three_orders();
        let key = store.keys("tuike/o/").remove(1);
        store.records.insert(key.clone(), garbage.to_vec());
        let mut host = over(store);
        host.run(10_000);
        assert_eq!(damaged(&host), [&key]);
        assert_eq!(host.server.tags("/orders"), [1, 3]);
        let left: Vec<_> = host.store.records.iter().collect();
        assert_eq!(left, [(&key.replace("tuike/", "tuike/damaged/"), &garbage.to_vec())]);
        // And the next life does not stumble over it again.
        host.restart();
        host.run(1_000);
        assert_eq!(damaged(&host).len(), 1);
    }
}

#[test]
fn keys_that_nobody_made_are_set_aside_too_and_others_left_alone() {
    let mut store = three_orders();
    let stray = "tuike/o/ffffffffffffffff-hello".to_owned();
    store.records.insert(stray.clone(), b"?".to_vec());
    store.records.insert("tuike/settings".into(), b"the app's own".to_vec());
    store.records.insert("other/o/1".into(), b"another app's".to_vec());
    let mut host = over(store);
    host.submit("order", json!({ "tag": 4 }));
    host.run(10_000);
    assert_eq!(damaged(&host), [&stray]);
    assert_eq!(host.server.tags("/orders"), [1, 2, 3, 4]);
    let left: Vec<&str> = host.store.records.keys().map(String::as_str).collect();
    assert_eq!(left, ["other/o/1", "tuike/damaged/o/ffffffffffffffff-hello", "tuike/settings"]);
}

#[test]
fn where_there_is_no_room_to_set_it_aside_it_stays_and_hurts_nobody() {
    let mut store = three_orders();
    let key = store.keys("tuike/o/").remove(0);
    store.records.insert(key.clone(), b"?".to_vec());
    store.capacity = store.used();
    let mut host = over(store);
    host.run(10_000);
    assert_eq!(damaged(&host), [&key]);
    assert_eq!(host.server.tags("/orders"), [2, 3]);
    assert!(host.store.records.contains_key(&key));
}

#[test]
fn credentials_that_cannot_be_read_are_set_aside_and_a_guest_goes_on() {
    let mut store = SimStore::default();
    store.records.insert("tuike/auth".into(), b"\x01\x02".to_vec());
    let mut host = over(store);
    let command = host.query("goods", json!({}));
    host.run(1_000);
    assert!(matches!(host.answer(command), Event::Page { .. }));
    assert_eq!(damaged(&host), ["tuike/auth"]);
    assert!(host.store.records.contains_key("tuike/damaged/auth"));
}

#[test]
fn a_store_that_fails_stops_no_query_and_promises_nothing() {
    let mut store = three_orders();
    store.refuse = |_| true;
    let mut host = over(store);
    let query = host.query("goods", json!({}));
    let order = host.submit("order", json!({ "tag": 9 }));
    let event = host.track("seen", json!({ "tag": 10 }));
    let others = [Command::Flush, Command::Clear, Command::Drop { id: "x".into() }];
    let others = others.map(|command| host.command(command));
    host.run(1_000);
    match host.answer(query) {
        Event::Page { page, .. } => assert_eq!(page.source, Source::Network),
        other => panic!("{other:?}"),
    }
    for command in [order, event].into_iter().chain(others) {
        let Event::Failed { error, .. } = host.answer(command) else { panic!("{command:?}") };
        let code = error.code.as_str();
        assert!(matches!(code, "outbox/store-unavailable" | "cache/store-unavailable"), "{code}");
    }
    assert_eq!(host.server.tags("/orders"), [0; 0]);
    // It is asked again by itself, and everything goes on where it stopped.
    host.store.refuse = |_| false;
    host.run(10_000);
    assert_eq!(host.server.tags("/orders"), [1, 2, 3]);
    let order = host.submit("order", json!({ "tag": 11 }));
    host.run(1_000);
    assert!(matches!(host.answer(order), Event::Stored { .. }));
    assert_eq!(host.server.tags("/orders"), [1, 2, 3, 11]);
}

#[test]
fn while_the_store_fails_coming_to_the_front_asks_it_at_once() {
    let mut store = three_orders();
    store.refuse = |_| true;
    let mut host = over(store);
    host.run(3_600_000);
    host.store.refuse = |_| false;
    host.lifecycle(Lifecycle::Show);
    host.run(2_000);
    assert_eq!(host.server.tags("/orders"), [1, 2, 3]);
}

#[test]
fn a_record_the_store_will_not_give_holds_up_the_others_for_three_rounds_only() {
    let mut store = three_orders();
    store.refuse =
        |op| matches!(op, StoreOp::Read { key } if key.starts_with("tuike/o/0000000000000002"));
    let mut host = over(store);
    host.run(30_000);
    assert_eq!(host.server.tags("/orders"), [1, 3]);
    assert_eq!(damaged(&host).len(), 1);
    assert_eq!(host.store.keys("tuike/o/").len(), 1, "what nobody could read nobody removes");
    host.store.refuse = |_| false;
    host.run(400_000);
    assert_eq!(host.server.tags("/orders"), [1, 3, 2]);
    assert_eq!(host.store.records.len(), 0);
}

#[test]
fn a_record_the_store_gives_late_is_still_sent_in_its_place() {
    let mut store = three_orders();
    store.refuse =
        |op| matches!(op, StoreOp::Read { key } if key.starts_with("tuike/o/0000000000000002"));
    let mut host = over(store);
    host.run(20);
    host.store.refuse = |_| false;
    host.run(30_000);
    assert_eq!(host.server.tags("/orders"), [1, 2, 3]);
    assert_eq!(damaged(&host).len(), 0);
}

#[test]
fn a_store_that_says_nothing_is_given_five_seconds() {
    use tuike_core::backend::Profile;
    use tuike_core::effect::{Effect, Outcome, StoreAnswer};
    use tuike_core::engine::{CommandId, Config, Engine, Input};
    use tuike_core::seed::Seed;
    use tuike_core::time::Timestamp;

    let profile = Profile::parse(tuike_tests::sim_host::server::PROFILE).unwrap();
    let mut engine = Engine::new(Config::new(profile), Seed::from_bytes([1; 32]));
    let at = Timestamp::from_millis;
    let query = Command::Query { resource: "goods".into(), params: json!({}), refresh: false };
    engine.handle(at(1_000), Input::Command { id: CommandId(1), command: query }).unwrap();
    let submit = Command::Submit { mutation: "order".into(), body: json!({}) };
    engine.handle(at(1_000), Input::Command { id: CommandId(2), command: submit }).unwrap();
    let asked: Vec<_> = core::iter::from_fn(|| engine.poll_effect()).collect();
    assert_eq!(
        asked.len(),
        4,
        "what is there, who asks, what is stale, and whether events may go: {asked:?}"
    );
    assert_eq!(engine.next_deadline(), Some(at(6_000)));
    engine.handle(at(5_999), Input::Wake).unwrap();
    assert_eq!((engine.poll_effect(), engine.poll_event()), (None, None));
    engine.handle(at(6_000), Input::Wake).unwrap();
    assert!(matches!(engine.poll_effect().unwrap().effect, Effect::Http(_)));
    let Some(Event::Failed { command, error }) = engine.poll_event() else { panic!() };
    assert_eq!((command, error.code.as_str()), (CommandId(2), "outbox/store-unavailable"));
    assert_eq!(engine.next_deadline(), None, "it is not asked twice");
    // What it says late still counts.
    for request in asked {
        let answer = match request.effect {
            Effect::Store(StoreOp::Keys { .. }) => StoreAnswer::Keys(Vec::new()),
            _ => StoreAnswer::Bytes(None),
        };
        let outcome = Outcome::Store(Ok(answer));
        engine.handle(at(60_000), Input::Resolved { id: request.id, outcome }).unwrap();
    }
    let submit = Command::Submit { mutation: "order".into(), body: json!({}) };
    engine.handle(at(60_000), Input::Command { id: CommandId(3), command: submit }).unwrap();
    let effect = engine.poll_effect().map(|request| request.effect);
    assert!(matches!(effect, Some(Effect::Store(StoreOp::Write { .. }))), "{effect:?}");
}

/// Guards `is_news` in `Engine::turn`: an app that shows "all sent" before the store was read tells a lie.
#[test]
fn that_nothing_waits_is_told_once_the_store_was_read_and_not_before() {
    let mut host = SimHost::new(12);
    let counts = |host: &SimHost| host.count(|event| matches!(event, Event::Outbox(_)));
    assert_eq!(counts(&host), 0);
    host.run(100);
    assert_eq!(host.count(|event| *event == Event::Outbox(OutboxCounts::default())), 1);
    host.run(60_000);
    assert_eq!(counts(&host), 1, "told once");
}
