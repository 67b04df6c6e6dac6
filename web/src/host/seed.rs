//! The browser's randomness, once.

use tuike_core::seed::Seed;

/// 32 random bytes of the browser's own generator.
///
/// Where there is none (no browser that runs this app), the clock: ids stay apart, which is all they
/// are for.
#[must_use]
pub fn seed() -> Seed {
    let mut bytes = [0_u8; 32];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        for (place, byte) in bytes.iter_mut().zip(js_sys::Date::now().to_bits().to_le_bytes()) {
            *place = byte;
        }
    }
    Seed::from_bytes(bytes)
}
