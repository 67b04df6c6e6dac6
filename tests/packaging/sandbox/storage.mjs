// A phone's key-value storage with the host's limits. Outlives the app, as storage does. Values are kept
// as JSON text: what JSON cannot say does not survive, as on the phones.
//
//   const storage = new Storage({ perKey: 1024 * 1024, all: 10 * 1024 * 1024 });
//   storage.set('a', { b: 1 }, realm) ; storage.get('a')

export class Storage {
  constructor({ perKey, all }) {
    this.limits = { perKey, all };
    this.entries = new Map();
    /** Set by a test: every write is refused as if the phone were full. */
    this.full = false;
  }

  /** `null`, or which limit was passed: `'key'` or `'all'`. */
  set(key, value) {
    const text = JSON.stringify(value);
    const bytes = Buffer.byteLength(text) + Buffer.byteLength(key);
    if (bytes > this.limits.perKey) return 'key';
    const before = this.entries.has(key) ? this.sizeOf(key) : 0;
    if (this.full || this.size - before + bytes > this.limits.all) return 'all';
    this.entries.set(key, text);
    return null;
  }

  /** The stored JSON text, or `undefined`. */
  get(key) {
    return this.entries.get(key);
  }

  remove(key) {
    this.entries.delete(key);
  }

  get keys() {
    return [...this.entries.keys()];
  }

  sizeOf(key) {
    return Buffer.byteLength(this.entries.get(key)) + Buffer.byteLength(key);
  }

  get size() {
    return this.keys.reduce((sum, key) => sum + this.sizeOf(key), 0);
  }
}
