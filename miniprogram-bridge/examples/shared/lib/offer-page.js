// What a page needs that shows an offer to a customer: landing always, product when it was opened
// from a card on the timeline.
//
//   Page(Object.assign(offerPage((url) => wx.navigateTo({ url }), clipboard), { onLoad() { … } }));

const { dealPage } = require('./deal-page');
const { openOffer, buy, follow } = require('./offer');
const { errorText } = require('./words');

/** `clipboard` resolves with the text in the clipboard; it is asked for by a tap and at no other time. */
function offerPage(navigate, clipboard) {
  const page = dealPage();
  return Object.assign(page, {
    data: Object.assign(page.data, { waiting: '', product: null, note: '', others: [], order: null, ordering: false }),

    async openOffer(options) {
      this.offer = await openOffer(this.shop, options);
      const { product, deal, note, others } = this.offer;
      if (deal) this.showDeal(deal);
      this.setData({ product, note, others });
    },

    async onBuy() {
      if (this.data.ordering) return;
      this.setData({ ordering: true });
      try {
        const id = await buy(this.shop, this.offer, this.data.deal.quantity);
        if (this.unfollow) this.unfollow();
        this.unfollow = follow(this.shop, id, (order) => this.setData({ order }));
      } catch (error) {
        this.setData({ order: { state: 'dead', text: errorText(error) } });
      }
      this.setData({ ordering: false });
    },

    onOther(event) {
      navigate('/pages/landing/landing?item=' + event.currentTarget.dataset.id);
    },

    async onPaste() {
      const text = await clipboard().catch(() => '');
      const landing = this.shop.tuike.share.land(text);
      if (landing) await this.openOffer({ landing });
      else this.setData({ note: '剪贴板里没有口令或链接' });
    },

    onUnload() {
      if (this.stop) this.stop();
      if (this.unfollow) this.unfollow();
    },
  });
}

module.exports = { offerPage };
