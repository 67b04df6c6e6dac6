//! The shapes that cross the border, one file a core topic. The TypeScript types are made from them.
//!
//! `…Config` and `…Input` are what a caller writes: JavaScript sends them as JSON text that the core's
//! own reader reads, so these structs only document them; a test fills every field and hands it to
//! that reader, so they cannot drift apart. `…View` is what goes out.

pub mod attribution;
pub mod backend;
pub mod backend_check;
pub mod backend_parts;
pub mod client;
pub mod commission;
pub(crate) mod commission_out;
pub mod commission_plan;
pub mod error;
pub mod list;
pub mod poster;
pub mod pricing;
pub mod record;
pub mod share;
pub mod signing;
pub mod status;
pub mod tax;
