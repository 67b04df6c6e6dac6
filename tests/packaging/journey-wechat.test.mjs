// The journey through the WeChat example, in a sandbox that has only what WeChat has, on both tiers.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startBackend } from './backend.mjs';
import { journey } from './journey.mjs';
import { layWechat } from './projects.mjs';
import { parseUrl } from './sandbox/app.mjs';
import { Phone } from './sandbox/phone.mjs';

/** getUnlimited's alphabet (D). */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;

describe('a sale through the WeChat example', () => {
  let backend;
  before(async () => {
    backend = await startBackend();
  });
  after(() => backend.stop());

  it('goes through on the wasm tier, the customer coming by a QR code on Android', () =>
    journey({
      backend, host: 'wechat', os: 'android', tier: 'wasm',
      project: layWechat({ base: backend.base }),
      arrive({ scene }) {
        assert.match(scene, SCENE);
        // WeChat hands over the value of a mini-program code URL-encoded; 1047 is such a code.
        return { path: 'pages/landing/landing', query: { scene: encodeURIComponent(scene) }, scene: 1047 };
      },
    }));

  it('goes through on the JavaScript tier, the customer coming by a card on an iPhone', async () => {
    const own = await startBackend();
    try {
      await journey({
        backend: own, host: 'wechat', os: 'ios', tier: 'js',
        project: layWechat({ base: own.base, tier: 'js' }),
        arrive({ card }) {
          const { route, query } = parseUrl(card.path);
          return { path: route, query, scene: 1007 };
        },
      });
    } finally {
      await own.stop();
    }
  });

  it('falls back to JavaScript on an iPhone that refuses the module, and says so', async () => {
    const phone = new Phone({ host: 'wechat', os: 'ios', root: layWechat({ base: backend.base }) });
    phone.refusesWasm = true;
    phone.start();
    const { tuike } = await phone.app.shell.app.shop;
    assert.equal(tuike.tier, 'js');
    assert.equal(tuike.notices.length, 1);
    await phone.until(() => phone.page.data.state === 'ready', 'the feed is there all the same');
    phone.kill();
  });

  it('shows a customer who comes from the timeline the offer and not the earning', async () => {
    const phone = new Phone({ host: 'wechat', root: layWechat({ base: backend.base }) });
    phone.start();
    const { tuike } = await phone.app.shell.app.shop;
    const token = tuike.share.encode({
      promoter: '1', item: '9007199254740993', channel: 'wechat.timeline', at: Date.now(),
    });
    phone.kill();
    // 1154: the page alone, as the timeline shows it.
    phone.start({ path: 'pages/product/product', query: { s: token }, scene: 1154 });
    await phone.until(() => phone.page.data.state === 'ready', 'the offer is there');
    assert.equal(phone.page.data.product.id, '9007199254740993');
    assert.match(phone.view.text, /立即购买/);
    assert.doesNotMatch(phone.view.text, /赚|佣金/);
    phone.kill();
  });

  it('tells a customer who is online the number of the order', async () => {
    const phone = new Phone({ host: 'wechat', root: layWechat({ base: backend.base }) });
    phone.open('pages/landing/landing?item=9007199254740999');
    await phone.until(() => phone.page.data.product, 'the product is there');
    await phone.view.tap(phone.view.one('.buy'));
    await phone.until(() => phone.view.all('.order-sent').length === 1, 'the shop has it');
    const [{ orderId }] = (await backend.state()).orders.filter(({ item }) => item === '9007199254740999');
    assert.match(phone.view.text, new RegExp(`下单成功，订单号 ${orderId}`));
    phone.kill();
  });

  it('says why an order failed for good, and lets the customer send it again or drop it', async () => {
    const phone = new Phone({ host: 'wechat', root: layWechat({ base: backend.base }) });
    const orders = async () => (await backend.state()).orders.filter(({ item }) => item === '9007199254741000').length;
    const [again, drop] = [0, 1];
    phone.open('pages/landing/landing?item=9007199254741000');
    await phone.until(() => phone.page.data.product, 'the product is there');
    for (const choice of [drop, again]) {
      await backend.fault({ path: '/api/v1/orders', kind: 'status', status: 422, times: 1 });
      await phone.view.tap(phone.view.one('.buy'));
      await phone.until(() => phone.view.all('.order-dead').length === 1, 'the shop refused it');
      await phone.until(() => phone.page.data.waiting === '1 笔没能发出，点这里处理', 'the line says so');
      phone.choice = choice;
      await phone.view.tap(phone.view.one('.waiting'));
      await phone.until(() => phone.page.data.waiting === '', 'it is dealt with');
      assert.equal(await orders(), choice === again ? 1 : 0);
    }
    assert.deepEqual(phone.errors, []);
    phone.kill();
  });

  it('shows a kind page with other products where a link says nothing', async () => {
    const phone = new Phone({ host: 'wechat', root: layWechat({ base: backend.base }) });
    phone.open('pages/landing/landing?scene=nonsense');
    await phone.until(() => phone.page.data.state === 'ready', 'the page is there');
    assert.match(phone.view.text, /这个链接已经失效了，看看这些/);
    assert.equal(phone.view.all('.other').length, 6);
    await phone.view.tap(phone.view.all('.other')[0]);
    await phone.until(() => phone.page.data.product, 'one of them opens');
    assert.deepEqual(phone.errors, []);
    phone.kill();
  });
});
