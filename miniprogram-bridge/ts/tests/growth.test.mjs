// Memory that grows: the glue's views must not go on writing into the old buffer. With the stock glue of
// wasm-bindgen 0.2.130 the JavaScript tier fails here.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { TIERS } from './support/package.mjs';

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`after memory has grown, on the ${tier} tier`, () => {
    it('texts and sums are still right', () => {
      const plan = tuike.commission.compile({
        version: 1,
        currency: 'CNY',
        rules: [{ id: '全部', levels: [{ kind: 'rate', rate: '0.15' }] }],
      });
      const list = tuike.list({ count: 1_000, estimate: 100 });
      let rows = 1_000;
      for (let round = 0; round < 8; round++) {
        rows *= 3;
        // Room for millions of rows in a buffer that doubles: far past what an instance starts with.
        const grown = tuike.list({ count: Math.min(rows * 10, 9_000_000), estimate: 1 });
        assert.equal(grown.total, Math.min(rows * 10, 9_000_000));

        const paid = Float64Array.from({ length: Math.min(rows, 200_000) }, (_, at) => at * 20);
        const earn = plan.previewMany(paid, { at: 0 });
        // 0.15 × 20 fen = 3 fen.
        assert.ok(
          earn.every((fen, at) => fen === at * 3),
          `round ${round}`,
        );

        assert.equal(list.resize(10, 100 + round + 1), 0);
        assert.equal(list.total, 100_000 + round + 1);
        assert.deepEqual(list.range(0, 100), {
          start: 0,
          end: 5,
          first: 0,
          last: 1,
          before: 0,
          after: 99_500 + round + 1,
          total: 100_000 + round + 1,
        });

        const promoter = `推客👀${'长'.repeat(10)}${round}`;
        const token = tuike.share.encode({ promoter, item: '42', channel: 'web', at: 1767225600000 });
        assert.equal(tuike.share.decode(token).promoter, promoter);
        const preview = plan.preview({ at: 0, lines: [{ sku: '口红', paid: '123.40' }], chain: [{ promoter }] });
        assert.deepEqual(preview.shares, [{ level: 1, promoter, amount: '18.51' }]);
        grown.free();
      }
    });

    it('a text that makes memory grow while it is read arrives whole', () => {
      const text = '长'.repeat(3_000_000);
      assert.equal(tuike.share.land(text), null);
      const token = tuike.share.encode({ promoter: '1', item: '2', channel: 'web', at: 1767225600000 });
      assert.equal(tuike.share.land(`${text} ${token}`).token, token);
    });
  });
}
