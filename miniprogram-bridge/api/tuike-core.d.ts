/**
 * What a merchant has agreed to for its own lines: stands behind the platform's plan in an array. Its
 * rules go before the platform's; where none of them matches, the platform's apply.
 */
interface AgreementConfig {
    /**
     * Of this format.
     */
    version: 1;
    /**
     * The platform's.
     */
    currency: string;
    /**
     * Whose lines.
     */
    merchant: string;
    /**
     * Tighter than the platform's; those where it is not said.
     */
    limits?: AgreementLimits;
    /**
     * As in a plan; each must surely pay the platform's `minTotalRate`.
     */
    rules: RuleConfig[];
    /**
     * As in a plan; the platform's of the same `order` come first.
     */
    campaigns?: CampaignConfig[];
}

/**
 * Bounds of an agreement, inside the platform's.
 */
interface AgreementLimits {
    /**
     * At most the platform's.
     */
    maxLevels?: number;
    /**
     * At most the platform's.
     */
    maxTotalRate?: string;
}

/**
 * An offer that applies.
 */
interface AppliedOffer {
    /**
     * Its id.
     */
    offer: string;
    /**
     * Its kind.
     */
    kind: OfferTerms['kind'];
    /**
     * What it takes off.
     */
    amount: string;
}

/**
 * By which share links customers may come, and which of them counts.
 */
interface AttributionConfig {
    /**
     * Which of several wins; `'last-click'` where it is not said.
     */
    policy?: AttributionPolicy;
    /**
     * For so many days one counts, 1–365; 30 where it is not said.
     */
    windowDays?: number;
    /**
     * Whether promoters are paid for what they buy themselves; `'refuse'` where it is not said.
     */
    selfPromotion?: SelfPromotion;
    /**
     * Where the login's mapped answer names who is logged in: whose own links count for nobody.
     */
    promoter?: string;
}

/**
 * Which of several touches wins.
 */
type AttributionPolicy = "last-click" | "first-click";

/**
 * Which touches a sale may be owed to.
 */
interface AttributionRules {
    /**
     * Which of several touches wins; `'last-click'` where it is not said.
     */
    policy?: AttributionPolicy;
    /**
     * For so many days a touch counts, 1–365; 30 where it is not said.
     */
    windowDays?: number;
    /**
     * Whether promoters are paid for what they buy themselves; `'refuse'` where it is not said.
     */
    selfPromotion?: SelfPromotion;
}

/**
 * How requests carry credentials, and where they come from.
 */
interface AuthConfig {
    /**
     * `bearer`: `authorization: Bearer …`. `header`: a header called `name`. `query`: a parameter called
     * `name`.
     */
    kind: 'bearer' | 'header' | 'query';
    /**
     * With `bearer`: another header.
     */
    header?: string;
    /**
     * With `header` or `query`: its name.
     */
    name?: string;
    /**
     * With `bearer` or `header`: what stands before the token; `"Bearer "` or nothing.
     */
    prefix?: string;
    /**
     * Where the token comes from.
     */
    login: LoginConfig;
    /**
     * How it is renewed; `{refreshToken}` is what a login gave for that.
     */
    refresh?: LoginConfig;
    /**
     * Which answers mean the same as 401.
     */
    expired?: CodeRule;
}

/**
 * A backend.
 */
interface BackendProfile {
    /**
     * Of this format.
     */
    version: 1;
    /**
     * What every path is appended to.
     */
    base: string;
    /**
     * Other bases, by name.
     */
    services?: { [name: string]: string };
    /**
     * Sent with every request.
     */
    headers?: { [name: string]: string };
    /**
     * How requests carry credentials, and where they come from.
     */
    auth?: AuthConfig;
    /**
     * What every answer is wrapped in.
     */
    envelope?: EnvelopeConfig;
    /**
     * How requests are signed; the key is never part of a profile.
     */
    signing?: SigningConfig;
    /**
     * Where GraphQL documents go.
     */
    graphql?: string | GraphQlConfig;
    /**
     * Bounds of every request.
     */
    limits?: RequestLimits;
    /**
     * The header that carries each request's trace (W3C Trace Context); none where it is not said.
     */
    trace?: 'traceparent' | false | (string & {});
    /**
     * What can be queried, by name.
     */
    resources?: { [name: string]: ResourceConfig };
    /**
     * What can be submitted, by name.
     */
    mutations?: { [name: string]: MutationConfig };
    /**
     * Where events go.
     */
    events?: EventsConfig;
    /**
     * By which share links customers may come, and which of them counts.
     */
    attribution?: AttributionConfig;
}

/**
 * What a profile would make of a sample.
 */
interface BackendReport {
    /**
     * What would be sent; `null` where it cannot be made.
     */
    request: CheckedRequest | null;
    /**
     * Why it cannot be made.
     */
    requestError: CheckedError | null;
    /**
     * What the answer would be taken for. `later`: it is asked again; `refused`: it is not, and a
     * mutation is a dead letter.
     */
    verdict: 'page' | 'not-modified' | 'missing' | 'unauthorized' | 'later' | 'refused' | 'delivered' | 'already';
    /**
     * Why; with `page` what could not be given beside it.
     */
    why: CheckedError | null;
    /**
     * For so many ms the server asks to wait.
     */
    after: number | null;
    /**
     * What the app would get.
     */
    data?: unknown;
    /**
     * What `cursor` would ask for the next page.
     */
    next?: string | number | null;
    /**
     * How many rows there are in all.
     */
    total?: number | null;
    /**
     * What the server calls its data's version.
     */
    version?: string | null;
    /**
     * What the next request asks by whether this still holds.
     */
    etag?: string | null;
    /**
     * Of the resource that logs in.
     */
    login?: CheckedLogin;
    /**
     * How many rows, or 1, the map was held to; 0 where there was no data.
     */
    rows: number;
    /**
     * What each field of the map becomes. Those of objects are `shop.id`, of arrays' items `skus[].id`.
     */
    fields: CheckedField[];
    /**
     * The pointers beside the map that find nothing.
     */
    nothing: CheckedPointer[];
}

/**
 * What a rate is taken of.
 */
type BaseName = "paid" | "list" | "profit";

/**
 * When a service that fails is left alone.
 */
interface BreakerConfig {
    /**
     * After so many failures in a row; 5 where it is not said.
     */
    failures?: number;
    /**
     * For so long; `"30s"` where it is not said.
     */
    open?: string;
}

/**
 * How long an answer is good for; all spans.
 */
interface CacheConfig {
    /**
     * Given without asking the server; none where it is not said.
     */
    fresh?: string;
    /**
     * Kept at all; `"7d"` where it is not said.
     */
    keep?: string;
    /**
     * A "not found" is believed; `"30s"` where it is not said.
     */
    missing?: string;
    /**
     * What gives way last where there is no room; `'normal'` where it is not said.
     */
    priority?: 'low' | 'normal' | 'high';
    /**
     * What mutations call it to make it stale: `"product:{id}"`.
     */
    tags?: string[];
}

/**
 * More over a window, on top of whatever rule applies. Campaigns stack by `order`, before `min` and
 * `cap`, and `maxTotalRate` still holds.
 */
type CampaignConfig = { kind: "multiply"; by: string; id: string; order: number; from: number; to: number; match?: Omit<MatchConfig, 'from' | 'to'>; levels?: number[]; alone?: boolean } | { kind: "add"; rate: string; id: string; order: number; from: number; to: number; match?: Omit<MatchConfig, 'from' | 'to'>; levels?: number[]; alone?: boolean };

/**
 * That a promoter's share of the whole order was lowered.
 */
interface Capped {
    /**
     * 1 for the nearest promoter.
     */
    level: number;
    /**
     * Who.
     */
    promoter: string;
    /**
     * By `capPerOrder` or by `capPerDay`.
     */
    by: 'order' | 'day';
    /**
     * What their lines would have paid.
     */
    from: string;
    /**
     * What they pay.
     */
    to: string;
}

/**
 * A promoter of the chain.
 */
interface ChainMember {
    /**
     * Who.
     */
    promoter: string;
    /**
     * Their tier.
     */
    tier?: string;
    /**
     * Their own fraction of a service fee, where the product has none of its own.
     */
    rate?: string;
    /**
     * What they have sold this month before this; `"0"` where it is not said. Tiers by progress begin here.
     */
    progress?: string;
    /**
     * What they have earned today before this; `"0"` where it is not said. For `capPerDay`.
     */
    earnedToday?: string;
}

/**
 * Where a share is put.
 */
type Channel = "link" | "wechat.friend" | "wechat.timeline" | "wechat.h5" | "wechat.shop" | "alipay" | "web" | "phrase" | "poster";

/**
 * What a sample is an answer to: a resource or a mutation.
 */
interface CheckOptions {
    /**
     * A resource of the profile.
     */
    resource?: string;
    /**
     * Or a mutation.
     */
    mutation?: string;
    /**
     * What is asked with; of a mutation its body.
     */
    params?: { [name: string]: unknown };
    /**
     * Of the answer; 200 where it is not said.
     */
    status?: number;
    /**
     * Of the answer.
     */
    headers?: { [name: string]: string };
}

/**
 * An error of the core.
 */
interface CheckedError {
    /**
     * Its stable code.
     */
    code: string;
    /**
     * In words.
     */
    message: string;
    /**
     * Where.
     */
    path: string | null;
}

/**
 * What a field of the map becomes, in the first row where something is found.
 */
interface CheckedField {
    /**
     * Its name.
     */
    field: string;
    /**
     * Where it was found, in the data; `null` where nothing was.
     */
    at: string | null;
    /**
     * What was found there, as JSON, cut to 80 characters.
     */
    found: string | null;
    /**
     * What it becomes.
     */
    becomes?: unknown;
    /**
     * Why it cannot be used.
     */
    problem?: string;
    /**
     * In how many rows nothing was found.
     */
    nothingIn: number;
    /**
     * Where nothing was found in any row: what is there instead.
     */
    near?: CheckedNear | null;
}

/**
 * What a login would give beside its data.
 */
interface CheckedLogin {
    /**
     * Whether something to renew the token with was found.
     */
    refresh: boolean;
    /**
     * Who it is.
     */
    user: string | null;
    /**
     * For so many ms the token is good.
     */
    expires: number | null;
}

/**
 * The last place on a pointer's way that is there.
 */
interface CheckedNear {
    /**
     * Where.
     */
    at: string;
    /**
     * What stands there, as JSON, cut to 80 characters.
     */
    is: string;
    /**
     * The names there, at most 30.
     */
    keys: string[];
    /**
     * The pointer that was meant, as it seems: the same letters written otherwise.
     */
    like: string | null;
}

/**
 * A pointer that finds nothing.
 */
interface CheckedPointer {
    /**
     * Which: `envelope.data`, `items`, `page.more`, `page.total`, `page.next`.
     */
    what: string;
    /**
     * The pointer.
     */
    at: string;
    /**
     * What is there instead.
     */
    near: CheckedNear | null;
}

/**
 * What would be sent. A token is `TOKEN`, an idempotency key `KEY`, and it is signed with `SECRET` at
 * the epoch.
 */
interface CheckedRequest {
    /**
     * Such as `GET`.
     */
    method: string;
    /**
     * With its query.
     */
    url: string;
    /**
     * Names in lower case.
     */
    headers: { [name: string]: string };
    /**
     * As it is sent.
     */
    body: string | null;
}

/**
 * Where a body carries the share token, and how the server says that it refused it.
 */
interface ClaimConfig {
    /**
     * Where the token goes.
     */
    put: string;
    /**
     * When the server refuses the token and takes the mutation all the same.
     */
    refused?: RefusedConfig;
}

/**
 * That the plan's limit took something.
 */
interface Clamped {
    /**
     * The indexes of the lines.
     */
    lines: number[];
    /**
     * What these lines would have paid.
     */
    from: string;
    /**
     * What they pay.
     */
    to: string;
}

/**
 * What must stand where: `equals` one value, or `in` several. `0` and `"0"` are the same; `null` is
 * what is absent.
 */
interface CodeRule {
    /**
     * Where.
     */
    at: string;
    /**
     * What must be there.
     */
    equals?: number | string | boolean;
    /**
     * What may be there.
     */
    in?: (number | string | boolean | null)[];
}

/**
 * What becomes of one share of one order.
 */
