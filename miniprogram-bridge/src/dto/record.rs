//! Records: what becomes of a commission. Values that an app keeps as JSON and hands in again.

use serde::Serialize;
use tsify::Tsify;
use tuike_core::commission as core;
use tuike_core::money::Money;

/// A new record.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RecordInput {
    /// The app's name for it: an order, a line, a share.
    pub id: String,
    /// An ISO 4217 code; `"CNY"` where it is not said.
    #[tsify(optional)]
    pub currency: Option<String>,
    /// What is promised.
    pub amount: String,
    /// Days from receipt until the money is free; 7 where it is not said.
    #[tsify(optional)]
    pub freeze_days: Option<u32>,
    /// When it is opened.
    pub at: f64,
}

/// Where a record stands: paid for, received, credited by the platform, come to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
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

/// What becomes of one share of one order.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CommissionRecord {
    /// Of this format.
    #[tsify(type = "1")]
    pub version: u32,
    /// The app's name for it.
    pub id: String,
    /// Of both amounts.
    pub currency: String,
    /// What was promised; what the platform settled, once it has said so.
    pub amount: String,
    /// What refunds took back of it.
    pub taken: String,
    /// Where it stands.
    pub state: RecordState,
    /// Days from receipt until the money is free.
    pub freeze_days: u32,
    /// When it was opened.
    pub at: f64,
    /// When the goods were received.
    #[tsify(type = "number | null")]
    pub received_at: Option<f64>,
    /// When it last changed.
    pub updated_at: f64,
}

/// What happens to a record.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(untagged)]
pub enum RecordMove {
    /// It goes to a state.
    To {
        /// `estimated → confirmed → settled`, and from each to `reversed`.
        to: RecordState,
        /// When; for `'confirmed'` this is the receipt.
        at: f64,
        /// What is paid after all, where that is not what was promised.
        #[tsify(optional)]
        amount: Option<String>,
    },
    /// It goes where a platform's code says, by way of the states between; staying is no error.
    Follow {
        /// 20, 100, 200; or 12, 14, 3, 13.
        #[tsify(type = "'wechat-shop' | 'taobao'")]
        platform: String,
        /// As the platform gives it.
        code: u32,
        /// When; also the receipt, where that has not been told.
        at: f64,
        /// What is paid after all, where that is not what was promised.
        #[tsify(optional)]
        amount: Option<String>,
    },
    /// A refund takes back a part.
    Take {
        /// How much.
        take: String,
        /// When.
        at: f64,
    },
}

/// What records come to at a time. `estimated + frozen + available` is all that is not taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RecordSums {
    /// The currency of every amount here.
    pub currency: String,
    /// Paid for, not received.
    pub estimated: String,
    /// Received, not yet free.
    pub frozen: String,
    /// Free; what was withdrawn before is not known here.
    pub available: String,
    /// Of `frozen` and `available`, what the platform has credited.
    pub settled: String,
    /// Taken back by refunds and reversals.
    pub reversed: String,
    /// When the next of what is frozen becomes free.
    #[tsify(type = "number | null")]
    pub next_free_at: Option<f64>,
}

impl From<core::RecordState> for RecordState {
    fn from(state: core::RecordState) -> Self {
        match state {
            core::RecordState::Estimated => Self::Estimated,
            core::RecordState::Confirmed => Self::Confirmed,
            core::RecordState::Settled => Self::Settled,
            core::RecordState::Reversed => Self::Reversed,
        }
    }
}

impl From<&core::Record> for CommissionRecord {
    fn from(record: &core::Record) -> Self {
        let text = |money: Money| money.format(record.currency);
        Self {
            version: 1,
            id: record.id.clone(),
            currency: record.currency.code().to_owned(),
            amount: text(record.amount),
            taken: text(record.taken),
            state: record.state.into(),
            freeze_days: record.freeze_days,
            at: record.at.as_millis() as f64,
            received_at: record.received_at.map(|at| at.as_millis() as f64),
            updated_at: record.updated_at.as_millis() as f64,
        }
    }
}

impl From<&core::Sums> for RecordSums {
    fn from(sums: &core::Sums) -> Self {
        let text = |money: Money| money.format(sums.currency);
        Self {
            currency: sums.currency.code().to_owned(),
            estimated: text(sums.estimated),
            frozen: text(sums.frozen),
            available: text(sums.available),
            settled: text(sums.settled),
            reversed: text(sums.reversed),
            next_free_at: sums.next_free_at.map(|at| at.as_millis() as f64),
        }
    }
}
