// The driver by itself: an engine that says what the test tells it, and hosts of every kind of bad manners.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as soon } from 'node:timers/promises';

import { hostError, memoryHost } from './support/package.mjs';
import { source } from './support/source.mjs';

const { Driver } = await source('driver.ts');

/** An engine that hands out what it is given and notes what it hears. */
function engine() {
  const effects = [];
  const heard = [];
  const note =
    (name) =>
    (...all) => {
      heard.push([name, ...all.slice(1)]);
    };
  return {
    heard,
    freed: 0,
    give: (effect) => effects.push(JSON.stringify(effect)),
    pollEffect: () => effects.shift(),
    pollEvent: () => undefined,
    nextDeadline: () => undefined,
    effectBytes: () => new Uint8Array(1),
    resolveHttp: note('http'),
    resolveBytes: note('bytes'),
    resolveDone: note('done'),
    resolveKeys: note('keys'),
    resolveLock: note('lock'),
    fail: note('fail'),
    wake: note('wake'),
    lifecycle(_, event) {
      if (event === 'sideways') throw new Error('no such word');
      heard.push(['lifecycle', event]);
    },
    free() {
      this.freed++;
    },
  };
}

const bridge = { call: (run) => run(), check: () => {}, isPoisoned: () => false };

/** A driver, its engine, and the host's way to make it look for effects. */
function drive(parts) {
  const raw = engine();
  let tell;
  const host = memoryHost({
    lifecycle: (fn) => {
      tell = fn;
      return () => {};
    },
    ...parts,
  });
  const driver = new Driver(bridge, host, raw, () => {});
  const give = (...effects) => {
    for (const effect of effects) raw.give(effect);
    tell('show');
  };
  const heard = async (count) => {
    const own = () => raw.heard.filter(([name]) => name !== 'lifecycle');
    while (own().length < count) await soon();
    return own();
  };
  return { raw, driver, give, heard, tell: (event) => tell(event), host };
}

/** A lock whose turns end when the test looks, counted as the hosts do. */
function handLock({ until } = {}) {
  const turns = [];
  let number = 0;
  const lock = async (name, fn) => {
    const turn = { name, over: false, lease: { turn: ++number, until } };
    turns.push(turn);
    await fn(turn.lease);
    turn.over = true;
  };
  return { turns, lock, another: () => ++number };
}

const acquire = (id, name = 'tuike/orders') => ({ kind: 'acquire', id, name });
const release = (id, name = 'tuike/orders') => ({ kind: 'release', id, name });
const get = (id, timeout = 1_000) => ({
  kind: 'http',
  id,
  method: 'GET',
  url: 'u:',
  headers: [],
  timeout,
  keepalive: false,
});

describe('the driver and locks', () => {
  it('holds a turn until it is given back, and then says so', async () => {
    const { turns, lock } = handLock({ until: 5 });
    const { give, heard } = drive({ lock, now: () => 0 });
    give(acquire(1));
    assert.deepEqual(await heard(1), [['lock', 1, 5, false]]);
    assert.equal(turns[0].over, false);
    give(release(2));
    assert.deepEqual((await heard(2))[1], ['done', 2]);
    await soon();
    assert.equal(turns[0].over, true);
    give(release(3));
    assert.deepEqual((await heard(3))[2], ['done', 3], 'what is not held is no error');
  });

  it('knows by the number whether somebody else had a turn between', async () => {
    const { lock, another } = handLock();
    const { give, heard } = drive({ lock });
    give(acquire(1));
    await heard(1);
    give(release(2));
    await heard(2);
    give(acquire(3));
    await heard(3);
    give(release(4));
    await heard(4);
    another();
    give(acquire(5));
    const alone = (await heard(5)).filter(([name]) => name === 'lock').map(([, , , said]) => said);
    assert.deepEqual(alone, [false, true, false]);
  });

  it('two clients over one host know of each other', async () => {
    const host = memoryHost();
    const [a, b] = [drive({ store: host.store }), drive({ store: host.store })];
    a.give(acquire(1));
    await a.heard(1);
    b.give(acquire(1));
    await soon();
    assert.deepEqual(b.raw.heard, [['lifecycle', 'show']], 'it waits');
    a.give(release(2));
    assert.deepEqual(await b.heard(1), [['lock', 1, undefined, false]]);
    b.give(release(2));
    await b.heard(2);
    a.give(acquire(3));
    assert.deepEqual((await a.heard(3))[2], ['lock', 3, undefined, false], 'the other was there');
  });

  it('a host that counts no turns leaves it open who was there', async () => {
    const { give, heard } = drive({ lock: (_, fn) => fn({}) });
    give(acquire(1));
    await heard(1);
    give(release(2));
    await heard(2);
    give(acquire(3));
    assert.deepEqual((await heard(3))[2], ['lock', 3, undefined, false]);
  });

  it('asked again it answers from the turn it has, with the time as it is now', async () => {
    const { turns, lock } = handLock({ until: 100 });
    let now = 0;
    const { give, heard } = drive({ lock, now: () => now });
    give(acquire(1));
    await heard(1);
    now = 90;
    turns[0].lease.until = 190;
    give(acquire(2));
    assert.deepEqual((await heard(2))[1], ['lock', 2, 190, true]);
    assert.equal(turns.length, 1);
    // It slept: the time is over, and a turn of another may have been since.
    now = 200;
    give(acquire(3));
    assert.deepEqual((await heard(3))[2], ['lock', 3, 100, true]);
    assert.deepEqual([turns.length, turns[0].over], [2, true]);
  });

  it('closing gives back what it holds, once the store has finished, and takes no turn that comes later', async () => {
    const { turns, lock } = handLock();
    let stored;
    const store = {
      ...memoryHost().store,
      write: () =>
        new Promise((resolve) => {
          stored = resolve;
        }),
    };
    let open;
    const gate = new Promise((resolve) => {
      open = resolve;
    });
    const late = async (name, fn) => {
      if (name === 'tuike/late') await gate;
      return lock(name, fn);
    };
    const { give, heard, driver, raw } = drive({ lock: late, store });
    give(acquire(1), acquire(2, 'tuike/late'), { kind: 'write', id: 3, key: 'k' });
    await heard(1);
    driver.close();
    await soon();
    assert.equal(turns[0].over, false, 'what was sent is not yet noted');
    stored();
    while (!turns[0].over) await soon();
    assert.equal(raw.freed, 1);
    open();
    while (turns.length < 2 || !turns[1].over) await soon();
  });

  it('a panic gives back what it holds', async () => {
    const { turns, lock } = handLock();
    const { give, heard, raw } = drive({ lock });
    give(acquire(1));
    await heard(1);
    raw.pollEvent = () => {
      throw Object.assign(new Error('boom'), { name: 'TuikeError', code: 'internal/panic' });
    };
    give(release(9, 'other'));
    while (!turns[0].over) await soon();
  });

  for (const [what, lock, kind] of [
    [
      'throws',
      () => {
        throw hostError('Denied', 'no');
      },
      'Denied',
    ],
    [
      'rejects',
      async () => {
        throw new Error('no');
      },
      'Other',
    ],
    ['never gives the turn', async () => {}, 'Other'],
    ['is not there', undefined, 'Other'],
  ]) {
    it(`a lock that ${what} is told as a failure`, async () => {
      const { give, heard } = drive({ lock });
      give(acquire(1));
      const [[name, id, found]] = await heard(1);
      assert.deepEqual([name, id, found], ['fail', 1, kind]);
    });
  }
});

