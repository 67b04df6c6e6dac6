// A server is asked no more than it wants, and left alone while it fails: the package's gate before a demo
// backend that counts.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { startBackend } from '../../packaging/backend.mjs';
import { temporary } from '../../packaging/projects.mjs';
import { ITEM, Law, requests, told, until } from './laws.mjs';

let backend;
let tuike;
let client;

before(async () => {
  [backend, tuike] = await Promise.all([startBackend({ products: 60 }), load()]);
});
after(() => backend.stop());
beforeEach(() => fetch(`${backend.base}/__log`, { method: 'DELETE' }));
afterEach(async () => {
  client?.close();
  await backend.heal();
});

async function connect(limits) {
  const profile = await backend.json('/profile.json');
  profile.limits = limits;
  client = await tuike.connect({ backend: profile, host: nodeHost({ dir: path.join(temporary('gate'), 'store') }) });
}
const asked = async (place) => (await requests(backend)).filter((one) => one.path.startsWith(`/api/v1/${place}`));
const questions = (many, from = 0) =>
  Array.from({ length: many }, (_, i) => client.query('product', { id: String(BigInt(ITEM) + BigInt(from + i)) }));

test('a rate that the profile names is kept: the server has nobody to turn away', async () => {
  await connect({ rate: { perSecond: 10, burst: 5 }, timeout: '10s' });
  // What the server allows is what the profile says, and a little for the clocks of two processes.
  await backend.fault({ path: '/api', kind: 'rate', perSecond: 11, burst: 6 });
  const pages = await Promise.all(questions(15));
  assert.ok(pages.every(({ source }) => source === 'network'));
  assert.deepEqual(new Set((await asked('goods')).map(({ status }) => status)), new Set([200]));
});

test('without a rate the same questions are too many, and none is asked in vain for ever', async () => {
  await connect({ timeout: '10s' });
  await backend.fault({ path: '/api', kind: 'rate', perSecond: 11, burst: 6 });
  const pages = await Promise.allSettled(questions(15, 20));
  const turned = (await asked('goods')).filter(({ status }) => status === 429).length;
  assert.ok(turned > 0, 'the server did turn some away: the law above is no tautology');
  for (const { status, reason } of pages) if (status === 'rejected') assert.equal(reason.code, 'backend/unavailable');
});

test('orders go before questions that wait for the rate', async () => {
  await connect({ rate: { perSecond: 4, burst: 1 }, timeout: '10s' });
  const pages = questions(8);
  const sent = told(client, 'sent');
  await client.submit('order', { item: ITEM });
  await sent;
  const before_ = (await asked('goods')).length;
  assert.ok(before_ < 8, `${before_} questions were asked before the order`);
  await Promise.all(pages);
});

test('a server that fails is left alone, what is stored is shown meanwhile, and orders go on by themselves', async () => {
  await connect({ breaker: { failures: 3, open: '2s' }, timeout: '10s' });
  const seen = await client.query('product', { id: ITEM });
  await backend.fault({ path: '/api', kind: 'status', status: 503, times: 1_000 });
  for (let i = 0; i < 3; i += 1) {
    const page = await client.query('product', { id: ITEM }, { refresh: true });
    assert.deepEqual([page.source, page.data], ['fallback', seen.data]);
  }
  const tries = (await asked('')).length;
  const open = await client.query('product', { id: ITEM }, { refresh: true });
  assert.deepEqual([open.source, open.error.code], ['fallback', 'backend/breaker-open']);
  await assert.rejects(client.query('plan', {}), { code: 'backend/breaker-open' });
  assert.equal((await asked('')).length, tries, 'nothing was asked');
  assert.deepEqual(client.stats().services.map(({ breaker }) => breaker), ['open']);

  const law = new Law();
  const before_ = (await backend.state()).orders.length;
  await client.submit('order', law.order());
  law.accepted(1);
  assert.equal((await asked('')).length, tries, 'nor was the order sent');
  await backend.heal();
  await until('the order', () => client.outbox().waiting === 0);
  const state = await backend.state();
  law.check({ ...state, orders: state.orders.slice(before_) }, await requests(backend));
  assert.deepEqual(client.stats().services.map(({ breaker }) => breaker), ['closed']);
});
