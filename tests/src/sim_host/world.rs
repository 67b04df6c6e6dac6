//! Where an effect meets the world, and what may go wrong there.

use tuike_core::effect::{HostError, HostErrorKind, HttpRequest, HttpResponse, Outcome, StoreOp};

use super::SimHost;
use super::answers::{busy, page};
use super::fault::Fault;
use super::server::path_of;

/// How the network behaves towards one path, until told otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// As it should.
    Good,
    /// Nothing gets through.
    Cut,
    /// The server gets it and nobody hears the answer: a timeout.
    Deaf,
    /// The host never says anything, not even that it gave up.
    Silent,
    /// Whatever is asked, this is answered, and the server knows of nothing.
    Says(HttpResponse),
}

impl SimHost {
    pub(super) fn store(&mut self, op: &StoreOp, fault: Option<Fault>) -> Outcome {
        let says = |kind, message: &str| Outcome::Store(Err(HostError::new(kind, message)));
        match fault {
            Some(Fault::Refused | Fault::KilledBefore) => {
                return says(HostErrorKind::Other, "the disk said no");
            }
            Some(Fault::Full) if matches!(op, StoreOp::Write { .. }) => {
                return says(HostErrorKind::QuotaExceeded, "no room today");
            }
            _ => {}
        }
        let answer = self.store.apply(op);
        match fault {
            Some(Fault::AnswerLost) => says(HostErrorKind::Other, "the disk fell silent"),
            Some(Fault::Twice) => Outcome::Store(self.store.apply(op)),
            _ => Outcome::Store(answer),
        }
    }

    /// After how long which outcome comes, if any.
    pub(super) fn network(
        &mut self,
        http: &HttpRequest,
        fault: Option<Fault>,
    ) -> (u64, Option<Outcome>) {
        let says = |answer| (0, Some(Outcome::Http(Ok(answer))));
        let fails = |after, kind, message: &str| {
            (after, Some(Outcome::Http(Err(HostError::new(kind, message)))))
        };
        *self.tried.entry(path_of(http)).or_default() += 1;
        self.server.renewals.now = self.now;
        let timeout = http.timeout.as_millis();
        match self.lines.get(&path_of(http)).unwrap_or(&Line::Good) {
            Line::Good => {}
            Line::Cut => return fails(0, HostErrorKind::Offline, "no network"),
            Line::Silent => return (0, None),
            Line::Says(answer) => return says(answer.clone()),
            Line::Deaf => {
                self.server.handle(http);
                return fails(timeout, HostErrorKind::Timeout, "no answer");
            }
        }
        match fault {
            Some(Fault::Refused | Fault::KilledBefore) => {
                return fails(0, HostErrorKind::Offline, "no network");
            }
            Some(Fault::Full) => return says(busy(7)),
            _ => {}
        }
        let answer = self.server.handle(http);
        match fault {
            Some(Fault::AnswerLost) => fails(timeout, HostErrorKind::Timeout, "no answer"),
            Some(Fault::Twice) => says(self.server.handle(http)),
            Some(Fault::Garbled) => says(page("<html>Welcome!</html>")),
            _ => says(answer),
        }
    }
}
