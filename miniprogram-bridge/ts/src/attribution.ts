/** Attribution as callers hold it: a value around its own JSON text. Decides nothing. */

import type { Attribution, AttributionRules, SavedAttribution, TouchView } from './api';
import type { Bridge } from './bridge';
import { requireJson, requireNumber, requireText } from './errors';

const NOBODY = '{"version":1,"touches":[]}';

/** The token of a landing, or the token itself. */
export function tokenOf(landing: string | { token: string }): string {
  return requireText(typeof landing === 'string' || !landing ? landing : landing.token, 'token');
}

export function attribution(bridge: Bridge, rules: AttributionRules = {}, saved?: SavedAttribution): Attribution {
  const how = requireJson(rules, 'rules');
  let kept = saved === undefined ? NOBODY : requireJson(saved, 'saved');
  const keep = (other: string, token: string, at: number): boolean => {
    const before = kept;
    kept = bridge.call((core) => core.attributionKeep(how, before, other, token, at));
    return kept !== before;
  };
  // What cannot be read is refused here, not at the first touch.
  keep(NOBODY, '', 0);
  return {
    touch: (landing, at) => keep(NOBODY, tokenOf(landing), requireNumber(at, 'at')),
    current(at, promoter): TouchView | null {
      requireNumber(at, 'at');
      return bridge.read((core) => core.attributionCurrent(how, kept, at, promoter || undefined));
    },
    merge: (other) => keep(requireJson(other, 'other'), '', 0),
    toJSON: () => JSON.parse(kept) as SavedAttribution,
  };
}
