//! A record and what happens to it: never more taken than given, nothing left of what is reversed.
//!
//! Two parts: a record, new or kept, and an array of moves.

use tuike_core::commission::{Move, Record, RecordState, Sums};
use tuike_core::read::{self, Node};
use tuike_core::time::Timestamp;

pub(super) fn run(data: &[u8]) -> Option<()> {
    let [record, moves] = super::parts(data)?;
    let record = read::parse("record", record).ok()?;
    let node = Node::root("record", &record);
    let mut record = Record::open(&node).or_else(|_| Record::read(&node)).ok()?;
    check(&record);
    let moves = read::parse("moves", moves).ok()?;
    let moves = Node::root("moves", &moves).items().ok()?;
    for node in moves {
        let Ok(what) = Move::read(&node, record.currency) else { continue };
        let Ok(next) = record.moved(&what) else { continue };
        if let Move::Take { amount, .. } = what {
            assert_eq!(next.left().minor(), record.left().minor() - amount.minor());
        }
        if record.state == RecordState::Reversed {
            assert_eq!(next.state, RecordState::Reversed, "what is reversed comes back");
        }
        record = next;
        check(&record);
    }
    Some(())
}

fn check(record: &Record) {
    assert!(record.taken <= record.amount);
    let end = Timestamp::from_millis(u64::MAX);
    for at in [Timestamp::EPOCH, record.at, record.updated_at, end] {
        assert!(record.available(at) <= record.left());
        let Ok(sums) = Sums::of(&[record.clone(), record.clone()], at) else { continue };
        let parts = [sums.estimated, sums.frozen, sums.available, sums.reversed];
        let sum: i64 = parts.iter().map(|part| part.minor()).sum();
        assert_eq!(sum, 2 * record.amount.minor());
        assert!(sums.settled.minor() <= sums.frozen.minor() + sums.available.minor());
    }
}
