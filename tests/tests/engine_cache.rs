//! What makes an answer stale before its time, and what renews it: entity tags, versions, tags; who
//! watches is told. Each test says which line it guards.

use serde_json::{Value, json};
use tuike_core::backend::Profile;
use tuike_core::effect::Lifecycle;
use tuike_core::engine::{Command, CommandId, Event, Page, Source};
use tuike_tests::sim_host::answers::status;
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::validity::TAGGED;
use tuike_tests::sim_host::{Line, SimHost};

const MINUTE: u64 = 60_000;

fn tagged(seed: u64) -> SimHost {
    SimHost::with(seed, Default::default(), |config| {
        config.profile = Profile::parse(TAGGED).unwrap();
    })
}

fn product(host: &mut SimHost, id: &str) -> CommandId {
    host.query("product", json!({ "id": id }))
}

/// Asks and waits.
fn product_now(host: &mut SimHost, id: &str) -> Page {
    let command = product(host, id);
    host.run(1_000);
    page_of(host, command).clone()
}

#[track_caller]
fn page_of(host: &SimHost, command: CommandId) -> &Page {
    match host.answer(command) {
        Event::Page { page, .. } => page,
        other => panic!("no page: {other:?}"),
    }
}

fn watch(host: &mut SimHost, id: &str) -> CommandId {
    host.command(Command::Watch { resource: "product".into(), params: json!({ "id": id }) })
}

fn updates(host: &SimHost) -> Vec<(String, bool, Value)> {
    let of = |event: &Event| match event {
        Event::Updated { page } => {
            Some((page.key.clone(), page.stale, page.data["version"].clone()))
        }
        _ => None,
    };
    host.events().filter_map(of).collect()
}

fn versions(host: &SimHost) -> Vec<String> {
    let of = |event: &Event| match event {
        Event::Version { version } => Some(version.clone()),
        _ => None,
    };
    host.events().filter_map(of).collect()
}

fn speaks(host: &mut SimHost, version: &str) {
    host.server.validity.version = Some(version.to_owned());
}

const KEY_1: &str = r#"product?{"id":"1"}"#;

// Validators.

/// Guards `validators.ask` in `Cache::admitted`, `kept.at = now` in `Cache::answered`, and the
/// validators in the record.
#[test]
fn what_still_holds_is_confirmed_and_fresh_again_and_nothing_is_sent_twice() {
    for dates in [false, true] {
        let mut host = tagged(1);
        (host.server.validity.etags, host.server.validity.dates) = (!dates, dates);
        let first = product_now(&mut host, "1");
        host.run(2 * MINUTE);
        // From another life: what to ask by is in the record.
        host.restart();
        let stale = product(&mut host, "1");
        host.run(1_000);
        assert_eq!(
            (page_of(&host, stale).source, page_of(&host, stale).stale),
            (Source::Storage, true)
        );
        assert_eq!(host.server.validity.confirmed, 1, "dates {dates}");
        assert_eq!(updates(&host), [(KEY_1.to_owned(), false, json!(0))]);
        let again = product_now(&mut host, "1");
        assert_eq!((again.source, again.stale, &again.data), (Source::Memory, false, &first.data));
        assert!(again.at.since(first.at).as_millis() >= 2 * MINUTE, "its time is new");
        // And durable: the next life need not ask at all.
        host.restart();
        let next = product_now(&mut host, "1");
        assert_eq!((next.source, next.stale, next.at), (Source::Storage, false, again.at));
        assert_eq!(host.server.asked("/goods/1"), 2);
    }
}

#[test]
fn what_does_not_hold_any_more_is_replaced() {
    let mut host = tagged(1);
    host.server.validity.etags = true;
    product_now(&mut host, "1");
    host.server.version = 5;
    let refresh = host.command(Command::Query {
        resource: "product".into(),
        params: json!({ "id": "1" }),
        refresh: true,
    });
    host.run(1_000);
    assert_eq!(page_of(&host, refresh).data["version"], json!(5));
    assert_eq!(host.server.validity.confirmed, 0);
    assert_ne!(host.server.validity.conditions[1], "", "it was asked by the entity tag");
}

