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
    scene(token) {
      requireText(token, 'token');
      return bridge.call((core) => core.shareScene(token));
    },
    link(token, options) {
      requireText(token, 'token');
      const text = requireJson(options, 'options');
      return bridge.call((core) => core.shareLink(token, text));
    },
    land(input) {
      const text = typeof input === 'string' ? input : requireJson(input, 'input');
      return bridge.read((core) => core.shareLand(text));
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
  };
}
