/**
 * wasm2js's module as a factory: `instantiate(imports)` gives fresh exports, as WebAssembly would.
 *
 * Checked: a module of another shape stops the build.
 */

/** @param {string} source the text wasm2js wrote @returns {string} an ES module that exports instantiate */
export function instantiateOf(source) {
  const footer = source.lastIndexOf('var retasmFunc = asmFunc({');
  if (footer < 0) throw new Error('wasm2js wrote no asmFunc: has binaryen changed?');
  const body = source.slice(0, footer).replace(/^import \* as \S+ from '[^']+';$/gm, '');
  const left = /^\s*(export|import)\b.*$/m.exec(body);
  if (left) throw new Error(`wasm2js wrote something unknown: ${left[0]}`);
  // Where a 64-bit value crosses, wasm2js hands its upper half over in here; none does.
  const env = 'env: { setTempRet0: function () {}, getTempRet0: function () { return 0; } }';
  return `export function instantiate(imports) {
${body}
return asmFunc(Object.assign({ ${env} }, imports));
}
`;
}
