/**
 * The browser: IndexedDB, `fetch`, Web Locks, and the page's own events.
 *
 * A write resolves when its transaction is complete, asked to be on the disk (`durability: "strict"`).
 */

import type { Host, HostStore, LifecycleEvent } from '../api';
import { fetchHttp } from './fetch';
import { transact } from './idb';
import { inOrder } from './in-order';
import { pageLock } from './page-lock';
import { randomSeed } from './random';
import { timer } from './timer';

export function browserHost(): Host {
  return {
    name: 'browser',
    now: () => Date.now(),
    seed: () => Promise.resolve(randomSeed()),
    http: fetchHttp,
    store: indexedDbStore(),
    timer,
    lifecycle,
    lock: pageLock(),
  };
}

export function indexedDbStore(): HostStore {
  return inOrder({
    read: async (key) => {
      const found: unknown = await transact('readonly', (store) => store.get(key));
      return found instanceof Uint8Array ? found : null;
    },
    write: async (key, bytes) => {
      await transact('readwrite', (store) => store.put(bytes, key));
    },
    remove: async (key) => {
      await transact('readwrite', (store) => store.delete(key));
    },
    keys: async (prefix) => {
      const found = await transact('readonly', (store) =>
        store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)),
      );
      return found.filter((key): key is string => typeof key === 'string');
    },
  });
}

/**
 * A page goes to the back when it is hidden, left or frozen, and comes to the front when it is seen, woken
 * or taken out of the back/forward cache. One may follow the other at once: hidden, left, frozen.
 */
function lifecycle(fn: (event: LifecycleEvent) => void): () => void {
  const stops: (() => void)[] = [];
  const on = (target: EventTarget, name: string, heard: (event: Event) => void) => {
    target.addEventListener(name, heard);
    stops.push(() => target.removeEventListener(name, heard));
  };
  const hide = () => fn('hide');
  const show = () => fn('show');
  on(window, 'online', () => fn('online'));
  on(window, 'offline', () => fn('offline'));
  on(window, 'pagehide', hide);
  on(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) show();
  });
  on(document, 'visibilitychange', () => (document.visibilityState === 'hidden' ? hide() : show()));
  on(document, 'freeze', hide);
  on(document, 'resume', show);
  if (navigator.onLine === false) fn('offline');
  return () => {
    for (const stop of stops) stop();
  };
}
