//! What could not be read is kept for whoever wants to look, out of everybody's way.

use super::desk::Desk;
use super::event::Event;
use super::purpose::Purpose;

const PLACE: &str = "tuike/damaged/";
/// The longest key a host has to take.
const LONGEST_KEY: usize = 200;

/// Copies bytes to a key where nobody reads them, reports them, and then removes them.
///
/// Where the copy is refused they stay: the next life finds them and reports them again.
pub(crate) fn set_aside(desk: &mut Desk, key: String, bytes: Vec<u8>) {
    let purpose = Purpose::SetAside { key: key.clone() };
    copy_aside(desk, key, bytes, purpose);
}

/// The same of a record that is about to be written over.
pub(crate) fn copy_aside(desk: &mut Desk, key: String, bytes: Vec<u8>, purpose: Purpose) {
    let rest = key.strip_prefix("tuike/").unwrap_or(&key);
    let copy: String = PLACE.chars().chain(rest.chars()).take(LONGEST_KEY).collect();
    desk.tell(Event::Damaged { key });
    desk.write(purpose, copy, bytes);
}
