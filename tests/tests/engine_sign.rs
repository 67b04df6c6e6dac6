//! What the engine signs, with what, and when: each request is checked as a server checks it, with the
//! key that this login has.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tuike_core::backend::Profile;
use tuike_core::effect::{
    Effect, HostError, HostErrorKind, HttpRequest, HttpResponse, LockAnswer, LockOp, Outcome,
};
use tuike_core::engine::{Command, CommandId, Config, Engine, Event, Input};
use tuike_core::seed::Seed;
use tuike_core::time::Timestamp;
use tuike_tests::sim_host::START;
use tuike_tests::sim_host::store::SimStore;

const PROFILE: &str = r#"{
    "version": 1, "base": "https://api.example.com", "trace": "traceparent",
    "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/token" },
              "refresh": { "resource": "renew", "token": "/token" } },
    "signing": { "kind": "hmac-sha256", "header": "X-Sign", "over": ["header:Idempotency-Key", "timestamp", "nonce", "body"] },
    "resources": { "login": { "post": "/login", "signed": false }, "renew": { "post": "/renew" }, "me": { "get": "/me" } },
    "mutations": { "order": { "post": "/orders", "lane": "orders", "idempotency": "Idempotency-Key" } },
    "events": { "post": "/events", "every": "1s" }
}"#;

/// A server that knows one key.
struct Server {
    key: String,
    /// The tokens that are not good any more.
    ended: Vec<String>,
    /// How many answers are lost.
    deaf: u32,
    got: Vec<HttpRequest>,
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
}

impl Server {
    fn verify(&self, request: &HttpRequest, now: u64) {
        let (time, nonce) = (header(request, "x-timestamp"), header(request, "x-nonce"));
        assert_eq!(time, now.to_string(), "signed when it is sent");
        let body = request.body.as_deref().unwrap_or_default();
        let text = format!("{}\n{time}\n{nonce}\n{body}", header(request, "idempotency-key"));
        let mut hmac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).unwrap();
        hmac.update(text.as_bytes());
        let expected: String =
            hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(header(request, "x-sign"), expected, "{}", request.url);
    }

    fn answer(&mut self, request: &HttpRequest, now: u64) -> Result<HttpResponse, HostError> {
        let path = request.url.strip_prefix("https://api.example.com").unwrap();
        if path != "/login" {
            self.verify(request, now);
            self.got.push(request.clone());
        }
        if self.deaf > 0 {
            self.deaf -= 1;
            return Err(HostError::new(HostErrorKind::Timeout, "nothing came"));
        }
        let token = header(request, "authorization").trim_start_matches("Bearer ");
        let ended = path != "/renew" && self.ended.iter().any(|ended| ended == token);
        let (status, body) = match path {
            "/login" => (200, json!({ "token": "t-1", "signKey": self.key })),
            "/renew" => {
                self.key = "key-2".to_owned();
                (200, json!({ "token": "t-2", "signKey": "key-2" }))
            }
            _ if ended => (401, json!({})),
            _ => (200, json!({})),
        };
        Ok(HttpResponse { status, body: body.to_string(), ..HttpResponse::default() })
    }
}

struct World {
    engine: Engine,
    server: Server,
    store: SimStore,
    told: Vec<Event>,
    now: u64,
    next: u64,
}

impl World {
    fn new(key_in_login: bool, key: Option<&str>) -> Self {
        let mut profile: Value = serde_json::from_str(PROFILE).unwrap();
        if key_in_login {
            profile["signing"]["key"] = json!({ "login": "/signKey" });
        }
        let mut config = Config::new(Profile::parse(&profile.to_string()).unwrap());
        config.signing_key = key.map(str::to_owned);
        let server =
            Server { key: "key-1".to_owned(), ended: Vec::new(), deaf: 0, got: Vec::new() };
        let engine = Engine::new(config, Seed::from_bytes([7; 32]));
        let (store, told) = (SimStore::default(), Vec::new());
        let mut world = Self { engine, server, store, told, now: START, next: 0 };
        world.input(Input::Wake);
        world
    }

    fn input(&mut self, input: Input) {
        self.engine.handle(Timestamp::from_millis(self.now), input).unwrap();
        while let Some(request) = self.engine.poll_effect() {
            let outcome = match &request.effect {
                Effect::Store(op) => Outcome::Store(self.store.apply(op)),
                Effect::Http(http) => Outcome::Http(self.server.answer(http, self.now)),
                Effect::Lock(LockOp::Acquire { .. }) => {
                    Outcome::Lock(Ok(LockAnswer::Granted { until: None, alone: true }))
                }
                Effect::Lock(LockOp::Release { .. }) => Outcome::Lock(Ok(LockAnswer::Released)),
            };
            let input = Input::Resolved { id: request.id, outcome };
            self.engine.handle(Timestamp::from_millis(self.now), input).unwrap();
        }
        self.told.extend(core::iter::from_fn(|| self.engine.poll_event()));
    }

    fn command(&mut self, command: Command) -> CommandId {
        self.next += 1;
        let id = CommandId(self.next);
        self.input(Input::Command { id, command });
        id
    }

