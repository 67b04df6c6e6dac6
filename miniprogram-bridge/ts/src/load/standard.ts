/** Instantiating where `WebAssembly` is as the standard says: browsers, Node, some mini-programs. */

import type { CoreExports } from '../../../generated/glue';
import type { LoadOptions } from '../api';
import { bridgeError } from '../errors';

export async function instantiateStandard(
  source: NonNullable<LoadOptions['wasm']>,
  imports: object,
  fetchBytes: (url: string) => Promise<Response | ArrayBuffer | ArrayBufferView>,
): Promise<CoreExports> {
  if (typeof WebAssembly === 'undefined') throw bridgeError('load/unsupported', 'no WebAssembly here');
  const all = imports as WebAssembly.Imports;
  if (source instanceof WebAssembly.Module) return exportsOf(await WebAssembly.instantiate(source, all));
  const bytes = isBytes(source) ? source : await fetchBytes(urlOf(source));
  if (isBytes(bytes)) return exportsOf(await WebAssembly.instantiate(bytes as BufferSource, all));
  if (!bytes.ok) throw bridgeError('load/failed', `${bytes.url} answered ${bytes.status}`);
  // Streaming needs the MIME type; a server that does not know it still gets its module compiled.
  const type = bytes.headers.get('content-type') || '';
  if (typeof WebAssembly.instantiateStreaming === 'function' && type.indexOf('application/wasm') === 0) {
    return exportsOf(await WebAssembly.instantiateStreaming(bytes, all));
  }
  return exportsOf(await WebAssembly.instantiate(await bytes.arrayBuffer(), all));
}

/** Some hosts resolve to the instance, some to the instance and its module. */
export function exportsOf(found: unknown): CoreExports {
  const { instance, exports } = found as { instance?: { exports: unknown }; exports?: unknown };
  const own = instance === undefined ? exports : instance.exports;
  if (own === undefined || own === null) throw bridgeError('load/failed', 'instantiate gave no exports');
  return own as CoreExports;
}

function isBytes(source: unknown): source is ArrayBuffer | ArrayBufferView {
  return source instanceof ArrayBuffer || ArrayBuffer.isView(source);
}

export function urlOf(source: NonNullable<LoadOptions['wasm']>): string {
  if (typeof source === 'string') return source;
  const { href } = source as { href?: unknown };
  if (typeof href === 'string') return href;
  throw bridgeError('input/wrong-type', 'wasm: expected a path, a URL, bytes or a WebAssembly.Module', {
    path: 'wasm',
    limit: 'a path, a URL, bytes or a WebAssembly.Module',
  });
}
