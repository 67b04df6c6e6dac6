// What a scroll costs beside miniprogram-recycle-view: the same 10,000 products, the same tool
// (miniprogram-simulate), the same finger. Bytes are those of every setData, the page's included.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { recycleView } from './list/recycle.mjs';
import { simulate } from './list/simulate.mjs';
import { GAP, PORT, heightOf, makeStage } from './list/stage.mjs';

const STEPS = 200;
const STEP = 120;

const product = (index) => ({
  index,
  id: `90071992547${String(index).padStart(5, '0')}`,
  title: `row ${index} 春季新款纯棉宽松短袖女百搭显瘦上衣`,
  image: `https://img.example.com/goods/${index}/cover.jpg?w=300`,
  price: { yuan: String(19 + (index % 300)), fen: '.90' },
  list: '¥399.00',
  sales: `已售 ${index % 9}.2万`,
  earn: `赚 ¥${(index % 50) + 1}.30`,
});

describe('a scroll of 24,000 px over 10,000 products', () => {
  const stage = makeStage(simulate);

  it('carries a fraction of what miniprogram-recycle-view carries, with fewer rows drawn', async (test) => {
    await stage.show();
    stage.rows = Array.from({ length: 10_000 }, (_, index) => product(index));
    stage.source.changed();
    await stage.rig.settle();
    stage.rig.reset();
    let drawn = 0;
    for (let step = 0; step < STEPS; step++) {
      await stage.rig.scrollBy(STEP);
      assert.equal(stage.rig.white(GAP), 0);
      drawn = Math.max(drawn, stage.rig.layout.rows.length);
    }
    await stage.rest();
    const ours = { bytes: stage.rig.bytes / STEPS, calls: stage.rig.crossings.length / STEPS, drawn };

    const peer = await recycleView({ rows: stage.rows, heightOf, gap: GAP });
    peer.bytes = 0;
    peer.calls = 0;
    let most = 0;
    for (let step = 1; step <= STEPS; step++) {
      await peer.scrollTo(step * STEP);
      const [top, bottom] = peer.covers();
      assert.ok(top <= step * STEP && bottom >= step * STEP + PORT, `the peer runs as it should: ${top}..${bottom} at ${step * STEP}`);
      most = Math.max(most, peer.drawn());
    }
    const theirs = { bytes: peer.bytes / STEPS, calls: peer.calls / STEPS, drawn: most };
    peer.close();
    for (const [name, found] of [['tuike-list', ours], ['recycle-view', theirs]]) {
      test.diagnostic(`${name}: ${Math.round(found.bytes)} bytes and ${found.calls.toFixed(2)} calls of setData a step of ${STEP} px, at most ${found.drawn} rows drawn`);
    }
    assert.ok(ours.bytes * 2 < theirs.bytes, `${ours.bytes} against ${theirs.bytes} bytes a step`);
    assert.ok(ours.drawn < theirs.drawn);
  });
});
