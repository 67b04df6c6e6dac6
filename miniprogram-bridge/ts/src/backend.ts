/** Backends: what a profile would make of an answer. Converts; the reading is in Rust. */

import type { Backend } from './api';
import type { Bridge } from './bridge';
import { requireJson } from './errors';

export function backend(bridge: Bridge): Backend {
  return {
    check(profile, answer, options) {
      const text = typeof profile === 'string' ? profile : requireJson(profile, 'profile');
      const body = typeof answer === 'string' ? answer : requireJson(answer, 'check.answer');
      const sample = requireJson(Object.assign({}, options, { answer: body }), 'check');
      return bridge.read((core) => core.backendCheck(text, sample));
    },
  };
}
