// What a page needs that shows a deal: how many, the offers that were not used, and 怎么算的.
//
//   Page(Object.assign(dealPage(), { onLoad() { …; this.showDeal(deal); } }));

const { moneyWords } = require('./money-words');

function dealPage() {
  return {
    data: { words: moneyWords('zh-CN').words, deal: null, refusedShown: false, explained: false },

    showDeal(deal) {
      this.deal = deal;
      this.setData({ words: deal.say.words, deal: deal.view(1) });
    },

    onQuantity(event) {
      const by = Number(event.currentTarget.dataset.by);
      this.setData({ deal: this.deal.view(this.data.deal.quantity + by) });
    },

    onRefused() {
      this.setData({ refusedShown: !this.data.refusedShown });
    },

    /** Opens and closes the sheet. */
    onExplain() {
      this.setData({ explained: !this.data.explained });
    },

    /** A finger on the veil does not scroll the page below it. */
    onVeil() {},
  };
}

module.exports = { dealPage };
