// Every snippet of docs/backend-profile.md: profiles and parts of one are taken by the core and by the
// schema, and the lines of code give what stands behind them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import Ajv from 'ajv/dist/2020.js';
import { PKG, refusalOf, TIERS } from './support/package.mjs';

const text = readFileSync(new URL('../../../docs/backend-profile.md', import.meta.url), 'utf8');
const schema = JSON.parse(readFileSync(`${PKG}profile.schema.json`, 'utf8'));
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);

const snippets = [...text.matchAll(/^```(json|js) ?(profile|part|answer)?\n([\s\S]*?)^```$/gm)].map(
  ([, language, role, body]) => ({ role: role ?? language, body }),
);

/** Code whose lines with `// value` are assertions of it. */
function checked(code) {
  const lines = code.split('\n').map((line) => {
    const [, expression, value] = /^(\S.*?);\s+\/\/ (.+)$/.exec(line) ?? [];
    return expression === undefined ? line : `assert.deepEqual(${expression}, ${value});`;
  });
  const count = lines.filter((line) => line.startsWith('assert')).length;
  return { run: new Function('tuike', 'profile', 'answer', 'assert', lines.join('\n')), count };
}

function isTaken(tuike, profile) {
  assert.ok(validate(profile), JSON.stringify(validate.errors));
  // The profile is read before the sample, which is refused.
  assert.equal(refusalOf(() => tuike.backend.check(profile, '', { resource: '?' })).details.path, 'check.resource');
}

describe('docs/backend-profile.md', () => {
  it('has snippets of every kind', () => {
    const count = (role) => snippets.filter((snippet) => snippet.role === role).length;
    assert.deepEqual(['profile', 'part', 'answer', 'js'].map(count), [3, 5, 2, 3]);
  });

  for (const [tier, tuike] of Object.entries(TIERS)) {
    it(`is true on the ${tier} tier`, () => {
      const given = { profile: null, answer: null };
      let assertions = 0;
      for (const { role, body } of snippets) {
        if (role === 'profile') {
          given.profile = JSON.parse(body);
          isTaken(tuike, given.profile);
        } else if (role === 'part') {
          isTaken(tuike, { version: 1, base: 'https://a.example', ...JSON.parse(`{${body}}`) });
        } else if (role === 'answer') {
          given.answer = body;
        } else {
          const { run, count } = checked(body);
          run(tuike, structuredClone(given.profile), given.answer, assert);
          assertions += count;
        }
      }
      assert.equal(assertions, 15);
    });
  }
});