interface CommissionRecord {
    /**
     * Of this format.
     */
    version: 1;
    /**
     * The app's name for it.
     */
    id: string;
    /**
     * Of both amounts.
     */
    currency: string;
    /**
     * What was promised; what the platform settled, once it has said so.
     */
    amount: string;
    /**
     * What refunds took back of it.
     */
    taken: string;
    /**
     * Where it stands.
     */
    state: RecordState;
    /**
     * Days from receipt until the money is free.
     */
    freezeDays: number;
    /**
     * When it was opened.
     */
    at: number;
    /**
     * When the goods were received.
     */
    receivedAt: number | null;
    /**
     * When it last changed.
     */
    updatedAt: number;
}

/**
 * An entry that was refused for good.
 */
interface DeadLetter {
    /**
     * Its id.
     */
    id: string;
    /**
     * Its lane.
     */
    lane: string;
    /**
     * Why, as a stable code.
     */
    code: string;
    /**
     * Why, for a person.
     */
    message: string;
    /**
     * What was to be sent.
     */
    body: unknown;
}

/**
 * What every answer is wrapped in.
 */
interface EnvelopeConfig {
    /**
     * What says that it went well.
     */
    ok?: CodeRule;
    /**
     * Where the data is; the whole answer where it is not said.
     */
    data?: string;
    /**
     * Where the server's words are.
     */
    message?: string;
    /**
     * What means that it may work later, as 503 does.
     */
    retry?: CodeRule;
    /**
     * What means that there is no such thing, as 404 does.
     */
    missing?: CodeRule;
    /**
     * What means that a mutation was taken before, as 409 does.
     */
    already?: CodeRule;
    /**
     * Where the server names its data's version, beside the header `X-Data-Version`.
     */
    version?: string | { header: string };
}

/**
 * Where an error is and what it found there.
 */
interface ErrorDetails {
    /**
     * The field, as the caller would write it: `plan.rules[3].levels[0].rate`.
     */
    path?: string;
    /**
     * The offending value, cut to 80 characters.
     */
    value?: string;
    /**
     * The bound that was passed, or what was expected.
     */
    limit?: string;
}

/**
 * Where events go, and how they are gathered.
 */
interface EventsConfig {
    /**
     * The path.
     */
    post: string;
    /**
     * One of the profile's services; its base where it is not said.
     */
    service?: string | null;
    /**
     * At most so many in one request; 50 where it is not said.
     */
    batch?: number;
    /**
     * Sent at the latest after this span; `"10s"` where it is not said.
     */
    every?: string;
    /**
     * What is posted; `'tuike'` where it is not said.
     */
    format?: 'tuike' | 'otlp' | 'clickhouse' | 'kafka';
    /**
     * An event's rate, as a decimal text from 0 to 1, by its name.
     */
    sample?: { [event: string]: string };
    /**
     * The fields in which no personal number is looked for.
     */
    allow?: string[];
    /**
     * What every event carries.
     */
    common?: { [name: string]: unknown };
    /**
     * With `otlp`: who tells.
     */
    resource?: { [name: string]: unknown };
    /**
     * `false` where it is not signed though the profile says `signing`.
     */
    signed?: boolean;
}

/**
 * A preview in words, as an app shows it under 怎么算的.
 */
interface Explained {
    /**
     * What the nearest promoter gets: `"¥37.80"`.
     */
    total: string;
    /**
     * Line by line.
     */
    lines: ExplainedLine[];
    /**
     * What else to know: what the promoter above gets, and that it is an estimate.
     */
    notes: string[];
}

/**
 * A line in words.
 */
interface ExplainedLine {
    /**
     * The product.
     */
    sku: string;
    /**
     * Step by step, all levels.
     */
    steps: ExplainedStep[];
}

/**
 * A step in words.
 */
interface ExplainedStep {
    /**
     * Whose; absent where the line pays nobody.
     */
    level?: number;
    /**
     * The calculation: `"¥378.00 × 10%"`; empty where there is none.
     */
    sum: string;
    /**
     * What it gives: `"¥37.80"`; empty where there is nothing.
     */
    gives: string;
    /**
     * Why: `"按成交价提成"`, `"A share of the price"`.
     */
    why: string;
}

/**
 * A coded error that outlives its cause.
 */
interface Failure {
    /**
     * The stable code.
     */
    code: string;
    /**
     * For a person.
     */
    message: string;
    /**
     * Where and what.
     */
    details: ErrorDetails;
}

/**
 * A product of a feed. `sku`, or `id` as backend profiles call it; other fields are ignored.
 */
interface FeedProduct {
    /**
     * Which product.
     */
    sku?: string;
    /**
     * The same, where `sku` is not there.
     */
    id?: string;
    /**
     * Its category, a path such as `"beauty/lip"`.
     */
    category?: string;
    /**
     * Who ships it.
     */
    merchant?: string;
    /**
     * What the buyer pays, after all discounts and without shipping.
     */
    paid: string;
    /**
     * The list price.
     */
    list?: string;
    /**
     * What it cost.
     */
    cost?: string;
    /**
     * The service fee that its merchant pays, a fraction; needed by `{ kind: 'share', of: 'product' }`.
     */
    serviceRate?: string;
    /**
     * The promoter's fraction of that fee on this product, where it has one of its own.
     */
    promoterRate?: string;
}

/**
 * Whose commission, and when.
 */
interface FeedQuery {
    /**
     * The tier of the promoter who sells.
     */
    tier?: string;
    /**
     * Where it is sold, such as `"shop"`.
     */
    channel?: string;
    /**
     * Whether the buyer buys for the first time.
     */
    newCustomer?: boolean;
    /**
     * Their own fraction of a service fee, where the product has none of its own.
     */
    rate?: string;
    /**
     * What they have sold this month before this; `"0"` where it is not said. Tiers by progress begin here.
     */
    progress?: string;
    /**
     * What they have earned today before this; `"0"` where it is not said. For `capPerDay`.
     */
    earnedToday?: string;
    /**
     * When.
     */
    at: number;
}

/**
 * Where GraphQL documents go, and what the codes of their errors mean.
 */
interface GraphQlConfig {
    /**
     * The path; each document's own where it is not said.
     */
    endpoint?: string;
    /**
     * The same as 401; `["UNAUTHENTICATED"]` where it is not said.
     */
    unauthorized?: string[];
    /**
     * The same as 404; `["NOT_FOUND"]` where it is not said.
     */
    missing?: string[];
    /**
     * The same as 503; `["INTERNAL_SERVER_ERROR"]` where it is not said.
     */
    retry?: string[];
}

/**
 * What a page was entered with: `wx.getEnterOptionsSync()`, `my.getEnterOptionsSync()`, or the
 * argument of a page's `onLoad` as `query`.
 */
interface LandInput {
    /**
     * The page's path.
     */
    path?: string;
    /**
     * Its parameters; Alipay leaves them out where there are none.
     */
    query?: object | string;
    /**
     * What another mini-program handed over.
     */
    referrerInfo?: ReferrerInfo;
}

/**
 * The share a customer came by.
 */
interface Landing {
    /**
     * The token, also where it came as a scene.
     */
    token: string;
    /**
     * What it says.
     */
    payload: ShareView;
    /**
     * Where it was.
     */
    source: 'scene' | 'query' | 'path' | 'text';
}

/**
 * What one level gets.
 */
type LevelConfig = { kind: "rate"; rate: string; less?: string; min?: string; cap?: string } | { kind: "fixed"; amount: string; per?: PerName; min?: string; cap?: string } | { kind: "tiered"; mode: TierModeName; by?: TierByName; tiers: TierConfig[]; min?: string; cap?: string } | { kind: "share"; of: 'product' | (string & {}); rate: string; subsidy?: string; fee?: string; min?: string; cap?: string };

/**
 * Bounds that hold for every rule of a plan.
 */
interface LimitsConfig {
    /**
     * `'none'` allows more than two levels; `'cn'` where it is not said.
     */
    policy?: PolicyName;
    /**
     * Levels a rule may have; 2 where it is not said.
     */
    maxLevels?: number;
    /**
     * The most that all levels of a line take of its base together; `"0.30"` where it is not said.
     */
    maxTotalRate?: string;
    /**
     * The least that each rule of an agreement must surely pay of the base: what caps, deductions,
     * fixed amounts and product rates may change does not count. `"0"` where it is not said.
     */
    minTotalRate?: string;
}

/**
 * What one line pays.
 */
interface LinePreview {
    /**
     * The product.
     */
    sku: string;
    /**
     * The rule that was chosen; `null` where none matches.
     */
    rule: string | null;
    /**
     * The merchant whose agreement the rule is from; absent where it is the platform's.
     */
    agreement?: string;
    /**
     * How many were bought.
     */
    quantity: number;
    /**
     * How many of them have been refunded so far; absent before the first.
     */
    refunded?: number;
    /**
     * What its rates are taken of.
     */
    basis: BaseName;
    /**
     * How much that is, for all units.
     */
    base: string;
    /**
     * Each level's share of this line, before any refund.
     */
    shares: Share[];
    /**
     * How they came about, in order.
     */
    steps: Step[];
}

/**
 * Where a link leads and how its visits are counted.
 */
interface LinkOptions {
    /**
     * An absolute `http` or `https` URL; its query and fragment stay.
     */
    base: string;
    /**
     * What analytics count by.
     */
    utm?: Utm;
}

/**
 * How rows stand beside each other: each in the lane that is shortest when it is first seen, or line
 * after line, those of a line equally high.
 */
type ListLayout = "waterfall" | "grid";

/**
 * What a list is made from; lengths in pixels.
 */
interface ListOptions {
    /**
     * How many rows there are, at most 10,000,000.
     */
    count: number;
    /**
     * How high a row is taken to be until it is measured.
     */
    estimate: number;
    /**
     * Rows beside each other: 1 to 32; 1 where it is not said.
     */
    lanes?: number;
    /**
     * How they stand beside each other; `waterfall` where it is not said.
     */
    layout?: ListLayout;
    /**
     * Between two rows along the list; 0 where it is not said.
     */
    gap?: number;
    /**
     * Between two lanes; 0 where it is not said.
     */
    crossGap?: number;
    /**
     * How wide the list is, for `x` and `laneSize`; 0 where it is not said.
     */
    cross?: number;
    /**
     * Rows a lane to render before and after the visible ones; 4 where it is not said.
     */
    overscan?: number;
    /**
     * Before the first and after the last row; 0 where it is not said.
     */
    padding?: [number, number];
    /**
     * What scrolls with the list before it; 0 where it is not said.
     */
    header?: number;
    /**
     * What scrolls with the list behind it; 0 where it is not said.
     */
    footer?: number;
    /**
     * The rows that groups begin with, in order: sticky headers. One lane only.
     */
    groups?: number[];
}

/**
 * A resource that answers with a token.
 */
interface LoginConfig {
    /**
     * A resource of the profile.
     */
    resource: string;
    /**
     * Where the token is in its answer.
     */
    token: string | { header: string };
    /**
     * Where the mapped answer says who it is.
     */
    user?: string;
    /**
     * Where the token is that renews this one.
     */
    refresh?: string | { header: string };
    /**
     * Where it says for how many seconds the token is good.
     */
    expires?: string | { header: string };
}

/**
 * One field of a map; a text is short for `{ at }`. `value` stands alone; `map`, `each` and `join`,
 * `cases`, and `unit` each without the others.
 */
interface MapField {
    /**
     * Where it is: the first of several that has something.
     */
    at?: string | string[];
    /**
     * A text with pointers in it: `"{/first} {/last}"`.
     */
    template?: string;
    /**
     * Always this.
     */
    value?: unknown;
    /**
     * What it is counted in.
     */
    unit?: Unit;
    /**
     * With `iso8601`: the zone where the text has none, `"+08:00"`.
     */
    zone?: string;
    /**
     * What each of its texts becomes; another one becomes the default.
     */
    cases?: { [text: string]: unknown };
    /**
     * An object.
     */
    map?: { [field: string]: string | MapField };
    /**
     * An array, each item like this.
     */
    each?: string | MapField;
    /**
     * An array's items in one text, with this between them.
     */
    join?: string;
    /**
     * Which item of an array, from 0.
     */
    index?: number;
    /**
     * The values that mean that there is nothing: `["", 0]`.
     */
    none?: (number | string | boolean)[];
    /**
     * What stands for nothing; `null` where it is not said.
     */
    default?: unknown;
}

/**
 * What must hold for a rule to apply: all that is given, and of each list any entry.
 */
