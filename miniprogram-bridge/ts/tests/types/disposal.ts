// Compiled, never run: handles can be used with `using` where the project's library knows it.

import type { Tuike } from '../../../../pkg/dist/node';

export function app(tuike: Tuike): number {
  using list = tuike.list({ count: 1, estimate: 1 });
  return list.total;
}
