// golden/backend.json through `tuike.backend.check`, on both tiers, and the profile's JSON Schema beside the
// core's own reader. tests/tests/golden_backend.rs replays the same file natively; all of it is by hand.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';

import Ajv from 'ajv/dist/2020.js';
import { golden, PKG, refusalOf, TIERS } from './support/package.mjs';

const vectors = golden('backend');
const require = createRequire(import.meta.url);

/** Other words for the same: a query's and a delivery's classes are the report's verdicts. */
const VERDICTS = { transient: 'later', retry: 'later', dead: 'refused' };
const verdictOf = (answer) => (answer.class ? (VERDICTS[answer.class] ?? answer.class) : 'page');

function asked(request, given) {
  const headers = { ...request.headers };
  // The report asks under a token; the vectors are a guest's.
  const token = Object.keys(headers).find((name) => headers[name].includes('TOKEN'));
  if (token) delete headers[token];
  const body = request.body === null ? null : JSON.parse(request.body);
  assert.deepEqual({ ...request, headers, body }, given);
}

function judged(name, report, answer) {
  assert.equal(report.verdict, verdictOf(answer), `${name}: ${report.why && report.why.message}`);
  if (answer.code) assert.equal(report.why.code, answer.code, name);
  if (answer.path) assert.equal(report.why.path, answer.path, name);
  assert.equal(report.after, answer.after ?? null, name);
}

/** Whether the core takes a profile: one without resources has nothing to check but itself. */
function refusalOfProfile(tuike, profile) {
  const error = refusalOf(() => tuike.backend.check(profile, '', { resource: '?' }));
  return error.details.path?.startsWith('check') ? null : error;
}

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`backend profiles on the ${tier} tier`, () => {
    const check = (of, response, options) => {
      const { status, headers, body } = response;
      const asOptions = { ...options, params: options.params ?? undefined, status, headers };
      return tuike.backend.check(vectors.profiles[of], body, asOptions);
    };

    it('every query is asked and answered as written', () => {
      for (const { name, profile, resource, params, request, response, answer } of vectors.queries) {
        const report = check(profile, response, { resource, params });
        if (request) asked(report.request, request);
        judged(name, report, answer);
        if (answer.class) continue;
        assert.deepEqual(report.data, answer.data, name);
        assert.deepEqual([report.next, report.total], [answer.next, answer.total], name);
        assert.equal(report.why ? report.why.code : undefined, answer.error, name);
      }
    });

    it('every delivery is judged as written', () => {
      for (const { name, profile, response, answer } of vectors.deliveries) {
        const report = check(profile, response, { mutation: 'order', params: { item: '1' } });
        judged(name, report, answer);
        if (answer.class === 'delivered') assert.deepEqual(report.data, answer.data, name);
      }
    });

    it('what cannot be asked has its code and its path', () => {
      for (const { profile, resource, params, code, path } of vectors.unaskable) {
        const ask = () => check(profile, { status: 200, body: '{}' }, { resource, params });
        if (code === 'backend/unknown-resource') {
          assert.equal(refusalOf(ask).code, 'backend/unknown-name');
          continue;
        }
        const { request, requestError } = ask();
        assert.deepEqual([request, requestError.code, requestError.path], [null, code, path]);
      }
    });

    it('every bad profile is refused at its path, every good one is taken', () => {
      for (const { profile, code, path } of vectors.refused) {
        const error = refusalOfProfile(tuike, profile);
        assert.deepEqual([error?.code, error?.details.path], [code, path], JSON.stringify(profile));
      }
      for (const profile of vectors.accepted) {
        assert.equal(refusalOfProfile(tuike, profile), null, JSON.stringify(profile));
      }
    });

    it('a report says what a field becomes, from where, and what was meant instead', () => {
      const profile = {
        version: 1,
        base: 'https://a.example',
        resources: {
          goods: { get: '/goods', items: '/list', map: { id: '/goods_id', paid: { at: '/price', unit: 'fen' } } },
        },
      };
      const answer = '{"list":[{"goodsId":9007199254740993,"price":18900}]}';
      const report = tuike.backend.check(JSON.stringify(profile), answer, { resource: 'goods' });
      const [id, paid] = report.fields;
      assert.deepEqual([id.nothingIn, id.near.keys, id.near.like], [1, ['goodsId', 'price'], '/list/0/goodsId']);
      assert.deepEqual([paid.at, paid.found, paid.becomes], ['/list/0/price', '18900', '189.00']);
      profile.resources.goods.map.id = '/goodsId';
      assert.equal(tuike.backend.check(profile, answer, { resource: 'goods' }).data[0].id, '9007199254740993');
      // An object has been rounded by JavaScript before the core sees it.
      const parsed = tuike.backend.check(profile, JSON.parse(answer), { resource: 'goods' });
      assert.equal(parsed.data[0].id, '9007199254740992');
      assert.equal(
        refusalOf(() => tuike.backend.check(profile, undefined, { resource: 'goods' })).code,
        'input/wrong-type',
      );
    });
  });
}

describe('the JSON Schema of a profile', () => {
  const schema = JSON.parse(readFileSync(`${PKG}profile.schema.json`, 'utf8'));
  const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);
  const examples = readdirSync(`${PKG}profiles`);

  it('is in the package under its own name', () => {
    const { exports, files } = require(`${PKG}package.json`);
    assert.equal(exports['./profile.schema.json'], './profile.schema.json');
    assert.ok(files.includes('profile.schema.json'));
  });

  it('takes whatever the core takes', () => {
    const shipped = examples.map((name) => JSON.parse(readFileSync(`${PKG}profiles/${name}`, 'utf8')));
    assert.equal(shipped.length, 5);
    const good = [...vectors.accepted, ...Object.values(vectors.profiles), ...shipped];
    for (const profile of good) {
      assert.equal(refusalOfProfile(TIERS.wasm, profile), null);
      assert.ok(validate(profile), `${JSON.stringify(profile)}: ${JSON.stringify(validate.errors)}`);
    }
  });

  it('refuses whatever a schema can see, and takes nothing that it is not said to take', () => {
    const structural = vectors.refused.filter((refused) => !refused.schema);
    assert.ok(structural.length >= 60, String(structural.length));
    for (const { profile, path, schema: unseen = false } of vectors.refused) {
      assert.equal(validate(profile), unseen, `${path}: ${JSON.stringify(profile)}`);
    }
  });
});
