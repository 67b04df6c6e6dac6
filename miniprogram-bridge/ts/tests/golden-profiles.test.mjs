// The profiles that the package ships, each with recorded answers of its server, through the package on
// both tiers. tests/tests/golden_profiles.rs replays the same file natively; expectations are by hand.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { golden, isTuikeError, memoryHost, PKG, TIERS } from './support/package.mjs';

const { logins, cases } = golden('profiles');
const profile = (name) => JSON.parse(readFileSync(`${PKG}profiles/${name}.json`, 'utf8'));

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`profiles on the ${tier} tier`, () => {
    /** A client that is logged in where the profile has a login; its server says what `answers` holds. */
    async function connected(name) {
      const sent = [];
      const events = [];
      const answers = [];
      const host = memoryHost({
        now: () => 1767225600000,
        seed: async () => new Uint8Array(32).fill(7),
        timer: () => () => {},
        http: async ({ method, url, headers, body }) => {
          const { traceparent, ...others } = headers;
          sent.push({ method, url, headers: others, body: body === undefined ? null : JSON.parse(body), traceparent });
          return { headers: {}, ...answers.shift() };
        },
      });
      const client = await tuike.connect({ backend: profile(name), host });
      for (const kind of ['sent', 'dead', 'unauthorized']) client.on(kind, (event) => events.push({ kind, ...event }));
      const login = logins[name];
      if (login !== undefined) {
        answers.push(login.response);
        assert.deepEqual((await client.login(login.params)).data, login.data, name);
        const [{ traceparent: _, ...request }] = sent.splice(0);
        if (login.request !== undefined) assert.deepEqual(request, login.request, name);
      }
      return { client, sent, events, answers };
    }

    /** What became of a query, in the golden file's words. */
    async function queried(client, { resource, params, answer }) {
      try {
        const { data, next, total } = await client.query(resource, params);
        return { data, next, total };
      } catch (error) {
        assert.ok(isTuikeError(error), error.stack);
        // The classes are the core's; through the package they differ by their codes.
        return { class: answer.class, code: error.code };
      }
    }

    /** What became of a mutation, and its key. */
    async function delivered({ client, events }, { mutation, params }) {
      const { id } = await client.submit(mutation, params);
      await client.flush();
      const { waiting, dead } = client.outbox();
      const told = (kind) => events.find((event) => event.kind === kind);
      if (told('unauthorized')) assert.equal(waiting, 1);
      const became = told('sent')
        ? { class: 'delivered', data: told('sent').answer }
        : told('dead')
          ? { class: 'dead', code: dead[0].code }
          : { class: 'unauthorized' };
      return [id, became];
    }

    for (const one of cases) {
      it(`${one.profile}: ${one.name}`, async () => {
        const at = await connected(one.profile);
        at.answers.push(one.response);
        let key = '{key}';
        let became;
        if (one.mutation === undefined) became = await queried(at.client, one);
        else [key, became] = await delivered(at, one);
        // That it was there already is told as its being sent, without an answer.
        const expected = one.answer.class === 'already' ? { class: 'delivered', data: null } : one.answer;
        assert.deepEqual(became, expected);
        const [{ traceparent, ...request }] = at.sent;
        if (one.request !== undefined) {
          assert.deepEqual(request, JSON.parse(JSON.stringify(one.request).replaceAll('{key}', key)));
        }
        if (profile(one.profile).trace === 'traceparent') {
          assert.match(traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
        }
        at.client.close();
      });
    }
  });
}

describe('the shipped profiles', () => {
  it('are five, and each has a recorded answer', () => {
    const shipped = readdirSync(`${PKG}profiles`).map((file) => file.replace('.json', ''));
    assert.deepEqual(shipped.sort(), ['demo', 'json-server', 'taoke', 'vendure', 'wechat-shop']);
    assert.deepEqual([...new Set(cases.map((one) => one.profile))].sort(), shipped);
  });
});
