// `wx` as far as a shop needs it, and WXWebAssembly. Answers and refusals are worded as the phones word
// them: (D) is WeChat's documentation, (C) what users reported, see the places named.
//
//   const { wx, WXWebAssembly, tell } = makeWx({ phone, realm, calls, shell });

import fs from 'node:fs';
import path from 'node:path';
import { webcrypto } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';

import { Listeners } from './calls.mjs';
import { makeCanvas } from './canvas.mjs';

/** wendux/fly #210 (C) for iOS and for the older Android kind; the Chromium codes are newer Android's. */
const NETWORK_WORDS = {
  android: {
    offline: 'request:fail errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED',
    timeout: 'request:fail timeout',
    broken: 'request:fail errcode:-324 cronet_error_code:-324 error_msg:net::ERR_EMPTY_RESPONSE',
    aborted: 'request:fail abort',
  },
  ios: {
    offline: 'request:fail 似乎已断开与互联网的连接。',
    timeout: 'request:fail 请求超时。',
    broken: 'request:fail 网络连接已中断。',
    aborted: 'request:fail abort',
  },
};

/** tensorflow/tfjs-wechat #52 (C) for the whole store; the rest are second-hand. */
const STORAGE_WORDS = {
  android: { all: 'exceed storage max size 10Mb', key: 'entry size limit reached' },
  ios: { all: 'quota reached', key: 'quota reached' },
};

const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'];

export function makeWx({ phone, realm, calls, shell }) {
  const show = new Listeners(calls);
  const hide = new Listeners(calls);
  const network = new Listeners(calls);
  const ok = (name, more = {}) => realm.give({ errMsg: `${name}:ok`, ...more });
  const fail = (name, why) => realm.give({ errMsg: `${name}:fail ${why}` });
  const enter = () => realm.give({ ...phone.enter, referrerInfo: {}, apiCategory: 'default' });

  const storage = {
    setStorage(options) {
      const refused = phone.storage.set(options.key, options.data);
      return refused
        ? calls.refuse(options, fail('setStorage', STORAGE_WORDS[phone.os][refused]))
        : calls.answer(options, ok('setStorage'));
    },
    getStorage(options) {
      const text = phone.storage.get(options.key);
      if (text === undefined) return calls.refuse(options, fail('getStorage', 'data not found'));
      const answer = ok('getStorage');
      answer.data = realm.inside.JSON.parse(text);
      return calls.answer(options, answer);
    },
    removeStorage(options) {
      phone.storage.remove(options.key);
      return calls.answer(options, ok('removeStorage'));
    },
    getStorageInfo(options) {
      const { keys, size, limits } = phone.storage;
      return calls.answer(options, ok('getStorageInfo', { keys, currentSize: Math.ceil(size / 1024), limitSize: limits.all / 1024 }));
    },
  };

  const navigation = {};
  for (const name of ['navigateTo', 'redirectTo', 'switchTab', 'navigateBack']) {
    navigation[name] = (options) => {
      const why = shell[name](options?.url);
      return why ? calls.refuse(options, fail(name, why)) : calls.answer(options, ok(name));
    };
  }

  const ui = {};
  for (const name of ['showToast', 'hideToast', 'showModal', 'showShareMenu', 'stopPullDownRefresh', 'setClipboardData', 'previewImage']) {
    ui[name] = (options) => {
      phone.seen.push({ name, options: options && JSON.parse(JSON.stringify(options)) });
      return calls.answer(options, ok(name));
    };
  }

  // What was copied last, or what a test put there (D: `data`).
  ui.setClipboardData = ((copy) => (options) => {
    phone.clipboard = options.data;
    return copy(options);
  })(ui.setClipboardData);
  ui.getClipboardData = (options) => {
    phone.seen.push({ name: 'getClipboardData' });
    return calls.answer(options, ok('getClipboardData', { data: phone.clipboard }));
  };

  const pictures = {
    createSelectorQuery() {
      const query = {
        select: () => query,
        fields: () => query,
        exec(callback) {
          phone.canvas = makeCanvas({ realm, calls });
          calls.later(() => callback([{ node: phone.canvas }]));
        },
      };
      return query;
    },
    canvasToTempFilePath(options) {
      if (options.canvas !== phone.canvas) return calls.refuse(options, fail('canvasToTempFilePath', 'create bitmap failed'));
      const { destWidth, destHeight } = options;
      return calls.answer(options, ok('canvasToTempFilePath', { tempFilePath: `wxfile://tmp_${destWidth}x${destHeight}.png` }));
    },
    // Only files of the host; iOS and Android word a refusal differently (C, as `auth deny` and `auth denied`).
    saveImageToPhotosAlbum(options) {
      const name = 'saveImageToPhotosAlbum';
      if (phone.album === 'cancelled') return calls.refuse(options, fail(name, 'cancel'));
      if (phone.album === 'refused') return calls.refuse(options, fail(name, phone.os === 'ios' ? 'auth denied' : 'auth deny'));
      if (!/^wxfile:/.test(options.filePath)) return calls.refuse(options, fail(name, 'invalid file type'));
      phone.saved.push(options.filePath);
      return calls.answer(options, ok(name));
    },
    openSetting(options) {
      phone.album = phone.choice === 0 ? 'allowed' : 'refused';
      return calls.answer(options, ok('openSetting', { authSetting: { 'scope.writePhotosAlbum': phone.album === 'allowed' } }));
    },
    downloadFile: (options) => calls.from(options, fetch(options.url).then(
      ({ status }) => [true, ok('downloadFile', { statusCode: status, tempFilePath: `wxfile://tmp_${options.url.split('/').at(-1)}` })],
      () => [false, fail('downloadFile', 'timeout')],
    )),
  };

  const wx = {
    ...pictures,
    ...storage,
    ...navigation,
    ...ui,
    request: (options) => request({ phone, realm, calls, options }),
    getRandomValues(options) {
      const bytes = webcrypto.getRandomValues(new Uint8Array(options.length));
      const answer = ok('getRandomValues');
      answer.randomValues = realm.giveBytes(bytes);
      return calls.answer(options, answer);
    },
    showActionSheet(options) {
      phone.seen.push({ name: 'showActionSheet', options: JSON.parse(JSON.stringify(options)) });
      return calls.answer(options, ok('showActionSheet', { tapIndex: phone.choice }));
    },
    getNetworkType: (options) => calls.answer(options, ok('getNetworkType', { networkType: phone.network.online ? 'wifi' : 'none' })),
    onNetworkStatusChange: network.on,
    offNetworkStatusChange: network.off,
    onAppShow: show.on,
    offAppShow: show.off,
    onAppHide: hide.on,
    offAppHide: hide.off,
    getEnterOptionsSync: enter,
    getLaunchOptionsSync: enter,
    getAppBaseInfo: () => realm.give({ language: phone.chinese ? 'zh_CN' : 'en' }),
    getWindowInfo: () => realm.give({ windowWidth: 375, windowHeight: 667, pixelRatio: 2 }),
  };

  return {
    globals: { wx, WXWebAssembly: makeWasm({ phone, realm, calls }) },
    enter,
    tell: {
      show: () => show.tell(enter()),
      hide: () => hide.tell(realm.give({})),
      network: () => network.tell(realm.give({
        isConnected: phone.network.online,
        networkType: phone.network.online ? 'wifi' : 'none',
      })),
    },
  };
}

