// What users of other mini-program lists reported, each as a test here. The threads were read 2026-11.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { glassEasel } from './list/glass-easel.mjs';
import { find } from './list/rig.mjs';
import { GAP, PORT, SET_DATA_BYTES, heightOf, makeStage, near } from './list/stage.mjs';

describe('<tuike-list> and miniprogram-recycle-view', () => {
  const stage = makeStage(glassEasel);

  it('#18: rows several screens high show no white', async () => {
    const tall = (index) => (index % 3 === 0 ? 2500 + index : 40);
    await stage.show({ rig: { heightOf: tall } });
    for (let step = 0; step < 60; step++) {
      await stage.rig.scrollBy(step < 40 ? 400 : -700);
      assert.equal(stage.rig.white(GAP), 0, `step ${step}`);
    }
  });

  it('#19: what stands below the list never stands in it, though no height is known', async () => {
    const heights = Array.from({ length: 12 }, (_, index) => heightOf(index));
    await stage.show({ count: 12, estimate: 20, rig: { heightOf: (index) => heights[index], footer: true } });
    const footer = () => {
      const { rows, height } = stage.rig.layout;
      const last = rows.find(({ index }) => index === 11);
      return last && { gap: height - 50 - (last.y + last.height) };
    };
    await stage.rig.scrollBy(10_000);
    await stage.rest();
    near(footer().gap, 0, 'the footer follows the last row');
    heights[10] = 700;
    stage.source.remeasure();
    await stage.rig.settle();
    await stage.rest();
    await stage.rig.scrollBy(10_000);
    await stage.rest();
    near(footer().gap, 0, 'and follows it when a row has grown');
  });

  it('#39: a burst of scroll events is a few patches, the last of them the right one', async () => {
    await stage.show();
    stage.rig.reset();
    for (let event = 0; event < 200; event++) {
      stage.rig.scrollTop += 60;
      stage.rig.scrolled(stage.rig.scrollTop);
    }
    await stage.rig.settle();
    assert.equal(stage.rig.white(GAP), 0);
    assert.ok(stage.rig.crossings.length <= 8, `${stage.rig.crossings.length} calls of setData for 200 events`);
  });

  it('#40, 1: a list that wx:if took away comes back where it was, with nothing to set up again', async () => {
    await stage.show();
    stage.source.scrollTo(4321);
    await stage.rig.settle();
    await stage.rest();
    await stage.rig.scrollBy(37);
    const seen = stage.places();
    stage.rig.set({ shown0: false });
    stage.rig.scrollTop = 0;
    await stage.rig.settle();
    assert.equal(find(stage.rig.root(), 'tuike-row').length, 0);
    stage.rig.set({ shown0: true });
    await stage.rig.settle();
    await stage.rest();
    for (const [text, y] of stage.places()) near(y, seen.get(text), text, 1);
    assert.equal(stage.rig.white(GAP), 0);
  });

  it('#40, 2: content above the list may be high, come late and grow', async () => {
    await stage.show({ rig: { mode: 'page' } });
    stage.rig.onPage = (top) => stage.source.scrolled(top);
    stage.rig.set({ above: 1234 });
    stage.source.remeasure();
    await stage.rig.settle();
    for (let step = 0; step < 40; step++) {
      await stage.rig.scrollBy(200);
      assert.equal(stage.rig.white(GAP), 0, `step ${step}`);
    }
    await stage.rest();
    // A banner above came while the reader is far below it.
    const seen = stage.places();
    stage.rig.set({ above: 1834 });
    stage.source.remeasure();
    await stage.rig.settle();
    await stage.rest();
    for (const [text, y] of stage.places()) near(y, seen.get(text), text, 1);
    assert.equal(stage.rig.white(GAP), 0);
  });

  it('#40, 3: parts of pixels, as rpx make them, add up to nothing after a thousand rows', async () => {
    // 279rpx on a 414 px phone: 154.00799… px, which the layout has in 1/64 px.
    const rpx = Math.round((279 / 750) * 414 * 64) / 64;
    await stage.show({ count: 1000, estimate: 139, gap: 0, rig: { heightOf: () => rpx } });
    while (stage.rig.screen().at(-1).index < 999) await stage.rig.scrollBy(1500);
    await stage.rest();
    assert.equal(stage.source.list.total, 1000 * rpx);
    const top = stage.rig.screen()[0];
    near(stage.rig.scrollTop + top.y, top.index * rpx, `row ${top.index} of all measured`, 0.5);
  });

  it('#40, 4: two lists on one page that scrolls know nothing of each other', async () => {
    await stage.show({ count: 300, rig: { mode: 'page', lists: 2 } });
    const second = stage.make({ count: 500, row: (index) => ({ title: `row ${index} of the second` }) });
    stage.rig.onPage = (top) => {
      stage.source.scrolled(top);
      second.scrolled(top);
    };
    stage.rig.set({ list1: second.id });
    await stage.rig.settle();
    const seen = new Set();
    let last = -1;
    for (let step = 0; stage.rig.scrollTop !== last; step++) {
      last = stage.rig.scrollTop;
      await stage.rig.scrollBy(350);
      const { rows, bodies } = stage.rig.layout;
      for (const row of rows) seen.add(row.element.textContent);
      // The naive layout: each list begins where the content above it ends.
      const end = bodies[0].top + bodies[0].height;
      for (const row of rows) {
        if (row.element.textContent.includes('second')) assert.ok(row.y >= end);
        else assert.ok(row.y + row.height <= end + 1 / 32);
      }
      const covered = stage.rig.screen().reduce((sum, row) => sum + Math.min(PORT, row.y + row.height) - Math.max(0, row.y), 0);
      const gaps = stage.rig.screen().length * GAP;
      assert.ok(covered + gaps >= PORT - 1, `step ${step}: ${PORT - covered} px without a row`);
    }
    const names = [...Array(300).keys()].map((index) => `row ${index}buy`).concat([...Array(500).keys()].map((index) => `row ${index} of the secondbuy`));
    assert.deepEqual(names.filter((name) => !seen.has(name)), [], 'every row of both was there');
  });

  it('#40, 5: under every pixel where no row is drawn lies the placeholder', async () => {
    await stage.show({ rig: { attributes: 'placeholder="#e7e9ec" ground="#f5f6f7"' } });
    const [body] = stage.rig.layout.bodies;
    assert.match(body.element.style.background, /#e7e9ec|rgb\(231, 233, 236\)/);
    const [lane] = find(body.element, 'tuike-lane');
    assert.match(lane.style.background, /#f5f6f7|rgb\(245, 246, 247\)/);
    // A finger sees it before the list has heard of the scroll, and rows as soon as it has.
    stage.rig.scrollTop = 200_000;
    const bodyNow = stage.rig.layout.bodies[0];
    assert.ok(bodyNow.top - stage.rig.scrollTop <= 0 && bodyNow.top + bodyNow.height - stage.rig.scrollTop >= PORT);
    assert.equal(stage.rig.screen().length, 0);
    stage.rig.scrolled(200_000);
    await stage.rig.settle();
    assert.equal(stage.rig.white(GAP), 0);
  });

  it('#56: a row that stays drawn keeps its node, down and up again', async () => {
    await stage.show();
    let nodes = new Map();
    for (let step = 0; step < 40; step++) {
      await stage.rig.scrollBy(step < 20 ? 150 : -150);
      const now = new Map(stage.rig.layout.rows.map((row) => [row.index, row.element]));
      for (const [index, node] of now) assert.ok(!nodes.has(index) || nodes.get(index) === node, `row ${index}`);
      nodes = now;
    }
  });

  it('#61: heights nobody knows beforehand, in a tab that is not shown yet', async () => {
    await stage.show({ count: 200, rig: {} });
    stage.rig.close();
    // Again, on a page that is hidden: everything there is 0 px high.
    const rig = await stage.open({ heightOf });
    stage.rig = rig;
    rig.hidden = true;
    const source = stage.make();
    rig.set({ list0: source.id });
    await rig.settle();
    assert.equal(source.list.total, 200 * 150 + 199 * GAP, 'no row is taken to be 0 px high');
    rig.hidden = false;
    source.remeasure();
    await rig.settle();
    let y = 0;
    for (const row of rig.screen()) {
      near(row.y, y, row.text);
      y += heightOf(row.index) + GAP;
    }
    assert.equal(rig.white(GAP), 0);
  });
});

describe('<tuike-list> and Taro', () => {
  const stage = makeStage(glassEasel);

  it('#7327: pictures do not flicker: what stays on the screen is not sent again', async () => {
    await stage.show();
    for (let step = 0; step < 30; step++) {
      const drawn = new Set(stage.rig.layout.rows.map(({ index }) => index));
      stage.rig.reset();
      await stage.rig.scrollBy(step < 20 ? 150 : -150);
      const sent = stage.rig.crossings.flatMap(({ patch }) => Object.values(patch)).filter((value) => value?.row);
      for (const { i } of sent) assert.ok(!drawn.has(i), `row ${i} was drawn and came again in step ${step}`);
    }
  });

  it('#15759: no jitter: the page moves as the finger does and never by itself', async () => {
    await stage.show();
    stage.source.scrollTo(3000);
    await stage.rig.settle();
    await stage.rest();
    stage.rig.reset();
    let before = stage.places();
    for (let step = 0; step < 80; step++) {
      const by = step % 4 === 3 ? -60 : step < 40 ? -140 : 140;
      await stage.rig.scrollBy(by);
      const now = stage.places();
      for (const [text, y] of now) if (before.has(text)) near(y - before.get(text), -by, `${text} in step ${step}`);
      before = now;
    }
    assert.deepEqual(stage.rig.jumps, []);
  });

  it('#14802: rows that are higher or lower than the estimate neither lie over each other nor leave holes', async () => {
    for (const estimate of [10, 1000]) {
      await stage.show({ estimate });
      for (let step = 0; step < 40; step++) {
        // Before anything is measured, too: as the renderer has it in that very moment.
        stage.rig.scrollTop = Math.min(stage.rig.scrollTop + 170, stage.rig.most);
        stage.rig.scrolled(stage.rig.scrollTop);
        const rows = stage.rig.layout.rows.sort((a, b) => a.y - b.y);
        rows.forEach((row, n) => {
          if (n > 0) near(row.y, rows[n - 1].y + rows[n - 1].height + GAP, `row ${row.index}, estimate ${estimate}`);
        });
        await stage.rig.settle();
      }
      stage.rig.close();
    }
  });
});

describe('<tuike-list> and the lists of the web', () => {
  const stage = makeStage(glassEasel);

  it('virtuoso #945 and #1373: rows put before those on the screen while the momentum lasts do not stop it', async () => {
    await stage.show();
    stage.source.scrollTo(200);
    await stage.rig.settle();
    await stage.rest();
    await stage.rig.scrollBy(-100);
    stage.rig.reset();
    const before = stage.places();
    stage.rows.unshift(...Array.from({ length: 500 }, (_, n) => ({ title: `row ${20_000 + n}` })));
    stage.source.insert(0, 500);
    await stage.rig.settle();
    assert.deepEqual(stage.places(), before);
    await stage.rig.scrollBy(-100);
    assert.deepEqual(stage.rig.jumps, [], 'the scroll position is not touched');
    for (const [text, y] of stage.places()) if (before.has(text)) near(y - before.get(text), 100, text);
    await stage.rest();
    assert.equal(stage.rig.jumps.length, 1);
    assert.equal(stage.rig.white(GAP), 0);
  });

  it('one call of setData stays below 256 KB, however much a row carries', async () => {
    await stage.show({ title: (index) => `row ${index} ${'好'.repeat(20_000)}` });
    for (let step = 0; step < 5; step++) await stage.rig.scrollBy(5000);
    assert.ok(stage.rig.largest <= SET_DATA_BYTES, `${stage.rig.largest} bytes`);
    assert.equal(stage.rig.white(GAP), 0);
    assert.ok(stage.rig.bytes > SET_DATA_BYTES, 'there was something to split');
  });

  it('a place is remembered: a new list of the same rows begins where the old one was left', async () => {
    await stage.show();
    stage.source.scrollTo(777);
    await stage.rig.settle();
    await stage.rest();
    const snapshot = JSON.parse(JSON.stringify(stage.source.snapshot()));
    const seen = stage.rig.screen()[0];
    stage.rig.close();
    stage.rig = await stage.open({ heightOf });
    const again = stage.make({ restore: snapshot });
    stage.rig.set({ list0: again.id });
    await stage.rig.settle();
    await stage.rest();
    assert.equal(stage.rig.screen()[0].index, seen.index);
    near(stage.rig.screen()[0].y, seen.y, 'the row on top', 1);
  });
});
