// Each page in the states that hurt: nothing wider than the phone, nothing that axe objects to, nothing
// that jumps. The pictures are kept for a person to look at.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { keep, startBrowser, startShop } from './lib.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MOST_SHIFT = 0.02;
let shop;
let chromium;
let goods;

before(async () => {
  shop = await startShop({ products: 300 });
  chromium = await startBrowser();
  // As text: ids are numbers beyond 2^53.
  const text = await (await fetch(`${shop.url}/api/v1/goods?page=1&size=50`)).text();
  goods = [...text.matchAll(/"goodsId":\s*(\d+)/g)].map((match) => match[1]);
});

after(async () => {
  await chromium?.stop();
  await shop?.stop();
});

/** A context that counts layout shifts from the first frame on. */
async function open(options) {
  const opened = await chromium.open(options);
  await opened.context.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return opened;
}

async function logIn(page) {
  await page.goto(`${shop.url}/me`);
  await page.getByLabel(/账号|Account|User/).fill('demo');
  await page.getByLabel(/密码|Password/).fill('demo');
  await page.locator('form button[type="submit"].main').click();
  await page.locator('form button[type="submit"].main').waitFor({ state: 'detached' });
}

/** What must hold for whatever is on the screen. */
async function sound(page, name) {
  await page.waitForLoadState('networkidle');
  await keep(page, `look-${name}`);
  const wide = await page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let e = element.parentElement; e; e = e.parentElement) {
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) && e !== document.body) return true;
      }
      return false;
    };
    return [...document.body.querySelectorAll('*')]
      .filter((e) => e.getBoundingClientRect().right > edge + 0.5 && !scrolls(e))
      .map((e) => `${e.tagName}.${e.className} to ${e.getBoundingClientRect().right}`)
      .slice(0, 3);
  });
  assert.deepEqual(wide, [], `${name}: wider than the screen`);
  assert.ok((await page.evaluate(() => window.shift)) <= MOST_SHIFT, `${name}: jumps by ${await page.evaluate(() => window.shift)}`);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`);
  });
  assert.deepEqual(violations, [], name);
}

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of [[360, 740], [430, 932]]) {
    test(`every page at ${width}×${height}, ${colorScheme}`, async () => {
      const { context, complaints } = await open({ colorScheme, viewport: { width, height } });
      const page = await context.newPage();
      const name = (what) => `${what}-${colorScheme}-${width}`;
      await page.goto(shop.url);
      await page.locator('article h2').first().waitFor();
      await sound(page, name('feed-guest'));
      await page.goto(`${shop.url}/earn`);
      await page.locator('form').waitFor();
      await sound(page, name('earn-guest'));
      await logIn(page);
      await sound(page, name('me'));
      await page.goto(`${shop.url}/sync`);
      await page.locator('#consent').waitFor();
      await sound(page, name('sync'));
      await page.goto(shop.url);
      await page.locator('article h2').first().waitFor();
      await sound(page, name('feed'));
      await page.locator('#form').click();
      await page.locator('article.tile h2').first().waitFor();
      await page.evaluate(() => window.scrollBy(0, 900));
      await page.locator('article.tile h2').nth(6).waitFor();
      await sound(page, name('feed-waterfall'));
      await page.locator('#form').click();
      await page.goto(`${shop.url}/p/${goods[0]}`);
      await page.locator('#share').waitFor();
      await sound(page, name('product'));
      await page.locator('#offers').click();
      await sound(page, name('offers'));
      await page.locator('#share').click();
      await page.locator('#copy-link').waitFor();
      await sound(page, name('share'));
      await page.goto(`${shop.url}/earn`);
      await page.locator('.records li').first().waitFor();
      await sound(page, name('earn'));
      await page.locator('#withdraw').click();
      await page.locator('#send-withdraw').waitFor();
      await sound(page, name('withdraw'));
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
}

test('products that strain the layout', async () => {
  const { context } = await open();
  const page = await context.newPage();
  await logIn(page);
  const strains = { 'long-title': 3, 'no-picture': 5, 'no-commission': 7, 'price-0': 9, 'ten-million': 12 };
  for (const [name, place] of Object.entries(strains)) {
    await page.goto(`${shop.url}/p/${goods[place]}`);
    await page.locator('#share').waitFor();
    await sound(page, name);
  }
  await context.close();
});

test('in English', async () => {
  const { context } = await open({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(`${shop.url}/me`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.goto(shop.url);
  await page.locator('article h2').first().waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await sound(page, 'feed-english');
  await page.getByRole('button', { name: 'As a waterfall' }).click();
  await page.locator('article.tile h2').first().waitFor();
  await sound(page, 'feed-waterfall-english');
  // Remembered, and so is the way back.
  await page.reload();
  await page.locator('article.tile h2').first().waitFor();
  await page.getByRole('button', { name: 'As a list' }).click();
  await page.locator('article:not(.tile) h2').first().waitFor();
  await context.close();
});

test('nothing found, a link that leads nowhere, a server that fails', async () => {
  const { context } = await open();
  const page = await context.newPage();
  await page.goto(shop.url);
  await page.locator('article h2').first().waitFor();
  await page.getByRole('searchbox').fill('没有这样的东西');
  await page.getByRole('searchbox').press('Enter');
  await page.getByText('没有找到商品').waitFor();
  await sound(page, 'feed-empty');

  await page.goto(`${shop.url}/s/zzzzzzzzzzzzz`);
  await page.getByText('这个链接打不开了').waitFor();
  await page.locator('a[href*="view=buyer"]').first().waitFor();
  await sound(page, 'link-unknown');

  await shop.fault({ path: '/api/v1/goods', kind: 'status', status: 500, times: 50 });
  const fresh = await open();
  const failing = await fresh.context.newPage();
  await failing.goto(shop.url);
  await failing.getByText('服务器开小差了').waitFor();
  await sound(failing, 'feed-error');
  await fetch(`${shop.url}/__fault`, { method: 'DELETE' });
  await failing.getByRole('button', { name: '重试' }).click();
  await failing.locator('article h2').first().waitFor();
  await fresh.context.close();
  await context.close();
});

test('without a network: what was seen is shown, what was not says so', async () => {
  const { context } = await open();
  const page = await context.newPage();
  await page.goto(shop.url);
  await page.locator('article h2').first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  await page.locator('article h2').first().waitFor();
  await page.getByText(/已离线，显示 \d\d:\d\d 的数据/).waitFor();
  await sound(page, 'feed-offline');
  await page.goto(`${shop.url}/p/${goods[40]}`);
  await page.getByText(/没有网络|已离线/).first().waitFor();
  await sound(page, 'product-offline');
  await context.close();
});