interface MatchConfig {
    /**
     * Products.
     */
    sku?: string[];
    /**
     * Categories; one matches itself and what lies below it (`beauty` matches `beauty/lip`).
     */
    category?: string[];
    /**
     * Who ships.
     */
    merchant?: string[];
    /**
     * The tier of the nearest promoter.
     */
    tier?: string[];
    /**
     * Where the order is placed, such as `"shop"`.
     */
    channel?: string[];
    /**
     * Whether the buyer buys for the first time; an order that does not say matches neither.
     */
    newCustomer?: boolean;
    /**
     * The first millisecond.
     */
    from?: number;
    /**
     * The millisecond after the last.
     */
    to?: number;
}

/**
 * What can be submitted: `post`, `put`, `patch`, `delete` or `graphql`, one of them.
 */
interface MutationConfig {
    /**
     * The path.
     */
    post?: string;
    /**
     * The path.
     */
    put?: string;
    /**
     * The path. Neither WeChat nor Alipay can send it.
     */
    patch?: string;
    /**
     * The path.
     */
    delete?: string;
    /**
     * The document.
     */
    graphql?: string;
    /**
     * With `graphql`: which of several operations.
     */
    operation?: string;
    /**
     * With `graphql`: what its variables are; fields of the same names where it is not said.
     */
    variables?: { [name: string]: unknown };
    /**
     * With `graphql`: where it goes; the profile's `graphql` where it is not said.
     */
    endpoint?: string;
    /**
     * One of the profile's services; its base where it is not said.
     */
    service?: string | null;
    /**
     * Sent beside the profile's; `{name}` in a value is a field of the body.
     */
    headers?: { [name: string]: string };
    /**
     * A span; the profile's where it is not said.
     */
    timeout?: string;
    /**
     * In the place of the profile's; with `graphql` about what stands in `data`.
     */
    envelope?: EnvelopeConfig;
    /**
     * What is sent; the body as it was submitted where it is not said.
     */
    body?: { [name: string]: unknown };
    /**
     * Where it waits: order is kept within a lane, and lanes do not wait for each other.
     */
    lane: string;
    /**
     * The header that carries the idempotency key; may be left out where `{idempotencyKey}` stands in
     * the path, the body, a header or a variable.
     */
    idempotency?: string;
    /**
     * What the answer becomes; what cannot be mapped becomes its default, for it has been taken.
     */
    map?: { [field: string]: string | MapField };
    /**
     * Where the body carries the share token it is owed to: a pointer, or more. Filled in unless the body
     * names one; an empty text there names nobody.
     */
    attribution?: string | ClaimConfig;
    /**
     * The tags of what it makes stale: `"product:{item}"`.
     */
    invalidates?: string[];
    /**
     * `false` where it is not signed though the profile says `signing`.
     */
    signed?: boolean;
}

/**
 * What every kind of offer has.
 */
interface OfferBase {
    /**
     * Its name, unique among the offers.
     */
    id: string;
    /**
     * Which lines it is for; all where it is not said.
     */
    scope?: OfferScope;
    /**
     * The first millisecond.
     */
    from?: number;
    /**
     * The millisecond after the last.
     */
    to?: number;
    /**
     * Names of groups; of the offers of a group at most one applies.
     */
    exclusive?: string[];
    /**
     * Where it is said it must be the quote's.
     */
    currency?: string;
}

/**
 * What an amount is taken off.
 */
type OfferPer = "order" | "unit";

/**
 * Which lines an offer is for: all that is given must hold, and of each list any entry.
 */
interface OfferScope {
    /**
     * Products.
     */
    sku?: string[];
    /**
     * Categories; one matches itself and what lies below it.
     */
    category?: string[];
    /**
     * Who ships.
     */
    merchant?: string[];
}

/**
 * What an offer takes off.
 */
type OfferTerms = { kind: "flash"; price: string; limit?: number; bought?: number } | { kind: "group"; price: string; limit?: number; bought?: number; size?: number; members?: number } | { kind: "percent"; rate: string; threshold?: string; cap?: string; stage?: number } | { kind: "amount"; amount: string; per?: OfferPer; threshold?: string; cap?: string; stage?: number } | { kind: "full-reduction"; threshold: string; amount: string; every?: boolean; cap?: string; stage?: number } | { kind: "coupon"; amount?: string; rate?: string; threshold?: string; cap?: string; stage?: number };

/**
 * An order, as far as commission depends on it.
 */
interface OrderInput {
    /**
     * When it is placed.
     */
    at: number;
    /**
     * Must be the plan's, where it is said.
     */
    currency?: string;
    /**
     * What is bought; at most 1,000.
     */
    lines: OrderLine[];
    /**
     * Who sells it, the nearest promoter first.
     */
    chain: ChainMember[];
    /**
     * Where it is placed, such as `"shop"`: rules and campaigns may match it.
     */
    channel?: string;
    /**
     * Whether the buyer buys for the first time; a rule for either needs it to be said.
     */
    newCustomer?: boolean;
    /**
     * Who buys. A promoter of the chain with this name buys for themselves: `selfPurchase` of the plan.
     */
    buyer?: string;
}

/**
 * One line of an order; its amounts are per unit.
 */
interface OrderLine {
    /**
     * Which product.
     */
    sku: string;
    /**
     * Its category, a path such as `"beauty/lip"`.
     */
    category?: string;
    /**
     * Who ships it.
     */
    merchant?: string;
    /**
     * What the buyer pays, after all discounts and without shipping.
     */
    paid: string;
    /**
     * What the buyer pays for all of the line, as `pricing.quote` says it: where the sum does not divide by
     * the quantity, `paid` is cut. It then takes the place of `paid × quantity`.
     */
    paidTotal?: string;
    /**
     * The list price.
     */
    list?: string;
    /**
     * What it cost.
     */
    cost?: string;
    /**
     * The service fee that its merchant pays, a fraction; needed by `{ kind: 'share', of: 'product' }`.
     */
    serviceRate?: string;
    /**
     * The promoter's fraction of that fee on this product, where it has one of its own.
     */
    promoterRate?: string;
    /**
     * How many; 1 where it is not said.
     */
    quantity?: number;
}

/**
 * How many entries the outbox holds; events and mutations count alike.
 */
interface OutboxCounts {
    /**
     * Stored and not in the air.
     */
    waiting: number;
    /**
     * In the air.
     */
    sending: number;
    /**
     * Refused for good.
     */
    dead: number;
    /**
     * Of those waiting or in the air, how many are mutations.
     */
    mutations: number;
}

/**
 * What the outbox holds.
 */
interface OutboxView {
    /**
     * Stored and not in the air.
     */
    waiting: number;
    /**
     * In the air.
     */
    sending: number;
    /**
     * Of those, how many are mutations.
     */
    mutations: number;
    /**
     * What waits or is in the air, oldest first: the first hundred.
     */
    entries: WaitingEntry[];
    /**
     * What was refused for good, oldest first.
     */
    dead: DeadLetter[];
}

/**
 * How a resource is paged.
 */
interface PageConfig {
    /**
     * By number, by offset, by what the server says, or by its `Link` header.
     */
    kind: PageKind;
    /**
     * The first number or offset; 1 or 0 where it is not said.
     */
    first?: number;
    /**
     * How many rows a page has.
     */
    size?: number;
    /**
     * Where it says whether there is more.
     */
    more?: string;
    /**
     * Where it says how many there are in all.
     */
    total?: string | { header: string };
    /**
     * With `cursor`: where the next cursor is.
     */
    next?: string | { header: string };
}

/**
 * How the next page is named.
 */
type PageKind = "page" | "offset" | "cursor" | "link";

/**
 * The answer to a query.
 */
interface PageView {
    /**
     * Equal for equal queries.
     */
    key: string;
    /**
     * The mapped answer. Whole numbers beyond 2^53 are texts, digit for digit; ids always are.
     */
    data: unknown;
    /**
     * What `cursor` asks for the next page; `null` at the end or where there are no pages.
     */
    next: unknown;
    /**
     * How many rows there are in all, where the server says.
     */
    total: number | null;
    /**
     * Where the answer comes from.
     */
    source: 'memory' | 'storage' | 'network' | 'fallback';
    /**
     * Whether it is older than its resource's `fresh`.
     */
    stale: boolean;
    /**
     * When the server gave it.
     */
    at: number;
    /**
     * Why the network could not do better, where `source` is `'fallback'`.
     */
    error?: Failure;
}

/**
 * What arrives of a withdrawal.
 */
interface Payout {
    /**
     * It is one.
     */
    estimate: true;
    /**
     * How much is withdrawn.
     */
    amount: string;
    /**
     * What it adds to the tax of its month.
     */
    tax: string;
    /**
     * What the platform takes for it; at most what the tax leaves.
     */
    fee: string;
    /**
     * What arrives: `amount − tax − fee`.
     */
    net: string;
    /**
     * What is missing to the least that may be withdrawn; `"0.00"` where it may be.
     */
    missing: string;
    /**
     * The month with this withdrawal in it.
     */
    month: TaxEstimate;
}

/**
 * What a fixed amount is paid for.
 */
type PerName = "unit" | "line";

/**
 * What a sale pays: version 1.
 */
interface PlanConfig {
    /**
     * Of this format.
     */
    version: 1;
    /**
     * An ISO 4217 code such as `"CNY"`.
     */
    currency: string;
    /**
     * How a half is rounded; `'half-up'` where it is not said.
     */
    rounding?: RoundingName;
    /**
     * Bounds that hold for every rule.
     */
    limits?: LimitsConfig;
    /**
     * Who is paid where a promoter of the chain is the buyer; `'earn'` where it is not said.
     */
    selfPurchase?: SelfPurchaseName;
    /**
     * The most that one promoter gets for an order.
     */
    capPerOrder?: string;
    /**
     * The most that one promoter gets in a day, what they have earned today included.
     */
    capPerDay?: string;
    /**
     * The most specific rule that matches a line is used; at most 500. Two with the same conditions are
     * an error.
     */
    rules: RuleConfig[];
    /**
     * More over a window, on top of the rules; at most 100, and 4 open at one time.
     */
    campaigns?: CampaignConfig[];
}

/**
 * Whose bounds hold.
 */
type PolicyName = "cn" | "none";

/**
 * A poster, ready for `draw`. Every number is whole device pixels.
 */
interface Poster {
    /**
     * Of the canvas.
     */
    width: number;
    /**
     * Of the canvas; at most 4,096.
     */
    height: number;
    /**
     * From the lowest to the uppermost. Only a `rect` lies below others, and then below all of each.
     */
    items: PosterItem[];
}

/**
 * What a poster says. No field can tell what the promoter earns, and `{earn}` in a text is refused.
 */
interface PosterData {
    /**
     * The product's title, or the shop's.
     */
    title: string;
    /**
     * A quieter line below it.
     */
    note?: string;
    /**
     * `'card'` and `'full'`: what the buyer pays, such as `"189.00"`.
     */
    paid?: string;
    /**
     * The list price, struck through where it is another.
     */
    list?: string;
    /**
     * `'CNY'` where it is not said.
     */
    currency?: string;
    /**
     * The picture's address; without one the title takes its place.
     */
    image?: string;
    /**
     * Coupons and the like, at most 12; as many are shown as two rows hold.
     */
    tags?: string[];
    /**
     * `'shop'`: 1 to 6 products.
     */
    items?: PosterProduct[];
    /**
     * Who recommends it.
     */
    by?: PosterPerson;
    /**
     * Beside the code, such as `"长按识别二维码"`.
     */
    caption?: string;
    /**
     * Below that, quieter.
     */
    hint?: string;
    /**
     * What the QR code says; needed unless `code` is given.
     */
    link?: string;
    /**
     * The address of a picture that is a code already: a mini-program's.
     */
    code?: string;
    /**
     * Device pixels a logical one, 1–3, of which the poster is 375 wide; 3 where it is not said. A saved
     * picture need not match the screen.
     */
    dpr?: number;
}

/**
 * One thing that is drawn.
 */
type PosterItem = { kind: "rect"; x: number; y: number; w: number; h: number; radius: number; fill: string } | { kind: "image"; x: number; y: number; w: number; h: number; radius: number; src: string | null; fit: 'cover' | 'contain' } | { kind: "text"; x: number; y: number; w: number; h: number; align: 'left' | 'center'; lines: PosterLine[] } | { kind: "qr"; x: number; y: number; w: number; h: number; module: number; size: number; modules: string };

/**
 * Pieces of text after each other.
 */
interface PosterLine {
    /**
     * The base line, from the top of the canvas.
     */
    y: number;
    /**
     * How wide it is in a usual font, at most.
     */
    w: number;
    /**
     * From the left.
     */
    spans: PosterSpan[];
}

/**
 * Who recommends.
 */
interface PosterPerson {
    /**
     * The name.
     */
    name: string;
    /**
     * The address of a picture, shown round.
     */
    avatar?: string;
}

