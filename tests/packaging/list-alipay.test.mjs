// <tuike-list> in our own sandbox: the Alipay component, and the WeChat one beside it, each in a page that
// loads the package as its host's pages do. Everything runs in the sandbox's own world.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, it } from 'node:test';

import { PKG, manifest, temporary } from './projects.mjs';
import { textOf } from './sandbox/markup.mjs';
import { Phone } from './sandbox/phone.mjs';

const GAP = 8;
const PORT = 560;
const heightOf = (index) => 60 + ((index * 7919) % 200) + ((index * 31) % 64) / 64;

const PAGE = (entry) => `
  const { load } = require('${entry}');
  const { listSource } = require('tuike-core/list/source');
  Page({
    data: { list: '', shown: true, first: true },
    onLoad() {
      this.heard = [];
      load().then((tuike) => {
        this.tuike = tuike;
        this.rows = [];
        for (let index = 0; index < 10000; index++) this.rows.push({ title: 'row ' + index });
        this.source = listSource(tuike, {
          count: 10000, estimate: 150, gap: ${GAP}, viewport: 300, row: (index) => this.rows[index],
        });
        this.setData({ list: this.source.id });
      });
    },
    prepend(count) {
      const rows = [];
      for (let n = 0; n < count; n++) rows.push({ title: 'row ' + (20000 + n) });
      this.rows = rows.concat(this.rows);
      this.source.insert(0, count);
    },
    onRowTap(event) { this.heard.push(['row', event.detail.index, event.detail.row.title]); },
    onOpen(event) { this.heard.push(['open', event.currentTarget.dataset.index]); },
  });
`;

const HOSTS = {
  alipay: {
    entry: 'tuike-core/js',
    page: `<view class="page"><tuike-list a:if="{{shown}}" source="{{list}}" onRowTap="onRowTap">
      <view slot="header" style="height:120px">above</view>
      <view slot-scope="item" class="card" data-index="{{item.index}}" onTap="onOpen">{{item.row.title}}</view>
    </tuike-list></view>`,
    files: {},
  },
  wechat: {
    entry: 'tuike-core',
    page: `<view class="page"><tuike-list wx:if="{{shown}}" source="{{list}}" generic:item="card" bind:rowtap="onRowTap">
      <view slot="header" style="height:120px">above</view>
    </tuike-list></view>`,
    files: {
      'card.json': '{ "component": true }',
      'card.wxml': '<view class="card">{{row.title}}</view>',
      'card.js': 'Component({ properties: { row: Object, index: Number } });',
    },
  },
};

function lay(host) {
  const { entry, page, files } = HOSTS[host];
  const dir = temporary('list');
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    fs.writeFileSync(path.join(dir, file), text);
  };
  const ext = host === 'wechat' ? 'wxml' : 'axml';
  const using = { 'tuike-list': 'tuike-core/list/index', ...(host === 'wechat' ? { card: '/card' } : {}) };
  write('app.json', '{ "pages": ["p"] }');
  write('app.js', 'App({});');
  write('p.json', JSON.stringify({ usingComponents: using }));
  write('p.js', PAGE(entry));
  write(`p.${ext}`, page);
  for (const [file, text] of Object.entries(files)) write(file, text);
  if (host === 'wechat') fs.cpSync(path.join(PKG, manifest(PKG).miniprogram), path.join(dir, 'miniprogram_npm/tuike-core'), { recursive: true });
  else fs.cpSync(PKG, path.join(dir, 'node_modules/tuike-core'), { recursive: true });
  return dir;
}

