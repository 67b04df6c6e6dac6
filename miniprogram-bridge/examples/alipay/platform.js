// The little of `my` that the shared half needs.

function call(name, options) {
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(new Error(name + ': ' + error.error + ' ' + error.errorMessage));
    my[name](Object.assign({ success: resolve, fail }, options));
  });
}

async function getJson(url) {
  const { data } = await call('request', { url, timeout: 5000 });
  if (!data || typeof data !== 'object') throw new Error(url + ' gave no JSON');
  return data;
}

/** Alipay gives `null` where there is nothing. */
function getItem(key) {
  return call('getStorage', { key }).then(({ data }) => data, () => null);
}

/** A full storage costs a convenience here and nothing else: what must not be lost is the package's. */
function setItem(key, data) {
  return call('setStorage', { key, data }).catch(() => {});
}

/** Asked for by a tap: on a phone it also asks the person. */
function clipboard() {
  return call('getClipboard', {}).then(({ text }) => text);
}

module.exports = { clipboard, getJson, getItem, setItem };
