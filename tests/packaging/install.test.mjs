// The package as others get it: packed, installed from the tarball, and used by Node, TypeScript, Vite
// and 构建 npm.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { parse } from 'acorn';
import ci from 'miniprogram-ci';
import { chromium } from 'playwright-core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build, preview } from 'vite';

import { EXAMPLES, PKG, ROOT, layWechat, manifest, temporary } from './projects.mjs';

const run = promisify(execFile);
const TESTS = path.join(ROOT, 'tests');

/** Installs nothing from anywhere but the tarball. */
const NPM = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];

/** What each consumer does: the example of the README, with an id beyond 2^53. */
const USE = `
  const plan = tuike.commission.compile({ version: 1, currency: 'CNY', rules: [
    { id: 'all', levels: [{ kind: 'rate', rate: '0.10', cap: '50.00' }] }] });
  const { total } = plan.preview({ at: 0, lines: [{ sku: 'a', paid: '123.45' }], chain: [{ promoter: 'p' }] });
  const token = tuike.share.encode({ promoter: '9007199254740993', item: '42', channel: 'link', at: 1767225600000 });
  const said = [tuike.tier, total, tuike.share.decode(token).promoter].join(' ');
`;
/** 123.45 × 0.10 = 12.345, half-up. */
const SAID = (tier) => `${tier} 12.35 9007199254740993`;

let home;
let tarball;
before(async () => {
  home = temporary('pack');
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], { cwd: PKG });
  tarball = path.join(home, Object.values(JSON.parse(stdout))[0].filename);
});

async function project(name, files) {
  const dir = path.join(home, name);
  fs.mkdirSync(dir);
  for (const [file, text] of Object.entries({ 'package.json': '{ "private": true }', ...files })) {
    fs.writeFileSync(path.join(dir, file), text);
  }
  await run('npm', ['install', ...NPM, tarball], { cwd: dir });
  return dir;
}

async function says(dir, file) {
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: dir });
  assert.equal(stderr, '');
  return stdout.trim();
}

