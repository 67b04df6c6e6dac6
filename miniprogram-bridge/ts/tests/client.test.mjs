// The client from end to end: a real server, real files, the network gone and back, the app killed.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { hostError, isTuikeError, memoryHost, nodeHost, PKG, TIERS } from './support/package.mjs';
import { serve } from './support/server.mjs';

const folders = [];
after(() => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});
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
async function shop(t) {
  const orders = new Map();
  let answer = () => undefined;
  const server = await serve((request) => {
    const told = answer(request);
    if (told !== undefined) return told;
    if (request.path.startsWith('/goods')) return { body: GOODS };
    if (request.path === '/login') {
      const { user } = JSON.parse(request.body);
      return user === 'demo'
        ? { body: '{"code":0,"data":{"token":"t0ken","name":"演示"}}' }
        : { status: 401, body: '{"code":401,"msg":"no"}' };
    }
    if (request.path === '/orders') {
      const key = request.headers['idempotency-key'];
      const replay = orders.has(key);
      if (!replay) orders.set(key, JSON.parse(request.body));
      return {
        body: `{"code":0,"data":{"orderId":"${[...orders.keys()].indexOf(key) + 1}"}}`,
        headers: replay ? { 'idempotent-replay': 'true' } : {},
      };
    }
    return { body: '{"code":0,"data":{}}' };
  });
  t.after(server.close);
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

/** A client that is closed with its test, whatever becomes of it. */
async function open(t, tuike, options) {
  const client = await tuike.connect(options);
  t.after(() => client.close());
  return client;
}

/** A host over files, and when all that it was asked to write is written. */
function filed(dir) {
  const host = nodeHost({ dir });
  const going = new Set();
  const follow = (work) => {
    const done = () => going.delete(work);
    going.add(work);
    work.then(done, done);
    return work;
  };
  const { store } = host;
  const written = async () => {
    while (going.size > 0) {
      await Promise.allSettled([...going]);
      // What was waiting for one of these is asked for in the same turn.
      await new Promise(setImmediate);
    }
  };
  return {
    written,
    host: {
      ...host,
      store: {
        ...store,
        write: (key, bytes) => follow(store.write(key, bytes)),
        remove: (key) => follow(store.remove(key)),
      },
    },
  };
}

const once = (client, name) =>
  new Promise((resolve) => {
    const stop = client.on(name, (event) => {
      stop();
      resolve(event);
    });
  });

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`a client on the ${tier} tier`, () => {
    it('gives what the server says, then what it kept, then what is left when the server is gone', async (t) => {
      const server = await shop(t);
      const files = filed(folder());
      const net = cuttable(files.host);
      const client = await open(t, tuike, { backend: profile(server.base), host: net.host });
      const first = await client.query('products');
      assert.deepEqual([first.data, first.source, first.stale, first.next], [PRODUCTS, 'network', false, 2]);
      assert.equal((await client.query('products')).source, 'memory');
      assert.equal((await client.query('products', { cursor: first.next })).next, 3);
      assert.deepEqual(
        server.requests.map(({ path }) => path),
        ['/goods?page=1', '/goods?page=2'],
      );
      client.close();
      await files.written();

      const later = await open(t, tuike, { backend: profile(server.base), host: net.host });
      assert.equal((await later.query('products')).source, 'storage');
      net.cut();
      const fallback = await later.query('products', {}, { refresh: true });
      assert.deepEqual([fallback.data, fallback.source], [PRODUCTS, 'fallback']);
      assert.equal(fallback.error.code, 'engine/network');
      await assert.rejects(later.query('products', { cursor: 9 }), { code: 'engine/network' });
      later.close();
    });

    it('an order made offline survives the app and is there exactly once', async (t) => {
      const server = await shop(t);
      const files = filed(folder());
      const net = cuttable(files.host);
      const first = await open(t, tuike, { backend: profile(server.base), host: net.host });
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
      const second = await open(t, tuike, { backend: profile(server.base), host: net.host });
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
      await files.written();

      const third = await open(t, tuike, { backend: profile(server.base), host: net.host });
      await third.flush();
      third.close();
      assert.equal(server.requests.filter(({ path }) => path === '/orders').length, 2);
    });

    it('sends when the network comes back, by itself', async (t) => {
      const server = await shop(t);
      const net = cuttable(memoryHost());
      const client = await open(t, tuike, { backend: profile(server.base), host: net.host });
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
    });

    it('posts events in the format of the contract', async (t) => {
      const server = await shop(t);
      const client = await open(t, tuike, {
        backend: profile(server.base),
        host: memoryHost({ now: () => 1767225600000.5 }),
      });
      await client.track('share', { item: '42', channel: 'wechat.friend' });
      await client.track('open');
      await client.flush();
      const bodies = server.requests
        .filter(({ path }) => path === '/events')
        .map(({ body }) => JSON.parse(body).events);
      const events = bodies.flat();
      assert.deepEqual(
        events.map(({ name, at, seq, props }) => [name, at, seq, props]),
        [
          ['share', 1767225600000, 1, { item: '42', channel: 'wechat.friend' }],
          ['open', 1767225600000, 2, {}],
        ],
      );
      assert.equal(new Set(events.map(({ session }) => session)).size, 1);
      client.close();
    });

    it('keeps what the server refuses for good until somebody decides', async (t) => {
      const server = await shop(t);
      const client = await open(t, tuike, { backend: profile(server.base), host: memoryHost() });
      server.say((request) =>
        request.path === '/orders' ? { status: 422, body: '{"code":422,"msg":"quantity 1..=99"}' } : undefined,
      );
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
    });

    it('logs in, sends the token, forgets it', async (t) => {
      const server = await shop(t);
      const client = await open(t, tuike, { backend: profile(server.base), host: memoryHost() });
      await assert.rejects(client.login({ user: 'eve' }), { code: 'backend/unauthorized' });
      const { data } = await client.login({ user: 'demo', password: 'demo' });
      assert.equal(data.name, '演示');
      await client.query('products', {}, { refresh: true });
      assert.equal(server.requests.at(-1).headers.authorization, 'Bearer t0ken');
      await client.logout();
      await client.query('products', {}, { refresh: true });
      assert.equal(server.requests.at(-1).headers.authorization, undefined);
      client.close();
    });

    it('shows a watcher what is kept, then what is new', async (t) => {
      const server = await shop(t);
      const stale = profile(server.base);
      stale.resources.products.cache = { fresh: '0s' };
      const client = await open(t, tuike, { backend: stale, host: memoryHost() });
      await client.query('products');
      server.say((request) =>
        request.path.startsWith('/goods') ? { body: GOODS.replace('18900', '100') } : undefined,
      );
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
      assert.deepEqual(prices, [
        ['189.00', true],
        ['1.00', false],
      ]);
      const failed = await new Promise((resolve) => client.watch('nothing', {}, () => assert.fail(), resolve));
      assert.equal(failed.code, 'backend/unknown-resource');
      client.close();
    });

    it('shows a watcher what a delivered mutation or a new version of the data has changed', async (t) => {
      const server = await shop(t);
      const tagged = profile(server.base);
      tagged.resources.products.cache = { fresh: '6h', tags: ['products'] };
      tagged.mutations.order.invalidates = ['products'];
      let price = '18900';
      let version = 'v1';
      server.say((request) => {
        const headers = { 'x-data-version': version };
        return request.path.startsWith('/goods') ? { body: GOODS.replace('18900', price), headers } : undefined;
      });
      const client = await open(t, tuike, { backend: tagged, host: memoryHost() });
      const versions = [];
      client.on('version', (event) => versions.push(event.version));
      const seen = [];
      let heard = () => {};
      const stop = client.watch('products', {}, ({ data, stale }) => {
        seen.push([data[0].paid, stale]);
        heard();
      });
      const next = () =>
        new Promise((resolve) => {
          heard = resolve;
        });
      await next();
      price = '100';
      const renewed = next();
      await client.submit('order', { item: '42' });
      await renewed;
      // Any answer tells of a new version: here that of another page.
      price = '200';
      version = 'v2';
      const again = next();
      await client.query('products', { cursor: 2 });
      await again;
      assert.deepEqual(seen, [
        ['189.00', false],
        ['1.00', false],
        ['2.00', false],
      ]);
      assert.deepEqual(versions, ['v2']);
      // Nobody looks any more: nothing is asked.
      stop();
      stop();
      const asked = server.requests.length;
      await client.submit('order', { item: '43' });
      await client.flush();
      assert.equal(server.requests.length, asked + 1, 'the order and nothing else');
      client.close();
    });

    it('asks the server once however many ask', async (t) => {
      const server = await shop(t);
      const client = await open(t, tuike, { backend: profile(server.base), host: memoryHost() });
      const pages = await Promise.all(Array.from({ length: 10 }, () => client.query('products')));
      assert.equal(server.requests.length, 1);
      assert.ok(pages.every(({ data }) => data[0].id === '9007199254740993'));
      client.close();
    });

    it('clear forgets the reads and keeps the orders', async (t) => {
      const server = await shop(t);
      const net = cuttable(memoryHost());
      const client = await open(t, tuike, { backend: profile(server.base), host: net.host });
      await client.query('products');
      net.cut();
      await client.submit('order', { item: '1' });
      await client.clear();
      assert.equal(client.outbox().mutations, 1);
      await assert.rejects(client.query('products'), isTuikeError);
      client.close();
    });

    it('sets garbage aside and loads the rest', async (t) => {
      const server = await shop(t);
      const dir = folder();
      const net = cuttable(nodeHost({ dir }));
      const first = await open(t, tuike, { backend: profile(server.base), host: net.host });
      net.cut();
      await first.submit('order', { item: 'a' });
      await first.submit('order', { item: 'b' });
      first.close();
      const entries = readdirSync(dir).filter((file) => readFileSync(join(dir, file), 'utf8').includes('"item"'));
      assert.equal(entries.length, 2);
      writeFileSync(join(dir, entries[0]), Buffer.from([0xff, 0x00, 0x7b]));
      const second = await open(t, tuike, { backend: profile(server.base), host: net.host });
      await once(second, 'damaged');
      await second.flush();
      assert.equal(second.outbox().mutations, 1);
      second.close();
    });

    it('refuses what cannot be stored, and says so', async (t) => {
      const { store } = memoryHost();
      const full = memoryHost({ store: { ...store, write: () => Promise.reject(hostError('QuotaExceeded', 'full')) } });
      const client = await open(t, tuike, { backend: profile('http://127.0.0.1:9'), host: full });
      await assert.rejects(client.submit('order', { item: '1' }), isTuikeError);
      assert.equal(client.outbox().waiting, 0);
      client.close();
    });

    it('survives a host that throws, rejects with anything or answers nonsense', async (t) => {
      const answers = [
        () => {
          throw new Error('thrown');
        },
        () => Promise.reject(undefined),
        () => Promise.reject('a text'),
        async () => ({ status: 200, body: { parsed: true } }),
        async () => undefined,
        async () => ({ status: 'x', headers: null, body: GOODS }),
      ];
      for (const http of answers) {
        const client = await open(t, tuike, { backend: profile('http://127.0.0.1:9'), host: memoryHost({ http }) });
        await assert.rejects(client.query('products'), isTuikeError, http.toString());
        client.close();
      }
    });

    it('a flush with a time-out ends in time, and what waits still waits', async (t) => {
      const timers = [];
      const host = memoryHost({
        http: () => new Promise(() => {}),
        timer: (ms, fn) => {
          timers.push({ ms, fn });
          return () => {};
        },
      });
      const client = await open(t, tuike, { backend: profile('http://127.0.0.1:9'), host });
      await client.submit('order', { item: '1' });
      const flushed = client.flush({ timeout: 1_234 });
      timers.find(({ ms }) => ms === 1_234).fn();
      await flushed;
      assert.equal(client.outbox().mutations, 1);
      client.close();
    });

    it('says of everything after close that it was closed', async (t) => {
      const client = await open(t, tuike, {
        backend: profile('http://127.0.0.1:9'),
        host: memoryHost({ http: () => new Promise(() => {}) }),
      });
      const asked = client.query('products');
      client.close();
      client.close();
      await assert.rejects(asked, { code: 'client/closed' });
      await assert.rejects(client.submit('order', {}), { code: 'client/closed' });
      await assert.rejects(client.flush({ timeout: 10 }), { code: 'client/closed' });
      assert.throws(() => client.outbox(), { code: 'client/closed' });
    });
  });
}

