// `my` as far as a shop needs it. No WebAssembly on the main thread. Codes are from Alipay's own pages:
// my.request 11–14 and 19, my.setStorage 12 (all of it full) and 14 (one value too large) (D).
//
//   const { globals, tell } = makeMy({ phone, realm, calls, shell });

import { Listeners } from './calls.mjs';
import { makeCanvas } from './canvas.mjs';

const NETWORK_ERRORS = {
  offline: { error: 12, errorMessage: 'network error' },
  broken: { error: 12, errorMessage: 'network error' },
  timeout: { error: 13, errorMessage: 'timeout' },
  aborted: { error: 9, errorMessage: 'request aborted' },
};

const STORAGE_ERRORS = {
  all: { error: 12, errorMessage: '存储总大小达到上限。' },
  key: { error: 14, errorMessage: 'data长度超限。' },
};

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'CONNECT'];

export function makeMy({ phone, realm, calls, shell, screen }) {
  const show = new Listeners(calls);
  const hide = new Listeners(calls);
  const network = new Listeners(calls);
  // `query` is absent where there is none, and `scene` is a text (D).
  const enter = () => {
    const { path, query, scene } = phone.enter;
    const options = { path, scene: String(scene) };
    if (Object.keys(query).length > 0) options.query = query;
    return realm.give(options);
  };

  const storage = {
    setStorage(options) {
      const refused = phone.storage.set(options.key, options.data);
      return refused
        ? calls.refuse(options, realm.give(STORAGE_ERRORS[refused]))
        : calls.answer(options, realm.give({ success: true }));
    },
    // Nothing there is no failure: `data` is null.
    getStorage(options) {
      const answer = realm.give({ success: true });
      answer.data = realm.inside.JSON.parse(phone.storage.get(options.key) ?? 'null');
      return calls.answer(options, answer);
    },
    removeStorage(options) {
      phone.storage.remove(options.key);
      return calls.answer(options, realm.give({ success: true }));
    },
    getStorageInfo(options) {
      const { keys, size, limits } = phone.storage;
      return calls.answer(options, realm.give({ success: true, keys, currentSize: Math.ceil(size / 1024), limitSize: limits.all / 1024 }));
    },
    // The synchronous twins answer with an object and never throw (D).
    setStorageSync({ key, data }) {
      const refused = phone.storage.set(key, data);
      return realm.give(refused ? STORAGE_ERRORS[refused] : { success: true });
    },
    getStorageSync({ key }) {
      const answer = realm.give({ success: true });
      answer.data = realm.inside.JSON.parse(phone.storage.get(key) ?? 'null');
      return answer;
    },
    removeStorageSync({ key }) {
      phone.storage.remove(key);
      return realm.give({ success: true });
    },
    getStorageInfoSync() {
      const { keys, size, limits } = phone.storage;
      return realm.give({ success: true, keys, currentSize: Math.ceil(size / 1024), limitSize: limits.all / 1024 });
    },
  };

  const navigation = {};
  for (const name of ['navigateTo', 'redirectTo', 'switchTab', 'navigateBack']) {
    navigation[name] = (options) => {
      const why = shell[name](options?.url);
      return why
        ? calls.refuse(options, realm.give({ error: 2, errorMessage: why }))
        : calls.answer(options, realm.give({ success: true }));
    };
  }

  const ui = {};
  for (const name of ['showToast', 'hideToast', 'setClipboard', 'stopPullDownRefresh', 'previewImage']) {
    ui[name] = (options) => {
      phone.seen.push({ name, options: options && JSON.parse(JSON.stringify(options)) });
      return calls.answer(options, realm.give({ success: true }));
    };
  }

  ui.setClipboard = ((copy) => (options) => {
    phone.clipboard = options.text;
    return copy(options);
  })(ui.setClipboard);
  ui.getClipboard = (options) => {
    phone.seen.push({ name: 'getClipboard' });
    return calls.answer(options, realm.give({ success: true, text: phone.clipboard }));
  };

  const networkNow = () => ({
    isConnected: phone.network.online,
    networkAvailable: phone.network.online,
    networkType: phone.network.online ? 'WIFI' : 'NOTREACHABLE',
  });

  /** `node()` of a query gives a canvas; what else it can ask is the screen's. */
  const withCanvas = (query) => {
    const select = query.select.bind(query);
    query.select = (selector) => {
      const node = () => ({
        exec(callback) {
          const canvas = makeCanvas({ realm, calls });
          phone.canvas = canvas;
          canvas.toTempFilePath = (options) => calls.answer(options, realm.give({
            tempFilePath: `https://resource/${options.destWidth}x${options.destHeight}.png`,
          }));
          calls.later(() => callback([{ node: canvas }]));
        },
      });
      return Object.assign(select(selector), { node });
    };
    return query;
  };

  const pictures = {
    // Addresses and files alike; 15 is no permission, iOS only (D).
    saveImageToPhotosAlbum(options) {
      if (phone.album === 'refused') return calls.refuse(options, realm.give({ error: 15, errorMessage: '没有开启相册权限' }));
      phone.saved.push(options.filePath);
      return calls.answer(options, realm.give({ success: true }));
    },
    showAuthGuide(options) {
      phone.seen.push({ name: 'showAuthGuide', options: JSON.parse(JSON.stringify(options)) });
      phone.album = 'allowed';
      return calls.answer(options, realm.give({ shown: true }));
    },
  };

  const my = {
    ...pictures,
    ...storage,
    ...navigation,
    ...ui,
    request: (options) => request({ phone, realm, calls, options }),
    showActionSheet(options) {
      phone.seen.push({ name: 'showActionSheet', options: JSON.parse(JSON.stringify(options)) });
      return calls.answer(options, realm.give({ index: phone.choice }));
    },
    getNetworkType: (options) => calls.answer(options, realm.give(networkNow())),
    onNetworkStatusChange: network.on,
    offNetworkStatusChange: network.off,
    onAppShow: show.on,
    offAppShow: show.off,
    onAppHide: hide.on,
    offAppHide: hide.off,
    createSelectorQuery: () => withCanvas(screen.query(null, () => shell.page)),
    getEnterOptionsSync: enter,
    getLaunchOptionsSync: enter,
    getSystemInfoSync: () => realm.give({ windowWidth: 375, windowHeight: 667, pixelRatio: 2, language: phone.chinese ? 'zh-Hans' : 'en' }),
    getWindowInfo: () => realm.give({ windowWidth: 375, windowHeight: 667, pixelRatio: 2 }),
  };

  return {
    globals: { my },
    enter,
    tell: {
      show: () => show.tell(enter()),
      hide: () => hide.tell(realm.give({})),
      network: () => network.tell(realm.give(networkNow())),
    },
  };
}

