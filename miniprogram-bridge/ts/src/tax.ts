/** What is withheld of a promoter's pay. Converts; the tables are in Rust. */

import type { Tax } from './api';
import type { Bridge } from './bridge';
import { requireJson } from './errors';

export function tax(bridge: Bridge): Tax {
  return {
    estimate(input) {
      const text = requireJson(input, 'tax');
      return bridge.read((core) => core.taxEstimate(text));
    },
    withdraw(input) {
      const text = requireJson(input, 'tax');
      return bridge.read((core) => core.taxWithdraw(text));
    },
  };
}
