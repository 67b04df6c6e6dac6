// The little of `wx` that the shared half needs.

function call(name, options) {
  return new Promise((resolve, reject) => {
    wx[name](Object.assign({ success: resolve, fail: (error) => reject(new Error(error.errMsg)) }, options));
  });
}

async function getJson(url) {
  const { statusCode, data } = await call('request', { url, timeout: 5000 });
  if (statusCode !== 200 || !data || typeof data !== 'object') throw new Error(url + ' gave no JSON');
  return data;
}

/** `null` where there is nothing: WeChat calls that a failure. */
function getItem(key) {
  return call('getStorage', { key }).then(({ data }) => data, () => null);
}

/** A full storage costs a convenience here and nothing else: what must not be lost is the package's. */
function setItem(key, data) {
  return call('setStorage', { key, data }).catch(() => {});
}

/** Asked for by a tap: on a phone it also asks the person. */
function clipboard() {
  return call('getClipboardData', {}).then(({ data }) => data);
}

module.exports = { clipboard, getJson, getItem, setItem };
