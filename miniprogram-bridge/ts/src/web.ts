/**
 * `tuike-core/web`: Vite, webpack 5 and browsers. Finds `core.wasm` beside itself.
 *
 *     import { load } from 'tuike-core/web';
 *     const tuike = await load();
 */

import jsTier from '#js-tier';
import wasmUrl from '#wasm-url';
import type { LoadOptions, Tuike } from './api';
import { bridgeError } from './errors';
import { createLoad } from './load/load';
import { webHost } from './load/mini';
import { instantiateStandard } from './load/standard';

export * from './exports';
export { browserHost } from './hosts/browser';
export { memoryHost } from './hosts/memory';

/** Loads the core; called again it gives the same instance. */
export const load: (options?: LoadOptions) => Promise<Tuike> = createLoad({
  wasm: async (options, imports) => {
    const source = options.wasm === undefined ? wasmUrl() : options.wasm;
    if (source === undefined) {
      throw bridgeError('load/unsupported', 'a CommonJS build cannot find core.wasm: say where with load({ wasm })');
    }
    return instantiateStandard(source, imports, (url) => fetch(url));
  },
  js: jsTier,
  host: webHost,
});
