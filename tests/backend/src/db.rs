//! The SQLite file: its tables, and the one connection everybody waits for.
//!
//! One connection behind a lock: the statements of this shop take less than a few milliseconds, and a
//! demo has one user. Handlers therefore call it directly, without a pool and without other threads.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

/// Changes with the tables: a file of another number is thrown away, since nothing in a demo's
/// database is worth a migration.
const SCHEMA_VERSION: i64 = 4;

const SCHEMA: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE goods (
    id INTEGER PRIMARY KEY,     -- beyond 2^53, below 2^63
    name TEXT NOT NULL,
    sub TEXT NOT NULL,
    cat TEXT NOT NULL,
    merchant TEXT NOT NULL,
    list INTEGER NOT NULL,      -- all amounts are fen
    price INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    coupons TEXT NOT NULL,      -- JSON: the words for each of the offers
    offers TEXT NOT NULL,       -- JSON: as pricing.quote takes them
    service TEXT NOT NULL,      -- the merchant's service fee, a fraction
    picture INTEGER NOT NULL,
    descr TEXT NOT NULL,
    specs TEXT NOT NULL,        -- JSON
    earn INTEGER NOT NULL       -- level 1 for the demo promoter, for sorting
);
CREATE INDEX goods_cat ON goods (cat);
CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    refresh TEXT NOT NULL,      -- the same for all tokens of one login
    ended INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,        -- ms since the Unix epoch
    item INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    refunded INTEGER NOT NULL DEFAULT 0, -- units sent back
    amount INTEGER NOT NULL,
    promoter TEXT,
    attribution TEXT NOT NULL,
    signed INTEGER NOT NULL,    -- 1: the promoter is proven
    token TEXT,
    buyer TEXT,                 -- JSON: who ordered, as far as is known
    history INTEGER NOT NULL    -- 1: made up so that a new promoter's pages are not empty
);
CREATE TABLE answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL);
CREATE TABLE commissions (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL,
    promoter TEXT NOT NULL,
    item INTEGER NOT NULL,
    title TEXT NOT NULL,
    base INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    level INTEGER NOT NULL,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL, -- when the goods were, or will be, received
    taken INTEGER NOT NULL,     -- what refunds took back
    taken_at INTEGER NOT NULL
);
CREATE INDEX commissions_promoter ON commissions (promoter, at);
CREATE TABLE withdrawals (
    id INTEGER PRIMARY KEY,
    promoter TEXT NOT NULL,
    amount INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    net INTEGER NOT NULL,
    at INTEGER NOT NULL
);
CREATE TABLE events (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    session TEXT NOT NULL,
    seq INTEGER NOT NULL,
    props TEXT NOT NULL
);
";

/// The database.
#[derive(Debug)]
pub(crate) struct Db(Mutex<Connection>);

impl Db {
    /// Opens a file, or an empty memory, and makes the tables where they are not there.
    pub(crate) fn open(path: Option<&Path>, fresh: bool) -> Result<Self, rusqlite::Error> {
        let mut connection = match path {
            None => Connection::open_in_memory()?,
            Some(path) => {
                if fresh {
                    remove(path);
                }
                open_file(path)?
            }
        };
        if version(&connection)? != SCHEMA_VERSION {
            let transaction = connection.transaction()?;
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            transaction.commit()?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    /// The connection, once nobody else uses it. A handler that panicked in the middle rolled its
    /// transaction back, so a poisoned lock protects nothing.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open_file(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    let found = version(&connection)?;
    let connection = if found != 0 && found != SCHEMA_VERSION {
        drop(connection);
        remove(path);
        Connection::open(path)?
    } else {
        connection
    };
    connection.pragma_update(None, "journal_mode", "wal")?;
    // With a write-ahead log this loses the last orders at a power cut, never at a kill.
    connection.pragma_update(None, "synchronous", "normal")?;
    Ok(connection)
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The file and what SQLite keeps beside it. What is not there need not be removed, and what cannot
/// be removed will be an error when it is opened.
fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

/// A note about the database itself.
pub(crate) fn meta(connection: &Connection, name: &str) -> Result<Option<String>, rusqlite::Error> {
    connection
        .query_row("SELECT value FROM meta WHERE name = ?1", params![name], |row| row.get(0))
        .optional()
}

/// Writes a note about the database itself.
pub(crate) fn set_meta(
    connection: &Connection,
    name: &str,
    value: &str,
) -> Result<(), rusqlite::Error> {
    connection
        .execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", params![name, value])
        .map(drop)
}
