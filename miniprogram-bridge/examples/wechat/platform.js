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

/** The tag of the app's language, such as `zh_CN` or `en`; base libraries before 2.20.1 say it elsewhere. */
function language() {
  const info = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
  return info.language || 'zh_CN';
}

/** Asked for by a tap: on a phone it also asks the person. */
function clipboard() {
  return call('getClipboardData', {}).then(({ data }) => data);
}

/** The node of a `<canvas type="2d">`. */
function canvasOf(selector) {
  return new Promise((resolve, reject) => {
    const chosen = wx.createSelectorQuery().select(selector).fields({ node: true });
    chosen.exec(([found]) => (found && found.node ? resolve(found.node) : reject(new Error(selector + ' is no canvas'))));
  });
}

/** A canvas as a file. `destWidth` and `destHeight` would be of the screen's pixels otherwise. */
async function fileOf(canvas) {
  const { width, height } = canvas;
  const size = { x: 0, y: 0, width, height, destWidth: width, destHeight: height };
  const { tempFilePath } = await call('canvasToTempFilePath', Object.assign({ canvas, fileType: 'png' }, size));
  return tempFilePath;
}

async function download(url) {
  const { statusCode, tempFilePath } = await call('downloadFile', { url });
  if (statusCode !== 200) throw new Error('downloadFile ' + statusCode);
  return tempFilePath;
}

/** Rejects with `denied` where the album is not allowed, with `cancelled` where a person changed their mind. */
async function saveToAlbum(filePath) {
  try {
    await call('saveImageToPhotosAlbum', { filePath });
  } catch (error) {
    // iOS and Android word a refusal differently.
    error.denied = /auth|permission|scope/.test(error.message);
    error.cancelled = /cancel/.test(error.message);
    throw error;
  }
}

function openSettings() {
  return call('openSetting', {}).then(({ authSetting }) => {
    if (!authSetting['scope.writePhotosAlbum']) throw new Error('still refused');
  });
}

function copy(data) {
  return call('setClipboardData', { data });
}

function look(urls, current) {
  wx.previewImage({ urls, current });
}

module.exports = {
  clipboard, getJson, getItem, setItem, language, canvasOf, fileOf, download, saveToAlbum, openSettings, copy, look,
};
