//! Pages over naive servers.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn paging(kind: PageKind) -> Paging {
    let first = u64::from(kind == PageKind::Page);
    Paging { kind, first, size: None, more: None, total: None, next: None }
}

fn followed(
    paging: &Paging,
    params: &Value,
    data: &Value,
    rows: usize,
) -> Result<Following, BackendError> {
    let url = UrlTemplate::parse("https://h/v1", "/goods?size={size}").unwrap();
    let headers = vec![
        ("X-Total-Count".to_owned(), " 45 ".to_owned()),
        ("Link".to_owned(), "<?page=2>; rel=next".to_owned()),
    ];
    let response = HttpResponse { status: 200, headers, body: String::new() };
    let asked =
        Asked { resource: "goods", params: params.as_object(), url: &url, response: &response };
    paging.next(&asked, data, rows, &str::to_owned)
}

fn next(paging: &Paging, params: &Value, data: &Value, rows: usize) -> Option<Value> {
    followed(paging, params, data, rows).unwrap().next
}

fn at(pointer: &str) -> Option<Place> {
    Some(Place::Pointer(pointer.to_owned()))
}

#[test]
fn more_decides_where_it_is() {
    let pages =
        Paging { more: Some("/more".into()), total: at("/total"), ..paging(PageKind::Page) };
    for yes in [json!(true), json!(1), json!("1"), json!("true")] {
        let data = json!({ "more": yes, "total": 1 });
        assert_eq!(next(&pages, &json!({ "cursor": 3 }), &data, 1), Some(json!(4)), "{yes}");
        assert_eq!(next(&pages, &json!({}), &data, 1), Some(json!(2)), "{yes}");
    }
    for no in [json!(false), json!(0), json!("0"), json!("false"), json!(""), json!(null)] {
        assert_eq!(next(&pages, &json!({}), &json!({ "more": no, "total": 99 }), 1), None, "{no}");
    }
    assert_eq!(next(&pages, &json!({}), &json!({}), 1), None);
    let error = followed(&pages, &Value::Null, &json!({ "more": "perhaps" }), 1).unwrap_err();
    assert!(matches!(error, BackendError::Unmappable { ref field, .. } if field == "page.more"));
}

#[test]
fn a_total_ends_where_it_is_reached() {
    let pages = Paging { size: Some(20), total: at("/total"), ..paging(PageKind::Page) };
    let data = json!({ "total": "45" });
    assert_eq!(next(&pages, &json!({}), &data, 20), Some(json!(2)));
    assert_eq!(next(&pages, &json!({ "cursor": "2" }), &data, 20), Some(json!(3)));
    assert_eq!(next(&pages, &json!({ "cursor": 3 }), &data, 5), None);
    // Rows were taken away meanwhile: a page of nothing is the last, whatever the total says.
    assert_eq!(next(&pages, &json!({ "cursor": 2 }), &data, 0), None);
    let offsets = Paging { total: at("/total"), ..paging(PageKind::Offset) };
    assert_eq!(next(&offsets, &json!({}), &data, 20), Some(json!(20)));
    assert_eq!(next(&offsets, &json!({ "cursor": 40 }), &data, 5), None);
    assert_eq!(next(&offsets, &json!({ "cursor": 40 }), &data, 0), None);
}

#[test]
fn without_both_a_page_that_is_not_full_is_the_last() {
    let pages = Paging { size: Some(20), ..paging(PageKind::Page) };
    assert_eq!(next(&pages, &json!({}), &json!({}), 20), Some(json!(2)));
    assert_eq!(next(&pages, &json!({}), &json!({}), 19), None);
}

