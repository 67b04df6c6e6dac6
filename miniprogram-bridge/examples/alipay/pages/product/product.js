// 商品: what a sale would pay and why.

const { dealPage, openProduct, friendCard, linkFor, watchWaiting, errorText } = require('tuike-example-shop');
const { onWaiting } = require('../../waiting');

const page = dealPage();

Page(Object.assign(page, {
  data: Object.assign(page.data, {
    state: 'loading',
    error: '',
    waiting: '',
    product: null,
    promoter: false,
    store: null,
  }),

  async onLoad(options) {
    this.options = options;
    try {
      this.shop = await getApp().shop;
      this.stop = watchWaiting(this.shop, (waiting) => this.setData({ waiting }));
      const { deal, view } = await openProduct(this.shop, options.id);
      this.showDeal(deal);
      this.setData(Object.assign({ state: 'ready', promoter: Boolean(this.shop.me) }, view));
      this.shop.client.track('view', { item: options.id }).catch(() => {});
    } catch (error) {
      this.setData({ state: 'error', error: errorText(error) });
    }
  },

  onShow() {
    if (this.shop) this.setData({ promoter: Boolean(this.shop.me) });
  },

  onUnload() {
    if (this.stop) this.stop();
  },

  onAgain() {
    this.onUnload();
    return this.onLoad(this.options);
  },

  onLogin() {
    my.switchTab({ url: '/pages/earn/earn' });
  },

  onLink() {
    my.setClipboard({ text: linkFor(this.shop, this.data.product) });
  },

  onPoster() {
    my.navigateTo({ url: '/pages/poster/poster?id=' + this.data.product.id });
  },

  onMaterial() {
    my.navigateTo({ url: '/pages/material/material?id=' + this.data.product.id });
  },

  onWaiting() {
    onWaiting(this.shop);
  },

  onShareAppMessage() {
    return friendCard(this.shop, this.data.product, 'alipay');
  },
}));
