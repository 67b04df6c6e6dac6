/**
 * `tuike-core/node`: Node 18 and above. Reads `core.wasm` beside itself.
 *
 *     import { load, nodeHost } from 'tuike-core/node';
 *     const tuike = await load();
 *     const client = await tuike.connect({ backend, host: nodeHost({ dir: './.tuike' }) });
 *
 * Without a `host` the client keeps everything in memory.
 */

import { promises as fs } from 'node:fs';
import { fileURLToPath } from 'node:url';

import jsTier from '#js-tier';
import wasmPath from '#wasm-path';
import type { LoadOptions, Tuike } from './api';
import { memoryHost } from './hosts/memory';
import { createLoad } from './load/load';
import { instantiateStandard } from './load/standard';

export * from './exports';
export { memoryHost } from './hosts/memory';
export { nodeHost } from './hosts/node';

/** Loads the core; called again it gives the same instance. */
export const load: (options?: LoadOptions) => Promise<Tuike> = createLoad({
  wasm: (options, imports) =>
    instantiateStandard(options.wasm === undefined ? wasmPath() : options.wasm, imports, (url) =>
      /^https?:/.test(url) ? fetch(url) : fs.readFile(url.startsWith('file:') ? fileURLToPath(url) : url),
    ),
  js: jsTier,
  host: () => memoryHost(),
});
