/**
 * Node 18 and above: files below one folder, and the global `fetch`.
 *
 *     const client = await tuike.connect({ backend, host: nodeHost({ dir: './.tuike' }) });
 *
 * A write goes to a file of its own, is synced to the disk and then renamed over the old one: whoever
 * reads finds the old bytes or the new ones. Several processes may share a folder: `node-lock.ts`.
 */

import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { dirname, join, sep } from 'node:path';

import type { Host, HostStore } from '../api';
import { fetchHttp } from './fetch';
import { inOrder } from './in-order';
import { isMissing, told } from './node-errors';
import { folderLock } from './node-lock';
import { timer } from './timer';

export function nodeHost(options: { dir: string }): Host {
  return {
    name: 'node',
    now: () => Date.now(),
    seed: () => Promise.resolve(new Uint8Array(randomBytes(32))),
    http: fetchHttp,
    store: fileStore(options.dir),
    timer,
    lifecycle: () => () => {},
    lock: folderLock(options.dir),
  };
}

const ENDING = '.bin';
/** A file name has at most 255 bytes on every common file system. */
const LONGEST_NAME = 200;

export function fileStore(dir: string): HostStore {
  let temporary = 0;

  const write = async (key: string, bytes: Uint8Array) => {
    const path = join(dir, fileOf(key));
    const aside = join(dir, `.${process.pid}-${++temporary}.tmp`);
    await fs.mkdir(dirname(path), { recursive: true });
    try {
      const file = await fs.open(aside, 'w');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await fs.rename(aside, path);
    } catch (error) {
      await fs.rm(aside, { force: true }).catch(() => {});
      throw error;
    }
    await syncFolder(dirname(path));
  };

  return inOrder({
    read: (key) =>
      told(async () => {
        try {
          return new Uint8Array(await fs.readFile(join(dir, fileOf(key))));
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      }),
    write: (key, bytes) => told(() => write(key, bytes)),
    remove: (key) =>
      told(async () => {
        const path = join(dir, fileOf(key));
        await fs.rm(path, { force: true });
        await syncFolder(dirname(path));
      }),
    keys: (prefix) => told(async () => (await keysBelow(dir, '')).filter((key) => key.indexOf(prefix) === 0)),
  });
}

/** The path below the folder: escaped so that it is one on every file system, cut where it is too long. */
function fileOf(key: string): string {
  // Upper case is escaped too: some file systems take A and a for one.
  const escaped = key.replace(/[^a-z0-9_-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const pieces = escaped.match(new RegExp(`.{1,${LONGEST_NAME}}`, 'g')) || ['%'];
  return pieces.join(`+${sep}`) + ENDING;
}

async function keysBelow(dir: string, before: string): Promise<string[]> {
  const keys: string[] = [];
  let entries: import('node:fs').Dirent[];
  try {
    entries = await fs.readdir(dir, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return keys;
    throw error;
  }
  for (const entry of entries) {
    if (entry.isDirectory() && entry.name.endsWith('+')) {
      keys.push(...(await keysBelow(join(dir, entry.name), before + entry.name.slice(0, -1))));
    } else if (entry.isFile() && entry.name.endsWith(ENDING)) {
      const escaped = before + entry.name.slice(0, -ENDING.length);
      keys.push(
        escaped.replace(/%([0-9a-f]{4})?/g, (_, code) => (code ? String.fromCharCode(Number.parseInt(code, 16)) : '')),
      );
    }
  }
  return keys;
}

/** A rename is durable when its folder is; Windows cannot open one and needs no such thing. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const folder = await fs.open(dir, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