/**
 * One product of a shop's poster.
 */
interface PosterProduct {
    /**
     * Its title.
     */
    title: string;
    /**
     * What the buyer pays.
     */
    paid: string;
    /**
     * The list price, struck through where it is another.
     */
    list?: string;
    /**
     * The picture's address.
     */
    image?: string;
}

/**
 * A piece of text in one style.
 */
interface PosterSpan {
    /**
     * What it says.
     */
    text: string;
    /**
     * Of the font.
     */
    size: number;
    /**
     * Whether it is bold.
     */
    bold: boolean;
    /**
     * A CSS colour.
     */
    color: string;
    /**
     * Whether it is struck through.
     */
    struck: boolean;
    /**
     * Empty pixels in front of it.
     */
    gap: number;
}

/**
 * What an order pays, and why.
 */
interface Preview {
    /**
     * The currency of every amount here.
     */
    currency: string;
    /**
     * The bases of all lines together.
     */
    base: string;
    /**
     * All shares together.
     */
    total: string;
    /**
     * Each level's share of the order, the nearest promoter's first.
     */
    shares: Share[];
    /**
     * The lines, as they stand in the order.
     */
    lines: LinePreview[];
    /**
     * The lines that `maxTotalRate` scaled down; `null` where there are none.
     */
    clamped: Clamped | null;
    /**
     * The promoters whose share of the whole order `capPerOrder` or `capPerDay` lowered; absent where
     * there are none.
     */
    capped?: Capped[];
}

/**
 * How much of a QR code may be unreadable.
 */
type QrLevel = "L" | "M" | "Q" | "H";

/**
 * How a QR code is made.
 */
interface QrOptions {
    /**
     * How much of it may be unreadable: about 7, 15, 25 or 30 %; `'M'` where it is not said.
     */
    level?: QrLevel;
    /**
     * The light border in modules, 0–16; 4 where it is not said.
     */
    quiet?: number;
}

/**
 * What an order costs: the lowest total that a legal combination gives; of equal totals the one with the
 * fewest offers, and of these the one with the earliest of the list.
 */
interface Quote {
    /**
     * The currency of every amount here.
     */
    currency: string;
    /**
     * All lines before the offers.
     */
    subtotal: string;
    /**
     * What the offers take together.
     */
    discount: string;
    /**
     * What the buyer pays: the sum of the lines' `paidTotal`.
     */
    total: string;
    /**
     * The lines, as they stand in the input.
     */
    lines: QuoteLine[];
    /**
     * The offers that apply, in the order in which they do.
     */
    applied: AppliedOffer[];
    /**
     * The others, as they stand in the input.
     */
    notApplied: RefusedOffer[];
}

/**
 * What to quote.
 */
interface QuoteInput {
    /**
     * An ISO 4217 code; `"CNY"` where it is not said.
     */
    currency?: string;
    /**
     * How a fraction of an amount is rounded, each offer once; `'half-up'` where it is not said.
     */
    rounding?: RoundingName;
    /**
     * When it is bought.
     */
    at: number;
    /**
     * What is bought; at most 1,000.
     */
    lines: QuoteLineInput[];
    /**
     * What could be used; at most 12, more throws `pricing/too-many-offers`.
     */
    offers: (OfferBase & OfferTerms)[];
}

/**
 * What one line costs.
 */
interface QuoteLine {
    /**
     * The product.
     */
    sku: string;
    /**
     * How many.
     */
    quantity: number;
    /**
     * What one costs before the offers.
     */
    price: string;
    /**
     * `price × quantity`.
     */
    subtotal: string;
    /**
     * What the offers take of this line.
     */
    discount: string;
    /**
     * The same for each offer of `applied`, in their order.
     */
    discounts: string[];
    /**
     * What the buyer pays for the line, exactly: `subtotal − discount`.
     */
    paidTotal: string;
    /**
     * What the buyer pays for a unit: `paidTotal ÷ quantity`, cut down to the fen. Where it does not
     * divide, `paid × quantity` is less than `paidTotal`, by fewer fen than there are units.
     */
    paid: string;
}

/**
 * One line of what is bought.
 */
interface QuoteLineInput {
    /**
     * Which product.
     */
    sku: string;
    /**
     * Its category, a path such as `"beauty/lip"`.
     */
    category?: string;
    /**
     * Who ships it.
     */
    merchant?: string;
    /**
     * What one costs before the offers.
     */
    price: string;
    /**
     * How many; 1 where it is not said.
     */
    quantity?: number;
}

/**
 * How many requests a service takes.
 */
interface RateConfig {
    /**
     * 1–10000.
     */
    perSecond: number;
    /**
     * So many at once after a quiet time; a second's where it is not said.
     */
    burst?: number;
}

/**
 * A new record.
 */
interface RecordInput {
    /**
     * The app's name for it: an order, a line, a share.
     */
    id: string;
    /**
     * An ISO 4217 code; `"CNY"` where it is not said.
     */
    currency?: string;
    /**
     * What is promised.
     */
    amount: string;
    /**
     * Days from receipt until the money is free; 7 where it is not said.
     */
    freezeDays?: number;
    /**
     * When it is opened.
     */
    at: number;
}

/**
 * What happens to a record.
 */
type RecordMove = { to: RecordState; at: number; amount?: string } | { platform: 'wechat-shop' | 'taobao'; code: number; at: number; amount?: string } | { take: string; at: number };

/**
 * Where a record stands: paid for, received, credited by the platform, come to nothing.
 */
type RecordState = "estimated" | "confirmed" | "settled" | "reversed";

/**
 * What records come to at a time. `estimated + frozen + available` is all that is not taken back.
 */
interface RecordSums {
    /**
     * The currency of every amount here.
     */
    currency: string;
    /**
     * Paid for, not received.
     */
    estimated: string;
    /**
     * Received, not yet free.
     */
    frozen: string;
    /**
     * Free; what was withdrawn before is not known here.
     */
    available: string;
    /**
     * Of `frozen` and `available`, what the platform has credited.
     */
    settled: string;
    /**
     * Taken back by refunds and reversals.
     */
    reversed: string;
    /**
     * When the next of what is frozen becomes free.
     */
    nextFreeAt: number | null;
}

/**
 * What another mini-program handed over.
 */
interface ReferrerInfo {
    /**
     * Its own words.
     */
    extraData?: object;
}

/**
 * What is given back.
 */
interface RefundInput {
    /**
     * Which lines.
     */
    lines: RefundLine[];
}

/**
 * How much of a line is given back.
 */
interface RefundLine {
    /**
     * Its place in the order, from 0.
     */
    index: number;
    /**
     * How many units; what passes those that are left does not count.
     */
    quantity: number;
}

/**
 * How the server says that it refused a share token.
 */
interface RefusedConfig {
    /**
     * Where its answer says what became of it.
     */
    at: string;
    /**
     * The words that mean that the token is worth nothing: it is forgotten then.
     */
    in: string[];
}

/**
 * An offer that does not apply; fields that mean nothing for its code are absent.
 */
interface RefusedOffer {
    /**
     * Its id.
     */
    offer: string;
    /**
     * Its kind.
     */
    kind: OfferTerms['kind'];
    /**
     * Why not. `no-gain`: its price is not lower, or nothing is left to take. `worse-combination`: every
     * combination with it costs more, or as much with more offers.
     */
    code: 'outside-window' | 'not-in-scope' | 'limit-reached' | 'group-not-full' | 'threshold-not-met' | 'no-gain' | 'excluded' | 'worse-combination';
    /**
     * `threshold-not-met`: how much its scope must cost more, where it would apply.
     */
    missing?: string;
    /**
     * `excluded`: the offer that applies and with which it never does.
     */
    by?: string;
    /**
     * `excluded`, `worse-combination`: the lowest total with it.
     */
    total?: string;
    /**
     * `limit-reached`: how many a person may have. `group-not-full`: how many people are needed.
     */
    of?: number;
    /**
     * How many there are of these.
     */
    has?: number;
    /**
     * `outside-window`: the first millisecond.
     */
    from?: number;
    /**
     * `outside-window`: the millisecond after the last.
     */
    to?: number;
}

/**
 * Bounds of every request.
 */
interface RequestLimits {
    /**
     * A span; `"10s"` where it is not said.
     */
    timeout?: string;
    /**
     * How many requests each service takes.
     */
    rate?: RateConfig;
    /**
     * When a service that fails is left alone.
     */
    breaker?: BreakerConfig;
}

/**
 * What can be queried: `get`, `post` or `graphql`, one of them.
 */
interface ResourceConfig {
    /**
     * The path.
     */
    get?: string;
    /**
     * The path.
     */
    post?: string;
    /**
     * The document.
     */
    graphql?: string;
    /**
     * With `graphql`: which of several operations.
     */
    operation?: string;
    /**
     * With `graphql`: what its variables are; parameters of the same names where it is not said.
     */
    variables?: { [name: string]: unknown };
    /**
     * With `graphql`: where it goes; the profile's `graphql` where it is not said.
     */
    endpoint?: string;
    /**
     * One of the profile's services; its base where it is not said.
     */
    service?: string | null;
    /**
     * Sent beside the profile's; `{name}` in a value is a parameter.
     */
    headers?: { [name: string]: string };
    /**
     * A span; the profile's where it is not said.
     */
    timeout?: string;
    /**
     * In the place of the profile's; with `graphql` about what stands in `data`.
     */
    envelope?: EnvelopeConfig;
    /**
     * With `post`: what is sent; the parameters where it is not said.
     */
    body?: { [name: string]: unknown };
    /**
     * How it is paged.
     */
    page?: PageConfig;
    /**
     * Where the rows are.
     */
    items?: string;
    /**
     * What each row, or the data, becomes.
     */
    map?: { [field: string]: string | MapField };
    /**
     * How long an answer is good for.
     */
    cache?: CacheConfig;
    /**
     * `false` where it is not signed though the profile says `signing`.
     */
    signed?: boolean;
}

/**
 * How a half is rounded.
 */
type RoundingName = "half-up" | "half-even" | "down";

/**
 * What all rows of a batch have in common.
 */
interface RowQuery {
    /**
     * The product.
     */
    sku?: string;
    /**
     * Its category.
     */
    category?: string;
    /**
     * Who ships it.
     */
    merchant?: string;
    /**
     * The tier of the promoter who sells.
     */
    tier?: string;
    /**
     * Where it is sold, such as `"shop"`.
     */
    channel?: string;
    /**
     * Whether the buyer buys for the first time.
     */
    newCustomer?: boolean;
    /**
     * Their own fraction of a service fee, where the product has none of its own.
     */
    rate?: string;
    /**
     * What they have sold this month before this; `"0"` where it is not said. Tiers by progress begin here.
     */
    progress?: string;
    /**
     * What they have earned today before this; `"0"` where it is not said. For `capPerDay`.
     */
    earnedToday?: string;
    /**
     * When.
     */
    at: number;
}

/**
 * One rule of a plan.
 */
interface RuleConfig {
    /**
     * Its name, unique in the plan.
     */
    id: string;
    /**
     * Which lines it is for; all where it is not said.
     */
    match?: MatchConfig;
    /**
     * What its rates are taken of; `'paid'` where it is not said.
     */
    base?: BaseName;
    /**
     * What each level of promoters gets, the nearest first.
     */
    levels: LevelConfig[];
}

/**
 * A history of touches as it is kept. One of a later version is refused and must be left as it is.
 */
interface SavedAttribution {
    /**
     * Of this format.
     */
    version: 1;
    /**
     * Oldest first.
     */
    touches: SavedTouch[];
}

/**
 * One time a customer came by a share link.
 */
interface SavedTouch {
    /**
     * The link's token.
     */
    token: string;
    /**
     * When.
     */
    at: number;
}

/**
 * Whether promoters are paid for what they buy themselves.
 */
type SelfPromotion = "refuse" | "allow";

/**
 * Who is paid where a promoter of the chain is the buyer.
 */
type SelfPurchaseName = "earn" | "forgo" | "shift";

/**
 * How a service of the backend is doing.
 */
interface ServiceStats {
    /**
     * Its name in the profile; empty for the profile's own base.
     */
    name: string;
    /**
     * Whether requests go to it: `half-open` is one that tries.
     */
    breaker: 'closed' | 'open' | 'half-open';
    /**
     * Requests that wait for their turn.
     */
    waiting: number;
}

/**
 * What one promoter gets.
 */
interface Share {
    /**
     * 1 for the nearest promoter.
     */
    level: number;
    /**
     * Who.
     */
    promoter: string;
    /**
     * How much.
     */
    amount: string;
}

