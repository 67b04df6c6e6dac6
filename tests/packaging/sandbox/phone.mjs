// A phone with one mini-program on it: its storage and its network outlive the app, which can be
// started, killed at any moment and started again.
//
//   const phone = new Phone({ host: 'wechat', root: project, os: 'android' });
//   phone.start({ path: 'pages/feed/feed' });
//   await phone.until(() => phone.page.data.state === 'ready', 'the feed is there');

import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

import { Shell, parseUrl } from './app.mjs';
import { Calls } from './calls.mjs';
import { Components } from './components.mjs';
import { View } from './markup.mjs';
import { alipayPackage, makeRequire, wechatPackage } from './modules.mjs';
import { makeMy } from './my.mjs';
import { Network } from './network.mjs';
import { makeRealm } from './realm.mjs';
import { Screen } from './screen.mjs';
import { Storage } from './storage.mjs';
import { makeWx } from './wx.mjs';

const HOSTS = {
  wechat: { make: makeWx, limits: { perKey: 1024 * 1024, all: 10 * 1024 * 1024 }, find: wechatPackage, scene: 1001 },
  alipay: { make: makeMy, limits: { perKey: 200 * 1024, all: 10 * 1024 * 1024 }, find: alipayPackage, scene: '1000' },
};

/** Nothing here takes this long; it only keeps a broken test from hanging. */
const PATIENCE = 30_000;

export class Phone {
  constructor({ host, root, os = 'android' }) {
    this.host = host;
    this.root = root;
    this.os = os;
    this.storage = new Storage(HOSTS[host].limits);
    this.network = new Network();
    this.steps = new EventEmitter();
    this.steps.setMaxListeners(0);
    /** What the app did to the outside: toasts, clipboard, sheets. */
    this.seen = [];
    /** What the app wrote to the console as an error. */
    this.errors = [];
    /** Which entry of an action sheet is tapped. */
    this.choice = 0;
    /** What is in the clipboard. */
    this.clipboard = '';
    this.refusesWasm = false;
    /** Its language: Chinese or English. */
    this.chinese = true;
    /** Whether the app may save to the album: 'allowed', 'refused', or 'cancelled' by a person. */
    this.album = 'allowed';
    /** What was saved there. */
    this.saved = [];
    /** The canvas of the page, once it was asked for. */
    this.canvas = null;
    /** How high a card in a list is; 136 px where the test says nothing. */
    this.heights = null;
    this.app = null;
  }

  /** Something may have changed: whoever waits looks again, after the promises of this turn. */
  step = () => {
    setImmediate(() => this.steps.emit('step'));
  };

  start({ path: route, query = {}, scene = HOSTS[this.host].scene } = {}) {
    const { make, find } = HOSTS[this.host];
    const config = JSON.parse(fs.readFileSync(path.join(this.root, 'app.json'), 'utf8'));
    this.enter = { path: route ?? config.pages[0], query, scene };
    const app = { alive: true, timers: new Set() };
    this.app = app;
    const isAlive = () => app.alive;
    const realm = makeRealm(this.timersAndConsole(app));
    const calls = new Calls({ realm, step: this.step, isAlive });
    const shell = new Shell({ realm, config, step: this.step, isAlive, drawn: (page) => this.draw(page) });
    const screen = new Screen({ realm, calls });
    const components = new Components({ realm, root: this.root, host: this.host, shell, step: this.step, screen });
    shell.components = components;
    if (this.heights) screen.heights = this.heights;
    const host = make({ phone: this, realm, calls, shell, screen });
    Object.assign(app, { realm, shell, host, screen, components });
    realm.context(Object.assign({}, shell.globals, components.globals, host.globals));
    app.require = makeRequire({ realm, root: this.root, resolvePackage: find(this.root) });
    shell.register(app.require);
    shell.launch(host.enter());
    return this;
  }

  /** Starts it as a link does: `pages/x/x?a=b`. */
  open(url, scene) {
    const { route, query } = parseUrl(url);
    return this.start({ path: route, query, scene });
  }

  /** At once, without a word to the app: what is under way is lost. */
  kill() {
    this.app.alive = false;
    for (const timer of this.app.timers) clearTimeout(timer);
    this.network.drop();
    this.app = null;
  }

  setOnline(online) {
    this.network.setOnline(online);
    if (this.app) this.app.host.tell.network();
  }

  hide() {
    this.app.host.tell.hide();
  }

  show() {
    this.app.host.tell.show();
  }

  get page() {
    return this.app.shell.page;
  }

  /** The page as its templates draw it. */
  get view() {
    return this.draw(this.page);
  }

  draw(page) {
    return new View({ root: this.root, host: this.host, page, components: this.app.components });
  }

  /** A finger moves the page's list there; a list that is not the page's only one is named by its element. */
  scrollList(top, port = this.view.one('.tuike-port')) {
    let at = port;
    while (!at.instance) at = at.parent;
    this.app.screen.hostScrolls(at.instance, top);
  }

  get crossings() {
    return this.app.shell.crossings;
  }

  /** Waits for a condition of this phone; looks again whenever something happened on it. */
  until(condition, what) {
    return new Promise((resolve, reject) => {
      const look = () => {
        let found;
        try {
          found = condition();
        } catch (error) {
          stop();
          reject(error);
          return;
        }
        if (found) {
          stop();
          resolve(found);
        }
      };
      const stop = () => {
        clearTimeout(timer);
        this.steps.off('step', look);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`not within ${PATIENCE / 1000} s: ${what}; errors: ${this.errors.join(' | ') || 'none'}`));
      }, PATIENCE);
      this.steps.on('step', look);
      look();
    });
  }

  timersAndConsole(app) {
    const timed = (set, clear) => (fn, ms) => {
      const timer = set(() => {
        if (!app.alive) clear(timer);
        else {
          fn();
          this.step();
        }
      }, ms);
      app.timers.add(timer);
      // An app that a failed test left running must not keep the tests from ending.
      return Number(timer.unref());
    };
    const cleared = (clear) => (id) => {
      if (id !== undefined && id !== null) clear(id);
    };
    const say = (...words) => this.errors.push(words.map(String).join(' '));
    return {
      setTimeout: timed(setTimeout, clearTimeout),
      clearTimeout: cleared(clearTimeout),
      setInterval: timed(setInterval, clearInterval),
      clearInterval: cleared(clearInterval),
      console: { log() {}, info() {}, debug() {}, warn: say, error: say },
    };
  }
}
