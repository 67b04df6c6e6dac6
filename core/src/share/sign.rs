//! Signed tokens: who holds a key can make them, who holds it can tell them from forged ones.
//!
//! **For a server.** A key that is in a client (a mini-program's package, a page's script, this very
//! wasm's memory on a customer's phone) is a published key: whoever wants it reads it there, and from
//! then on every signature of it proves nothing. A client asks its server for a signed token, passes
//! it on as it is, and never verifies.
//!
//! ```
//! use tuike_core::share::{Channel, Id, Key, Payload, Refusal, sign, verify};
//! use tuike_core::time::Timestamp;
//!
//! let key = Key::new(3, b"0123456789abcdef0123456789abcdef")?;
//! let at = Timestamp::from_millis(1_767_225_600_000);
//! let (promoter, item) = (Id::from(7), Id::from(42));
//! let payload = Payload { promoter, item, channel: Channel::Link, at, campaign: None };
//! let token = sign(&payload, &key)?;
//! assert_eq!(verify(token.as_str(), &[key], None), Ok((token.clone(), payload)));
//! let other = Key::new(3, b"another key, of 32 bytes or more")?;
//! assert_eq!(verify(token.as_str(), &[other], None), Err(Refusal::Forged));
//! # Ok::<(), tuike_core::share::ShareError>(())
//! ```

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::token::{Said, Seal, read, sealed};
use super::{Payload, ShareError, Token, encode};
use crate::read::{Fault, Node};
use crate::time::Timestamp;

/// Bytes of the HMAC that a token keeps.
const TAG_BYTES: usize = 6;

/// A signing key and the number that tokens name it by. Its bytes are in no `Debug` and no error.
#[derive(Clone)]
pub struct Key {
    id: u8,
    hmac: Hmac<Sha256>,
}

impl Key {
    /// The fewest bytes of a secret. 32 random ones are what HMAC-SHA256 asks for (RFC 2104 §3).
    pub const MIN_BYTES: usize = 16;

    /// A key with its number, 0–15. Keys are rotated by giving the next one another number and
    /// verifying with both until the old one's tokens have expired.
    ///
    /// # Errors
    /// [`ShareError::BadKey`].
    pub fn new(id: u8, secret: &[u8]) -> Result<Self, ShareError> {
        let bad = |path: &str, why| Err(ShareError::BadKey { path: path.to_owned(), why });
        if id > 15 {
            return bad("keyId", "is not 0 to 15");
        }
        if secret.len() < Self::MIN_BYTES {
            return bad("key", "has less than 16 bytes");
        }
        match Hmac::new_from_slice(secret) {
            Ok(hmac) => Ok(Self { id, hmac }),
            // HMAC takes keys of any length.
            Err(_) => bad("key", "is no key"),
        }
    }

    /// Reads `{ keyId, key }`; the key's UTF-8 bytes are the secret.
    ///
    /// # Errors
    /// [`ShareError::Read`], [`ShareError::BadKey`] with the path.
    pub fn read(node: &Node<'_>) -> Result<Self, ShareError> {
        // The reader's own errors show what they found; here that may be the secret.
        if !node.value().is_object() {
            return Err(ShareError::BadKey { path: node.path().to_owned(), why: "is no object" });
        }
        let fault = Fault::<ShareError>::default();
        let fields = fault.fields(node, &["keyId", "key"]);
        fields.required("keyId");
        let id = fields.integer("keyId", 0, 15).unwrap_or_default() as u8;
        let key = fields.required("key");
        let secret = key.as_ref().and_then(|node| node.value().as_str()).unwrap_or_default();
        let path = fields.path("key");
        fault.unless(())?;
        Self::new(id, secret.as_bytes()).map_err(|error| error.at(&path))
    }

