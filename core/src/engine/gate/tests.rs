//! The gate beside a naive one that remembers everything and decides from the beginning each time.

use proptest::prelude::*;

use super::*;
use crate::limits::{BreakerPolicy, Rate};

const PATIENCE: u64 = 10_000;
const START: u64 = 1_767_225_600_000;

fn time(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn limits(rate: Option<(u32, u32)>, breaker: Option<(u32, u64)>) -> Limits {
    Limits {
        rate: rate.map(|(per_second, burst)| Rate { per_second, burst }),
        breaker: breaker
            .map(|(failures, secs)| BreakerPolicy { failures, open: Span::from_secs(secs) }),
        timeout: Span::from_millis(PATIENCE),
        parallel: 4,
    }
}

fn lane(number: u64) -> Who {
    Who::Lane(format!("lane-{number}"))
}

fn query(number: u64) -> Who {
    Who::Query(number.to_string())
}

fn answer(status: u16) -> HttpResponse {
    HttpResponse { status, ..HttpResponse::default() }
}

fn report(gate: &mut Gate, service: usize, at: u64, status: u16) {
    gate.report(service, time(at), Ok(&answer(status)), None);
}

fn fail(gate: &mut Gate, service: usize, at: u64, kind: HostErrorKind) {
    gate.report(service, time(at), Err(&HostError::new(kind, "")), None);
}

/// Asks, and sends at once where that is allowed.
fn ask(gate: &mut Gate, who: Who, at: u64) -> Admit {
    let admit = gate.admit(0, who, time(at));
    if admit == Admit::Go {
        gate.pass(0, time(at));
    }
    admit
}

/// Everything the line is told now; who may go goes.
fn called(gate: &mut Gate, at: u64) -> Vec<(Who, bool)> {
    core::iter::from_fn(|| {
        let (service, who, admit) = gate.next(time(at))?;
        if admit == Admit::Go {
            gate.pass(service, time(at));
        }
        Some((who, admit == Admit::Go))
    })
    .collect()
}

#[test]
fn without_limits_everything_goes_at_once_and_nothing_is_waited_for() {
    let mut gate = Gate::new(2, limits(None, None));
    for number in 0..100 {
        assert_eq!(ask(&mut gate, query(number), START), Admit::Go);
        fail(&mut gate, 0, START, HostErrorKind::Timeout);
    }
    assert_eq!(gate.next_deadline(time(START)), None);
}

/// By hand: 1 a second, burst 1. One goes, the others a second apart; a lane before the queries that
/// came earlier, and the fourth lane in a row behind the query it would overtake.
///
/// Guards `OVERTAKEN` in `Service::first`: without it the query waits behind all lanes.
#[test]
fn lanes_go_before_queries_and_none_is_overtaken_more_than_three_times() {
    let mut gate = Gate::new(1, limits(Some((1, 1)), None));
    assert_eq!(ask(&mut gate, query(0), START), Admit::Go);
    assert_eq!(ask(&mut gate, query(1), START), Admit::Wait);
    for number in 0..6 {
        assert_eq!(ask(&mut gate, lane(number), START), Admit::Wait);
    }
    let mut order = Vec::new();
    for second in 1..=7 {
        assert_eq!(called(&mut gate, START + second * 1_000 - 1), []);
        let deadline = gate.next_deadline(time(START + second * 1_000 - 1));
        assert_eq!(deadline, Some(time(START + second * 1_000)));
        order.extend(called(&mut gate, START + second * 1_000));
    }
    let expected = [lane(0), lane(1), lane(2), query(1), lane(3), lane(4), lane(5)];
    assert_eq!(order, expected.map(|who| (who, true)));
}

#[test]
fn logins_go_first_then_mutations_then_events_then_queries() {
    let mut gate = Gate::new(1, limits(Some((1, 1)), None));
    ask(&mut gate, query(0), START);
    let line = [query(1), Who::Lane(EVENTS.to_owned()), lane(1), Who::Refresh];
    for who in &line {
        assert_eq!(ask(&mut gate, who.clone(), START), Admit::Wait);
    }
    let order: Vec<Who> =
        (1..=4).flat_map(|second| called(&mut gate, START + second * 1_000)).map(|c| c.0).collect();
    assert!(order.iter().eq(line.iter().rev()), "{order:?}");
}

#[test]
fn who_asks_again_keeps_its_place_and_is_called_once() {
    let mut gate = Gate::new(1, limits(Some((1, 1)), None));
    ask(&mut gate, lane(0), START);
    for who in [lane(1), lane(2), lane(1), lane(1)] {
        assert_eq!(ask(&mut gate, who, START), Admit::Wait);
    }
    assert_eq!(called(&mut gate, START + 1_000), [(lane(1), true)]);
    assert_eq!(called(&mut gate, START + 9_000), [(lane(2), true)]);
}

#[test]
fn a_query_waits_as_long_as_a_request_may_take_and_no_longer_a_lane_for_ever() {
    let mut gate = Gate::new(1, limits(Some((1, 1)), None));
    ask(&mut gate, lane(0), START);
    for number in 0..20 {
        ask(&mut gate, query(number), START);
    }
    for number in 1..20 {
        ask(&mut gate, lane(number), START);
    }
    // Nobody calls for eleven seconds: the device slept.
    let told = called(&mut gate, START + 11_000);
    assert_eq!(told.iter().filter(|(who, go)| !go && !who.is_patient()).count(), 20);
    assert_eq!(told.iter().filter(|(_, go)| *go).count(), 1, "of the lanes one a second");
    assert_eq!(gate.next_deadline(time(START + 11_000)), Some(time(START + 12_000)));
}

/// Guards `ticket.since.min(now)` in `next`.
#[test]
fn a_clock_that_steps_back_does_not_lengthen_the_wait() {
    let mut gate = Gate::new(1, limits(None, None));
    gate.report(0, time(START), Ok(&answer(429)), Some(Span::from_secs(9)));
    assert_eq!(ask(&mut gate, query(0), START), Admit::Wait);
    let back = START - 3_600_000;
    assert_eq!(called(&mut gate, back), []);
    assert_eq!(gate.next_deadline(time(back)), Some(time(back + 9_000)));
    assert_eq!(called(&mut gate, back + 9_000), [(query(0), true)]);
}

/// Guards `is_patient` in `admit` and in `next`.
#[test]
fn an_open_breaker_turns_queries_away_and_lanes_wait_for_the_one_probe() {
    let mut gate = Gate::new(1, limits(None, Some((2, 30))));
    for _ in 0..2 {
        assert_eq!(ask(&mut gate, query(0), START), Admit::Go);
    }
    for _ in 0..2 {
        report(&mut gate, 0, START, 503);
    }
    assert_eq!(ask(&mut gate, query(1), START), Admit::Shut(EngineError::BreakerOpen));
    assert_eq!(ask(&mut gate, Who::Refresh, START), Admit::Shut(EngineError::BreakerOpen));
    for number in 0..3 {
        let shut = Admit::Shut(EngineError::BreakerOpen);
        assert_eq!(ask(&mut gate, lane(number), START), shut);
    }
    assert_eq!(called(&mut gate, START + 29_999), []);
    assert_eq!(gate.next_deadline(time(START)), Some(time(START + 30_000)));
    assert_eq!(called(&mut gate, START + 30_000), [(lane(0), true)], "one probe");
    assert_eq!(gate.stats(&[String::new()], time(START + 30_000))[0].breaker, "half-open");
    assert_eq!(ask(&mut gate, query(1), START + 30_000), Admit::Shut(EngineError::BreakerOpen));
    report(&mut gate, 0, START + 30_100, 200);
    let rest = called(&mut gate, START + 30_100);
    assert_eq!(rest, [(lane(1), true), (lane(2), true)]);
    assert_eq!(gate.stats(&[String::new()], time(START + 30_100))[0].breaker, "closed");
}

#[test]
fn queries_that_stand_in_the_line_when_the_breaker_opens_fail_then() {
    let mut gate = Gate::new(1, limits(Some((1, 1)), Some((1, 30))));
    ask(&mut gate, query(0), START);
    for who in [query(1), lane(1), query(2)] {
        ask(&mut gate, who, START);
    }
    fail(&mut gate, 0, START + 100, HostErrorKind::Timeout);
    assert_eq!(called(&mut gate, START + 100), [(query(1), false), (query(2), false)]);
    assert_eq!(called(&mut gate, START + 30_100), [(lane(1), true)]);
}

/// The table in the module's head.
#[test]
fn what_counts_as_a_failure() {
    let opens = |told: &dyn Fn(&mut Gate)| {
        let mut gate = Gate::new(2, limits(None, Some((1, 30))));
        gate.pass(0, time(START));
        told(&mut gate);
        gate.admit(0, query(0), time(START)) != Admit::Go
    };
    for status in [500, 502, 503, 599, 65_535] {
        assert!(opens(&|gate| report(gate, 0, START, status)), "{status}");
    }
    for status in [0, 100, 200, 204, 302, 304, 400, 401, 404, 408, 409, 425, 429, 499] {
        assert!(!opens(&|gate| report(gate, 0, START, status)), "{status}");
    }
    use HostErrorKind::{Denied, Offline, Other, QuotaExceeded, Timeout, Unsupported};
    for kind in [Timeout, Other] {
        assert!(opens(&|gate| fail(gate, 0, START, kind)), "{kind:?}");
    }
    for kind in [Offline, Denied, Unsupported, QuotaExceeded] {
        assert!(!opens(&|gate| fail(gate, 0, START, kind)), "{kind:?}");
    }
    // Between two failures: what is an answer begins the count anew, what is nothing does not.
    for (status, works) in [(200, true), (404, true), (429, true), (302, false), (0, false)] {
        let mut gate = Gate::new(1, limits(None, Some((2, 30))));
        for status in [500, status, 500] {
            report(&mut gate, 0, START, status);
        }
        assert_eq!(ask(&mut gate, query(0), START) == Admit::Go, works, "{status}");
    }
    let elsewhere = |gate: &mut Gate| {
        report(gate, 1, START, 200);
        fail(gate, 0, START, Offline);
    };
    assert!(opens(&elsewhere), "there is a network: it is this server that is gone");
    let before = |gate: &mut Gate| {
        report(gate, 1, START, 200);
        gate.pass(0, time(START));
        fail(gate, 0, START, Offline);
    };
    assert!(!opens(&before), "since it went nobody has answered");
}

#[test]
fn a_probe_that_met_no_network_leaves_the_next_one_to_be_the_probe() {
    let mut gate = Gate::new(1, limits(None, Some((1, 30))));
    ask(&mut gate, query(0), START);
    report(&mut gate, 0, START, 500);
    assert_eq!(ask(&mut gate, query(1), START + 30_000), Admit::Go);
    fail(&mut gate, 0, START + 30_001, HostErrorKind::Offline);
    assert_eq!(ask(&mut gate, query(2), START + 30_002), Admit::Go);
    // And the host's word that the network is back closes it.
    report(&mut gate, 0, START + 30_003, 500);
    assert_ne!(ask(&mut gate, query(3), START + 30_004), Admit::Go);
    gate.network_is_back();
    assert_eq!(ask(&mut gate, query(3), START + 30_004), Admit::Go);
}

#[test]
fn a_429_holds_its_service_for_what_it_says_and_a_minute_at_most() {
    let mut gate = Gate::new(2, limits(None, None));
    gate.report(0, time(START), Ok(&answer(429)), Some(Span::from_secs(3)));
    assert_eq!(ask(&mut gate, query(0), START + 2_999), Admit::Wait);
    assert_eq!(gate.admit(1, query(1), time(START)), Admit::Go, "others are not held");
    assert_eq!(called(&mut gate, START + 3_000), [(query(0), true)]);
    gate.report(0, time(START), Ok(&answer(429)), Some(Span::from_secs(86_400)));
    let late = ask(&mut gate, query(2), START + 100);
    assert_eq!(late, Admit::Shut(EngineError::RateLimited), "it would wait in vain");
    assert_eq!(ask(&mut gate, lane(0), START + 100), Admit::Wait);
    assert_eq!(called(&mut gate, START + 60_000), [(lane(0), true)]);
    // Without a Retry-After, and with another status, nobody is held.
    gate.report(0, time(START + 60_000), Ok(&answer(429)), None);
    gate.report(0, time(START + 60_000), Ok(&answer(503)), Some(Span::from_secs(3)));
    assert_eq!(ask(&mut gate, query(3), START + 60_000), Admit::Go);
}

/// Guards the tickets' ends in `next_deadline`.
#[test]
fn who_stands_in_a_line_that_is_held_is_woken_when_the_patience_ends() {
    let mut gate = Gate::new(1, limits(Some((1, 1)), None));
    ask(&mut gate, lane(0), START);
    assert_eq!(ask(&mut gate, query(1), START + 1), Admit::Wait);
    gate.report(0, time(START + 2), Ok(&answer(429)), Some(Span::from_secs(40)));
    assert_eq!(gate.next_deadline(time(START + 2)), Some(time(START + 1 + PATIENCE)));
    assert_eq!(called(&mut gate, START + 1 + PATIENCE), [(query(1), false)]);
    assert_eq!(gate.next_deadline(time(START + 1 + PATIENCE)), None);
}

/// One who came, and everything that happened since.
#[derive(Clone, Debug)]
struct Came {
    who: Who,
    class: u8,
    /// What the clock said when it came and each time somebody was called since.
    clock: Vec<u64>,
    /// How many who came later have gone.
    passed_by: usize,
}

/// The gate without rate arithmetic, without tickets: all that ever went, and who waits.
struct Naive {
    rate: (u32, u32),
    /// Time that passed, which is not what the clock says where that steps back.
    passed: u64,
    /// Of it, what a bucket can know that looks at the clock when it is asked: (then, all of it).
    seen: u64,
    flowed: u64,
    /// What had flowed in when one went.
    went: Vec<u64>,
    /// (failures in a row, when it opened and for how long, when the probe went).
    failures: u32,
    open: Option<(u64, u64, Option<u64>)>,
    /// Whether somebody asked after its time: from then on a failure opens it again.
    half: bool,
    waiting: Vec<Came>,
}

impl Naive {
    fn shut(&mut self) -> bool {
        let Some((since, wait, probe)) = self.open else { return false };
        self.half |= self.passed >= since + wait;
        self.passed < since + wait || probe.is_some_and(|probe| self.passed < probe + wait)
    }

    /// In no window up to now more than the burst and what flowed in.
    fn has_token(&self) -> bool {
        self.went.iter().chain([&self.flowed]).enumerate().all(|(i, since)| {
            let count = (self.went.len() + 1 - i) as u64;
            let flowed = (self.flowed - since) * u64::from(self.rate.0);
            count * 1_000 <= u64::from(self.rate.1) * 1_000 + flowed
        })
    }

    fn sent(&mut self) {
        self.went.push(self.flowed);
        if let Some((.., probe)) = &mut self.open {
            *probe = Some(self.passed);
        }
    }

    fn look(&mut self, clock: u64) {
        self.flowed += clock.saturating_sub(self.seen);
        self.seen = clock;
    }

    fn told(&mut self, works: bool) {
        if works {
            (self.failures, self.open, self.half) = (0, None, false);
        } else if let Some((_, wait, _)) = self.open {
            if self.half {
                self.open = Some((self.passed, (wait * 2).min(300_000), None));
            }
            self.half = false;
        } else {
            self.failures += 1;
            if self.failures == 3 {
                self.open = Some((self.passed, 30_000, None));
            }
        }
    }

    fn ask(&mut self, who: &Who, class: u8, clock: u64) -> Admit {
        self.look(clock);
        let shut = self.shut();
        if !shut && self.waiting.is_empty() && self.has_token() {
            self.sent();
            return Admit::Go;
        }
        let known = self.waiting.iter().any(|came| came.who == *who);
        if !known && (class < 3 || !shut) {
            let came = Came { who: who.clone(), class, clock: vec![clock], passed_by: 0 };
            self.waiting.push(came);
        }
        if shut { Admit::Shut(EngineError::BreakerOpen) } else { Admit::Wait }
    }

    fn call(&mut self, clock: u64) -> Option<(Who, bool)> {
        if self.waiting.is_empty() {
            return None;
        }
        self.look(clock);
        self.waiting.iter_mut().for_each(|came| came.clock.push(clock));
        let shut = self.shut();
        let waited = |came: &Came| clock - came.clock.iter().min().unwrap();
        let late = |came: &Came| came.class == 3 && (shut || waited(came) >= PATIENCE);
        if let Some(at) = self.waiting.iter().position(late) {
            return Some((self.waiting.remove(at).who, false));
        }
        if shut || !self.has_token() {
            return None;
        }
        let tired = self.waiting.iter().position(|came| came.passed_by == 3);
        let best = self.waiting.iter().map(|came| came.class).min();
        let at = tired.or_else(|| self.waiting.iter().position(|came| Some(came.class) == best))?;
        self.waiting[..at].iter_mut().for_each(|came| came.passed_by += 1);
        self.sent();
        Some((self.waiting.remove(at).who, true))
    }
}

proptest! {
    #[test]
    fn the_gate_does_what_the_naive_one_does(
        rate in (1..20_u32, 1..6_u32),
        steps in prop::collection::vec(
            (0..12_u8, 0..6_u64, prop_oneof![3 => 0..300_u64, 1 => 0..40_000_u64, 1 => Just(u64::MAX)]),
            1..120,
        ),
    ) {
        let mut gate = Gate::new(1, limits(Some(rate), Some((3, 30))));
        let mut naive = Naive {
            rate, passed: 0, seen: 0, flowed: 0, went: Vec::new(), failures: 0, open: None, half: false, waiting: Vec::new(),
        };
        let mut clock = START;
        for (what, number, later) in steps {
            // A clock that steps back says nothing of how much time passed, so it passes none; what
            // the breaker makes of it is its own test's.
            if later == u64::MAX {
                if naive.open.is_none() {
                    clock -= 5_000;
                }
            } else {
                clock += later;
                naive.passed += later;
            }
            // As the engine does: who asks is answered, then everybody is called.
            match what {
                0..=3 => prop_assert_eq!(ask(&mut gate, query(number), clock), naive.ask(&query(number), 3, clock)),
                4..=6 => prop_assert_eq!(ask(&mut gate, lane(number), clock), naive.ask(&lane(number), 1, clock)),
                7 => {
                    let events = Who::Lane(EVENTS.to_owned());
                    prop_assert_eq!(ask(&mut gate, events.clone(), clock), naive.ask(&events, 2, clock));
                }
                8 | 9 => {
                    report(&mut gate, 0, clock, 200);
                    naive.told(true);
                }
                _ => {
                    report(&mut gate, 0, clock, 500);
                    naive.told(false);
                }
            }
            let told = called(&mut gate, clock);
            let expected: Vec<_> = core::iter::from_fn(|| naive.call(clock)).collect();
            prop_assert_eq!(told, expected);
            let names = [String::new()];
            prop_assert_eq!(gate.stats(&names, time(clock))[0].waiting as usize, naive.waiting.len());
            // What is told when: never before the deadline, and never later than it could be.
            let deadline = gate.next_deadline(time(clock));
            prop_assert_eq!(deadline.is_some(), !naive.waiting.is_empty());
            if let Some(deadline) = deadline {
                prop_assert!(deadline > time(clock), "a wake for nothing");
            }
        }
    }

    /// Counted from what went, not from the line: with everybody in a hurry.
    #[test]
    fn nobody_is_overtaken_more_than_three_times_and_everybody_goes(
        arrivals in prop::collection::vec((0..4_u8, 0..3_u8), 1..60),
    ) {
        let mut patient = limits(Some((1, 1)), None);
        patient.timeout = Span::from_secs(1_000_000);
        let mut gate = Gate::new(1, patient);
        ask(&mut gate, query(1_000), START);
        let (mut came, mut went) = (Vec::new(), Vec::new());
        let mut clock = START;
        for (number, (class, calls)) in arrivals.iter().enumerate() {
            let who = match class {
                0 => Who::Login(CommandId(number as u64), Value::Null),
                1 => lane(number as u64),
                _ => query(number as u64),
            };
            prop_assert_eq!(ask(&mut gate, who.clone(), clock), Admit::Wait);
            came.push(who);
            for _ in 0..*calls {
                clock += 1_000;
                went.extend(called(&mut gate, clock).into_iter().map(|(who, _)| who));
                if gate.next_deadline(time(clock)).is_none() {
                    // Nobody waits; the next one shall.
                    ask(&mut gate, query(1_000), clock);
                }
            }
        }
        while let Some(next) = gate.next_deadline(time(clock)) {
            clock = next.as_millis();
            went.extend(called(&mut gate, clock).into_iter().map(|(who, _)| who));
        }
        went.retain(|who| *who != query(1_000));
        prop_assert_eq!(went.len(), came.len());
        let place = |who: &Who| came.iter().position(|other| other == who).unwrap();
        for (turn, who) in went.iter().enumerate() {
            let overtook = went[..turn].iter().filter(|other| place(other) > place(who)).count();
            prop_assert!(overtook <= 3, "{:?}", went);
        }
    }
}
