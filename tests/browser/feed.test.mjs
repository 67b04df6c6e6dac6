// The feed on its list: below each other and in a waterfall, there and back, and what was seen is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, startShop } from './lib.mjs';

let shop;
let chromium;

before(async () => {
  shop = await startShop({ products: 2_000 });
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await shop?.stop();
});

/** The titles on the screen and where they stand. */
const places = (page) => page.evaluate(() => [...document.querySelectorAll('article h2')]
  .map((title) => [title.textContent, Math.round(title.getBoundingClientRect().top)])
  .filter(([, top]) => top > 150 && top < innerHeight));

for (const form of ['rows', 'tiles']) {
  test(`${form}: back from a product, and after a reload, one is where one was`, async () => {
    const { context, complaints } = await chromium.open();
    const page = await context.newPage();
    await page.goto(shop.url);
    await page.locator('article h2').first().waitFor();
    if (form === 'tiles') await page.locator('#form').click();
    await page.evaluate(() => window.scrollTo(0, 60_000));
    const link = page.locator('article h2 a');
    await page.waitForFunction(() => document.querySelectorAll('article h2').length > 4);
    await page.waitForLoadState('networkidle');
    const before = await places(page);
    assert.ok(before.length > 2, `${before}`);
    await page.evaluate((title) => [...document.querySelectorAll('article h2 a')].find((a) => a.textContent === title).click(), before[0][0]);
    await page.locator('#share').waitFor();
    await page.goBack();
    await link.first().waitFor();
    await page.waitForFunction((title) => [...document.querySelectorAll('article h2')].some((h) => h.textContent === title), before[0][0]);
    assert.deepEqual(await places(page), before, 'back');
    await page.reload();
    await page.waitForFunction((title) => [...document.querySelectorAll('article h2')].some((h) => h.textContent === title), before[0][0]);
    await page.waitForLoadState('networkidle');
    assert.deepEqual(await places(page), before, 'after a reload');
    assert.equal(await page.locator('article.tile').count() > 0, form === 'tiles', 'the form is remembered');
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test('the other form begins with the product that was first', async () => {
  const { context } = await chromium.open();
  const page = await context.newPage();
  await page.goto(shop.url);
  await page.locator('article h2').first().waitFor();
  await page.evaluate(() => window.scrollTo(0, 90_000));
  await page.waitForFunction(() => [...document.querySelectorAll('article')].some((row) => Number(row.getAttribute('aria-posinset')) > 500));
  await page.waitForLoadState('networkidle');
  const first = () => page.evaluate(() => Math.min(...[...document.querySelectorAll('article')]
    .filter((row) => row.getBoundingClientRect().bottom > 1).map((row) => Number(row.getAttribute('aria-posinset')))));
  const before = await first();
  await page.locator('#form').click();
  await page.locator('article.tile h2').first().waitFor();
  await page.waitForFunction((place) => document.querySelector(`article.tile[aria-posinset="${place}"]`), before);
  await page.waitForLoadState('networkidle');
  assert.ok(Math.abs((await first()) - before) <= 2, `${before} and then ${await first()}`);
  await context.close();
});

test('a product that was on the screen for a second is told to the shop as an exposure, once', async () => {
  const { context } = await chromium.open();
  const page = await context.newPage();
  const told = [];
  page.on('request', (request) => {
    if (!request.url().includes('/v1/events')) return;
    const { events } = JSON.parse(request.postData());
    told.push(...events.filter((event) => event.name === 'expose').map((event) => event.props.item));
  });
  await page.goto(shop.url);
  await page.locator('article h2').first().waitFor();
  await page.waitForRequest((request) => request.url().includes('/v1/events') && request.postData().includes('expose'), { timeout: 30_000 });
  const shown = await page.evaluate(() => [...document.querySelectorAll('article')]
    .filter((row) => row.getBoundingClientRect().top < innerHeight - 80).map((row) => row.querySelector('a').getAttribute('href').slice(3)));
  assert.equal(new Set(told).size, told.length, 'once each');
  assert.ok(told.length > 2 && told.every((id) => shown.includes(String(id))), `${told} of ${shown}`);
  await context.close();
});
