//! What is asked for: a category, an order, a search. Says it in the backend's words, decides no rows.
//!
//! ```
//! use tuike_web::pages::feed::{Filter, Sort};
//!
//! let filter = Filter { category: Some("beauty/lip".into()), sort: Sort::Commission, q: String::new() };
//! assert_eq!(filter.params(3), serde_json::json!(
//!     { "category": "beauty/lip", "sort": "commission", "q": "", "cursor": 3 }));
//! ```

use serde_json::Value;

use crate::model::object;

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The shop's own order.
    #[default]
    Default,
    /// What earns most first.
    Commission,
    /// What sells best first.
    Sales,
    /// The cheapest first.
    PriceUp,
    /// The dearest first.
    PriceDown,
}

impl Sort {
    const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Commission => "commission",
            Self::Sales => "sales",
            Self::PriceUp => "price_asc",
            Self::PriceDown => "price_desc",
        }
    }

    /// Whether it is one of the two by price.
    #[must_use]
    pub const fn by_price(self) -> bool {
        matches!(self, Self::PriceUp | Self::PriceDown)
    }
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A category's path; `None` for all.
    pub category: Option<String>,
    /// In which order.
    pub sort: Sort,
    /// What is searched; empty for everything.
    pub q: String,
}

impl Filter {
    /// The parameters of a page, counted from 1.
    #[must_use]
    pub fn params(&self, page: u32) -> Value {
        object([
            ("category", self.category.as_deref().unwrap_or_default().into()),
            ("sort", self.sort.name().into()),
            ("q", self.q.as_str().into()),
            ("cursor", page.into()),
        ])
    }
}
