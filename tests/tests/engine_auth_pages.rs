//! Several pages over one store: one renews for all, and who logs out in one is logged out in all.

use serde_json::{Value, json};
use tuike_core::effect::Lifecycle;
use tuike_core::engine::{Command, CommandId, Event};
use tuike_tests::sim_host::store::SimStore;
use tuike_tests::sim_host::tokens::renewing;
use tuike_tests::sim_host::{Line, SimHost};

fn login(host: &mut SimHost, user: &str) -> CommandId {
    host.command(Command::Login { params: json!({ "user": user, "password": "demo" }) })
}

/// Two pages, both of them logged in.
fn two(seed: u64, shared: bool) -> (SimHost, usize) {
    let mut host = SimHost::with(seed, SimStore::default(), |config| {
        config.profile = renewing(|_| {});
        config.shared = shared;
    });
    host.server.renewals.rotating = true;
    login(&mut host, "demo");
    host.run(1_000);
    let other = host.open();
    host.run(1_000);
    (host, other)
}

fn mine(host: &mut SimHost, page: usize, number: u64) -> CommandId {
    let (resource, params) = ("mine".into(), json!({ "n": number }));
    host.on(page).command(Command::Query { resource, params, refresh: true })
}

fn name_in(host: &SimHost, command: CommandId) -> Option<String> {
    match host.answer(command) {
        Event::Page { page, .. } => Some(page.data["name"].as_str()?.to_owned()),
        _ => None,
    }
}

fn unauthorized(host: &SimHost) -> usize {
    host.count(|event| *event == Event::Unauthorized)
}

fn stored(host: &SimHost) -> Value {
    serde_json::from_slice(&host.store.records["tuike/auth"]).unwrap()
}

/// Guards the lock in `renew`, and `user.token != self.auth.user.token` in `renewal_read`.
#[test]
fn of_two_pages_that_are_refused_one_renews_and_both_go_on() {
    for seed in 0..60 {
        let (mut host, other) = two(seed, true);
        host.server.tokens.clear();
        let first = mine(&mut host, 0, 1);
        host.run(seed * 13);
        let second = mine(&mut host, other, 2);
        host.run(10_000);
        assert_eq!(host.server.asked("/refresh"), 1, "{seed}");
        for command in [first, second] {
            assert_eq!(name_in(&host, command).as_deref(), Some("user of demo-2"), "{seed}");
        }
        assert_eq!(unauthorized(&host), 0);
        assert_eq!(host.locks.holder("tuike/auth"), None, "{seed}: it was given back");
    }
}

/// Without locks the store alone must do: who comes later finds the new token there.
#[test]
fn without_locks_a_page_finds_the_token_that_another_one_has_renewed() {
    for seed in 0..40 {
        let (mut host, other) = two(seed, false);
        host.server.tokens.clear();
        let first = mine(&mut host, 0, 1);
        host.run(2_000);
        let second = mine(&mut host, other, 2);
        host.run(5_000);
        assert_eq!((host.server.asked("/refresh"), unauthorized(&host)), (1, 0), "{seed}");
        for command in [first, second] {
            assert_eq!(name_in(&host, command).as_deref(), Some("user of demo-2"), "{seed}");
        }
    }
}

/// Both renew at once: the one whose refresh token has been used up reads the store again.
///
/// Guards the second reading, after `declined`.
#[test]
fn of_two_that_renew_at_once_the_refused_one_takes_the_others_token() {
    let mut raced = 0;
    for seed in 0..100 {
        let (mut host, other) = two(seed, false);
        host.server.tokens.clear();
        let commands = [mine(&mut host, 0, 1), mine(&mut host, other, 2)];
        host.run(20_000);
        raced += usize::from(host.server.asked("/refresh") == 2);
        let names = commands.map(|command| name_in(&host, command));
        assert_eq!(unauthorized(&host), 0, "{seed}");
        assert!(names.iter().all(|name| name.as_deref() == Some("user of demo-2")), "{seed}");
    }
    assert!(raced > 20, "the case was met: {raced}");
}