    /// Reads an array of keys; no two have the same number.
    ///
    /// # Errors
    /// As [`Key::read`]; [`ShareError::BadKey`].
    pub fn read_all(node: &Node<'_>) -> Result<Vec<Self>, ShareError> {
        if !node.value().is_array() {
            return Err(ShareError::BadKey { path: node.path().to_owned(), why: "is no array" });
        }
        let mut keys: Vec<Self> = Vec::new();
        for item in node.items()? {
            let key = Self::read(&item)?;
            if keys.iter().any(|known| known.id == key.id) {
                let path = [item.path(), ".keyId"].concat();
                return Err(ShareError::BadKey { path, why: "stands twice" });
            }
            keys.push(key);
        }
        Ok(keys)
    }

    /// The number.
    #[must_use]
    pub const fn id(&self) -> u8 {
        self.id
    }

    /// HMAC-SHA256 of what a tag covers: the key's number and the payload as its unsigned token.
    fn over(&self, unsigned: &Token) -> Hmac<Sha256> {
        let mut hmac = self.hmac.clone();
        hmac.update(b"tuike-share-1:");
        hmac.update(&[b'0' + self.id / 10, b'0' + self.id % 10, b':']);
        hmac.update(unsigned.as_str().as_bytes());
        hmac
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish_non_exhaustive()
    }
}

/// How old a token may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxAge {
    /// Now.
    pub at: Timestamp,
    /// UTC days after its own on which it still holds: with 0 it holds on its own day only.
    pub days: u64,
}

impl MaxAge {
    /// Reads `{ at, maxAgeDays }`, or nothing where both are missing.
    ///
    /// # Errors
    /// [`ShareError::Read`].
    pub fn read(node: &Node<'_>) -> Result<Option<Self>, ShareError> {
        let fault = Fault::<ShareError>::default();
        let fields = fault.fields(node, &["at", "maxAgeDays"]);
        let days = fields.integer("maxAgeDays", 0, 1 << 14);
        let at = fields.optional("at").and_then(|node| fault.or_keep(node.timestamp()));
        let age = match (at, days) {
            (None, None) => None,
            _ => {
                fields.required("at");
                fields.required("maxAgeDays");
                at.zip(days).map(|(at, days)| Self { at, days })
            }
        };
        fault.unless(age)
    }
}

/// Why a token proves nothing. None of these is an error: a server drops the attribution, says so, and
/// goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// It is no token at all, or a short code.
    NotAToken(ShareError),
    /// It is a token without a signature: a claim.
    Unsigned,
    /// It names a key that is not among those given: retired, or made up.
    UnknownKey(u8),
    /// The signature is not that of the key it names.
    Forged,
    /// It was good, and is too old.
    Expired,
}

impl Refusal {
    /// The name apps use.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotAToken(_) => "not-a-token",
            Self::Unsigned => "unsigned",
            Self::UnknownKey(_) => "unknown-key",
            Self::Forged => "forged",
            Self::Expired => "expired",
        }
    }
}

/// Writes a payload's one signed token under a key. For a server: the module says why.
///
/// # Errors
/// As [`encode`].
pub fn sign(payload: &Payload, key: &Key) -> Result<Token, ShareError> {
    let hash = key.over(&encode(payload)?).finalize().into_bytes();
    let tag = hash.iter().take(TAG_BYTES).fold(0, |tag, byte| tag << 8 | u64::from(*byte));
    sealed(payload, Some(Seal { key_id: key.id, tag }))
}

