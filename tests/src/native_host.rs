//! A native host: the driver's loop in Rust, with reqwest for HTTP and memory or files as the store.
//!
//! It carries out one effect after the other and waits for each, so nothing here is concurrent. The
//! network is real, the clock is not: it stands still until nothing is left to do, then jumps to the
//! engine's next deadline. A back-off of minutes passes at once, and no test sleeps.
//!
//! ```no_run
//! use serde_json::json;
//! use tuike_core::time::Timestamp;
//! use tuike_tests::native_host::{NativeHost, Store};
//!
//! let profile = std::fs::read_to_string("profile.json").unwrap();
//! let now = Timestamp::from_millis(1_795_132_800_000);
//! let mut host = NativeHost::start(&profile, Store::memory(), [7; 32], now).unwrap();
//! let page = host.query("products", json!({ "category": "beauty" })).unwrap();
//! println!("{}", page.data);
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use reqwest::blocking::Client;
use serde_json::Value;
use tuike_core::backend::{Profile, ProfileError};
use tuike_core::effect::{
    Effect, HostError, HostErrorKind, HttpRequest, HttpResponse, Method, Outcome, StoreAnswer,
    StoreOp,
};
use tuike_core::engine::{
    Command, CommandId, Config, DeadLetter, Engine, Event, Failure, Input, OutboxCounts, Page,
};
use tuike_core::seed::Seed;
use tuike_core::time::{Span, Timestamp};

/// An engine and the world it lives in. Dropping it is the kill of a process: nothing is tidied up.
#[derive(Debug)]
pub struct NativeHost {
    engine: Engine,
    client: Client,
    store: Store,
    now: Timestamp,
    commands: u64,
    told: VecDeque<Event>,
}

/// Why a command came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// The engine said so.
    Failed(Failure),
    /// The engine has nothing to do and nothing to wait for, and never answered: a bug.
    Unanswered(CommandId),
}

