//! What a trace says of effects and outcomes.

use tuike_core::effect::{Effect, Outcome, StoreOp};

use super::server::path_of;

pub(super) fn brief(effect: &Effect) -> String {
    match effect {
        Effect::Http(http) => {
            let body = http.body.as_deref().unwrap_or_default();
            format!("{} {} {body}", http.method.as_str(), path_of(http))
        }
        Effect::Store(StoreOp::Read { key }) => format!("read {key}"),
        Effect::Store(StoreOp::Write { key, bytes }) => format!("write {key} ({})", bytes.len()),
        Effect::Store(StoreOp::Remove { key }) => format!("remove {key}"),
        Effect::Store(StoreOp::Keys { prefix }) => format!("keys {prefix}"),
        Effect::Lock(op) => format!("{op:?}"),
    }
}

pub(super) fn outcome_in_short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Http(Ok(answer)) => format!("{} {}", answer.status, answer.body),
        Outcome::Store(Ok(_)) => "ok".to_owned(),
        Outcome::Lock(Ok(answer)) => format!("{answer:?}"),
        Outcome::Http(Err(error)) | Outcome::Store(Err(error)) | Outcome::Lock(Err(error)) => {
            error.to_string()
        }
    }
}
