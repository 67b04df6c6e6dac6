//! The words of the app, in Chinese and English. Decides nothing and formats only what words need.
//!
//! A language is a constant of [`Words`], so a word that one of them lacks does not compile.
//! Changing the language draws the app anew; no word is looked up at run time.
//!
//! ```
//! use tuike_web::i18n::{Lang, Words};
//!
//! assert_eq!(Words::of(Lang::En).offline_waiting(2), "Offline, 2 waiting");
//! assert_eq!(Words::of(Lang::Zh).offline_waiting(1), "已离线，1 笔待发送");
//! ```

use tuike_core::engine::Failure;

mod en;
mod zh;

/// A language of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese, the default.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of a stored tag; Chinese where it is none of ours.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        match tag {
            "en" => Self::En,
            _ => Self::Zh,
        }
    }

    /// The tag as it stands in `<html lang>` and in the store.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// Every word of the app. `{}` in a text is where its number or name goes.
#[derive(Debug)]
#[allow(missing_docs, reason = "each field is named after what it says")]
pub struct Words {
    pub lang: Lang,
    pub app: &'static str,
    pub skip: &'static str,
    pub back: &'static str,
    pub close: &'static str,
    pub retry: &'static str,
    pub remove: &'static str,
    pub loading: &'static str,
    pub more: &'static str,
    pub end: &'static str,

    pub tab_feed: &'static str,
    pub tab_earn: &'static str,
    pub tab_me: &'static str,
    pub tabs: &'static str,

    pub offline: &'static str,
    pub offline_waiting: &'static str,
    pub shown_from: &'static str,
    pub comma: &'static str,

    pub search: &'static str,
    pub search_clear: &'static str,
    pub categories: &'static str,
    pub all: &'static str,
    pub sort: &'static str,
    pub sort_default: &'static str,
    pub sort_commission: &'static str,
    pub sort_sales: &'static str,
    pub sort_price: &'static str,
    pub sort_price_up: &'static str,
    pub sort_price_down: &'static str,
    pub as_rows: &'static str,
    pub as_tiles: &'static str,
    pub products: &'static str,
    pub sold: &'static str,
    pub earn: &'static str,
    pub no_earn: &'static str,
    pub share_this: &'static str,
    pub nothing_found: &'static str,
    pub nothing_found_hint: &'static str,
    pub show_all: &'static str,

    pub failed: &'static str,
    pub failed_offline: &'static str,
    pub failed_offline_hint: &'static str,
    pub failed_network: &'static str,
    pub failed_network_hint: &'static str,
    pub failed_server: &'static str,
    pub failed_server_hint: &'static str,
    pub failed_store: &'static str,
    pub failed_store_hint: &'static str,

    pub product: &'static str,
    pub gone: &'static str,
    pub gone_hint: &'static str,
    pub to_feed: &'static str,
    pub was_price: &'static str,
    pub specs: &'static str,
    pub about: &'static str,
    pub how: &'static str,
    pub share_to_earn: &'static str,
    pub share: &'static str,
    pub copy_link: &'static str,

    pub how_title: &'static str,
    pub how_you_get: &'static str,
    pub how_none: &'static str,

    pub share_title: &'static str,
    pub share_login: &'static str,
    pub share_login_hint: &'static str,
    pub share_customer: &'static str,
    pub share_link: &'static str,
    pub share_send: &'static str,
    pub share_text: &'static str,
    pub copy_phrase: &'static str,
    pub copy_text: &'static str,
    pub save_poster: &'static str,
    pub poster_style: &'static str,
    pub poster_card: &'static str,
    pub poster_full: &'static str,
    pub poster_alt: &'static str,
    pub poster_caption: &'static str,
    pub poster_hint: &'static str,
    pub poster_by_hand: &'static str,
    pub poster_failed: &'static str,
    pub copied: &'static str,
    pub copy_by_hand: &'static str,

    pub shop: &'static str,
    pub buy: &'static str,
    pub order_title: &'static str,
    pub quantity: &'static str,
    pub less: &'static str,
    pub plus: &'static str,
    pub buyer_name: &'static str,
    pub buyer_phone: &'static str,
    pub optional: &'static str,
    pub total: &'static str,
    pub send_order: &'static str,
    pub order_kept: &'static str,
    pub order_kept_hint: &'static str,
    pub order_sending: &'static str,
    pub order_done: &'static str,
    pub order_number: &'static str,
    pub order_failed: &'static str,
    pub order_failed_hint: &'static str,
    pub order_pieces: &'static str,
    pub order_unlinked: &'static str,
    pub paste: &'static str,
    pub paste_hint: &'static str,
    pub paste_nothing: &'static str,
    pub link_unknown: &'static str,
    pub link_unknown_hint: &'static str,
    pub similar: &'static str,

    pub earnings: &'static str,
    pub estimated: &'static str,
    pub frozen: &'static str,
    pub available: &'static str,
    pub settled: &'static str,
    pub reversed: &'static str,
    pub by_day: &'static str,
    pub day: &'static str,
    pub amount: &'static str,
    pub records: &'static str,
    pub no_records: &'static str,
    pub no_records_hint: &'static str,
    pub base: &'static str,
    pub level_two: &'static str,

