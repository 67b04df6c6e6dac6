// The whole road in a real browser: a promoter shares, a customer orders without a network, the sale
// arrives once and pays what the preview said.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keep, startBrowser, startShop } from './lib.mjs';

const ROW = 5_000;
let shop;
let chromium;

before(async () => {
  shop = await startShop();
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await shop?.stop();
});

/** The digits of a price as the page shows it: "赚 ¥12.30" is "12.30". */
const amount = (text) => text.replace(/[^0-9.]/g, '');

test('from the feed to a sale that pays', async (t) => {
  const promoter = await chromium.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await promoter.context.newPage();
  const requests = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/goods?')) requests.push(request.url());
  });
  let link;
  let earn;
  let title;

  await t.test('the promoter logs in', async () => {
    await page.goto(`${shop.url}/me`);
    await page.getByLabel('账号').fill('demo');
    await page.getByLabel('密码').fill('demo');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('button', { name: '退出登录' }).waitFor();
    await keep(page, '01-me');
  });

  await t.test('scrolls the feed of 10,000 to row 5,000, and only what is seen is loaded', async () => {
    await page.getByRole('navigation').getByRole('link', { name: '选品' }).click();
    const first = page.locator('article[aria-posinset="1"]');
    await first.getByRole('heading').waitFor();
    assert.equal(await first.getAttribute('aria-setsize'), '10000');
    await keep(page, '02-feed');
    // Where the row stands is the list's to say: half of the way to the end, then to the row itself.
    await page.evaluate((row) => {
      const rows = document.querySelector('[role="feed"]');
      window.scrollTo(0, (rows.offsetHeight * row) / 10_000);
    }, ROW);
    const row = page.locator(`article[aria-posinset="${ROW}"]`);
    await row.getByRole('heading').waitFor();
    await row.scrollIntoViewIfNeeded();
    assert.ok(await page.locator('article').count() < 60, 'a screenful of rows, not thousands');
    assert.ok(new Set(requests).size <= 8, `few pages were asked for: ${requests.join('\n')}`);
    await keep(page, '03-feed-row-5000');
  });

  await t.test('opens a product there that earns something', async () => {
    const row = page.locator('article', { hasText: /赚/ }).first();
    earn = amount(await row.getByText(/^赚/).innerText());
    title = await row.getByRole('heading').innerText();
    await row.getByRole('link').first().click();
    await page.locator('#share').waitFor();
    assert.ok(Number(earn) > 0, earn);
    assert.equal(amount(await page.locator('#share').innerText()), earn);
    await page.locator('#how').click();
    await page.getByRole('dialog').getByText('佣金怎么算').waitFor();
    await keep(page, '04-how');
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
    await keep(page, '05-product');
  });

  await t.test('shares it by its link', async () => {
    await page.locator('#share').click();
    await page.getByRole('dialog').locator('#poster').waitFor();
    await page.locator('#copy-link').click();
    await page.getByText('已复制').waitFor();
    link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /\/s\/[0-9a-z]{12,}$/);
    assert.equal(new URL(link).origin, shop.url);
    await keep(page, '06-share');
  });

  const customer = await chromium.open();
  let buyer = await customer.context.newPage();

  await t.test('a customer opens the link and sees no commission', async () => {
    await buyer.goto(link);
    await buyer.locator('#buy').waitFor();
    assert.ok((await buyer.locator('body').innerText()).includes(title));
    assert.ok(!/赚|佣金/.test(await buyer.locator('body').innerText()));
    // What must be there for a visit without a network.
    await buyer.evaluate(() => navigator.serviceWorker.ready);
    await buyer.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await keep(buyer, '07-landing');
  });

  await t.test('goes offline and orders: the order is kept, and one line says so', async () => {
    await customer.context.setOffline(true);
    await buyer.locator('#buy').click();
    await buyer.getByLabel(/收货人/).fill('王小明');
    await keep(buyer, '08-order-sheet');
    await buyer.locator('#send-order').click();
    await buyer.locator('#order-note').getByText('已记下，联网后自动发送').waitFor();
    await buyer.getByText('已离线，1 笔待发送').waitFor();
    await keep(buyer, '09-offline-order');
    assert.equal((await shop.state()).orders.length, 0);
  });

  await t.test('reloads without a network: app and product are there, the order still waits', async () => {
    await buyer.close();
    buyer = await customer.context.newPage();
    await buyer.goto(link);
    await buyer.getByText('已离线，1 笔待发送').waitFor();
    await buyer.locator('#order-note').getByText('已记下，联网后自动发送').waitFor();
    assert.ok((await buyer.locator('body').innerText()).includes(title));
    await keep(buyer, '10-offline-reloaded');
  });

  await t.test('is online again: the order arrives once, and names the promoter', async () => {
    await customer.context.setOffline(false);
    await buyer.locator('#order-note').getByText('下单成功').waitFor();
    await keep(buyer, '11-sent');
    const { orders } = await shop.state();
    assert.equal(orders.length, 1);
    const me = await login();
    assert.equal(String(orders[0].promoter), String(me.promoter));
    assert.equal(orders[0].attribution, 'accepted');
  });

  await t.test('the promoter sees the commission that the preview showed', async () => {
    await page.goto(`${shop.url}/earn`);
    const record = page.locator('.records li', { hasText: title }).first();
    await record.waitFor();
    assert.ok((await record.innerText()).includes(earn), `${earn} in ${await record.innerText()}`);
    await keep(page, '12-earn');
  });

  await t.test('and no console error was seen on the way', () => {
    // A browser without a network notes each request that failed; that is what offline means.
    const offline = /net::ERR_INTERNET_DISCONNECTED|Failed to load resource: net::ERR_FAILED/;
    const complaints = [...promoter.complaints, ...customer.complaints.filter((text) => !offline.test(text))];
    assert.deepEqual(complaints, []);
  });

  await promoter.context.close();
  await customer.context.close();
});

/** The demo promoter, as the API knows it. */
async function login() {
  const answer = await fetch(`${shop.url}/api/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'demo', password: 'demo' }),
  });
  // As text: the promoter's id is a text, but a number beyond 2^53 would not survive JSON.parse.
  return JSON.parse((await answer.text()).replace(/"promoter":\s*(\d+)/, '"promoter":"$1"')).data;
}
