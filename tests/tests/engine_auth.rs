//! Who is logged in: what waits for a login, what survives a restart, what the next user never sees.

use serde_json::json;
use tuike_core::effect::StoreOp;
use tuike_core::engine::{Command, CommandId, Event, Source};
use tuike_tests::sim_host::fault::{Fault, Plan};
use tuike_tests::sim_host::{Line, SimHost};

const HOUR: u64 = 3_600_000;

fn login(host: &mut SimHost, user: &str) -> CommandId {
    let params = json!({ "user": user, "password": "demo" });
    host.command(Command::Login { params })
}

fn logged_in(seed: u64, user: &str) -> SimHost {
    let mut host = SimHost::new(seed);
    let command = login(&mut host, user);
    host.run(1_000);
    assert!(matches!(host.answer(command), Event::Page { .. }));
    host
}

fn me(host: &mut SimHost) -> CommandId {
    host.query("me", json!({}))
}

fn name_in(host: &SimHost, command: CommandId) -> Option<(Source, String)> {
    match host.answer(command) {
        Event::Page { page, .. } => Some((page.source, page.data["name"].as_str()?.to_owned())),
        _ => None,
    }
}

fn code_of(host: &SimHost, command: CommandId) -> Option<&'static str> {
    match host.answer(command) {
        Event::Failed { error, .. } => Some(error.code.as_str()),
        _ => None,
    }
}

#[test]
fn a_login_answers_with_the_mapped_answer_and_lasts_beyond_a_restart() {
    let mut host = SimHost::new(1);
    let command = login(&mut host, "demo");
    host.run(1_000);
    let Event::Page { page, .. } = host.answer(command) else { panic!() };
    assert_eq!((page.data["name"].as_str(), page.source), (Some("demo"), Source::Network));
    assert_eq!(page.key, "login", "the password is in no key");
    host.restart();
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(name_in(&host, command), Some((Source::Network, "user of demo-1".into())));
}

#[test]
fn a_wrong_password_is_a_coded_error_and_changes_nothing() {
    let mut host = logged_in(2, "demo");
    let params = json!({ "user": "other", "password": "wrong" });
    let wrong = host.command(Command::Login { params });
    host.run(1_000);
    assert_eq!(code_of(&host, wrong), Some("backend/unauthorized"));
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(name_in(&host, command), Some((Source::Network, "user of demo-1".into())));
}

#[test]
fn a_login_without_network_or_store_fails_and_says_so() {
    let mut host = SimHost::new(3);
    host.line("/login", Line::Cut);
    let cut = login(&mut host, "demo");
    host.run(1_000);
    assert_eq!(code_of(&host, cut), Some("engine/network"));
    host.line("/login", Line::Good);
    host.store.refuse = |op| matches!(op, StoreOp::Write { .. });
    let refused = login(&mut host, "demo");
    host.run(1_000);
    assert_eq!(code_of(&host, refused), Some("engine/credentials-not-stored"));
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(code_of(&host, command), Some("backend/unauthorized"), "nobody is half logged in");
}

#[test]
fn a_401_to_a_query_is_told_and_hides_behind_nothing() {
    let mut host = logged_in(4, "demo");
    let first = me(&mut host);
    host.run(1_000);
    assert!(name_in(&host, first).is_some());
    host.server.tokens.clear();
    let refresh = Command::Query { resource: "me".into(), params: json!({}), refresh: true };
    let command = host.command(refresh);
    host.run(1_000);
    assert_eq!(code_of(&host, command), Some("backend/unauthorized"));
    assert_eq!(host.count(|event| *event == Event::Unauthorized), 1);
}

