/**
 * The package's face: every type a caller meets. No code.
 *
 * Shapes that Rust reads or gives (plans, previews, profiles, pages, …) are generated from the
 * bridge's DTOs and come in here from `../generated/tuike_bridge`; the handles and functions around
 * them are written here, and so is the host.
 */

import type * as dto from '../../generated/tuike_bridge';

export type {
  AgreementConfig,
  AgreementLimits,
  AppliedOffer,
  AttributionConfig,
  AttributionPolicy,
  AttributionRules,
  AuthConfig,
  BackendProfile,
  BackendReport,
  BaseName,
  BreakerConfig,
  CacheConfig,
  CampaignConfig,
  Capped,
  ChainMember,
  CheckedError,
  CheckedField,
  CheckedLogin,
  CheckedNear,
  CheckedPointer,
  CheckedRequest,
  CheckOptions,
  ClaimConfig,
  Clamped,
  CodeRule,
  CommissionRecord,
  DeadLetter,
  EnvelopeConfig,
  ErrorDetails,
  EventsConfig,
  Explained,
  ExplainedLine,
  ExplainedStep,
  Failure,
  FeedProduct,
  FeedQuery,
  GraphQlConfig,
  LandInput,
  Landing,
  LevelConfig,
  LimitsConfig,
  LinePreview,
  LinkOptions,
  ListLayout,
  ListOptions,
  LoginConfig,
  MapField,
  MatchConfig,
  MutationConfig,
  OfferBase,
  OfferPer,
  OfferScope,
  OfferTerms,
  OrderInput,
  OrderLine,
  OutboxCounts,
  PageConfig,
  Payout,
  PlanConfig,
  PolicyName,
  Poster,
  PosterData,
  PosterItem,
  PosterLine,
  PosterPerson,
  PosterProduct,
  PosterSpan,
  Preview,
  QrOptions,
  Quote,
  QuoteInput,
  QuoteLine,
  QuoteLineInput,
  RateConfig,
  RecordInput,
  RecordMove,
  RecordState,
  RecordSums,
  RefundInput,
  RefundLine,
  RefusedConfig,
  RefusedOffer,
  RequestLimits,
  ResourceConfig,
  RoundingName,
  RowQuery,
  RuleConfig,
  SavedAttribution,
  SavedTouch,
  SelfPromotion,
  SelfPurchaseName,
  ServiceStats,
  Share,
  SharePayload,
  ShareView,
  ShortLanding,
  SigningApp,
  SigningConfig,
  SigningKey,
  SigningSlot,
  SigningTime,
  Step,
  TakenBack,
  TakenLine,
  TaxEstimate,
  TaxInput,
  TaxStep,
  TierByName,
  TierConfig,
  TierModeName,
  TouchView,
  Utm,
  WaitingEntry,
  WithdrawalInput,
} from '../../generated/tuike_bridge';

