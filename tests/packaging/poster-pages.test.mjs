// 海报, 素材 and `<store-product>` in both examples: the poster's QR code is read back from what was drawn, the
// album can refuse, and nothing that leaves says what the promoter earns.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import jsqr from 'jsqr';

import { startBackend } from './backend.mjs';
import { logIn, plain } from './journey.mjs';
import { layAlipay, layWechat } from './projects.mjs';
import { pixelsOf } from './sandbox/canvas.mjs';
import { Phone } from './sandbox/phone.mjs';

const ITEM = '9007199254740993';
const SECRET = /赚|佣金|收益|earn/;

/** The shop behind a border that makes one product a WeChat Shop's, and one picture two. */
async function startBorder(to) {
  const server = http.createServer(async (request, answer) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, 'content-length': _, ...headers } = request.headers;
    const body = chunks.length ? Buffer.concat(chunks) : undefined;
    const given = await fetch(to + request.url, { method: request.method, headers, body });
    let text = Buffer.from(await given.arrayBuffer());
    if (request.url === `/api/v1/goods/${ITEM}`) {
      text = text.toString('utf8').replace(/"pics":\s*\["([^"]+)"/, '"shopAppid":"wx0123456789abcdef","promotionLink":"LINK-OF-MEI","pics":["$1","/missing.png"');
    }
    // The profile names where its API is: here too.
    if (request.url === '/profile.json') text = text.toString('utf8').replaceAll(to, `http://${host}`);
    answer.writeHead(given.status, { 'content-type': given.headers.get('content-type') ?? 'text/plain' }).end(text);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { base: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }) };
}

for (const [host, lay, os] of [['wechat', layWechat, 'android'], ['wechat', layWechat, 'ios'], ['alipay', layAlipay, 'ios']]) {
  describe(`what a promoter sends by hand, on ${host}, ${os}`, () => {
    let backend;
    let border;
    let phone;

    before(async () => {
      backend = await startBackend({ products: 60 });
      border = await startBorder(backend.base);
      phone = new Phone({ host, os, root: lay({ base: border.base }) });
      phone.start();
      await logIn(phone);
      phone.app.shell.navigateTo(`/pages/product/product?id=${ITEM}`);
      await phone.until(() => phone.page.data.state === 'ready', 'the product is there');
    });
    after(async () => {
      phone?.kill();
      await border?.stop();
      await backend?.stop();
    });

    it('a poster is drawn with a code that leads to the product and names the promoter', async () => {
      await phone.view.tap(phone.view.one('.poster'));
      // Alipay's canvas says when it is ready; WeChat's page does.
      if (host === 'alipay') phone.page.onCanvasReady();
      for (const template of ['card', 'full']) {
        if (template === 'full') await phone.view.tap(phone.view.all('.style')[1]);
        await phone.until(() => phone.page.data.state === 'ready' && phone.page.data.template === template, 'it is drawn');
        const { made, width, height } = phone.canvas;
        assert.equal(width, 1125);
        assert.equal(made.stack, 0);
        const { data } = pixelsOf(phone.canvas);
        const { tuike, me } = await phone.app.shell.app.shop;
        const landing = tuike.share.land(jsqr(data, width, height).data);
        assert.deepEqual(plain([landing.payload.item, landing.payload.promoter, landing.payload.channel]), [ITEM, me.promoter, 'poster']);
        const words = made.texts.map(({ text }) => text).join('');
        assert.doesNotMatch(words, SECRET);
        assert.match(words, /长按识别二维码/);
        assert.equal(made.images.length, 1, 'the picture of the product');
      }
    });

    it('it is saved, and a refusal says what to do', async () => {
      const said = () => phone.page.data.said;
      phone.album = 'refused';
      await phone.view.tap(phone.view.one('.save'));
      assert.match(said(), /没有相册权限/);
      assert.deepEqual(phone.saved, []);
      await phone.view.tap(phone.view.one('.settings'));
      assert.equal(phone.view.all('.settings').length, 0);
      if (host === 'wechat') {
        phone.album = 'cancelled';
        await phone.view.tap(phone.view.one('.save'));
        assert.equal(said(), '');
        phone.album = 'allowed';
      }
      await phone.view.tap(phone.view.one('.save'));
      assert.equal(said(), '已保存到相册');
      assert.equal(phone.saved.length, 1);
      assert.match(phone.saved[0], new RegExp(`1125x${phone.canvas.height}\\.png$`));
      phone.app.shell.navigateBack();
    });

    it('pictures and words are handed out, the words theirs to change', async () => {
      await phone.view.tap(phone.view.one('.material'));
      await phone.until(() => phone.page.data.state === 'ready', 'they are there');
      const pictures = phone.view.all('.shot');
      assert.ok(pictures.length >= 2 && pictures.length <= 9, `${pictures.length} pictures`);
      const { tuike } = await phone.app.shell.app.shop;
      const clipboard = () => {
        const { data, text } = phone.seen.at(-1).options;
        return data ?? text;
      };
      await phone.view.fire(phone.view.one('.words'), 'input', { value: `姐妹们看这个！\n${phone.page.data.text}` });
      await phone.view.tap(phone.view.one('.copy'));
      assert.match(clipboard(), /^姐妹们看这个！/);
      assert.equal(tuike.share.land(clipboard()).payload.item, ITEM);
      assert.equal(phone.page.data.said, `已复制：${clipboard()}`);
      assert.doesNotMatch(clipboard(), SECRET);
      await phone.view.tap(phone.view.one('.phrase'));
      assert.equal(tuike.share.land(clipboard()).payload.channel, 'phrase');
      phone.saved.length = 0;
      await phone.view.tap(phone.view.one('.all'));
      if (host === 'alipay') assert.equal(phone.saved.length, pictures.length);
      else assert.match(phone.page.data.said, /没能保存：downloadFile 404/, 'the border\'s second picture is none');
      phone.app.shell.navigateBack();
    });

    if (host === 'wechat') {
      it('a product of a WeChat Shop is sold by its own component, with the promotion link from the first drawing on', async () => {
        assert.deepEqual(plain(phone.view.one('store-product').attrs), {
          appid: 'wx0123456789abcdef', 'product-id': ITEM, 'product-promotion-link': 'LINK-OF-MEI',
        });
        phone.app.shell.navigateTo('/pages/product/product?id=9007199254740999');
        await phone.until(() => phone.page.data.state === 'ready' && phone.page.data.product.id !== ITEM, 'another product');
        assert.equal(phone.view.all('store-product').length, 0);
        phone.app.shell.navigateBack();
        await phone.view.fire(phone.view.one('store-product'), 'entererror', {});
        assert.equal(phone.view.all('store-product').length, 0);
      });
    }

    it('and nothing complained on the way', () => {
      assert.deepEqual(phone.errors, []);
    });
  });
}