describe('the driver and hosts without manners', () => {
  it('gives up on a request that is never answered, and hears no later answer', async () => {
    const timers = [];
    let late;
    const { give, heard, raw } = drive({
      http: () =>
        new Promise((resolve) => {
          late = resolve;
        }),
      timer: (ms, fn) => {
        timers.push({ ms, fn });
        return () => {};
      },
    });
    give(get(1, 1_000));
    while (timers.length === 0 || late === undefined) await soon();
    assert.equal(timers[0].ms, 6_000, 'its own timeout, and five seconds of grace');
    timers[0].fn();
    const [failed] = await heard(1);
    assert.deepEqual(failed.slice(0, 3), ['fail', 1, 'Timeout']);
    late({ status: 200, headers: {}, body: '' });
    await soon();
    assert.equal(raw.heard.filter(([name]) => name === 'http').length, 0);
  });

  it('stops the clock of a request that was answered', async () => {
    let stopped = 0;
    const { give, heard } = drive({
      http: async () => ({ status: 200, headers: {}, body: 'x' }),
      timer: () => () => {
        stopped++;
      },
    });
    give(get(1));
    assert.deepEqual(await heard(1), [['http', 1, 200, '', 'x']]);
    await soon();
    assert.equal(stopped, 1);
  });

  it('takes a host that throws for one that refuses, whatever it throws', async () => {
    for (const thrown of [new Error('x'), hostError('Offline', 'x'), 'text', null, undefined, { errMsg: 'x' }]) {
      const { give, heard } = drive({
        http: () => {
          throw thrown;
        },
      });
      give(get(1));
      const [[name, id, kind]] = await heard(1);
      assert.deepEqual([name, id], ['fail', 1]);
      assert.equal(kind, thrown && thrown.kind ? 'Offline' : 'Other');
    }
  });

  it('lives through a word of the host that is none', async () => {
    const { give, heard, tell } = drive({ http: async () => ({ status: 200, headers: {}, body: '' }) });
    tell('sideways');
    give(get(1));
    assert.deepEqual(await heard(1), [['http', 1, 200, '', '']]);
  });

  it('asks for keepalive only where the engine does', async () => {
    const sent = [];
    const { give, heard } = drive({
      http: async (request) => {
        sent.push(request);
        return { status: 204, headers: {}, body: '' };
      },
    });
    give(get(1), { ...get(2), keepalive: true, body: '{}', headers: [['a', 'b']] });
    await heard(2);
    assert.deepEqual(sent, [
      { method: 'GET', url: 'u:', headers: {}, timeout: 1_000, keepalive: false },
      { method: 'GET', url: 'u:', headers: { a: 'b' }, timeout: 1_000, body: '{}', keepalive: true },
    ]);
  });
});
