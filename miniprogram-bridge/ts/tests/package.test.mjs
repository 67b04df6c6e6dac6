// What is committed is what was built.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { PKG, TIERS } from './support/package.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

it('the API snapshot is that of the package', () => {
  const [built, committed] = [`${PKG}dist/index.d.ts`, here('../../api/tuike-core.d.ts')].map((file) =>
    readFileSync(file, 'utf8'),
  );
  assert.equal(built, committed, 'look at the change, then: node build.mjs --accept-api');
});

it('every entry has the same types as ES module and as CommonJS', () => {
  for (const name of ['index', 'js', 'web', 'node']) {
    assert.equal(readFileSync(`${PKG}dist/${name}.d.ts`, 'utf8'), readFileSync(`${PKG}dist/${name}.d.mts`, 'utf8'));
  }
});

it("every version is the package's", () => {
  const { version } = JSON.parse(readFileSync(`${PKG}package.json`, 'utf8'));
  assert.match(readFileSync(here('../../../Cargo.toml'), 'utf8'), new RegExp(`^version = "${version}"$`, 'm'));
  for (const [tier, tuike] of Object.entries(TIERS)) assert.equal(tuike.version, version, tier);
});

it("no machine's path is in what is shipped", () => {
  for (const file of [
    'dist/core.wasm',
    'dist/core.js',
    'dist/index.js',
    'dist/node.mjs',
    'miniprogram_dist/index.js',
  ]) {
    const text = readFileSync(PKG + file, 'latin1');
    assert.doesNotMatch(text, /\/(root|home|usr|work|build|tmp)\/|[A-Z]:\\\\|\.cargo|registry\/src|\.rs\b/, file);
  }
});
