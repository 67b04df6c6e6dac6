// What a product costs with its offers, and what is earned of what is left. The package computes
// (`pricing.quote`, `plan.preview`, `commission.explain`); this only puts it in the order of a page.
//
//   const deal = new Deal(shop, product, { plan });    // without a plan: what a customer sees
//   this.setData({ deal: deal.view(2) });

const { moneyWords } = require('./money-words');
const { price, isZero } = require('./words');

const MOST = 99;

/**
 * What so many of a product cost. Where its offers are none that the package knows, the price without them,
 * and `unquoted` says so: the shop's own server decides at the order.
 */
function quoteOf(shop, product, quantity, at) {
  const { pricing } = shop.tuike;
  const line = { sku: product.id, price: product.paid, quantity };
  for (const key of ['category', 'merchant']) if (product[key]) line[key] = product[key];
  const offers = product.offers || [];
  try {
    return pricing.quote({ at, lines: [line], offers });
  } catch (error) {
    if (!offers.length) throw error;
    return Object.assign(pricing.quote({ at, lines: [line], offers: [] }), { unquoted: true });
  }
}

/** The product as a plan's line: commission is taken of what is paid after all offers. */
function lineOf(product, paid) {
  const line = { sku: product.id, paid };
  for (const key of ['category', 'merchant', 'list', 'serviceRate']) if (product[key]) line[key] = product[key];
  return line;
}

class Deal {
  constructor(shop, product, { plan, note } = {}) {
    this.shop = shop;
    this.product = product;
    this.plan = plan;
    this.note = note || '';
    this.say = moneyWords(shop.language);
  }

  /** Everything a page shows for so many of it, 1 to 99. */
  view(wanted) {
    const quantity = Math.min(MOST, Math.max(1, Math.floor(wanted) || 1));
    const at = Date.now();
    const quote = quoteOf(this.shop, this.product, quantity, at);
    const { words, units } = this.say;
    const view = {
      quantity,
      fewest: quantity === 1,
      most: quantity === MOST,
      price: price(quote.total),
      before: isZero(quote.discount) ? '' : '¥' + quote.subtotal,
      units: quantity > 1 ? units(quantity) : '',
      free: isZero(quote.total),
      goods: '¥' + quote.subtotal,
      pays: '¥' + quote.total,
      applied: quote.applied.map(({ offer, amount }) => ({ id: offer, name: this.name(offer), off: '− ¥' + amount })),
      refused: quote.notApplied.map((refused) => this.refused(refused, at)),
      note: quote.unquoted ? words.unquoted : this.note,
    };
    return this.plan === undefined ? view : Object.assign(view, this.earning(quote, quantity, at));
  }

  earning(quote, quantity, at) {
    if (!this.plan) return { earn: '', how: null };
    const { paid, paidTotal } = quote.lines[0];
    const line = Object.assign(lineOf(this.product, paid), { paidTotal, quantity });
    // A visitor sees what a promoter would earn.
    const chain = this.shop.me ? this.shop.chain() : [{ promoter: 'visitor' }];
    const preview = this.plan.preview({ at, lines: [line], chain });
    const mine = preview.shares.find((share) => share.level === 1);
    const { total, lines, notes } = this.shop.tuike.commission.explain(preview, this.shop.language);
    const own = lines[0].steps.filter((step) => !step.level || step.level === 1);
    const steps = own.map(({ sum, gives, why }, id) => ({ id, sum, gives, why }));
    return { earn: mine && !isZero(mine.amount) ? mine.amount : '', how: { total, steps, notes } };
  }

  /** The shop's words for an offer stand beside the offers, in their order. */
  name(id) {
    const at = this.product.offers.findIndex((offer) => offer.id === id);
    return (this.product.coupons || [])[at] || this.say.kind(this.product.offers[at].kind);
  }

  refused(refused, at) {
    const by = refused.by ? this.name(refused.by) : '';
    return { id: refused.offer, name: this.name(refused.offer), why: this.say.reason(refused, by, at) };
  }
}

module.exports = { Deal, quoteOf, lineOf };
