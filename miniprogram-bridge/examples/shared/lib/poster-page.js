// 海报 and 素材: what a promoter sends by hand. The package lays a poster out and draws it; a host's canvas
// and album are handed in as `platform`. What leaves these pages never says what the promoter earns.
//
//   Page(posterPage({ draw, platform }));      // the page's canvas is told by this.onCanvas(canvas)
//   Page(materialPage({ platform }));

const { errorText } = require('./words');
const { askForTokens, linkFor, tokenFor } = require('./share');

const TEMPLATES = [
  { id: 'card', name: '卡片' },
  { id: 'full', name: '大图' },
];

/** Of nine, as 朋友圈 takes them. */
const PICTURES = 9;

async function productOf(shop, id) {
  // What goes out is signed where the shop answers in time.
  await askForTokens(shop, id);
  const page = await shop.client.query('product', { id });
  return page.data;
}

/** What a poster says of a product; the code leads to the web shop's landing page. */
function posterData(shop, product) {
  return {
    title: product.title,
    note: product.sub || '',
    paid: product.paid,
    list: product.list || null,
    image: shop.image(product.image),
    tags: (product.coupons || []).slice(0, 12),
    by: { name: shop.me.name || '推客' },
    caption: '长按识别二维码',
    hint: '查看商品详情，下单购买',
    link: linkFor(shop, product, 'poster'),
  };
}

function posterPage({ draw, platform }) {
  return {
    data: { state: 'loading', error: '', templates: TEMPLATES, template: 'card', height: 150, said: '', denied: false },

    async onLoad(options) {
      this.options = options;
      this.canvas = this.canvas || new Promise((resolve) => {
        this.onCanvas = resolve;
      });
      try {
        this.shop = await getApp().shop;
        if (!this.shop.me) {
          this.setData({ state: 'error', error: '登录后才能做海报' });
          return;
        }
        this.product = await productOf(this.shop, options.id);
        await this.paint('card');
      } catch (error) {
        this.setData({ state: 'error', error: errorText(error) });
      }
    },

    /** A second tap while the first is drawn waits for it: one canvas, one poster at a time. */
    paint(template) {
      const before = this.painting || Promise.resolve();
      this.painting = before.catch(() => {}).then(() => this.paintNow(template));
      return this.painting;
    },

    async paintNow(template) {
      const list = this.shop.tuike.share.poster(template, posterData(this.shop, this.product));
      const canvas = await this.canvas;
      this.setData({ template, height: Math.round((list.height * 100) / list.width), state: 'drawing', said: '' });
      const { missing } = await draw(canvas.getContext('2d'), list, { canvas });
      this.setData({ state: 'ready', said: missing.length ? '商品图没能加载，海报上是占位图' : '' });
    },

    onTemplate(event) {
      return this.paint(event.currentTarget.dataset.id).catch((error) => this.setData({ said: errorText(error) }));
    },

    async onSave() {
      try {
        await this.painting;
        await platform.saveToAlbum(await platform.fileOf(await this.canvas));
        this.setData({ said: '已保存到相册', denied: false });
        this.shop.client.track('share', { item: this.product.id, channel: 'poster' }).catch(() => {});
      } catch (error) {
        this.setData(refusal(error));
      }
    },

    onAgain() {
      return this.onLoad(this.options);
    },

    onSettings() {
      return platform.openSettings().then(() => this.setData({ denied: false, said: '' }), () => {});
    },
  };
}

/** What a save that failed says, and whether only the settings can help. */
function refusal(error) {
  if (error.cancelled) return { said: '', denied: false };
  if (error.denied) return { said: '没有相册权限，打开后再保存', denied: true };
  return { said: '没能保存：' + error.message, denied: false };
}

function materialPage({ platform }) {
  return {
    data: { state: 'loading', error: '', pictures: [], text: '', said: '', denied: false, saving: false },

    async onLoad(options) {
      this.options = options;
      try {
        this.shop = await getApp().shop;
        if (!this.shop.me) {
          this.setData({ state: 'error', error: '登录后才有素材' });
          return;
        }
        this.product = await productOf(this.shop, options.id);
        this.setData({ state: 'ready', pictures: picturesOf(this.shop, this.product), text: textOf(this.shop, this.product) });
      } catch (error) {
        this.setData({ state: 'error', error: errorText(error) });
      }
    },

    onText(event) {
      this.setData({ text: event.detail.value });
    },

    async onCopy() {
      await this.copy(this.data.text, 'link');
    },

    async onPhrase() {
      const token = tokenFor(this.shop, this.product, 'phrase');
      await this.copy(this.shop.tuike.share.phrase(token, { text: this.product.title }), 'phrase');
    },

    async copy(text, channel) {
      try {
        await platform.copy(text);
        this.setData({ said: '已复制：' + text });
        this.shop.client.track('share', { item: this.product.id, channel }).catch(() => {});
      } catch (error) {
        this.setData({ said: '没能复制，请长按文案复制' });
      }
    },

    onLook(event) {
      platform.look(this.data.pictures, event.currentTarget.dataset.url);
    },

    /** One after the other: hosts lose pictures that are saved at once. */
    async onSaveAll() {
      if (this.data.saving) return;
      this.setData({ saving: true, said: '' });
      let saved = 0;
      try {
        for (const url of this.data.pictures) {
          await platform.saveToAlbum(await platform.download(url));
          saved += 1;
        }
        this.setData({ said: saved + ' 张图片已保存到相册', denied: false });
      } catch (error) {
        this.setData(refusal(error));
      }
      this.setData({ saving: false });
    },

    onAgain() {
      return this.onLoad(this.options);
    },

    onSettings() {
      return platform.openSettings().then(() => this.setData({ denied: false, said: '' }), () => {});
    },
  };
}

/** Each once, at most nine. */
function picturesOf(shop, product) {
  const all = product.images && product.images.length ? product.images : [product.image];
  const urls = all.filter(Boolean).map((path) => shop.image(path));
  return urls.filter((url, at) => urls.indexOf(url) === at).slice(0, PICTURES);
}

/** What a promoter sends with the pictures; theirs to change. */
function textOf(shop, product) {
  const words = shop.tuike.share.text('{title}\n到手价 ¥{price}', { title: product.title, price: product.paid });
  return words + '\n' + linkFor(shop, product, 'link');
}

module.exports = { posterPage, materialPage };
