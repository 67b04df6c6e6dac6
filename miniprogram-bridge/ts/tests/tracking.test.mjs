// Tracking through the package, on both tiers: what docs/tracking.md says of an event, its limits, its
// masks, consent and the formats, by hand.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { memoryHost, TIERS } from './support/package.mjs';
import { serve } from './support/server.mjs';

for (const [tier, tuike] of Object.entries(TIERS)) {
  describe(`tracking, ${tier}`, () => {
    let server;
    before(async () => {
      server = await serve(() => ({ body: '{}' }));
    });
    after(() => server.close());

    const profile = (events = {}) => ({
      version: 1,
      base: server.base,
      trace: 'traceparent',
      events: { post: '/events', every: '1h', ...events },
    });
    const open = async (t, options = {}) => {
      server.requests.length = 0;
      const client = await tuike.connect({ backend: profile(), host: memoryHost(), ...options });
      t.after(() => client.close());
      return client;
    };
    const sent = () => server.requests.flatMap(({ body }) => JSON.parse(body).events);

    it('sends an event as documented: common properties, masked numbers, session, number, trace, rate', async (t) => {
      const events = { common: { app: 'promoter' }, sample: { share: '1' }, allow: ['orderId'] };
      const client = await open(t, { backend: profile(events) });
      await client.common({ tier: 'gold', hotline: '+86 138-1234-5678' });
      const trace = client.action();
      await client.track('share', { orderId: '4111111111111111', by: 13812345678, deep: { id: '11010519491231002X' } });
      await client.track('open');
      await client.flush();
      const [{ headers }] = server.requests;
      assert.equal(headers.traceparent.split('-')[1], trace);
      const [share, opened] = sent();
      const { id, at, session, ...rest } = share;
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.ok(Math.abs(at - Date.now()) < 60_000);
      assert.match(session, /^[0-9a-f]{32}$/);
      const common = { app: 'promoter', tier: 'gold', hotline: '+86 138-****-5678' };
      assert.deepEqual(rest, {
        name: 'share',
        seq: 1,
        trace,
        rate: '1',
        props: { ...common, orderId: '4111111111111111', by: '138****5678', deep: { id: '110***********002X' } },
      });
      assert.deepEqual(
        [opened.seq, opened.session, opened.trace, opened.rate, opened.props],
        [2, session, trace, undefined, common],
      );
    });

    it('refuses what is past a limit with where and by how much, and keeps nothing of it', async (t) => {
      const client = await open(t);
      const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`p${i}`, i]));
      for (const [name, props, code, details] of [
        ['', {}, 'track/empty-name', { path: 'name' }],
        ['名'.repeat(65), {}, 'track/name-too-long', { path: 'name', value: '65', limit: '64' }],
        ['open', many, 'track/too-many-props', { path: 'props', value: '65', limit: '64' }],
        ['open', { a: 'x'.repeat(8185) }, 'track/too-large', { path: 'props', value: '8193', limit: '8192' }],
        ['open', { a: { b: [1, []] } }, 'track/too-deep', { path: 'props.a.b[1]', limit: '3' }],
        ['open', [1], 'track/props-not-an-object', { path: 'props', value: '[1]' }],
      ]) {
        await assert.rejects(client.track(name, props), (error) => {
          assert.equal(error.code, code);
          assert.deepEqual({ ...error.details }, details);
          return true;
        });
      }
      await assert.rejects(client.common({ a: { b: { c: {} } } }), { code: 'track/too-deep' });
      await client.track('open');
      await client.flush();
      assert.deepEqual(
        sent().map(({ seq, props }) => [seq, props]),
        [[1, {}]],
      );
    });

    it('keeps events until somebody agrees, drops them where somebody does not, and remembers that', async (t) => {
      const host = memoryHost();
      const first = await open(t, { host, consent: 'pending' });
      for (const n of [1, 2, 3]) await first.track('seen', { n });
      await first.flush();
      assert.equal(server.requests.length, 0);
      assert.equal(first.outbox().waiting, 3);
      await first.consent('granted');
      await first.flush();
      assert.deepEqual(
        sent().map(({ props }) => props.n),
        [1, 2, 3],
      );
      await first.consent('denied');
      await first.track('seen', { n: 4 });
      await first.flush();
      first.close();

      // "Pending" is no word against a no.
      const second = await open(t, { host, consent: 'pending' });
      await second.track('seen', { n: 5 });
      await second.flush();
      assert.equal(server.requests.length, 0);
      assert.deepEqual([second.outbox().waiting, second.outbox().dead], [0, []]);
    });

    it('writes each format with its content type', async (t) => {
      for (const [format, type, read] of [
        ['tuike', 'application/json', (body) => JSON.parse(body).events[0]],
        ['clickhouse', 'application/x-ndjson', (body) => JSON.parse(body.split('\n')[0])],
        ['kafka', 'application/json', (body) => JSON.parse(body.split('\n')[0]).value.data],
      ]) {
        const client = await open(t, { backend: profile({ format }) });
        for (const n of [1, 2]) await client.track('seen', { n });
        await client.flush();
        const [{ headers, body }] = server.requests;
        assert.equal(headers['content-type'], type);
        const { name, seq, props } = read(body);
        assert.deepEqual([name, seq, props], ['seen', 1, { n: 1 }], format);
      }
      const client = await open(t, { backend: profile({ format: 'otlp' }) });
      await client.track('seen', { n: 1 });
      await client.flush();
      const [{ logRecords }] = JSON.parse(server.requests[0].body).resourceLogs[0].scopeLogs;
      assert.equal(logRecords[0].eventName, 'seen');
      assert.deepEqual(logRecords[0].attributes.at(-1), { key: 'n', value: { intValue: '1' } });
    });

    it('names the path of a mistake in the profile', async () => {
      for (const [events, path] of [
        [{ format: 'avro' }, 'profile.events.format'],
        [{ sample: { seen: 0.1 } }, 'profile.events.sample.seen'],
        [{ common: [] }, 'profile.events.common'],
        [{ resource: { 'service.name': 'x' } }, 'profile.events.resource'],
      ]) {
        await assert.rejects(tuike.connect({ backend: profile(events), host: memoryHost() }), (error) => {
          assert.equal(error.details.path, path);
          return true;
        });
      }
    });
  });
}
