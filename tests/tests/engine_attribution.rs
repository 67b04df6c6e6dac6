//! By which share link a customer came: what is acknowledged is durable, and orders are owed to it.
//!
//! The shop of these tests wants attribution: `from` of an order's body is the token it is owed to.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tuike_core::backend::Profile;
use tuike_core::effect::{Lifecycle, StoreOp};
use tuike_core::engine::{Command, CommandId, Event};
use tuike_core::share::{Channel, Id, Payload, encode};
use tuike_core::time::Timestamp;
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::server::PROFILE;
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::{START, SimHost};

const KEY: &str = "tuike/attribution";
const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

fn profile() -> Profile {
    let mut profile: Value = serde_json::from_str(PROFILE).unwrap();
    profile["attribution"] = json!({ "promoter": "/promoter" });
    profile["mutations"]["order"]["attribution"] =
        json!({ "put": "/from", "refused": { "at": "/attribution", "in": ["forged"] } });
    Profile::parse(&profile.to_string()).unwrap()
}

fn host_over(seed: u64, store: SimStore) -> SimHost {
    SimHost::with(seed, store, |config| config.profile = profile())
}

fn host(seed: u64) -> SimHost {
    host_over(seed, SimStore::default())
}

fn token(promoter: u64) -> String {
    let at = Timestamp::from_millis(START);
    let (promoter, item) = (Id::from(promoter), Id::from(42));
    let payload = Payload { promoter, item, channel: Channel::Link, at, campaign: None };
    encode(&payload).unwrap().to_string()
}

fn touch(host: &mut SimHost, promoter: u64) -> CommandId {
    host.command(Command::Touch { token: token(promoter) })
}

fn touched(host: &mut SimHost, promoter: u64) {
    let command = touch(host, promoter);
    host.run(100);
    assert_eq!(host.answer(command), &Event::Done { command });
}

/// Orders, waits for it to be sent, and says to whom it is owed.
fn owed(host: &mut SimHost, tag: u64, body: Value) -> Option<String> {
    let mut order = json!({ "tag": tag });
    order.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    host.submit("order", order);
    assert!(host.settle(10 * HOUR), "sent");
    host.server.claims.get(&tag).expect("the order was taken").clone()
}

fn code_of(host: &SimHost, command: CommandId) -> &'static str {
    match host.answer(command) {
        Event::Failed { error, .. } => error.code.as_str(),
        event => panic!("{event:?}"),
    }
}

