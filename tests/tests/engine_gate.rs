//! The gate in the engine: rates, breakers, and who goes first. What the gate itself does is held
//! against a naive one in `core/src/engine/gate/tests.rs`.

use serde_json::{Value, json};
use tuike_core::backend::Profile;
use tuike_core::effect::Lifecycle;
use tuike_core::engine::{Command, CommandId, Event, Page, Source};
use tuike_tests::schedule::{Run, any_day};
use tuike_tests::sim_host::answers::{busy, page, status};
use tuike_tests::sim_host::fault::Plan;
use tuike_tests::sim_host::server::PROFILE;
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::{Line, SimHost, choices};

/// The server's profile with other limits, and its orders at a service of their own.
fn profile(limits: Value) -> Profile {
    let mut profile: Value = serde_json::from_str(PROFILE).unwrap();
    let timeout = profile["limits"]["timeout"].take();
    profile["limits"] = limits;
    profile["limits"]["timeout"] = timeout;
    profile["services"] = json!({ "orders": "https://other.example/api" });
    profile["mutations"]["order"]["service"] = json!("orders");
    Profile::parse(&profile.to_string()).unwrap()
}

fn world(seed: u64, limits: Value) -> SimHost {
    let profile = profile(limits);
    let mut host = SimHost::with(seed, SimStore::default(), |config| config.profile = profile);
    host.run(100);
    host
}

fn goods(host: &mut SimHost, number: u64) -> CommandId {
    host.query("goods", json!({ "cursor": number }))
}

fn order(host: &mut SimHost, tag: u64) -> CommandId {
    host.submit("order", json!({ "tag": tag }))
}

fn note(host: &mut SimHost, tag: u64) -> CommandId {
    host.submit("note", json!({ "tag": tag }))
}

fn page_of(host: &SimHost, command: CommandId) -> &Page {
    match host.answer(command) {
        Event::Page { page, .. } => page,
        other => panic!("{other:?}"),
    }
}

fn code_of(host: &SimHost, command: CommandId) -> &str {
    match host.answer(command) {
        Event::Failed { error, .. } => error.code.as_str(),
        other => panic!("{other:?}"),
    }
}

/// When a command was answered, from the start of the run.
fn answered_at(host: &SimHost, command: CommandId) -> u64 {
    let of = |event: &Event| tuike_tests::sim_host::command_of(event) == Some(command);
    host.told.iter().find(|(_, _, event)| of(event)).expect("an answer").0
}

/// Guards `Gate::pass` in `Desk::http` and `bucket.ready` in `Service::ready`: without either the meter
/// fails. One service: the meter counts all that leaves the device.
#[test]
fn the_server_never_gets_more_requests_than_its_bucket_holds() {
    for seed in 0..20 {
        let mut limited: Value = serde_json::from_str(PROFILE).unwrap();
        limited["limits"]["rate"] = json!({ "perSecond": 5, "burst": 3 });
        let limited = Profile::parse(&limited.to_string()).unwrap();
        let mut host = SimHost::with(seed, SimStore::default(), |config| config.profile = limited);
        host.meter.rate = Some((5, 3));
        host.run(100);
        let mut prng = choices(seed);
        let mut asked = Vec::new();
        for tag in 0..60 {
            match prng.below(4) {
                0 => asked.push(goods(&mut host, 1 + tag)),
                1 => drop(order(&mut host, tag)),
                2 => drop(note(&mut host, tag)),
                _ => drop(host.track("seen", json!({ "tag": tag }))),
            }
            host.run([0, 0, 0, 300][prng.below(4) as usize]);
        }
        host.command(Command::Login { params: json!({ "user": "demo", "password": "demo" }) });
        assert!(host.settle(3_600_000), "{seed}");
        assert!(host.meter.count() > 40, "{seed}: it has been measured");
        let counts = host.engine().counts();
        assert_eq!((counts.waiting, counts.sending), (0, 0), "{seed}");
        for path in ["/orders", "/notes"] {
            assert!(host.server.tags(path).is_sorted(), "{seed}");
        }
        // Each was answered; the last of the burst after some seconds, none after its ten.
        for command in asked {
            host.answer(command);
        }
    }
}

#[test]
fn queries_over_the_rate_are_answered_in_the_order_in_which_they_were_asked() {
    let mut host = world(1, json!({ "rate": { "perSecond": 2, "burst": 2 } }));
    let asked: Vec<CommandId> = (1..=8).map(|number| goods(&mut host, number)).collect();
    let start = host.now();
    host.run(20_000);
    for (number, command) in asked.iter().enumerate() {
        assert_eq!(page_of(&host, *command).source, Source::Network);
        // By hand: the first two at once, then one each half second; and at most 420 ms on its way.
        let due = (number as u64).saturating_sub(1) * 500;
        let after = answered_at(&host, *command) - start;
        assert!((due..=due + 420).contains(&after), "{number}: {after}");
    }
}

