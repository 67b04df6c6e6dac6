/**
 * A lock among pages or processes that have no more than a register in common: a lease with fencing.
 *
 * The register holds who has the turn: its number, which only rises, and a beat. A holder renews the
 * beat; a renewal is refused once the number has moved on. Whoever waits takes over where it saw one
 * beat for ten seconds **by its own polls**: no clock is compared with another's, and a waiter that was
 * frozen has polled no more than a few times. A holder that was frozen finds {@link Lease.until} passed.
 *
 * It never waits for a holder that is gone, and never says that one is gone before `until`.
 *
 *     const lock = leased(register);
 *     await lock('tuike/orders', async (lease) => { … });
 */

import type { Lease, Lock } from '../api';
import { timer } from './timer';

/** Where the turns are kept. Each call is atomic among all who share it. */
export interface Register {
  /**
   * Begins the next turn where nobody has one, or where the present state is still `expired`. Gives the
   * turn's number, or the state that speaks against it.
   */
  take(name: string, expired: string | null): Promise<number | string>;
  /** Renews a turn; `false` where it is not the last any more. */
  beat(name: string, turn: number): Promise<boolean>;
  /** Ends a turn; nothing happens where it is not the last any more. */
  free(name: string, turn: number): Promise<void>;
}

/** What follows is in ms. */
export interface Pace {
  /** Between two looks of who waits. */
  poll: number;
  /** A beat that was the same for so long is nobody's any more. */
  patience: number;
  /** Between two beats. */
  beat: number;
  /** For how long after a beat the turn is certain: well below `patience`. */
  length: number;
}

export const PACE: Pace = { poll: 250, patience: 10_000, beat: 2_000, length: 8_000 };

export function leased(register: Register, pace: Pace = PACE): Lock {
  return async (name, fn) => {
    const { turn, until } = await taken(register, name, pace);
    const lease: { turn: number; until: number } = { turn, until };
    let over = false;
    let stop = () => {};
    const beat = async () => {
      const at = Date.now();
      const renewed = await register.beat(name, turn).catch(() => null);
      // A register that could not be asked has renewed nothing; what was certain still is.
      if (renewed !== null) lease.until = renewed ? at + pace.length : 0;
      if (renewed !== false) again();
    };
    const again = () => {
      if (!over) stop = timer(pace.beat, beat);
    };
    again();
    try {
      await fn(lease as Lease);
    } finally {
      over = true;
      stop();
      // What could not be freed passes on as that of a holder that crashed.
      await register.free(name, turn).catch(() => {});
    }
  };
}

async function taken(register: Register, name: string, { poll, patience, length }: Pace) {
  let state = '';
  let polls = 0;
  for (;;) {
    const at = Date.now();
    const found = await register.take(name, polls * poll >= patience ? state : null);
    if (typeof found === 'number') return { turn: found, until: at + length };
    polls = found === state ? polls + 1 : 0;
    state = found;
    await new Promise<void>((resolve) => timer(poll, resolve));
  }
}