/// Guards the second `fetch` in `Cache::answered`: without it whoever asked is never answered.
#[test]
fn what_is_confirmed_but_not_held_any_more_is_asked_for_as_a_whole() {
    let mut host = SimHost::with(1, Default::default(), |config| {
        config.profile = Profile::parse(TAGGED).unwrap();
        config.memory_entries = 1;
    });
    host.server.validity.etags = true;
    product_now(&mut host, "1");
    product_now(&mut host, "2");
    host.run(2 * MINUTE);
    let first = product_now(&mut host, "2");
    assert!(first.stale);
    host.run(2 * MINUTE);
    product(&mut host, "2");
    // Asked by its tag, and pushed out of memory by another before the answer comes.
    host.line("/goods/1", Line::Cut);
    while host.flying("/goods/2") == 0 {
        host.run(1);
    }
    product(&mut host, "1");
    host.run(5_000);
    assert_eq!((host.server.validity.confirmed, host.server.asked("/goods/2")), (2, 4));
    assert_eq!(updates(&host).last().map(|update| update.1), Some(false));
}

/// Guards the condition `flight.conditional`.
#[test]
fn a_304_that_nobody_asked_for_is_a_servers_mistake() {
    let mut host = tagged(1);
    host.line("/goods/1", Line::Says(status(304)));
    let command = product(&mut host, "1");
    host.run(1_000);
    let Event::Failed { error, .. } = host.answer(command) else { panic!() };
    assert_eq!(error.code.as_str(), "backend/unavailable");
}

/// Guards `Cache::forget` at a change of users: an entity tag tells what somebody has read.
#[test]
fn nobody_is_asked_by_another_users_entity_tag() {
    let mut host = tagged(1);
    host.server.validity.etags = true;
    let login = |host: &mut SimHost, user: &str| {
        host.command(Command::Login { params: json!({ "user": user, "password": "demo" }) });
        host.run(1_000);
    };
    login(&mut host, "demo");
    host.query("me", json!({}));
    host.run(1_000);
    host.command(Command::Logout);
    host.run(1_000);
    login(&mut host, "other");
    let me = host.query("me", json!({}));
    host.run(1_000);
    assert_eq!(page_of(&host, me).source, Source::Network);
    assert_eq!(host.server.validity.conditions, ["", ""]);
}

/// Guards the tag in the record (`by.tag` in `look.rs`) together with what removes it.
#[test]
fn wherever_the_app_is_killed_nothing_of_the_first_user_is_given_to_the_second() {
    let login = |host: &mut SimHost, user: &str| {
        host.command(Command::Login { params: json!({ "user": user, "password": "demo" }) });
        host.run(2_000);
    };
    let mut left = 0;
    for at in 0..24 {
        for fault in [Fault::KilledBefore, Fault::KilledAfter, Fault::Refused, Fault::AnswerLost] {
            let mut host = tagged(1);
            login(&mut host, "demo");
            host.query("me", json!({}));
            product_now(&mut host, "1");
            host.plan = Plan::Once { at: host.boundaries + at, fault };
            host.command(Command::Logout);
            host.run(2_000);
            host.plan = Plan::Calm;
            if !host.store.records.contains_key("tuike/auth") {
                left += usize::from(!host.store.keys("tuike/c/").is_empty());
                let me = host.query("me", json!({}));
                host.run(2_000);
                assert!(matches!(host.answer(me), Event::Failed { .. }), "{fault:?} at {at}");
            }
            login(&mut host, "other");
            let before = host.told.len();
            for refresh in [false, true] {
                host.line("/me", if refresh { Line::Cut } else { Line::Good });
                let (resource, params) = ("me".to_owned(), json!({}));
                let me = host.command(Command::Query { resource, params, refresh });
                host.run(2_000);
                let page = page_of(&host, me);
                let name = page.data["name"].as_str().unwrap();
                assert!(name.starts_with("user of other-"), "{fault:?} at {at}: {name}");
            }
            for (_, _, event) in &host.told[before..] {
                assert!(
                    !matches!(event, Event::Updated { page } if page.data["name"].as_str().is_some_and(|name| name.contains("demo")))
                );
            }
        }
    }
    assert!(left > 0, "a kill left something of the first in the store");
}

// The version of the data.

/// Guards `Told::First` (no event), `self.turned = …` (stale), and the record under `tuike/version`.
#[test]
fn a_new_version_outdates_everything_at_once_and_is_remembered() {
    let mut host = tagged(1);
    speaks(&mut host, "v1");
    product_now(&mut host, "1");
    product_now(&mut host, "2");
    assert_eq!(versions(&host), [""; 0], "the first sight is no news");
    speaks(&mut host, "v2");
    // Any answer tells: even one to a mutation that changes nothing.
    host.submit("note", json!({ "tag": 1 }));
    host.run(1_000);
    assert_eq!(versions(&host), ["v2"]);
    host.line("/goods/1", Line::Cut);
    let shown = product(&mut host, "1");
    let page = page_of(&host, shown);
    assert_eq!((page.source, page.stale), (Source::Memory, true), "it is still shown");
    host.run(1_000);
    // In the next life as well, and the event is not told again.
    host.restart();
    let first = product_now(&mut host, "1");
    assert_eq!((first.source, first.stale), (Source::Storage, true));
    host.line("/goods/1", Line::Good);
    for id in ["1", "2"] {
        product_now(&mut host, id);
        host.run(1_000);
        let renewed = product_now(&mut host, id);
        assert_eq!((renewed.source, renewed.stale), (Source::Memory, false), "{id}");
    }
    host.restart();
    assert!(!product_now(&mut host, "2").stale, "what came after the change is good");
    assert_eq!(versions(&host), ["v2"]);
}