for (const host of Object.keys(HOSTS)) {
  describe(`<tuike-list> in a page of ${host}'s`, () => {
    let phone;
    afterEach(() => {
      assert.deepEqual(phone.errors, []);
      phone.kill();
    });

    const instance = () => phone.view.one('.tuike-port');
    const rowIndex = (card) => Number(/row (\d+)/.exec(textOf(card.drawn))[1]);

    /** Rows with their places on the screen, from the sandbox's own layout. */
    function screen() {
      let at = instance();
      while (!at.instance) at = at.parent;
      const { screen: host } = phone.app;
      const top = host.scrollTop(at.instance);
      return host.layout(at.instance).rows
        .map((row) => ({ index: row.index, title: textOf(row.element.drawn), y: row.y - top, height: row.height, element: row.element.drawn }))
        .filter((row) => row.y + row.height > 0 && row.y < PORT)
        .sort((a, b) => a.y - b.y);
    }

    const quiet = () => {
      const { drawing } = phone.page.source;
      return !drawing.busy && !drawing.again && !drawing.goal && !drawing.window.partial && drawing.measured;
    };
    const settled = (what) => phone.until(() => quiet() && !phone.page.source.drawing.moving && Math.abs(phone.page.source.drawing.shift) < 1, what);

    /** From `top` down every pixel is a row's, or a gap between two. */
    function covered(top = 0) {
      const rows = screen();
      for (let n = 1; n < rows.length; n++) assert.ok(Math.abs(rows[n].y - rows[n - 1].y - rows[n - 1].height - GAP) < 1 / 32, `${rows[n].title} follows ${rows[n - 1].title}`);
      assert.ok(rows[0].y <= top + GAP && rows.at(-1).y + rows.at(-1).height >= PORT - GAP, 'no white');
    }

    async function start() {
      phone = new Phone({ host, root: lay(host) });
      phone.heights = (card) => heightOf(rowIndex(card) % 20_000);
      phone.start();
      await phone.until(() => phone.page.source && quiet() && phone.view.all('.tuike-row').length > 0, 'the list is there');
      await settled('and measured');
    }

    it('shows 10,000 rows of unknown heights below its header, and draws few', async () => {
      await start();
      let y = 120;
      for (const row of screen()) {
        assert.ok(Math.abs(row.y - y) < 1 / 32, `${row.title} at ${row.y}, not ${y}`);
        y += heightOf(row.index) + GAP;
      }
      assert.ok(y >= PORT);
      assert.ok(phone.view.all('.tuike-row').length < 20);
      assert.equal(phone.page.source.drawing.viewport, PORT, 'the guess of 300 px gave way');
    });

    it('draws what is looked at after a fling, and carries little', async () => {
      await start();
      phone.crossings.length = 0;
      phone.scrollList(500_000);
      await phone.until(() => phone.page.source.offset > 400_000, 'the list has heard of it');
      await settled('it rests');
      covered();
      assert.ok(screen()[0].index > 2500);
      const bytes = phone.crossings.reduce((sum, one) => sum + one.bytes, 0);
      assert.ok(bytes < 4000, `${bytes} bytes for a whole screen`);
    });

    it('keeps the screen when rows above it are measured and when rows are put before it', async () => {
      await start();
      phone.page.source.scrollTo(5000);
      await settled('there');
      assert.equal(screen()[0].index, 5000);
      assert.ok(Math.abs(screen()[0].y) <= 1);
      const seen = screen();
      phone.page.prepend(100);
      await settled('put in');
      const now = screen();
      assert.deepEqual(now.map((row) => row.title), seen.map((row) => row.title));
      now.forEach((row, n) => {
        assert.equal(row.index, seen[n].index + 100);
        assert.ok(Math.abs(row.y - seen[n].y) <= 1, `${row.title} moved by ${row.y - seen[n].y}`);
      });
      covered();
    });

    it('measures again when a row has shrunk', async () => {
      await start();
      phone.app.screen.heights = (card) => (rowIndex(card) === 1 ? 20 : heightOf(rowIndex(card)));
      phone.page.source.remeasure();
      await phone.until(() => phone.page.source.list.offsetOf(2) < 200, 'the core knows');
      await settled('measured');
      covered(120);
      assert.equal(screen()[1].height, 20);
    });

    it('lets a tap on a row reach the page', async () => {
      await start();
      const row = screen()[1];
      await phone.view.tap(phone.view.all('.card').find((card) => textOf(card) === row.title));
      const expected = [['row', row.index, row.title]];
      // In Alipay the card is the page's own markup and hears the tap first.
      if (host === 'alipay') expected.unshift(['open', row.index]);
      assert.deepEqual(JSON.parse(JSON.stringify(phone.page.heard)), expected);
    });

    it('comes back where it was when it was taken away for a while', async () => {
      await start();
      phone.page.source.scrollTo(1234);
      await settled('there');
      phone.page.setData({ shown: false });
      await phone.until(() => phone.view.all('.tuike-row').length === 0, 'it is gone');
      phone.page.setData({ shown: true });
      await phone.until(() => phone.view.all('.tuike-row').length > 0 && quiet(), 'it is back');
      await settled('and rests');
      assert.equal(screen()[0].index, 1234);
      covered();
    });
  });
}
