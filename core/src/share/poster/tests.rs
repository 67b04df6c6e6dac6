//! Laws of every draw list, whatever the data; the oracle is geometry.

use proptest::prelude::*;
use serde_json::json;

use super::text::{clean, width, wrap};
use super::*;
use crate::code::Coded;
use crate::read::Node;

fn data(json: &serde_json::Value) -> Data {
    Data::read(&Node::root("data", json)).unwrap_or_else(|error| panic!("{error}"))
}

fn at(item: &Item) -> Area {
    match item {
        Item::Rect { at, .. }
        | Item::Image { at, .. }
        | Item::Text { at, .. }
        | Item::Qr { at, .. } => *at,
    }
}

fn apart(a: Area, b: Area) -> bool {
    a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
}

fn within(inner: Area, outer: Area) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.x + inner.w <= outer.x + outer.w
        && inner.y + inner.h <= outer.y + outer.h
}

/// What must hold for any poster.
fn sound(poster: &Poster) {
    let canvas = Area { x: 0, y: 0, w: poster.width, h: poster.height };
    assert!(poster.width <= 4096 && poster.height <= 4096, "{}×{}", poster.width, poster.height);
    for (place, item) in poster.items.iter().enumerate() {
        let here = at(item);
        assert!(here.w > 0 && here.h > 0 && within(here, canvas), "{here:?} outside {canvas:?}");
        for other in poster.items.iter().skip(place + 1) {
            let there = at(other);
            let free = apart(here, there);
            // Only a rectangle may lie below something, and then below all of it.
            let below = matches!(item, Item::Rect { .. }) && within(there, here);
            assert!(free || below, "{item:?} overlaps {other:?}");
        }
        match item {
            Item::Text { at, lines, .. } => {
                assert!(!lines.is_empty());
                for line in lines {
                    assert!(line.w <= at.w, "{line:?} is wider than {at:?}");
                    let largest = line.spans.iter().map(|span| span.size).max().unwrap_or(0);
                    assert!(line.y - at.y >= largest * 9 / 10, "{line:?} is cut above");
                    assert!(at.y + at.h - line.y >= largest / 4, "{line:?} is cut below");
                    assert!(line.spans.iter().all(|span| !span.text.is_empty() && span.size > 0));
                }
            }
            Item::Qr { at, module, size, modules } => {
                assert!(*module >= 3);
                assert_eq!((at.w, at.h), (module * size, module * size));
                let side = *size as usize;
                assert_eq!(modules.len(), side * side);
                for (place, dark) in modules.bytes().enumerate() {
                    let (x, y) = (place % side, place / side);
                    let quiet = x.min(y).min(side - 1 - x).min(side - 1 - y) < 4;
                    assert!(!quiet || dark == b'0', "the quiet zone is light");
                }
            }
            Item::Rect { .. } | Item::Image { .. } => {}
        }
    }
    assert!(
        poster
            .items
            .iter()
            .any(|item| matches!(item, Item::Qr { .. } | Item::Image { whole: true, .. }))
    );
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[口红丝绒雾面哑光持久不沾杯，。！（）【】 ]{0,60}",
        "[A-Za-z0-9 .,%&@-]{0,120}",
        "\\PC{0,40}",
        Just("👨‍👩‍👧‍👦🇨🇳❤️👍🏽".repeat(6)),
        Just("W".repeat(90)),
        Just("e\u{301}".repeat(80)),
    ]
}

