// <tuike-list> for WeChat as a page has it, in the two tools that run WeChat's components without a phone.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterEach, before, beforeEach, describe, it, mock } from 'node:test';

import { PKG } from './projects.mjs';
import { glassEasel } from './list/glass-easel.mjs';
import { simulate } from './list/simulate.mjs';
import { listSource } from './list/rig.mjs';

const HOSTS = { 'glass-easel': glassEasel, 'miniprogram-simulate': simulate };

/** WeChat's advice for one call. */
const SET_DATA_BYTES = 256 * 1024;
const GAP = 8;

/** 60 to 260 px and a fraction, by the row's number. */
export const heightOf = (index) => 60 + ((index * 7919) % 200) + ((index * 31) % 64) / 64;

let tuike;
before(async () => {
  const { load } = createRequire(import.meta.url)(path.join(PKG, 'dist/node.js'));
  tuike = await load();
});

for (const [name, open] of Object.entries(HOSTS)) {
  describe(`<tuike-list> in ${name}`, () => {
    let rig;
    let source;
    let rows;

    beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 }));
    afterEach(() => {
      source?.free();
      rig?.close();
      mock.timers.reset();
    });

    async function show({ count = 10_000, lanes = 1, ...options } = {}) {
      rows = Array.from({ length: count }, (_, index) => ({ title: `row ${index}` }));
      rig = await open({ heightOf, ...options });
      source = listSource(tuike, { count, estimate: 150, gap: GAP, lanes, row: (index) => rows[index] });
      rig.set({ list0: source.id });
      await rig.settle();
    }

    const rest = async () => {
      mock.timers.tick(200);
      await rig.settle();
    };

    it('shows the first of 10,000 rows and draws few', async () => {
      await show();
      const screen = rig.screen();
      assert.equal(screen[0].text.startsWith('row 0'), true);
      assert.equal(screen[0].y, 0);
      // The oracle: heights added up.
      let y = 0;
      for (const row of screen) {
        assert.equal(row.y, y);
        y += heightOf(row.index) + GAP;
      }
      assert.ok(y > 667);
      assert.ok(rig.layout.rows.length < 25, `${rig.layout.rows.length} rows are drawn`);
    });

    it('never shows a blank while a finger scrolls, and sends few bytes a step', async () => {
      await show();
      rig.reset();
      for (let step = 0; step < 60; step++) {
        await rig.scrollBy(120);
        assert.equal(rig.white(GAP), 0, `step ${step}`);
      }
      assert.ok(rig.largest <= SET_DATA_BYTES);
      const perStep = rig.bytes / 60;
      assert.ok(perStep < 400, `${perStep} bytes a step`);
    });

    it('moves nothing on the screen when rows above it turn out higher or lower than was thought', async () => {
      await show();
      source.scrollTo(5000);
      await rig.settle();
      await rest();
      assert.equal(rig.screen()[0].index, 5000);
      assert.equal(rig.screen()[0].y, 0);
      // Upwards through rows that nobody has measured: each step moves what is seen by just that step.
      for (let step = 0; step < 40; step++) {
        const before = new Map(rig.screen().map((row) => [row.index, row.y]));
        await rig.scrollBy(-150);
        const kept = rig.screen().filter((row) => before.has(row.index));
        assert.ok(kept.length > 0);
        for (const row of kept) near(row.y - before.get(row.index), 150, `row ${row.index} in step ${step}`);
        assert.equal(rig.white(GAP), 0, `step ${step}`);
      }
    });

    it('does not touch the scroll position while the momentum lasts, and is where it should be afterwards', async () => {
      await show();
      source.scrollTo(5000);
      await rig.settle();
      await rest();
      rig.reset();
      for (let step = 0; step < 20; step++) await rig.scrollBy(-150);
      assert.deepEqual(rig.jumps, []);
      const seen = rig.screen();
      await rest();
      assert.equal(rig.jumps.length, 1, 'one correction');
      rig.screen().forEach((row, n) => {
        assert.equal(row.index, seen[n].index);
        near(row.y, seen[n].y, `row ${row.index}`);
      });
      assert.ok(Math.abs(source.offset - rig.scrollTop) < 1);
    });

    it('keeps what is on the screen when rows are put before it', async () => {
      await show();
      await rig.scrollTo(3000);
      await rest();
      const seen = rig.screen();
      rig.reset();
      rows.unshift(...Array.from({ length: 100 }, (_, n) => ({ title: `row ${20_000 + n}` })));
      source.insert(0, 100);
      await rig.settle();
      const now = rig.screen();
      assert.deepEqual(now.map(({ text }) => text), seen.map(({ text }) => text));
      now.forEach((row, n) => {
        assert.equal(row.index, seen[n].index + 100);
        near(row.y, seen[n].y, row.text);
      });
      // What stays on the screen does not cross again.
      assert.ok(rig.bytes < 2000, `${rig.bytes} bytes`);
      assert.equal(rig.white(GAP), 0);
    });

    it('keeps what is on the screen when rows before it go', async () => {
      await show();
      await rig.scrollTo(9000);
      await rest();
      const seen = rig.screen();
      rows.splice(5, 20);
      source.remove(5, 20);
      await rig.settle();
      assert.deepEqual(rig.screen().map(({ text }) => text), seen.map(({ text }) => text));
      rig.screen().forEach((row, n) => near(row.y, seen[n].y, row.text));
    });

    it('appends at the end and says when the end is near', async () => {
      await show({ count: 30 });
      const ends = [];
      source.options.onEnd = (count) => {
        ends.push(count);
        if (count < 60) {
          for (let index = count; index < count + 30; index++) rows.push({ title: `row ${index}` });
          source.setCount(count + 30);
        }
      };
      for (let step = 0; step < 60; step++) await rig.scrollBy(200);
      await rest();
      assert.deepEqual(ends, [30, 60]);
      const last = rig.screen().at(-1);
      assert.equal(last.index, 59);
      // Places are whole pixels, the rows' sum is not.
      near(last.y + last.height, 667, 'the last row ends where the screen does', 0.5);
    });

    it('lands on a row whose neighbours nobody has measured, at the start, the centre and the end', async () => {
      await show();
      for (const [index, align] of [[7000, 'start'], [123, 'center'], [4567, 'end'], [9999, 'end'], [0, 'start']]) {
        source.scrollTo(index, align);
        await rig.settle();
        await rest();
        const row = rig.screen().find((one) => one.index === index);
        assert.ok(row, `row ${index} is on the screen`);
        const spare = 667 - heightOf(index);
        near(row.y, { start: 0, center: spare / 2, end: spare }[align], `row ${index} at the ${align}`, 1);
        assert.equal(rig.white(GAP), 0);
      }
    });

    it('grows and shrinks with a row on the screen and draws what is needed then', async () => {
      let tall = 0;
      await show({ heightOf: (index) => (index === 3 && tall ? tall : heightOf(index)) });
      for (const height of [900, 20]) {
        tall = height;
        source.remeasure();
        await rig.settle();
        assert.equal(rig.screen()[0].y, 0);
        assert.equal(rig.white(GAP), 0, `${height} px`);
      }
    });

    it('tells the page which row was tapped, and what inside it', async () => {
      await show();
      await rig.scrollTo(2000);
      const { index } = rig.screen()[1];
      rig.tap(index);
      rig.tap(index, 'buy');
      const about = { index, row: { title: `row ${index}` } };
      assert.deepEqual(rig.heard, [['rowtap', about], ['act', { name: 'buy', ...about }], ['rowtap', about]]);
    });

    it('sends of a row that changed only what changed', async () => {
      await show();
      rig.reset();
      rows[2] = { ...rows[2], title: 'row 2, now cheaper' };
      source.changed(2);
      await rig.settle();
      assert.equal(rig.crossings.length, 1);
      assert.ok(rig.screen()[2].text.startsWith('row 2, now cheaper'));
      assert.ok(rig.bytes < 100, `${rig.bytes} bytes: ${JSON.stringify(rig.crossings)}`);
    });
  });
}

/** Scroll positions are whole pixels, so a correction may be off by what is left, and never by more. */
function near(found, expected, what, by = 1 / 32) {
  assert.ok(Math.abs(found - expected) <= by, `${what}: ${found}, not ${expected}`);
}
