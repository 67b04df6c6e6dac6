//! One renewal for many refusals, tokens that end, and what becomes of both when things go wrong.

use serde_json::{Value, json};
use tuike_core::effect::{Effect, Lifecycle, StoreOp};
use tuike_core::engine::{Command, CommandId, Event, Source};
use tuike_tests::schedule::{Run, any_day};
use tuike_tests::sim_host::answers::{busy, page, status};
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::server::{header, path_of};
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::tokens::renewing;
use tuike_tests::sim_host::{Line, SimHost, choices};

const HOUR: u64 = 3_600_000;

fn login(host: &mut SimHost, user: &str) -> CommandId {
    let params = json!({ "user": user, "password": "demo" });
    host.command(Command::Login { params })
}

fn world(seed: u64, change: impl FnOnce(&mut Value)) -> SimHost {
    let profile = renewing(change);
    let mut host = SimHost::with(seed, SimStore::default(), |config| config.profile = profile);
    host.server.strict = true;
    host.server.renewals.rotating = true;
    host
}

fn logged_in(seed: u64) -> SimHost {
    let mut host = world(seed, |_| {});
    let command = login(&mut host, "demo");
    host.run(1_000);
    assert!(matches!(host.answer(command), Event::Page { .. }));
    host
}

fn ask(host: &mut SimHost, resource: &str, params: Value) -> CommandId {
    host.command(Command::Query { resource: resource.into(), params, refresh: true })
}

fn me(host: &mut SimHost) -> CommandId {
    ask(host, "me", json!({}))
}

fn mine(host: &mut SimHost, number: u64) -> CommandId {
    ask(host, "mine", json!({ "n": number }))
}

fn order(host: &mut SimHost, tag: u64) -> CommandId {
    host.submit("order", json!({ "tag": tag }))
}

fn source_of(host: &SimHost, command: CommandId) -> Option<Source> {
    match host.answer(command) {
        Event::Page { page, .. } => Some(page.source),
        _ => None,
    }
}

fn error_of(host: &SimHost, command: CommandId) -> Option<&'static str> {
    match host.answer(command) {
        Event::Failed { error, .. } => Some(error.code.as_str()),
        Event::Page { page, .. } => page.error.as_ref().map(|error| error.code.as_str()),
        _ => None,
    }
}

fn unauthorized(host: &SimHost) -> usize {
    host.count(|event| *event == Event::Unauthorized)
}

/// Guards `running` in `Engine::renew` (one renewal) and `ask_again`/`resume` in `renewed`.
#[test]
fn however_many_are_refused_the_token_is_renewed_once_and_all_of_them_are_answered() {
    for seed in 0..50 {
        let mut host = logged_in(seed);
        host.server.tokens.clear();
        let asked = [me(&mut host), me(&mut host), mine(&mut host, 2)];
        for tag in 1..4 {
            order(&mut host, tag);
            host.submit("note", json!({ "tag": tag }));
            host.run(seed * 7 % 150);
        }
        let later = me(&mut host);
        host.run(20_000);
        assert_eq!(host.server.asked("/refresh"), 1, "{seed}");
        for command in asked.into_iter().chain([later]) {
            assert_eq!(source_of(&host, command), Some(Source::Network), "{seed}");
        }
        assert_eq!(unauthorized(&host), 0, "{seed}");
        assert_eq!(host.server.tags("/orders"), [1, 2, 3], "{seed}");
        assert_eq!(host.server.tags("/notes"), [1, 2, 3], "{seed}");
        // An order that was refused went again under the key that it always had.
        let stored: Vec<&String> = host
            .events()
            .filter_map(|event| match event {
                Event::Stored { id, .. } => Some(id),
                _ => None,
            })
            .collect();
        assert!(host.server.taken.iter().all(|taken| stored.contains(&&taken.key)));
        assert!(host.server.taken.iter().all(|taken| taken.token.as_deref() == Some("demo-2")));
    }
}

/// Guards the comparison of `grant` in `Cache::answered` and in `Outbox::delivered`: without it a
/// refusal of the old token that comes after the new one is there renews once more.
#[test]
fn a_refusal_of_an_older_token_is_asked_again_at_once_and_renews_nothing() {
    let mut late = 0;
    for seed in 0..200 {
        let mut host = logged_in(seed);
        host.server.tokens.clear();
        me(&mut host);
        // Leaves under the old token while the first is refused, and is refused after the renewal.
        host.run(seed * 5);
        let second = mine(&mut host, 2);
        order(&mut host, 1);
        host.run(20_000);
        assert_eq!(host.server.asked("/refresh"), 1, "{seed}");
        assert_eq!(source_of(&host, second), Some(Source::Network), "{seed}");
        assert_eq!(host.server.tags("/orders"), [1], "{seed}");
        late += usize::from(host.server.renewals.refused > 1);
    }
    assert!(late > 50, "the case was met: {late}");
}