it('a listener that throws does not keep the others from hearing', async (t) => {
  const server = await shop(t);
  // In a process of its own: the test runner counts an unhandled rejection as a failure of its own.
  const script = `
    const { load, memoryHost } = require(${JSON.stringify(`${PKG}dist/node.js`)});
    process.on('unhandledRejection', (error) => console.log('unhandled', error.message));
    load().then(async (tuike) => {
      const client = await tuike.connect({ backend: ${JSON.stringify(profile(server.base))}, host: memoryHost() });
      client.on('sent', () => { throw new Error('mine'); });
      client.on('sent', () => { console.log('heard'); client.close(); });
      await client.submit('order', { item: '1' });
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  assert.equal(stdout, 'heard\nunhandled mine\n');
});

describe('what connect is told', () => {
  const base = 'http://127.0.0.1:9';
  const refused = async (options) => {
    const error = await TIERS.wasm.connect({ backend: profile(base), host: memoryHost(), ...options }).then(
      () => null,
      (found) => found,
    );
    assert.ok(isTuikeError(error), `${JSON.stringify(options)} was taken`);
    return [error.code, error.details.path];
  };

  it('refuses a mistake by its path, before anything is read or sent', async () => {
    for (const [options, path] of [
      [{ storage: { budget: '5 MB' } }, 'options.storage.budget'],
      [{ storage: { secret: 'short' } }, 'options.storage.secret'],
      [{ storage: { secret: new Uint8Array(31) } }, 'options.storage.secret'],
      [{ consent: 'perhaps' }, 'options.consent'],
      [{ signing: { key: 7 } }, 'options.signing.key'],
    ]) {
      assert.deepEqual(await refused(options), ['input/wrong-type', path]);
    }
    assert.deepEqual(await refused({ storage: { buget: 1 } }), ['input/unknown-field', 'options.storage.buget']);
    assert.deepEqual(await refused({ storage: { budget: 100 } }), ['input/out-of-range', 'options.storage.budget']);
    assert.deepEqual(await refused({ stroage: {} }), ['input/unknown-field', 'options.stroage']);
    assert.deepEqual(await refused({ storage: { budget: Number.NaN } }), [
      'input/wrong-type',
      'options.storage.budget',
    ]);
  });

  it('refuses what is nothing, and random bytes that are none', async () => {
    for (const tuike of Object.values(TIERS)) {
      await assert.rejects(tuike.connect(null), { name: 'TuikeError', code: 'input/wrong-type' });
    }
    // Seeds that are the same on every phone would give the orders of two promoters one idempotency key.
    for (const seed of [undefined, null, 'x'.repeat(32), new Uint8Array(31), 7]) {
      assert.deepEqual(await refused({ host: memoryHost({ seed: async () => seed }) }), [
        'input/wrong-type',
        'host.seed',
      ]);
    }
  });

  it('names what is wrong as the app calls it', async (t) => {
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200));
    const circle = {};
    circle.circle = circle;
    for (const tuike of Object.values(TIERS)) {
      const client = await open(t, tuike, { backend: profile(base), host: memoryHost() });
      const path = (promise) => promise.then(assert.fail, ({ code, details }) => [code, details.path]);
      for (const [value, code] of [
        [circle, 'input/wrong-type'],
        [deep, 'input/not-json'],
      ]) {
        assert.deepEqual(await path(client.track('seen', value)), [code, 'props']);
        assert.deepEqual(await path(client.submit('order', value)), [code, 'body']);
        assert.deepEqual(await path(client.query('products', value)), [code, 'params']);
      }
      assert.deepEqual(await path(client.submit(Object.create(null), {})), ['input/wrong-type', 'name']);
      assert.throws(() => client.attribution(Object.create(null)), { code: 'input/wrong-type' });
      await client.flush(null);
    }
  });

  it('a host whose clock throws stands still, and spoils no other client', async () => {
    for (const tuike of Object.values(TIERS)) {
      const sent = [];
      const http = async (request) => {
        sent.push(request.url);
        return { status: 200, headers: {}, body: '{}' };
      };
      let broken = false;
      const now = () => {
        if (broken) throw new Error('no clock');
        return 1_767_300_000_000;
      };
      const host = memoryHost({ http, now, timer: () => undefined, lifecycle: () => undefined });
      const client = await tuike.connect({ backend: profile(base), host });
      broken = true;
      await client.submit('order', { item: '1' });
      await client.flush();
      assert.equal(sent.length, 1);
      client.close();
      assert.equal(tuike.list({ count: 2, estimate: 10 }).total, 20);
    }
  });

  it('half a character, in an answer or in what is sent, spoils nothing', async (t) => {
    for (const tuike of Object.values(TIERS)) {
      const sent = [];
      const http = async (request) => {
        if (request.method !== 'GET') sent.push(JSON.parse(request.body));
        return { status: 200, headers: {}, body: '{"id":"1","title":"\\ud83d cut","code":0,"data":{}}' };
      };
      const client = await open(t, tuike, { backend: profile(base), host: memoryHost({ http }) });
      await client.submit('order', { note: '👀'.slice(0, 1), 'back\\ud83dslash': '\\ud83d' });
      await client.flush();
      assert.deepEqual(sent, [{ note: '\ufffd', 'back\\ud83dslash': '\\ud83d' }]);
    }
  });

  it('takes all that the documents name', async (t) => {
    const secret = Uint8Array.from({ length: 32 }, (_, at) => at);
    for (const tuike of Object.values(TIERS)) {
      await open(t, tuike, {
        backend: profile(base),
        host: memoryHost(),
        plan: undefined,
        storage: { budget: 1_000_000, secret },
        consent: 'pending',
        signing: { key: 'k' },
      });
    }
  });

  it('says what it counts, what waits, and which trace an action has', async (t) => {
    const host = memoryHost({ http: () => Promise.reject(hostError('Offline', 'cut')) });
    const client = await open(t, TIERS.wasm, { backend: profile(base), host });
    const { id } = await client.submit('order', { item: '9007199254740993', quantity: 2 });
    const { entries, waiting, sending, mutations, dead } = client.outbox();
    assert.deepEqual([waiting + sending, mutations, dead], [1, 1, []]);
    const [{ at, next, sending: flies, tries, ...entry }] = entries;
    assert.deepEqual(entry, { id, lane: 'orders', name: 'order', body: { item: '9007199254740993', quantity: 2 } });
    assert.ok(Math.abs(at - Date.now()) < 60_000);
    const stats = client.stats();
    for (const name of ['hits', 'misses', 'stale', 'fallback', 'evicted', 'bytes', 'memoryBytes', 'storedBytes']) {
      assert.equal(typeof stats[name], 'number', name);
    }
    assert.ok(Array.isArray(stats.services));
    const [first, second] = [client.action(), client.action()];
    assert.match(first, /^[0-9a-f]{32}$/);
    assert.notEqual(first, second);
    await client.common({ app: 'demo' });
    await client.consent('granted');
    await assert.rejects(client.consent('maybe'), { code: 'input/wrong-type' });
  });

  it('ends a flush at its time, whatever the host does', async (t) => {
    const host = memoryHost({ http: () => new Promise(() => {}) });
    const client = await open(t, TIERS.wasm, { backend: profile(base), host });
    await client.submit('order', { item: '1' });
    await client.flush({ timeout: 20 });
    assert.equal(client.outbox().mutations, 1);
    await assert.rejects(async () => client.flush({ timeout: Number.NaN }), { code: 'input/wrong-type' });
  });
});
