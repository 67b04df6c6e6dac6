//! A `{:?}` of what a driver holds goes into logs: no key, no secret and no token may be in it.
//!
//! Guards the `fmt::Debug` of `Config`, `Engine` (`core/src/engine.rs`) and `Call`
//! (`core/src/backend/call.rs`): derived, each of them prints its secrets.

use serde_json::json;
use tuike_core::backend::{Call, Profile};
use tuike_core::engine::{Command, CommandId, Config, Engine, Input};
use tuike_core::seed::Seed;
use tuike_core::time::Timestamp;

#[test]
fn what_is_printed_of_a_driver_s_things_holds_no_secret() {
    let profile = Profile::parse(
        r#"{ "version": 1, "base": "https://a.example",
             "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token" } },
             "resources": { "login": { "post": "/login", "body": { "password": "{password}" } } } }"#,
    )
    .unwrap();
    let config = Config {
        signing_key: Some("s1gning-key".to_owned()),
        secret: Some([77; 32]),
        ..Config::new(profile)
    };
    let mut printed = format!("{config:?}");
    let mut engine = Engine::new(config, Seed::from_bytes([7; 32]));
    let login = Command::Login { params: json!({ "password": "hunter2" }) };
    let input = Input::Command { id: CommandId(1), command: login };
    engine.handle(Timestamp::from_millis(1), input).unwrap();
    printed.push_str(&format!("{engine:?}"));
    let call = Call { signing_key: Some("s1gning-key"), ..Call::of(Some("t0ken")) };
    printed.push_str(&format!("{call:?}"));
    for secret in ["s1gning-key", "77, 77", "hunter2", "t0ken"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
    assert!(printed.contains("a.example"), "{printed}");
}
