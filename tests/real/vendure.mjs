// A Vendure shop of its own, in memory, filled through its own Admin API.
//
//   node vendure.mjs      → "listening on http://127.0.0.1:PORT" once it is filled
//
// Sells 220 products, `口红 商品 001` and so on, 20 of each kind; number n costs 10 + (n − 1) × 1.07 yuan,
// tax included. Customer `buyer@example.com` / `buyer`. Payments are taken where their metadata name the
// order they are for: three lines that every shop needs which takes orders from an outbox.

import { setTimeout as pause } from 'node:timers/promises';
import vendure from '@vendure/core';

const PRODUCTS = 220;
const KINDS = ['口红', '面膜', '防晒', '耳机', '水杯', '袜子', '绿茶', '饼干', '台灯', '毛巾', '雨伞'];

const named = new vendure.PaymentMethodHandler({
  code: 'named',
  description: [{ languageCode: 'zh', value: '订单号相符才收款' }],
  args: {},
  createPayment: (_, order, amount, __, metadata) =>
    metadata.orderCode === order.code
      ? { amount, state: 'Settled', transactionId: order.code, metadata }
      : { amount, state: 'Declined', errorMessage: '不是这个订单的付款', metadata },
  settlePayment: () => ({ success: true }),
});

const app = await vendure.bootstrap({
  apiOptions: { hostname: '127.0.0.1', port: 0, adminApiPath: 'admin-api', shopApiPath: 'shop-api', cors: { origin: ['http://127.0.0.1'] } },
  authOptions: { tokenMethod: ['bearer'], requireVerification: false, superadminCredentials: { identifier: 'test', password: 'test' } },
  defaultLanguageCode: 'zh',
  dbConnectionOptions: { type: 'better-sqlite3', database: ':memory:', synchronize: true, logging: false },
  paymentOptions: { paymentMethodHandlers: [named] },
  logger: new vendure.DefaultLogger({ level: vendure.LogLevel.Error, timestamp: false }),
  // Buffered updates of the search are never run: one reindex at the end writes all of it.
  plugins: [vendure.DefaultSearchPlugin.init({ bufferUpdates: true })],
});
await app.get(vendure.JobQueueService).start();
const base = await app.getUrl();

let token = '';
async function admin(query, variables = {}) {
  const answer = await fetch(`${base}/admin-api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  token = answer.headers.get('vendure-auth-token') ?? token;
  const { data, errors } = await answer.json();
  const refused = errors ?? Object.values(data ?? {}).find((found) => found?.errorCode);
  if (refused) throw new Error(JSON.stringify(refused));
  return data;
}

/** One request for many: `one(i)` gives `field(arguments) { selection }`. */
async function many(count, one, size = 20) {
  const all = [];
  for (let first = 0; first < count; first += size) {
    const fields = Array.from({ length: Math.min(size, count - first) }, (_, i) => `a${i}: ${one(first + i)}`);
    const data = await admin(`mutation { ${fields.join('\n')} }`);
    all.push(...fields.map((_, i) => data[`a${i}`]));
  }
  return all;
}

const text = (value) => JSON.stringify(value);
const zh = (name, more = '') => `translations: [{ languageCode: zh, name: ${text(name)}${more} }]`;
/** n from 0: 10 yuan and 1.07 more for each, in fen. */
const price = (n) => 1_000 + 107 * n;

await admin('mutation { login(username: "test", password: "test") { __typename } }');
const { createZone: zone } = await admin('mutation { createZone(input: { name: "中国" }) { id } }');
const { createCountry: country } = await admin(`mutation { createCountry(input: { code: "CN", enabled: true, ${zh('中国')} }) { id } }`);
await admin('mutation($zone: ID!, $country: ID!) { addMembersToZone(zoneId: $zone, memberIds: [$country]) { id } }', { zone: zone.id, country: country.id });
const { createTaxCategory: tax } = await admin('mutation { createTaxCategory(input: { name: "一般", isDefault: true }) { id } }');
await admin(
  'mutation($zone: ID!, $tax: ID!) { createTaxRate(input: { name: "13 %", enabled: true, value: 13, categoryId: $tax, zoneId: $zone }) { id } }',
  { zone: zone.id, tax: tax.id },
);
await admin('mutation { updateGlobalSettings(input: { availableLanguages: [zh, en] }) { __typename ... on ErrorResult { errorCode message } } }');
const { channels } = await admin('{ channels { items { id } } }');
await admin(
  `mutation($channel: ID!, $zone: ID!) { updateChannel(input: { id: $channel, pricesIncludeTax: true, defaultLanguageCode: zh, availableLanguageCodes: [zh],
    defaultCurrencyCode: CNY, availableCurrencyCodes: [CNY], defaultTaxZoneId: $zone, defaultShippingZoneId: $zone }) { __typename ... on ErrorResult { errorCode message } } }`,
  { channel: channels.items[0].id, zone: zone.id },
);
await admin(`mutation { createShippingMethod(input: { code: "standard", fulfillmentHandler: "manual-fulfillment", ${zh('快递', ', description: ""')},
  checker: { code: "default-shipping-eligibility-checker", arguments: [{ name: "orderMinimum", value: "0" }] },
  calculator: { code: "default-shipping-calculator", arguments: [{ name: "rate", value: "800" }, { name: "includesTax", value: "include" }, { name: "taxRate", value: "0" }] } }) { id } }`);
await admin(`mutation { createPaymentMethod(input: { code: "named", enabled: true, handler: { code: "named", arguments: [] }, ${zh('付款')} }) { id } }`);
const { createFacet: facet } = await admin(
  `mutation { createFacet(input: { code: "kind", isPrivate: false, ${zh('种类')}, values: [${KINDS.map((kind, i) => `{ code: "k${i}", ${zh(kind)} }`).join(', ')}] }) { values { id code } } }`,
);
const kindIds = KINDS.map((_, i) => facet.values.find((value) => value.code === `k${i}`).id);
const number = (n) => String(n + 1).padStart(3, '0');
const products = await many(PRODUCTS, (n) => {
  const kind = n % KINDS.length;
  const words = `, slug: "p${number(n)}", description: ${text(`${KINDS[kind]} ${number(n)} 号`)}`;
  return `createProduct(input: { enabled: true, facetValueIds: [${text(kindIds[kind])}], ${zh(`${KINDS[kind]} 商品 ${number(n)}`, words)} }) { id }`;
});
await many(PRODUCTS, (n) =>
  `createProductVariants(input: [{ productId: ${text(products[n].id)}, sku: "SKU-${number(n)}", price: ${price(n)}, taxCategoryId: ${text(tax.id)},
    trackInventory: FALSE, ${zh(`${KINDS[n % KINDS.length]} 商品 ${number(n)}`)} }]) { id }`);
await admin('mutation { createCustomer(password: "buyer", input: { firstName: "小", lastName: "满", emailAddress: "buyer@example.com" }) { __typename } }');

// A job writes what the search finds.
await admin('mutation { reindex { id } }');
while ((await admin('{ search(input: { groupByProduct: true }) { totalItems } }')).search.totalItems < PRODUCTS) await pause(50);

console.log(`listening on ${base}`);
process.on('SIGTERM', () => app.close().then(() => process.exit(0)));
