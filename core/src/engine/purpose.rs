//! What an effect was handed out for: it comes back with the outcome.

use super::auth::{Granted, Step};
use super::input::CommandId;
use crate::cache::name::Name;
use crate::outbox::entry::EntryKey;

#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    /// What the store holds.
    BootKeys,
    /// Who was logged in.
    BootAuth,
    /// By which links the customer came.
    BootTouches,
    /// The same, before a touch, or a refusal where there is no command, is added.
    Touch(Option<CommandId>),
    /// What was added.
    TouchStored(Option<CommandId>),
    /// What the user said about being followed.
    Consent,
    /// The same on its way to the store, for whoever waits for it.
    ConsentStored(Option<CommandId>),
    /// An outbox record of an earlier life.
    BootEntry(EntryKey),
    /// A key among the outbox's that the outbox did not make.
    BootStray { key: String },
    /// The copy of what could not be read; the key is where it was.
    SetAside { key: String },
    /// Nobody waits for it.
    Forget,
    /// An outbox record.
    Entry { key: EntryKey, op: EntryOp },
    /// A mutation, or a batch of events.
    Deliver { lane: String, flight: u32 },
    /// The lock of a lane: asked for, or given back.
    Turn { lane: String, asked: bool },
    /// What the outbox has in the store now.
    List,
    /// A record that another page may have written over.
    Reread { lane: String, key: EntryKey },
    /// A read: `key` is the canonical key with `Read`, `Search` and `Ask`, the store's key otherwise.
    Cache { key: String, op: CacheOp },
    /// What has changed at the server, as the store knows it.
    News,
    /// The same, as this page knows it.
    NewsStored,
    /// A login.
    Login { command: CommandId, session: u64 },
    /// A step of the renewal of a session's token.
    Renewal { session: u64, step: Step },
    /// New credentials on their way to the store.
    Grant(Box<Granted>),
    /// Credentials on their way out of the store.
    Revoke(CommandId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryOp {
    /// Written for the first time: then it is promised.
    First,
    /// Written with its wait.
    Again,
    /// Written as it is now: dead, or as before something that failed. Tried until it is.
    Restated,
    /// Written as alive again.
    Revived(CommandId),
    /// Removed because the app said so.
    Dropped(CommandId),
    /// Removed because it was not stored in time: then its command fails.
    TakenBack,
    /// Removed because nobody needs it any more. Tried until it is.
    Gone,
    /// Removed to make room.
    Evicted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheOp {
    /// Read from the store, under this name.
    Read(Name),
    /// The names of one question, listed by the store.
    Search,
    /// All names, listed again: other pages have written.
    List,
    /// Asked of the network.
    Ask,
    /// Written.
    Write,
    /// Removed without anybody waiting.
    Pruned,
    /// Removed to make room for what must be stored.
    Evicted,
    /// Removed because the app said so.
    Cleared(CommandId),
}
