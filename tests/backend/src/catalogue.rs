//! What the demo shop sells: categories, and the words, prices and facts goods are made of.
//!
//! Words only, read from `catalogue.json`; never a product: [`crate::made`] puts them together. The
//! brands are invented.

use std::sync::LazyLock;

use tuike_core::read::{self, Node, ReadError};

/// A category and everything its products have in common.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Category {
    /// The path that plans match: `beauty/lip` lies below `beauty`.
    pub(crate) slug: String,
    /// What a person reads.
    pub(crate) name: String,
    /// Where on the colour wheel its pictures stand, in degrees.
    pub(crate) hue: u16,
    pub(crate) brands: Vec<String>,
    pub(crate) uses: Vec<String>,
    /// Names and possible values of the table on a product's page.
    pub(crate) facts: Vec<(String, Vec<String>)>,
    pub(crate) items: Vec<Item>,
}

/// A kind of goods: what may be said of it in one title.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) noun: String,
    /// At least two.
    pub(crate) traits: Vec<String>,
    pub(crate) specs: Vec<String>,
    /// The lowest and the highest usual price.
    pub(crate) yuan: (u64, u64),
}

/// The category without commission: no rule of the demo plan matches it.
pub(crate) const WITHOUT_COMMISSION: &str = "gift/card";

/// Every category.
pub(crate) fn categories() -> &'static [Category] {
    static CATEGORIES: LazyLock<Vec<Category>> = LazyLock::new(|| {
        // It is part of this program, and a test reads it.
        parse(include_str!("../catalogue.json")).expect("catalogue.json")
    });
    &CATEGORIES
}

/// The category of a slug.
pub(crate) fn category(slug: &str) -> Option<&'static Category> {
    categories().iter().find(|category| category.slug == slug)
}

/// What is added to a few titles until they are as long as titles in the field get.
pub(crate) const TAILS: [&str; 6] = [
    "【官方正品】",
    "限时第二件半价",
    "七天无理由退换",
    "包邮到家",
    "赠运费险",
    "直播间同款爆款热卖推荐",
];

fn parse(text: &str) -> Result<Vec<Category>, ReadError> {
    let json = read::parse("catalogue", text)?;
    Node::root("catalogue", &json).items()?.iter().map(Category::read).collect()
}

impl Category {
    fn read(node: &Node<'_>) -> Result<Self, ReadError> {
        let fields = node.object(&["slug", "name", "hue", "brands", "uses", "facts", "items"])?;
        let text = |name| Ok::<_, ReadError>(fields.required(name)?.nonempty_text()?.to_owned());
        let facts = fields.required("facts")?.open_object()?;
        Ok(Self {
            slug: text("slug")?,
            name: text("name")?,
            hue: fields.required("hue")?.integer(0, 359)? as u16,
            brands: texts(&fields.required("brands")?, 1)?,
            uses: texts(&fields.required("uses")?, 1)?,
            facts: facts
                .fields()
                .map(|(name, values)| Ok((name.to_owned(), texts(&values, 1)?)))
                .collect::<Result<_, ReadError>>()?,
            items: fields
                .required("items")?
                .items()?
                .iter()
                .map(Item::read)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Item {
    fn read(node: &Node<'_>) -> Result<Self, ReadError> {
        let fields = node.object(&["noun", "traits", "specs", "yuan"])?;
        let yuan = fields.required("yuan")?;
        let [low, high] = yuan.items()?.try_into().map_err(|_| yuan.wrong("[lowest, highest]"))?;
        let low = low.integer(1, 1_000_000)?;
        Ok(Self {
            noun: fields.required("noun")?.nonempty_text()?.to_owned(),
            traits: texts(&fields.required("traits")?, 2)?,
            specs: texts(&fields.required("specs")?, 1)?,
            yuan: (low, high.integer(low, 1_000_000)?),
        })
    }
}

fn texts(node: &Node<'_>, least: usize) -> Result<Vec<String>, ReadError> {
    let items = node.items()?;
    if items.len() < least {
        return Err(node.wrong(&format!("at least {least} texts")));
    }
    items.iter().map(|item| item.nonempty_text().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_reads_and_no_category_stands_in_it_twice() {
        let mut slugs: Vec<&str> = categories().iter().map(|c| c.slug.as_str()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), 14);
        assert!(category(WITHOUT_COMMISSION).is_some());
        assert!(categories().iter().all(|category| !category.items.is_empty()));
    }
}
