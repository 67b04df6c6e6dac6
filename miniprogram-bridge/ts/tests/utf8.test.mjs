// The polyfill against the platform's own encoder and decoder, which are the oracle.

import assert from 'node:assert/strict';
import { it } from 'node:test';

import { random } from './support/random.mjs';
import { source } from './support/source.mjs';

const { PlainDecoder, PlainEncoder } = await source('utf8.ts');
const { fromBase64, toBase64 } = await source('base64.ts');
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function agree(text, bytes) {
  if (text !== null) {
    assert.deepEqual(new PlainEncoder().encode(text), encoder.encode(text), JSON.stringify(text));
    for (const room of [0, 1, 2, 3, text.length, text.length * 3]) {
      const [ours, theirs] = [new Uint8Array(room), new Uint8Array(room)];
      assert.deepEqual(new PlainEncoder().encodeInto(text, ours), encoder.encodeInto(text, theirs));
      assert.deepEqual(ours, theirs);
    }
  }
  assert.equal(new PlainDecoder().decode(bytes), decoder.decode(bytes), Buffer.from(bytes).toString('hex'));
}

it('writes and reads every plane, the byte order mark and lone surrogates as the platform does', () => {
  for (const text of [
    '',
    'a',
    '推客 ¥12.30',
    '👩‍👩‍👧‍👦',
    '\u0000\u007f\u0080\u07ff\u0800\uffff',
    '\u{10000}\u{10ffff}',
    '\ufeffx',
    '\ud800',
    'a\udc00b',
    '\ud800\ud800\udc00',
    '\udc00\ud800',
    '长'.repeat(10_000),
  ]) {
    agree(text, encoder.encode(text));
  }
});

it('replaces broken bytes by the pieces of the standard', () => {
  for (const bytes of [
    [0x80],
    [0xc0, 0xaf],
    [0xc2],
    [0xe0, 0x80, 0x80],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x90, 0x41],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80],
    [0xff, 0xfe],
    [0xe6, 0x8e, 0xa8, 0xe5, 0xae],
  ]) {
    agree(null, Uint8Array.from(bytes));
  }
});

it('agrees on random bytes and random texts', () => {
  const { below } = random(20_261_120);
  const edges = [0x00, 0x7f, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xff];
  for (let round = 0; round < 3_000; round++) {
    const bytes = Uint8Array.from({ length: below(12) }, () => (below(2) ? edges[below(edges.length)] : below(256)));
    const text = String.fromCharCode(
      ...Array.from({ length: below(8) }, () => (below(2) ? 0xd7f0 + below(0x820) : below(0x10000))),
    );
    agree(text, bytes);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  }
});

it('says of what is not base64 that it is not', () => {
  for (const text of ['A', 'AA', 'AAA', 'AA=A', '=AAA', 'AA A', 'AAA\u4e00', '{"v":1}', '推客推客'])
    assert.equal(fromBase64(text), null, text);
  assert.deepEqual(fromBase64(''), new Uint8Array(0));
});
