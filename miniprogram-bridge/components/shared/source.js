// What a <tuike-list> shows: rows, their sizes and the place where the reader is. It lives in the page,
// not in the component, so it outlives `wx:if`, and no row but those on the screen crosses to the renderer.
// Decides no layout: ranges, sizes, lanes and corrections are the core's.
//
//   const { listSource } = require('tuike-core/list/source');
//   this.rows = listSource(tuike, { count: 10000, estimate: 144, gap: 8, row: (index) => this.all[index] });
//   this.setData({ list: this.rows.id });          // <tuike-list source="{{list}}" generic:item="card" />

const { Slots } = require('./slots');
const { Drawing } = require('./drawing');

const sources = new Map();
let made = 0;

/** The source that a component was told by its id. */
function sourceOf(id) {
  return sources.get(id);
}

/**
 * `row(index)` gives the data of a row, or `null` while it is not loaded; the rest are the options of
 * `tuike.list`, and what the page wants to hear: `onRange`, `onEnd`, `onExpose`.
 */
function listSource(tuike, options) {
  return new ListSource(tuike, options);
}

/** What of the options is the core's. */
const CORE = ['estimate', 'lanes', 'gap', 'overscan', 'padding'];

class ListSource {
  constructor(tuike, options) {
    this.tuike = tuike;
    this.options = Object.assign({ count: 0, lanes: 1, gap: 0, row: () => null }, options);
    made += 1;
    this.id = 'list-' + made;
    sources.set(this.id, this);
    this.drawing = new Drawing(this);
    this.open(this.options.restore);
  }

  /** How many rows there are. */
  get count() {
    return this.list.count;
  }

  /** How far the list itself is scrolled, in px: 0 where its first row is at the top. */
  get offset() {
    return this.drawing.offset;
  }

  // ---- what the page says about its rows ----

  /** Appends rows or drops the last ones. */
  setCount(count) {
    const now = this.list.count;
    if (count > now) this.insert(now, count - now);
    else if (count < now) this.remove(count, now - count);
  }

  /** Rows came before row `at`. What is on the screen stays where it is. */
  insert(at, count) {
    this.edit(this.list.insert(at, count), at, count);
  }

  /** The rows `at .. at + count` went. */
  remove(at, count) {
    this.edit(this.list.remove(at, count), at, -count);
  }

  /** The content of rows `from .. to` changed; all of them where nothing is said. */
  changed(from = 0, to = from === 0 ? this.list.count : from + 1) {
    this.slots.renew(from, to, this.options.row);
    this.drawing.draw();
  }

  /**
   * Begins again: other rows, or another form (`{ lanes: 2 }`). Starts at the top, or with
   * `{ keep: true }` at the row that is at the top now.
   */
  reset(options = {}) {
    const keep = options.keep ? this.nearest() : -1;
    const count = options.count === undefined ? this.list.count : options.count;
    this.options = Object.assign({}, this.options, options, { count, keep: false });
    this.open(null);
    this.drawing.restart();
    if (keep >= 0 && keep < count) this.scrollTo(keep);
    else this.scrollToOffset(0);
  }

  // ---- where the reader is ----

  /** Goes to a row: `'start'`, `'center'` or `'end'` of the viewport. It lands there after measuring, too. */
  scrollTo(index, align = 'start') {
    this.drawing.goTo({ index, align });
  }

  /** Goes to an offset of the list. */
  scrollToOffset(offset) {
    this.drawing.goTo({ offset });
  }

  /**
   * The page (or a scroll-view of the page) scrolled: for lists that have no scroll-view of their own.
   * `port` is the scroll-view's `{ top, height }` on the screen where it is not the page.
   */
  scrolled(scrollTop, port) {
    this.drawing.scrolled(scrollTop, port);
  }

  /** Something on the page changed its size: rows and the list's own place are measured again. */
  remeasure() {
    this.drawing.measure();
  }

  /** Sizes and place, to come back to: `listSource(tuike, { restore, row })`. JSON. */
  snapshot() {
    const { count } = this.list;
    const { index, into } = this.here();
    // By the row, too: sizes may be other ones when one comes back.
    const snapshot = { count, index, into };
    if (this.list.snapshot) snapshot.list = this.list.snapshot();
    return snapshot;
  }

  /** The page is not seen any more: what is on it does not count as looked at. */
  away() {
    clearTimeout(this.exposing);
    if (!this.exposed || !this.list) return;
    this.list.range(this.offset, 0);
    this.exposed.seen(Date.now());
  }

  /** It is seen again. */
  back() {
    this.drawing.measure();
    this.drawing.draw();
  }

  /** Gives the core's memory back; the component shows nothing any more. */
  free() {
    sources.delete(this.id);
    this.detach(this.drawing.view);
    if (this.list) this.list.free();
    this.list = null;
  }

  // ---- what the component and the drawing ask ----

  /** The row at the top, and how far it is scrolled out. */
  here() {
    if (this.list.count === 0) return { index: 0, into: 0 };
    // Sums of floats may be a hair below the 1/64 px that a row begins at.
    const offset = Math.max(0, Math.round(this.offset * 64) / 64);
    const index = this.list.indexAt(offset);
    return { index, into: offset - this.list.offsetOf(index) };
  }

  /** The drawn row that begins nearest to the top: in a waterfall several rows lie across it. */
  nearest() {
    const { offset } = this;
    const away = (index) => Math.abs(this.list.offsetOf(index) - offset);
    const drawn = this.slots.drawn().map((slot) => slot.i);
    return drawn.reduce((best, index) => (away(index) < away(best) ? index : best), this.here().index);
  }

  row(index) {
    const row = this.options.row(index);
    return row === undefined ? null : row;
  }

  touched() {
    this.drawing.touched();
  }

  attach(view) {
    this.drawing.attach(view);
  }

  detach(view) {
    this.drawing.detach(view);
    this.away();
  }

  open(restore) {
    if (this.list) this.list.free();
    const { tuike, options } = this;
    if (restore && restore.list) this.list = tuike.list({ restore: restore.list });
    else {
      const wanted = { count: restore ? restore.count : options.count };
      for (const name of CORE) if (options[name] !== undefined) wanted[name] = options[name];
      this.list = tuike.list(wanted);
    }
    this.slots = new Slots(options.lanes, tuike.patch);
    this.exposed = options.onExpose ? this.list.exposure(options.exposure || {}) : null;
    if (restore) this.drawing.goTo({ index: restore.index, into: restore.into });
  }

  edit(moved, at, count) {
    this.slots.shift(at, count);
    this.drawing.edited(moved, at, count);
  }

  /** 曝光: tells the rows that have been seen long enough, each once, as soon as they have. */
  expose() {
    clearTimeout(this.exposing);
    if (!this.exposed || !this.list) return;
    const now = Date.now();
    const indexes = this.exposed.seen(now);
    if (indexes.length > 0) this.options.onExpose(indexes);
    const { due } = this.exposed;
    if (due !== null) this.exposing = setTimeout(() => this.expose(), Math.max(0, due - now));
  }

  /** A range was seen. */
  seen(range) {
    const { onRange, onEnd } = this.options;
    if (onRange) onRange(range);
    if (onEnd && range.end >= this.list.count && this.ended !== this.list.count) {
      this.ended = this.list.count;
      onEnd(this.list.count);
    }
    this.expose();
  }
}

module.exports = { listSource, sourceOf };
