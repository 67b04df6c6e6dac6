// Values that are larger than a key takes: cut, put together, and never half.

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { random } from './support/random.mjs';
import { source } from './support/source.mjs';

const { chunked } = await source('hosts/chunked.ts');
const LIMIT = 64;

/** A store of texts that can lose its power before any of its steps. */
function texts() {
  const held = new Map();
  let steps = Number.POSITIVE_INFINITY;
  const step = async () => {
    if (steps-- <= 0) throw new Error('the power is gone');
  };
  return {
    held,
    cutAfter: (count) => {
      steps = count;
    },
    get: async (key) => (held.has(key) ? held.get(key) : null),
    keys: async () => [...held.keys()],
    set: async (key, text) => {
      assert.ok(text.length <= LIMIT, `${text.length} characters under ${key}`);
      await step();
      held.set(key, text);
    },
    remove: async (key) => {
      await step();
      held.delete(key);
    },
  };
}

const bytes = (length, seed) => {
  const { below } = random(seed);
  return Uint8Array.from({ length }, () => below(256));
};

it('gives back what was written, at every length around the limit', async () => {
  const store = chunked(texts(), LIMIT);
  for (const length of [0, 1, 44, 45, 46, 47, 48, 49, 95, 96, 97, 500]) {
    await store.write('tuike/a', bytes(length, length));
    assert.deepEqual(await store.read('tuike/a'), bytes(length, length), `${length}`);
  }
  assert.equal(await store.read('tuike/b'), null);
});

it('leaves nothing of a larger value behind', async () => {
  const under = texts();
  const store = chunked(under, LIMIT);
  for (const length of [500, 100, 900, 10, 500]) await store.write('tuike/a', bytes(length, 1));
  await store.write('tuike/a', bytes(10, 2));
  assert.deepEqual([...under.held.keys()], ['tuike/a']);
  await store.write('tuike/a', bytes(500, 3));
  await store.remove('tuike/a');
  assert.equal(under.held.size, 0);
});

it('lists keys and not their parts', async () => {
  const store = chunked(texts(), LIMIT);
  await store.write('tuike/a', bytes(500, 1));
  await store.write('tuike/b', bytes(5, 1));
  await store.write('other', bytes(500, 1));
  assert.deepEqual((await store.keys('tuike/')).sort(), ['tuike/a', 'tuike/b']);
  assert.deepEqual((await store.keys('')).sort(), ['other', 'tuike/a', 'tuike/b']);
});

it('keeps the old value or has the new one, wherever the power goes', async () => {
  const [before, after] = [bytes(300, 1), bytes(400, 2)];
  let cuts = 0;
  for (let steps = 0; ; steps++) {
    const under = texts();
    await chunked(under, LIMIT).write('tuike/a', before);
    under.cutAfter(steps);
    const cut = await chunked(under, LIMIT)
      .write('tuike/a', after)
      .then(
        () => false,
        () => true,
      );
    under.cutAfter(Number.POSITIVE_INFINITY);
    // Another life: nothing is remembered but what is stored.
    const store = chunked(under, LIMIT);
    assert.deepEqual(await store.keys('tuike/'), ['tuike/a']);
    const found = Buffer.from(await store.read('tuike/a'));
    assert.ok(found.equals(before) || found.equals(after), `after ${steps} steps`);
    assert.ok(cut || found.equals(after), 'what was acknowledged is there');
    // What the cut write left behind is gone after the first look: head and its own parts remain.
    const parts = found.equals(before) ? 7 : 9;
    assert.equal(under.held.size, 1 + parts, `after ${steps} steps: ${[...under.held.keys()]}`);
    if (!cut) break;
    cuts++;
  }
  assert.ok(cuts > 10, `${cuts} cuts`);
});

it('reads a torn set as nothing', async () => {
  const under = texts();
  const store = chunked(under, LIMIT);
  await store.write('tuike/a', bytes(500, 1));
  const part = [...under.held.keys()].find((key) => key !== 'tuike/a');
  const text = under.held.get(part);
  under.held.set(part, text.slice(1));
  assert.equal(await store.read('tuike/a'), null);
  under.held.delete(part);
  assert.equal(await store.read('tuike/a'), null);
});

it('gives the own bytes of a text that somebody else wrote', async () => {
  const under = texts();
  const store = chunked(under, LIMIT);
  for (const text of ['{"old":"口红"}', '1:not base64', '2:c:1:1', '']) {
    under.held.set('tuike/a', text);
    assert.deepEqual(await store.read('tuike/a'), new TextEncoder().encode(text), text);
  }
});

it('gives the space back where a value does not fit after all', async () => {
  const under = texts();
  const store = chunked(under, LIMIT);
  await store.write('tuike/a', bytes(300, 1));
  const { set } = under;
  under.set = async (key, text) => {
    if (under.held.size > 11) throw Object.assign(new Error('full'), { kind: 'QuotaExceeded' });
    return set(key, text);
  };
  await assert.rejects(store.write('tuike/a', bytes(600, 2)), { kind: 'QuotaExceeded' });
  assert.deepEqual(await store.read('tuike/a'), bytes(300, 1));
  assert.equal(under.held.size, 8);
});

it('keeps the order of what is asked for one key', async () => {
  const store = chunked(texts(), LIMIT);
  const writes = [500, 10, 300].map((length) => store.write('tuike/a', bytes(length, length)));
  const read = store.read('tuike/a');
  const removed = store.remove('tuike/a');
  await Promise.all([...writes, removed]);
  assert.deepEqual(await read, bytes(300, 300));
  assert.equal(await store.read('tuike/a'), null);
});
