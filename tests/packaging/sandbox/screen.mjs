// The renderer's half of createSelectorQuery and of scrolling, for pages with a <tuike-list>: rectangles of a
// naive layout (../list/layout.mjs), in which a card is as high as the test says.
//
//   screen.heights = (card) => 136;
//   await phone.scrollList(720_000);

import { find, layOut } from '../list/layout.mjs';

/** iPhone 8: what makeWx and makeMy say of the window. */
const WINDOW = { width: 375, height: 667 };
/** Of a list with a scroll-view of its own, below the bars of the page. */
const PORT = { top: 60, height: 560 };

export class Screen {
  constructor({ realm, calls }) {
    this.realm = realm;
    this.calls = calls;
    /** How high a card of a row is. */
    this.heights = () => 136;
    this.scrolls = new Map();
  }

  scrollTop(instance) {
    return this.scrolls.get(instance) ?? 0;
  }

  layout(instance) {
    return layOut(dom(instance.element), { heightOf: (card) => this.heights(card) });
  }

  /** The host goes there, as far as there is something, and says so. */
  hostScrolls(instance, top) {
    const most = Math.max(0, this.layout(instance).height - PORT.height);
    const there = Math.round(Math.max(0, Math.min(top, most)));
    this.scrolls.set(instance, there);
    this.calls.later(() => {
      if (!instance.gone) instance.owner.onScroll(this.realm.give({ type: 'scroll', detail: { scrollTop: there } }));
    });
  }

  /** `instance` is whose nodes WeChat looks among; Alipay's selectors see the page. */
  query(instance, page) {
    const asked = [];
    const select = (kind, selector) => ({
      boundingClientRect: () => (asked.push({ kind, selector, what: 'rect' }), chain),
      scrollOffset: () => (asked.push({ kind, selector, what: 'scroll' }), chain),
    });
    const chain = {
      select: (selector) => select('one', selector),
      selectAll: (selector) => select('all', selector),
      selectViewport: () => select('viewport'),
      exec: (done) => {
        this.calls.later(() => {
          const among = instance ? [instance] : listsOf(page());
          done(this.realm.give(asked.map((one) => this.answer(among, one))));
        });
      },
    };
    return chain;
  }

  answer(instances, { kind, selector, what }) {
    if (kind === 'viewport') return what === 'rect' ? { top: 0, ...WINDOW } : { scrollTop: 0 };
    const found = instances.filter((one) => !one.gone).flatMap((instance) => this.within(instance, selector, what));
    return kind === 'all' ? found : found[0] ?? null;
  }

  within(instance, selector, what) {
    const root = dom(instance.element);
    const hit = all(root).filter((element) => matches(element, selector));
    if (what === 'scroll') return hit.map(() => ({ scrollTop: this.scrollTop(instance) }));
    const { rows, bodies } = this.layout(instance);
    const y = (top) => PORT.top + top - this.scrollTop(instance);
    return hit.map((element) => {
      if (element.classList.includes('tuike-port')) return { ...PORT, width: WINDOW.width };
      const box = bodies.find((body) => body.element === element) ?? rows.find((row) => row.element === element);
      return { top: y(box.top ?? box.y), height: box.height, width: WINDOW.width };
    });
  }
}

function listsOf(page) {
  const found = [];
  const walk = (element) => {
    if (typeof element !== 'object') return;
    if (element.instance && find(dom(element), 'tuike-body').length > 0) found.push(element.instance);
    element.children.forEach(walk);
  };
  if (page.view) walk(page.view.tree);
  return found;
}

const all = (element) => [element, ...element.children.flatMap(all)];

function matches(element, selector) {
  const name = selector.slice(1);
  return selector.startsWith('#') ? element.id === name : element.classList.includes(name);
}

/** A drawn element as the layout knows elements: once for each. */
function dom(element) {
  element.dom ??= {
    drawn: element,
    id: element.attrs.id,
    classList: element.classes,
    style: styleOf(element.attrs.style),
    get children() {
      return element.children.filter((child) => typeof child === 'object').map(dom);
    },
  };
  return element.dom;
}

function styleOf(text = '') {
  const style = { height: '', minHeight: '', marginTop: '', order: '', justifyContent: '' };
  for (const [, name, value] of String(text).matchAll(/([\w-]+)\s*:\s*([^;]+)/g)) {
    style[name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())] = value.trim();
  }
  return style;
}
