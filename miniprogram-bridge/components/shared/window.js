// Which rows are drawn: those that the core asks for, and as many of the old ones as there are slots for.
// Never draws unmeasured rows both above the row at the top of the view and from it on: above it they hang
// from the rows below, from it on they stand on those above, and a lane can do only one of the two.
//
//   const window = new Window();
//   window.choose(list.range(offset, viewport), slots);     // window.start, .end, .hangs, .partial

class Window {
  constructor() {
    this.start = 0;
    this.end = 0;
    /** The rows that came are above the view, unmeasured. */
    this.hangs = false;
    /** Rows that the core asked for wait until what came now is measured. */
    this.partial = false;
    this.most = 0;
  }

  edited(at, count) {
    const gone = Math.max(0, -count);
    const move = (index, inside) => (index >= at + gone + inside ? index + count : Math.min(index, at));
    this.start = count > 0 && this.start >= at ? this.start + count : move(this.start, 0);
    this.end = count > 0 && this.end > at ? this.end + count : move(this.end, 0);
  }

  choose(range, slots) {
    const { first } = range;
    let { start, end } = range;
    const near = start <= this.end && end >= this.start;
    // After a jump nothing that is drawn is near, and nothing says how high the rows above will be.
    if (!near || !slots.of(first)) {
      this.set(Math.min(first, Math.max(start, end - 1)), end, false, start < first, end - start);
      return;
    }
    // Rows that are drawn stay drawn while there are slots: a shaking thumb sends nothing.
    const room = Math.max(this.most, end - start) - (end - start);
    const below = Math.min(room, Math.max(0, this.end - end));
    const above = Math.min(room - below, Math.max(0, start - this.start));
    end += below;
    start -= above;
    const known = (index) => slots.of(index) !== undefined && slots.of(index).h >= 0;
    let fromHere = true;
    for (let index = first; index < end && fromHere; index++) fromHere = known(index);
    let high = first;
    while (high > start && known(high - 1)) high -= 1;
    if (high === start) this.set(start, end, false, false, range.end - range.start);
    else if (fromHere) this.set(start, end, true, false, range.end - range.start);
    else this.set(high, end, false, true, range.end - range.start);
  }

  set(start, end, hangs, partial, asked) {
    this.start = start;
    this.end = end;
    this.hangs = hangs;
    this.partial = partial;
    // A window that was once larger (a jump over small rows) must not stay it for ever.
    this.most = Math.min(Math.max(this.most, asked), asked + 8);
  }
}

module.exports = { Window };
