/**
 * One IndexedDB database, `tuike`, with one object store, `kv`; the web app's Rust host uses the same.
 *
 * Version 1 of it had the web app's entries in a store called `items`: they are taken over.
 */

import { hostError, messageOf } from '../errors';

const DATABASE = 'tuike';
const VERSION = 2;
const STORE = 'kv';

let opening: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  if (opening === null) {
    opening = openDatabase();
    opening.catch(lost);
  }
  return opening;
}

function lost(): void {
  opening = null;
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') {
      reject(hostError('Unsupported', 'no IndexedDB here'));
      return;
    }
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      const { result: db, transaction } = request;
      if (db.objectStoreNames.contains('items')) (transaction as IDBTransaction).objectStore('items').name = STORE;
      else if (!db.objectStoreNames.contains(STORE)) db.createObjectStore(STORE);
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

/**
 * One transaction, begun by `use`; resolves with what its request gives when all of it is done. What is
 * written is asked to be on the disk (`durability: "strict"`) unless it may be lost with the machine.
 */
export async function transact<T>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
  durability: IDBTransactionDurability = 'strict',
): Promise<T> {
  try {
    const db = await database();
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(STORE, mode, { durability });
      const request = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error || request.error);
    });
  } catch (error) {
    throw storeError(error);
  }
}

function storeError(error: unknown): Error {
  const { name, kind } = (error || {}) as { name?: string; kind?: string };
  if (kind !== undefined) return error as Error;
  if (name === 'QuotaExceededError') return hostError('QuotaExceeded', messageOf(error));
  if (name === 'SecurityError' || name === 'NotAllowedError') return hostError('Denied', messageOf(error));
  return hostError('Other', error === null || error === undefined ? 'the transaction was aborted' : messageOf(error));
}
