/**
 * Alipay mini-programs: `my.request`, `my.setStorage`, and the app's events.
 *
 * Facts (opendocs.alipay.com, read 2026-11): 200 KB a key and 10 MB in all; `dataType: 'text'` leaves
 * the body as text; a status of 400 and above comes as `fail` with `error: 19` and the status beside it;
 * 12 is no network, 13 a timeout, 11 and 4 a refusal; `getStorage` of nothing succeeds with null.
 */

import type { Host, HostErrorKind, HttpRequest, HttpResponse, LifecycleEvent } from '../api';
import { hostError, messageOf } from '../errors';
import { chunked, type TextStore } from './chunked';
import { queued } from './queue';
import { randomSeed } from './random';
import { timer } from './timer';
import { bodyText, plainHeaders, storageError } from './wechat';

/** Characters of one value: 200 KB, with room for what the platform adds. */
const KEY_LIMIT = 180_000;

interface AlipayAnswer {
  status?: number;
  data?: unknown;
  headers?: { [name: string]: unknown };
}

interface AlipayFailure extends AlipayAnswer {
  error?: number | string;
  errorMessage?: string;
}

/** What this host uses of `my`. */
export interface AlipayApi {
  request(options: {
    url: string;
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    headers: { [name: string]: string };
    data?: string;
    dataType: 'text';
    timeout: number;
    success(answer: AlipayAnswer): void;
    fail(error: AlipayFailure): void;
  }): unknown;
  getStorage(options: { key: string; success(found: { data?: unknown }): void; fail(error: unknown): void }): unknown;
  setStorage(options: { key: string; data: string; success(): void; fail(error: unknown): void }): unknown;
  removeStorage(options: { key: string; success(): void; fail(error: unknown): void }): unknown;
  getStorageInfo(options: { success(info: { keys?: string[] }): void; fail(error: unknown): void }): unknown;
  getNetworkType?(options: { success(found: { networkAvailable: boolean }): void }): unknown;
  onNetworkStatusChange?(fn: (status: { isConnected: boolean }) => void): void;
  offNetworkStatusChange?(fn: (status: { isConnected: boolean }) => void): void;
  onAppShow?(fn: () => void): void;
  offAppShow?(fn: () => void): void;
  onAppHide?(fn: () => void): void;
  offAppHide?(fn: () => void): void;
}

declare const my: unknown;

export function alipayHost(api: AlipayApi = my as AlipayApi): Host {
  return {
    name: 'alipay',
    now: () => Date.now(),
    seed: () => Promise.resolve(randomSeed()),
    http: (request) => http(api, request),
    store: chunked(texts(api), KEY_LIMIT),
    timer,
    lifecycle: (fn) => lifecycle(api, fn),
    lock: queued(api),
  };
}

function http(api: AlipayApi, request: HttpRequest): Promise<HttpResponse> {
  const { method } = request;
  if (method === 'PATCH') {
    return Promise.reject(hostError('Unsupported', 'my.request knows no PATCH'));
  }
  const answered = (answer: AlipayAnswer, status: number): HttpResponse => ({
    status,
    headers: plainHeaders(answer.headers),
    body: bodyText(answer.data),
  });
  return new Promise((resolve, reject) => {
    const sent: Parameters<typeof api.request>[0] = {
      url: request.url,
      method,
      headers: request.headers,
      dataType: 'text',
      timeout: request.timeout,
      success: (answer) => resolve(answered(answer, answer.status === undefined ? 200 : answer.status)),
      fail: (error) => {
        if (Number(error.error) === 19 && typeof error.status === 'number') resolve(answered(error, error.status));
        else reject(hostError(networkKind(error), messageOf(error)));
      },
    };
    if (request.body !== undefined) sent.data = request.body;
    api.request(sent);
  });
}

function networkKind(error: AlipayFailure): HostErrorKind {
  switch (Number(error.error)) {
    case 13:
      return 'Timeout';
    case 4:
    case 11:
      return 'Denied';
    case 12:
      return 'Offline';
    default:
      return /time ?out|超时/i.test(messageOf(error)) ? 'Timeout' : 'Offline';
  }
}

/** `my.setStorage` says 12 where all of it is full and 14 where one value is too long, in Chinese words. */
function writeError(error: unknown): Error {
  const code = Number(((error || {}) as AlipayFailure).error);
  return code === 12 || code === 14 ? hostError('QuotaExceeded', messageOf(error)) : storageError(error);
}

function texts(api: AlipayApi): TextStore {
  return {
    get: (key) =>
      new Promise((resolve, reject) => {
        api.getStorage({
          key,
          success: ({ data }) => resolve(typeof data === 'string' ? data : null),
          fail: (error) => reject(storageError(error)),
        });
      }),
    set: (key, data) =>
      new Promise((resolve, reject) => {
        api.setStorage({ key, data, success: () => resolve(), fail: (error) => reject(writeError(error)) });
      }),
    remove: (key) =>
      new Promise((resolve, reject) => {
        api.removeStorage({ key, success: () => resolve(), fail: (error) => reject(storageError(error)) });
      }),
    keys: () =>
      new Promise((resolve, reject) => {
        api.getStorageInfo({
          success: ({ keys }) => resolve(keys || []),
          fail: (error) => reject(storageError(error)),
        });
      }),
  };
}

function lifecycle(api: AlipayApi, fn: (event: LifecycleEvent) => void): () => void {
  let stopped = false;
  /** Requests that were cut off in the back look like no network: on the way back it is asked for. */
  const look = (shown: boolean) => {
    if (!api.getNetworkType) return;
    api.getNetworkType({
      success: ({ networkAvailable }) => {
        if (stopped) return;
        if (networkAvailable === false) fn('offline');
        else if (shown) fn('online');
      },
    });
  };
  const show = () => {
    fn('show');
    look(true);
  };
  const hide = () => fn('hide');
  const network = (status: { isConnected: boolean }) => fn(status.isConnected ? 'online' : 'offline');
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
