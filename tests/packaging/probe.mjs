// The smallest mini-program there can be: it loads the package and leaves it to the test. The package
// runs inside the sandbox; only the questions come from outside.
//
//   const probe = await startProbe({ host: 'wechat', tier: 'wasm' });
//   const client = await probe.connect(profile);

import fs from 'node:fs';
import path from 'node:path';

import { PKG, manifest, temporary } from './projects.mjs';
import { Phone } from './sandbox/phone.mjs';

const APP = (entry) => `
  const { load } = require('${entry}');
  App({ onLaunch() { this.load = load; } });
`;

export function layProbe(host) {
  const dir = temporary('probe');
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    fs.writeFileSync(path.join(dir, file), text);
  };
  write('app.json', '{ "pages": ["pages/p/p"] }');
  write('pages/p/p.js', 'Page({ data: {} });');
  write('pages/p/p.wxml', '<view></view>');
  write('app.js', APP(host === 'wechat' ? 'tuike-core' : 'tuike-core/js'));
  const { miniprogram } = manifest(PKG);
  if (host === 'wechat') fs.cpSync(path.join(PKG, miniprogram), path.join(dir, 'miniprogram_npm/tuike-core'), { recursive: true });
  else fs.cpSync(PKG, path.join(dir, 'node_modules/tuike-core'), { recursive: true });
  return dir;
}

export class Probe {
  constructor({ host = 'wechat', os = 'android', tier = 'auto', root = layProbe(host) } = {}) {
    this.phone = new Phone({ host, os, root });
    this.tier = tier;
  }

  /** Starts the app, or starts it again after a kill. */
  async start() {
    this.phone.start();
    this.tuike = await this.phone.app.shell.app.load({ tier: this.tier });
    return this;
  }

  async connect(backend) {
    this.client = await this.tuike.connect({ backend });
    this.events = [];
    for (const name of ['online', 'outbox', 'sent', 'synced', 'dead', 'evicted', 'unauthorized', 'damaged']) {
      this.client.on(name, (event) => {
        this.events.push({ name, ...event });
        this.phone.step();
      });
    }
    return this.client;
  }

  seen(name) {
    return this.events.filter((event) => event.name === name);
  }

  kill() {
    this.phone.kill();
  }
}

/** What an error says, and that it is one of ours. */
export async function refusal(promise) {
  try {
    await (typeof promise === 'function' ? promise() : promise);
  } catch (error) {
    return error.name === 'TuikeError' ? { code: error.code, path: error.details.path } : { thrown: String(error) };
  }
  return { thrown: 'nothing' };
}
