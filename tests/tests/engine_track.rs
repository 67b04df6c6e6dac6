//! Tracking: what the user agreed to, what each event says of itself, and that each arrives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tuike_core::backend::Profile;
use tuike_core::effect::{Effect, HttpResponse, Lifecycle, StoreOp};
use tuike_core::engine::{Command, CommandId, Config, Event};
use tuike_core::track::Consent;
use tuike_tests::sim_host::answers::page;
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::{Line, SimHost, server};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const KEY: &str = "tuike/consent";

fn over(store: SimStore, consent: Option<Consent>) -> SimHost {
    SimHost::with(1, store, |config| config.consent = consent)
}

fn track(host: &mut SimHost, tag: u64) -> CommandId {
    host.track("seen", json!({ "tag": tag }))
}

fn say(host: &mut SimHost, consent: Consent) -> CommandId {
    host.command(Command::Consent { consent })
}

fn is_done(host: &SimHost, command: CommandId) -> bool {
    matches!(host.answers(command)[..], [Event::Done { .. }])
}

/// The id under which a command was stored; empty where it was not taken.
#[track_caller]
fn stored(host: &SimHost, command: CommandId) -> &str {
    match host.answer(command) {
        Event::Stored { id, .. } => id,
        other => panic!("{other:?}"),
    }
}

