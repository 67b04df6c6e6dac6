// ClickHouse's own parser takes the package's events: its rows are what was tracked, one each, though a
// batch comes twice and one event is of a shape that the table has no room for.
//
// The table and the profile's path are those of docs/tracking.md.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, test } from 'node:test';

import { load, nodeHost } from 'tuike-core/node';

import { temporary } from '../packaging/projects.mjs';
import { until } from './laws/laws.mjs';
import { startCutter } from './lib/cutter.mjs';
import { python } from './lib/python.mjs';

const guide = fs.readFileSync(new URL('../../docs/tracking.md', import.meta.url), 'utf8');
const tools = python();
const options = { skip: tools.missing && `chdb does not install: ${tools.missing}` };

let clickhouse;
let cutter;
let client;

afterEach(async () => {
  client?.close();
  await cutter?.stop();
  await clickhouse?.stop();
});

const empty = () => client.outbox().waiting + client.outbox().sending === 0;

const ask = async (query, body) => {
  const url = `${clickhouse.base}/?query=${encodeURIComponent(query)}`;
  const answer = await fetch(url, body === undefined ? {} : { method: 'POST', body });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text.split('\n').filter((line) => line).map((line) => JSON.parse(line));
};

async function start(change = (events) => events) {
  clickhouse = await tools.start('clickhouse.py');
  const [, table] = /```sql\n(.*?)```/s.exec(guide);
  await ask(table, '');
  cutter = await startCutter(clickhouse.base);
  const [, events] = /"events": (\{ "post": "\/\?query=INSERT[^\n]*\})/.exec(guide);
  const backend = { version: 1, base: cutter.base, events: change({ ...JSON.parse(events), batch: 4, every: '100ms' }) };
  const tuike = await load();
  client = await tuike.connect({ backend, host: nodeHost({ dir: path.join(temporary('clickhouse'), 'store') }) });
}

const PROPS = [
  { item: '42', text: '口红 "红"\n\t\\', emoji: '💄', n: 1, f: 1.5, no: null, yes: true },
  { big: '18446744073709551615', deep: { list: [1, 'x', { k: 'v' }].slice(0, 2) }, empty: {} },
  { phone: '13812345678', id: '11010519491231002X' },
  {},
];
const MASKED = [PROPS[0], PROPS[1], { phone: '138****5678', id: '110***********002X' }, {}];

test('every event is a row, digit for digit, once, though its batch came twice', options, async () => {
  await start((events) => ({ ...events, sample: { always: '1' } }));
  cutter.lose(({ method }) => method === 'POST', 'answer');
  const trace = client.action();
  const since = Date.now();
  for (const props of PROPS) await client.track('seen', props);
  await client.track('always', {});
  await client.flush();
  await until('nothing waits', empty);

  const posts = cutter.seen.filter(({ method }) => method === 'POST');
  assert.ok(posts.some(({ lost }) => lost === 'answer'), 'an answer was lost');
  const rows = await ask('SELECT *, toUnixTimestamp64Milli(time) AS ms FROM events FINAL ORDER BY seq');
  assert.equal((await ask('SELECT count() AS n FROM events'))[0].n > rows.length, true, 'and its rows came twice');
  assert.deepEqual(rows.map(({ props }) => JSON.parse(props)), [...MASKED, {}]);
  assert.deepEqual(rows.map(({ seq }) => seq), [1, 2, 3, 4, 5]);
  assert.deepEqual(rows.map(({ name }) => name), ['seen', 'seen', 'seen', 'seen', 'always']);
  assert.deepEqual(rows.map(({ rate }) => rate), [1, 1, 1, 1, 1]);
  assert.deepEqual(new Set(rows.map((row) => row.trace)), new Set([trace]));
  assert.equal(new Set(rows.map((row) => row.session)).size, 1);
  assert.equal(new Set(rows.map((row) => row.id)).size, 5);
  for (const { at, ms } of rows) {
    assert.ok(since <= at && at <= Date.now(), `${at}`);
    assert.equal(ms, at, 'the materialized column');
  }
});

test('a String, a JSON and a Map column take the same properties', options, async () => {
  await start();
  await client.track('seen', PROPS[1]);
  await client.flush();
  const [{ body }] = cutter.seen.filter(({ method }) => method === 'POST');
  for (const [type, expected] of [
    ['String', PROPS[1]],
    ['JSON', { big: '18446744073709551615', deep: { list: [1, 'x'] } }],
    ['Map(String, String)', { big: '18446744073709551615', deep: '{"list":[1,"x"]}', empty: '{}' }],
  ]) {
    await ask(`CREATE OR REPLACE TABLE other (props ${type}) ENGINE = MergeTree ORDER BY tuple()`, '');
    await ask('INSERT INTO other SETTINGS input_format_skip_unknown_fields=1 FORMAT JSONEachRow', body);
    const [{ props }] = await ask('SELECT props FROM other');
    assert.deepEqual(type === 'String' ? JSON.parse(props) : props, expected, type);
  }
});

test('only the row that ClickHouse cannot read dies, with its word for it', options, async () => {
  // A table that wants a number where one event has a text.
  await start((events) => ({ ...events, post: '/?query=INSERT%20INTO%20strict%20FORMAT%20JSONEachRow' }));
  await ask('CREATE TABLE strict (id UUID, name String, at Int64, session String, seq UInt64, trace String, props Tuple(n Int64)) ENGINE = MergeTree ORDER BY seq', '');
  for (const n of [1, 'two', 3, 4]) await client.track('seen', { n });
  await client.flush();
  await until('nothing waits', empty);
  const { dead } = client.outbox();
  assert.deepEqual(dead.map(({ body, code }) => [body.props.n, code]), [['two', 'backend/refused']]);
  const rows = await ask('SELECT props FROM strict ORDER BY seq');
  assert.deepEqual(rows.map(({ props }) => props.n), [1, 3, 4]);
});