/// What the store would tell the next life, read without the code under test.
fn stored(host: &SimHost) -> Vec<String> {
    let Some(bytes) = host.store.records.get(KEY) else { return Vec::new() };
    let record: Value = serde_json::from_slice(bytes).unwrap();
    let touches = record["touches"].as_array().unwrap();
    touches.iter().map(|touch| touch["token"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_order_is_owed_to_the_last_link_the_customer_came_by_also_after_a_restart() {
    let mut host = host(1);
    assert_eq!(owed(&mut host, 1, json!({})), None, "nobody has come by a link");
    touched(&mut host, 11);
    touched(&mut host, 12);
    assert_eq!(owed(&mut host, 2, json!({})), Some(token(12)));
    host.restart();
    assert_eq!(owed(&mut host, 3, json!({})), Some(token(12)));
    host.run(31 * DAY);
    assert_eq!(owed(&mut host, 4, json!({})), None, "the window has passed");
}

/// Touches are the device's: the sale is owed to whose link was followed, whoever is logged in.
#[test]
fn a_logout_and_another_login_leave_by_which_link_the_customer_came() {
    let mut host = host(2);
    touched(&mut host, 9);
    for user in ["ann", "bob"] {
        let params = json!({ "user": user, "password": "demo" });
        host.command(Command::Login { params });
        host.run(2_000);
        host.command(Command::Logout);
        host.run(2_000);
    }
    assert_eq!(owed(&mut host, 1, json!({})), Some(token(9)));
    host.restart();
    assert_eq!(owed(&mut host, 2, json!({})), Some(token(9)));
}

#[test]
fn an_order_that_names_its_link_keeps_it_and_other_mutations_carry_none() {
    let mut host = host(2);
    touched(&mut host, 11);
    assert_eq!(owed(&mut host, 1, json!({ "from": "t-1" })), Some("t-1".into()));
    assert_eq!(owed(&mut host, 2, json!({ "from": "" })), Some(String::new()), "to nobody");
    assert_eq!(owed(&mut host, 3, json!({ "from": null })), Some(token(11)));
    host.submit("note", json!({ "tag": 4 }));
    assert!(host.settle(HOUR));
    assert_eq!(host.server.claims[&4], None);
}

#[test]
fn the_link_counts_that_was_known_when_the_order_was_handed_over_not_when_it_was_sent() {
    let mut host = host(3);
    touched(&mut host, 11);
    host.line("/orders", tuike_tests::sim_host::Line::Cut);
    host.submit("order", json!({ "tag": 1 }));
    host.run(HOUR);
    touched(&mut host, 12);
    host.restart();
    host.line("/orders", tuike_tests::sim_host::Line::Good);
    assert!(host.settle(10 * HOUR));
    assert_eq!(host.server.claims[&1], Some(token(11)));
}

#[test]
fn an_order_in_the_first_moment_waits_until_the_store_has_said_who_brought_the_customer() {
    let mut host = host(4);
    touched(&mut host, 11);
    host.restart();
    let order = host.submit("order", json!({ "tag": 1 }));
    let note = host.submit("note", json!({ "tag": 2 }));
    assert!(host.answers(order).is_empty() && host.answers(note).is_empty());
    assert!(host.settle(HOUR));
    assert_eq!(host.server.claims[&1], Some(token(11)));
}

#[test]
fn an_order_does_not_wait_for_a_record_that_the_store_will_not_give() {
    let mut host = host(5);
    touched(&mut host, 11);
    host.store.refuse = |op| matches!(op, StoreOp::Read { key } if key == KEY);
    host.restart();
    assert_eq!(owed_soon(&mut host, 1), None);
    host.store.refuse = |_| false;
    host.run(HOUR);
    assert_eq!(owed(&mut host, 2, json!({})), Some(token(11)), "it was asked again");
}

fn owed_soon(host: &mut SimHost, tag: u64) -> Option<String> {
    host.submit("order", json!({ "tag": tag }));
    host.run(10_000);
    host.server.claims.get(&tag).expect("the order was taken").clone()
}

#[test]
fn a_promoter_is_not_paid_for_an_own_order_and_takes_nobodys_place() {
    let mut host = host(6);
    touched(&mut host, 9);
    touched(&mut host, 7);
    assert_eq!(owed(&mut host, 1, json!({})), Some(token(7)), "nobody is logged in");
    for (user, expected) in [("demo", 9), ("other", 7)] {
        host.command(Command::Login { params: json!({ "user": user, "password": "demo" }) });
        host.run(HOUR);
        assert_eq!(owed(&mut host, expected, json!({})), Some(token(expected)), "{user}");
    }
    host.command(Command::Login { params: json!({ "user": "demo", "password": "demo" }) });
    host.run(HOUR);
    host.restart();
    assert_eq!(owed(&mut host, 3, json!({})), Some(token(9)), "demo is 7, also after a restart");
    host.command(Command::Logout);
    host.run(HOUR);
    assert_eq!(owed(&mut host, 4, json!({})), Some(token(7)));
}

#[test]
fn a_token_that_the_server_refuses_is_told_and_claims_no_other_order() {
    let mut host = host(7);
    touched(&mut host, 11);
    touched(&mut host, 12);
    host.server.forged.insert(token(12));
    let order = host.submit("order", json!({ "tag": 1 }));
    assert!(host.settle(HOUR));
    let Event::Stored { id: order, .. } = host.answer(order) else { panic!() };
    let told: Vec<_> = host
        .events()
        .filter_map(|event| match event {
            Event::AttributionRefused { id, token, verdict } => Some((id, token, verdict.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(order, &token(12), "forged")]);
    assert_eq!(owed(&mut host, 2, json!({})), Some(token(11)));
    assert_eq!(stored(&host), [token(11)]);
    // Not believed again in this life, and not in the store for the next one.
    touched(&mut host, 12);
    assert_eq!(owed(&mut host, 3, json!({})), Some(token(11)));
    host.restart();
    assert_eq!(owed(&mut host, 4, json!({})), Some(token(11)));
}

#[test]
fn a_click_within_an_hour_is_the_same_one_and_is_not_written_again() {
    let mut host = host(8);
    touched(&mut host, 11);
    let written = host.store.written;
    host.run(HOUR - 1_000);
    touched(&mut host, 11);
    assert_eq!(host.store.written, written);
    host.run(2_000);
    touched(&mut host, 11);
    assert_eq!(stored(&host), [token(11), token(11)]);
}

#[test]
fn two_pages_over_one_store_lose_neither_touch() {
    let mut first = host(9);
    let mut second = host(10);
    touched(&mut first, 11);
    // The other page was opened before, and writes after.
    second.store.records = first.store.records.clone();
    second.run(HOUR);
    touched(&mut second, 12);
    assert_eq!(stored(&second).len(), 2);
    first.store.records = second.store.records.clone();
    first.run(2 * HOUR);
    first.lifecycle(Lifecycle::Show);
    first.run(100);
    assert_eq!(owed(&mut first, 1, json!({})), Some(token(12)), "coming to the front reads again");
}

#[test]
fn a_full_store_gives_up_cached_reads_for_a_touch_and_a_refusing_one_says_so() {
    let mut host = host(11);
    for page in 1..4 {
        host.query("goods", json!({ "cursor": page }));
    }
    host.run(1_000);
    host.store.capacity = host.store.used();
    touched(&mut host, 11);
    assert_eq!(stored(&host), [token(11)]);
    host.store.refuse = |op| matches!(op, StoreOp::Write { .. });
    let refused = touch(&mut host, 12);
    host.run(1_000);
    assert_eq!(code_of(&host, refused), "engine/touch-not-stored");
    host.store.refuse = |_| false;
    assert_eq!(owed(&mut host, 1, json!({})), Some(token(12)), "it counts in this life");
}

#[test]
fn what_is_no_token_is_refused_and_changes_nothing() {
    let mut host = host(12);
    let command = host.command(Command::Touch { token: "hello".into() });
    host.run(100);
    assert_eq!(code_of(&host, command), "share/malformed");
    assert_eq!(host.store.records.get(KEY), None);
}

#[test]
fn a_record_of_a_later_version_is_left_as_it_is_and_touches_count_in_this_life() {
    let mut store = SimStore::default();
    let record = br#"{"version":2,"clicks":"new"}"#.to_vec();
    store.records.insert(KEY.into(), record.clone());
    let mut host = host_over(13, store);
    let command = touch(&mut host, 11);
    host.run(1_000);
    assert_eq!(code_of(&host, command), "attribution/newer-version");
    assert_eq!(host.count(|event| matches!(event, Event::Damaged { key } if key == KEY)), 1);
    assert_eq!(owed(&mut host, 1, json!({})), Some(token(11)));
    assert_eq!(host.store.records[KEY], record);
}

#[test]
fn a_record_that_cannot_be_read_is_copied_aside_and_the_next_touch_is_kept() {
    let mut store = SimStore::default();
    store.records.insert(KEY.into(), b"{\"version\":1,\"tou".to_vec());
    let mut host = host_over(14, store);
    touched(&mut host, 11);
    assert_eq!(host.store.records["tuike/damaged/attribution"], b"{\"version\":1,\"tou");
    host.restart();
    assert_eq!(owed(&mut host, 1, json!({})), Some(token(11)));
}

/// Three touches, a login, an order and a forged token, with one thing going wrong. Whatever it was,
/// every touch that was acknowledged (and not refused by the server) is there for the next life.
fn a_visit(plan: Plan) -> (usize, Result<(), String>) {
    let mut host = host(15);
    host.plan = plan;
    host.server.forged.insert(token(13));
    let mut touches = Vec::new();
    for promoter in [11, 12, 13] {
        let command = touch(&mut host, promoter);
        touches.push((command, promoter));
        host.run(50);
    }
    host.command(Command::Login { params: json!({ "user": "demo", "password": "demo" }) });
    host.run(500);
    host.submit("order", json!({ "tag": 1 }));
    host.run(2_000);
    host.lifecycle(Lifecycle::Show);
    let last = touch(&mut host, 14);
    touches.push((last, 14));
    host.run(1_000);

    let boundaries = host.boundaries;
    host.plan = Plan::Calm;
    let acknowledged: BTreeSet<String> = touches
        .iter()
        .filter(|(command, _)| host.answers(*command) == [&Event::Done { command: *command }])
        .map(|(_, promoter)| token(*promoter))
        .collect();
    host.restart();
    if !host.settle(12 * HOUR) {
        return (boundaries, Err("frozen".into()));
    }
    let kept: BTreeSet<String> = stored(&host).into_iter().collect();
    let refused = BTreeSet::from([token(13)]);
    let lost: Vec<_> = acknowledged.difference(&kept).filter(|t| !refused.contains(*t)).collect();
    let result = if lost.is_empty() { Ok(()) } else { Err(format!("lost: {lost:?}")) };
    (boundaries, result)
}

#[test]
fn no_acknowledged_touch_is_lost_wherever_one_thing_goes_wrong() {
    let (boundaries, calm) = a_visit(Plan::Calm);
    assert_eq!(calm, Ok(()));
    assert!(boundaries > 15, "a visit with {boundaries} boundaries shows little");
    for at in 0..boundaries {
        for fault in Fault::ALL {
            let (_, result) = a_visit(Plan::Once { at, fault });
            assert_eq!(result, Ok(()), "{fault:?} at {at}");
        }
    }
}
