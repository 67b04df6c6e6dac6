// One contract for every host's lock: one at a time, nobody for ever, and who had it last is known.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { promises as fs, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as soon } from 'node:timers/promises';

import { folder, HOSTS } from './support/hosts.mjs';
import { nodeHost, PKG } from './support/package.mjs';
import { source } from './support/source.mjs';

const { leased } = await source('hosts/lease.ts');
const { folderLock } = await source('hosts/node-lock.ts');

/** Web Locks as the standard has them, as far as the host uses them (Node 20 has none): one line a name. */
function webLocks() {
  const last = new Map();
  return {
    request(name, fn) {
      const before = last.get(name) ?? Promise.resolve();
      const run = before.then(() => fn({ name, mode: 'exclusive' }));
      last.set(
        name,
        run.catch(() => {}),
      );
      return run;
    },
  };
}

function withWebLocks(open) {
  return () => {
    const locks = webLocks();
    const under = (host) => ({
      ...host,
      lock: (name, fn) => {
        navigator.locks = locks;
        try {
          return host.lock(name, fn);
        } finally {
          navigator.locks = undefined;
        }
      },
    });
    const { host, again } = open();
    return { host: under(host), again: () => under(again()) };
  };
}

const LOCKS = {
  ...HOSTS,
  'browser (a lease in IndexedDB)': HOSTS.browser,
  'browser (Web Locks)': withWebLocks(HOSTS.browser),
};
delete LOCKS.browser;

let names = 0;
/** Of this test and no other: IndexedDB is one for all of them. */
const fresh = () => `tuike/lane-${++names}`;

/** Stays until it is let go; says when it is in. */
function stay(host, name) {
  let letGo;
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  let ended;
  const lease = new Promise((resolve, reject) => {
    ended = host.lock(name, (found) => {
      resolve(found);
      return held;
    });
    ended.catch(reject);
  });
  return { lease, letGo, ended };
}

for (const [what, open] of Object.entries(LOCKS)) {
  describe(`the lock of ${what}`, () => {
    it('lets one in at a time, whichever client asks', async () => {
      const { host, again } = open();
      const [name, other] = [fresh(), again()];
      let inside = 0;
      let most = 0;
      let turns = 0;
      const work = async () => {
        inside++;
        most = Math.max(most, inside);
        await soon();
        await soon();
        turns++;
        inside--;
      };
      await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? host : other).lock(name, work)));
      assert.deepEqual([most, turns], [1, 20]);
    });

    it('lets them in as they asked', async () => {
      const { host } = open();
      const name = fresh();
      const order = [];
      await Promise.all([1, 2, 3, 4, 5].map((n) => host.lock(name, async () => void order.push(n))));
      assert.deepEqual(order, [1, 2, 3, 4, 5]);
    });

    it('does not keep one name from another', async () => {
      const { host } = open();
      const held = stay(host, fresh());
      await held.lease;
      let other = false;
      await host.lock(fresh(), async () => {
        other = true;
      });
      assert.ok(other);
      held.letGo();
      await held.ended;
    });

    it('ends a turn that fails, and says how', async () => {
      const { host } = open();
      const name = fresh();
      await assert.rejects(
        host.lock(name, async () => {
          throw new Error('mine');
        }),
        /mine/,
      );
      await assert.rejects(
        host.lock(name, () => {
          throw new Error('at once');
        }),
        /at once/,
      );
      await host.lock(name, async () => {});
    });

    it('counts the turns, so that who asks again knows whether another was there', async () => {
      const { host, again } = open();
      const [name, other] = [fresh(), again()];
      const turns = [];
      const note = async ({ turn }) => void turns.push(turn);
      await host.lock(name, note);
      await host.lock(name, note);
      await other.lock(name, note);
      await host.lock(name, note);
      assert.deepEqual(
        turns.map((turn) => turn - turns[0]),
        [0, 1, 2, 3],
      );
    });
  });
}

/** Ms; the same proportions as in earnest. */
const QUICK = { poll: 4, patience: 40, beat: 8, length: 30 };

/** A page or process of its own on one register; `freeze` keeps its beats from the register. */
function pages(open) {
  const page = () => {
    const state = { frozen: false };
    const register = open();
    const host = {
      lock: leased(
        {
          take: (name, expired) => register.take(name, expired),
          beat: (name, turn) => (state.frozen ? new Promise(() => {}) : register.beat(name, turn)),
          free: (name, turn) => register.free(name, turn),
        },
        QUICK,
      ),
    };
    return { state, host };
  };
  return [page(), page(), page()];
}

/** Takes the registers out of the locks that are made of them. */
const registers = {};
{
  const { idbRegister } = await source('hosts/page-lock.ts');
  const { fileRegister } = await source('hosts/node-lock.ts');
  const dir = folder();
  registers.IndexedDB = () => idbRegister;
  registers['a folder'] = () => fileRegister(dir);
}

