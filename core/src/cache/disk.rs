//! Which answers the store may hold, under which names, and what gives way.
//!
//! A hint, not a promise: the store is asked in any case, and what it has not is a miss. What is
//! written under a new name replaces the old one when the new is durable: until then both are there,
//! and the old is the one that is believed.

use super::name::Name;
use super::order::Order;
use crate::sorted::SortedMap;

#[derive(Debug)]
pub(crate) struct Disk {
    /// Whether the store has said what it holds.
    known: bool,
    order: Order,
    /// Under which name the answer of a hash is.
    names: SortedMap<u64, Name>,
    /// Names on their way to the store, and their bytes.
    writing: Vec<Name>,
    /// Names that are of no use any more, and that the store would not remove.
    strays: Vec<Name>,
    most: usize,
    most_bytes: u64,
}

/// What a name and its record take.
fn size(name: Name) -> u64 {
    name.bytes + name.to_key().len() as u64
}

impl Disk {
    pub(crate) fn new(most: usize, most_bytes: Option<u64>) -> Self {
        Self {
            known: false,
            order: Order::default(),
            names: SortedMap::new(),
            writing: Vec::new(),
            strays: Vec::new(),
            most,
            most_bytes: most_bytes.unwrap_or(u64::MAX),
        }
    }

    /// The store's list. Gives back what is of no use: the older of two records of one query.
    pub(crate) fn found(&mut self, keys: Vec<String>) -> Vec<Name> {
        self.known = true;
        let mut names: Vec<Name> = keys.iter().filter_map(|key| Name::parse(key)).collect();
        // In the order of the map they are put into: each comes behind the last.
        names.sort_unstable_by_key(|name| (name.hash, name.number()));
        let mut surplus = Vec::new();
        for name in names {
            surplus.extend(self.place(name));
        }
        surplus
    }

    pub(crate) const fn is_known(&self) -> bool {
        self.known
    }

    pub(crate) fn name(&self, hash: u64) -> Option<Name> {
        self.names.get(&hash).copied()
    }

    /// It was used just now.
    pub(crate) fn touch(&mut self, hash: u64) {
        self.order.touch(hash);
    }

    /// Puts a name in its place; gives back the older of the two where one was there.
    fn place(&mut self, name: Name) -> Option<Name> {
        let before = self.name(name.hash).filter(|before| *before != name);
        if before.is_some_and(|before| before.number() > name.number()) {
            return Some(name);
        }
        self.names.insert(name.hash, name);
        self.order.put(name.hash, name.rank, size(name));
        before
    }

    /// The name under which an answer is to be written; `None` where it would never fit.
    pub(crate) fn begin(&mut self, hash: u64, class: u64, bytes: usize) -> Option<Name> {
        let name = Name { hash, rank: self.order.next(class), bytes: bytes as u64 };
        if size(name) > self.most_bytes {
            return None;
        }
        self.writing.push(name);
        Some(name)
    }

    /// A name is durable; gives back what is to be removed: the one before it, or itself, where
    /// everything was forgotten meanwhile or a newer one was faster.
    pub(crate) fn written(&mut self, name: Name) -> Option<Name> {
        if !self.end(name) {
            return None;
        }
        self.place(name)
    }

    /// It is not on its way any more; says whether it was.
    pub(crate) fn end(&mut self, name: Name) -> bool {
        let before = self.writing.len();
        self.writing.retain(|writing| *writing != name);
        self.writing.len() < before
    }

    /// The store's list of the names of one hash. Gives the one to believe, where it is not the one
    /// that was believed before.
    pub(crate) fn refound(&mut self, hash: u64, keys: Vec<String>) -> Option<Name> {
        let before = self.name(hash);
        self.order.remove(hash);
        self.names.remove(&hash);
        for name in keys.iter().filter_map(|key| Name::parse(key)).filter(|name| name.hash == hash)
        {
            // The older ones are removed by whoever wrote the newest.
            self.place(name);
        }
        self.name(hash).filter(|name| Some(*name) != before)
    }

    /// A name is not believed any more.
    pub(crate) fn forget(&mut self, name: Name) {
        if self.name(name.hash) == Some(name) {
            self.order.remove(name.hash);
            self.names.remove(&name.hash);
        }
    }

    /// Takes out whatever the answer of a hash is under, or on its way to.
    pub(crate) fn take(&mut self, hash: u64) -> Vec<Name> {
        self.order.remove(hash);
        let mut taken: Vec<Name> = self.names.remove(&hash).into_iter().collect();
        self.writing.retain(|name| {
            let is_its = name.hash == hash;
            taken.extend(is_its.then_some(*name));
            !is_its
        });
        taken
    }

    /// Takes out what must give way for what is on its way. What `spare` will replace neither counts
    /// nor gives way: it is there until `spare` is durable.
    pub(crate) fn surplus(&mut self, spare: Name) -> Vec<Name> {
        let mut gone = Vec::new();
        let replaced = self.order.remove(spare.hash);
        let coming: u64 = self.writing.iter().map(|name| size(*name)).sum();
        while self.order.len() + self.writing.len() > self.most
            || self.order.bytes().saturating_add(coming) > self.most_bytes
        {
            let Some(first) = self.take_first() else { break };
            gone.push(first);
        }
        if let Some(place) = replaced {
            self.order.restore(spare.hash, place);
        }
        gone
    }

    fn take_first(&mut self) -> Option<Name> {
        let hash = self.order.first()?;
        self.order.remove(hash);
        self.names.remove(&hash)
    }

    /// Takes out the `count` that give way first.
    pub(crate) fn take_oldest(&mut self, count: usize) -> Vec<Name> {
        core::iter::from_fn(|| self.take_first()).take(count).collect()
    }

    pub(crate) fn take_all(&mut self) -> Vec<Name> {
        let mut all = core::mem::take(&mut self.writing);
        all.append(&mut self.strays);
        all.extend(self.take_oldest(usize::MAX));
        all
    }

    /// A removal failed: it is still there.
    pub(crate) fn stayed(&mut self, name: Name) {
        let older = self.place(name);
        self.strays.extend(older);
    }

    /// What the store would not remove before.
    pub(crate) fn take_strays(&mut self) -> Vec<Name> {
        core::mem::take(&mut self.strays)
    }

    /// How many there are, and their bytes.
    pub(crate) fn size(&self) -> (usize, u64) {
        (self.order.len(), self.order.bytes())
    }
}
