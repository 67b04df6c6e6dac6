// 商品: what a sale would pay and why.

const { openProduct, friendCard, linkFor, watchWaiting, errorText } = require('tuike-example-shop');
const { onWaiting } = require('../../waiting');

Page({
  data: {
    state: 'loading',
    error: '',
    waiting: '',
    product: null,
    promoter: false,
    earn: '',
    steps: [],
    store: null,
    explained: false,
  },

  async onLoad(options) {
    this.options = options;
    try {
      this.shop = await getApp().shop;
      this.stop = watchWaiting(this.shop, (waiting) => this.setData({ waiting }));
      const view = await openProduct(this.shop, options.id);
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

  onExplain() {
    this.setData({ explained: !this.data.explained });
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
});
