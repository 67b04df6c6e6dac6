// 选品: a virtual list over as many products as the shop has. Loads the pages that are looked at and
// no others; the <tuike-list> draws the rows on the screen and a few around them.
//
//   const feed = new Feed(shop, (view) => this.setData(view));
//   await feed.open('default');        // tells { list }: <tuike-list source="{{list}}" />

const { price, count, isZero, clock, errorText } = require('./words');

const PAGE = 50;
/** A card's height until it is measured, in px. */
const SHAPES = { list: { lanes: 1, estimate: 136 }, waterfall: { lanes: 2, estimate: 300 } };
const GAP = 8;
/** A fling passes pages faster than they arrive: those that left the screen are not asked for. */
const IN_THE_AIR = 2;
/** Pages kept; the package's cache has the others. */
const KEPT = 20;

class Feed {
  constructor(shop, show) {
    this.shop = shop;
    this.show = show;
    this.source = null;
    this.form = 'list';
    this.reset('default');
  }

  reset(sort) {
    this.sort = sort;
    this.pages = new Map();
    this.loading = new Set();
    this.seen = { start: 0, end: 0 };
    this.round = (this.round || 0) + 1;
  }

  /** Begins a list: its first page says how long it is. */
  async open(sort) {
    this.reset(sort);
    const { round } = this;
    this.show({ sort, state: 'loading', error: '' });
    try {
      const page = await this.ask(1);
      if (round !== this.round) return;
      const total = page.total || page.data.length;
      if (this.source) this.source.reset({ count: total });
      else this.source = this.begin(total);
      this.show({ list: this.source.id, state: total ? 'ready' : 'empty', total, note: noteOf(page) });
    } catch (error) {
      if (round === this.round) this.show({ state: 'error', error: errorText(error) });
    }
  }

  begin(total) {
    const rows = { count: total, gap: GAP, row: (index) => this.drawn(index), onRange: (range) => this.look(range) };
    return this.shop.listSource(this.shop.tuike, Object.assign(rows, SHAPES[this.form]));
  }

  /** List or waterfall; stays at the product that is on top. */
  turn() {
    this.form = this.form === 'list' ? 'waterfall' : 'list';
    if (this.source) this.source.reset(Object.assign({ keep: true }, SHAPES[this.form]));
    this.show({ form: this.form, blank: this.blank() });
  }

  blank() {
    return { blank: true, tall: this.form === 'waterfall' };
  }

  close() {
    this.reset(this.sort);
    if (this.source) this.source.free();
    this.source = null;
  }

  /** A product, or nothing while its page is not here. */
  row(index) {
    const page = this.pages.get(pageOf(index));
    return page && page[index % PAGE];
  }

  /** What a card is told: a skeleton while there is no product. */
  drawn(index) {
    const seen = { promoter: Boolean(this.shop.me), tall: this.form === 'waterfall' };
    return Object.assign(seen, this.row(index) || { index, blank: true });
  }

  /** Who is looking has changed: cards say something else. */
  redraw() {
    if (this.source) this.source.changed();
  }

  look(range) {
    this.seen = range;
    this.want(range.start, range.end);
  }

  want(start, end) {
    for (let number = pageOf(start); number <= pageOf(Math.max(start, end - 1)); number++) {
      if (this.pages.has(number) || this.loading.has(number)) continue;
      if (this.loading.size >= IN_THE_AIR) return;
      this.fetch(number);
    }
  }

  async fetch(number) {
    const round = this.round;
    this.loading.add(number);
    let note = '';
    try {
      const page = await this.ask(number);
      if (round !== this.round) return;
      note = noteOf(page);
    } catch (error) {
      if (round !== this.round) return;
      // Not asked again by itself: the next scroll does, and no failing server is hammered.
      this.loading.delete(number);
      this.show({ note: errorText(error) });
      return;
    }
    this.loading.delete(number);
    this.show({ note });
    if (!this.source) return;
    this.source.changed((number - 1) * PAGE, number * PAGE);
    // What waited for one of those in the air.
    this.want(this.seen.start, this.seen.end);
  }

  async ask(number) {
    const round = this.round;
    const page = await this.shop.client.query('products', { sort: this.sort, cursor: number });
    const earns = await this.shop.earns(page.data);
    if (round === this.round) {
      const from = (number - 1) * PAGE;
      this.pages.set(number, page.data.map((product, i) => card(this.shop, product, from + i, earns[i])));
      if (this.pages.size > KEPT) this.pages.delete(this.farthest());
    }
    return page;
  }

  farthest() {
    const here = pageOf(this.seen.start);
    return Array.from(this.pages.keys()).reduce((a, b) => (Math.abs(b - here) > Math.abs(a - here) ? b : a));
  }
}

function pageOf(index) {
  return Math.floor(index / PAGE) + 1;
}

function noteOf(page) {
  return page.source === 'fallback' ? '已离线，显示 ' + clock(page.at) + ' 的数据' : '';
}

/** A row as the templates need it. */
function card(shop, product, index, earn) {
  return {
    index,
    id: product.id,
    title: product.title,
    image: shop.image(product.image),
    price: price(product.paid),
    list: product.list && product.list !== product.paid ? '¥' + product.list : '',
    sales: '已售 ' + count(product.sales),
    earn: earn === null || earn === undefined ? '' : isZero(earn) ? '暂无佣金' : '赚 ¥' + earn,
  };
}

module.exports = { Feed };
