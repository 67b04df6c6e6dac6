//! Users are kept apart: nothing of one is sent or shown under another, and all of it goes on when he is
//! back. Guarded by the owner of each entry (`core/src/outbox`) and by `known_as` in
//! `core/src/engine/auth.rs`, which says who it is.

use std::collections::BTreeMap;

use serde_json::json;
use tuike_core::engine::{Command, CommandId, Event};
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::tokens::renewing;
use tuike_tests::sim_host::{Line, SimHost, choices, command_of};

const HOUR: u64 = 3_600_000;

fn world(seed: u64) -> SimHost {
    let profile = renewing(|_| {});
    let mut host = SimHost::with(seed, SimStore::default(), |config| config.profile = profile);
    host.run(100);
    host
}

fn login(host: &mut SimHost, user: &str) -> CommandId {
    host.command(Command::Login { params: json!({ "user": user, "password": "demo" }) })
}

fn is(host: &mut SimHost, user: &str) {
    let command = login(host, user);
    host.run(2_000);
    assert!(matches!(host.answer(command), Event::Page { .. }));
}

fn out(host: &mut SimHost) {
    let command = host.command(Command::Logout);
    host.run(2_000);
    assert_eq!(host.answer(command), &Event::Done { command });
}

fn order(host: &mut SimHost, tag: u64) -> CommandId {
    host.submit("order", json!({ "tag": tag }))
}

fn offline(host: &mut SimHost, is: bool) {
    for path in ["/orders", "/notes", "/events"] {
        host.line(path, if is { Line::Cut } else { Line::Good });
    }
}

/// Whose token each tag came with, in the order in which they came.
fn taken(host: &SimHost) -> Vec<(u64, String)> {
    let user = |token: &Option<String>| match token {
        Some(token) => token.split('-').next().unwrap().to_owned(),
        None => String::new(),
    };
    host.server.taken.iter().map(|taken| (taken.tag, user(&taken.token))).collect()
}

fn waiting(host: &SimHost) -> (u32, u32) {
    let counts = host.engine().counts();
    (counts.waiting + counts.sending, counts.mutations)
}

fn of(user: &str, tags: &[u64]) -> Vec<(u64, String)> {
    tags.iter().map(|tag| (*tag, user.to_owned())).collect()
}

#[test]
fn what_waits_is_sent_under_its_owners_next_login_and_under_nobody_elses() {
    let mut host = world(1);
    is(&mut host, "ann");
    offline(&mut host, true);
    for tag in 1..=3 {
        order(&mut host, tag);
        host.track("seen", json!({ "tag": 10 + tag }));
    }
    host.run(1_000);
    assert_eq!(waiting(&host), (6, 3));
    out(&mut host);
    assert_eq!(waiting(&host), (0, 0), "a guest sees nothing of it");
    offline(&mut host, false);
    host.run(HOUR);
    is(&mut host, "bob");
    assert_eq!(waiting(&host), (0, 0), "nor does the next user");
    assert!(host.engine().waiting_entries(100).is_empty());
    order(&mut host, 4);
    let flush = host.command(Command::Flush);
    host.run(HOUR);
    assert_eq!(host.answer(flush), &Event::Done { command: flush });
    assert_eq!(taken(&host), of("bob", &[4]));
    host.restart();
    host.run(HOUR);
    assert_eq!(taken(&host), of("bob", &[4]));
    assert_eq!(host.store.keys("tuike/o/").len(), 6, "and all of it is stored");
    // She comes back: once, in order, under her new token.
    out(&mut host);
    is(&mut host, "ann");
    host.run(60_000);
    let hers: Vec<u64> =
        taken(&host).iter().filter(|(_, user)| user == "ann").map(|t| t.0).collect();
    assert_eq!(host.server.tags("/orders"), [4, 1, 2, 3]);
    assert_eq!(host.server.tags("/events"), [11, 12, 13]);
    assert_eq!(hers.len(), 6);
    assert_eq!((host.server.replays, waiting(&host)), (0, (0, 0)));
    assert!(host.store.keys("tuike/o/").is_empty());
}

#[test]
fn another_login_without_a_logout_keeps_them_apart_as_well() {
    let mut host = world(2);
    is(&mut host, "ann");
    offline(&mut host, true);
    order(&mut host, 1);
    host.run(1_000);
    is(&mut host, "bob");
    offline(&mut host, false);
    order(&mut host, 2);
    host.run(HOUR);
    assert_eq!(taken(&host), of("bob", &[2]));
    is(&mut host, "ann");
    host.run(HOUR);
    assert_eq!(taken(&host)[1..], of("ann", &[1]));
}

#[test]
fn a_renewed_login_of_the_same_person_goes_on_where_the_last_one_ended() {
    let mut host = world(3);
    host.server.strict = true;
    is(&mut host, "ann");
    host.query("goods", json!({}));
    host.run(1_000);
    host.server.tokens.clear();
    host.server.renewals.good.clear();
    order(&mut host, 1);
    host.run(10_000);
    assert_eq!(waiting(&host), (1, 1), "it is hers, and she sees it");
    assert_eq!(host.count(|event| *event == Event::Unauthorized), 1);
    let reads = host.store.keys("tuike/c/").len();
    is(&mut host, "ann");
    host.run(10_000);
    assert_eq!(taken(&host), of("ann", &[1]));
    assert!(reads > 0 && host.store.keys("tuike/c/").len() == reads, "her reads stay");
}

