// 提现: what arrives of an amount, after fee and tax, and asking for it. The package computes the tax
// (`tax.withdraw`); what it needs to know of the year so far, the shop says with the earnings.
//
//   const withdrawal = new Withdrawal(shop, earnings);
//   this.setData({ withdraw: withdrawal.view('200') });
//   await withdrawal.submit((told) => this.setData({ told }));

const { moneyWords } = require('./money-words');
const { date, isZero, serverWords } = require('./words');

const AMOUNT = /^\d{1,11}(\.\d{1,2})?$/;

/** A decimal text in fen: whole numbers, which compare exactly. */
function fenOf(amount) {
  const [yuan, cents = ''] = amount.split('.');
  return Number(yuan) * 100 + Number((cents + '00').slice(0, 2));
}

class Withdrawal {
  constructor(shop, earnings) {
    this.shop = shop;
    this.terms = earnings.withdraw;
    this.available = earnings.available;
    this.days = earnings.withdrawDays;
    this.say = moneyWords(shop.language);
    this.payout = null;
  }

  /** What the sheet shows for an amount as it was typed. */
  view(typed) {
    const amount = typed.trim();
    const { words, least, most } = this.say;
    this.payout = null;
    const sheet = { amount: typed, all: '¥' + this.available, problem: '', ready: false, rows: [], net: '', tax: [], source: '' };
    if (!amount) return sheet;
    if (!AMOUNT.test(amount) || isZero(amount)) return Object.assign(sheet, { problem: words.badAmount });
    if (!this.terms) return Object.assign(sheet, { problem: words.noTerms });
    const payout = this.payoutOf(amount);
    if (!payout) return Object.assign(sheet, { problem: words.noTerms });
    Object.assign(sheet, this.figures(payout));
    if (!isZero(payout.missing)) return Object.assign(sheet, { problem: least(this.terms.least) });
    if (fenOf(amount) > fenOf(this.available)) return Object.assign(sheet, { problem: most(this.available) });
    this.payout = payout;
    return Object.assign(sheet, { ready: true });
  }

  /** Nothing where the shop's terms are none that the package takes: then nothing is promised. */
  payoutOf(amount) {
    try {
      return this.shop.tuike.tax.withdraw(Object.assign({}, this.terms, { amount }));
    } catch (error) {
      return null;
    }
  }

  figures({ amount, fee, tax, net, month }) {
    const { words, taxStep, source } = this.say;
    const line = (name, text) => ({ name, amount: text });
    const steps = month.steps.map(taxStep);
    if (!isZero(month.excess)) steps.push(line(words.excess, '¥' + month.excess));
    steps.push(line(words.monthTax, '¥' + month.tax), line(words.thisTax, '¥' + tax));
    return {
      rows: [line(words.amount, '¥' + amount), line(words.fee, '− ¥' + fee), line(words.tax, '− ¥' + tax)],
      net: '¥' + net,
      tax: steps.map((step, id) => Object.assign({ id }, step)),
      source: source(month),
    };
  }

  /**
   * Resolves once it cannot be lost. The shop hears what the promoter was told would arrive, and refuses
   * where it comes to anything else: a withdrawal that waited is never one that nobody agreed to.
   * `tell` hears what becomes of it; returns what stops that.
   */
  async submit(tell) {
    const { client } = this.shop;
    const { amount, net } = this.payout;
    const early = [];
    let mine = null;
    // It may be sent before `submit` has said under which id.
    const hear = (id, told) => (mine === null ? early.push([id, told]) : id === mine && tell(told));
    const stops = [
      client.on('sent', ({ id }) => hear(id, { state: 'sent', text: this.taken(net) })),
      client.on('dead', ({ letter }) => hear(letter.id, { state: 'dead', text: this.say.refusedBecause(serverWords(letter.message)) })),
    ];
    const stop = () => stops.forEach((end) => end());
    try {
      mine = (await client.submit('withdraw', { amount, net })).id;
    } catch (error) {
      stop();
      throw error;
    }
    tell({ state: 'waiting', text: this.say.noted });
    for (const [id, told] of early) hear(id, told);
    return stop;
  }

  taken(net) {
    return this.say.taken(net, date(Date.now() + this.days * 86400000));
  }
}

/** What was withdrawn lately, for the page. */
function withdrawn(say, row) {
  const when = date(row.arrivesAt);
  return { id: row.id, text: say.payout(row.amount, row.net, when, row.state === 'paid') };
}

module.exports = { Withdrawal, withdrawn };
