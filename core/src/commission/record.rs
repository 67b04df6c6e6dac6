//! What becomes of a commission: the record of one share of one order, from the sale to the money.
//!
//! ```text
//! estimated ──received──▶ confirmed ──settled──▶ settled
//!     └───────────────────────┴─────────────────────┴───▶ reversed
//! ```
//!
//! A record is a value: an app keeps its JSON, hands it in and gets the next one. It holds no clock and
//! asks nobody. *Estimated* is a sale that is paid for; *confirmed*, one whose goods were received;
//! *settled*, one whose commission the platform has credited; *reversed*, one that came to nothing.
//! What is confirmed or settled is frozen until `freezeDays` days after receipt and available from that
//! millisecond on. A refund takes back a part; what is taken back whole is reversed.
//!
//! Every other move is an error that names both states. Platforms skip states and repeat themselves:
//! [`Move::Follow`] goes where a platform's code says, by way of the states between, and staying is no
//! error there; going back is.
//!
//! | platform | estimated | confirmed | settled | reversed |
//! |---|---|---|---|---|
//! | `wechat-shop`: 微信小店 推客, 带货订单 `status` | 20 | – | 100 | 200 |
//! | `taobao`: 淘宝联盟 `tk_status` | 12 paid | 14 received | 3 | 13 void |
//!
//! (WeChat's `doc/store/leagueheadsupplier/api/order`, read 2026-11, its codes to be confirmed; Taobao's
//! from the field, second hand.)
//!
//! ```
//! use tuike_core::commission::{Move, Record, RecordState};
//! use tuike_core::read::{self, Node};
//!
//! let day = 86_400_000;
//! let json = read::parse("record", r#"{ "id": "o1", "amount": "37.80", "at": 0, "freezeDays": 7 }"#)?;
//! let record = Record::open(&Node::root("record", &json))?;
//! let json = read::parse("move", r#"{ "platform": "taobao", "code": 14, "at": 86400000 }"#)?;
//! let record = record.moved(&Move::read(&Node::root("move", &json), record.currency)?)?;
//!
//! assert_eq!(record.state, RecordState::Confirmed);
//! assert_eq!(record.available((8 * day - 1).into()).minor(), 0);
//! assert_eq!(record.available((8 * day).into()).minor(), 3_780);
//! # Ok::<(), tuike_core::commission::RecordError>(())
//! ```

mod error;
mod sums;

#[cfg(test)]
mod tests;

use crate::money::{Currency, Money};
use crate::read::{Fault, Fields, Node, ReadError};
use crate::time::{DAY_MILLIS, Span, Timestamp};

pub use error::RecordError;
pub use sums::Sums;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordState {
    /// Paid for.
    Estimated,
    /// Received.
    Confirmed,
    /// Credited by the platform.
    Settled,
    /// Came to nothing.
    Reversed,
}

/// The record of one share of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The app's name for it: an order, a line, a share.
    pub id: String,
    /// Of both amounts.
    pub currency: Currency,
    /// What was promised; what the platform settled, once it has said so.
    pub amount: Money,
    /// What refunds took back of it.
    pub taken: Money,
    /// Where it stands.
    pub state: RecordState,
    /// Days from receipt until the money is free.
    pub freeze_days: u32,
    /// When it was opened.
    pub at: Timestamp,
    /// When the goods were received.
    pub received_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// It goes to a state.
    To {
        /// The state.
        state: RecordState,
        /// When. For `confirmed` this is the receipt.
        at: Timestamp,
        /// What is paid after all, where that is not what was promised; for `confirmed` and `settled`.
        amount: Option<Money>,
    },
    /// It goes where a platform's code says, by way of the states between.
    Follow {
        /// The state the code means.
        state: RecordState,
        /// When. Also the receipt, where that has not been told.
        at: Timestamp,
        /// What is paid after all.
        amount: Option<Money>,
    },
    /// A refund takes back a part.
    Take {
        /// How much.
        amount: Money,
        /// When.
        at: Timestamp,
    },
}

/// The states with their names.
const STATES: [(&str, RecordState); 4] = [
    ("estimated", RecordState::Estimated),
    ("confirmed", RecordState::Confirmed),
    ("settled", RecordState::Settled),
    ("reversed", RecordState::Reversed),
];

