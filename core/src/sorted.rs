//! A sorted map and a sorted set over one `Vec`: what the machines keep by name or by number.
//!
//! Not for speed but for size: each `BTreeMap` of another type adds 10 KB to the wasm module, and the
//! machines keep a dozen. Finding is O(log n). Inserting moves what comes after, so adding behind the
//! last key is O(1) amortised, which is how the outbox numbers its entries. Values that are large are
//! kept in boxes by whoever keeps thousands of them.

use core::borrow::Borrow;

/// Keys with their values, the lowest key first.
#[derive(Clone, Debug)]
pub(crate) struct SortedMap<K, V> {
    items: Vec<(K, V)>,
}

/// Keys, the lowest first.
#[derive(Clone, Debug)]
pub(crate) struct SortedSet<K> {
    items: SortedMap<K, ()>,
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> SortedMap<K, V> {
    pub(crate) const fn new() -> Self {
        Self { items: Vec::new() }
    }

    pub(crate) const fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.items.clear();
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.items.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.items.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.items.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.items.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> {
        self.items.iter_mut().map(|(key, value)| (&*key, value))
    }

    pub(crate) fn first_key_value(&self) -> Option<(&K, &V)> {
        self.items.first().map(|(key, value)| (key, value))
    }

    pub(crate) fn into_keys(self) -> Vec<K> {
        self.items.into_iter().map(|(key, _)| key).collect()
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        // New entries of the outbox come behind the last.
        if self.items.last().is_some_and(|(last, _)| last.borrow() < key) {
            return Err(self.items.len());
        }
        self.items.binary_search_by(|(held, _)| held.borrow().cmp(key))
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        self.items.get(at).map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        self.items.get_mut(at).map(|(_, value)| value)
    }

    pub(crate) fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// The value that was there before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => self.items.get_mut(at).map(|(_, held)| core::mem::replace(held, value)),
            Err(at) => {
                self.items.insert(at, (key, value));
                None
            }
        }
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.place(key).ok()?;
        Some(self.items.remove(at).1)
    }

    /// The value of a key; a new one where there is none.
    pub(crate) fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let at = match self.place(&key) {
            Ok(at) => at,
            Err(at) => {
                self.items.insert(at, (key, V::default()));
                at
            }
        };
        // `at` is where the key has just been found or put.
        #[expect(clippy::indexing_slicing, reason = "in bounds by the lines above")]
        &mut self.items[at].1
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(items: I) -> Self {
        let mut map = Self::new();
        for (key, value) in items {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord> FromIterator<K> for SortedSet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        Self { items: keys.into_iter().map(|key| (key, ())).collect() }
    }
}

impl<K> Default for SortedSet<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> SortedSet<K> {
    pub(crate) const fn new() -> Self {
        Self { items: SortedMap::new() }
    }

    pub(crate) const fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.items.keys()
    }

    pub(crate) fn first(&self) -> Option<&K> {
        self.items.first_key_value().map(|(key, ())| key)
    }

    pub(crate) fn into_vec(self) -> Vec<K> {
        self.items.into_keys()
    }
}

impl<K: Ord> SortedSet<K> {
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.items.contains_key(key)
    }

    /// Whether it was not there before.
    pub(crate) fn insert(&mut self, key: K) -> bool {
        self.items.insert(key, ()).is_none()
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.items.remove(key).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The oracle is the standard library's map.
        #[test]
        fn does_what_a_btree_map_does(ops in prop::collection::vec((0..4_u8, 0..20_u8, 0..100_u8), 0..200)) {
            let mut ours = SortedMap::new();
            let mut theirs = BTreeMap::new();
            for (op, key, value) in ops {
                match op {
                    0 | 1 => prop_assert_eq!(ours.insert(key, value), theirs.insert(key, value)),
                    2 => prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
                    _ => prop_assert_eq!(ours.or_default(key), theirs.entry(key).or_default()),
                }
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
                prop_assert_eq!(ours.contains_key(&key), theirs.contains_key(&key));
                prop_assert_eq!(ours.first_key_value(), theirs.first_key_value());
                prop_assert!(ours.iter().eq(theirs.iter()));
            }
            prop_assert!(ours.clone().into_keys().into_iter().eq(theirs.keys().copied()));
            prop_assert!(ours.iter().collect::<SortedMap<_, _>>().iter().eq(theirs.iter().collect::<BTreeMap<_, _>>().iter()));
        }
    }
}
