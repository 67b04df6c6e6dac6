/** The virtual list as callers hold it. Converts; the list is in Rust. No call allocates in wasm. */

import type { ListOptions, RawList } from '../../generated/tuike_bridge';
import type { Align, List, Range } from './api';
import { type Bridge, disposable, Owned } from './bridge';
import { bridgeError, requireJson } from './errors';

export function openList(bridge: Bridge, options: ListOptions): List {
  const text = requireJson(options, 'list');
  return new OpenList(
    bridge,
    bridge.call((core) => new core.RawList(text)),
  ) as unknown as List;
}

const ALIGNS: readonly Align[] = ['start', 'center', 'end'];

class OpenList {
  private readonly bridge: Bridge;
  private readonly owned: Owned<RawList>;
  private readonly seen: number;

  constructor(bridge: Bridge, raw: RawList) {
    this.bridge = bridge;
    this.owned = new Owned(bridge, 'list', raw);
    this.seen = (raw.seen() >>> 0) / 8;
  }

  range(offset: number, viewport: number): Range {
    const raw = this.owned.get();
    try {
      raw.range(offset, viewport);
      const found = this.bridge.memory();
      const { seen } = this;
      return {
        start: found[seen] as number,
        end: found[seen + 1] as number,
        first: found[seen + 2] as number,
        last: found[seen + 3] as number,
        before: found[seen + 4] as number,
        after: found[seen + 5] as number,
        total: found[seen + 6] as number,
      };
    } catch (error) {
      throw this.bridge.caught(error);
    }
  }

  resize(index: number, size: number): number {
    const raw = this.owned.get();
    try {
      return raw.resize(index, size);
    } catch (error) {
      throw this.bridge.caught(error);
    }
  }

  resizeMany(indexes: ArrayLike<number>, sizes: ArrayLike<number>): number {
    const raw = this.owned.get();
    try {
      const start = (raw.rows(indexes.length + sizes.length) >>> 0) / 8;
      const memory = this.bridge.memory();
      memory.set(indexes, start);
      memory.set(sizes, start + indexes.length);
      return raw.resizeMany(indexes.length);
    } catch (error) {
      throw this.bridge.caught(error);
    }
  }

  insert(at: number, count: number): number {
    const raw = this.owned.get();
    return this.bridge.call(() => raw.insert(at, count));
  }

  remove(at: number, count: number): number {
    const raw = this.owned.get();
    return this.bridge.call(() => raw.remove(at, count));
  }

  setCount(count: number): number {
    const raw = this.owned.get();
    return this.bridge.call(() => raw.setCount(count));
  }

  offsetOf(index: number, align: Align = 'start', viewport = 0): number {
    const raw = this.owned.get();
    const place = ALIGNS.indexOf(align);
    if (place < 0) {
      throw bridgeError('input/wrong-type', `align: expected one of ${ALIGNS.join(', ')}, found ${align}`, {
        path: 'align',
        value: String(align).slice(0, 80),
        limit: ALIGNS.join(', '),
      });
    }
    return this.bridge.call(() => raw.offsetOf(index, place, viewport));
  }

  indexAt(offset: number): number {
    const raw = this.owned.get();
    return this.bridge.call(() => raw.indexAt(offset));
  }

  get count(): number {
    const raw = this.owned.get();
    return this.bridge.call(() => raw.count());
  }

  get total(): number {
    const raw = this.owned.get();
    return this.bridge.call(() => raw.total());
  }

  free(): void {
    this.owned.free();
  }
}

disposable(OpenList);
