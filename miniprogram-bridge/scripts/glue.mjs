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
const check = (at, place) => { if (int(at, place + 1)) throw takeObject(int(at, place)); };
const told = (run, place) => {
  const at = reserve();
  try {
    run(at);
    if (place) check(at, place);
    return takeText(at);
  } finally {
    release();
  }
};
const done = (run) => {
  const at = reserve();
  try {
    run(at);
    check(at, 0);
  } finally {
    release();
  }
};
const number = (at) => {
  const found = float(at, 0);
  check(at, 2);
  return found;
};
const maybeTold = (run) => {
  const at = reserve();
  try {
    run(at);
    return int(at, 0) ? takeText(at) : undefined;
  } finally {
    release();
  }
};
const registry = (free) => typeof FinalizationRegistry === 'undefined'
  ? { register: () => {}, unregister: () => {} }
  : new FinalizationRegistry((ptr) => wasm && free(ptr));
const takeText = (at) => {
  try {
    return getStringFromWasm0(int(at, 0), int(at, 1));
  } finally {
    drop(int(at, 0), int(at, 1));
  }
};
`;

/** @type {[RegExp, string | ((...found: string[]) => string)][]} */
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
  // Texts go in where they are called for. Only a text that is none stops one half-way, and what calls this
  // has seen to that; the one before it would stay allocated.
  [/let ptr0[^;]*;\s+try \{([^}]*)\} catch \(e\) \{[^}]*\}\s+(wasm\.[^;]*;)/g, (_, put, call) => putInto(call, put)],
  [
    /((?:const|var) ptr0 = [^;]*;\s+(?:const|var) len0 = WASM_VECTOR_LEN;)\s+(wasm\.[^;]*;)/g,
    (_, put, call) => putInto(call, put),
  ],
  [
    /try \{\s+const retptr = reserve\(\);((?:\s+const val\d+ = \+\w+;)*)\s+(wasm\.[^;]*;)\s+(?:check\(retptr, (2)\);)?\s*return takeText\(retptr\); \} finally \{ release\(\);\s+\}/g,
    (_, numbers, call, place = '0') => `return told((retptr) => {${numbers}${call}}, ${place});`,
  ],
  [
    /try \{\s+const retptr = reserve\(\);((?:\s+const val\d+ = \+\w+;)*)\s+(wasm\.rawclient_[^;]*;)\s+check\(retptr, 0\);\s+\} finally \{\s+release\(\);\s+\}/g,
    (_, numbers, call) => `done((retptr) => {${numbers}${call}});`,
  ],
  [/var r0 = float\(retptr, 0\);\s+check\(retptr, 2\);\s+return r0;/g, 'return number(retptr);'],
  [
    /try \{\s+const retptr = reserve\(\);\s+(wasm\.[^;]*;)\s+var r0 = int\(retptr, 0\);\s+var r1 = int\(retptr, 1\);\s+let (v\d);\s+if \(r0 !== 0\) \{\s+\2 = getStringFromWasm0\(r0, r1\);\s+drop\(r0, r1\);\s+\}\s+return \2;\s+\} finally \{\s+release\(\);\s+\}/g,
    (_, call) => `return maybeTold((retptr) => {${call}});`,
  ],
  // Every call says how to reallocate.
  [/if \(realloc === undefined\) \{[^}]*\}/g, ''],
  [/if \(Symbol\.dispose\) \w+\.prototype\[Symbol\.dispose\] = \w+\.prototype\.free;/g, ''],
];

/** A call with what puts its texts in the place of where they are. */
function putInto(call, put) {
  return put
    .split(';')
    .map((statement) => /(ptr\d+) = (.*)/.exec(statement))
    .filter((found) => found !== null)
    .reduce((all, [, at, how]) => all.replace(`${at}, ${at.replace('ptr', 'len')}`, `${how}, WASM_VECTOR_LEN`), call);
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
  mended = replace(
    mended,
    /\(typeof FinalizationRegistry === 'undefined'\)\s+\? \{ register: \(\) => \{\}, unregister: \(\) => \{\} \}\s+: new FinalizationRegistry\(ptr => (wasm\.\w+)\(ptr, 1\)\)/g,
    'registry((ptr) => $1(ptr, 1))',
  );
  for (const [pattern, name] of REPEATED) mended = replace(mended, pattern, name);
  refuse(mended, /deferred\d/, 'a text that nothing would free');
  refuse(mended, /\b(ptr|len)\d\b/, 'a text whose place is nowhere');
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
