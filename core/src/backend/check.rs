//! What a profile would make of an answer: so that a team writes one in ten minutes.
//!
//! Says of a sample what the request would look like, what the answer would be taken for and why, what
//! each field of the map becomes and from where, which pointer finds nothing and which names stand
//! there instead. Sends nothing; a token is `TOKEN`, an idempotency key `KEY`, a signature's key `SECRET`.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::backend::Profile;
//!
//! let profile = Profile::parse(r#"{ "version": 1, "base": "https://api.example.com", "resources": {
//!     "product": { "get": "/goods/{id}", "map": { "id": "/goods_id", "paid": { "at": "/price", "unit": "fen" } } } } }"#)?;
//! let report = profile.check(&json!({ "resource": "product", "params": { "id": "1" },
//!     "answer": r#"{ "goodsId": 9007199254740993, "price": 18900 }"# }))?;
//! assert_eq!(report["verdict"], "page");
//! let [id, paid] = [&report["fields"][0], &report["fields"][1]];
//! assert_eq!((&id["near"]["keys"], &id["near"]["like"]), (&json!(["goodsId", "price"]), &json!("/goodsId")));
//! assert_eq!((&paid["found"], &paid["becomes"]), (&json!("18900"), &json!("189.00")));
//! # Ok::<(), tuike_core::backend::ProfileError>(())
//! ```

use serde_json::{Map, Value};

use super::answer::{Delivery, QueryAnswer};
use super::auth::LoginAnswer;
use super::call::Call;
use super::error::BackendError;
use super::fields::Fault;
use super::map::{Found, From, How, MappedField, To, found, rows};
use super::page::Paging;
use super::place::Place;
use super::profile::{Profile, find, names};
use super::profile_error::ProfileError;
use super::read::unknown;
use super::verdict::{Told, Verdict};
use crate::code::Coded;
use crate::effect::{HttpRequest, HttpResponse};
use crate::json::{self, object};
use crate::read::Node;
use crate::time::{Span, Timestamp};

/// What is asked of a profile.
struct Sample {
    resource: Option<String>,
    name: String,
    params: Value,
    response: HttpResponse,
}

impl Profile {
    /// What this profile would make of a sample: `{ "resource" | "mutation": name, "params"?: {…},
    /// "status"?: 200, "headers"?: {…}, "answer": "the body as it came" }`.
    ///
    /// # Errors
    /// [`ProfileError`] about the sample, with a path below `check`. A profile that does not fit is no
    /// error: the report says so.
    pub fn check(&self, sample: &Value) -> Result<Value, ProfileError> {
        let fault = Fault::default();
        let sample = read(self, &Node::root("check", sample), &fault);
        Ok(self.report(&fault.unless(sample)?))
    }

    fn report(&self, sample: &Sample) -> Value {
        let Sample { resource, name, params, response } = sample;
        let token = !self.is_login(name) || resource.is_none();
        let call = Call {
            token: token.then_some("TOKEN"),
            signing_key: Some("SECRET"),
            ..Call::default()
        };
        let request = match resource {
            Some(_) => self.query_request(name, params, &call),
            None => self.mutation_request(name, params, "KEY", &call),
        };
        let (request, request_error) = match request {
            Ok(request) => (sent(&request), Value::Null),
            Err(error) => (Value::Null, why(&error)),
        };
        let mut report = Map::new();
        let mut say = |name: &str, value: Value| drop(report.insert(name.to_owned(), value));
        say("request", request);
        say("requestError", request_error);
        let (verdict, error, after) = match resource {
            Some(_) if !token => self.said_of_login(response, &mut say),
            Some(_) => self.said_of_query(name, params, response, &mut say),
            None => self.said_of_mutation(name, response, &mut say),
        };
        say("verdict", Value::from(verdict));
        say("why", error.as_ref().map(why).unwrap_or_default());
        say("after", after.map(|after| Value::from(after.as_millis())).unwrap_or_default());
        let (fields, nothing, rows) = self.looked_up(sample);
        say("fields", Value::Array(fields));
        say("nothing", Value::Array(nothing));
        say("rows", Value::from(rows));
        Value::Object(report)
    }

