// The app is killed while its orders are on the way: five times, at five moments, on each host. What it
// had taken is at the shop in the end, once, and in the order in which it was handed over.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { startBackend } from './backend.mjs';
import { Probe } from './probe.mjs';

const SIDES = [
  { name: 'WeChat, wasm', host: 'wechat', os: 'android', tier: 'wasm' },
  { name: 'WeChat on an iPhone, JavaScript', host: 'wechat', os: 'ios', tier: 'js' },
  { name: 'Alipay', host: 'alipay', tier: 'auto' },
];

/** What goes wrong with the first order's request, and whether the shop has taken it when the app dies. */
const MOMENTS = [
  { name: 'before the request leaves', offline: true, taken: false },
  { name: 'while the shop has not begun with it', fault: { kind: 'delay', millis: 1_500 }, taken: false },
  { name: 'after the shop took it, its answer on the way', fault: { kind: 'delay-after', millis: 5_000 }, taken: true },
  { name: 'after its answer was lost', fault: { kind: 'drop-after' }, taken: true },
  { name: 'between two tries', fault: { kind: 'status', status: 503, retryAfter: 60 }, taken: false },
];

let backend;
let profile;
let goods;
before(async () => {
  backend = await startBackend({ products: 200 });
  profile = await backend.json('/profile.json');
  const text = await (await backend.get('/api/v1/goods?page=1&size=100')).text();
  goods = [...text.matchAll(/"goodsId":\s*(\d+)/g)].map(([, id]) => id);
});
after(() => backend.stop());

/** Asks until it is so; the test's own time limit ends it. */
async function until(holds) {
  while (!(await holds())) await delay(30);
}

/** How many are at the shop of each of these, in the order in which they came there. */
async function arrived(items) {
  return (await backend.state()).orders.map((order) => order.item).filter((item) => items.includes(item));
}

async function asked(item) {
  const { requests } = await backend.json('/__log');
  return requests.filter(({ path, body }) => path === '/api/v1/orders' && body.includes(item));
}

for (const side of SIDES) {
  describe(`killed on ${side.name}`, () => {
    for (const { name, offline = false, fault, taken } of MOMENTS) {
      it(name, { timeout: 60_000 }, async () => {
        const items = [goods.pop(), goods.pop()];
        const probe = await new Probe(side).start();
        await probe.connect(profile);
        if (offline) probe.phone.setOnline(false);
        else await backend.fault({ path: '/api/v1/orders', method: 'POST', times: 1, ...fault });
        for (const item of items) await probe.client.submit('order', { item, quantity: 1 });
        if (!offline) {
          await until(async () => (await asked(items[0])).length > 0);
        }
        if (taken) await until(async () => (await arrived(items)).length > 0);
        probe.kill();
        probe.phone.setOnline(true);

        await probe.start();
        await probe.connect(profile);
        await probe.client.flush();
        await until(async () => (await arrived(items)).length >= 2);
        await until(() => probe.client.outbox().waiting + probe.client.outbox().sending === 0);
        assert.deepEqual(await arrived(items), items);
        const keys = (await asked(items[0])).map(({ headers }) => headers['idempotency-key']);
        assert.equal(new Set(keys).size, 1, `one key: ${keys.join(', ')}`);
        if (taken) assert.ok(keys.length >= 2, 'it was sent again');
        probe.kill();
      });
    }
  });
}
