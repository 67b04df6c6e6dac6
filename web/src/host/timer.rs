//! One-shot timers. Dropping one stops it.

use gloo_timers::callback::Timeout;
use tuike_core::time::Span;

/// The longest a browser's timer can wait: 2^31 − 1 ms. A later deadline wakes early and is armed again.
const LONGEST: u64 = 0x7fff_ffff;

/// Calls `run` once after `span`, unless the timer is dropped before.
pub fn after(span: Span, run: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(span.as_millis().min(LONGEST) as u32, run)
}

/// Waits for `span`.
pub async fn sleep(span: Span) {
    let (done, waiting) = futures_channel::oneshot::channel();
    let _running = after(span, move || {
        let _ = done.send(());
    });
    let _ = waiting.await;
}

/// Calls `run` once all that is under way has been drawn.
pub fn next(run: impl FnOnce() + 'static) {
    after(Span::from_millis(0), run).forget();
}
