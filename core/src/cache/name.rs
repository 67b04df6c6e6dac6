//! Under which key of the store an answer is kept, and what that key tells without reading it.
//!
//! ```text
//! tuike/c/5f0e1a2b3c4d5e6f-100000000000002a-1f40
//!         └ hash: FNV-1a ┘ └ rank ────────┘ └ bytes of the record, all in hex
//! tuike/c/5f0e1a2b3c4d5e6f                      a record of version 1
//! ```
//!
//! The keys are the index: a life knows by their list alone how much there is, what gives way first
//! (the rank: priority and order of writing), and which of two records of one query is the newer, where
//! a crash came between writing the new and removing the old. So there is no index to write: a write
//! touches its own entry only, however many there are. A list of keys is what every host gives.

use super::order::NUMBER;

pub(crate) const PREFIX: &str = "tuike/c/";
/// What a record of version 1 is taken for: the first of its priority to go.
const RANK_OF_VERSION_1: u64 = NUMBER + 1;
/// Its size is not known until it is read; so much is the middle of what pages of twenty rows take.
const BYTES_OF_VERSION_1: u64 = 4_096;

/// The hash of a canonical key: FNV-1a, 64 bits; offset basis and prime of draft-eastlake-fnv.
pub(crate) fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A key of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    pub(super) hash: u64,
    pub(super) rank: u64,
    /// Of the record.
    pub(super) bytes: u64,
}

impl Name {
    pub(super) fn parse(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix(PREFIX)?.split('-');
        let mut number = || u64::from_str_radix(parts.next()?, 16).ok();
        let hash = number()?;
        let name = match number() {
            Some(rank) => Self { hash, rank, bytes: number()? },
            None => Self { hash, rank: RANK_OF_VERSION_1, bytes: BYTES_OF_VERSION_1 },
        };
        // Whatever is written otherwise was written by somebody else, and is left to them.
        (name.to_key() == key).then_some(name)
    }

    /// What all names of one hash begin with.
    pub(super) fn prefix(hash: u64) -> String {
        format!("{PREFIX}{hash:016x}")
    }

    pub(crate) fn to_key(self) -> String {
        let Self { hash, rank, bytes } = self;
        match rank {
            RANK_OF_VERSION_1 => Self::prefix(hash),
            _ => format!("{}-{rank:x}-{bytes:x}", Self::prefix(hash)),
        }
    }

    /// Of two records of one query the one with the greater number is the newer.
    pub(super) const fn number(self) -> u64 {
        self.rank & NUMBER
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Test vectors of the FNV reference code (`test_fnv.c`): "", "a", "foobar".
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_key_is_as_it_is_drawn_and_one_of_version_1_has_the_hash_alone() {
        let name = Name { hash: 0x5f0e_1a2b_3c4d_5e6f, rank: (1 << 60) | 0x2a, bytes: 8_000 };
        assert_eq!(name.to_key(), "tuike/c/5f0e1a2b3c4d5e6f-100000000000002a-1f40");
        assert_eq!(Name::parse(&name.to_key()), Some(name));
        let old = Name::parse("tuike/c/5f0e1a2b3c4d5e6f").unwrap();
        assert_eq!((old.hash, old.number()), (0x5f0e_1a2b_3c4d_5e6f, 0));
        assert_eq!(old.to_key(), "tuike/c/5f0e1a2b3c4d5e6f");
    }

    #[test]
    fn what_is_written_otherwise_is_no_name() {
        for key in [
            "",
            "tuike/c/",
            "tuike/c/5f",
            "tuike/c/5F0E1A2B3C4D5E6F",
            "tuike/c/5f0e1a2b3c4d5e6f-",
            "tuike/c/5f0e1a2b3c4d5e6f-1",
            "tuike/c/5f0e1a2b3c4d5e6f-2-1f40-1",
            "tuike/c/5f0e1a2b3c4d5e6f-02-1f40",
            "tuike/c/5f0e1a2b3c4d5e6f-+2-1f40",
            "tuike/o/5f0e1a2b3c4d5e6f-2-1f40",
            "tuike/c/5f0e1a2b3c4d5e6f1-2-1f40",
        ] {
            assert_eq!(Name::parse(key), None, "{key}");
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(hash: u64, rank: u64, bytes: u64) {
            prop_assume!(rank != RANK_OF_VERSION_1);
            let name = Name { hash, rank, bytes };
            prop_assert_eq!(Name::parse(&name.to_key()), Some(name));
        }
    }
}
