//! The shapes that the TypeScript types are made from, against the core that reads and gives them.
//!
//! What comes in is documented by structs that no code of the core sees. So here each of them is filled
//! to the last field and handed to the core's reader: a field that was renamed, forgotten or added on one
//! side only fails here. The destructuring without `..` keeps the other direction: a new field of a struct
//! does not compile until it is filled.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use tuike_bridge::commission::RawPlan;
use tuike_bridge::dto::attribution::{
    AttributionPolicy, AttributionRules, SavedAttribution, SavedTouch, SelfPromotion,
};
use tuike_bridge::dto::backend::{
    AttributionConfig, BackendProfile, CacheConfig, ClaimConfig, EventsConfig, MutationConfig,
    PageConfig, PageKind, RefusedConfig, ResourceConfig,
};
use tuike_bridge::dto::backend_check::{
    BackendReport, CheckOptions, CheckedError, CheckedField, CheckedLogin, CheckedNear,
    CheckedPointer, CheckedRequest,
};
use tuike_bridge::dto::backend_parts::{
    AuthConfig, BreakerConfig, CodeRule, EnvelopeConfig, GraphQlConfig, LoginConfig, MapField,
    RateConfig, RequestLimits, Unit,
};
use tuike_bridge::dto::commission::{
    ChainMember, FeedProduct, FeedQuery, LinePreview, OrderInput, OrderLine, Preview, RefundInput,
    RefundLine, RowQuery, Share, Step,
};
use tuike_bridge::dto::commission_plan::{
    AgreementConfig, AgreementLimits, BaseName, CampaignConfig, LevelConfig, LimitsConfig,
    MatchConfig, PerName, PlanConfig, PolicyName, RoundingName, RuleConfig, SelfPurchaseName,
    TierByName, TierConfig, TierModeName,
};
use tuike_bridge::dto::list::{ListLayout, ListOptions};
use tuike_bridge::dto::poster::{Poster, PosterData, PosterPerson, PosterProduct};
use tuike_bridge::dto::share::{
    Channel, LandInput, LinkOptions, QrLevel, QrOptions, ReferrerInfo, SharePayload, Utm,
};
use tuike_bridge::dto::signing::{SigningApp, SigningConfig, SigningKey, SigningSlot, SigningTime};
use tuike_bridge::json::to_json;
use tuike_core::backend::Profile;
use tuike_core::commission as core_commission;
use tuike_core::list as core_list;
use tuike_core::read::Node;
use tuike_core::share as core_share;

