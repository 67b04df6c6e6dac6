// What a mini-program's platform does, as far as the hosts use it: storage with the platform's limits,
// requests through Node's http, network events by hand. Callbacks come later, as they do there.

import http from 'node:http';

/** Storage of texts with a limit per key and in all, in characters. */
export class Storage {
  constructor({ perKey, total }) {
    this.held = new Map();
    this.perKey = perKey;
    this.total = total;
    /** Told before each write; throws to cut the power there. */
    this.beforeWrite = () => {};
  }

  size(without) {
    let size = 0;
    for (const [key, text] of this.held) if (key !== without) size += key.length + text.length;
    return size;
  }
}

const later = (fn) => setImmediate(fn);

function request({ url, method, headers, body, timeout }, done, failed) {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const sent = http.request(url, { method, headers: { ...headers, ...length } }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => done(response.statusCode, response.headers, Buffer.concat(chunks).toString('utf8')));
    response.on('error', () => failed('reset'));
  });
  sent.setTimeout(timeout, () => {
    failed('timeout');
    sent.destroy();
  });
  sent.on('error', () => failed('reset'));
  sent.end(body);
}

/** A `wx`. */
export function fakeWx(storage = new Storage({ perKey: 1024 * 1024, total: 10 * 1024 * 1024 })) {
  const listeners = { show: new Set(), hide: new Set(), network: new Set() };
  const calls = [];
  let networkType = 'wifi';
  return {
    storage,
    calls,
    emit: (name, value) => {
      for (const fn of listeners[name]) fn(value);
    },
    setNetworkType: (type) => {
      networkType = type;
    },
    listening: () => listeners.show.size + listeners.hide.size + listeners.network.size,
    request(options) {
      calls.push(options);
      const { url, method, header, data, dataType, timeout } = options;
      let ended = false;
      const once =
        (fn) =>
        (...values) => {
          if (ended) return;
          ended = true;
          fn(...values);
        };
      request(
        { url, method, headers: header, body: data, timeout },
        // As documented: whatever is not 'json' is left as it is.
        once((statusCode, headers, text) =>
          options.success({ statusCode, header: headers, data: dataType === 'json' ? JSON.parse(text) : text }),
        ),
        once((why) =>
          options.fail({ errMsg: why === 'timeout' ? 'request:fail timeout' : 'request:fail errcode:-101' }),
        ),
      );
    },
    getStorage({ key, success, fail }) {
      later(() =>
        storage.held.has(key)
          ? success({ data: storage.held.get(key) })
          : fail({ errMsg: 'getStorage:fail data not found' }),
      );
    },
    setStorage({ key, data, success, fail }) {
      later(() => {
        storage.beforeWrite(key);
        if (data.length > storage.perKey) fail({ errMsg: 'setStorage:fail:entry size limit reached' });
        else if (storage.size(key) + key.length + data.length > storage.total) {
          fail({ errMsg: 'setStorage:fail exceed storage max size 10Mb' });
        } else {
          storage.held.set(key, data);
          success();
        }
      });
    },
    removeStorage({ key, success }) {
      later(() => {
        storage.held.delete(key);
        success();
      });
    },
    getStorageInfo: ({ success }) => later(() => success({ keys: [...storage.held.keys()] })),
    getRandomValues: ({ length, success }) =>
      later(() => success({ randomValues: new Uint8Array(length).fill(7).buffer })),
    getNetworkType: ({ success }) => later(() => success({ networkType })),
    onAppShow: (fn) => listeners.show.add(fn),
    offAppShow: (fn) => listeners.show.delete(fn),
    onAppHide: (fn) => listeners.hide.add(fn),
    offAppHide: (fn) => listeners.hide.delete(fn),
    onNetworkStatusChange: (fn) => listeners.network.add(fn),
    offNetworkStatusChange: (fn) => listeners.network.delete(fn),
  };
}

/** A `my`: the same platform with Alipay's names, codes and habits. */
export function fakeMy(storage = new Storage({ perKey: 200 * 1024, total: 10 * 1024 * 1024 })) {
  const wx = fakeWx(storage);
  return {
    ...wx,
    getRandomValues: undefined,
    request(options) {
      wx.calls.push(options);
      const { url, method, headers, data, timeout } = options;
      let ended = false;
      const once =
        (fn) =>
        (...values) => {
          if (ended) return;
          ended = true;
          fn(...values);
        };
      request(
        { url, method, headers, body: data, timeout },
        once((status, found, text) => {
          const answer = { status, headers: found, data: text };
          if (status >= 400) options.fail({ error: 19, errorMessage: 'http status error', ...answer });
          else options.success(answer);
        }),
        once((why) =>
          options.fail(
            why === 'timeout' ? { error: 13, errorMessage: '超时' } : { error: 12, errorMessage: '网络出错' },
          ),
        ),
      );
    },
    // Nothing there is a success with null.
    getStorage: ({ key, success }) =>
      later(() => success({ data: storage.held.has(key) ? storage.held.get(key) : null })),
    setStorage({ key, data, success, fail }) {
      later(() => {
        storage.beforeWrite(key);
        if (data.length > storage.perKey) fail({ error: 14, errorMessage: '单条数据过大' });
        else if (storage.size(key) + key.length + data.length > storage.total)
          fail({ error: 12, errorMessage: '存储已满' });
        else {
          storage.held.set(key, data);
          success();
        }
      });
    },
    getNetworkType: ({ success }) =>
      wx.getNetworkType({
        success: ({ networkType }) => success({ networkAvailable: networkType !== 'none', networkType }),
      }),
  };
}
