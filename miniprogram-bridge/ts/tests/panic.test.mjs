// A panic is a trap, and after it nothing may be believed: every later call says so.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { instantiateOf } from '../../scripts/twin.mjs';
import { freshEntry, isTuikeError, memoryHost, PKG } from './support/package.mjs';
import { source } from './support/source.mjs';

const BIN = fileURLToPath(new URL('../../node_modules/binaryen/bin/', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'tuike-panic-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** The real module with one export that traps at once. */
function trapping(name) {
  const text = execFileSync(process.execPath, [`${BIN}wasm-dis`, `${PKG}dist/core.wasm`], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const [, index] = new RegExp(`\\(export "${name}" \\(func \\$(\\S+?)\\)\\)`).exec(text);
  const head = new RegExp(`^ \\(func \\$${index.replace('$', '\\$')} .*(\\n  \\(local .*)*$`, 'm');
  assert.ok(head.test(text), name);
  writeFileSync(
    join(dir, 'trap.wat'),
    text.replace(head, (line) => `${line}\n  (if (i32.const 1) (then (unreachable)))`),
  );
  const flags = ['--mvp-features', '--enable-mutable-globals'];
  execFileSync(process.execPath, [`${BIN}wasm-as`, ...flags, join(dir, 'trap.wat'), '-o', join(dir, 'trap.wasm')]);
  return readFileSync(join(dir, 'trap.wasm'));
}

const poisoned = (error) => isTuikeError(error) && error.code === 'internal/panic' && /unreachable/.test(error.message);

it('poisons the instance for everything that lives in it, and nothing else', async () => {
  const { load } = freshEntry('node');
  const tuike = await load({ wasm: trapping('rawlist_resize'), tier: 'wasm' });
  const list = tuike.list({ count: 10, estimate: 10 });
  const plan = tuike.commission.compile({ version: 1, currency: 'CNY', rules: [] });
  assert.equal(list.total, 100);
  assert.throws(() => list.resize(1, 5), poisoned);
  for (const call of [
    () => list.total,
    () => list.range(0, 100),
    () => plan.preview({ at: 0, lines: [], chain: [] }),
    () => plan.previewMany(new Float64Array(1), { at: 0 }),
    () => tuike.share.decode('x'),
    () => tuike.list({ count: 1, estimate: 1 }),
    () => tuike.commission.compile({ version: 1, currency: 'CNY', rules: [] }),
  ])
    assert.throws(call, poisoned, call.toString());
  list.free();
  plan.free();
  const other = await load();
  assert.equal(other.list({ count: 10, estimate: 10 }).total, 100);
});

it('rejects what a client has open, and everything after it', async () => {
  const { load } = freshEntry('node');
  const tuike = await load({ wasm: trapping('rawclient_resolveKeys'), tier: 'wasm' });
  const backend = { version: 1, base: 'http://127.0.0.1:9', resources: { a: { get: '/a' } } };
  const client = await tuike.connect({ backend, host: memoryHost() });
  await assert.rejects(client.query('a'), poisoned);
  await assert.rejects(client.query('a'), (error) => error.code === 'client/closed' || poisoned(error));
  client.close();
});

it('poisons the JavaScript tier just the same', async () => {
  trapping('rawlist_resize');
  const flags = ['--mvp-features', '--enable-mutable-globals', '-O'];
  execFileSync(process.execPath, [`${BIN}wasm2js`, ...flags, join(dir, 'trap.wasm'), '-o', join(dir, 'trap.js')]);
  writeFileSync(join(dir, 'twin.mjs'), instantiateOf(readFileSync(join(dir, 'trap.js'), 'utf8')));
  const { instantiate } = await import(join(dir, 'twin.mjs'));
  const { createLoad } = await source('load/load.ts');
  const load = createLoad({ wasm: () => Promise.reject(new Error('none')), js: () => instantiate, host: memoryHost });
  const tuike = await load();
  const list = tuike.list({ count: 10, estimate: 10 });
  assert.equal(tuike.tier, 'js');
  for (const call of [() => list.resize(1, 5), () => list.total, () => tuike.share.decode('x')]) {
    assert.throws(call, (error) => isTuikeError(error) && error.code === 'internal/panic', call.toString());
  }
});