/// Guards `again` in `credentials_refused`, and `REST`.
#[test]
fn a_server_that_takes_none_of_its_own_tokens_is_not_asked_in_a_loop() {
    let mut host = logged_in(1);
    host.server.tokens.clear();
    host.server.renewals.barren = true;
    let command = me(&mut host);
    order(&mut host, 1);
    host.run(24 * HOUR);
    assert_eq!(error_of(&host, command), Some("backend/unauthorized"));
    // One for both; or one more where the order was refused under the new token only.
    let renewals = host.server.asked("/refresh");
    assert!((1..=2).contains(&renewals), "{renewals}");
    assert_eq!(unauthorized(&host), renewals, "once for each token");
    assert!(host.server.asked("/orders") <= 3 && host.server.asked("/me") <= 2);
    // Who goes on asking is refused; one more renewal in five minutes at most.
    for _ in 0..60 {
        me(&mut host);
        host.run(60_000);
    }
    assert!(host.server.asked("/refresh") <= renewals + 12, "{}", host.server.asked("/refresh"));
    host.server.renewals.barren = false;
    login(&mut host, "demo");
    host.run(5_000);
    assert_eq!(host.server.tags("/orders"), [1]);
}

/// Guards `over` in `not_renewed`, and `told` in `unauthorized`.
#[test]
fn a_refused_renewal_is_told_once_and_lanes_wait_for_a_login() {
    let mut host = logged_in(2);
    let kept = me(&mut host);
    host.run(1_000);
    assert_eq!(source_of(&host, kept), Some(Source::Network));
    host.server.tokens.clear();
    host.server.renewals.good.clear();
    order(&mut host, 1);
    host.submit("note", json!({ "tag": 2 }));
    let both = [me(&mut host), mine(&mut host, 2)];
    host.run(HOUR / 2);
    assert_eq!(host.server.asked("/refresh"), 1);
    assert_eq!(unauthorized(&host), 1);
    for command in both {
        assert_eq!(error_of(&host, command), Some("backend/unauthorized"));
        assert_eq!(source_of(&host, command), None, "it hides behind nothing");
    }
    assert_eq!(host.engine().counts().waiting, 2);
    let again = me(&mut host);
    host.run(20_000);
    assert_eq!(error_of(&host, again), Some("backend/unauthorized"));
    assert_eq!(
        (host.server.asked("/refresh"), unauthorized(&host)),
        (1, 1),
        "nothing is left to try"
    );
    // The person is still logged in as far as this device is concerned: what was read is there.
    let read = host.query("me", json!({}));
    host.run(1_000);
    assert_eq!(source_of(&host, read), Some(Source::Memory));
    login(&mut host, "demo");
    host.run(5_000);
    assert_eq!((host.server.tags("/orders"), host.server.tags("/notes")), (vec![1], vec![2]));
    assert_eq!(unauthorized(&host), 1);
}

/// Guards `renewed_later`: with `not_renewed` in its place the user is logged out by a bad network.
#[test]
fn a_renewal_that_nobody_answers_is_no_logout_and_is_tried_again() {
    let bad = [
        Line::Cut,
        Line::Deaf,
        Line::Says(status(503)),
        Line::Says(status(429)),
        Line::Says(busy(20)),
        Line::Says(page("<html>log in to the hotel's network</html>")),
    ];
    for (seed, line) in bad.into_iter().enumerate() {
        let mut host = logged_in(seed as u64);
        host.server.renewals.rotating = line != Line::Deaf;
        let kept = me(&mut host);
        host.run(1_000);
        assert_eq!(source_of(&host, kept), Some(Source::Network));
        host.server.tokens.clear();
        host.line("/refresh", line.clone());
        order(&mut host, 1);
        let command = me(&mut host);
        host.run(30_000);
        assert_eq!(unauthorized(&host), 0, "{line:?}");
        assert_eq!(source_of(&host, command), Some(Source::Fallback), "{line:?}");
        assert_ne!(error_of(&host, command), Some("backend/unauthorized"), "{line:?}");
        // While it is known that it cannot be renewed now nobody waits for it.
        host.run(HOUR);
        let tried = host.tried("/refresh");
        // By hand: each 20 s at most where the server asks for that, else five minutes at most.
        assert!((12..=3_600 / 20 + 2).contains(&tried), "{line:?}: {tried} in an hour");
        host.line("/refresh", Line::Good);
        // A long wait at most: five minutes.
        host.run(330_000);
        assert_eq!(host.server.tags("/orders"), [1], "{line:?}");
        assert_eq!(unauthorized(&host), 0, "{line:?}");
        let again = me(&mut host);
        host.run(1_000);
        assert_eq!(source_of(&host, again), Some(Source::Network), "{line:?}");
    }
}

