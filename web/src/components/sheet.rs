//! A sheet from the lower edge: a native modal `<dialog>`, so focus, Escape and the layer are the
//! browser's own. It is in the page only while it is open.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::icon::{Icon, draw};
use crate::app::app;
use crate::signal::RwSignal;
use crate::view::{Built, IntoBuilt, Live, live, on};

/// A sheet that is there while `open` is true; what is in it is made at each opening.
pub fn sheet(
    open: RwSignal<bool>,
    title: &'static str,
    content: impl Fn() -> Built + Send + Sync + 'static,
) -> Live {
    live(move || if open.get() { opened(open, title, untrack(&content)) } else { Built::nothing() })
}

fn opened(open: RwSignal<bool>, title: &'static str, content: Built) -> Built {
    // A press on the dialog itself is one beside the sheet: its content covers all of it.
    let outside = |event: web_sys::MouseEvent| {
        if let Some(dialog) =
            event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok())
        {
            dialog.close();
        }
    };
    let dialog = view! {
        <dialog aria-label=title on:close=on(move |_| open.set(false)) on:click=on(outside)>
            <div>
                <div class="sheet-head">
                    <h2>{title}</h2>
                    <button class="target" aria-label=app().words.close on:click=on(|event: web_sys::MouseEvent| close(&event))>
                        {draw(Icon::Close)}
                    </button>
                </div>
                <div class="sheet-body">{content}</div>
            </div>
        </dialog>
    }
    .built();
    let shown = dialog.element();
    // Once it is in the page.
    queue_microtask(move || {
        if let Some(dialog) = shown.and_then(|shown| shown.dyn_into::<HtmlDialogElement>().ok()) {
            let _ = dialog.show_modal();
        }
    });
    dialog
}

/// Closes the sheet that an event happened in; the browser gives the focus back.
pub fn close(event: &web_sys::Event) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let dialog = target.and_then(|target| target.closest("dialog").ok().flatten());
    if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) {
        dialog.close();
    }
}
