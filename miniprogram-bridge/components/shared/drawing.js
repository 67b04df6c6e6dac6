// Keeps what is drawn beside where the reader is: one patch on its way at a time, then one measuring,
// then the next. Whatever is measured, inserted or removed above the view, what is on the screen stays.
//
// Three lengths, all px of the host's own kind:
//   origin   what the page shows above the list's first row, in the scroll's own count
//   offset   the place in the list, as the core counts: scrollTop − origin + shift
//   shift    by how much rows are drawn higher than the core has them. Corrections gather here while the
//            finger or the momentum moves the page (setting the scroll position would stop it dead on
//            iOS), and go into the scroll position when it rests. Fractions of a pixel stay here for ever:
//            hosts round scroll positions.
//
//   drawing.attach({ kind, set(patch, done), measure(done), scroll(top) });
//   drawing.scrolled(event.detail.scrollTop);

const { Window } = require('./window');
const { calls } = require('./send');

/** ms without a scroll event after which the page rests. */
const REST = 120;
/** ms a measuring may take until it is taken for lost: a page that was hidden never answers. */
const LOST = 500;
/** Measurings that a jump to a row may take until its neighbours' sizes are known. */
const TRIES = 8;
/** How often a scroll-view is told a place that it does not go to. */
const REFUSALS = 2;

class Drawing {
  constructor(source) {
    this.source = source;
    this.view = null;
    this.scrollTop = 0;
    this.origin = 0;
    this.shift = 0;
    this.viewport = source.options.viewport || 667;
    this.goal = null;
    this.kept = 0;
    this.moving = false;
    this.restart();
  }

  get offset() {
    return this.view ? this.scrollTop - this.origin + this.shift : this.kept;
  }

  /** Other rows: nothing of what is drawn is worth keeping. Draws nothing yet: where to is not said. */
  restart() {
    this.window = new Window();
    this.whole = true;
  }

  attach(view) {
    if (this.view) this.detach(this.view);
    const kept = this.kept;
    this.view = view;
    this.busy = false;
    this.again = false;
    this.measured = false;
    this.refused = 0;
    this.inside = false;
    this.scrollTop = 0;
    this.origin = 0;
    this.shift = 0;
    this.top = 0;
    if (!this.goal && kept > 0) this.goal = { offset: kept, tries: 0 };
    // The slots outlive the component; its renderer has nothing of them.
    this.whole = true;
    this.draw();
  }

  detach(view) {
    if (!view || this.view !== view) return;
    this.kept = this.goal && this.goal.offset !== undefined ? this.goal.offset : this.offset;
    this.view = null;
    clearTimeout(this.resting);
    clearTimeout(this.lost);
  }

  scrolled(scrollTop, port) {
    if (!this.view) return;
    if (port) {
      this.port = port;
      if (port.height > 0) this.viewport = port.height;
    }
    // The event of a place that was left by a jump, still on its way when the jump was ordered.
    if (this.awaited !== undefined) {
      if (Math.abs(scrollTop - this.awaited) > 2 && Date.now() < this.patience) return;
      this.awaited = undefined;
      this.refused = 0;
    }
    if (scrollTop === this.scrollTop) return;
    // The reader has taken over.
    if (Math.abs(scrollTop - this.scrollTop) > 2) this.goal = null;
    this.scrollTop = scrollTop;
    this.moving = true;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
    this.draw();
  }

  rest() {
    this.moving = false;
    if (!this.view) return;
    if (Math.abs(this.shift) >= 1) this.draw();
    else if (!this.busy) this.measure();
  }

  /** A finger on the list: a jump that is still being measured is not pursued any more. */
  touched() {
    this.goal = null;
  }

  goTo(goal) {
    this.goal = Object.assign({ tries: 0 }, goal);
    this.draw();
  }

  edited(moved, at, count) {
    this.shift += moved;
    this.window.edited(at, count);
    this.draw();
  }

  // ---- drawing ----

  draw() {
    const { view, source } = this;
    if (!view || !source.list) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.again = false;
    const placed = this.place();
    const { list, slots } = source;
    const range = list.range(this.offset, this.viewport);
    this.window.choose(range, slots);
    const { start, end } = this.window;
    slots.place(start, end, (index) => this.laneOf(index), source.options.row);
    const entries = this.entries();
    if (placed && view.kind === 'scroll') entries.push(['top', this.nextTop()]);
    const order = placed && view.kind !== 'scroll' ? this.scrollTop : null;
    this.send(entries, order);
    source.seen(range);
  }

