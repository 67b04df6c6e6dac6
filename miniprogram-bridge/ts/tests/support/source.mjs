// A module of ts/src by itself, for what no entry exports: bundled by esbuild on the fly.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

let copies = 0;

/** `await source('utf8.ts')` gives the module's exports; `fresh`, of a copy that nobody has used. */
export async function source(path, { fresh = false } = {}) {
  const { outputFiles } = await build({
    entryPoints: [SRC + path],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    tsconfigRaw: '{}',
    define: { __VERSION__: '""' },
  });
  const copy = fresh ? `#${++copies}` : '';
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}${copy}`);
}
