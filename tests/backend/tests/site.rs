//! The web app's files and pages.

mod common;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use common::{DEMO, Scratch, Shop, token};
use reqwest::{Method, StatusCode};
use tuike_demo_backend::{FIRST_ID, Options};

const INDEX: &str = "<!doctype html><html><head><title>推客</title><!--head--></head>\
                     <body><div id=\"app\"><!--first-paint--></div></body></html>";

fn site(name: &str) -> (Scratch, Shop) {
    let scratch = Scratch::new(name);
    let web = scratch.0.join("dist");
    fs::create_dir_all(web.join("assets")).unwrap();
    for (file, text) in [
        ("dist/index.html", INDEX),
        ("dist/app-0123456789abcdef.js", "plain script"),
        ("dist/app-0123456789abcdef.js.br", "brotli script"),
        ("dist/app-0123456789abcdef_bg.wasm", "wasm"),
        ("dist/sw.js", "worker"),
        ("dist/manifest.webmanifest", "{}"),
        ("dist/assets/icon.svg", "<svg/>"),
        ("dist/.hidden", "hidden"),
        ("secret.txt", "secret"),
    ] {
        fs::write(scratch.0.join(file), text).unwrap();
    }
    let shop = Shop::open(Options { products: 60, web: Some(web), ..Options::default() });
    (scratch, shop)
}

#[test]
fn hashed_names_are_kept_for_ever_and_pages_are_asked_for_again() {
    let (_scratch, shop) = site("caching");
    let for_ever = "public, max-age=31536000, immutable";
    for (path, mime, caching) in [
        ("/app-0123456789abcdef.js", "text/javascript; charset=utf-8", for_ever),
        ("/app-0123456789abcdef_bg.wasm", "application/wasm", for_ever),
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/assets/icon.svg", "image/svg+xml", "no-cache"),
        ("/profile.json", "application/json; charset=utf-8", "no-cache"),
    ] {
        let answer = shop.get(path);
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()["content-type"], mime, "{path}");
        assert_eq!(answer.headers()["cache-control"], caching, "{path}");
    }
}

#[test]
fn whoever_accepts_brotli_gets_the_compressed_sibling() {
    let (_scratch, shop) = site("brotli");
    let get = |accept: &str| {
        let request = shop.request(Method::GET, "/app-0123456789abcdef.js");
        request.header("Accept-Encoding", accept).send().unwrap()
    };
    let compressed = get("gzip, br");
    assert_eq!(compressed.headers()["content-encoding"], "br");
    assert_eq!(compressed.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(compressed.headers()["vary"], "accept-encoding");
    assert_eq!(compressed.text().unwrap(), "brotli script");
    let plain = get("gzip");
    assert!(!plain.headers().contains_key("content-encoding"));
    assert_eq!(plain.text().unwrap(), "plain script");
    let head = shop.request(Method::HEAD, "/app-0123456789abcdef.js").send().unwrap();
    assert_eq!((head.status(), head.text().unwrap().as_str()), (StatusCode::OK, ""));
}

#[test]
fn the_apps_pages_are_its_index_and_nothing_else_is() {
    let (_scratch, shop) = site("pages");
    for page in ["/", "/p/9007199254740993", "/earn", "/me", "/s/not-a-token", "/s/a/b"] {
        assert_eq!(shop.get(page).text().unwrap(), INDEX, "{page}");
    }
    for path in
        ["/app-ffffffff.js", "/earnings", "/assets", "/assets/", "/api/v1/none", "/api", "/p"]
    {
        assert_eq!(shop.get(path).status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        shop.request(Method::POST, "/").send().unwrap().status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
    let wrong = shop.request(Method::DELETE, "/api/v1/goods").send().unwrap();
    assert_eq!(wrong.status(), StatusCode::METHOD_NOT_ALLOWED);
}

/// Sent by hand: a client would tidy the path up before sending it.
fn raw(shop: &Shop, path: &str) -> String {
    let address = shop.server.origin().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn no_path_leads_out_of_the_directory() {
    let (scratch, shop) = site("traversal");
    let outside = scratch.0.join("secret.txt");
    for path in [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/.hidden",
        "/%00",
        outside.to_str().unwrap(),
        &format!("/{}", outside.display()),
    ] {
        let answer = raw(&shop, path);
        assert!(!answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        assert!(!answer.contains("secret\n") && !answer.ends_with("secret"), "{path}: {answer}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, scratch.0.join("dist/link.txt")).unwrap();
        assert!(raw(&shop, "/link.txt").starts_with("HTTP/1.1 404"));
    }
    assert!(raw(&shop, "/sw.js").starts_with("HTTP/1.1 200"), "the question itself is well put");
}

#[test]
fn a_share_link_shows_its_product_before_any_script_has_run() {
    let (_scratch, shop) = site("landing");
    let item = FIRST_ID.to_string();
    let product = shop.data(&format!("/api/v1/goods/{item}"));
    let answer = shop.get(&format!("/s/{}", token(DEMO, &item)));
    assert_eq!(answer.headers()["cache-control"], "no-cache");
    let page = answer.text().unwrap();

    let name = product["name"].as_str().unwrap();
    let title = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert!(page.contains(&format!("<title>{title}</title>")), "{page}");
    assert_eq!(page.matches("<title>").count(), 1);
    assert!(page.contains(&format!("property=\"og:title\" content=\"{title}\"")));
    assert!(page.contains(&format!(
        "property=\"og:image\" content=\"{}/img/{item}.svg\"",
        shop.server.origin()
    )));
    assert!(page.contains(&format!("src=\"/img/{item}.svg\"")));
    // 1,719.90 less 满499减80 and the coupon of 60: what a buyer pays.
    assert_eq!(product["price"], 171_990);
    assert!(page.contains("<span class=\"fp-yuan\">1579</span>"), "{page}");
    assert!(!page.contains('赚') && !page.contains("佣"), "a customer must not see what is earned");
}

#[test]
fn a_share_link_that_means_nothing_is_the_plain_page() {
    let (_scratch, shop) = site("no-landing");
    let gone = token(DEMO, "12345");
    for path in ["/s/x", "/s/%3Cscript%3E", "/s/0000000000000000", &format!("/s/{gone}")] {
        let answer = shop.get(path);
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.text().unwrap(), INDEX, "{path}");
    }
}

#[test]
fn a_server_without_a_web_app_says_so() {
    let shop = Shop::small();
    for path in ["/", "/s/x", "/sw.js"] {
        let answer = shop.get(path);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().unwrap().contains("--web"), "{path}");
    }
}
