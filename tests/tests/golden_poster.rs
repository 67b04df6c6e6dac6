//! The golden posters, natively; `golden.test.mjs` replays the same file through the package on both tiers.
//!
//! The file's lists are those whose pictures were looked at: it holds the tiers together and shows a change
//! in review. What must hold for every list is a law beside the code, and that the QR code is one is shown
//! here by a decoder that others wrote.

use serde_json::Value;
use tuike_core::code::Coded;
use tuike_core::read::Node;
use tuike_core::share::poster::{Data, Item, Poster, PosterError, Template, poster};

fn vectors(of: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../golden/poster.json")).unwrap();
    file[of].as_array().unwrap().clone()
}

fn made(vector: &Value) -> Result<Poster, PosterError> {
    let template = Template::parse(vector["template"].as_str().unwrap())?;
    poster(template, &Data::read(&Node::root("data", &vector["data"]))?)
}

#[test]
fn every_list_is_the_one_that_was_looked_at() {
    for vector in vectors("lists") {
        let list: Value = serde_json::from_str(&made(&vector).unwrap().to_json()).unwrap();
        assert_eq!(list, vector["expect"], "{}", vector["name"]);
    }
}

#[test]
fn what_no_poster_may_say_is_refused_with_its_code_and_its_place() {
    for vector in vectors("refused") {
        let error = made(&vector).unwrap_err();
        assert_eq!(error.code().as_str(), vector["code"], "{}: {error}", vector["name"]);
        assert_eq!(error.details().path.as_deref(), vector["path"].as_str(), "{}", vector["name"]);
    }
}

/// Three pixels a module is the least a poster has; drawn as `draw` draws it.
#[test]
fn a_decoder_by_others_reads_the_code_of_every_poster_that_has_one() {
    let mut read = 0;
    for vector in vectors("lists") {
        for item in made(&vector).unwrap().items {
            let Item::Qr { module, size, modules, .. } = item else { continue };
            let side = (module * size) as usize;
            let dark = |x: usize, y: usize| {
                let (x, y) = (x / module as usize, y / module as usize);
                modules.as_bytes()[y * size as usize + x] == b'1'
            };
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
                if dark(x, y) { 0 } else { 255 }
            });
            let grids = image.detect_grids();
            let (_, text) = grids.first().expect("a code is seen").decode().unwrap();
            assert_eq!(text, vector["data"]["link"].as_str().unwrap());
            read += 1;
        }
    }
    assert_eq!(read, 3);
}