describe('the package installed from its tarball', () => {
  it('runs in Node, required and imported, on both tiers', async () => {
    const script = (use, options = '') => `${use}
      load(${options}).then((tuike) => { ${USE} console.log(said); });`;
    const dir = await project('node', {
      'node.cjs': script("const { load } = require('tuike-core/node');"),
      'node.mjs': script("import { load } from 'tuike-core/node';"),
      'js.cjs': script("const { load } = require('tuike-core/js');"),
      'js.mjs': script("import { load } from 'tuike-core/js';"),
      'main.cjs': script("const { load } = require('tuike-core');", "{ tier: 'js' }"),
      'main.mjs': script("import { load } from 'tuike-core';", "{ tier: 'js' }"),
      'bytes.cjs': `const wasm = require('fs').readFileSync(require.resolve('tuike-core/core.wasm'));
        ${script("const { load } = require('tuike-core');", '{ wasm }')}`,
    });
    for (const [file, tier] of [
      ['node.cjs', 'wasm'], ['node.mjs', 'wasm'], ['js.cjs', 'js'], ['js.mjs', 'js'],
      ['main.cjs', 'js'], ['main.mjs', 'js'], ['bytes.cjs', 'wasm'],
    ]) assert.equal(await says(dir, file), SAID(tier), file);
  });

  it('keeps an order in files from one process of Node to the next', async () => {
    const connect = `
      const { load, nodeHost } = require('tuike-core/node');
      const backend = { version: 1, base: 'http://127.0.0.1:9', limits: { timeout: '1s' },
        mutations: { order: { post: '/orders', lane: 'orders', idempotency: 'Idempotency-Key' } } };
      const client = load().then((tuike) => tuike.connect({ backend, host: nodeHost({ dir: 'store' }) }));`;
    const dir = await project('files', {
      'write.cjs': `${connect} client.then((c) => c.submit('order', { item: '1' }).then(() => { c.close(); }));`,
      // What is stored is read after `connect`; the first counts say what was found.
      'read.cjs': `${connect} client.then((c) => c.on('outbox', ({ mutations }) => { console.log(mutations); c.close(); }));`,
    });
    assert.equal(await says(dir, 'write.cjs'), '');
    assert.equal(await says(dir, 'read.cjs'), '1');
  });

  it('has types that hold for a strict TypeScript project, by each entry', async () => {
    // No DOM and no Node: what the types name, they bring.
    const options = { noEmit: true, strict: true, target: 'es2022', lib: ['es2022'], types: [] };
    const dir = await project('types', {
      'node16.json': JSON.stringify({ files: ['main.mts'], compilerOptions: { ...options, module: 'node16' } }),
      'bundler.json': JSON.stringify({
        files: ['main.mts'], compilerOptions: { ...options, module: 'esnext', moduleResolution: 'bundler' },
      }),
      'main.mts': `
        import { load, type Tuike } from 'tuike-core/web';
        import { load as main } from 'tuike-core';
        import { load as node, nodeHost } from 'tuike-core/node';
        import { load as js } from 'tuike-core/js';
        import { listSource, type ListSource } from 'tuike-core/list/source';
        const all: Promise<Tuike>[] = [load(), main(), node(), js()];
        const tuike = await Promise.race(all);
        const tier: 'wasm' | 'js' = tuike.tier;
        const client = await tuike.connect({ backend: { version: 1, base: 'https://a' }, host: nodeHost({ dir: '.' }) });
        const page = await client.query<{ id: string }[]>('products', { cursor: 1 });
        export const first: string = tier + (page.data[0]?.id ?? '');
        export const rows: ListSource = listSource(tuike, { estimate: 10, row: (index) => ({ index }), onExpose: (seen: number[]) => {} });
        // @ts-expect-error: an amount is never a number
        tuike.commission.compile({ version: 1, currency: 'CNY', rules: [{ id: 'a', levels: [{ kind: 'fixed', amount: 1 }] }] });
      `,
    });
    const tsc = path.join(TESTS, 'node_modules/typescript/bin/tsc');
    for (const kind of ['node16', 'bundler']) {
      const { stdout } = await run(process.execPath, [tsc, '--project', `${kind}.json`], { cwd: dir }).catch((error) => error);
      assert.equal(stdout.trim(), '', kind);
    }
  });

  it('is found without fault by publint and by are-the-types-wrong', async () => {
    const bytes = fs.readFileSync(tarball);
    const pack = { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
    const { messages, pkg } = await publint({ pack, strict: true });
    assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
    const attw = path.join(TESTS, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    // A wasm file has no types; it is an entry so that bundlers can be asked where it is.
    const asked = [attw, tarball, '--no-color', '--exclude-entrypoints', './core.wasm'];
    const { stdout } = await run(process.execPath, asked, { cwd: home }).catch((error) => error);
    assert.match(stdout, /No problems found/, stdout);
  });
});

describe('the package under Vite', () => {
  it('builds into a page that loads core.wasm itself, in a real browser', async () => {
    const root = await project('vite', {
      'index.html': '<!doctype html><title>t</title><link rel="icon" href="data:,"><p id="said"></p><script type="module" src="/main.js"></script>',
      'main.js': `import { load } from 'tuike-core/web';
        const tuike = await load();
        ${USE}
        document.getElementById('said').textContent = said;`,
    });
    await build({ root, logLevel: 'error', configFile: false, build: { target: 'es2022' } });
    const assets = path.join(root, 'dist/assets');
    const [wasm] = fs.readdirSync(assets).filter((file) => file.endsWith('.wasm'));
    assert.deepEqual(fs.readFileSync(path.join(assets, wasm)), fs.readFileSync(path.join(PKG, 'dist/core.wasm')));

    const server = await preview({ root, logLevel: 'error', configFile: false, preview: { port: 0, host: '127.0.0.1' } });
    let browser;
    try {
      // Inside: where there is no browser the server must end all the same, or the run never does.
      browser = await chromium.launch({
        executablePath: process.env.TUIKE_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'],
      });
      const page = await browser.newPage();
      const errors = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
      await page.waitForFunction(() => document.getElementById('said').textContent !== '');
      assert.equal(await page.textContent('#said'), SAID('wasm'));
      assert.deepEqual(errors, []);
    } finally {
      await browser?.close();
      await new Promise((resolve) => server.httpServer.close(resolve));
    }
  });
});

describe('the package in a mini-program', () => {
  it('has no syntax newer than ES2017, nor have the examples', () => {
    const files = [
      ...scripts(path.join(PKG, manifest(PKG).miniprogram)),
      ...['shared/lib', 'wechat', 'alipay'].flatMap((dir) => scripts(path.join(EXAMPLES, dir))),
    ];
    assert.ok(files.length > 20);
    for (const file of files) {
      assert.doesNotThrow(() => parse(fs.readFileSync(file, 'utf8'), { ecmaVersion: 2017, sourceType: 'script' }), file);
    }
  });

  it('leaves room for an app in the 2 MB that a mini-program\'s package may have', () => {
    const dir = path.join(PKG, manifest(PKG).miniprogram);
    const bytes = filesBelow(dir).reduce((sum, file) => sum + fs.statSync(file).size, 0);
    assert.ok(bytes < 2 * 1024 * 1024, `${bytes} bytes`);
  });

  it('arrives whole in miniprogram_npm by 构建 npm, the wasm with it', async () => {
    const dir = path.join(home, 'wechat');
    fs.cpSync(path.join(EXAMPLES, 'wechat'), dir, { recursive: true, filter: (source) => !/node_modules|miniprogram_npm/.test(source) });
    const shared = path.join(home, 'shared');
    fs.cpSync(path.join(EXAMPLES, 'shared'), shared, { recursive: true });
    const wanted = manifest(dir);
    wanted.dependencies = { 'tuike-core': `file:${tarball}`, 'tuike-example-shop': `file:${shared}` };
    fs.writeFileSync(path.join(dir, 'package.json'), JSON.stringify(wanted));
    await run('npm', ['install', ...NPM, '--install-links'], { cwd: dir });

    const key = path.join(home, 'unused.key');
    fs.writeFileSync(key, 'packNpm uploads nothing');
    const warnings = await ci.packNpm(new ci.Project({
      appid: 'wxtest', type: 'miniProgram', projectPath: dir, privateKeyPath: key, ignores: ['node_modules/**/*'],
    }), { reporter() {} });
    assert.deepEqual(warnings, []);

    // The folder that the journeys run in was laid by hand: the real tool must make the same.
    const ours = layWechat({ base: 'http://127.0.0.1' });
    const listing = (root) => filesBelow(path.join(root, 'miniprogram_npm')).map((file) => path.relative(root, file)).sort();
    assert.deepEqual(listing(dir), listing(ours));
    for (const file of listing(ours)) {
      assert.ok(fs.readFileSync(path.join(dir, file)).equals(fs.readFileSync(path.join(ours, file))), file);
    }
    const wasm = listing(dir).filter((file) => file.endsWith('.wasm.br'));
    assert.equal(wasm.length, 1);
  });

  it('carries the backend profile that the demo backend serves', () => {
    const served = JSON.parse(fs.readFileSync(path.join(ROOT, 'miniprogram-bridge/profiles/demo.json'), 'utf8'));
    const script = `
      const { profileFor } = require(${JSON.stringify(path.join(EXAMPLES, 'shared/lib/profile.js'))});
      process.stdout.write(JSON.stringify(profileFor('http://127.0.0.1:8787')));`;
    return run(process.execPath, ['-e', script]).then(({ stdout }) => assert.deepEqual(JSON.parse(stdout), served));
  });
});

function filesBelow(dir) {
  return fs.readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function scripts(dir) {
  return filesBelow(dir).filter((file) => file.endsWith('.js') && !/node_modules|miniprogram_npm/.test(file));
}