    fn said_of_login(
        &self,
        response: &HttpResponse,
        say: &mut dyn FnMut(&str, Value),
    ) -> (&'static str, Option<BackendError>, Option<Span>) {
        match self.login_answer(response, Timestamp::EPOCH) {
            LoginAnswer::Ok { refresh, user, expires, data, .. } => {
                say("data", data);
                let login = object([
                    ("refresh", Value::Bool(refresh.is_some())),
                    ("user", user.map(Value::from).unwrap_or_default()),
                    ("expires", expires.map(|e| Value::from(e.as_millis())).unwrap_or_default()),
                ]);
                say("login", login);
                ("page", None, None)
            }
            LoginAnswer::Later { error, after } => ("later", Some(error), after),
            LoginAnswer::Failed(error @ BackendError::Unauthorized { .. }) => {
                ("unauthorized", Some(error), None)
            }
            LoginAnswer::Failed(error) => ("refused", Some(error), None),
        }
    }

    fn said_of_query(
        &self,
        name: &str,
        params: &Value,
        response: &HttpResponse,
        say: &mut dyn FnMut(&str, Value),
    ) -> (&'static str, Option<BackendError>, Option<Span>) {
        match self.query_answer(name, params, response, Timestamp::EPOCH) {
            QueryAnswer::Page(page) => {
                say("data", page.data);
                say("next", page.next.unwrap_or_default());
                say("total", page.total.map(Value::from).unwrap_or_default());
                say("version", page.version.map(Value::from).unwrap_or_default());
                say("etag", page.validators.etag.map(Value::from).unwrap_or_default());
                ("page", page.error, None)
            }
            QueryAnswer::NotModified { .. } => ("not-modified", None, None),
            QueryAnswer::Missing(error) => ("missing", Some(error), None),
            QueryAnswer::Unauthorized(error) => ("unauthorized", Some(error), None),
            QueryAnswer::Transient { error, after } => ("later", Some(error), after),
            QueryAnswer::Refused(error) => ("refused", Some(error), None),
        }
    }

    fn said_of_mutation(
        &self,
        name: &str,
        response: &HttpResponse,
        say: &mut dyn FnMut(&str, Value),
    ) -> (&'static str, Option<BackendError>, Option<Span>) {
        match self.mutation_answer(name, response, Timestamp::EPOCH) {
            Delivery::Delivered(data) => {
                say("data", data);
                ("delivered", None, None)
            }
            Delivery::AlreadyThere => ("already", None, None),
            // Of a batch of events alone.
            Delivery::Each(_) => ("delivered", None, None),
            Delivery::Unauthorized(error) => ("unauthorized", Some(error), None),
            Delivery::Retry { error, after } => ("later", Some(error), after),
            Delivery::Dead(error) => ("refused", Some(error), None),
        }
    }

    /// What each pointer of the resource or mutation finds, and how many rows there are.
    fn looked_up(&self, sample: &Sample) -> (Vec<Value>, Vec<Value>, usize) {
        let Sample { resource, name, response, .. } = sample;
        let (mut fields, mut nothing) = (Vec::new(), Vec::new());
        let resource = resource.as_deref().and_then(|name| find(&self.resources, name));
        let mutation = find(&self.mutations, name).filter(|_| resource.is_none());
        let ask = resource.map(|r| &r.ask).or(mutation.map(|m| &m.ask));
        let Verdict::Data(Told { data, .. }) = self.judge(ask, response, Timestamp::EPOCH) else {
            return (fields, nothing, 0);
        };
        let map = resource.map(|r| &r.map).or(mutation.map(|m| &m.map));
        let map = map.and_then(Option::as_deref);
        if data.is_null() {
            let envelope = ask.and_then(|ask| ask.envelope.as_ref()).unwrap_or(&self.envelope);
            let whole = json::parse(&response.body).unwrap_or_default();
            missing(&mut nothing, "envelope.data", &envelope.data, &whole);
        }
        let mut items = vec![(String::new(), &data)];
        if let Some(at) = resource.and_then(|resource| resource.items.as_deref()) {
            missing(&mut nothing, "items", at, &data);
            let found = rows(name, at, &data).unwrap_or_default().iter().enumerate();
            items = found.map(|(i, row)| ([at, "/", &i.to_string()].concat(), row)).collect();
        }
        if let Some(page) = resource.and_then(|resource| resource.page.as_ref()) {
            for (what, at) in pointers(page) {
                missing(&mut nothing, what, at, &data);
            }
        }
        look_at(&mut fields, "", map.unwrap_or_default(), &items);
        (fields, nothing, items.len())
    }
}

