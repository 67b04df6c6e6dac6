// What a feed asks of its list: a row's size becomes known (resize + total + find at a random offset), a page
// comes in at the head of a million rows, a row of a waterfall is measured, two windows are compared.
//
// Ours goes through the package, both tiers; the peers through their own public or core entry points,
// headless.
import { readFileSync } from 'node:fs';
import { Virtualizer } from '@tanstack/virtual-core';
import { createListLayout } from 'virtua/unstable_core';
import { load } from '../../pkg/dist/node.mjs';
import { compare, machine, seeded, table } from './harness.mjs';

await machine();
const wasm = await load({ tier: 'wasm' });
const js = await load({ tier: 'js' });
const ESTIMATE = 96;

for (const count of [1_000, 10_000, 100_000, 1_000_000]) {
  // The same rows, sizes and offsets for everyone.
  const random = seeded(42);
  const MASK = 4095;
  const rows = Float64Array.from({ length: MASK + 1 }, () => Math.floor(random() * count));
  const sizes = Float64Array.from({ length: MASK + 1 }, () => 60 + Math.floor(random() * 120));
  const offsets = Float64Array.from({ length: MASK + 1 }, () => random() * count * ESTIMATE * 0.9);

  const contenders = {};
  const ours = (tuike) => {
    const list = tuike.list({ count, estimate: ESTIMATE });
    let i = 0;
    return () => {
      const k = i++ & MASK;
      list.resize(rows[k], sizes[k]);
      return list.total + list.indexAt(offsets[k]);
    };
  };
  contenders['tuike (wasm)'] = ours(wasm);
  contenders['tuike (js tier)'] = ours(js);
  contenders['Fenwick tree in plain JS'] = fenwick(count, rows, sizes, offsets, MASK);
  contenders['virtua 0.54 core'] = virtua(count, rows, sizes, offsets, MASK);
  contenders['@tanstack/virtual-core 3.19'] = tanstack(count, rows, sizes, offsets, MASK);

  const figures = compare(contenders);
  table(`resize + total + find, ${count.toLocaleString('en')} rows`, figures, { ours: 'tuike (wasm)', unit: 'µs' });
}

// ---- a page of 100 comes in at the head, and one goes at the end: the length stays ----
{
  const count = 1_000_000;
  const ours = (tuike) => {
    const list = tuike.list({ count, estimate: ESTIMATE });
    list.range(count * 48, 740);
    return () => list.insert(0, 100) + list.remove(count, 100) + list.total;
  };
  const figures = compare({
    'tuike (wasm)': ours(wasm),
    'tuike (js tier)': ours(js),
    'Fenwick tree in plain JS, built again': rebuilt(count),
    'virtua 0.54 core': virtuaPrepend(count),
  });
  table('100 rows in at the head, 100 out at the end, 1,000,000 rows', figures, { ours: 'tuike (wasm)', unit: 'µs' });
}

// ---- a waterfall whose rows have been seen: resize + total + find ----
{
  const count = 100_000;
  const random = seeded(7);
  const MASK = 4095;
  const rows = Float64Array.from({ length: MASK + 1 }, () => Math.floor(random() * count));
  const sizes = Float64Array.from({ length: MASK + 1 }, () => 60 + Math.floor(random() * 120));
  const offsets = Float64Array.from({ length: MASK + 1 }, () => (random() * count * ESTIMATE * 0.9) / 2);
  const ours = (tuike) => {
    const list = tuike.list({ count, estimate: ESTIMATE, lanes: 2 });
    list.range(count * ESTIMATE, 740);
    let i = 0;
    return () => {
      const k = i++ & MASK;
      list.resize(rows[k], sizes[k]);
      return list.total + list.indexAt(offsets[k]);
    };
  };
  const figures = compare({
    'tuike (wasm)': ours(wasm),
    'tuike (js tier)': ours(js),
    '@tanstack/virtual-core 3.19': tanstack(count, rows, sizes, offsets, MASK, 2),
  });
  table('waterfall of 2 lanes: resize + total + find, 100,000 rows', figures, { ours: 'tuike (wasm)', unit: 'µs' });
}

// ---- the memory of a million rows ----
{
  let memory;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    memory = (made.instance || made).exports.memory;
    return made;
  };
  const grown = async (options) => {
    // Bytes of its own: an instance of its own.
    const tuike = await load({ tier: 'wasm', wasm: readFileSync(new URL('../../pkg/dist/core.wasm', import.meta.url)) });
    const before = memory.buffer.byteLength;
    const list = tuike.list(options);
    list.insert(0, 100);
    return [list, memory.buffer.byteLength - before];
  };
  console.log('\nwasm memory of 1,000,000 rows and 100 more at the head, MB');
  for (const lanes of [1, 2]) {
    const [list, bytes] = await grown({ count: 1_000_000, estimate: ESTIMATE, lanes });
    console.log(`${lanes} lane${lanes > 1 ? 's' : ''}  ${(bytes / 1e6).toFixed(1)}`);
    list.free();
  }
}

