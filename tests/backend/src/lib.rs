//! The demo backend: a small shop's REST API over SQLite, and the server of the built web app.
//!
//! **For the demo and for tests only.** It listens on 127.0.0.1, its passwords stand in the source, and
//! anyone may ask it to misbehave. Clients know it by nothing but its profile, `/profile.json`.
//!
//! | file | what |
//! |---|---|
//! | `options.rs` | what it is started with |
//! | `app.rs` | the routes, `/profile.json`, `/__state` |
//! | `goods.rs` `plan.rs` `auth.rs` `orders.rs` `shares.rs` `commissions.rs` `withdrawals.rs` `events.rs` | `/api/v1/…` |
//! | `offers.rs` | what is taken off a price, and what an order costs |
//! | `catalogue.rs` `made.rs` `history.rs` | where its data come from: words, a seed, a made-up past |
//! | `image.rs` `site.rs` `landing.rs` | pictures, the web app's files, the page a customer opens |
//! | `parcels.rs` | what happens to an order after it was paid for, on demand |
//! | `fault.rs` `spoilt.rs` `connection.rs` | what goes wrong on demand, and the accept loop that lets it |
//! | `version.rs` `log.rs` | the version of the data and 304; what was asked |
//! | `db.rs` `envelope.rs` `request.rs` `clock.rs` | what all of them use |
//!
//! ```
//! use tuike_demo_backend::{Options, serve};
//!
//! let server = serve(Options { products: 20, ..Options::default() })?;
//! let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
//! let page = client.get(format!("{}/api/v1/goods?size=5", server.origin())).send().unwrap();
//! assert!(page.text().unwrap().contains("\"total\":20"));
//! server.stop();
//! # Ok::<(), tuike_demo_backend::ServeError>(())
//! ```

mod app;
mod auth;
mod catalogue;
mod clock;
mod commissions;
mod connection;
mod db;
mod envelope;
mod events;
mod fault;
mod goods;
mod history;
mod image;
mod landing;
mod log;
mod made;
mod offers;
mod options;
mod orders;
mod parcels;
mod plan;
mod request;
mod server;
mod shares;
mod site;
mod spoilt;
mod version;
mod withdrawals;

pub use made::FIRST_ID;
pub use options::{Options, USAGE};
pub use server::{ServeError, Server, serve};
