// The naive layout that the tests of the list stand on, held against a real browser: what the component draws,
// with the component's own style sheet, in Chromium.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { chromium } from 'playwright-core';

import { glassEasel } from './list/glass-easel.mjs';
import { LIST, find } from './list/rig.mjs';
import { GAP, heightOf, makeStage, near } from './list/stage.mjs';

/** The component's sheet as a browser reads it, and a card as high as its text says. */
const CSS = fs.readFileSync(path.join(LIST, 'index.wxss'), 'utf8').replace(':host', 'tuike-list');
const PAGE = 'body { margin: 0 } view, scroll-view { display: block } item { display: block } tuike-list { height: 667px } .tuike-port { overflow-y: auto }';

describe('the naive layout of the tests', () => {
  const stage = makeStage(glassEasel);
  let browser;
  let page;
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.TUIKE_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  });
  after(() => browser?.close());

  async function compare(what) {
    // Both of the same moment: the list goes on while the browser draws.
    const { rows, height } = stage.rig.layout;
    const top = stage.rig.scrollTop;
    const list = find(stage.rig.root(), 'tuike-port')[0].parentElement;
    const html = list.outerHTML
      .replace(/__[0-9a-f]+--/g, '')
      .replace(/class="card">([^<]*row (\d+))/g, (_, text, index) => `class="card" style="height:${heightOf(Number(index))}px;overflow:hidden">${text}`);
    await page.setContent(`<!doctype html><style>${PAGE}${CSS}</style>${html}`);
    const found = await page.evaluate((top) => {
      const port = document.querySelector('.tuike-port');
      port.scrollTop = top;
      return {
        top: port.scrollTop,
        height: port.scrollHeight,
        rows: [...document.querySelectorAll('.tuike-row')].map((row) => ({ index: Number(row.style.order), y: row.getBoundingClientRect().top, height: row.getBoundingClientRect().height })),
      };
    }, top);
    assert.equal(found.rows.length, rows.length);
    near(found.height, height, `${what}: the whole`, 1);
    for (const row of rows) {
      const real = found.rows.find(({ index }) => index === row.index);
      near(real.y + found.top, row.y, `${what}: row ${row.index}`, 1 / 16);
      near(real.height, row.height, `${what}: row ${row.index} is high`, 1 / 16);
    }
  }

  for (const lanes of [1, 2]) {
    it(`agrees with Chromium on ${lanes === 1 ? 'a list' : 'a waterfall'}, at rest and while rows above are not measured`, async () => {
      await stage.show({ count: 2000, lanes });
      await compare('at the beginning');
      await stage.rig.scrollBy(3000);
      await compare('further down');
      stage.source.scrollTo(1000);
      await stage.rig.settle();
      await stage.rest();
      await compare('after a jump');
      // The moment in which rows hang from those below: drawn, and not yet measured.
      let hung = false;
      for (let step = 0; step < 12 && !hung; step++) {
        stage.rig.scrollTop -= 300;
        stage.rig.scrolled(stage.rig.scrollTop);
        hung = find(stage.rig.root(), 'tuike-lane').some((lane) => lane.style.justifyContent === 'flex-end');
        if (hung) await compare('hanging');
        await stage.rig.settle();
      }
      assert.ok(hung, 'such a moment was there');
      assert.equal(stage.rig.white(GAP), 0);
    });
  }
});
