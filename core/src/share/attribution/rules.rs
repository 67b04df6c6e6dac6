//! The rules of an attribution, as a profile or an app gives them. Decides nothing: the parent does.
//!
//! ```
//! use tuike_core::read::{self, Node};
//! use tuike_core::share::{Policy, Rules};
//!
//! let json = read::parse("rules", r#"{ "policy": "first-click", "windowDays": 7 }"#)?;
//! let rules = Rules::read(&Node::root("rules", &json))?;
//! assert_eq!((rules.policy, rules.window.as_millis()), (Policy::FirstClick, 7 * 86_400_000));
//! # Ok::<(), read::ReadError>(())
//! ```

use crate::read::{Node, Object, ReadError};
use crate::time::{DAY_MILLIS, Span};

/// Which touches a sale may be owed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Which of several touches wins. Default: the last.
    pub policy: Policy,
    /// For so long a touch counts: 1 to 365 days, by default 30.
    pub window: Span,
    /// Whether promoters may be paid for what they buy themselves. Default: refused.
    pub self_promotion: SelfPromotion,
}

/// Which of several touches wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// `last-click`: the customer's latest.
    #[default]
    LastClick,
    /// `first-click`: the earliest that is still in the window.
    FirstClick,
}

/// Whether promoters may be paid for what they buy themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelfPromotion {
    /// `refuse`: their own links count for nobody while they are asking.
    #[default]
    Refuse,
    /// `allow`.
    Allow,
}

impl Default for Rules {
    fn default() -> Self {
        let window = Span::from_millis(30 * DAY_MILLIS);
        Self { policy: Policy::default(), window, self_promotion: SelfPromotion::default() }
    }
}

impl Rules {
    /// The fields that [`Rules::of`] reads.
    pub const FIELDS: [&'static str; 3] = ["policy", "windowDays", "selfPromotion"];

    /// Reads `{ policy?, windowDays?, selfPromotion? }`.
    ///
    /// # Errors
    /// [`ReadError`] with the path.
    pub fn read(node: &Node<'_>) -> Result<Self, ReadError> {
        Self::of(&node.object(&Self::FIELDS)?)
    }

    /// The same of an object whose other fields are somebody else's.
    ///
    /// # Errors
    /// [`ReadError`] with the path.
    pub fn of(fields: &Object<'_>) -> Result<Self, ReadError> {
        let mut rules = Self::default();
        let either = |name: &str, first: &str, second: &str| {
            fields
                .optional(name)
                .map_or(Ok(false), |node| node.choice(&[(first, false), (second, true)]))
        };
        if either("policy", "last-click", "first-click")? {
            rules.policy = Policy::FirstClick;
        }
        if either("selfPromotion", "refuse", "allow")? {
            rules.self_promotion = SelfPromotion::Allow;
        }
        if let Some(days) = fields.optional("windowDays") {
            rules.window = Span::from_millis(days.integer(1, 365)? * DAY_MILLIS);
        }
        Ok(rules)
    }
}