function request({ phone, realm, calls, options }) {
  const method = options.method ?? 'GET';
  if (!METHODS.includes(method)) {
    calls.refuse(options, realm.give({ error: 2, errorMessage: 'invalid method' }));
    return { abort() {} };
  }
  const data = options.data;
  const task = phone.network.send({
    method,
    url: options.url,
    headers: { 'content-type': 'application/json', ...options.headers },
    body: data === undefined || method === 'GET' ? null : typeof data === 'string' ? data : JSON.stringify(data),
    timeout: options.timeout ?? 30_000,
  });
  calls.from(options, task.done.then(
    (response) => answerOf(realm, options, response),
    ({ why }) => [false, realm.give(NETWORK_ERRORS[why])],
  ));
  return { abort: () => task.abort() };
}

/** A status that is not 2xx is a failure here, with the answer in it; so is what should be JSON and is not. */
function answerOf(realm, { dataType = 'json' }, { status, headers, bytes }) {
  const answer = realm.give({ status, headers, statusCode: status, header: headers });
  const text = bytes.toString('utf8');
  answer.data = text;
  if (dataType === 'json') {
    try {
      answer.data = realm.inside.JSON.parse(text);
    } catch {
      if (status < 300) return [false, Object.assign(answer, { error: 14, errorMessage: 'JSON parse data error' })];
    }
  }
  if (status < 200 || status >= 300) return [false, Object.assign(answer, { error: 19, errorMessage: 'http status error' })];
  return [true, answer];
}
