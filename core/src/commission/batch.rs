//! Thousands at once: the same level-1 amounts as a preview, for rows of prices and for a feed.
//!
//! [`Plan::preview_many`] chooses the rule once; `quick.rs` then does four multiplications and divisions
//! a row, and what it cannot do exactly takes the way of a preview. So both agree to the fen.
//!
//! ```
//! use tuike_core::commission::{Plan, RowQuery};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "all", "levels": [ { "kind": "rate", "rate": "0.15", "cap": "50.00" } ] } ] }"#)?;
//! let mut earn = [0.0; 3];
//! plan.preview_many(&[18_900.0, 10.0, 10_000_000.0], &RowQuery::default(), &mut earn)?;
//! assert_eq!(earn, [2_835.0, 2.0, 5_000.0]); // 1.5 fen becomes 2, the cap holds
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::conditions::Facts;
use super::error::CommissionError;
use super::fields::Fault;
use super::order::{Member, Product, Seller};
use super::pay::{Sale, Trouble};
use super::plan::{Chosen, Plan};
use super::quick::{Quick, Row, shown};
use super::rule::Base;
use crate::money::{Currency, Money, Rate};
use crate::read::{Node, ReadError};

/// What all rows of a batch have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowQuery {
    /// The product.
    pub sku: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Who ships it.
    pub merchant: Option<String>,
    /// Who sells, when and where.
    pub seller: Seller,
}

/// Rates that each row has of its own, in units of 10^-8: 20 % is 20,000,000. Only a share of the
/// product's service fee asks for them.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowRates<'a> {
    /// The service fee of each row.
    pub service: Option<&'a [f64]>,
    /// The promoter's share of it; NaN where the product has none of its own.
    pub promoter: Option<&'a [f64]>,
}

impl RowQuery {
    /// Reads a query; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError::Read`]: every field is checked, and an unknown one is an error.
    pub fn read(node: &Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let own = ["sku", "category", "merchant"];
        let fields = fault.fields(node, &[&own, Seller::KNOWN.as_slice(), &Member::KNOWN].concat());
        let query = Self {
            sku: fields.optional_text("sku"),
            category: fields.optional_text("category"),
            merchant: fields.optional_text("merchant"),
            seller: Seller::of(&fields, currency),
        };
        drop(fields);
        fault.unless(query)
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            sku: self.sku.as_deref(),
            category: self.category.as_deref(),
            merchant: self.merchant.as_deref(),
            ..self.seller.facts()
        }
    }
}

impl Plan {
    /// Says what one unit at each of these prices pays a promoter who stands alone in the chain.
    ///
    /// `paid` and `out` are minor units (fen). After an error `out` holds nothing to rely on.
    ///
    /// # Errors
    /// As [`Plan::preview_rows`].
    pub fn preview_many(
        &self,
        paid: &[f64],
        query: &RowQuery,
        out: &mut [f64],
    ) -> Result<(), CommissionError> {
        self.preview_rows(paid, query, RowRates::default(), out)
    }

    /// The same, where each row has rates of its own.
    ///
    /// # Errors
    /// [`CommissionError::OutLength`], [`CommissionError::BadRow`], and
    /// [`CommissionError::MissingBase`] where the rule is based on the list price or the profit, or
    /// shares a service fee that the rows do not say; `input/out-of-range` for a rate that is none.
    pub fn preview_rows(
        &self,
        paid: &[f64],
        query: &RowQuery,
        rates: RowRates<'_>,
        out: &mut [f64],
    ) -> Result<(), CommissionError> {
        if paid.len() != out.len() {
            return Err(CommissionError::OutLength { rows: paid.len(), out: out.len() });
        }
        let service = rates.column("rates.service", rates.service, paid.len())?;
        let promoter = rates.column("rates.promoter", rates.promoter, paid.len())?;
        let facts = query.facts();
        let Some(chosen) = self.choose(&facts) else {
            for (row, (paid, earn)) in paid.iter().zip(out).enumerate() {
                check_row(row, *paid)?;
                *earn = 0.0;
            }
            return Ok(());
        };
        let field = match chosen.rule.base() {
            Base::List => Some("list"),
            Base::Profit => Some("cost"),
            Base::Paid => None,
        };
        if let Some(field) = field {
            let rule = chosen.rule.id().to_owned();
            return Err(Trouble::Missing { field, rule }.at("query".to_owned()));
        }
        let campaigns = self.campaigns_of(&facts);
        let quick = Quick::of(&chosen, &campaigns, self, &query.seller.member);
        if quick.needs_service() && service.is_none() && !paid.is_empty() {
            let rule = chosen.rule.id().to_owned();
            return Err(Trouble::Missing { field: "service", rule }.at("rates".to_owned()));
        }
        let mut product = Product { merchant: query.merchant.clone(), ..Product::default() };
        for (row, (paid, earn)) in paid.iter().zip(out).enumerate() {
            check_row(row, *paid)?;
            let service = rate_of("rates.service", service, row)?;
            let promoter = rate_of("rates.promoter", promoter, row)?;
            *earn = if let Some(earn) = quick.row(&Row { paid: *paid, service, promoter }) {
                earn
            } else {
                product.paid = Money::from_minor(*paid as i64).unwrap_or_default();
                product.service_rate = service.and_then(|units| Rate::from_units(units as i64));
                product.promoter_rate = promoter.and_then(|units| Rate::from_units(units as i64));
                let earn = self.pay_one(&chosen, &campaigns, &product, &query.seller);
                earn.map_err(|trouble| trouble.at(format!("paid[{row}]")))?.minor() as f64
            };
        }
        Ok(())
    }

