// 收益: what is estimated, frozen and free, and the records behind it. Where nobody is logged in: login.

const { EarnBook, watchWaiting, errorText } = require('tuike-example-shop');
const { onWaiting } = require('../../waiting');

const EMPTY = { yuan: '0', fen: '.00' };

Page({
  data: {
    state: 'loading',
    error: '',
    waiting: '',
    name: '',
    busy: false,
    estimated: EMPTY,
    frozen: EMPTY,
    available: EMPTY,
    records: [],
    more: false,
  },

  async onShow() {
    try {
      this.shop = await getApp().shop;
      this.onHide();
      this.stop = watchWaiting(this.shop, (waiting) => this.setData({ waiting }));
      await this.open();
    } catch (error) {
      this.setData({ state: 'error', error: errorText(error) });
    }
  },

  onHide() {
    if (this.stop) this.stop();
    this.stop = null;
  },

  onUnload() {
    this.onHide();
  },

  async open() {
    const { me } = this.shop;
    if (!me) {
      this.setData({ state: 'login', error: '' });
      return;
    }
    this.setData({ name: me.name });
    this.book = new EarnBook(this.shop, (view) => this.setData(view));
    await this.book.open();
  },

  async onLogin(event) {
    const { user, password } = event.detail.value;
    this.setData({ busy: true, error: '' });
    try {
      await this.shop.login(user, password);
      await this.open();
    } catch (error) {
      this.setData({ error: error.code === 'backend/unauthorized' ? '用户名或密码不对' : errorText(error) });
    }
    this.setData({ busy: false });
  },

  async onLogout() {
    await this.shop.logout();
    await this.open();
  },

  onAgain() {
    return this.onShow();
  },

  async onPullDownRefresh() {
    await this.open();
    wx.stopPullDownRefresh();
  },

  onReachBottom() {
    return this.book && this.book.more();
  },

  onWaiting() {
    onWaiting(this.shop);
  },

  onPaste() {
    wx.navigateTo({ url: '/pages/landing/landing?paste=1' });
  },
});