fn amount() -> impl Strategy<Value = String> {
    (0u64..=9_000_000_000_000, 0u32..=4).prop_map(|(fen, cut)| {
        let fen = fen / 1000u64.pow(cut);
        format!("{}.{:02}", fen / 100, fen % 100)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn nothing_overlaps_and_nothing_is_cut(
        title in words(), note in words(), caption in words(), hint in words(), name in words(),
        tags in proptest::collection::vec(words(), 0..8),
        (paid, list) in (amount(), proptest::option::of(amount())),
        (image, avatar) in (any::<bool>(), any::<bool>()),
        link in "https://[a-z0-9./?&=]{4,190}",
        (dpr, of_shop, rows) in (1u32..=3, any::<bool>(), 1usize..=6),
        picture_code in any::<bool>(),
    ) {
        let mut said = json!({
            "title": title, "note": note, "caption": caption, "hint": hint, "tags": tags, "dpr": dpr,
            "by": { "name": name },
        });
        if avatar { said["by"]["avatar"] = "https://a.cn/a.png".into(); }
        if picture_code { said["code"] = "https://a.cn/c.png".into(); } else { said["link"] = link.into(); }
        let mut product = json!({ "paid": paid });
        if let Some(list) = list { product["list"] = list.into(); }
        if image { product["image"] = "https://a.cn/p.jpg".into(); }
        if of_shop {
            product["title"] = title.into();
            said["items"] = vec![product; rows].into();
            sound(&poster(Template::Shop, &data(&said)).unwrap());
        } else {
            for (name, value) in product.as_object().unwrap() { said[name] = value.clone(); }
            let said = data(&said);
            sound(&poster(Template::Card, &said).unwrap());
            sound(&poster(Template::Full, &said).unwrap());
        }
    }

    /// What is on the lines is the text up to the ellipsis, and no line is wider than its room.
    #[test]
    fn wrapping_keeps_the_text(text in words(), room in 150u32..4_000, most in 1u32..9, bold: bool) {
        let lines = wrap(&text, room, most, bold);
        prop_assert!(lines.len() <= most as usize);
        let solid = |text: &str| text.replace(' ', "");
        let (shown, all) = (solid(&lines.concat()), solid(&clean(&text)));
        match shown.strip_suffix('…') {
            Some(cut) if shown != all => prop_assert!(all.starts_with(cut)),
            _ => prop_assert_eq!(shown, all),
        }
        for line in lines {
            prop_assert!(width(&line, bold) <= room, "{:?} in {}", line, room);
            prop_assert!(!line.starts_with(' ') && !line.ends_with(' '));
        }
    }
}

#[test]
fn what_people_see_as_one_character_is_never_broken() {
    // Room for two and a half family emoji: each is 1.4 squares.
    let family = "👨‍👩‍👧‍👦";
    assert_eq!(wrap(&family.repeat(3), 350, 9, false), [family.repeat(2), family.to_owned()]);
    assert_eq!(wrap(&family.repeat(9), 400, 1, false), [format!("{family}{family}…")]);
    assert_eq!(wrap("🇨🇳🇯🇵🇺🇸", 300, 9, false), ["🇨🇳🇯🇵", "🇺🇸"]);
    assert_eq!(wrap("e\u{301}e\u{301}e\u{301}", 130, 9, false), ["e\u{301}e\u{301}", "e\u{301}"]);
}

#[test]
fn lines_end_where_a_reader_expects_it() {
    assert_eq!(wrap("持久不沾杯，显白", 500, 9, false), ["持久不沾", "杯，显白"]);
    assert_eq!(wrap("显白（哑光）", 300, 9, false), ["显白", "（哑", "光）"]);
    assert_eq!(wrap("Velvet matte lipstick", 720, 9, false), ["Velvet matte", "lipstick"]);
    assert_eq!(wrap("只要¥199元", 400, 9, false), ["只要", "¥199元"]);
    assert_eq!(wrap("  a \n\t b  ", 900, 9, false), ["a b"]);
    assert_eq!(wrap("99\u{202e}88.1", 900, 9, false), ["9988.1"]);
    assert_eq!(wrap("", 900, 9, false), [""; 0]);
}

#[test]
fn a_card_is_where_it_was_worked_out_by_hand() {
    // dpr 1. The card's column is 28 from each edge: 375 − 56 = 319 wide. From the top: 12 ground, 16 card,
    // 319 picture, 12; title of one line 18 × 1.4 = 25; 4; price 34 × 1.4 = 47; 16, 1, 16; the code: 33 modules
    // with its quiet zone (version 2, 25 + 8), 104 / 33 = 3 pixels each: 99; 16 card, 12 ground.
    let said = json!({ "title": "口红", "paid": "9.90", "image": "p.png", "link": "https://a.cn/s/0", "dpr": 1 });
    let list = poster(Template::Card, &data(&said)).unwrap();
    let picture = Area { x: 28, y: 28, w: 319, h: 319 };
    let title = Area { x: 28, y: 359, w: 319, h: 25 };
    let price = Area { x: 28, y: 388, w: 319, h: 47 };
    let code = Area { x: 375 - 28 - 99, y: 388 + 47 + 33, w: 99, h: 99 };
    let places: Vec<Area> =
        list.items.iter().filter(|item| !matches!(item, Item::Rect { .. })).map(at).collect();
    assert_eq!(places, [picture, title, price, code]);
    assert_eq!((list.width, list.height), (375, 468 + 99 + 28));
    let Some(Item::Text { lines, .. }) = list.items.iter().find(|item| at(item) == price) else {
        panic!()
    };
    let spans: Vec<(&str, u32)> =
        lines[0].spans.iter().map(|span| (span.text.as_str(), span.size)).collect();
    assert_eq!(spans, [("¥", 20), ("9", 34), (".90", 20)]);
}

#[test]
fn yuan_are_grouped_and_a_list_price_without_room_goes_below() {
    let said = json!({ "title": "a", "paid": "10000000.00", "list": "12000000.50", "link": "https://a.cn", "dpr": 1 });
    let list = poster(Template::Full, &data(&said)).unwrap();
    let shown: Vec<String> = list
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Text { lines, .. } => Some(
                lines.iter().flat_map(|line| &line.spans).map(|span| span.text.as_str()).collect(),
            ),
            _ => None,
        })
        .collect();
    assert_eq!(shown, ["¥10,000,000.00", "¥12,000,000.50", "a"]);
}

#[test]
fn a_template_says_what_it_lacks() {
    let link = "https://a.cn";
    let shop =
        data(&json!({ "title": "a", "link": link, "items": [{ "title": "b", "paid": "1.00" }] }));
    let one = data(&json!({ "title": "a", "link": link, "paid": "1.00" }));
    let refused = |template, data| poster(template, data).unwrap_err().details().path;
    assert_eq!(refused(Template::Card, &shop).as_deref(), Some("data.paid"));
    assert_eq!(refused(Template::Shop, &one).as_deref(), Some("data.items"));
}

#[test]
fn a_link_too_long_for_three_pixels_a_module_is_refused_and_says_by_how_much() {
    // dpr 1: 200 / 3 = 66 modules hold version 10 (57 + 8): 213 bytes at level M (ISO/IEC 18004, table 7).
    let said = |length: usize| json!({ "title": "a", "paid": "1.00", "link": "x".repeat(length), "dpr": 1 });
    sound(&poster(Template::Card, &data(&said(213))).unwrap());
    let error = poster(Template::Card, &data(&said(216))).unwrap_err();
    assert_eq!(error.code().as_str(), "share/qr-too-long");
    assert_eq!(error.to_string(), "the QR code's text has 216 bytes, 3 more than the 213 it holds");
}