    pub after_offers: &'static str,
    pub offers_how: &'static str,
    pub off_from: &'static str,
    pub off_over: &'static str,
    pub off_scope: &'static str,
    pub off_limit: &'static str,
    pub off_group: &'static str,
    pub off_missing: &'static str,
    pub off_gain: &'static str,
    pub off_excluded: &'static str,
    pub off_worse: &'static str,
    pub withdraw: &'static str,
    pub withdraw_amount: &'static str,
    pub withdraw_how_much: &'static str,
    pub withdraw_least: &'static str,
    pub withdraw_most: &'static str,
    pub withdraw_tax: &'static str,
    pub withdraw_fee: &'static str,
    pub withdraw_net: &'static str,
    pub withdraw_source: &'static str,
    pub withdraw_offline: &'static str,
    pub withdraw_sending: &'static str,
    pub withdraw_left: &'static str,
    pub withdraw_done: &'static str,
    pub withdrawals: &'static str,
    pub tax: &'static str,
    pub pending: &'static str,
    pub paid_out: &'static str,
    pub next_free: &'static str,
    pub frozen_until: &'static str,

    pub login: &'static str,
    pub login_first: &'static str,
    pub login_first_hint: &'static str,
    pub login_user: &'static str,
    pub login_password: &'static str,
    pub login_hint: &'static str,
    pub login_wrong: &'static str,
    pub logging_in: &'static str,
    pub logout: &'static str,
    pub account: &'static str,
    pub guest: &'static str,
    pub not_promoter: &'static str,
    pub not_promoter_hint: &'static str,
    pub promoter: &'static str,
    pub customer: &'static str,
    pub tier: &'static str,
    pub language: &'static str,
    pub outbox: &'static str,
    pub outbox_orders: &'static str,
    pub outbox_events: &'static str,
    pub outbox_empty: &'static str,
    pub send_now: &'static str,
    pub dead: &'static str,
    pub dead_refused: &'static str,
    pub dead_unknown: &'static str,
    pub dead_other: &'static str,
    pub dead_order: &'static str,
    pub dead_event: &'static str,
    pub storage: &'static str,
    pub clear: &'static str,
    pub cleared: &'static str,
    pub clear_hint: &'static str,
    pub version: &'static str,
    pub network: &'static str,
    pub online: &'static str,
    pub sync: &'static str,
    pub sync_waiting: &'static str,
    pub sync_dead: &'static str,
    pub sync_sending: &'static str,
    pub sync_waits: &'static str,
    pub sync_tried: &'static str,
    pub sync_next: &'static str,
    pub stored_pages: &'static str,
    pub backend: &'static str,
    pub backend_rests: &'static str,
    pub consent: &'static str,
    pub consent_hint: &'static str,
    pub consent_yes: &'static str,
    pub consent_no: &'static str,
    pub fresh_data: &'static str,
    pub refresh: &'static str,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub const fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Zh => &zh::WORDS,
            Lang::En => &en::WORDS,
        }
    }

    /// The quiet line when mutations wait.
    #[must_use]
    pub fn offline_waiting(&self, count: u32) -> String {
        fill(self.offline_waiting, &count.to_string())
    }

    /// A count as people say it: `1.2万`, `12k`; cut and not rounded, a decimal below ten of a unit.
    #[must_use]
    pub fn many(&self, count: u64) -> String {
        let units = match self.lang {
            Lang::Zh => [(100_000_000, "亿"), (10_000, "万")],
            Lang::En => [(1_000_000, "M"), (1_000, "k")],
        };
        let Some((unit, name)) = units.into_iter().find(|(unit, _)| count >= *unit) else {
            return count.to_string();
        };
        match (count / unit, count / (unit / 10) % 10) {
            (whole, tenth) if whole < 10 && tenth > 0 => format!("{whole}.{tenth}{name}"),
            (whole, _) => format!("{whole}{name}"),
        }
    }

    /// Why an entry of the outbox will not be sent again by itself.
    #[must_use]
    pub fn why_dead(&self, code: &str) -> &'static str {
        match code {
            "backend/refused" | "backend/not-ok" => self.dead_refused,
            "backend/not-found" => self.dead_unknown,
            _ => self.dead_other,
        }
    }

    /// What went wrong and what to do, in plain words. The failure's own message is for a log.
    #[must_use]
    pub fn explain(&self, failure: &Failure, online: bool) -> (&'static str, &'static str) {
        match failure.code.as_str() {
            "engine/network" if online => (self.failed_network, self.failed_network_hint),
            "engine/network" => (self.failed_offline, self.failed_offline_hint),
            code if code.starts_with("outbox/") || code == "engine/credentials-not-stored" => {
                (self.failed_store, self.failed_store_hint)
            }
            _ => (self.failed_server, self.failed_server_hint),
        }
    }
}

/// The text with its `{}` filled.
#[must_use]
pub fn fill(text: &str, with: &str) -> String {
    text.replacen("{}", with, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_as_people_say_them() {
        let (zh, en) = (Words::of(Lang::Zh), Words::of(Lang::En));
        let said = [9_999, 10_000, 12_999, 1_019_999, 123_456_789].map(|n| zh.many(n));
        assert_eq!(said, ["9999", "1万", "1.2万", "101万", "1.2亿"]);
        assert_eq!(
            [999, 1_000, 1_299, 12_999, 2_500_000].map(|n| en.many(n)),
            ["999", "1k", "1.2k", "12k", "2.5M"]
        );
    }

    #[test]
    fn a_foreign_tag_is_chinese() {
        assert_eq!(Lang::of_tag("fr"), Lang::Zh);
        assert_eq!(Lang::of_tag(Lang::En.tag()), Lang::En);
    }
}
