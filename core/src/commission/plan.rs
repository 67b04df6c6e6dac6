//! The plan: a platform's, and what its merchants have agreed to; chooses the rule of a line.
//!
//! Never computes an amount. What can be known to be wrong without an order is refused here, with the
//! path of the field.
//!
//! ```
//! use tuike_core::code::Coded;
//! use tuike_core::commission::Plan;
//!
//! let error = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "all", "levels": [ { "kind": "rate", "rate": "0.25" }, { "kind": "rate", "rate": "0.10" } ] }
//! ] }"#).unwrap_err();
//! assert_eq!(error.to_string(), "plan.rules[0].levels: rates sum to 0.35, above maxTotalRate 0.30");
//! assert_eq!(error.code().as_str(), "commission/rates-above-limit");
//! ```

use super::book::{Book, check_campaigns};
use super::campaign::Campaign;
use super::conditions::Facts;
use super::error::CommissionError;
use super::fields::Fault;
use super::limits::Limits;
use super::rule::Rule;
use crate::money::{Currency, Money, Rounding};
use crate::read::{self, Node};

/// A commission plan, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    currency: Currency,
    rounding: Rounding,
    self_purchase: SelfPurchase,
    cap_per_order: Option<Money>,
    cap_per_day: Option<Money>,
    book: Book,
    /// Sorted by merchant.
    agreements: Vec<Agreement>,
}

/// What a merchant has agreed to for its own lines.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Agreement {
    merchant: String,
    book: Book,
}

/// Who is paid where a promoter of the chain is the buyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelfPurchase {
    /// The buyer, like any promoter: 自购省.
    #[default]
    Earn,
    /// The buyer gets nothing; everyone else keeps their level.
    Forgo,
    /// The buyer leaves the chain; whoever stands above moves one level nearer.
    Shift,
}

/// The rule of a line, and the plan it comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen<'a> {
    pub(super) rule: &'a Rule,
    pub(super) limits: &'a Limits,
    /// The merchant whose agreement it is; `None` for the platform's own.
    pub(super) agreement: Option<&'a str>,
}

impl Plan {
    /// Rules a plan may have, and each agreement.
    pub const MAX_RULES: usize = 500;
    /// Agreements that may stand behind a platform's plan.
    pub const MAX_AGREEMENTS: usize = 1_000;
    /// Levels that even `policy: "none"` allows.
    pub const MAX_LEVELS: u32 = 10;
    /// Levels without `policy: "none"`.
    pub(super) const DEFAULT_LEVELS: u32 = 2;
    /// 0.30 in units of 10^-8.
    pub(super) const DEFAULT_TOTAL_UNITS: i64 = 30_000_000;

    /// Reads a plan's JSON text.
    ///
    /// # Errors
    /// As [`Plan::read`]; `input/not-json` where the text is not JSON.
    pub fn parse(text: &str) -> Result<Self, CommissionError> {
        let json = read::parse("plan", text)?;
        Self::read(Node::root("plan", &json))
    }

    /// Reads a plan, or an array of a platform's plan and its merchants'; paths in errors begin with the
    /// node's.
    ///
    /// # Errors
    /// [`CommissionError`]: every field is checked, and an unknown one is an error.
    pub fn read(node: Node<'_>) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let mut merchants = Vec::new();
        let platform = if node.value().is_array() {
            merchants = fault.items(&node);
            if merchants.is_empty() || merchants.len() > 1 + Self::MAX_AGREEMENTS {
                return Err(node.wrong("a plan and at most 1000 agreements").into());
            }
            merchants.remove(0)
        } else {
            node
        };
        let mut plan = Self::read_platform(&platform, &fault);
        check_campaigns(platform.path(), &plan.book.campaigns.iter().collect::<Vec<_>>(), &fault);
        for node in merchants {
            let agreement = plan.read_agreement(&node, &fault);
            match plan.place(&agreement.merchant) {
                Ok(_) => {
                    let (path, id) = (node.path().to_owned() + ".merchant", agreement.merchant);
                    fault.keep(CommissionError::DuplicateRule { path, id });
                }
                Err(place) => plan.agreements.insert(place, agreement),
            }
        }
        fault.unless(plan)
    }

