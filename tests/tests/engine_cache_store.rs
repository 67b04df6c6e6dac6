//! What the store holds of what was read: names that are an index, a budget with priorities, one record
//! a write, records of version 1, several pages. Each test says which line it guards.

use serde_json::{Value, json};
use tuike_core::backend::Profile;
use tuike_core::effect::StoreOp;
use tuike_core::engine::{CommandId, Event, Page, Source};
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::validity::TAGGED;
use tuike_tests::sim_host::{Line, START, SimHost, choices};

const MINUTE: u64 = 60_000;

fn tagged(seed: u64, store: SimStore, budget: Option<u64>) -> SimHost {
    SimHost::with(seed, store, |config| {
        config.profile = Profile::parse(TAGGED).unwrap();
        config.store_bytes = budget;
        config.stored_reads = 10_000;
    })
}

#[track_caller]
fn page_of(host: &SimHost, command: CommandId) -> &Page {
    match host.answer(command) {
        Event::Page { page, .. } => page,
        other => panic!("no page: {other:?}"),
    }
}

fn ask(host: &mut SimHost, resource: &str, id: &str) -> Page {
    let command = host.query(resource, json!({ "id": id }));
    host.run(1_000);
    page_of(host, command).clone()
}

/// The bytes of all stored reads with their names.
fn read_bytes(store: &SimStore) -> usize {
    let reads = store.records.iter().filter(|(key, _)| key.starts_with("tuike/c/"));
    reads.map(|(key, bytes)| key.len() + bytes.len()).sum()
}

