// Each way a network can go wrong, between the package and the demo backend: what was accepted arrives
// once, in order, and nobody waits longer or asks sooner than the server said.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { startBackend } from '../../packaging/backend.mjs';
import { temporary } from '../../packaging/projects.mjs';
import { ITEM, Law, requests, told, until } from './laws.mjs';

const ORDERS = '/api/v1/orders';
const EVENTS = '/api/v1/events';
let backend;
let tuike;
let client;

before(async () => {
  [backend, tuike] = await Promise.all([startBackend({ products: 120 }), load()]);
});
after(() => backend.stop());
afterEach(async () => {
  client?.close();
  await backend.heal();
});

const connect = async (change = (profile) => profile) => {
  const profile = change(await backend.json('/profile.json'));
  client = await tuike.connect({ backend: profile, host: nodeHost({ dir: path.join(temporary('law'), 'store') }) });
  return client;
};
const forget = () => fetch(`${backend.base}/__log`, { method: 'DELETE' });
const empty = () => until('an empty outbox', () => client.outbox().waiting === 0 && client.outbox().sending === 0);

test('an order arrives once through every fault, and the orders keep their order', async () => {
  const faults = [
    { kind: 'drop' },
    { kind: 'drop-after' },
    { kind: 'torn' },
    { kind: 'twice' },
    { kind: 'html' },
    { kind: 'half-json' },
    { kind: 'empty' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 408 },
    { kind: 'status', status: 429, retryAfter: 1 },
    { kind: 'status', status: 503, retryAfter: 1, retryAfterAs: 'date' },
  ];
  const law = new Law();
  const stored = [];
  await connect();
  await forget();
  const before = (await backend.state()).orders.length;
  for (const fault of faults) {
    await backend.fault({ path: ORDERS, method: 'POST', ...fault });
    const sent = told(client, 'sent');
    await client.submit('order', law.order());
    law.accepted(law.submitted);
    stored.push(law.submitted);
    await sent;
  }
  await empty();
  assert.deepEqual(client.outbox().dead, []);
  const state = await backend.state();
  assert.equal(state.orders.length - before, stored.length);
  assert.equal(state.counts.faults, 0, 'every fault has happened');
  law.check(state, await requests(backend));
});

for (const [form, longest] of [['seconds', 5], ['date', 6]]) {
  test(`Retry-After in ${form} is waited for, and little longer`, async () => {
    await connect();
    await forget();
    await backend.fault({ path: ORDERS, kind: 'status', status: 429, retryAfter: 2, retryAfterAs: form });
    const sent = told(client, 'sent');
    await client.submit('order', { item: ITEM });
    const begin = performance.now();
    await sent;
    const waited = (performance.now() - begin) / 1_000;
    const tries = (await requests(backend)).filter((one) => one.path === ORDERS);
    assert.deepEqual(tries.map((one) => one.status), [429, 200]);
    assert.ok(waited >= 1.9 && waited < longest, `${waited} s`);
  });
}

test('an order that the server will never take is a dead letter, and the next one goes', async () => {
  await connect();
  await backend.fault({ path: ORDERS, kind: 'status', status: 422, contains: 'poison' });
  const dead = told(client, 'dead');
  const { id } = await client.submit('order', { item: ITEM, buyer: { name: 'poison' } });
  await client.submit('order', { item: ITEM, buyer: { name: 'good' } });
  const { letter } = await dead;
  assert.equal(letter.id, id);
  await empty();
  const names = (await backend.state()).orders.map(({ buyer }) => buyer.given?.name);
  assert.deepEqual(names.slice(-1), ['good']);
  assert.ok(!names.includes('poison'));
  await client.retry(id);
  await empty();
  assert.deepEqual(client.outbox().dead, []);
  assert.equal((await backend.state()).orders.filter(({ buyer }) => buyer.given?.name === 'poison').length, 1);
});

test('an order is never behind an event: a server that takes no events takes orders', async () => {
  await connect((profile) => ({ ...profile, events: { ...profile.events, batch: 1 } }));
  await forget();
  await backend.fault({ path: EVENTS, kind: 'delay', millis: 60_000 });
  await client.track('look', { n: 1 });
  await until('the event in the air', async () => (await requests(backend)).some((one) => one.path === EVENTS));
  const sent = told(client, 'sent');
  await client.submit('order', { item: ITEM });
  assert.equal((await sent).lane, 'orders');
  assert.equal(client.outbox().sending, 1, 'the event is in the air all the time');
});
