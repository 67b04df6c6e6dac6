// QR codes of the package, read back by two decoders that others wrote: jsQR and zbar. Drawn as the poster
// draws them, 3 pixels a module; and with a tenth of the code covered in its middle, at level H.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createRequire } from 'node:module';
import jsqr from 'jsqr';

import { PKG, temporary } from './projects.mjs';

const SEED = Number(process.env.TUIKE_SEED ?? 20261121);
const COUNT = Number(process.env.TUIKE_QR ?? 500);
const PIXELS = 3;

/** mulberry32: a failing payload comes again with its seed. */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Links, tokens, scenes, Chinese and emoji, digits, the standard's 45 characters, any ASCII. */
function payloads(tuike) {
  const next = random(SEED);
  const of = (alphabet, most) => Array.from({ length: 1 + next(most) }, () => alphabet[next(alphabet.length)]).join('');
  const id = () => String(BigInt(next(2 ** 32)) * 2n ** BigInt(next(32)) + BigInt(next(1000)));
  const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
  const token = () => tuike.share.encode({ promoter: id(), item: id(), channel: 'poster', at: 1767225600000 + next(1e9) * 1000 });
  const kinds = [
    () => tuike.share.link(token(), { base: 'https://m.example.com/s', utm: { source: 'poster', campaign: of('双十一清单抢先', 6) } }),
    token,
    () => tuike.share.scene(token()),
    () => [...'口红面膜丝绒雾面持久显白，。！👍🇨🇳é'].map((c) => c.repeat(next(3))).join('') + '红',
    () => of('0123456789', 300),
    () => of('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:', 200).trim() || 'A',
    () => of(ascii, 250),
  ];
  return Array.from({ length: COUNT }, (_, i) => kinds[i % kinds.length]());
}

/** One byte a pixel. */
function pixels({ size, modules }, cover) {
  const side = size * PIXELS;
  const grey = new Uint8Array(side * side);
  const quiet = 4;
  const half = (Math.sqrt(0.1) * (size - 2 * quiet)) / 2;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [column, row] = [Math.floor(x / PIXELS), Math.floor(y / PIXELS)];
      const covered = cover && Math.abs((x + 0.5) / PIXELS - size / 2) < half && Math.abs((y + 0.5) / PIXELS - size / 2) < half;
      grey[y * side + x] = covered ? 160 : modules[row * size + column] === 1 ? 0 : 255;
    }
  }
  return { side, grey };
}

function byJsqr({ side, grey }) {
  const rgba = new Uint8ClampedArray(side * side * 4);
  for (const [i, value] of grey.entries()) rgba.set([value, value, value, 255], i * 4);
  return jsqr(rgba, side, side)?.data;
}

/** What zbar reads in each picture, in order; one process for many. */
async function byZbar(pictures) {
  const dir = temporary('qr');
  const files = pictures.map(({ side, grey }, i) => {
    const file = path.join(dir, `${i}.pgm`);
    fs.writeFileSync(file, Buffer.concat([Buffer.from(`P5\n${side} ${side}\n255\n`), grey]));
    return file;
  });
  const read = async (some) => {
    const options = ['--quiet', '--nodbus', '--raw', '-Sdisable', '-Sqrcode.enable', ...some];
    const { stdout } = await promisify(execFile)('zbarimg', options, { maxBuffer: 1 << 26 }).catch((error) => {
      // 4: a picture had no code; which one is asked below.
      if (error.code === 4) return error;
      throw error;
    });
    return stdout.split('\n').slice(0, -1);
  };
  // A line each, in order. Not --xml: its base64 is wrong for bytes above 127 (zbar 0.23.92).
  const all = await read(files);
  if (all.length === files.length) return all;
  const each = [];
  for (const file of files) each.push((await read([file])).join('\n'));
  return each;
}

describe(`${COUNT} QR codes of seed ${SEED}`, () => {
  let tuike;
  let texts;
  before(async () => {
    tuike = await createRequire(import.meta.url)(path.join(PKG, 'dist/node.js')).load();
    texts = payloads(tuike);
  });

  for (const [name, options, cover] of [
    ['as they are', {}, false],
    ['with a tenth of their middle covered, at level H', { level: 'H' }, true],
  ]) {
    it(`are read by both decoders ${name}`, async () => {
      const pictures = texts.map((text) => pixels(tuike.share.qr(text, options), cover));
      const zbar = await byZbar(pictures);
      const wrong = [];
      for (const [i, text] of texts.entries()) {
        const jsQR = byJsqr(pictures[i]);
        if (jsQR !== text || zbar[i] !== text) wrong.push({ text, jsQR, zbar: zbar[i] });
      }
      assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${COUNT}`);
    });
  }

  it('would be missed by this test if a code were wrong', async () => {
    const right = tuike.share.qr(texts[0]);
    const modules = right.modules.map((module, i) => (i % 3 ? module : 1 - module));
    const picture = pixels({ size: right.size, modules }, false);
    assert.notEqual(byJsqr(picture), texts[0]);
    assert.notEqual((await byZbar([picture]))[0], texts[0]);
  });

  it('and what no code holds says by how much', () => {
    // ISO/IEC 18004:2015, table 7, version 40: bytes, digits and the 45 characters, at each level.
    const most = { L: [2953, 7089, 4296], M: [2331, 5596, 3391], Q: [1663, 3993, 2420], H: [1273, 3057, 1852] };
    for (const [level, capacities] of Object.entries(most)) {
      for (const [kind, capacity] of capacities.entries()) {
        const text = 'x7A'[kind].repeat(capacity);
        assert.equal(tuike.share.qr(text, { level, quiet: 0 }).size, 177);
        for (const more of [1, 20_000]) {
          const longer = text + text[0].repeat(more);
          assert.throws(() => tuike.share.qr(longer, { level }), {
            name: 'TuikeError',
            code: 'share/qr-too-long',
            message: `the QR code's text has ${longer.length} bytes, ${more} more than the ${capacity} it holds`,
          });
        }
      }
    }
  });
});