    fn submit(&mut self, tag: u64) -> CommandId {
        self.command(Command::Submit { mutation: "order".to_owned(), body: json!({ "tag": tag }) })
    }

    fn login(&mut self) {
        self.command(Command::Login { params: json!({ "user": "demo" }) });
    }

    /// Goes from deadline to deadline for ten minutes at most.
    fn pass(&mut self) {
        let end = self.now + 600_000;
        while let Some(at) = self.engine.next_deadline().filter(|at| at.as_millis() <= end) {
            self.now = at.as_millis().max(self.now + 1);
            self.input(Input::Wake);
        }
    }

    fn code(&self, id: CommandId) -> Option<&'static str> {
        self.told.iter().find_map(|event| match event {
            Event::Failed { command, error } if *command == id => Some(error.code.as_str()),
            _ => None,
        })
    }

    fn orders(&self) -> Vec<&HttpRequest> {
        self.server.got.iter().filter(|request| request.url.ends_with("/orders")).collect()
    }
}

/// Guards that a request is built when it is sent: the server asserts that its time is now.
#[test]
fn each_sending_is_signed_anew_under_the_same_idempotency_key() {
    let mut world = World::new(false, Some("key-1"));
    world.server.deaf = 3;
    world.submit(1);
    world.pass();
    let orders = world.orders();
    assert_eq!(orders.len(), 4, "three answers were lost");
    let all = |name: &str| {
        let mut times = BTreeMap::new();
        orders.iter().for_each(|order| *times.entry(header(order, name)).or_insert(0) += 1);
        times.len()
    };
    assert_eq!((all("idempotency-key"), all("x-nonce"), all("x-timestamp")), (1, 4, 4));
    assert_eq!(all("traceparent"), 4, "each sending has a span of its own");
    assert!(orders.iter().all(|order| header(order, "traceparent").len() == 55));
}

/// Guards the pause in `send_next`: without it the order is a dead letter before anybody logs in.
#[test]
fn without_the_key_that_a_login_brings_an_order_waits_and_goes_out_with_it() {
    let mut world = World::new(true, None);
    world.submit(1);
    world.command(Command::Track { name: "share".to_owned(), props: json!({}) });
    let me = world.command(Command::Query {
        resource: "me".to_owned(),
        params: json!({}),
        refresh: false,
    });
    world.pass();
    assert_eq!(world.code(me), Some("backend/no-signing-key"));
    assert!(world.server.got.is_empty() && world.engine.dead_letters().is_empty());
    world.login();
    world.pass();
    assert_eq!((world.orders().len(), world.server.got.len()), (1, 2));
    assert_eq!(header(world.orders()[0], "authorization"), "Bearer t-1");
    // Nobody signs with the key of somebody who has gone.
    world.command(Command::Logout);
    let me = world.command(Command::Query {
        resource: "me".to_owned(),
        params: json!({}),
        refresh: false,
    });
    assert_eq!(world.code(me), Some("backend/no-signing-key"));
    assert_eq!(world.server.got.len(), 2);
}

#[test]
fn a_renewed_login_brings_a_new_key() {
    let mut world = World::new(true, None);
    world.login();
    world.server.ended.push("t-1".to_owned());
    world.submit(1);
    world.pass();
    // Under the old key and refused, then under the new one.
    let tokens: Vec<&str> = world.orders().iter().map(|o| header(o, "authorization")).collect();
    assert_eq!(tokens, ["Bearer t-1", "Bearer t-2"]);
    assert_eq!(world.server.key, "key-2");
}

#[test]
fn all_requests_of_an_action_have_its_trace_and_spans_of_their_own() {
    let mut world = World::new(false, Some("key-1"));
    let ask = |world: &mut World| {
        let (resource, params) = ("me".to_owned(), json!({}));
        world.command(Command::Query { resource, params, refresh: true });
        let header = header(world.server.got.last().unwrap(), "traceparent").to_owned();
        let parts: Vec<String> = header.split('-').map(str::to_owned).collect();
        assert_eq!((parts.len(), parts[0].as_str(), parts[3].as_str()), (4, "00", "01"));
        (parts[1].clone(), parts[2].clone())
    };
    let before = ask(&mut world);
    let action = world.engine.action();
    let (first, second) = (ask(&mut world), ask(&mut world));
    assert_eq!((&first.0, &second.0), (&action, &action));
    assert_ne!(before.0, action, "the first action begins with the engine");
    assert_ne!(first.1, second.1);
    assert_ne!(world.engine.action(), action);
}

/// A mistake of whoever wrote the app: said at once, and nothing is kept for ever.
#[test]
fn without_a_key_and_a_login_that_brings_one_nothing_is_taken() {
    let mut world = World::new(false, None);
    let order = world.submit(1);
    let event = world.command(Command::Track { name: "share".to_owned(), props: json!({}) });
    for command in [order, event] {
        assert_eq!(world.code(command), Some("backend/no-signing-key"));
    }
    world.pass();
    assert!(world.server.got.is_empty() && world.store.keys("tuike/o/").is_empty());
}
