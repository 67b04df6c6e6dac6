// Vendure 3.7, a commerce server that others wrote, driven by its profile alone.
//
// It knows no idempotency keys. What can be honoured: `cart` says what the cart is to hold, so that saying
// it twice is saying it once; `order` names the order it is for, and asks in the same request whether that
// order stands placed. What cannot: `addItemToOrder` adds again each time it comes, and is not in the profile.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { told, until } from './laws/laws.mjs';
import { connect, everyPage } from './lib/client.mjs';
import { startCutter } from './lib/cutter.mjs';
import { startServer } from './lib/child.mjs';

const BUYER = { user: 'buyer@example.com', password: 'buyer' };
const ADDRESS = { fullName: '小满', streetLine1: '一号', city: '杭州', countryCode: 'CN' };
/** Number n, from 1, costs 10 + (n − 1) × 1.07 yuan: `vendure.mjs`. In fen, so that no float has a say. */
const price = (n) => {
  const fen = 1_000 + 107 * (n - 1);
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
};
const numberOf = ({ title }) => Number(/(\d{3})$/.exec(title)[1]);
const places = ({ body }) => body.includes('addPaymentToOrder');
const fillsCart = ({ body }) => body.includes('addItemsToOrder');

let shop;
let cutter;
let client;
const admin = { token: '' };

before(async () => {
  shop = await startServer('vendure.mjs');
  cutter = await startCutter(shop.base);
  client = await connect('vendure', cutter.base);
});
after(async () => {
  client?.close();
  await cutter?.stop();
  await shop?.stop();
});

