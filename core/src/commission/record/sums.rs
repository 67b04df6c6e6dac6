//! What many records come to at a time: the figures of an earnings page.
//!
//! ```
//! use tuike_core::commission::{Record, Sums};
//! use tuike_core::read::{self, Node};
//!
//! let json = read::parse("record", r#"{ "id": "o1", "amount": "5.00", "at": 0 }"#)?;
//! let record = Record::open(&Node::root("record", &json))?;
//! let sums = Sums::of(&[record], 0.into())?;
//! assert_eq!((sums.estimated.minor(), sums.available.minor()), (500, 0));
//! # Ok::<(), tuike_core::commission::RecordError>(())
//! ```

use super::{Record, RecordError, RecordState};
use crate::money::{Currency, Money};
use crate::read::ReadError;
use crate::time::Timestamp;

/// What records come to at a time. `estimated + frozen + available` is all that is not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Of every amount here; renminbi where there is no record.
    pub currency: Currency,
    /// Paid for, not received.
    pub estimated: Money,
    /// Received, not yet free.
    pub frozen: Money,
    /// Free: what was withdrawn before is not known here.
    pub available: Money,
    /// Of `frozen` and `available`, what the platform has credited.
    pub settled: Money,
    /// Taken back by refunds and reversals.
    pub reversed: Money,
    /// When the next of what is frozen becomes free.
    pub next_free_at: Option<Timestamp>,
}

impl Sums {
    /// Adds records up.
    ///
    /// # Errors
    /// [`RecordError::CurrencyMismatch`]; `money/too-large` where a sum passes [`Money::MAX`].
    pub fn of(records: &[Record], at: Timestamp) -> Result<Self, RecordError> {
        let currency = records.first().map_or(Currency::CNY, |record| record.currency);
        let mut sums = Self {
            currency,
            estimated: Money::ZERO,
            frozen: Money::ZERO,
            available: Money::ZERO,
            settled: Money::ZERO,
            reversed: Money::ZERO,
            next_free_at: None,
        };
        for (place, record) in records.iter().enumerate() {
            let path = |field: &str| ["records[", &place.to_string(), "].", field].concat();
            if record.currency != currency {
                let (found, expected) = (record.currency.code(), currency.code());
                return Err(RecordError::CurrencyMismatch {
                    path: path("currency"),
                    found,
                    expected,
                });
            }
            sums.add(record, at)
                .map_err(|source| ReadError::Money { path: path("amount"), source })?;
        }
        Ok(sums)
    }

    fn add(&mut self, record: &Record, at: Timestamp) -> Result<(), crate::money::MoneyError> {
        let left = record.left();
        let taken = record.amount.minus_down_to_zero(left);
        self.reversed = self.reversed.plus(taken)?;
        match record.free_at() {
            None => self.estimated = self.estimated.plus(left)?,
            Some(free) if at < free => {
                self.frozen = self.frozen.plus(left)?;
                let sooner = self.next_free_at.is_none_or(|next| free < next);
                self.next_free_at = if sooner { Some(free) } else { self.next_free_at };
            }
            Some(_) => self.available = self.available.plus(left)?,
        }
        if record.state == RecordState::Settled {
            self.settled = self.settled.plus(left)?;
        }
        Ok(())
    }
}
