// What was seen is still seen, and what is new is seen: the package's cache before the demo backend.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { startBackend } from '../../packaging/backend.mjs';
import { temporary } from '../../packaging/projects.mjs';
import { ITEM, requests, told, until } from './laws.mjs';
import { startPromoter } from './process.mjs';

const GOODS = '/api/v1/goods';
let backend;
let tuike;
let dir;
const clients = [];

before(async () => {
  [backend, tuike] = await Promise.all([startBackend({ products: 60 }), load()]);
});
after(() => backend.stop());
beforeEach(async () => {
  dir = path.join(temporary('cache'), 'store');
  await fetch(`${backend.base}/__log`, { method: 'DELETE' });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await backend.heal();
});

async function connect() {
  const client = await tuike.connect({ backend: await backend.json('/profile.json'), host: nodeHost({ dir }) });
  clients.push(client);
  return client;
}
const asked = async (place = GOODS) => (await requests(backend)).filter((one) => one.path.startsWith(place));
/** A new version of the shop's data; where a price is given, of the first product's. */
async function change(price) {
  const body = price === undefined ? {} : { item: ITEM, price };
  const answer = await backend.json('/__version', { method: 'POST', body: JSON.stringify(body) });
  return answer.data.version;
}

test('what did not change is not sent again: 304 renews it, in this life and the next', async () => {
  const profile = await backend.json('/profile.json');
  profile.resources.products.cache.fresh = '0s';
  const [name, params] = ['products', { category: 'beauty' }];
  const first = await startPromoter(dir, profile);
  const { page } = await first.ask({ do: 'query', n: 1, name, params });
  const { page: again } = await first.ask({ do: 'query', n: 2, name, params, options: { refresh: true } });
  assert.deepEqual([again.data, again.source], [page.data, 'network']);
  assert.ok(again.at >= page.at);
  const tries = await asked();
  assert.deepEqual(tries.map(({ status }) => status), [200, 304]);
  assert.match(tries[1].headers['if-none-match'], /^"[0-9a-f]{16}"$/);
  await first.close();

  const second = await startPromoter(dir, profile);
  const { page: kept } = await second.ask({ do: 'query', n: 3, name, params });
  assert.deepEqual([kept.source, kept.stale, kept.data], ['storage', true, page.data]);
  await until('a third request', async () => (await asked())[2]?.status);
  assert.deepEqual((await asked()).map(({ status }) => status), [200, 304, 304]);
  await second.close();
});

test('however many ask at once, one request goes out', async () => {
  const client = await connect();
  const pages = await Promise.all(Array.from({ length: 20 }, () => client.query('product', { id: ITEM })));
  assert.equal(new Set(pages.map(({ data }) => JSON.stringify(data))).size, 1);
  assert.equal((await asked()).length, 1);
});

test('that there is no such product is remembered briefly', async () => {
  const client = await connect();
  for (let i = 0; i < 3; i += 1) await assert.rejects(client.query('product', { id: '5' }), { code: 'backend/not-found' });
  assert.equal((await asked()).length, 1);
});

test('what was seen is shown while the server is down, marked, in this life and the next', async () => {
  const profile = await backend.json('/profile.json');
  profile.resources.product.cache.fresh = '0s';
  const query = (n, options) => ({ do: 'query', n, name: 'product', params: { id: ITEM }, options });
  const first = await startPromoter(dir, profile);
  const { page: seen } = await first.ask(query(1));
  await backend.fault({ path: GOODS, kind: 'drop', times: 100 });
  const { page: fallen } = await first.ask(query(2, { refresh: true }));
  assert.deepEqual([fallen.source, fallen.stale, fallen.data, fallen.at], ['fallback', true, seen.data, seen.at]);
  assert.equal(fallen.error.code, 'engine/network');
  await first.close();
  const second = await startPromoter(dir, profile);
  const { page: kept } = await second.ask(query(3, { refresh: true }));
  assert.deepEqual([kept.source, kept.data], ['fallback', seen.data]);
  await assert.rejects(second.ask({ ...query(4), params: { id: '9007199254740994' } }), { code: 'engine/network' });
  await second.close();
});

test('a new version of the data outdates what is fresh, is told once, and is what is seen next', async () => {
  const client = await connect();
  const before_ = await client.query('product', { id: ITEM });
  await client.query('plan', {});
  const version = await change(16_990);
  const news = told(client, 'version');
  // Any answer brings the word, of whatever resource.
  await client.query('products', {});
  assert.equal((await news).version, String(version));
  await until('the new price', async () => (await client.query('product', { id: ITEM })).data.paid === '169.90');
  assert.notEqual(before_.data.paid, '169.90');
});

test('an order outdates what it changes, and who watches sees it', async () => {
  const client = await connect();
  await client.login({ user: 'leader', password: 'leader' });
  const seen = [];
  const stop = client.watch('earnings', {}, (page) => seen.push(page));
  await until('the first page', () => seen.length > 0);
  const earlier = (await asked('/api/v1/earnings')).length;
  const sent = told(client, 'sent');
  await client.submit('order', { item: ITEM });
  await sent;
  await until('a second look', async () => (await asked('/api/v1/earnings')).length > earlier);
  stop();
});