#[test]
fn a_query_whose_turn_does_not_come_in_time_is_answered_with_what_is_stored() {
    let mut host = world(2, json!({ "rate": { "perSecond": 1, "burst": 1 } }));
    let first = goods(&mut host, 1);
    host.run(100_000);
    assert_eq!(page_of(&host, first).source, Source::Network);
    let started = host.now();
    for number in 2..30 {
        goods(&mut host, number);
    }
    // Stale by now, and asked again for: given from memory at once, renewed when there is room.
    let again = host.command(Command::Query {
        resource: "goods".into(),
        params: json!({ "cursor": 1 }),
        refresh: true,
    });
    let never = goods(&mut host, 30);
    host.run(60_000);
    assert_eq!(answered_at(&host, again), started + 10_000, "as long as a request may take");
    let page = page_of(&host, again);
    assert_eq!(page.source, Source::Fallback);
    assert_eq!(page.error.as_ref().unwrap().code.as_str(), "backend/rate-limited");
    assert_eq!(code_of(&host, never), "backend/rate-limited");
}

/// Guards `OVERTAKEN`, and that the lanes are called before the queries.
#[test]
fn a_long_lane_goes_first_and_does_not_starve_a_query() {
    let mut host = world(3, json!({ "rate": { "perSecond": 2, "burst": 1 } }));
    for tag in 0..100 {
        note(&mut host, tag);
    }
    host.run(3_000);
    let start = host.now();
    let command = goods(&mut host, 1);
    host.run(10_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
    // The lane has one request in the air: at most three of its own, half a second apart, before it.
    let after = answered_at(&host, command) - start;
    assert!(after <= 4 * 500 + 420, "{after}");
    host.settle(600_000);
    assert_eq!(host.server.tags("/notes").len(), 100);
}

/// Opens the breaker of the profile's own base.
fn failing(seed: u64) -> SimHost {
    let mut host = world(seed, json!({ "breaker": { "failures": 3, "open": "30s" } }));
    let kept = goods(&mut host, 1);
    host.run(61_000);
    assert_eq!(page_of(&host, kept).source, Source::Network);
    host.line("/goods", Line::Says(status(500)));
    for number in 2..5 {
        let command = goods(&mut host, number);
        host.run(1_000);
        assert_eq!(code_of(&host, command), "backend/unavailable");
    }
    host
}

fn breakers(host: &SimHost) -> Vec<(String, &'static str)> {
    host.engine().stats().services.into_iter().map(|it| (it.name, it.breaker)).collect()
}

/// Guards `Gate::report` in `Desk::settle`, and `Admit::Shut` in `Cache::admitted`.
#[test]
fn a_query_at_an_open_breaker_gets_what_is_stored_at_once_and_the_server_is_left_alone() {
    let mut host = failing(4);
    assert_eq!(breakers(&host), [(String::new(), "open"), ("orders".to_owned(), "closed")]);
    let tried = host.tried("/goods");
    let stored = host.command(Command::Query {
        resource: "goods".into(),
        params: json!({ "cursor": 1 }),
        refresh: true,
    });
    let nothing = goods(&mut host, 9);
    assert_eq!(page_of(&host, stored).source, Source::Fallback, "without a moment's wait");
    let error = page_of(&host, stored).error.as_ref().unwrap();
    assert_eq!(error.code.as_str(), "backend/breaker-open");
    assert_eq!(code_of(&host, nothing), "backend/breaker-open");
    // The other service goes on, and what waits for this one waits.
    order(&mut host, 1);
    note(&mut host, 2);
    host.run(25_000);
    assert_eq!((host.tried("/goods"), host.tried("/notes")), (tried, 0));
    assert_eq!(host.server.tags("/orders"), [1]);
    assert_eq!(host.engine().stats().services[0].waiting, 1);
    // Half-open: what waits is the probe, and closes it.
    host.run(5_000);
    assert_eq!(host.server.tags("/notes"), [2]);
    assert_eq!(breakers(&host)[0].1, "closed");
}

#[test]
fn a_failed_probe_leaves_it_alone_for_twice_as_long_and_one_request_is_enough_to_know() {
    let mut host = failing(5);
    for number in 10..13 {
        note(&mut host, number);
    }
    host.line("/notes", Line::Says(status(502)));
    host.run(30_000);
    assert_eq!(host.tried("/notes"), 1, "the probe");
    host.run(58_000);
    assert_eq!(host.tried("/notes"), 1);
    host.line("/notes", Line::Good);
    host.run(10_000);
    assert_eq!(host.server.tags("/notes"), [10, 11, 12]);
    assert_eq!(host.tried("/notes"), 4);
}

#[test]
fn what_a_server_refuses_and_a_missing_network_open_no_breaker() {
    let mut host = world(6, json!({ "breaker": { "failures": 2, "open": "30s" } }));
    for answer in [404, 401, 403, 429, 408, 302] {
        host.line("/goods", Line::Says(status(answer)));
        for number in 0..3 {
            goods(&mut host, u64::from(answer) * 10 + number);
            host.run(1_000);
        }
    }
    host.line("/goods", Line::Cut);
    for number in 0..10 {
        let command = goods(&mut host, number);
        host.run(1_000);
        assert_eq!(code_of(&host, command), "engine/network");
    }
    host.line("/goods", Line::Good);
    let command = goods(&mut host, 5);
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
    // What answers nothing in time does.
    host.line("/goods", Line::Deaf);
    for number in 20..22 {
        goods(&mut host, number);
        host.run(11_000);
    }
    assert_eq!(breakers(&host)[0].1, "open");
    // And is forgotten where the host says that it was the network.
    host.line("/goods", Line::Good);
    host.lifecycle(Lifecycle::Online);
    let command = goods(&mut host, 23);
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
}

/// One service is gone while the other answers: no breaker need wait for a timeout to see that.
#[test]
fn no_network_to_one_service_while_another_answers_is_a_failure() {
    let mut host = world(7, json!({ "breaker": { "failures": 3, "open": "30s" } }));
    host.line("/orders", Line::Cut);
    order(&mut host, 1);
    // So many that one is answered while an order is on its way.
    for number in 0..1_000 {
        goods(&mut host, 1_000 + number);
        host.run(50);
    }
    assert_eq!(breakers(&host)[1], ("orders".to_owned(), "open"));
    host.line("/orders", Line::Good);
    host.settle(3_600_000);
    assert_eq!(host.server.tags("/orders"), [1]);
}

#[test]
fn after_a_restart_the_breaker_is_closed_and_a_flush_ends_where_it_is_open() {
    let mut host = failing(8);
    note(&mut host, 1);
    host.run(100);
    let flush = host.command(Command::Flush);
    host.run(100);
    assert_eq!(host.answer(flush), &Event::Done { command: flush });
    assert_eq!(host.tried("/notes"), 0);
    host.restart();
    assert_eq!(breakers(&host)[0].1, "closed");
    host.run(1_000);
    assert_eq!(host.server.tags("/notes"), [1]);
}

#[test]
fn a_429_holds_its_service_and_queries_fall_back_where_it_takes_too_long() {
    let mut host = world(9, json!({}));
    let held = |seconds: u32| {
        let mut answer = busy(seconds);
        answer.status = 429;
        Line::Says(answer)
    };
    host.line("/goods", held(4));
    goods(&mut host, 1);
    host.run(1_000);
    host.line("/goods", Line::Good);
    let (start, next) = (host.now(), goods(&mut host, 2));
    order(&mut host, 7);
    host.run(1_000);
    assert_eq!(host.server.tags("/orders"), [7], "another service");
    assert_eq!(host.engine().stats().services[0].waiting, 1);
    host.run(10_000);
    let after = answered_at(&host, next) - start;
    assert!((2_500..=4_420).contains(&after), "{after}");
    host.line("/goods", held(3_600));
    goods(&mut host, 3);
    host.run(1_000);
    let in_vain = goods(&mut host, 4);
    assert_eq!(code_of(&host, in_vain), "backend/rate-limited", "at once");
    // The hour is for who got it; the rest of the service is asked again after a minute.
    host.line(
        "/goods",
        Line::Says(page(r#"{"code":0,"data":{"list":[],"more":false,"total":0}}"#)),
    );
    host.run(60_000);
    let command = goods(&mut host, 5);
    host.run(1_000);
    assert_eq!(page_of(&host, command).source, Source::Network);
}

#[test]
fn a_login_waits_for_its_turn_before_everybody_else_and_fails_at_an_open_breaker() {
    let mut host = world(10, json!({ "rate": { "perSecond": 1, "burst": 1 } }));
    for tag in 0..10 {
        note(&mut host, tag);
        goods(&mut host, tag + 1);
    }
    let start = host.now();
    let params = json!({ "user": "demo", "password": "demo" });
    let login = host.command(Command::Login { params: params.clone() });
    host.run(5_000);
    assert!(matches!(host.answer(login), Event::Page { .. }));
    assert!(answered_at(&host, login) - start <= 1_000 + 425, "the next turn was its");

    let mut host = failing(11);
    let login = host.command(Command::Login { params });
    assert_eq!(code_of(&host, login), "backend/breaker-open");
    assert_eq!(host.tried("/login"), 0);
}

/// The laws of the outbox, with a gate in the way, whatever goes wrong.
#[test]
fn the_laws_hold_behind_a_gate() {
    for seed in 0..300 {
        let mut prng = choices(seed);
        let limits = json!({
            "rate": { "perSecond": 1 + prng.below(5), "burst": 1 + prng.below(4) },
            "breaker": { "failures": 1 + prng.below(4), "open": "20s" },
        });
        let mut host = world(seed, limits);
        host.server.strict = prng.below(3) == 0;
        let of_thousand = [0, 10, 40, 120, 250][prng.below(5) as usize];
        host.plan = Plan::Anywhere { prng: choices(!seed), of_thousand };
        let script = any_day(&mut prng);
        let mut run = Run::new(host);
        run.play(&script);
        let result = run.calm_down(prng.below(2) == 0).and_then(|()| run.laws());
        assert_eq!(result, Ok(()), "seed {seed}");
    }
}
