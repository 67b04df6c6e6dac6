/**
 * A host that keeps everything in memory and forgets it at the end: tests, server-side rendering, and
 * wherever nothing better is there.
 *
 *     const client = await tuike.connect({ backend, host: memoryHost() });
 */

import type { Host, HostStore } from '../api';
import { hostError } from '../errors';
import { fetchHttp } from './fetch';
import { queued } from './queue';
import { randomSeed } from './random';
import { timer } from './timer';

export function memoryHost(parts: Partial<Host> = {}): Host {
  const store = parts.store || memoryStore();
  return {
    name: 'memory',
    now: () => Date.now(),
    seed: () => Promise.resolve(randomSeed()),
    http: (request) =>
      typeof fetch === 'function' ? fetchHttp(request) : Promise.reject(hostError('Unsupported', 'no fetch here')),
    store,
    timer,
    lifecycle: () => () => {},
    lock: queued(store),
    ...parts,
  };
}

export function memoryStore(): HostStore {
  const held = new Map<string, Uint8Array>();
  return {
    read: async (key) => {
      const bytes = held.get(key);
      return bytes === undefined ? null : bytes.slice();
    },
    write: async (key, bytes) => {
      held.set(key, bytes.slice());
    },
    remove: async (key) => {
      held.delete(key);
    },
    keys: async (prefix) => Array.from(held.keys()).filter((key) => key.indexOf(prefix) === 0),
  };
}
