//! The shop's products over the wire.

mod common;

use std::collections::BTreeSet;

use common::{Shop, data, json_of};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tuike_demo_backend::{FIRST_ID, Options};

#[test]
fn the_pages_of_every_order_hold_every_product_exactly_once() {
    let shop = Shop::open(Options { products: 157, ..Options::default() });
    let all: BTreeSet<String> = (FIRST_ID..FIRST_ID + 157).map(|id| id.to_string()).collect();
    for sort in ["", "default", "commission", "sales", "price_asc", "price_desc"] {
        let mut seen = Vec::new();
        for page in 1.. {
            let data = shop.data(&format!("/api/v1/goods?page={page}&size=20&sort={sort}"));
            assert_eq!(data["total"], json!(157));
            let rows = data["list"].as_array().unwrap();
            seen.extend(rows.iter().map(|row| row["goodsId"].to_string()));
            assert_eq!(data["hasMore"], json!(page < 8), "{sort} {page}");
            if page == 8 {
                break;
            }
        }
        assert_eq!(seen.len(), 157, "{sort}");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all, "{sort}");
    }
    let beyond = shop.data("/api/v1/goods?page=9&size=20");
    assert_eq!(beyond, json!({ "list": [], "total": 157, "hasMore": false }));
}

#[test]
fn orders_of_price_and_sales_are_what_they_say() {
    let shop = Shop::small();
    let column = |sort: &str, field: &str| -> Vec<i64> {
        let data = shop.data(&format!("/api/v1/goods?size=60&sort={sort}"));
        data["list"].as_array().unwrap().iter().map(|row| row[field].as_i64().unwrap()).collect()
    };
    assert!(column("price_asc", "price").is_sorted());
    assert!(column("price_desc", "price").iter().rev().is_sorted());
    assert!(column("sales", "sales").iter().rev().is_sorted());
}

#[test]
fn an_id_beyond_2_53_keeps_its_digits_on_the_wire() {
    let shop = Shop::small();
    let text = shop.get("/api/v1/goods?size=2").text().unwrap();
    assert!(text.contains("\"goodsId\":9007199254740993,"), "{text}");
    assert!(text.contains("\"goodsId\":9007199254740994,"), "{text}");
    let one = shop.get("/api/v1/goods/9007199254740993").text().unwrap();
    assert!(one.contains("\"goodsId\":9007199254740993,"), "{one}");
}

#[test]
fn a_product_tells_more_than_its_row() {
    let shop = Shop::small();
    let row = shop.data("/api/v1/goods?size=1")["list"][0].clone();
    let mut product = shop.data("/api/v1/goods/9007199254740993");
    let fields = product.as_object_mut().unwrap();
    let desc = fields.remove("desc").unwrap();
    let specs = fields.remove("specs").unwrap();
    assert_eq!(product, row);
    assert!(!desc.as_str().unwrap().is_empty());
    assert!(specs[0]["name"].is_string() && specs[0]["value"].is_string());
}

#[test]
fn what_is_no_product_is_404_with_a_refusal() {
    let shop = Shop::small();
    for id in ["1", "9007199254741054", "+9007199254740993", "09007199254740993", "x", "%00", "-1"]
    {
        let answer = shop.get(&format!("/api/v1/goods/{id}"));
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{id}");
        assert_eq!(json_of(answer)["code"], json!(40_400));
    }
    let last = shop.get("/api/v1/goods/9007199254741052");
    assert_eq!(last.status(), StatusCode::OK);
}

#[test]
fn a_category_holds_what_lies_below_it_and_nothing_that_only_begins_alike() {
    let shop = Shop::open(Options { products: 300, ..Options::default() });
    let count =
        |cat: &str| shop.data(&format!("/api/v1/goods?cat={cat}"))["total"].as_u64().unwrap();
    assert_eq!(count("beauty"), count("beauty/lip") + count("beauty/skin") + count("beauty/hair"));
    assert!(count("beauty%2Flip") > 0);
    assert_eq!(count("beaut"), 0);
    assert_eq!(count("beauty/"), 0);
    assert_eq!(count("%25"), 0); // a percent sign, not "anything"
    let tops = ["beauty", "food", "home", "digital", "baby", "fashion", "gift"];
    assert_eq!(tops.into_iter().map(count).sum::<u64>(), 300);
}

