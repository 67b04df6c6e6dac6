//! What a driver tells the engine and what the engine tells a driver.

mod event;
mod input;

pub use event::{DeadLetter, Event, Failure, OutboxCounts, Page, Source};
pub use input::{Command, CommandId, Input};
