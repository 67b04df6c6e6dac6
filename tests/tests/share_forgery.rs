//! Forging signed tokens by brute force: mutations of signed tokens and scenes, none of which verifies.
//!
//! Three kinds in turn, each with one and with two symbols changed: of the token as it is (its check
//! symbols refuse those), of the body with the check made again (a forger who knows the format), and of
//! the scene, which has no check. The long run:
//!
//! ```sh
//! TUIKE_MUTATIONS=10000000 cargo test --release -p tuike-tests --test share_forgery -- --nocapture
//! ```

use tuike_core::seed::{Prng, Seed};
use tuike_core::share::{
    Channel, Id, Key, Payload, Refusal, ShareError, decode, scene, sign, verify,
};
use tuike_core::time::Timestamp;

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SCENE: &[u8; 82] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$&'()*+,/:;=?@-._~";

fn mutations() -> u64 {
    std::env::var("TUIKE_MUTATIONS").map_or(30_000, |count| count.parse().unwrap())
}

/// The check symbols from the drawing in the module's docs: the register over GF(32), by shifts.
fn check(body: &[u8]) -> [u8; 4] {
    let twice = |x: u32| (x << 1 ^ if x & 16 == 0 { 0 } else { 0b10_0101 }) & 31;
    let step = |register: u32, symbol: u32| {
        let top = register >> 15;
        ((register & 0x7fff) << 5)
            ^ symbol
            ^ (top << 15)
            ^ ((top ^ twice(top)) << 10)
            ^ (top << 5)
            ^ top
    };
    let symbol = |letter: &u8| LETTERS.iter().position(|known| known == letter).unwrap() as u32;
    let register = body.iter().map(symbol).chain([0; 4]).fold(1, step) ^ 0x2_c5a7;
    [15, 10, 5, 0].map(|shift| LETTERS[(register >> shift & 31) as usize])
}

/// Changes the character at a place to another of the alphabet.
fn change(text: &mut [u8], place: usize, alphabet: &[u8], prng: &mut Prng) {
    let old = alphabet.iter().position(|known| *known == text[place]).unwrap();
    let by = 1 + prng.below(alphabet.len() as u64 - 1) as usize;
    text[place] = alphabet[(old + by) % alphabet.len()];
}

fn mutate(text: &mut [u8], alphabet: &[u8], both: bool, prng: &mut Prng) {
    let first = prng.below(text.len() as u64) as usize;
    change(text, first, alphabet, prng);
    if both {
        let step = 1 + prng.below(text.len() as u64 - 1) as usize;
        change(text, (first + step) % text.len(), alphabet, prng);
    }
}

#[test]
fn no_mutation_of_a_signed_token_verifies() {
    let mut prng = Seed::from_bytes([41; 32]).prng();
    // Every key id, so that a changed key id finds a key too.
    let keys: Vec<Key> = (0..16).map(|id| Key::new(id, &[id + 1; 32]).unwrap()).collect();
    let text_id = Id::parse("lip-stick_01").unwrap();
    let (mut refused, mut forged, mut round) = (0_u64, 0_u64, 0_u64);
    while refused < mutations() {
        let number = |prng: &mut Prng| Id::from(prng.next_u64() >> prng.below(64));
        let payload = Payload {
            promoter: number(&mut prng),
            item: if round % 8 == 7 { text_id.clone() } else { number(&mut prng) },
            channel: Channel::ALL[(round % 9) as usize],
            at: Timestamp::from_millis(1_767_225_600_000 + round % 1_000 * 86_400_000),
            campaign: (round % 16 == 15).then(|| Id::from(11)),
        };
        round += 1;
        let token = sign(&payload, &keys[(round % 16) as usize]).unwrap();
        let good = token.as_str().as_bytes();
        assert!(verify(token.as_str(), &keys, None).is_ok());
        let scene = scene(&token).ok().filter(|scene| scene.as_bytes() != good);
        for turn in 0..300 {
            let both = turn % 2 == 1;
            let wrong = match turn % 3 {
                0 => {
                    let mut wrong = good.to_vec();
                    mutate(&mut wrong, LETTERS, both, &mut prng);
                    wrong
                }
                1 => {
                    let mut wrong = good[..good.len() - 4].to_vec();
                    mutate(&mut wrong, LETTERS, both, &mut prng);
                    let check = check(&wrong);
                    wrong.extend(check);
                    wrong
                }
                _ => {
                    let Some(scene) = &scene else { continue };
                    let mut wrong = scene.as_bytes().to_vec();
                    mutate(&mut wrong, SCENE, both, &mut prng);
                    wrong
                }
            };
            let wrong = String::from_utf8(wrong).unwrap();
            match verify(&wrong, &keys, None) {
                Ok(payload) => panic!("round {round}: {token} forged as {wrong}: {payload:?}"),
                Err(Refusal::Forged) => forged += 1,
                Err(_) => {}
            }
            refused += 1;
        }
    }
    // Many got as far as the signature: the check and the canonical form do not do all the work.
    assert!(forged > refused / 5, "{forged} of {refused}");
    println!("{refused} mutations refused, {forged} of them by the signature alone");
}

/// The stated miss rate of the check of unsigned tokens: once in 2^20 where four symbols and more differ.
#[test]
fn the_check_of_unsigned_tokens_misses_once_in_2_to_the_20() {
    let mut prng = Seed::from_bytes([42; 32]).prng();
    let tries = mutations();
    let mut missed = 0_u64;
    for _ in 0..tries {
        let length = 12 + prng.below(20) as usize;
        let text: String =
            (0..length).map(|_| char::from(LETTERS[prng.below(32) as usize])).collect();
        missed += u64::from(!matches!(decode(&text), Err(ShareError::CheckFailed { .. })));
    }
    // Poisson: five deviations and a little for small runs.
    let expected = tries as f64 / f64::from(1 << 20);
    let most = expected + 5.0 * expected.sqrt() + 2.0;
    let least = expected - 5.0 * expected.sqrt();
    assert!((least..=most).contains(&(missed as f64)), "{missed} of {tries}, {expected} expected");
    println!("{missed} of {tries} random texts pass the check; {expected:.1} expected");
}
