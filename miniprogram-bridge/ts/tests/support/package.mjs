// The built package, as an app would load it, on both tiers.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const PKG = fileURLToPath(new URL('../../../../pkg/', import.meta.url));
export const GOLDEN = fileURLToPath(new URL('../../../../tests/golden/', import.meta.url));

const require = createRequire(import.meta.url);

/** An entry as CommonJS, fresh: nothing is shared with another call. */
export function freshEntry(name) {
  for (const path of Object.keys(require.cache)) if (path.startsWith(PKG)) delete require.cache[path];
  return require(`${PKG}dist/${name}.js`);
}

const node = freshEntry('node');

export const { memoryHost, nodeHost, isTuikeError, hostError } = node;

/** The loaded core of each tier, by its name. */
export const TIERS = {
  wasm: await node.load({ tier: 'wasm' }),
  js: await node.load({ tier: 'js' }),
};

export function golden(name) {
  return JSON.parse(readFileSync(`${GOLDEN}${name}.json`, 'utf8'));
}

/** Runs something that must throw a TuikeError; gives the error. */
export function refusalOf(run) {
  try {
    run();
  } catch (error) {
    if (isTuikeError(error)) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
