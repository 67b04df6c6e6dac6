// What setData is told: applied to the state before, it gives the state after, and nothing smaller would.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { refusalOf, TIERS } from './support/package.mjs';
import { random } from './support/random.mjs';

const tuike = TIERS.wasm;

/** What a mini-program does with the paths, as their manuals say: no array becomes shorter, no field goes. */
function applied(state, data) {
  const next = JSON.parse(JSON.stringify(state));
  for (const [path, value] of Object.entries(data)) {
    const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
    let at = next;
    for (const step of steps.slice(0, -1)) at = at[step];
    at[steps[steps.length - 1]] = JSON.parse(JSON.stringify(value));
  }
  return next;
}

const bytesOf = (data) => Buffer.byteLength(JSON.stringify(data));

describe('patch', () => {
  it('names only what changed', () => {
    const before = {
      rows: [
        { id: 1, price: '9.00', tags: ['a', 'b'] },
        { id: 2, price: '5.00', tags: [] },
      ],
      total: 2,
    };
    const after = {
      rows: [
        { id: 1, price: '9.90', tags: ['a', 'c'] },
        { id: 2, price: '5.00', tags: [] },
      ],
      total: 2,
    };
    assert.deepEqual(tuike.patch(before, after), { 'rows[0].price': '9.90', 'rows[0].tags[1]': 'c' });
    assert.deepEqual(tuike.patch(before, before), {});
    assert.deepEqual(tuike.patch({}, { list: [] }), { list: [] });
  });

  it('appends with a path for each new row', () => {
    const rows = Array.from({ length: 10 }, (_, id) => ({ id, title: `口红 ${id}` }));
    assert.deepEqual(tuike.patch({ rows: rows.slice(0, 9) }, { rows }), { 'rows[9]': rows[9] });
  });

  it('sets a list that becomes shorter as a whole: setData shortens none', () => {
    assert.deepEqual(tuike.patch({ rows: [1, 2, 3] }, { rows: [1, 2] }), { rows: [1, 2] });
  });

  it('sets an object that loses a field as a whole: setData takes none away', () => {
    assert.deepEqual(tuike.patch({ a: { b: { c: 1, d: 2 }, e: 3 } }, { a: { b: { c: 1 }, e: 3 } }), {
      'a.b': { c: 1 },
    });
  });

  it('sets an item with another key as a whole, by whatever name the key goes', () => {
    const before = { rows: [{ sku: 'a', text: 'long enough to be left out', n: 1 }, 0, 'and this stays too'] };
    const next = { rows: [{ ...before.rows[0], sku: 'b' }, 0, 'and this stays too'] };
    assert.deepEqual(tuike.patch(before, next, { key: 'sku' }), { 'rows[0]': next.rows[0] });
    assert.deepEqual(tuike.patch(before, next), { 'rows[0].sku': 'b' });
  });

  it('goes round names that no path can say', () => {
    assert.deepEqual(tuike.patch({ a: { 'x.y': 1, z: 1 } }, { a: { 'x.y': 2, z: 1 } }), { a: { 'x.y': 2, z: 1 } });
  });

  it('does what it says, whatever changes, and never weighs more than the whole', () => {
    const { below } = random(7);
    const value = (deep) => {
      const kind = below(deep > 2 ? 3 : 5);
      if (kind === 0) return below(3);
      if (kind === 1) return '推客'.repeat(below(9));
      if (kind === 2) return [null, true, false][below(3)];
      if (kind === 3) return Array.from({ length: below(5) }, () => value(deep + 1));
      const object = { id: below(4) };
      for (let i = below(4); i > 0; i--) object['abcd'[below(4)]] = value(deep + 1);
      return object;
    };
    const changed = (old, deep) => {
      if (below(4) === 0) return value(deep);
      if (Array.isArray(old)) return old.map((item) => (below(3) ? item : changed(item, deep + 1)));
      if (typeof old !== 'object' || old === null) return old;
      return Object.fromEntries(
        Object.entries(old).map(([name, item]) => [name, below(2) ? item : changed(item, deep + 1)]),
      );
    };
    for (let turn = 0; turn < 2_000; turn++) {
      const before = { rows: Array.from({ length: below(6) }, () => value(0)), other: value(0) };
      const after = { rows: changed(before.rows, 0), other: changed(before.other, 0) };
      const data = tuike.patch(before, after);
      assert.deepEqual(applied(before, data), after, JSON.stringify({ before, after, data }));
      assert.ok(bytesOf(data) <= bytesOf(after), JSON.stringify(data));
      let state = before;
      for (const call of tuike.patches(before, after, { limit: 120 })) {
        assert.ok(bytesOf(call.data) <= 120, JSON.stringify(call));
        assert.ok(call.bytes >= bytesOf(call.data) && call.bytes <= bytesOf(call.data) + 1, JSON.stringify(call));
        state = applied(state, call.data);
      }
      assert.deepEqual(state, after, JSON.stringify({ before, after }));
    }
  });
});

