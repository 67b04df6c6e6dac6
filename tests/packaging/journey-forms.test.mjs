// The same sale by every other form that a share takes: the link of the web shop scanned as an ordinary
// QR code, a 口令 in the clipboard, a signed card, and a forged one. journey-wechat and journey-alipay walk
// the whole way, by a scene and by a card's path; here each form is opened, ordered from, and looked up.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import jsqr from 'jsqr';

import { startBackend } from './backend.mjs';
import { logIn, plain } from './journey.mjs';
import { layAlipay, layWechat } from './projects.mjs';
import { Phone } from './sandbox/phone.mjs';

const ITEM = '9007199254740993';
const LANDING = 'pages/landing/landing';
/** Like the shop's own, but not the shop's. */
const FORGERS_KEY = { keyId: 2, key: 'sixteen bytes are enough' };

for (const host of ['wechat', 'alipay']) {
  describe(`a sale through the ${host} example by every form of a share`, () => {
    let backend;
    let project;
    let shared;
    before(async () => {
      backend = await startBackend({ products: 200 });
      project = host === 'wechat' ? layWechat({ base: backend.base }) : layAlipay({ base: backend.base });
      shared = await sharedBy(new Phone({ host, root: project }), backend);
    });
    after(() => backend.stop());

    const bought = async (phone) => {
      await phone.until(() => phone.page.route === LANDING && phone.page.data.product, 'the product is there');
      assert.equal(phone.page.data.product.id, ITEM);
      await phone.view.tap(phone.view.one('.buy'));
      await phone.until(() => phone.view.all('.order-sent').length === 1, 'the shop has it');
      const order = (await backend.state()).orders.at(-1);
      assert.match(phone.view.text, new RegExp(`下单成功，订单号 ${order.orderId}`));
      return order;
    };
    const isThePromoters = (order) => {
      const { attribution, promoter, signed } = order;
      assert.deepEqual({ attribution, promoter, signed }, { attribution: 'accepted', promoter: shared.promoter, signed: true });
    };
    const done = (phone) => {
      assert.deepEqual(phone.errors, []);
      phone.kill();
    };

    it('by the link, scanned as an ordinary QR code', async () => {
      const phone = new Phone({ host, root: project });
      const link = scanned(shared.code);
      assert.equal(link, shared.link);
      const query = host === 'wechat' ? { q: encodeURIComponent(link) } : { qrCode: link };
      phone.start({ path: LANDING, query });
      isThePromoters(await bought(phone));
      done(phone);
    });

    it('by the card that the promoter sent', async () => {
      const phone = new Phone({ host, root: project });
      phone.open(shared.path);
      isThePromoters(await bought(phone));
      done(phone);
    });

    it('by a scene', async () => {
      const phone = new Phone({ host, root: project });
      phone.start({ path: LANDING, query: { scene: encodeURIComponent(shared.scene) } });
      isThePromoters(await bought(phone));
      done(phone);
    });

    it('by a 口令 in the clipboard, which nobody looks at before it is asked for', async () => {
      const phone = new Phone({ host, root: project });
      phone.clipboard = shared.phrase;
      phone.start({ path: 'pages/earn/earn' });
      await phone.until(() => phone.page.data.state === 'login', 'the page is there');
      await phone.view.tap(phone.view.one('.paste'));
      await phone.until(() => phone.page.route === LANDING && phone.page.data.state === 'ready', 'the page to paste on');
      const looks = () => phone.seen.filter(({ name }) => name.startsWith('getClipboard')).length;
      assert.equal(looks(), 0);
      await phone.view.tap(phone.view.one('.paste'));
      isThePromoters(await bought(phone));
      assert.equal(looks(), 1);
      done(phone);
    });

    it('says so where the clipboard holds no share', async () => {
      const phone = new Phone({ host, root: project });
      phone.clipboard = '晚上吃什么？';
      phone.open(`${LANDING}?paste=1`);
      await phone.until(() => phone.page.data.state === 'ready', 'the page is there');
      await phone.view.tap(phone.view.one('.paste'));
      await phone.until(() => phone.view.text.includes('剪贴板里没有口令或链接'), 'it says so');
      done(phone);
    });

    it('owes an order of another product, after a restart, to the link that was opened', async () => {
      const phone = new Phone({ host, root: project });
      phone.open(shared.path);
      await phone.until(() => phone.page.data.product, 'the product is there');
      phone.kill();
      phone.open(`${LANDING}?item=9007199254740999`);
      await phone.until(() => phone.page.data.product, 'another product is there');
      await phone.view.tap(phone.view.one('.buy'));
      await phone.until(() => phone.view.all('.order-sent').length === 1, 'the shop has it');
      const order = (await backend.state()).orders.at(-1);
      assert.equal(order.item, '9007199254740999');
      isThePromoters(order);
      done(phone);
    });

    it('goes through with a forged token, pays nobody for it, and both sides say so', async () => {
      const phone = new Phone({ host, root: project });
      phone.open(`${LANDING}?s=${shared.forged}`);
      const order = await bought(phone);
      assert.equal(order.attribution, 'forged');
      assert.equal(order.promoter, null);
      assert.equal(order.token, shared.forged);
      await phone.until(() => phone.view.text.includes('分享链接没有通过商家的验证，订单不受影响'), 'the customer is told');
      // It does not claim the next order, nor one of another life.
      phone.app.shell.navigateTo(`/${LANDING}?item=${ITEM}`);
      assert.equal((await bought(phone)).attribution, 'none');
      phone.kill();
      phone.open(`${LANDING}?item=${ITEM}`);
      assert.equal((await bought(phone)).attribution, 'none');
      done(phone);
    });
  });
}

/** What a promoter who is logged in shares: signed by the shop, and asked for before it is wanted. */
async function sharedBy(phone, backend) {
  phone.start();
  await logIn(phone);
  const shop = await phone.app.shell.app.shop;
  phone.app.shell.navigateTo(`/pages/product/product?id=${ITEM}`);
  const key = `${shop.me.promoter} ${ITEM}`;
  await phone.until(() => phone.page.data.state === 'ready' && shop.tokens && shop.tokens[key], 'the shop has signed');
  const tokens = plain(shop.tokens[key]);
  const { share } = shop.tuike;
  const card = plain(phone.page.onShareAppMessage());
  const forged = share.sign(
    { promoter: shop.me.promoter, item: ITEM, channel: 'link', at: Date.now() },
    FORGERS_KEY,
  );
  const link = share.link(tokens.poster, { base: `${backend.base}/s` });
  const shared = {
    promoter: shop.me.promoter,
    path: card.path,
    link,
    code: share.qr(link),
    scene: share.scene(tokens.poster),
    phrase: share.phrase(tokens.phrase),
    forged,
  };
  assert.equal(share.decode(tokens.link).keyId, 2);
  assert.deepEqual(phone.errors, []);
  phone.kill();
  return shared;
}

/** What a decoder that others wrote reads in a picture of a code, 3 px a module. */
function scanned({ size, modules }) {
  const width = 3 * size;
  const pixels = new Uint8ClampedArray(4 * width * width);
  for (let at = 0; at < width * width; at += 1) {
    const [x, y] = [Math.floor((at % width) / 3), Math.floor(at / width / 3)];
    pixels.set(modules[y * size + x] === 1 ? [0, 0, 0, 255] : [255, 255, 255, 255], 4 * at);
  }
  return jsqr(pixels, width, width)?.data;
}
