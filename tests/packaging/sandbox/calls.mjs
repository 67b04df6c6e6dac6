// How both hosts call back: never at once, never after the app is gone, `complete` after either.
//
//   const calls = new Calls({ realm, step, isAlive });
//   return calls.answer(options, { errMsg: 'x:ok' });

export class Calls {
  constructor({ realm, step, isAlive }) {
    this.realm = realm;
    this.step = step;
    this.isAlive = isAlive;
  }

  /** Runs something of the app later, and tells the test that something may have changed. */
  later(fn) {
    setImmediate(() => {
      if (!this.isAlive()) return;
      fn();
      this.step();
    });
  }

  /** A successful asynchronous call: through callbacks, or as a promise where there are none. */
  answer(options, value) {
    return this.settle(options, 'success', () => value);
  }

  refuse(options, value) {
    return this.settle(options, 'fail', () => value);
  }

  /** One that takes a while: `promise` gives `[ok, value]`. */
  from(options, promise) {
    if (hasCallbacks(options)) {
      promise.then(([ok, value]) => this.later(() => this.call(options, ok ? 'success' : 'fail', value)));
      return undefined;
    }
    return new this.realm.inside.Promise((resolve, reject) => {
      promise.then(([ok, value]) => this.later(() => (ok ? resolve : reject)(value)));
    });
  }

  settle(options, kind, value) {
    return this.from(options, Promise.resolve([kind === 'success', value()]));
  }

  call(options, kind, value) {
    options?.[kind]?.(value);
    options?.complete?.(value);
  }
}

function hasCallbacks(options) {
  return ['success', 'fail', 'complete'].some((name) => typeof options?.[name] === 'function');
}

/** Listeners of one event, told in the order they came. */
export class Listeners {
  constructor(calls) {
    this.calls = calls;
    this.all = new Set();
  }

  get on() {
    return (fn) => {
      this.all.add(fn);
    };
  }

  get off() {
    return (fn) => {
      if (fn) this.all.delete(fn);
      else this.all.clear();
    };
  }

  tell(value) {
    this.calls.later(() => {
      for (const fn of [...this.all]) fn(value);
    });
  }
}