impl RecordState {
    /// The state as apps see it: `"confirmed"`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        STATES.iter().find(|(_, state)| *state == self).map_or("", |(name, _)| name)
    }

    /// The state that a platform's code means; `None` for a code, or a platform, that is not known.
    ///
    /// ```
    /// use tuike_core::commission::RecordState;
    /// assert_eq!(RecordState::of_platform("wechat-shop", 100), Some(RecordState::Settled));
    /// assert_eq!(RecordState::of_platform("taobao", 100), None);
    /// ```
    #[must_use]
    pub fn of_platform(platform: &str, code: u32) -> Option<Self> {
        Some(match (platform, code) {
            ("wechat-shop", 20) | ("taobao", 12) => Self::Estimated,
            ("taobao", 14) => Self::Confirmed,
            ("wechat-shop", 100) | ("taobao", 3) => Self::Settled,
            ("wechat-shop", 200) | ("taobao", 13) => Self::Reversed,
            _ => return None,
        })
    }

    /// The state after this one, on the way to the money.
    const fn next(self) -> Option<Self> {
        match self {
            Self::Estimated => Some(Self::Confirmed),
            Self::Confirmed => Some(Self::Settled),
            Self::Settled | Self::Reversed => None,
        }
    }
}

impl Record {
    /// The most days that money may be frozen.
    pub const MAX_FREEZE_DAYS: u32 = 3_650;

    /// A new record: `id`, `amount`, `at`, and where they are wanted `currency` and `freezeDays` (7, as
    /// shops do).
    ///
    /// # Errors
    /// [`RecordError::Read`]: every field is checked, and an unknown one is an error.
    pub fn open(node: &Node<'_>) -> Result<Self, RecordError> {
        let fault = Fault::default();
        let fields = fault.fields(node, &["id", "currency", "amount", "freezeDays", "at"]);
        let record = Self::of(&fields);
        drop(fields);
        Ok(fault.unless(record)?)
    }

    /// A record that was kept as JSON.
    ///
    /// # Errors
    /// As [`Record::open`]; `input/out-of-range` where more was taken than there is, and
    /// `input/missing-field` where goods were received nobody knows when.
    pub fn read(node: &Node<'_>) -> Result<Self, RecordError> {
        let fault = Fault::default();
        let known = [
            "version",
            "id",
            "currency",
            "amount",
            "taken",
            "state",
            "freezeDays",
            "at",
            "receivedAt",
            "updatedAt",
        ];
        let fields = fault.fields(node, &known);
        fields.whole("version", 1, 1);
        let state = fields.required("state").and_then(|node| fault.or_keep(node.choice(&STATES)));
        let mut record = Self::of(&fields);
        record.state = state.unwrap_or(RecordState::Estimated);
        record.taken = fields.money("taken", record.currency);
        record.received_at = fields.optional_time("receivedAt");
        record.updated_at = fields.time("updatedAt");
        if record.taken > record.amount {
            let (found, limit) = (record.text(record.taken), record.text(record.amount));
            fault.keep(ReadError::OutOfRange { path: fields.path("taken"), found, limit });
        }
        if matches!(record.state, RecordState::Confirmed | RecordState::Settled) {
            let _ = fields.required("receivedAt");
        }
        drop(fields);
        Ok(fault.unless(record)?)
    }

    fn of(fields: &Fields<'_, '_, ReadError>) -> Self {
        let currency = fields.currency("currency");
        let at = fields.time("at");
        let days = fields.integer("freezeDays", 0, Self::MAX_FREEZE_DAYS.into());
        Self {
            id: fields.name("id"),
            currency,
            amount: fields.money("amount", currency),
            taken: Money::ZERO,
            state: RecordState::Estimated,
            freeze_days: days.unwrap_or(7) as u32,
            at,
            received_at: None,
            updated_at: at,
        }
    }

    /// The record after something has happened to it.
    ///
    /// # Errors
    /// [`RecordError::IllegalMove`], [`RecordError::TakesTooMuch`], [`RecordError::BelowTaken`].
    pub fn moved(&self, what: &Move) -> Result<Self, RecordError> {
        let mut record = self.clone();
        match *what {
            Move::To { state, at, amount } => record.step(state, at, amount)?,
            Move::Follow { state, at, amount } => {
                let illegal = || RecordError::IllegalMove { from: self.state, to: state };
                if state == RecordState::Reversed && self.state != state {
                    record.step(state, at, None)?;
                }
                while record.state != state {
                    let next = record.state.next().ok_or_else(illegal)?;
                    record.step(next, at, None).map_err(|_| illegal())?;
                }
                record.settle_at(amount)?;
            }
            Move::Take { amount, at } => {
                let left = record.left();
                if record.state == RecordState::Reversed || amount > left {
                    let (amount, left) = (record.text(amount), record.text(left));
                    return Err(RecordError::TakesTooMuch { amount, left });
                }
                record.taken = record.taken.plus(amount).unwrap_or(record.amount);
                record.updated_at = at;
                if record.left() == Money::ZERO && amount > Money::ZERO {
                    record.state = RecordState::Reversed;
                }
            }
        }
        Ok(record)
    }