/// The resource and id of each stored read.
fn stored(store: &SimStore) -> Vec<(String, String)> {
    let reads = store.records.iter().filter(|(key, _)| key.starts_with("tuike/c/"));
    let mut stored: Vec<_> = reads
        .map(|(_, bytes)| {
            let record: Value = serde_json::from_slice(bytes).unwrap();
            let (resource, params) = record["key"].as_str().unwrap().split_once('?').unwrap();
            let params: Value = serde_json::from_str(params).unwrap();
            (resource.to_owned(), params["id"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    stored.sort();
    stored
}

// Names.

/// Guards the removal in `Cache::written` and `Disk::found`: of two records of one query the newer is
/// believed and the older removed, wherever the app was killed between writing and removing.
#[test]
fn wherever_the_app_is_killed_there_is_one_record_of_a_query_and_it_is_the_newest() {
    let mut both = 0;
    for at in 0..16 {
        for fault in [Fault::KilledBefore, Fault::KilledAfter, Fault::AnswerLost, Fault::Refused] {
            let mut host = tagged(1, SimStore::default(), None);
            ask(&mut host, "product", "1");
            host.run(2 * MINUTE);
            host.server.version = 1;
            host.plan = Plan::Once { at: host.boundaries + at, fault };
            host.query("product", json!({ "id": "1" }));
            host.run(30_000);
            host.plan = Plan::Calm;
            both += usize::from(host.store.keys("tuike/c/").len() == 2);
            let newest = host
                .store
                .records
                .iter()
                .filter(|(key, _)| key.starts_with("tuike/c/"))
                .map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).unwrap())
                .map(|record| record["data"]["version"].as_u64().unwrap())
                .max();
            host.restart();
            let page = ask(&mut host, "product", "1");
            assert_eq!(page.source, Source::Storage);
            assert_eq!(page.data["version"].as_u64(), newest, "{fault:?} at {at}");
            host.run(1_000);
            assert_eq!(host.store.keys("tuike/c/").len(), 1, "{fault:?} at {at}");
        }
    }
    assert!(both > 0, "some of the kills left both");
}

/// Guards `Disk::take` and `Disk::written`: what is on its way as everything is forgotten is forgotten.
#[test]
fn nothing_that_was_on_its_way_to_the_store_comes_back_after_everything_was_forgotten() {
    use tuike_core::engine::Command;
    for wait in 0..12 {
        let mut host = tagged(4, SimStore::default(), None);
        ask(&mut host, "product", "1");
        host.run(2 * MINUTE);
        let stale = host.query("product", json!({ "id": "1" }));
        while host.flying("/goods/1") > 0 || host.answers(stale).is_empty() {
            host.run(1);
        }
        host.run(wait);
        let clear = host.command(Command::Clear);
        host.run(1_000);
        assert_eq!(host.answer(clear), &Event::Done { command: clear });
        assert_eq!(host.store.keys("tuike/c/").len(), 0, "after {wait} ms");
    }
}

/// Guards the removal in `Cache::not_written`: a write whose answer was lost may have happened.
#[test]
fn what_is_counted_is_what_is_there_whatever_the_store_says_of_a_write() {
    let mut lost = 0;
    for at in 0..10 {
        let mut host = tagged(2, SimStore::default(), None);
        host.run(100);
        host.plan = Plan::Once { at: host.boundaries + at, fault: Fault::AnswerLost };
        for id in ["1", "2"] {
            host.query("product", json!({ "id": id }));
        }
        host.run(30_000);
        let stats = host.engine().stats();
        lost += usize::from(stats.stored_entries < stats.memory_entries);
        assert_eq!(stats.stored_bytes, read_bytes(&host.store) as u64, "at {at}");
    }
    assert!(lost > 0, "no write was hit");
}

/// Guards `Disk::stayed`: what could not be removed is not lost sight of.
#[test]
fn what_the_store_would_not_remove_is_removed_later() {
    let mut host = tagged(1, SimStore::default(), None);
    ask(&mut host, "product", "1");
    host.store.refuse = |op| matches!(op, StoreOp::Remove { .. });
    host.run(2 * MINUTE);
    ask(&mut host, "product", "1");
    host.run(1_000);
    assert_eq!(host.store.keys("tuike/c/").len(), 2, "the older one stayed");
    host.store.refuse = |_| false;
    ask(&mut host, "product", "2");
    assert_eq!(host.store.keys("tuike/c/").len(), 2, "one of each");
}

// One record a write.

/// What renewing one entry writes, and how many operations that takes, beside so many others.
fn one_renewal(others: u32) -> (usize, usize, usize) {
    // The records of others are copies under names of their own: only their number matters.
    let mut host = tagged(1, SimStore::default(), None);
    ask(&mut host, "product", "1");
    let record = host.store.records[&host.store.keys("tuike/c/")[0]].clone();
    let mut store = host.store.clone();
    for number in 0..others {
        let key = format!("tuike/c/{number:016x}-10000001{number:08x}-{:x}", record.len());
        store.records.insert(key, record.clone());
    }
    let mut host = tagged(1, store, None);
    host.run(2 * MINUTE);
    let before = host.store.written;
    let stats = host.engine().stats();
    assert_eq!(stats.stored_entries, others + 1);
    ask(&mut host, "product", "1");
    host.run(1_000);
    (
        host.store.written - before,
        host.boundaries,
        host.store.keys("tuike/c/").len() - others as usize,
    )
}

/// The whole of the promise: bytes written and operations are equal, whatever is stored.
#[test]
fn a_write_touches_its_own_entry_only_whatever_is_stored() {
    let (few, many) = (one_renewal(10), one_renewal(5_000));
    assert_eq!(few, many);
    assert!((100..200).contains(&few.0), "one record of about 130 bytes: {few:?}");
    assert_eq!(few.2, 1);
}

// The budget.

/// Guards the `while` of `Disk::surplus` and `Order`'s rank; written as the words say it.
#[test]
fn the_lowest_priority_and_the_oldest_go_first_and_mutations_never() {
    let mut host = tagged(1, SimStore::default(), Some(3_000));
    host.line("/orders", Line::Cut);
    host.submit("order", json!({ "tag": 1, "item": "9", "note": "x".repeat(5_000) }));
    for (resource, id) in
        [("wallet", "1"), ("product", "2"), ("banner", "3"), ("product", "4"), ("banner", "5")]
    {
        host.server.validity.padding.insert(format!("/goods/{id}"), 400);
        ask(&mut host, resource, id);
    }
    let names = |entries: &[(&str, &str)]| -> Vec<(String, String)> {
        entries.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    assert_eq!(stored(&host.store).len(), 5, "{} bytes", read_bytes(&host.store));
    // Each of the next is of normal priority and as large.
    let expected = [
        names(&[
            ("banner", "5"),
            ("product", "2"),
            ("product", "4"),
            ("product", "a"),
            ("wallet", "1"),
        ]),
        names(&[
            ("product", "2"),
            ("product", "4"),
            ("product", "a"),
            ("product", "b"),
            ("wallet", "1"),
        ]),
        names(&[
            ("product", "4"),
            ("product", "a"),
            ("product", "b"),
            ("product", "c"),
            ("wallet", "1"),
        ]),
        names(&[
            ("product", "a"),
            ("product", "b"),
            ("product", "c"),
            ("product", "d"),
            ("wallet", "1"),
        ]),
    ];
    for (id, expected) in ["a", "b", "c", "d"].into_iter().zip(&expected) {
        // What goes is the same in another life: the names know.
        host.restart();
        host.server.validity.padding.insert(format!("/goods/{id}"), 400);
        ask(&mut host, "product", id);
        host.run(1_000);
        assert_eq!(&stored(&host.store), expected);
    }
    let told = host.count(|event| matches!(event, Event::Evicted { class: "cache", entries: 1 }));
    assert_eq!((told, host.engine().stats().evicted), (4, 1), "the last life's counts its own");
    assert_eq!(host.store.keys("tuike/o/").len(), 1);
    let stats = host.engine().stats();
    assert_eq!(stats.stored_bytes, read_bytes(&host.store) as u64);
    assert_eq!(stats.stored_entries, 5);
}

/// Guards `surplus` (with what is on its way counted) and `begin`'s refusal of what never fits.
#[test]
fn the_budget_is_never_passed_by_more_than_what_is_being_written() {
    for seed in 1..=12 {
        let mut prng = choices(seed);
        let budget = 2_000 + prng.below(6_000);
        let mut host = tagged(seed, SimStore::default(), Some(budget));
        let mut evicted = 0;
        for _ in 0..60 {
            let id = prng.below(14).to_string();
            let length = prng.below(2_600) as usize;
            host.server.validity.padding.insert(format!("/goods/{id}"), length);
            host.server.version += 1;
            let resource = ["banner", "product", "wallet"][prng.below(3) as usize];
            host.query(resource, json!({ "id": id }));
            for _ in 0..500 {
                host.run(1);
                let largest = host.store.records.values().map(Vec::len).max().unwrap_or(0) + 60;
                let bytes = read_bytes(&host.store);
                assert!(bytes <= budget as usize + largest, "seed {seed}: {bytes} of {budget}");
            }
            host.run(2 * MINUTE);
            let bytes = read_bytes(&host.store);
            assert!(bytes as u64 <= budget, "seed {seed}: {bytes} of {budget} at rest");
            evicted = evicted.max(host.engine().stats().evicted);
            if prng.below(8) == 0 {
                host.restart();
            }
        }
        assert!(evicted > 0, "seed {seed} was roomy");
    }
}

/// Guards `disk.touch` in `Cache::take_in`.
#[test]
fn what_was_read_again_goes_after_what_was_not() {
    let mut host = SimHost::with(1, SimStore::default(), |config| {
        config.profile = Profile::parse(TAGGED).unwrap();
        (config.memory_entries, config.stored_reads) = (1, 3);
    });
    for id in ["1", "2", "3"] {
        ask(&mut host, "product", id);
    }
    assert_eq!(ask(&mut host, "product", "1").source, Source::Storage);
    ask(&mut host, "product", "4");
    host.run(1_000);
    let ids: Vec<String> = stored(&host.store).into_iter().map(|(_, id)| id).collect();
    assert_eq!(ids, ["1", "3", "4"]);
}

/// Guards `size(name) > self.most_bytes`.
#[test]
fn an_answer_larger_than_the_budget_pushes_nothing_out() {
    let mut host = tagged(1, SimStore::default(), Some(2_000));
    ask(&mut host, "product", "1");
    host.server.validity.padding.insert("/goods/2".into(), 3_000);
    let big = ask(&mut host, "product", "2");
    assert_eq!(big.source, Source::Network);
    assert_eq!(stored(&host.store), [("product".to_owned(), "1".to_owned())]);
    assert_eq!(host.count(|event| matches!(event, Event::Evicted { .. })), 0);
}

// Records of version 1.

/// Stores that a build of version 1 left: `tests/golden/cache-v1.json`, dumped before version 2 came.
fn golden(which: &str) -> SimStore {
    let text = std::fs::read_to_string("golden/cache-v1.json").unwrap();
    let golden: Value = serde_json::from_str(&text).unwrap();
    let mut store = SimStore::default();
    for record in golden[which].as_array().unwrap() {
        let (key, text) = (record["key"].as_str().unwrap(), record["text"].as_str().unwrap());
        store.records.insert(key.to_owned(), text.as_bytes().to_vec());
    }
    store
}

fn plain(store: SimStore, budget: Option<u64>) -> SimHost {
    let mut host = SimHost::with(5, store, |config| config.store_bytes = budget);
    // A moment after the records were written.
    host.run(2_000);
    host
}

/// Guards `version == 1` in `record.rs` and the short names in `name.rs`.
#[test]
fn reads_of_version_1_are_still_hits_and_become_version_2_when_they_are_renewed() {
    let mut guest = plain(golden("guest"), None);
    let goods = guest.query("goods", json!({}));
    guest.run(1_000);
    let page = page_of(&guest, goods);
    assert_eq!((page.source, page.stale), (Source::Storage, false));
    assert_eq!(
        (&page.data[0]["id"], page.next.clone()),
        (&json!("9007199254740993"), Some(json!(2)))
    );
    assert_eq!((page.at.as_millis(), guest.server.asked("/goods")), (START + 208, 0));

    let mut user = plain(golden("user"), None);
    for (resource, params) in [
        ("goods", json!({})),
        ("goods", json!({ "cursor": 2, "cat": "口红" })),
        ("product", json!({ "id": "18446744073709551615" })),
        ("me", json!({})),
    ] {
        let command = user.query(resource, params);
        user.run(100);
        assert_eq!(page_of(&user, command).source, Source::Storage, "{resource}");
    }
    assert_eq!(user.tried("/me") + user.tried("/goods"), 0);
    let old = user.store.keys("tuike/c/");
    user.run(2 * MINUTE);
    user.query("goods", json!({}));
    user.run(1_000);
    let keys = user.store.keys("tuike/c/");
    assert_eq!(keys.len(), 4, "the old record is gone, the others are as they were");
    assert_eq!(keys.iter().filter(|key| old.contains(key)).count(), 3);
    let new = keys.iter().find(|key| !old.contains(key)).unwrap();
    let record: Value = serde_json::from_slice(&user.store.records[new]).unwrap();
    assert_eq!((&record["v"], &record["key"]), (&json!(2), &json!("goods?{}")));
    user.restart();
    let again = user.query("goods", json!({}));
    user.run(1_000);
    assert_eq!(
        (page_of(&user, again).source, page_of(&user, again).stale),
        (Source::Storage, false)
    );
}

/// Guards the owner's comparison: a v1 record's session is the owner.
#[test]
fn reads_of_version_1_are_nobody_elses() {
    let mut store = golden("user");
    store.records.remove("tuike/auth");
    let mut host = plain(store, None);
    let command = host.query("goods", json!({}));
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
}

/// Guards `BYTES_OF_VERSION_1`: 4 KiB each, until they are read and written again.
#[test]
fn reads_of_version_1_count_for_the_budget_and_are_the_first_to_go() {
    let mut host = plain(golden("user"), Some(13_000));
    assert_eq!(host.engine().stats().stored_entries, 4);
    host.query("product", json!({ "id": "new" }));
    host.run(1_000);
    assert_eq!(host.engine().stats().stored_entries, 4, "of four times 4 KiB one had to go");
    assert_eq!(host.store.keys("tuike/c/").len(), 4);
    assert!(host.engine().stats().stored_bytes <= 13_000);
}

// Several pages.

/// Guards the searches in `look.rs` and `out_of_reach`: names that another page wrote after this one
/// began are found when they are needed.
#[test]
fn what_another_page_has_read_or_renewed_is_found_where_there_is_no_network() {
    let mut host = SimHost::with(6, SimStore::default(), |config| {
        config.profile = Profile::parse(TAGGED).unwrap();
        config.shared = true;
    });
    ask(&mut host, "product", "1");
    let other = host.open();
    host.run(1_000);
    // The first page renews one (under another name), and reads one that the other never heard of.
    host.on(0).run(2 * MINUTE);
    host.server.version = 3;
    ask(&mut host, "product", "1");
    ask(&mut host, "product", "2");
    host.run(1_000);
    for id in ["1", "2"] {
        host.line(&format!("/goods/{id}"), Line::Cut);
    }
    host.on(other);
    let one = ask(&mut host, "product", "1");
    assert_eq!((one.source, &one.data["version"]), (Source::Storage, &json!(3)));
    let two = ask(&mut host, "product", "2");
    assert_eq!((two.source, two.data["id"].clone()), (Source::Fallback, json!("2")));
    assert_eq!(two.error.as_ref().map(|error| error.code.as_str()), Some("engine/network"));
    let none = host.query("product", json!({ "id": "7" }));
    host.line("/goods/7", Line::Cut);
    host.run(1_000);
    assert!(matches!(host.answer(none), Event::Failed { .. }), "what nobody has read is missing");
}

/// Guards `Cache::list`: a page that comes to the front counts what the others have written.
#[test]
fn pages_that_share_a_store_keep_one_budget_as_they_come_to_the_front() {
    use tuike_core::effect::Lifecycle;
    let mut host = SimHost::with(6, SimStore::default(), |config| {
        config.profile = Profile::parse(TAGGED).unwrap();
        (config.shared, config.store_bytes) = (true, Some(3_000));
    });
    let other = host.open();
    host.run(1_000);
    for number in 0..24 {
        let page = if number % 4 < 2 { 0 } else { other };
        host.on(page).lifecycle(Lifecycle::Show);
        host.run(100);
        host.server.validity.padding.insert(format!("/goods/{number}"), 300);
        ask(&mut host, "product", &number.to_string());
        host.run(1_000);
        let bytes = read_bytes(&host.store);
        assert!(bytes <= 3_000, "{bytes} bytes after {number}");
        assert_eq!(host.engine().stats().stored_bytes, bytes as u64);
    }
    // 300 characters, some 130 of the record around them and a name of 43 are below 500 bytes each.
    assert_eq!(stored(&host.store).len(), 6, "as many as fit");
}

/// Guards the reading before the writing in `Engine::news_read`, and `recall_news` on `Show`.
#[test]
fn what_one_page_makes_stale_is_stale_on_the_other_when_it_is_shown() {
    use tuike_core::effect::Lifecycle;
    let mut host = SimHost::with(6, SimStore::default(), |config| {
        config.profile = Profile::parse(TAGGED).unwrap();
        config.shared = true;
    });
    let other = host.open();
    host.run(1_000);
    for page in [0, other] {
        host.on(page);
        for id in ["1", "2"] {
            ask(&mut host, "product", id);
        }
    }
    host.on(0).submit("order", json!({ "tag": 1, "item": "1" }));
    host.on(other).submit("order", json!({ "tag": 2, "item": "2" }));
    host.run(5_000);
    let news: Value = serde_json::from_slice(&host.store.records["tuike/version"]).unwrap();
    let tags: Vec<&String> = news["tags"].as_object().unwrap().keys().collect();
    assert_eq!(tags, ["product:1", "product:2"], "neither has written over the other's");
    for id in ["1", "2"] {
        host.line(&format!("/goods/{id}"), Line::Cut);
    }
    for page in [0, other] {
        host.on(page).lifecycle(Lifecycle::Show);
        host.run(100);
        for id in ["1", "2"] {
            assert!(ask(&mut host, "product", id).stale, "page {page}, product {id}");
        }
    }
}

/// Guards `Name::parse`: the list of keys alone tells a life everything.
#[test]
fn a_life_begins_with_the_sizes_of_the_one_before_without_reading_a_record() {
    let mut host = tagged(1, SimStore::default(), None);
    for id in 0..20 {
        host.server.validity.padding.insert(format!("/goods/{id}"), id * 37);
        ask(&mut host, "wallet", &id.to_string());
    }
    let bytes = host.engine().stats().stored_bytes;
    assert_eq!(bytes, read_bytes(&host.store) as u64);
    host.restart();
    let before = host.boundaries;
    host.run(100);
    assert_eq!(host.engine().stats().stored_bytes, bytes);
    assert_eq!(host.engine().stats().stored_entries as usize, 20);
    assert!(host.boundaries - before <= 6, "{} operations", host.boundaries - before);
}