#[test]
fn a_401_pauses_its_lane_until_the_next_login_and_nothing_is_lost() {
    let mut host = logged_in(5, "demo");
    host.server.strict = true;
    host.server.tokens.clear();
    for tag in 1..=3 {
        host.submit("order", json!({ "tag": tag }));
    }
    host.track("seen", json!({ "tag": 4 }));
    host.run(24 * HOUR);
    assert_eq!(host.server.asked("/orders"), 1, "asked once, and then not again and again");
    assert_eq!(host.count(|event| *event == Event::Unauthorized), 1);
    assert_eq!(host.server.tags("/events"), [4], "the other lanes go on");
    assert_eq!(host.engine().counts().waiting, 3);
    login(&mut host, "demo");
    host.run(5_000);
    assert_eq!(host.server.tags("/orders"), [1, 2, 3]);
    assert!(host.server.taken.iter().all(|t| t.path != "/orders" || t.token.is_some()));
}

#[test]
fn a_401_to_the_old_token_does_not_pause_what_the_new_one_may_send() {
    let mut host = logged_in(6, "demo");
    host.server.strict = true;
    host.server.tokens.clear();
    // The login is on its way when the order leaves under the old token.
    login(&mut host, "demo");
    host.submit("order", json!({ "tag": 1 }));
    host.run(5_000);
    assert_eq!(host.server.tags("/orders"), [1]);
    // The same, in the other order, whatever the latencies are.
    for seed in 0..50 {
        let mut host = logged_in(100 + seed, "demo");
        host.server.strict = true;
        host.server.tokens.clear();
        host.submit("order", json!({ "tag": 1 }));
        login(&mut host, "demo");
        host.run(5_000);
        assert_eq!(host.server.tags("/orders"), [1], "{seed}");
    }
}

#[test]
fn after_a_logout_nothing_that_was_read_is_there() {
    let mut host = logged_in(7, "demo");
    me(&mut host);
    host.query("goods", json!({}));
    host.run(1_000);
    assert_eq!(host.store.keys("tuike/").len(), 3);
    let logout = host.command(Command::Logout);
    host.run(100);
    assert_eq!(host.answer(logout), &Event::Done { command: logout });
    assert_eq!(host.store.keys("tuike/").len(), 0);
    for path in ["/me", "/goods"] {
        host.line(path, Line::Cut);
    }
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(code_of(&host, command), Some("engine/network"), "not from memory either");
}

#[test]
fn the_next_user_never_sees_what_the_last_one_read_even_without_a_logout() {
    let mut host = logged_in(8, "demo");
    me(&mut host);
    host.run(1_000);
    login(&mut host, "guest");
    host.run(1_000);
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(name_in(&host, command), Some((Source::Network, "user of guest-2".into())));
}

#[test]
fn a_kill_between_the_credentials_and_the_reads_leaves_nothing_to_see() {
    let mut host = logged_in(9, "demo");
    me(&mut host);
    host.run(1_000);
    host.store.refuse = |op| matches!(op, StoreOp::Remove { key } if key.starts_with("tuike/c/"));
    host.command(Command::Logout);
    host.run(100);
    assert_eq!(host.store.keys("tuike/").len(), 1, "the read has stayed");
    host.line("/me", Line::Cut);
    host.restart();
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(code_of(&host, command), Some("engine/network"));
    host.store.refuse = |_| false;
    host.restart();
    me(&mut host);
    host.run(1_000);
    assert_eq!(
        host.store.keys("tuike/c/").len(),
        0,
        "and goes as soon as somebody comes across it"
    );
}

#[test]
fn an_answer_that_comes_after_the_logout_is_for_nobody() {
    for seed in 0..30 {
        let mut host = logged_in(200 + seed, "demo");
        let command = me(&mut host);
        host.run(seed * 10);
        host.command(Command::Logout);
        host.run(2_000);
        // Either it came before the logout, or the server was asked again as a guest.
        let before = name_in(&host, command).is_some();
        assert!(before || code_of(&host, command) == Some("backend/unauthorized"), "{seed}");
        assert_eq!(host.store.keys("tuike/").len(), 0, "{seed}");
        let again = me(&mut host);
        host.run(2_000);
        assert_eq!(code_of(&host, again), Some("backend/unauthorized"), "{seed}");
    }
}

