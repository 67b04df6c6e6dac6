// 商品. A promoter sees what a sale would pay and why. A card shared to the timeline opens this same
// page with `s` for a customer, who sees the offer and never the earning.

const {
  offerPage, openProduct, friendCard, timelineCard, sceneFor, linkFor, watchWaiting, errorText,
} = require('tuike-example-shop');
const { clipboard } = require('../../platform');
const { onWaiting } = require('../../waiting');

const offer = offerPage((url) => wx.navigateTo({ url }), clipboard);

Page(Object.assign(offer, {
  data: Object.assign(offer.data, {
    customer: false,
    state: 'loading',
    error: '',
    promoter: false,
    store: null,
  }),

  async onLoad(options) {
    this.options = options;
    try {
      this.shop = await getApp().shop;
      this.stop = watchWaiting(this.shop, (waiting) => this.setData({ waiting }));
      if (options.s || options.scene) {
        await this.openOffer(options);
        this.setData({ customer: true, state: 'ready' });
        return;
      }
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

  onAgain() {
    if (this.stop) this.stop();
    return this.onLoad(this.options);
  },

  onLogin() {
    wx.switchTab({ url: '/pages/earn/earn' });
  },

  onLink() {
    wx.setClipboardData({ data: linkFor(this.shop, this.data.product) });
  },

  onScene() {
    wx.setClipboardData({ data: sceneFor(this.shop, this.data.product) });
  },

  onPoster() {
    wx.navigateTo({ url: '/pages/poster/poster?id=' + this.data.product.id });
  },

  onMaterial() {
    wx.navigateTo({ url: '/pages/material/material?id=' + this.data.product.id });
  },

  /** The shop's own card could not be opened: the offer above is still there. */
  onStoreError() {
    this.setData({ store: null });
  },

  onWaiting() {
    onWaiting(this.shop);
  },

  onShareAppMessage() {
    return friendCard(this.shop, this.data.product, 'wechat.friend');
  },

  onShareTimeline() {
    return timelineCard(this.shop, this.data.product);
  },
}));
