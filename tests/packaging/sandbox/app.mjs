// App, Page, getApp, getCurrentPages and navigation, as both hosts have them; what differs is told in
// `dialect`. Counts what every setData carries across to the renderer.
//
//   const shell = new Shell({ realm, require, config, dialect, step });
//   shell.launch({ path: 'pages/feed/feed', query: {} });
//   shell.page.data

import { assign } from './assign.mjs';

/** Hosts refuse more in one call; above the second number they warn and phones stutter. */
const SET_DATA_MOST = 1024 * 1024;
const STACK_MOST = 10;

export class Shell {
  constructor({ realm, config, step, isAlive, drawn }) {
    this.realm = realm;
    this.isAlive = isAlive;
    /** Draws a page; told by whoever can. */
    this.drawn = drawn;
    this.config = config;
    this.step = step;
    this.routes = new Map();
    this.stack = [];
    /** Every setData: `{ route, bytes }`. */
    this.crossings = [];
  }

  get globals() {
    return {
      App: (options) => {
        this.app = options;
      },
      Page: (options) => {
        this.routes.set(this.registering, options);
      },
      getApp: () => this.app,
      getCurrentPages: () => this.stack.slice(),
    };
  }

  /** Runs app.js and each page's script, in the order of app.json, as hosts do at a start. */
  register(require) {
    require('app.js');
    for (const route of this.config.pages) {
      this.components.register(route, require);
      this.registering = route;
      require(`${route}.js`);
      if (!this.routes.has(route)) throw new Error(`${route}.js registers no Page`);
    }
  }

  launch(options) {
    this.app.onLaunch?.(options);
    this.app.onShow?.(options);
    this.open(options.path, options.query ?? this.realm.give({}));
  }

  get page() {
    return this.stack.at(-1);
  }

  get tabs() {
    const { list, items } = this.config.tabBar ?? {};
    // `list` is WeChat's word, `items` Alipay's.
    return (list ?? items ?? []).map((tab) => tab.pagePath);
  }

  open(route, query) {
    const options = this.routes.get(route);
    if (!options) throw new Error(`page ${route} is not found`);
    const page = Object.assign(this.realm.run('({})', 'page.js'), options);
    page.data = this.realm.give(options.data ?? {});
    page.route = route;
    page.setData = (patch, rendered) => this.setData(page, patch, rendered);
    this.page?.onHide?.();
    this.stack.push(page);
    page.onLoad?.(query);
    page.onShow?.();
    page.onReady?.();
    this.draw(page, () => {});
    this.step();
    return page;
  }

  close() {
    const page = this.stack.pop();
    page.onUnload?.();
    page.closed = true;
    this.components.close(page);
  }

  navigateTo(url) {
    const { route, query } = parseUrl(url);
    if (!this.routes.has(route)) return 'page "' + route + '" is not found';
    if (this.tabs.includes(route)) return 'can not navigateTo a tabbar page';
    if (this.stack.length >= STACK_MOST) return 'webview count limit exceed';
    this.open(route, this.realm.give(query));
    return null;
  }

  redirectTo(url) {
    const { route, query } = parseUrl(url);
    if (this.tabs.includes(route)) return 'can not redirectTo a tabbar page';
    this.close();
    this.open(route, this.realm.give(query));
    return null;
  }

  switchTab(url) {
    const { route } = parseUrl(url);
    if (!this.tabs.includes(route)) return 'can not switchTab to a no-tabBar page';
    // A tab's page stays alive behind the others; here it is the one at the bottom, or it is made.
    const kept = this.stack.find((page) => page.route === route);
    while (this.stack.length > 0 && this.page !== kept) {
      if (this.tabs.includes(this.page.route)) {
        this.parked = [...(this.parked ?? []), this.page];
        this.page.onHide?.();
        this.stack.pop();
      } else this.close();
    }
    const parked = kept ?? this.parked?.find((page) => page.route === route);
    if (!parked) this.open(route, this.realm.give({}));
    else {
      this.parked = (this.parked ?? []).filter((page) => page !== parked);
      if (!kept) this.stack.push(parked);
      parked.onShow?.();
    }
    this.step();
    return null;
  }

  navigateBack() {
    if (this.stack.length > 1) {
      this.close();
      this.page.onShow?.();
      this.step();
    }
    return null;
  }

  setData(page, patch, rendered) {
    const text = this.crossing(page, patch);
    for (const [key, value] of Object.entries(this.realm.inside.JSON.parse(text))) assign(page.data, key, value);
    this.draw(page, () => rendered?.call(page));
  }

  /** What goes to the renderer, as text. */
  crossing(page, patch) {
    for (const [key, value] of Object.entries(patch)) {
      if (value === undefined) throw new Error(`Setting data field "${key}" to undefined is invalid.`);
    }
    const text = JSON.stringify(patch);
    const bytes = Buffer.byteLength(text);
    if (bytes > SET_DATA_MOST) throw new Error(`setData: ${bytes} bytes exceed 1024 kB`);
    this.crossings.push({ route: page.route, bytes });
    return text;
  }

  /** A page with components is drawn when something changed: they come and go with the drawing. */
  draw(page, rendered) {
    this.waiting ??= new Map();
    const first = !this.waiting.has(page);
    this.waiting.set(page, [...(this.waiting.get(page) ?? []), rendered]);
    this.step();
    if (!first) return;
    setImmediate(() => {
      const done = this.waiting.get(page);
      this.waiting.delete(page);
      if (!this.isAlive() || page.closed) return;
      if (this.components.hasAny(page)) this.drawn(page);
      for (const fn of done) fn();
      this.step();
    });
  }
}

/** Values are handed over as they stand in the URL: decoding them is the page's part. */
export function parseUrl(url) {
  const [path, query = ''] = url.split('?');
  const pairs = query.split('&').filter(Boolean).map((pair) => {
    const [name, ...value] = pair.split('=');
    return [name, value.join('=')];
  });
  return { route: path.replace(/^\//, ''), query: Object.fromEntries(pairs) };
}
