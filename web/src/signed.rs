//! The shop's signatures under what is shared here, asked for once a product and kept in memory: the
//! engine keeps the answer. Where there is none yet, or no network, a share goes out unsigned.

use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::share::{Channel, Token};

use crate::driver::Driver;
use crate::model::{object, text};
use crate::signal::RwSignal;

/// What the shop has signed; copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct Signed {
    driver: Driver,
    /// By promoter and product: a token for each channel, `null` while it is asked for.
    known: RwSignal<Vec<(String, Value)>>,
}

impl Signed {
    /// Nothing is signed yet.
    #[must_use]
    pub fn new(driver: Driver) -> Self {
        Self { driver, known: RwSignal::new(Vec::new()) }
    }

    /// The token where the shop has signed it; asks for it where nobody has. Who reads it inside a
    /// part that follows signals is drawn again when it comes.
    #[must_use]
    pub fn token(self, promoter: &str, item: &str, channel: Channel) -> Option<Token> {
        let key = format!("{promoter} {item}");
        let of_key = |(known, _): &&(String, Value)| *known == key;
        let found = self
            .known
            .with(|known| known.iter().find(of_key).map(|(_, all)| text(all, channel.as_str())));
        if found.is_none() {
            self.ask(key, item.to_owned());
        }
        Token::parse(&found?).ok()
    }

    fn ask(self, key: String, item: String) {
        self.known.update_untracked(|known| known.push((key.clone(), Value::Null)));
        spawn_local(async move {
            let answer = self.driver.query("share", object([("item", item.into())])).await;
            let forget =
                |known: &mut Vec<(String, Value)>| known.retain(|(other, _)| *other != key);
            match answer {
                Ok(page) => self.known.update(|known| {
                    forget(known);
                    let tokens = page.data.get("tokens").cloned().unwrap_or_default();
                    known.push((key.clone(), tokens));
                }),
                // Nobody is told, or whoever is drawn again would ask again, and so on.
                Err(_) => self.known.update_untracked(forget),
            }
        });
    }
}
