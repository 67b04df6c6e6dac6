/**
 * wasm-bindgen's `--target bundler` glue as a factory, so that two instances share nothing.
 *
 * Three things are mended on the way (wasm-bindgen 0.2.130):
 * - `TextEncoder` and `TextDecoder` come in as an argument: mini-programs have neither;
 * - cached views are compared by their buffer: the stock tests (`byteLength === 0`, `detached`) never
 *   trip over a memory that wasm2js has grown, and writes go to the old buffer;
 * - a finalizer that runs after a panic does nothing.
 *
 * Each is checked: glue of another shape stops the build.
 */

const MODULE = './tuike_bridge_bg.js';

/** @param {string} source the text of tuike_bridge_bg.js @returns {string} an ES module that exports createGlue */
export function factoryOf(source) {
  const names = [];
  const body = mend(source).replace(/^export (class|function) (\w+)/gm, (_, kind, name) => {
    names.push(name);
    return `${kind} ${name}`;
  });
  refuse(body, /^\s*(export|import)\b/m, 'an export or import that is neither a class nor a function');
  const isImport = (name) => /^__wb(g|indgen)_/.test(name);
  const imports = names.filter((name) => isImport(name) && name !== '__wbg_set_wasm');
  const core = names.filter((name) => !isImport(name));
  return `export function createGlue(utf8) {
const TextEncoder = utf8.Encoder, TextDecoder = utf8.Decoder;
${body}
return {
  core: { ${core.join(', ')} },
  imports: { ${JSON.stringify(MODULE)}: { ${imports.join(', ')} } },
  setWasm: __wbg_set_wasm,
};
}
`;
}

function mend(source) {
  let mended = replace(
    source,
    /(cached\w+Memory0) === null \|\| \1\.byteLength === 0/g,
    '$1 === null || $1.buffer !== wasm.memory.buffer',
  );
  mended = replace(
    mended,
    /(cachedDataViewMemory0) === null \|\| \1\.buffer\.detached === true \|\| \(\1\.buffer\.detached === undefined && \1\.buffer !== wasm\.memory\.buffer\)/g,
    '$1 === null || $1.buffer !== wasm.memory.buffer',
  );
  mended = replace(mended, /new FinalizationRegistry\(ptr => wasm\./g, 'new FinalizationRegistry(ptr => wasm && wasm.');
  refuse(mended, /\.byteLength === 0|\.detached/, 'a view cache that is not mended');
  refuse(mended, /\b(globalThis|BigInt|window|self)\b/, 'a global that mini-programs lack');
  return mended;
}

function replace(text, pattern, by) {
  if (!pattern.test(text)) throw new Error(`the glue has no ${pattern}: has wasm-bindgen changed?`);
  return text.replace(pattern, by);
}

function refuse(text, pattern, what) {
  const found = pattern.exec(text);
  if (found) throw new Error(`the glue has ${what}: ${text.slice(found.index, found.index + 120)}`);
}

/** The types of the factory; `./tuike_bridge` are wasm-bindgen's own. */
export const GLUE_TYPES = `import type * as bridge from './tuike_bridge';
import type { Utf8 } from '../ts/src/utf8';

/** What wasm-bindgen exports. */
export type Core = typeof bridge;

/** What an instance exports, as far as this package looks at it. */
export interface CoreExports {
  memory: { readonly buffer: ArrayBuffer };
}

export interface Glue {
  core: Core;
  /** What an instance imports. */
  imports: object;
  /** Tells the glue which instance it serves; \`undefined\` where it is of no use any more. */
  setWasm(exports: CoreExports | undefined): void;
}

export function createGlue(utf8: Utf8): Glue;
`;
