//! Who looks at the app, and what they would earn: the login, the plan, and the core's preview of it.
//! Every amount comes out of the core; this file only asks.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use tuike_core::backend::canonical_key;
use tuike_core::commission::{Line, Member, Order, Plan, Preview, Product as CoreProduct};
use tuike_core::engine::{Command, Event, Failure};
use tuike_core::money::Money;
use tuike_core::read::Node;
use tuike_core::share::{self, Channel, Id, LinkOptions, Payload, ShareError, Token};

use crate::driver::Driver;
use crate::host::{self, local};
use crate::model::{Me, Product, object};
use crate::quote::quote;
use crate::signal::RwSignal;
use crate::signed::Signed;

const NOTE: &str = "me";

/// The login and the plan; copies are the same.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    driver: Driver,
    me: RwSignal<Option<Me>>,
    plan: RwSignal<Option<Plan>>,
    signed: Signed,
    /// Whether the plan was asked for and has not been answered yet.
    asking: RwSignal<bool>,
}

impl Viewer {
    /// Who was logged in last, at once; the plan and what has changed come after.
    #[must_use]
    pub fn start(driver: Driver) -> Self {
        let me = local::read_json(NOTE).map(|row| Me::of(&row));
        let logged_in = me.is_some();
        let (plan, asking) = (RwSignal::new(None), RwSignal::new(true));
        let signed = Signed::new(driver);
        let viewer = Self { driver, me: RwSignal::new(me), plan, signed, asking };
        let key = canonical_key("plan", &Value::Null);
        driver.listen(move |event| match event {
            Event::Unauthorized => viewer.forget(),
            Event::Updated { page } if page.key == key => viewer.take_plan(&page.data),
            _ => {}
        });
        let plan = driver.watch("plan", Value::Null);
        spawn_local(async move {
            if let Ok(page) = plan.await {
                viewer.take_plan(&page.data);
            }
            viewer.asking.set(false);
            // Only who has credentials: a visitor's console stays free of a 401.
            if logged_in && let Ok(page) = driver.query("me", Value::Null).await {
                viewer.take_me(&page.data);
            }
        });
        viewer
    }

    /// Who is logged in.
    #[must_use]
    pub fn me(self) -> Option<Me> {
        self.me.get()
    }

    /// Logs in.
    pub async fn login(self, user: String, password: String) -> Result<(), Failure> {
        let page = self
            .driver
            .login(object([("user", user.into()), ("password", password.into())]))
            .await?;
        self.take_me(&page.data);
        Ok(())
    }

    /// Logs out; what was stored of the account's answers goes with it.
    pub fn logout(self) {
        self.driver.run(Command::Logout, move |outcome| {
            if outcome.is_ok() {
                self.forget();
                self.driver.run(Command::Clear, |_| {});
            }
        });
    }

    /// What one sale of a product pays its promoter; `None` while the plan is not there, where the
    /// product has no price it could be computed from, and for a customer, who never sees it.
    #[must_use]
    pub fn earn(self, product: &Product) -> Option<String> {
        let preview = self.preview(product)?;
        let earn = preview.shares.first().map_or(Money::ZERO, |share| share.amount);
        Some(earn.format(preview.currency))
    }

    /// Whether what a sale pays may still come: its place is kept, or the page would jump.
    #[must_use]
    pub fn earn_may_come(self) -> bool {
        self.asking.get() && !self.me.with(|me| me.as_ref().is_some_and(Me::is_customer))
    }

    /// How that comes about, step by step: of what the offers leave of the price.
    #[must_use]
    pub fn preview(self, product: &Product) -> Option<Preview> {
        let me = self.me.get();
        if me.as_ref().is_some_and(Me::is_customer) {
            return None;
        }
        self.plan.with(|plan| {
            let plan = plan.as_ref()?;
            let at = host::now();
            let left = quote(product, 1, at).map(|quote| quote.total);
            let mut product =
                CoreProduct::read(&Node::root("product", &product.row), plan.currency()).ok()?;
            product.paid = left.unwrap_or(product.paid);
            let line = Line { product, quantity: core::num::NonZeroU32::MIN, paid_total: None };
            let order = Order::new(at, vec![line], chain(me.as_ref()));
            plan.preview(&order).ok()
        })
    }

    /// The token of a product shared by whoever is logged in, signed where the shop has done so by now.
    ///
    /// # Errors
    /// [`ShareError`] where an id does not fit a token.
    pub fn token(self, me: &Me, item: &str, channel: Channel) -> Result<Token, ShareError> {
        if let Some(token) = self.signed.token(&me.promoter, item, channel) {
            return Ok(token);
        }
        share::encode(&Payload {
            promoter: Id::parse(&me.promoter)?,
            item: Id::parse(item)?,
            channel,
            at: host::now(),
            campaign: None,
        })
    }

    /// The same as a link to this shop.
    ///
    /// # Errors
    /// As [`Viewer::token`].
    pub fn link(self, me: &Me, item: &str, channel: Channel) -> Result<String, ShareError> {
        let token = self.token(me, item, channel)?;
        let origin = window().location().origin().unwrap_or_default();
        share::link(&token, &LinkOptions::to(&format!("{origin}/s")))
    }

    fn take_plan(self, data: &Value) {
        match Plan::read(Node::root("plan", data)) {
            Ok(plan) => self.plan.set(Some(plan)),
            Err(error) => leptos::logging::error!("tuike: {error}"),
        }
    }

    fn take_me(self, data: &Value) {
        local::write(NOTE, &data.to_string());
        self.become_(Some(Me::of(data)));
    }

    fn forget(self) {
        local::remove(NOTE);
        self.become_(None);
    }

    /// Only a change is told: pages are drawn anew for another person.
    fn become_(self, me: Option<Me>) {
        if self.me.with_untracked(|known| *known != me) {
            self.me.set(me);
        }
    }
}

/// The promoter and whoever is above. Who is not logged in sees what a promoter without a tier earns.
fn chain(me: Option<&Me>) -> Vec<Member> {
    let Some(me) = me else { return vec![Member::default()] };
    let above = me.parent.iter().map(|(promoter, tier)| Member {
        promoter: promoter.clone(),
        tier: tier.clone(),
        ..Member::default()
    });
    std::iter::once(Member {
        promoter: me.promoter.clone(),
        tier: me.tier.clone(),
        ..Member::default()
    })
    .chain(above)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_one_above_stands_behind_the_promoter() {
        let me = Me::of(&json!({ "promoter": "7", "tier": "gold", "parent": { "promoter": "3" } }));
        let chain: Vec<String> =
            chain(Some(&me)).into_iter().map(|member| member.promoter).collect();
        assert_eq!(chain, ["7", "3"]);
        assert_eq!(super::chain(None).len(), 1);
    }
}
