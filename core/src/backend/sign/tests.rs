//! Standard vectors of the digests, what is left unsigned, and each mistake of `signing` with its path.
//! Whole requests are in `tests/golden/sign.json`.

use serde_json::{Value, json};

use super::digest::Hash;
use crate::backend::{Call, Profile};
use crate::code::Coded;
use crate::hex;

/// RFC 1321 A.5.
#[test]
fn md5_gives_the_vectors_of_rfc_1321() {
    let eighty = "1234567890".repeat(8);
    for (text, expected) in [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "d174ab98d277d9f5a5611c2c9f419d9f",
        ),
        (&eighty, "57edf4a22be3c955ac49da2e2107b67a"),
    ] {
        assert_eq!(hex::lower(&Hash::Md5.of(&[text.as_bytes()])), expected, "{text}");
        let (head, tail) = text.split_at(text.len() / 2);
        assert_eq!(hex::lower(&Hash::Md5.of(&[head.as_bytes(), b"", tail.as_bytes()])), expected);
    }
}

/// GM/T 0004-2012 appendix A: "abc", and 64 bytes of "abcd".
#[test]
fn sm3_gives_the_vectors_of_gm_t_0004() {
    let expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(hex::lower(&Hash::Sm3.of(&[b"abc"])), expected);
    let expected = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
    assert_eq!(hex::lower(&Hash::Sm3.of(&["abcd".repeat(16).as_bytes()])), expected);
}

fn all_hmacs(hash: Hash, cases: &[(&[u8], &[u8], &str)]) {
    for (key, text, expected) in cases {
        assert_eq!(hex::lower(&hash.hmac(key, text)), *expected);
    }
}

const HASH_KEY_FIRST: &[u8] = b"Test Using Larger Than Block-Size Key - Hash Key First";