#[test]
fn a_logout_that_the_store_refuses_leaves_the_user_logged_in() {
    let mut host = logged_in(10, "demo");
    host.store.refuse = |op| matches!(op, StoreOp::Remove { .. });
    let logout = host.command(Command::Logout);
    host.run(100);
    assert_eq!(code_of(&host, logout), Some("engine/credentials-not-stored"));
    let command = me(&mut host);
    host.run(1_000);
    assert!(name_in(&host, command).is_some(), "as after a restart");
}

#[test]
fn what_was_said_about_a_login_or_logout_is_true_although_the_store_lost_its_answer() {
    let mut host = logged_in(13, "demo");
    // The write that stores the login of another comes second, after its request.
    host.plan = Plan::Once { at: host.boundaries + 1, fault: Fault::AnswerLost };
    let other = login(&mut host, "other");
    host.run(1_000);
    assert_eq!(code_of(&host, other), Some("engine/credentials-not-stored"));
    host.restart();
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(name_in(&host, command), Some((Source::Network, "user of demo-1".into())));

    host.plan = Plan::Once { at: host.boundaries, fault: Fault::AnswerLost };
    let logout = host.command(Command::Logout);
    host.run(1_000);
    assert_eq!(code_of(&host, logout), Some("engine/credentials-not-stored"));
    host.restart();
    let command = me(&mut host);
    host.run(1_000);
    assert_eq!(name_in(&host, command).map(|(_, name)| name), Some("user of demo-1".into()));

    let mut host = SimHost::new(14);
    host.run(100);
    host.plan = Plan::Once { at: host.boundaries + 1, fault: Fault::AnswerLost };
    let first = login(&mut host, "demo");
    host.run(1_000);
    assert_eq!(code_of(&host, first), Some("engine/credentials-not-stored"));
    assert_eq!(host.store.records.len(), 0);
}

#[test]
fn a_login_into_a_full_store_takes_the_room_of_cached_reads() {
    let mut host = SimHost::new(11);
    for number in 0..20 {
        host.query("goods", json!({ "cursor": number }));
    }
    host.run(1_000);
    host.store.capacity = host.store.used();
    let command = login(&mut host, "demo");
    host.run(1_000);
    assert!(matches!(host.answer(command), Event::Page { .. }));
    assert!(host.count(|event| matches!(event, Event::Evicted { class: "cache", .. })) > 0);

    let mut host = SimHost::new(12);
    host.store.capacity = 0;
    let command = login(&mut host, "demo");
    host.run(1_000);
    assert_eq!(code_of(&host, command), Some("engine/credentials-not-stored"));
}

#[test]
fn a_login_that_is_answered_after_a_logout_is_superseded() {
    for seed in 0..20 {
        let mut host = SimHost::new(400 + seed);
        host.run(100);
        let first = login(&mut host, "demo");
        host.run(10);
        let logout = host.command(Command::Logout);
        host.run(2_000);
        assert_eq!(host.answer(logout), &Event::Done { command: logout });
        assert_eq!(code_of(&host, first), Some("engine/superseded"));
        assert_eq!(host.store.records.len(), 0);
        let command = me(&mut host);
        host.run(1_000);
        assert_eq!(code_of(&host, command), Some("backend/unauthorized"));
    }
}

#[test]
fn of_two_logins_the_last_answer_counts_and_both_are_answered() {
    for seed in 0..30 {
        let mut host = SimHost::new(300 + seed);
        let both = [login(&mut host, "one"), login(&mut host, "two")];
        host.run(2_000);
        let page = both.map(|command| matches!(host.answer(command), Event::Page { .. }));
        assert!(page.contains(&true), "{seed}");
        let now = me(&mut host);
        host.run(1_000);
        let (_, name) = name_in(&host, now).unwrap();
        host.restart();
        let then = me(&mut host);
        host.run(1_000);
        assert_eq!(name_in(&host, then).map(|(_, name)| name), Some(name), "{seed}");
    }
}
