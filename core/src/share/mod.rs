//! Share codes: who shared what, where and when, readable by anyone and without a server.
//!
//! [`encode`] makes a [`Token`] of a [`Payload`], [`decode`] undoes it; [`scene`] and [`link`] put
//! the token where it is wanted, [`land`] finds it again in whatever a customer arrives with, and
//! [`qr`] draws it. Nothing here proves who made a token: an unsigned token is a claim.
//!
//! ```
//! use tuike_core::share::{self, Channel, Id, LinkOptions, Payload};
//! use tuike_core::time::Timestamp;
//!
//! let payload = Payload {
//!     promoter: Id::parse("9007199254740993")?,
//!     item: Id::parse("42")?,
//!     channel: Channel::WechatFriend,
//!     at: Timestamp::from_millis(1_767_225_600_000), // 2026-01-01, UTC
//!     campaign: None,
//! };
//! let token = share::encode(&payload)?;
//! assert_eq!(share::decode(token.as_str())?, payload);
//! let link = share::link(&token, &LinkOptions::to("https://m.example.com/s"))?;
//! let landing = share::land(&link).unwrap();
//! assert_eq!((landing.payload, landing.source.as_str()), (payload, "path"));
//! # Ok::<(), share::ShareError>(())
//! ```
//!
//! # The format, bit by bit
//!
//! A token is **body symbols, then 4 check symbols**: 12 to 270 characters of
//! `0123456789abcdefghjkmnpqrstvwxyz`, each worth 5 bits in that order (Crockford's set in lower
//! case: no `i`, `l`, `o`, `u`). Upper case is refused. It needs no escaping in a URL.
//!
//! The body is a stream of bits. A field is written **lowest bit first**; symbol 0 holds stream bits
//! 0–4 (stream bit 0 is the symbol's bit 0), symbol 1 holds bits 5–9, and so on; unused bits of the
//! last symbol are 0. Seen as one integer the body is the sum of `symbol[i] · 32^i`.
//!
//! ```text
//! form 1, two numbers and no campaign:
//!  bit 0     2         7                  21  23
//!     +------+---------+------------------+---+------------------+----------- - -
//!     | form | channel |       day        | w |     promoter     |  item …
//!     |  2   |    5    |        14        | 2 |    16·(w+1)      |  all that is left
//!     +------+---------+------------------+---+------------------+----------- - -
//!
//! form 3, any other payload:
//!  bit 0     2   3   4    6    8         13              27
//!     +------+---+---+----+----+---------+---------------+----------+------+----------+
//!     | form | S | C | kp | ki | channel |      day      | promoter | item | campaign |
//!     |  2   | 1 | 1 | 2  | 2  |    5    |      14       |          |      | if C = 1 |
//!     +------+---+---+----+----+---------+---------------+----------+------+----------+
//! ```
//!
//! - **form** 0 is kept for a later version and 2 for signed form 1 (see below): both are refused
//!   with `share/unsupported-version`, as is S = 1.
//! - **channel** [`Channel`]'s number. **day** days since 2024-01-01 UTC, 0–16383 (to 2068-11-08).
//! - **w** with the smallest `w` that holds the promoter: 16, 32, 48 or 64 bits.
//! - **item** in form 1 has no length: the body is as short as it can be, so it has at least 8, 11,
//!   15 or 18 symbols (w = 0–3) and above that its last symbol is not 0. Above 2^64−1 is refused.
//! - **kp**, **ki**, and in front of the campaign another 2 bits **kc**, say how a text is written.
//!   The first that can hold it is the only one allowed:
//!   - 0 *number*: `0` or digits without a leading zero, to 2^64−1. `w` (2 bits), then 16·(w+1) bits.
//!   - 1 *uuid*: `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in lower-case hex, as a 128-bit integer.
//!   - 2 *slug*: length − 1 (6 bits), then 6 bits a character, its place in
//!     `-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`.
//!   - 3 *bytes*: length − 1 (6 bits), then 8 bits for each byte of its UTF-8.
//!
//!   Promoter and item have 1–64 bytes of UTF-8, the campaign 1–32.
//!
//! **Check.** Symbols are elements of GF(32) = GF(2)\[x\]/(x^5+x^2+1), symbol bit i being x^i. With a
//! 20-bit register that starts at 1, for each symbol `v` in turn:
//!
//! ```text
//! top = register >> 15
//! register = ((register & 0x7fff) << 5) ^ v ^ (top << 15) ^ (3·top << 10) ^ (top << 5) ^ top
//! where 3·top = top ^ ((top << 1) ^ (top & 16 ? 0b100101 : 0))
//! ```
//!
//! that is, the remainder modulo z^4 + z^3 + 3z^2 + z + 1, whose root has order 1025. The register
//! after the body and four zeros, xor `0x2c5a7`, is the check: its bits 15–19 come first.
//! Over body and check together the register ends at 0x2c5a7.
//!
//! **What the check misses.** Nothing where at most 3 symbols were replaced, wherever they are, so no
//! two neighbours swapped either: the code's distance is 4 at every token length. Anything else, a cut
//! or a text that never was a token, passes the check once in 2^20 = 1,048,576, and then must still
//! be canonical. It guards against mistakes, not against forgers.
//!
//! **One form.** A token that reads well but that [`encode`] would write differently is refused.
//!
//! # The scene
//!
//! A token of at most 32 characters is its own scene. A longer one becomes `~` and the integer of
//! *all* its symbols, check included, **first symbol highest** (it is never 0, for the form is not),
//! in base 82 with the digits `0-9A-Za-z!#$&'()*+,/:;=?@-._~` in that order, highest first and no
//! leading `0`. Two ids of 2^64−1 take 28 or 29 characters. What passes 32 is
//! `share/scene-too-long`; a `~` scene of a token that would fit as it is, is refused.
//!
//! # Kept for signatures
//!
//! Not written or read by this version, and fixed so that nothing above has to change:
//! form 2 is `form 2 · key id 4 · channel 5 · day 14 · w 2 · promoter 16·(w+1) · tag 48 · item`, as
//! long as it must be, with the same 4 check symbols; form 3 with S = 1 has `key id 4 · tag 48`
//! between day and promoter. As a scene, a form 2 token of over 32 characters is one of
//! `!#$&'()*+,/:;=?@` (its place is the key id) and then the body's integer (the sum above, without
//! its lowest 6 bits, which are the form and the key id) in base 82: 197 bits at most, so 31 digits
//! (82^31 > 2^197), no check of its own. These first characters give `share/unsupported-version`
//! today; `-`, `.` and `_` are free.

mod attribution;
mod bits;
mod check;
mod error;
mod id;
mod land;
#[cfg(test)]
mod laws;
mod link;
mod payload;
mod percent;
mod qr;
mod scene;
mod token;

pub use attribution::{Attribution, AttributionError, Policy, Rules, SelfPromotion, Touch};
pub use error::ShareError;
pub use id::Id;
pub use land::{Landing, Source, land};
pub use link::{LinkOptions, Utm, link};
pub use payload::{Channel, Payload};
pub use qr::{Qr, QrLevel, QrOptions, qr, qr_svg};
pub use scene::{SCENE_LENGTH, scene};
pub use token::{Token, decode, encode};
