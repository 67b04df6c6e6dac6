import type { Align, Range, Tuike } from 'tuike-core';

/** What a list is made of. Lengths in px. */
export interface ListSourceOptions<Row = unknown> {
  /** How many rows; 0 by default. */
  count?: number;
  /** How high a row is taken to be until it is measured. */
  estimate: number;
  /** Rows beside each other; 1 by default. More is a waterfall: a row never changes its lane. */
  lanes?: number;
  /** Between two rows of a lane; 0 by default. */
  gap?: number;
  /** Rows drawn beyond those that are seen. */
  overscan?: number;
  padding?: [number, number];
  /** How high the viewport is taken to be until it is measured. */
  viewport?: number;
  /** A row's data, as JSON can say it; `null` while it is not loaded. */
  row(index: number): Row | null | undefined;
  /** Which rows are looked at now: where a page loads what it lacks. */
  onRange?(range: Range): void;
  /** The last row is drawn; once for each count. */
  onEnd?(count: number): void;
  /** 曝光: these rows were in sight long enough, each told once; `client.track('expose', …)` goes here. */
  onExpose?(indexes: number[]): void;
  /** How much of a row for how many ms; half of it for one second by default. */
  exposure?: { ratio?: number; dwell?: number };
  /** What a list of the same rows said by {@link ListSource.snapshot}. */
  restore?: ListSnapshot;
}

/** JSON. */
export interface ListSnapshot {
  count: number;
  /** The row at the top and how far it is scrolled out. */
  index: number;
  into: number;
  list?: unknown;
}

/** The rows of a `<tuike-list>`, the place in them, and what the page does with them. */
export interface ListSource {
  /** What the component is told: `<tuike-list source="{{id}}">`. */
  readonly id: string;
  readonly count: number;
  /** How far the list is scrolled: 0 where its first row is at the top. */
  readonly offset: number;
  setCount(count: number): void;
  /** Rows came before row `at`; what is on the screen stays. Change what `row` gives first. */
  insert(at: number, count: number): void;
  remove(at: number, count: number): void;
  /** Rows' content changed: one, `from .. to`, or all. */
  changed(from?: number, to?: number): void;
  /** Begins again with other rows or in another form; `keep` stays at the row that is at the top. */
  reset(options?: Partial<ListSourceOptions> & { keep?: boolean }): void;
  scrollTo(index: number, align?: Align): void;
  scrollToOffset(offset: number): void;
  /** For `mode="page"` from `onPageScroll`, for `mode="outer"` from the scroll-view's event. */
  scrolled(scrollTop: number, port?: { top: number; height: number }): void;
  /** Something changed its size without the list's knowledge. */
  remeasure(): void;
  /** The page went out of sight, and came back: rows are not looked at meanwhile. WeChat's component tells it itself. */
  away(): void;
  back(): void;
  snapshot(): ListSnapshot;
  free(): void;
}

export function listSource<Row = unknown>(tuike: Tuike, options: ListSourceOptions<Row>): ListSource;
