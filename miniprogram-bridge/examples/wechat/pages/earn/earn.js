// 收益: what is estimated, frozen and free, the records behind it, and 提现. Where nobody is logged in: login.

const { earnPage } = require('tuike-example-shop');
const { onWaiting } = require('../../waiting');

Page(Object.assign(earnPage(), {
  async onPullDownRefresh() {
    await this.open();
    wx.stopPullDownRefresh();
  },

  onWaiting() {
    onWaiting(this.shop);
  },

  onPaste() {
    wx.navigateTo({ url: '/pages/landing/landing?paste=1' });
  },
}));
