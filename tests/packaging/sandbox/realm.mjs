// A JavaScript world that has no more than an old phone's mini-program has (PLATFORMS, "WeChat", read
// 2026-11): no Node, no browser, no eval, and none of the built-ins that iOS 13 or Chrome 86 lack.
//
//   const realm = makeRealm({ setTimeout, clearTimeout, console });
//   realm.run('typeof TextDecoder', 'probe.js');   // 'undefined'

import vm from 'node:vm';

/** Globals of ECMAScript itself that must be treated as missing; the rest a bare context never has. */
const MISSING_GLOBALS = [
  'globalThis', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'FinalizationRegistry', 'WeakRef',
  'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'AggregateError', 'Iterator', 'Float16Array', 'escape',
  'unescape', 'Intl',
];

/** Methods younger than the floor (iOS 13, Chrome 86). */
const MISSING_METHODS = {
  'Array.prototype': ['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with'],
  'String.prototype': ['at', 'replaceAll', 'isWellFormed', 'toWellFormed'],
  'Object': ['hasOwn', 'groupBy'],
  'Promise': ['any', 'withResolvers', 'try'],
  'ArrayBuffer.prototype': ['resize', 'transfer', 'transferToFixedLength'],
  'Object.getPrototypeOf(Uint8Array.prototype)': ['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'with'],
};

export function makeRealm(globals) {
  // Strings are never code here, as on every mini-program host.
  const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: true } });
  const run = (source, filename) => new vm.Script(source, { filename }).runInContext(context);

  // Kept on this side: what the host itself builds its answers with, in the realm's own kinds.
  const inside = run('({ JSON, Promise, Error, ArrayBuffer, Uint8Array, WebAssembly })', 'realm.js');
  for (const [owner, names] of Object.entries(MISSING_METHODS)) {
    for (const name of names) run(`delete ${owner}.${name}`, 'realm.js');
  }
  for (const name of MISSING_GLOBALS) run(`delete this.${name}`, 'realm.js');
  Object.assign(context, globals);

  return {
    run,
    inside,
    /** Adds globals: what only the host can make once the realm is there. */
    context(more) {
      Object.assign(context, more);
    },
    /** A host value as the realm's own, by way of JSON, as hosts hand values over. */
    give(value) {
      return value === undefined ? undefined : inside.JSON.parse(JSON.stringify(value));
    },
    /** Bytes as the realm's own ArrayBuffer. */
    giveBytes(bytes) {
      const copy = new inside.Uint8Array(bytes.length);
      copy.set(bytes);
      return copy.buffer;
    },
  };
}