/**
 * What a token is made of.
 */
interface SharePayload {
    /**
     * Who shares: any text of at most 64 bytes; whole numbers up to 2^64 − 1 make short tokens.
     */
    promoter: string;
    /**
     * What is shared: as `promoter`.
     */
    item: string;
    /**
     * Where it is put.
     */
    channel: Channel;
    /**
     * When; the token keeps the UTC day.
     */
    at: number;
    /**
     * The campaign, at most 32 bytes.
     */
    campaign?: string;
}

/**
 * What a token says. Only `verify` proves who made it.
 */
interface ShareView {
    /**
     * Who shared.
     */
    promoter: string;
    /**
     * What was shared.
     */
    item: string;
    /**
     * Where it was put.
     */
    channel: Channel;
    /**
     * When: midnight of the UTC day.
     */
    at: number;
    /**
     * The campaign, where there is one.
     */
    campaign?: string;
    /**
     * Whether it has a signature. Whether that is a true one, only a server can tell.
     */
    signed: boolean;
    /**
     * The key it names, where it is signed.
     */
    keyId?: number;
}

/**
 * The short code a customer came by; its backend knows the token behind it.
 */
interface ShortLanding {
    /**
     * The number, in digits.
     */
    code: string;
    /**
     * The short code as it stands in links and scenes.
     */
    token: string;
    /**
     * Where it was.
     */
    source: 'scene' | 'query' | 'path' | 'text';
}

/**
 * Which key it is.
 */
interface SigningApp {
    /**
     * A header.
     */
    header?: string;
    /**
     * A parameter.
     */
    param?: string;
    /**
     * Its name at the server; not the key itself.
     */
    value: string;
}

/**
 * How requests are signed; `docs/signing-and-sealing.md` says in what platforms differ.
 */
interface SigningConfig {
    /**
     * HMAC over named parts, or the open platforms' sorted parameters.
     */
    kind: 'hmac-sha256' | 'sm3-hmac' | 'top-md5' | 'top-hmac' | 'top-hmac-sha256';
    /**
     * The header that the signature goes into; this or `param`.
     */
    header?: string;
    /**
     * The parameter that the signature goes into; sorted parameters: `sign` where neither is said.
     */
    param?: string;
    /**
     * HMAC over named parts: `method`, `path`, `query`, `timestamp`, `nonce`, `body`, `body-sha256`,
     * `body-sm3`, `header:name`, one a line.
     */
    over?: string[];
    /**
     * Header `X-Timestamp` in `ms`, or parameter `timestamp` in `gmt+8` for sorted parameters, where it
     * is not said.
     */
    timestamp?: SigningTime;
    /**
     * Header `X-Nonce` where it is not said and `over` has it.
     */
    nonce?: SigningSlot;
    /**
     * Which key it is; parameter `app_key` where sorted parameters say nothing else.
     */
    appKey?: SigningApp;
    /**
     * The token goes there, and not as `Authorization`.
     */
    token?: SigningSlot;
    /**
     * Of the hex digits: `lower` for named parts, `upper` for sorted parameters where it is not said.
     */
    case?: 'lower' | 'upper';
    /**
     * Sorted parameters: whether the body counts and how it is sent; `ignore` where it is not said.
     */
    body?: 'ignore' | 'fields' | 'form' | 'append';
    /**
     * Sorted parameters: where parameters of the signature go; `query` where it is not said.
     */
    in?: 'query' | 'body';
    /**
     * Sorted parameters: names that are sent and not signed.
     */
    skip?: string[];
    /**
     * Where the key comes from; with `connect` where it is not said.
     */
    key?: SigningKey;
    /**
     * Names of services that are not signed; a resource, a mutation or the events say `signed: false`.
     */
    except?: string[];
}

/**
 * Where the key comes from.
 */
interface SigningKey {
    /**
     * A pointer into the login's data.
     */
    login: string;
}

/**
 * A header or a parameter, one of them.
 */
interface SigningSlot {
    /**
     * A header.
     */
    header?: string;
    /**
     * A parameter.
     */
    param?: string;
}

/**
 * When the request was sent.
 */
interface SigningTime {
    /**
     * A header.
     */
    header?: string;
    /**
     * A parameter.
     */
    param?: string;
    /**
     * Milliseconds or seconds since the Unix epoch, or `2016-01-01 12:00:00` in China's time, as it is
     * or as `2021-05-07 09:20:39.683+0800`.
     */
    format?: 'ms' | 's' | 'gmt+8' | 'gmt+8-ms';
}

/**
 * What the client has done since it was connected, and what it holds.
 */
interface StatsView {
    /**
     * Queries answered from memory or the store while fresh.
     */
    hits: number;
    /**
     * Queries for which the network was asked before anything could be given.
     */
    misses: number;
    /**
     * Queries answered by something older than `fresh`, and renewed behind it.
     */
    stale: number;
    /**
     * Queries answered by what is stored because the network could not.
     */
    fallback: number;
    /**
     * Entries that gave way.
     */
    evicted: number;
    /**
     * Bytes of answers, in memory and in the store.
     */
    bytes: number;
    /**
     * Answers in memory.
     */
    memoryEntries: number;
    /**
     * Their bytes.
     */
    memoryBytes: number;
    /**
     * Answers in the store.
     */
    storedEntries: number;
    /**
     * Their bytes, as far as they are known.
     */
    storedBytes: number;
    /**
     * The backend's services, its own base first.
     */
    services: ServiceStats[];
}

/**
 * One step of a calculation, by its code. `gives` is rounded to be shown; the next step goes on from
 * the exact amount, and what a level is paid is rounded once.
 */
type Step = { code: "no-rule" } | { code: "rate"; level: number; rate: string; of: string; gives: string } | { code: "fixed"; level: number; of: string; times: number; gives: string } | { code: "less"; level: number; less: string; of: string; gives: string } | { code: "tier"; level: number; rate: string; of: string; gives: string } | { code: "sum"; level: number; of: string; gives: string } | { code: "share"; level: number; rate: string; service: string; of: string; gives: string } | { code: "subsidy"; level: number; rate: string; of: string; gives: string } | { code: "fee"; level: number; rate: string; of: string; gives: string } | { code: "multiply"; level: number; campaign: string; by: string; of: string; gives: string } | { code: "add"; level: number; campaign: string; rate: string; of: string; gives: string } | { code: "min"; level: number; of: string; gives: string } | { code: "cap"; level: number; of: string; gives: string } | { code: "self-purchase"; level: number; gives: string } | { code: "clamp"; level: number; rate: string; of: string; gives: string } | { code: "cap-per-order"; level: number; of: string; gives: string } | { code: "cap-per-day"; level: number; of: string; gives: string };

/**
 * What a refund takes back.
 */
interface TakenBack {
    /**
     * The currency of every amount here.
     */
    currency: string;
    /**
     * All of it.
     */
    total: string;
    /**
     * From each level.
     */
    shares: Share[];
    /**
     * Line by line, as the refund names them.
     */
    lines: TakenLine[];
    /**
     * The preview with what has been refunded by now: keep it for the next refund.
     */
    after: Preview;
}

/**
 * What the refund of a line takes back.
 */
interface TakenLine {
    /**
     * Its place in the order.
     */
    index: number;
    /**
     * How many units counted: no more than were left.
     */
    quantity: number;
    /**
     * From each level.
     */
    shares: Share[];
}

/**
 * What would be withheld of a month. It does not know exempt income, special deductions, reductions or
 * VAT, and the annual settlement has the last word.
 */
interface TaxEstimate {
    /**
     * It is one.
     */
    estimate: true;
    /**
     * By which rules.
     */
    rules: '2018-12' | '2025-10';
    /**
     * The announcement they stand in.
     */
    source: string;
    /**
     * When it was published, `YYYY-MM-DD`.
     */
    published: string;
    /**
     * Since when it holds, `YYYY-MM-DD`.
     */
    inForce: string;
    /**
     * What is earned in the month, before tax.
     */
    income: string;
    /**
     * What is withheld of it, rounded once to the fen, half up.
     */
    tax: string;
    /**
     * What is left of it.
     */
    net: string;
    /**
     * What has been withheld this year beyond what is due.
     */
    excess: string;
    /**
     * How the tax comes about, in order.
     */
    steps: TaxStep[];
}

/**
 * What was earned in a month.
 */
interface TaxInput {
    /**
     * Labour remuneration (劳务报酬) of a resident of mainland China.
     */
    kind: 'labour-cn';
    /**
     * `'2018-12'`: each month for itself. `'2025-10'`: the year so far, for who is paid by a platform.
     */
    rules: '2018-12' | '2025-10';
    /**
     * The year of the month.
     */
    year: number;
    /**
     * The month, 1 to 12.
     */
    month: number;
    /**
     * What is earned in the month, before tax.
     */
    incomeThisMonth: string;
    /**
     * `'2025-10'`: what was earned this year before the month; nothing where it is not said.
     */
    incomeBefore?: string;
    /**
     * `'2025-10'`: the months of this year, before this one and without a break up to it, in which
     * something was earned here; 0 where it is not said.
     */
    monthsBefore?: number;
    /**
     * `'2025-10'`: what was withheld this year before the month; nothing where it is not said.
     */
    withheldBefore?: string;
}

/**
 * One step; fields that mean nothing for its code are absent. Amounts are shown to the fen and kept
 * exactly.
 */
interface TaxStep {
    /**
     * What was done.
     */
    code: 'income' | 'expense' | 'allowance' | 'taxable' | 'bracket' | 'withheld';
    /**
     * `expense` of a fraction, `bracket`: the rate in per cent.
     */
    percent?: number;
    /**
     * `allowance`: for how many months.
     */
    months?: number;
    /**
     * `bracket`: the quick deduction.
     */
    quick?: string;
    /**
     * `income`, `taxable`: so far. `expense`, `allowance`, `withheld`: what is taken off. `bracket`: the tax.
     */
    amount: string;
}

/**
 * What runs through the tiers.
 */
type TierByName = "line" | "progress";

/**
 * One tier.
 */
interface TierConfig {
    /**
     * Its upper end, which it includes; not in the last tier.
     */
    upTo?: string;
    /**
     * Its fraction.
     */
    rate: string;
}

/**
 * What a tier's rate is for.
 */
type TierModeName = "marginal" | "whole";

/**
 * The touch that a sale is owed to.
 */
interface TouchView {
    /**
     * The link's token.
     */
    token: string;
    /**
     * Who shared it.
     */
    promoter: string;
    /**
     * Whether it carries a signature, good or not.
     */
    signed: boolean;
    /**
     * When the customer came.
     */
    at: number;
}

/**
 * What a field is counted in.
 */
type Unit = "fen" | "cents" | "yuan" | "rate" | "percent" | "basis-points" | "per-100000" | "millionths" | "seconds" | "ms" | "iso8601" | "text" | "number" | "boolean";

/**
 * The five `utm_` parameters.
 */
interface Utm {
    /**
     * `utm_source`.
     */
    source?: string;
    /**
     * `utm_medium`.
     */
    medium?: string;
    /**
     * `utm_campaign`.
     */
    campaign?: string;
    /**
     * `utm_term`.
     */
    term?: string;
    /**
     * `utm_content`.
     */
    content?: string;
}

/**
 * An entry that waits or is in the air.
 */
interface WaitingEntry {
    /**
     * Its id.
     */
    id: string;
    /**
     * Its lane.
     */
    lane: string;
    /**
     * The mutation of the profile, or the event's name.
     */
    name: string;
    /**
     * When it was handed over.
     */
    at: number;
    /**
     * Whether it is in the air.
     */
    sending: boolean;
    /**
     * How often its lane has failed since something went through; 0 for those behind the first.
     */
    tries: number;
    /**
     * When its lane tries again; `null` where it does not wait for a time.
     */
    next: number | null;
    /**
     * What is to be sent.
     */
    body: unknown;
}

/**
 * A withdrawal that is thought of; the fields of `TaxInput` tell what was paid out before it.
 */
interface WithdrawalInput {
    /**
     * As in `TaxInput`.
     */
    kind: 'labour-cn';
    /**
     * As in `TaxInput`.
     */
    rules: '2018-12' | '2025-10';
    /**
     * The year of the month.
     */
    year: number;
    /**
     * The month, 1 to 12.
     */
    month: number;
    /**
     * How much, before tax and fee.
     */
    amount: string;
    /**
     * What the platform takes for it; nothing where it is not said.
     */
    fee?: string;
    /**
     * The least that may be withdrawn.
     */
    least?: string;
    /**
     * What was paid out in the month before it; nothing where it is not said.
     */
    incomeThisMonth?: string;
    /**
     * As in `TaxInput`.
     */
    incomeBefore?: string;
    /**
     * As in `TaxInput`.
     */
    monthsBefore?: number;
    /**
     * As in `TaxInput`.
     */
    withheldBefore?: string;
}

