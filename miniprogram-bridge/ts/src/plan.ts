/** Commission: a compiled plan as callers hold it. Converts; the plan is in Rust. */

import type {
  FeedProduct,
  FeedQuery,
  OrderInput,
  PlanConfig,
  Preview,
  RawPlan,
  RowQuery,
} from '../../generated/tuike_bridge';
import type { Commission, Plan } from './api';
import { type Bridge, disposable, Owned } from './bridge';
import { bridgeError, requireJson } from './errors';
import { records } from './record';

export function commission(bridge: Bridge): Commission {
  return {
    compile(plan: PlanConfig): Plan {
      const text = requireJson(plan, 'plan');
      return new CompiledPlan(
        bridge,
        bridge.call((core) => new core.RawPlan(text)),
      ) as unknown as Plan;
    },
    record: records(bridge),
  };
}

class CompiledPlan {
  private readonly bridge: Bridge;
  private readonly owned: Owned<RawPlan>;

  constructor(bridge: Bridge, raw: RawPlan) {
    this.bridge = bridge;
    this.owned = new Owned(bridge, 'plan', raw);
  }

  preview(order: OrderInput): Preview {
    const raw = this.owned.get();
    const text = requireJson(order, 'order');
    return this.bridge.read(() => raw.preview(text));
  }

  previewMany(paidFen: Float64Array, query: RowQuery, out?: Float64Array): Float64Array {
    const raw = this.owned.get();
    const { bridge } = this;
    if (!(paidFen instanceof Float64Array)) {
      throw bridgeError('input/wrong-type', 'paidFen: expected a Float64Array of whole fen', { path: 'paidFen' });
    }
    const text = requireJson(query, 'query');
    const count = paidFen.length;
    const earn = out === undefined ? new Float64Array(count) : out;
    try {
      const start = (raw.rows(count + earn.length) >>> 0) / 8;
      bridge.memory().set(paidFen, start);
      raw.previewMany(count, text);
      earn.set(bridge.memory().subarray(start + count, start + count + earn.length));
    } catch (error) {
      throw bridge.caught(error);
    }
    return earn;
  }

  previewProducts(products: readonly FeedProduct[], query: FeedQuery): string[] {
    const raw = this.owned.get();
    const text = requireJson(products, 'products');
    const by = requireJson(query, 'query');
    // A line each, the last one ended too.
    return this.bridge
      .call(() => raw.previewProducts(text, by))
      .split('\n')
      .slice(0, -1);
  }

  free(): void {
    this.owned.free();
  }
}

disposable(CompiledPlan);
