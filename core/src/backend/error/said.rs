//! How each error says itself: its code, its message and its details.

use core::fmt;

use super::BackendError;
use crate::code::{Coded, Details, ErrorCode, shortened};
use crate::told::{Told, Word};

const NO_KEY: &str = "the profile signs requests and there is no key: give one to connect (signing.key), or \
    let the login's answer bring it (profile.signing.key.login) and log in";

/// `{p}` and then the server's word, where it has one.
macro_rules! word {
    ($message:expr, $text:literal) => {
        if $message.is_empty() { $text } else { concat!($text, ": {v}") }
    };
}

impl BackendError {
    fn told(&self) -> Told<'_> {
        let told =
            |code, text, path, value, limit| Told { code, text, path, value, limit, over: (0, 0) };
        let said = |code, text, status: &u16, message| {
            told(
                code,
                text,
                Word::Made(["status ", &status.to_string()].concat()),
                Word::Text(message),
                Word::None,
            )
        };
        let none = |code, text, path| told(code, text, Word::Text(path), Word::None, Word::None);
        match self {
            Self::UnknownResource { name, known } => told(
                "backend/unknown-resource",
                "the profile has no resource \"{v}\"; it has: {l}",
                Word::None,
                Word::Text(name),
                Word::Text(known),
            ),
            Self::UnknownMutation { name, known } => told(
                "backend/unknown-mutation",
                "the profile has no mutation \"{v}\"; it has: {l}",
                Word::None,
                Word::Text(name),
                Word::Text(known),
            ),
            Self::NoLogin => {
                none("backend/no-login", "the profile has no auth.login", "profile.auth.login")
            }
            Self::NoEvents => {
                none("backend/no-events", "the profile has no events", "profile.events")
            }
            Self::NoAttribution => none(
                "backend/no-attribution",
                "the profile has no attribution",
                "profile.attribution",
            ),
            Self::NoSigningKey => none("backend/no-signing-key", NO_KEY, "profile.signing"),
            Self::MissingParam { resource, name } => told(
                "backend/missing-param",
                "{p}: this parameter is missing or empty",
                Word::Made([resource, ".params.", name].concat()),
                Word::None,
                Word::None,
            ),
            Self::BadParam { resource, name, found, expected } => {
                let dot = if name.is_empty() { "" } else { "." };
                let path = [resource, ".params", dot, name].concat();
                let text = "{p}: expected {l}, found {v}";
                told(
                    "backend/bad-param",
                    text,
                    Word::Made(path),
                    Word::Text(found),
                    Word::Text(expected),
                )
            }
            Self::NotJson { status, found } => {
                let text = "the answer ({p}) is not JSON; it begins \"{v}\"";
                Told { limit: Word::Text("JSON"), ..said("backend/not-json", text, status, found) }
            }
            Self::Unavailable { status, message } => said(
                "backend/unavailable",
                word!(message, "the server cannot do it now ({p})"),
                status,
                message,
            ),
            Self::Unauthorized { message } => said(
                "backend/unauthorized",
                word!(message, "the server wants other credentials"),
                &401,
                message,
            ),
            Self::NotFound { status, message } => said(
                "backend/not-found",
                word!(message, "there is no such thing ({p})"),
                status,
                message,
            ),
            Self::Refused { status, message } => said(
                "backend/refused",
                word!(message, "the server refuses it ({p})"),
                status,
                message,
            ),
            Self::NotOk { found, .. } => told(
                "backend/not-ok",
                "the server says no ({v})",
                Word::Text("profile.envelope.ok"),
                Word::Text(found),
                Word::None,
            ),
            Self::GraphQl { kind, path, .. } => told(
                "backend/graphql",
                "the server could not answer \"{p}\" ({v})",
                Word::Text(path),
                Word::Text(kind),
                Word::None,
            ),
            Self::ForeignLink { resource, found } => told(
                "backend/foreign-link",
                "{p}: expected {l}, found {v}",
                Word::Made([resource, ": Link"].concat()),
                Word::Text(found),
                Word::Text("a next page at the same service"),
            ),
            Self::UnexpectedShape { resource, pointer, expected, found } => told(
                "backend/unexpected-shape",
                "{p}: expected {l}, found {v}",
                Word::Made([resource, ": ", pointer].concat()),
                Word::Text(found),
                Word::Text(expected),
            ),
            Self::Unmappable { resource, field, pointer, value, expected } => told(
                "backend/unmappable",
                "{p}: expected {l}, found {v}",
                Word::Made([resource, ".", field, " at ", pointer].concat()),
                Word::Text(value),
                Word::Text(expected),
            ),
        }
    }
}

impl fmt::Display for BackendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told().write(f)?;
        match self {
            Self::NotOk { message, .. } | Self::GraphQl { message, .. } if !message.is_empty() => {
                f.write_str(": ")?;
                f.write_str(&shortened(message))
            }
            _ => Ok(()),
        }
    }
}

impl core::error::Error for BackendError {}

impl Coded for BackendError {
    fn code(&self) -> ErrorCode {
        self.told().code()
    }

    fn details(&self) -> Details {
        self.told().details()
    }
}
