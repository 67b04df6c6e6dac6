/**
 * Loading: picks the tier, makes one instance, hands it to whoever asks.
 *
 * `load` may be called often and at once: the same options give the same instance. A load that failed
 * is forgotten, so that the next call tries again.
 */

import type { CoreExports } from '../../../generated/glue';
import type { Host, LoadOptions, Tier, Tuike } from '../api';
import { type Bridge, type Instantiate, openBridge } from '../bridge';
import { bridgeError, messageOf } from '../errors';
import { openTuike } from '../tuike';

declare const __VERSION__: string;

/** What an entry of the package knows about where it runs. */
export interface Platform {
  /** Makes an instance of the wasm module; rejects where it cannot. */
  wasm(options: LoadOptions, imports: object): Promise<CoreExports>;
  /** The pure-JavaScript twin. */
  js(): Promise<Instantiate> | Instantiate;
  /** What `connect` uses where it is not told. */
  host(): Host;
}

interface Loaded {
  tier: Tier | 'auto';
  wasm: LoadOptions['wasm'];
  tuike: Promise<Tuike>;
}

export function createLoad(platform: Platform): (options?: LoadOptions) => Promise<Tuike> {
  let loaded: Loaded[] = [];
  return (options = {}) => {
    const { tier = 'auto', wasm } = options;
    const known = loaded.find((one) => one.tier === tier && one.wasm === wasm);
    if (known !== undefined) return known.tuike;
    const one: Loaded = { tier, wasm, tuike: open(platform, tier, options) };
    loaded.push(one);
    one.tuike.catch(() => {
      loaded = loaded.filter((other) => other !== one);
    });
    return one.tuike;
  };
}

async function open(platform: Platform, tier: Tier | 'auto', options: LoadOptions): Promise<Tuike> {
  const notices: string[] = [];
  const host = () => platform.host();
  if (tier !== 'js') {
    try {
      return openTuike(await openWasm(platform, options), notices, host);
    } catch (error) {
      const words = `the wasm module could not be loaded: ${messageOf(error)}`;
      if (tier === 'wasm') throw bridgeError('load/failed', words);
      notices.push(`${words}; the JavaScript tier runs instead`);
    }
  }
  const { js } = options;
  const twin = js === undefined ? await platform.js() : ((await js()).instantiate as Instantiate);
  return openTuike(await openBridge('js', twin), notices, host);
}

async function openWasm(platform: Platform, options: LoadOptions): Promise<Bridge> {
  const bridge = await openBridge('wasm', (imports) => platform.wasm(options, imports));
  const version = bridge.call((core) => core.version());
  // A file copied into the app by hand outlives an upgrade of the package.
  if (version !== __VERSION__) throw new Error(`core.wasm is of version ${version}, the package of ${__VERSION__}`);
  return bridge;
}
