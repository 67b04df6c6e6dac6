//! Answers a test can put into a server's mouth.

use tuike_core::effect::HttpResponse;

/// 503 with a Retry-After in seconds.
pub fn busy(seconds: u32) -> HttpResponse {
    let headers = vec![("Retry-After".to_owned(), seconds.to_string())];
    HttpResponse { status: 503, headers, body: String::new() }
}

/// 200 with whatever body.
pub fn page(body: &str) -> HttpResponse {
    HttpResponse { status: 200, headers: Vec::new(), body: body.to_owned() }
}

pub fn status(status: u16) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: r#"{"code":1,"msg":"no"}"#.to_owned() }
}
