// json-server 0.17, the plain REST server of a hundred prototypes, driven by its profile alone: no envelope,
// pages by Link header, the total in a header, ids that the client makes.
//
// An order's id is its idempotency key, so that a repetition cannot make a second one. What the server says
// to a repetition is 500; `json-server-once.cjs` makes it the 409 that a client understands.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, test } from 'node:test';

import { temporary } from '../packaging/projects.mjs';
import { told, until } from './laws/laws.mjs';
import { endsWithUs } from './lib/child.mjs';
import { connect, everyPage } from './lib/client.mjs';
import { startCutter } from './lib/cutter.mjs';
import { freePort, listening } from './lib/port.mjs';

const BIN = createRequire(import.meta.url).resolve('json-server/lib/cli/bin.js');
const ONCE = fileURLToPath(new URL('json-server-once.cjs', import.meta.url));
const KINDS = ['beauty', 'home', 'snacks'];
/** Number n, from 1, costs n × 0.37 + 5 yuan, and is listed at 3 more; in fen, written by hand as yuan. */
const fen = (n) => 500 + 37 * n;
const yuan = (all) => `${Math.floor(all / 100)}.${String(all % 100).padStart(2, '0')}`;
const creates = ({ method }) => method === 'POST';

let server;
let cutter;
let client;

beforeEach(() => {
  server = undefined;
  client = undefined;
});
afterEach(async () => {
  client?.close();
  await cutter?.stop();
  await server?.stop();
});

async function start(...words) {
  const db = path.join(temporary('json-server'), 'db.json');
  const products = Array.from({ length: 75 }, (_, i) => ({
    id: i + 1, title: `${KINDS[i % 3]} number ${i + 1}`, category: KINDS[i % 3], price: Number(yuan(fen(i + 1))), list: yuan(fen(i + 1) + 300), desc: '…',
  }));
  fs.writeFileSync(db, JSON.stringify({ products, orders: [] }));
  const port = await freePort();
  const child = spawn(process.execPath, [BIN, '--host', '127.0.0.1', '--port', String(port), '--quiet', db, ...words], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const ended = endsWithUs(child);
  await listening(port, ended);
  server = {
    base: `http://127.0.0.1:${port}`,
    orders: async () => (await fetch(`http://127.0.0.1:${port}/orders`)).json(),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
  cutter = await startCutter(server.base);
  client = await connect('json-server', cutter.base);
}

test('the Link header leads through every product once, and leads back through the same address', async () => {
  await start();
  const { rows, pages, total } = await everyPage(client, 'products');
  assert.deepEqual([rows.length, pages, total], [75, 4, 75]);
  assert.deepEqual(rows.map(({ id }) => id), Array.from({ length: 75 }, (_, i) => String(i + 1)));
  for (const { id, paid, list } of rows) assert.deepEqual([paid, list], [yuan(fen(Number(id))), yuan(fen(Number(id)) + 300)], id);
  assert.equal(cutter.seen.length, 4, 'none past the proxy');
  const snacks = await everyPage(client, 'products', { category: 'snacks' });
  assert.deepEqual([snacks.total, snacks.pages, snacks.rows[0].title], [25, 2, 'snacks number 3']);
});

test('a search, a product, and one that is not there', async () => {
  await start();
  const { data, total } = await client.query('search', { q: 'home number 5' });
  // 5, and 50 and 53, 56 and 59 among the fifties: 2, 5, 8 … are home.
  assert.deepEqual([total, data.map(({ id }) => id)], [5, ['5', '50', '53', '56', '59']]);
  const product = await client.query('product', { id: '7' });
  assert.deepEqual([product.data.title, product.data.paid], ['beauty number 7', '7.59']);
  await assert.rejects(client.query('product', { id: '76' }), { code: 'backend/not-found' });
});

test('an order whose answer was lost is there once, and known to be', async () => {
  await start('--middlewares', ONCE);
  cutter.lose(creates);
  const sent = told(client, 'sent');
  const { id } = await client.submit('order', { item: '7', quantity: 2, at: 1_795_132_800_000 });
  await sent;
  assert.deepEqual(cutter.seen.filter(creates).map(({ lost, answer }) => [lost, answer.status]), [['answer', 201], [null, 409]]);
  assert.deepEqual(await server.orders(), [{ id, item: '7', quantity: 2, at: 1_795_132_800_000 }]);
  const { data } = await client.query('orders', {});
  assert.deepEqual(data, [{ id, item: '7', quantity: 2, at: 1_795_132_800_000 }]);
  const { waiting, sending, dead } = client.outbox();
  assert.deepEqual({ waiting, sending, dead }, { waiting: 0, sending: 0, dead: [] });
});

test('without the middleware it is there once as well, but the client is never told', async () => {
  await start();
  cutter.lose(creates);
  const { id } = await client.submit('order', { item: '7', quantity: 2, at: 1 });
  await until('a repetition refused', () => cutter.seen.filter(creates)[1]?.answer?.status === 500);
  assert.match(cutter.seen.filter(creates)[1].answer.body, /duplicate id/);
  assert.deepEqual((await server.orders()).map((order) => order.id), [id]);
  assert.equal(client.outbox().waiting, 1, 'it is asked again, later and later');
});
