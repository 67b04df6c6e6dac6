use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

fn later(secs: u64) -> Timestamp {
    NOW.after(Span::from_secs(secs))
}

fn tags(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_was_asked_before_a_tag_changed_is_stale_and_what_was_asked_after_is_not() {
    let mut news = News::default();
    let before = news.seen();
    news.invalidate(NOW, tags(&["products", "product:42"]));
    for concerned in [&["products"][..], &["product:42"], &["other", "products"]] {
        assert!(news.outdates(Some(before), &tags(concerned)), "{concerned:?}");
        assert!(!news.outdates(Some(news.seen()), &tags(concerned)), "{concerned:?}");
    }
    for other in [&[][..], &["product:43"], &["product"]] {
        assert!(!news.outdates(Some(before), &tags(other)), "{other:?}");
    }
    // A second change at the same moment, and one after the clock stepped back, count all the same.
    for now in [NOW, Timestamp::EPOCH] {
        let between = news.seen();
        news.invalidate(now, tags(&["products"]));
        assert!(news.outdates(Some(between), &tags(&["products"])));
    }
    assert!(news.outdates(None, &[]), "what is not believed is stale");
    assert!(news.outdates(Some(news.seen() + 1), &[]), "and so is what knows of lost news");
}

#[test]
fn tags_that_are_forgotten_make_everything_older_stale_and_never_fresh() {
    let mut news = News::default();
    let before = news.seen();
    news.invalidate(NOW, tags(&["first"]));
    let after_first = news.seen();
    for number in 0..=MOST_TAGS {
        news.invalidate(NOW, vec![format!("t{number}")]);
    }
    assert_eq!(news.tags.len(), MOST_TAGS);
    assert!(news.outdates(Some(before), &tags(&["first"])));
    assert!(news.outdates(Some(before), &[]), "whoever is so old may have had a forgotten tag");
    assert!(!news.outdates(Some(after_first + 1), &tags(&["first"])));
}

#[test]
fn a_version_is_news_only_when_it_is_another() {
    let mut news = News::default();
    let before = news.seen();
    assert_eq!(news.tell(NOW, "v1", false), Told::First);
    assert_eq!(news.tell(NOW, "v1", false), Told::Same);
    assert!(!news.outdates(Some(before), &[]));
    assert_eq!(news.tell(later(1), "v2", false), Told::Changed);
    assert!(news.outdates(Some(before), &[]));
    // The answer that told of it, and others that were asked before and say the same, are new.
    assert!(!news.outdates(news.holds(before, Some("v2"), &[]), &[]));
    assert!(news.outdates(news.holds(before, None, &[]), &[]));
    assert!(news.outdates(news.holds(before, Some("v1"), &[]), &[]));
    assert!(news.outdates(news.holds(news.seen(), Some("v1"), &[]), &[]));
}

#[test]
fn an_answer_of_the_new_version_is_not_newer_than_a_tag_that_changed_meanwhile() {
    let mut news = News::default();
    news.tell(NOW, "v1", false);
    let asked = news.seen();
    news.invalidate(NOW, tags(&["products"]));
    news.tell(NOW, "v2", false);
    assert!(
        news.outdates(news.holds(asked, Some("v2"), &tags(&["products"])), &tags(&["products"]))
    );
    assert!(!news.outdates(news.holds(asked, Some("v2"), &tags(&["other"])), &tags(&["other"])));
}

#[test]
fn an_answer_from_before_the_change_does_not_turn_it_back_and_servers_that_disagree_do_not_loop() {
    let mut news = News::default();
    news.tell(NOW, "v1", false);
    news.tell(later(1), "v2", false);
    let turned = news.seen();
    assert_eq!(news.tell(later(2), "v1", true), Told::Late);
    for second in 2..60 {
        assert_eq!(news.tell(later(second), "v1", false), Told::Late);
        assert_eq!(news.tell(later(second), "v2", false), Told::Same);
    }
    assert_eq!(news.seen(), turned);
    assert_eq!(news.tell(later(10), "v3", true), Told::Late, "it will be said again");
    assert_eq!(news.tell(later(61), "v1", false), Told::Changed, "it was taken back");
    // A third version is believed at once, and a clock that steps back does not hold the first off
    // for ever.
    assert_eq!(news.tell(later(62), "v4", false), Told::Changed);
    assert_eq!(news.tell(Timestamp::EPOCH, "v1", false), Told::Late);
    let minute = Timestamp::EPOCH.after(DISAGREEMENT);
    assert_eq!(news.tell(minute, "v1", false), Told::Changed);
}

fn stored(news: &News) -> Vec<u8> {
    news.to_bytes()
}

#[test]
fn a_life_takes_up_what_the_one_before_knew() {
    let mut news = News::default();
    news.tell(NOW, "v1", false);
    news.tell(NOW, "v2", false);
    let turned = news.seen();
    news.invalidate(NOW, tags(&["products"]));
    let mut next = News::default();
    assert_eq!(next.merge(NOW, Some(&stored(&news))), Ok(None));
    assert!(next.known && !next.dirty, "it has nothing to add");
    assert_eq!(next.seen(), news.seen());
    assert!(next.outdates(Some(turned), &tags(&["products"])) && !next.outdates(Some(turned), &[]));
    assert_eq!(next.tell(later(1), "v2", false), Told::Same);
    let mut empty = News::default();
    assert_eq!(empty.merge(NOW, None), Ok(None));
    assert!(empty.known && !empty.dirty);
}

#[test]
fn a_change_that_came_before_the_store_spoke_is_noticed() {
    let mut old = News::default();
    old.tell(NOW, "v1", false);
    let mut news = News::default();
    assert_eq!(news.tell(NOW, "v2", false), Told::First);
    assert_eq!(news.merge(NOW, Some(&stored(&old))), Ok(Some("v2".to_owned())));
    assert!(news.dirty && news.outdates(Some(old.seen()), &[]));
}

#[test]
fn of_two_pages_that_share_a_store_each_learns_what_the_other_noticed() {
    let mut ours = News::default();
    ours.tell(NOW, "v1", false);
    let mut theirs = News::default();
    theirs.merge(NOW, Some(&stored(&ours))).unwrap();
    ours.merge(NOW, None).unwrap();
    let shared = ours.seen();
    theirs.invalidate(later(1), tags(&["theirs"]));
    theirs.tell(later(2), "v2", false);
    ours.invalidate(later(3), tags(&["ours"]));
    assert_eq!(ours.merge(later(4), Some(&stored(&theirs))), Ok(Some("v2".to_owned())));
    assert!(ours.dirty, "the other must hear of ours");
    for tag in ["theirs", "ours"] {
        assert!(ours.outdates(Some(shared), &tags(&[tag])), "{tag}");
    }
    assert_eq!(theirs.merge(later(5), Some(&stored(&ours))), Ok(None), "the version is known");
    assert!(theirs.outdates(Some(shared), &tags(&["ours"])));
    assert_eq!(stored(&theirs), stored(&ours));
}

#[test]
fn what_is_no_record_is_told_apart_from_what_a_later_build_wrote() {
    let mut news = News::default();
    assert_eq!(news.merge(NOW, Some(br#"{"v":2}"#)), Err(Unread::Newer));
    let mut whole = News::default();
    whole.tell(NOW, "v1", false);
    whole.invalidate(NOW, tags(&["口红"]));
    let bytes = stored(&whole);
    for cut in 0..bytes.len() {
        assert_eq!(news.merge(NOW, Some(&bytes[..cut])), Err(Unread::Garbage), "{cut}");
    }
    assert!(!news.known, "nothing stored is believed");
    news.lost(NOW);
    assert!(news.known && news.outdates(Some(0), &[]) && !news.outdates(Some(news.seen()), &[]));
}
