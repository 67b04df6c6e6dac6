//! Starting and stopping: a server is a thread with a listener, from [`serve`] until it is dropped.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use crate::app::{App, router};
use crate::clock::now;
use crate::connection;
use crate::db::Db;
use crate::fault::Faults;
use crate::log::Log;
use crate::options::Options;
use crate::plan::DemoPlan;
use crate::shares::Keys;
use crate::site::Site;
use crate::{goods, history, version};

/// A server that runs. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    origin: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Ends the server and waits until its port is free again. What is being answered is finished.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(()); // the thread may be gone already
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// Why a server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// Another program listens there.
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The port cannot be listened on.
    Bind {
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The directory of the web app is not there.
    Web {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database cannot be opened or filled.
    Database {
        /// Its file; empty where it is in memory.
        path: PathBuf,
        /// Why.
        source: Box<dyn Error>,
    },
    /// The operating system gave no thread.
    Thread {
        /// Why.
        source: io::Error,
    },
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortTaken { port } => write!(
                f,
                "port {port} is taken by another program: end it, or choose another with --port (0 takes a free one)"
            ),
            Self::Bind { port, source } => write!(f, "cannot listen on port {port}: {source}"),
            Self::Web { path, source } => {
                write!(f, "the web app's directory {}: {source}", path.display())
            }
            Self::Database { path, source } => {
                write!(f, "the database {}: {source}", path.display())
            }
            Self::Thread { source } => write!(f, "no thread for the server: {source}"),
        }
    }
}

impl Error for ServeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::PortTaken { .. } => None,
            Self::Bind { source, .. } | Self::Web { source, .. } | Self::Thread { source } => {
                Some(source)
            }
            Self::Database { source, .. } => Some(&**source),
        }
    }
}

/// Starts a server; when this returns, it accepts connections.
///
/// # Errors
/// [`ServeError`]; nothing runs then.
pub fn serve(options: Options) -> Result<Server, ServeError> {
    // First the port: a second server must not touch the first one's database.
    let listener = bind(options.port)?;
    let address =
        listener.local_addr().map_err(|source| ServeError::Bind { port: options.port, source })?;
    let origin = format!("http://{address}");

    let site = match &options.web {
        Some(path) => Some(
            Site::open(path).map_err(|source| ServeError::Web { path: path.clone(), source })?,
        ),
        None => None,
    };
    let (db, plan, keys) = data(&options).map_err(|source| ServeError::Database {
        path: options.db.clone().unwrap_or_default(),
        source,
    })?;
    let (faults, log) = (Faults::default(), Log::default());
    let app = Arc::new(App { db, plan, keys, faults, log, site, origin: origin.clone() });

    let no_thread = |source| ServeError::Thread { source };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(no_thread)?;
    let (stop, stopped) = oneshot::channel();
    let thread = thread::Builder::new()
        .name("demo-backend".to_owned())
        .spawn(move || runtime.block_on(run(listener, app, stopped)))
        .map_err(no_thread)?;
    Ok(Server { origin, stop: Some(stop), thread: Some(thread) })
}

fn bind(port: u16) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    bound.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortTaken { port },
        _ => ServeError::Bind { port, source },
    })
}

fn data(options: &Options) -> Result<(Db, DemoPlan, Keys), Box<dyn Error>> {
    if let Some(directory) = options.db.as_deref().and_then(Path::parent) {
        fs::create_dir_all(directory)?;
    }
    let db = Db::open(options.db.as_deref(), options.fresh)?;
    let plan = DemoPlan::read()?;
    goods::fill(&mut db.lock(), options.seed, options.products, &plan)?;
    history::write(&mut db.lock(), &plan, options.seed, options.products, now())?;
    version::begin(&db.lock())?;
    let keys = Keys::of(&db.lock())?;
    Ok((db, plan, keys))
}

async fn run(listener: TcpListener, app: Arc<App>, stopped: oneshot::Receiver<()>) {
    // The listener is bound and non-blocking: all that is left is to register it.
    if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
        connection::serve(listener, Arc::clone(&app), router(app), stopped).await;
    }
}
