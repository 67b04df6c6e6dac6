// What users of other lists suffer from in a page: a test for each, named after the reports (read
// 2026-11). What the core's arithmetic answers for is in tests/tests/list_pains.rs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser } from './lib.mjs';
import { LOOK, startListPage } from './list_page.mjs';

let server;
let chromium;

before(async () => {
  server = await startListPage();
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await server?.stop();
});

async function open(query) {
  const { context, complaints } = await chromium.open();
  const page = await context.newPage();
  await page.addInitScript(LOOK);
  await page.goto(`${server.url}/?${query}`);
  await page.locator('[aria-posinset="2"]').first().waitFor();
  return { context, page, complaints };
}

/** Two frames: what was asked for is drawn. */
const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
/** Until the page has rested, and corrections went into its scroll position. */
const rested = (page) => page.evaluate(() => new Promise((done) => {
  let left = 30; // frames without a move
  let before = window.scrollY;
  const look = () => {
    left = window.scrollY === before ? left - 1 : 30;
    before = window.scrollY;
    if (left > 0) requestAnimationFrame(look); else done();
  };
  look();
}));
const sound = async (page, what) => assert.deepEqual((await page.evaluate(() => window.look())).wrong, [], what);
/** Where rows in sight are, by what they say: { 'Product 17': 120.5 }. */
const places = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('[role="list"]')[0].children]
  .map((row) => [row.querySelector('a').textContent, row.getBoundingClientRect()])
  .filter(([, r]) => r.bottom > 0 && r.top < innerHeight).map(([name, r]) => [name, r.top])));
function unmoved(before, now, by, what) {
  const both = Object.keys(before).filter((name) => name in now);
  assert.ok(both.length > 0, `${what}: some row is still in sight`);
  for (const name of both) assert.ok(Math.abs(now[name] - before[name] - by) <= 1.01, `${what}: ${name} jumped from ${before[name]} to ${now[name]}, by ${by} was asked`);
}

test('TanStack #659, #1028: scrolling up past rows that were never measured moves them as far as the scroll does', async () => {
  const { context, page } = await open('rows=10000');
  await page.evaluate(() => window.page.scroll_to(5_000, 'start'));
  await rested(page);
  for (let step = 0; step < 40; step++) {
    const before = await places(page);
    await page.evaluate(() => window.scrollBy(0, -97));
    await drawn(page);
    unmoved(before, await places(page), 97, `step ${step}`);
    await sound(page, `step ${step}`);
  }
  const before = await places(page);
  await rested(page);
  unmoved(before, await places(page), 0, 'at rest');
  await context.close();
});

test('virtuoso #945, #1373: rows that come in at the head while momentum scrolls do not stop or move it', async () => {
  const { context, page } = await open('rows=500');
  await page.evaluate(() => window.page.scroll_to(200, 'start'));
  await rested(page);
  for (let step = 0; step < 30; step++) {
    const before = await places(page);
    // What sets the scroll position in the midst of a scroll ends it on iOS: while it moves, nobody may.
    const top = await page.evaluate((step) => {
      window.scrollBy(0, -31);
      return new Promise((done) => requestAnimationFrame(() => {
        const top = window.scrollY;
        if (step % 3 === 0) window.page.insert(0, 20, 100_000 + step * 20);
        requestAnimationFrame(() => done([top, window.scrollY]));
      }));
    }, step);
    assert.equal(top[0], top[1], `step ${step}: the scroll position was set while scrolling`);
    unmoved(before, await places(page), 31, `step ${step}`);
    await sound(page, `step ${step}`);
  }
  const before = await places(page);
  const setsize = await page.locator('[aria-posinset]').first().getAttribute('aria-setsize');
  assert.equal(setsize, '700');
  await rested(page);
  unmoved(before, await places(page), 0, 'at rest');
  await sound(page, 'at rest');
  await context.close();
});

test('rows that come in at the head, or go, leave the elements of the others as they are', async () => {
  const { context, page } = await open('rows=500');
  await page.evaluate(() => window.page.scroll_to(100, 'start'));
  await rested(page);
  const before = await places(page);
  await page.evaluate(() => {
    window.kept = [...document.querySelectorAll('[role="listitem"]')].find((row) => row.textContent.includes('Product 101'));
    window.page.insert(0, 7, 90_000);
  });
  await drawn(page);
  unmoved(before, await places(page), 0, 'inserted');
  assert.equal(await page.evaluate(() => `${window.kept.isConnected} ${window.kept.getAttribute('aria-posinset')}`), 'true 109');
  await page.evaluate(() => window.page.remove(3, 5));
  await drawn(page);
  unmoved(before, await places(page), 0, 'removed');
  assert.equal(await page.evaluate(() => `${window.kept.isConnected} ${window.kept.getAttribute('aria-posinset')}`), 'true 104');
  await page.evaluate(() => window.page.remove(0, 400));
  await rested(page);
  await sound(page, 'what was in view is gone');
  await context.close();
});

test('masonry that does not reshuffle: a row has its column for good, whatever grows', async () => {
  const { context, page } = await open('rows=3000&lanes=2&late=1');
  const columns = () => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('[role="listitem"]')]
    .map((row) => [row.querySelector('a').textContent, Math.round(row.getBoundingClientRect().left)])));
  const known = {};
  for (const way of [...Array(12).fill(700), ...Array(12).fill(-700), ...Array(6).fill(1400)]) {
    await page.evaluate((way) => window.scrollBy(0, way), way);
    await drawn(page);
    for (const [name, left] of Object.entries(await columns())) assert.equal(known[name] ??= left, left, `${name} changed its column`);
  }
  assert.equal(new Set(Object.values(known)).size, 2);
  await rested(page);
  await sound(page, 'two columns');
  await context.close();
});