#[test]
fn a_cursor_that_comes_back_ends() {
    let cursors = Paging { next: at("/next"), ..paging(PageKind::Cursor) };
    assert_eq!(next(&cursors, &json!({}), &json!({ "next": "k1" }), 1), Some(json!("k1")));
    assert_eq!(next(&cursors, &json!({ "cursor": "k1" }), &json!({ "next": "k1" }), 1), None);
    for end in [json!({}), json!({ "next": null }), json!({ "next": "" })] {
        assert_eq!(next(&cursors, &json!({}), &end, 1), None, "{end}");
    }
    let big: Value = serde_json::from_str(r#"{ "next": 9007199254740993 }"#).unwrap();
    assert_eq!(next(&cursors, &json!({}), &big, 1), Some(json!("9007199254740993")));
    assert!(followed(&cursors, &Value::Null, &json!({ "next": [] }), 1).is_err());
}

#[test]
fn a_cursor_that_is_no_page_is_refused() {
    for wrong in [json!("x"), json!(-1), json!(1.5), json!([]), json!(true), json!(1_u64 << 60)] {
        let params = json!({ "cursor": wrong });
        let error = paging(PageKind::Page).arguments("goods", params.as_object()).unwrap_err();
        assert!(matches!(error, BackendError::BadParam { .. }), "{wrong}");
    }
}

#[test]
fn a_header_may_say_how_many_there_are_and_where_to_go_on() {
    let header = |name: &str| Some(Place::Header(name.to_owned()));
    let pages = Paging { total: header("x-total-count"), size: Some(20), ..paging(PageKind::Page) };
    let first = followed(&pages, &Value::Null, &Value::Null, 20).unwrap();
    assert_eq!((first.next, first.total), (Some(json!(2)), Some(45)));
    let cursors = Paging { next: header("x-total-count"), ..paging(PageKind::Cursor) };
    assert_eq!(next(&cursors, &Value::Null, &Value::Null, 1), Some(json!("45")));
    assert_eq!(
        next(&Paging { next: header("x-none"), ..cursors }, &Value::Null, &Value::Null, 1),
        None
    );
}

#[test]
fn a_link_is_followed_until_it_leads_to_itself() {
    let links = Paging { size: Some(9), ..paging(PageKind::Link) };
    assert_eq!(next(&links, &Value::Null, &Value::Null, 1), Some(json!("/goods?page=2")));
    assert_eq!(
        next(&links, &json!({ "cursor": "/more/x?page=1" }), &Value::Null, 1),
        Some(json!("/more/x?page=2"))
    );
    assert_eq!(next(&links, &json!({ "cursor": "/goods?page=2" }), &Value::Null, 1), None);
    for wrong in [
        json!("goods"),
        json!("https://evil.example/"),
        json!("/a/../b"),
        json!("/a#b"),
        json!(2),
        json!("/推"),
    ] {
        let params = json!({ "cursor": wrong });
        let error = links.arguments("goods", params.as_object()).unwrap_err();
        assert!(matches!(error, BackendError::BadParam { .. }), "{wrong}");
    }
}

proptest! {
    /// Following `next` over a naive server gives every row once, in order, and ends.
    #[test]
    fn following_next_gives_every_row_once(total in 0_usize..60, size in 1_usize..9, by in 0..4, offset in any::<bool>()) {
        let kind = if offset { PageKind::Offset } else { PageKind::Page };
        let paging = Paging {
            size: (by != 1 || !offset).then_some(size as u64),
            more: (by == 0).then(|| "/more".into()),
            total: (by == 1 || by == 2).then(|| at("/total")).flatten(),
            ..paging(kind)
        };
        let (mut seen, mut params) = (Vec::<usize>::new(), json!({}));
        for _ in 0..200 {
            let arguments = paging.arguments("goods", params.as_object()).unwrap();
            let at = arguments[0].1.as_u64().unwrap() as usize;
            let from = if offset { at } else { (at - 1) * size };
            let rows: Vec<usize> = (0..total).skip(from).take(size).collect();
            let data = json!({ "more": from + rows.len() < total, "total": total });
            seen.extend(&rows);
            match next(&paging, &params, &data, rows.len()) {
                Some(at) => params = json!({ "cursor": at }),
                None => { params = Value::Null; break }
            }
        }
        prop_assert_eq!(params, Value::Null);
        prop_assert_eq!(seen, (0..total).collect::<Vec<_>>());
    }
}