    fn step(
        &mut self,
        to: RecordState,
        at: Timestamp,
        amount: Option<Money>,
    ) -> Result<(), RecordError> {
        let from = self.state;
        let reversed = to == RecordState::Reversed && from != to;
        if !reversed && from.next() != Some(to) {
            return Err(RecordError::IllegalMove { from, to });
        }
        self.state = to;
        self.updated_at = at;
        if to == RecordState::Confirmed {
            self.received_at = Some(at);
        }
        self.settle_at(amount)
    }

    /// What is paid after all.
    fn settle_at(&mut self, amount: Option<Money>) -> Result<(), RecordError> {
        let Some(amount) = amount else { return Ok(()) };
        if amount < self.taken {
            let (amount, taken) = (self.text(amount), self.text(self.taken));
            return Err(RecordError::BelowTaken { amount, taken });
        }
        self.amount = amount;
        Ok(())
    }

    /// What the promoter has of it: the amount less what was taken back; nothing where it is reversed.
    #[must_use]
    pub fn left(&self) -> Money {
        match self.state {
            RecordState::Reversed => Money::ZERO,
            RecordState::Estimated | RecordState::Confirmed | RecordState::Settled => {
                self.amount.minus_down_to_zero(self.taken)
            }
        }
    }

    /// When it becomes available; `None` before receipt, and where it is reversed.
    #[must_use]
    pub fn free_at(&self) -> Option<Timestamp> {
        match self.state {
            RecordState::Estimated | RecordState::Reversed => None,
            RecordState::Confirmed | RecordState::Settled => {
                let frozen = u64::from(self.freeze_days).saturating_mul(DAY_MILLIS);
                Some(self.received_at?.after(Span::from_millis(frozen)))
            }
        }
    }

    /// What may be withdrawn of it at a time.
    #[must_use]
    pub fn available(&self, at: Timestamp) -> Money {
        match self.free_at() {
            Some(free) if at >= free => self.left(),
            _ => Money::ZERO,
        }
    }

    fn text(&self, money: Money) -> String {
        money.format(self.currency)
    }
}

impl Move {
    /// Reads a move: `{ to, at, amount? }`, `{ platform, code, at, amount? }` or `{ take, at }`.
    ///
    /// # Errors
    /// [`RecordError::Read`], [`RecordError::UnknownCode`].
    pub fn read(node: &Node<'_>, currency: Currency) -> Result<Self, RecordError> {
        let fault = Fault::<ReadError>::default();
        let open = fault.open(node);
        let has = |name: &str| open.optional(name).is_some();
        let (takes, follows) = (has("take"), has("platform"));
        let known: &[&'static str] = match (takes, follows) {
            (true, _) => &["take", "at"],
            (false, true) => &["platform", "code", "at", "amount"],
            (false, false) => &["to", "at", "amount"],
        };
        let fields = fault.fields(node, known);
        let at = fields.time("at");
        let amount = fields.optional_money("amount", currency);
        let what = if takes {
            Self::Take { amount: fields.money("take", currency), at }
        } else if follows {
            let (platform, code) = (fields.name("platform"), fields.whole("code", 0, 1_000_000));
            let state = RecordState::of_platform(&platform, code as u32);
            let state = state.or_else(|| {
                // Which platforms there are is only said where the code was one.
                fields.optional("code").is_none().then_some(RecordState::Estimated)
            });
            match state {
                Some(state) => Self::Follow { state, at, amount },
                None => {
                    let path = fields.path("code");
                    return Err(RecordError::UnknownCode { path, platform, code });
                }
            }
        } else {
            let state = fields.required("to").and_then(|to| fault.or_keep(to.choice(&STATES)));
            Self::To { state: state.unwrap_or(RecordState::Estimated), at, amount }
        };
        drop((open, fields));
        Ok(fault.unless(what)?)
    }
}
