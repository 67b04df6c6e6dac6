// 收益: the three sums and the records behind them.
//
//   const book = new EarnBook(shop, (view) => this.setData(view));
//   await book.open(); await book.more();

const { price, day, errorText } = require('./words');

const STATES = { estimated: '预估', frozen: '冻结', settled: '已结算', reversed: '已冲回' };

class EarnBook {
  constructor(shop, show) {
    this.shop = shop;
    this.show = show;
    this.next = null;
    this.records = [];
  }

  async open() {
    this.show({ state: 'loading', error: '' });
    try {
      const sums = await this.shop.client.query('earnings', {}, { refresh: true });
      const page = await this.shop.client.query('commissions', {}, { refresh: true });
      this.records = page.data.map(record);
      this.next = nextOf(page);
      this.show({
        state: 'ready',
        estimated: price(sums.data.estimated),
        frozen: price(sums.data.frozen),
        available: price(sums.data.available),
        records: this.records,
        more: this.next !== null,
      });
    } catch (error) {
      const login = error.code === 'backend/unauthorized';
      this.show({ state: login ? 'login' : 'error', error: errorText(error) });
    }
  }

  async more() {
    if (this.next === null) return;
    const cursor = this.next;
    this.next = null;
    try {
      const page = await this.shop.client.query('commissions', { cursor });
      this.records = this.records.concat(page.data.map(record));
      this.next = nextOf(page);
      this.show({ records: this.records, more: this.next !== null });
    } catch (error) {
      this.next = cursor;
      this.show({ error: errorText(error) });
    }
  }
}

function nextOf(page) {
  return page.next === undefined ? null : page.next;
}

function record(row) {
  return {
    id: row.id,
    title: row.title,
    amount: '¥' + row.amount,
    state: row.state,
    label: STATES[row.state] || row.state,
    why: row.why || '',
    at: day(row.at),
  };
}

module.exports = { EarnBook };
