// A client that is killed while a request is in the air, five times, over one folder: what it accepted
// arrives, once, in order.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { startBackend } from '../../packaging/backend.mjs';
import { temporary } from '../../packaging/projects.mjs';
import { inTheAir, Law, requests, until } from './laws.mjs';
import { startPromoter } from './process.mjs';

let backend;
before(async () => {
  backend = await startBackend({ products: 20 });
});
after(() => backend.stop());

test('what was accepted before SIGKILL arrives once and in order, though it struck five times in the air', async () => {
  const profile = await backend.json('/profile.json');
  // Events go out as soon as there are any: they are in the air, too, when it strikes.
  profile.events = { ...profile.events, batch: 2, every: '1s' };
  const dir = path.join(temporary('kill'), 'store');
  const law = new Law();
  const hand = async (client, command) => {
    const n = law.submitted;
    await client.ask({ n, ...command });
    law.accepted(n);
  };
  const work = async (client, times) => {
    for (let i = 0; i < times; i += 1) {
      await hand(client, { do: 'submit', name: 'order', body: law.order() });
      await hand(client, { do: 'track', name: 'look', props: law.event() });
    }
  };

  let seen = -1;
  for (let strike = 0; strike < 5; strike += 1) {
    // By turns before and after the effect: the server never takes it, or takes it and cannot say so.
    for (const place of ['/api/v1/orders', '/api/v1/events']) {
      await backend.fault({ path: place, kind: strike % 2 ? 'delay' : 'delay-after', millis: 60_000 });
    }
    const client = await startPromoter(dir, profile);
    await work(client, 3);
    seen = (await inTheAir(backend, '/api/v1/orders', seen)).n;
    // And what is being stored while it strikes: accepted or not, nobody will know.
    client.ask({ n: law.submitted + 1, do: 'submit', name: 'order', body: law.order() }).then(
      ({ stored }) => law.accepted(stored),
      () => {},
    );
    await client.kill();
    await backend.heal();
  }

  const client = await startPromoter(dir, profile);
  await work(client, 1);
  await until('an empty outbox', async () => {
    await client.ask({ do: 'flush' });
    const { outbox } = await client.ask({ do: 'outbox' });
    assert.deepEqual(outbox.dead, []);
    return outbox.waiting === 0 && outbox.sending === 0;
  });
  await client.close();

  assert.ok(law.stored.size >= 32, `${law.stored.size} of ${law.submitted} accepted`);
  const log = await requests(backend);
  law.check(await backend.state(), log);
  const sent = log.filter(({ path: place }) => place === '/api/v1/orders').map(({ headers }) => headers['idempotency-key']);
  assert.ok(sent.length - new Set(sent).size >= 5, 'each strike led to a repetition');
});
