//! A second, naive tax: by the announcements' progressive meaning, each slice of the taxable amount at its
//! own rate, in tenths and hundredths kept as whole numbers. It uses no quick deduction.

/// Slices of (width in yuan, per cent); the last is open.
const PER_PAYMENT: [(i128, i128); 2] = [(20_000, 20), (30_000, 30)];
const CUMULATIVE: [(i128, i128); 6] =
    [(36_000, 3), (108_000, 10), (156_000, 20), (120_000, 25), (240_000, 30), (300_000, 35)];

/// Of a taxable amount in tenths of a fen, the tax in fen, half up.
fn progressive(mut taxable: i128, slices: &[(i128, i128)], last: i128) -> i128 {
    let mut tax = 0;
    for (width, percent) in slices {
        let part = taxable.clamp(0, width * 1_000);
        tax += part * percent;
        taxable -= part;
    }
    tax += taxable.max(0) * last;
    (tax + 500).div_euclid(1_000)
}

/// The tax of one payment, in fen.
pub(super) fn per_payment(income: i128) -> i128 {
    let taxable = if income <= 400_000 { income * 10 - 800_000 } else { income * 8 };
    progressive(taxable, &PER_PAYMENT, 40)
}

/// The tax of a year so far, in fen.
pub(super) fn cumulative(income: i128, months: i128) -> i128 {
    progressive(income * 8 - months * 5_000_000, &CUMULATIVE, 45)
}
