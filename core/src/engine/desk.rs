//! The engine's desk: effects that go out, effects that wait for an outcome, events to tell.
//!
//! Every write is sealed and every read opened here, where there is a secret: nobody behind the desk
//! sees sealed bytes, nobody before it plain ones.
//!
//! Knows no machine; a machine says with a [`Purpose`] what an effect is for and gets it back with
//! the outcome. Operations on one key of the store are handed out one after the other, whatever the
//! host does with several at once: a removal can never overtake the write before it.

use std::collections::VecDeque;

use super::auth::Credentials;
use super::error::InputError;
use super::event::{Event, Failure};
use super::gate::Gate;
use super::input::CommandId;
use super::purpose::Purpose;
use crate::backend::{Call, Trace, retry_after};
use crate::code::Coded;
use crate::effect::{
    Effect, EffectId, HostError, HostErrorKind, HttpRequest, LockAnswer, LockOp, Outcome, Request,
    StoreAnswer, StoreOp,
};
use crate::seal::{OVERHEAD, SealError, Sealer, is_sealed};
use crate::seed::Prng;
use crate::sorted::{SortedMap, SortedSet};
use crate::time::Timestamp;

#[derive(Debug)]
pub(crate) struct Desk {
    /// What the host said last.
    pub(crate) now: Timestamp,
    pub(crate) prng: Prng,
    /// The trace of what the user does now.
    pub(crate) action: [u8; 16],
    /// What every request passes.
    pub(crate) gate: Gate,
    /// Whether a request has gone out since somebody looked.
    pub(crate) asked: bool,
    last: u64,
    out: VecDeque<EffectId>,
    /// With the service that a request goes to.
    open: SortedMap<EffectId, (Purpose, Effect, usize)>,
    /// Keys with an operation in the air, and what waits behind it.
    behind: SortedMap<String, VecDeque<(Purpose, StoreOp)>>,
    /// Whether what the store is asked is held back now, and what is.
    holding: bool,
    held: Vec<(Purpose, StoreOp)>,
    events: VecDeque<Event>,
    commands: SortedSet<CommandId>,
    sealer: Option<Sealer>,
    /// Whether the app knows already that the secret is not the one.
    told_sealed: bool,
}

impl Desk {
    pub(crate) fn new(prng: Prng, gate: Gate) -> Self {
        let mut desk = Self {
            now: Timestamp::EPOCH,
            prng,
            action: [0; 16],
            gate,
            asked: false,
            last: 0,
            out: VecDeque::new(),
            open: SortedMap::new(),
            behind: SortedMap::new(),
            holding: false,
            held: Vec::new(),
            events: VecDeque::new(),
            commands: SortedSet::new(),
            sealer: None,
            told_sealed: false,
        };
        desk.action = desk.trace_id();
        desk
    }

    /// The same, over a store whose records are sealed with a secret.
    pub(crate) fn sealing(self, secret: Option<[u8; 32]>) -> Self {
        Self { sealer: secret.map(|secret| Sealer::new(&secret)), ..self }
    }

    /// Sends a request to a service; see [`Gate::admit`].
    pub(crate) fn http(&mut self, purpose: Purpose, service: usize, request: HttpRequest) {
        self.gate.pass(service, self.now);
        self.asked = true;
        self.hand_out(purpose, Effect::Http(request), service);
    }

