// Draws a page's WXML or AXML from its data, so that a test sees what a person would see and taps what a
// person would tap. Strict where the hosts are lenient: a value that is not there, a handler the page
// does not have and a template nobody defined are errors.
//
//   const view = new View({ root, host: 'wechat', page });
//   view.text                                // all that can be read
//   await view.tap(view.one('.buy'));        // what its handlers, and its ancestors', give

import fs from 'node:fs';
import path from 'node:path';

import { evaluate, fill } from './expressions.mjs';
import { parse } from './tags.mjs';

const DIALECTS = {
  wechat: { ext: '.wxml', prefix: 'wx:', event: /^(bind|catch):?([a-z]+)$/ },
  alipay: { ext: '.axml', prefix: 'a:', event: /^(on|catch)([A-Z][A-Za-z]+)$/ },
};

/** Attributes that may have no value yet. */
const MAY_BE_MISSING = new Set(['disabled', 'hidden', 'password']);

export class View {
  constructor({ root, host, page }) {
    this.root = root;
    this.dialect = DIALECTS[host];
    this.page = page;
    this.files = new Map();
    const file = `${page.route}${this.dialect.ext}`;
    const top = this.read(file);
    this.tree = { tag: 'page', attrs: {}, classes: [], dataset: {}, events: [], children: [], parent: null };
    this.draw(top.nodes, page.data, top.templates, this.tree);
  }

  /** A file's nodes and the templates it defines or imports. */
  read(file) {
    const known = this.files.get(file);
    if (known) return known;
    const nodes = parse(fs.readFileSync(path.join(this.root, file), 'utf8'), file);
    const templates = new Map();
    const entry = { nodes: [], templates };
    this.files.set(file, entry);
    for (const node of nodes) {
      if (node.tag === 'import') {
        const from = this.read(path.posix.join(path.posix.dirname(file), node.attrs.src));
        for (const [name, found] of from.own) templates.set(name, found);
      } else if (node.tag === 'template' && node.attrs.name) templates.set(node.attrs.name, { node, scope: templates });
      else entry.nodes.push(node);
    }
    entry.own = [...templates].filter(([, found]) => found.scope === templates);
    return entry;
  }

  draw(nodes, data, templates, parent) {
    let drawn = false;
    for (const node of nodes) {
      if (typeof node === 'string') {
        if (node.trim()) parent.children.push(fill(node.trim(), data));
        continue;
      }
      const { prefix } = this.dialect;
      const has = (name) => `${prefix}${name}` in node.attrs;
      const value = (name) => evaluate(node.attrs[`${prefix}${name}`], data);
      if (has('elif') || has('else')) {
        if (drawn || (has('elif') && !value('elif'))) continue;
        drawn = true;
      } else if (has('if')) {
        drawn = Boolean(value('if'));
        if (!drawn) continue;
      }
      if (has('for')) this.loop(node, value('for'), data, templates, parent);
      else this.place(node, data, templates, parent);
    }
  }

  loop(node, list, data, templates, parent) {
    if (!Array.isArray(list)) throw new Error(`${node.where}: loops over ${typeof list}`);
    const { prefix } = this.dialect;
    const item = node.attrs[`${prefix}for-item`] ?? 'item';
    const index = node.attrs[`${prefix}for-index`] ?? 'index';
    const key = node.attrs[`${prefix}key`];
    if (!key) throw new Error(`${node.where}: a loop without a key`);
    const keys = list.map((value) => (key === '*this' ? value : value[key]));
    if (new Set(keys).size !== keys.length) throw new Error(`${node.where}: keys are not unique: ${keys}`);
    for (const [i, value] of list.entries()) {
      this.place(node, { ...data, [item]: value, [index]: i }, templates, parent);
    }
  }

  place(node, data, templates, parent) {
    if (node.tag === 'block') {
      this.draw(node.children, data, templates, parent);
      return;
    }
    if (node.tag === 'template') {
      const name = fill(node.attrs.is, data);
      const found = templates.get(name);
      if (!found) throw new Error(`${node.where}: no template ${name}`);
      const given = node.attrs.data ? evaluate(node.attrs.data.replace(/^\{\{|\}\}$/g, (brace) => (brace === '{{' ? '{{({' : '})}}')), data) : {};
      this.draw(found.node.children, given, found.scope, parent);
      return;
    }
    const element = { tag: node.tag, attrs: {}, classes: [], dataset: {}, events: [], children: [], parent, where: node.where };
    for (const [name, raw] of Object.entries(node.attrs)) this.attribute(element, name, raw, data);
    parent.children.push(element);
    this.draw(node.children, data, templates, element);
  }

  attribute(element, name, raw, data) {
    const { prefix, event } = this.dialect;
    if (name.startsWith(prefix)) return;
    const [, kind, type] = event.exec(name) ?? [];
    if (kind) {
      element.events.push({ type: type.toLowerCase(), handler: raw, stops: kind === 'catch' });
      if (typeof this.page[raw] !== 'function') throw new Error(`${element.where}: the page has no ${raw}`);
      return;
    }
    const value = raw === null ? true : MAY_BE_MISSING.has(name) ? evaluate(raw, data) : fill(raw, data);
    if (name.startsWith('data-')) element.dataset[camel(name.slice(5))] = value;
    else if (name === 'class') element.classes = String(value).split(/\s+/).filter(Boolean);
    else element.attrs[name] = value;
  }

  all(selector) {
    const wanted = selector.replace(/^\./, '');
    const byClass = selector.startsWith('.');
    const found = [];
    const walk = (element) => {
      if (typeof element === 'string') return;
      if (byClass ? element.classes.includes(wanted) : element.tag === wanted) found.push(element);
      element.children.forEach(walk);
    };
    walk(this.tree);
    return found;
  }

  one(selector) {
    const found = this.all(selector);
    if (found.length !== 1) throw new Error(`${found.length} of ${selector} on ${this.page.route}: ${this.text}`);
    return found[0];
  }

  get text() {
    return textOf(this.tree);
  }

  /** A tap bubbles to the ancestors until one catches it. `open-type="share"` asks the page for its card. */
  async tap(element) {
    if (element.attrs.disabled) return undefined;
    if (element.attrs['open-type'] === 'share') return this.share(element);
    return this.fire(element, 'tap', {});
  }

  share(element) {
    return this.page.onShareAppMessage({ from: 'button', target: { dataset: element.dataset } });
  }

  /** What the first handler gives, once it has. */
  async fire(element, type, detail) {
    let given;
    let heard = false;
    for (let at = element; at; at = at.parent) {
      const event = at.events.find((candidate) => candidate.type === type);
      if (!event) continue;
      const result = await this.page[event.handler]({
        type, detail, target: { dataset: element.dataset }, currentTarget: { dataset: at.dataset },
      });
      if (!heard) given = result;
      heard = true;
      if (event.stops) break;
    }
    if (!heard) throw new Error(`${element.where}: nothing hears ${type}`);
    return given;
  }
}

export function textOf(element) {
  if (typeof element !== 'object') return String(element);
  return element.children.map(textOf).join(element.tag === 'text' ? '' : ' ').replace(/ +/g, ' ').trim();
}

function camel(name) {
  return name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}
