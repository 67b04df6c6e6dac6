// What a buyer pays after the offers, what a promoter is told of it, and the money on its way out: the page
// says what the shop does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keep, startBrowser, startShop } from './lib.mjs';

/** What a coupon lacks is counted where it would apply, behind the one that does. 1,719.90 with 满499减80 and three coupons, of which one may be used: 1,579.90, and two for 3,209.80. */
const FIRST = '9007199254740993';
let shop;
let chromium;

before(async () => {
  shop = await startShop({ products: 60 });
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await shop?.stop();
});

async function logIn(page) {
  await page.goto(`${shop.url}/me`);
  await page.getByLabel(/账号/).fill('demo');
  await page.getByLabel(/密码/).fill('demo');
  await page.locator('form button.main').click();
  await page.locator('form button.main').waitFor({ state: 'detached' });
}

test('the price after the offers, why the others do not apply, and the order that costs just that', async () => {
  const { context, complaints } = await chromium.open();
  const page = await context.newPage();
  await page.goto(`${shop.url}/p/${FIRST}?view=buyer`);
  await page.getByText('到手价').waitFor();
  assert.match(await page.locator('.cost').first().innerText(), /1579\s*\.90/);
  await page.locator('#offers').click();
  const said = async () => (await page.locator('.deals').first().innerText()).replace(/\s+/g, ' ');
  assert.equal(await said(), '满499减80 −¥80.00 店铺券满999减60 −¥60.00 新人券5元 不与「店铺券满999减60」同享 平台券满2000减150 还差 ¥420.10 可用');
  await keep(page, 'money-offers');

  await page.locator('#buy').click();
  await page.getByRole('button', { name: '加一件' }).click();
  await page.getByText('提交订单 ¥3209.80').waitFor();
  assert.match((await page.locator('dialog .deals').innerText()).replace(/\s+/g, ' '), /平台券满2000减150 −¥150\.00/);
  await keep(page, 'money-order');
  await page.locator('#send-order').click();
  await page.locator('#order-note').getByText('下单成功').waitFor();
  const { orders } = await shop.state();
  assert.deepEqual(orders.map((order) => [order.item, order.quantity, order.amount]), [[FIRST, 2, 320_980]]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('the steps are the core\'s words, of what the offers leave', async () => {
  const { context } = await chromium.open();
  const page = await context.newPage();
  await logIn(page);
  await page.goto(`${shop.url}/p/${FIRST}`);
  await page.getByRole('button', { name: /怎么算的/ }).click();
  const steps = page.locator('.steps');
  await steps.waitFor();
  const text = (await page.locator('dialog').innerText()).replace(/\s+/g, ' ');
  for (const words of ['¥1579.90 × 20%', '按成交价提成', '¥315.98 → ¥30.00', '超过封顶，按封顶算', '上级另得 ¥8.00', '这是预估']) {
    assert.ok(text.includes(words), `${words} in ${text}`);
  }
  await keep(page, 'money-how');
  await context.close();
});

test('a withdrawal: what arrives is what was said, not without a network, and once', async () => {
  const { context } = await chromium.open();
  const page = await context.newPage();
  await logIn(page);
  await page.goto(`${shop.url}/earn`);
  await page.locator('#withdraw').click();
  const amount = page.getByLabel(/提现金额/);
  await amount.fill('49.99');
  await page.getByText('最低提现 ¥50.00').waitFor();
  await amount.fill('99999999');
  await page.getByText(/最多可提 ¥/).waitFor();
  assert.ok(await page.locator('#send-withdraw').isDisabled());
  await amount.fill('60');
  await page.getByText(/国家税务总局公告2025年第16号（2025-06-26 发布）/).waitFor();
  const told = (await page.locator('dialog .total').innerText()).replace(/[^\d.]/g, '');
  await keep(page, 'money-withdraw');

  await context.setOffline(true);
  await page.getByText('提现需要联网').waitFor();
  assert.ok(await page.locator('#send-withdraw').isDisabled());
  await keep(page, 'money-withdraw-offline');
  await context.setOffline(false);
  await page.locator('#send-withdraw:enabled').click();
  await page.locator('#withdrawn').waitFor();
  await keep(page, 'money-withdrawn');
  await page.locator('dialog').getByRole('button', { name: '关闭' }).click();
  const row = page.locator('.records.out li');
  await row.waitFor();
  assert.equal(await row.count(), 1);
  assert.equal((await row.locator('.price').innerText()).replace(/[^\d.]/g, ''), told);
  await keep(page, 'money-earn');
  await context.close();
});
