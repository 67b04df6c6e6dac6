//! What `connect` is given beside the profile: JSON text in, a [`Config`] out. Says nothing of the host.
//!
//! ```text
//! { "shared": true, "consent": "pending", "signing": { "key": "…" },
//!   "storage": { "budget": 5000000, "secret": "64 hex digits" } }
//! ```
//!
//! All of it may be absent. A secret is also taken as 32 numbers, as JavaScript writes bytes.
//!
//! ```
//! use tuike_core::backend::Profile;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example" }"#).unwrap();
//! let error = tuike_bridge::options::config(profile, r#"{ "storage": { "bugdet": 1 } }"#).unwrap_err();
//! assert_eq!(error.to_string(), "options.storage.bugdet: unknown field; known here: budget, secret");
//! ```

use serde_json::Value;
use tuike_core::backend::Profile;
use tuike_core::engine::Config;
use tuike_core::read::{self, Node, ReadError};
use tuike_core::track::Consent;

/// What each word of consent means.
pub(crate) const CONSENT: [(&str, Consent); 3] =
    [("granted", Consent::Granted), ("pending", Consent::Pending), ("denied", Consent::Denied)];

/// Less would hold no page of a feed.
const LEAST_BUDGET: u64 = 10_000;
/// More than any host's store, and a whole number in JavaScript.
const LARGEST_BUDGET: u64 = 1 << 50;

/// The configuration of an engine over a profile.
///
/// # Errors
/// [`ReadError`] with a path below `options`.
pub fn config(profile: Profile, options: &str) -> Result<Config, ReadError> {
    let mut config = Config::new(profile);
    let options = read::parse("options", options)?;
    let options =
        Node::root("options", &options).object(&["shared", "consent", "signing", "storage"])?;
    if let Some(shared) = options.optional("shared") {
        config.shared = shared.boolean()?;
    }
    if let Some(consent) = options.optional("consent") {
        config.consent = Some(consent.choice(&CONSENT)?);
    }
    if let Some(signing) = options.optional("signing") {
        let key = signing.object(&["key"])?.required("key")?;
        config.signing_key = match key.value() {
            Value::String(key) if !key.is_empty() => Some(key.clone()),
            _ => return Err(hidden(&key, "a text")),
        };
    }
    if let Some(storage) = options.optional("storage") {
        let storage = storage.object(&["budget", "secret"])?;
        if let Some(budget) = storage.optional("budget") {
            config.store_bytes = Some(budget.integer(LEAST_BUDGET, LARGEST_BUDGET)?);
        }
        if let Some(secret) = storage.optional("secret") {
            let bytes = secret_bytes(secret.value());
            config.secret =
                Some(bytes.ok_or_else(|| hidden(&secret, "32 bytes, or 64 hex digits"))?);
        }
    }
    Ok(config)
}

/// What is wrong with something that no log should show.
fn hidden(node: &Node<'_>, expected: &str) -> ReadError {
    Node::root(node.path(), &Value::Null).wrong(expected)
}

fn secret_bytes(value: &Value) -> Option<[u8; 32]> {
    let mut bytes = [0_u8; 32];
    match value {
        Value::String(hex) if hex.len() == 64 => {
            for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
                for digit in pair {
                    *byte = *byte << 4 | char::from(*digit).to_digit(16)? as u8;
                }
            }
        }
        Value::Array(numbers) if numbers.len() == 32 => {
            for (byte, number) in bytes.iter_mut().zip(numbers) {
                *byte = u8::try_from(number.as_u64()?).ok()?;
            }
        }
        _ => return None,
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &str) -> Result<Config, String> {
        let profile = Profile::parse(r#"{ "version": 1, "base": "https://a.example" }"#).unwrap();
        config(profile, options).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_said_is_the_core_s_own_default() {
        let config = read("{}").unwrap();
        assert!(!config.shared);
        assert_eq!(
            (config.store_bytes, config.consent, config.signing_key, config.secret),
            (None, None, None, None)
        );
    }

    #[test]
    fn everything_that_is_said_arrives() {
        // 0, 1, … 31 in hexadecimal, written out.
        let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
        let bytes: [u8; 32] = core::array::from_fn(|at| at as u8);
        let numbers = format!("{bytes:?}");
        for secret in [format!("\"{hex}\""), numbers] {
            let config = read(&format!(
                r#"{{ "shared": true, "consent": "denied", "signing": {{ "key": "k" }},
                     "storage": {{ "budget": 5000000, "secret": {secret} }} }}"#
            ))
            .unwrap();
            assert!(config.shared);
            assert_eq!(config.consent, Some(Consent::Denied));
            assert_eq!(config.signing_key.as_deref(), Some("k"));
            assert_eq!(config.store_bytes, Some(5_000_000));
            assert_eq!(config.secret, Some(bytes));
        }
        assert_eq!(read(r#"{ "consent": "pending" }"#).unwrap().consent, Some(Consent::Pending));
        assert_eq!(read(r#"{ "consent": "granted" }"#).unwrap().consent, Some(Consent::Granted));
    }

    #[test]
    fn a_mistake_names_its_path() {
        let short = "ab".repeat(31);
        let no_hex = "zz".repeat(32);
        let large = format!("[{}]", ["256"; 32].join(","));
        for (options, path) in [
            (r#"{ "stroage": {} }"#.to_owned(), "options.stroage"),
            (r#"{ "consent": "maybe" }"#.to_owned(), "options.consent"),
            (r#"{ "storage": { "budget": "5 MB" } }"#.to_owned(), "options.storage.budget"),
            (r#"{ "storage": { "budget": 9999 } }"#.to_owned(), "options.storage.budget"),
            (format!(r#"{{ "storage": {{ "secret": "{short}" }} }}"#), "options.storage.secret"),
            (format!(r#"{{ "storage": {{ "secret": "{no_hex}" }} }}"#), "options.storage.secret"),
            (format!(r#"{{ "storage": {{ "secret": {large} }} }}"#), "options.storage.secret"),
            (r#"{ "signing": {} }"#.to_owned(), "options.signing.key"),
            (r#"{ "signing": { "key": "" } }"#.to_owned(), "options.signing.key"),
            (r#"{ "shared": 1 }"#.to_owned(), "options.shared"),
            ("[]".to_owned(), "options"),
        ] {
            let error = read(&options).unwrap_err();
            assert!(error.starts_with(&format!("{path}: ")), "{options}: {error}");
        }
    }

    #[test]
    fn a_refused_key_is_not_repeated() {
        for options in
            [r#"{ "storage": { "secret": "hunter2" } }"#, r#"{ "signing": { "key": 42424242 } }"#]
        {
            let error = read(options).unwrap_err();
            assert!(!error.contains("hunter2") && !error.contains("42424242"), "{error}");
        }
    }
}