  laneOf(index) {
    const { list, options } = this.source;
    return options.lanes > 1 ? list.laneOf(index) : 0;
  }

  /** Where the page is to be scrolled to before anything is drawn; false where it stays. */
  place() {
    const asked = this.refused > 0;
    return this.aim() || asked;
  }

  aim() {
    const { list } = this.source;
    const { goal } = this;
    if (goal) {
      if (goal.index !== undefined && list.count === 0) return false;
      const index = Math.min(goal.index, list.count - 1);
      const offset =
        goal.index === undefined
          ? goal.offset
          : list.offsetOf(index, goal.align || 'start', this.viewport) + (goal.into || 0);
      const there = goal.tries > 0 && Math.abs(offset - this.offset) < 0.5;
      goal.tries += 1;
      // Rows above it that still wait may push it away, in a waterfall from its own lane.
      if ((there && !this.window.partial && !this.window.hangs) || goal.tries > TRIES) this.goal = null;
      if (!there) return this.moveTo(offset);
    }
    if (Math.abs(this.shift) < 1 || (this.moving && !this.nearAnEnd())) return false;
    return this.moveTo(this.offset);
  }

  /** Near an end the shift would show: rows that cannot be scrolled to, or a space where none are. */
  nearAnEnd() {
    const { offset, viewport } = this;
    const drawn = offset - this.shift;
    return Math.min(offset, drawn) < viewport || this.source.list.total - offset < 2 * viewport;
  }

  moveTo(offset) {
    const top = Math.max(0, Math.round(this.origin + offset));
    this.shift = offset + this.origin - top;
    if (top === 0) this.shift = 0;
    if (top === Math.round(this.scrollTop)) {
      this.shift = offset + this.origin - this.scrollTop;
      return false;
    }
    this.scrollTop = top;
    this.refused = 0;
    this.awaited = top;
    this.patience = Date.now() + 200;
    return true;
  }

  /** A host that is told the place it was told last does nothing, wherever it has been scrolled since. */
  nextTop() {
    this.top = this.scrollTop === this.top ? this.scrollTop + 0.01 : this.scrollTop;
    return this.top;
  }

  /** What of the drawing changed, as setData takes it. */
  entries() {
    const { list, slots, options } = this.source;
    const heads = slots.lanes.map((lane) => this.head(lane));
    const sizes = {
      total: round(Math.max(0, list.total - this.shift)),
      count: list.count,
      // Below the last row of a shorter lane nothing is to come: the ground is there, not the placeholder.
      ended: this.window.end >= list.count,
    };
    if (this.whole) {
      this.whole = false;
      const lanes = slots.all();
      lanes.forEach((lane, n) => {
        Object.assign(lane, heads[n]);
      });
      this.sent = { heads, sizes };
      return [
        ['gap', options.gap || 0],
        ['lanes', lanes],
        ['total', sizes.total],
        ['count', sizes.count],
        ['ended', sizes.ended],
      ];
    }
    const entries = slots.changes();
    heads.forEach((head, n) => {
      for (const name of ['at', 'high']) {
        if (this.sent.heads[n][name] !== head[name]) entries.push(['lanes[' + n + '].' + name, head[name]]);
      }
    });
    for (const name of ['total', 'count', 'ended']) {
      if (this.sent.sizes[name] !== sizes[name]) entries.push([name, sizes[name]]);
    }
    this.sent = { heads, sizes };
    return entries;
  }

  /**
   * Where a lane's drawn rows begin (`at`), and how high they are together (`high`) while those that come
   * in above the view are not measured: then they hang from the last row, and what they are higher or
   * lower than was thought shows above them, not on the screen.
   */
  head(lane) {
    const { list, options } = this.source;
    const rows = lane.filter((slot) => slot.i >= 0).map((slot) => slot.i);
    if (rows.length === 0) return { at: 0, high: 0 };
    const last = Math.max(...rows);
    const at = list.offsetOf(Math.min(...rows)) - (options.gap || 0) - this.shift;
    const high = this.window.hangs ? list.offsetOf(last) + list.sizeOf(last) - this.shift - at : 0;
    return { at: round(at), high: round(high) };
  }

