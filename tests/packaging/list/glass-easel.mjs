// The WeChat component in glass-easel, the component framework of WeChat itself, over jsdom.

import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

import { window } from './dom.mjs';
import { LIST, Rig } from './rig.mjs';
import { CARD, cardDefinition, pageMarkup } from './page.mjs';

const require = createRequire(import.meta.url);

let tools;
function open() {
  tools ??= {
    adapter: require('glass-easel-miniprogram-adapter'),
    TmplGroup: require('glass-easel-template-compiler').TmplGroup,
  };
  return tools;
}

function compiled(markup) {
  const group = new tools.TmplGroup();
  const warnings = group.addTmpl('', markup);
  if (warnings?.length) throw new Error(JSON.stringify(warnings));
  const groupList = vm.runInThisContext(`(() => { const G = ${group.getTmplGenObjectGroups()}; return G; })()`);
  return { groupList, content: groupList[''] };
}

export async function glassEasel(options) {
  const { adapter } = open();
  const rig = new GlassEasel(options);
  const env = new adapter.MiniProgramEnv();
  const space = env.createCodeSpace('', true);
  const add = (name, config, markup, define) => {
    space.addComponentStaticConfig(name, config);
    space.addCompiledTemplate(name, compiled(markup));
    space.globalComponentEnv(globalThis, name, define);
  };
  const builtIns = {
    view: {},
    'scroll-view': { scrollY: Boolean, scrollTop: Number, scrollAnchoring: Boolean, enableBackToTop: Boolean, refresherEnabled: Boolean, refresherTriggered: Boolean },
    text: {},
    image: { src: String },
    button: {},
  };
  for (const [tag, properties] of Object.entries(builtIns)) {
    add(`built-in/${tag}`, { component: true }, '<slot></slot>', () => globalThis.Component({ properties }));
    const components = space.getComponentSpace();
    components.setGlobalUsingComponent(tag, components.getComponent(`built-in/${tag}`));
  }
  const text = (file) => fs.readFileSync(path.join(LIST, file), 'utf8');
  add('list/index', JSON.parse(text('index.json')), text('index.wxml'), () => {
    const file = path.join(LIST, 'index.js');
    const run = vm.runInThisContext(`(function (require, Component) {${fs.readFileSync(file, 'utf8')}\n})`, { filename: file });
    run(createRequire(file), (definition) => globalThis.Component(rig.instrument(definition)));
  });
  add('card', { component: true }, CARD, () => globalThis.Component(cardDefinition));
  const using = { 'tuike-list': 'list/index', card: 'card' };
  add('page', { usingComponents: using }, pageMarkup(options, 'generic:item="card"'), () => globalThis.Component(rig.page()));
  const backend = env.associateBackend();
  rig.host = backend.createRoot('page', space, 'page');
  const place = window.document.createElement('span');
  window.document.body.appendChild(place);
  rig.host.attach(window.document.body, place);
  return rig;
}

class GlassEasel extends Rig {
  root() {
    return this.host.getComponent().getBackendElement();
  }

  set(data) {
    this.host.get().setData(data);
  }

  elementOf(component) {
    return component._$.getBackendElement();
  }

  lists() {
    return this.host.getComponent().shadowRoot.querySelectorAll('.list');
  }

  scrolled(scrollTop) {
    if (this.mode !== 'scroll') this.onPage?.(scrollTop);
    else for (const list of this.lists()) list.shadowRoot.querySelector('.tuike-port')?.triggerEvent('scroll', { scrollTop });
  }

  /** Taps what carries the class inside the row, as a finger would: the event bubbles out of everything. */
  tap(index, name = 'card') {
    const [list] = this.lists();
    const row = list.shadowRoot.querySelectorAll('.tuike-row').find((one) => one.dataset.index === index);
    row.childNodes[0].shadowRoot.querySelector(`.${name}`).triggerEvent('tap', {}, { bubbles: true, composed: true });
  }

  close() {
    const root = this.root();
    this.host.release();
    root?.remove();
  }
}
