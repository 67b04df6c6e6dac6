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

/** The tag of the app's language, such as `zh-Hans` or `en`. */
function language() {
  return my.getSystemInfoSync().language || 'zh-Hans';
}

/** Asked for by a tap: on a phone it also asks the person. */
function clipboard() {
  return call('getClipboard', {}).then(({ text }) => text);
}

/** The node of a `<canvas type="2d">`, once its `onReady` was called. */
function canvasOf(selector) {
  return new Promise((resolve, reject) => {
    const chosen = my.createSelectorQuery().select(selector).node();
    chosen.exec(([found]) => (found && found.node ? resolve(found.node) : reject(new Error(selector + ' is no canvas'))));
  });
}

/** A canvas as a file (base library 2.7.15). */
function fileOf(canvas) {
  const { width, height } = canvas;
  return new Promise((resolve, reject) => {
    canvas.toTempFilePath({
      x: 0, y: 0, width, height, destWidth: width, destHeight: height, fileType: 'png',
      success: ({ tempFilePath, apFilePath }) => resolve(tempFilePath || apFilePath),
      fail: (error) => reject(new Error('toTempFilePath: ' + error.error + ' ' + error.errorMessage)),
    });
  });
}

/** The album takes addresses as they are. */
async function download(url) {
  return url;
}

/** Rejects with `denied` where the album is not allowed: 15, on iOS only (the API's page, read 2026-11). */
async function saveToAlbum(filePath) {
  try {
    await call('saveImageToPhotosAlbum', { filePath });
  } catch (error) {
    error.denied = / (15|2001) /.test(error.message);
    error.cancelled = / 11 /.test(error.message);
    throw error;
  }
}

function openSettings() {
  return call('showAuthGuide', { authType: 'PHOTO' });
}

function copy(text) {
  return call('setClipboard', { text });
}

function look(urls, current) {
  my.previewImage({ urls, current: urls.indexOf(current) });
}

module.exports = { clipboard, getJson, getItem, setItem, language, canvasOf, fileOf, download, saveToAlbum, openSettings, copy, look };
