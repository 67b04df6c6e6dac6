// 选品: a virtual list over as many products as the shop has. Loads the pages that are looked at and
// no others; shows the rows on the screen and a few around them.
//
//   const feed = new Feed(shop, (view) => this.setData(view));
//   await feed.open('default');
//   feed.scroll(event.detail.scrollTop, height);

const { price, count, isZero, clock, errorText } = require('./words');

const PAGE = 50;
/** Of a card, in px; the style sheets say the same. */
const ROW = 136;
const GAP = 8;
/** A fling passes pages faster than they arrive: those that left the screen are not asked for. */
const IN_THE_AIR = 2;
/** Pages kept; the package's cache has the others. */
const KEPT = 20;

class Feed {
  constructor(shop, show) {
    this.shop = shop;
    this.show = show;
    this.list = null;
    this.reset('default');
  }

  reset(sort) {
    this.sort = sort;
    this.pages = new Map();
    this.loading = new Set();
    this.offset = 0;
    this.shown = '';
    this.round = (this.round || 0) + 1;
  }

  /** Begins a list: its first page says how long it is. */
  async open(sort, viewport) {
    this.reset(sort);
    this.viewport = viewport || this.viewport || 700;
    const round = this.round;
    this.show({ sort, state: 'loading', error: '' });
    try {
      const page = await this.ask(1);
      if (round !== this.round) return;
      const total = page.total || page.data.length;
      if (this.list) this.list.free();
      this.list = this.shop.tuike.list({ count: total, estimate: ROW, gap: GAP, overscan: 4 });
      this.note = noteOf(page);
      this.show({ state: total ? 'ready' : 'empty', total });
      this.draw();
    } catch (error) {
      if (round === this.round) this.show({ state: 'error', error: errorText(error) });
    }
  }

  close() {
    this.reset(this.sort);
    if (this.list) this.list.free();
    this.list = null;
  }

  scroll(offset, viewport) {
    this.offset = Math.max(0, offset);
    this.viewport = viewport;
    this.draw();
  }

  row(index) {
    const page = this.pages.get(pageOf(index));
    return page && page[index % PAGE];
  }

  draw() {
    if (!this.list) return;
    const { start, end, before, after } = this.list.range(this.offset, this.viewport);
    this.want(start, end);
    const rows = [];
    for (let index = start; index < end; index++) rows.push(this.row(index) || { index, blank: true });
    // Scrolling within a row changes nothing: the border to the renderer is crossed only for news.
    const shown = rows.map((row) => (row.blank ? '-' : '') + row.index).join() + this.note;
    if (shown === this.shown) return;
    this.shown = shown;
    this.show({ rows, before, after, note: this.note });
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
    try {
      const page = await this.ask(number);
      if (round !== this.round) return;
      this.note = noteOf(page);
    } catch (error) {
      if (round !== this.round) return;
      this.note = errorText(error);
      // Not asked again by itself: the next scroll does, and no failing server is hammered.
      this.loading.delete(number);
      this.show({ note: this.note });
      return;
    }
    this.loading.delete(number);
    this.draw();
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
    const here = pageOf(this.list ? this.list.indexAt(this.offset) : 0);
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

module.exports = { Feed, ROW, GAP };