declare global {
  // Declared as @types/node and lib.esnext.disposable do, for projects that have neither.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

// ---- loading ----

/** Which build of the core runs: both give the same answers, wasm sooner. */
export type Tier = 'wasm' | 'js';

export interface LoadOptions {
  /**
   * The wasm module: a code-package path (WeChat), a URL, its bytes, or a compiled `WebAssembly.Module`.
   * Each entry of the package knows a default.
   */
  wasm?: string | { readonly href: string } | ArrayBuffer | ArrayBufferView | object;
  /** `'auto'` tries wasm and falls back to JS, saying so in {@link Tuike.notices}. */
  tier?: 'auto' | Tier;
  /**
   * Where the JavaScript tier is (the package's `core.js`), where an app keeps it elsewhere than beside the
   * package: `js: () => require.async('/tier/core.js')` from a subpackage. Called only where it is needed.
   */
  js?: () => JsTier | Promise<JsTier>;
}

/** The exports of the package's `core.js`. */
export interface JsTier {
  instantiate(imports: object): object;
}

/** The loaded core. */
export interface Tuike {
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
  list(options: dto.ListOptions | { restore: string }): List;
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
export interface Handle {
  /** Gives the memory back; every later call throws `internal/freed`. Twice is no error. */
  free(): void;
  /** The same, for `using`, where the engine has it. */
  [Symbol.dispose](): void;
}

/** Every error of this package: an `Error` with a stable code. */
export interface TuikeError extends Error {
  name: 'TuikeError';
  /** Such as `money/rate-out-of-range`; never renamed. */
  code: string;
  details: dto.ErrorDetails;
}

// ---- commission ----

/** The languages that {@link Commission.explain} tells the steps in. */
export type ExplainLanguage = 'zh-CN' | 'en';

export interface Commission {
  /**
   * Reads and checks a plan, or a platform's plan with its merchants' agreements behind it; throws a
   * {@link TuikeError} that names the path of what is wrong (`plan.rules[3]`, `plan[1].rules[3]`).
   */
  compile(plan: dto.PlanConfig | readonly [dto.PlanConfig, ...dto.AgreementConfig[]]): Plan;
  /** The steps of a preview in words, as an app shows them under 怎么算的. */
  explain(preview: dto.Preview, language: ExplainLanguage): dto.Explained;
  /** What becomes of a commission, from the sale to the money. */
  readonly record: Records;
}

/** Rates that each row of a batch has of its own, in units of 10^-8: 20 % is 20000000. */
export interface RowRates {
  /** The service fee of each row; needed where the rule shares it. */
  service?: Float64Array;
  /** The promoter's fraction of it; `NaN` where the product has none of its own. */
  promoter?: Float64Array;
}

/** Records are values: keep their JSON, hand them in, get the next. */
export interface Records {
  open(input: dto.RecordInput): dto.CommissionRecord;
  /**
   * The record after something has happened to it; throws `record/illegal-move`, naming both states, where
   * there is no such way. A refund takes back a part: `{ take, at }`.
   */
  move(record: dto.CommissionRecord, what: dto.RecordMove): dto.CommissionRecord;
  /** What may be withdrawn of it at a time: nothing until it was received and `freezeDays` have passed. */
  available(record: dto.CommissionRecord, at: number): string;
  /** What many come to at a time: estimated, frozen, available. */
  sum(records: readonly dto.CommissionRecord[], at: number): dto.RecordSums;
}

// ---- pricing ----

/**
 * One offer. Flash and group prices apply first, the cheapest first; then the others by `stage`, the lowest
 * first. Each sees what those before it left.
 */
export type OfferConfig = dto.OfferBase & dto.OfferTerms;

export interface Pricing {
  /**
   * What the buyer pays: of all legal combinations of up to 12 offers the one with the lowest total, spread
   * over the lines by largest remainder; and for each other offer why it does not apply.
   */
  quote(input: dto.QuoteInput): dto.Quote;
}

// ---- tax ----

/** Estimates for the promoter's eyes; each says by which rules, and where they stand. */
export interface Tax {
  /** What would be withheld of a month. */
  estimate(input: dto.TaxInput): dto.TaxEstimate;
  /** What arrives of a withdrawal, after tax and fee. */
  withdraw(input: dto.WithdrawalInput): dto.Payout;
}

export interface Plan extends Handle {
  /** What an order pays, and why. */
  preview(order: dto.OrderInput): dto.Preview;
  /**
   * What a refund takes back of what a preview gave. Any sequence of partial refunds takes back the same
   * as one of the whole, and never more: hand in the `after` of the one before.
   */
  refund(previous: dto.Preview, refund: dto.RefundInput): dto.TakenBack;
  /**
   * The level-1 amount of each row, in fen: `paidFen` are whole fen. `out` takes the amounts where it
   * is given; it must be as long, and so must the columns of `rates`.
   */
  previewMany(paidFen: Float64Array, query: dto.RowQuery, out?: Float64Array, rates?: RowRates): Float64Array;
  /** The level-1 amount of each product of a feed, whose rates are its own. */
  previewProducts(products: readonly dto.FeedProduct[], query: dto.FeedQuery): string[];
}

// ---- backend ----

/** What of JSON that was imported TypeScript still knows: `1` is a number, `"bearer"` a text. */
export type FromJson<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends object
      ? { [K in keyof T]: FromJson<T[K]> }
      : T;

/** A profile, written here or imported from a JSON file. */
export type ProfileJson = dto.BackendProfile | FromJson<dto.BackendProfile>;

export interface Backend {
  /**
   * What a profile would make of an answer: the request, the verdict and why, what each field becomes and
   * from where, and which pointers find nothing. Throws a {@link TuikeError} that names the path where the
   * profile itself is wrong. Hand the answer in as the text that came: parsed, JavaScript has rounded its
   * ids already.
   */
  check(profile: ProfileJson | string, answer: unknown, options: dto.CheckOptions): dto.BackendReport;
}

// ---- share ----

/** A signing key. Of a server, never of a client. */
export interface ShareKey {
  /** 0–15; tokens name it, so that keys can be rotated. */
  keyId: number;
  /** At least 16 bytes of UTF-8; 32 random ones, in hex, are right. */
  key: string;
}

export interface VerifyOptions {
  /** Now, in ms. */
  at: number;
  /** UTC days after its own on which a token still holds; with 0 it holds on its own day only. */
  maxAgeDays: number;
}

/** What a card shows of a product; a product as its server sent it will do, other fields are not looked at. */
export interface CardProduct {
  title: string;
  /** What the buyer pays, such as `"189.00"`: `{price}`. */
  price?: string;
  /** The same where there is no `price`. */
  paid?: string;
  /** A URL of its picture. */
  image?: string;
}

/** The properties of WeChat's `<store-product>`. */
export interface StoreProduct {
  /** The shop that the goods come from. */
  appid: string;
  productId: string;
  /** The promoter's own; it must be there when the component first loads, or the sale is not attributed. */
  productPromotionLink: string;
}

/** How a card is worded. */
export interface CardTemplate {
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
  utm?: dto.Utm;
}

/** Of a card that has a link. */
export interface LinkCardTemplate extends CardTemplate {
  base: string;
}

/** What each channel's own API takes. */
export interface Cards {
  /** For `onShareAppMessage`. */
  'wechat.friend': { title: string; path: string; imageUrl?: string };
  /** For `onShareTimeline`. */
  'wechat.timeline': { title: string; query: string; imageUrl?: string };
  /** For the JS-SDK's `updateAppMessageShareData`. */
  'wechat.h5': { title: string; desc: string; link: string; imgUrl?: string };
  /** For `<store-product>`. */
  'wechat.shop': StoreProduct;
  /** For Alipay's `onShareAppMessage`. */
  alipay: { title: string; desc: string; path: string };
  /** For `navigator.share`. */
  web: { title: string; text: string; url: string };
}

/** A channel that has a card. */
export type CardChannel = keyof Cards;

/** What each channel's card is made of. */
export type CardProducts = { [C in CardChannel]: C extends 'wechat.shop' ? StoreProduct : CardProduct };

/** What is put into a text; a product will do. */
export interface TextWords {
  title?: string;
  /** What the buyer pays; `paid` where it is missing. */
  price?: string;
  paid?: string;
  /** What the promoter earns. */
  earn?: string;
}

/** What {@link ShareLinks.verify} found. */
export type Verdict =
  | { valid: true; payload: dto.ShareView; reason?: undefined }
  | { valid: false; payload?: undefined; reason: 'not-a-token' | 'unsigned' | 'unknown-key' | 'forged' | 'expired' };

export interface ShareLinks {
  /** An unsigned token: it says who shared what, where and when, and can be read without a server. */
  encode(payload: dto.SharePayload): string;
  /**
   * Reads a token or a scene; throws `share/…` where it is none. Strict: one payload, one spelling. What a
   * person typed or pasted is for {@link land}.
   */
  decode(token: string): dto.ShareView;
  /**
   * A signed token, **for a server** (Node). A key in a client is a published key: whoever wants it reads
   * it there, and from then on its signatures prove nothing.
   */
  sign(payload: dto.SharePayload, key: ShareKey): string;
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
  findShort(input: string | dto.LandInput): dto.ShortLanding | null;
  /** At most 32 characters of WeChat's scene alphabet, for `getUnlimited`. */
  scene(token: string): string;
  /** The link that a customer opens. */
  link(token: string, options: dto.LinkOptions): string;
  /**
   * 口令: words for the clipboard, in which {@link land} finds the token again. `text` is what they say, with
   * `{token}` where the token goes; without a place it stands behind them as `【token】`.
   */
  phrase(token: string, options?: { text?: string }): string;
  /**
   * What the channel's own API takes for a product. A customer sees it: `{earn}` is refused. Of
   * `wechat.shop` the promotion link is what attributes the sale: without it there is no card.
   */
  card<C extends CardChannel>(
    product: CardProducts[C],
    token: string,
    channel: C,
    ...template: C extends 'wechat.h5' | 'web' ? [template: LinkCardTemplate] : [template?: CardTemplate]
  ): Cards[C];
  /**
   * A template of its own with `{title}`, `{price}` and, for nobody but the promoter, `{earn}`: for copied
   * text (素材) and for what a share button says.
   */
  text(template: string, words: TextWords, reader?: 'customer' | 'promoter'): string;
  /**
   * Finds the token in a page's enter options, a URL or pasted text; `null` where there is none. Never
   * throws.
   */
  land(input: string | dto.LandInput): dto.Landing | null;
  /**
   * Which share link a sale is owed to, out of all that a customer came by. A client keeps one of its
   * own ({@link Client.touch}); this is for a server, or for an app without one. Throws
   * `attribution/newer-version` where `saved` is of a later version of this package: leave it as it is.
   */
  attribution(rules?: dto.AttributionRules, saved?: dto.SavedAttribution): Attribution;
  /** A QR code: `modules` has `size × size` bytes, row by row, 1 is dark. */
  qr(text: string, options?: dto.QrOptions): Qr;
  /** The same as an SVG document. */
  qrSvg(text: string, options?: dto.QrOptions): string;
  /**
   * A poster as a draw list: `'card'` and `'full'` of one product, `'shop'` of up to six. Nothing on it
   * overlaps and nothing is cut, and it never shows what the promoter earns. `draw` puts it on a canvas.
   */
  poster(template: PosterTemplate, data: dto.PosterData): dto.Poster;
}

/** A history of touches. Keep `toJSON()`; hand it in again as `saved`. */
export interface Attribution {
  /**
   * A customer comes by a link: a landing, a token or a scene. Says whether it is a new click; within an
   * hour of a kept touch of the same token nothing changes.
   */
  touch(landing: string | { token: string }, at: number): boolean;
  /** Whom a sale at that moment is owed to; `promoter` is who asks, whose own links count for nobody. */
  current(at: number, promoter?: string | null): dto.TouchView | null;
  /** Takes the touches of another device as well, in whatever order; says whether there were new ones. */
  merge(other: Attribution | dto.SavedAttribution): boolean;
  toJSON(): dto.SavedAttribution;
}

export interface Qr {
  size: number;
  modules: Uint8Array;
}

export type PosterTemplate = 'card' | 'full' | 'shop';

/** As much of a canvas's 2d context as `draw` uses: a browser's, WeChat's and Alipay's have it. */
export interface DrawContext {
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
  measureText(text: string): { width: number };
  // Each host has pictures of its own kind.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  drawImage(image: any, x: number, y: number, w: number, h: number): void;
}

/** The canvas itself: it is given the poster's size. */
export interface DrawCanvas {
  width: number;
  height: number;
  /** Makes a picture, on WeChat's and Alipay's canvas. */
  createImage?: (() => unknown) | undefined;
}

export interface DrawOptions {
  /** The context's canvas; mini-programs must give it, for only it makes pictures there. */
  canvas?: DrawCanvas | undefined;
  /** Gives what `drawImage` takes for an address. */
  load?: ((src: string) => unknown) | undefined;
  /** After so many ms a picture that has not come is a placeholder; 8,000 where it is not said. */
  timeout?: number | undefined;
  /** CSS font families. */
  font?: string | undefined;
}

export interface DrawnPoster {
  /** The addresses of pictures that could not be drawn. */
  missing: string[];
}

// ---- list ----

/** What to render. */
export interface Range {
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

export type Align = 'start' | 'center' | 'end';

/**
 * A list scrolls along one axis. Lengths are pixels along it: heights and `scrollTop`, or, where it lies,
 * widths and `scrollLeft` (from right to left: `-scrollLeft`).
 */
export interface List extends Handle {
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
  exposure(options?: { ratio?: number; dwell?: number }): Exposure;
  /** All sizes, lanes and the offset as a text, for `tuike.list({ restore })`. */
  snapshot(): string;
  readonly count: number;
  readonly total: number;
  /** How wide a lane is. */
  readonly laneSize: number;
  /** Where the view is to be: the last `range`'s offset and all corrections since. */
  readonly offset: number;
}

export interface ScrollTo {
  align?: Align;
  viewport?: number;
  show(offset: number): void | Promise<void>;
}

/** A group header that stays at the viewport's start while its group scrolls by. */
export interface Pinned {
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
export interface Exposure {
  /** To be asked after each `range`, and when {@link due} comes: the rows seen long enough just now. */
  seen(now: number): number[];
  /** When the next row will have been in sight long enough; `null` where none waits. */
  readonly due: number | null;
}

/** Paths and what to put there, for `setData`. */
export type Patch = { [path: string]: unknown };

export interface PatchOptions {
  /** What tells one item of a list from another, as `wx:key` does; `id` where it is not said. */
  key?: string;
  /** The most bytes of one call; 256 KB where it is not said. */
  limit?: number;
}

/** One call of `setData`. */
export interface PatchCall {
  data: Patch;
  /** How many bytes of JSON in UTF-8 it is. */
  bytes: number;
}

// ---- client ----

export interface ConnectOptions {
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
  signing?: { key: string };
}

/** `'pending'`: events are stored and wait. `'denied'`: they are removed, and later ones not taken. */
export type Consent = 'granted' | 'pending' | 'denied';

/** The answer to a query. */
export interface Page<T = unknown> extends Omit<dto.PageView, 'data'> {
  data: T;
}

export interface QueryOptions {
  /** Asks the network even where the stored answer is fresh. */
  refresh?: boolean;
}

/** An object of parameters; `cursor` asks for a further page. */
export type Params = { readonly [name: string]: unknown };

/** What waits to be sent, and what never will be. */
export type Outbox = dto.OutboxView;

export type Stats = dto.StatsView;

/** What happened, by its name. */
export interface ClientEvents {
  /** The network was seen to come or go. */
  online: { online: boolean };
  /** The counts of the outbox changed. */
  outbox: dto.OutboxCounts;
  /** An entry was delivered; `answer` is the server's. */
  sent: { id: string; lane: string; answer: unknown };
  /** Everything that waited has been sent. */
  synced: object;
  /** An entry will not be sent again by itself. */
  dead: { letter: dto.DeadLetter };
  /** Entries gave way because the store is full, or were events too old to be sent. */
  evicted: { class: 'cache' | 'events' | 'expired'; entries: number };
  /** The server refused the credentials; mutations wait until the next login. */
  unauthorized: object;
  /** The server took an entry and refused its share token, which is forgotten. */
  'attribution-refused': { id: string; token: string; verdict: string };
  /** The server announced new data: what is cached is stale. */
  version: { version: string };
  /** An entry was sent, dropped or given up by another page over the same store. */
  elsewhere: { id: string; lane: string };
  /** A record that a newer version of this package wrote; it is left as it is. */
  newer: { key: string };
  /**
   * A record is sealed with another secret than `storage.secret`, or by a newer version: it is left as it
   * is, and so are all others of that kind. Told once.
   */
  sealed: { key: string };
  /** Stored bytes could not be read; they were set aside. */
  damaged: { key: string };
}

export interface Client {
  /** Cached first where that is fresh; falls back to what is stored where the network fails. */
  query<T = unknown>(resource: string, params?: Params, options?: QueryOptions): Promise<Page<T>>;
  /**
   * Cached first, fresh after, and again whenever it is renewed: also when a mutation's tags or a new
   * version of the data have outdated it. `failed` hears of a first answer that
   * could not be had. Returns what stops it.
   */
  watch<T = unknown>(
    resource: string,
    params: Params,
    seen: (page: Page<T>) => void,
    failed?: (error: TuikeError) => void,
  ): () => void;
  /** Resolves when the mutation is durably stored; it is sent when possible. */
  submit(mutation: string, body: unknown): Promise<{ id: string }>;
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
  touch(landing: string | { token: string }): Promise<void>;
  /** Whom a mutation would be owed to, now or at another moment. */
  attribution(at?: number): dto.TouchView | null;
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
  flush(options?: { timeout?: number }): Promise<void>;
  /** Forgets every cached read; what waits to be sent and the credentials stay. */
  clear(): Promise<void>;
  /** Counts since it was connected, and what it holds. */
  stats(): Stats;
  /** Ends it: what waits stays stored for the next one. Open promises reject with `client/closed`. */
  close(): void;
}

// ---- host ----

export type HostErrorKind = 'Offline' | 'Timeout' | 'Denied' | 'QuotaExceeded' | 'Unsupported' | 'Other';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute and percent-encoded. */
  url: string;
  headers: { [name: string]: string };
  /** UTF-8 text; absent where there is none. */
  body?: string;
  /** After so many ms the host gives up with `Timeout`. */
  timeout: number;
  /** The page is going: it is to arrive although the page may not live to see the answer. */
  keepalive?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: { [name: string]: string };
  /** As text, never parsed: whole numbers beyond 2^53 must survive. */
  body: string;
}

/** A durable map from ASCII keys (at most 200 characters) to bytes. */
export interface HostStore {
  /** `null` where there is nothing, or only a part of what was written. */
  read(key: string): Promise<Uint8Array | null>;
  /** All of it or nothing; resolves when it is durable. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** No error where there is nothing. */
  remove(key: string): Promise<void>;
  keys(prefix: string): Promise<string[]>;
}

export type LifecycleEvent = 'show' | 'hide' | 'online' | 'offline';

/** A turn at a lock. */
export interface Lease {
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
export type Lock = (name: string, fn: (lease: Lease) => Promise<void>) => Promise<void>;

/** All that the core needs of a platform. What it rejects with may carry a `kind`; else it is `Other`. */
export interface Host {
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