  send(entries, order) {
    const { view } = this;
    if (entries.length === 0) {
      if (order !== null) view.scroll(order, () => {});
      // Nothing was sent, but what is drawn may not have been measured yet, as in a first look.
      if (!this.measured) this.measure();
      else this.next();
      return;
    }
    this.busy = true;
    const patches = calls(entries, inParts);
    patches.forEach((patch, n) => {
      const last = n === patches.length - 1;
      view.set(patch, () => {
        if (!last || this.view !== view) return;
        const drawn = () => {
          if (this.view !== view) return;
          this.busy = false;
          this.measure();
        };
        if (order !== null) view.scroll(order, drawn);
        else drawn();
      });
    });
  }

  // ---- measuring ----

  /** One query for everything: the rows, the list's own place, the viewport. */
  measure() {
    const { view, source } = this;
    if (!view || !source.list) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    const drawn = source.slots.drawn();
    const keys = drawn.map((slot) => slot.k);
    const round = (this.round || 0) + 1;
    this.round = round;
    const done = (found) => {
      if (this.round !== round || this.view !== view) return;
      clearTimeout(this.lost);
      this.round += 1;
      this.busy = false;
      // Rows that came or went while the host was asked: the answer is about others.
      const same = keys.every((key, n) => drawn[n].k === key && drawn[n].i >= 0);
      if (found && same) this.learn(found, drawn);
      else this.again = true;
      this.next();
    };
    this.lost = setTimeout(() => {
      // Not asked again by itself: whoever scrolls or shows the page again asks.
      if (this.round !== round) return;
      this.round += 1;
      this.busy = false;
    }, LOST);
    view.measure(done);
  }

  /** `{ rows: [height], body: { top, width }, port: { top, height }, scrollTop }`, rows as in the document. */
  learn(found, drawn) {
    const { list } = this.source;
    const port = this.port || found.port;
    // Hidden, or not laid out yet: every size would be 0.
    if (!port || !(port.height > 0) || !found.body || !(found.body.width > 0)) return;
    const first = !this.measured;
    this.measured = true;
    if (Math.abs(port.height - this.viewport) > 0.5) {
      this.viewport = port.height;
      this.again = true;
    }
    // A list that begins with the page somewhere else than at its top looks where the page is.
    if (first && this.view.kind !== 'scroll' && !this.goal && this.scrollTop === 0) this.scrollTop = found.scrollTop;
    this.learnOrigin(found.body.top - port.top + found.scrollTop, first);
    this.learnPlace(found.scrollTop);
    if (found.rows.length === drawn.length) {
      const told = drawn.map((slot, n) => [slot, found.rows[n]]).filter(([slot, height]) => slot.h !== height);
      if (told.length > 0) {
        const moved = list.resizeMany(
          told.map(([slot]) => slot.i),
          told.map(([, height]) => height),
        );
        for (const [slot, height] of told) slot.h = height;
        this.shift += moved;
        this.again = true;
      }
    }
    if (this.goal || this.window.partial) this.again = true;
  }

  /** What stands above the list may be there later than the list, and grow. */
  learnOrigin(origin, first) {
    const moved = origin - this.origin;
    // Only who was already reading inside the list stays at the row: whoever came to it since the last
    // look has not seen where it began.
    const inside = this.inside && !first;
    this.inside = this.offset - moved > 0;
    if (Math.abs(moved) < 0.5) return;
    this.origin = origin;
    this.again = true;
    if (inside && this.inside) this.shift += moved;
  }

  /** A scroll-view that was told a place before it had the length for it is not there. */
  learnPlace(scrollTop) {
    if (this.view.kind !== 'scroll' || this.awaited === undefined) return;
    if (Math.abs(scrollTop - this.awaited) <= 2) return;
    this.refused += 1;
    this.again = true;
    if (this.refused <= REFUSALS) return;
    // It cannot go there: where it is, is where the reader is.
    this.refused = 0;
    this.awaited = undefined;
    this.scrollTop = scrollTop;
  }

  next() {
    if (this.again || this.goal) this.draw();
  }
}

/** All lanes at once are too much for one call: first the lanes, then row by row. */
function inParts([path, lanes]) {
  if (path !== 'lanes') return null;
  const parts = [[path, lanes.map((lane) => Object.assign({}, lane, { slots: [] }))]];
  lanes.forEach((lane, n) => {
    lane.slots.forEach((slot, at) => {
      parts.push(['lanes[' + n + '].slots[' + at + ']', slot]);
    });
  });
  return parts;
}

/** In 1/64 px, as the core and Chromium's layout count; shorter to send than all of a float's digits. */
function round(length) {
  return Math.round(length * 64) / 64;
}

module.exports = { Drawing };
