/**
 * Base64 (RFC 4648 §4) for stores that keep only texts; mini-programs have no `atob`.
 *
 *     toBase64(new Uint8Array([0x66, 0x6f])); // 'Zm8='
 *     fromBase64('not base64'); // null
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = 61;

const CODES: number[] = [];
const VALUES: number[] = [];
for (let value = 0; value < 64; value++) {
  const code = ALPHABET.charCodeAt(value);
  CODES[value] = code;
  VALUES[code] = value;
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  let codes: number[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] || 0) << 8) | (bytes[at + 2] || 0);
    codes.push(
      CODES[bits >> 18] as number,
      CODES[(bits >> 12) & 63] as number,
      left > 1 ? (CODES[(bits >> 6) & 63] as number) : PAD,
      left > 2 ? (CODES[bits & 63] as number) : PAD,
    );
    if (codes.length > 4096) {
      text += String.fromCharCode.apply(null, codes);
      codes = [];
    }
  }
  return text + String.fromCharCode.apply(null, codes);
}

/** The bytes; `null` where the text is not base64. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.slice(-2) === '==' ? 2 : text.slice(-1) === '=' ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let written = 0;
  for (let at = 0; at < text.length; at += 4) {
    let bits = 0;
    for (let place = 0; place < 4; place++) {
      const value = at + place < text.length - padding ? VALUES[text.charCodeAt(at + place)] : 0;
      if (value === undefined) return null;
      bits = (bits << 6) | value;
    }
    // Writing past the end of a typed array is ignored: that is where the padding goes.
    bytes[written++] = bits >> 16;
    bytes[written++] = (bits >> 8) & 255;
    bytes[written++] = bits & 255;
  }
  return bytes;
}