/**
 * The package's face: every type a caller meets. No code.
 *
 * Shapes that Rust reads or gives (plans, previews, profiles, pages, …) are generated from the
 * bridge's DTOs and come in here from `../generated/tuike_bridge`; the handles and functions around
 * them are written here, and so is the host.
 */

declare global {
    interface SymbolConstructor {
        readonly dispose: unique symbol;
    }
}
/** Which build of the core runs: both give the same answers, wasm sooner. */
type Tier = 'wasm' | 'js';
interface LoadOptions {
    /**
     * The wasm module: a code-package path (WeChat), a URL, its bytes, or a compiled `WebAssembly.Module`.
     * Each entry of the package knows a default.
     */
    wasm?: string | {
        readonly href: string;
    } | ArrayBuffer | ArrayBufferView | object;
    /** `'auto'` tries wasm and falls back to JS, saying so in {@link Tuike.notices}. */
    tier?: 'auto' | Tier;
    /**
     * Where the JavaScript tier is (the package's `core.js`), where an app keeps it elsewhere than beside the
     * package: `js: () => require.async('/tier/core.js')` from a subpackage. Called only where it is needed.
     */
    js?: () => JsTier | Promise<JsTier>;
}
/** The exports of the package's `core.js`. */
interface JsTier {
    instantiate(imports: object): object;
}
/** The loaded core. */
interface Tuike {
    readonly tier: Tier;
    readonly version: string;
    /** What a developer should know about how it was loaded; empty when all went as asked. */
    readonly notices: readonly string[];
    readonly commission: Commission;
    readonly pricing: Pricing;
    readonly tax: Tax;
    readonly backend: Backend;
    readonly share: ShareLinks;
    /** A virtual list over rows of unequal height; or the one of a {@link List.snapshot}. */
    list(options: ListOptions | {
        restore: string;
    }): List;
    /** What `setData` needs to be told to make `previous` into `next`: a path for each change. */
    patch(previous: object, next: object, options?: PatchOptions): Patch;
    /** The same in calls of at most `limit` bytes each, in the order in which to make them. */
    patches(previous: object, next: object, options?: PatchOptions): PatchCall[];
    /** Rows in an order in which those that stay keep their places: fewer paths change. */
    steady<T>(previous: readonly T[], next: readonly T[], key: string): T[];
    /** A client of the backend that the profile describes. */
    connect(options: ConnectOptions): Promise<Client>;
}
/** What holds memory of the core until it is freed. */
interface Handle {
    /** Gives the memory back; every later call throws `internal/freed`. Twice is no error. */
    free(): void;
    /** The same, for `using`, where the engine has it. */
    [Symbol.dispose](): void;
}
/** Every error of this package: an `Error` with a stable code. */
interface TuikeError extends Error {
    name: 'TuikeError';
    /** Such as `money/rate-out-of-range`; never renamed. */
    code: string;
    details: ErrorDetails;
}
/** The languages that {@link Commission.explain} tells the steps in. */
type ExplainLanguage = 'zh-CN' | 'en';
interface Commission {
    /**
     * Reads and checks a plan, or a platform's plan with its merchants' agreements behind it; throws a
     * {@link TuikeError} that names the path of what is wrong (`plan.rules[3]`, `plan[1].rules[3]`).
     */
    compile(plan: PlanConfig | readonly [PlanConfig, ...AgreementConfig[]]): Plan;
    /** The steps of a preview in words, as an app shows them under 怎么算的. */
    explain(preview: Preview, language: ExplainLanguage): Explained;
    /** What becomes of a commission, from the sale to the money. */
    readonly record: Records;
}
/** Rates that each row of a batch has of its own, in units of 10^-8: 20 % is 20000000. */
interface RowRates {
    /** The service fee of each row; needed where the rule shares it. */
    service?: Float64Array;
    /** The promoter's fraction of it; `NaN` where the product has none of its own. */
    promoter?: Float64Array;
}
/** Records are values: keep their JSON, hand them in, get the next. */
interface Records {
    open(input: RecordInput): CommissionRecord;
    /**
     * The record after something has happened to it; throws `record/illegal-move`, naming both states, where
     * there is no such way. A refund takes back a part: `{ take, at }`.
     */
    move(record: CommissionRecord, what: RecordMove): CommissionRecord;
    /** What may be withdrawn of it at a time: nothing until it was received and `freezeDays` have passed. */
    available(record: CommissionRecord, at: number): string;
    /** What many come to at a time: estimated, frozen, available. */
    sum(records: readonly CommissionRecord[], at: number): RecordSums;
}
/**
 * One offer. Flash and group prices apply first, the cheapest first; then the others by `stage`, the lowest
 * first. Each sees what those before it left.
 */
type OfferConfig = OfferBase & OfferTerms;
interface Pricing {
    /**
     * What the buyer pays: of all legal combinations of up to 12 offers the one with the lowest total, spread
     * over the lines by largest remainder; and for each other offer why it does not apply.
     */
    quote(input: QuoteInput): Quote;
}
/** Estimates for the promoter's eyes; each says by which rules, and where they stand. */
interface Tax {
    /** What would be withheld of a month. */
    estimate(input: TaxInput): TaxEstimate;
    /** What arrives of a withdrawal, after tax and fee. */
    withdraw(input: WithdrawalInput): Payout;
}
interface Plan extends Handle {
    /** What an order pays, and why. */
    preview(order: OrderInput): Preview;
    /**
     * What a refund takes back of what a preview gave. Any sequence of partial refunds takes back the same
     * as one of the whole, and never more: hand in the `after` of the one before.
     */
    refund(previous: Preview, refund: RefundInput): TakenBack;
    /**
     * The level-1 amount of each row, in fen: `paidFen` are whole fen. `out` takes the amounts where it
     * is given; it must be as long, and so must the columns of `rates`.
     */
    previewMany(paidFen: Float64Array, query: RowQuery, out?: Float64Array, rates?: RowRates): Float64Array;
    /** The level-1 amount of each product of a feed, whose rates are its own. */
    previewProducts(products: readonly FeedProduct[], query: FeedQuery): string[];
}
/** What of JSON that was imported TypeScript still knows: `1` is a number, `"bearer"` a text. */
type FromJson<T> = T extends string ? string : T extends number ? number : T extends object ? {
    [K in keyof T]: FromJson<T[K]>;
} : T;
/** A profile, written here or imported from a JSON file. */
type ProfileJson = BackendProfile | FromJson<BackendProfile>;
interface Backend {
    /**
     * What a profile would make of an answer: the request, the verdict and why, what each field becomes and
     * from where, and which pointers find nothing. Throws a {@link TuikeError} that names the path where the
     * profile itself is wrong. Hand the answer in as the text that came: parsed, JavaScript has rounded its
     * ids already.
     */
    check(profile: ProfileJson | string, answer: unknown, options: CheckOptions): BackendReport;
}
/** A signing key. Of a server, never of a client. */
interface ShareKey {
    /** 0–15; tokens name it, so that keys can be rotated. */
    keyId: number;
    /** At least 16 bytes of UTF-8; 32 random ones, in hex, are right. */
    key: string;
}
interface VerifyOptions {
    /** Now, in ms. */
    at: number;
    /** UTC days after its own on which a token still holds; with 0 it holds on its own day only. */
    maxAgeDays: number;
}
/** What a card shows of a product; a product as its server sent it will do, other fields are not looked at. */
interface CardProduct {
    title: string;
    /** What the buyer pays, such as `"189.00"`: `{price}`. */
    price?: string;
    /** The same where there is no `price`. */
    paid?: string;
    /** A URL of its picture. */
    image?: string;
}
/** The properties of WeChat's `<store-product>`. */
interface StoreProduct {
    /** The shop that the goods come from. */
    appid: string;
    productId: string;
    /** The promoter's own; it must be there when the component first loads, or the sale is not attributed. */
    productPromotionLink: string;
}
/** How a card is worded. */
interface CardTemplate {
    /** With `{title}` and `{price}`, `{{` and `}}` for a brace; `"{title}"` where it is not said. */
    title?: string;
    /** The same for `desc` and `text`; `"¥{price}"` where it is not said and a price is known. */
    desc?: string;
    /** The most that `title` may have by JavaScript's `length`, 40; cut between characters, with a `…`. */
    titleLength?: number;
    /** The same for `desc` and `text`, 80. */
    descLength?: number;
    /** The mini-program's page, with or without a query; `/pages/landing/landing` where it is not said. */
    path?: string;
    /** A picture of its own. */
    image?: string;
    /** Where links lead. */
    base?: string;
    utm?: Utm;
}
/** Of a card that has a link. */
interface LinkCardTemplate extends CardTemplate {
    base: string;
}
/** What each channel's own API takes. */
interface Cards {
    /** For `onShareAppMessage`. */
    'wechat.friend': {
        title: string;
        path: string;
        imageUrl?: string;
    };
    /** For `onShareTimeline`. */
    'wechat.timeline': {
        title: string;
        query: string;
        imageUrl?: string;
    };
    /** For the JS-SDK's `updateAppMessageShareData`. */
    'wechat.h5': {
        title: string;
        desc: string;
        link: string;
        imgUrl?: string;
    };
    /** For `<store-product>`. */
    'wechat.shop': StoreProduct;
    /** For Alipay's `onShareAppMessage`. */
    alipay: {
        title: string;
        desc: string;
        path: string;
    };
    /** For `navigator.share`. */
    web: {
        title: string;
        text: string;
        url: string;
    };
}
/** A channel that has a card. */
type CardChannel = keyof Cards;
/** What each channel's card is made of. */
type CardProducts = {
    [C in CardChannel]: C extends 'wechat.shop' ? StoreProduct : CardProduct;
};
/** What is put into a text; a product will do. */
interface TextWords {
    title?: string;
    /** What the buyer pays; `paid` where it is missing. */
    price?: string;
    paid?: string;
    /** What the promoter earns. */
    earn?: string;
}
/** What {@link ShareLinks.verify} found. */
type Verdict = {
    valid: true;
    payload: ShareView;
    reason?: undefined;
} | {
    valid: false;
    payload?: undefined;
    reason: 'not-a-token' | 'unsigned' | 'unknown-key' | 'forged' | 'expired';
};
interface ShareLinks {
    /** An unsigned token: it says who shared what, where and when, and can be read without a server. */
    encode(payload: SharePayload): string;
    /**
     * Reads a token or a scene; throws `share/…` where it is none. Strict: one payload, one spelling. What a
     * person typed or pasted is for {@link land}.
     */
    decode(token: string): ShareView;
    /**
     * A signed token, **for a server** (Node). A key in a client is a published key: whoever wants it reads
     * it there, and from then on its signatures prove nothing.
     */
    sign(payload: SharePayload, key: ShareKey): string;
    /**
     * Whether one of the keys signed a token or scene, **for a server**; several keys, while one is being
     * rotated out. Never throws because of the token: an order goes through without its attribution.
     */
    verify(token: string, keys: readonly ShareKey[], options?: VerifyOptions): Verdict;
    /**
     * A short code: 8 to 18 characters for the number (below 2^64, in digits) under which a backend keeps a
     * token that does not fit a scene.
     */
    short(code: string): string;
    /** Finds a short code where {@link land} would find a token; ask the backend for the token behind it. */
    findShort(input: string | LandInput): ShortLanding | null;
    /** At most 32 characters of WeChat's scene alphabet, for `getUnlimited`. */
    scene(token: string): string;
    /** The link that a customer opens. */
    link(token: string, options: LinkOptions): string;
    /**
     * 口令: words for the clipboard, in which {@link land} finds the token again. `text` is what they say, with
     * `{token}` where the token goes; without a place it stands behind them as `【token】`.
     */
    phrase(token: string, options?: {
        text?: string;
    }): string;
    /**
     * What the channel's own API takes for a product. A customer sees it: `{earn}` is refused. Of
     * `wechat.shop` the promotion link is what attributes the sale: without it there is no card.
     */
    card<C extends CardChannel>(product: CardProducts[C], token: string, channel: C, ...template: C extends 'wechat.h5' | 'web' ? [template: LinkCardTemplate] : [template?: CardTemplate]): Cards[C];
    /**
     * A template of its own with `{title}`, `{price}` and, for nobody but the promoter, `{earn}`: for copied
     * text (素材) and for what a share button says.
     */
    text(template: string, words: TextWords, reader?: 'customer' | 'promoter'): string;
    /**
     * Finds the token in a page's enter options, a URL or pasted text; `null` where there is none. Never
     * throws.
     */
    land(input: string | LandInput): Landing | null;
    /**
     * Which share link a sale is owed to, out of all that a customer came by. A client keeps one of its
     * own ({@link Client.touch}); this is for a server, or for an app without one. Throws
     * `attribution/newer-version` where `saved` is of a later version of this package: leave it as it is.
     */
    attribution(rules?: AttributionRules, saved?: SavedAttribution): Attribution;
    /** A QR code: `modules` has `size × size` bytes, row by row, 1 is dark. */
    qr(text: string, options?: QrOptions): Qr;
    /** The same as an SVG document. */
    qrSvg(text: string, options?: QrOptions): string;
    /**
     * A poster as a draw list: `'card'` and `'full'` of one product, `'shop'` of up to six. Nothing on it
     * overlaps and nothing is cut, and it never shows what the promoter earns. `draw` puts it on a canvas.
     */
    poster(template: PosterTemplate, data: PosterData): Poster;
}
/** A history of touches. Keep `toJSON()`; hand it in again as `saved`. */
interface Attribution {
    /**
     * A customer comes by a link: a landing, a token or a scene. Says whether it is a new click; within an
     * hour of a kept touch of the same token nothing changes.
     */
    touch(landing: string | {
        token: string;
    }, at: number): boolean;
    /** Whom a sale at that moment is owed to; `promoter` is who asks, whose own links count for nobody. */
    current(at: number, promoter?: string | null): TouchView | null;
    /** Takes the touches of another device as well, in whatever order; says whether there were new ones. */
    merge(other: Attribution | SavedAttribution): boolean;
    toJSON(): SavedAttribution;
}
interface Qr {
    size: number;
    modules: Uint8Array;
}
type PosterTemplate = 'card' | 'full' | 'shop';
/** As much of a canvas's 2d context as `draw` uses: a browser's, WeChat's and Alipay's have it. */
interface DrawContext {
    readonly canvas?: DrawCanvas | undefined;
    fillStyle: unknown;
    font: string;
    textAlign: unknown;
    textBaseline: unknown;
    save(): void;
    restore(): void;
    clip(): void;
    fill(): void;
    beginPath(): void;
    closePath(): void;
    moveTo(x: number, y: number): void;
    lineTo(x: number, y: number): void;
    arc(x: number, y: number, radius: number, from: number, to: number): void;
    arcTo(x1: number, y1: number, x2: number, y2: number, radius: number): void;
    fillRect(x: number, y: number, w: number, h: number): void;
    fillText(text: string, x: number, y: number): void;
    measureText(text: string): {
        width: number;
    };
    drawImage(image: any, x: number, y: number, w: number, h: number): void;
}
/** The canvas itself: it is given the poster's size. */
interface DrawCanvas {
    width: number;
    height: number;
    /** Makes a picture, on WeChat's and Alipay's canvas. */
    createImage?: (() => unknown) | undefined;
}
interface DrawOptions {
    /** The context's canvas; mini-programs must give it, for only it makes pictures there. */
    canvas?: DrawCanvas | undefined;
    /** Gives what `drawImage` takes for an address. */
    load?: ((src: string) => unknown) | undefined;
    /** After so many ms a picture that has not come is a placeholder; 8,000 where it is not said. */
    timeout?: number | undefined;
    /** CSS font families. */
    font?: string | undefined;
}
interface DrawnPoster {
    /** The addresses of pictures that could not be drawn. */
    missing: string[];
}
/** What to render. */
interface Range {
    /** Render `[start, end)`. */
    start: number;
    end: number;
    /** `[first, last)` is visible, without overscan. */
    first: number;
    last: number;
    /** The height of what is not rendered, before and after. */
    before: number;
    after: number;
    /** The height of everything. */
    total: number;
}
type Align = 'start' | 'center' | 'end';
/**
 * A list scrolls along one axis. Lengths are pixels along it: heights and `scrollTop`, or, where it lies,
 * widths and `scrollLeft` (from right to left: `-scrollLeft`).
 */
