//! Sealed records: what a store holds that is not to be read without the secret.
//!
//! ChaCha20-Poly1305 (RFC 8439) under a key derived from the 32 bytes of `storage.secret`. The name of
//! the record is authenticated with it, so that a record put under another name does not open. Never
//! keeps, prints or derives a secret from anything weak: a passphrase is the caller's to stretch.
//!
//! ```text
//!  0      3     4       8        20               n − 16     n
//!  │ \0tk │  1  │ mark  │ nonce  │ ciphertext …      │ tag  │
//! ```
//!
//! - The first bytes begin no JSON text: a record that was stored before there was a secret is known by
//!   that, and read as it is.
//! - The mark names the secret (4 bytes of HMAC-SHA256 of it): another secret is told from damage.
//! - The tag covers header, name and ciphertext.
//! - The nonce is 12 bytes of HMAC-SHA256 over 16 random bytes, the name and the record. Two records of
//!   one secret get the same nonce with a chance of n² ÷ 2⁹⁷: after 2³² records 2⁻³³ (a phone that writes
//!   one a second gets there in 136 years), so the longer nonce of XChaCha20 would buy nothing. Because the
//!   record itself is in it, a host whose random bytes repeat only shows that the same record was written
//!   under the same name again.
//!
//! Not promised: that nothing is taken away, put back as it was earlier, or added unsealed by somebody
//! who can write to the store; nor that names and lengths are hidden.
//!
//! ```
//! use tuike_core::seal::{SealError, Sealer};
//!
//! let sealer = Sealer::new(&[7; 32]);
//! let mut record = sealer.seal("tuike/auth", b"{\"token\":\"t\"}", [1; 16]);
//! assert_eq!(sealer.open("tuike/other", &mut record), Err(SealError::Damaged));
//! assert_eq!(Sealer::new(&[8; 32]).open("tuike/auth", &mut record), Err(SealError::OtherSecret));
//! assert_eq!(sealer.open("tuike/auth", &mut record), Ok(()));
//! assert_eq!(record, b"{\"token\":\"t\"}");
//! assert_eq!(sealer.open("tuike/auth", &mut record), Ok(())); // what is not sealed stays as it is
//! ```

use core::fmt;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::code::{Coded, ErrorCode};

const MAGIC: [u8; 3] = *b"\0tk";
const VERSION: u8 = 1;
const HEADER: usize = 8;
const NONCE: usize = 12;
const TAG: usize = 16;
/// So many bytes more than a record has its sealed form.
pub(crate) const OVERHEAD: usize = HEADER + NONCE + TAG;

/// Seals and opens records under one secret. Its keys are in no `Debug`.
#[derive(Clone)]
pub struct Sealer {
    cipher: ChaCha20Poly1305,
    nonces: Hmac<Sha256>,
    header: [u8; HEADER],
}

/// Why a record does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// It is sealed and there is no secret, or another one.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, seal::Sealer};
    /// let mut sealed = Sealer::new(&[7; 32]).seal("a", b"{}", [0; 16]);
    /// let error = Sealer::new(&[8; 32]).open("a", &mut sealed).unwrap_err();
    /// assert_eq!(error.code().as_str(), "seal/other-secret");
    /// ```
    OtherSecret,
    /// It is sealed with this secret, and not whole, or stood under another name.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, seal::Sealer};
    /// let mut sealed = Sealer::new(&[7; 32]).seal("a", b"{}", [0; 16]);
    /// let error = Sealer::new(&[7; 32]).open("b", &mut sealed).unwrap_err();
    /// assert_eq!(error.code().as_str(), "seal/damaged");
    /// ```
    Damaged,
    /// A later version of this software sealed it.
    ///
    /// ```
    /// # use tuike_core::{code::Coded, seal::Sealer};
    /// let error = Sealer::new(&[7; 32]).open("a", &mut b"\0tk\x02".to_vec()).unwrap_err();
    /// assert_eq!(error.code().as_str(), "seal/newer");
    /// ```
    Newer,
}

/// Whether a record is sealed, with whatever secret.
#[must_use]
pub fn is_sealed(record: &[u8]) -> bool {
    record.starts_with(&MAGIC)
}

fn hmac(key: &Hmac<Sha256>, pieces: &[&[u8]]) -> [u8; 32] {
    let mut hmac = key.clone();
    pieces.iter().for_each(|piece| hmac.update(piece));
    hmac.finalize().into_bytes().into()
}

