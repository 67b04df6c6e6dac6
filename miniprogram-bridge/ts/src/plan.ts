/** Commission: a compiled plan as callers hold it. Converts; the plan is in Rust. */

import type {
  AgreementConfig,
  Explained,
  FeedProduct,
  FeedQuery,
  OrderInput,
  PlanConfig,
  Preview,
  RawPlan,
  RefundInput,
  RowQuery,
  TakenBack,
} from '../../generated/tuike_bridge';
import type { Commission, ExplainLanguage, Plan, RowRates } from './api';
import { type Bridge, disposable, Owned } from './bridge';
import { bridgeError, requireJson } from './errors';
import { records } from './record';

export function commission(bridge: Bridge): Commission {
  return {
    compile(plan: PlanConfig | readonly [PlanConfig, ...AgreementConfig[]]): Plan {
      const text = requireJson(plan, 'plan');
      return new CompiledPlan(
        bridge,
        bridge.call((core) => new core.RawPlan(text)),
      ) as unknown as Plan;
    },
    record: records(bridge),
    explain(preview: Preview, language: ExplainLanguage): Explained {
      const text = requireJson(preview, 'preview');
      return bridge.read((core) => core.commissionExplain(text, String(language)));
    },
  };
}

const NONE = new Float64Array(0);

function numbers(value: unknown, path: string, what: string): Float64Array {
  if (value instanceof Float64Array) return value;
  throw bridgeError('input/wrong-type', `${path}: expected a Float64Array of ${what}`, { path });
}

/** A column of rates, one a row; an empty one where there is none. */
function column(rates: RowRates | undefined, name: 'service' | 'promoter', rows: number): Float64Array {
  const given = rates ? rates[name] : undefined;
  if (given === undefined) return NONE;
  const path = `rates.${name}`;
  const found = numbers(given, path, 'units of 10^-8');
  if (found.length === rows) return found;
  throw bridgeError('input/out-of-range', `${path}: ${found.length} rates for ${rows} rows`, { path });
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

  refund(previous: Preview, refund: RefundInput): TakenBack {
    const raw = this.owned.get();
    const before = requireJson(previous, 'preview');
    const text = requireJson(refund, 'refund');
    return this.bridge.read(() => raw.refund(before, text));
  }

  previewMany(paidFen: Float64Array, query: RowQuery, out?: Float64Array, rates?: RowRates): Float64Array {
    const raw = this.owned.get();
    const { bridge } = this;
    const rows = numbers(paidFen, 'paidFen', 'whole fen');
    const service = column(rates, 'service', rows.length);
    const promoter = column(rates, 'promoter', rows.length);
    const text = requireJson(query, 'query');
    const earn = out === undefined ? new Float64Array(rows.length) : numbers(out, 'out', 'as many as paidFen');
    const columns = [rows, service, promoter];
    const before = rows.length + service.length + promoter.length;
    try {
      const start = (raw.rows(before + earn.length) >>> 0) / 8;
      const memory = bridge.memory();
      let at = start;
      for (const each of columns) {
        memory.set(each, at);
        at += each.length;
      }
      raw.previewMany(rows.length, service.length, promoter.length, text);
      earn.set(bridge.memory().subarray(start + before, start + before + earn.length));
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
