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