function request({ phone, realm, calls, options }) {
  const method = options.method ?? 'GET';
  if (!METHODS.includes(method)) {
    calls.refuse(options, realm.give({ errMsg: 'request:fail invalid method' }));
    return { abort() {} };
  }
  const headers = { 'content-type': 'application/json', ...options.header };
  const task = phone.network.send({
    method,
    url: options.url,
    headers,
    body: bodyOf(method, options.data),
    timeout: options.timeout ?? 60_000,
  });
  calls.from(options, task.done.then(
    ({ status, headers: header, bytes }) => {
      const answer = realm.give({ errMsg: 'request:ok', statusCode: status, header, cookies: [] });
      answer.data = dataOf(realm, options, bytes);
      return [true, answer];
    },
    ({ why }) => [false, realm.give({ errMsg: NETWORK_WORDS[phone.os][why], errno: 600001 })],
  ));
  return { abort: () => task.abort() };
}

function bodyOf(method, data) {
  if (data === undefined || data === null || method === 'GET') return null;
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/** Parsed only as `json` (the default), and then only where it is JSON; numbers lose what floats lose. */
function dataOf(realm, { dataType = 'json', responseType = 'text' }, bytes) {
  if (responseType === 'arraybuffer') return realm.giveBytes(bytes);
  const text = bytes.toString('utf8');
  if (dataType !== 'json') return text;
  try {
    return realm.inside.JSON.parse(text);
  } catch {
    return text;
  }
}

/** Takes paths inside the code package and nothing else (D: performance/wasm). */
function makeWasm({ phone, realm, calls }) {
  const { WebAssembly, Promise: Inside, Error: InsideError } = realm.inside;
  const instantiate = (file, imports) => new Inside((resolve, reject) => {
    const refuse = (why) => calls.later(() => reject(new InsideError(why)));
    if (typeof file !== 'string') return refuse('WXWebAssembly: instantiate only supports a path');
    if (/^\.\.?\//.test(file) || !/\.wasm(\.br)?$/.test(file)) return refuse(`WXWebAssembly: illegal path ${file}`);
    const full = path.join(phone.root, file);
    if (!fs.existsSync(full)) return refuse(`WXWebAssembly: ${file} is not found`);
    if (phone.refusesWasm) return refuse('CompileError: WebAssembly.Module doesn\'t parse');
    const bytes = fs.readFileSync(full);
    WebAssembly.instantiate(realm.giveBytes(file.endsWith('.br') ? brotliDecompressSync(bytes) : bytes), imports).then(
      // Some versions give the instance, some the pair (C).
      (pair) => calls.later(() => resolve(phone.os === 'ios' ? pair.instance : pair)),
      (error) => calls.later(() => reject(error)),
    );
    return undefined;
  });
  const { Memory, Table, Global } = WebAssembly;
  return { instantiate, Memory, Table, Global };
}
