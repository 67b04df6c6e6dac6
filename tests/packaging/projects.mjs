// The example mini-programs as a developer has them after `npm install` and, for WeChat, 构建 npm: laid
// into a folder of the test's own, with the test's backend in their config.js.
//
//   const project = layWechat({ base, tier: 'auto' });

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const PKG = path.join(ROOT, 'pkg');
export const EXAMPLES = path.join(ROOT, 'miniprogram-bridge/examples');

const NOT_THE_APP = new Set(['node_modules', 'miniprogram_npm', 'package.json', '.npmrc']);

/** 构建 npm copies what a package's `miniprogram` field names, as it is; install.test.mjs holds this to it. */
export function layWechat({ base, tier = 'auto' }) {
  const dir = layApp('wechat', { base, tier });
  for (const [name, home] of dependencies('wechat')) {
    const { miniprogram } = manifest(home);
    fs.cpSync(path.join(home, miniprogram), path.join(dir, 'miniprogram_npm', name), { recursive: true });
  }
  return dir;
}

/** Alipay's tools bundle from `node_modules`. */
export function layAlipay({ base }) {
  const dir = layApp('alipay', { base });
  for (const [name, home] of dependencies('alipay')) {
    const shipped = ['package.json', ...manifest(home).files.map((file) => file.replace(/\/$/, ''))];
    for (const file of shipped.filter((found) => fs.existsSync(path.join(home, found)))) {
      fs.cpSync(path.join(home, file), path.join(dir, 'node_modules', name, file), { recursive: true });
    }
  }
  return dir;
}

/** A folder of this process's own; it goes when the process does. */
export function temporary(name) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `tuike-${name}-`));
  process.setMaxListeners(0);
  process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** What an example depends on, with where that is. */
export function dependencies(example) {
  const home = path.join(EXAMPLES, example);
  return Object.entries(manifest(home).dependencies).map(([name, at]) => [name, path.resolve(home, at.replace(/^file:/, ''))]);
}

export function manifest(home) {
  return JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
}

function layApp(example, config) {
  const dir = temporary(example);
  fs.cpSync(path.join(EXAMPLES, example), dir, {
    recursive: true,
    filter: (source) => !NOT_THE_APP.has(path.basename(source)),
  });
  fs.writeFileSync(path.join(dir, 'config.js'), `module.exports = ${JSON.stringify(config)};\n`);
  return dir;
}
