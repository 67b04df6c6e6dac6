// What a host's store gets when there is `storage.secret`: opened here with Node's own ChaCha20-Poly1305 by
// the drawing in core/src/seal.rs.

import assert from 'node:assert/strict';
import { createDecipheriv, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';

import { memoryHost, TIERS } from './support/package.mjs';

const SECRET = Uint8Array.from({ length: 32 }, (_, i) => i);
const BACKEND = {
  version: 1,
  base: 'https://api.example.com',
  mutations: { order: { post: '/orders', lane: 'orders', idempotency: 'Idempotency-Key' } },
};

const part = (what) => createHmac('sha256', SECRET).update(`tuike-seal-1:${what}`).digest();

function opened(key, stored) {
  const bytes = Buffer.from(stored);
  assert.deepEqual(bytes.subarray(0, 8), Buffer.concat([Buffer.from('\0tk\x01'), part('mark').subarray(0, 4)]));
  const cipher = createDecipheriv('chacha20-poly1305', part('record'), bytes.subarray(8, 20), { authTagLength: 16 });
  cipher.setAAD(Buffer.concat([bytes.subarray(0, 8), Buffer.from(key)]), { plaintextLength: bytes.length - 36 });
  cipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(20, -16)), cipher.final()]).toString();
}

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`a sealed store on the ${tier} tier`, () => {
    const offline = () => memoryHost({ timer: () => () => {}, http: () => Promise.reject(new Error('no network')) });
    const all = async (host) => {
      const keys = await host.store.keys('tuike/o/');
      return Promise.all(keys.map(async (key) => [key, await host.store.read(key)]));
    };

    it('holds what another implementation opens, and nothing plain', async () => {
      for (const secret of [SECRET, [...SECRET], Buffer.from(SECRET).toString('hex')]) {
        const host = offline();
        const client = await tuike.connect({ backend: BACKEND, host, storage: { secret } });
        const { id } = await client.submit('order', { address: '南京西路 1 号' });
        const [[key, stored]] = await all(host);
        assert.equal(Buffer.from(stored).includes('南京西路'), false);
        const record = opened(key, stored);
        assert.ok(record.includes('南京西路 1 号'), record);
        client.close();

        const again = await tuike.connect({ backend: BACKEND, host, storage: { secret } });
        await new Promise((resolve) => again.on('outbox', resolve));
        assert.equal(again.outbox().entries[0].id, id);
        again.close();
      }
    });

    it('tells an app that its secret is another one, and leaves all as it is', async () => {
      const host = offline();
      const client = await tuike.connect({ backend: BACKEND, host, storage: { secret: SECRET } });
      await client.submit('order', { item: '42' });
      client.close();
      const before = await all(host);
      const other = await tuike.connect({ backend: BACKEND, host });
      const told = await new Promise((resolve) => other.on('sealed', resolve));
      assert.equal(told.key, before[0][0]);
      other.close();
      assert.deepEqual(await all(host), before);
    });
  });
}