/** GraphQL without the package, to see what the server holds. */
async function graphql(api, query, variables = {}, token = '') {
  const answer = await fetch(`${shop.base}/${api}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return { data, token: answer.headers.get('vendure-auth-token') ?? token };
}

/** Every order of the shop with its lines and payments, the oldest first. */
async function orders() {
  if (!admin.token) {
    ({ token: admin.token } = await graphql('admin-api', 'mutation { login(username: "test", password: "test") { __typename } }'));
  }
  const query = '{ orders(options: { sort: { id: ASC } }) { items { code state active lines { quantity productVariant { id } } payments { state amount } } } }';
  return (await graphql('admin-api', query, {}, admin.token)).data.orders.items;
}

const settled = () => until('an empty outbox', () => client.outbox().waiting === 0 && client.outbox().sending === 0);

test('every product is on one page, with the price the shop set', async () => {
  const { rows, pages, total } = await everyPage(client, 'products');
  assert.deepEqual([rows.length, pages, total], [220, 5, 220]);
  assert.equal(new Set(rows.map(({ id }) => id)).size, 220);
  for (const row of rows) assert.deepEqual([row.paid, row.currency], [price(numberOf(row)), 'CNY'], row.title);
});

test('a search finds what holds the words, and nothing else', async () => {
  const { rows, total } = await everyPage(client, 'search', { term: '面膜 商品' });
  // Eleven kinds in turn, of 220: twenty of each, and 面膜 is the second.
  const expected = Array.from({ length: 20 }, (_, i) => 2 + 11 * i);
  assert.equal(total, 20);
  assert.deepEqual(rows.map(numberOf).sort((a, b) => a - b), expected);
  assert.deepEqual((await client.query('search', { term: 'nothing of the sort' })).data, []);
});

test('a product says what it is, and one that is not there is not found', async () => {
  const [row] = (await client.query('search', { term: '耳机 商品 004' })).data;
  const { data, source } = await client.query('product', { id: row.id });
  assert.equal(source, 'network');
  assert.deepEqual(
    [data.title, data.desc, data.category, data.categoryName, data.paid, data.image, data.images],
    ['耳机 商品 004', '耳机 004 号', 'k3', '耳机', '13.21', null, []],
  );
  assert.deepEqual(data.variants, [{ id: row.variant, sku: 'SKU-004', title: '耳机 商品 004', paid: '13.21', stock: data.variants[0].stock }]);
  await assert.rejects(client.query('product', { id: '99999' }), { code: 'backend/not-found' });
});

test('the wrong password is refused, and the right one makes everything after it the buyer\'s', async () => {
  await assert.rejects(client.login({ ...BUYER, password: 'guess' }), ({ code, message }) => code === 'backend/not-ok' && /credentials/i.test(message));
  const { data } = await client.login(BUYER);
  assert.equal(data.name, BUYER.user);
  await assert.rejects(client.query('cart', {}), { code: 'backend/not-found' });
});

test('what goes into the cart is in it once, though the answer was lost', async () => {
  const [row] = (await client.query('search', { term: '水杯 商品 005' })).data;
  cutter.lose(fillsCart);
  const sent = told(client, 'sent');
  await client.submit('cart', { items: [{ productVariantId: row.variant, quantity: 2 }] });
  const { answer } = await sent;
  const tries = cutter.seen.filter(fillsCart);
  assert.deepEqual(tries.map(({ lost, answer: got }) => [lost, got.status]), [['answer', 200], [null, 200]], 'the server did it twice');
  assert.equal(tries[0].headers.traceparent.slice(0, 35), tries[1].headers.traceparent.slice(0, 35), 'one action, one trace');
  const { data: cart } = await client.query('cart', {}, { refresh: true });
  assert.deepEqual(cart.lines.map(({ variant, quantity, total }) => [variant, quantity, total]), [[row.variant, 2, '28.56']]);
  assert.deepEqual([cart.code, cart.total], [answer.code, answer.total]);
});

test('an order whose answer was lost is placed once, paid once, and known to be', async () => {
  const { data: cart } = await client.query('cart', {}, { refresh: true });
  const [{ id: shipping }] = (await client.query('shipping', {})).data;
  cutter.lose(places);
  const sent = told(client, 'sent');
  await client.submit('order', { code: cart.code, address: ADDRESS, shipping, payment: 'named' });
  const { answer } = await sent;
  assert.deepEqual(cutter.seen.filter(places).map(({ lost }) => lost), ['answer', null]);
  // 28.56 and 8.00 for the parcel.
  assert.deepEqual([answer.code, answer.state, answer.total], [cart.code, 'PaymentSettled', '36.56']);
  assert.deepEqual(client.outbox().dead, []);
  const placed = (await orders()).filter(({ active }) => !active);
  assert.deepEqual(placed.map(({ code, state, payments }) => [code, state, payments]), [
    [cart.code, 'PaymentSettled', [{ state: 'Settled', amount: 3_656 }]],
  ]);
  const { data: mine } = await client.query('orders', {});
  assert.deepEqual(mine.map(({ code, total, quantity }) => [code, total, quantity]), [[cart.code, '36.56', 2]]);
  assert.ok(Math.abs(mine[0].at - Date.now()) < 600_000, 'an ISO 8601 time in ms');
});

test('a repetition never pays for another order that was begun meanwhile', async () => {
  const [first, second] = (await client.query('search', { term: '绿茶 商品' })).data;
  const [{ id: shipping }] = (await client.query('shipping', {})).data;
  await client.submit('cart', { items: [{ productVariantId: first.variant, quantity: 1 }] });
  await settled();
  const { data: cart } = await client.query('cart', {}, { refresh: true });
  cutter.lose(places);
  const before = cutter.seen.filter(places).length;
  const sent = told(client, 'sent');
  await client.submit('order', { code: cart.code, address: ADDRESS, shipping, payment: 'named' });
  await until('the answer lost', () => cutter.seen.filter(places)[before]?.answer);
  const release = cutter.hold(places);
  // The same buyer, on another device, fills a cart before the first one has its answer.
  const other = await connect('vendure', cutter.base);
  await other.login(BUYER);
  const filled = told(other, 'sent');
  await other.submit('cart', { items: [{ productVariantId: second.variant, quantity: 3 }] });
  const { answer: elsewhere } = await filled;
  assert.notEqual(elsewhere.code, cart.code);
  release();
  assert.equal((await sent).answer.code, cart.code);
  other.close();
  const found = Object.fromEntries((await orders()).map((order) => [order.code, order]));
  assert.deepEqual(found[cart.code].payments.map(({ state }) => state), ['Settled']);
  assert.equal(found[elsewhere.code].active, true);
  assert.ok(found[elsewhere.code].payments.every(({ state }) => state === 'Declined'), 'nobody paid for it');
});

test('an order of an empty cart is a dead letter that says why', async () => {
  const fresh = await connect('vendure', cutter.base);
  await fresh.login(BUYER);
  const emptied = told(fresh, 'sent');
  await fresh.submit('cart', { items: [] });
  await emptied;
  const dead = told(fresh, 'dead');
  await fresh.submit('order', { code: 'NO-SUCH-ORDER', address: ADDRESS, shipping: '1', payment: 'named' });
  const { letter } = await dead;
  assert.equal(letter.code, 'backend/not-ok');
  assert.match(letter.message, /ArrangingPayment/);
  fresh.close();
});

test('a session that ended elsewhere pauses the lane, and a login lets it go on', async () => {
  const [row] = (await client.query('search', { term: '雨伞 商品 011' })).data;
  await client.login(BUYER);
  const unauthorized = told(client, 'unauthorized');
  await client.query('orders', {}, { refresh: true });
  const { headers } = cutter.seen.findLast((request) => request.headers.authorization);
  await graphql('shop-api', 'mutation { logout { success } }', {}, headers.authorization.replace('Bearer ', ''));
  await client.submit('cart', { items: [{ productVariantId: row.variant, quantity: 4 }] });
  await unauthorized;
  assert.deepEqual([client.outbox().waiting, client.outbox().dead], [1, []]);
  const sent = told(client, 'sent');
  await client.login(BUYER);
  await sent;
  const { data: cart } = await client.query('cart', {}, { refresh: true });
  assert.deepEqual(cart.lines.map(({ sku, quantity }) => [sku, quantity]), [['SKU-011', 4]]);
});

test('why addItemToOrder is not in the profile: Vendure adds again each time it comes', async () => {
  const add = 'mutation { addItemToOrder(productVariantId: "1", quantity: 2) { ... on Order { lines { quantity } } } }';
  const once = await graphql('shop-api', add);
  const twice = await graphql('shop-api', add, {}, once.token);
  assert.deepEqual([once, twice].map(({ data }) => data.addItemToOrder.lines[0].quantity), [2, 4]);
});
