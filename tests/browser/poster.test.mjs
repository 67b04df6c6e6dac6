// Posters as a real canvas draws them: kept to be looked at, read back by a decoder that others wrote, and
// held to their boxes with the fonts that are here. The package is served as npm has it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, test } from 'node:test';
import jsqr from 'jsqr';
import { keepBytes, ROOT, startBrowser } from './lib.mjs';

const LINK = 'https://m.example.com/s/5c0x1kq7z2m4v9?utm_source=poster';
const TYPES = { mjs: 'text/javascript', wasm: 'application/wasm', png: 'image/png', html: 'text/html' };
const LONG = '丝绒雾面口红持久不沾杯显白不挑皮滋润不拔干 Velvet Matte Lipstick Long-lasting 12h 限量礼盒装（含小样三件）双十一第二件半价';

let server;
let base;
let chromium;
let page;

before(async () => {
  server = http.createServer(async ({ url }, answer) => {
    const name = url.slice(1).split('?')[0];
    try {
      if (name === 'slow.png') return; // never answers
      const bytes = name === '' ? '<!doctype html><meta charset="utf-8"><title>poster</title>'
        : name === 'picture.png' || name === 'wide.png' ? await picture(name)
          : await readFile(new URL(`pkg/dist/${name}`, `file://${ROOT}`));
      answer.writeHead(200, { 'content-type': TYPES[name.split('.').pop() || 'html'] ?? 'text/html' }).end(bytes);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${server.address().port}`;
  chromium = await startBrowser();
  const { context } = await chromium.open({ viewport: { width: 800, height: 800 }, deviceScaleFactor: 1 });
  page = await context.newPage();
  await page.goto(base);
  await page.evaluate(async () => {
    const { load, draw } = await import('/web.mjs');
    window.tuike = await load();
    window.draw = draw;
  });
});

after(async () => {
  await chromium?.stop();
  server?.close();
  server?.closeAllConnections?.();
});

/** A picture to be cropped: the browser draws it, with edges that would show a wrong crop. */
const made = new Map();
async function picture(name) {
  if (!made.has(name)) {
    const [width, height] = name === 'wide.png' ? [800, 400] : [600, 800];
    const own = await (await chromium.open()).context.newPage();
    const url = await own.evaluate(([width, height]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const ctx = canvas.getContext('2d');
      const sky = ctx.createLinearGradient(0, 0, width, height);
      sky.addColorStop(0, '#f6c3b4');
      sky.addColorStop(1, '#7a1f3d');
      ctx.fillStyle = sky;
      ctx.fillRect(0, 0, width, height);
      ctx.lineWidth = 24;
      ctx.strokeStyle = '#00c2ff';
      ctx.strokeRect(0, 0, width, height);
      ctx.fillStyle = '#fff';
      ctx.beginPath();
      ctx.arc(width / 2, height / 2, 120, 0, 7);
      ctx.fill();
      return canvas.toDataURL('image/png');
    }, [width, height]);
    made.set(name, Buffer.from(url.split(',')[1], 'base64'));
    await own.context().close();
  }
  return made.get(name);
}

/** Draws a poster, keeps the PNG, and gives it with its list, what was missing and what a decoder reads. */
async function drawn(name, template, data, options = {}) {
  const { png, list, missing, pixels, width, height, fits } = await page.evaluate(async ([template, data, options]) => {
    const list = window.tuike.share.poster(template, data);
    const canvas = document.createElement('canvas');
    const ctx = canvas.getContext('2d');
    if (options.wider) {
      // No such font is here: each letter stands farther from the next.
      const font = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, 'font');
      Object.defineProperty(ctx, 'font', {
        get: () => font.get.call(ctx),
        set(value) {
          font.set.call(ctx, value);
          ctx.letterSpacing = `${Number.parseFloat(value.replace('bold ', '')) * options.wider}px`;
        },
      });
    }
    // What is written, where, how wide: the oracle for "inside its box".
    const fits = [];
    const write = ctx.fillText.bind(ctx);
    ctx.fillText = (text, x, y) => {
      const { width, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = ctx.measureText(text);
      fits.push({ text, x, y, width, up, down });
      write(text, x, y);
    };
    const { missing } = await window.draw(ctx, list, options);
    const png = canvas.toDataURL('image/png');
    // Back from the file, as someone who received it has it.
    const image = await createImageBitmap(await (await fetch(png)).blob());
    const seen = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const again = seen.getContext('2d');
    again.drawImage(image, 0, 0);
    const { data: bytes, width, height } = again.getImageData(0, 0, image.width, image.height);
    let pixels = '';
    for (let i = 0; i < bytes.length; i += 0x8000) pixels += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return { png, list, missing, pixels: btoa(pixels), width, height, fits };
  }, [template, data, options]);
  await keepBytes(Buffer.from(png.split(',')[1], 'base64'), `poster-${name}.png`);
  assert.deepEqual([width, height], [list.width, list.height], name);
  const read = jsqr(new Uint8ClampedArray(Buffer.from(pixels, 'base64')), width, height);
  const inside = (fit) => list.items.some((item) => item.kind === 'text'
    && fit.x >= item.x - 0.01 && fit.x + fit.width <= item.x + item.w + 0.01
    && fit.y - fit.up >= item.y && fit.y + fit.down <= item.y + item.h);
  assert.deepEqual(fits.filter((fit) => !inside(fit)), [], `${name}: what leaves its box`);
  return { list, missing, says: read?.data, fits };
}

const PRODUCT = { title: '丝绒雾面口红 正红色', paid: '189.00', list: '219.00', link: LINK, caption: '长按识别二维码', hint: '打开看看' };
const IMAGE = () => `${base}/picture.png`;

for (const template of ['card', 'full']) {
  test(`${template}: a product as most are`, async () => {
    const { says, missing } = await drawn(`${template}-usual`, template, {
      ...PRODUCT, image: IMAGE(), note: '持久不沾杯，显白', tags: ['券 满200减20', '第二件半价', '包邮'],
      by: { name: '小美的好物', avatar: IMAGE() },
    });
    assert.equal(says, LINK);
    assert.deepEqual(missing, []);
  });

  test(`${template}: a very long title, 10^7 yuan, many tags`, async () => {
    const { says, fits } = await drawn(`${template}-long`, template, {
      ...PRODUCT, title: LONG, note: LONG, paid: '10000000.00', list: '12888888.88', image: `${base}/wide.png`,
      by: { name: LONG, avatar: `${base}/wide.png` }, caption: LONG, hint: LONG,
      tags: Array.from({ length: 12 }, (_, i) => `优惠券满${i + 1}00减${i + 1}0`),
    });
    assert.equal(says, LINK);
    assert.ok(fits.some(({ text }) => text.endsWith('…')), 'what was left out is shown to be');
  });

  test(`${template}: no picture`, async () => {
    const { says, missing } = await drawn(`${template}-no-picture`, template, { ...PRODUCT, title: LONG });
    assert.equal(says, LINK);
    assert.deepEqual(missing, []);
  });

  test(`${template}: a picture that does not load, and one that never comes`, async () => {
    for (const [name, ms] of [['gone.png', 5_000], ['slow.png', 300]]) {
      const image = `${base}/${name}`;
      const { says, missing } = await drawn(`${template}-${name.split('.')[0]}`, template, { ...PRODUCT, image }, { timeout: ms });
      assert.equal(says, LINK);
      assert.deepEqual(missing, [image]);
    }
  });

  test(`${template}: at 1, 2 and 3 pixels a pixel`, async () => {
    for (const dpr of [1, 2, 3]) {
      const { says, list } = await drawn(`${template}-${dpr}x`, template, { ...PRODUCT, image: IMAGE(), dpr });
      assert.equal(says, LINK);
      assert.equal(list.width, 375 * dpr);
    }
  });

  test(`${template}: in English`, async () => {
    const { says } = await drawn(`${template}-english`, template, {
      ...PRODUCT, title: 'Velvet matte lipstick, true red, twelve hours without a trace on your cup', currency: 'USD',
      paid: '18.90', list: '21.90', image: IMAGE(), caption: 'Press to open', hint: 'Scan the code with your camera',
      by: { name: 'Recommended by Mei' }, tags: ['Free shipping', '20 off 200'],
    });
    assert.equal(says, LINK);
  });
}

test('shop: up to six products', async () => {
  const items = [
    { title: '丝绒雾面口红', paid: '189.00', list: '219.00', image: IMAGE() },
    { title: LONG, paid: '10000000.00', list: '12888888.88', image: `${base}/wide.png` },
    { title: '没有图片的商品', paid: '0.00' },
    { title: '图片打不开的商品', paid: '9.90', image: `${base}/gone.png` },
    { title: 'Face cream', paid: '59.00', list: '79.00', image: IMAGE() },
    { title: '面膜', paid: '39.90', image: IMAGE() },
  ];
  const { says, missing } = await drawn('shop', 'shop', {
    title: '小美的双十一清单', note: '每一件都自己用过', items, link: LINK, caption: '长按识别二维码', hint: '看全部商品',
    by: { name: '小美', avatar: IMAGE() },
  });
  assert.equal(says, LINK);
  assert.deepEqual(missing, [`${base}/gone.png`]);
});

test('a font that is wider than any table knows is drawn smaller and stays inside', async () => {
  const data = { ...PRODUCT, title: LONG, paid: '10000000.00', image: IMAGE(), tags: ['WIDE WIDE', '满200减20'], by: { name: LONG } };
  const usual = await drawn('usual-font', 'card', data);
  const wide = await drawn('wide-font', 'card', data, { wider: 0.6 });
  assert.equal(wide.says, LINK);
  assert.deepEqual(wide.fits.map(({ text }) => text), usual.fits.map(({ text }) => text), 'the same lines');
});

test('the widths that lines are broken by are not less than those of the fonts here', async () => {
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  // Emoji of several parts are left out: without an emoji font, as here, the parts stand side by side.
  const others = [...'口红￥（），。、！…—“”·★❤', '👍', '❤️'];
  const narrow = await page.evaluate(([ascii, others]) => {
    const ctx = document.createElement('canvas').getContext('2d');
    const found = [];
    for (const family of ['system-ui', 'sans-serif', 'Noto Sans CJK SC', 'DejaVu Sans', 'Liberation Sans', 'PingFang SC, sans-serif']) {
      for (const bold of [false, true]) {
        for (const text of [...ascii, ...others]) {
          ctx.font = `${bold ? 'bold ' : ''}100px ${family}`;
          // The core's own number: a caption's line in a poster at 1 pixel a pixel, 16 px, bold.
          const { items } = window.tuike.share.poster('card', { title: bold ? text.repeat(9) : 'x', note: bold ? 'x' : text.repeat(9), paid: '1', link: 'a', dpr: 1 });
          const line = items.flatMap((item) => item.lines || []).find(({ spans }) => spans[0].text.startsWith(text) && spans[0].bold === bold);
          if (text === ' ' || !line) continue;
          const { size, text: shown } = line.spans[0];
          const real = (ctx.measureText(shown).width * size) / 100;
          if (real > line.w + 0.5) found.push(`${family} ${bold ? 'bold ' : ''}${shown}: ${real} > ${line.w}`);
        }
      }
    }
    return found;
  }, [ascii, others]);
  assert.deepEqual(narrow, []);
});
