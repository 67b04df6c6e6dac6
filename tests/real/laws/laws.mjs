// What must hold whatever happens between a client and the demo backend, and the helpers to make it
// happen. Nothing here knows whether the client is a process, a page or a mini-program.
//
//   const law = new Law(backend);
//   client.submit('order', law.order());          // numbered 1, 2, 3 …
//   law.accepted(1);                              // the client said that it is stored
//   await inTheAir(backend, '/api/v1/orders');    // and now kill it
//   …
//   law.check(await backend.state(), await requests(backend));

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Which of the demo shop's goods everybody orders here. */
export const ITEM = '9007199254740993';

/** What has been asked of the backend: see its `src/log.rs`. */
export const requests = async (backend) => (await backend.json('/__log')).requests;

/** Waits for a condition that something outside brings about; fails after `within` ms. */
export async function until(what, condition, within = 20_000) {
  const end = performance.now() + within;
  for (;;) {
    const found = await condition();
    if (found) return found;
    assert.ok(performance.now() < end, `${what}: not within ${within} ms`);
    await pause(5);
  }
}

/** The next event of a kind; fails where none comes `within` ms. */
export function told(client, name, within = 30_000) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${name} within ${within} ms`)), within);
    const stop = client.on(name, (event) => {
      stop();
      clearTimeout(late);
      resolve(event);
    });
  });
}

/** Resolves with a request to a path that has come and is not answered yet. A fault must hold it there. */
export const inTheAir = (backend, path, after = -1) =>
  until(`a request to ${path} in the air`, async () =>
    (await requests(backend)).find((one) => one.path === path && one.status === null && one.n > after));

export class Law {
  submitted = 0;
  stored = new Set();

  /** The next order's body: its number stands where the shop keeps it and never looks at it. */
  order() {
    this.submitted += 1;
    return { item: ITEM, quantity: 1, buyer: { name: `n${this.submitted}` } };
  }

  /** The next event's properties. */
  event() {
    this.submitted += 1;
    return { n: this.submitted };
  }

  /** The client said that this one is durable. */
  accepted(n) {
    this.stored.add(n);
  }

  /**
   * Nothing that was accepted is lost, nothing has happened twice, and each lane kept its order.
   * Guards: outbox/machine.rs `submit` (stored before it is acknowledged), outbox/entry.rs (the key is the
   * entry's id for ever), outbox/lane.rs `head` (nothing goes before what stands before it).
   */
  check(state, log) {
    const orders = state.orders.map(({ buyer }) => Number(buyer.given.name.slice(1)));
    const events = state.events.map(({ props }) => props.n);
    const happened = new Set([...orders, ...events]);
    assert.deepEqual([...this.stored].filter((n) => !happened.has(n)), [], 'accepted and lost');
    assert.equal(happened.size, orders.length + events.length, `twice: ${orders} and ${events}`);
    assert.deepEqual(orders, [...orders].sort((a, b) => a - b), 'the order of the orders');
    const keys = new Map();
    for (const { path, headers, body } of log) {
      if (!path.endsWith('/v1/orders')) continue;
      const key = headers['idempotency-key'];
      const { name } = JSON.parse(body).buyer;
      assert.equal(keys.get(name) ?? key, key, `${name} went under two keys`);
      keys.set(name, key);
    }
    // Within one session each event's number follows the last: a batch repeated is no batch doubled.
    for (const session of new Set(state.events.map((event) => event.session))) {
      const seqs = state.events.filter((event) => event.session === session).map((event) => event.seq);
      assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b), 'the order of the events');
    }
  }
}
