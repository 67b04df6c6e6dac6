//! A list's snapshot: any text is refused or becomes a list that holds together, and comes back as it is.
//!
//! One part: the payload. The check that follows it in a snapshot is worked out here, or no mutation
//! would get past it.

use tuike_core::list::{Align, List, Options};

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The payload with its check: FNV-1a in digits of 5 bits, the lowest first.
fn sealed(payload: &str) -> String {
    let mut check = payload
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut text = format!("{payload}.");
    while check > 31 {
        text.push(char::from(DIGITS[(check & 31) as usize + 32]));
        check >>= 5;
    }
    text.push(char::from(DIGITS[check as usize]));
    text
}

pub(super) fn run(data: &[u8]) -> Option<()> {
    let payload = std::str::from_utf8(data).ok()?.trim_end();
    let mut list = List::restore(&sealed(payload)).ok()?;
    let (count, total) = (list.count(), list.total());
    assert!(count <= Options::MOST_ROWS && total.is_finite() && total >= 0.0);
    let again = List::restore(&list.snapshot()).expect("its own snapshot");
    assert_eq!((again.count(), again.total()), (count, total));
    let range = list.range(list.offset(), 640.0).expect("an offset of its own");
    assert!(range.start <= range.end && range.end <= count);
    list.positions(range.start, range.end, |place| {
        assert!(place.index < count && place.offset >= 0.0 && place.size >= 0.0);
    });
    if let Some(last) = count.checked_sub(1) {
        let before = list.offset();
        if let Ok(moved) = list.insert(0, 1) {
            assert_eq!(list.offset(), before + moved);
            list.remove(0, 1).expect("a row of it");
        }
        list.offset_of(last, Align::End, 640.0).expect("a row of it");
    }
    Some(())
}
