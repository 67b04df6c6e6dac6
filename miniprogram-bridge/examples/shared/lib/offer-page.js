// What a page needs that shows an offer to a customer: landing always, product when it was opened
// from a card on the timeline.
//
//   Page(Object.assign(offerPage((url) => wx.navigateTo({ url })), { onLoad() { … } }));

const { openOffer, buy, follow } = require('./offer');
const { errorText } = require('./words');

function offerPage(navigate) {
  return {
    data: { waiting: '', product: null, free: false, note: '', others: [], order: null, ordering: false },

    async openOffer(options) {
      this.offer = await openOffer(this.shop, options);
      const { product, free, note, others } = this.offer;
      this.setData({ product, free, note, others });
    },

    async onBuy() {
      if (this.data.ordering) return;
      this.setData({ ordering: true });
      try {
        const id = await buy(this.shop, this.offer);
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

    onUnload() {
      if (this.stop) this.stop();
      if (this.unfollow) this.unfollow();
    },
  };
}

module.exports = { offerPage };
