// 离线与同步: what waits and what failed, in plain words, with the way out of each; new data is announced.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keep, startBrowser, startShop } from './lib.mjs';

let shop;
let chromium;
let place;

before(async () => {
  shop = await startShop({ products: 120 });
  chromium = await startBrowser();
  const goods = await (await fetch(`${shop.url}/api/v1/goods?page=1&size=1`)).text();
  place = `/p/${/"goodsId":\s*(\d+)/.exec(goods)[1]}?view=buyer`;
});

after(async () => {
  await chromium?.stop();
  await shop?.stop();
});

/** A page that the service worker serves without a network as well. */
async function open(t, at) {
  const { context } = await chromium.open();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(shop.url + at);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { context, page };
}

async function order(page, name) {
  await page.locator('#buy').click();
  await page.getByLabel(/收货人/).fill(name);
  await page.locator('#send-order').click();
  await page.locator('#order-note').waitFor();
}

const names = async () => (await shop.state()).orders.map(({ buyer }) => buyer.given.name);

test('an order that waits is shown, can be dropped, and never arrives then', async (t) => {
  const { context, page } = await open(t, place);
  await page.locator('#buy').waitFor();
  await context.setOffline(true);
  await order(page, '不要了');
  await page.goto(`${shop.url}/sync`);
  const entry = page.locator('#outbox .letter');
  await entry.waitFor();
  assert.match(await entry.innerText(), /^订单 .+\s+\d\d:\d\d · /);
  assert.match(await page.locator('#outbox').innerText(), /已离线/);
  await keep(page, 'sync-waiting');
  await entry.getByRole('button', { name: '删除' }).click();
  await entry.waitFor({ state: 'detached' });
  await context.setOffline(false);
  await page.locator('#outbox').getByText('都已发送').waitFor();
  assert.ok(!(await names()).includes('不要了'));
});

test('what the server refused says why; retried it arrives once, removed it is gone', async (t) => {
  const { page } = await open(t, place);
  await shop.fault({ path: '/api/v1/orders', kind: 'status', status: 422, times: 1 });
  await order(page, '再试');
  await page.locator('#order-note').getByText('订单没有成功').waitFor();
  await page.goto(`${shop.url}/me`);
  await page.locator('#sync').getByText('1 条未发出').waitFor();
  await page.locator('#sync').click();
  const letter = page.locator('#dead .letter');
  await letter.waitFor();
  assert.match(await letter.innerText(), /服务器没有接受[\s\S]*backend\/refused/);
  await keep(page, 'sync-dead');
  await letter.getByRole('button', { name: '重试' }).click();
  await letter.waitFor({ state: 'detached' });
  await page.locator('#outbox').getByText('都已发送').waitFor();
  assert.deepEqual((await names()).filter((name) => name === '再试'), ['再试']);

  await shop.fault({ path: '/api/v1/orders', kind: 'status', status: 422, times: 1 });
  await page.goto(shop.url + place);
  await order(page, '算了');
  await page.locator('#order-note').getByText('订单没有成功').waitFor();
  await page.goto(`${shop.url}/sync`);
  await letter.waitFor();
  await letter.getByRole('button', { name: '删除' }).click();
  await letter.waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('#outbox').getByText('都已发送').waitFor();
  assert.equal(await letter.count(), 0);
  assert.ok(!(await names()).includes('算了'));
});

test('what is cached is counted and can be cleared', async (t) => {
  const { page } = await open(t, '/');
  await page.locator('article').first().getByRole('heading').waitFor();
  await page.goto(`${shop.url}/sync`);
  const storage = page.locator('#storage');
  await storage.getByText(/[1-9]\d* 份数据，[1-9]\d* KB/).waitFor();
  await keep(page, 'sync-storage');
  await storage.getByRole('button', { name: '清除缓存' }).click();
  await storage.getByText('已清除').waitFor();
  await page.reload();
  await storage.getByText('0 份数据，0 KB').waitFor();
});

test('without consent nothing is told any more, also after a reload', async (t) => {
  const { page } = await open(t, '/sync');
  await page.locator('#consent').getByRole('button', { name: '不允许' }).click();
  await page.locator('#consent [aria-pressed=true]').getByText('不允许').waitFor();
  await page.locator('#outbox').getByText('都已发送').waitFor();
  const before = (await shop.state()).counts.events;
  await page.goto(shop.url + place);
  await page.locator('#buy').waitFor();
  await page.goto(`${shop.url}/sync`);
  await page.locator('#consent [aria-pressed=true]').getByText('不允许').waitFor();
  await page.locator('#outbox').getByText('都已发送').waitFor();
  assert.equal((await shop.state()).counts.events, before);
});

test('a new version of the data is announced, and taken in by one press', async (t) => {
  const { page } = await open(t, '/');
  await page.locator('article').first().getByRole('heading').waitFor();
  assert.equal(await page.locator('.news').count(), 0, 'nothing is new at first sight');
  await fetch(`${shop.url}/__version`, { method: 'POST', body: '{}' });
  await page.locator('article a').first().click();
  await page.locator('.news').getByText('商品数据已更新').waitFor();
  await keep(page, 'sync-news');
  await page.locator('.news').getByRole('button', { name: '刷新' }).click();
  await page.locator('.news').waitFor({ state: 'detached' });
  await page.goBack();
  await page.locator('article').first().getByRole('heading').waitFor();
  assert.equal(await page.locator('.news').count(), 0);
});
