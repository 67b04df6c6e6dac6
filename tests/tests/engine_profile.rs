//! What a profile says of GraphQL, of links and of mutations, through the engine: what the server could not
//! give is told beside what it gave, an answer is mapped, and a repetition counts as delivered.

use serde_json::{Value, json};
use tuike_core::backend::Profile;
use tuike_core::effect::{Effect, HttpRequest, HttpResponse, Outcome, StoreAnswer, StoreOp};
use tuike_core::engine::{Command, CommandId, Config, Engine, Event, Input, Page, Source};
use tuike_core::seed::Seed;
use tuike_core::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

const PROFILE: &str = r#"{ "version": 1, "base": "https://a.example", "graphql": "/graphql",
    "resources": {
        "search": { "graphql": "{ search { items { id } } me { id } }", "items": "/search/items", "map": { "id": "/id" } },
        "feed": { "get": "/feed", "items": "", "page": { "kind": "link" } } },
    "mutations": { "add": { "graphql": "mutation($item: ID!) { add(id: $item) { __typename } }", "lane": "orders", "idempotency": "Key",
        "envelope": { "ok": { "at": "/add/errorCode", "in": [null] }, "already": { "at": "/add/errorCode", "equals": "AGAIN" } },
        "map": { "order": "/add/code" } } } }"#;

/// An engine over an empty store, in front of a server that answers everything alike.
fn told(command: Command, answer: &HttpResponse) -> (Vec<Event>, Vec<HttpRequest>) {
    let profile = Profile::parse(PROFILE).unwrap();
    let mut engine = Engine::new(Config::new(profile), Seed::from_bytes([7; 32]));
    engine.handle(NOW, Input::Command { id: CommandId(1), command }).unwrap();
    let mut asked = Vec::new();
    while let Some(request) = engine.poll_effect() {
        let outcome = match request.effect {
            Effect::Http(http) => {
                asked.push(http);
                Outcome::Http(Ok(answer.clone()))
            }
            Effect::Store(op) => Outcome::Store(Ok(match op {
                StoreOp::Read { .. } => StoreAnswer::Bytes(None),
                StoreOp::Write { .. } | StoreOp::Remove { .. } => StoreAnswer::Done,
                StoreOp::Keys { .. } => StoreAnswer::Keys(Vec::new()),
            })),
            Effect::Lock(_) => panic!("nobody shares this store"),
        };
        engine.handle(NOW, Input::Resolved { id: request.id, outcome }).unwrap();
    }
    (core::iter::from_fn(|| engine.poll_event()).collect(), asked)
}

fn page_of(events: &[Event]) -> &Page {
    let page = |event: &'_ Event| matches!(event, Event::Page { .. });
    match events.iter().find(|event| page(event)) {
        Some(Event::Page { page, .. }) => page,
        _ => panic!("{events:?}"),
    }
}

fn query(resource: &str) -> Command {
    Command::Query { resource: resource.into(), params: Value::Null, refresh: false }
}

fn answer(headers: &[(&str, &str)], body: Value) -> HttpResponse {
    let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    HttpResponse { status: 200, headers, body: body.to_string() }
}

/// Guards `Mapped::error` on its way through `cache::machine::answered`.
#[test]
fn what_the_server_could_not_give_is_told_beside_what_it_gave() {
    let partial = json!({ "data": { "search": { "items": [{ "id": 7 }] }, "me": null },
        "errors": [{ "message": "who?", "path": ["me"], "extensions": { "code": "UNAUTHENTICATED" } }] });
    let (events, _) = told(query("search"), &answer(&[], partial));
    let page = page_of(&events);
    assert_eq!((&page.data, page.source), (&json!([{ "id": "7" }]), Source::Network));
    let error = page.error.as_ref().unwrap();
    assert_eq!(
        (error.code.as_str(), error.details.path.as_deref()),
        ("backend/graphql", Some("me"))
    );

    let elsewhere = [("Link", "<https://b.example/feed?page=2>; rel=next")];
    let (events, _) = told(query("feed"), &answer(&elsewhere, json!([1])));
    let page = page_of(&events);
    assert_eq!((&page.data, &page.next), (&json!([1]), &None));
    assert_eq!(page.error.as_ref().unwrap().code.as_str(), "backend/foreign-link");
}

/// Guards `Profile::mutation_answer` in `engine::delivered`: a mutation's own envelope and map.
#[test]
fn a_mutations_answer_is_read_as_its_profile_says() {
    let submit = || Command::Submit { mutation: "add".into(), body: json!({ "item": 42 }) };
    let sent = |body: Value| {
        let (events, asked) = told(submit(), &answer(&[], body));
        let body: Value = serde_json::from_str(asked[0].body.as_deref().unwrap()).unwrap();
        assert_eq!(body["variables"], json!({ "item": "42" }));
        events
    };
    let events = sent(json!({ "data": { "add": { "code": "A1", "more": 1 } } }));
    assert!(
        events.iter().any(
            |e| matches!(e, Event::Sent { answer, .. } if *answer == json!({ "order": "A1" }))
        ),
        "{events:?}"
    );
    let events = sent(json!({ "data": { "add": { "errorCode": "AGAIN" } } }));
    assert!(events.iter().any(|e| matches!(e, Event::Sent { .. })), "{events:?}");
    let events = sent(json!({ "data": { "add": { "errorCode": "SOLD_OUT" } } }));
    let dead = |event: &Event| matches!(event, Event::Dead { .. });
    assert!(events.iter().any(dead), "{events:?}");
}
