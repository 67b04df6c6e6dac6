// Prices, tax and records by hand, replayed through the package on both tiers. tests/tests/golden_pricing.rs
// and its neighbours replay the same files natively; none of the expectations comes from the code.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { golden, refusalOf, TIERS } from './support/package.mjs';

const prices = golden('pricing');
const tax = golden('tax');
const records = golden('record');

/** That it fails with the case's code at its path. */
function refuses(call, { name, code, path, says = [] }) {
  const error = refusalOf(call);
  assert.deepEqual([error.code, error.details.path], [code, path], `${name}: ${error.message}`);
  assert.ok(error.message.startsWith(path), `${name}: ${error.message}`);
  for (const word of says) assert.ok(error.message.includes(word), `${name}: ${error.message}`);
}

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`pricing on the ${tier} tier`, () => {
    it('quotes are as worked out by hand', () => {
      for (const { name, why, input, expect } of prices.quotes) {
        assert.deepEqual(tuike.pricing.quote(input), expect, `${name}: ${why}`);
      }
    });

    it('what is refused says why and where', () => {
      for (const refused of prices.refused) refuses(() => tuike.pricing.quote(refused.input), refused);
    });

    it('what is no JSON is refused before it reaches the core', () => {
      const circle = {};
      circle.lines = circle;
      for (const input of [undefined, circle]) {
        assert.equal(refusalOf(() => tuike.pricing.quote(input)).code, 'input/wrong-type');
      }
    });
  });

  describe(`tax on the ${tier} tier`, () => {
    const check = ({ name, why, expect }, found) => {
      for (const [field, value] of Object.entries(expect)) {
        assert.deepEqual(found[field], value, `${name}, ${field}: ${why}`);
      }
    };

    it('estimates are as worked out by hand', () => {
      for (const worked of tax.estimates) check(worked, tuike.tax.estimate(worked.input));
    });

    it('withdrawals are as worked out by hand', () => {
      for (const worked of tax.withdrawals) {
        const found = tuike.tax.withdraw(worked.input);
        check(worked, found);
        const { amount, incomeThisMonth = '0.00', ...month } = worked.input;
        const whole = ((Math.round(Number(amount) * 100) + Math.round(Number(incomeThisMonth) * 100)) / 100).toFixed(2);
        delete month.fee;
        delete month.least;
        assert.deepEqual(found.month, tuike.tax.estimate({ ...month, incomeThisMonth: whole }), worked.name);
      }
    });

    it('what is refused says why and where', () => {
      for (const refused of tax.refused) {
        const { input, withdraw } = refused;
        refuses(() => (withdraw ? tuike.tax.withdraw(withdraw) : tuike.tax.estimate(input)), refused);
      }
    });
  });

  describe(`records on the ${tier} tier`, () => {
    const { record } = tuike.commission;
    const kept = (value) => JSON.parse(JSON.stringify(value));
    const live = ({ open, moves }) => moves.reduce((now, what) => record.move(kept(now), what), record.open(open));

    it('lives are as worked out by hand', () => {
      for (const life of records.lives) {
        const found = live(life);
        assert.deepEqual(found, life.expect, `${life.name}: ${life.why}`);
        for (const [at, available] of life.available) {
          assert.equal(record.available(found, at), available, `${life.name} at ${at}: ${life.why}`);
        }
      }
    });

    it('what is refused says why and where', () => {
      for (const refused of records.refused) {
        const { open, moves } = refused;
        if (moves.length > 0) live({ open, moves: moves.slice(0, -1) });
        refuses(() => live(refused), refused);
      }
      for (const refused of records.unreadable) {
        refuses(() => record.move(refused.record, { to: 'reversed', at: 0 }), refused);
      }
    });

    it('sums are as worked out by hand', () => {
      for (const { name, why, records: all, at, expect } of records.sums) {
        assert.deepEqual(record.sum(all, at), expect, `${name}: ${why}`);
      }
      const [euro] = records.lives.filter(({ expect }) => expect.currency !== 'CNY');
      const mixed = [records.lives[0].expect, euro.expect];
      assert.equal(refusalOf(() => record.sum(mixed, 0)).code, 'record/currency-mismatch');
    });

    it('a record that was handed in is not changed', () => {
      const before = record.open({ id: 'o1', amount: '5.00', at: 0 });
      const copy = kept(before);
      record.move(before, { to: 'confirmed', at: 1 });
      assert.deepEqual(before, copy);
    });
  });
}
