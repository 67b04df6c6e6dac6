// Attribution as a value, and as the client keeps it: by hand, on both tiers.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { memoryHost, refusalOf, TIERS } from './support/package.mjs';
import { serve } from './support/server.mjs';

/** 2026-01-01T00:00:00Z. */
const START = 1767225600000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

for (const [tier, tuike] of Object.entries(TIERS)) {
  const { share } = tuike;
  const token = (promoter, item = '42') => share.encode({ promoter, item, channel: 'link', at: START });
  const signed = (promoter) =>
    share.sign({ promoter, item: '42', channel: 'link', at: START }, { keyId: 1, key: 'sixteen bytes are enough' });

  describe(`attribution, ${tier}`, () => {
    it('gives the sale to the last click, or to the first, inside the window', () => {
      const [first, last] = ['first-click', 'last-click'].map((policy) => share.attribution({ policy, windowDays: 7 }));
      for (const kept of [first, last]) {
        assert.equal(kept.current(START), null);
        assert.equal(kept.touch(token('9007199254740993'), START), true);
        assert.equal(kept.touch({ token: token('8') }, START + DAY), true);
      }
      assert.equal(first.current(START + 2 * DAY).promoter, '9007199254740993');
      assert.deepEqual(last.current(START + 2 * DAY), {
        token: token('8'),
        promoter: '8',
        signed: false,
        at: START + DAY,
      });
      assert.equal(first.current(START + 7 * DAY + 1).promoter, '8');
      assert.equal(last.current(START + 8 * DAY + 1), null);
    });

    it('counts a click within an hour once, and one later again', () => {
      const kept = share.attribution();
      assert.equal(kept.touch(token('7'), START), true);
      assert.equal(kept.touch(token('7'), START + HOUR - 1), false);
      assert.equal(kept.touch(token('7'), START + HOUR), true);
      assert.equal(kept.toJSON().touches.length, 2);
    });

    it('never lets an unsigned touch displace a signed one', () => {
      for (const policy of ['first-click', 'last-click']) {
        const kept = share.attribution({ policy });
        kept.touch(token('7'), START);
        kept.touch(signed('8'), START + 1);
        kept.touch(token('9'), START + 2);
        const { promoter, signed: isSigned } = kept.current(START + HOUR);
        assert.deepEqual([promoter, isSigned], ['8', true], policy);
      }
    });

    it('refuses self-promotion, or allows it', () => {
      const [refuses, allows] = ['refuse', 'allow'].map((selfPromotion) => share.attribution({ selfPromotion }));
      for (const kept of [refuses, allows]) {
        kept.touch(token('7'), START);
        kept.touch(token('8'), START + 1);
      }
      assert.equal(refuses.current(START + HOUR, '8').promoter, '7');
      assert.equal(allows.current(START + HOUR, '8').promoter, '8');
      assert.equal(refuses.current(START + HOUR).promoter, '8');
    });

    it('is the same after JSON, and merges two devices in either order', () => {
      const [phone, desk] = [share.attribution(), share.attribution()];
      phone.touch(token('7'), START);
      desk.touch(token('8'), START + 1);
      const [a, b] = [phone, desk].map((kept) => share.attribution({}, JSON.parse(JSON.stringify(kept))));
      assert.equal(a.merge(desk), true);
      assert.equal(b.merge(phone.toJSON()), true);
      assert.equal(a.merge(b), false, 'nothing is new');
      assert.deepEqual(a.toJSON(), b.toJSON());
      assert.deepEqual(
        a.toJSON().touches.map(({ at }) => at),
        [START, START + 1],
      );
    });

    it('refuses what it cannot read, with its code and path', () => {
      const refused = (run) => {
        const { code, details } = refusalOf(run);
        return [code, details.path];
      };
      assert.deepEqual(
        refused(() => share.attribution({}, { version: 2, clicks: [] })),
        ['attribution/newer-version', 'saved.version'],
      );
      assert.deepEqual(
        refused(() => share.attribution({ windowDays: 0 })),
        ['input/out-of-range', 'rules.windowDays'],
      );
      assert.deepEqual(
        refused(() => share.attribution({}, { version: 1, touches: [{ token: 'x', at: 0 }] })),
        ['share/malformed', 'saved.touches[0].token'],
      );
      assert.equal(refused(() => share.attribution().touch('hello', START))[0], 'share/malformed');
      assert.equal(refused(() => share.attribution().touch(undefined, START))[1], 'token');
      assert.equal(refused(() => share.attribution().touch(token('7'), NaN))[1], 'at');
    });

    it('is kept by a client: stored before it is said, there after a restart, put into the order', async (t) => {
      const orders = [];
      const server = await serve((request) => {
        orders.push(JSON.parse(request.body));
        return {
          body: JSON.stringify({ id: orders.length, from: orders.at(-1).from === token('8') ? 'forged' : 'ok' }),
        };
      });
      t.after(server.close);
      const backend = {
        version: 1,
        base: server.base,
        attribution: { windowDays: 30 },
        mutations: {
          order: {
            post: '/orders',
            lane: 'orders',
            idempotency: 'Idempotency-Key',
            attribution: { put: '/from', refused: { at: '/from', in: ['forged'] } },
          },
        },
      };
      const host = memoryHost();
      const first = await tuike.connect({ backend, host });
      await first.touch({ token: token('7') });
      await first.touch(token('8'));
      first.close();

      const client = await tuike.connect({ backend, host });
      t.after(() => client.close());
      const refusals = [];
      client.on('attribution-refused', ({ id, token: what, verdict }) => refusals.push([id, what, verdict]));
      const { id } = await client.submit('order', { item: '42' });
      assert.equal(client.attribution().promoter, '8');
      assert.equal(client.attribution(Date.now() + 31 * DAY), null);
      await client.flush();
      assert.deepEqual(refusals, [[id, token('8'), 'forged']]);
      await client.submit('order', { item: '42' });
      await client.submit('order', { item: '42', from: '' });
      await client.flush();
      assert.deepEqual(
        orders.map(({ from }) => from),
        [token('8'), token('7'), ''],
      );
      await assert.rejects(client.touch('hello'), { code: 'share/malformed' });
    });
  });
}
