// Several processes over one folder, as several tabs over one store: one sender at a time, nothing twice,
// and what a killed one held goes on in another's hands.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { startBackend } from '../../packaging/backend.mjs';
import { temporary } from '../../packaging/projects.mjs';
import { inTheAir, Law, requests, until } from './laws.mjs';
import { startPromoter } from './process.mjs';

const ORDERS = '/api/v1/orders';
let backend;
let profile;

before(async () => {
  backend = await startBackend({ products: 20 });
  profile = await backend.json('/profile.json');
});
after(() => backend.stop());
beforeEach(async () => {
  await backend.heal();
  await fetch(`${backend.base}/__log`, { method: 'DELETE' });
});

async function several(many) {
  const dir = path.join(temporary('shared'), 'store');
  return Promise.all(Array.from({ length: many }, () => startPromoter(dir, profile)));
}
async function submit(client, law) {
  const body = law.order();
  const n = law.submitted;
  await client.ask({ do: 'submit', n, name: 'order', body });
  law.accepted(n);
}
const counts = async (client) => (await client.ask({ do: 'outbox' })).outbox;
const idle = (clients) =>
  until('every outbox empty', async () => {
    const all = await Promise.all(clients.map(counts));
    return all.every(({ waiting, sending }) => waiting === 0 && sending === 0);
  }, 60_000);
/** The orders since `before_`, each once, whatever their order between processes. */
async function check(law, before_) {
  const orders = (await backend.state()).orders.slice(before_);
  const numbers = orders.map(({ buyer }) => Number(buyer.given.name.slice(1)));
  assert.deepEqual(numbers.sort((a, b) => a - b), [...law.stored].sort((a, b) => a - b));
}

// Guards: outbox's lock a lane (one sender), and that a lane is listed again after the lock was had.
test('three processes over one folder send one at a time, and every order once', async () => {
  const before_ = (await backend.state()).orders.length;
  await backend.fault({ path: ORDERS, kind: 'delay', millis: 40, times: 1_000 });
  const clients = await several(3);
  const law = new Law();
  await Promise.all(clients.flatMap((client) => Array.from({ length: 4 }, () => submit(client, law))));
  await idle(clients);
  await check(law, before_);
  const tries = (await requests(backend)).filter((one) => one.path === ORDERS);
  assert.deepEqual(tries.filter(({ beside }) => beside > 0), [], 'never two in the air');
  assert.equal(tries.length, 12, 'nothing was sent again');
  await Promise.all(clients.map((client) => client.close()));
});

test('what a killed process held is sent by the others, once', async () => {
  const before_ = (await backend.state()).orders.length;
  const [first, second] = await several(2);
  const law = new Law();
  await backend.fault({ path: ORDERS, kind: 'delay-after', millis: 60_000 });
  await submit(first, law);
  await inTheAir(backend, ORDERS);
  await submit(first, law);
  await submit(second, law);
  assert.equal((await requests(backend)).filter((one) => one.path === ORDERS).length, 1, 'the second waits for its turn');
  await first.kill();
  await idle([second]);
  await check(law, before_);
  const keys = (await requests(backend)).filter((one) => one.path === ORDERS).map(({ headers }) => headers['idempotency-key']);
  assert.deepEqual([keys.length, new Set(keys).size], [4, 3], 'only the one in the air was asked again');
  await second.close();
});