/// What a caller's JSON would be, `None` left out as an absent property is.
fn sent(config: &impl Serialize) -> Value {
    fn without_nulls(value: Value) -> Value {
        match value {
            Value::Object(fields) => fields
                .into_iter()
                .filter(|(_, field)| !field.is_null())
                .map(|(name, field)| (name, without_nulls(field)))
                .collect(),
            Value::Array(items) => items.into_iter().map(without_nulls).collect(),
            other => other,
        }
    }
    without_nulls(serde_json::from_str(&serde_json::to_string(config).unwrap()).unwrap())
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn texts(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

fn rule(id: &str, base: BaseName, levels: Vec<LevelConfig>) -> RuleConfig {
    RuleConfig {
        id: id.to_owned(),
        conditions: Some(MatchConfig {
            sku: texts(&["L1"]),
            category: texts(&["beauty"]),
            merchant: texts(&["m1"]),
            tier: texts(&[id]),
            channel: texts(&["shop"]),
            new_customer: Some(true),
            from: Some(1_767_225_600_000.0),
            to: Some(1_769_904_000_000.0),
        }),
        base: Some(base),
        levels,
    }
}

fn full_plan(rounding: RoundingName, policy: PolicyName) -> PlanConfig {
    let rate = |rate: &str| LevelConfig::Rate {
        rate: rate.to_owned(),
        less: some("0.01"),
        min: some("0.10"),
        cap: some("50.00"),
    };
    let fixed = |per| LevelConfig::Fixed {
        amount: "1.00".to_owned(),
        per: Some(per),
        min: some("0.10"),
        cap: some("50.00"),
    };
    let tiered = |mode, by| LevelConfig::Tiered {
        mode,
        by: Some(by),
        tiers: vec![
            TierConfig { up_to: some("100.00"), rate: "0.05".to_owned() },
            TierConfig { up_to: None, rate: "0.08".to_owned() },
        ],
        min: some("0.10"),
        cap: some("50.00"),
    };
    let share = |of: &str| LevelConfig::Share {
        of: of.to_owned(),
        rate: "0.50".to_owned(),
        subsidy: some("0.01"),
        fee: some("0.10"),
        min: some("0.10"),
        cap: some("50.00"),
    };
    PlanConfig {
        version: 1,
        currency: "CNY".to_owned(),
        rounding: Some(rounding),
        limits: Some(LimitsConfig {
            policy: Some(policy),
            max_levels: Some(2),
            max_total_rate: some("0.30"),
            min_total_rate: some("0.00"),
        }),
        self_purchase: Some(SelfPurchaseName::Earn),
        cap_per_order: some("200.00"),
        cap_per_day: some("1000.00"),
        rules: vec![
            rule("gold", BaseName::Paid, vec![rate("0.10"), fixed(PerName::Unit)]),
            rule("b", BaseName::List, vec![fixed(PerName::Line), share("product")]),
            rule("c", BaseName::Profit, vec![rate("0.04"), share("0.20")]),
            rule(
                "d",
                BaseName::Paid,
                vec![
                    tiered(TierModeName::Marginal, TierByName::Line),
                    tiered(TierModeName::Whole, TierByName::Progress),
                ],
            ),
        ],
        campaigns: campaigns(),
    }
}

fn campaigns() -> Option<Vec<CampaignConfig>> {
    let RuleConfig { conditions, .. } = rule("silver", BaseName::Paid, vec![]);
    let conditions = conditions.map(|all| MatchConfig { from: None, to: None, ..all });
    Some(vec![
        CampaignConfig::Multiply {
            by: "1.5".to_owned(),
            id: "m".to_owned(),
            order: 1,
            from: 0.0,
            to: 1.0,
            conditions: conditions.clone(),
            levels: Some(vec![1]),
            alone: Some(true),
        },
        CampaignConfig::Add {
            rate: "0.01".to_owned(),
            id: "a".to_owned(),
            order: 2,
            from: 0.0,
            to: 1.0,
            conditions,
            levels: Some(vec![1, 2]),
            alone: Some(false),
        },
    ])
}

#[test]
fn the_core_takes_an_agreement_with_every_field_and_every_self_purchase() {
    let agreement = AgreementConfig {
        version: 1,
        currency: "CNY".to_owned(),
        merchant: "m1".to_owned(),
        limits: Some(AgreementLimits { max_levels: Some(1), max_total_rate: some("0.20") }),
        rules: vec![],
        campaigns: campaigns(),
    };
    for name in [SelfPurchaseName::Earn, SelfPurchaseName::Forgo, SelfPurchaseName::Shift] {
        let mut plan = full_plan(RoundingName::HalfUp, PolicyName::Cn);
        plan.self_purchase = Some(name);
        let both = json!([sent(&plan), sent(&agreement)]);
        core_commission::Plan::parse(&both.to_string()).unwrap();
    }
}

#[test]
fn the_core_takes_a_refund_with_every_field() {
    let refund = RefundInput { lines: vec![RefundLine { index: 3, quantity: 2 }] };
    let read = core_commission::Refund::read(&Node::root("refund", &sent(&refund))).unwrap();
    assert_eq!((read.lines[0].index, read.lines[0].quantity), (3, 2));
}

#[test]
fn the_core_takes_a_plan_with_every_field_and_every_choice() {
    for rounding in [RoundingName::HalfUp, RoundingName::HalfEven, RoundingName::Down] {
        for policy in [PolicyName::Cn, PolicyName::None] {
            core_commission::Plan::parse(&sent(&full_plan(rounding, policy)).to_string()).unwrap();
        }
    }
}

#[test]
fn the_core_takes_an_order_with_every_field() {
    let order = OrderInput {
        at: 1_767_300_000_000.0,
        currency: some("CNY"),
        channel: some("shop"),
        new_customer: Some(true),
        buyer: some("p1"),
        lines: vec![OrderLine {
            sku: "L1".to_owned(),
            category: some("beauty/lip"),
            merchant: some("m1"),
            paid: "189.00".to_owned(),
            paid_total: some("378.00"),
            list: some("199.00"),
            cost: some("80.00"),
            quantity: Some(2),
            service_rate: some("0.20"),
            promoter_rate: some("0.50"),
        }],
        chain: vec![ChainMember {
            promoter: "p9".to_owned(),
            tier: some("gold"),
            rate: some("0.40"),
            progress: some("1000.00"),
            earned_today: some("10.00"),
        }],
    };
    let json = sent(&order);
    let plan = full_plan(RoundingName::HalfUp, PolicyName::Cn);
    let plan = core_commission::Plan::parse(&sent(&plan).to_string()).unwrap();
    let order = core_commission::Order::read(Node::root("order", &json), plan.currency()).unwrap();
    // 2 × 189.00 × 0.10 − 0.01 = 37.79.
    assert_eq!(plan.preview(&order).unwrap().total.minor(), 3_779);
}

#[test]
fn the_core_takes_queries_and_products_with_every_field() {
    let query = RowQuery {
        sku: some("L1"),
        category: some("beauty"),
        merchant: some("m1"),
        channel: some("shop"),
        new_customer: Some(false),
        tier: some("gold"),
        rate: some("0.40"),
        progress: some("1000.00"),
        earned_today: some("10.00"),
        at: 0.0,
    };
    let currency = tuike_core::money::Currency::CNY;
    core_commission::RowQuery::read(&Node::root("query", &sent(&query)), currency).unwrap();
    let RowQuery { channel, new_customer, tier, rate, progress, earned_today, at, .. } = query;
    let feed = FeedQuery { channel, new_customer, tier, rate, progress, earned_today, at };
    core_commission::Seller::read(&Node::root("query", &sent(&feed)), currency).unwrap();
    let product = FeedProduct {
        sku: some("L1"),
        id: some("42"),
        category: some("beauty"),
        merchant: some("m1"),
        paid: "1.00".to_owned(),
        list: some("2.00"),
        cost: some("0.50"),
        service_rate: some("0.20"),
        promoter_rate: some("0.50"),
    };
    let json = sent(&product);
    let read = core_commission::Product::read(&Node::root("product", &json), currency).unwrap();
    assert_eq!((read.sku.as_str(), read.list.is_some(), read.cost.is_some()), ("L1", true, true));
    assert!(read.service_rate.is_some() && read.promoter_rate.is_some());
}

#[test]
fn the_core_takes_list_options_with_every_field() {
    let options = ListOptions {
        count: 10,
        estimate: 96.5,
        lanes: Some(3),
        layout: Some(ListLayout::Grid),
        gap: Some(8.0),
        cross_gap: Some(6.0),
        cross: Some(375.0),
        overscan: Some(2),
        padding: Some([1.0, 2.5]),
        header: Some(120.0),
        footer: Some(40.0),
        groups: Some(vec![0, 4]),
    };
    let read = core_list::Options::read(&Node::root("list", &sent(&options))).unwrap();
    let expected = core_list::Options {
        count: 10,
        estimate: 96.5,
        lanes: 3,
        layout: core_list::Layout::Grid,
        gap: 8.0,
        cross_gap: 6.0,
        cross: 375.0,
        overscan: 2,
        padding: [1.0, 2.5],
        header: 120.0,
        footer: 40.0,
    };
    assert_eq!(read, expected);
    for (layout, name) in [(ListLayout::Grid, "grid"), (ListLayout::Waterfall, "waterfall")] {
        assert_eq!(sent(&layout), name);
    }
}

#[test]
fn the_core_takes_a_payload_in_every_channel() {
    let channels = [
        Channel::Link,
        Channel::WechatFriend,
        Channel::WechatTimeline,
        Channel::WechatH5,
        Channel::WechatShop,
        Channel::Alipay,
        Channel::Web,
        Channel::Phrase,
        Channel::Poster,
    ];
    let known: Vec<core_share::Channel> = core_share::Channel::ALL.into();
    let read: Vec<core_share::Channel> = channels
        .into_iter()
        .map(|channel| {
            let payload = SharePayload {
                promoter: "9007199254740993".to_owned(),
                item: "42".to_owned(),
                channel,
                at: 1_767_225_600_000.0,
                campaign: some("双11"),
            };
            core_share::Payload::read(&Node::root("payload", &sent(&payload))).unwrap().channel
        })
        .collect();
    assert_eq!(read, known);
}

#[test]
fn the_core_takes_link_and_qr_options_with_every_field() {
    let link = LinkOptions {
        base: "https://m.example.com/s".to_owned(),
        utm: Some(Utm {
            source: some("a"),
            medium: some("b"),
            campaign: some("c"),
            term: some("d"),
            content: some("e"),
        }),
    };
    let read = core_share::LinkOptions::read(&Node::root("options", &sent(&link))).unwrap();
    assert_eq!(read.utm.content.as_deref(), Some("e"));
    for level in [QrLevel::L, QrLevel::M, QrLevel::Q, QrLevel::H] {
        let options = QrOptions { level: Some(level), quiet: Some(2) };
        let read = core_share::QrOptions::read(&Node::root("options", &sent(&options))).unwrap();
        assert_eq!(read.quiet, 2);
    }
}

#[test]
fn a_landing_is_found_in_every_place_the_types_name() {
    let token = "5cv20000azt1";
    let place = |path: Option<&str>, query: Option<Value>, extra: Option<Value>| LandInput {
        path: path.map(str::to_owned),
        query,
        referrer_info: Some(ReferrerInfo { extra_data: extra }),
    };
    for input in [
        place(Some(&format!("/s/{token}")), None, None),
        place(None, Some(json!({ "scene": token })), None),
        place(None, Some(json!(format!("s={token}"))), None),
        place(None, None, Some(json!({ "s": token }))),
    ] {
        let landing = core_share::land(&sent(&input).to_string()).unwrap();
        assert_eq!(landing.token.as_str(), token);
    }
}

fn full_envelope() -> EnvelopeConfig {
    let equals = |value: Value| CodeRule { at: "/code".to_owned(), equals: Some(value), any: None };
    let any = |values: &[Value]| {
        let any = Some(values.to_vec());
        Some(CodeRule { at: "/code".to_owned(), equals: None, any })
    };
    EnvelopeConfig {
        ok: Some(equals(json!(0))),
        data: some("/data"),
        message: some("/msg"),
        retry: any(&[json!(50_001), json!("BUSY")]),
        missing: any(&[json!(40_400)]),
        already: any(&[json!(20_001), json!(true)]),
        version: Some(json!({ "header": "X-Version" })),
    }
}

/// One field of each kind, every field of the struct in some of them.
fn full_map() -> BTreeMap<String, MapField> {
    let units = [
        Unit::Fen,
        Unit::Cents,
        Unit::Yuan,
        Unit::Rate,
        Unit::Percent,
        Unit::BasisPoints,
        Unit::Per100000,
        Unit::Millionths,
        Unit::Seconds,
        Unit::Ms,
        Unit::Iso8601,
        Unit::Text,
        Unit::Number,
        Unit::Boolean,
    ];
    let mut map: BTreeMap<String, MapField> = units
        .into_iter()
        .enumerate()
        .map(|(n, unit)| {
            let field = MapField {
                at: Some(json!(["/x", "/y"])),
                unit: Some(unit),
                zone: some("+08:00").filter(|_| unit == Unit::Iso8601),
                index: Some(0),
                none: Some(vec![json!(""), json!(0)]),
                default: Some(json!("-")),
                ..MapField::default()
            };
            (format!("f{n}"), field)
        })
        .collect();
    let at = |at: &str| MapField { at: Some(json!(at)), ..MapField::default() };
    let inner = MapField {
        map: Some(BTreeMap::from([("id".to_owned(), at("/id"))])),
        ..MapField::default()
    };
    let more = [
        ("constant", MapField { value: Some(json!("shop")), ..MapField::default() }),
        ("template", MapField { template: some("{/a} {/b}"), ..MapField::default() }),
        (
            "cases",
            MapField {
                cases: Some(BTreeMap::from([("20".to_owned(), json!("open"))])),
                ..at("/s")
            },
        ),
        ("each", MapField { each: Some(Box::new(inner)), ..at("/skus") }),
        ("join", MapField { join: some(","), ..at("/pics") }),
    ];
    map.extend(more.map(|(name, field)| (name.to_owned(), field)));
    map
}

fn named(name: &str, value: &str) -> Option<BTreeMap<String, String>> {
    Some(BTreeMap::from([(name.to_owned(), value.to_owned())]))
}

fn full_resources() -> BTreeMap<String, ResourceConfig> {
    let resource = ResourceConfig {
        get: None,
        post: None,
        graphql: None,
        operation: None,
        variables: None,
        endpoint: None,
        service: some("orders"),
        headers: named("X-Shop", "{shop}"),
        timeout: some("3s"),
        envelope: Some(full_envelope()),
        body: None,
        page: None,
        items: some("/list"),
        map: Some(full_map()),
        cache: Some(CacheConfig {
            fresh: some("6h"),
            keep: some("7d"),
            missing: some("30s"),
            priority: some("high"),
            tags: texts(&["product:{id}"]),
        }),
        signed: Some(false),
    };
    let page = |kind, placeholder: &str, next: Option<Value>| ResourceConfig {
        get: Some(format!("/v1/goods?at={{{placeholder}}}&size=20")),
        page: Some(PageConfig {
            kind,
            first: Some(1),
            size: Some(20),
            more: some("/hasMore"),
            total: Some(json!({ "header": "X-Total-Count" })),
            next,
        }),
        ..resource.clone()
    };
    let posted = ResourceConfig {
        post: some("/v1/login"),
        body: Some(json!({ "user": "{user}" })),
        ..resource.clone()
    };
    let graphql = ResourceConfig {
        graphql: some("query A($a: Int) { a(b: $a) } query B { b }"),
        operation: some("A"),
        variables: Some(BTreeMap::from([("a".to_owned(), json!("{q}"))])),
        endpoint: some("/graphql"),
        ..resource.clone()
    };
    BTreeMap::from([
        ("pages".to_owned(), page(PageKind::Page, "page", None)),
        ("offsets".to_owned(), page(PageKind::Offset, "offset", None)),
        ("cursors".to_owned(), page(PageKind::Cursor, "cursor", Some(json!("/next")))),
        ("links".to_owned(), page(PageKind::Link, "any", None)),
        ("login".to_owned(), posted),
        ("graphql".to_owned(), graphql),
    ])
}

fn full_mutations() -> BTreeMap<String, MutationConfig> {
    let mutation = MutationConfig {
        post: None,
        put: None,
        patch: None,
        delete: None,
        graphql: None,
        operation: None,
        variables: None,
        endpoint: None,
        service: some("orders"),
        headers: named("X-Shop", "{shop}"),
        timeout: some("3s"),
        envelope: Some(full_envelope()),
        body: None,
        lane: "orders".to_owned(),
        idempotency: some("Idempotency-Key"),
        map: Some(full_map()),
        attribution: Some(ClaimConfig {
            put: "/token".to_owned(),
            refused: Some(RefusedConfig {
                at: "/attribution".to_owned(),
                words: vec!["forged".to_owned()],
            }),
        }),
        invalidates: texts(&["products", "product:{item}"]),
        signed: Some(true),
    };
    let body = Some(json!({ "id": "{idempotencyKey}" }));
    let graphql = MutationConfig {
        graphql: some("mutation A($a: ID!) { a(b: $a) }"),
        operation: some("A"),
        variables: Some(BTreeMap::from([("a".to_owned(), json!("{idempotencyKey}"))])),
        endpoint: some("/graphql"),
        idempotency: None,
        ..mutation.clone()
    };
    BTreeMap::from([
        ("a".to_owned(), MutationConfig { post: some("/a"), body, ..mutation.clone() }),
        ("b".to_owned(), MutationConfig { put: some("/b"), ..mutation.clone() }),
        ("c".to_owned(), MutationConfig { patch: some("/c"), ..mutation.clone() }),
        ("d".to_owned(), MutationConfig { delete: some("/d"), ..mutation }),
        ("e".to_owned(), graphql),
    ])
}

fn full_profile() -> BackendProfile {
    let login = LoginConfig {
        resource: "login".to_owned(),
        token: json!({ "header": "X-Token" }),
        user: some("/id"),
        refresh: Some(json!("/refresh")),
        expires: Some(json!("/expires")),
    };
    BackendProfile {
        version: 1,
        base: "https://api.example.com".to_owned(),
        services: named("orders", "https://orders.example.com"),
        headers: named("X-App", "tuike"),
        auth: Some(AuthConfig {
            kind: "bearer".to_owned(),
            header: some("X-Auth"),
            name: None,
            prefix: some("Token "),
            login: login.clone(),
            refresh: Some(login),
            expired: full_envelope().missing,
        }),
        envelope: Some(full_envelope()),
        signing: None,
        graphql: Some(GraphQlConfig {
            endpoint: some("/shop-api"),
            unauthorized: texts(&["FORBIDDEN"]),
            missing: texts(&["ENTITY_NOT_FOUND"]),
            retry: texts(&[]),
        }),
        limits: Some(RequestLimits {
            timeout: some("10s"),
            rate: Some(RateConfig { per_second: 10, burst: Some(20) }),
            breaker: Some(BreakerConfig { failures: Some(5), open: some("30s") }),
        }),
        trace: some("traceparent"),
        resources: Some(full_resources()),
        mutations: Some(full_mutations()),
        events: Some(EventsConfig {
            post: "/v1/events".to_owned(),
            service: some("orders"),
            batch: Some(50),
            every: some("10s"),
            format: some("otlp"),
            sample: named("expose", "0.1"),
            allow: texts(&["orderId"]),
            common: Some(json!({ "app": "promoter" })),
            resource: Some(json!({ "service.name": "promoter" })),
            signed: Some(false),
        }),
        attribution: Some(AttributionConfig {
            policy: Some(AttributionPolicy::FirstClick),
            window_days: Some(365),
            self_promotion: Some(SelfPromotion::Allow),
            promoter: some("/promoter"),
        }),
    }
}

#[test]
fn the_core_takes_signing_with_every_field_and_every_choice() {
    let slot = |name: &str| SigningSlot { header: Some(name.to_owned()), param: None };
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
    let signing = SigningConfig {
        header: some("X-Sign"),
        nonce: Some(slot("X-Nonce")),
        app_key: Some(SigningApp { param: some("client_id"), header: None, value: "7".to_owned() }),
        token: Some(SigningSlot { header: None, param: some("session") }),
        key: Some(SigningKey { login: "/signKey".to_owned() }),
        except: texts(&["orders"]),
        ..SigningConfig::default()
    };
    let over = texts(&[
        "method",
        "path",
        "query",
        "timestamp",
        "nonce",
        "body",
        "body-sha256",
        "body-sm3",
        "header:X-A",
    ]);
    let time = |format: &str| {
        Some(SigningTime { header: some("X-Time"), param: None, format: some(format) })
    };
    let mut all = Vec::new();
    for (kind, format) in [("hmac-sha256", "ms"), ("sm3-hmac", "s")] {
        let (kind, timestamp) = (kind.to_owned(), time(format));
        let case = some("upper");
        all.push(SigningConfig { kind, over: over.clone(), timestamp, case, ..signing.clone() });
    }
    for (kind, format, body, place) in [
        ("top-md5", "gmt+8", "fields", "body"),
        ("top-hmac", "gmt+8-ms", "form", "query"),
        ("top-hmac-sha256", "ms", "append", "query"),
        ("top-md5", "s", "ignore", "query"),
    ] {
        all.push(SigningConfig {
            kind: kind.to_owned(),
            timestamp: time(format),
            body: some(body),
            place: some(place),
            skip: texts(&["format"]),
            case: some("lower"),
            ..signing.clone()
        });
    }
    for signing in all {
        let profile = BackendProfile { signing: Some(signing), ..full_profile() };
        let profile = Profile::parse(&sent(&profile).to_string()).unwrap();
        assert_eq!(profile.signing_key_of(&json!({ "signKey": "k" })).as_deref(), Some("k"));
    }
}

#[test]
fn the_core_takes_attribution_with_every_field_and_every_choice() {
    let touch = SavedTouch { token: "1cv2r200ngand".to_owned(), at: 1_767_225_600_000.0 };
    let text = to_json(&SavedAttribution { version: 1, touches: vec![touch] });
    let saved: Value = serde_json::from_str(&text).unwrap();
    for policy in [AttributionPolicy::LastClick, AttributionPolicy::FirstClick] {
        for self_promotion in [SelfPromotion::Refuse, SelfPromotion::Allow] {
            let rules = AttributionRules {
                policy: Some(policy),
                window_days: Some(1),
                self_promotion: Some(self_promotion),
            };
            let rules = core_share::Rules::read(&Node::root("rules", &sent(&rules))).unwrap();
            let kept =
                core_share::Attribution::restore(rules, &Node::root("saved", &saved)).unwrap();
            assert_eq!(kept.to_json(), text);
        }
    }
}

#[test]
fn the_core_takes_a_profile_with_every_field() {
    let profile = Profile::parse(&sent(&full_profile()).to_string()).unwrap();
    assert!(profile.has_login());
    assert_eq!(profile.lane("d").unwrap(), "orders");
    assert_eq!(profile.events().unwrap().batch, 50);
}

#[test]
fn the_core_takes_the_other_ways_to_carry_a_token() {
    let mut profile = full_profile();
    let auth = profile.auth.clone().unwrap();
    for (kind, prefix) in [("header", some("Token ")), ("query", None)] {
        let (kind, name) = (kind.to_owned(), some("X-Token"));
        profile.auth = Some(AuthConfig { kind, header: None, name, prefix, ..auth.clone() });
        assert!(Profile::parse(&sent(&profile).to_string()).unwrap().has_refresh());
    }
}

/// The report is written by the core; the shape that the types are made from must have its fields, and the
/// sample's options must be the core's.
#[test]
fn a_report_has_the_fields_of_its_type() {
    let profile = r#"{ "version": 1, "base": "https://a.example",
        "auth": { "kind": "bearer", "login": { "resource": "login", "token": "/t" } },
        "resources": { "login": { "post": "/login" }, "lost": { "get": "/{id}" }, "goods": { "get": "/g?p={page}", "items": "/list",
            "page": { "kind": "page", "size": 1, "total": "/Total" },
            "map": { "id": "/id", "paid": { "at": "/price", "unit": "fen" }, "gone": "/Gone" } } },
        "mutations": { "order": { "post": "/o", "lane": "o", "idempotency": "K" } } }"#;
    let profile = Profile::parse(profile).unwrap();
    let check = |options: CheckOptions, answer: &str| {
        let mut sample = sent(&options);
        sample["answer"] = json!(answer);
        profile.check(&sample).unwrap()
    };
    let options = |resource: &str| CheckOptions {
        resource: some(resource),
        mutation: None,
        params: Some(json!({})),
        status: Some(200),
        headers: Some(json!({ "ETag": "x" })),
    };
    let names = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        names.sort_unstable();
        names
    };
    let near = CheckedNear { at: String::new(), is: String::new(), keys: vec![], like: None };
    let error = CheckedError { code: String::new(), message: String::new(), path: None };
    let field = CheckedField {
        field: String::new(),
        at: None,
        found: None,
        becomes: Some(Value::Null),
        problem: Some(String::new()),
        nothing_in: 0,
        near: Some(near.clone()),
    };
    let pointer = CheckedPointer { what: String::new(), at: String::new(), near: Some(near) };
    let request = CheckedRequest {
        method: String::new(),
        url: String::new(),
        headers: json!({}),
        body: None,
    };
    let login = CheckedLogin { refresh: false, user: None, expires: None };
    let report = BackendReport {
        request: Some(request),
        request_error: Some(error.clone()),
        verdict: String::new(),
        why: Some(error),
        after: None,
        data: None,
        next: None,
        total: None,
        version: None,
        etag: None,
        login: Some(login),
        rows: 0,
        fields: vec![field],
        nothing: vec![pointer],
    };
    let shape: Value = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    let page = check(options("goods"), r#"{ "list": [{ "id": 1, "price": "x", "gone": 2 }] }"#);
    assert_eq!(page["verdict"], "refused");
    let good = check(options("goods"), r#"{ "list": [{ "id": 1, "gone": 2 }] }"#);
    assert_eq!(good["verdict"], "page", "{good}");
    let lost = check(options("lost"), "{}");
    let logged = check(options("login"), r#"{ "t": "a" }"#);
    let by_mutation = CheckOptions { resource: None, mutation: some("order"), ..options("") };
    let taken = check(by_mutation, "{}");
    assert_eq!(taken["verdict"], "delivered");
    for report in [&page, &good, &lost, &logged, &taken] {
        assert!(names(report).iter().all(|name| names(&shape).contains(name)), "{report}");
    }
    let all: Vec<String> = [&page, &good, &lost, &logged].into_iter().flat_map(&names).collect();
    assert!(names(&shape).iter().all(|name| all.contains(name)));
    assert_eq!(names(&good["request"]), names(&shape["request"]));
    assert_eq!(names(&lost["requestError"]), names(&shape["why"]));
    assert_eq!(names(&page["why"]), names(&shape["why"]));
    assert_eq!(names(&logged["login"]), names(&shape["login"]));
    assert_eq!(names(&good["nothing"][0]), names(&shape["nothing"][0]));
    assert_eq!(names(&good["nothing"][0]["near"]), names(&shape["nothing"][0]["near"]));
    let seen: Vec<String> = page["fields"].as_array().unwrap().iter().flat_map(&names).collect();
    for name in names(&shape["fields"][0]) {
        assert!(seen.contains(&name), "{name}");
    }
    assert!(seen.iter().all(|name| names(&shape["fields"][0]).contains(name)));
}

/// The way out: previews are written by hand, so the shape that the types are made from is filled here and
/// compared. By hand: 0.10 × 1.00 = 0.10, less 0.01 = 0.09, min 0.10; the other line has no rule.
#[test]
fn a_preview_is_written_as_its_type_says() {
    let plan = sent(&full_plan(RoundingName::HalfUp, PolicyName::Cn)).to_string();
    let order = json!({ "at": 1_767_300_000_000_u64, "channel": "shop", "newCustomer": true,
        "chain": [{ "promoter": "推客\"1\"", "tier": "gold" }], "lines": [
        { "sku": "L1", "category": "beauty", "merchant": "m1", "paid": "1.00" },
        { "sku": "none", "paid": "0.01", "quantity": 3 } ] });
    let written = RawPlan::new(&plan).unwrap().preview(&order.to_string()).unwrap();
    let text = str::to_owned;
    let shares = vec![Share { level: 1, promoter: text("推客\"1\""), amount: text("0.10") }];
    let line = LinePreview {
        sku: text("L1"),
        rule: some("gold"),
        agreement: None,
        quantity: 1,
        refunded: None,
        basis: BaseName::Paid,
        base: text("1.00"),
        shares: shares.clone(),
        steps: vec![
            Step::Rate { level: 1, rate: text("0.10"), of: text("1.00"), gives: text("0.10") },
            Step::Less { level: 1, less: text("0.01"), of: text("0.10"), gives: text("0.09") },
            Step::Min { level: 1, of: text("0.09"), gives: text("0.10") },
        ],
    };
    let none = LinePreview {
        sku: text("none"),
        rule: None,
        quantity: 3,
        base: text("0.03"),
        shares: vec![],
        steps: vec![Step::NoRule],
        ..line.clone()
    };
    let view = Preview {
        currency: text("CNY"),
        base: text("1.03"),
        total: text("0.10"),
        shares,
        lines: vec![line, none],
        clamped: None,
        capped: None,
    };
    let written: Value = serde_json::from_str(&written).unwrap();
    assert_eq!((&written["clamped"], &written["lines"][1]["rule"]), (&Value::Null, &Value::Null));
    assert_eq!(sent(&written), sent(&view));
}

#[test]
fn every_field_of_a_posters_data_is_read() {
    let product = PosterProduct {
        title: "面膜".into(),
        paid: "39.90".into(),
        list: some("49.90"),
        image: some("https://a.cn/b.jpg"),
    };
    let PosterProduct { title, paid, list, image } = product.clone();
    let one = PosterData {
        title,
        note: some("显白"),
        paid: Some(paid),
        list,
        currency: some("CNY"),
        image,
        tags: texts(&["包邮"]),
        items: None,
        by: Some(PosterPerson { name: "小美".into(), avatar: some("https://a.cn/c.jpg") }),
        caption: some("长按识别"),
        hint: some("打开看看"),
        link: some("https://a.cn/s/5"),
        code: None,
        dpr: Some(2),
    };
    let of_code = PosterData { link: None, code: some("https://a.cn/d.png"), ..one.clone() };
    let shop = PosterData {
        paid: None,
        list: None,
        image: None,
        items: Some(vec![product]),
        ..one.clone()
    };
    for (template, data) in [("card", one), ("full", of_code), ("shop", shop)] {
        let text = tuike_bridge::poster::draw_list(template, &sent(&data).to_string()).unwrap();
        // The list is written by hand in the core: its documented shape has every field of it, and no other.
        let list: Poster = serde_json::from_str(&text).unwrap();
        let again: Value = serde_json::from_str(&to_json(&list)).unwrap();
        assert_eq!(again, serde_json::from_str::<Value>(&text).unwrap());
        assert_eq!(list.width, 750);
    }
}
