/**
 * UTF-8 for hosts that have no `TextEncoder` and `TextDecoder`: WeChat's and Alipay's (read 2026-11).
 *
 * Where the host has them, its own are used; {@link PlainEncoder} and {@link PlainDecoder} do the same
 * to the letter of the Encoding standard: a lone surrogate becomes U+FFFD on the way in, a maximal
 * piece of a broken sequence on the way out. A byte order mark is kept, as wasm-bindgen asks for.
 *
 *     new utf8.Encoder().encode('推客'); // Uint8Array [e6 8e a8 e5 ae a2]
 */

/** What wasm-bindgen's glue uses of `TextEncoder`. */
export interface Utf8Encoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

/** What wasm-bindgen's glue uses of `TextDecoder`. */
export interface Utf8Decoder {
  decode(bytes?: Uint8Array): string;
}

/** Both, as the glue's factory takes them. */
export interface Utf8 {
  Encoder: new () => Utf8Encoder;
  Decoder: new (label?: string, options?: { ignoreBOM?: boolean; fatal?: boolean }) => Utf8Decoder;
}

const REPLACEMENT = 0xfffd;

export class PlainEncoder implements Utf8Encoder {
  encode(text: string): Uint8Array {
    const target = new Uint8Array(text.length * 3);
    return target.slice(0, this.encodeInto(text, target).written);
  }

  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    let read = 0;
    let written = 0;
    while (read < text.length) {
      const point = pointAt(text, read);
      const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (written + size > target.length) break;
      if (size === 1) {
        target[written++] = point;
      } else {
        const lead = size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0;
        target[written++] = lead | (point >> (6 * (size - 1)));
        for (let rest = size - 2; rest >= 0; rest--) {
          target[written++] = 0x80 | ((point >> (6 * rest)) & 0x3f);
        }
      }
      read += size === 4 ? 2 : 1;
    }
    return { read, written };
  }
}

/** The scalar value at an index; a surrogate without its partner is U+FFFD. */
function pointAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const next = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  const isPair = unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
  return isPair ? 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00) : REPLACEMENT;
}

export class PlainDecoder implements Utf8Decoder {
  decode(bytes?: Uint8Array): string {
    if (bytes === undefined) return '';
    let text = '';
    let units: number[] = [];
    let at = 0;
    while (at < bytes.length) {
      const lead = bytes[at++] as number;
      if (lead < 0x80) {
        units.push(lead);
      } else {
        // The bounds of the second byte rule out overlong forms, surrogates and what is above U+10FFFF.
        let needed = 0;
        let point = 0;
        let lower = 0x80;
        let upper = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
          needed = 1;
          point = lead & 0x1f;
        } else if (lead >= 0xe0 && lead <= 0xef) {
          needed = 2;
          point = lead & 0x0f;
          if (lead === 0xe0) lower = 0xa0;
          if (lead === 0xed) upper = 0x9f;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
          needed = 3;
          point = lead & 0x07;
          if (lead === 0xf0) lower = 0x90;
          if (lead === 0xf4) upper = 0x8f;
        }
        let broken = needed === 0;
        while (needed > 0) {
          const next = at < bytes.length ? (bytes[at] as number) : -1;
          if (next < lower || next > upper) {
            broken = true;
            break;
          }
          point = (point << 6) | (next & 0x3f);
          lower = 0x80;
          upper = 0xbf;
          at++;
          needed--;
        }
        if (broken) point = REPLACEMENT;
        if (point > 0xffff) {
          units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + (point & 0x3ff));
        } else {
          units.push(point);
        }
      }
      // `apply` takes some ten thousands of arguments on the oldest engines.
      if (units.length > 4096) {
        text += String.fromCharCode.apply(null, units);
        units = [];
      }
    }
    return text + String.fromCharCode.apply(null, units);
  }
}

/** The host's own where it has them. */
export const utf8: Utf8 = {
  Encoder: typeof TextEncoder === 'undefined' ? PlainEncoder : (TextEncoder as Utf8['Encoder']),
  Decoder: typeof TextDecoder === 'undefined' ? PlainDecoder : TextDecoder,
};
