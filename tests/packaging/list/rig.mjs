// A phone's screen with a page on it that has a <tuike-list>: a finger that scrolls, a renderer that lays out
// (./layout.mjs) and answers createSelectorQuery later, a count of what setData carries. What draws the
// components is handed in (./glass-easel.mjs, ./simulate.mjs).
//
//   const rig = await hosts['glass-easel']({ mode: 'scroll', heightOf });
//   rig.show(source); await rig.settle();
//   await rig.scrollBy(300);
//   rig.screen();                 // [{ index, text, y, height }], y from the top of the viewport

import { createRequire } from 'node:module';
import path from 'node:path';

import { PKG } from '../projects.mjs';
import { find, has, layOut } from './layout.mjs';

export const LIST = path.join(PKG, 'miniprogram_dist/list');
export const { listSource } = createRequire(import.meta.url)(path.join(LIST, 'source.js'));

/** The host's own turns, without its clock: the tests wind that. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

export class Rig {
  constructor({ mode = 'scroll', heightOf, height = 667, top = 0 }) {
    this.mode = mode;
    this.heightOf = (card) => heightOf(Number(/row (\d+)/.exec(card.textContent)?.[1] ?? -1), card);
    this.port = { top, height };
    this.scrollTop = 0;
    /** Bytes of each setData of the list. */
    this.crossings = [];
    this.queries = 0;
    this.pending = 0;
    /** Where a host may have scrolled to by itself: each is told to the list as an event. */
    this.jumps = [];
    this.told = [];
    globalThis.wx = {
      pageScrollTo: ({ scrollTop, complete }) => {
        this.hostScrolls(scrollTop);
        complete?.();
      },
    };
  }

  /** The page's definition: what the list says ends up in `heard`. */
  page() {
    const rig = this;
    this.heard = [];
    return {
      data: { list0: '', list1: '', shown0: true, shown1: true, above: 0, header: 0 },
      methods: {
        onRowTap: (event) => rig.heard.push(['rowtap', event.detail]),
        onAct: (event) => rig.heard.push(['act', event.detail]),
        onScrollTo: (event) => rig.hostScrolls(event.detail.scrollTop),
      },
    };
  }

  /** Wraps the list's own definition: the host answers its questions from here. */
  instrument(definition) {
    const rig = this;
    const lifetimes = definition.lifetimes ?? {};
    const { created } = lifetimes;
    return {
      ...definition,
      lifetimes: {
        ...lifetimes,
        created() {
          const set = this.setData;
          this.setData = (patch, done) => rig.crossing(this, set, patch, done);
          this.createSelectorQuery = () => rig.query(this);
          created?.call(this);
        },
      },
    };
  }

  crossing(component, set, patch, done) {
    const text = JSON.stringify(patch);
    if (/undefined/.test(text)) throw new Error(`setData: ${text}`);
    this.crossings.push({ bytes: Buffer.byteLength(text), patch: JSON.parse(text) });
    this.pending += 1;
    set.call(component, JSON.parse(text));
    if ('top' in patch) this.hostScrolls(patch.top);
    setImmediate(() => {
      this.pending -= 1;
      done?.();
    });
  }

  /** The host goes there, as far as there is something, and says so. Places are whole pixels there. */
  hostScrolls(top) {
    this.scrollTop = Math.round(Math.max(0, Math.min(top, this.most)));
    this.jumps.push(this.scrollTop);
    this.tell();
  }

  tell() {
    this.pending += 1;
    const { scrollTop } = this;
    setImmediate(() => {
      this.pending -= 1;
      this.told.push(scrollTop);
      this.scrolled(scrollTop);
    });
  }

  get layout() {
    return layOut(this.scroller(), { heightOf: this.heightOf });
  }

  get most() {
    return Math.max(0, this.layout.height - this.port.height);
  }

  /** What a finger does: the page moves at once, the list hears of it a turn later. */
  async scrollBy(by) {
    this.scrollTop = Math.round(Math.max(0, Math.min(this.scrollTop + by, this.most)));
    this.tell();
    await this.settle();
  }

  async scrollTo(top) {
    await this.scrollBy(top - this.scrollTop);
  }

  query(component) {
    const asked = [];
    const select = (kind, selector) => ({
      boundingClientRect: () => (asked.push({ kind, selector, what: 'rect' }), chain),
      scrollOffset: () => (asked.push({ kind, selector, what: 'scroll' }), chain),
    });
    const chain = {
      select: (selector) => select('one', selector),
      selectAll: (selector) => select('all', selector),
      selectViewport: () => select('viewport'),
      exec: (done) => {
        this.queries += 1;
        this.pending += 1;
        setImmediate(() => {
          this.pending -= 1;
          done(this.answer(component, asked));
        });
      },
    };
    return chain;
  }

  answer(component, asked) {
    const host = this.elementOf(component);
    const layout = this.layout;
    const shown = this.hidden ? 0 : 1;
    const screen = (y) => (this.port.top + y - this.scrollTop) * shown;
    return asked.map(({ kind, selector, what }) => {
      const name = selector?.replace('.', '');
      if (what === 'scroll') return { scrollTop: this.scrollTop };
      if (kind === 'viewport') return { top: 0, height: this.port.height, width: 375 };
      if (name === 'tuike-port') return { top: this.port.top, height: this.port.height * shown, width: 375 * shown };
      const within = (element) => host.contains(element);
      if (name === 'tuike-body') {
        const body = layout.bodies.find(({ element }) => within(element));
        return body && { top: screen(body.top), height: body.height * shown, width: 375 * shown };
      }
      const all = find(host, name);
      return all.map((element) => {
        const row = layout.rows.find((one) => one.element === element);
        return { top: screen(row.y), height: row.height * shown, width: 375 * shown };
      });
    });
  }

  /** The rows that can be seen, from the top of the screen down. */
  screen(list = this.root()) {
    const { rows } = this.layout;
    return rows
      .filter(({ element }) => list.contains(element))
      .map((row) => ({ index: row.index, text: row.element.textContent, y: row.y - this.scrollTop, height: row.height, lane: row.lane }))
      .filter((row) => row.y + row.height > 0 && row.y < this.port.height)
      .sort((a, b) => a.y - b.y);
  }

  /** Where a row stands on the screen; undefined where it is not drawn. */
  y(index) {
    return this.layout.rows.filter((row) => row.index === index).map((row) => row.y - this.scrollTop)[0];
  }

  /** The px of the viewport below the list's beginning that no row covers, gaps of `gap` px forgiven. */
  white(gap = 0) {
    const { bodies } = this.layout;
    const begin = Math.max(0, bodies[0].top - this.scrollTop);
    const end = Math.min(this.port.height, bodies[0].top + bodies[0].height - this.scrollTop);
    const lanes = new Map();
    for (const row of this.screen()) lanes.set(row.lane, [...(lanes.get(row.lane) ?? []), row]);
    if (lanes.size === 0) return Math.max(0, end - begin);
    let white = 0;
    for (const rows of lanes.values()) {
      let y = begin;
      for (const row of rows) {
        white = Math.max(white, row.y - y > gap ? row.y - y : 0);
        y = Math.max(y, row.y + row.height);
      }
      white = Math.max(white, end - y > gap ? end - y : 0);
    }
    return white;
  }

  /** Until nothing is on its way any more; the clock stands still meanwhile. */
  async settle() {
    let quiet = 0;
    for (let turns = 0; quiet < 3; turns++) {
      if (turns > 2000) throw new Error('the list does not come to rest');
      await turn();
      quiet = this.pending === 0 ? quiet + 1 : 0;
    }
  }

  reset() {
    this.crossings.length = 0;
    this.queries = 0;
    this.jumps.length = 0;
  }

  get bytes() {
    return this.crossings.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get largest() {
    return Math.max(0, ...this.crossings.map(({ bytes }) => bytes));
  }

  scroller() {
    return this.mode === 'scroll' ? find(this.root(), 'tuike-port')[0] ?? this.root() : this.root();
  }
}

export { has, find };