for (const [what, register] of Object.entries(registers)) {
  describe(`a lease in ${what}`, () => {
    it('passes on when its holder is silent, and the silent one finds it gone', async () => {
      const [frozen, next, third] = pages(register);
      const name = fresh();
      const before = stay(frozen.host, name);
      const lease = await before.lease;
      frozen.state.frozen = true;
      const after = stay(next.host, name);
      const taken = await after.lease;
      assert.equal(taken.turn, lease.turn + 1);
      assert.ok(Date.now() > lease.until, 'nobody else was let in before it was over');
      // It wakes: nothing it does ends the turn of the one that followed.
      assert.equal(await register().beat(name, lease.turn), false);
      before.letGo();
      await before.ended;
      let in3 = false;
      const last = third.host.lock(name, async () => {
        in3 = true;
      });
      assert.equal(await register().beat(name, taken.turn), true, 'the turn is still that of the second');
      assert.equal(in3, false);
      after.letGo();
      await after.ended;
      await last;
    });

    it('stays with a holder that lives, however long it takes', async () => {
      const [holder, waiting] = pages(register);
      const name = fresh();
      const held = stay(holder.host, name);
      const lease = await held.lease;
      const first = lease.until;
      let entered = false;
      const next = waiting.host.lock(name, async () => {
        entered = true;
      });
      // Thrice the patience, by the holder's own renewals.
      while (lease.until < first + 3 * QUICK.patience) await soon();
      assert.equal(entered, false);
      held.letGo();
      await Promise.all([held.ended, next]);
      assert.ok(entered);
    });

    it('goes to one of many who find it over at once', async () => {
      const name = fresh();
      const dead = await register().take(name, null);
      const states = await Promise.all(Array.from({ length: 8 }, () => register().take(name, null)));
      assert.equal(new Set(states).size, 1, 'all see the same');
      const taken = await Promise.all(states.map((state) => register().take(name, state)));
      assert.deepEqual(
        taken.filter((found) => typeof found === 'number'),
        [dead + 1],
      );
    });

    it('says by its time that it is over, where another had a turn', async () => {
      const [holder] = pages(register);
      const name = fresh();
      const held = stay(holder.host, name);
      const lease = await held.lease;
      // Somebody judged it gone, rightly or not.
      let state = await register().take(name, null);
      while (typeof state === 'string') state = await register().take(name, state);
      while (lease.until !== 0) await soon();
      held.letGo();
      await held.ended;
      assert.equal(await register().beat(name, state), true, 'its end was not that of the other');
    });

    it('is over for good: a beat that was on its way does not bring it back', async () => {
      const name = fresh();
      const inner = register();
      const turn = await inner.take(name, null);
      await Promise.all([inner.beat(name, turn), inner.free(name, turn)]);
      assert.equal(await inner.beat(name, turn), false);
      assert.equal(await inner.take(name, null), turn + 1);
    });

    it('survives a register that fails for a while', async () => {
      const name = fresh();
      const inner = register();
      let failing = false;
      const refused = () => Promise.reject(new Error('no'));
      const lock = leased(
        {
          take: (...all) => inner.take(...all),
          beat: (...all) => (failing ? refused() : inner.beat(...all)),
          free: (...all) => (failing ? refused() : inner.free(...all)),
        },
        QUICK,
      );
      const held = stay({ lock }, name);
      const lease = await held.lease;
      failing = true;
      const then = lease.until;
      while (Date.now() <= then) await soon();
      assert.equal(lease.until, then, 'what was not renewed is over when it said');
      failing = false;
      while (lease.until === then) await soon();
      failing = true;
      held.letGo();
      await held.ended;
      failing = false;
      let after = false;
      await lock(name, async () => {
        after = true;
      });
      assert.ok(after, 'what could not be freed passed on');
    });
  });
}