    /// What a request carries that is sent now.
    pub(crate) fn call<'a>(&mut self, by: Credentials<'a>, trace_id: [u8; 16]) -> Call<'a> {
        let (high, low, span) = (self.prng.next_u64(), self.prng.next_u64(), self.prng.next_u64());
        let nonce = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
        // An id of zeros means "none".
        let trace = Some(Trace { trace_id, span_id: (span | 1).to_be_bytes() });
        Call { token: by.token, now: self.now, nonce, trace, signing_key: by.signing_key }
    }

    /// A new trace's id.
    pub(crate) fn trace_id(&mut self) -> [u8; 16] {
        let (high, low) = (self.prng.next_u64(), self.prng.next_u64());
        (u128::from(high) << 64 | u128::from(low | 1)).to_be_bytes()
    }

    pub(crate) fn read(&mut self, purpose: Purpose, key: String) {
        self.store(purpose, StoreOp::Read { key });
    }

    pub(crate) fn write(&mut self, purpose: Purpose, key: String, bytes: Vec<u8>) {
        let bytes = self.sealed(&key, bytes);
        self.store(purpose, StoreOp::Write { key, bytes });
    }

    pub(crate) fn remove(&mut self, purpose: Purpose, key: String) {
        self.store(purpose, StoreOp::Remove { key });
    }

    pub(crate) fn keys(&mut self, purpose: Purpose, prefix: &str) {
        self.store(purpose, StoreOp::Keys { prefix: prefix.to_owned() });
    }

    pub(crate) fn lock(&mut self, purpose: Purpose, op: LockOp) {
        self.hand_out(purpose, Effect::Lock(op), 0);
    }

    /// Begins or ends to hold back what the store is asked: it must not happen before something else,
    /// and goes out with [`Desk::release`].
    pub(crate) fn hold(&mut self, holding: bool) {
        self.holding = holding;
    }

    /// Hands out what was held back.
    pub(crate) fn release(&mut self) {
        for (purpose, op) in core::mem::take(&mut self.held) {
            self.store(purpose, op);
        }
    }

    /// The effect that was handed out last.
    pub(crate) const fn last(&self) -> EffectId {
        EffectId(self.last)
    }

    fn store(&mut self, purpose: Purpose, op: StoreOp) {
        if self.holding {
            return self.held.push((purpose, op));
        }
        if let Some(key) = key_of(&op) {
            if let Some(line) = self.behind.get_mut(key) {
                line.push_back((purpose, op));
                return;
            }
            self.behind.insert(key.to_owned(), VecDeque::new());
        }
        self.hand_out(purpose, Effect::Store(op), 0);
    }

    /// How many bytes of the store a record takes.
    pub(crate) const fn stored_length(&self, record: usize) -> usize {
        if self.sealer.is_some() { record + OVERHEAD } else { record }
    }

    fn sealed(&mut self, key: &str, bytes: Vec<u8>) -> Vec<u8> {
        match &self.sealer {
            // A damaged record is copied as it is.
            Some(sealer) if !is_sealed(&bytes) => {
                let random = self.prng.bytes();
                sealer.seal(key, &bytes, random)
            }
            Some(_) | None => bytes,
        }
    }

    /// Opens what was read. What cannot be opened with this secret is not given, so that nobody takes it
    /// for damaged and writes over it; what is damaged is given as it is, to be set aside.
    fn open_read(&mut self, key: &str, outcome: &mut Outcome) {
        let Outcome::Store(Ok(StoreAnswer::Bytes(Some(bytes)))) = outcome else { return };
        let result = match &self.sealer {
            Some(sealer) => sealer.open(key, bytes),
            None if is_sealed(bytes) => Err(SealError::OtherSecret),
            None => Ok(()),
        };
        let Err(error @ (SealError::OtherSecret | SealError::Newer)) = result else { return };
        *outcome = Outcome::Store(Err(HostError::new(HostErrorKind::Denied, error.to_string())));
        if !core::mem::replace(&mut self.told_sealed, true) {
            self.tell(Event::Sealed { key: key.to_owned() });
        }
    }

    fn hand_out(&mut self, purpose: Purpose, effect: Effect, service: usize) {
        self.last += 1;
        let id = EffectId(self.last);
        self.open.insert(id, (purpose, effect, service));
        self.out.push_back(id);
    }

    /// Takes the purpose of an effect whose outcome has come, opens what was read, and hands out what
    /// waited behind it.
    pub(crate) fn settle(
        &mut self,
        id: EffectId,
        now: Timestamp,
        outcome: &mut Outcome,
    ) -> Result<Purpose, InputError> {
        let Some((_, effect, _)) = self.open.get(&id) else {
            return Err(InputError::UnknownEffect { id });
        };
        if !answers(effect, outcome) {
            return Err(InputError::WrongOutcome { id });
        }
        let Some((purpose, effect, service)) = self.open.remove(&id) else {
            return Err(InputError::UnknownEffect { id });
        };
        self.now = now;
        if let Outcome::Http(result) = outcome {
            let after = result.as_ref().ok().and_then(|answer| retry_after(answer, now));
            self.gate.report(service, now, result.as_ref(), after);
        }
        // Normally it has been polled long ago; what is answered before must not be done again.
        if self.out.front().is_some_and(|first| *first <= id) {
            self.out.retain(|waiting| *waiting != id);
        }
        if let Effect::Store(op) = &effect
            && let Some(key) = key_of(op)
        {
            self.open_read(key, outcome);
            match self.behind.get_mut(key).and_then(VecDeque::pop_front) {
                Some((next, op)) => {
                    self.hand_out(next, Effect::Store(op), 0);
                }
                None => {
                    self.behind.remove(key);
                }
            }
        }
        Ok(purpose)
    }

    pub(crate) fn next_effect(&mut self) -> Option<Request> {
        let id = self.out.pop_front()?;
        let (_, effect, _) = self.open.get(&id)?;
        Some(Request { id, effect: effect.clone() })
    }

    pub(crate) fn outstanding(&self) -> impl Iterator<Item = (EffectId, &Effect)> {
        // Ids only grow, so all that has not been polled comes from the first in the line on.
        let polled = self.out.front().map_or(EffectId(u64::MAX), |first| *first);
        self.open
            .iter()
            .take_while(move |(id, _)| **id < polled)
            .map(|(id, (_, effect, _))| (*id, effect))
    }

    pub(crate) fn open_command(&mut self, id: CommandId) -> Result<(), InputError> {
        if self.commands.insert(id) { Ok(()) } else { Err(InputError::CommandReused { id }) }
    }

    pub(crate) fn tell(&mut self, event: Event) {
        match &event {
            Event::Page { command, .. }
            | Event::Stored { command, .. }
            | Event::Done { command }
            | Event::Failed { command, .. } => {
                self.commands.remove(command);
            }
            Event::Updated { .. }
            | Event::Online { .. }
            | Event::Outbox(_)
            | Event::Sent { .. }
            | Event::Synced
            | Event::Dead { .. }
            | Event::Evicted { .. }
            | Event::Unauthorized
            | Event::AttributionRefused { .. }
            | Event::Version { .. }
            | Event::Elsewhere { .. }
            | Event::Newer { .. }
            | Event::Sealed { .. }
            | Event::Damaged { .. } => {}
        }
        self.events.push_back(event);
    }

    pub(crate) fn fail(&mut self, command: CommandId, error: &impl Coded) {
        self.tell(Event::Failed { command, error: Failure::of(error) });
    }

    pub(crate) fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }
}