/// Guards `look_who_is_here`, and `left`.
#[test]
fn who_logs_out_in_one_page_is_a_guest_in_the_other_when_it_comes_to_the_front() {
    let (mut host, other) = two(1, true);
    let seen = mine(&mut host, other, 1);
    host.run(1_000);
    assert!(name_in(&host, seen).is_some());
    host.on(0).command(Command::Logout);
    host.run(1_000);
    host.on(other).lifecycle(Lifecycle::Show);
    host.run(100);
    assert_eq!(unauthorized(&host), 1);
    host.line("/me", Line::Cut);
    let (resource, params) = ("mine".into(), json!({ "n": 1 }));
    let now = host.command(Command::Query { resource, params, refresh: false });
    host.run(1_000);
    assert_eq!(name_in(&host, now), None, "nothing of what was seen");
}

#[test]
fn a_page_that_is_refused_after_somebody_else_has_come_does_not_go_on_under_his_name() {
    for shared in [true, false] {
        let (mut host, other) = two(2, shared);
        login(host.on(0), "somebody");
        host.run(1_000);
        host.server.tokens.remove("demo-1");
        let command = mine(&mut host, other, 1);
        host.run(5_000);
        assert_eq!(name_in(&host, command), None);
        assert_eq!(unauthorized(&host), 1);
        assert_eq!(host.server.asked("/refresh"), 0);
        assert_eq!(stored(&host)["token"], json!("somebody-2"), "he is still logged in");
        let his = mine(&mut host, 0, 1);
        host.run(1_000);
        assert_eq!(name_in(&host, his).as_deref(), Some("user of somebody-2"));
    }
}

/// Guards `config.shared` in `can_renew`.
#[test]
fn where_nothing_can_be_renewed_a_page_takes_the_token_of_a_new_login_in_another() {
    let mut host = SimHost::with(6, SimStore::default(), |config| {
        config.profile = renewing(|profile| {
            profile["auth"].as_object_mut().unwrap().remove("refresh");
            // Nor does it say who logs in: without a logout it is taken for the same.
            profile["auth"]["login"].as_object_mut().unwrap().remove("user");
        });
        config.shared = true;
    });
    login(&mut host, "demo");
    host.run(1_000);
    let other = host.open();
    host.run(1_000);
    mine(&mut host, other, 5);
    host.run(1_000);
    host.server.tokens.clear();
    login(host.on(0), "demo");
    host.run(1_000);
    let command = mine(&mut host, other, 1);
    host.run(3_000);
    assert_eq!(name_in(&host, command).as_deref(), Some("user of demo-2"));
    assert_eq!((host.server.asked("/refresh"), unauthorized(&host)), (0, 0));
    // What was read under the other login is not given under this one: guards `forget` in `renewed`.
    let (resource, params) = ("mine".into(), json!({ "n": 5 }));
    let read = host.command(Command::Query { resource, params, refresh: false });
    host.run(1_000);
    assert_eq!(name_in(&host, read).as_deref(), Some("user of demo-2"));
    // And where no page has one the user is told, once.
    host.server.tokens.clear();
    let commands = [mine(&mut host, other, 2), mine(&mut host, other, 3)];
    host.run(10_000);
    for command in commands {
        assert_eq!(name_in(&host, command), None);
    }
    assert_eq!(unauthorized(&host), 1);
}

#[test]
fn a_renewal_of_another_page_is_seen_on_coming_to_the_front_and_costs_no_request() {
    let (mut host, other) = two(3, true);
    host.server.tokens.clear();
    mine(&mut host, 0, 1);
    host.run(3_000);
    host.on(other).lifecycle(Lifecycle::Show);
    host.run(100);
    let refused = host.server.renewals.refused;
    let command = mine(&mut host, other, 2);
    host.run(1_000);
    assert_eq!(name_in(&host, command).as_deref(), Some("user of demo-2"));
    assert_eq!(host.server.renewals.refused, refused);
}

