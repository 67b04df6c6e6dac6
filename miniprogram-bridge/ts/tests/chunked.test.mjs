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

it('reads a set mixed from two writes as nothing, though their lengths agree', async () => {
  const [before, after] = [texts(), texts()];
  await chunked(before, LIMIT).write('tuike/a', bytes(500, 1));
  await chunked(after, LIMIT).write('tuike/a', bytes(500, 2));
  const parts = [...after.held.keys()].filter((key) => key !== 'tuike/a');
  assert.ok(parts.length > 5, `${parts.length} parts`);
  for (const part of parts) {
    assert.equal(after.held.get(part).length, before.held.get(part).length);
    const mixed = texts();
    for (const [key, text] of after.held) mixed.held.set(key, key === part ? before.held.get(key) : text);
    assert.equal(await chunked(mixed, LIMIT).read('tuike/a'), null, part);
  }
});

it('sums as FNV-1a does', async () => {
  // A second way to the sum, with whole numbers of any size; it is checked against the vectors of
  // draft-eastlake-fnv (32 bits): "a" is e40c292c, "foobar" is bf9cf968.
  const fnv = (text) =>
    [...text].reduce((sum, c) => ((sum ^ BigInt(c.charCodeAt(0))) * 0x01000193n) & 0xffffffffn, 0x811c9dc5n);
  assert.equal(fnv('a'), 0xe40c292cn);
  assert.equal(fnv('foobar'), 0xbf9cf968n);
  const under = texts();
  await chunked(under, LIMIT).write('tuike/a', bytes(300, 7));
  const whole = Buffer.from(bytes(300, 7)).toString('base64');
  assert.equal(under.held.get('tuike/a'), `2:a:7:400:${fnv(whole).toString(36)}`);
});

it('believes a head of an earlier version, which has no sum', async () => {
  const under = texts();
  const store = chunked(under, LIMIT);
  await store.write('tuike/a', bytes(300, 7));
  under.held.set('tuike/a', under.held.get('tuike/a').replace(/:[^:]*$/, ''));
  assert.equal(under.held.get('tuike/a'), '2:a:7:400');
  assert.deepEqual(await store.read('tuike/a'), bytes(300, 7));
});

it('is never torn where two lives write one after the other, each cut anywhere', async () => {
  const values = [bytes(300, 1), bytes(300, 2), bytes(300, 3)];
  for (let first = 0; first < 18; first++) {
    for (let second = 0; second < 18; second++) {
      const under = texts();
      await chunked(under, LIMIT).write('tuike/a', values[0]);
      const known = [values[0]];
      for (const [steps, value] of [
        [first, values[1]],
        [second, values[2]],
      ]) {
        under.cutAfter(steps);
        const write = chunked(under, LIMIT).write('tuike/a', value);
        // What was acknowledged replaces all that was before; what was not may be there.
        await write.then(
          () => known.splice(0, known.length, value),
          () => known.push(value),
        );
      }
      under.cutAfter(Number.POSITIVE_INFINITY);
      const found = Buffer.from(await chunked(under, LIMIT).read('tuike/a'));
      assert.ok(
        known.some((value) => found.equals(value)),
        `cut after ${first} and ${second} steps`,
      );
    }
  }
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
