/**
 * A lock among the clients of one app: whoever asks waits for those who asked before.
 *
 * Mini-programs have one JavaScript context an app, so this is all the lock that their storage needs. It
 * lasts as long as the context: a client that ends without {@link Client.close} holds what it holds.
 *
 *     const lock = queued(storage);
 *     await lock('tuike/orders', async () => { … });    // nobody else is in here
 */

import type { Lease, Lock } from '../api';

interface Line {
  turn: number;
  /** When the last in the line is done; never rejects. */
  done: Promise<unknown>;
}

const lines = new WeakMap<object, Map<string, Line>>();

/** @param storage What the clients share: the locks of another are others. */
export function queued(storage: object): Lock {
  const line = lines.get(storage) || new Map<string, Line>();
  lines.set(storage, line);
  return (name, fn: (lease: Lease) => Promise<void>) => {
    const before = line.get(name) || { turn: 0, done: Promise.resolve() };
    const turn = before.turn + 1;
    const run = before.done.then(() => fn({ turn }));
    line.set(name, { turn, done: run.catch(() => {}) });
    return run;
  };
}
