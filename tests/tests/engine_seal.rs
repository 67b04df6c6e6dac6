//! What a store holds when there is a secret, and that nothing is lost when the secret changes.

use serde_json::json;
use tuike_core::engine::{Command, Event, Source};
use tuike_tests::schedule::{Run, any_day};
use tuike_tests::sim_host::answers::status;
use tuike_tests::sim_host::fault::Plan;
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::{Line, SimHost, choices};

const MINUTE: u64 = 60_000;
const OURS: [u8; 32] = [0x51; 32];

fn host(seed: u64, store: SimStore, secret: Option<[u8; 32]>) -> SimHost {
    SimHost::with(seed, store, |config| config.secret = secret)
}

/// A login, a page, and an order and an event that wait.
fn busy(seed: u64, secret: Option<[u8; 32]>) -> SimHost {
    let mut host = host(seed, SimStore::default(), secret);
    let params = json!({ "user": "demo", "password": "demo" });
    host.command(Command::Login { params });
    host.run(1_000);
    host.line("/orders", Line::Cut);
    host.line("/events", Line::Cut);
    host.submit("order", json!({ "tag": 1, "address": "南京西路 1 号" }));
    host.track("share", json!({ "tag": 2, "to": "Mrs Wang" }));
    host.query("product", json!({ "id": "lipstick" }));
    host.run(1_000);
    host
}

/// Everything of what `busy` does that a finder of the phone must not read.
const PLAIN: [&str; 6] = ["demo-1", "南京西路", "Mrs Wang", "lipstick", "order", "share"];

fn found<'a>(store: &SimStore, words: &[&'a str]) -> Vec<&'a str> {
    let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
    let any = |word: &&&str| store.records.values().any(|bytes| holds(bytes, word));
    words.iter().filter(any).copied().collect()
}

fn again(host: &mut SimHost) {
    host.line("/orders", Line::Good);
    host.line("/events", Line::Good);
    assert!(host.settle(10 * MINUTE), "everything is sent");
}

/// Guards `self.sealed` in `Desk::write`. The first half shows that the scan would find it.
#[test]
fn with_a_secret_no_plaintext_of_a_body_or_a_token_is_in_the_store() {
    let plain = busy(1, None);
    assert_eq!(found(&plain.store, &PLAIN), PLAIN);
    assert!(plain.store.records.values().all(|bytes| bytes.starts_with(b"{")), "as before");

    let mut host = busy(1, Some(OURS));
    assert_eq!(found(&host.store, &PLAIN), [""; 0]);
    assert!(host.store.records.len() >= 4);
    assert!(host.store.records.values().all(|bytes| bytes.starts_with(b"\0tk\x01")));
    // Another life knows everything.
    host.restart();
    let (me, page) =
        (host.query("me", json!({})), host.query("product", json!({ "id": "lipstick" })));
    host.run(1_000);
    assert!(
        matches!(host.answer(me), Event::Page { page, .. } if page.data["name"] == "user of demo-1")
    );
    assert!(
        matches!(host.answer(page), Event::Page { page, .. } if page.source == Source::Storage)
    );
    again(&mut host);
    assert_eq!((host.server.tags("/orders"), host.server.tags("/events")), (vec![1], vec![2]));
    assert_eq!(
        host.count(|event| matches!(event, Event::Damaged { .. } | Event::Sealed { .. })),
        0
    );
}

#[test]
fn what_was_stored_before_there_was_a_secret_is_read_and_sealed_when_it_is_written_next() {
    let before = busy(2, None).store.clone();
    let order = before.keys("tuike/o/").into_iter().find(|key| !key.contains("events")).unwrap();
    let mut host = host(3, before.clone(), Some(OURS));
    host.server.tokens.insert("demo-1".to_owned());
    host.line("/orders", Line::Silent);
    let me = host.query("me", json!({}));
    host.run(MINUTE);
    assert!(
        matches!(host.answer(me), Event::Page { page, .. } if page.data["name"] == "user of demo-1")
    );
    assert_eq!(host.store.records[&order], before.records[&order], "reading alone writes nothing");
    // A refused entry is written again, with why.
    host.line("/orders", Line::Says(status(422)));
    host.restart();
    host.settle(10 * MINUTE);
    assert!(host.store.records[&order].starts_with(b"\0tk\x01"));
    assert_eq!(host.engine().dead_letters()[0].body["address"], "南京西路 1 号");
    assert_eq!(host.server.tags("/events"), [2]);
}

/// Guards `open_read` in the desk: handed on as they are, the records would be taken for damaged.
#[test]
fn under_another_secret_or_none_nothing_is_lost_and_the_app_is_told_once() {
    for other in [Some([0x52; 32]), None] {
        let before = busy(4, Some(OURS)).store.clone();
        let sealed = before.keys("tuike/o/");
        assert_eq!(sealed.len(), 2);
        let mut wrong = host(5, before.clone(), other);
        wrong.run(10 * MINUTE);
        assert_eq!(wrong.count(|event| matches!(event, Event::Sealed { .. })), 1);
        assert_eq!(wrong.server.asked("/orders") + wrong.server.asked("/events"), 0);
        for key in &sealed {
            assert_eq!(wrong.store.records.get(key), before.records.get(key), "{key}");
        }
        assert_eq!(wrong.store.keys("tuike/damaged/"), [""; 0]);
        // A page that cannot be opened is asked for again.
        let page = wrong.query("product", json!({ "id": "lipstick" }));
        wrong.run(1_000);
        assert!(
            matches!(wrong.answer(page), Event::Page { page, .. } if page.source == Source::Network)
        );

        let mut right = host(6, wrong.store.clone(), Some(OURS));
        assert!(right.settle(10 * MINUTE));
        assert_eq!(
            (right.server.tags("/orders"), right.server.tags("/events")),
            (vec![1], vec![2])
        );
    }
}

/// Guards the name in the associated data: without it the order of one key goes out under another's.
#[test]
fn a_record_that_was_put_under_another_name_is_set_aside_as_it_is() {
    let mut store = busy(7, Some(OURS)).store.clone();
    let keys = store.keys("tuike/o/");
    let moved = store.records[&keys[0]].clone();
    store.records.insert(keys[1].clone(), moved.clone());
    let mut host = host(8, store, Some(OURS));
    host.server.tokens.insert("demo-1".to_owned());
    assert!(host.settle(10 * MINUTE));
    let key = keys[1].clone();
    assert_eq!(host.count(|event| *event == Event::Damaged { key: key.clone() }), 1);
    let aside = host.store.keys("tuike/damaged/");
    assert_eq!(aside.len(), 1);
    assert_eq!(host.store.records[&aside[0]], moved, "the bytes that were found");
    assert_eq!(host.server.taken.len(), 1);
}

#[test]
fn a_day_of_faults_keeps_every_promise_over_a_sealed_store() {
    for seed in 0..40 {
        let mut host = host(seed, SimStore::default(), Some(OURS));
        host.plan = Plan::Anywhere { prng: choices(!seed), of_thousand: 60 };
        let mut run = Run::new(host);
        run.play(&any_day(&mut choices(seed)));
        run.calm_down(seed % 2 == 0).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        run.laws().unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}
