/**
 * What must hold for every file that a mini-program gets.
 *
 * WeChat's 构建 npm refuses younger syntax than ES2017 with `import()` and `import.meta`; iOS refuses a
 * module that exports a global (both verified, see the design notes). A name is looked for as a word
 * outside comments and texts.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';

const YOUNGER = [
  'nullish-coalescing',
  'optional-chain',
  'optional-catch-binding',
  'bigint',
  'dynamic-import',
  'import-meta',
  'class-field',
  'class-private-field',
  'class-static-field',
  'class-static-blocks',
  'logical-assignment',
  'object-rest-spread',
  'async-generator',
  'for-await',
  'top-level-await',
];

export async function guardScripts(dir, names) {
  for (const name of names) {
    const text = await readFile(join(dir, name), 'utf8');
    // What has to be lowered was younger; minifying would bring younger syntax in by itself.
    const print = async (supported) =>
      (await transform(text, { target: 'esnext', supported, legalComments: 'none' })).code;
    const asItIs = await print({});
    const lowered = await print(Object.fromEntries(YOUNGER.map((feature) => [feature, false]))).catch((error) => {
      throw new Error(`${name}: younger than ES2017: ${error.message}`);
    });
    if (asItIs !== lowered) throw new Error(`${name}: younger than ES2017`);
  }
}

/** Memory and functions only. */
export async function guardWasm(file) {
  const module = new WebAssembly.Module(await readFile(file));
  for (const { name, kind } of WebAssembly.Module.exports(module)) {
    if (kind !== 'function' && name !== 'memory') throw new Error(`core.wasm exports the ${kind} ${name}`);
  }
}
