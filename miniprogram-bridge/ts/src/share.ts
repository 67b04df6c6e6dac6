/** Share links as callers meet them. Converts; the codec is in Rust. */

import type { ShareLinks } from './api';
import { attribution } from './attribution';
import type { Bridge } from './bridge';
import { requireJson, requireText } from './errors';

export function shareLinks(bridge: Bridge): ShareLinks {
  return {
    encode(payload) {
      const text = requireJson(payload, 'payload');
      return bridge.call((core) => core.shareEncode(text));
    },
    decode(token) {
      requireText(token, 'token');
      return bridge.read((core) => core.shareDecode(token));
    },
    sign(payload, key) {
      const text = requireJson(payload, 'payload');
      const secret = requireJson(key, 'key');
      return bridge.call((core) => core.shareSign(text, secret));
    },
    verify(token, keys, options) {
      const secrets = requireJson(keys, 'keys');
      const how = requireJson(options || {}, 'options');
      // It comes from a request: what is no text is no token, and the order goes through.
      const text = typeof token === 'string' ? token : '';
      return bridge.read((core) => core.shareVerify(text, secrets, how));
    },
    short(code) {
      requireText(code, 'code');
      return bridge.call((core) => core.shareShort(code));
    },
    findShort(input) {
      const text = inputText(input);
      return text === null ? null : bridge.read((core) => core.shareFindShort(text));
    },
    scene(token) {
      requireText(token, 'token');
      return bridge.call((core) => core.shareScene(token));
    },
    link(token, options) {
      requireText(token, 'token');
      const text = requireJson(options, 'options');
      return bridge.call((core) => core.shareLink(token, text));
    },
    phrase(token, options) {
      requireText(token, 'token');
      const { text } = options || {};
      if (text !== undefined) requireText(text, 'options.text');
      return bridge.call((core) => core.sharePhrase(token, text));
    },
    card(product: object, token: string, channel: string, template?: object) {
      requireText(token, 'token');
      requireText(channel, 'channel');
      const what = requireJson(product, 'product');
      const how = requireJson(template || {}, 'template');
      return bridge.read((core) => core.shareCard(what, token, channel, how));
    },
    text(template, words, reader) {
      requireText(template, 'template');
      const what = requireJson(words, 'words');
      const who = reader === undefined ? 'customer' : requireText(reader, 'reader');
      return bridge.call((core) => core.shareText(template, what, who));
    },
    land(input) {
      const text = inputText(input);
      return text === null ? null : bridge.read((core) => core.shareLand(text));
    },
    attribution: (rules, saved) => attribution(bridge, rules, saved),
    qr(text, options = {}) {
      requireText(text, 'text');
      const how = requireJson(options, 'options');
      const modules = bridge.call((core) => core.shareQr(text, how));
      return { size: Math.sqrt(modules.length), modules };
    },
    qrSvg(text, options = {}) {
      requireText(text, 'text');
      const how = requireJson(options, 'options');
      return bridge.call((core) => core.shareQrSvg(text, how));
    },
    poster(template, data) {
      requireText(template, 'template');
      const text = requireJson(data, 'data');
      return bridge.read((core) => core.sharePoster(template, text));
    },
  };
}

/** What a page was entered with as text; `null` for what nobody can have arrived with. Never throws. */
function inputText(input: unknown): string | null {
  if (typeof input === 'string') return input;
  try {
    const text: string | undefined = JSON.stringify(input);
    return text === undefined ? null : text;
  } catch (_error) {
    // A circle, a BigInt, a getter that throws.
    return null;
  }
}
