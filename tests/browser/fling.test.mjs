// A fling over 100,000 products of differing heights on a slow phone: what time cannot excuse. How many
// frames are late, beside TanStack Virtual, is told by `cargo xtask bench fling`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { flung } from './fling.mjs';
import { startBrowser } from './lib.mjs';
import { LOOK, startListPage } from './list_page.mjs';

const MS = Number(process.env.TUIKE_FLING_MS ?? 15_000);
const MOST_GROWTH = 10e6;
let server;
let chromium;

before(async () => {
  server = await startListPage();
  chromium = await startBrowser();
});

after(async () => {
  await chromium?.stop();
  await server?.stop();
});

test('a fling over 100,000 products never shows an empty view, a hole or rows over each other, and leaves no heap behind', async () => {
  const { context, complaints } = await chromium.open();
  const seen = await flung(context, `${server.url}/?rows=100000`, { ms: MS, slow: 4 }, LOOK);
  console.log(`${seen.count} frames to ${Math.round(seen.reached)} px, median ${seen.median.toFixed(1)} ms, heap ${(seen.grown / 1e6).toFixed(1)} MB`);
  assert.ok(seen.count > 50 && seen.reached > 10_000, `it was flung: ${seen.count} frames, ${seen.reached} px`);
  assert.equal(seen.empty, 0, 'frames without a row');
  assert.deepEqual(seen.wrong, []);
  assert.ok(seen.grown <= MOST_GROWTH, `the heap grew by ${seen.grown}`);
  assert.deepEqual(complaints, []);
  await context.close();
});