fn read(profile: &Profile, node: &Node<'_>, fault: &Fault) -> Sample {
    let fields =
        fault.fields(node, &["resource", "mutation", "params", "status", "headers", "answer"]);
    let mut sample = Sample {
        resource: None,
        name: String::new(),
        params: fields.optional("params").map(|node| node.value().clone()).unwrap_or_default(),
        response: HttpResponse::default(),
    };
    if fields.optional("mutation").is_none() {
        if let Some((node, name)) = fields.text("resource") {
            if find(&profile.resources, name).is_none() {
                unknown(&node, name, names(&profile.resources), fault);
            }
            sample.resource = Some(name.to_owned());
            name.clone_into(&mut sample.name);
        }
    } else if let Some((node, name)) = fields.text("mutation") {
        if let Some(resource) = fields.optional("resource") {
            fault.wrong(&resource, "a resource or a mutation, not both");
        }
        if find(&profile.mutations, name).is_none() {
            unknown(&node, name, names(&profile.mutations), fault);
        }
        name.clone_into(&mut sample.name);
    }
    let status = fields.integer("status", 100, 599).and_then(|status| u16::try_from(status).ok());
    sample.response.status = status.unwrap_or(200);
    for (name, node) in
        fields.optional("headers").map(|n| fault.open(&n).entries()).unwrap_or_default()
    {
        sample.response.headers.push((name.to_owned(), fault.text(&node).to_owned()));
    }
    if let Some((_, answer)) = fields.text("answer") {
        answer.clone_into(&mut sample.response.body);
    }
    sample
}

fn sent(request: &HttpRequest) -> Value {
    let mut headers = Map::new();
    for (name, value) in &request.headers {
        headers.insert(name.clone(), Value::from(value.as_str()));
    }
    object([
        ("method", Value::from(request.method.as_str())),
        ("url", Value::from(request.url.as_str())),
        ("headers", Value::Object(headers)),
        ("body", request.body.as_deref().map(Value::from).unwrap_or_default()),
    ])
}

fn why(error: &BackendError) -> Value {
    let details = error.details();
    let or_null = |text: Option<String>| text.map(Value::from).unwrap_or_default();
    object([
        ("code", Value::from(error.code().as_str())),
        ("message", Value::from(error.to_string())),
        ("path", or_null(details.path)),
    ])
}

/// The pointers into the data that a page has.
fn pointers(page: &Paging) -> impl Iterator<Item = (&'static str, &str)> {
    fn of<'a>(place: &'a Option<Place>, what: &'static str) -> Option<(&'static str, &'a str)> {
        match place {
            Some(Place::Pointer(at)) => Some((what, at.as_str())),
            Some(Place::Header(_)) | None => None,
        }
    }
    let more = page.more.as_deref().map(|at| ("page.more", at));
    let (total, next) = (of(&page.total, "page.total"), of(&page.next, "page.next"));
    [more, total, next].into_iter().flatten()
}

/// Says of a pointer that finds nothing what stands there.
fn missing(nothing: &mut Vec<Value>, what: &str, at: &str, data: &Value) {
    if data.pointer(at).is_none() {
        nothing.push(object([
            ("what", Value::from(what)),
            ("at", Value::from(at)),
            ("near", near(data, "", at)),
        ]));
    }
}

