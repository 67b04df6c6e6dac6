// The tab, or the whole browser, is killed with SIGKILL while an order is on its way. What the page had
// said it took ("正在发送订单": it is stored) is at the shop in the end: once, and in the order in which it was placed.
//
// Five moments: before the request could leave, while the server holds it, after the server took it and
// before the answer came, the same in a tab alone, and with two tabs over one store.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { startShop } from './lib.mjs';

const ARGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--remote-debugging-port=0'];
let shop;
let dir;
/** A product's page for each order: a page shows what was ordered there before. */
let places;

before(async () => {
  shop = await startShop({ products: 50 });
  dir = await mkdtemp(join(tmpdir(), 'tuike-killed-'));
  const goods = await (await fetch(`${shop.url}/api/v1/goods?page=1&size=20`)).text();
  places = [...goods.matchAll(/"goodsId":\s*(\d+)/g)].map(([, id]) => `${shop.url}/p/${id}?view=buyer`);
});

after(async () => {
  await shop?.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
});

/** A Chromium over the one user folder of this file, so that the next one finds what the last one stored. */
async function start(t) {
  await rm(join(dir, 'DevToolsActivePort'), { force: true });
  const child = spawn(process.env.TUIKE_CHROMIUM ?? '/usr/bin/chromium', [...ARGS, `--user-data-dir=${dir}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', done));
  t.after(() => child.kill('SIGKILL') && ended);
  // It says where it listens once it does.
  const address = await new Promise((found, failed) => {
    let said = '';
    child.stderr.on('data', (bytes) => {
      said += bytes;
      const line = /DevTools listening on (ws:\/\/\S+)/.exec(said);
      if (line) found(line[1]);
    });
    child.once('exit', (code) => failed(new Error(`Chromium ended with ${code}: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  return {
    context,
    browser,
    /** SIGKILL for all of it. */
    async kill() {
      child.kill('SIGKILL');
      await ended;
      await browser.close().catch(() => {});
    },
    /** SIGKILL for the process of one page, and nothing else. */
    async killTab(page) {
      const session = await browser.newBrowserCDPSession();
      const crashed = new Promise((done) => page.once('crash', done));
      const before = await renderers(session);
      for (const id of before) process.kill(id, 'SIGKILL');
      await crashed;
      await session.detach();
    },
  };
}

async function renderers(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Orders under a name; resolves once the page says that it has the order. */
async function order(page, name) {
  await page.goto(places.pop());
  await page.locator('#buy').click();
  await page.getByLabel(/收货人/).fill(name);
  await page.locator('#send-order').click();
  await page.locator('#order-note').getByText(/已记下|正在发送订单|下单成功/).waitFor();
}

/** Waits until the shop was asked to take an order of that name. */
async function asked(name) {
  for (;;) {
    const log = await (await fetch(`${shop.url}/__log`)).json();
    const found = log.requests.filter((request) => request.path === '/api/v1/orders' && request.body.includes(name));
    if (found.length > 0) return found;
    await delay(50);
  }
}

const orders = async () => (await shop.state()).orders;
const named = async (name) => (await orders()).filter(({ buyer }) => buyer.given.name === name);

/** A new page over the same store sends what the last one left: it is at the shop, and nothing waits. */
async function arrived(page, ...names) {
  await page.goto(`${shop.url}/sync`);
  for (const name of names) {
    while ((await named(name)).length === 0) await delay(50);
  }
  await page.locator('#outbox').getByText('都已发送').waitFor();
  for (const name of names) assert.equal((await named(name)).length, 1, `${name} arrived once`);
}

test('killed before the request could leave', { timeout: 90_000 }, async (t) => {
  const { context, kill } = await start(t);
  const page = await context.newPage();
  await page.route('**/api/v1/orders', () => {}); // never answered, never sent
  await order(page, '甲');
  await kill();
  assert.equal((await named('甲')).length, 0);
  const again = await start(t);
  await arrived(await again.context.newPage(), '甲');
  await again.kill();
});

test('killed while the server holds the request', { timeout: 90_000 }, async (t) => {
  const { context, kill } = await start(t);
  const page = await context.newPage();
  await shop.fault({ path: '/api/v1/orders', kind: 'delay', millis: 2_000, times: 1 });
  await order(page, '乙');
  await asked('乙');
  await kill();
  const again = await start(t);
  await arrived(await again.context.newPage(), '乙');
  await again.kill();
});

test('killed after the server took it and before the answer came', { timeout: 90_000 }, async (t) => {
  const { context, kill } = await start(t);
  const page = await context.newPage();
  const taken = new Promise((done) => {
    page.route('**/api/v1/orders', async (route) => done(await route.fetch())); // and never fulfilled
  });
  await order(page, '丙');
  assert.equal((await taken).status(), 200);
  await kill();
  assert.equal((await named('丙')).length, 1);
  const again = await start(t);
  await arrived(await again.context.newPage(), '丙');
  await again.kill();
});

test('a tab alone is killed, and the next one in the same browser goes on', { timeout: 90_000 }, async (t) => {
  const { context, kill, killTab } = await start(t);
  const page = await context.newPage();
  const taken = new Promise((done) => {
    page.route('**/api/v1/orders', async (route) => done(await route.fetch()));
  });
  await order(page, '丁');
  await taken;
  await killTab(page);
  await arrived(await context.newPage(), '丁');
  await kill();
});

test('two tabs over one store: the one that sends is killed, the other one sends the rest, in order', { timeout: 90_000 }, async (t) => {
  const { context, kill } = await start(t);
  const first = await context.newPage();
  await first.route('**/api/v1/orders', () => {});
  await order(first, '戊一');
  const second = await context.newPage();
  await second.route('**/api/v1/orders', () => {});
  await order(second, '戊二');
  await kill();
  const again = await start(t);
  const page = await again.context.newPage();
  await arrived(page, '戊一', '戊二');
  await again.kill();
});

test('what was sent again was sent under the same key', async () => {
  for (const name of ['丙', '丁']) {
    const keys = (await asked(name)).map((request) => request.headers['idempotency-key']);
    assert.ok(keys.length >= 2, `${name} was sent again`);
    assert.equal(new Set(keys).size, 1, `${name}: ${keys.join(', ')}`);
  }
});

test('all of it arrived once, in the order in which it was placed', async () => {
  const names = (await orders()).map(({ buyer }) => buyer.given.name);
  assert.deepEqual(names, ['甲', '乙', '丙', '丁', '戊一', '戊二']);
});