#[test]
fn the_network_coming_back_ends_the_wait() {
    let mut host = logged_in(3);
    host.server.tokens.clear();
    host.line("/refresh", Line::Cut);
    order(&mut host, 1);
    host.run(3 * HOUR);
    host.line("/refresh", Line::Good);
    host.lifecycle(Lifecycle::Online);
    host.run(2_000);
    assert_eq!(host.server.tags("/orders"), [1]);
}

/// Guards `goes_on` in the steps of a renewal, `end_renewal` in `become_user`, and `changing` in
/// `store_tokens`.
#[test]
fn a_login_or_a_logout_supersedes_a_renewal_whenever_it_comes() {
    for seed in 0..120 {
        let mut host = logged_in(seed);
        host.server.tokens.clear();
        let asked = me(&mut host);
        host.run(seed * 11);
        let other = login(&mut host, "other");
        host.run(20_000);
        assert!(matches!(host.answer(other), Event::Page { .. }), "{seed}");
        host.answer(asked);
        for _ in 0..2 {
            let now = me(&mut host);
            host.run(2_000);
            let Event::Page { page, .. } = host.answer(now) else { panic!("{seed}") };
            assert!(page.data["name"].as_str().unwrap().starts_with("user of other"), "{seed}");
            host.restart();
        }

        let mut host = logged_in(seed);
        host.server.tokens.clear();
        let asked = me(&mut host);
        host.run(seed * 11);
        let out = host.command(Command::Logout);
        host.run(20_000);
        assert_eq!(host.answer(out), &Event::Done { command: out }, "{seed}");
        host.answer(asked);
        assert!(host.store.records.is_empty(), "{seed}: {:?}", host.store.keys(""));
    }
}

/// The token that a request carries, by what is in the air.
fn tokens_in_the_air(host: &SimHost) -> Vec<String> {
    let token = |effect: &Effect| match effect {
        Effect::Http(http) if path_of(http) != "/refresh" => {
            Some(header(http, "authorization")?.strip_prefix("Bearer ")?.to_owned())
        }
        _ => None,
    };
    host.in_the_air().filter_map(token).collect()
}

fn stored_token(host: &SimHost) -> Option<String> {
    let record: Value = serde_json::from_slice(host.store.records.get("tuike/auth")?).unwrap();
    Some(record["token"].as_str().unwrap().to_owned())
}

/// Guards the write in `store_tokens`: without it the tokens are used before they are durable.
#[test]
fn new_tokens_are_durable_before_they_are_used() {
    for seed in 0..40 {
        let mut host = logged_in(seed);
        host.server.tokens.clear();
        me(&mut host);
        order(&mut host, 1);
        for _ in 0..5_000 {
            host.run(1);
            for token in tokens_in_the_air(&host) {
                let known = stored_token(&host);
                assert!(token == "demo-1" || known.as_deref() == Some(token.as_str()), "{seed}");
            }
        }
        assert_eq!(stored_token(&host).as_deref(), Some("demo-2"));
        // And they are what the next life has.
        host.restart();
        let command = me(&mut host);
        host.run(1_000);
        assert_eq!(source_of(&host, command), Some(Source::Network));
        assert_eq!(host.server.asked("/refresh"), 1);
    }
}

#[test]
fn a_store_that_refuses_the_new_tokens_does_not_keep_them_from_being_used() {
    let mut host = logged_in(4);
    host.server.tokens.clear();
    host.store.refuse = |op| matches!(op, StoreOp::Write { key, .. } if key == "tuike/auth");
    let command = me(&mut host);
    host.run(5_000);
    assert_eq!(source_of(&host, command), Some(Source::Network));
    // A full one is given room first.
    let mut host = logged_in(5);
    for number in 0..20 {
        host.query("goods", json!({ "cursor": number }));
    }
    host.run(5_000);
    host.server.tokens.clear();
    host.server.logins = 1_000_000_000;
    host.store.capacity = host.store.used();
    let command = me(&mut host);
    host.run(5_000);
    assert_eq!(source_of(&host, command), Some(Source::Network));
    assert_eq!(stored_token(&host).as_deref(), Some("demo-1000000001"));
    host.store.capacity = 0;
    host.server.tokens.clear();
    let command = me(&mut host);
    host.run(5_000);
    assert_eq!(source_of(&host, command), Some(Source::Network));
}

