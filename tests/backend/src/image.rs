//! `/img/{id}.svg`: a picture for each product, drawn from its category, its id and its title.
//!
//! Small enough to be sent whole (below 2 KB) and never different for the same product.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, header, header::HeaderValue};

use crate::app::App;
use crate::catalogue::category;
use crate::envelope::{Answer, Refusal};
use crate::goods::Goods;
use crate::request::escaped;
use crate::site::FOR_EVER;

/// `GET /img/{id}.svg`
pub(crate) async fn get(State(app): State<Arc<App>>, Path(file): Path<String>) -> Answer {
    let missing = || Refusal::not_found("没有这张图片");
    let id = file.strip_suffix(".svg").ok_or_else(missing)?;
    let goods = Goods::find(&app.db.lock(), id)?.ok_or_else(missing)?;
    let mut response = Response::new(Body::from(svg(&goods)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    Ok(response)
}

fn svg(goods: &Goods) -> String {
    let hue = i64::from(category(&goods.cat).map_or(0, |c| c.hue));
    // Neighbours of a category differ a little in colour, in tilt and in where the light falls.
    let number = goods.id.rem_euclid(997);
    let hue = (hue + number % 25 - 12).rem_euclid(360);
    let second = (hue + 28).rem_euclid(360);
    let tilt = number % 13 - 6;
    let (x, y) = (90 + number * 7 % 220, 70 + number * 11 % 120);
    let (brand, noun) =
        (escaped(&brand(goods)), escaped(category(&goods.cat).map_or("", |c| c.name.as_str())));
    let glyph = glyph(&goods.cat);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\">\
         <defs><linearGradient id=\"g\" x2=\"1\" y2=\"1\">\
         <stop stop-color=\"hsl({hue} 62% 90%)\"/><stop offset=\"1\" stop-color=\"hsl({second} 52% 76%)\"/>\
         </linearGradient></defs>\
         <path fill=\"url(#g)\" d=\"M0 0h400v400H0z\"/>\
         <circle cx=\"{x}\" cy=\"{y}\" r=\"150\" fill=\"#fff\" opacity=\".28\"/>\
         <ellipse cx=\"200\" cy=\"296\" rx=\"92\" ry=\"10\" fill=\"hsl({hue} 40% 40%)\" opacity=\".16\"/>\
         <g transform=\"rotate({tilt} 200 190)\" fill=\"hsl({hue} 46% 46%)\" stroke=\"#fff\" \
         stroke-width=\"6\" stroke-linejoin=\"round\" stroke-linecap=\"round\">{glyph}</g>\
         <g font-family=\"PingFang SC,Noto Sans CJK SC,sans-serif\" text-anchor=\"middle\" \
         fill=\"hsl({hue} 45% 26%)\"><text x=\"200\" y=\"346\" font-size=\"28\" font-weight=\"600\">{brand}</text>\
         <text x=\"200\" y=\"376\" font-size=\"18\" opacity=\".7\">{noun}</text></g></svg>"
    )
}

/// The first word of the title, at most 8 characters.
fn brand(goods: &Goods) -> String {
    goods.name.split(' ').next().unwrap_or_default().chars().take(8).collect()
}

/// The shape of a category, in a box of about 200 around (200, 190).
fn glyph(cat: &str) -> &'static str {
    match cat {
        "beauty/lip" => {
            "<path d=\"M168 190h64v96h-64z\"/><path d=\"M176 150h48v40h-48z\"/>\
             <path d=\"M182 150v-36l36-24v60z\"/>"
        }
        "beauty/skin" => {
            "<rect x=\"148\" y=\"156\" width=\"104\" height=\"130\" rx=\"22\"/>\
             <rect x=\"172\" y=\"112\" width=\"56\" height=\"44\" rx=\"8\"/><path d=\"M176 222h48\"/>"
        }
        "beauty/hair" => {
            "<path d=\"M150 170q0-26 30-26h40q30 0 30 26v116H150z\"/>\
             <path d=\"M190 144v-30h-30M190 114h44\" fill=\"none\"/>"
        }
        "food/snack" => {
            "<path d=\"M138 104h124l-12 28v118l12 36H138l12-36V132z\"/>\
             <circle cx=\"200\" cy=\"192\" r=\"30\" fill=\"#fff\" stroke=\"none\" opacity=\".7\"/>"
        }
        "food/fresh" => {
            "<path d=\"M200 140c-70-34-92 34-76 88s52 66 76 50c24 16 60 4 76-50s-6-122-76-88z\"/>\
             <path d=\"M200 140c0-24 10-42 32-52\" fill=\"none\"/>"
        }
        "food/drink" => {
            "<path d=\"M132 150h112v76q0 54-56 54t-56-54z\"/>\
             <path d=\"M244 166h18q24 0 24 28t-24 28h-20M164 128q-10-16 0-30M204 128q-10-16 0-30\" fill=\"none\"/>"
        }
        "home/kitchen" => {
            "<path d=\"M110 170h156v48q0 58-58 58h-40q-58 0-58-58z\"/><path d=\"M266 186h56\"/>\
             <path d=\"M188 150v-22\"/><path d=\"M124 152h128\"/>"
        }
        "home/bedding" => {
            "<path d=\"M104 200q0-24 24-24h144q24 0 24 24v70H104z\"/>\
             <rect x=\"132\" y=\"140\" width=\"62\" height=\"40\" rx=\"14\"/>\
             <rect x=\"206\" y=\"140\" width=\"62\" height=\"40\" rx=\"14\"/><path d=\"M104 222h192\"/>"
        }
        "home/clean" => {
            "<path d=\"M160 160h68l22 36v90H138v-90z\"/><path d=\"M168 112h48l24 18-24 6v24h-48z\"/>\
             <path d=\"M262 116l22-8M262 132h24\"/>"
        }
        "digital/audio" => {
            "<path d=\"M122 214v-22a78 78 0 0 1 156 0v22\" fill=\"none\"/>\
             <rect x=\"104\" y=\"206\" width=\"42\" height=\"74\" rx=\"18\"/>\
             <rect x=\"254\" y=\"206\" width=\"42\" height=\"74\" rx=\"18\"/>"
        }
        "digital/phone" => {
            "<rect x=\"142\" y=\"96\" width=\"116\" height=\"190\" rx=\"20\"/>\
             <path d=\"M206 136l-34 62h28l-8 50 38-66h-28z\" fill=\"#fff\" stroke=\"none\"/>"
        }
        "baby/care" => {
            "<path d=\"M156 164h88l10 122H146z\"/><path d=\"M150 142h100v22H150z\"/>\
             <path d=\"M172 142q0-48 28-48t28 48M176 204h26M174 234h32\"/>"
        }
        "fashion/shoes" => {
            "<path d=\"M112 176q28 16 60-14l44 40 56 12q22 8 22 38H112z\"/>\
             <path d=\"M112 252h182v22H112zM190 178l-14 14M206 194l-14 14\"/>"
        }
        _ => {
            "<rect x=\"114\" y=\"142\" width=\"172\" height=\"136\" rx=\"14\"/>\
             <path d=\"M200 142v136M114 186h172M200 142q-44-2-44-28t44 28q44-2 44-28t-44 28\"/>"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::categories;
    use crate::made;
    use serde_json::Value;

    fn goods(id: i64, cat: &str, name: String) -> Goods {
        Goods {
            id,
            name,
            sub: String::new(),
            cat: cat.to_owned(),
            merchant: String::new(),
            list: 0,
            price: 0,
            sales: 0,
            coupons: Value::Null,
            offers: Value::Null,
            service: String::new(),
            picture: true,
            descr: String::new(),
            specs: Value::Null,
        }
    }

    #[test]
    fn a_picture_is_below_two_kilobytes() {
        for index in 0..200 {
            let made = made::product(1, index);
            let picture = svg(&goods(made.id as i64, &made.category.slug, made.name));
            assert!(picture.len() < 2_048, "{}: {}", made.category.slug, picture.len());
        }
    }

    #[test]
    fn every_category_has_a_shape_of_its_own() {
        let mut shapes: Vec<&str> =
            categories().iter().map(|category| glyph(&category.slug)).collect();
        shapes.sort_unstable();
        shapes.dedup();
        assert_eq!(shapes.len(), categories().len());
    }

    #[test]
    fn a_title_with_markup_stays_text() {
        assert!(!svg(&goods(1, "food/fresh", "<a>&".to_owned())).contains("<a>"));
    }
}