/// RFC 2202 §2, all seven.
#[test]
fn hmac_md5_gives_the_vectors_of_rfc_2202() {
    let counting: Vec<u8> = (1..=25).collect();
    let larger = b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data";
    all_hmacs(
        Hash::Md5,
        &[
            (&[0x0b; 16], b"Hi There", "9294727a3638bb1c13f48ef8158bfc9d"),
            (b"Jefe", b"what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
            (&[0xaa; 16], &[0xdd; 50], "56be34521d144c88dbb8c733f0e8b3f6"),
            (&counting, &[0xcd; 50], "697eaf0aca3a3aea3a75164746ffaa79"),
            (&[0x0c; 16], b"Test With Truncation", "56461ef2342edc00f9bab995690efd4c"),
            (&[0xaa; 80], HASH_KEY_FIRST, "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"),
            (&[0xaa; 80], larger, "6f630fad67cda0ee1fb1f562db3aa53e"),
        ],
    );
}

/// RFC 4231 §4, without case 5, which is truncated.
#[test]
fn hmac_sha256_gives_the_vectors_of_rfc_4231() {
    let counting: Vec<u8> = (1..=25).collect();
    let larger = b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.";
    all_hmacs(
        Hash::Sha256,
        &[
            (
                &[0x0b; 20],
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 20],
                &[0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
            (
                &counting,
                &[0xcd; 50],
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
            ),
            (
                &[0xaa; 131],
                HASH_KEY_FIRST,
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                &[0xaa; 131],
                larger,
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ],
    );
}

/// The first two: GM/T 0042-2015 appendix D.3. The last: OpenSSL 3, over a key longer than a block.
#[test]
fn hmac_sm3_gives_the_vectors_of_gm_t_0042() {
    let (key, longer): (Vec<u8>, Vec<u8>) = ((1..=32).collect(), (1..=37).collect());
    let twice = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopqabcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    all_hmacs(
        Hash::Sm3,
        &[
            (&key, twice, "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"),
            (
                &longer,
                &[0xcd; 50],
                "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae",
            ),
            (&[0xaa; 131], HASH_KEY_FIRST, SM3_LONG_KEY),
        ],
    );
}

const SM3_LONG_KEY: &str = "b4fd844e13342002f0b2e0690ea7741f1497d993a70494cea601e657bedf67a0";

const MORE: &str = r#""auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token" } },
    "services": { "cdn": "https://cdn.example.com", "orders": "https://orders.example.com" },
    "resources": { "login": { "post": "/login" }, "open": { "get": "/open", "signed": false },
                   "picture": { "get": "/p", "service": "cdn" }, "goods": { "get": "/goods", "signed": true } },
    "mutations": { "order": { "post": "/orders", "service": "orders", "lane": "o", "idempotency": "K" },
                   "log": { "post": "/log", "signed": false, "lane": "o", "idempotency": "K" } },
    "events": { "post": "/events", "signed": false }"#;

fn profile(signing: &str) -> Profile {
    let text = format!(
        r#"{{ "version": 1, "base": "https://a.example", "signing": {signing}, "trace": "traceparent", {MORE} }}"#
    );
    Profile::parse(&text).unwrap()
}

const NO_KEY: Call<'_> = Call::of(Some("t"));

fn asks(profile: &Profile, resource: &str) -> Result<(), String> {
    let request = profile.query_request(resource, &Value::Null, &NO_KEY);
    request.map(drop).map_err(|error| error.code().to_string())
}

/// Guards `unsigned` in `Signing::sign`: without it each of these wants a key.
#[test]
fn what_says_so_is_not_signed_and_all_else_wants_a_key() {
    let no_key = Err("backend/no-signing-key".to_owned());
    let all = profile(r#"{ "kind": "top-md5" }"#);
    for (resource, result) in [
        ("open", Ok(())),
        ("login", no_key.clone()),
        ("picture", no_key.clone()),
        ("goods", no_key.clone()),
    ] {
        assert_eq!(asks(&all, resource), result, "{resource}");
    }
    let order = |profile: &Profile, name: &str| {
        profile
            .mutation_request(name, &json!({}), "k", &NO_KEY)
            .map(drop)
            .map_err(|error| error.code().to_string())
    };
    assert_eq!((order(&all, "order"), order(&all, "log")), (no_key.clone(), Ok(())));
    assert!(all.events_request(&[], &NO_KEY).is_ok());

    let some =
        profile(r#"{ "kind": "top-md5", "except": ["cdn"], "key": { "login": "/signKey" } }"#);
    assert_eq!(some.signing_key_of(&json!({ "signKey": "k" })).as_deref(), Some("k"));
    for none in [json!({}), json!({ "signKey": null }), json!({ "signKey": 7 })] {
        assert_eq!(some.signing_key_of(&none), None);
    }
    assert_eq!(all.signing_key_of(&json!({ "signKey": "k" })), None);
    assert_eq!(asks(&some, "picture"), Ok(()));
    // Its answer brings the key.
    assert!(some.login_request(&json!({}), &NO_KEY).is_ok());
    assert_eq!((asks(&some, "goods"), order(&some, "order")), (no_key.clone(), no_key));
    let error = some.query_request("goods", &Value::Null, &NO_KEY).unwrap_err();
    assert_eq!(error.details().path.as_deref(), Some("profile.signing"));
    assert!(error.to_string().contains("signing.key.login"), "{error}");
}

/// The key is in no part of what goes out.
#[test]
fn a_key_never_leaves() {
    let key = "the key of the keys";
    for signing in [
        r#"{ "kind": "top-md5", "body": "form", "in": "body" }"#,
        r#"{ "kind": "hmac-sha256", "header": "X-Sign", "over": ["method", "body"] }"#,
    ] {
        let call = Call { signing_key: Some(key), ..NO_KEY };
        let request = profile(signing).mutation_request("order", &json!({ "a": 1 }), "k", &call);
        let shown = format!("{:?}", request.unwrap());
        assert!(!shown.contains(key) && !shown.contains("the%20key"), "{shown}");
    }
}

#[test]
fn a_retried_request_has_another_time_and_nonce_and_the_same_idempotency_key() {
    let signing = r#"{ "kind": "hmac-sha256", "header": "X-Sign", "over": ["header:K", "timestamp", "nonce"] }"#;
    let profile = profile(signing);
    let sent = |at: u64, nonce: u8| {
        let call = Call { now: at.into(), nonce: [nonce; 16], signing_key: Some("s"), ..NO_KEY };
        profile.mutation_request("order", &json!({}), "key-1", &call).unwrap()
    };
    let (first, again) = (sent(1_000, 1), sent(9_000, 2));
    let header = |request: &crate::effect::HttpRequest, name: &str| {
        request
            .headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.clone())
            .unwrap()
    };
    for name in ["x-timestamp", "x-nonce", "x-sign"] {
        assert_ne!(header(&first, name), header(&again, name), "{name}");
    }
    assert_eq!(header(&first, "k"), header(&again, "k"));
    // printf 'key-1\n1000\n01…01' | openssl dgst -sha256 -hmac s
    assert_eq!(
        header(&first, "x-sign"),
        "22cb438a9cbe98c287552a189cd36c3f07f5c24cad3f97c6d1e13a9025ea1c83"
    );
}

#[test]
fn the_token_goes_where_the_signature_wants_it_and_nowhere_else() {
    let profile = profile(r#"{ "kind": "top-md5", "token": { "param": "session" } }"#);
    let call = Call { signing_key: Some("s"), ..NO_KEY };
    let request = profile.query_request("goods", &Value::Null, &call).unwrap();
    assert!(request.url.contains("?session=t&"), "{}", request.url);
    assert!(request.headers.iter().all(|(name, _)| name != "authorization"));
    let guest = Call { signing_key: Some("s"), ..Call::default() };
    let request = profile.query_request("goods", &Value::Null, &guest).unwrap();
    assert!(!request.url.contains("session"), "{}", request.url);
}

#[test]
fn a_mistake_names_its_path() {
    let hmac = |rest: &str| {
        format!(r#"{{ "kind": "hmac-sha256", "header": "X", "over": ["method"]{rest} }}"#)
    };
    let top = |rest: &str| format!(r#"{{ "kind": "top-md5"{rest} }}"#);
    for (signing, path, code) in [
        ("{}".to_owned(), "kind", "input/missing-field"),
        (r#"{ "kind": "rsa" }"#.to_owned(), "kind", "input/wrong-type"),
        (
            r#"{ "kind": "hmac-sha256", "over": ["method"] }"#.to_owned(),
            "header",
            "input/missing-field",
        ),
        (r#"{ "kind": "hmac-sha256", "header": "X" }"#.to_owned(), "over", "input/missing-field"),
        (
            r#"{ "kind": "sm3-hmac", "header": "X", "over": [] }"#.to_owned(),
            "over[0]",
            "input/missing-field",
        ),
        (
            r#"{ "kind": "sm3-hmac", "header": "X", "over": ["url"] }"#.to_owned(),
            "over[0]",
            "input/wrong-type",
        ),
        (
            r#"{ "kind": "sm3-hmac", "header": "X", "over": ["header:a b"] }"#.to_owned(),
            "over[0]",
            "backend/bad-header",
        ),
        (
            r#"{ "kind": "hmac-sha256", "header": "X Y", "over": ["method"] }"#.to_owned(),
            "header",
            "backend/bad-header",
        ),
        (hmac(r#", "param": "s""#), "param", "input/wrong-type"),
        (hmac(r#", "skip": ["a"]"#), "skip", "input/unknown-field"),
        (
            hmac(r#", "timestamp": { "header": "X", "format": "iso" }"#),
            "timestamp.format",
            "input/wrong-type",
        ),
        (hmac(r#", "timestamp": {}"#), "timestamp.header", "input/missing-field"),
        (hmac(r#", "nonce": { "param": "" }"#), "nonce.param", "input/wrong-type"),
        (top(r#", "over": ["method"]"#), "over", "input/unknown-field"),
        (top(r#", "appKey": {}"#), "appKey.value", "input/missing-field"),
        (top(r#", "body": "json""#), "body", "input/wrong-type"),
        (top(r#", "in": "header""#), "in", "input/wrong-type"),
        (top(r#", "case": "Upper""#), "case", "input/wrong-type"),
        (top(r#", "skip": [1]"#), "skip[0]", "input/wrong-type"),
        (top(r#", "except": ["ordres"]"#), "except[0]", "input/wrong-type"),
        (top(r#", "key": { "login": "signKey" }"#), "key.login", "backend/bad-pointer"),
        (top(r#", "secret": "s""#), "secret", "input/unknown-field"),
    ] {
        let text = format!(
            r#"{{ "version": 1, "base": "https://a.example", "signing": {signing}, {MORE} }}"#
        );
        let error = Profile::parse(&text).unwrap_err();
        let expected = ["profile.signing.", path].concat();
        assert_eq!(error.details().path.as_deref(), Some(expected.as_str()), "{signing}: {error}");
        assert_eq!(error.code().as_str(), code, "{signing}");
    }
    let text = r#"{ "version": 1, "base": "https://a.example", "signing": { "kind": "top-md5" },
        "resources": { "r": { "get": "/", "signed": "no" } } }"#;
    let error = Profile::parse(text).unwrap_err();
    assert_eq!(error.details().path.as_deref(), Some("profile.resources.r.signed"));
}

#[test]
fn a_traceparent_is_sent_where_the_profile_wants_it_and_the_engine_gives_one() {
    let trace = Some(crate::backend::Trace { trace_id: [0x11; 16], span_id: [0x22; 8] });
    let call = Call { trace, ..Call::default() };
    let of = |trace: &str, call: &Call<'_>| {
        let text = format!(
            r#"{{ "version": 1, "base": "https://a.example", "headers": {{ "traceparent": "mine" }}, {trace} "resources": {{ "r": {{ "get": "/" }} }} }}"#
        );
        Profile::parse(&text).unwrap().query_request("r", &Value::Null, call).unwrap().headers
    };
    let header = "00-11111111111111111111111111111111-2222222222222222-01";
    let expected = [("traceparent".to_owned(), header.to_owned())];
    assert_eq!(of(r#""trace": "traceparent","#, &call), expected);
    let mine = [("traceparent".to_owned(), "mine".to_owned())];
    for (trace, call) in [
        ("", &call),
        (r#""trace": false,"#, &call),
        (r#""trace": "traceparent","#, &Call::default()),
    ] {
        assert_eq!(of(trace, call), mine);
    }
    for wrong in ["true", "\"b 3\"", "1"] {
        let text = format!(r#"{{ "version": 1, "base": "https://a.example", "trace": {wrong} }}"#);
        let error = Profile::parse(&text).unwrap_err();
        assert_eq!(error.details().path.as_deref(), Some("profile.trace"), "{wrong}");
    }
}