describe('patches', () => {
  it('splits what is over 256 KB, and each call fits', () => {
    const rows = Array.from({ length: 3_000 }, (_, id) => ({ id, title: `口红 ${id} 号`.repeat(12) }));
    const calls = tuike.patches({ rows: [] }, { rows });
    assert.ok(calls.length > 2, `${calls.length} calls`);
    for (const { data, bytes } of calls) assert.ok(bytesOf(data) <= 262_144 && bytes <= 262_144, `${bytes}`);
    assert.deepEqual(
      calls.reduce((state, call) => applied(state, call.data), { rows: [] }),
      { rows },
    );
  });

  it('refuses what no call can hold, with a code', () => {
    const error = refusalOf(() => tuike.patches({}, { text: 'x'.repeat(2_000) }, { limit: 1_000 }));
    assert.deepEqual([error.code, error.details.path], ['patch/too-large', 'text']);
    assert.equal(refusalOf(() => tuike.patch(null, {})).code, 'input/wrong-type');
    assert.equal(refusalOf(() => tuike.patch({}, 5)).code, 'input/wrong-type');
  });
});

describe('steady', () => {
  it('refuses circles, and follows depth that no page has', () => {
    const [before, after] = [{ id: 1 }, { id: 1 }];
    before.self = before;
    after.self = after;
    assert.equal(
      refusalOf(() => tuike.patch(before, after)).code,
      refusalOf(() => tuike.commission.compile(after)).code,
    );
    const deep = (leaf) => {
      let value = { leaf };
      for (let i = 0; i < 800; i++) value = { n: value };
      return value;
    };
    assert.deepEqual(applied(deep(1), tuike.patch(deep(1), deep(2))), deep(2));
  });

  it('leaves rows that stay in their places', () => {
    const rows = (...ids) => ids.map((id) => ({ id }));
    assert.deepEqual(tuike.steady(rows(1, 2, 3, 4), rows(3, 4, 5, 6), 'id'), rows(5, 6, 3, 4));
    assert.deepEqual(tuike.steady(rows(1, 2, 3, 4), rows(3, 4), 'id'), rows(3, 4));
    assert.deepEqual(tuike.steady([], rows(3, 4), 'id'), rows(3, 4));
    assert.deepEqual(tuike.steady(rows(1, 2), rows(2, 2, 1), 'id').length, 3);
  });

  it('a window that goes on by a row changes one row', () => {
    const row = (id) => ({ id, title: `口红 ${id} 号 丝绒哑光`, price: '99.00' });
    const window = (from) => Array.from({ length: 12 }, (_, i) => row(from + i));
    const [before, after] = [{ rows: window(5) }, window(6)];
    const data = tuike.patch(before, { rows: tuike.steady(before.rows, after, 'id') });
    assert.deepEqual(data, { 'rows[0]': row(17) });
  });
});
