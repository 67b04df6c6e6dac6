//! Queries: what is seen is still seen, the server is asked as seldom as it may be, and a bad answer
//! never hides a good one.

use serde_json::{Value, json};
use tuike_core::effect::{HttpResponse, StoreOp};
use tuike_core::engine::{Command, CommandId, Event, Page, Source};
use tuike_tests::sim_host::answers::{busy, page, status};
use tuike_tests::sim_host::{Line, SimHost};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn goods(host: &mut SimHost) -> CommandId {
    host.query("goods", json!({}))
}

fn refresh(host: &mut SimHost) -> CommandId {
    host.command(Command::Query { resource: "goods".into(), params: json!({}), refresh: true })
}

#[track_caller]
fn page_of(host: &SimHost, command: CommandId) -> &Page {
    match host.answer(command) {
        Event::Page { page, .. } => page,
        other => panic!("no page: {other:?}"),
    }
}

#[track_caller]
fn code_of(host: &SimHost, command: CommandId) -> &'static str {
    match host.answer(command) {
        Event::Failed { error, .. } => error.code.as_str(),
        other => panic!("no failure: {other:?}"),
    }
}

fn updates(host: &SimHost) -> Vec<&Page> {
    host.events()
        .filter_map(|event| match event {
            Event::Updated { page } => Some(page),
            _ => None,
        })
        .collect()
}

/// A host that has asked once and holds the answer.
fn with_goods() -> SimHost {
    let mut host = SimHost::new(1);
    let first = goods(&mut host);
    host.run(1_000);
    assert_eq!(page_of(&host, first).source, Source::Network);
    host
}

#[test]
fn an_answer_has_its_rows_its_cursor_and_ids_with_every_digit() {
    let mut host = SimHost::new(1);
    let command = goods(&mut host);
    host.run(1_000);
    let page = page_of(&host, command).clone();
    assert_eq!(page.data, json!([{ "id": "9007199254740993", "version": 0 }]));
    assert_eq!((page.next, page.total, page.stale), (Some(json!(2)), Some(3), false));
    assert_eq!((page.key.as_str(), page.error), ("goods?{}", None));
}

#[test]
fn a_fresh_answer_is_given_without_asking() {
    let mut host = with_goods();
    let again = goods(&mut host);
    let page = page_of(&host, again);
    assert_eq!((page.source, page.stale), (Source::Memory, false));
    host.run(HOUR);
    assert_eq!(host.server.asked("/goods"), 1);
}

#[test]
fn a_stale_answer_is_given_at_once_and_a_newer_one_told_after() {
    let mut host = with_goods();
    host.run(2 * MINUTE);
    host.server.version = 2;
    let again = goods(&mut host);
    let page = page_of(&host, again);
    assert_eq!(
        (page.source, page.stale, &page.data[0]["version"]),
        (Source::Memory, true, &json!(0))
    );
    host.run(1_000);
    let updates = updates(&host);
    assert_eq!(updates.len(), 1);
    assert_eq!((updates[0].source, &updates[0].data[0]["version"]), (Source::Network, &json!(2)));
    assert_eq!(updates[0].key, "goods?{}");
}

#[test]
fn after_a_restart_what_was_seen_comes_from_the_store() {
    let mut host = with_goods();
    host.restart();
    let fresh = goods(&mut host);
    host.run(1_000);
    assert_eq!((page_of(&host, fresh).source, host.server.asked("/goods")), (Source::Storage, 1));
    host.run(2 * MINUTE);
    host.restart();
    let stale = goods(&mut host);
    host.run(1_000);
    let page = page_of(&host, stale);
    assert_eq!((page.source, page.stale), (Source::Storage, true));
    assert_eq!((updates(&host).len(), host.server.asked("/goods")), (1, 2));
}

#[test]
fn however_many_ask_one_request_is_in_the_air() {
    let mut host = SimHost::new(2);
    let all: Vec<CommandId> = (0..5).map(|_| goods(&mut host)).collect();
    let other = host.query("goods", json!({ "cursor": 2 }));
    host.run(5);
    assert_eq!(host.flying("/goods"), 2);
    let late = refresh(&mut host);
    host.run(1_000);
    assert_eq!(host.server.asked("/goods"), 2);
    for command in all.into_iter().chain([other, late]) {
        assert_eq!(page_of(&host, command).source, Source::Network);
    }
}

#[test]
fn a_refresh_asks_although_the_answer_is_fresh() {
    let mut host = with_goods();
    host.server.version = 9;
    let command = refresh(&mut host);
    host.run(1_000);
    assert_eq!(page_of(&host, command).data[0]["version"], json!(9));
    assert_eq!(updates(&host).len(), 0, "nobody was given an older one");
}

