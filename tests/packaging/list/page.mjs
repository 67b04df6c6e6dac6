// The page and the card that the tests of the list use, as text for whichever tool draws them.

/** A card is as high as the test says; what it shows says which row it is. */
export const CARD = '<view class="card">{{row ? row.title : "…"}}<view class="buy" bindtap="onBuy">buy</view></view>';

export const cardDefinition = {
  properties: { row: Object, index: Number },
  methods: {
    onBuy() {
      this.triggerEvent('act', { name: 'buy' });
    },
  },
};

export const cardScript = `Component({
  properties: { row: Object, index: Number },
  methods: { onBuy() { this.triggerEvent('act', { name: 'buy' }); } },
});`;

/** `above`: px of content above the list; `lists`: how many there are on the page; each can be toggled. */
export function pageMarkup({ mode = 'scroll', lists = 1, header = false, footer = false, attributes = '' }, item) {
  const slots = (header ? '<view slot="header" style="height:{{header}}px"></view>' : '')
    + (footer ? '<view slot="footer" style="height:50px">end</view>' : '');
  const one = (n) => `<tuike-list wx:if="{{shown${n}}}" class="list" source="{{list${n}}}" mode="${mode}" ${attributes} ${item}
    bind:rowtap="onRowTap" bind:act="onAct" bind:scrollto="onScrollTo">${slots}</tuike-list>`;
  const all = Array.from({ length: lists }, (_, n) => one(n)).join('');
  return `<view><view style="height:{{above}}px"></view>${all}</view>`;
}