// ---- two windows of 20 products, five rows on ----
{
  const product = (i) => ({
    id: `p${i}`,
    title: `口红 ${i} 号 丝绒哑光 持久不脱色`,
    image: `https://img.example.com/goods/${i}.jpg`,
    price: `${(i % 90) + 9}.90`,
    list: `${(i % 90) + 19}.00`,
    earn: `${(i % 9) + 1}.20`,
    tags: ['包邮', '7 天无理由'],
  });
  const window = (from) => ({ rows: Array.from({ length: 20 }, (_, i) => product(from + i)), total: 1920 });
  const [previous, next] = [window(100), window(105)];
  const kept = { rows: wasm.steady(previous.rows, next.rows, 'id'), total: 1920 };
  const figures = compare({
    'patch, rows in order': () => Object.keys(wasm.patch(previous, next)).length,
    'patch, rows that stay in place': () => Object.keys(wasm.patch(previous, kept)).length,
    'JSON.stringify of both, to cross into wasm': () => JSON.stringify(previous).length + JSON.stringify(next).length,
  });
  table('two windows of 20 products, 5 rows apart', figures, { ours: 'patch, rows that stay in place', unit: 'µs' });
  const bytes = (calls) => calls.reduce((sum, call) => sum + call.bytes, 0);
  console.log(`setData bytes: all ${JSON.stringify(next).length} characters; in order ${bytes(wasm.patches(previous, next))}; in place ${bytes(wasm.patches(previous, kept))}`);
}

/** What the tree by hand has to do for it: all of it again. */
function rebuilt(count) {
  let size = new Float64Array(count).fill(ESTIMATE);
  const tree = new Float64Array(count + 1);
  return () => {
    const more = new Float64Array(count).fill(ESTIMATE, 0, 100);
    more.set(size.subarray(0, count - 100), 100);
    size = more;
    tree.fill(0);
    for (let i = 1; i <= count; i++) {
      tree[i] += size[i - 1];
      const up = i + (i & -i);
      if (up <= count) tree[up] += tree[i];
    }
    return tree[count];
  };
}

function virtuaPrepend(count) {
  const layout = createListLayout(count, ESTIMATE);
  layout.$getTotalSize();
  return () => {
    // It is told the new length and that it grew at its head; then that the end is cut off.
    layout.$setLength(count + 100, true);
    layout.$setLength(count);
    return layout.$getTotalSize();
  };
}

/** What a careful JavaScript author would write by hand. */
function fenwick(count, rows, sizes, offsets, mask) {
  const tree = new Float64Array(count + 1);
  const size = new Float64Array(count).fill(ESTIMATE);
  for (let i = 1; i <= count; i++) {
    tree[i] += ESTIMATE;
    const up = i + (i & -i);
    if (up <= count) tree[up] += tree[i];
  }
  let total = count * ESTIMATE;
  let top = 1;
  while (top * 2 <= count) top *= 2;
  let i = 0;
  return () => {
    const k = i++ & mask;
    const row = rows[k];
    const delta = sizes[k] - size[row];
    size[row] = sizes[k];
    total += delta;
    for (let j = row + 1; j <= count; j += j & -j) tree[j] += delta;
    let at = 0;
    let rest = offsets[k];
    for (let step = top; step > 0; step >>= 1) {
      if (at + step <= count && tree[at + step] <= rest) {
        at += step;
        rest -= tree[at];
      }
    }
    return total + at;
  };
}

function virtua(count, rows, sizes, offsets, mask) {
  const layout = createListLayout(count, ESTIMATE);
  let i = 0;
  return () => {
    const k = i++ & mask;
    layout.$setItemSizes([[rows[k], sizes[k]]]);
    return layout.$getTotalSize() + layout.$findIndex(offsets[k]);
  };
}

function tanstack(count, rows, sizes, offsets, mask, lanes = 1) {
  const list = new Virtualizer({
    count,
    lanes,
    estimateSize: () => ESTIMATE,
    getScrollElement: () => null,
    scrollToFn: () => {},
    observeElementRect: () => {},
    observeElementOffset: () => {},
    initialRect: { width: 360, height: 740 },
  });
  list._willUpdate();
  list.getTotalSize();
  let i = 0;
  return () => {
    const k = i++ & mask;
    list.resizeItem(rows[k], sizes[k]);
    return list.getTotalSize() + list.getVirtualItemForOffset(offsets[k]).index;
  };
}
