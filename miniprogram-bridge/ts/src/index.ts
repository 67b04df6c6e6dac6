/**
 * `tuike-core`: WeChat, Taro, uni-app, bundlers. No `import.meta`, no `fetch` needed.
 *
 *     import { load } from 'tuike-core';
 *     const tuike = await load();
 */

import jsTier from '#js-tier';
import type { LoadOptions, Tuike } from './api';
import { createLoad } from './load/load';
import { miniHost, miniWasm } from './load/mini';

export * from './exports';
export { alipayHost } from './hosts/alipay';
export { browserHost } from './hosts/browser';
export { memoryHost } from './hosts/memory';
export { wechatHost } from './hosts/wechat';

/** Loads the core; called again it gives the same instance. */
export const load: (options?: LoadOptions) => Promise<Tuike> = createLoad({
  wasm: miniWasm,
  js: jsTier,
  host: miniHost,
});
