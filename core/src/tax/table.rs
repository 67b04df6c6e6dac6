//! The tables, each with its source and date.
//!
//! **Per payment** (`2018-12`): 国家税务总局公告 2018 年第 61 号 (个人所得税扣缴申报管理办法（试行）, published
//! 2018-12-21, in force from 2019-01-01), Art. 8 and withholding table 2. A payment of at most 4,000 is
//! reduced by 800, a larger one by 20 %; what is paid for one and the same work within a month is one
//! payment, so a month is one payment here.
//!
//! | taxable, yuan | rate | quick deduction |
//! |---|---|---|
//! | to 20,000 | 20 % | 0 |
//! | to 50,000 | 30 % | 2,000 |
//! | above | 40 % | 7,000 |
//!
//! **Cumulative** (`2025-10`): 国家税务总局公告 2025 年第 16 号 (published 2025-06-26, in force from
//! 2025-10-01), Art. 1: platforms withhold from those who work on them by the cumulative method of
//! announcement 61 and its table 1. Cumulative income, less 20 % for expenses, less 5,000 for each month of
//! the year in which they were paid by this platform without a break, by the table, less what has been
//! withheld this year. Where that is below zero nothing is paid back before the annual settlement.
//!
//! | taxable, yuan | rate | quick deduction |
//! |---|---|---|
//! | to 36,000 | 3 % | 0 |
//! | to 144,000 | 10 % | 2,520 |
//! | to 300,000 | 20 % | 16,920 |
//! | to 420,000 | 25 % | 31,920 |
//! | to 660,000 | 30 % | 52,920 |
//! | to 960,000 | 35 % | 85,920 |
//! | above | 45 % | 181,920 |
//!
//! Both were read from reprints of the announcements (2026-11), not from the authority's own site:
//! secondary sources.
//!
//! ```
//! use tuike_core::tax::Rules;
//!
//! assert_eq!(Rules::Cumulative.source().published, "2025-06-26");
//! assert_eq!(Rules::PerPayment.brackets().len(), 3);
//! ```

/// A set of rules, named by the month it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// `2018-12`: each month for itself.
    PerPayment,
    /// `2025-10`: the year so far, for who is paid by a platform.
    Cumulative,
}

/// A bracket of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// The highest taxable amount in it, in yuan; `u32::MAX` for the last.
    pub up_to: u32,
    /// The rate, in per cent.
    pub percent: u8,
    /// The quick deduction, in yuan.
    pub quick: u32,
}

/// Where rules come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The announcement.
    pub name: &'static str,
    /// When it was published, `YYYY-MM-DD`.
    pub published: &'static str,
    /// Since when it holds, `YYYY-MM-DD`.
    pub in_force: &'static str,
    /// The first month it holds for: year, month.
    pub(super) since: (u32, u32),
}

const fn bracket(up_to: u32, percent: u8, quick: u32) -> Bracket {
    Bracket { up_to, percent, quick }
}

impl Rules {
    /// The brackets, the lowest first.
    #[must_use]
    pub const fn brackets(self) -> &'static [Bracket] {
        const PER_PAYMENT: &[Bracket] =
            &[bracket(20_000, 20, 0), bracket(50_000, 30, 2_000), bracket(u32::MAX, 40, 7_000)];
        const CUMULATIVE: &[Bracket] = &[
            bracket(36_000, 3, 0),
            bracket(144_000, 10, 2_520),
            bracket(300_000, 20, 16_920),
            bracket(420_000, 25, 31_920),
            bracket(660_000, 30, 52_920),
            bracket(960_000, 35, 85_920),
            bracket(u32::MAX, 45, 181_920),
        ];
        match self {
            Self::PerPayment => PER_PAYMENT,
            Self::Cumulative => CUMULATIVE,
        }
    }

    /// Where they come from.
    #[must_use]
    pub const fn source(self) -> Source {
        match self {
            Self::PerPayment => Source {
                name: "国家税务总局公告2018年第61号",
                published: "2018-12-21",
                in_force: "2019-01-01",
                since: (2019, 1),
            },
            Self::Cumulative => Source {
                name: "国家税务总局公告2025年第16号",
                published: "2025-06-26",
                in_force: "2025-10-01",
                since: (2025, 10),
            },
        }
    }

    /// The name as apps write it: `"2025-10"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PerPayment => "2018-12",
            Self::Cumulative => "2025-10",
        }
    }
}
