// Tokens that end and people that change, between the package and the demo backend.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { startBackend } from '../../packaging/backend.mjs';
import { temporary } from '../../packaging/projects.mjs';
import { ITEM, requests, told, until } from './laws.mjs';

const DEMO = { user: 'demo', password: 'demo' };
const LEADER = { user: 'leader', password: 'leader' };
let backend;
let tuike;
let dir;
const clients = [];

before(async () => {
  [backend, tuike] = await Promise.all([startBackend({ products: 60 }), load()]);
});
after(() => backend.stop());
const empty = (client) => until('an empty outbox', () => client.outbox().waiting === 0 && client.outbox().sending === 0);
beforeEach(async () => {
  dir = path.join(temporary('people'), 'store');
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
const to = async (place) => (await requests(backend)).filter((one) => one.path.startsWith(`/api/v1/${place}`));

test('a token that ended is renewed once, however many were refused, and nobody notices', async () => {
  const client = await connect();
  let logouts = 0;
  client.on('unauthorized', () => { logouts += 1; });
  await client.login(DEMO);
  await backend.fault({ path: '/api/v1/me', kind: 'expire' });
  const sent = told(client, 'sent');
  const [me, earnings, rows] = await Promise.all([
    client.query('me', {}), client.query('earnings', {}), client.query('commissions', {}), client.submit('order', { item: ITEM }),
  ]);
  await sent;
  assert.equal(me.data.promoter, '9007199254750001');
  assert.deepEqual([earnings.source, rows.source], ['network', 'network']);
  assert.equal((await to('refresh')).length, 1);
  assert.equal(logouts, 0);
  const tries = await to('orders');
  assert.equal(new Set(tries.map(({ headers }) => headers['idempotency-key'])).size, 1);
  assert.equal(tries.at(-1).status, 200);
});

test('a renewal whose answer is lost is no logout', async () => {
  const client = await connect();
  await client.login(DEMO);
  await backend.fault({ path: '/api/v1/orders', kind: 'expire' });
  await backend.fault({ path: '/api/v1/refresh', kind: 'drop-after' });
  const sent = told(client, 'sent');
  await client.submit('order', { item: ITEM });
  await sent;
  assert.ok((await to('refresh')).length >= 2);
  assert.equal((await backend.state()).orders.at(-1).buyer.login, 'demo');
});

test('a login that ended pauses what waits, through a restart, until the same person is back', async () => {
  const first = await connect();
  await first.login(DEMO);
  await backend.fault({ path: '/api/v1/orders', kind: 'revoke' });
  const logout = told(first, 'unauthorized');
  await first.submit('order', { item: ITEM, buyer: { name: 'kept' } });
  await logout;
  assert.equal(first.outbox().waiting, 1);
  clients.splice(0).forEach((client) => { client.close(); });

  const second = await connect();
  const sent = told(second, 'sent');
  await second.login(DEMO);
  await sent;
  const orders = (await backend.state()).orders.filter(({ buyer }) => buyer.given?.name === 'kept');
  assert.deepEqual(orders.map(({ buyer }) => buyer.login), ['demo']);
});

test('what one person left behind is neither sent nor shown while another is logged in', async () => {
  const client = await connect();
  await client.login(DEMO);
  const mine = await client.query('earnings', {});
  await backend.fault({ path: '/api/v1/orders', kind: 'status', status: 503, times: 1_000 });
  await client.submit('order', { item: ITEM, buyer: { name: 'of demo' } });
  await until('a refusal', async () => (await to('orders')).length > 0);
  await client.logout();
  await client.login(LEADER);
  await backend.heal();
  assert.deepEqual([client.outbox().waiting, client.outbox().entries.length], [0, 0]);
  const theirs = await client.query('earnings', {});
  assert.equal(theirs.source, 'network', 'nothing of the first person is read');
  assert.notDeepEqual(theirs.data, mine.data);
  await client.submit('order', { item: ITEM, buyer: { name: 'of leader' } });
  await empty(client);
  const names = async () => (await backend.state()).orders.map(({ buyer }) => [buyer.given?.name, buyer.login]);
  const left = (all) => all.filter(([name]) => name?.startsWith('of '));
  assert.deepEqual(left(await names()), [['of leader', 'leader']]);

  await client.logout();
  await client.login(DEMO);
  await client.flush();
  await until('the first order', async () => left(await names()).length === 2);
  assert.deepEqual(left(await names())[1], ['of demo', 'demo']);
});
