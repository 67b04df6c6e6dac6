//! Every way from every state, and laws of long lives.

use proptest::prelude::*;

use super::*;
use crate::code::Coded as _;

const DAY: u64 = 86_400_000;

fn time(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn fen(minor: i64) -> Money {
    Money::from_minor(minor).unwrap()
}

fn record(state: RecordState) -> Record {
    Record {
        id: "o1".to_owned(),
        currency: Currency::CNY,
        amount: fen(1_000),
        taken: Money::ZERO,
        state,
        freeze_days: 7,
        at: time(0),
        received_at: matches!(state, RecordState::Confirmed | RecordState::Settled)
            .then(|| time(DAY)),
        updated_at: time(DAY),
    }
}

/// The arrows of the module's picture, and no others.
#[test]
fn there_are_five_ways_and_every_other_names_both_states() {
    use RecordState::{Confirmed, Estimated, Reversed, Settled};
    let ways = [
        (Estimated, Confirmed),
        (Confirmed, Settled),
        (Estimated, Reversed),
        (Confirmed, Reversed),
        (Settled, Reversed),
    ];
    for (_, from) in STATES {
        for (_, to) in STATES {
            let moved =
                record(from).moved(&Move::To { state: to, at: time(2 * DAY), amount: None });
            if ways.contains(&(from, to)) {
                assert_eq!(moved.unwrap().state, to);
            } else {
                let error = moved.unwrap_err();
                assert_eq!(error.code().as_str(), "record/illegal-move");
                let says = error.to_string();
                assert!(says.contains(from.as_str()) && says.contains(to.as_str()), "{says}");
            }
        }
    }
}

/// A platform that skips `confirmed` is followed through it; one that repeats itself changes nothing; one
/// that goes back is refused.
#[test]
fn following_a_platform_goes_by_way_of_the_states_between_and_never_back() {
    use RecordState::{Confirmed, Estimated, Reversed, Settled};
    let order = [Estimated, Confirmed, Settled, Reversed];
    for (i, from) in order.into_iter().enumerate() {
        for (j, to) in order.into_iter().enumerate() {
            let follow = Move::Follow { state: to, at: time(9 * DAY), amount: None };
            let moved = record(from).moved(&follow);
            if i > j {
                assert_eq!(moved.unwrap_err(), RecordError::IllegalMove { from, to });
                continue;
            }
            let moved = moved.unwrap();
            assert_eq!(moved.state, to);
            if i == j {
                assert_eq!(moved, record(from));
            }
            if from == Estimated && matches!(to, Confirmed | Settled) {
                assert_eq!(moved.received_at, Some(time(9 * DAY)));
            } else {
                assert_eq!(moved.received_at, record(from).received_at);
            }
        }
    }
}

#[test]
fn money_is_free_from_the_millisecond_on_that_ends_the_last_day() {
    for (state, free) in [(RecordState::Confirmed, 1_000), (RecordState::Settled, 1_000)] {
        let record = record(state);
        assert_eq!(record.free_at(), Some(time(8 * DAY)));
        assert_eq!(record.available(time(8 * DAY - 1)).minor(), 0);
        assert_eq!(record.available(time(8 * DAY)).minor(), free);
    }
    for state in [RecordState::Estimated, RecordState::Reversed] {
        assert_eq!(record(state).available(time(u64::MAX)).minor(), 0);
    }
}

#[test]
fn the_platform_has_the_last_word_on_the_amount_but_not_below_what_was_taken() {
    let taken = record(RecordState::Confirmed).moved(&Move::Take { amount: fen(300), at: time(0) });
    let taken = taken.unwrap();
    let settle =
        |minor| Move::To { state: RecordState::Settled, at: time(0), amount: Some(fen(minor)) };
    let settled = taken.moved(&settle(900)).unwrap();
    assert_eq!((settled.amount.minor(), settled.left().minor()), (900, 600));
    assert_eq!(taken.moved(&settle(299)).unwrap_err().code().as_str(), "record/below-taken");
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let state = prop::sample::select(STATES.map(|(_, state)| state).to_vec());
    let at = (0..30_u64).prop_map(|day| time(day * DAY));
    let amount = prop::option::weighted(0.2, (0..2_000_i64).prop_map(fen));
    let to = (state.clone(), at.clone(), amount.clone()).prop_map(|(state, at, amount)| Move::To {
        state,
        at,
        amount,
    });
    let follow = (state, at.clone(), amount).prop_map(|(state, at, amount)| Move::Follow {
        state,
        at,
        amount,
    });
    let take = ((0..700_i64).prop_map(fen), at).prop_map(|(amount, at)| Move::Take { amount, at });
    prop::collection::vec(prop_oneof![to, follow, take], 0..12)
}

proptest! {
    /// Whatever happens, in whatever order: nothing is taken twice, what is refused changes nothing, and
    /// what is reversed stays so.
    #[test]
    fn no_life_takes_more_than_was_given(moves in moves(), at in (0..60_u64).prop_map(|day| time(day * DAY))) {
        let mut now = record(RecordState::Estimated);
        for what in moves {
            let Ok(next) = now.moved(&what) else { continue };
            prop_assert!(next.taken <= next.amount);
            prop_assert!(next.state >= now.state);
            if let Move::Take { amount, .. } = what {
                prop_assert_eq!(next.taken.minor(), now.taken.minor() + amount.minor());
            }
            if now.state == RecordState::Reversed {
                prop_assert_eq!(next.left().minor(), 0);
            }
            let sums = Sums::of(core::slice::from_ref(&next), at).unwrap();
            let all = [sums.estimated, sums.frozen, sums.available, sums.reversed];
            prop_assert_eq!(all.iter().map(|sum| sum.minor()).sum::<i64>(), next.amount.minor());
            prop_assert_eq!(sums.available, next.available(at));
            prop_assert_eq!(sums.next_free_at.is_some(), next.free_at().is_some_and(|free| free > at));
            now = next;
        }
    }
}
