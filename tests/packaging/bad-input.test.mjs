// What a client meets in the field, through the package in the sandbox: each thing wrong gives a coded
// error or the documented fallback, and nothing that was accepted is lost.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startBackend } from './backend.mjs';
import { plain } from './journey.mjs';
import { Probe, refusal } from './probe.mjs';

const SIDES = [
  { name: 'WeChat, wasm', host: 'wechat', os: 'android', tier: 'wasm' },
  { name: 'WeChat on an iPhone, JavaScript', host: 'wechat', os: 'ios', tier: 'js' },
  { name: 'Alipay', host: 'alipay', tier: 'auto' },
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

/** The shop's profile with a patience that a test can afford. */
function impatient() {
  return { ...profile, limits: { timeout: '1s' } };
}

/** A product nobody has ordered yet. */
const fresh = () => goods.pop();

async function ordersOf(item) {
  return (await backend.state()).orders.filter((order) => order.item === item);
}

for (const side of SIDES) {
  describe(`bad input on ${side.name}`, () => {
    /** One app for the questions that leave no trace. */
    let probe;
    before(async () => {
      probe = await new Probe(side).start();
    });
    after(() => probe.kill());

    const plan = (levels, more = {}) => ({ version: 1, currency: 'CNY', rules: [{ id: 'a', levels, ...more }] });
    const tenth = plan([{ kind: 'rate', rate: '0.10' }]);

    it('a malformed profile names the path of what is wrong', async () => {
      const base = 'https://shop.example.com';
      const cases = [
        [{ version: 1, base: '/api' }, 'backend/bad-base', 'profile.base'],
        [{ version: 1, base, bases: 1 }, 'input/unknown-field', 'profile.bases'],
        [{ version: 1 }, 'input/missing-field', 'profile.base'],
        [{ version: 1, base, resources: { a: { get: '/a', post: '/b' } } }, 'backend/not-one-method', 'profile.resources.a'],
        [{ version: 1, base, resources: { a: { get: '/a', items: 'list' } } }, 'backend/bad-pointer', 'profile.resources.a.items'],
        ['<!doctype html>', 'input/wrong-type', 'profile'],
      ];
      for (const [backendProfile, code, path] of cases) {
        assert.deepEqual(await refusal(probe.tuike.connect({ backend: backendProfile })), { code, path });
      }
    });

    it('a malformed plan names the path of what is wrong', async () => {
      const cases = [
        [plan([{ kind: 'rate', rate: '0.10' }], { lvels: [] }), 'input/unknown-field', 'plan.rules[0].lvels'],
        [plan([{ kind: 'rate', rate: '1.5' }]), 'money/rate-out-of-range', 'plan.rules[0].levels[0].rate'],
        [plan([{ kind: 'rate', rate: 0.1 }]), 'input/wrong-type', 'plan.rules[0].levels[0].rate'],
        [plan([{ kind: 'bonus' }]), 'commission/unknown-kind', 'plan.rules[0].levels[0].kind'],
      ];
      for (const [wrong, code, path] of cases) {
        assert.deepEqual(await refusal(() => probe.tuike.commission.compile(wrong)), { code, path });
      }
    });

    it('a malformed price is refused and never becomes an amount', async () => {
      const compiled = probe.tuike.commission.compile(tenth);
      const preview = (paid) => () => compiled.preview({ at: 0, lines: [{ sku: 'a', paid }], chain: [{ promoter: 'p' }] });
      const path = 'order.lines[0].paid';
      for (const [paid, code] of [
        ['12.3.4', 'money/not-a-number'], ['-1', 'money/negative'], ['1e400', 'money/not-a-number'],
        ['', 'money/empty'], ['NaN', 'money/not-a-number'], [12.3, 'input/wrong-type'],
        // JSON has no NaN and would make it null, a field that is not there: it is told by its own name.
        [NaN, 'input/wrong-type'],
        ['0.001', 'money/too-precise'], ['9'.repeat(40), 'money/too-large'],
      ]) assert.deepEqual(await refusal(preview(paid)), { code, path }, `paid: ${paid}`);
      assert.equal(preview('12.30')().total, '1.23');
    });

    it('a malformed token or scene is refused when read and is nobody\'s when landed on', async () => {
      const { share } = probe.tuike;
      const token = share.encode({ promoter: '9007199254740993', item: '18446744073709551615', channel: 'link', at: 1_767_225_600_000 });
      assert.equal(share.decode(token).item, '18446744073709551615');
      const flipped = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
      for (const wrong of ['', 'x', flipped, token.slice(1), `${token}${token}`, '<script>', '%', '~', '口令'.repeat(400)]) {
        const { code } = await refusal(() => share.decode(wrong));
        assert.match(code ?? 'none', /^share\//, `decode ${wrong.slice(0, 20)}`);
        for (const input of [{ query: { s: wrong } }, { query: { scene: encodeURIComponent(wrong) } }]) {
          assert.equal(share.land(input), null, `land ${wrong.slice(0, 20)}`);
        }
      }
      assert.equal(share.land({ query: { scene: '%E0%A4%A' } }), null, 'half an escape');
      assert.equal(share.land({}), null);
    });

    it('arguments of another kind are refused before they reach the core', async () => {
      const { tuike } = probe;
      const circle = {};
      circle.self = circle;
      for (const wrong of [
        () => tuike.share.decode(42), () => tuike.share.decode(null), () => tuike.commission.compile(undefined),
        () => tuike.commission.compile(circle), () => tuike.list({ count: 'many', estimate: 96 }),
        () => tuike.list({ count: -1, estimate: 96 }), () => tuike.list({ count: 10, estimate: NaN }),
      ]) assert.match((await refusal(wrong)).code ?? 'none', /^(input|list)\//, String(wrong));
    });
  });

  describe(`a bad server for ${side.name}`, () => {
    let probe;
    before(async () => {
      probe = await new Probe(side).start();
      await probe.connect(impatient());
    });
    after(async () => {
      await backend.heal();
      probe.kill();
    });

    const FAULTS = [
      { kind: 'html', code: 'backend/not-json' },
      { kind: 'half-json', code: 'backend/not-json' },
      { kind: 'empty', code: 'backend/not-json' },
      { kind: 'status', status: 500, code: 'backend/unavailable' },
      { kind: 'drop', code: 'engine/network' },
      { kind: 'delay', millis: 600_000, code: 'engine/network' },
    ];

    for (const { code, ...fault } of FAULTS) {
      it(`a query answered with ${fault.kind} falls back to what is stored, or says ${code}`, async () => {
        // Enough for whatever is asked again.
        await backend.fault({ path: '/api/v1/goods', times: 1000, ...fault });
        assert.equal((await refusal(probe.client.query('products', { q: fault.kind, cursor: 1 }))).code, code);

        await backend.heal();
        const good = plain(await probe.client.query('products', { q: '', category: fault.kind, cursor: 1 }, { refresh: true }));
        assert.equal(good.source, 'network');
        await backend.fault({ path: '/api/v1/goods', times: 1000, ...fault });
        const page = plain(await probe.client.query('products', { q: '', category: fault.kind, cursor: 1 }, { refresh: true }));
        assert.equal(page.source, 'fallback');
        assert.equal(page.error.code, code);
        assert.deepEqual(page.data, good.data);
        await backend.heal();
      });
    }

    it('an order reaches the shop exactly once, whatever the server answers first', async () => {
      const faults = [...FAULTS, { kind: 'drop-after' }, { kind: 'status', status: 503 }, { kind: 'status', status: 429 }];
      for (const { code: _, ...fault } of faults) {
        const item = fresh();
        await backend.fault({ path: '/api/v1/orders', method: 'POST', times: 1, ...fault });
        await probe.client.submit('order', { item, quantity: 1 });
        // Only once the first try has met the fault is the next one asked for. Before it, while the client waits
        // for its turn to send, nothing is in the air either.
        const tried = ({ sending, waiting, entries: [first] }) => sending === 0 && (waiting === 0 || first.tries > 0);
        await probe.phone.until(() => tried(probe.client.outbox()), `${fault.kind} was met`);
        assert.equal((await backend.state()).counts.faults, 0, `${fault.kind} was met`);
        await probe.client.flush({ timeout: 20_000 });
        assert.equal(probe.client.outbox().waiting, 0, `nothing waits after ${fault.kind}`);
        assert.equal((await ordersOf(item)).length, 1, `one order after ${fault.kind}`);
      }
      assert.equal(probe.client.outbox().dead.length, 0);
    });

    it('an order that the shop refuses is kept with its reason, and can be dropped', async () => {
      const item = fresh();
      const { id } = await probe.client.submit('order', { item, quantity: 100 });
      await probe.phone.until(() => probe.client.outbox().dead.length === 1, 'it is refused');
      const [letter] = plain(probe.client.outbox().dead);
      assert.equal(letter.id, id);
      assert.equal(letter.lane, 'orders');
      assert.equal(letter.code, 'backend/refused');
      assert.deepEqual(letter.body, { item, quantity: 100 });
      assert.ok(letter.message.length > 0);
      assert.equal((await refusal(probe.client.drop('nobody'))).code, 'outbox/no-such-entry');
      await probe.client.drop(id);
      assert.equal(probe.client.outbox().dead.length, 0);
    });
  });

  describe(`a bad store on ${side.name}`, () => {
    it('a full phone refuses an order instead of pretending, and takes it once there is room', async () => {
      const probe = await new Probe(side).start();
      await probe.connect(impatient());
      await probe.client.query('products', { cursor: 1 });
      probe.phone.storage.full = true;
      const item = fresh();
      assert.equal((await refusal(probe.client.submit('order', { item, quantity: 1 }))).code, 'outbox/store-full');
      assert.equal(probe.client.outbox().waiting + probe.client.outbox().sending, 0);
      // Reading goes on without a store.
      assert.equal((await probe.client.query('products', { cursor: 2 })).source, 'network');
      probe.phone.storage.full = false;
      await probe.client.submit('order', { item, quantity: 1 });
      await probe.client.flush({ timeout: 20_000 });
      assert.equal((await ordersOf(item)).length, 1);
      probe.kill();
    });

    it('cached reads give way to an order, and an event says so', async () => {
      const probe = await new Probe(side).start();
      await probe.connect(impatient());
      // The last answer may still be on its way into the store: then both want what room there is.
      for (let cursor = 1; cursor <= 4; cursor++) await probe.client.query('products', { cursor });
      probe.phone.setOnline(false);
      // From now on not one byte more than there is.
      const { storage } = probe.phone;
      storage.limits = { ...storage.limits, all: storage.size };
      await probe.client.submit('order', { item: fresh(), quantity: 1, buyer: { name: '长'.repeat(500), phone: '1' } });
      await probe.phone.until(() => probe.seen('evicted').length > 0, 'something gave way');
      assert.equal(probe.seen('evicted')[0].class, 'cache');
      assert.equal(probe.client.outbox().mutations, 1);
      probe.kill();
    });

    it('stored bytes that are garbage are set aside and reported; the rest is still sent', async () => {
      const probe = new Probe(side);
      await probe.start();
      probe.phone.setOnline(false);
      await probe.connect(impatient());
      const [first, second] = [fresh(), fresh()];
      const { storage } = probe.phone;
      const known = new Set(storage.keys);
      await probe.client.submit('order', { item: first, quantity: 1 });
      const its = storage.keys.filter((key) => !known.has(key));
      await probe.client.submit('order', { item: second, quantity: 1 });
      probe.kill();

      assert.ok(its.length > 0);
      for (const key of its) storage.set(key, '\u0000garbage{');
      await probe.start();
      await probe.connect(impatient());
      await probe.phone.until(() => probe.seen('damaged').length === its.length, 'the damage is told');
      await probe.phone.until(() => probe.client.outbox().mutations === 1, 'the other order waits');
      probe.phone.setOnline(true);
      await probe.phone.until(() => probe.client.outbox().mutations === 0, 'the other order is sent');
      assert.equal((await ordersOf(second)).length, 1);
      assert.equal((await ordersOf(first)).length, 0);
      // Base64 of the garbage, or the garbage itself: whoever looks for it later finds all of it.
      const kept = storage.keys.filter((key) => key.includes('damaged')).map((key) => storage.get(key));
      assert.equal(kept.length, its.length);
      for (const text of kept) assert.match(text, /AGdhcmJhZ2V7|garbage\{/);
      assert.deepEqual(probe.phone.errors, []);
      probe.kill();
    });

    it('a store of nothing but garbage does not keep the app from starting', async () => {
      const probe = new Probe(side);
      await probe.start();
      await probe.connect(impatient());
      await probe.client.query('products', { cursor: 1 });
      await probe.client.query('plan', {});
      await probe.client.track('view', { item: '1' });
      probe.kill();
      const { storage } = probe.phone;
      const wrong = ['', '1:!!!', '2:a:9:99', '{"version":99}', 42, null, { a: 1 }];
      for (const [i, key] of storage.keys.entries()) storage.set(key, wrong[i % wrong.length]);
      await probe.start();
      await probe.connect(impatient());
      assert.equal((await probe.client.query('products', { cursor: 1 })).source, 'network');
      const item = fresh();
      await probe.client.submit('order', { item, quantity: 1 });
      await probe.client.flush({ timeout: 20_000 });
      assert.equal((await ordersOf(item)).length, 1);
      probe.kill();
    });
  });
}
