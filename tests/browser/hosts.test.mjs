// The package's browser host in real Chromium: locks among pages, one of which is killed, with Web Locks and
// with the lease that stands in for them; requests that outlive their page; the store that the web app shares.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startBrowser } from './lib.mjs';

const TYPES = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.wasm': 'application/wasm' };
/** What was asked of a server, and how it answers; `see(path)` waits for it. */
let site;
let other;
let chromium;

/** The package's files, a blank page, and whatever is posted: kept, and answered when the test says so. */
async function serve() {
  const seen = [];
  const waiting = [];
  const held = [];
  let hold = () => false;
  const server = createServer((request, response) => {
    const { method, url } = request;
    if (method === 'GET' && url.startsWith('/pkg/')) {
      const file = join(ROOT, 'pkg/dist', normalize(url.slice('/pkg/'.length)));
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
      createReadStream(file)
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
      return;
    }
    const chunks = [];
    request.on('data', (bytes) => chunks.push(bytes));
    request.on('end', () => {
      if (method !== 'GET') {
        seen.push({ method, url, type: request.headers['content-type'], body: Buffer.concat(chunks).toString() });
        for (const look of waiting.splice(0)) look();
      }
      const answer = () => {
        response.setHeader('access-control-allow-origin', '*');
        response.setHeader('access-control-allow-headers', '*');
        response.setHeader('content-type', method === 'GET' ? 'text/html' : 'application/json');
        response.end(method === 'GET' ? '<!doctype html><title>page</title>' : '{}');
      };
      if (hold(method, url)) held.push(answer);
      else answer();
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    hold: (when) => {
      hold = when;
    },
    letGo: () => {
      hold = () => false;
      for (const answer of held.splice(0)) answer();
    },
    async see(method, url) {
      for (;;) {
        const found = seen.find((request) => request.method === method && request.url === url);
        if (found) return found;
        await new Promise((look) => waiting.push(look));
      }
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

before(async () => {
  [site, other] = [await serve(), await serve()];
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await site?.stop();
  await other?.stop();
});

/** Pages of one person on one origin, each with the package's host as `host`. */
async function pages(t, count, { prepare } = {}) {
  const { context } = await chromium.open();
  t.after(() => context.close());
  if (prepare) await context.addInitScript(prepare);
  return Promise.all(Array.from({ length: count }, () => open(context)));
}

async function open(context) {
  const page = await context.newPage();
  await page.goto(`${site.url}/`);
  await page.evaluate(async () => {
    const { browserHost } = await import('/pkg/web.mjs');
    window.host = browserHost();
    /** Takes a turn and keeps it; gives its lease. */
    window.stay = (name) =>
      new Promise((taken) => {
        host.lock(name, (lease) => {
          window.lease = lease;
          taken({ ...lease });
          return new Promise((end) => {
            window.leave = end;
          });
        });
      });
  });
  return page;
}

const withoutWebLocks = () => {
  Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
};

/** The renderer of a page, as the kernel ends it: nothing of it runs any more. */
async function kill(page) {
  const crashed = new Promise((done) => page.once('crash', done));
  const session = await page.context().newCDPSession(page);
  session.send('Page.crash').catch(() => {});
  await crashed;
}

for (const [how, prepare, patience] of [
  ['Web Locks', undefined, 5_000],
  ['a lease in IndexedDB', withoutWebLocks, 20_000],
]) {
  test(`${how}: one page at a time, and what it counts is right`, async (t) => {
    const three = await pages(t, 3, { prepare });
    // A count that each page reads, waits with, and writes: what two do at once is lost.
    const rounds = 6;
    await Promise.all(
      three.map((page) =>
        page.evaluate(async (times) => {
          for (let n = 0; n < times; n++) {
            await host.lock('tuike/count', async () => {
              const [found] = (await host.store.read('count')) ?? [0];
              await host.store.write('count', new Uint8Array([found + 1]));
            });
          }
        }, rounds),
      ),
    );
    assert.deepEqual(await three[0].evaluate(async () => Array.from(await host.store.read('count'))), [3 * rounds]);
  });

  test(`${how}: a killed page's turn passes on`, async (t) => {
    const [holder, next] = await pages(t, 2, { prepare });
    const first = await holder.evaluate(() => stay('tuike/orders'));
    const waiting = next.evaluate(() => stay('tuike/orders'));
    // It waits: its own question was answered after the lock's.
    const early = await Promise.race([waiting, next.evaluate(() => host.store.keys('').then(() => 'waits'))]);
    assert.equal(early, 'waits');
    const before = Date.now();
    await kill(holder);
    const second = await waiting;
    assert.equal(second.turn, first.turn + 1);
    assert.ok(Date.now() - before < patience, `after ${Date.now() - before} ms`);
    assert.equal(first.until === undefined, how === 'Web Locks');
    if (first.until) assert.ok(Date.now() >= first.until, 'nobody else came in before its time was over');
  });
}

test('a lease is renewed while its page lives, and gone when another had to take over', async (t) => {
  const [holder, next] = await pages(t, 2, { prepare: withoutWebLocks });
  const { until } = await holder.evaluate(() => stay('tuike/events'));
  await holder.waitForFunction((then) => window.lease.until > then, until, { polling: 100 });
  // Frozen as a phone freezes a page in the back: its timers stand still, here until the server answers.
  site.hold((method, url) => url === '/frozen');
  const woken = holder.evaluate(() => {
    const request = new XMLHttpRequest();
    request.open('GET', '/frozen', false);
    request.send();
    return { at: Date.now(), until: window.lease.until };
  });
  const second = await next.evaluate(() => stay('tuike/events'));
  site.letGo();
  const { at, until: over } = await woken;
  assert.ok(over <= at, 'the first thing it sees is that its time is over');
  await holder.waitForFunction(() => window.lease.until <= Date.now(), undefined, { polling: 100 });
  await holder.evaluate(() => leave());
  // The end of the first is not that of the second.
  const [third] = await Promise.all([
    holder.evaluate(() => stay('tuike/events')),
    next.evaluate(async () => {
      await host.store.keys('');
      leave();
    }),
  ]);
  assert.equal(third.turn, second.turn + 1);
});

/** Posts as the page is left; the other server wants to be asked first whether it may be (CORS). */
const postAsItGoes = ({ url, keepalive }) => {
  addEventListener('pagehide', () => {
    const headers = { 'content-type': 'application/json', 'x-more': '1' };
    host.http({ method: 'POST', url, headers, body: '{"events":[1]}', timeout: 10_000, keepalive });
  });
};

test('what is sent with keepalive as its page goes arrives, though the page is gone before it may', async (t) => {
  const leave = async (url, keepalive, go) => {
    const [page] = await pages(t, 1);
    await page.evaluate(postAsItGoes, { url: `${other.url}${url}`, keepalive });
    other.hold((method) => method === 'OPTIONS');
    await go(page);
    await other.see('OPTIONS', url);
    other.letGo();
  };
  const away = (page) => page.goto('about:blank');
  // An ordinary request goes down with its page: that the next ones do not is keepalive's doing.
  await leave('/ordinary', false, away);
  await leave('/left', true, away);
  await leave('/closed', true, async (page) => {
    const closed = page.waitForEvent('close');
    await page.close({ runBeforeUnload: true });
    await closed;
  });
  for (const url of ['/left', '/closed']) {
    const { body } = await other.see('POST', url);
    assert.equal(body, '{"events":[1]}');
  }
  assert.ok(!other.seen.some(({ method, url }) => method === 'POST' && url === '/ordinary'));
});

test('more than 64 KB at a time goes the ordinary way, not nowhere', async (t) => {
  const [page] = await pages(t, 1);
  const answers = await page.evaluate(async (url) => {
    const sent = (name, size) =>
      host.http({ method: 'POST', url: `${url}/${name}`, headers: {}, body: 'x'.repeat(size), timeout: 10_000, keepalive: true });
    return Promise.all([sent('one', 40_000), sent('two', 40_000), sent('three', 70_000)].map(async (one) => (await one).status));
  }, site.url);
  assert.deepEqual(answers, [200, 200, 200]);
});

test('a browser without keepalive sends a beacon where it may, and asks again for the answer', async (t) => {
  const [page] = await pages(t, 1, { prepare: () => delete Request.prototype.keepalive });
  const kinds = await page.evaluate(async (url) => {
    const sent = (name, headers) =>
      host
        .http({ method: 'POST', url: `${url}/${name}`, headers, body: '{}', timeout: 10_000, keepalive: true })
        .then(({ status }) => status, ({ kind }) => kind);
    const type = { 'content-type': 'application/json' };
    return [await sent('beacon', type), await sent('no-beacon', { ...type, authorization: 'Bearer t' })];
  }, site.url);
  assert.deepEqual(kinds, ['Timeout', 200]);
  const { type, body } = await site.see('POST', '/beacon');
  assert.deepEqual([type, body], ['application/json', '{}']);
});

test('what version 1 of the web app kept is still there', async (t) => {
  const { context } = await chromium.open();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${site.url}/`);
  await page.evaluate(
    () =>
      new Promise((done, failed) => {
        const request = indexedDB.open('tuike', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('items');
        request.onerror = failed;
        request.onsuccess = () => {
          const db = request.result;
          const writing = db.transaction('items', 'readwrite');
          writing.objectStore('items').put(new Uint8Array([1, 2, 3]), 'tuike/o/1');
          writing.oncomplete = () => {
            db.close();
            done();
          };
        };
      }),
  );
  const next = await open(context);
  const found = await next.evaluate(async () => [await host.store.keys('tuike/'), Array.from(await host.store.read('tuike/o/1'))]);
  assert.deepEqual(found, [['tuike/o/1'], [1, 2, 3]]);
});