#[test]
fn a_search_finds_titles_that_hold_every_word() {
    let shop = Shop::open(Options { products: 300, ..Options::default() });
    let titles = |q: &str| -> Vec<String> {
        let data = shop.data(&format!("/api/v1/goods?size=100&q={q}"));
        let list = data["list"].as_array().unwrap();
        list.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let all: Vec<String> = (1..=3)
        .flat_map(|page| {
            let data = shop.data(&format!("/api/v1/goods?size=100&page={page}"));
            let list = data["list"].as_array().unwrap().clone();
            list.into_iter().map(|row| row["name"].as_str().unwrap().to_owned())
        })
        .collect();
    let naive = |words: &[&str]| -> Vec<String> {
        all.iter().filter(|title| words.iter().all(|word| title.contains(word))).cloned().collect()
    };
    assert!(!naive(&["耳机"]).is_empty());
    assert_eq!(titles("耳机"), naive(&["耳机"]));
    assert_eq!(titles("耳机+声屿"), naive(&["耳机", "声屿"]));
    assert_eq!(titles("99%25"), naive(&["99%"]));
    assert_eq!(titles("_"), naive(&["_"]));
    assert_eq!(titles("'%20OR%201=1--"), Vec::<String>::new());
}

#[test]
fn a_query_that_makes_no_sense_is_422() {
    let shop = Shop::small();
    for query in ["page=0", "page=x", "size=0", "size=101", "sort=cheapest", "page=1.5", "page=-1"]
    {
        let answer = shop.get(&format!("/api/v1/goods?{query}"));
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(json_of(answer)["code"], json!(42_200), "{query}");
    }
}

#[test]
fn pictures_are_absolute_small_and_kept_for_ever() {
    let shop = Shop::small();
    let data = shop.data("/api/v1/goods?size=60");
    let pics: Vec<&str> =
        data["list"].as_array().unwrap().iter().filter_map(|row| row["pics"][0].as_str()).collect();
    assert!(pics.len() < 60, "some products have no picture");
    for url in pics.into_iter().take(20) {
        assert!(url.starts_with(shop.server.origin()), "{url}");
        let answer = shop.client.get(url).send().unwrap();
        assert_eq!(answer.headers()["content-type"], "image/svg+xml");
        assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert!(answer.text().unwrap().len() < 2_048);
    }
    assert_eq!(shop.get("/img/1.svg").status(), StatusCode::NOT_FOUND);
    assert_eq!(shop.get("/img/9007199254740993").status(), StatusCode::NOT_FOUND);
}

#[test]
fn ten_thousand_products_are_there_and_the_last_page_is_full() {
    let shop = Shop::open(Options { products: 10_000, ..Options::default() });
    let data = shop.data("/api/v1/goods?page=200&size=50");
    assert_eq!(data["total"], json!(10_000));
    assert_eq!(data["list"].as_array().unwrap().len(), 50);
    assert_eq!(data["hasMore"], json!(false));
    assert_eq!(data["list"][49]["goodsId"].to_string(), (FIRST_ID + 9_999).to_string());
}

#[test]
fn goods_that_did_not_change_are_304_and_a_new_version_says_so_everywhere() {
    let shop = Shop::small();
    let first = FIRST_ID.to_string();
    let path = format!("/api/v1/goods/{first}");
    let header = |answer: &reqwest::blocking::Response, name: &str| {
        answer.headers()[name].to_str().unwrap().to_owned()
    };
    let asked = |name: &str, value: &str| {
        shop.request(Method::GET, &path).header(name, value).send().unwrap()
    };
    let answer = shop.get(&path);
    let (tag, date) = (header(&answer, "etag"), header(&answer, "last-modified"));
    assert_eq!(header(&answer, "x-data-version"), "1");
    assert_eq!(header(&shop.get("/api/v1/plan"), "x-data-version"), "1");

    for (name, value) in [
        ("If-None-Match", tag.clone()),
        ("If-None-Match", format!("\"other\", W/{tag}")),
        ("If-Modified-Since", date.clone()),
    ] {
        let same = asked(name, &value);
        assert_eq!((same.status().as_u16(), header(&same, "etag")), (304, tag.clone()), "{value}");
        assert_eq!(same.text().unwrap(), "");
    }
    assert_eq!(asked("If-None-Match", "\"other\"").status(), StatusCode::OK);
    shop.fault(&json!({ "path": "/api/v1/goods", "kind": "half-json" }));
    assert_eq!(asked("If-None-Match", &tag).status(), StatusCode::OK, "half of nothing is nothing");

    let told = data(shop.post("/__version", &json!({ "item": first, "price": 16_990 })));
    assert_eq!(told, json!({ "version": 2 }));
    let changed = asked("If-None-Match", &tag);
    assert_eq!((changed.status().as_u16(), header(&changed, "x-data-version")), (200, "2".into()));
    assert_eq!(asked("If-Modified-Since", &date).status(), StatusCode::OK);
    assert_eq!(data(changed)["price"], json!(16_990));
    let page = shop.get("/api/v1/goods?size=3");
    assert_eq!(header(&page, "x-data-version"), "2");
    let page_tag = header(&page, "etag");
    let request = shop.request(Method::GET, "/api/v1/goods?size=3");
    let same = request.header("If-None-Match", page_tag).send().unwrap();
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(shop.post("/__version", &json!({ "item": "1", "price": 1 })).status(), 404);
    assert_eq!(data(shop.post("/__version", &json!({}))), json!({ "version": 3 }));
}