/// A kill, a lost answer, a clock: at every boundary of a renewal. Nothing is lost, nothing is twice.
/// What the promise in `auth/renewal.rs` leaves out is counted: with refresh tokens that are good
/// once, a login is needed only where the server's answer, or its write, was lost.
#[test]
fn whatever_happens_at_any_boundary_of_a_renewal_the_order_is_sent_once() {
    let day = |rotating: bool, plan: Plan| {
        let mut host = logged_in(6);
        host.server.renewals.rotating = rotating;
        host.server.tokens.clear();
        let first = host.boundaries;
        host.plan = match plan {
            Plan::Once { at, fault } => Plan::Once { at: first + at, fault },
            other => other,
        };
        order(&mut host, 1);
        me(&mut host);
        host.run(HOUR);
        let met = host.boundaries - first;
        host.plan = Plan::Calm;
        let logins = unauthorized(&host);
        if logins > 0 {
            login(&mut host, "demo");
        }
        let stored = host.count(|event| matches!(event, Event::Stored { .. })) > 0;
        assert!(host.settle(3 * HOUR));
        let sent = host.server.tags("/orders");
        assert!(sent == [1] || !stored && sent.is_empty(), "{sent:?}");
        (met, logins)
    };
    let (boundaries, calm) = day(true, Plan::Calm);
    assert!(boundaries > 8 && calm == 0, "{boundaries}");
    let mut needed = 0;
    for at in 0..boundaries {
        for fault in Fault::ALL {
            let (_, logins) = day(true, Plan::Once { at, fault });
            if fault == Fault::LoggedOut {
                // A token that is taken back as soon as it is given needs one, and no other does.
                assert!(logins <= 1, "{at}");
                continue;
            }
            let loses =
                [Fault::AnswerLost, Fault::Garbled, Fault::KilledAfter, Fault::KilledBefore];
            assert!(
                logins == 0 || loses.contains(&fault) || fault == Fault::Twice,
                "{at} {fault:?}"
            );
            needed += logins;
            // A server that takes a refresh token again never needs one.
            assert_eq!(day(false, Plan::Once { at, fault }).1, 0, "{at} {fault:?}");
        }
    }
    assert!(
        (1..=6).contains(&needed),
        "{needed} of {} need a login",
        boundaries * Fault::ALL.len()
    );
}

/// By hand: good for an hour, renewed a minute before that; see `MARGIN`.
#[test]
fn a_token_is_renewed_shortly_before_it_ends_where_something_is_asked_then() {
    let mut host = world(7, |_| {});
    host.server.renewals.life = Some(3_600);
    login(&mut host, "demo");
    host.run(1_000);
    host.run(HOUR - 62_000 - 1_000);
    me(&mut host);
    host.run(1_000);
    assert_eq!(host.server.asked("/refresh"), 0, "not earlier than needed");
    host.run(3_000);
    for what in [Lifecycle::Hide, Lifecycle::Show] {
        host.lifecycle(what);
        host.run(1_000);
    }
    assert_eq!(host.server.asked("/refresh"), 0, "nor for nothing");
    let command = me(&mut host);
    host.run(2_000);
    assert_eq!(source_of(&host, command), Some(Source::Network));
    assert_eq!(host.server.asked("/refresh"), 1);
    host.run(HOUR - 30_000);
    me(&mut host);
    host.run(2_000);
    assert_eq!(host.server.asked("/refresh"), 2);
    assert_eq!(host.server.renewals.refused, 0, "nobody was refused");
    // A page that asks nothing renews nothing, and is not woken for it.
    host.run(48 * HOUR);
    assert_eq!(host.server.asked("/refresh"), 2);
    // It is late then: a 401, and one renewal.
    let command = me(&mut host);
    host.run(5_000);
    assert_eq!(source_of(&host, command), Some(Source::Network));
    assert_eq!((host.server.asked("/refresh"), unauthorized(&host)), (3, 0));
}