fn event_records(host: &SimHost) -> usize {
    let records = host.store.records.iter();
    let is_event = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(r#""kind":"event""#);
    records.filter(|(key, bytes)| key.starts_with("tuike/o/") && is_event(bytes)).count()
}

fn remembered(host: &SimHost) -> Option<Value> {
    host.store.records.get(KEY).map(|bytes| serde_json::from_slice(bytes).unwrap())
}

fn tags(host: &SimHost) -> Vec<u64> {
    host.server.tags("/events")
}

#[test]
fn a_no_removes_what_waits_and_nothing_is_sent_after_it_in_any_life() {
    let mut host = SimHost::new(1);
    host.line("/events", Line::Cut);
    for tag in 1..=7 {
        track(&mut host, tag);
    }
    host.submit("note", json!({ "tag": 8 }));
    host.run(MINUTE);
    assert_eq!((host.engine().counts().waiting, event_records(&host)), (7, 7));

    let no = say(&mut host, Consent::Denied);
    host.run(SECOND);
    assert!(is_done(&host, no));
    assert_eq!((host.engine().counts().waiting, event_records(&host)), (0, 0));
    assert_eq!(remembered(&host), Some(json!({ "v": 1, "consent": "denied" })));

    host.line("/events", Line::Good);
    let (before, after) = (host.tried("/events"), track(&mut host, 9));
    host.run(HOUR);
    assert_eq!(stored(&host, after), "", "taken, and dropped");
    host.restart();
    let later = track(&mut host, 10);
    host.run(HOUR);
    assert_eq!(stored(&host, later), "");
    assert_eq!((host.tried("/events"), tags(&host)), (before, vec![]));
    assert_eq!(host.server.tags("/notes"), [8], "only events are meant");
}

#[test]
fn what_waits_for_a_yes_goes_once_when_it_comes_also_in_another_life() {
    let mut host = over(SimStore::default(), Some(Consent::Pending));
    for tag in 1..=7 {
        let command = track(&mut host, tag);
        host.run(SECOND);
        assert_ne!(stored(&host, command), "");
    }
    let flush = host.command(Command::Flush);
    host.run(HOUR);
    assert!(is_done(&host, flush), "what must not go is not waited for");
    host.restart();
    host.lifecycle(Lifecycle::Hide);
    host.run(HOUR);
    assert_eq!((host.tried("/events"), host.engine().counts().waiting), (0, 7));

    let yes = say(&mut host, Consent::Granted);
    assert!(host.settle(HOUR));
    assert!(is_done(&host, yes));
    assert_eq!((tags(&host), host.server.replays), ((1..=7).collect(), 0));
    assert_eq!(host.store.records.keys().collect::<Vec<_>>(), [KEY]);
}

#[test]
fn what_the_user_said_wins_over_nothing_yet_and_gives_way_to_an_explicit_word() {
    let remembering = |consent: &str| {
        let mut store = SimStore::default();
        let record = format!(r#"{{"v":1,"consent":"{consent}"}}"#);
        store.records.insert(KEY.into(), record.into_bytes());
        store
    };
    let (yes, no, none) = (Some(Consent::Granted), Some(Consent::Denied), None);
    for (stored, told, holds, kept) in [
        (None, none, Consent::Granted, None),
        (None, Some(Consent::Pending), Consent::Pending, None),
        (None, no, Consent::Denied, Some("denied")),
        (Some("granted"), Some(Consent::Pending), Consent::Granted, Some("granted")),
        (Some("denied"), Some(Consent::Pending), Consent::Denied, Some("denied")),
        (Some("denied"), none, Consent::Denied, Some("denied")),
        (Some("pending"), none, Consent::Pending, Some("pending")),
        (Some("denied"), yes, Consent::Granted, Some("granted")),
        (Some("granted"), no, Consent::Denied, Some("denied")),
    ] {
        let mut host = over(stored.map(remembering).unwrap_or_default(), told);
        host.run(SECOND);
        let case = format!("{stored:?} and {told:?}");
        assert_eq!(host.engine().consent(), holds, "{case}");
        let record = remembered(&host).map(|record| record["consent"].clone());
        assert_eq!(record, kept.map(Value::from), "{case}");
        track(&mut host, 1);
        host.run(MINUTE);
        let sends = holds == Consent::Granted;
        assert_eq!(tags(&host).len(), usize::from(sends), "{case}");
        assert_eq!(event_records(&host), usize::from(holds == Consent::Pending), "{case}");
    }
}

/// Guards `hold_events` in `Engine::mind_consent` before the store has spoken.
#[test]
fn as_long_as_the_store_does_not_say_what_was_said_events_are_kept_and_wait() {
    let mut host = SimHost::new(3);
    let refuse = |op: &StoreOp| matches!(op, StoreOp::Read { key } if key == KEY);
    host.store.refuse = refuse;
    host.restart();
    let command = track(&mut host, 1);
    host.run(HOUR);
    assert_ne!(stored(&host, command), "");
    assert_eq!(host.tried("/events"), 0);
    host.store.refuse = |_| false;
    host.run(HOUR);
    assert_eq!(tags(&host), [1]);
}

#[test]
fn a_record_that_cannot_be_read_may_have_been_a_no() {
    let mut store = SimStore::default();
    store.records.insert(KEY.into(), b"{\"v\":7,\"consent\":\"granted\"}".to_vec());
    let mut host = over(store, None);
    let command = track(&mut host, 1);
    host.run(HOUR);
    assert_ne!(stored(&host, command), "");
    assert_eq!((host.engine().consent(), host.tried("/events")), (Consent::Pending, 0));
    assert_eq!(host.count(|event| matches!(event, Event::Damaged { key } if key == KEY)), 1);
    assert!(host.store.records[KEY].starts_with(b"{\"v\":7"), "it is left where it was");
    say(&mut host, Consent::Granted);
    host.run(HOUR);
    assert_eq!(tags(&host), [1]);
}

#[test]
fn a_word_that_cannot_be_stored_holds_until_the_app_ends_and_says_so() {
    let mut host = SimHost::new(4);
    host.run(SECOND);
    host.store.refuse = |op| matches!(op, StoreOp::Write { key, .. } if key == KEY);
    let no = say(&mut host, Consent::Denied);
    host.run(SECOND);
    let Event::Failed { error, .. } = host.answer(no) else { panic!() };
    assert_eq!(error.code.as_str(), "engine/consent-not-stored");
    let command = track(&mut host, 1);
    host.run(HOUR);
    assert_eq!((stored(&host, command), host.tried("/events")), ("", 0));
}

/// A batch that was in the air at the no is not sent again, whatever came of it.
#[test]
fn what_is_in_the_air_at_the_no_is_not_sent_again() {
    let refused = HttpResponse { status: 400, headers: Vec::new(), body: String::new() };
    for line in [Line::Deaf, Line::Cut, Line::Says(refused), Line::Says(page("<html>"))] {
        let mut host = SimHost::new(5);
        host.run(SECOND);
        for tag in 1..=5 {
            track(&mut host, tag);
        }
        host.line("/events", line.clone());
        while host.flying("/events") == 0 {
            host.run(5);
        }
        let no = say(&mut host, Consent::Denied);
        host.run(DAY);
        assert!(is_done(&host, no));
        assert_eq!((host.tried("/events"), event_records(&host)), (1, 0), "{line:?}");
        let told = host.count(|e| matches!(e, Event::Dead { .. } | Event::Sent { .. }));
        assert_eq!((told, host.engine().counts().waiting), (0, 0), "{line:?}");
    }
}

/// Guards `Place::Storing` in `Outbox::purge_events`, and what was asked of an entry meanwhile.
#[test]
fn every_command_is_answered_though_its_event_was_removed() {
    let mut host = SimHost::new(6);
    let refused = HttpResponse { status: 400, headers: Vec::new(), body: String::new() };
    host.line("/events", Line::Says(refused));
    let dead = track(&mut host, 1);
    host.run(MINUTE);
    let id = stored(&host, dead).to_owned();
    let retry = host.command(Command::Retry { id });
    let storing = track(&mut host, 2);
    say(&mut host, Consent::Denied);
    host.run(MINUTE);
    assert_eq!(stored(&host, storing), "");
    let Event::Failed { error, .. } = host.answer(retry) else { panic!() };
    assert_eq!(error.code.as_str(), "outbox/no-such-entry");
    assert_eq!(event_records(&host), 0);
}

#[test]
fn one_page_says_no_and_the_other_sends_no_further_batch() {
    for shared in [true, false] {
        let mut host = SimHost::with(7, SimStore::default(), |config| config.shared = shared);
        let other = host.open();
        host.run(SECOND);
        host.on(other);
        for tag in 1..=5 {
            track(&mut host, tag);
        }
        host.run(SECOND);
        assert_eq!(tags(&host), [1, 2, 3, 4, 5], "a batch");
        for tag in 6..=8 {
            track(&mut host, tag);
        }
        host.run(SECOND);
        host.on(0);
        let no = say(&mut host, Consent::Denied);
        host.run(SECOND);
        assert!(is_done(&host, no));
        host.on(other);
        if !shared {
            // Where there are no locks nobody asks before each batch; coming to the front does.
            host.lifecycle(Lifecycle::Show);
        }
        host.run(HOUR);
        assert_eq!(host.engine().consent(), Consent::Denied, "shared: {shared}");
        assert_eq!((host.tried("/events"), event_records(&host)), (1, 0), "shared: {shared}");
        host.on(0);
        say(&mut host, Consent::Granted);
        host.run(SECOND);
        host.on(other).lifecycle(Lifecycle::Show);
        host.run(SECOND);
        track(&mut host, 9);
        host.run(MINUTE);
        assert_eq!(tags(&host), [1, 2, 3, 4, 5, 9]);
    }
}

/// Guards that a failed question counts in `Engine::consent_read`: otherwise it is asked without end.
#[test]
fn pages_go_on_with_what_they_know_where_the_store_will_not_say_it_again() {
    let mut host = SimHost::with(12, SimStore::default(), |config| config.shared = true);
    host.run(SECOND);
    host.store.refuse = |op| matches!(op, StoreOp::Read { key } if key == KEY);
    for tag in 1..=6 {
        track(&mut host, tag);
    }
    host.run(MINUTE);
    assert_eq!(tags(&host), [1, 2, 3, 4, 5, 6]);
    assert!(host.boundaries < 60, "{}", host.boundaries);
}

/// Guards `asked_consent` in `Engine::flushed` and the flush in `Engine::gate`.
#[test]
fn a_flush_waits_for_what_is_asked_before_a_batch() {
    let mut host = SimHost::with(13, SimStore::default(), |config| config.shared = true);
    track(&mut host, 1);
    let early = host.command(Command::Flush);
    host.run(SECOND);
    assert!(is_done(&host, early));
    assert_eq!(tags(&host), [1]);
    track(&mut host, 2);
    host.run(100);
    let late = host.command(Command::Flush);
    host.run(SECOND);
    assert!(is_done(&host, late));
    assert_eq!(tags(&host), [1, 2]);
}

/// Guards `outdated` in `Engine::consent_read`.
#[test]
fn what_is_said_before_the_store_has_spoken_is_newer_than_what_it_says() {
    let mut store = SimStore::default();
    store.records.insert(KEY.into(), br#"{"v":1,"consent":"granted"}"#.to_vec());
    let mut host = over(store, None);
    say(&mut host, Consent::Denied);
    let command = track(&mut host, 1);
    host.run(HOUR);
    assert_eq!((stored(&host, command), host.tried("/events")), ("", 0));
    assert_eq!(remembered(&host).unwrap()["consent"], json!("denied"));
    assert_eq!(host.engine().consent(), Consent::Denied);
}

/// Guards `asked_consent` in `Engine::mind_consent`: what is being asked is not known.
#[test]
fn nothing_goes_while_a_page_that_came_to_the_front_asks() {
    let mut host = SimHost::new(14);
    let other = host.open();
    host.run(SECOND);
    host.on(other);
    track(&mut host, 1);
    host.run(SECOND);
    host.on(0);
    say(&mut host, Consent::Denied);
    host.run(SECOND);
    host.on(other).lifecycle(Lifecycle::Show);
    let flush = host.command(Command::Flush);
    host.run(HOUR);
    assert!(is_done(&host, flush));
    assert_eq!((host.tried("/events"), event_records(&host)), (0, 0));
}

/// Guards `Track::forget`, and that nothing is even written between a no and a yes.
#[test]
fn after_a_no_another_session_begins_and_in_between_nothing_is_written() {
    let mut host = SimHost::new(15);
    track(&mut host, 1);
    host.run(MINUTE);
    say(&mut host, Consent::Denied);
    host.run(SECOND);
    let written = host.store.written;
    track(&mut host, 2);
    host.run(MINUTE);
    assert_eq!(host.store.written, written);
    say(&mut host, Consent::Granted);
    track(&mut host, 3);
    host.run(MINUTE);
    let sessions = numbers(&host);
    assert_eq!(sessions.len(), 2);
    assert!(sessions.values().all(|numbers| numbers.keys().eq([&1])));
}

/// Guards `Parked::Consent`.
#[test]
fn a_word_finds_room_where_the_store_is_full() {
    let mut host = over(SimStore::default(), Some(Consent::Pending));
    for tag in 1..=8 {
        track(&mut host, tag);
    }
    host.run(SECOND);
    host.store.capacity = host.store.used();
    let yes = say(&mut host, Consent::Granted);
    host.run(SECOND);
    assert!(is_done(&host, yes));
    assert_eq!(remembered(&host).unwrap()["consent"], json!("granted"));
}

#[test]
fn a_no_removes_dead_letters_where_there_is_nothing_else() {
    let mut host = SimHost::new(16);
    let refused = HttpResponse { status: 400, headers: Vec::new(), body: String::new() };
    host.line("/events", Line::Says(refused));
    track(&mut host, 1);
    host.run(MINUTE);
    assert_eq!(host.engine().dead_letters().len(), 1);
    say(&mut host, Consent::Denied);
    host.run(SECOND);
    assert_eq!((host.engine().dead_letters().len(), event_records(&host)), (0, 0));
}

/// Guards `contains_key` in `Outbox::settled`: nothing gives way to what is gone.
#[test]
fn an_event_that_found_no_room_before_the_no_takes_no_room_after_it() {
    let mut host = SimHost::new(17);
    say(&mut host, Consent::Granted);
    host.query("goods", json!({ "page": 1 }));
    host.run(MINUTE);
    host.store.capacity = host.store.used();
    let command = track(&mut host, 1);
    say(&mut host, Consent::Denied);
    host.run(MINUTE);
    assert_eq!(stored(&host, command), "");
    assert_eq!(host.count(|event| matches!(event, Event::Evicted { .. })), 0);
}

/// Tracks, says no or yes, tracks again; something goes wrong once. Gives the number of boundaries.
fn once(word: Consent, plan: Plan) -> usize {
    let what = format!("{word:?}, {plan:?}");
    let mut host = over(SimStore::default(), Some(Consent::Pending));
    host.plan = plan;
    host.run(50);
    let mut commands: Vec<(u64, CommandId)> = Vec::new();
    for tag in 1..=4 {
        commands.push((tag, track(&mut host, tag)));
        host.run(2);
    }
    let command = say(&mut host, word);
    commands.push((5, track(&mut host, 5)));
    host.run(30 * SECOND);
    host.restart();
    commands.push((6, track(&mut host, 6)));
    host.run(30 * SECOND);
    let boundaries = host.boundaries;
    host.plan = Plan::Calm;
    let said = is_done(&host, command);
    if word == Consent::Denied && said {
        let sent = host.server.events.len();
        host.restart();
        host.run(DAY);
        assert_eq!(host.server.events.len(), sent, "{what}: sent after the no");
        assert_eq!((sent, event_records(&host)), (0, 0), "{what}");
        assert_eq!(host.engine().consent(), Consent::Denied, "{what}");
        return boundaries;
    }
    // Whatever was not heard is said again.
    say(&mut host, Consent::Granted);
    host.run(4 * DAY);
    assert_eq!(event_records(&host), 0, "{what}");
    let arrived: BTreeSet<u64> = tags(&host).into_iter().collect();
    assert_eq!(arrived.len(), tags(&host).len(), "{what}: twice");
    if word == Consent::Granted {
        for (tag, command) in commands {
            if let [Event::Stored { id, .. }] = host.answers(command)[..] {
                let evicted = host.count(|event| matches!(event, Event::Evicted { .. })) > 0;
                assert!(
                    id.is_empty() || evicted || arrived.contains(&tag),
                    "{what}: {tag} is lost"
                );
            }
        }
        if said {
            host.restart();
            host.run(SECOND);
            assert_eq!(host.engine().consent(), Consent::Granted, "{what}");
        }
    }
    boundaries
}

#[test]
fn a_word_that_was_acknowledged_is_kept_wherever_one_thing_goes_wrong() {
    for word in [Consent::Granted, Consent::Denied] {
        let boundaries = once(word, Plan::Calm);
        assert!(boundaries > 12, "{boundaries}");
        for fault in Fault::ALL {
            for at in 0..boundaries {
                once(word, Plan::Once { at, fault });
            }
        }
    }
}

/// The numbers of each session's events as the server saw them.
fn numbers(host: &SimHost) -> BTreeMap<String, BTreeMap<u64, String>> {
    let mut sessions: BTreeMap<String, BTreeMap<u64, String>> = BTreeMap::new();
    for event in &host.server.events {
        let id = event["id"].as_str().unwrap().to_owned();
        let session = sessions.entry(event["session"].as_str().unwrap().to_owned()).or_default();
        let held = session.insert(event["seq"].as_u64().unwrap(), id.clone());
        assert!(held.is_none_or(|held| held == id), "a number for two events");
    }
    sessions
}

#[test]
fn a_session_has_neither_gaps_nor_repeats_and_a_pause_or_a_new_life_begins_another() {
    let mut host = SimHost::new(8);
    let mut tag = 0;
    let mut expected = Vec::new();
    for (events, pause) in [(3, 29 * MINUTE), (4, 31 * MINUTE), (1, HOUR), (6, 0)] {
        for _ in 0..events {
            tag += 1;
            track(&mut host, tag);
            // What is refused, sampled out or not agreed to is not counted.
            host.track("", json!({}));
            host.track("seen", json!({ "a": { "b": { "c": {} } } }));
            host.run(SECOND);
        }
        host.run(pause);
        expected.push(events);
    }
    host.restart();
    track(&mut host, tag + 1);
    host.run(HOUR);
    let sessions = numbers(&host);
    let mut sizes: Vec<usize> = sessions.values().map(BTreeMap::len).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 1, 6, 7], "3 and 4 are one: {expected:?}");
    for session in sessions.values() {
        assert_eq!(
            session.keys().copied().collect::<Vec<_>>(),
            (1..=session.len() as u64).collect::<Vec<_>>()
        );
    }
}

/// A number that is missing at the server is an event that was not promised, or that gave way.
#[test]
fn a_gap_is_a_loss_that_was_told_wherever_things_go_wrong() {
    for seed in 0..60 {
        let mut host = SimHost::with(seed, SimStore::default(), |_| {});
        host.plan = Plan::Anywhere { prng: tuike_tests::sim_host::choices(seed), of_thousand: 60 };
        let mut commands = Vec::new();
        for tag in 0..40 {
            commands.push(track(&mut host, tag));
            host.run(7 * SECOND);
        }
        host.plan = Plan::Calm;
        host.run(4 * DAY);
        let told =
            commands.iter().filter(|c| matches!(host.answers(**c)[..], [Event::Stored { .. }]));
        let mut lost = commands.len() - told.count();
        for event in host.events() {
            if let Event::Evicted { class: "events", entries } = event {
                lost += *entries as usize;
            }
        }
        let gaps: u64 = numbers(&host)
            .values()
            .map(|session| session.keys().last().unwrap() - session.len() as u64)
            .sum();
        assert!(gaps as usize <= lost, "seed {seed}: {gaps} gaps, {lost} losses were told");
    }
}

#[test]
fn an_answer_that_is_lost_brings_the_same_events_again_under_the_same_ids() {
    let mut host = SimHost::new(9);
    host.run(SECOND);
    host.line("/events", Line::Deaf);
    let commands: Vec<CommandId> = (1..=5).map(|tag| track(&mut host, tag)).collect();
    host.run(MINUTE);
    host.line("/events", Line::Good);
    host.run(HOUR);
    let ids: BTreeSet<&str> = commands.iter().map(|command| stored(&host, *command)).collect();
    let came: Vec<&str> = host.server.events.iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert!(came.len() > 5, "{came:?}");
    assert_eq!(came.iter().copied().collect::<BTreeSet<_>>(), ids);
    assert_eq!(tags(&host), [1, 2, 3, 4, 5]);
}

#[test]
fn common_properties_and_masks_reach_the_server_and_the_store_alike() {
    let mut host = SimHost::new(10);
    let common = host.command(Command::Common { props: json!({ "tier": "gold", "tag": 0 }) });
    let wrong = host.command(Command::Common { props: json!([]) });
    host.track("seen", json!({ "tag": 1, "by": "13812345678" }));
    host.run(SECOND);
    assert!(is_done(&host, common));
    let Event::Failed { error, .. } = host.answer(wrong) else { panic!() };
    assert_eq!(
        (error.code.as_str(), error.details.path.as_deref()),
        ("track/props-not-an-object", Some("common"))
    );
    let all = host.store.records.values().flatten().copied().collect::<Vec<u8>>();
    assert!(!String::from_utf8_lossy(&all).contains("13812345678"), "masked before it is stored");
    host.run(MINUTE);
    let props = json!({ "tier": "gold", "tag": 1, "by": "138****5678" });
    assert_eq!(host.server.events[0]["props"], props);
}

fn with_format(format: &str) -> SimHost {
    let profile =
        server::PROFILE.replace(r#""batch": 5"#, &format!(r#""format": "{format}", "batch": 3"#));
    assert_ne!(profile, server::PROFILE);
    let profile = Profile::parse(&profile).unwrap();
    SimHost::with(11, SimStore::default(), |config: &mut Config| config.profile = profile)
}

fn body_in_the_air(host: &SimHost) -> Option<String> {
    host.in_the_air().find_map(|effect| match effect {
        Effect::Http(http) => http.body.clone(),
        _ => None,
    })
}

/// Guards `Outbox::each`: one is sent, one dies, one goes again, alone.
#[test]
fn kafka_says_of_each_event_what_came_of_it() {
    let mut host = with_format("kafka");
    host.run(SECOND);
    let reports = [
        r#"{"error_code":200}"#,
        r#"{"error_code":42206,"message":"no"}"#,
        r#"{"error_code":50003}"#,
    ];
    host.line("/events", Line::Says(page(&reports.join("\n"))));
    let commands: Vec<CommandId> = (1..=3).map(|tag| track(&mut host, tag)).collect();
    while host.flying("/events") == 0 {
        host.run(5);
    }
    let body = body_in_the_air(&host).unwrap();
    let ids: Vec<String> =
        commands.iter().map(|command| stored(&host, *command).to_owned()).collect();
    let lines: Vec<Value> = body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines.iter().map(|line| line["value"]["data"]["id"].as_str().unwrap()).collect::<Vec<_>>(),
        ids
    );
    while host.flying("/events") > 0 {
        host.run(5);
    }
    host.run(100);
    let counts = host.engine().counts();
    assert_eq!((counts.waiting, counts.dead), (1, 1));
    let letters = host.engine().dead_letters();
    assert_eq!(
        (letters[0].id.as_str(), letters[0].code.as_str()),
        (ids[1].as_str(), "backend/refused")
    );
    let sent =
        |id: &str| host.count(|event| matches!(event, Event::Sent { id: sent, .. } if sent == id));
    assert_eq!([sent(&ids[0]), sent(&ids[1]), sent(&ids[2])], [1, 0, 0]);

    host.line("/events", Line::Says(page(reports[0])));
    while host.flying("/events") == 0 {
        host.run(SECOND);
    }
    let again = body_in_the_air(&host).unwrap();
    assert_eq!(again.lines().count(), 1);
    assert!(again.contains(stored(&host, commands[2])));
    host.run(MINUTE);
    assert_eq!(host.engine().counts().waiting, 0);
}

/// Guards `flown`: reports are of what was sent, though something of it gave way meanwhile.
#[test]
fn reports_stay_with_their_events_though_one_gave_way_in_the_air() {
    let mut host = with_format("kafka");
    host.run(SECOND);
    let reports = [r#"{"error_code":200}"#, r#"{"error_code":42206}"#, r#"{"error_code":200}"#];
    host.line("/events", Line::Says(page(&reports.concat())));
    let commands: Vec<CommandId> = (1..=3).map(|tag| track(&mut host, tag)).collect();
    while host.flying("/events") == 0 {
        host.run(5);
    }
    // Full: the oldest event gives way to an order.
    host.store.capacity = host.store.used() + 10;
    host.submit("order", json!({ "tag": 4 }));
    host.run(MINUTE);
    assert_eq!(host.count(|event| matches!(event, Event::Evicted { class: "events", .. })), 1);
    let second = stored(&host, commands[1]);
    let dead: Vec<String> =
        host.engine().dead_letters().into_iter().map(|letter| letter.id).collect();
    assert_eq!(dead, [second]);
    assert_eq!(host.engine().counts().waiting, 0);
}

/// Guards `Delivery::Unauthorized` in `Outbox::each`.
#[test]
fn a_report_that_refuses_the_credentials_waits_for_others() {
    let mut host = with_format("kafka");
    host.run(SECOND);
    let reports = [r#"{"error_code":200}"#, r#"{"error_code":40101}"#, r#"{"error_code":40101}"#];
    host.line("/events", Line::Says(page(&reports.concat())));
    for tag in 1..=3 {
        track(&mut host, tag);
    }
    host.run(HOUR);
    assert_eq!((host.tried("/events"), host.engine().counts().waiting), (1, 2));
    assert_eq!(host.count(|event| *event == Event::Unauthorized), 1);
}
