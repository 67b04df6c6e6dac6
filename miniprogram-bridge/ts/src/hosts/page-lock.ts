/**
 * A lock among the pages of one origin: Web Locks; a lease in IndexedDB where there are none (pages
 * without TLS, Safari before 15.4; developer.mozilla.org, read 2026-11).
 *
 * Either way the turns are counted in one record beside the entries, `tuike-lock/<name>`, so that a page
 * knows whether another had one since its own. The web app's Rust host keeps the same record:
 *
 *     { turn: number, beat: number, free: boolean }
 *
 *     const lock = pageLock();
 *     await lock('tuike/orders', async (lease) => { … });
 */

import type { Lock } from '../api';
import { transact } from './idb';
import { leased, PACE, type Pace, type Register } from './lease';
import { queued } from './queue';

interface Turn {
  turn: number;
  beat: number;
  free: boolean;
}

/** Among the clients of this page: they wait in a line instead of polling. */
const PAGE = {};

export function pageLock(pace: Pace = PACE): Lock {
  const line = queued(PAGE);
  const lease = leased(idbRegister, pace);
  return (name, fn) => {
    const locks = typeof navigator === 'object' ? navigator.locks : undefined;
    if (locks === undefined || locks === null) return line(name, () => lease(name, fn));
    return locks.request(name, async () => {
      // Whoever the record speaks of has no Web Lock. A browser without IndexedDB counts no turns.
      const turn = await taken(name, () => true).catch(() => undefined);
      await fn(typeof turn === 'number' ? { turn } : {});
    }) as Promise<void>;
  };
}

/** Turns as records in IndexedDB. */
export const idbRegister: Register = {
  take: (name, expired) => taken(name, (state) => state === expired),
  beat: (name, turn) =>
    change(
      name,
      (last) => (last.turn === turn && !last.free ? { turn, beat: last.beat + 1, free: false } : null),
      (written) => written !== null,
    ),
  free: (name, turn) =>
    change(
      name,
      (last) => (last.turn === turn ? { turn, beat: 0, free: true } : null),
      () => {},
    ),
};

function taken(name: string, over: (state: string) => boolean): Promise<number | string> {
  return change(
    name,
    (last) => (last.free || over(stateOf(last)) ? { turn: last.turn + 1, beat: 0, free: false } : null),
    (written, last) => (written === null ? stateOf(last) : written.turn),
  );
}

function stateOf({ turn, beat }: Turn): string {
  return `${turn}.${beat}`;
}

/** Reads, decides and writes in one transaction. */
async function change<T>(
  name: string,
  decide: (last: Turn) => Turn | null,
  tell: (written: Turn | null, last: Turn) => T,
): Promise<T> {
  const seen: { written: Turn | null; last: Turn } = { written: null, last: { turn: 0, beat: 0, free: true } };
  await transact(
    'readwrite',
    (store) => {
      const key = `tuike-lock/${name}`;
      const read: IDBRequest<unknown> = store.get(key);
      read.onsuccess = () => {
        const found = read.result as Turn | undefined;
        if (found !== undefined && found.turn > 0) seen.last = found;
        seen.written = decide(seen.last);
        if (seen.written !== null) store.put(seen.written, key);
      };
      return read;
    },
    // A machine that fails takes every holder with it.
    'relaxed',
  );
  return tell(seen.written, seen.last);
}