#[test]
fn a_version_that_changed_while_the_app_was_off_is_news() {
    let mut host = tagged(1);
    speaks(&mut host, "v1");
    product_now(&mut host, "1");
    host.restart();
    speaks(&mut host, "v2");
    product_now(&mut host, "2");
    assert_eq!(versions(&host), ["v2"]);
    assert!(product_now(&mut host, "1").stale);
}

/// Guards `late` in `News::tell` and `holds` in `Cache::answered`.
#[test]
fn an_answer_from_before_the_change_is_not_believed_and_does_not_turn_it_back() {
    let mut seen = 0;
    for seed in 1..20 {
        let mut host = tagged(seed);
        speaks(&mut host, "v1");
        product_now(&mut host, "3");
        let behind = product(&mut host, "1");
        // Of the version before, or of one before that.
        let old = if seed % 2 == 0 { "v1" } else { "v0" };
        host.server.validity.behind.insert("/goods/1".into(), old.into());
        speaks(&mut host, "v2");
        product(&mut host, "2");
        while host.answers(behind).is_empty() && versions(&host).is_empty() {
            host.run(1);
        }
        if !host.answers(behind).is_empty() {
            continue;
        }
        seen += 1;
        host.run(1_000);
        let page = page_of(&host, behind);
        assert_eq!((page.source, page.stale), (Source::Network, true), "seed {seed}");
        assert_eq!(versions(&host), ["v2"], "seed {seed}");
        let two = product(&mut host, "2");
        assert!(!page_of(&host, two).stale, "the answer that told of it is new");
    }
    assert!(seen > 3, "{seen} of the seeds had them in this order");
}

/// Guards `DISAGREEMENT`.
#[test]
fn two_servers_that_disagree_make_no_storm() {
    let mut host = tagged(2);
    speaks(&mut host, "v1");
    watch(&mut host, "1");
    watch(&mut host, "2");
    host.run(1_000);
    host.server.validity.behind.insert("/goods/1".into(), "v1".into());
    speaks(&mut host, "v2");
    host.query("me", json!({}));
    host.run(30_000);
    let asked = host.server.asked("/goods/1") + host.server.asked("/goods/2");
    assert!(asked <= 5, "{asked} requests");
    assert_eq!(versions(&host), ["v2"]);
}

// Tags.

/// Guards `changed_by`, `invalidate`, and `outdates` in `Cache::answer`.
#[test]
fn what_a_delivered_mutation_changes_is_stale_in_memory_and_in_the_store() {
    let mut host = tagged(1);
    for id in ["1", "2"] {
        product_now(&mut host, id);
    }
    host.query("goods", json!({}));
    host.run(1_000);
    host.line("/orders", Line::Cut);
    host.submit("order", json!({ "tag": 1, "item": "1" }));
    host.run(1_000);
    let before = product(&mut host, "1");
    assert!(!page_of(&host, before).stale, "it is not delivered yet");
    host.line("/orders", Line::Good);
    host.lifecycle(Lifecycle::Online);
    host.run(5_000);
    assert_eq!(host.server.tags("/orders"), [1]);
    host.line("/goods/1", Line::Cut);
    for life in 0..2 {
        let one = product_now(&mut host, "1");
        assert_eq!((one.stale, one.source), (true, [Source::Memory, Source::Storage][life]));
        assert!(!product_now(&mut host, "2").stale, "another product");
        let list = host.query("goods", json!({}));
        host.run(1_000);
        assert!(!page_of(&host, list).stale, "a list without that tag");
        host.restart();
    }
    host.submit("restock", json!({ "tag": 2 }));
    host.run(1_000);
    assert!(product_now(&mut host, "2").stale);
}

