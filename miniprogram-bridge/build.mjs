/**
 * From bindings to the npm package.
 *
 *     node build.mjs --in ../target/pkg --out ../pkg     builds pkg/dist, pkg/miniprogram_dist, pkg/list and pkg/profiles
 *     node build.mjs … --accept-api                       and takes the types as the new snapshot
 *
 * In: `bindgen/` (wasm-bindgen --target bundler), `core.wasm` (optimized), `core.wasm2js.js`.
 * `cargo xtask pkg` makes these and runs this.
 */

import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { bundle } from './scripts/bundle.mjs';
import { components } from './scripts/components.mjs';
import { factoryOf, GLUE_TYPES } from './scripts/glue.mjs';
import { guardScripts, guardWasm } from './scripts/guard.mjs';
import { instantiateOf } from './scripts/twin.mjs';
import { inOrder, snapshotIsCurrent, writeSnapshot, writeTypes } from './scripts/types.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  options: {
    in: { type: 'string', default: join(here, '../target/pkg') },
    out: { type: 'string', default: join(here, '../pkg') },
    'accept-api': { type: 'boolean', default: false },
  },
});
const from = resolve(values.in);
const pkg = resolve(values.out);
const generated = join(here, 'generated');
const dist = join(pkg, 'dist');
const mini = join(pkg, 'miniprogram_dist');
const profiles = join(pkg, 'profiles');

await Promise.all([generated, dist, mini, profiles].map((dir) => rm(dir, { recursive: true, force: true })));
await Promise.all([generated, dist, mini].map((dir) => mkdir(dir, { recursive: true })));

const bindgen = join(from, 'bindgen');
await Promise.all([
  writeFile(join(generated, 'tuike_bridge.d.ts'), inOrder(await readFile(join(bindgen, 'tuike_bridge.d.ts'), 'utf8'))),
  writeFile(join(generated, 'glue.d.ts'), GLUE_TYPES),
  writeFile(join(generated, 'glue.js'), factoryOf(await readFile(join(bindgen, 'tuike_bridge_bg.js'), 'utf8'))),
  writeFile(join(generated, 'core.js'), instantiateOf(await readFile(join(from, 'core.wasm2js.js'), 'utf8'))),
]);

// wasm-bindgen 0.2.130 exports two globals that nothing reads; iOS inside WeChat cannot export any.
await promisify(execFile)(process.execPath, [
  join(here, 'node_modules/binaryen/bin/wasm-opt'),
  '--mvp-features',
  '--enable-mutable-globals',
  '--remove-exports=__abort_handler',
  '--remove-exports=__instance_terminated',
  '--remove-unused-module-elements',
  join(from, 'core.wasm'),
  '-o',
  join(dist, 'core.wasm'),
]);
await guardWasm(join(dist, 'core.wasm'));
// A third of the size, and every base library that the package supports unpacks it (2.14.0 and above).
await writeFile(
  join(mini, 'core.wasm.br'),
  brotliCompressSync(await readFile(join(dist, 'core.wasm')), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
);

const { version } = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'));
await bundle({ dist, mini, version });
await guardScripts(mini, ['index.js', 'js.js', 'core.js']);
await components({ mini, pkg });
await cp(join(here, 'profiles'), profiles, { recursive: true });
await copyFile(join(here, 'profile.schema.json'), join(pkg, 'profile.schema.json'));
await writeTypes(dist);

if (values['accept-api']) await writeSnapshot(dist);
else if (!(await snapshotIsCurrent(dist))) {
  console.warn('the API differs from miniprogram-bridge/api/tuike-core.d.ts: look at it, then build with --accept-api');
}
