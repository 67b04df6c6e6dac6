//! The laws that hold for one page and for several alike, asked of a world afterwards.

use std::collections::{BTreeMap, BTreeSet};

use tuike_core::engine::CommandId;

use crate::sim_host::{SimHost, command_of};

/// Every command is answered once; in a life that was cut short at most once.
pub fn one_answer(host: &SimHost) -> Result<(), String> {
    let mut answers = BTreeMap::<CommandId, usize>::new();
    for event in host.events() {
        if let Some(command) = command_of(event) {
            *answers.entry(command).or_default() += 1;
        }
    }
    for (command, life) in &host.commands {
        let count = answers.remove(command).unwrap_or(0);
        if count > 1 || count == 0 && host.lives(*life) {
            return Err(format!("{count} answers to {command:?} of life {life}"));
        }
    }
    if answers.is_empty() { Ok(()) } else { Err(format!("answers to nobody: {answers:?}")) }
}

/// No order has two effects, whatever was sent again.
pub fn nothing_happens_twice(host: &SimHost) -> Result<(), String> {
    let mut tags = BTreeSet::new();
    match host.server.taken.iter().find(|taken| !tags.insert(taken.tag)) {
        Some(taken) => Err(format!("twice: {taken:?}")),
        None => Ok(()),
    }
}
