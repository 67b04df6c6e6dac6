//! What a driver tells the engine.

use serde_json::Value;

use crate::effect::{EffectId, Lifecycle, Outcome};
use crate::track::Consent;

/// Names a command until it is answered. The driver chooses it and never uses one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub u64);

/// Everything that can happen to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The app wants something; answered by exactly one event that carries the same id.
    Command {
        /// The id to answer under.
        id: CommandId,
        /// What is wanted.
        command: Command,
    },
    /// An effect has been carried out.
    Resolved {
        /// The effect's id.
        id: EffectId,
        /// What came of it.
        outcome: Outcome,
    },
    /// A deadline has passed, or may have.
    Wake,
    /// The app went to the front or the back, or the network came or went.
    Lifecycle(Lifecycle),
}

/// What an app may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Reads a resource of the profile. Answered by [`Event::Page`](super::Event::Page) or `Failed`.
    Query {
        /// The resource's name in the profile.
        resource: String,
        /// An object of parameters (`null` is an empty one); `cursor` asks for a further page.
        params: Value,
        /// Asks the network even where the stored answer is fresh.
        refresh: bool,
    },
    /// Reads a resource, as `Query`, and wants to be told by `Updated` whenever news outdate its
    /// answer, until as many `Unwatch` have come. Answered as `Query`.
    Watch {
        /// The resource's name in the profile.
        resource: String,
        /// As of `Query`.
        params: Value,
    },
    /// Ends a `Watch`. Answered by `Done`.
    Unwatch {
        /// As of `Watch`.
        resource: String,
        /// As of `Watch`.
        params: Value,
    },
    /// Hands over a mutation of the profile. Answered by `Stored` once it is durable, or `Failed`.
    Submit {
        /// The mutation's name in the profile.
        mutation: String,
        /// The body, sent as given, with the token it is owed to where the profile wants it.
        body: Value,
    },
    /// Notes an event. Answered by `Stored` once it is durable, or `Failed`.
    Track {
        /// The event's name.
        name: String,
        /// Its properties: an object, or `null`.
        props: Value,
    },
    /// Properties that every later event carries under its own. Answered by `Done` or `Failed`.
    Common {
        /// An object, or `null` for none.
        props: Value,
    },
    /// Says whether events may be sent. Answered by `Done` once that is durable, or `Failed`.
    Consent {
        /// What the user said.
        consent: Consent,
    },
    /// A customer came by a share link. Answered by `Done` once that is durable, or `Failed`.
    Touch {
        /// Its token, or its scene.
        token: String,
    },
    /// Logs in through the profile's login resource. Answered by `Page` (the mapped answer) or `Failed`.
    Login {
        /// The login resource's parameters.
        params: Value,
    },
    /// Forgets the credentials. Answered by `Done` or `Failed`.
    Logout,
    /// Puts a dead letter back into its lane. Answered by `Done` or `Failed`.
    Retry {
        /// The entry's id.
        id: String,
    },
    /// Removes an entry that waits or is dead. Answered by `Done` or `Failed`.
    Drop {
        /// The entry's id.
        id: String,
    },
    /// Sends whatever waits now, without regard to back-off. Answered by `Done` when nothing waits or
    /// each lane has tried once.
    Flush,
    /// Forgets every cached read; the outbox and the credentials stay. Answered by `Done` or `Failed`.
    Clear,
}
