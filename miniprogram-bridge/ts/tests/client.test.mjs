// The client from end to end: a real server, real files, the network gone and back, the app killed.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { hostError, isTuikeError, memoryHost, nodeHost, TIERS } from './support/package.mjs';
import { serve } from './support/server.mjs';

const folders = [];
after(() => folders.forEach((dir) => rmSync(dir, { recursive: true, force: true })));
function folder() {
  folders.push(mkdtempSync(join(tmpdir(), 'tuike-client-')));
  return folders.at(-1);
}

const profile = (base) => ({
  version: 1,
  base,
  auth: { kind: 'bearer', login: { resource: 'login', token: '/token' } },
  envelope: { ok: { at: '/code', equals: 0 }, data: '/data', message: '/msg' },
  resources: {
    products: {
      get: '/goods?page={page}',
      page: { kind: 'page', more: '/hasMore' },
      items: '/list',
      map: { id: '/id', title: '/name', paid: { at: '/price', unit: 'fen' } },
      cache: { fresh: '1h' },
    },
    login: { post: '/login' },
  },
  mutations: { order: { post: '/orders', lane: 'orders', idempotency: 'Idempotency-Key' } },
  events: { post: '/events', batch: 50, every: '1s' },
});

const GOODS = '{"code":0,"data":{"hasMore":true,"list":[{"id":9007199254740993,"name":"丝绒口红","price":18900}]}}';
const PRODUCTS = [{ id: '9007199254740993', title: '丝绒口红', paid: '189.00' }];

/** A shop that takes each order once. */
async function shop() {
  const orders = new Map();
  let answer = () => undefined;
  const server = await serve((request) => {
    const told = answer(request);
    if (told !== undefined) return told;
    if (request.path.startsWith('/goods')) return { body: GOODS };
    if (request.path === '/login') {
      const { user } = JSON.parse(request.body);
      return user === 'demo' ? { body: '{"code":0,"data":{"token":"t0ken","name":"演示"}}' } : { status: 401, body: '{"code":401,"msg":"no"}' };
    }
    if (request.path === '/orders') {
      const key = request.headers['idempotency-key'];
      const replay = orders.has(key);
      if (!replay) orders.set(key, JSON.parse(request.body));
      return { body: `{"code":0,"data":{"orderId":"${[...orders.keys()].indexOf(key) + 1}"}}`, headers: replay ? { 'idempotent-replay': 'true' } : {} };
    }
    return { body: '{"code":0,"data":{}}' };
  });
  return {
    ...server,
    orders,
    /** What it says instead, while that is not undefined. */
    say: (fn) => {
      answer = fn;
    },
  };
}

/** A host whose network can be cut and whose events are given by hand. */
function cuttable(host) {
  const state = { online: true, tell: () => {} };
  return {
    state,
    host: {
      ...host,
      http: (request) => (state.online ? host.http(request) : Promise.reject(hostError('Offline', 'cut'))),
      lifecycle: (fn) => {
        state.tell = fn;
        return () => {};
      },
    },
    cut: () => {
      state.online = false;
      state.tell('offline');
    },
    restore: () => {
      state.online = true;
      state.tell('online');
    },
  };
}