fn json_with_half_of_it_missing() -> HttpResponse {
    page(r#"{"code":0,"data":{"list":[{"id":1"#)
}

#[test]
fn whatever_goes_wrong_what_is_stored_is_given_and_says_why() {
    let lines: [(Line, &str); 8] = [
        (Line::Cut, "engine/network"),
        (Line::Deaf, "engine/network"),
        (Line::Says(page("<html>portal</html>")), "backend/not-json"),
        (Line::Says(json_with_half_of_it_missing()), "backend/not-json"),
        (Line::Says(page("")), "backend/not-json"),
        (Line::Says(status(500)), "backend/unavailable"),
        (Line::Says(busy(60)), "backend/unavailable"),
        (Line::Says(page(r#"{"code":50001,"msg":"busy"}"#)), "backend/not-ok"),
    ];
    for (line, code) in lines {
        let mut host = with_goods();
        host.line("/goods", line.clone());
        let command = refresh(&mut host);
        host.run(MINUTE);
        let page = page_of(&host, command);
        assert_eq!(page.source, Source::Fallback, "{line:?}");
        assert_eq!(page.error.as_ref().map(|error| error.code.as_str()), Some(code), "{line:?}");
        assert_eq!(page.data[0]["id"], json!("9007199254740993"));

        // The same after a restart, from the store.
        host.restart();
        let command = refresh(&mut host);
        host.run(MINUTE);
        assert_eq!(page_of(&host, command).source, Source::Fallback, "{line:?}");

        // And where nothing is stored the error is the answer.
        let mut host = SimHost::new(3);
        host.line("/goods", line.clone());
        let command = goods(&mut host);
        host.run(MINUTE);
        assert_eq!(code_of(&host, command), code, "{line:?}");
    }
}

#[test]
fn an_answer_older_than_keep_is_no_fallback() {
    let mut host = with_goods();
    host.line("/goods", Line::Cut);
    host.run(HOUR + MINUTE);
    let command = goods(&mut host);
    host.run(1_000);
    assert_eq!(code_of(&host, command), "engine/network");
}

#[test]
fn what_is_missing_is_remembered_briefly() {
    let mut host = SimHost::new(4);
    let ask = |host: &mut SimHost| {
        let command = host.query("product", json!({ "id": "none" }));
        host.run(1_000);
        assert_eq!(code_of(host, command), "backend/not-found");
        host.server.asked("/goods/none")
    };
    assert_eq!(ask(&mut host), 1);
    assert_eq!(ask(&mut host), 1, "remembered");
    host.run(30_000);
    assert_eq!(ask(&mut host), 2, "and asked again after half a minute");
}

#[test]
fn a_clock_that_steps_back_makes_nothing_missing_for_ever() {
    let mut host = SimHost::new(4);
    let ask = |host: &mut SimHost| {
        host.query("product", json!({ "id": "none" }));
        host.run(1_000);
        host.server.asked("/goods/none")
    };
    assert_eq!(ask(&mut host), 1);
    host.skew = -(24 * HOUR as i64);
    assert_eq!(ask(&mut host), 1);
    host.run(30_000);
    assert_eq!(ask(&mut host), 2);
}

#[test]
fn what_the_server_has_no_more_is_not_given_any_more() {
    let mut host = SimHost::new(5);
    let there = host.query("product", json!({ "id": "7" }));
    host.run(1_000);
    assert_eq!(page_of(&host, there).data["id"], json!("7"));
    host.run(2 * MINUTE);
    host.line("/goods/7", Line::Says(status(404)));
    let stale = host.query("product", json!({ "id": "7" }));
    host.run(1_000);
    assert!(page_of(&host, stale).stale);
    let gone = host.query("product", json!({ "id": "7" }));
    host.run(1_000);
    assert_eq!(code_of(&host, gone), "backend/not-found");
    assert_eq!(host.store.keys("tuike/c/").len(), 0);
}

#[test]
fn a_clock_that_steps_back_makes_nothing_fresh_for_ever_and_nothing_old() {
    let mut host = with_goods();
    host.skew = -(90 * 24 * HOUR as i64);
    let fresh = goods(&mut host);
    assert!(!page_of(&host, fresh).stale, "a step back alone expires nothing");
    host.run(2 * MINUTE);
    let stale = goods(&mut host);
    assert!(page_of(&host, stale).stale, "but fresh it is for a minute at most");
    host.run(1_000);
    // A record from the future in the store: given, and renewed.
    host.skew -= 90 * 24 * HOUR as i64;
    host.restart();
    let command = goods(&mut host);
    host.run(1_000);
    let page = page_of(&host, command);
    assert_eq!((page.source, page.stale), (Source::Storage, true));
    assert_eq!(host.server.asked("/goods"), 3);
}

#[test]
fn a_clock_that_was_ahead_for_a_while_has_destroyed_nothing() {
    let mut host = with_goods();
    host.line("/goods", Line::Cut);
    host.skew = 24 * HOUR as i64;
    let command = goods(&mut host);
    host.run(1_000);
    assert_eq!(code_of(&host, command), "engine/network");
    host.skew = 0;
    let command = goods(&mut host);
    assert_eq!(page_of(&host, command).source, Source::Memory);
    host.restart();
    let command = goods(&mut host);
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Storage);
}

#[test]
fn a_write_that_is_refused_is_nobodys_error() {
    let mut host = SimHost::new(6);
    host.store.refuse = |op| matches!(op, StoreOp::Write { .. });
    let command = goods(&mut host);
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
    let command = goods(&mut host);
    assert_eq!(page_of(&host, command).source, Source::Memory);
    assert_eq!(host.store.records.len(), 0);
}

#[test]
fn a_store_that_is_full_of_reads_lets_the_oldest_go() {
    let mut host = SimHost::new(7);
    host.store.capacity = 3_000;
    for number in 0..60 {
        let command = host.query("goods", json!({ "cursor": number, "cat": "lip" }));
        host.run(1_000);
        assert_eq!(page_of(&host, command).source, Source::Network);
    }
    assert!(host.count(|event| matches!(event, Event::Evicted { class: "cache", .. })) > 0);
    host.restart();
    let newest = host.query("goods", json!({ "cursor": 58, "cat": "lip" }));
    let oldest = host.query("goods", json!({ "cursor": 0, "cat": "lip" }));
    host.run(1_000);
    assert_eq!(page_of(&host, newest).source, Source::Storage);
    assert_eq!(page_of(&host, oldest).source, Source::Network);
}

#[test]
fn memory_and_store_are_bounded_by_count() {
    let mut host = SimHost::with(8, Default::default(), |config| {
        config.memory_entries = 2;
        config.stored_reads = 3;
    });
    for number in 1..=5 {
        host.query("goods", json!({ "cursor": number }));
        host.run(1_000);
    }
    assert_eq!(host.store.keys("tuike/c/").len(), 3);
    for (number, source) in [(5, Source::Memory), (3, Source::Storage), (1, Source::Network)] {
        let command = host.query("goods", json!({ "cursor": number }));
        host.run(1_000);
        assert_eq!(page_of(&host, command).source, source, "{number}");
    }
}

#[test]
fn bytes_that_are_no_answer_are_set_aside_and_the_server_is_asked() {
    let mut host = with_goods();
    let key = host.store.keys("tuike/c/").remove(0);
    host.store.records.insert(key.clone(), b"\x00garbage".to_vec());
    host.restart();
    let command = goods(&mut host);
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
    assert_eq!(host.count(|event| *event == Event::Damaged { key: key.clone() }), 1);
    let copy = key.replace("tuike/", "tuike/damaged/");
    assert_eq!(host.store.records.get(&copy).map(Vec::as_slice), Some(&b"\x00garbage"[..]));
}

#[test]
fn two_keys_with_one_hash_are_a_miss_and_never_a_wrong_answer() {
    let mut host = with_goods();
    // The record of another query under the key of this one, as a collision would put it.
    host.query("goods", json!({ "cursor": 2 }));
    host.run(1_000);
    let records = host.store.records.clone();
    let keys = host.store.keys("tuike/c/");
    host.store.records.insert(keys[0].clone(), records[&keys[1]].clone());
    host.store.records.insert(keys[1].clone(), records[&keys[0]].clone());
    host.restart();
    for (cursor, id) in [(Value::Null, "9007199254740993"), (json!(2), "9007199254740994")] {
        let command = host.query("goods", json!({ "cursor": cursor }));
        host.run(1_000);
        let page = page_of(&host, command);
        assert_eq!((page.source, &page.data[0]["id"]), (Source::Network, &json!(id)));
    }
}

#[test]
fn clear_forgets_every_read_and_nothing_else() {
    let mut host = with_goods();
    host.line("/orders", Line::Cut);
    host.submit("order", json!({ "tag": 1 }));
    host.run(1_000);
    let clear = host.command(Command::Clear);
    let during = goods(&mut host);
    host.run(1_000);
    assert_eq!(host.answer(clear), &Event::Done { command: clear });
    assert_eq!(page_of(&host, during).source, Source::Network);
    assert_eq!(host.engine().counts().waiting, 1);

    host.store.refuse = |op| matches!(op, StoreOp::Remove { .. });
    let clear = host.command(Command::Clear);
    host.run(1_000);
    assert_eq!(code_of(&host, clear), "cache/not-cleared");
    host.store.refuse = |_| false;
    let clear = host.command(Command::Clear);
    host.run(1_000);
    assert_eq!(host.answer(clear), &Event::Done { command: clear });
    assert_eq!(host.store.keys("tuike/c/").len(), 0, "what stayed at first is not forgotten");
}

#[test]
fn what_was_being_read_when_everything_was_forgotten_is_forgotten_too() {
    let mut host = with_goods();
    host.restart();
    host.run(100);
    let command = goods(&mut host);
    assert_eq!(
        (host.in_the_air().count(), host.server.asked("/goods")),
        (1, 1),
        "the store is read"
    );
    host.command(Command::Clear);
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
}

#[test]
fn a_question_that_cannot_be_asked_is_a_coded_error() {
    let mut host = SimHost::new(9);
    let cases = [
        (host.query("nothing", json!({})), "backend/unknown-resource"),
        (host.query("product", json!({})), "backend/missing-param"),
        (host.query("goods", json!([1])), "backend/bad-param"),
    ];
    host.run(1_000);
    for (command, code) in cases {
        assert_eq!(code_of(&host, command), code);
    }
}
