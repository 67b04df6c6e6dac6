// Batches of events between the package and the demo backend: too large a batch is halved, one event that
// the server never takes dies alone, and each arrives once.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { startBackend } from '../../packaging/backend.mjs';
import { temporary } from '../../packaging/projects.mjs';
import { Law, requests, until } from './laws.mjs';

const EVENTS = '/api/v1/events';
let backend;
let tuike;
let client;

before(async () => {
  [backend, tuike] = await Promise.all([startBackend({ products: 20 }), load()]);
});
after(() => backend.stop());
beforeEach(() => fetch(`${backend.base}/__log`, { method: 'DELETE' }));
afterEach(async () => {
  client?.close();
  await backend.heal();
});

async function connect() {
  const profile = await backend.json('/profile.json');
  profile.events = { ...profile.events, batch: 20, every: '60s' };
  client = await tuike.connect({ backend: profile, host: nodeHost({ dir: path.join(temporary('events'), 'store') }) });
}
const posted = async () => (await requests(backend)).filter((one) => one.path === EVENTS);
const many = ({ body }) => JSON.parse(body).events.length;
const empty = () =>
  until('an empty outbox', async () => {
    await client.flush();
    const { waiting, sending } = client.outbox();
    return waiting === 0 && sending === 0;
  });
async function track(law, count, props = () => ({})) {
  for (let i = 0; i < count; i += 1) {
    const event = law.event();
    await client.track('look', { ...event, ...props(i) });
    law.accepted(event.n);
  }
}

// Guards: outbox/send.rs, where 413 halves a batch.
test('a batch that is too large (413) is halved until it fits, and every event arrives once', async () => {
  await connect();
  const law = new Law();
  await backend.fault({ path: EVENTS, kind: 'status', status: 413, longer: 1_200, times: 1_000 });
  await track(law, 20);
  await empty();
  assert.deepEqual(client.outbox().dead, []);
  law.check({ orders: [], events: (await backend.state()).events }, await requests(backend));
  const tries = await posted();
  assert.equal(tries[0].status, 413);
  assert.equal(many(tries[0]), 20);
  assert.deepEqual(tries.filter(({ status }) => status === 200).reduce((sum, one) => sum + many(one), 0), 20);
  assert.ok(tries.length <= 20, `${tries.length} requests for 20 events`);
});

// Guards: outbox/send.rs, where a refusal of a batch halves it until the guilty one is alone.
test('of a batch that is refused only the guilty event dies', async () => {
  await connect();
  const law = new Law();
  const earlier = new Set((await backend.state()).events.map(({ id }) => id));
  await backend.fault({ path: EVENTS, kind: 'status', status: 422, contains: 'poison', times: 1_000 });
  await track(law, 16, (i) => (i === 10 ? { why: 'poison' } : {}));
  law.stored.delete(11);
  await empty();
  const { dead } = client.outbox();
  assert.equal(dead.length, 1);
  assert.match(JSON.stringify(dead[0].body), /poison/);
  const events = (await backend.state()).events.filter(({ id }) => !earlier.has(id));
  assert.deepEqual(events.map(({ props }) => props.n).sort((a, b) => a - b), [...law.stored]);
});
