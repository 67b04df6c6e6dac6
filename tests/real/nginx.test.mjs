// nginx as a gateway before the demo shop: it cuts connections, limits rates, gives up on slow answers and
// changes what passes through it. A client that knows nothing of it loses nothing and does nothing twice.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { startBackend } from '../packaging/backend.mjs';
import { temporary } from '../packaging/projects.mjs';
import { Law, requests, until } from './laws/laws.mjs';
import { startNginx } from './lib/nginx.mjs';

const ORDERS = '/api/v1/orders';
let backend;
let tuike;
let gateway;
let client;

before(async () => {
  [backend, tuike] = await Promise.all([startBackend({ products: 500 }), load()]);
});
after(() => backend.stop());
afterEach(async () => {
  client?.close();
  await gateway?.stop();
  await backend.heal();
});

/** A client behind a gateway of these settings; the log and the orders before it do not count. */
async function connect(settings) {
  gateway = await startNginx(backend.base, settings);
  await fetch(`${backend.base}/__log`, { method: 'DELETE' });
  const before = (await backend.state()).orders.length;
  const profile = await (await fetch(`${gateway.base}/profile.json`)).json();
  assert.equal(profile.base, `${gateway.base}/api`, 'the profile leads back through the gateway');
  client = await tuike.connect({ backend: profile, host: nodeHost({ dir: path.join(temporary('gateway'), 'store') }) });
  const law = new Law();
  return {
    async order(many = 1) {
      for (let i = 0; i < many; i += 1) {
        await client.submit('order', law.order());
        law.accepted(law.submitted);
      }
    },
    async check() {
      await until('an empty outbox', () => client.outbox().waiting === 0 && client.outbox().sending === 0, 30_000);
      assert.deepEqual(client.outbox().dead, []);
      const state = await backend.state();
      const orders = state.orders.slice(before);
      assert.equal(orders.length, law.stored.size);
      law.check({ ...state, orders, events: [] }, await requests(backend));
    },
  };
}

test('a gateway that cuts every connection (444) delays an order and does not lose it', async () => {
  const shop = await connect();
  gateway.cut(true);
  await shop.order(2);
  await assert.rejects(client.query('products', {}), { code: 'engine/network' });
  assert.equal((await requests(backend)).length, 0, 'nothing passed');
  assert.ok(gateway.answered().includes(`444 POST ${ORDERS}`));
  gateway.cut(false);
  await shop.check();
});

test('a gateway that gives up on an answer (504) had the order taken; it is not taken twice', async () => {
  const shop = await connect('proxy_read_timeout 300ms;');
  await backend.fault({ path: ORDERS, kind: 'delay-after', millis: 5_000 });
  await shop.order();
  await shop.check();
  const tries = (await requests(backend)).filter((one) => one.path === ORDERS);
  assert.equal(tries.length, 2);
  assert.equal(tries[0].headers['idempotency-key'], tries[1].headers['idempotency-key']);
});

test('a gateway that limits the rate (429, a page of HTML, no Retry-After) takes the orders one after the other', async () => {
  const shop = await connect('limit_req zone=all;');
  await shop.order(6);
  await shop.check();
  const answered = gateway.answered().filter((line) => line.endsWith(ORDERS));
  assert.ok(answered.includes(`429 POST ${ORDERS}`), 'it did limit');
  assert.equal(answered.filter((line) => line.startsWith('200')).length, 6);
});

test('what a gateway packs and buffers in small pieces is what the shop said', async () => {
  await connect('gzip on; gzip_types application/json; gzip_proxied any; proxy_buffers 4 4k; proxy_buffer_size 4k; proxy_busy_buffers_size 4k; proxy_max_temp_file_size 0;');
  const all = [];
  for (let cursor; ; ) {
    const page = await client.query('products', cursor === undefined ? {} : { cursor });
    all.push(...page.data);
    if (page.next === null || page.next === undefined) break;
    cursor = page.next;
  }
  assert.equal(all.length, 500);
  assert.equal(new Set(all.map(({ id }) => id)).size, 500);
  const direct = await (await fetch(`${backend.base}/api/v1/goods/${all[7].id}`)).text();
  assert.ok(direct.includes(`"goodsId":${all[7].id}`), 'digit for digit');
  assert.ok(direct.includes(`"name":${JSON.stringify(all[7].title)}`));
});