#[test]
fn without_a_word_of_the_server_a_login_without_a_logout_is_a_renewed_one() {
    let profile = renewing(|profile| {
        profile["auth"]["login"].as_object_mut().unwrap().remove("user");
    });
    let mut host = SimHost::with(4, SimStore::default(), |config| config.profile = profile);
    is(&mut host, "ann");
    offline(&mut host, true);
    order(&mut host, 1);
    host.query("goods", json!({}));
    host.run(1_000);
    is(&mut host, "ann");
    offline(&mut host, false);
    host.run(HOUR);
    assert_eq!(taken(&host), of("ann", &[1]));
    assert!(host.store.keys("tuike/c/").is_empty(), "reads are not trusted so far");
}

/// A login of version 1, or of a profile that did not say who it is. Guards `was` in `known_as`, and in
/// `belong_to`.
#[test]
fn what_waits_from_before_there_were_names_goes_with_the_first_name() {
    for restart in [false, true] {
        let mut store = SimStore::default();
        let record = br#"{"v":1,"token":"ann-1","tag":"019b7a3c-3c00-7f1e-8d2c-0123456789ab"}"#;
        store.records.insert("tuike/auth".into(), record.to_vec());
        let profile = renewing(|_| {});
        let mut host = SimHost::with(8, store, |config| config.profile = profile);
        host.server.strict = true;
        host.run(100);
        order(&mut host, 1);
        host.track("seen", json!({ "tag": 2 }));
        host.line("/events", Line::Cut);
        host.run(20_000);
        assert_eq!(waiting(&host), (2, 1));
        offline(&mut host, true);
        is(&mut host, "ann");
        assert_eq!(waiting(&host), (2, 1), "they are hers");
        host.run(60_000);
        out(&mut host);
        assert_eq!(waiting(&host), (0, 0));
        if restart {
            host.restart();
        }
        is(&mut host, "bob");
        offline(&mut host, false);
        host.run(HOUR);
        assert_eq!(taken(&host), []);
        is(&mut host, "ann");
        host.run(HOUR);
        let mut taken = taken(&host);
        taken.sort();
        assert_eq!(taken, of("ann", &[1, 2]));
    }
}

#[test]
fn a_guests_entries_go_with_whoever_logs_in_next() {
    let mut host = world(5);
    host.server.strict = true;
    order(&mut host, 1);
    host.run(5_000);
    assert_eq!((waiting(&host), taken(&host)), ((1, 1), vec![]));
    is(&mut host, "ann");
    host.run(5_000);
    assert_eq!(taken(&host), of("ann", &[1]));
    // After a logout it is a guest again, and goes as one where the server lets guests order.
    out(&mut host);
    host.server.strict = false;
    order(&mut host, 2);
    host.run(5_000);
    assert_eq!(taken(&host)[1..], of("", &[2]));
}

#[test]
fn a_dead_letter_is_its_owners_alone() {
    let mut host = world(6);
    is(&mut host, "ann");
    host.submit("order", json!({ "tag": 1, "poison": true }));
    host.run(5_000);
    assert_eq!(host.engine().dead_letters().len(), 1);
    let id = host.engine().dead_letters()[0].id.clone();
    out(&mut host);
    is(&mut host, "bob");
    assert!(host.engine().dead_letters().is_empty());
    for command in [Command::Retry { id: id.clone() }, Command::Drop { id: id.clone() }] {
        let command = host.command(command);
        host.run(1_000);
        assert!(matches!(host.answer(command), Event::Failed { .. }));
    }
    host.restart();
    host.run(1_000);
    assert!(host.engine().dead_letters().is_empty());
    is(&mut host, "ann");
    assert_eq!(host.engine().dead_letters().len(), 1);
    let command = host.command(Command::Drop { id });
    host.run(1_000);
    assert_eq!(host.answer(command), &Event::Done { command });
}

/// Does something until it is done, as a person would.
fn insist(host: &mut SimHost, command: impl Fn() -> Command) {
    for _ in 0..20 {
        let id = host.command(command());
        host.run(15_000);
        let answered = host.answers(id);
        if answered.iter().any(|event| !matches!(event, Event::Failed { .. })) {
            return;
        }
    }
    panic!("it cannot be done");
}

fn be(host: &mut SimHost, user: &str) {
    let params = json!({ "user": user, "password": "demo" });
    insist(host, || Command::Login { params: params.clone() });
}

