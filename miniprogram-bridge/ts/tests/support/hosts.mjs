// Each host with a way to open it again over the same store, for the contracts that all of them keep.

import 'fake-indexeddb/auto';

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fakeMy, fakeWx } from './mini.mjs';
import { nodeHost } from './package.mjs';
import { source } from './source.mjs';

export const { wechatHost } = await source('hosts/wechat.ts');
export const { alipayHost } = await source('hosts/alipay.ts');
export const { browserHost } = await source('hosts/browser.ts');
export const { memoryHost } = await source('hosts/memory.ts');

const folders = [];
process.on('exit', () => {
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});

export function folder() {
  folders.push(mkdtempSync(join(tmpdir(), 'tuike-host-')));
  return folders.at(-1);
}

/** A browser's page, as far as the host looks at it. */
export const page = new EventTarget();
page.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true, writable: true });
Object.assign(globalThis, { window: page, document: page.document });

export const HOSTS = {
  memory: () => {
    const host = memoryHost();
    return { host, again: () => memoryHost({ store: host.store }), patch: true };
  },
  node: () => {
    const dir = folder();
    return { host: nodeHost({ dir }), again: () => nodeHost({ dir }), patch: true };
  },
  browser: () => ({ host: browserHost(), again: () => browserHost(), patch: true }),
  wechat: () => {
    const wx = fakeWx();
    return { host: wechatHost(wx), again: () => wechatHost(wx), mini: wx };
  },
  alipay: () => {
    const my = fakeMy();
    return { host: alipayHost(my), again: () => alipayHost(my), mini: my };
  },
};
