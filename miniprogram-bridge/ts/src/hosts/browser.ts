/**
 * The browser: IndexedDB, `fetch`, and the page's own events.
 *
 * A write resolves when its transaction is complete, asked to be on the disk (`durability: "strict"`).
 * One database, `tuike`, with one object store, `kv`.
 */

import type { Host, HostStore, LifecycleEvent } from '../api';
import { hostError, messageOf } from '../errors';
import { fetchHttp } from './fetch';
import { inOrder } from './in-order';
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
  };
}

const DATABASE = 'tuike';
const STORE = 'kv';

export function indexedDbStore(): HostStore {
  let opening: Promise<IDBDatabase> | null = null;
  const database = () => {
    if (opening === null) {
      opening = openDatabase(() => {
        opening = null;
      });
      opening.catch(() => {
        opening = null;
      });
    }
    return opening;
  };

  const run = async <T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const db = await database();
    return new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(STORE, mode, { durability: 'strict' });
      const request = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(storeError(transaction.error || request.error));
    });
  };
  const attempt = async <T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    try {
      return await run(mode, use);
    } catch (error) {
      throw storeError(error);
    }
  };

  return inOrder({
    read: async (key) => {
      const found: unknown = await attempt('readonly', (store) => store.get(key));
      return found instanceof Uint8Array ? found : null;
    },
    write: async (key, bytes) => {
      await attempt('readwrite', (store) => store.put(bytes, key));
    },
    remove: async (key) => {
      await attempt('readwrite', (store) => store.delete(key));
    },
    keys: async (prefix) => {
      const found = await attempt('readonly', (store) =>
        store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)),
      );
      return found.filter((key): key is string => typeof key === 'string');
    },
  });
}

function openDatabase(lost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') {
      reject(hostError('Unsupported', 'no IndexedDB here'));
      return;
    }
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE);
    };
    request.onsuccess = () => {
      const db = request.result;
      // Another page upgrades or the browser clears it: the next use opens it anew.
      db.onversionchange = () => {
        db.close();
        lost();
      };
      db.onclose = lost;
      resolve(db);
    };
    request.onerror = () => reject(request.error);
  });
}

function storeError(error: unknown): Error {
  const { name, kind } = (error || {}) as { name?: string; kind?: string };
  if (kind !== undefined) return error as Error;
  if (name === 'QuotaExceededError') return hostError('QuotaExceeded', messageOf(error));
  if (name === 'SecurityError' || name === 'NotAllowedError') return hostError('Denied', messageOf(error));
  return hostError('Other', error === null || error === undefined ? 'the transaction was aborted' : messageOf(error));
}

function lifecycle(fn: (event: LifecycleEvent) => void): () => void {
  const online = () => fn('online');
  const offline = () => fn('offline');
  const visibility = () => fn(document.visibilityState === 'hidden' ? 'hide' : 'show');
  const gone = () => fn('hide');
  addEventListener('online', online);
  addEventListener('offline', offline);
  addEventListener('pagehide', gone);
  document.addEventListener('visibilitychange', visibility);
  if (navigator.onLine === false) offline();
  return () => {
    removeEventListener('online', online);
    removeEventListener('offline', offline);
    removeEventListener('pagehide', gone);
    document.removeEventListener('visibilitychange', visibility);
  };
}
