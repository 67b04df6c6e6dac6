/** What the buyer pays. Converts; the search is in Rust. */

import type { Pricing } from './api';
import type { Bridge } from './bridge';
import { requireJson } from './errors';

export function pricing(bridge: Bridge): Pricing {
  return {
    quote(input) {
      const text = requireJson(input, 'quote');
      return bridge.read((core) => core.pricingQuote(text));
    },
  };
}
