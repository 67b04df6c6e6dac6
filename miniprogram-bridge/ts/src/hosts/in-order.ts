/**
 * One store operation at a time on one key, in the order they were asked for.
 *
 * The engine may ask for a key again before the first answer came; platforms promise nothing about
 * the order in which two asynchronous writes end.
 */

import type { HostStore } from '../api';

export function inOrder(store: HostStore): HostStore {
  const last = new Map<string, Promise<unknown>>();
  const next = <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const result = (last.get(key) || Promise.resolve()).then(run, run);
    last.set(key, result);
    const forget = () => {
      if (last.get(key) === result) last.delete(key);
    };
    result.then(forget, forget);
    return result;
  };
  return {
    read: (key) => next(key, () => store.read(key)),
    write: (key, bytes) => next(key, () => store.write(key, bytes)),
    remove: (key) => next(key, () => store.remove(key)),
    keys: (prefix) => store.keys(prefix),
  };
}
