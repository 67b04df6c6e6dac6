// Signed requests through the package on both tiers: golden/sign.json, which sign_reference.py writes, and
// one whose nonce only the client knows, checked with Node's own HMAC.

import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';

import { golden, isTuikeError, memoryHost, TIERS } from './support/package.mjs';

const { cases } = golden('sign');

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`signed requests on the ${tier} tier`, () => {
    /** What a client sends for the resource `r`, logged in where the case has a token. */
    async function sent({ profile, key, now, token }) {
      const requests = [];
      const login = token && {
        auth: { kind: 'bearer', login: { resource: 'login', token: '/token' } },
        resources: { ...profile.resources, login: { post: '/login', signed: false } },
      };
      const host = memoryHost({
        now: () => now,
        timer: () => () => {},
        http: async (request) => {
          requests.push(request);
          return { status: 200, headers: {}, body: JSON.stringify({ token }) };
        },
      });
      const backend = { ...profile, ...login };
      const client = await tuike.connect({ backend, host, signing: key && { key } });
      if (token) await client.login({});
      const page = await client.query('r').catch((error) => error);
      client.close();
      return { request: requests[token ? 1 : 0], page };
    }

    it('are those of the reference, and the platforms’ own examples', async () => {
      const known = cases.filter(({ sent }) => !JSON.stringify(sent).includes('000102030405'));
      assert.ok(known.length >= 12);
      assert.equal(known.filter(({ published }) => published).length, 4);
      for (const one of known) {
        const { method, url, headers, body } = (await sent(one)).request;
        assert.deepEqual({ method, url, headers, body: body === undefined ? null : body }, one.sent, one.name);
      }
    });

    it('have a nonce of their own each time, under a signature over it', async () => {
      const one = cases.find(({ name }) => name === 'hmac-sha256 over a POST');
      const nonces = new Set();
      for (let i = 0; i < 2; i++) {
        const { method, url, headers, body } = (await sent(one)).request;
        const { pathname, search } = new URL(url);
        const digest = createHash('sha256').update(body).digest('hex');
        const lines = [method, pathname, search.slice(1), headers['x-timestamp'], headers['x-nonce'], digest];
        const expected = createHmac('sha256', one.key).update(lines.join('\n')).digest('hex');
        assert.equal(headers['x-sign'], expected);
        assert.match(headers['x-nonce'], /^[0-9a-f]{32}$/);
        nonces.add(headers['x-nonce']);
      }
      assert.equal(nonces.size, 2);
    });

    it('are not sent without a key, and the error says where one comes from', async () => {
      const { request, page } = await sent({ ...cases[0], key: undefined });
      assert.equal(request, undefined);
      assert.ok(isTuikeError(page));
      assert.equal(page.code, 'backend/no-signing-key');
      assert.match(page.message, /signing\.key/);
    });
  });
}
