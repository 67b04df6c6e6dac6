/**
 * WeChat mini-programs: `wx.request`, `wx.setStorage`, and the app's events.
 *
 * Facts (developers.weixin.qq.com, read 2026-11): 1 MB a key and 10 MB in all; a `dataType` other than
 * `json` leaves the body as text; `getRandomValues` from base library 2.15.0; a request that is pending
 * 5 s after the app went to the back fails as interrupted.
 */

import type { Host, HostErrorKind, HttpRequest, HttpResponse, LifecycleEvent } from '../api';
import { fromBase64 } from '../base64';
import { hostError, messageOf } from '../errors';
import { chunked, type TextStore } from './chunked';
import { queued } from './queue';
import { randomSeed } from './random';
import { timer } from './timer';

/** Characters of one value: 1 MB, with room for what the platform adds. */
const KEY_LIMIT = 900_000;

/** The typings say that the one who is taken off hears of something else: hence nothing is certain. */
interface NetworkStatus {
  isConnected?: boolean;
  errMsg?: string;
}

/** What this host uses of `wx`. */
export interface WeChatApi {
  request(options: {
    url: string;
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    header: { [name: string]: string };
    data?: string;
    dataType: string;
    responseType: 'text';
    timeout: number;
    success(answer: { statusCode: number; data: unknown; header?: { [name: string]: unknown } }): void;
    fail(error: unknown): void;
  }): unknown;
  getStorage(options: { key: string; success(found: { data: unknown }): void; fail(error: unknown): void }): unknown;
  setStorage(options: { key: string; data: string; success(): void; fail(error: unknown): void }): unknown;
  removeStorage(options: { key: string; success(): void; fail(error: unknown): void }): unknown;
  getStorageInfo(options: { success(info: { keys: string[] }): void; fail(error: unknown): void }): unknown;
  getRandomValues?(options: {
    length: number;
    success(found: { randomValues: ArrayBuffer | string }): void;
    fail(error: unknown): void;
  }): unknown;
  getNetworkType?(options: { success(found: { networkType: string }): void }): unknown;
  onNetworkStatusChange?(fn: (status: NetworkStatus) => void): void;
  offNetworkStatusChange?(fn: (status: NetworkStatus) => void): void;
  onAppShow?(fn: () => void): void;
  offAppShow?(fn: () => void): void;
  onAppHide?(fn: () => void): void;
  offAppHide?(fn: () => void): void;
}

declare const wx: unknown;

export function wechatHost(api: WeChatApi = wx as WeChatApi): Host {
  return {
    name: 'wechat',
    now: () => Date.now(),
    seed: () => seed(api),
    http: (request) => http(api, request),
    store: chunked(texts(api), KEY_LIMIT),
    timer,
    lifecycle: (fn) => lifecycle(api, fn),
    lock: queued(api),
  };
}

function http(api: WeChatApi, request: HttpRequest): Promise<HttpResponse> {
  const { method } = request;
  if (method === 'PATCH') {
    return Promise.reject(hostError('Unsupported', 'wx.request knows no PATCH'));
  }
  return new Promise((resolve, reject) => {
    const sent: Parameters<typeof api.request>[0] = {
      url: request.url,
      method,
      header: request.headers,
      // Anything but 'json': the text must reach the core as it is, or ids beyond 2^53 are rounded.
      dataType: 'text',
      responseType: 'text',
      timeout: request.timeout,
      success: (answer) =>
        resolve({ status: answer.statusCode, headers: plainHeaders(answer.header), body: bodyText(answer.data) }),
      fail: (error) => reject(hostError(networkKind(error), messageOf(error))),
    };
    // A request without a body must not get one: `data: undefined` is turned into "" by some versions.
    if (request.body !== undefined) sent.data = request.body;
    api.request(sent);
  });
}

export function plainHeaders(headers: { [name: string]: unknown } | undefined): { [name: string]: string } {
  const plain: { [name: string]: string } = {};
  for (const name of Object.keys(headers || {})) plain[name] = String((headers as { [name: string]: unknown })[name]);
  return plain;
}

/** The body; a host that parsed it all the same has lost digits already, but not the answer. */
export function bodyText(data: unknown): string {
  if (typeof data === 'string') return data;
  return data === undefined || data === null ? '' : JSON.stringify(data);
}

function networkKind(error: unknown): HostErrorKind {
  const words = messageOf(error);
  if (/time ?out|超时/i.test(words)) return 'Timeout';
  if (/domain list|not in domain|url not|denied|permission|auth/i.test(words)) return 'Denied';
  return 'Offline';
}

export function storageError(error: unknown): Error {
  const words = messageOf(error);
  const full = /exceed|limit|quota|full|超过|超出|空间/i.test(words);
  return hostError(full ? 'QuotaExceeded' : 'Other', words);
}

function texts(api: WeChatApi): TextStore {
  return {
    get: (key) =>
      new Promise((resolve, reject) => {
        api.getStorage({
          key,
          success: ({ data }) => resolve(typeof data === 'string' ? data : null),
          fail: (error) => {
            if (/not found|不存在/i.test(messageOf(error))) resolve(null);
            else reject(storageError(error));
          },
        });
      }),
    set: (key, data) =>
      new Promise((resolve, reject) => {
        api.setStorage({ key, data, success: () => resolve(), fail: (error) => reject(storageError(error)) });
      }),
    remove: (key) =>
      new Promise((resolve, reject) => {
        api.removeStorage({ key, success: () => resolve(), fail: (error) => reject(storageError(error)) });
      }),
    keys: () =>
      new Promise((resolve, reject) => {
        api.getStorageInfo({ success: ({ keys }) => resolve(keys), fail: (error) => reject(storageError(error)) });
      }),
  };
}

/** The platform's random bytes, mixed into whatever else is there. */
function seed(api: WeChatApi): Promise<Uint8Array> {
  const fallback = randomSeed();
  return new Promise((resolve) => {
    if (typeof api.getRandomValues !== 'function') {
      resolve(fallback);
      return;
    }
    api.getRandomValues({
      length: 32,
      success: ({ randomValues }) => {
        const found = typeof randomValues === 'string' ? fromBase64(randomValues) : new Uint8Array(randomValues);
        resolve(found !== null && found.length === 32 ? found : fallback);
      },
      fail: () => resolve(fallback),
    });
  });
}

function lifecycle(api: WeChatApi, fn: (event: LifecycleEvent) => void): () => void {
  let stopped = false;
  /** Requests that were cut off in the back look like no network: on the way back it is asked for. */
  const look = (shown: boolean) => {
    if (!api.getNetworkType) return;
    api.getNetworkType({
      success: ({ networkType }) => {
        if (stopped) return;
        if (networkType === 'none') fn('offline');
        else if (shown) fn('online');
      },
    });
  };
  const show = () => {
    fn('show');
    look(true);
  };
  const hide = () => fn('hide');
  const network = (status: NetworkStatus) => fn(status.isConnected === false ? 'offline' : 'online');
  if (api.onAppShow) api.onAppShow(show);
  if (api.onAppHide) api.onAppHide(hide);
  if (api.onNetworkStatusChange) api.onNetworkStatusChange(network);
  look(false);
  return () => {
    stopped = true;
    if (api.offAppShow) api.offAppShow(show);
    if (api.offAppHide) api.offAppHide(hide);
    if (api.offNetworkStatusChange) api.offNetworkStatusChange(network);
  };
}
