// A demo server of its own and a real Chromium for each test file.
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

export const ROOT = new URL('../../', import.meta.url).pathname;
const TARGET = process.env.TUIKE_TARGET ?? join(ROOT, 'target');

/** Starts the demo backend on a free port with a database of its own; `stop()` ends it. */
export async function startShop({ products = 10_000 } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'tuike-shop-'));
  const program = join(TARGET, 'debug/tuike-demo-backend');
  const args = ['--port', '0', '--products', String(products), '--db', join(dir, 'shop.sqlite'), '--web', join(TARGET, 'web/dist')];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  const url = await new Promise((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('listening on ')) found(line.slice('listening on '.length).trim());
    });
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`the demo backend ended with ${code} before it listened`)));
  });
  return {
    url,
    state: async () => (await fetch(`${url}/__state`)).json(),
    fault: (fault) =>
      fetch(`${url}/__fault`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A headless Chromium; `open()` gives a phone-sized context that notes every console error. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.TUIKE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  return {
    browser,
    async open(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        deviceScaleFactor: 2,
        hasTouch: true,
        locale: 'zh-CN',
        reducedMotion: 'reduce', // a picture is of a state, not of the way there
        ...options,
      });
      const complaints = [];
      context.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => complaints.push(String(error.error())));
      return { context, complaints };
    },
    stop: () => browser.close(),
  };
}

/** Keeps a picture of the page as a CI artefact under target/. */
export async function keep(page, name) {
  const dir = join(TARGET, 'screenshots');
  await mkdir(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`) });
}

/** The same for a picture that is there already. */
export async function keepBytes(bytes, file) {
  const dir = join(TARGET, 'screenshots');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, file), bytes);
}
