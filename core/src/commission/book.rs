//! The rules and campaigns of one plan: read, checked and ranked.
//!
//! Never computes an amount and knows nothing of agreements (`plan.rs` does).

use core::cmp::Reverse;

use super::campaign::{Campaign, Effect};
use super::conditions::Facts;
use super::error::CommissionError;
use super::fields::{Fault, Fields};
use super::limits::Limits;
use super::plan::Plan;
use super::rule::Rule;
use crate::money::Currency;

/// The rules and campaigns of one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Book {
    pub(super) limits: Limits,
    /// As they stand in the JSON.
    pub(super) rules: Vec<Rule>,
    /// As they stack.
    pub(super) campaigns: Vec<Campaign>,
    /// Indexes into `rules`, the most specific first.
    ranked: Vec<usize>,
    /// Of the rules that name SKUs: each SKU with the rule's place in `ranked`, sorted. A feed of
    /// 10,000 products asks 10,000 times, and a plan may name thousands.
    by_sku: Vec<(String, usize)>,
}

impl Book {
    pub(super) fn read(fields: &Fields<'_, '_>, currency: Currency, limits: Limits) -> Self {
        let rules = read_rules(fields, currency, &limits);
        let campaigns = read_campaigns(fields, &limits);
        let mut ranked: Vec<usize> = (0..rules.len()).collect();
        ranked.sort_by_key(|place| rules.get(*place).map(rank));
        let mut by_sku: Vec<(String, usize)> = Vec::new();
        for (rank, rule) in ranked.iter().filter_map(|place| rules.get(*place)).enumerate() {
            by_sku.extend(rule.conditions.sku.iter().map(|sku| (sku.clone(), rank)));
        }
        by_sku.sort_unstable();
        Self { limits, rules, campaigns, ranked, by_sku }
    }

    /// The most specific rule that matches: SKU over category over merchant over none; then the one
    /// with more conditions; then the earlier in the list.
    pub(super) fn choose(&self, facts: &Facts<'_>) -> Option<&Rule> {
        let holds = |rule: &&Rule| rule.conditions.hold_but_sku(facts);
        let at_rank = |rank: usize| self.ranked.get(rank).and_then(|place| self.rules.get(*place));
        let by_sku = facts.sku.and_then(|sku| {
            let start = self.by_sku.partition_point(|(named, _)| named.as_str() < sku);
            let named = self.by_sku.iter().skip(start).take_while(|(named, _)| named == sku);
            named.filter_map(|(_, rank)| at_rank(*rank)).find(holds)
        });
        by_sku.or_else(|| {
            let rest = self.ranked.iter().filter_map(|place| self.rules.get(*place));
            rest.filter(|rule| rule.conditions.sku.is_empty()).find(holds)
        })
    }
}

fn rank(rule: &Rule) -> (u8, Reverse<usize>) {
    (rule.conditions.class(), Reverse(rule.conditions.count()))
}

fn read_rules(fields: &Fields<'_, '_>, currency: Currency, limits: &Limits) -> Vec<Rule> {
    let items = fields.items("rules");
    if items.len() > Plan::MAX_RULES {
        fields
            .fault
            .keep(CommissionError::TooManyRules { path: fields.path("rules"), rules: items.len() });
        return Vec::new();
    }
    let mut rules: Vec<Rule> = Vec::with_capacity(items.len());
    for item in items {
        let rule = Rule::read(&item, currency, fields.fault);
        if rules.iter().any(|earlier| earlier.id() == rule.id()) {
            let (path, id) = (item.path().to_owned() + ".id", rule.id().to_owned());
            fields.fault.keep(CommissionError::DuplicateRule { path, id });
        }
        limits.check(&rule, item.path(), fields.fault);
        rules.push(rule);
    }
    for (place, rule) in rules.iter().enumerate() {
        // Every sale that fits one fits the other, so the later would never apply.
        let same = |earlier: &&Rule| earlier.conditions == rule.conditions;
        if let Some(earlier) = rules.iter().take(place).find(same) {
            fields.fault.keep(CommissionError::SameMatch {
                path: [&fields.path("rules"), "[", &place.to_string(), "]"].concat(),
                first: earlier.id().to_owned(),
                second: rule.id().to_owned(),
            });
        }
    }
    rules
}

fn read_campaigns(fields: &Fields<'_, '_>, limits: &Limits) -> Vec<Campaign> {
    let items = fields.some_items("campaigns");
    if items.len() > Campaign::MAX {
        let path = fields.path("campaigns");
        let (campaigns, most) = (items.len(), Campaign::MAX);
        fields.fault.keep(CommissionError::TooManyCampaigns { path, campaigns, most });
        return Vec::new();
    }
    let mut campaigns: Vec<Campaign> = Vec::with_capacity(items.len());
    for item in items {
        let campaign = Campaign::read(&item, fields.fault);
        let path = || item.path().to_owned();
        for earlier in &campaigns {
            let overlap = earlier.window().overlaps(&campaign.window());
            if earlier.id() == campaign.id() {
                let id = campaign.id().to_owned();
                fields.fault.keep(CommissionError::DuplicateRule { path: path() + ".id", id });
            } else if overlap && earlier.order() == campaign.order() {
                fields.fault.keep(CommissionError::SameOrder {
                    path: path() + ".order",
                    first: earlier.id().to_owned(),
                    second: campaign.id().to_owned(),
                });
            }
        }
        let most = limits.max_total_rate;
        if let Effect::Add(rate) = campaign.effect()
            && rate > most
        {
            let (path, sum) = (path() + ".rate", rate.to_string());
            fields.fault.keep(CommissionError::RatesAboveLimit { path, sum, most });
        }
        campaigns.push(campaign);
    }
    campaigns.sort_by_key(Campaign::order);
    campaigns
}

/// The most campaigns of these that are open at one time.
pub(super) fn most_at_once(campaigns: &[&Campaign]) -> usize {
    // Wherever most are open, one of them has just opened.
    let open_with = |opened: &&Campaign| {
        campaigns.iter().filter(|one| one.window().is_open_at_start_of(&opened.window())).count()
    };
    campaigns.iter().map(open_with).max().unwrap_or_default()
}

/// Keeps an error where more campaigns are open at one time than can be computed exactly.
pub(super) fn check_campaigns(path: &str, campaigns: &[&Campaign], fault: &Fault) {
    let (found, most) = (most_at_once(campaigns), Campaign::MAX_AT_ONCE);
    if found > most {
        let path = path.to_owned() + ".campaigns";
        fault.keep(CommissionError::TooManyCampaigns { path, campaigns: found, most });
    }
}
