//! A square picture whose box is there before it loads, and stays when it does not.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Icon, draw};
use crate::view::{Built, IntoBuilt, on};

/// Whether a picture is what the page is about, and loads at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loads {
    /// At once.
    First,
    /// When it comes near.
    Later,
}

/// A picture, or the sign that there is none. `alt` is empty where the title stands beside it.
#[must_use]
pub fn picture(src: Option<&str>, alt: &str, class: &str, loads: Loads) -> Built {
    let (loading, priority) = match loads {
        Loads::First => ("eager", "high"),
        Loads::Later => ("lazy", "auto"),
    };
    let broken = |event: web_sys::ErrorEvent| {
        let image = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(image) = image {
            image.remove();
        }
    };
    let image = src.map(|src| {
        view! {
            <img src=src.to_owned() alt=alt.to_owned() loading=loading fetchpriority=priority decoding="async"
                draggable="false" on:error=on(broken)/>
        }
        .built()
    });
    view! { <div class=format!("picture {class}")>{draw(Icon::Picture)}{image}</div> }.built()
}
