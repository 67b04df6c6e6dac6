//! When the app comes and goes, and the network with it.
//!
//! `navigator.onLine` is false on a machine that has no network but reaches its own server, so going
//! offline is believed only once our own server does not answer. The probe is the profile, which the
//! service worker answers from its copy, marked `x-kept`, when the network does not.

use gloo_events::EventListener;
use gloo_net::http::Request;
use js_sys::Reflect;
use leptos::task::spawn_local;
use tuike_core::effect::Lifecycle;
use tuike_core::time::Span;
use web_sys::{VisibilityState, window};

use super::timer;

/// Where the backend is described.
pub const PROFILE: &str = "/profile.json";

/// Tells `tell` of every change for as long as the page lives.
pub fn watch(tell: impl Fn(Lifecycle) + Copy + 'static) {
    let Some((window, document)) =
        window().and_then(|window| Some((window.clone(), window.document()?)))
    else {
        return;
    };
    let shown = document.clone();
    EventListener::new(&document, "visibilitychange", move |_| {
        tell(match shown.visibility_state() {
            VisibilityState::Hidden => Lifecycle::Hide,
            _ => Lifecycle::Show,
        });
    })
    .forget();
    EventListener::new(&window, "pagehide", move |_| tell(Lifecycle::Hide)).forget();
    EventListener::new(&document, "freeze", move |_| tell(Lifecycle::Hide)).forget();
    EventListener::new(&document, "resume", move |_| tell(Lifecycle::Show)).forget();
    EventListener::new(&window, "pageshow", move |event| {
        // Out of the back/forward cache; a page that was merely loaded comes to nobody's front anew.
        if Reflect::get(event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy()) {
            tell(Lifecycle::Show);
        }
    })
    .forget();
    EventListener::new(&window, "online", move |_| tell(Lifecycle::Online)).forget();
    EventListener::new(&window, "offline", move |_| {
        let says_offline = || web_sys::window().is_some_and(|window| !window.navigator().on_line());
        spawn_local(async move {
            // What is asked in the very moment in which the network goes may still be answered.
            for seconds in [0, 1, 4] {
                timer::sleep(Span::from_secs(seconds)).await;
                if !says_offline() {
                    return;
                }
                if !matches!(profile().await, Some(Fetched { kept: false, .. })) {
                    return tell(Lifecycle::Offline);
                }
            }
        });
    })
    .forget();
}

/// The profile as it came.
#[derive(Debug)]
pub struct Fetched {
    /// Its text.
    pub text: String,
    /// Whether it is the service worker's copy, so that the server is out of reach.
    pub kept: bool,
}

/// Fetches the profile; `None` where neither the network nor a copy gives it.
pub async fn profile() -> Option<Fetched> {
    let request = web_sys::Request::new_with_str(PROFILE).ok()?;
    let answer = Request::from(request).send().await.ok()?;
    let kept = answer.headers().get("x-kept").is_some();
    let text = answer.ok().then(|| answer.text())?.await.ok()?;
    Some(Fetched { text, kept })
}
