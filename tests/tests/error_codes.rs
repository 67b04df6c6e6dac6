//! The list of codes is a contract: apps match on them.
//!
//! `tests/golden/error-codes.json` is kept by hand. A code that is added to the core and not to the
//! list, or taken from the core while it is in the list, fails here.

use std::collections::BTreeSet;

use tuike_core::code::ErrorCode;

fn of_the_core() -> Vec<ErrorCode> {
    use tuike_core::{
        backend, cache, commission, engine, list, money, outbox, pricing, read, seal, share, tax,
        track,
    };
    [
        backend::BackendError::CODES.as_slice(),
        backend::ProfileError::CODES.as_slice(),
        cache::CacheError::CODES.as_slice(),
        commission::CommissionError::CODES.as_slice(),
        commission::RecordError::CODES.as_slice(),
        engine::EngineError::CODES.as_slice(),
        engine::InputError::CODES.as_slice(),
        list::ListError::CODES.as_slice(),
        money::MoneyError::CODES.as_slice(),
        outbox::OutboxError::CODES.as_slice(),
        pricing::PricingError::CODES.as_slice(),
        read::ReadError::CODES.as_slice(),
        seal::SealError::CODES.as_slice(),
        share::AttributionError::CODES.as_slice(),
        share::ShareError::CODES.as_slice(),
        tax::TaxError::CODES.as_slice(),
        share::poster::PosterError::CODES.as_slice(),
        track::TrackError::CODES.as_slice(),
    ]
    .concat()
}

/// The part of the list under `name`: `core`, or what the package's own half adds.
fn of_the_list(name: &str) -> Vec<String> {
    let list: serde_json::Value =
        serde_json::from_str(include_str!("../golden/error-codes.json")).unwrap();
    let codes = list[name].as_array().unwrap();
    codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_code_of_the_core_is_in_the_list_and_the_other_way_round() {
    let core: BTreeSet<String> = of_the_core().iter().map(ToString::to_string).collect();
    let list: BTreeSet<String> = of_the_list("core").into_iter().collect();
    let missing: Vec<_> = core.difference(&list).collect();
    let gone: Vec<_> = list.difference(&core).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in the list: {missing:?}; gone from the core: {gone:?}"
    );
}

#[test]
fn no_code_stands_twice_and_each_is_module_slash_what_is_wrong() {
    let list = [of_the_list("core"), of_the_list("package")].concat();
    assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len());
    for code in &list {
        let (module, what) = code.split_once('/').unwrap_or_else(|| panic!("{code}"));
        let is_kebab = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        assert!(is_kebab(module) && is_kebab(what), "{code}");
    }
}

/// A code in the package's documentation that no error has would never match.
#[test]
fn every_code_that_the_public_types_name_exists() {
    let types = include_str!("../../miniprogram-bridge/api/tuike-core.d.ts");
    let known = [of_the_list("core"), of_the_list("package")].concat();
    let modules: BTreeSet<&str> = known.iter().filter_map(|code| code.split('/').next()).collect();
    let named = types.split(['\'', '"', '`']).filter(|text| {
        let is_code = |c: char| c.is_ascii_lowercase() || c == '-';
        text.split_once('/').is_some_and(|(module, what)| {
            modules.contains(module) && !what.is_empty() && what.chars().all(is_code)
        })
    });
    let strangers: Vec<&str> =
        named.filter(|name| !known.iter().any(|code| code == name)).collect();
    assert_eq!(strangers, [""; 0]);
}
