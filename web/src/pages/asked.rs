//! What a page asks of the backend: shown when it comes, and again when it is renewed behind.

use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::backend::canonical_key;
use tuike_core::engine::{Event, Failure, Page};

use crate::app::App;
use crate::signal::RwSignal;

/// An answer as far as it is there: not yet, the mapped data, or why not. Copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    app: App,
    answer: RwSignal<Option<Result<Value, Failure>>>,
}

impl Asked {
    /// Asks for a resource, and follows it until the current owner is gone. `known` is shown until then.
    #[must_use]
    pub fn of(app: App, resource: &'static str, params: Value, known: Option<Value>) -> Self {
        let asked = Self { app, answer: RwSignal::new(known.map(Ok)) };
        let key = canonical_key(resource, &params);
        app.driver.listen(move |event| match event {
            Event::Updated { page } if page.key == key => {
                app.shown.note(page);
                asked.answer.try_set(Some(Ok(page.data.clone())));
            }
            _ => {}
        });
        asked.take(app.driver.watch(resource, params));
        asked
    }

    /// Takes whatever comes.
    fn take(self, coming: impl Future<Output = Result<Page, Failure>> + 'static) {
        let Self { app, answer } = self;
        spawn_local(async move {
            let outcome = coming.await;
            if let Ok(page) = &outcome {
                app.shown.note(page);
            }
            answer.try_set(Some(outcome.map(|page| page.data)));
        });
    }

    /// Asks anew.
    pub fn ask(self, resource: &'static str, params: Value) {
        let driver = self.app.driver;
        self.take(async move { driver.query(resource, params).await });
    }

    /// Asks the server, whatever is known.
    pub fn renew(self, resource: &'static str, params: Value) {
        let Self { app, answer } = self;
        spawn_local(async move {
            if let Ok(page) = app.driver.renew(resource, params).await {
                answer.try_set(Some(Ok(page.data)));
            }
        });
    }

    /// The answer.
    #[must_use]
    pub fn answer(self) -> Option<Result<Value, Failure>> {
        self.answer.get()
    }
}
