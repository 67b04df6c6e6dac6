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
    AttributionConfig, AuthConfig, BackendProfile, CacheConfig, ClaimConfig, EnvelopeConfig,
    EventsConfig, LoginConfig, MapField, MutationConfig, OkConfig, PageConfig, PageKind,
    RefusedConfig, RequestLimits, ResourceConfig, Unit,
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

fn full_profile() -> BackendProfile {
    let named =
        |name: &str, value: &str| Some(BTreeMap::from([(name.to_owned(), value.to_owned())]));
    let page = |kind, placeholder: &str, next: Option<String>| ResourceConfig {
        get: Some(format!("/v1/goods?at={{{placeholder}}}&size=20")),
        service: some("orders"),
        page: Some(PageConfig {
            kind,
            first: Some(1),
            size: Some(20),
            more: some("/hasMore"),
            total: some("/total"),
            next,
        }),
        items: some("/list"),
        map: Some(
            [Unit::Fen, Unit::Cents, Unit::Yuan, Unit::Text]
                .into_iter()
                .enumerate()
                .map(|(n, unit)| {
                    let field = MapField {
                        at: "/x".to_owned(),
                        unit: Some(unit),
                        default: Some(json!("-")),
                    };
                    (format!("f{n}"), field)
                })
                .collect(),
        ),
        cache: Some(CacheConfig { fresh: some("6h"), keep: some("7d"), missing: some("30s") }),
        ..ResourceConfig::default()
    };
    let login = ResourceConfig {
        post: some("/v1/login"),
        body: Some(json!({ "user": "{user}" })),
        signed: Some(false),
        ..ResourceConfig::default()
    };
    let mutation = MutationConfig {
        service: some("orders"),
        lane: "orders".to_owned(),
        idempotency: "Idempotency-Key".to_owned(),
        attribution: Some(ClaimConfig {
            put: "/token".to_owned(),
            refused: Some(RefusedConfig {
                at: "/attribution".to_owned(),
                words: vec!["forged".to_owned()],
            }),
        }),
        ..MutationConfig::default()
    };
    BackendProfile {
        version: 1,
        base: "https://api.example.com".to_owned(),
        services: named("orders", "https://orders.example.com"),
        headers: named("X-App", "tuike"),
        auth: Some(AuthConfig {
            kind: "bearer".to_owned(),
            login: LoginConfig { resource: "login".to_owned(), token: "/token".to_owned() },
        }),
        envelope: Some(EnvelopeConfig {
            ok: Some(OkConfig { at: "/code".to_owned(), equals: json!(0) }),
            data: some("/data"),
            message: some("/msg"),
        }),
        limits: Some(RequestLimits { timeout: some("10s") }),
        resources: Some(BTreeMap::from([
            ("pages".to_owned(), page(PageKind::Page, "page", None)),
            ("offsets".to_owned(), page(PageKind::Offset, "offset", None)),
            ("cursors".to_owned(), page(PageKind::Cursor, "cursor", some("/next"))),
            ("login".to_owned(), login),
        ])),
        mutations: Some(BTreeMap::from([
            ("a".to_owned(), MutationConfig { post: some("/a"), ..mutation.clone() }),
            ("b".to_owned(), MutationConfig { put: some("/b"), ..mutation.clone() }),
            ("c".to_owned(), MutationConfig { patch: some("/c"), ..mutation.clone() }),
            ("d".to_owned(), MutationConfig { delete: some("/d"), ..mutation }),
        ])),
        events: Some(EventsConfig {
            post: "/v1/events".to_owned(),
            service: some("orders"),
            batch: Some(50),
            every: some("10s"),
            format: some("tuike"),
            signed: Some(false),
        }),
        attribution: Some(AttributionConfig {
            policy: Some(AttributionPolicy::FirstClick),
            window_days: Some(365),
            self_promotion: Some(SelfPromotion::Allow),
            promoter: some("/promoter"),
        }),
        signing: None,
        trace: some("traceparent"),
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