describe('the lock of a folder among processes', () => {
  const child = (code, ...args) =>
    spawn(
      process.execPath,
      ['-e', `const { nodeHost } = require(${JSON.stringify(`${PKG}dist/node.js`)});${code}`, ...args],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
  const said = (process) =>
    new Promise((resolve) => process.stdout.once('data', (data) => resolve(String(data).trim())));
  const HOLD = `nodeHost({ dir: process.argv[1] }).lock(process.argv[2], (lease) => {
    console.log(lease.turn);
    return new Promise((done) => process.stdin.once('data', done));
  }).then(() => process.exit());`;

  it('passes on at once when its holder is killed', async () => {
    const [dir, name] = [folder(), fresh()];
    const holder = child(HOLD, dir, name);
    const turn = Number(await said(holder));
    let next;
    const waiting = nodeHost({ dir }).lock(name, async (lease) => {
      next = lease.turn;
    });
    assert.equal(next, undefined);
    const gone = new Promise((resolve) => holder.once('exit', (_, signal) => resolve(signal)));
    const before = Date.now();
    holder.kill('SIGKILL');
    assert.equal(await gone, 'SIGKILL');
    await waiting;
    assert.equal(next, turn + 1);
    assert.ok(Date.now() - before < 8_000, 'without waiting for the beat to be old');
  });

  it('passes on from a process that is frozen, which then finds its turn over', async () => {
    const [dir, name] = [folder(), fresh()];
    const holder = child(
      `const { log } = console;
      nodeHost({ dir: process.argv[1] }).lock(process.argv[2], async (lease) => {
        log(lease.turn);
        while (lease.until > Date.now()) await new Promise((look) => setTimeout(look, 20));
        log('over');
      }).then(() => process.exit());`,
      dir,
      name,
    );
    try {
      const turn = Number(await said(holder));
      holder.kill('SIGSTOP');
      // A waiter with less patience: the holder's eight seconds are not over when it wakes, and only a
      // refused renewal can tell it.
      const impatient = folderLock(dir, { poll: 5, patience: 100, beat: 10, length: 80 });
      await impatient(name, async (lease) => {
        assert.equal(lease.turn, turn + 1);
        const answer = said(holder);
        holder.kill('SIGCONT');
        assert.equal(await answer, 'over');
      });
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('keeps a count that eight processes raise by reading and writing it', async () => {
    const [dir, name] = [folder(), fresh()];
    const file = join(dir, 'count');
    writeFileSync(file, '0');
    const raise = `const fs = require('fs').promises; (async () => {
      const host = nodeHost({ dir: process.argv[1] });
      for (let n = 0; n < 10; n++) await host.lock(process.argv[2], async () => {
        const found = Number(await fs.readFile(process.argv[3], 'utf8'));
        await new Promise(setImmediate);
        await fs.writeFile(process.argv[3], String(found + 1));
      });
    })();`;
    const workers = Array.from({ length: 8 }, () => child(raise, dir, name, file));
    const codes = await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
    assert.deepEqual(codes, Array(8).fill(0));
    assert.equal(readFileSync(file, 'utf8'), '80');
    assert.ok(readdirSync(join(dir, '.locks')).length <= 2, 'old turns are cleared away');
  });

  it('does not take a process of another machine for one that is gone', async () => {
    const { fileRegister } = await source('hosts/node-lock.ts');
    const dir = folder();
    const register = fileRegister(dir);
    const turn = await register.take('a', null);
    const [file] = readdirSync(dir);
    // Number 2^22 is above what Linux gives: here it would be nobody's.
    const elsewhere = `4194305 elsewhere 0`;
    writeFileSync(join(dir, file), elsewhere);
    const state = await register.take('a', null);
    assert.equal(typeof state, 'string');
    assert.equal(await register.take('a', state), turn + 1, 'but its beat is judged as any other');
    const here = readFileSync(join(dir, `${file.slice(0, -1)}${turn + 1}`), 'utf8');
    writeFileSync(join(dir, `${file.slice(0, -1)}${turn + 1}`), here.replace(/^\d+/, '4194305'));
    assert.equal(await register.take('a', null), turn + 2, 'of this machine it is known to be gone');
  });

  it('does not take a number that others have long passed', async () => {
    const { fileRegister } = await source('hosts/node-lock.ts');
    const dir = folder();
    const [slow, quick] = [fileRegister(dir), fileRegister(dir)];
    await quick.free('a', await quick.take('a', null));
    // The slow one has looked; before it writes, two turns pass, and their numbers are cleared away.
    const { readFile } = fs;
    let looked = false;
    fs.readFile = async (...all) => {
      const found = await readFile.apply(fs, all);
      if (!looked) {
        looked = true;
        await quick.free('a', await quick.take('a', null));
        await quick.free('a', await quick.take('a', null));
        await quick.take('a', null);
      }
      return found;
    };
    try {
      assert.equal(typeof (await slow.take('a', null)), 'string', 'the fourth turn is had by another');
    } finally {
      fs.readFile = readFile;
    }
  });

  it('a folder that cannot be written says why', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    await assert.rejects(
      nodeHost({ dir: file }).lock('a', async () => {}),
      { name: 'HostError' },
    );
  });
});

it('pages without IndexedDB still keep Web Locks, and count no turns', async () => {
  const { indexedDB } = globalThis;
  const { pageLock } = await source('hosts/page-lock.ts', { fresh: true });
  navigator.locks = webLocks();
  delete globalThis.indexedDB;
  try {
    await pageLock()(fresh(), async (lease) => assert.deepEqual(lease, {}));
  } finally {
    navigator.locks = undefined;
    globalThis.indexedDB = indexedDB;
  }
});
