//! Attribution: its rules, what is kept, and whom a sale is owed to.

use serde::Serialize;
use tsify::Tsify;
use tuike_core::share as core;

/// Which touches a sale may be owed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AttributionRules {
    /// Which of several touches wins; `'last-click'` where it is not said.
    #[tsify(optional)]
    pub policy: Option<AttributionPolicy>,
    /// For so many days a touch counts, 1–365; 30 where it is not said.
    #[tsify(optional)]
    pub window_days: Option<u32>,
    /// Whether promoters are paid for what they buy themselves; `'refuse'` where it is not said.
    #[tsify(optional)]
    pub self_promotion: Option<SelfPromotion>,
}

/// Which of several touches wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum AttributionPolicy {
    /// The customer's latest.
    LastClick,
    /// The earliest that is still in the window.
    FirstClick,
}

/// Whether promoters are paid for what they buy themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SelfPromotion {
    /// Their own links count for nobody while they are asking.
    Refuse,
    /// They are.
    Allow,
}

/// A history of touches as it is kept. One of a later version is refused and must be left as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct SavedAttribution {
    /// Of this format.
    #[tsify(type = "1")]
    pub version: u32,
    /// Oldest first.
    pub touches: Vec<SavedTouch>,
}

/// One time a customer came by a share link.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct SavedTouch {
    /// The link's token.
    pub token: String,
    /// When.
    pub at: f64,
}

/// The touch that a sale is owed to.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct TouchView {
    /// The link's token.
    pub token: String,
    /// Who shared it.
    pub promoter: String,
    /// Whether it carries a signature, good or not.
    pub signed: bool,
    /// When the customer came.
    pub at: f64,
}

impl From<&core::Touch> for TouchView {
    fn from(touch: &core::Touch) -> Self {
        Self {
            token: touch.token.to_string(),
            promoter: touch.promoter.to_string(),
            signed: touch.signed,
            at: touch.at.as_millis() as f64,
        }
    }
}