test('late images: what is above the view grows and nothing in view moves; rows never lie over each other', async () => {
  const { context, page } = await open('rows=2000&late=1');
  await page.evaluate(() => window.page.scroll_to(300, 'start'));
  await drawn(page);
  // The images of the rows above the view are on their way.
  await page.waitForFunction(() => [...document.images].length > 0 && [...document.images].every((image) => image.complete));
  await rested(page);
  await sound(page, 'all images are there');
  const first = (await page.evaluate(() => [...document.querySelectorAll('[role="listitem"]')]
    .filter((row) => Math.abs(row.getBoundingClientRect().top) < 2).map((row) => row.querySelector('a').textContent)));
  assert.deepEqual(first, ['Product 300']);
  await context.close();
});

test('End lands on the last row though nothing near it was measured, Home on what is above the first', async () => {
  const { context, page, complaints } = await open('rows=20000');
  await page.keyboard.press('End');
  await page.locator('[aria-posinset="20000"]').waitFor();
  await rested(page);
  const left = await page.evaluate(() => document.querySelector('[aria-posinset="20000"]').getBoundingClientRect().bottom - innerHeight);
  assert.ok(Math.abs(left) <= 1, `the last row ends ${left} px below the view`);
  await sound(page, 'End');
  await page.keyboard.press('PageUp');
  await rested(page);
  await sound(page, 'PageUp');
  await page.keyboard.press('Home');
  await page.waitForFunction(() => window.scrollY === 0);
  await rested(page);
  await sound(page, 'Home');
  const from = await page.evaluate(() => window.scrollY);
  await page.keyboard.press('PageDown');
  await rested(page);
  assert.ok((await page.evaluate(() => window.scrollY)) > from + 400, 'PageDown');
  await sound(page, 'PageDown');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('scroll_to lands on a row whose neighbours were never measured', async () => {
  const { context, page } = await open('rows=50000');
  for (const [index, align, edge] of [[30_000, 'start', 0], [1_234, 'end', 740], [44_444, 'center', 370]]) {
    await page.evaluate(([index, align]) => window.page.scroll_to(index, align), [index, align]);
    await rested(page);
    const row = await page.evaluate((place) => {
      const { top, bottom } = document.querySelector(`[aria-posinset="${place}"]`).getBoundingClientRect();
      return { start: top, end: bottom, center: (top + bottom) / 2 };
    }, index + 1);
    assert.ok(Math.abs(row[align] - edge) <= 1.5, `row ${index}: its ${align} is at ${row[align]}, not ${edge}`);
    await sound(page, align);
  }
  await context.close();
});

test('the row with the focus stays while it is out of sight, and Tab goes on from there', async () => {
  const { context, page } = await open('rows=1000');
  await page.locator('[aria-posinset="3"] a').focus();
  await page.evaluate(() => window.scrollBy(0, 20_000));
  await rested(page);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Product 2');
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => window.scrollBy(0, 300));
  await drawn(page);
  assert.equal(await page.locator('[aria-posinset="3"]').count(), 0);
  await context.close();
});

test('recycle-view #19, #40, Taro #14802: an element scrolls, content stands above it, two lists share a page', async () => {
  const element = await open('rows=5000&element=1');
  await element.page.locator('#scroller').focus();
  for (const way of [3_000, 40_000, -9_000]) {
    await element.page.evaluate((way) => document.getElementById('scroller').scrollBy(0, way), way);
    await drawn(element.page);
    await drawn(element.page);
    await sound(element.page, `by ${way}`);
  }
  await element.page.keyboard.press('End');
  await element.page.locator('[aria-posinset="5000"]').waitFor();
  await sound(element.page, 'End');
  await element.context.close();

  const two = await open('rows=200&two=1');
  const other = two.page.getByRole('list', { name: 'others' });
  await two.page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
  await rested(two.page);
  assert.ok((await other.getByRole('listitem').count()) > 3 && (await two.page.getByRole('listitem').count()) < 60);
  await sound(two.page, 'the first');
  await two.context.close();
});

test('recycle-view #56: back on the page, and after a reload, the same rows stand at the same place', async () => {
  const { context, page } = await open('rows=8000');
  await page.evaluate(() => window.page.scroll_to(4_321, 'start'));
  await rested(page);
  await page.evaluate(() => window.scrollBy(0, 37));
  await rested(page);
  const before = await places(page);
  await page.reload();
  await page.locator('[aria-posinset="4322"]').waitFor();
  await rested(page);
  unmoved(before, await places(page), 0, 'after a reload');
  await page.goto(`${server.url}/elsewhere`);
  await page.goBack();
  await page.locator('[aria-posinset="4322"]').waitFor();
  await rested(page);
  unmoved(before, await places(page), 0, 'back');
  await sound(page, 'back');
  await context.close();
});

test('rows that were in sight long enough are told, once each', async () => {
  const { context, page } = await open('rows=1000');
  const told = () => page.evaluate(() => (document.body.dataset.seen ?? '').match(/\d+/g)?.map(Number) ?? []);
  await page.waitForFunction(() => (document.body.dataset.seen ?? '').length > 0);
  const first = await told();
  assert.equal(first[0], 0);
  // Flung past: nothing of it is seen.
  for (let step = 0; step < 10; step++) {
    await page.evaluate(() => window.scrollBy(0, 900));
    await drawn(page);
  }
  await page.waitForFunction((n) => document.body.dataset.seen.match(/\d+/g).length > n, first.length);
  const all = await told();
  assert.equal(new Set(all).size, all.length, 'once each');
  assert.ok(all.length < 30 && all.every((row) => first.includes(row) || row > 25), `${all}`);
  await context.close();
});
