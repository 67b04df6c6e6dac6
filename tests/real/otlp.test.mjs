// OpenTelemetry's own definitions read what the package sends: nothing unknown, nothing of another type,
// and what they have understood is what was tracked.

import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';
import { afterEach, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { temporary } from '../packaging/projects.mjs';
import { python } from './lib/python.mjs';

const tools = python();
const options = { skip: tools.missing && `opentelemetry-proto does not install: ${tools.missing}` };

let server;
let client;

afterEach(async () => {
  client?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** A collector that keeps what it is sent and answers with an empty `ExportLogsServiceResponse`. */
async function start(events) {
  const seen = [];
  server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  const tuike = await load();
  const backend = { version: 1, base, trace: 'traceparent', events: { post: '/v1/logs', format: 'otlp', ...events } };
  client = await tuike.connect({ backend, host: nodeHost({ dir: path.join(temporary('otlp'), 'store') }) });
  return seen;
}

test('the protocol reads every field, and the trace is the request’s', options, async () => {
  const seen = await start({ resource: { 'service.name': 'promoter', 'service.instance.id': 7 }, sample: { seen: '1' } });
  const trace = client.action();
  await client.track('seen', {
    text: '口红 "红"\n', n: -3, big: '18446744073709551615', f: 1.5, tiny: 1e-7, yes: true, no: null,
    list: [1, 'x', []], deep: { k: 'v', none: {} },
  });
  await client.track('shared', { 'session.id': 'mine' });
  await client.flush();
  assert.equal(seen.length, 1);
  const [{ url, headers, body }] = seen;
  assert.equal(url, '/v1/logs');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.traceparent.split('-')[1], trace);

  const { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [first, second] }] }] } = JSON.parse(tools.run('otlp.py', body));
  const attributes = (list) => Object.fromEntries(list.map(({ key, value }) => [key, value]));
  assert.deepEqual(attributes(resource.attributes), {
    'service.name': { stringValue: 'promoter' }, 'service.instance.id': { intValue: '7' },
  });
  assert.equal(scope.name, 'tuike-core');
  const own = attributes(first.attributes);
  assert.match(own['log.record.uid'].stringValue, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.match(own['session.id'].stringValue, /^[0-9a-f]{32}$/);
  for (const name of ['log.record.uid', 'session.id']) delete own[name];
  assert.deepEqual(own, {
    'tuike.seq': { intValue: '1' }, 'tuike.rate': { stringValue: '1' },
    text: { stringValue: '口红 "红"\n' }, n: { intValue: '-3' }, big: { stringValue: '18446744073709551615' },
    f: { doubleValue: 1.5 }, tiny: { doubleValue: 1e-7 }, yes: { boolValue: true }, no: {},
    list: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }, { arrayValue: {} }] } },
    deep: { kvlistValue: { values: [{ key: 'k', value: { stringValue: 'v' } }, { key: 'none', value: { kvlistValue: {} } }] } },
  });
  assert.deepEqual([first.eventName, first.body, first.severityNumber, first.traceId], ['seen', { stringValue: 'seen' }, 9, trace]);
  assert.ok(Math.abs(Number(BigInt(first.timeUnixNano) / 1_000_000n) - Date.now()) < 60_000);
  const names = second.attributes.map(({ key }) => key);
  assert.deepEqual([...names].sort(), ['log.record.uid', 'session.id', 'tuike.seq'], 'keys are unique');
  assert.deepEqual(attributes(second.attributes)['session.id'].stringValue, attributes(first.attributes)['session.id'].stringValue);
});
