// What the tests of the list have in common: a clock that stands still, rows of known heights, a source on
// a page.
//
//   const stage = makeStage(glassEasel);
//   await stage.show({ count: 10_000 });     // stage.rig, stage.source, stage.rows

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterEach, before, beforeEach, mock } from 'node:test';

import { PKG } from '../projects.mjs';
import { listSource } from './rig.mjs';

/** WeChat's advice for one call of setData. */
export const SET_DATA_BYTES = 256 * 1024;
export const GAP = 8;
export const PORT = 667;

/** 60 to 260 px and a fraction, by the row's number. */
export const heightOf = (index) => 60 + ((index * 7919) % 200) + ((index * 31) % 64) / 64;

export class Stage {
  /** `rigOptions` are the page's, the rest the source's. */
  async show({ count = 10_000, title = (index) => `row ${index}`, rig = {}, ...options } = {}) {
    this.rows = Array.from({ length: count }, (_, index) => ({ title: title(index) }));
    this.rig = await this.open({ heightOf, ...rig });
    this.source = this.make({ count, ...options });
    this.rig.set({ list0: this.source.id });
    await this.rig.settle();
  }

  make(options = {}) {
    const source = listSource(this.tuike, {
      count: this.rows.length, estimate: 150, gap: GAP, row: (index) => this.rows[index], ...options,
    });
    this.sources.push(source);
    return source;
  }

  /** No scroll event for a while. */
  async rest() {
    mock.timers.tick(200);
    await this.rig.settle();
  }

  /** The screen as a map from a row's text to its place. */
  places() {
    return new Map(this.rig.screen().map((row) => [row.text, row.y]));
  }
}

/** To be called inside `describe`. */
export function makeStage(open) {
  const stage = new Stage();
  stage.open = open;
  before(async () => {
    const { load } = createRequire(import.meta.url)(path.join(PKG, 'dist/node.js'));
    stage.tuike = await load();
  });
  beforeEach(() => {
    stage.sources = [];
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  });
  afterEach(() => {
    for (const source of stage.sources) source.free();
    stage.rig?.close();
    mock.timers.reset();
  });
  return stage;
}

/** Scroll positions are whole pixels, so a correction may be off by what is left, and never by more. */
export function near(found, expected, what, by = 1 / 32) {
  assert.ok(Math.abs(found - expected) <= by, `${what}: ${found}, not ${expected}`);
}
