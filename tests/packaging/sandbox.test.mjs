// The sandbox itself: what a mini-program does not have is not there, what it has behaves as documented.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { temporary } from './projects.mjs';
import { parse } from './sandbox/tags.mjs';
import { evaluate, fill } from './sandbox/expressions.mjs';
import { Phone } from './sandbox/phone.mjs';
import { makeRealm } from './sandbox/realm.mjs';

/** PLATFORMS, "treat as missing", and what Node would add. */
const ABSENT = [
  'TextEncoder', 'TextDecoder', 'fetch', 'URL', 'URLSearchParams', 'Blob', 'atob', 'btoa', 'structuredClone',
  'crypto', 'requestAnimationFrame', 'window', 'document', 'self', 'queueMicrotask', 'globalThis', 'WeakRef',
  'FinalizationRegistry', 'BigInt', 'WebAssembly', 'process', 'Buffer', 'global', 'require', 'navigator', 'performance',
];

/** A mini-program of one page; the text is its app.js. */
function app(script, files = {}) {
  const root = temporary('sandbox');
  const all = { 'app.json': '{ "pages": ["p"] }', 'p.js': 'Page({ data: {} });', 'p.wxml': '<view/>', 'p.axml': '<view/>', 'app.js': script, ...files };
  for (const [file, text] of Object.entries(all)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  return root;
}

const start = (host, script, files) => new Phone({ host, root: app(script, files) }).start();

/** Calls one function of the host as page code does, and gives what it says. */
function ask(host, name, options, prepare = () => {}) {
  const object = host === 'wechat' ? 'wx' : 'my';
  const phone = start(host, `App({ ask: (name, options, done) =>
    ${object}[name](Object.assign({}, options, { success: (v) => done(['success', v]), fail: (v) => done(['fail', v]) })) });`);
  prepare(phone);
  return new Promise((resolve) => {
    phone.app.shell.app.ask(name, options, ([kind, value]) => resolve([kind, JSON.parse(JSON.stringify(value))]));
  });
}

describe('the sandbox', () => {
  it('has nothing that WeChat may lack', () => {
    const realm = makeRealm({});
    for (const name of ABSENT) assert.equal(realm.run(`typeof ${name}`, 'probe.js'), 'undefined', name);
    assert.throws(() => realm.run('eval("1")', 'probe.js'), /Code generation from strings disallowed/);
    assert.throws(() => realm.run('new Function("return 1")', 'probe.js'), /Code generation from strings disallowed/);
    for (const name of ['at', 'findLast']) assert.equal(realm.run(`typeof [].${name}`, 'probe.js'), 'undefined', name);
    assert.equal(realm.run('typeof Promise.allSettled', 'probe.js'), 'function');
  });

  it('finds modules where WeChat finds them, and nowhere else', () => {
    const root = app("App({ found: require('a').value + require('./lib/b').value, missing: () => require('fs') });", {
      'miniprogram_npm/a/index.js': "exports.value = require('./c').value;",
      'miniprogram_npm/a/c.js': "exports.value = 'c';",
      'node_modules/fs/index.js': '',
      'lib/b.js': "module.exports = { value: 'b' };",
    });
    const { app: own } = new Phone({ host: 'wechat', root }).start().app.shell;
    assert.equal(own.found, 'cb');
    assert.throws(() => own.missing(), /module 'fs' is not defined/);
  });

  it('takes wasm from the code package and from nowhere else', async () => {
    // The smallest module: magic and version.
    const empty = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]);
    const phone = start('wechat', 'App({ make: (path) => WXWebAssembly.instantiate(path, {}) });', { 'w/a.wasm': empty });
    const { make } = phone.app.shell.app;
    for (const good of ['/w/a.wasm', 'w/a.wasm']) assert.ok(await make(good), good);
    for (const bad of ['./w/a.wasm', '../w/a.wasm', '/w/b.wasm', '/w/a.js', empty]) {
      await assert.rejects(make(bad), /WXWebAssembly/, String(bad));
    }
  });

  it('enforces the limits of the storage', async () => {
    const fill = (count, bytes) => (phone) => {
      for (let i = 0; i < count; i++) assert.equal(phone.storage.set(`k${i}`, 'x'.repeat(bytes)), null);
    };
    const mega = 1024 * 1024;
    assert.equal((await ask('wechat', 'setStorage', { key: 'a', data: 'x'.repeat(mega - 100) }))[0], 'success');
    assert.equal((await ask('wechat', 'setStorage', { key: 'a', data: 'x'.repeat(mega) }))[0], 'fail');
    assert.deepEqual(await ask('wechat', 'setStorage', { key: 'a', data: 'x'.repeat(mega / 2) }, fill(10, mega - 100)),
      ['fail', { errMsg: 'setStorage:fail exceed storage max size 10Mb' }]);
    assert.deepEqual(await ask('wechat', 'getStorage', { key: 'none' }), ['fail', { errMsg: 'getStorage:fail data not found' }]);
    assert.equal((await ask('alipay', 'setStorage', { key: 'a', data: 'x'.repeat(200 * 1024) }))[1].error, 14);
    assert.equal((await ask('alipay', 'setStorage', { key: 'a', data: 'x'.repeat(190 * 1024) }, fill(52, 195 * 1024)))[1].error, 12);
    assert.deepEqual(await ask('alipay', 'getStorage', { key: 'none' }), ['success', { success: true, data: null }]);
  });

  it('keeps nothing running after a kill', async () => {
    const phone = start('wechat', `App({ onLaunch() {
      this.turns = 0;
      setInterval(() => { this.turns += 1; }, 1);
    } });`);
    const own = phone.app.shell.app;
    await phone.until(() => own.turns > 2, 'it runs');
    const { turns } = own;
    phone.kill();
    // Timers of one length run in the order they were set: by then the app's would have run too.
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(own.turns, turns);
  });

  it('counts what setData carries and refuses what hosts refuse', () => {
    const phone = start('wechat', 'App({});');
    phone.page.setData({ 'rows[1].price': '9.90', note: '好' });
    assert.equal(phone.page.data.rows[1].price, '9.90');
    assert.equal(phone.crossings.at(-1).bytes, Buffer.byteLength('{"rows[1].price":"9.90","note":"好"}'));
    assert.throws(() => phone.page.setData({ a: undefined }), /undefined is invalid/);
    assert.throws(() => phone.page.setData({ a: 'x'.repeat(1024 * 1024) }), /exceed/);
  });

  it('reads markup strictly', () => {
    assert.throws(() => parse('<view><text></view>', 'a'), /closes <text>/);
    assert.throws(() => parse('<view>', 'a'), /not closed/);
    assert.throws(() => parse('<view class=a/>', 'a'), /not markup/);
    assert.equal(evaluate('{{a.b.c}}', { a: {} }), undefined);
    assert.equal(evaluate("{{ok ? 'x' : 'y'}}", { ok: false }), 'y');
    assert.throws(() => fill('¥{{price}}', {}), /is shown and is undefined/);
  });
});
