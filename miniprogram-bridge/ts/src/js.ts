/**
 * `tuike-core/js`: the pure JavaScript tier for Alipay's main thread and whatever else has no wasm.
 *
 *     import { load } from 'tuike-core/js';
 *     const tuike = await load();
 */

import jsTier from '#js-tier';
import type { LoadOptions, Tuike } from './api';
import { bridgeError } from './errors';
import { createLoad } from './load/load';
import { miniHost } from './load/mini';

export * from './exports';
export { alipayHost } from './hosts/alipay';
export { browserHost } from './hosts/browser';
export { memoryHost } from './hosts/memory';
export { wechatHost } from './hosts/wechat';

const loadAny = createLoad({
  wasm: () => Promise.reject(bridgeError('load/unsupported', 'tuike-core/js holds no wasm: load from tuike-core')),
  js: jsTier,
  host: miniHost,
});

/** Loads the core; called again it gives the same instance. */
export function load(options: LoadOptions = {}): Promise<Tuike> {
  return loadAny({ tier: options.tier === 'wasm' ? 'wasm' : 'js' });
}