impl Sealer {
    /// A sealer for a secret of 32 random bytes.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        let keyed = |key: &[u8; 32]| <Hmac<Sha256> as KeyInit>::new(&block(key).into());
        let root = keyed(secret);
        let part = |what: &str| hmac(&root, &[b"tuike-seal-1:", what.as_bytes()]);
        let [a, b, c, d, ..] = part("mark");
        let [x, y, z] = MAGIC;
        Self {
            cipher: ChaCha20Poly1305::new(&part("record").into()),
            nonces: keyed(&part("nonce")),
            header: [x, y, z, VERSION, a, b, c, d],
        }
    }

    /// A record as it is stored under a name, 36 bytes longer; `random` are other bytes each time.
    #[must_use]
    pub fn seal(&self, name: &str, record: &[u8], random: [u8; 16]) -> Vec<u8> {
        let length = (name.len() as u64).to_le_bytes();
        let mac = hmac(&self.nonces, &[&random, &length, name.as_bytes(), record]);
        let mut nonce = [0; NONCE];
        nonce.iter_mut().zip(mac).for_each(|(nonce, byte)| *nonce = byte);
        self.seal_with(name, record, nonce)
    }

    fn seal_with(&self, name: &str, record: &[u8], nonce: [u8; NONCE]) -> Vec<u8> {
        let mut sealed = [&self.header[..], &nonce, record].concat();
        let with = [&self.header[..], name.as_bytes()].concat();
        let (_, body) = sealed.split_at_mut(HEADER + NONCE);
        // Refused only beyond 256 GB.
        let tag = self.cipher.encrypt_inout_detached(&nonce.into(), &with, body.into());
        sealed.extend(tag.unwrap_or_default());
        sealed
    }

    /// Opens what stood under a name; what is not sealed stays as it is.
    ///
    /// # Errors
    /// [`SealError`]; the record is as it was then.
    pub fn open(&self, name: &str, record: &mut Vec<u8>) -> Result<(), SealError> {
        if !is_sealed(record) {
            return Ok(());
        }
        if record.get(MAGIC.len()).is_some_and(|version| *version > VERSION) {
            return Err(SealError::Newer);
        }
        let body = record.len().checked_sub(TAG).filter(|body| *body >= HEADER + NONCE);
        let (body, tag) = record.split_at_mut(body.ok_or(SealError::Damaged)?);
        let (head, body) = body.split_at_mut(HEADER + NONCE);
        let (header, nonce) = head.split_at(HEADER);
        if header != self.header {
            return Err(SealError::OtherSecret);
        }
        let (Ok(nonce), Ok(tag)) = (<[u8; NONCE]>::try_from(nonce), <[u8; TAG]>::try_from(&*tag))
        else {
            return Err(SealError::Damaged);
        };
        let with = [header, name.as_bytes()].concat();
        // Checks the tag before it touches the body.
        self.cipher
            .decrypt_inout_detached(&nonce.into(), &with, body.into(), &tag.into())
            .map_err(|_| SealError::Damaged)?;
        record.truncate(record.len() - TAG);
        record.drain(..HEADER + NONCE);
        Ok(())
    }
}

/// A key as HMAC's first block.
fn block(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(block, byte)| *block = *byte);
    block
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

impl SealError {
    /// Every code this type can give.
    pub const CODES: [ErrorCode; 3] = [
        ErrorCode::new("seal/other-secret"),
        ErrorCode::new("seal/damaged"),
        ErrorCode::new("seal/newer"),
    ];
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherSecret => "the record is sealed with another secret (storage.secret)",
            Self::Damaged => "the sealed record is damaged, or stood under another name",
            Self::Newer => "a later version sealed the record",
        })
    }
}

impl core::error::Error for SealError {}

