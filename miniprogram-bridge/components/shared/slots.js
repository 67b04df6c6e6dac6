// Which row is drawn in which slot of the renderer, and what of that has changed since it was last sent.
// Never touches a host and never measures.
//
// A slot keeps its row for as long as the row is drawn, and a row that leaves gives its slot to one that
// comes: a step of the scroll sends the rows that came and nothing else, whatever the window holds. The
// flow of the page is restored by CSS `order`, which is the row's index.
//
//   const slots = new Slots(1);
//   slots.place(0, 8, () => 0, (index) => rows[index]);
//   slots.changes();      // [['lanes[0].slots[0]', { k: 1, i: 0, row: … }], …]
//   slots.place(2, 10, …);
//   slots.changes();      // two slots

/** Over all lists and all their lives: a node is never taken for another's. */
let made = 0;

class Slots {
  /** `diff(before, after)` gives `{ path: value }` between two rows; without it a row is sent whole. */
  constructor(lanes, diff) {
    this.lanes = [];
    for (let lane = 0; lane < lanes; lane++) this.lanes.push([]);
    this.diff = diff || null;
    this.rows = new Map();
  }

  /** The slot of a row that is drawn. */
  of(index) {
    return this.rows.get(index);
  }

  get size() {
    return this.rows.size;
  }

  /** Draws the rows `start .. end` and no others. */
  place(start, end, laneOf, rowAt) {
    for (const slots of this.lanes) {
      for (const slot of slots) if (slot.i >= 0 && (slot.i < start || slot.i >= end)) this.leave(slot);
    }
    for (let index = start; index < end; index++) {
      if (!this.rows.has(index)) this.enter(index, laneOf(index), rowAt(index));
    }
  }

  /** Rows came (`count` > 0) or went at `at`: the drawn ones keep their slots under their new index. */
  shift(at, count) {
    const gone = count < 0 ? -count : 0;
    for (const slots of this.lanes) {
      for (const slot of slots) {
        if (slot.i < at) continue;
        if (slot.i < at + gone) this.leave(slot);
        else {
          slot.i += count;
          slot.moved = true;
        }
      }
    }
    this.index();
  }

  /** Takes the rows' content again where it may have changed. */
  renew(from, to, rowAt) {
    for (const [index, slot] of this.rows) {
      if (index >= from && index < to) this.fill(slot, rowAt(index));
    }
  }

  /** The drawn slots as they stand in the document: lane by lane. */
  drawn() {
    const all = [];
    for (const slots of this.lanes) for (const slot of slots) if (slot.i >= 0) all.push(slot);
    return all;
  }

  /** What is to be sent: `[path, value]`, each change once. */
  changes() {
    const changes = [];
    this.lanes.forEach((slots, lane) => {
      slots.forEach((slot, at) => {
        const path = 'lanes[' + lane + '].slots[' + at + ']';
        if (slot.fresh) changes.push([path, shown(slot)]);
        else {
          if (slot.moved) changes.push([path + '.i', slot.i]);
          if (slot.before !== null) this.difference(slot, path + '.row', changes);
        }
        slot.fresh = false;
        slot.moved = false;
        slot.before = null;
      });
    });
    return changes;
  }

  /** All of it, for a renderer that has nothing yet. */
  all() {
    this.changes();
    return this.lanes.map((slots, n) => ({ n, slots: slots.map(shown) }));
  }

  difference(slot, path, changes) {
    const before = JSON.parse(slot.before);
    if (!this.diff || !before || !slot.row) {
      changes.push([path, slot.row]);
      return;
    }
    const paths = this.diff({ row: before }, { row: JSON.parse(slot.text) });
    for (const key of Object.keys(paths)) changes.push([path + key.slice('row'.length), paths[key]]);
  }

  enter(index, lane, row) {
    const slots = this.lanes[lane];
    let slot = slots.find((found) => found.i < 0);
    if (!slot) {
      slot = { k: 0, i: -1, row: null, text: 'null', h: -1, fresh: true, moved: false, before: null };
      slots.push(slot);
    }
    made += 1;
    // A key of its own: a picture of the row that left must not be seen in the one that came.
    slot.k = made;
    slot.i = index;
    slot.h = -1;
    slot.fresh = true;
    slot.row = row === undefined ? null : row;
    slot.text = JSON.stringify(slot.row);
    this.rows.set(index, slot);
  }

  leave(slot) {
    if (this.rows.get(slot.i) === slot) this.rows.delete(slot.i);
    slot.i = -1;
    slot.row = null;
    slot.text = 'null';
    slot.fresh = true;
  }

  fill(slot, row) {
    const next = row === undefined ? null : row;
    // By its text: a page may have written into the very object that is drawn.
    const text = JSON.stringify(next);
    if (text === slot.text) return;
    if (slot.before === null) slot.before = slot.text;
    slot.row = next;
    slot.text = text;
  }

  index() {
    this.rows = new Map();
    for (const slot of this.drawn()) this.rows.set(slot.i, slot);
  }
}

/** An empty slot is drawn as nothing; its key must not meet another's. */
function shown(slot) {
  return slot.i < 0 ? { k: -slot.k, i: -1 } : { k: slot.k, i: slot.i, row: slot.row };
}

module.exports = { Slots };
