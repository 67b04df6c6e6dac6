// miniprogram-recycle-view, the vendor's own list, in the rig of the tests of <tuike-list>: the same tool, the
// same rows, the same finger. Its heights have to be known beforehand, so it is told them.
//
//   const peer = await recycleView({ rows, heightOf });
//   peer.bytes = 0; await peer.scrollTo(300);

import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { mock } from 'node:test';

import { temporary } from '../projects.mjs';
import { window } from './dom.mjs';
import { find, turn } from './rig.mjs';
import { PORT } from './stage.mjs';
import { define, fire, tool } from './simulate.mjs';

const require = createRequire(import.meta.url);
const HOME = path.dirname(require.resolve('miniprogram-recycle-view'));

export async function recycleView({ rows, heightOf, gap }) {
  const peer = { bytes: 0, calls: 0, pending: 0, scrollTop: 0 };
  const count = (own) => function setData(patch, done) {
    peer.bytes += Buffer.byteLength(JSON.stringify(patch));
    peer.calls += 1;
    peer.pending += 1;
    own.call(this, JSON.parse(JSON.stringify(patch)), () => {});
    setImmediate(() => {
      peer.pending -= 1;
      done?.();
    });
  };
  // What it asks of the host: the phone, and the sizes of its two slots, which are empty here.
  const query = () => {
    const chain = {
      select: () => ({ boundingClientRect: (done) => (done?.({ width: 375, height: 0, top: 0, left: 0 }), chain) }),
      selectAll: () => ({ boundingClientRect: (done) => (done?.([]), chain) }),
      exec: (done) => done?.([{ width: 375, height: 0 }]),
    };
    return chain;
  };
  globalThis.wx = {
    getSystemInfoSync: () => ({ windowWidth: 375, windowHeight: PORT, pixelRatio: 2, platform: 'ios' }),
    createSelectorQuery: query,
  };
  const home = temporary('recycle');
  fs.cpSync(HOME, home, { recursive: true });
  const write = (file, text) => fs.writeFileSync(path.join(home, file), text);
  write('page.json', JSON.stringify({ component: true, usingComponents: { 'recycle-view': './recycle-view', 'recycle-item': './recycle-item' } }));
  write('page.wxml', `<recycle-view id="list" class="list" batch="{{batchSetRecycleData}}" height="{{${PORT}}}">
    <recycle-item wx:for="{{recycleList}}" wx:key="id"><view class="card">{{item.title}}</view></recycle-item></recycle-view>`);
  write('page.js', 'Component(globalThis.recyclePage);');
  let page;
  globalThis.recyclePage = {
    data: { recycleList: [], batchSetRecycleData: false },
    lifetimes: { created() { page = this; } },
  };
  let view;
  globalThis.Component = (definition) => {
    const { lifetimes = {}, created } = definition;
    define({
      ...definition,
      lifetimes: {
        ...lifetimes,
        created() {
          this.setData = count(this.setData);
          this.createSelectorQuery = query;
          // Its id is how its context finds it; the tool does not set it.
          if (definition.properties?.scrollToIndex) {
            view = this;
            this.id = 'list';
          }
          (lifetimes.created ?? created)?.call(this);
        },
      },
    });
  };
  const id = tool.load(path.join(home, 'page'), 'page', { compiler: 'simulate', rootPath: home });
  const component = tool.render(id);
  const parent = window.document.createElement('div');
  window.document.body.appendChild(parent);
  component.attach(parent);

  peer.settle = async () => {
    let quiet = 0;
    for (let turns = 0; quiet < 3; turns++) {
      if (turns > 500) throw new Error('it does not come to rest');
      // It waits for a timer here and there.
      mock.timers.tick(20);
      await turn();
      quiet = peer.pending === 0 ? quiet + 1 : 0;
    }
  };
  peer.scrollTo = async (top) => {
    peer.scrollTop = top;
    fire(component.querySelector('.list').querySelector('.content'), 'scroll', { scrollLeft: 0, scrollTop: top });
    await peer.settle();
  };
  /** Where the drawn rows are, as heights told beforehand have it. */
  peer.covers = () => {
    const drawn = page.data.recycleList;
    if (drawn.length === 0) return [0, 0];
    const top = view.data.innerBeforeHeight;
    return [top, top + drawn.reduce((sum, row) => sum + heightOf(row.index) + gap, 0)];
  };
  peer.drawn = () => find(component.dom, 'card').length;
  peer.close = () => component.detach();

  const create = require(path.join(home, 'index.js'));
  const context = create({
    id: 'list', dataKey: 'recycleList', page,
    itemSize: (row) => ({ width: 375, height: heightOf(row.index) + gap }),
  });
  context.append(rows);
  await peer.settle();
  return peer;
}
