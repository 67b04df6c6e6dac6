// Clients of the package in several pages of one origin, in real Chromium: one sends at a time and nothing
// goes twice; what a page that goes away tracked last arrives; the web app and the package share one outbox.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT, startBrowser, startShop } from './lib.mjs';

const TYPES = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.wasm': 'application/wasm' };
let shop;
let chromium;

before(async () => {
  shop = await startShop({ products: 50 });
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await shop?.stop();
});

/** A context whose pages find the package at the shop's own address. */
async function visitor(t, { prepare } = {}) {
  const { context } = await chromium.open({ serviceWorkers: 'block' });
  t.after(() => context.close());
  if (prepare) await context.addInitScript(prepare);
  await context.route(`${shop.url}/pkg/**`, async (route) => {
    const file = join(ROOT, 'pkg/dist', normalize(new URL(route.request().url()).pathname.slice('/pkg/'.length)));
    await route.fulfill({ body: await readFile(file), contentType: TYPES[extname(file)] });
  });
  // A page without an app: what happens in it is the test's doing.
  await context.route(`${shop.url}/blank`, (route) => route.fulfill({ body: '<!doctype html><title>blank</title>', contentType: 'text/html' }));
  return context;
}

/** A page with a client of the shop, `client`. */
async function connected(context) {
  const page = await context.newPage();
  await page.goto(`${shop.url}/blank`);
  await page.evaluate(async () => {
    const { load } = await import('/pkg/web.mjs');
    const tuike = await load();
    window.client = await tuike.connect({ backend: await (await fetch('/profile.json')).json() });
  });
  return page;
}

const log = async () => (await (await fetch(`${shop.url}/__log`)).json()).requests;

for (const [how, prepare] of [
  ['Web Locks', undefined],
  ['a lease', () => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })],
]) {
  test(`${how}: three pages hand orders over, and each arrives once`, async (t) => {
    const context = await visitor(t, { prepare });
    const pages = [await connected(context), await connected(context), await connected(context)];
    const goods = await (await fetch(`${shop.url}/api/v1/goods?page=1&size=1`)).text();
    const item = /"goodsId":\s*(\d+)/.exec(goods)[1];
    const before = (await shop.state()).orders.length;
    const ids = await Promise.all(
      pages.map((page, at) =>
        page.evaluate(
          async ([goodsId, name]) => {
            const own = [];
            for (let n = 0; n < 4; n++) {
              const { id } = await client.submit('order', { item: goodsId, quantity: 1, buyer: { name: `${name}-${n}` } });
              own.push(id);
            }
            return own;
          },
          [item, `${how}-${at}`],
        ),
      ),
    );
    const all = ids.flat();
    const asked = async () => (await log()).filter(({ headers }) => all.includes(headers?.['idempotency-key']));
    while ((await shop.state()).orders.length < before + all.length) await delay(50);
    for (const page of pages) await page.evaluate(() => client.flush({ timeout: 20_000 }));
    assert.equal((await shop.state()).orders.length, before + all.length);
    const keys = (await asked()).map(({ headers }) => headers['idempotency-key']);
    assert.deepEqual([...keys].sort(), [...all].sort(), 'no order was asked for twice');
  });
}

const batches = async (name) => (await log()).filter(({ path, body }) => path === '/api/v1/events' && body.includes(name));

test('what a page tracked goes out as it is hidden, and not before', async (t) => {
  const context = await visitor(t);
  const page = await connected(context);
  await page.evaluate(() => client.track('hidden-now', {}));
  assert.deepEqual(await batches('hidden-now'), [], 'it waits for more of its kind');
  // Headless Chromium hides no tab: the page is told so.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const before = Date.now();
  while ((await batches('hidden-now')).length === 0) await delay(50);
  assert.ok(Date.now() - before < 8_000, 'and not because its ten seconds were over');
});

// A page that is left without having been hidden has no time to ask for the lock: what it tracked is stored,
// and goes with the next page of the origin.
for (const way of ['left', 'closed']) {
  test(`what a page tracked before it was ${way} goes with the next one, once`, async (t) => {
    const context = await visitor(t);
    const page = await connected(context);
    const name = `gone-${way}`;
    await page.evaluate((event) => client.track(event, {}), name);
    if (way === 'left') await page.goto('about:blank');
    else await page.close({ runBeforeUnload: true });
    const next = await connected(context);
    await next.evaluate(() => client.flush());
    const all = await batches(name);
    assert.equal(all.length, 1);
    assert.equal(JSON.parse(all[0].body).events.filter((event) => event.name === name).length, 1);
  });
}
