//! What may happen at an effect boundary, and where it happens in a run.

use tuike_core::seed::Prng;

/// What happens where an effect meets the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The host refuses and nothing has happened: a write error, no network.
    Refused,
    /// The store says that it is full; a server says 503 with `Retry-After: 7`.
    Full,
    /// It happens, but the host says that it failed: a lost answer, a timeout.
    AnswerLost,
    /// It happens, but what comes back is not what was promised: HTML with status 200.
    Garbled,
    /// It happens twice.
    Twice,
    /// The app is killed, and it has not happened.
    KilledBefore,
    /// The app is killed, and it has happened.
    KilledAfter,
    /// It happens, and the clock steps back by three days.
    ClockBack,
    /// It happens, and the clock steps ahead by three days.
    ClockAhead,
    /// The server forgets who is logged in.
    LoggedOut,
}

impl Fault {
    pub const ALL: [Self; 10] = [
        Self::Refused,
        Self::Full,
        Self::AnswerLost,
        Self::Garbled,
        Self::Twice,
        Self::KilledBefore,
        Self::KilledAfter,
        Self::ClockBack,
        Self::ClockAhead,
        Self::LoggedOut,
    ];
}

/// Where faults happen.
#[derive(Clone, Debug)]
pub enum Plan {
    /// Nowhere.
    Calm,
    /// At one boundary of the run, counted from 0.
    Once { at: usize, fault: Fault },
    /// Anywhere, so many of a thousand boundaries.
    Anywhere { prng: Prng, of_thousand: u64 },
}

impl Plan {
    pub fn at(&mut self, boundary: usize) -> Option<Fault> {
        match self {
            Self::Calm => None,
            Self::Once { at, fault } => (*at == boundary).then_some(*fault),
            Self::Anywhere { prng, of_thousand } => {
                if prng.below(1_000) >= *of_thousand {
                    return None;
                }
                let choice = prng.below(Fault::ALL.len() as u64) as usize;
                Some(Fault::ALL[choice])
            }
        }
    }
}