const once = (client, name) => new Promise((resolve) => {
  const stop = client.on(name, (event) => {
    stop();
    resolve(event);
  });
});

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`a client on the ${tier} tier`, () => {
    it('gives what the server says, then what it kept, then what is left when the server is gone', async () => {
      const server = await shop();
      const dir = folder();
      const net = cuttable(nodeHost({ dir }));
      const client = await tuike.connect({ backend: profile(server.base), host: net.host });
      const first = await client.query('products');
      assert.deepEqual([first.data, first.source, first.stale, first.next], [PRODUCTS, 'network', false, 2]);
      assert.equal((await client.query('products')).source, 'memory');
      assert.equal((await client.query('products', { cursor: first.next })).next, 3);
      assert.deepEqual(server.requests.map(({ path }) => path), ['/goods?page=1', '/goods?page=2']);
      client.close();

      const later = await tuike.connect({ backend: profile(server.base), host: net.host });
      assert.equal((await later.query('products')).source, 'storage');
      net.cut();
      const fallback = await later.query('products', {}, { refresh: true });
      assert.deepEqual([fallback.data, fallback.source], [PRODUCTS, 'fallback']);
      assert.equal(fallback.error.code, 'engine/network');
      await assert.rejects(later.query('products', { cursor: 9 }), { code: 'engine/network' });
      later.close();
      await server.close();
    });

    it('an order made offline survives the app and is there exactly once', async () => {
      const server = await shop();
      const dir = folder();
      const net = cuttable(nodeHost({ dir }));
      const first = await tuike.connect({ backend: profile(server.base), host: net.host });
      net.cut();
      const { id } = await first.submit('order', { item: '9007199254740993', quantity: 1 });
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
      await first.flush();
      const { waiting, mutations, dead } = first.outbox();
      assert.deepEqual([waiting, mutations, dead], [1, 1, []]);
      first.close();
      assert.equal(server.orders.size, 0);

      // Another life over the same files; the server takes it and the answer is lost.
      let lost = 0;
      server.say((request) => {
        if (request.path !== '/orders' || lost > 0) return undefined;
        lost++;
        server.orders.set(request.headers['idempotency-key'], JSON.parse(request.body));
        return 'drop';
      });
      net.state.online = true;
      const second = await tuike.connect({ backend: profile(server.base), host: net.host });
      const synced = once(second, 'synced');
      const sent = once(second, 'sent');
      await second.flush();
      await second.flush();
      await synced;
      assert.equal((await sent).id, id);
      assert.deepEqual([...server.orders], [[id, { item: '9007199254740993', quantity: 1 }]]);
      assert.equal(lost, 1);
      assert.equal(second.outbox().waiting, 0);
      second.close();

      const third = await tuike.connect({ backend: profile(server.base), host: net.host });
      await third.flush();
      third.close();
      assert.equal(server.requests.filter(({ path }) => path === '/orders').length, 2);
      await server.close();
    });

    it('sends when the network comes back, by itself', async () => {
      const server = await shop();
      const net = cuttable(memoryHost());
      const client = await tuike.connect({ backend: profile(server.base), host: net.host });
      net.cut();
      const seen = [];
      client.on('online', ({ online }) => seen.push(online));
      await client.submit('order', { item: '1' });
      await client.flush();
      const synced = once(client, 'synced');
      net.restore();
      await synced;
      assert.equal(server.orders.size, 1);
      assert.ok(seen.includes(true));
      client.close();
      await server.close();
    });

    it('posts events in the format of the contract', async () => {
      const server = await shop();
      const client = await tuike.connect({ backend: profile(server.base), host: memoryHost({ now: () => 1767225600000.5 }) });
      await client.track('share', { item: '42', channel: 'wechat.friend' });
      await client.track('open');
      await client.flush();
      const bodies = server.requests.filter(({ path }) => path === '/events').map(({ body }) => JSON.parse(body).events);
      const events = bodies.flat();
      assert.deepEqual(events.map(({ name, at, seq, props }) => [name, at, seq, props]), [
        ['share', 1767225600000, 1, { item: '42', channel: 'wechat.friend' }],
        ['open', 1767225600000, 2, {}],
      ]);
      assert.equal(new Set(events.map(({ session }) => session)).size, 1);
      client.close();
      await server.close();
    });

    it('keeps what the server refuses for good until somebody decides', async () => {
      const server = await shop();
      const client = await tuike.connect({ backend: profile(server.base), host: memoryHost() });
      server.say((request) => (request.path === '/orders' ? { status: 422, body: '{"code":422,"msg":"quantity 1..=99"}' } : undefined));
      const body = { item: '1', quantity: 100 };
      const dead = once(client, 'dead');
      const { id } = await client.submit('order', body);
      const { letter } = await dead;
      assert.deepEqual([letter.id, letter.lane, letter.code, letter.body], [id, 'orders', 'backend/refused', body]);
      assert.match(letter.message, /quantity 1\.\.=99/);
      assert.deepEqual(client.outbox().dead, [letter]);
      server.say(() => undefined);
      await client.retry(id);
      await client.flush();
      assert.deepEqual([...server.orders], [[id, body]]);
      assert.deepEqual(client.outbox().dead, []);
      await assert.rejects(client.retry('nothing'), isTuikeError);
      client.close();
      await server.close();
    });

    it('logs in, sends the token, forgets it', async () => {
      const server = await shop();
      const client = await tuike.connect({ backend: profile(server.base), host: memoryHost() });
      await assert.rejects(client.login({ user: 'eve' }), { code: 'backend/unauthorized' });
      const { data } = await client.login({ user: 'demo', password: 'demo' });
      assert.equal(data.name, '演示');
      await client.query('products', {}, { refresh: true });
      assert.equal(server.requests.at(-1).headers.authorization, 'Bearer t0ken');
      await client.logout();
      await client.query('products', {}, { refresh: true });
      assert.equal(server.requests.at(-1).headers.authorization, undefined);
      client.close();
      await server.close();
    });

    it('shows a watcher what is kept, then what is new', async () => {
      const server = await shop();
      const stale = profile(server.base);
      stale.resources.products.cache = { fresh: '0s' };
      const client = await tuike.connect({ backend: stale, host: memoryHost() });
      await client.query('products');
      server.say((request) => (request.path.startsWith('/goods') ? { body: GOODS.replace('18900', '100') } : undefined));
      const prices = [];
      const renewed = new Promise((resolve) => {
        const stop = client.watch('products', {}, ({ data, stale: old }) => {
          prices.push([data[0].paid, old]);
          if (!old) {
            stop();
            resolve();
          }
        });
      });
      await renewed;
      assert.deepEqual(prices, [['189.00', true], ['1.00', false]]);
      const failed = await new Promise((resolve) => client.watch('nothing', {}, () => assert.fail(), resolve));
      assert.equal(failed.code, 'backend/unknown-resource');
      client.close();
      await server.close();
    });

    it('asks the server once however many ask', async () => {
      const server = await shop();
      const client = await tuike.connect({ backend: profile(server.base), host: memoryHost() });
      const pages = await Promise.all(Array.from({ length: 10 }, () => client.query('products')));
      assert.equal(server.requests.length, 1);
      assert.ok(pages.every(({ data }) => data[0].id === '9007199254740993'));
      client.close();
      await server.close();
    });

    it('clear forgets the reads and keeps the orders', async () => {
      const server = await shop();
      const net = cuttable(memoryHost());
      const client = await tuike.connect({ backend: profile(server.base), host: net.host });
      await client.query('products');
      net.cut();
      await client.submit('order', { item: '1' });
      await client.clear();
      assert.equal(client.outbox().mutations, 1);
      await assert.rejects(client.query('products'), isTuikeError);
      client.close();
      await server.close();
    });

    it('sets garbage aside and loads the rest', async () => {
      const server = await shop();
      const dir = folder();
      const net = cuttable(nodeHost({ dir }));
      const first = await tuike.connect({ backend: profile(server.base), host: net.host });
      net.cut();
      await first.submit('order', { item: 'a' });
      await first.submit('order', { item: 'b' });
      first.close();
      const entries = readdirSync(dir).filter((file) => readFileSync(join(dir, file), 'utf8').includes('"item"'));
      assert.equal(entries.length, 2);
      writeFileSync(join(dir, entries[0]), Buffer.from([0xff, 0x00, 0x7b]));
      const second = await tuike.connect({ backend: profile(server.base), host: net.host });
      await once(second, 'damaged');
      assert.equal(second.outbox().mutations, 1);
      second.close();
      await server.close();
    });

    it('refuses what cannot be stored, and says so', async () => {
      const { store } = memoryHost();
      const full = memoryHost({ store: { ...store, write: () => Promise.reject(hostError('QuotaExceeded', 'full')) } });
      const client = await tuike.connect({ backend: profile('http://127.0.0.1:9'), host: full });
      await assert.rejects(client.submit('order', { item: '1' }), isTuikeError);
      assert.equal(client.outbox().waiting, 0);
      client.close();
    });

    it('survives a host that throws, rejects with anything or answers nonsense', async () => {
      const answers = [
        () => { throw new Error('thrown'); },
        () => Promise.reject(undefined),
        () => Promise.reject('a text'),
        async () => ({ status: 200, body: { parsed: true } }),
        async () => undefined,
        async () => ({ status: 'x', headers: null, body: GOODS }),
      ];
      for (const http of answers) {
        const client = await tuike.connect({ backend: profile('http://127.0.0.1:9'), host: memoryHost({ http }) });
        await assert.rejects(client.query('products'), isTuikeError, http.toString());
        client.close();
      }
    });

    it('a listener that throws does not keep the others from hearing', async () => {
      const server = await shop();
      const client = await tuike.connect({ backend: profile(server.base), host: memoryHost() });
      const thrown = new Promise((resolve) => process.once('unhandledRejection', resolve));
      client.on('sent', () => {
        throw new Error('mine');
      });
      const sent = once(client, 'sent');
      await client.submit('order', { item: '1' });
      await sent;
      assert.equal((await thrown).message, 'mine');
      client.close();
      await server.close();
    });

    it('a flush with a time-out ends in time, and what waits still waits', async () => {
      const timers = [];
      const host = memoryHost({
        http: () => new Promise(() => {}),
        timer: (ms, fn) => {
          timers.push({ ms, fn });
          return () => {};
        },
      });
      const client = await tuike.connect({ backend: profile('http://127.0.0.1:9'), host });
      await client.submit('order', { item: '1' });
      const flushed = client.flush({ timeout: 1_234 });
      timers.find(({ ms }) => ms === 1_234).fn();
      await flushed;
      assert.equal(client.outbox().mutations, 1);
      client.close();
    });

    it('says of everything after close that it was closed', async () => {
      const client = await tuike.connect({ backend: profile('http://127.0.0.1:9'), host: memoryHost({ http: () => new Promise(() => {}) }) });
      const open = client.query('products');
      client.close();
      client.close();
      await assert.rejects(open, { code: 'client/closed' });
      await assert.rejects(client.submit('order', {}), { code: 'client/closed' });
      await assert.rejects(client.flush({ timeout: 10 }), { code: 'client/closed' });
      assert.throws(() => client.outbox(), { code: 'client/closed' });
    });
  });
}