    /// Says what one unit of each product of a feed pays a promoter who stands alone in the chain;
    /// nothing where no rule matches.
    ///
    /// # Errors
    /// [`CommissionError::MissingBase`] where a product lacks what its rule is based on.
    pub fn preview_products(
        &self,
        products: &[Product],
        seller: &Seller,
    ) -> Result<Vec<Money>, CommissionError> {
        let mut earn = Vec::with_capacity(products.len());
        for (index, product) in products.iter().enumerate() {
            let one = self.product(product, seller);
            earn.push(one.map_err(|trouble| trouble.at(format!("products[{index}]")))?);
        }
        Ok(earn)
    }

    fn product(&self, product: &Product, seller: &Seller) -> Result<Money, Trouble> {
        let facts = product.facts(seller.facts());
        let Some(chosen) = self.choose(&facts) else { return Ok(Money::ZERO) };
        self.pay_one(&chosen, &self.campaigns_of(&facts), product, seller)
    }

    fn pay_one(
        &self,
        chosen: &Chosen<'_>,
        campaigns: &[&super::campaign::Campaign],
        product: &Product,
        seller: &Seller,
    ) -> Result<Money, Trouble> {
        let sale = Sale {
            rule: chosen.rule,
            limits: chosen.limits,
            product,
            quantity: 1,
            base: chosen.rule.base_of(product, 1, None)?,
            before: Money::ZERO,
            campaigns,
            rounding: self.rounding(),
        };
        let earn = sale.pay_alone(&seller.member)?;
        Ok(self.room(&seller.member).map_or(earn, |(most, _)| earn.min(most)))
    }
}

impl<'a> RowRates<'a> {
    fn column(
        self,
        name: &str,
        column: Option<&'a [f64]>,
        rows: usize,
    ) -> Result<Option<&'a [f64]>, CommissionError> {
        match column {
            Some(column) if column.len() != rows => Err(ReadError::OutOfRange {
                path: name.to_owned(),
                found: format!("{} rates", column.len()),
                limit: format!("{rows} rows"),
            }
            .into()),
            _ => Ok(column),
        }
    }
}

/// The rate of a row in whole units of 10^-8; `None` where there is none.
fn rate_of(name: &str, column: Option<&[f64]>, row: usize) -> Result<Option<u32>, CommissionError> {
    let Some(units) = column.and_then(|column| column.get(row)).copied() else { return Ok(None) };
    if (0.0..=100_000_000.0).contains(&units) && units.floor() == units {
        return Ok(Some(units as u32));
    }
    if units.is_nan() && name.ends_with("promoter") {
        return Ok(None);
    }
    Err(ReadError::OutOfRange {
        path: format!("{name}[{row}]"),
        found: shown(units),
        limit: "whole units of 10^-8 in 0..=100000000".to_owned(),
    }
    .into())
}

fn check_row(row: usize, paid: f64) -> Result<(), CommissionError> {
    // Written so that NaN fails it too.
    if paid >= 0.0 && paid <= Money::MAX.minor() as f64 && paid.floor() == paid {
        Ok(())
    } else {
        Err(CommissionError::BadRow { row, found: shown(paid) })
    }
}