/// Guards `PATIENCE`.
#[test]
fn a_page_that_is_frozen_with_the_lock_keeps_the_other_waiting_for_a_while_only() {
    let (mut host, other) = two(4, true);
    host.server.tokens.clear();
    host.line("/refresh", Line::Silent);
    mine(&mut host, 0, 1);
    host.run(2_000);
    assert!(host.locks.holder("tuike/auth").is_some());
    host.freeze(0);
    host.line("/refresh", Line::Good);
    let command = mine(&mut host, other, 2);
    host.run(10_000);
    assert!(host.answers(command).is_empty());
    host.run(10_000);
    assert_eq!(name_in(&host, command).as_deref(), Some("user of demo-2"));
    // Killed at last, it gives the lock back to who does not need it any more.
    host.kill(0);
    host.run(1_000);
    assert_eq!(host.locks.holder("tuike/auth"), None);
}

/// Guards `end_renewal` in `become_user`, and the release in `renewal_locked`.
#[test]
fn a_login_or_a_logout_in_the_middle_of_a_renewal_gives_the_lock_back() {
    for seed in 0..120 {
        let (mut host, other) = two(seed, true);
        host.server.tokens.clear();
        mine(&mut host, other, 2);
        mine(&mut host, 0, 1);
        host.run(seed * 11);
        if seed % 2 == 0 {
            login(host.on(0), "demo");
        } else {
            host.on(0).command(Command::Logout);
        }
        host.run(20_000);
        assert_eq!(host.locks.holder("tuike/auth"), None, "{seed}");
    }
}

#[test]
fn a_page_killed_in_the_middle_of_a_renewal_leaves_the_lock_to_the_next() {
    for seed in 0..60 {
        let (mut host, other) = two(seed, true);
        host.server.renewals.rotating = false;
        host.server.tokens.clear();
        mine(&mut host, 0, 1);
        let command = mine(&mut host, other, 2);
        host.run(seed * 20);
        host.kill(0);
        host.run(20_000);
        assert!(name_in(&host, command).is_some(), "{seed}");
        assert_eq!(unauthorized(&host), 0, "{seed}");
        assert_eq!(host.locks.holder("tuike/auth"), None, "{seed}");
    }
}

#[test]
fn locks_that_fail_are_no_reason_to_fail() {
    use tuike_tests::sim_host::fault::{Fault, Plan};
    for at in 0..12 {
        let (mut host, other) = two(5, true);
        host.server.renewals.rotating = false;
        host.server.tokens.clear();
        host.plan = Plan::Once { at: host.boundaries + at, fault: Fault::Refused };
        let commands = [mine(&mut host, 0, 1), mine(&mut host, other, 2)];
        host.run(600_000);
        for command in commands {
            host.answer(command);
        }
        assert_eq!(unauthorized(&host), 0, "{at}");
        let again = mine(&mut host, other, 3);
        host.run(20_000);
        assert!(name_in(&host, again).is_some(), "{at}");
    }
}

/// Guards `look_around` in `granted`: what a user left waiting in another page goes on where he comes back.
#[test]
fn what_a_user_left_in_another_page_goes_out_when_he_logs_in_here() {
    let (mut host, other) = two(21, true);
    host.line("/orders", Line::Cut);
    host.on(other).submit("order", json!({ "tag": 1 }));
    host.run(1_000);
    host.on(other).command(Command::Logout);
    host.run(1_000);
    login(host.on(other), "someone");
    host.run(1_000);
    host.line("/orders", Line::Good);
    host.run(3_600_000);
    assert_eq!(host.server.tags("/orders"), [0_u64; 0], "nobody sends it for another");
    login(host.on(0), "demo");
    host.run(60_000);
    assert_eq!(host.server.tags("/orders"), [1]);
}
