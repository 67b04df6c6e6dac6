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

#[cfg(test)]
mod tests {
    use super::*;

    const NORMAL: u64 = 1;

    fn name(hash: u64, number: u64, bytes: u64) -> Name {
        Name { hash, rank: NORMAL << 60 | number, bytes }
    }

    fn disk(names: &[Name]) -> Disk {
        let mut disk = Disk::new(100, None);
        assert_eq!(disk.found(names.iter().map(|name| name.to_key()).collect()), []);
        disk
    }

    /// Guards the comparison of numbers in `place`.
    #[test]
    fn of_two_writes_the_later_stays_whichever_the_store_ends_first() {
        for order in [[0, 1], [1, 0]] {
            let mut disk = disk(&[name(7, 1, 10)]);
            let writes = [disk.begin(7, NORMAL, 20).unwrap(), disk.begin(7, NORMAL, 30).unwrap()];
            assert_eq!(disk.name(7), Some(name(7, 1, 10)), "until one is durable");
            let removed: Vec<Name> =
                order.iter().filter_map(|index| disk.written(writes[*index])).collect();
            assert_eq!(removed, [name(7, 1, 10), writes[0]]);
            assert_eq!(disk.name(7), Some(writes[1]));
            assert_eq!(disk.size(), (1, size(writes[1])));
        }
    }

    #[test]
    fn the_older_of_two_records_of_one_query_is_of_no_use_and_what_is_no_name_is_left() {
        let mut disk = Disk::new(100, None);
        assert!(!disk.is_known());
        let old = "tuike/c/0000000000000007";
        let keys = [
            name(7, 5, 10).to_key(),
            old.to_owned(),
            name(7, 3, 10).to_key(),
            name(8, 4, 10).to_key(),
            "tuike/c/whatever".to_owned(),
        ];
        let mut surplus = disk.found(keys.to_vec());
        surplus.sort_unstable();
        assert_eq!(
            surplus.iter().map(|name| name.to_key()).collect::<Vec<_>>(),
            [old.to_owned(), name(7, 3, 10).to_key()]
        );
        assert!(disk.is_known());
        assert_eq!((disk.name(7), disk.name(8)), (Some(name(7, 5, 10)), Some(name(8, 4, 10))));
        // What is written next is newer than all of them.
        assert!(disk.begin(8, NORMAL, 1).unwrap().number() > 5);
    }

    #[test]
    fn what_is_forgotten_while_it_is_written_is_not_believed_when_it_is() {
        let mut disk = disk(&[name(7, 1, 10), name(9, 2, 10)]);
        let write = disk.begin(7, NORMAL, 20).unwrap();
        assert_eq!(disk.take(7), [name(7, 1, 10), write]);
        assert_eq!((disk.written(write), disk.name(7)), (None, None));
        let write = disk.begin(7, NORMAL, 20).unwrap();
        assert_eq!(disk.take_all(), [write, name(9, 2, 10)]);
        assert_eq!((disk.written(write), disk.size()), (None, (0, 0)));
    }

    #[test]
    fn what_stays_counts_again_or_is_kept_in_mind() {
        let mut disk = disk(&[name(7, 1, 10), name(8, 2, 10)]);
        assert_eq!(disk.take_oldest(1), [name(7, 1, 10)]);
        disk.stayed(name(7, 1, 10));
        assert_eq!(disk.size().0, 2);
        let write = disk.begin(8, NORMAL, 20).unwrap();
        assert_eq!(disk.written(write), Some(name(8, 2, 10)));
        disk.stayed(name(8, 2, 10));
        assert_eq!((disk.name(8), disk.size().0), (Some(write), 2));
        assert_eq!(disk.take_strays(), [name(8, 2, 10)]);
    }

    #[test]
    fn another_pages_name_is_found_and_the_one_that_is_known_is_not_found_again() {
        let mut disk = disk(&[name(7, 1, 10)]);
        let keys = || vec![name(7, 9, 5).to_key(), name(7, 8, 5).to_key(), name(1, 1, 1).to_key()];
        assert_eq!(disk.refound(7, keys()), Some(name(7, 9, 5)));
        assert_eq!(disk.refound(7, keys()), None);
        assert_eq!((disk.name(1), disk.size()), (None, (1, size(name(7, 9, 5)))));
        assert_eq!((disk.refound(7, Vec::new()), disk.size()), (None, (0, 0)));
    }

    /// By hand: a key of 44 characters here, so a record of 56 bytes takes 100.
    #[test]
    fn what_is_on_its_way_counts_and_what_it_replaces_does_not_and_is_not_taken() {
        let mut disk = Disk::new(100, Some(300));
        let names = [name(1, 1, 56), name(2, 2, 56), name(3, 3, 56)];
        assert_eq!(size(names[0]), 100);
        disk.found(names.iter().map(|name| name.to_key()).collect());
        let write = disk.begin(1, NORMAL, 56).unwrap();
        assert_eq!(disk.surplus(write), []);
        let other = disk.begin(4, NORMAL, 56).unwrap();
        // 1 is there twice now, as it was and as it will be: 500 bytes for 300.
        assert_eq!(disk.surplus(other), [names[0], names[1]]);
        assert_eq!(disk.begin(5, NORMAL, 300), None);
        assert_eq!(disk.size(), (1, 100));
    }
}
