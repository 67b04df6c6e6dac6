/**
 * Loading without `import.meta` and `fetch`: WeChat and Douyin mini-programs, Taro, uni-app, bundlers.
 *
 * WeChat's `WXWebAssembly` takes a path into the code package and nothing else; by default the one where
 * 构建 npm puts it. Taro and uni-app copy `core.wasm` by their own settings and say where. Elsewhere
 * the module comes as bytes, a module or a URL, or the JavaScript tier runs.
 */

import type { CoreExports } from '../../../generated/glue';
import type { Host, LoadOptions } from '../api';
import { bridgeError } from '../errors';
import { alipayHost } from '../hosts/alipay';
import { browserHost } from '../hosts/browser';
import { memoryHost } from '../hosts/memory';
import { wechatHost } from '../hosts/wechat';
import { exportsOf, instantiateStandard } from './standard';

interface PackageWasm {
  instantiate(path: string, imports: object): Promise<unknown>;
}

declare const WXWebAssembly: PackageWasm | undefined;
declare const TTWebAssembly: PackageWasm | undefined;

/** Where 构建 npm puts it. */
const PATH = '/miniprogram_npm/tuike-core/core.wasm.br';

export async function miniWasm(options: LoadOptions, imports: object): Promise<CoreExports> {
  const { wasm } = options;
  const mini =
    typeof WXWebAssembly !== 'undefined'
      ? WXWebAssembly
      : typeof TTWebAssembly !== 'undefined'
        ? TTWebAssembly
        : undefined;
  if (mini !== undefined) {
    const path = wasm === undefined ? PATH : wasm;
    if (typeof path !== 'string') {
      throw bridgeError('input/wrong-type', 'wasm: a mini-program takes a path in its code package', {
        path: 'wasm',
        limit: 'a path in the code package',
      });
    }
    return exportsOf(await mini.instantiate(path, imports));
  }
  if (wasm === undefined) {
    throw bridgeError('load/unsupported', 'no WXWebAssembly here: say where core.wasm is with load({ wasm })');
  }
  return instantiateStandard(wasm, imports, (url) => {
    if (typeof fetch !== 'function')
      throw bridgeError('load/unsupported', 'no fetch here: give load({ wasm }) the bytes');
    return fetch(url);
  });
}

declare const wx: { request?: unknown; getStorage?: unknown } | undefined;
declare const my: { request?: unknown; getStorage?: unknown } | undefined;

/** The host for where this runs. A web page inside WeChat has a `wx` too, but not that of mini-programs. */
export function miniHost(): Host {
  if (typeof wx !== 'undefined' && wx.request && wx.getStorage) return wechatHost();
  if (typeof my !== 'undefined' && my.request && my.getStorage) return alipayHost();
  return webHost();
}

export function webHost(): Host {
  return typeof indexedDB !== 'undefined' && typeof addEventListener === 'function' ? browserHost() : memoryHost();
}