impl Coded for SealError {
    fn code(&self) -> ErrorCode {
        let [other, damaged, newer] = Self::CODES;
        match self {
            Self::OtherSecret => other,
            Self::Damaged => damaged,
            Self::Newer => newer,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.chars().filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    fn open(sealer: &Sealer, name: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut record = sealed.to_vec();
        let result = sealer.open(name, &mut record);
        assert!(result.is_ok() || record == sealed, "what does not open stays as it is");
        result.map(|()| record)
    }

    /// RFC 8439 §2.8.2: the cipher as it is built in here is the standard's.
    #[test]
    fn the_cipher_gives_the_vector_of_rfc_8439() {
        let key: [u8; 32] = core::array::from_fn(|i| 0x80 + i as u8);
        let cipher = ChaCha20Poly1305::new(&key.into());
        let nonce: [u8; 12] = bytes("070000004041424344454647").try_into().unwrap();
        let with = bytes("50515253c0c1c2c3c4c5c6c7");
        let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let expected = bytes(
            "d31a8d34648e60db7b86afbc53ef7ec2 a4aded51296e08fea9e2b5a736ee62d6
             3dbea45e8ca9671282fafb69da92728b 1a71de0a9e060b2905d6a5b67ecd3b36
             92ddbd7f2d778b8c9803aee328091b58 fab324e4fad675945585808b4831d7bc
             3ff4def08e4b7a9de576d26586cec64b 6116",
        );
        let mut body = plain.to_vec();
        let tag = cipher.encrypt_inout_detached(&nonce.into(), &with, (&mut *body).into()).unwrap();
        assert_eq!(body, expected);
        assert_eq!(tag.to_vec(), bytes("1ae10b594f09e26a7e902ecbd0600691"));
    }

    /// Written by the script in the test's comment, with Python's hmac and another ChaCha20-Poly1305
    /// (the `cryptography` package, OpenSSL): the format is a contract with what is stored on phones.
    ///
    /// ```text
    /// H = lambda k, *m: hmac.digest(k, b"".join(m), "sha256")
    /// part = lambda what: H(bytes([7] * 32), b"tuike-seal-1:", what)
    /// name, record, random = b"tuike/auth", "{\"token\":\"口红\"}".encode(), bytes(range(16))
    /// header = b"\0tk\1" + part(b"mark")[:4]
    /// nonce = H(part(b"nonce"), random, len(name).to_bytes(8, "little"), name, record)[:12]
    /// header + nonce + ChaCha20Poly1305(part(b"record")).encrypt(nonce, record, header + name)
    /// ```
    #[test]
    fn a_record_is_sealed_as_another_implementation_seals_it() {
        let sealer = Sealer::new(&[7; 32]);
        let random = core::array::from_fn(|i| i as u8);
        let record = "{\"token\":\"口红\"}".as_bytes();
        let sealed = bytes(
            "00746b011d32921d2e745393d5c60fd1e27c0fd28a07e61b62630ff44d73166c \
             b4082ac548d15655a890d10e1602b54c4e2da5a23bdc",
        );
        assert_eq!(sealer.seal("tuike/auth", record, random), sealed);
        assert_eq!(open(&sealer, "tuike/auth", &sealed), Ok(record.to_vec()));
    }

    #[test]
    fn another_secret_is_told_from_damage_and_damage_from_what_never_was_sealed() {
        let (ours, theirs) = (Sealer::new(&[1; 32]), Sealer::new(&[2; 32]));
        let sealed = ours.seal("k", b"record", [0; 16]);
        assert_eq!(open(&theirs, "k", &sealed), Err(SealError::OtherSecret));
        assert_eq!(open(&ours, "k2", &sealed), Err(SealError::Damaged));
        for length in 3..sealed.len() {
            assert_eq!(open(&ours, "k", &sealed[..length]), Err(SealError::Damaged), "{length}");
        }
        for garbage in [&b""[..], b"{}", b"\0", b"\0t", b"garbage of any kind", &[0xff; 80]] {
            assert_eq!(open(&ours, "k", garbage), Ok(garbage.to_vec()));
        }
        for newer in [&b"\0tk\x02"[..], b"\0tk\xff", &[b"\0tk\x02", &sealed[4..]].concat()] {
            assert_eq!(open(&ours, "k", newer), Err(SealError::Newer));
        }
    }

    /// Guards that the record is in the nonce: without it these two share a key stream, and the XOR of
    /// the sealed records is the XOR of the plain ones.
    #[test]
    fn random_bytes_that_repeat_do_not_repeat_the_key_stream() {
        let sealer = Sealer::new(&[1; 32]);
        let nonce = |sealed: &[u8]| sealed[HEADER..HEADER + NONCE].to_vec();
        let one = sealer.seal("k", b"the one record", [0; 16]);
        let same = sealer.seal("k", b"the one record", [0; 16]);
        assert_eq!(one, same);
        let others = [
            sealer.seal("k", b"the two record", [0; 16]),
            sealer.seal("kt", b"he one record", [0; 16]),
            sealer.seal("k", b"the one record", [1; 16]),
        ];
        for other in others {
            assert_ne!(nonce(&one), nonce(&other));
        }
    }

    #[test]
    fn a_sealer_never_shows_its_keys() {
        assert_eq!(format!("{:?}", Sealer::new(&[0x41; 32])), "Sealer { .. }");
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_opened_or_refused_and_never_more(
            from in 0..9_usize,
            bytes in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let sealer = Sealer::new(&[9; 32]);
            let stored = [&sealer.header[..from.min(HEADER)], &bytes].concat();
            match open(&sealer, "k", &stored) {
                Ok(same) => prop_assert!(same == stored && !is_sealed(&stored)),
                Err(_) => prop_assert!(is_sealed(&stored)),
            }
        }

        #[test]
        fn opening_undoes_sealing_and_any_changed_bit_is_noticed(
            name in "[a-z/]{0,40}",
            record in prop::collection::vec(any::<u8>(), 0..300),
            random in any::<[u8; 16]>(),
            (place, bit) in (any::<prop::sample::Index>(), 0..8_u8),
        ) {
            let sealer = Sealer::new(&[9; 32]);
            let sealed = sealer.seal(&name, &record, random);
            prop_assert_eq!(sealed.len(), record.len() + 36);
            prop_assert_eq!(open(&sealer, &name, &sealed), Ok(record));
            let mut changed = sealed;
            let place = place.index(changed.len());
            changed[place] ^= 1 << bit;
            let result = open(&sealer, &name, &changed);
            // A changed beginning is no sealed record any more, and is no JSON either.
            prop_assert!(result.is_err() || (place < 3 && result == Ok(changed)));
        }
    }
}
