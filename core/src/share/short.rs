//! Short codes: a number that a backend keeps in place of a token that is too long.
//!
//! A scene has 32 characters, and a uuid, a slug or a signed campaign may not fit. The backend then
//! stores the long token (signed or not) under a number of its own and gives out [`short`] of that
//! number, which fits every scene and every poster. A client that finds one ([`find_short`]) asks the
//! backend for the token behind it. Numbers that count up tell how many there are and can be tried
//! one after the other; random ones of 40 bits and more do not.
//!
//! ```
//! use tuike_core::share::{find_short, land, scene, short, short_of};
//!
//! let token = short(987_654_321);
//! assert_eq!(token.as_str(), "0h5twdxp41f");
//! assert_eq!(scene(&token)?, token.as_str());
//! assert_eq!(short_of(token.as_str()), Some(987_654_321));
//! let options = format!(r#"{{"path":"pages/p","query":{{"scene":"{token}"}}}}"#);
//! assert_eq!(find_short(&options).map(|found| found.code), Some(987_654_321));
//! assert_eq!(land(&options), None); // nobody but the backend knows who shared what
//! # Ok::<(), tuike_core::share::ShareError>(())
//! ```

use super::Token;
use super::token::{Said, read, short_token};

/// The token of a number under which a backend keeps another token: 8 to 18 characters, which fit
/// every scene.
#[must_use]
pub fn short(code: u64) -> Token {
    short_token(code)
}

/// The number of a short code; `None` where the text is none.
#[must_use]
pub fn short_of(text: &str) -> Option<u64> {
    match read(text) {
        Ok((_, Said::Short(code))) => Some(code),
        Ok(_) | Err(_) => None,
    }
}
