// The 收益 page but for what is the host's: login, the sums, the records, and the sheet for 提现.
//
//   Page(Object.assign(earnPage(), { onPullDownRefresh() { … } }));

const { EarnBook } = require('./earn');
const { moneyWords } = require('./money-words');
const { Withdrawal } = require('./withdraw');
const { watchWaiting } = require('./waiting');
const { errorText } = require('./words');

const EMPTY = { yuan: '0', fen: '.00' };

function earnPage() {
  return {
    data: {
      words: moneyWords('zh-CN').words, state: 'loading', error: '', waiting: '', name: '', busy: false,
      estimated: EMPTY, frozen: EMPTY, available: EMPTY, canWithdraw: false, nextFree: '', withdrawn: '', note: '',
      records: [], more: false, payouts: [],
      withdraw: null, taxShown: false, told: null,
    },

    async onShow() {
      try {
        this.shop = await getApp().shop;
        this.onHide();
        this.stop = watchWaiting(this.shop, (waiting) => this.setData({ waiting }));
        this.setData({ words: moneyWords(this.shop.language).words });
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
      if (this.unfollow) this.unfollow();
    },

    async open() {
      const { me } = this.shop;
      if (!me) {
        this.setData({ state: 'login', error: '', withdraw: null, told: null });
        return;
      }
      this.setData({ name: me.name });
      // The same one while the same promoter looks: what it knows is good until it knows better.
      if (!this.book) this.book = new EarnBook(this.shop, (view) => this.setData(view));
      await this.book.open();
    },

    async onLogin(event) {
      const { user, password } = event.detail.value;
      this.setData({ busy: true, error: '' });
      try {
        await this.shop.login(user, password);
        await this.open();
      } catch (error) {
        const wrong = error.code === 'backend/unauthorized';
        this.setData({ error: wrong ? this.data.words.loginBad : errorText(error) });
      }
      this.setData({ busy: false });
    },

    async onLogout() {
      await this.shop.logout();
      this.book = null;
      await this.open();
    },

    onAgain() {
      return this.onShow();
    },

    onReachBottom() {
      return this.book && this.book.more();
    },

    /** Begins with all of it. */
    onWithdraw() {
      if (!this.data.canWithdraw) return;
      this.withdrawal = new Withdrawal(this.shop, this.book.earnings);
      this.setData({ taxShown: false, told: null });
      this.onAll();
    },

    onAmount(event) {
      this.setData({ withdraw: this.withdrawal.view(event.detail.value) });
    },

    onAll() {
      this.setData({ withdraw: this.withdrawal.view(this.withdrawal.available) });
    },

    onTax() {
      this.setData({ taxShown: !this.data.taxShown });
    },

    onWithdrawClose() {
      this.setData({ withdraw: null });
    },

    /** A finger on the veil does not scroll the page below it. */
    onVeil() {},

    async onConfirm() {
      if (this.data.busy || !this.withdrawal.payout) return;
      this.setData({ busy: true });
      try {
        if (this.unfollow) this.unfollow();
        this.unfollow = await this.withdrawal.submit((told) => this.tell(told));
        // What waits is not asked for twice: the shop's next answer says what is left.
        this.setData({ withdraw: null, canWithdraw: false });
      } catch (error) {
        this.setData({ told: { state: 'dead', text: errorText(error) } });
      }
      this.setData({ busy: false });
    },

    tell(told) {
      this.setData({ told });
      if (told.state !== 'waiting') this.again = this.book.open();
    },
  };
}

module.exports = { earnPage };