interface List extends Handle {
    /** What to render at this offset: it may be negative or past the end. Its rows count as seen. */
    range(offset: number, viewport: number): Range;
    /**
     * Tells a row's measured height (in a grid its line's). Returns how far the content before the last
     * `range`'s offset moved: add it to `scrollTop` and nothing jumps.
     */
    resize(index: number, size: number): number;
    resizeMany(indexes: ArrayLike<number>, sizes: ArrayLike<number>): number;
    /** Tells the height of what scrolls before the rows; returns how far they moved under the viewport. */
    resizeHeader(size: number): number;
    /** Tells the height of what scrolls behind the rows. */
    resizeFooter(size: number): void;
    /** Tells how wide the list is: the lanes share it. */
    resizeCross(size: number): void;
    insert(at: number, count: number): number;
    remove(at: number, count: number): number;
    setCount(count: number): number;
    /**
     * Where the rows `[start, end)` are drawn: four numbers each (lane, x, offset, size). Fills `out`, as
     * far as it goes, and then allocates nothing; else gives an array of its own.
     */
    positions(start: number, end: number, out?: Float64Array): Float64Array;
    /** Where to scroll so that a row is at the start, the centre or the end of the viewport. */
    offsetOf(index: number, align?: Align, viewport?: number): number;
    /**
     * Scrolls to a row whose neighbours are not measured yet: `show` scrolls to the offset it is given,
     * renders, measures and tells the sizes; it is called until the row is where it should be. Gives the
     * last offset.
     */
    scrollTo(index: number, options: ScrollTo): Promise<number>;
    indexAt(offset: number): number;
    /** A row's lane, from 0; of one not yet seen it is foretold. */
    laneOf(index: number): number;
    sizeOf(index: number): number;
    /** Tells the rows that groups begin with, in order. */
    setGroups(starts: ArrayLike<number>): void;
    /** The group header to draw at the viewport's start; `null` before the first. */
    pinned(offset: number): Pinned | null;
    /** Watches which rows are in sight. Forgets an earlier watch. */
    exposure(options?: {
        ratio?: number;
        dwell?: number;
    }): Exposure;
    /** All sizes, lanes and the offset as a text, for `tuike.list({ restore })`. */
    snapshot(): string;
    readonly count: number;
    readonly total: number;
    /** How wide a lane is. */
    readonly laneSize: number;
    /** Where the view is to be: the last `range`'s offset and all corrections since. */
    readonly offset: number;
}
interface ScrollTo {
    align?: Align;
    viewport?: number;
    show(offset: number): void | Promise<void>;
}
/** A group header that stays at the viewport's start while its group scrolls by. */
interface Pinned {
    group: number;
    /** The row of the header. */
    index: number;
    /** By how many pixels the next header pushes it out: 0 to its size. */
    pushed: number;
    size: number;
}
/**
 * Rows that were in sight long enough, once each.
 *
 *     for (const i of exposure.seen(Date.now())) client.track('expose', { item: rows[i].id });
 */
interface Exposure {
    /** To be asked after each `range`, and when {@link due} comes: the rows seen long enough just now. */
    seen(now: number): number[];
    /** When the next row will have been in sight long enough; `null` where none waits. */
    readonly due: number | null;
}
/** Paths and what to put there, for `setData`. */
type Patch = {
    [path: string]: unknown;
};
interface PatchOptions {
    /** What tells one item of a list from another, as `wx:key` does; `id` where it is not said. */
    key?: string;
    /** The most bytes of one call; 256 KB where it is not said. */
    limit?: number;
}
/** One call of `setData`. */
interface PatchCall {
    data: Patch;
    /** How many bytes of JSON in UTF-8 it is. */
    bytes: number;
}
interface ConnectOptions {
    backend: ProfileJson;
    /** By default the one for where this runs. */
    host?: Host;
    storage?: {
        /** At most so many bytes of answers are kept; what waits to be sent is beside them. From 10,000. */
        budget?: number;
        /** What is stored is sealed with it: 32 bytes, or 64 hex digits. What another sealed cannot be read. */
        secret?: string | Uint8Array | readonly number[];
    };
    /** Whether events may be sent; wins over what was said before. By default what was said, or `'granted'`. */
    consent?: Consent;
    /** What requests are signed with where the profile says `signing`: for servers, never in a page. */
    signing?: {
        key: string;
    };
}
/** `'pending'`: events are stored and wait. `'denied'`: they are removed, and later ones not taken. */
type Consent = 'granted' | 'pending' | 'denied';
/** The answer to a query. */
interface Page<T = unknown> extends Omit<PageView, 'data'> {
    data: T;
}
interface QueryOptions {
    /** Asks the network even where the stored answer is fresh. */
    refresh?: boolean;
}
/** An object of parameters; `cursor` asks for a further page. */
type Params = {
    readonly [name: string]: unknown;
};
/** What waits to be sent, and what never will be. */
type Outbox = OutboxView;
type Stats = StatsView;
/** What happened, by its name. */
interface ClientEvents {
    /** The network was seen to come or go. */
    online: {
        online: boolean;
    };
    /** The counts of the outbox changed. */
    outbox: OutboxCounts;
    /** An entry was delivered; `answer` is the server's. */
    sent: {
        id: string;
        lane: string;
        answer: unknown;
    };
    /** Everything that waited has been sent. */
    synced: object;
    /** An entry will not be sent again by itself. */
    dead: {
        letter: DeadLetter;
    };
    /** Entries gave way because the store is full, or were events too old to be sent. */
    evicted: {
        class: 'cache' | 'events' | 'expired';
        entries: number;
    };
    /** The server refused the credentials; mutations wait until the next login. */
    unauthorized: object;
    /** The server took an entry and refused its share token, which is forgotten. */
    'attribution-refused': {
        id: string;
        token: string;
        verdict: string;
    };
    /** The server announced new data: what is cached is stale. */
    version: {
        version: string;
    };
    /** An entry was sent, dropped or given up by another page over the same store. */
    elsewhere: {
        id: string;
        lane: string;
    };
    /** A record that a newer version of this package wrote; it is left as it is. */
    newer: {
        key: string;
    };
    /**
     * A record is sealed with another secret than `storage.secret`, or by a newer version: it is left as it
     * is, and so are all others of that kind. Told once.
     */
    sealed: {
        key: string;
    };
    /** Stored bytes could not be read; they were set aside. */
    damaged: {
        key: string;
    };
}
interface Client {
    /** Cached first where that is fresh; falls back to what is stored where the network fails. */
    query<T = unknown>(resource: string, params?: Params, options?: QueryOptions): Promise<Page<T>>;
    /**
     * Cached first, fresh after, and again whenever it is renewed: also when a mutation's tags or a new
     * version of the data have outdated it. `failed` hears of a first answer that
     * could not be had. Returns what stops it.
     */
    watch<T = unknown>(resource: string, params: Params, seen: (page: Page<T>) => void, failed?: (error: TuikeError) => void): () => void;
    /** Resolves when the mutation is durably stored; it is sent when possible. */
    submit(mutation: string, body: unknown): Promise<{
        id: string;
    }>;
    /** Resolves when the event is durably stored. Without consent it is not taken, which is no error. */
    track(name: string, props?: Params): Promise<void>;
    /** Properties that every later event carries, under its own; forgets earlier ones. */
    common(props: Params): Promise<void>;
    /** Resolves when it is durable. `'denied'` removes the events that wait. */
    consent(given: Consent): Promise<void>;
    /**
     * Begins an action of the user: what is asked, submitted and tracked until the next one carries its
     * trace id, which it gives (32 hex digits).
     */
    action(): string;
    /**
     * A customer came by a share link: a landing, a token or a scene. Resolves when that is durably stored;
     * mutations whose profile says so are owed to it.
     */
    touch(landing: string | {
        token: string;
    }): Promise<void>;
    /** Whom a mutation would be owed to, now or at another moment. */
    attribution(at?: number): TouchView | null;
    /** Logs in through the profile's login resource. */
    login<T = unknown>(params: Params): Promise<Page<T>>;
    /** Forgets the credentials. */
    logout(): Promise<void>;
    outbox(): Outbox;
    /** Puts a dead letter back into its lane. */
    retry(id: string): Promise<void>;
    /** Removes an entry that waits or is dead. */
    drop(id: string): Promise<void>;
    /** Returns what stops it. */
    on<K extends keyof ClientEvents>(name: K, fn: (event: ClientEvents[K]) => void): () => void;
    /**
     * Sends whatever waits now. Resolves when nothing waits, each lane has tried once, or `timeout` ms
     * have passed; {@link outbox} says what is left.
     */
    flush(options?: {
        timeout?: number;
    }): Promise<void>;
    /** Forgets every cached read; what waits to be sent and the credentials stay. */
    clear(): Promise<void>;
    /** Counts since it was connected, and what it holds. */
    stats(): Stats;
    /** Ends it: what waits stays stored for the next one. Open promises reject with `client/closed`. */
    close(): void;
}
type HostErrorKind = 'Offline' | 'Timeout' | 'Denied' | 'QuotaExceeded' | 'Unsupported' | 'Other';
interface HttpRequest {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    /** Absolute and percent-encoded. */
    url: string;
    headers: {
        [name: string]: string;
    };
    /** UTF-8 text; absent where there is none. */
    body?: string;
    /** After so many ms the host gives up with `Timeout`. */
    timeout: number;
    /** The page is going: it is to arrive although the page may not live to see the answer. */
    keepalive?: boolean;
}
interface HttpResponse {
    status: number;
    headers: {
        [name: string]: string;
    };
    /** As text, never parsed: whole numbers beyond 2^53 must survive. */
    body: string;
}
/** A durable map from ASCII keys (at most 200 characters) to bytes. */
interface HostStore {
    /** `null` where there is nothing, or only a part of what was written. */
    read(key: string): Promise<Uint8Array | null>;
    /** All of it or nothing; resolves when it is durable. */
    write(key: string, bytes: Uint8Array): Promise<void>;
    /** No error where there is nothing. */
    remove(key: string): Promise<void>;
    keys(prefix: string): Promise<string[]>;
}
type LifecycleEvent = 'show' | 'hide' | 'online' | 'offline';
/** A turn at a lock. */
interface Lease {
    /**
     * Which turn it is: one more than the last, whoever had that. Who finds its own last turn to be the one
     * before knows that nobody else was there meanwhile.
     */
    readonly turn?: number;
    /**
     * Until then (ms since the Unix epoch) nobody else gets a turn; absent where only the end of the turn
     * ends it. It moves on while the host renews it: to be read anew.
     */
    readonly until?: number;
}
/**
 * Calls `fn` once nobody else has a turn at that name, and resolves or rejects as its promise does: then
 * the turn ends. It ends as well when the page or process does.
 */
