//! Share codes: who shared what, where and when, readable by anyone and without a server.
//!
//! [`encode`] makes a [`Token`] of a [`Payload`], [`decode`] undoes it; [`scene`] and [`link`] put
//! the token where it is wanted, [`land`] finds it again in whatever a customer arrives with, and
//! [`qr`] draws it. An unsigned token is a claim: nothing proves who made it. A server that holds a key
//! makes and checks signed ones ([`sign`], [`verify`]); **a key in a client is a published key**.
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
//! A token is **body symbols, then 4 check symbols**: 8 to 280 characters of
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
//! form 2, the same, signed:
//!  bit 0     2        6         11                25  27
//!     +------+--------+---------+-----------------+---+----------+-----+----------- - -
//!     | form | key id | channel |       day       | w | promoter | tag |  item …
//!     |  2   |   4    |    5    |       14        | 2 | 16·(w+1) | 48  |  all that is left
//!     +------+--------+---------+-----------------+---+----------+-----+----------- - -
//!
//! form 3, any other payload:
//!  bit 0     2   3   4    6    8         13     27
//!     +------+---+---+----+----+---------+-----+--------+-----+----------+------+----------+
//!     | form | S | C | kp | ki | channel | day | key id | tag | promoter | item | campaign |
//!     |  2   | 1 | 1 | 2  | 2  |    5    | 14  |   4    | 48  |          |      |          |
//!     +------+---+---+----+----+---------+-----+--------+-----+----------+------+----------+
//!                                               if S = 1                         if C = 1
//! form 0, a short code:
//!  bit 0     2      5
//!     +------+------+----------- - -
//!     | form | kind |  code …
//!     |  2   | 3: 0 |  all that is left
//!     +------+------+----------- - -
//! ```
//!
//! - **form** 0 of a **kind** 1–7 is kept for later versions: `share/unsupported-version`.
//! - **channel** [`Channel`]'s number. **day** days since 2024-01-01 UTC, 0–16383 (to 2068-11-08).
//! - **w** with the smallest `w` that holds the promoter: 16, 32, 48 or 64 bits.
//! - **item** in forms 1 and 2, and **code** in form 0, have no length: the body is as short as it can
//!   be, so it has at least 8, 11, 15 or 18 symbols (form 1, w = 0–3), 19, 22, 25 or 28 (form 2) or 4
//!   (form 0), and above that its last symbol is not 0. Above 2^64−1 is refused.
//! - **S** signed, **C** has a campaign.
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
//! **Tag.** The first 6 bytes, read as a big-endian integer, of HMAC-SHA256 under the key of that id
//! over the ASCII text `tuike-share-1:`, the key id as two decimal digits, `:` and *the payload's
//! unsigned token, check included*. One payload thus has one token under a key, and a signed one says
//! what the unsigned one says ([`sign`], [`verify`]). Who has no key guesses it once in 2^48.
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
//! **One form.** A token that reads well but that [`encode`], [`sign`] or [`short`] would write
//! differently is refused. So are capitals and the look-alikes `o`, `i` and `l`: two spellings would be
//! two keys in somebody's table. Where a person typed, [`land`] reads them as what was meant and gives
//! the canonical token back.
//!
//! # The scene
//!
//! A token of at most 32 characters is its own scene. A longer one becomes `~` and the integer of
//! *all* its symbols, check included, **first symbol highest** (it is never 0, for the form is not),
//! in base 82 with the digits `0-9A-Za-z!#$&'()*+,/:;=?@-._~` in that order, highest first and no
//! leading `0`. Two ids of 2^64−1 take 28 or 29 characters.
//!
//! A longer token of form 2 becomes one of `!$&'()*+,-.:;=@_` (its place is the key id) and then the
//! *body's* integer (the sum above) without its lowest 6 bits, which are the form and the key id, in
//! base 82: 197 bits at most, so 31 digits (82^31 > 2^197). There is no room for the check: the tag does
//! its work where a key is, and [`land`] takes such a scene only from where scenes are.
//!
//! What passes 32 characters is `share/scene-too-long`, which says by how much; its backend keeps it
//! under a number and gives out the [`short`] code, which always fits. A scene of a token that
//! would fit as it is, or of form 2 with `~`, is refused.

mod attribution;
mod bits;
mod card;
mod check;
mod clusters;
mod error;
mod id;
mod land;
#[cfg(test)]
mod laws;
mod link;
mod payload;
pub(crate) mod percent;
mod phrase;
pub mod poster;
mod qr;
mod scene;
mod short;
mod sign;
mod template;
mod token;
mod typed;

pub use attribution::{Attribution, AttributionError, Policy, Rules, SelfPromotion, Touch};
pub use card::{Card, CardProduct, CardTemplate, StoreProduct, card};
pub use error::ShareError;
pub use id::Id;
pub use land::{Landing, ShortLanding, Source, find_short, land};
pub use link::{LinkOptions, Utm, link};
pub use payload::{Channel, Payload};
pub use phrase::phrase;
pub use qr::{Qr, QrLevel, QrOptions, qr, qr_svg};
pub use scene::{SCENE_LENGTH, scene};
pub use short::{short, short_of};
pub use sign::{Key, MaxAge, Refusal, sign, verify};
pub use template::{Reader, Words, fill};
pub use token::{Token, decode, encode, open};
