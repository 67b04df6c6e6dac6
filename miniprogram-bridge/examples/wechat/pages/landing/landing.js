// 落地: a customer comes by a card (`s`), a QR code (`scene`, URL-encoded by the host), or with a 口令 in
// the clipboard, which is read when the button is tapped.

const { offerPage, watchWaiting, errorText } = require('tuike-example-shop');
const { clipboard } = require('../../platform');
const { onWaiting } = require('../../waiting');

const offer = offerPage((url) => wx.navigateTo({ url }), clipboard);

Page(Object.assign(offer, {
  data: Object.assign(offer.data, { state: 'loading', error: '' }),

  async onLoad(options) {
    this.options = options;
    try {
      this.shop = await getApp().shop;
      this.stop = watchWaiting(this.shop, (waiting) => this.setData({ waiting }));
      await this.openOffer(options);
      this.setData({ state: 'ready' });
    } catch (error) {
      this.setData({ state: 'error', error: errorText(error) });
    }
  },

  onAgain() {
    if (this.stop) this.stop();
    return this.onLoad(this.options);
  },

  onWaiting() {
    onWaiting(this.shop);
  },
}));
