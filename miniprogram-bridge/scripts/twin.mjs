/**
 * wasm2js's module as a factory: `instantiate(imports)` gives fresh exports, as WebAssembly would.
 *
 * Checked: a module of another shape stops the build.
 */

/** @param {string} wrote the text wasm2js wrote @returns {string} an ES module that exports instantiate */
export function instantiateOf(wrote) {
  const source = plainData(wrote);
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

/**
 * The module's data as texts of bytes instead of base64, which hides from compression what repeats in it:
 * 2 KB less of brotli.
 */
function plainData(source) {
  const decoder = / {2}var base64ReverseLookup[\s\S]*?^ {2}function base64DecodeToExistingUint8Array[\s\S]*?^ {2}}$/m;
  const segment = /base64DecodeToExistingUint8Array\(bufferView, (\d+), ("[A-Za-z0-9+/=]*")\)/g;
  if (!decoder.test(source) || !segment.test(source)) throw new Error('wasm2js wrote its data in an unknown way');
  const plain = source
    .replace(
      decoder,
      `  function write(target, at, text) {
    for (var i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  }`,
    )
    .replace(segment, (_, at, base64) => {
      const bytes = Buffer.from(JSON.parse(base64), 'base64').toString('latin1');
      return `write(bufferView, ${at}, ${JSON.stringify(bytes)})`;
    });
  if (plain.includes('base64')) throw new Error('wasm2js uses base64 for more than its data');
  return plain;
}
