//! The digests of a signature and HMAC over them.
//!
//! MD5 is broken for collisions and stands here because the open platforms ask for it; as a MAC with a
//! secret around it nothing better is on offer there. SHA-256 and SM3 are not broken.

use md5::{Digest, Md5};
use sha2::Sha256;
use sm3::Sm3;

/// The digest of some pieces, one after the other.
pub(super) type Hash = fn(&[&[u8]]) -> Vec<u8>;

/// MD5 (RFC 1321).
pub(super) fn md5(pieces: &[&[u8]]) -> Vec<u8> {
    digest::<Md5>(pieces)
}

/// SHA-256 (FIPS 180-4).
pub(super) fn sha256(pieces: &[&[u8]]) -> Vec<u8> {
    digest::<Sha256>(pieces)
}

/// SM3 (GM/T 0004-2012).
pub(super) fn sm3(pieces: &[&[u8]]) -> Vec<u8> {
    digest::<Sm3>(pieces)
}

fn digest<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    pieces.iter().for_each(|piece| digest.update(piece));
    digest.finalize().to_vec()
}

/// HMAC (RFC 2104); all three have blocks of 64 bytes.
pub(super) fn hmac(hash: Hash, key: &[u8], text: &[u8]) -> Vec<u8> {
    let key = if key.len() > 64 { hash(&[key]) } else { key.to_vec() };
    let pad = |with: u8| {
        let mut pad = [with; 64];
        pad.iter_mut().zip(&key).for_each(|(pad, byte)| *pad ^= byte);
        pad
    };
    hash(&[&pad(0x5c), &hash(&[&pad(0x36), text])])
}
