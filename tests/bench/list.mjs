// A row's size becomes known: resize + total + find at a random offset.
//
// The work of each measured row while a feed scrolls. Ours goes through the package, both tiers; the
// peers through their own public or core entry points, headless.
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

function tanstack(count, rows, sizes, offsets, mask) {
  const list = new Virtualizer({
    count,
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