impl NativeHost {
    /// Starts an engine over a store and lets it read what is there.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn start(
        profile: &str,
        store: Store,
        seed: [u8; 32],
        now: Timestamp,
    ) -> Result<Self, ProfileError> {
        let config = Config::new(Profile::parse(profile)?);
        let engine = Engine::new(config, Seed::from_bytes(seed));
        // No proxy: everything the tests speak to is on this machine.
        let client = Client::builder().no_proxy().build().expect("a client without TLS");
        let told = VecDeque::new();
        let mut host = Self { engine, client, store, now, commands: 0, told };
        host.work();
        Ok(host)
    }

    /// Reads a resource.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn query(&mut self, resource: &str, params: Value) -> Result<Page, Refused> {
        let resource = resource.to_owned();
        self.page(Command::Query { resource, params, refresh: false })
    }

    /// Reads a resource from the network, however fresh the stored answer is.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn refresh(&mut self, resource: &str, params: Value) -> Result<Page, Refused> {
        let resource = resource.to_owned();
        self.page(Command::Query { resource, params, refresh: true })
    }

    /// Logs in and gives who that is.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn login(&mut self, params: Value) -> Result<Page, Refused> {
        self.page(Command::Login { params })
    }

    /// Hands over a mutation; gives its id once it is stored.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn submit(&mut self, mutation: &str, body: Value) -> Result<String, Refused> {
        self.stored(Command::Submit { mutation: mutation.to_owned(), body })
    }

    /// Notes an event; gives its id once it is stored.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn track(&mut self, name: &str, props: Value) -> Result<String, Refused> {
        self.stored(Command::Track { name: name.to_owned(), props })
    }

    /// Lets time pass until nothing waits any more, at most so many deadlines; gives how many passed.
    pub fn settle(&mut self, deadlines: usize) -> usize {
        (0..deadlines)
            .find(|_| self.counts().waiting == 0 || !self.pass_time())
            .unwrap_or(deadlines)
    }

    /// What the outbox holds.
    #[must_use]
    pub fn counts(&self) -> OutboxCounts {
        self.engine.counts()
    }

    /// What was refused for good.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.engine.dead_letters()
    }

    /// What the engine told since it was last asked and that answered no command.
    pub fn events(&mut self) -> Vec<Event> {
        self.told.drain(..).collect()
    }

    fn page(&mut self, command: Command) -> Result<Page, Refused> {
        self.run(command, |event, id| match event {
            Event::Page { command, page } if *command == id => Some(page.clone()),
            _ => None,
        })
    }

    fn stored(&mut self, command: Command) -> Result<String, Refused> {
        self.run(command, |event, id| match event {
            Event::Stored { command, id: entry } if *command == id => Some(entry.clone()),
            _ => None,
        })
    }

    /// Gives a command and lets time pass until it is answered.
    fn run<T>(
        &mut self,
        command: Command,
        answer: impl Fn(&Event, CommandId) -> Option<T>,
    ) -> Result<T, Refused> {
        self.commands += 1;
        let id = CommandId(self.commands);
        self.tell(Input::Command { id, command });
        loop {
            self.work();
            let found = self.told.iter().enumerate().find_map(|(index, event)| match event {
                Event::Failed { command, error } if *command == id => {
                    Some((index, Err(Refused::Failed(error.clone()))))
                }
                event => answer(event, id).map(|value| (index, Ok(value))),
            });
            if let Some((index, result)) = found {
                self.told.remove(index);
                return result;
            }
            if !self.pass_time() {
                return Err(Refused::Unanswered(id));
            }
        }
    }

    /// The driver's loop: every effect carried out, every event taken.
    fn work(&mut self) {
        while let Some(request) = self.engine.poll_effect() {
            let outcome = match &request.effect {
                Effect::Http(http) => Outcome::Http(self.send(http)),
                Effect::Store(op) => Outcome::Store(self.store.apply(op)),
                Effect::Lock(_) => unreachable!("nobody shares this store"),
            };
            self.tell(Input::Resolved { id: request.id, outcome });
        }
        self.told.extend(std::iter::from_fn(|| self.engine.poll_event()));
    }

    /// Jumps to the next deadline; `false` where there is none.
    fn pass_time(&mut self) -> bool {
        let Some(deadline) = self.engine.next_deadline() else { return false };
        // A deadline that has passed is woken for as well; the millisecond keeps time from standing still.
        self.now = deadline.max(self.now.after(Span::from_millis(1)));
        self.tell(Input::Wake);
        self.work();
        true
    }

    fn tell(&mut self, input: Input) {
        self.engine.handle(self.now, input).expect("this driver keeps the engine's rules");
    }

    fn send(&self, http: &HttpRequest) -> Result<HttpResponse, HostError> {
        let method = match http.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let timeout = Duration::from_millis(http.timeout.as_millis());
        let mut request = self.client.request(method, &http.url).timeout(timeout);
        for (name, value) in &http.headers {
            request = request.header(name, value);
        }
        if let Some(body) = &http.body {
            request = request.body(body.clone());
        }
        let response = request.send().map_err(network_error)?;
        let status = response.status().as_u16();
        let text = |value: &reqwest::header::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        let body = response.bytes().map_err(network_error)?;
        Ok(HttpResponse { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

fn network_error(error: reqwest::Error) -> HostError {
    let kind = if error.is_timeout() {
        HostErrorKind::Timeout
    } else if error.is_builder() {
        HostErrorKind::Other // no request was made: its address or a header is not one
    } else {
        HostErrorKind::Offline
    };
    HostError::new(kind, error.to_string())
}

/// Where a native host keeps what must last.
#[derive(Clone, Debug)]
pub enum Store {
    /// Lasts as long as the value.
    Memory(BTreeMap<String, Vec<u8>>),
    /// One file a key, in a directory of its own that is there.
    Files(PathBuf),
}

impl Store {
    /// An empty store in memory.
    #[must_use]
    pub const fn memory() -> Self {
        Self::Memory(BTreeMap::new())
    }

    /// Does what the engine asks of a store.
    ///
    /// # Errors
    /// What the file system refuses.
    pub fn apply(&mut self, op: &StoreOp) -> Result<StoreAnswer, HostError> {
        match self {
            Self::Memory(records) => Ok(apply_to_memory(records, op)),
            Self::Files(directory) => apply_to_files(directory, op).map_err(|error| {
                let kind = match error.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                        HostErrorKind::QuotaExceeded
                    }
                    io::ErrorKind::PermissionDenied => HostErrorKind::Denied,
                    _ => HostErrorKind::Other,
                };
                HostError::new(kind, error.to_string())
            }),
        }
    }
}

fn apply_to_memory(records: &mut BTreeMap<String, Vec<u8>>, op: &StoreOp) -> StoreAnswer {
    match op {
        StoreOp::Read { key } => StoreAnswer::Bytes(records.get(key).cloned()),
        StoreOp::Write { key, bytes } => {
            records.insert(key.clone(), bytes.clone());
            StoreAnswer::Done
        }
        StoreOp::Remove { key } => {
            records.remove(key);
            StoreAnswer::Done
        }
        StoreOp::Keys { prefix } => StoreAnswer::Keys(
            records.keys().filter(|key| key.starts_with(prefix)).cloned().collect(),
        ),
    }
}

/// What a file is called while it is being written.
const UNFINISHED: &str = ".unfinished";

fn apply_to_files(directory: &std::path::Path, op: &StoreOp) -> Result<StoreAnswer, io::Error> {
    let path = |key: &str| directory.join(file_name(key));
    let unless_missing = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    };
    match op {
        StoreOp::Read { key } => match fs::read(path(key)) {
            Ok(bytes) => Ok(StoreAnswer::Bytes(Some(bytes))),
            Err(error) => unless_missing(error).map(|()| StoreAnswer::Bytes(None)),
        },
        StoreOp::Write { key, bytes } => {
            // All or nothing, and durable when answered: the new file takes the old one's place.
            let unfinished = directory.join(UNFINISHED);
            let mut file = File::create(&unfinished)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(unfinished, path(key))?;
            #[cfg(unix)]
            File::open(directory)?.sync_all()?;
            Ok(StoreAnswer::Done)
        }
        StoreOp::Remove { key } => {
            fs::remove_file(path(key)).or_else(unless_missing).map(|()| StoreAnswer::Done)
        }
        StoreOp::Keys { prefix } => {
            let mut keys = Vec::new();
            for entry in fs::read_dir(directory)? {
                let name = entry?.file_name();
                keys.extend(name.to_str().and_then(key_of).filter(|key| key.starts_with(prefix)));
            }
            Ok(StoreAnswer::Keys(keys))
        }
    }
}

/// A key as a file's name: what is no letter, digit or dash becomes `_` and two hexadecimal digits,
/// upper case too, since a file system may not tell it from lower case.
fn file_name(key: &str) -> String {
    key.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
            _ => format!("_{byte:02x}"),
        })
        .collect()
}

/// The key of a file's name; `None` for a file that is not one of ours.
fn key_of(name: &str) -> Option<String> {
    let mut parts = name.split('_');
    let mut key = parts.next()?.to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        key.push(char::from(u8::from_str_radix(code, 16).ok()?));
        key.push_str(rest);
    }
    (file_name(&key) == name).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_its_files_name_says() {
        for key in ["tuike/auth", "tuike/outbox/orders/0001", "A_b", "%2F", "", "a.b~c"] {
            let name = file_name(key);
            assert!(!name.contains(['/', '.', '\\']), "{name}");
            assert_eq!(key_of(&name).as_deref(), Some(key));
        }
        for stray in [UNFINISHED, "Thumbs.db", "a_", "a_zz", "a_2F"] {
            assert_eq!(key_of(stray), None, "{stray}");
        }
    }
}
