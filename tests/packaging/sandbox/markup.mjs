// Draws a page's WXML or AXML from its data, so that a test sees what a person would see and taps what a
// person would tap. Strict where the hosts are lenient: a value that is not there, a handler the page
// does not have and a template nobody defined are errors. Components are drawn where they stand
// (./components.mjs keeps them from one drawing to the next).
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
  constructor({ root, host, page, components }) {
    this.root = root;
    this.dialect = DIALECTS[host];
    this.host = host;
    this.page = page;
    this.components = components;
    this.files = new Map();
    /** Where in the page this is, by keys: what a component is known by in the next drawing. */
    this.trail = [];
    this.tree = element({ tag: 'page', owner: page });
    components?.begin(page);
    this.inside(page.route, { data: page.data, owner: page, using: components?.using(page.route) ?? {} }, this.tree);
    components?.end(page, this);
  }

  /** Draws what a page's or a component's own file says. */
  inside(route, scope, parent) {
    const top = this.read(`${route}${this.dialect.ext}`);
    this.draw(top.nodes, { ...scope, templates: top.templates }, parent);
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

  draw(nodes, scope, parent) {
    let drawn = false;
    for (const node of nodes) {
      if (typeof node === 'string') {
        if (node.trim()) parent.children.push(fill(node.trim(), scope.data));
        continue;
      }
      const { prefix } = this.dialect;
      const has = (name) => `${prefix}${name}` in node.attrs;
      const value = (name) => evaluate(node.attrs[`${prefix}${name}`], scope.data);
      if (has('elif') || has('else')) {
        if (drawn || (has('elif') && !value('elif'))) continue;
        drawn = true;
      } else if (has('if')) {
        drawn = Boolean(value('if'));
        if (!drawn) continue;
      }
      if (has('for')) this.loop(node, value('for'), scope, parent);
      else this.place(node, scope, parent);
    }
  }

  loop(node, list, scope, parent) {
    if (!Array.isArray(list)) throw new Error(`${node.where}: loops over ${typeof list}`);
    const { prefix } = this.dialect;
    const item = node.attrs[`${prefix}for-item`] ?? 'item';
    const index = node.attrs[`${prefix}for-index`] ?? 'index';
    const key = node.attrs[`${prefix}key`];
    if (!key) throw new Error(`${node.where}: a loop without a key`);
    const keys = list.map((value) => (key === '*this' ? value : value[key]));
    if (new Set(keys).size !== keys.length) throw new Error(`${node.where}: keys are not unique: ${keys}`);
    for (const [i, value] of list.entries()) {
      this.trail.push(keys[i]);
      this.place(node, { ...scope, data: { ...scope.data, [item]: value, [index]: i } }, parent);
      this.trail.pop();
    }
  }

  place(node, scope, parent) {
    const { data } = scope;
    if (node.tag === 'block') {
      this.draw(node.children, scope, parent);
      return;
    }
    if (node.tag === 'template') {
      const name = fill(node.attrs.is, data);
      const found = scope.templates.get(name);
      if (!found) throw new Error(`${node.where}: no template ${name}`);
      const given = node.attrs.data ? evaluate(node.attrs.data.replace(/^\{\{|\}\}$/g, (brace) => (brace === '{{' ? '{{({' : '})}}')), data) : {};
      this.draw(found.node.children, { ...scope, data: given, templates: found.scope }, parent);
      return;
    }
    if (node.tag === 'slot') {
      this.slot(node, scope, parent);
      return;
    }
    const made = element({ tag: node.tag, owner: scope.owner, parent, where: node.where });
    parent.children.push(made);
    const component = scope.using[node.tag];
    if (component) {
      this.component(node, component, scope, made);
      return;
    }
    for (const [name, raw] of Object.entries(node.attrs)) this.attribute(made, name, raw, data);
    this.draw(node.children, scope, made);
  }

  /** What the user of a component put between its tags, with the user's own data. */
  slot(node, scope, parent) {
    const name = node.attrs.name ?? '';
    const outer = scope.slots;
    const given = (outer?.nodes ?? []).filter((child) => typeof child === 'object' && (child.attrs.slot ?? '') === name);
    if (given.length === 0) {
      this.draw(node.children, scope, parent);
      return;
    }
    const told = {};
    for (const [key, raw] of Object.entries(node.attrs)) if (key !== 'name') told[camel(key)] = evaluate(raw, scope.data);
    for (const child of given) {
      const as = child.attrs['slot-scope'];
      const data = as ? { ...outer.scope.data, [as]: told } : outer.scope.data;
      const attrs = Object.fromEntries(Object.entries(child.attrs).filter(([key]) => key !== 'slot' && key !== 'slot-scope'));
      this.draw([{ ...child, attrs }], { ...outer.scope, data }, parent);
    }
  }

  component(node, route, scope, made) {
    this.trail.push(`${node.where}<${node.tag}>`);
    const properties = {};
    const generics = {};
    const { event, prefix } = this.dialect;
    for (const [name, raw] of Object.entries(node.attrs)) {
      const [, kind, type] = event.exec(name) ?? [];
      if (kind && this.host === 'wechat') this.handler(made, type.toLowerCase(), raw, kind);
      else if (kind) {
        this.handler(made, type.toLowerCase(), raw, kind);
        properties[name] = (given) => scope.owner[raw].call(scope.owner, given);
      } else if (name.startsWith('generic:')) generics[name.slice(8)] = scope.using[raw];
      else if (name === 'class' || name.startsWith('data-')) this.attribute(made, name, raw, scope.data);
      else if (!name.startsWith(prefix) && name !== 'slot') properties[camel(name)] = raw === null ? true : evaluate(raw, scope.data);
    }
    const instance = this.components.instance({ key: this.trail.join('/'), route, properties, element: made, page: this.page });
    this.inside(route, {
      data: instance.shown, owner: instance.owner,
      using: { ...this.components.using(route), ...generics },
      slots: { nodes: node.children, scope },
    }, made);
    this.trail.pop();
  }

  attribute(made, name, raw, data) {
    const { prefix, event } = this.dialect;
    if (name.startsWith(prefix)) return;
    const [, kind, type] = event.exec(name) ?? [];
    if (kind) {
      this.handler(made, type.toLowerCase(), raw, kind);
      return;
    }
    const value = raw === null ? true : MAY_BE_MISSING.has(name) ? evaluate(raw, data) : fill(raw, data);
    if (name.startsWith('data-')) made.dataset[camel(name.slice(5))] = value;
    else if (name === 'class') made.classes = String(value).split(/\s+/).filter(Boolean);
    else made.attrs[name] = value;
  }

  handler(made, type, name, kind) {
    made.events.push({ type, handler: name, stops: kind === 'catch' });
    if (typeof made.owner[name] !== 'function') throw new Error(`${made.where}: nobody has ${name}`);
  }

  all(selector) {
    const wanted = selector.replace(/^[.#]/, '');
    const found = [];
    const walk = (one) => {
      if (typeof one !== 'object') return;
      const fits = selector.startsWith('.') ? one.classes.includes(wanted) : selector.startsWith('#') ? one.attrs.id === wanted : one.tag === wanted;
      if (fits) found.push(one);
      one.children.forEach(walk);
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
  async tap(made) {
    if (made.attrs.disabled) return undefined;
    if (made.attrs['open-type'] === 'share') return this.share(made);
    return this.fire(made, 'tap', {});
  }

  share(made) {
    return this.page.onShareAppMessage({ from: 'button', target: { dataset: made.dataset } });
  }

  /** What the first handler gives, once it has. */
  async fire(made, type, detail) {
    let given;
    let heard = false;
    for (let at = made; at; at = at.parent) {
      // Alipay's components hear nothing: they are given functions.
      const event = at.events.find((candidate) => candidate.type === type && !(this.host === 'alipay' && at.isComponent));
      if (!event) continue;
      const result = await at.owner[event.handler]({
        type, detail, target: { dataset: made.dataset }, currentTarget: { dataset: at.dataset },
      });
      if (!heard) given = result;
      heard = true;
      if (event.stops) break;
    }
    if (!heard) throw new Error(`${made.where}: nothing hears ${type}`);
    return given;
  }
}

function element({ tag, owner, parent = null, where }) {
  return { tag, owner, parent, where, attrs: {}, classes: [], dataset: {}, events: [], children: [] };
}

export function textOf(made) {
  if (typeof made !== 'object') return String(made);
  return made.children.map(textOf).join(made.tag === 'text' ? '' : ' ').replace(/ +/g, ' ').trim();
}

function camel(name) {
  return name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}