type Lock = (name: string, fn: (lease: Lease) => Promise<void>) => Promise<void>;
/** All that the core needs of a platform. What it rejects with may carry a `kind`; else it is `Other`. */
interface Host {
    name: string;
    /** Milliseconds since the Unix epoch. */
    now(): number;
    /** 32 random bytes. */
    seed(): Promise<Uint8Array>;
    http(request: HttpRequest): Promise<HttpResponse>;
    store: HostStore;
    /** Calls once after so many ms; returns what cancels it. */
    timer(ms: number, fn: () => void): () => void;
    /** Returns what stops it. */
    lifecycle(fn: (event: LifecycleEvent) => void): () => void;
    /** Where several clients, pages or processes share one store. */
    lock?: Lock;
}

/**
 * Draws a poster's list on a canvas 2d: a browser's, WeChat's (`<canvas type="2d">`, base library 2.9.0) or
 * Alipay's (`<canvas type="2d">`, base library 2.7.0). Lays nothing out: every box is the core's. Needs no
 * loaded core.
 *
 *     await draw(canvas.getContext('2d'), tuike.share.poster('card', data), { canvas });
 *
 * All pictures are asked for first, then everything is drawn at once, in order. What cannot be loaded or
 * drawn becomes a placeholder; its address is in the answer. The only thing that is refused is a context
 * that is none.
 */

declare function draw(ctx: DrawContext, list: Poster, options?: DrawOptions): Promise<DrawnPoster>;

/**
 * Errors as callers meet them: one `Error` whose `name` is `"TuikeError"`, with a stable `code`.
 *
 *     try {
 *       tuike.share.decode(text);
 *     } catch (error) {
 *       if (isTuikeError(error) && error.code === 'share/check-failed') …
 *     }
 *
 * Most are made in Rust. The few that only this half can meet are made here: their codes are in
 * {@link BRIDGE_CODES}.
 */

/** Whether something caught is a {@link TuikeError}, whichever copy of the package made it. */
declare function isTuikeError(error: unknown): error is TuikeError;
/** What a host rejects with: the kind decides what happens next, the message is for a log. */
declare function hostError(kind: HostErrorKind, message: string): Error & {
    kind: HostErrorKind;
};

/**
 * Alipay mini-programs: `my.request`, `my.setStorage`, and the app's events.
 *
 * Facts (opendocs.alipay.com, read 2026-11): 200 KB a key and 10 MB in all; `dataType: 'text'` leaves
 * the body as text; a status of 400 and above comes as `fail` with `error: 19` and the status beside it;
 * 12 is no network, 13 a timeout, 11 and 4 a refusal; `getStorage` of nothing succeeds with null.
 */

interface AlipayAnswer {
    status?: number;
    data?: unknown;
    headers?: {
        [name: string]: unknown;
    };
}
interface AlipayFailure extends AlipayAnswer {
    error?: number | string;
    errorMessage?: string;
}
/** What this host uses of `my`. */
interface AlipayApi {
    request(options: {
        url: string;
        method: 'GET' | 'POST' | 'PUT' | 'DELETE';
        headers: {
            [name: string]: string;
        };
        data?: string;
        dataType: 'text';
        timeout: number;
        success(answer: AlipayAnswer): void;
        fail(error: AlipayFailure): void;
    }): unknown;
    getStorage(options: {
        key: string;
        success(found: {
            data?: unknown;
        }): void;
        fail(error: unknown): void;
    }): unknown;
    setStorage(options: {
        key: string;
        data: string;
        success(): void;
        fail(error: unknown): void;
    }): unknown;
    removeStorage(options: {
        key: string;
        success(): void;
        fail(error: unknown): void;
    }): unknown;
    getStorageInfo(options: {
        success(info: {
            keys?: string[];
        }): void;
        fail(error: unknown): void;
    }): unknown;
    getNetworkType?(options: {
        success(found: {
            networkAvailable: boolean;
        }): void;
    }): unknown;
    onNetworkStatusChange?(fn: (status: {
        isConnected: boolean;
    }) => void): void;
    offNetworkStatusChange?(fn: (status: {
        isConnected: boolean;
    }) => void): void;
    onAppShow?(fn: () => void): void;
    offAppShow?(fn: () => void): void;
    onAppHide?(fn: () => void): void;
    offAppHide?(fn: () => void): void;
}
declare function alipayHost(api?: AlipayApi): Host;

/**
 * The browser: IndexedDB, `fetch`, Web Locks, and the page's own events.
 *
 * A write resolves when its transaction is complete, asked to be on the disk (`durability: "strict"`).
 */

declare function browserHost(): Host;

/**
 * A host that keeps everything in memory and forgets it at the end: tests, server-side rendering, and
 * wherever nothing better is there.
 *
 *     const client = await tuike.connect({ backend, host: memoryHost() });
 */

declare function memoryHost(parts?: Partial<Host>): Host;

/**
 * WeChat mini-programs: `wx.request`, `wx.setStorage`, and the app's events.
 *
 * Facts (developers.weixin.qq.com, read 2026-11): 1 MB a key and 10 MB in all; a `dataType` other than
 * `json` leaves the body as text; `getRandomValues` from base library 2.15.0; a request that is pending
 * 5 s after the app went to the back fails as interrupted.
 */

/** The typings say that the one who is taken off hears of something else: hence nothing is certain. */
interface NetworkStatus {
    isConnected?: boolean;
    errMsg?: string;
}
/** What this host uses of `wx`. */
interface WeChatApi {
    request(options: {
        url: string;
        method: 'GET' | 'POST' | 'PUT' | 'DELETE';
        header: {
            [name: string]: string;
        };
        data?: string;
        dataType: string;
        responseType: 'text';
        timeout: number;
        success(answer: {
            statusCode: number;
            data: unknown;
            header?: {
                [name: string]: unknown;
            };
        }): void;
        fail(error: unknown): void;
    }): unknown;
    getStorage(options: {
        key: string;
        success(found: {
            data: unknown;
        }): void;
        fail(error: unknown): void;
    }): unknown;
    setStorage(options: {
        key: string;
        data: string;
        success(): void;
        fail(error: unknown): void;
    }): unknown;
    removeStorage(options: {
        key: string;
        success(): void;
        fail(error: unknown): void;
    }): unknown;
    getStorageInfo(options: {
        success(info: {
            keys: string[];
        }): void;
        fail(error: unknown): void;
    }): unknown;
    getRandomValues?(options: {
        length: number;
        success(found: {
            randomValues: ArrayBuffer | string;
        }): void;
        fail(error: unknown): void;
    }): unknown;
    getNetworkType?(options: {
        success(found: {
            networkType: string;
        }): void;
    }): unknown;
    onNetworkStatusChange?(fn: (status: NetworkStatus) => void): void;
    offNetworkStatusChange?(fn: (status: NetworkStatus) => void): void;
    onAppShow?(fn: () => void): void;
    offAppShow?(fn: () => void): void;
    onAppHide?(fn: () => void): void;
    offAppHide?(fn: () => void): void;
}
declare function wechatHost(api?: WeChatApi): Host;

/**
 * `tuike-core`: WeChat, Taro, uni-app, bundlers. No `import.meta`, no `fetch` needed.
 *
 *     import { load } from 'tuike-core';
 *     const tuike = await load();
 */

/** Loads the core; called again it gives the same instance. */
declare const load: (options?: LoadOptions) => Promise<Tuike>;

export { alipayHost, browserHost, draw, hostError, isTuikeError, load, memoryHost, wechatHost };
export type { AgreementConfig, AgreementLimits, Align, AppliedOffer, Attribution, AttributionConfig, AttributionPolicy, AttributionRules, AuthConfig, Backend, BackendProfile, BackendReport, BaseName, BreakerConfig, CacheConfig, CampaignConfig, Capped, CardChannel, CardProduct, CardProducts, CardTemplate, Cards, ChainMember, CheckOptions, CheckedError, CheckedField, CheckedLogin, CheckedNear, CheckedPointer, CheckedRequest, ClaimConfig, Clamped, Client, ClientEvents, CodeRule, Commission, CommissionRecord, ConnectOptions, Consent, DeadLetter, DrawCanvas, DrawContext, DrawOptions, DrawnPoster, EnvelopeConfig, ErrorDetails, EventsConfig, ExplainLanguage, Explained, ExplainedLine, ExplainedStep, Exposure, Failure, FeedProduct, FeedQuery, FromJson, GraphQlConfig, Handle, Host, HostErrorKind, HostStore, HttpRequest, HttpResponse, JsTier, LandInput, Landing, Lease, LevelConfig, LifecycleEvent, LimitsConfig, LinePreview, LinkCardTemplate, LinkOptions, List, ListLayout, ListOptions, LoadOptions, Lock, LoginConfig, MapField, MatchConfig, MutationConfig, OfferBase, OfferConfig, OfferPer, OfferScope, OfferTerms, OrderInput, OrderLine, Outbox, OutboxCounts, Page, PageConfig, Params, Patch, PatchCall, PatchOptions, Payout, Pinned, Plan, PlanConfig, PolicyName, Poster, PosterData, PosterItem, PosterLine, PosterPerson, PosterProduct, PosterSpan, PosterTemplate, Preview, Pricing, ProfileJson, Qr, QrOptions, QueryOptions, Quote, QuoteInput, QuoteLine, QuoteLineInput, Range, RateConfig, RecordInput, RecordMove, RecordState, RecordSums, Records, RefundInput, RefundLine, RefusedConfig, RefusedOffer, RequestLimits, ResourceConfig, RoundingName, RowQuery, RowRates, RuleConfig, SavedAttribution, SavedTouch, ScrollTo, SelfPromotion, SelfPurchaseName, ServiceStats, Share, ShareKey, ShareLinks, SharePayload, ShareView, ShortLanding, SigningApp, SigningConfig, SigningKey, SigningSlot, SigningTime, Stats, Step, StoreProduct, TakenBack, TakenLine, Tax, TaxEstimate, TaxInput, TaxStep, TextWords, Tier, TierByName, TierConfig, TierModeName, TouchView, Tuike, TuikeError, Utm, Verdict, VerifyOptions, WaitingEntry, WithdrawalInput };
