/** The virtual list as callers hold it. Converts; the list is in Rust. No call allocates in wasm. */

import type { ListOptions, RawList } from '../../generated/tuike_bridge';
import type { Align, Exposure, List, Pinned, Range, ScrollTo } from './api';
import { type Bridge, disposable, Owned } from './bridge';
import { bridgeError, requireJson, requireNumber, requireNumbers } from './errors';

export function openList(bridge: Bridge, options: ListOptions | { restore: string }): List {
  const text = requireJson(options, 'list');
  return new OpenList(
    bridge,
    bridge.call((core) => new core.RawList(text)),
  ) as unknown as List;
}

/** How often a row is scrolled to before it is where it should be; two or three are usual. */
const MOST_TURNS = 10;

/** As many rows as a list may have. */
const MOST_ROWS = 10_000_000;

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
    requireNumbers(indexes, 'indexes', MOST_ROWS);
    requireNumbers(sizes, 'sizes', MOST_ROWS);
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

  positions(start: number, end: number, out?: Float64Array): Float64Array {
    const raw = this.owned.get();
    try {
      const length = raw.positions(start, end) * 4;
      const at = (raw.buffer() >>> 0) / 8;
      const memory = this.bridge.memory();
      if (out === undefined) return memory.slice(at, at + length);
      // A loop, not `set`: that would need a view, and this is called for every frame.
      const filled = Math.min(length, out.length);
      for (let i = 0; i < filled; i++) out[i] = memory[at + i] as number;
      return out;
    } catch (error) {
      throw this.bridge.caught(error);
    }
  }

  laneOf(index: number): number {
    return this.owned.call((raw) => raw.laneOf(index));
  }

  sizeOf(index: number): number {
    return this.owned.call((raw) => raw.sizeOf(index));
  }

  resizeHeader(size: number): number {
    return this.owned.call((raw) => raw.resizeHeader(size));
  }

  resizeFooter(size: number): void {
    this.owned.call((raw) => raw.resizeFooter(size));
  }

  resizeCross(size: number): void {
    this.owned.call((raw) => raw.resizeCross(size));
  }

  setGroups(starts: ArrayLike<number>): void {
    const raw = this.owned.get();
    requireNumbers(starts, 'groups', MOST_ROWS);
    this.bridge.call(() => {
      const start = (raw.rows(starts.length) >>> 0) / 8;
      this.bridge.memory().set(starts, start);
      raw.setGroups(starts.length);
    });
  }

  pinned(offset: number): Pinned | null {
    this.owned.call((raw) => raw.pinned(offset));
    const { seen } = this;
    const [group, index, pushed, size] = this.bridge.memory().subarray(seen, seen + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    return group < 0 ? null : { group, index, pushed, size };
  }

  exposure(options: { ratio?: number; dwell?: number } = {}): Exposure {
    const { ratio = 0.5, dwell = 1000 } = options || {};
    requireNumber(dwell, 'dwell');
    this.owned.call((raw) => raw.watch(ratio, dwell));
    const { owned, bridge } = this;
    return {
      seen: (now) => {
        const raw = owned.get();
        requireNumber(now, 'now');
        const count = bridge.call(() => raw.exposed(now));
        const at = (raw.buffer() >>> 0) / 8;
        return Array.from(bridge.memory().subarray(at, at + count));
      },
      get due(): number | null {
        const raw = owned.get();
        const due = bridge.call(() => raw.exposureDue());
        return due < 0 ? null : due;
      },
    };
  }

  snapshot(): string {
    return this.owned.call((raw) => raw.snapshot());
  }

  async scrollTo(index: number, options: ScrollTo): Promise<number> {
    let at = Number.NaN;
    // Each time more of what lies around the row is known; a host that never comes to rest is left alone.
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const to = this.offsetOf(index, options.align, options.viewport);
      if (to === at) break;
      at = to;
      await options.show(at);
    }
    return at;
  }

  insert(at: number, count: number): number {
    return this.owned.call((raw) => raw.insert(at, count));
  }

  remove(at: number, count: number): number {
    return this.owned.call((raw) => raw.remove(at, count));
  }

  setCount(count: number): number {
    return this.owned.call((raw) => raw.setCount(count));
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
    return this.owned.call((raw) => raw.indexAt(offset));
  }

  get offset(): number {
    return this.owned.call((raw) => raw.offset());
  }

  get laneSize(): number {
    return this.owned.call((raw) => raw.laneSize());
  }

  get count(): number {
    return this.owned.call((raw) => raw.count());
  }

  get total(): number {
    return this.owned.call((raw) => raw.total());
  }

  free(): void {
    this.owned.free();
  }
}

disposable(OpenList);
