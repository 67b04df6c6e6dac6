//! The best legal combination, exactly: every subset of the offers that could apply is priced.
//!
//! The order of application is given, so a subset is a path through a tree of "with" and "without"; what
//! the offers before have left is computed once for all paths that go on from there. At most 4,096 paths;
//! most are never walked, because less left never lets an offer take more: what it takes of the whole order
//! is the most it ever takes, and where even that would better no answer, the path ends.

use core::cmp::Reverse;

use super::cut::{Left, Ready};
use super::request::Request;

/// The offers of a combination: a bit each, the highest for the first of the list.
pub(super) type Set = u16;

/// The bit of an offer's place.
pub(super) const fn bit(place: usize) -> Set {
    if place < Request::MAX_OFFERS { 1 << (Request::MAX_OFFERS - 1 - place) } else { 0 }
}

/// Looking through all combinations.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub(super) request: &'a Request,
    /// In their order of application.
    pub(super) ready: &'a [Ready<'a>],
    /// The lines, the dearest unit first.
    pub(super) dearest: &'a [usize],
    /// The best so far: its total, how many offers it has, and which. Of equal ones the higher set has
    /// the earlier offers.
    best: (u64, u32, Reverse<Set>),
    /// The lowest total with each offer of `ready` in it.
    with: Vec<Option<u64>>,
    /// The most that each offer of `ready` and those after it ever take.
    most: Vec<u64>,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) best: Set,
    /// The lowest total with each offer of `ready` in it; `None` where it never takes anything.
    pub(super) with: Vec<Option<u64>>,
}

impl<'a> Search<'a> {
    pub(super) fn run(
        request: &'a Request,
        ready: &'a [Ready<'a>],
        dearest: &'a [usize],
        left: &Left,
    ) -> Found {
        let best = (u64::MAX, 0, Reverse(0));
        let mut most = Vec::with_capacity(ready.len());
        for next in ready.iter().rev() {
            let after = most.last().copied().unwrap_or(0);
            most.push(next.cut(request, dearest, left).total + after);
        }
        most.reverse();
        let mut search =
            Self { request, ready, dearest, best, with: vec![None; ready.len()], most };
        search.walk(0, left, 0);
        Found { best: search.best.2.0, with: search.with }
    }

    fn walk(&mut self, depth: usize, left: &Left, used: Set) {
        let Some(next) = self.ready.get(depth) else { return self.arrive(left.total, used) };
        if self.is_hopeless(depth, left.total, used) {
            return;
        }
        if !next.is_excluded(self.ready, used) {
            let cut = next.cut(self.request, self.dearest, left);
            let with = used | bit(next.place);
            if cut.total > 0 && depth + 1 == self.ready.len() {
                // Nobody looks at the lines any more.
                self.arrive(left.total.saturating_sub(cut.total), with);
            } else if cut.total > 0 {
                let mut after = left.clone();
                after.take(cut);
                self.walk(depth + 1, &after, with);
            }
        }
        self.walk(depth + 1, left, used);
    }

    /// Whether no path from here betters an answer: the best, or the best with an offer that it may have.
    fn is_hopeless(&self, depth: usize, total: u64, used: Set) -> bool {
        let most = self.most.get(depth).copied().unwrap_or(0);
        let least = total.saturating_sub(most);
        let may_have =
            |place: usize, ready: &Ready<'_>| place >= depth || used & bit(ready.place) != 0;
        least > self.best.0
            && self.ready.iter().zip(&self.with).enumerate().all(|(place, (ready, with))| {
                !may_have(place, ready) || with.is_some_and(|with| with <= least)
            })
    }

    fn arrive(&mut self, total: u64, used: Set) {
        self.best = self.best.min((total, used.count_ones(), Reverse(used)));
        for (with, ready) in self.with.iter_mut().zip(self.ready) {
            if used & bit(ready.place) != 0 && with.is_none_or(|least| total < least) {
                *with = Some(total);
            }
        }
    }
}

impl Ready<'_> {
    /// The first of the offers used that this one never applies together with.
    pub(super) fn excluded_by<'r, 'a>(
        &self,
        ready: &'r [Ready<'a>],
        used: Set,
    ) -> Option<&'r Ready<'a>> {
        ready.iter().find(|other| {
            other.place != self.place
                && used & bit(other.place) != 0
                && self.offer.excludes(other.offer)
        })
    }

    fn is_excluded(&self, ready: &[Ready<'_>], used: Set) -> bool {
        self.excluded_by(ready, used).is_some()
    }
}