    fn read_platform(node: &Node<'_>, fault: &Fault) -> Self {
        let known = [
            "version",
            "currency",
            "rounding",
            "limits",
            "selfPurchase",
            "capPerOrder",
            "capPerDay",
            "rules",
            "campaigns",
        ];
        let fields = fault.fields(node, &known);
        let _ = fields.required("version");
        fields.integer("version", 1, 1);
        let currency = fields.currency();
        let rounding = match fields.choice("rounding", &["half-up", "half-even", "down"]) {
            1 => Rounding::HalfEven,
            2 => Rounding::Down,
            _ => Rounding::HalfUp,
        };
        let limits = Limits::read(fields.optional("limits"), fault);
        Self {
            currency,
            rounding,
            self_purchase: match fields.choice("selfPurchase", &["earn", "forgo", "shift"]) {
                1 => SelfPurchase::Forgo,
                2 => SelfPurchase::Shift,
                _ => SelfPurchase::Earn,
            },
            cap_per_order: fields.optional_money("capPerOrder", currency),
            cap_per_day: fields.optional_money("capPerDay", currency),
            book: Book::read(&fields, currency, limits),
            agreements: Vec::new(),
        }
    }

    fn read_agreement(&self, node: &Node<'_>, fault: &Fault) -> Agreement {
        let known = ["version", "currency", "merchant", "limits", "rules", "campaigns"];
        let fields = fault.fields(node, &known);
        let _ = fields.required("version");
        fields.integer("version", 1, 1);
        fields.required("currency");
        fields.same_currency(self.currency);
        let merchant = fields.nonempty_text("merchant");
        let limits = self.book.limits.agreed(fields.optional("limits"), fault);
        let book = Book::read(&fields, self.currency, limits);
        for (item, rule) in fields.items("rules").iter().zip(&book.rules) {
            limits.check_agreed(rule, item.path(), fault);
        }
        let together: Vec<_> = self.book.campaigns.iter().chain(&book.campaigns).collect();
        check_campaigns(node.path(), &together, fault);
        Agreement { merchant, book }
    }

    /// The currency of every amount in the plan, in orders and in previews.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// How a half is rounded.
    #[must_use]
    pub const fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// The bounds that hold for every rule.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.book.limits
    }

    /// Who is paid where a promoter buys for themselves.
    #[must_use]
    pub const fn self_purchase(&self) -> SelfPurchase {
        self.self_purchase
    }

    /// The most that one promoter gets for an order.
    #[must_use]
    pub const fn cap_per_order(&self) -> Option<Money> {
        self.cap_per_order
    }

    /// The most that one promoter gets in a day.
    #[must_use]
    pub const fn cap_per_day(&self) -> Option<Money> {
        self.cap_per_day
    }

    /// The platform's rules, as they stand in the JSON.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.book.rules
    }

    /// The platform's campaigns, as they stack.
    #[must_use]
    pub fn campaigns(&self) -> &[Campaign] {
        &self.book.campaigns
    }

    /// The rule of a line: the most specific of its merchant's agreement, or else of the platform.
    pub(super) fn choose(&self, facts: &Facts<'_>) -> Option<Chosen<'_>> {
        let agreed = self.agreement(facts).and_then(|agreement| {
            let rule = agreement.book.choose(facts)?;
            let agreed = Some(agreement.merchant.as_str());
            Some(Chosen { rule, limits: &agreement.book.limits, agreement: agreed })
        });
        agreed.or_else(|| {
            let rule = self.book.choose(facts)?;
            Some(Chosen { rule, limits: &self.book.limits, agreement: None })
        })
    }

    /// The campaigns that apply to a line, as they stack: by `order`, the platform's first.
    pub(super) fn campaigns_of(&self, facts: &Facts<'_>) -> Vec<&Campaign> {
        let agreed = self.agreement(facts).map_or(&[][..], |agreed| &agreed.book.campaigns);
        let mut all: Vec<&Campaign> =
            self.book.campaigns.iter().chain(agreed).filter(|one| one.applies(facts)).collect();
        all.sort_by_key(|campaign| campaign.order());
        match all.iter().position(|campaign| campaign.is_alone()) {
            Some(0) => all.truncate(1),
            _ => all.retain(|campaign| !campaign.is_alone()),
        }
        all
    }

    fn agreement(&self, facts: &Facts<'_>) -> Option<&Agreement> {
        let place = self.place(facts.merchant?).ok()?;
        self.agreements.get(place)
    }

    fn place(&self, merchant: &str) -> Result<usize, usize> {
        self.agreements.binary_search_by(|agreement| agreement.merchant.as_str().cmp(merchant))
    }
}