/// The last place on a pointer's way that is there, its names, and the one that was meant.
fn near(item: &Value, before: &str, pointer: &str) -> Value {
    const MOST: usize = 30;
    let (mut here, mut at) = (item, before.to_owned());
    for step in pointer.split('/').skip(1) {
        if let Some(next) = here.pointer(&["/", step].concat()) {
            (here, at) = (next, [&at, "/", step].concat());
            continue;
        }
        let keys: Vec<&String> = here.as_object().map(|o| o.keys().collect()).unwrap_or_default();
        let plain = |name: &str| {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|c| c.to_ascii_lowercase()).collect::<String>()
        };
        let like = keys.iter().find(|key| plain(key) == plain(step));
        let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
        let like = like.map(|key| Value::from([&at, "/", escaped(key).as_str()].concat()));
        let names = keys.iter().take(MOST).map(|key| Value::from(key.as_str())).collect();
        return object([
            ("at", Value::from(at)),
            ("is", Value::from(found(Some(here)))),
            ("keys", Value::Array(names)),
            ("like", like.unwrap_or_default()),
        ]);
    }
    Value::Null
}

/// What each field finds in items of one kind.
fn look_at(out: &mut Vec<Value>, prefix: &str, fields: &[MappedField], items: &[(String, &Value)]) {
    for MappedField { name, how } in fields {
        look_at_one(out, &[prefix, name].concat(), how, items);
    }
}

fn look_at_one(out: &mut Vec<Value>, name: &str, how: &How, items: &[(String, &Value)]) {
    let has = |item: &Value| !matches!(how.find(item), Ok(Found::Nothing));
    let without = items.iter().filter(|(_, item)| !has(item)).count();
    let is_constant = how.from == From::Value;
    let Some((at, item)) = items.iter().find(|(_, item)| has(item)).or(items.first()) else {
        return;
    };
    let mut said = Map::new();
    let mut say = |name: &str, value: Value| drop(said.insert(name.to_owned(), value));
    say("field", Value::from(name));
    let (place, told) = match how.find(item) {
        Ok(Found::At(pointer, value)) => {
            let index = how.index.map(|i| ["/", &i.to_string()].concat()).unwrap_or_default();
            (Value::from([at.as_str(), pointer, &index].concat()), Value::from(found(Some(value))))
        }
        Ok(Found::Made(value)) => (Value::Null, Value::from(found(Some(&value)))),
        Ok(Found::Nothing) | Err(_) => (Value::Null, Value::Null),
    };
    say("at", place);
    say("found", told);
    match how.of(item) {
        Ok(value) => say("becomes", value),
        Err(wrong) => {
            let path = [at.as_str(), &wrong.at].concat();
            let text = ["expected ", wrong.expected, " at ", &path, ", found ", &wrong.value];
            say("problem", Value::from(text.concat()));
        }
    }
    say("nothingIn", Value::from(if is_constant { 0 } else { without }));
    if without == items.len()
        && let From::At(pointers) = &how.from
        && let Some(pointer) = pointers.first()
    {
        say("near", near(item, at, pointer));
    }
    out.push(Value::Object(said));
    inside(out, name, &how.to, &placed(how, items));
}

/// Where a field finds something, in all items.
fn placed<'a>(how: &'a How, items: &[(String, &'a Value)]) -> Vec<(String, &'a Value)> {
    let place = |(at, item): &(String, &'a Value)| match how.find(item) {
        Ok(Found::At(pointer, value)) => {
            let index = how.index.map(|i| ["/", &i.to_string()].concat()).unwrap_or_default();
            Some(([at.as_str(), pointer, &index].concat(), value))
        }
        _ => None,
    };
    items.iter().filter_map(place).collect()
}

/// The fields of objects and of arrays' items.
fn inside(out: &mut Vec<Value>, name: &str, to: &To, found: &[(String, &Value)]) {
    match to {
        To::Map(fields) => look_at(out, &[name, "."].concat(), fields, found),
        To::Each(how) | To::Join(Some(how), _) => {
            let mut each = Vec::new();
            for (at, value) in found {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    each.push(([at, "/", &i.to_string()].concat(), item));
                }
            }
            look_at_one(out, &[name, "[]"].concat(), how, &each);
        }
        To::Same | To::Id | To::Unit(_) | To::Cases(_) | To::Join(None, _) => {}
    }
}