#[test]
fn a_wrong_clock_makes_a_renewal_early_or_late_and_nothing_worse() {
    for skew in [-3 * 24 * 3_600_000_i64, 3 * 24 * 3_600_000] {
        let mut host = world(8, |_| {});
        host.server.renewals.life = Some(3_600);
        login(&mut host, "demo");
        host.run(1_000);
        host.skew = skew;
        for _ in 0..300 {
            let command = me(&mut host);
            host.run(60_000);
            assert_eq!(source_of(&host, command), Some(Source::Network));
        }
        host.skew = 0;
        for _ in 0..300 {
            let command = me(&mut host);
            host.run(60_000);
            assert_eq!(source_of(&host, command), Some(Source::Network));
        }
        // Ten hours: about one an hour, one more for each step of the clock.
        let renewals = host.server.asked("/refresh");
        assert!((9..=13).contains(&renewals), "{skew}: {renewals}");
        assert_eq!(unauthorized(&host), 0);
    }
}

#[test]
fn a_code_of_the_profile_means_what_a_401_means_and_a_header_of_its_own_carries_the_token() {
    let mut host = world(9, |profile| {
        profile["auth"]["kind"] = json!("header");
        profile["auth"]["name"] = json!("X-Token");
    });
    host.server.renewals.says = Some(42_001);
    login(&mut host, "demo");
    host.run(1_000);
    host.server.tokens.clear();
    let command = me(&mut host);
    order(&mut host, 1);
    host.run(5_000);
    assert_eq!(source_of(&host, command), Some(Source::Network));
    assert_eq!(host.server.tags("/orders"), [1]);
    assert_eq!(host.server.asked("/refresh"), 1);
}

#[test]
fn a_renewal_waits_at_the_gate_and_an_open_breaker_is_no_logout() {
    let mut host = world(10, |profile| {
        profile["limits"]["breaker"] = json!({ "failures": 1, "open": "30s" });
        profile["services"] = json!({ "people": "https://other.example/api" });
        profile["resources"]["renew"]["service"] = json!("people");
    });
    login(&mut host, "demo");
    host.run(1_000);
    host.server.tokens.clear();
    host.line("/refresh", Line::Says(status(500)));
    order(&mut host, 1);
    host.run(20_000);
    assert_eq!(host.tried("/refresh"), 1, "it is left alone");
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(unauthorized(&host), 0);
    assert_ne!(error_of(&host, command), Some("backend/unauthorized"));
    host.line("/refresh", Line::Good);
    host.run(120_000);
    assert_eq!(host.server.tags("/orders"), [1]);
}

/// As version 1 left it: the user is still there, and what waits goes on.
#[test]
fn a_login_of_version_1_lasts() {
    let mut store = SimStore::default();
    let record = br#"{"v":1,"token":"demo-1","tag":"019b7a3c-3c00-7f1e-8d2c-0123456789ab"}"#;
    store.records.insert("tuike/auth".into(), record.to_vec());
    let mut host = SimHost::with(11, store, |config| config.profile = renewing(|_| {}));
    host.server.tokens.insert("demo-1".into());
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(source_of(&host, command), Some(Source::Network));
    // It has no refresh token: the server is asked under the present one, and refuses.
    host.server.tokens.clear();
    order(&mut host, 1);
    host.run(1_000);
    assert_eq!(unauthorized(&host), 0, "guests may order here");
    let command = me(&mut host);
    host.run(3_000);
    assert_eq!(error_of(&host, command), Some("backend/unauthorized"));
    assert_eq!(unauthorized(&host), 1);
}

#[test]
fn a_record_of_a_later_version_is_left_alone() {
    let mut store = SimStore::default();
    let record = br#"{"v":3,"who":["somebody"]}"#;
    store.records.insert("tuike/auth".into(), record.to_vec());
    let mut host = SimHost::with(12, store, |config| config.profile = renewing(|_| {}));
    host.run(1_000);
    assert_eq!(host.store.records["tuike/auth"], record);
    assert_eq!(host.count(|event| *event == Event::Newer { key: "tuike/auth".into() }), 1);
    assert_eq!(host.count(|event| matches!(event, Event::Damaged { .. })), 0);
}

/// The laws of the outbox, with tokens that end and are renewed, whatever goes wrong.
#[test]
fn the_laws_hold_where_tokens_end() {
    for seed in 0..400 {
        let mut prng = choices(seed);
        let mut host = world(seed, |_| {});
        host.server.renewals.rotating = prng.below(2) == 0;
        host.server.renewals.life = Some(20 + prng.below(200));
        let of_thousand = [0, 10, 40, 120, 250][prng.below(5) as usize];
        host.plan = Plan::Anywhere { prng: choices(!seed), of_thousand };
        let script = any_day(&mut prng);
        let mut run = Run::new(host);
        run.play(&script);
        let result = run.calm_down(prng.below(2) == 0).and_then(|()| run.laws());
        assert_eq!(result, Ok(()), "seed {seed}");
    }
}
