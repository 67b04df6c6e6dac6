// Errors as an app meets them: one shape, a stable code, the path of what is wrong.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { golden, hostError, isTuikeError, memoryHost, refusalOf, TIERS } from './support/package.mjs';

const PLAN = { version: 1, currency: 'CNY', rules: [{ id: 'all', levels: [{ kind: 'rate', rate: '0.10' }] }] };

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`errors on the ${tier} tier`, () => {
    it('are Errors with a name, a code, a message and details', () => {
      const error = refusalOf(() => tuike.commission.compile({ ...PLAN, rules: [{ id: 'a', lvels: [] }] }));
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, error.code], ['TuikeError', 'input/unknown-field']);
      assert.match(error.message, /^plan\.rules\[0\]\.lvels: unknown field/);
      assert.deepEqual(error.details, { path: 'plan.rules[0].lvels', limit: 'id, match, base, levels' });
      assert.match(error.stack, /errors\.test/);
    });

    it('carry texts of any script whole', () => {
      const error = refusalOf(() => tuike.commission.compile({ ...PLAN, currency: '人民币"\\\n\u0001👀' }));
      assert.equal(error.details.value, '人民币"\\\n\u0001👀');
    });

    it('leave the instance as it was', () => {
      const list = tuike.list({ count: 3, estimate: 10 });
      for (let n = 0; n < 1_000; n++) refusalOf(() => list.resize(3, 10));
      assert.equal(list.total, 30);
    });

    it('name the argument that is no argument, before anything is called', async () => {
      const plan = tuike.commission.compile(PLAN);
      const circle = {};
      circle.circle = circle;
      for (const [run, path] of [
        [() => tuike.commission.compile(undefined), 'plan'],
        [() => tuike.commission.compile(circle), 'plan'],
        [() => tuike.commission.compile({ version: 1n }), 'plan'],
        [() => plan.preview(undefined), 'order'],
        [() => plan.previewMany([1, 2], { at: 0 }), 'paidFen'],
        [() => plan.previewMany(new Float64Array(1)), 'query'],
        [() => tuike.share.decode(undefined), 'token'],
        [() => tuike.share.decode(42), 'token'],
        [() => tuike.share.encode(), 'payload'],
        [() => tuike.share.qr(null), 'text'],
        [() => tuike.list(), 'list'],
        [() => tuike.list({ count: 1, estimate: 1 }).offsetOf(0, 'middle'), 'align'],
      ]) {
        const error = refusalOf(run);
        assert.deepEqual([error.code, error.details.path], ['input/wrong-type', path], run.toString());
      }
      await assert.rejects(tuike.connect({}), { code: 'input/wrong-type' });
    });

    it('name what is no array, and no number in it, and leave the core of use', () => {
      const list = tuike.list({ count: 3, estimate: 10 });
      const plan = tuike.commission.compile(PLAN);
      for (const [run, path] of [
        [() => list.resizeMany(null, null), 'indexes'],
        [() => list.resizeMany([1], undefined), 'sizes'],
        [() => list.resizeMany([1], ['a']), 'sizes[0]'],
        [() => list.resizeMany([1n], [5]), 'indexes[0]'],
        [() => list.resizeMany({ length: 1e12 }, []), 'indexes'],
        [() => list.setGroups(null), 'groups'],
        [() => list.exposure({ dwell: NaN }), 'dwell'],
        [() => list.exposure().seen(NaN), 'now'],
        [() => plan.previewMany(new Float64Array(1), { at: 0 }, []), 'out'],
        [() => plan.previewMany(new Float64Array(1), { at: 0 }, null), 'out'],
        [() => tuike.steady(null, [], 'id'), 'previous'],
        [() => tuike.patch({}, { a: 1n }), 'next'],
        // The engine refuses these on the way in, and says no path.
        [() => list.resize(1n, 5), undefined],
        [() => list.range(Symbol('top'), 5), undefined],
      ]) {
        const error = refusalOf(run);
        assert.deepEqual([error.code, error.details.path], ['input/wrong-type', path], run.toString());
      }
      assert.equal(list.total, 30);
    });

    it('refuse NaN where JSON would turn it into the default', () => {
      const rule = PLAN.rules[0];
      for (const [run, path] of [
        // Else the rule would never end.
        [
          () => tuike.commission.compile({ ...PLAN, rules: [{ ...rule, match: { to: NaN } }] }),
          'plan.rules[0].match.to',
        ],
        [() => tuike.list({ count: 3, estimate: 10, gap: Infinity }), 'list.gap'],
        [() => tuike.commission.record.open({ id: 'o', amount: '1', at: 0, freezeDays: NaN }), 'record.freezeDays'],
      ]) {
        const error = refusalOf(run);
        assert.deepEqual([error.code, error.details.path], ['input/wrong-type', path], run.toString());
      }
      // A null is what it was: nothing said.
      tuike.commission.compile({ ...PLAN, rules: [{ ...rule, match: null }] }).free();
    });

    it('are none where a server verifies what is no text', () => {
      const keys = [{ keyId: 1, key: '0123456789abcdef' }];
      for (const token of [null, undefined, 5, {}, []]) {
        assert.deepEqual(tuike.share.verify(token, keys), { valid: false, reason: 'not-a-token' });
      }
    });

    it('say that a handle was freed, and free twice is no error', () => {
      const plan = tuike.commission.compile(PLAN);
      plan.free();
      plan.free();
      assert.equal(refusalOf(() => plan.preview({ at: 0, lines: [], chain: [] })).code, 'internal/freed');
    });

    it("out of a length that does not fit are the core's own", () => {
      const plan = tuike.commission.compile(PLAN);
      assert.equal(
        refusalOf(() => plan.previewMany(new Float64Array(2), { at: 0 }, new Float64Array(3))).code,
        'commission/out-length',
      );
      const out = new Float64Array(2);
      assert.equal(plan.previewMany(Float64Array.of(100, 200), { at: 0 }, out), out);
      assert.deepEqual([...out], [10, 20]);
    });

    it('are freed by using, where the engine has it', () => {
      if (typeof Symbol.dispose !== 'symbol') return;
      const plan = tuike.commission.compile(PLAN);
      plan[Symbol.dispose]();
      assert.equal(refusalOf(() => plan.preview({ at: 0, lines: [], chain: [] })).code, 'internal/freed');
    });

    it('are refused by connect for a profile that is wrong', async () => {
      await assert.rejects(
        tuike.connect({ backend: { version: 1, base: 'ftp://x' }, host: memoryHost() }),
        (error) => isTuikeError(error) && error.code === 'backend/bad-base' && error.details.path === 'profile.base',
      );
    });
  });
}

it('every code of this half is in the golden list', async () => {
  const { source } = await import('./support/source.mjs');
  const { BRIDGE_CODES } = await source('errors.ts');
  const { core, ...others } = golden('error-codes');
  const listed = Object.values(others).flat();
  for (const code of BRIDGE_CODES) assert.ok(listed.includes(code) || core.includes(code), code);
});

it('a host error says its kind', () => {
  const error = hostError('Offline', 'no bars');
  assert.deepEqual([error.name, error.kind, error.message], ['HostError', 'Offline', 'no bars']);
});
