// 选品: 10,000 products, of which only the rows on the screen cross to the renderer.

const { Feed, friendCard, watchWaiting, errorText } = require('tuike-example-shop');
const { onWaiting } = require('../../waiting');

Page({
  data: {
    sorts: [
      { id: 'default', name: '综合' },
      { id: 'commission', name: '佣金' },
      { id: 'sales', name: '销量' },
      { id: 'price_asc', name: '价格' },
    ],
    sort: 'default',
    state: 'loading',
    error: '',
    note: '',
    waiting: '',
    total: 0,
    list: '',
    skeletons: [0, 1, 2, 3, 4],
    blank: { blank: true, tall: false },
    form: 'list',
  },

  async onLoad() {
    try {
      this.shop = await getApp().shop;
    } catch (error) {
      this.setData({ state: 'error', error: errorText(error) });
      return;
    }
    this.feed = new Feed(this.shop, (view) => this.setData(view));
    this.begin();
    await this.feed.open('default');
  },

  onShow() {
    if (this.shop) this.begin();
  },

  begin() {
    this.end();
    this.stop = watchWaiting(this.shop, (waiting) => this.setData({ waiting }));
    if (this.feed) this.feed.redraw();
  },

  end() {
    if (this.stop) this.stop();
    this.stop = null;
  },

  onHide() {
    this.end();
  },

  onUnload() {
    this.end();
    if (this.feed) this.feed.close();
  },

  onSort(event) {
    return this.open(event.currentTarget.dataset.sort);
  },

  onForm() {
    if (this.feed) this.feed.turn();
  },

  onAgain() {
    return this.feed ? this.open(this.data.sort) : this.onLoad();
  },

  async open(sort) {
    await this.feed.open(sort);
  },

  onOpen(event) {
    my.navigateTo({ url: '/pages/product/product?id=' + event.currentTarget.dataset.id });
  },

  onLogin() {
    my.switchTab({ url: '/pages/earn/earn' });
  },

  onWaiting() {
    onWaiting(this.shop);
  },

  onShareAppMessage(event) {
    const row = event.from === 'button' && this.feed.row(event.target.dataset.index);
    if (row) return friendCard(this.shop, row, 'alipay');
    return { title: '好物推荐', path: '/pages/feed/feed', imageUrl: '/images/share.png' };
  },
});
