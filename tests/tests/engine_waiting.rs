//! What waits, as an app shows it to a promoter.

use serde_json::json;
use tuike_core::engine::WaitingEntry;
use tuike_tests::sim_host::answers::busy;
use tuike_tests::sim_host::{Line, SimHost};

fn shown(host: &SimHost) -> Vec<WaitingEntry> {
    host.engine().waiting_entries(10)
}

#[test]
fn what_waits_is_shown_with_when_it_came_and_when_it_is_tried_again() {
    let mut host = SimHost::new(3);
    host.run(100);
    host.line("/orders", Line::Says(busy(60)));
    host.submit("order", json!({ "tag": 1 }));
    host.submit("order", json!({ "tag": 2 }));
    assert_eq!(shown(&host), [], "nothing is promised before it is stored");
    let from = host.now();
    host.run(2_000);
    let entries = shown(&host);
    let tags: Vec<_> = entries.iter().map(|entry| entry.body["tag"].as_u64()).collect();
    assert_eq!(tags, [Some(1), Some(2)], "oldest first");
    let [first, second] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((first.lane.as_str(), first.name.as_str()), ("orders", "order"));
    assert_eq!(first.at.as_millis(), from);
    assert!(first.tries > 0 && first.next.is_some(), "{first:?}");
    assert_eq!((second.tries, second.next), (0, None), "it waits for the first: {second:?}");
    assert_eq!(host.engine().waiting_entries(1).len(), 1);

    host.line("/orders", Line::Good);
    assert!(host.settle(600_000));
    assert_eq!(shown(&host), []);
}

#[test]
fn what_is_in_the_air_says_so_and_waits_for_nothing() {
    let mut host = SimHost::new(4);
    host.run(100);
    host.line("/orders", Line::Silent);
    host.submit("order", json!({ "tag": 1 }));
    host.run(500);
    let entries = shown(&host);
    assert_eq!(entries.len(), 1);
    assert!(entries.iter().all(|entry| entry.sending && entry.next.is_none()), "{entries:?}");
}