/// The token, in its canonical form, and what it says, if one of the keys signed it and it is not too old.
///
/// The tags are compared in constant time. A token of a day to come is not refused: only a holder of
/// the key can make one.
///
/// # Errors
/// [`Refusal`].
pub fn verify(text: &str, keys: &[Key], age: Option<MaxAge>) -> Result<(Token, Payload), Refusal> {
    let (token, payload, seal) = match read(text) {
        Ok((token, Said::Share { payload, seal })) => (token, payload, seal),
        Ok((_, Said::Short(code))) => {
            return Err(Refusal::NotAToken(ShareError::ShortCode { code }));
        }
        Err(error) => return Err(Refusal::NotAToken(error)),
    };
    let seal = seal.ok_or(Refusal::Unsigned)?;
    let key = keys.iter().find(|key| key.id == seal.key_id);
    let key = key.ok_or(Refusal::UnknownKey(seal.key_id))?;
    let unsigned = encode(&payload).map_err(Refusal::NotAToken)?;
    let [_, _, tag @ ..] = seal.tag.to_be_bytes();
    if key.over(&unsigned).verify_truncated_left(&tag).is_err() {
        return Err(Refusal::Forged);
    }
    match age {
        Some(age) if age.at.day() > payload.at.day().saturating_add(age.days) => {
            Err(Refusal::Expired)
        }
        Some(_) | None => Ok((token, payload)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::{Channel, Id};

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.chars().map(|c| c.to_digit(16).unwrap() as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    /// RFC 4231 §4, the SHA-256 values of test cases 1–7; case 5 is truncated to 128 bits.
    #[test]
    fn hmac_gives_the_vectors_of_rfc_4231() {
        let four: Vec<u8> = (1..=25).collect();
        let larger = b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.";
        let cases: [(Vec<u8>, Vec<u8>, &str); 7] = [
            (
                vec![0x0b; 20],
                b"Hi There".to_vec(),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?".to_vec(),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                vec![0xaa; 20],
                vec![0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
            (
                four,
                vec![0xcd; 50],
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
            ),
            (vec![0x0c; 20], b"Test With Truncation".to_vec(), "a3b6167473100ee06e0c796c2955552b"),
            (
                vec![0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                vec![0xaa; 131],
                larger.to_vec(),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ];
        for (key, data, expected) in cases {
            let mut hmac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            hmac.update(&data);
            let expected = bytes(expected);
            assert_eq!(&hmac.clone().finalize().into_bytes()[..expected.len()], expected);
            assert!(hmac.verify_truncated_left(&expected).is_ok());
        }
    }

    #[test]
    fn a_key_never_shows_its_secret() {
        let secret = b"the secret of the secrets";
        let key = Key::new(7, secret).unwrap();
        assert_eq!(format!("{key:?}"), "Key { id: 7, .. }");
        let short = r#"[{"keyId":1,"key":"top secret"}]"#;
        let twice = r#"[{"keyId":1,"key":"top secret top secret"},{"keyId":1,"key":"top secret top secret"}]"#;
        let number = r#"[{"keyId":1,"key":12345678901234567890}]"#;
        let bare = r#"["top secret top secret"]"#;
        let one = r#"{"keyId":1,"key":"top secret top secret"}"#;
        for (text, path) in [
            (short, "keys[0].key"),
            (twice, "keys[1].keyId"),
            (number, "keys[0].key"),
            (bare, "keys[0]"),
            (one, "keys"),
        ] {
            let json = crate::read::parse("keys", text).unwrap();
            let error = Key::read_all(&Node::root("keys", &json)).unwrap_err();
            assert!(matches!(&error, ShareError::BadKey { path: found, .. } if found == path));
            assert!(!format!("{error}{error:?}").contains("secret"), "{error}");
            assert!(!format!("{error}{error:?}").contains("1234"), "{error}");
        }
    }

    #[test]
    fn a_rotated_key_still_verifies_while_it_is_given() {
        let (old, new) = (Key::new(1, &[1; 32]).unwrap(), Key::new(2, &[2; 32]).unwrap());
        let at = Timestamp::from_millis(1_767_225_600_000);
        let (promoter, item) = (Id::from(7), Id::from(42));
        let payload = Payload { promoter, item, channel: Channel::Link, at, campaign: None };
        let token = sign(&payload, &old).unwrap();
        let both = [new.clone(), old];
        assert_eq!(verify(token.as_str(), &both, None), Ok((token.clone(), payload)));
        assert_eq!(verify(token.as_str(), &[new], None), Err(Refusal::UnknownKey(1)));
    }
}
