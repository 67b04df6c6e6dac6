use leptos::prelude::*;
use leptos_router::{components::*, path};
fn main() {
    leptos::mount::mount_to_body(|| view! { <Router><Routes fallback=|| "no"><Route path=path!("/") view=|| view!{<p>"a"</p>}/><Route path=path!("/p/:id") view=|| view!{<A href="/">"x"</A>}/></Routes></Router> });
}
