// Custom components as the two hosts have them: found as modules are, made when a drawing first comes upon
// them, told of their properties, gone when a drawing no longer has them. WeChat's `properties`, `observers`
// and `triggerEvent`; Alipay's `props`, `didMount` and functions for events.
//
//   const components = new Components({ realm, root, host, require, shell, step, screen });
//   components.begin(page); components.instance({ key, route, properties, element, page }); components.end(page, view);

import fs from 'node:fs';
import path from 'node:path';

import { assign } from './assign.mjs';

const NPM = { wechat: 'miniprogram_npm', alipay: 'node_modules' };

export class Components {
  constructor({ realm, root, host, shell, step, screen }) {
    Object.assign(this, { realm, root, host, shell, step, screen });
    this.definitions = new Map();
    this.configs = new Map();
    this.pages = new Map();
  }

  get globals() {
    return {
      Component: (definition) => {
        this.definitions.set(this.registering, definition);
      },
    };
  }

  /** Loads what a page uses, and what that uses. */
  register(route, require) {
    for (const used of Object.values(this.using(route))) {
      if (this.definitions.has(used)) continue;
      this.registering = used;
      require(`${used}.js`);
      if (!this.definitions.has(used)) throw new Error(`${used}.js registers no Component`);
      this.register(used, require);
    }
  }

  config(route) {
    if (!this.configs.has(route)) {
      const file = path.join(this.root, `${route}.json`);
      this.configs.set(route, fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {});
    }
    return this.configs.get(route);
  }

  /** Tag names and where their components are, from the root of the app. */
  using(route) {
    const { usingComponents = {} } = this.config(route);
    return Object.fromEntries(Object.entries(usingComponents).map(([tag, at]) => [tag, this.resolve(at, route)]));
  }

  resolve(at, route) {
    const dir = path.posix.dirname(route);
    const exists = (base) => fs.existsSync(path.join(this.root, `${base}.json`));
    if (at.startsWith('/')) return at.slice(1);
    const beside = path.posix.join(dir, at);
    if (exists(beside)) return beside;
    const packaged = path.posix.join(NPM[this.host], at);
    if (exists(packaged)) return packaged;
    throw new Error(`${route}.json: no component at ${at}`);
  }

  hasAny(page) {
    return Object.keys(this.using(page.route)).length > 0;
  }

  of(page) {
    if (!this.pages.has(page)) this.pages.set(page, new Map());
    return this.pages.get(page);
  }

  begin(page) {
    for (const instance of this.of(page).values()) instance.seen = false;
    this.made = [];
    this.updated = [];
  }

  instance({ key, route, properties, element, page }) {
    const all = this.of(page);
    let instance = all.get(key);
    element.isComponent = true;
    if (!instance) {
      const Kind = this.host === 'wechat' ? WechatInstance : AlipayInstance;
      instance = new Kind({ components: this, definition: this.definitions.get(route), page, properties });
      all.set(key, instance);
      this.made.push(instance);
    } else if (instance.update(properties)) this.updated.push(instance);
    instance.seen = true;
    instance.element = element;
    element.instance = instance;
    return instance;
  }

  /** The drawing is there: who came and who went hear of it, after it. */
  end(page, view) {
    page.view = view;
    const { made, updated } = this;
    for (const [key, instance] of this.of(page)) {
      if (instance.seen) continue;
      this.of(page).delete(key);
      instance.leave();
    }
    for (const instance of updated) instance.tell();
    for (const instance of made) instance.arrive();
  }

  /** The page went. */
  close(page) {
    for (const instance of this.of(page).values()) instance.leave();
    this.pages.delete(page);
  }
}

class Instance {
  constructor({ components, definition, page }) {
    this.components = components;
    this.definition = definition;
    this.page = page;
    this.owner = components.realm.run('({})', 'component.js');
    Object.assign(this.owner, definition.methods);
    this.owner.setData = (patch, rendered) => this.setData(patch, rendered);
    this.owner.data = components.realm.give(definition.data ?? {});
  }

  setData(patch, rendered) {
    const { realm, shell } = this.components;
    const text = shell.crossing(this.page, patch);
    for (const [key, value] of Object.entries(realm.inside.JSON.parse(text))) assign(this.owner.data, key, value);
    shell.draw(this.page, () => {
      if ('top' in patch && !this.gone) this.components.screen.hostScrolls(this, this.owner.data.top);
      if (rendered) rendered.call(this.owner);
    });
  }
}

class WechatInstance extends Instance {
  constructor(options) {
    super(options);
    const { definition, properties, components } = options;
    const { owner } = this;
    for (const [name, told] of Object.entries(definition.properties ?? {})) owner.data[name] = initial(told);
    owner.properties = owner.data;
    Object.assign(owner.data, this.own(properties));
    owner.triggerEvent = (type, detail) => this.trigger(type, detail);
    owner.createSelectorQuery = () => components.screen.query(this);
    definition.lifetimes?.created?.call(owner);
  }

  get shown() {
    return this.owner.data;
  }

  own(properties) {
    return Object.fromEntries(Object.entries(properties).filter(([name]) => name in (this.definition.properties ?? {})));
  }

  update(properties) {
    const { data } = this.owner;
    this.changed = Object.entries(this.own(properties)).filter(([name, value]) => data[name] !== value).map(([name, value]) => {
      data[name] = value;
      return name;
    });
    return this.changed.length > 0;
  }

  tell() {
    for (const name of this.changed) this.definition.observers?.[name]?.call(this.owner, this.owner.data[name]);
  }

  arrive() {
    this.definition.lifetimes?.attached?.call(this.owner);
  }

  leave() {
    this.gone = true;
    this.definition.lifetimes?.detached?.call(this.owner);
  }

  trigger(type, detail = {}) {
    const event = this.element.events.find((one) => one.type === type);
    if (!event) return;
    const { owner, dataset } = this.element;
    owner[event.handler]({ type, detail, target: { dataset }, currentTarget: { dataset } });
  }
}

class AlipayInstance extends Instance {
  constructor(options) {
    super(options);
    this.owner.props = { ...this.definition.props, ...options.properties };
    this.definition.onInit?.call(this.owner);
  }

  get shown() {
    return { ...this.owner.props, ...this.owner.data };
  }

  update(properties) {
    const before = this.owner.props;
    this.before = before;
    this.owner.props = { ...this.definition.props, ...properties };
    return Object.entries(this.owner.props).some(([name, value]) => typeof value !== 'function' && before[name] !== value);
  }

  tell() {
    this.definition.didUpdate?.call(this.owner, this.before, this.owner.data);
  }

  arrive() {
    this.definition.didMount?.call(this.owner);
  }

  leave() {
    this.gone = true;
    this.definition.didUnmount?.call(this.owner);
  }
}

const EMPTY = new Map([[String, ''], [Number, 0], [Boolean, false], [Object, null], [Array, []]].map(([kind, value]) => [kind.name, value]));

/** `Number`, or `{ type: Number, value: 1 }`; the constructors are those of the app's own world. */
function initial(told) {
  if (typeof told === 'function') return EMPTY.get(told.name);
  return 'value' in told ? told.value : EMPTY.get(told.type.name);
}
