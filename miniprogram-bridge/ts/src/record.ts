/** What becomes of a commission. Converts; the states are in Rust, the records with the caller. */

import type { CommissionRecord, RecordSums } from '../../generated/tuike_bridge';
import type { Records } from './api';
import type { Bridge } from './bridge';
import { requireJson } from './errors';

export function records(bridge: Bridge): Records {
  const sum = (all: readonly CommissionRecord[], at: number): RecordSums => {
    const text = requireJson(all, 'records');
    const query = requireJson({ at }, 'query');
    return bridge.read((core) => core.recordSum(text, query));
  };
  return {
    open(input) {
      const text = requireJson(input, 'record');
      return bridge.read((core) => core.recordOpen(text));
    },
    move(record, what) {
      const text = requireJson(record, 'record');
      const to = requireJson(what, 'move');
      return bridge.read((core) => core.recordMove(text, to));
    },
    available: (record, at) => sum([record], at).available,
    sum,
  };
}
