//! Laws, and the progressive meaning of the tables against the quick deductions of the code.

use proptest::prelude::*;

use super::oracle;
use super::*;
use crate::money::Money;

fn fen(minor: i64) -> Money {
    Money::from_minor(minor).unwrap()
}

fn income(rules: Rules, this_month: i64) -> Income {
    Income {
        rules,
        year: 2026,
        month: 12,
        this_month: fen(this_month),
        before: Money::ZERO,
        months_before: 0,
        withheld_before: Money::ZERO,
    }
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![0..500_000_i64, 0..20_000_000_i64, 0..200_000_000_i64, 0..=10_000_000_000_000_i64]
}

proptest! {
    #[test]
    fn a_payment_is_taxed_as_its_slices_are(paid in amount()) {
        let found = income(Rules::PerPayment, paid).estimate().unwrap();
        prop_assert_eq!(i128::from(found.tax.minor()), oracle::per_payment(paid.into()));
        prop_assert_eq!(found.net.minor() + found.tax.minor(), paid);
    }

    /// A year month by month, withholding what each estimate says: in the end what is withheld is the tax
    /// of the year so far, or more where it was more before.
    #[test]
    fn a_year_is_withheld_as_its_slices_are(pays in prop::collection::vec(1..30_000_000_i64, 1..=12)) {
        let (mut before, mut withheld) = (0, 0);
        for (months, paid) in (0..).zip(&pays) {
            let asked = Income {
                month: months + 1,
                before: fen(before),
                months_before: months,
                withheld_before: fen(withheld),
                ..income(Rules::Cumulative, *paid)
            };
            let found = asked.estimate().unwrap();
            before += paid;
            let due = oracle::cumulative(before.into(), i128::from(months) + 1);
            prop_assert_eq!(i128::from(found.tax.minor()), (due - i128::from(withheld)).max(0));
            prop_assert_eq!(i128::from(found.excess.minor()), (i128::from(withheld) - due).max(0));
            withheld += found.tax.minor();
        }
    }

    #[test]
    fn who_earns_more_pays_no_less_and_no_more_than_they_earn(paid in amount(), more in 0..1_000_000_i64) {
        for rules in [Rules::PerPayment, Rules::Cumulative] {
            let paid = paid.min(10_000_000_000_000 - more);
            let less = income(rules, paid).estimate().unwrap();
            let found = income(rules, paid + more).estimate().unwrap();
            prop_assert!(found.tax >= less.tax && found.net >= less.net, "{:?}", rules);
            prop_assert!(found.tax.minor() <= paid + more);
        }
    }

    /// However a sum is split into withdrawals of one month, the tax is that of the whole.
    #[test]
    fn splitting_a_withdrawal_changes_no_tax(parts in prop::collection::vec(0..5_000_000_i64, 1..6)) {
        for rules in [Rules::PerPayment, Rules::Cumulative] {
            let (mut paid, mut tax) = (0, 0);
            for part in &parts {
                let asked = Withdrawal {
                    amount: fen(*part), fee: fen(100), least: fen(5_000), income: income(rules, paid),
                };
                let payout = asked.payout().unwrap();
                prop_assert_eq!(payout.net.minor() + payout.fee.minor() + payout.tax.minor(), *part);
                prop_assert_eq!(payout.missing.minor(), (5_000 - part).max(0));
                paid += part;
                tax += payout.tax.minor();
            }
            prop_assert_eq!(tax, income(rules, paid).estimate().unwrap().tax.minor());
        }
    }
}

/// By hand, from the announcements' own steps: the quick deductions make the table continuous, so at each
/// bound both neighbours give the same.
#[test]
fn the_tables_have_no_step_at_their_bounds() {
    for rules in [Rules::PerPayment, Rules::Cumulative] {
        for pair in rules.brackets().windows(2) {
            let [low, high] = pair else { unreachable!() };
            let tax = |b: &Bracket| {
                i64::from(low.up_to) * i64::from(b.percent) / 100 - i64::from(b.quick)
            };
            assert_eq!(tax(low), tax(high), "{rules:?} at {}", low.up_to);
        }
    }
}

/// By hand: 40,000 in two months, 0.15 withheld, nothing in the third: 32,000 − 15,000 is 17,000, of which
/// 510 are due. But nothing is paid that it could be withheld of. With 100.00 paid it takes all of them.
#[test]
fn what_is_withheld_is_never_more_than_what_is_paid() {
    let owing = Income {
        month: 3,
        before: fen(4_000_000),
        months_before: 2,
        withheld_before: fen(15),
        ..income(Rules::Cumulative, 0)
    };
    let found = owing.estimate().unwrap();
    assert_eq!((found.tax.minor(), found.net.minor()), (0, 0));
    let found = Income { this_month: fen(10_000), ..owing }.estimate().unwrap();
    assert_eq!((found.tax.minor(), found.net.minor()), (10_000, 0));
}
