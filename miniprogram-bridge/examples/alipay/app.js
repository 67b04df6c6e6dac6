// Loads the package once and opens the shop once; every page waits for `getApp().shop`.
// The JavaScript tier: Alipay has WebAssembly in Workers only.

const { load } = require('tuike-core/js');
const { listSource } = require('tuike-core/list/source');
const { openShop } = require('tuike-example-shop');
const platform = require('./platform');
const config = require('./config');

App({
  onLaunch() {
    this.shop = openShop({ load, listSource, platform, base: config.base });
    // Each page tells its own reader; here it only must not count as unhandled.
    this.shop.catch((error) => console.error('shop', error.code, error.message));
  },
});
