// A sale by every form in which a share reaches a browser: its link, the query of any page, a scene, a
// 口令 from the clipboard or pasted by hand, and a forged token. journey.test.mjs walks the whole road.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import jsqr from 'jsqr';
import { load } from '../../pkg/dist/node.js';
import { keep, keepBytes, ROOT, startBrowser, startShop } from './lib.mjs';

const ITEM = '9007199254740993';
const OTHER = '9007199254740999';
/** Like the shop's own, but not the shop's. */
const FORGERS_KEY = { keyId: 2, key: 'sixteen bytes are enough' };

let shop;
let chromium;
let share;
let me;
let tokens;

before(async () => {
  [shop, chromium, { share }] = await Promise.all([startShop({ products: 200 }), startBrowser(), load()]);
  const data = async (path, options) => (await (await fetch(shop.url + path, options)).json()).data;
  const body = JSON.stringify({ user: 'demo', password: 'demo' });
  me = await data('/api/v1/login', { method: 'POST', body });
  ({ tokens } = await data(`/api/v1/share?item=${ITEM}`, { headers: { authorization: `Bearer ${me.token}` } }));
});

after(async () => {
  await chromium?.stop();
  await shop?.stop();
});

/** A customer of their own, the page they are on, and what they complained of. */
async function visit(t, path, options) {
  const { context, complaints } = await chromium.open(options);
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(shop.url + path);
  return { context, page, complaints };
}

async function buy(page) {
  const before = (await shop.state()).orders.length;
  await page.locator('#buy').click();
  await page.locator('#send-order').click();
  await page.locator('#order-note').getByText('下单成功').waitFor();
  const { orders } = await shop.state();
  assert.equal(orders.length, before + 1, 'once');
  return orders.at(-1);
}

function isThePromoters(order, item = ITEM) {
  const { attribution, promoter, signed, item: sold } = order;
  const expected = { attribution: 'accepted', promoter: me.promoter, signed: true, item };
  assert.deepEqual({ attribution, promoter, signed, item: sold }, expected);
}

const WAYS = {
  'the link that the promoter copied': () => new URL(share.link(tokens.link, { base: `${shop.url}/s` })).pathname,
  'a link with a query of its own': () => `/?from=group&s=${tokens['wechat.friend']}&utm_source=chat`,
  'a scene, as a code hands it over': () => `/p/${ITEM}?scene=${encodeURIComponent(share.scene(tokens.poster))}`,
};

for (const [name, path] of Object.entries(WAYS)) {
  test(`a sale by ${name}`, async (t) => {
    const { page, complaints } = await visit(t, path());
    isThePromoters(await buy(page));
    assert.deepEqual(complaints, []);
  });
}

test('what a promoter shares is signed by the shop', async (t) => {
  const { page, complaints } = await visit(t, '/me');
  await page.getByLabel('账号').fill('demo');
  await page.getByLabel('密码').fill('demo');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('button', { name: '退出登录' }).waitFor();
  await page.goto(`${shop.url}/p/${ITEM}`);
  await page.locator('#share').click();
  // The signature comes a moment after the sheet; until then the link is an unsigned one.
  const link = page.getByRole('dialog').locator('input[readonly]');
  await link.waitFor();
  await page.waitForFunction((token) => document.querySelector('dialog input[readonly], [role=dialog] input[readonly]')?.value.endsWith(token), tokens.link);
  assert.equal(share.decode(tokens.link).signed, true);
  assert.deepEqual(complaints, []);
});

test('a sale by a 口令, taken from the clipboard when the button is pressed', async (t) => {
  const { page } = await visit(t, '/me', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.locator('#paste').waitFor();
  await page.evaluate((text) => navigator.clipboard.writeText(text), share.phrase(tokens.phrase));
  assert.equal(new URL(page.url()).pathname, '/me', 'nothing happens by itself');
  await page.getByRole('button', { name: '粘贴并打开' }).click();
  isThePromoters(await buy(page));
});

test('a sale by a message pasted by hand, where a link led nowhere', async (t) => {
  const { page } = await visit(t, '/s/nonsense');
  const press = () => page.getByRole('button', { name: '粘贴并打开' }).click();
  await page.getByLabel('收到的口令或链接').fill('晚上吃什么？');
  await press();
  await page.getByText('没有找到分享链接').waitFor();
  await page.getByLabel('收到的口令或链接').fill(`👀${share.phrase(tokens.phrase)}，快看！`);
  await press();
  isThePromoters(await buy(page));
});

test('a sale by a poster: its code read out of the saved picture', async (t) => {
  const { context, page: promoter } = await visit(t, '/me');
  // The package as npm has it, beside the shop's own pages.
  await context.route('**/pkg/*', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').pop();
    const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    await route.fulfill({ contentType, body: await readFile(`${ROOT}pkg/dist/${name}`) });
  });
  const product = { title: '丝绒雾面口红', paid: '189.00', link: share.link(tokens.poster, { base: `${shop.url}/s` }) };
  const { png, pixels, width, height } = await promoter.evaluate(async (data) => {
    const { load, draw } = await import('/pkg/web.mjs');
    const list = (await load()).share.poster('card', data);
    const canvas = Object.assign(document.createElement('canvas'), { width: list.width, height: list.height });
    await draw(canvas.getContext('2d'), list);
    const png = canvas.toDataURL('image/png');
    // Back from the file, as someone who received it has it.
    const image = await createImageBitmap(await (await fetch(png)).blob());
    const seen = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const ctx = seen.getContext('2d');
    ctx.drawImage(image, 0, 0);
    const { data: bytes, width, height } = ctx.getImageData(0, 0, image.width, image.height);
    return { png, pixels: Array.from(bytes), width, height };
  }, product);
  await keepBytes(Buffer.from(png.split(',')[1], 'base64'), '21-poster.png');
  const read = jsqr(Uint8ClampedArray.from(pixels), width, height);
  assert.equal(read?.data, product.link);
  const { page } = await visit(t, read.data.slice(shop.url.length));
  isThePromoters(await buy(page));
});

test('another product is owed to the link that was opened, after a reload', async (t) => {
  const { context, page } = await visit(t, WAYS['the link that the promoter copied']());
  await page.locator('#buy').waitFor();
  await page.close();
  const again = await context.newPage();
  await again.goto(`${shop.url}/p/${OTHER}?view=buyer`);
  isThePromoters(await buy(again), OTHER);
});

test('a forged token pays nobody, the order goes through, and both sides say so', async (t) => {
  const payload = { promoter: me.promoter, item: ITEM, channel: 'link', at: Date.now() };
  const forged = share.sign(payload, FORGERS_KEY);
  const { page } = await visit(t, `/s/${forged}`);
  const order = await buy(page);
  assert.deepEqual([order.attribution, order.promoter, order.token], ['forged', null, forged]);
  await page.locator('#unlinked').getByText('分享链接没有通过商家的验证').waitFor();
  await keep(page, '20-forged');
  await page.goto(`${shop.url}/p/${OTHER}?view=buyer`);
  assert.equal((await buy(page)).attribution, 'none', 'it claims no other order');
});
