//! What the app shows, read from the engine's mapped answers. Server data: what is missing is empty,
//! what is unknown is passed over. Amounts stay the decimal texts they are.
//!
//! ```
//! use serde_json::json;
//! use tuike_web::model::Product;
//!
//! let row = json!({ "id": "9007199254740993", "title": "口红", "paid": "189.00", "sales": 12_000 });
//! let product = Product::of(&row);
//! assert_eq!((product.id.as_str(), product.paid.as_str(), product.sales), ("9007199254740993", "189.00", Some(12_000)));
//! assert_eq!(product.list, None);
//! ```

use serde_json::Value;

/// A product of the feed or of its own page.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A second line under the title.
    pub sub: String,
    /// Its first picture.
    pub image: Option<String>,
    /// Its category's path and name.
    pub category: Option<(String, String)>,
    /// What the buyer pays, in yuan.
    pub paid: String,
    /// The list price where it is another.
    pub list: Option<String>,
    /// How many were sold.
    pub sales: Option<u64>,
    /// Coupons to be had.
    pub coupons: Vec<String>,
    /// What is to be said about it.
    pub desc: String,
    /// Names and values.
    pub specs: Vec<(String, String)>,
    /// The row as it came: what the core reads to compute.
    pub row: Value,
}

impl Product {
    /// Reads a mapped row.
    #[must_use]
    pub fn of(row: &Value) -> Self {
        let paid = text(row, "paid");
        Self {
            id: text(row, "id"),
            title: text(row, "title"),
            sub: text(row, "sub"),
            image: some(row, "image"),
            category: some(row, "category").map(|slug| {
                let name = some(row, "categoryName").unwrap_or_else(|| slug.clone());
                (slug, name)
            }),
            list: some(row, "list").filter(|list| *list != paid),
            paid,
            sales: whole(row, "sales"),
            coupons: items(row, "coupons")
                .iter()
                .filter_map(|coupon| coupon.as_str().map(str::to_owned))
                .collect(),
            desc: text(row, "desc"),
            specs: items(row, "specs")
                .iter()
                .map(|spec| (text(spec, "name"), text(spec, "value")))
                .collect(),
            row: row.clone(),
        }
    }
}

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The promoter's id.
    pub promoter: String,
    /// The name to show.
    pub name: String,
    /// `promoter` or `customer`.
    pub role: String,
    /// The tier that chooses commission rules.
    pub tier: Option<String>,
    /// The promoter above and their tier.
    pub parent: Option<(String, Option<String>)>,
}

impl Me {
    /// Reads the mapped answer of `login` or `me`.
    #[must_use]
    pub fn of(row: &Value) -> Self {
        let parent = row.get("parent").filter(|parent| parent.is_object());
        Self {
            promoter: text(row, "promoter"),
            name: text(row, "name"),
            role: text(row, "role"),
            tier: some(row, "tier"),
            parent: parent.map(|parent| (text(parent, "promoter"), some(parent, "tier"))),
        }
    }
}

impl Me {
    /// Whether it is one who buys and never sees what a sale pays.
    #[must_use]
    pub fn is_customer(&self) -> bool {
        self.role == "customer"
    }
}

/// One commission record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// The order's id.
    pub order: String,
    /// The product's title.
    pub title: String,
    /// What the commission is taken of, in yuan.
    pub base: String,
    /// The commission, in yuan.
    pub amount: String,
    /// What refunds took back of it, in yuan; empty where the backend does not say.
    pub taken: String,
    /// When what is frozen becomes free, in ms since the epoch.
    pub free_at: Option<u64>,
    /// 1 for one's own sale.
    pub level: u64,
    /// `estimated`, `frozen`, `settled` or `reversed`.
    pub state: String,
    /// Why it stands so, for a person.
    pub why: String,
    /// When, in ms since the epoch.
    pub at: u64,
}

impl Record {
    /// Reads a mapped row.
    #[must_use]
    pub fn of(row: &Value) -> Self {
        Self {
            id: text(row, "id"),
            order: text(row, "order"),
            title: text(row, "title"),
            base: text(row, "base"),
            amount: text(row, "amount"),
            taken: text(row, "taken"),
            free_at: whole(row, "freeAt"),
            level: whole(row, "level").unwrap_or(1),
            state: text(row, "state"),
            why: text(row, "why"),
            at: whole(row, "at").unwrap_or(0),
        }
    }
}

/// The three sums and the days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earnings {
    /// Estimated, in yuan.
    pub estimated: String,
    /// Frozen, in yuan.
    pub frozen: String,
    /// Free to withdraw, in yuan.
    pub available: String,
    /// When the next of what is frozen becomes free, in ms since the epoch.
    pub next_free_at: Option<u64>,
    /// What `tax.withdraw` needs to know but for the amount; `null` where nothing can be withdrawn here.
    pub withdraw: Value,
    /// Each day and its fen, oldest first.
    pub days: Vec<(String, u64)>,
}

impl Earnings {
    /// Reads the mapped answer.
    #[must_use]
    pub fn of(row: &Value) -> Self {
        Self {
            estimated: text(row, "estimated"),
            frozen: text(row, "frozen"),
            available: text(row, "available"),
            next_free_at: whole(row, "nextFreeAt"),
            withdraw: row.get("withdraw").cloned().unwrap_or_default(),
            days: items(row, "days")
                .iter()
                .map(|day| (text(day, "day"), whole(day, "amount").unwrap_or(0)))
                .collect(),
        }
    }
}

/// An object of these fields. Not `json!`, whose way from any type is kilobytes of wasm.
#[must_use]
pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The rows of a mapped answer.
#[must_use]
pub fn rows(data: &Value) -> &[Value] {
    data.as_array().map_or(&[], Vec::as_slice)
}

/// The text under a name, empty where there is none; a number is its digits.
#[must_use]
pub fn text(row: &Value, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn some(row: &Value, name: &str) -> Option<String> {
    Some(text(row, name)).filter(|text| !text.is_empty())
}

fn whole(row: &Value, name: &str) -> Option<u64> {
    row.get(name).and_then(Value::as_u64)
}

fn items<'a>(row: &'a Value, name: &str) -> &'a [Value] {
    row.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_without_anything_is_an_empty_product() {
        let product = Product::of(&json!(null));
        assert_eq!((product.title.as_str(), product.image, product.sales), ("", None, None));
    }

    #[test]
    fn a_list_price_that_is_the_price_is_not_shown() {
        let row = json!({ "paid": "9.90", "list": "9.90" });
        assert_eq!(Product::of(&row).list, None);
    }

    #[test]
    fn a_parent_that_is_null_is_none() {
        assert_eq!(Me::of(&json!({ "promoter": "7", "parent": null })).parent, None);
        let me =
            Me::of(&json!({ "promoter": "7", "parent": { "promoter": "3", "tier": "silver" } }));
        assert_eq!(me.parent, Some(("3".to_owned(), Some("silver".to_owned()))));
    }
}