/// Guards `Desk::hold` in `Engine::delivered`: without it the entry can be forgotten before it is
/// durable what it has changed, and a kill in between leaves old reads fresh.
#[test]
fn wherever_the_app_is_killed_what_a_delivered_mutation_changed_is_not_fresh_afterwards() {
    let mut killed = 0;
    for at in 0..60 {
        for fault in [Fault::KilledBefore, Fault::KilledAfter] {
            let mut host = tagged(3);
            product_now(&mut host, "1");
            host.plan = Plan::Once { at: host.boundaries + at, fault };
            host.server.version = 1;
            host.submit("order", json!({ "tag": 1, "item": "1" }));
            host.run(1_500);
            killed += host.life - 1;
            // One more life over whatever is stored, in which nothing is ordered again.
            host.plan = Plan::Calm;
            host.line("/orders", Line::Cut);
            host.restart();
            let page = product_now(&mut host, "1");
            let delivered =
                host.server.tags("/orders") == [1] && host.engine().counts().mutations == 0;
            assert!(
                !delivered || page.stale || page.data["version"] == json!(1),
                "{fault:?} at {at}: {page:?}"
            );
        }
    }
    assert!(killed > 8, "{killed} kills");
}

/// Guards `Kind::Mutation` in `Engine::changed_by`: an event is no mutation, whatever it is called.
#[test]
fn an_event_that_is_called_like_a_mutation_changes_nothing() {
    let mut host = tagged(1);
    product_now(&mut host, "1");
    host.track("restock", json!({ "tag": 1 }));
    host.run(20_000);
    assert_eq!(host.server.tags("/events"), [1]);
    assert!(!product_now(&mut host, "1").stale);
    assert!(!host.store.records.contains_key("tuike/version"));
}

