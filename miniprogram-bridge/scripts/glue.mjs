/**
 * wasm-bindgen's `--target bundler` glue as a factory, so that two instances share nothing.
 *
 * Three things are mended on the way (wasm-bindgen 0.2.130):
 * - `TextEncoder` and `TextDecoder` come in as an argument: mini-programs have neither;
 * - cached views are compared by their buffer: the stock tests (`byteLength === 0`, `detached`) never
 *   trip over a memory that wasm2js has grown, and writes go to the old buffer;
 * - a finalizer that runs after a panic does nothing.
 *
 * What every function repeats is called by one name ({@link SHARED}), and `using` for the raw handles goes:
 * only this package holds them.
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
${SHARED}${body}
return {
  core: { ${core.join(', ')} },
  imports: { ${JSON.stringify(MODULE)}: { ${imports.join(', ')} } },
  setWasm: __wbg_set_wasm,
};
}
`;
}

/** What wasm-bindgen writes out in every function: a third of what the package's own code weighs, compressed. */
const SHARED = `const reserve = () => wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
const release = () => wasm.__wbindgen_add_to_stack_pointer(16);
const int = (at, place) => getDataViewMemory0().getInt32(at + 4 * place, true);
const float = (at, place) => getDataViewMemory0().getFloat64(at + 8 * place, true);
const put = (text) => passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const putBytes = (bytes) => passArray8ToWasm0(bytes, wasm.__wbindgen_malloc);
const drop = (at, length) => wasm.__wbindgen_free(at, length, 1);
const dropIf = (at, length) => { if (at) drop(at, length); };
const check = (at, place) => { if (int(at, place + 1)) throw takeObject(int(at, place)); };
const takeText = (at) => {
  try {
    return getStringFromWasm0(int(at, 0), int(at, 1));
  } finally {
    drop(int(at, 0), int(at, 1));
  }
};
`;

/** @type {[RegExp, string][]} */
const REPEATED = [
  [/wasm\.__wbindgen_add_to_stack_pointer\(-16\) >>> 0/g, 'reserve()'],
  [/wasm\.__wbindgen_add_to_stack_pointer\(16\)/g, 'release()'],
  [/getDataViewMemory0\(\)\.getInt32\(retptr \+ 4 \* (\d), true\)/g, 'int(retptr, $1)'],
  [/getDataViewMemory0\(\)\.getFloat64\(retptr \+ 8 \* (\d), true\)/g, 'float(retptr, $1)'],
  [/passStringToWasm0\((\w+), wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc\)/g, 'put($1)'],
  [/passArray8ToWasm0\((\w+), wasm\.__wbindgen_malloc\)/g, 'putBytes($1)'],
  [/if \((ptr\d+)\) \{ wasm\.__wbindgen_free\(\1, (len\d+) \* 1, 1\); \}/g, 'dropIf($1, $2);'],
  [/wasm\.__wbindgen_free\((\w+), (\w+)(?: \* 1)?, 1\)/g, 'drop($1, $2)'],
  // A text that is given back, after what may be thrown instead; and the place kept to free it.
  [
    /var r2 = (int\(retptr, )2\);\s+var r3 = int\(retptr, 3\);\s+var (ptr\d+) = r0;\s+var (len\d+) = r1;\s+if \(r3\) \{\s+\2 = 0; \3 = 0;\s+throw takeObject\(r2\);\s+\}\s+(\w+) = \2;\s+(\w+) = \3;\s+return getStringFromWasm0\(\2, \3\);/g,
    'check(retptr, 2);\n$4 = r0;\n$5 = r1;\nreturn getStringFromWasm0(r0, r1);',
  ],
  [
    /var r0 = int\(retptr, 0\);\s+var r1 = int\(retptr, 1\);\s+(check\(retptr, 2\);)?\s+(deferred\w+) = r0;\s+(deferred\w+) = r1;\s+return getStringFromWasm0\(r0, r1\);\s+\} finally \{\s+release\(\);\s+drop\(\2, \3\);/g,
    '$1 return takeText(retptr); } finally { release();',
  ],
  [/let deferred\w+;/g, ''],
  [
    /var r0 = int\(retptr, 0\);\s+var r1 = int\(retptr, 1\);\s+if \(r1\) \{\s+throw takeObject\(r0\);\s+\}/g,
    'check(retptr, 0);',
  ],
  [
    /var r1 = int\(retptr, 1\);\s+var r2 = int\(retptr, 2\);\s+if \(r2\) \{\s+throw takeObject\(r1\);\s+\}/g,
    'check(retptr, 1);',
  ],
  [
    /var r2 = int\(retptr, 2\);\s+var r3 = int\(retptr, 3\);\s+if \(r3\) \{\s+throw takeObject\(r2\);\s+\}/g,
    'check(retptr, 2);',
  ],
  [/if \(Symbol\.dispose\) \w+\.prototype\[Symbol\.dispose\] = \w+\.prototype\.free;/g, ''],
];

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
  for (const [pattern, name] of REPEATED) mended = replace(mended, pattern, name);
  refuse(mended, /deferred\d/, 'a text that nothing would free');
  refuse(mended, /\.byteLength === 0|\.detached/, 'a view cache that is not mended');
  refuse(mended, /\b(globalThis|BigInt|window|self)\b/, 'a global that mini-programs lack');
  return mended;
}

function replace(text, pattern, by) {
  if (text.search(pattern) < 0) throw new Error(`the glue has no ${pattern}: has wasm-bindgen changed?`);
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