/// Two people, and one thing that goes wrong: at every boundary, whatever it is.
#[test]
fn whatever_happens_at_any_boundary_each_order_goes_once_and_under_its_own_owner() {
    let day = |plan: Plan| {
        let mut host = world(7);
        // A server that lets guests order would take one with a token that it has forgotten.
        (host.server.strict, host.server.renewals.rotating) = (true, true);
        host.plan = plan;
        be(&mut host, "ann");
        offline(&mut host, true);
        let hers = [order(&mut host, 1), order(&mut host, 2)];
        host.run(500);
        insist(&mut host, || Command::Logout);
        offline(&mut host, false);
        be(&mut host, "bob");
        let his = order(&mut host, 3);
        host.run(5_000);
        insist(&mut host, || Command::Logout);
        be(&mut host, "ann");
        let last = order(&mut host, 4);
        host.run(HOUR);
        let met = host.boundaries;
        host.plan = Plan::Calm;
        be(&mut host, "ann");
        host.run(HOUR);
        be(&mut host, "bob");
        host.run(HOUR);
        let stored = |command: CommandId| {
            let event = host.answers(command);
            event.iter().any(|event| matches!(event, Event::Stored { .. }))
        };
        let owners = [(hers[0], 1, "ann"), (hers[1], 2, "ann"), (his, 3, "bob"), (last, 4, "ann")];
        let taken = taken(&host);
        for (command, tag, owner) in owners {
            let came: Vec<_> = taken.iter().filter(|(other, _)| *other == tag).collect();
            assert!(came.len() <= 1, "twice: {taken:?}");
            assert!(came.len() == 1 || !stored(command), "lost: {tag}");
            assert!(came.iter().all(|(_, user)| user == owner), "{taken:?}");
        }
        let hers: Vec<u64> = taken.iter().map(|(tag, _)| *tag).filter(|tag| *tag != 3).collect();
        assert!(hers.is_sorted(), "{taken:?}");
        met
    };
    let boundaries = day(Plan::Calm);
    assert!(boundaries > 20, "{boundaries}");
    for at in 0..boundaries {
        for fault in Fault::ALL {
            day(Plan::Once { at, fault });
        }
    }
}

/// Any day of three people on one device, with faults anywhere. Whose an order is: of whoever was logged
/// in, as far as the app knew, when it was handed over and when it was promised.
#[test]
fn on_any_day_nothing_is_sent_under_another_name() {
    for seed in 0..300 {
        let mut host = world(seed);
        let mut prng = choices(seed);
        host.server.strict = true;
        host.server.renewals.rotating = prng.below(2) == 0;
        host.plan = Plan::Anywhere {
            prng: choices(!seed),
            of_thousand: [0, 20, 80][prng.below(3) as usize],
        };
        // What the app believes: `None` while it does not know.
        let mut user: Option<String> = Some(String::new());
        let mut logins: BTreeMap<CommandId, Option<String>> = BTreeMap::new();
        let mut orders: BTreeMap<CommandId, (u64, Option<String>)> = BTreeMap::new();
        let mut owners: BTreeMap<u64, Option<String>> = BTreeMap::new();
        let (mut seen, mut tag, mut life) = (0, 0, host.life);
        for _ in 0..60 {
            match prng.below(8) {
                0 | 1 => {
                    let name = ["ann", "bob", "cid"][prng.below(3) as usize];
                    logins.insert(login(&mut host, name), Some(name.to_owned()));
                    user = None;
                }
                2 => {
                    logins.insert(host.command(Command::Logout), Some(String::new()));
                    user = None;
                }
                3 => offline(&mut host, prng.below(2) == 0),
                _ => {
                    tag += 1;
                    orders.insert(order(&mut host, tag), (tag, user.clone()));
                }
            }
            host.run([5, 300, 3_000, 20_000][prng.below(4) as usize]);
            for (_, _, event) in &host.told[seen..] {
                let Some(command) = command_of(event) else { continue };
                let failed = matches!(event, Event::Failed { .. });
                if let Some(name) = logins.remove(&command) {
                    // Of several at once nobody knows which came last.
                    user = if failed || !logins.is_empty() { None } else { name };
                } else if let Some((tag, before)) = orders.remove(&command)
                    && !failed
                {
                    owners.insert(tag, before.filter(|before| user.as_ref() == Some(before)));
                }
            }
            seen = host.told.len();
            if host.life != life {
                (user, life) = (None, host.life);
                logins.clear();
            }
        }
        host.plan = Plan::Calm;
        offline(&mut host, false);
        // A login that is still on its way is not to come after these.
        host.run(60_000);
        for name in ["ann", "bob", "cid"] {
            be(&mut host, name);
            host.run(3 * HOUR);
        }
        let taken = taken(&host);
        for (tag, owner) in &owners {
            let came: Vec<&String> =
                taken.iter().filter(|(other, _)| other == tag).map(|(_, user)| user).collect();
            assert_eq!(came.len(), 1, "seed {seed}: {tag} of {owner:?}: {taken:?}");
            if let Some(owner) = owner.as_ref().filter(|owner| !owner.is_empty()) {
                assert_eq!(came[0], owner, "seed {seed}: {tag}");
            }
        }
        assert!(host.store.keys("tuike/o/").is_empty(), "seed {seed}");
    }
}
