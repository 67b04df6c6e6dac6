// 收益: the three sums, the records behind them, and what was withdrawn.
//
//   const book = new EarnBook(shop, (view) => this.setData(view));
//   await book.open(); await book.more();

const { moneyWords } = require('./money-words');
const { price, clock, date, day, isZero, errorText } = require('./words');
const { withdrawn } = require('./withdraw');

/** The newest withdrawals that the page shows. */
const PAYOUTS = 3;

class EarnBook {
  constructor(shop, show) {
    this.shop = shop;
    this.show = show;
    this.say = moneyWords(shop.language);
    this.next = null;
    this.records = [];
    /** What the shop said last: a withdrawal needs it. */
    this.earnings = null;
  }

  async open() {
    this.show({ error: '' });
    try {
      const fresh = { refresh: true };
      const { client } = this.shop;
      const [sums, page, payouts] = await Promise.all([
        client.query('earnings', {}, fresh),
        client.query('commissions', {}, fresh),
        // A shop that pays out by other ways has none.
        client.query('withdrawals', {}, fresh).catch(() => ({ data: [] })),
      ]);
      this.earnings = sums.data;
      this.records = page.data.map((row) => this.record(row));
      this.next = nextOf(page);
      this.show(Object.assign(this.sums(sums), {
        state: 'ready',
        records: this.records,
        more: this.next !== null,
        payouts: payouts.data.slice(0, PAYOUTS).map((row) => withdrawn(this.say, row)),
      }));
    } catch (error) {
      const login = error.code === 'backend/unauthorized';
      this.show({ state: login ? 'login' : 'error', error: errorText(error) });
    }
  }

  sums({ data, source, at }) {
    const { words, nextFree, offlineSince } = this.say;
    return {
      estimated: price(data.estimated),
      frozen: price(data.frozen),
      available: price(data.available),
      canWithdraw: !isZero(data.available),
      nextFree: data.nextFreeAt ? nextFree(day(data.nextFreeAt)) : '',
      withdrawn: !data.withdrawn || isZero(data.withdrawn) ? '' : words.withdrawn + ' ¥' + data.withdrawn,
      note: source === 'fallback' ? offlineSince(clock(at)) : '',
    };
  }

  async more() {
    if (this.next === null) return;
    const cursor = this.next;
    this.next = null;
    try {
      const page = await this.shop.client.query('commissions', { cursor });
      this.records = this.records.concat(page.data.map((row) => this.record(row)));
      this.next = nextOf(page);
      this.show({ records: this.records, more: this.next !== null });
    } catch (error) {
      this.next = cursor;
      this.show({ error: errorText(error) });
    }
  }

  /** A row as the page shows it. Where it stands is worked out now: what is stored may be of yesterday. */
  record(row) {
    const { state, amount } = this.standing(row, Date.now());
    const free = row.freeAt ? date(row.freeAt) : '';
    return {
      id: row.id,
      title: row.title,
      amount: '¥' + amount,
      state,
      label: this.say.words[state] || state,
      why: this.say.why(Object.assign({}, row, { state }), free),
      at: day(row.at),
    };
  }

  standing(row, now) {
    if (row.state === 'reversed') return { state: 'reversed', amount: row.amount };
    const { record } = this.shop.tuike.commission;
    let it = record.open({ id: row.id, amount: row.amount, at: row.at, freezeDays: 0 });
    // The shop says when it is free, not how it came to that: as if it were received then, and free at once.
    if (row.freeAt) it = record.move(it, { to: 'confirmed', at: row.freeAt });
    if (row.taken && !isZero(row.taken)) it = record.move(it, { take: row.taken, at: now });
    const { estimated, frozen, available } = record.sum([it], now);
    if (!isZero(available)) return { state: 'settled', amount: available };
    if (!isZero(frozen)) return { state: 'frozen', amount: frozen };
    return { state: row.state, amount: estimated };
  }
}

function nextOf(page) {
  return page.next === undefined ? null : page.next;
}

module.exports = { EarnBook };
