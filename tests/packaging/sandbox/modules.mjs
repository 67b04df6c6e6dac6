// CommonJS as the two hosts resolve it: inside the code package and nowhere else.
//
//   const require = makeRequire({ realm, root, resolvePackage: wechatPackage(root) });
//   require('app.js');

import fs from 'node:fs';
import path from 'node:path';

/** What WeChat's own wrapper shadows: page code sees none of the web view's objects. */
const SHADOWED = [
  'window', 'document', 'frames', 'self', 'location', 'navigator', 'localStorage', 'history', 'screen',
  'alert', 'confirm', 'prompt', 'XMLHttpRequest', 'WebSocket', 'global', 'process', 'Buffer', 'fetch', 'crypto',
];

export function makeRequire({ realm, root, resolvePackage }) {
  const modules = new Map();

  function load(file) {
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: realm.run('({})', 'module.js') };
    modules.set(file, module);
    const source = fs.readFileSync(path.join(root, file), 'utf8');
    const wrapper = `(function (require, module, exports, ${SHADOWED.join(', ')}) {${source}\n})`;
    const require = (name) => load(resolve(name, path.posix.dirname(file)));
    realm.run(wrapper, file)(require, module, module.exports);
    return module.exports;
  }

  function resolve(name, from) {
    const found = name.startsWith('.') || name.startsWith('/')
      ? fileOf(name.startsWith('/') ? name.slice(1) : path.posix.join(from, name))
      : resolvePackage(name, from);
    if (!found) throw new realm.inside.Error(`module '${name}' is not defined, require args is '${name}' (from ${from})`);
    return found;
  }

  const fileOf = (base) => firstFile(root, [base, `${base}.js`, `${base}/index.js`]);
  return load;
}

/** WeChat looks in `miniprogram_npm` folders, from the requiring file upwards, and reads no package.json. */
export function wechatPackage(root) {
  return (name, from) => upwards(from, (dir) => {
    const base = path.posix.join(dir, 'miniprogram_npm', name);
    return firstFile(root, [`${base}.js`, `${base}/index.js`, base]);
  });
}

/** Alipay bundles from `node_modules` as webpack does: `exports` with `require`, else `main`, else a file. */
export function alipayPackage(root) {
  return (name, from) => upwards(from, (dir) => {
    const parts = name.split('/');
    const length = name.startsWith('@') ? 2 : 1;
    const home = path.posix.join(dir, 'node_modules', ...parts.slice(0, length));
    const manifest = path.join(root, home, 'package.json');
    if (!fs.existsSync(manifest)) return null;
    const { exports, main = 'index.js' } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    const inner = ['.', ...parts.slice(length)].join('/');
    const target = exports ? conditional(exports[inner]) : inner === '.' ? main : inner;
    if (!target) return null;
    const base = path.posix.join(home, target);
    return firstFile(root, [base, `${base}.js`, `${base}/index.js`]);
  });
}

function conditional(target) {
  if (typeof target === 'string' || !target) return target;
  const condition = ['require', 'default'].find((name) => name in target);
  return condition && conditional(target[condition]);
}

function upwards(from, look) {
  for (let dir = from; ; dir = path.posix.dirname(dir)) {
    const found = look(dir === '.' ? '' : dir);
    if (found) return found;
    if (dir === '.' || dir === '/' || dir === '') return null;
  }
}

function firstFile(root, candidates) {
  return candidates.find((file) => {
    const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
    return stat && stat.isFile();
  });
}