/// Guards `dirty` in `Engine::news_stored`: what changes while the news are written is written, too,
/// before what has changed it is forgotten.
#[test]
fn of_two_mutations_that_are_delivered_together_both_are_durable() {
    let mut overlapping = 0;
    for seed in 1..60 {
        let mut host = tagged(seed);
        host.run(100);
        host.submit("order", json!({ "tag": 1, "item": "1" }));
        host.submit("restock", json!({ "tag": 2 }));
        let sent = |host: &SimHost| host.count(|event| matches!(event, Event::Sent { .. }));
        while sent(&host) == 0 {
            host.run(1);
        }
        host.run(8);
        overlapping += usize::from(sent(&host) == 2);
        host.run(3_000);
        assert_eq!(host.store.keys("tuike/o/").len(), 0);
        let news: Value = serde_json::from_slice(&host.store.records["tuike/version"]).unwrap();
        let tags: Vec<_> = news["tags"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(tags, ["product:1", "products"], "seed {seed}");
    }
    assert!(overlapping > 0, "never together");
}

/// Guards `flight.seen` (noted when the question is asked, not when it is answered).
#[test]
fn an_answer_that_was_asked_for_before_the_delivery_is_not_fresh() {
    let mut seen = 0;
    for seed in 1..20 {
        let mut host = tagged(seed);
        host.run(100);
        host.submit("order", json!({ "tag": 1, "item": "1" }));
        while host.flying("/orders") == 0 {
            host.run(1);
        }
        let asked = product(&mut host, "1");
        host.run(1_000);
        let sent = host.told.iter().position(|(_, _, event)| matches!(event, Event::Sent { .. }));
        let answer = host.told.iter().position(
            |(_, _, event)| matches!(event, Event::Page { command, .. } if *command == asked),
        );
        if sent < answer {
            seen += 1;
            assert!(page_of(&host, asked).stale, "seed {seed}");
        } else {
            assert!(!page_of(&host, asked).stale, "seed {seed}");
        }
    }
    assert!((2..18).contains(&seen), "{seen}");
}

// Who watches.

/// Guards `Cache::turn_over` and the second asking in `Cache::renewed`.
#[test]
fn who_watches_is_told_of_what_came_after_the_change_and_nobody_is_asked_in_vain() {
    for seed in 1..20 {
        let mut host = tagged(seed);
        speaks(&mut host, "v1");
        for id in ["1", "2"] {
            watch(&mut host, id);
        }
        host.run(1_000);
        host.submit("order", json!({ "tag": 1, "item": "1" }));
        // Whatever is on its way as the order arrives is of no use.
        host.command(Command::Query {
            resource: "product".into(),
            params: json!({ "id": "1" }),
            refresh: true,
        });
        host.run(1_000);
        let (key, stale, _) = updates(&host).pop().expect("an update");
        assert_eq!((key.as_str(), stale), (KEY_1, false), "seed {seed}");
        assert_eq!(host.server.asked("/goods/2"), 1, "another product");
        speaks(&mut host, "v2");
        host.server.version = 7;
        host.query("me", json!({}));
        host.run(2_000);
        let mut last = updates(&host).split_off(updates(&host).len() - 2);
        last.sort_by(|a, b| a.0.cmp(&b.0));
        let keys: Vec<_> =
            last.iter().map(|update| (update.0.as_str(), update.1, &update.2)).collect();
        assert_eq!(keys, [(KEY_1, false, &json!(7)), (r#"product?{"id":"2"}"#, false, &json!(7))]);
    }
}

/// Guards the count in `Cache::unwatch`.
#[test]
fn who_watches_no_more_is_not_told() {
    let mut host = tagged(1);
    for _ in 0..2 {
        watch(&mut host, "1");
    }
    host.run(1_000);
    let unwatch = |host: &mut SimHost| {
        let params = json!({ "id": "1" });
        let id = host.command(Command::Unwatch { resource: "product".into(), params });
        assert_eq!(host.answer(id), &Event::Done { command: id });
    };
    for expected in [2, 2] {
        unwatch(&mut host);
        host.submit("restock", json!({ "tag": expected }));
        host.run(1_000);
        assert_eq!(host.server.asked("/goods/1"), expected);
    }
    unwatch(&mut host);
}

// Records of a later build.

/// Guards `Found::Newer`.
#[test]
fn a_read_that_a_later_build_wrote_is_a_miss_and_is_left() {
    let mut host = tagged(1);
    product_now(&mut host, "1");
    let key = host.store.keys("tuike/c/").remove(0);
    host.store.records.insert(key.clone(), br#"{"v":3,"all":"new"}"#.to_vec());
    host.restart();
    host.line("/goods/1", Line::Cut);
    let command = product(&mut host, "1");
    host.run(1_000);
    assert!(matches!(host.answer(command), Event::Failed { .. }));
    assert_eq!(host.count(|event| *event == Event::Newer { key: key.clone() }), 1);
    assert_eq!(host.count(|event| matches!(event, Event::Damaged { .. })), 0);
    assert_eq!(host.store.records[&key], br#"{"v":3,"all":"new"}"#);
}

/// Guards `foreign_news`, and `news.known` in `Cache::take_in`.
#[test]
fn news_that_a_later_build_keeps_are_left_and_nothing_stored_is_believed_to_be_fresh() {
    let mut host = tagged(1);
    product_now(&mut host, "1");
    host.store.records.insert("tuike/version".into(), br#"{"v":2}"#.to_vec());
    host.restart();
    let stored = product_now(&mut host, "1");
    assert_eq!((stored.source, stored.stale), (Source::Storage, true));
    host.submit("order", json!({ "tag": 1, "item": "1" }));
    host.run(5_000);
    assert_eq!(host.engine().counts().waiting, 0, "what was delivered is forgotten all the same");
    assert_eq!(host.store.keys("tuike/o/").len(), 0);
    assert_eq!(host.store.records["tuike/version"], br#"{"v":2}"#);
    let newer = Event::Newer { key: "tuike/version".into() };
    assert_eq!(host.count(|event| *event == newer), 1);
}

/// Guards `News::lost`.
#[test]
fn news_that_cannot_be_read_make_everything_stored_stale() {
    let mut host = tagged(1);
    product_now(&mut host, "1");
    host.store.records.insert("tuike/version".into(), b"\x00".to_vec());
    host.restart();
    assert!(product_now(&mut host, "1").stale);
    host.run(1_000);
    assert_eq!(host.store.records["tuike/damaged/version"], b"\x00");
    host.restart();
    assert!(!product_now(&mut host, "1").stale, "it was renewed, and the record is whole again");
}

// What is counted.

/// Guards each count.
#[test]
fn every_question_is_counted_once() {
    let mut host = tagged(1);
    product_now(&mut host, "1");
    product_now(&mut host, "1");
    host.run(2 * MINUTE);
    product_now(&mut host, "1");
    host.line("/goods/1", Line::Cut);
    host.command(Command::Query {
        resource: "product".into(),
        params: json!({ "id": "1" }),
        refresh: true,
    });
    host.line("/goods/2", Line::Cut);
    for id in ["2", "none", "none"] {
        let command = product(&mut host, id);
        host.run(1_000);
        assert!(matches!(host.answer(command), Event::Failed { .. }));
    }
    let stats = host.engine().stats();
    let counted = (stats.hits, stats.misses, stats.stale, stats.fallback);
    assert_eq!(counted, (2, 3, 1, 1));
    assert_eq!((stats.memory_entries, stats.stored_entries, stats.evicted), (1, 1, 0));
    assert!(stats.memory_bytes > 50 && stats.stored_bytes > stats.memory_bytes);
}