fn key_of(op: &StoreOp) -> Option<&str> {
    match op {
        StoreOp::Read { key } | StoreOp::Write { key, .. } | StoreOp::Remove { key } => Some(key),
        StoreOp::Keys { .. } => None,
    }
}

fn answers(effect: &Effect, outcome: &Outcome) -> bool {
    match (effect, outcome) {
        (Effect::Http(_), Outcome::Http(_))
        | (Effect::Store(_), Outcome::Store(Err(_)))
        | (Effect::Lock(_), Outcome::Lock(Err(_))) => true,
        (Effect::Store(op), Outcome::Store(Ok(answer))) => match op {
            StoreOp::Read { .. } => matches!(answer, StoreAnswer::Bytes(_)),
            StoreOp::Write { .. } | StoreOp::Remove { .. } => matches!(answer, StoreAnswer::Done),
            StoreOp::Keys { .. } => matches!(answer, StoreAnswer::Keys(_)),
        },
        (Effect::Lock(LockOp::Acquire { .. }), Outcome::Lock(Ok(answer))) => {
            matches!(answer, LockAnswer::Granted { .. })
        }
        (Effect::Lock(LockOp::Release { .. }), Outcome::Lock(Ok(answer))) => {
            matches!(answer, LockAnswer::Released)
        }
        (Effect::Http(_) | Effect::Store(_) | Effect::Lock(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    fn desk() -> Desk {
        let profile = r#"{ "version": 1, "base": "https://a.example" }"#;
        let limits = crate::backend::Profile::parse(profile).unwrap().limits();
        Desk::new(Seed::from_bytes([1; 32]).prng(), Gate::new(1, limits))
    }

    const NOW: Timestamp = Timestamp::EPOCH;
    const DONE: Outcome = Outcome::Store(Ok(StoreAnswer::Done));

    fn write(desk: &mut Desk, key: &str) {
        desk.write(Purpose::Forget, key.to_owned(), Vec::new());
    }

    fn polled(desk: &mut Desk) -> Vec<(u64, Option<String>)> {
        let key = |effect: &Effect| match effect {
            Effect::Store(op) => key_of(op).map(str::to_owned),
            Effect::Http(_) | Effect::Lock(_) => None,
        };
        core::iter::from_fn(|| desk.next_effect()).map(|r| (r.id.0, key(&r.effect))).collect()
    }

    #[test]
    fn operations_on_one_key_go_out_one_after_the_other_and_others_at_once() {
        let mut desk = desk();
        write(&mut desk, "a");
        desk.remove(Purpose::Forget, "a".to_owned());
        write(&mut desk, "b");
        desk.keys(Purpose::BootKeys, "");
        let keys = [(1, Some("a".to_owned())), (2, Some("b".to_owned())), (3, None)];
        assert_eq!(polled(&mut desk), keys);
        // Whether the first succeeded or not, the next one follows.
        let mut refused = Outcome::Store(Err(HostError::new(HostErrorKind::Other, "no")));
        desk.settle(EffectId(1), NOW, &mut refused).unwrap();
        assert_eq!(polled(&mut desk), [(4, Some("a".to_owned()))]);
        desk.settle(EffectId(4), NOW, &mut DONE.clone()).unwrap();
        write(&mut desk, "a");
        assert_eq!(polled(&mut desk), [(5, Some("a".to_owned()))]);
    }

    #[test]
    fn an_outcome_of_another_kind_is_refused_and_the_effect_stays_open() {
        let mut desk = desk();
        write(&mut desk, "a");
        desk.read(Purpose::BootAuth, "b".to_owned());
        polled(&mut desk);
        let bytes = Outcome::Store(Ok(StoreAnswer::Bytes(None)));
        let http = Outcome::Http(Err(HostError::new(HostErrorKind::Other, "no")));
        for (id, outcome) in [(1, &bytes), (2, &DONE), (1, &http)] {
            let id = EffectId(id);
            assert_eq!(
                desk.settle(id, NOW, &mut outcome.clone()).unwrap_err(),
                InputError::WrongOutcome { id }
            );
        }
        assert_eq!(desk.outstanding().count(), 2);
        desk.settle(EffectId(1), NOW, &mut DONE.clone()).unwrap();
        let id = EffectId(1);
        assert_eq!(
            desk.settle(id, NOW, &mut DONE.clone()).unwrap_err(),
            InputError::UnknownEffect { id }
        );
    }

    #[test]
    fn what_has_not_been_polled_is_not_outstanding_and_is_handed_out_once() {
        let mut desk = desk();
        for key in ["a", "b", "c"] {
            write(&mut desk, key);
        }
        assert_eq!(desk.outstanding().count(), 0);
        assert!(desk.next_effect().is_some());
        assert_eq!(desk.outstanding().map(|(id, _)| id.0).collect::<Vec<_>>(), [1]);
        desk.settle(EffectId(2), NOW, &mut DONE.clone()).unwrap();
        assert_eq!(polled(&mut desk), [(3, Some("c".to_owned()))]);
    }

    #[test]
    fn the_same_record_written_twice_is_sealed_otherwise() {
        let mut desk = desk().sealing(Some([7; 32]));
        desk.write(Purpose::Forget, "a".to_owned(), b"{}".to_vec());
        desk.write(Purpose::Forget, "a".to_owned(), b"{}".to_vec());
        let first = desk.next_effect().unwrap();
        desk.settle(first.id, NOW, &mut DONE.clone()).unwrap();
        let second = desk.next_effect().unwrap();
        assert_ne!(first.effect, second.effect);
    }

    #[test]
    fn a_command_is_open_until_it_is_answered() {
        let mut desk = desk();
        let id = CommandId(7);
        desk.open_command(id).unwrap();
        assert_eq!(desk.open_command(id), Err(InputError::CommandReused { id }));
        desk.tell(Event::Synced);
        assert!(desk.open_command(id).is_err());
        desk.tell(Event::Done { command: id });
        desk.open_command(id).unwrap();
    }
}
