// The WeChat component in miniprogram-simulate, the vendor's older test tool (exparser over jsdom). It knows
// no generics: there an `item` is a component of that name.

import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

import { temporary } from '../projects.mjs';
import { window } from './dom.mjs';
import { CARD, cardScript, pageMarkup } from './page.mjs';
import { LIST, Rig, find } from './rig.mjs';

const require = createRequire(import.meta.url);
const exparser = require('miniprogram-exparser');

export const tool = require('miniprogram-simulate');
/** The tool's own constructor of components. */
export const define = globalThis.Component;

export async function simulate(options) {
  const rig = new Simulate(options);
  const home = temporary('simulate');
  fs.cpSync(LIST, path.join(home, 'list'), { recursive: true });
  // One source for page and component: the component's own `require` must find the test's.
  fs.writeFileSync(path.join(home, 'list/source.js'), `module.exports = require(${JSON.stringify(path.join(LIST, 'source.js'))});`);
  const write = (file, text) => fs.writeFileSync(path.join(home, file), text);
  write('list/index.json', '{ "component": true, "usingComponents": { "item": "../card" } }');
  write('card.json', '{ "component": true }');
  write('card.wxml', CARD);
  write('card.wxss', '');
  write('card.js', cardScript);
  write('page.json', JSON.stringify({ component: true, usingComponents: { 'tuike-list': './list/index' } }));
  write('page.wxml', pageMarkup(options, ''));
  write('page.wxss', '');
  write('page.js', 'Component(globalThis.tuikePage);');
  globalThis.tuikePage = rig.page();
  globalThis.Component = (definition) => define(definition.properties?.source && definition.data?.lanes ? rig.instrument(definition) : definition);
  const id = tool.load(path.join(home, 'page'), 'page', {
    compiler: 'simulate', rootPath: home,
  });
  rig.component = tool.render(id);
  const parent = window.document.createElement('div');
  window.document.body.appendChild(parent);
  rig.component.attach(parent);
  return rig;
}

class Simulate extends Rig {
  root() {
    return this.component.dom;
  }

  set(data) {
    this.component.setData(data);
  }

  elementOf(component) {
    return component._exparserNode.$$;
  }

  lists() {
    return this.component.querySelectorAll('.list');
  }

  scrolled(scrollTop) {
    if (this.mode !== 'scroll') this.onPage?.(scrollTop);
    else for (const list of this.lists()) fire(list.querySelector('.tuike-port'), 'scroll', { scrollTop });
  }

  tap(index, name = 'card') {
    const [list] = this.lists();
    const row = list.querySelectorAll('.tuike-row').find((one) => Number(one.dom.style.order) === index);
    fire(within(row, name), 'tap', {}, { bubbles: true, composed: true, capturePhase: true });
  }

  close() {
    this.component.detach();
  }
}

/** An event of the host on one of its elements. */
export function fire(component, type, detail, options = {}) {
  if (component) exparser.Event.dispatchEvent(component._exparserNode, exparser.Event.create(type, detail, options));
}

/** The element of the class below a row, whichever component it belongs to. */
function within(row, name) {
  const [element] = find(row.dom, name);
  return { _exparserNode: element.__wxElement };
}
