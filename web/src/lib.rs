//! The phone-first web app of tuike: shows what the core says and hands it what happens.
//!
//! Never decides a business question. What a share link says, what a sale pays, which rows are on
//! screen, what is known offline and what must still be sent: all of it is asked of `tuike_core`.
//!
//! - [`app`] the frame, [`route`] where one is, [`view`] how views are built, [`pages`] and [`components`] what is seen, [`i18n`] its words
//! - [`driver`] the loop over the engine, [`host`] the browser behind it
//! - [`viewer`] who looks, [`orders`] what was ordered on this device, [`model`] the rows
//!
//! ```
//! use tuike_web::components::price::yuan;
//!
//! assert_eq!(yuan("12.30"), "¥12.30");
//! ```

pub mod app;
pub mod components;
pub mod driver;
pub mod host;
pub mod i18n;
pub mod model;
pub mod orders;
pub mod pages;
pub mod quote;
pub mod route;
pub mod signal;
pub mod signed;
pub mod view;
pub mod viewer;

use wasm_bindgen::JsCast;

/// Fetches the profile, then draws the app into the page.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        let fetched = host::lifecycle::profile().await;
        let root =
            app::element("app").and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(root) = root {
            leptos::mount::mount_to(root, move || app::start(fetched)).forget();
        }
        app::remove("shell");
    });
}
