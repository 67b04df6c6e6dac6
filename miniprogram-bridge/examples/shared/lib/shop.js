// One shop per app: the core, the client, who is logged in, the commission plan.
// Decides nothing about money or links: that is the package's.
//
//   App({ onLaunch() { this.shop = openShop({ load, listSource, platform, base }); } });
//   const shop = await getApp().shop;

const { lineOf, quoteOf } = require('./deal');
const { profileFor } = require('./profile');

const PROFILE_KEY = 'shop/profile';
const ME_KEY = 'shop/me';

/**
 * `load` and `listSource` are the package's, `platform` offers `getJson(url)`, `getItem(key)`, `setItem(key, value)`, `language()`,
 * `base` is the backend's address, `tier` is handed to `load`.
 */
async function openShop({ load, listSource, platform, base, tier }) {
  const tuike = await load({ tier });
  const me = await platform.getItem(ME_KEY);
  const language = /^zh/i.test(platform.language()) ? 'zh-CN' : 'en';
  const client = await connect(tuike, platform, base);
  return new Shop({ tuike, listSource, client, platform, base, me, language });
}

/** Starts with the profile of last time, so that a start offline does not wait for the network. */
async function connect(tuike, platform, base) {
  const stored = await platform.getItem(PROFILE_KEY);
  const renewed = platform
    .getJson(base + '/profile.json')
    .then((fresh) => platform.setItem(PROFILE_KEY, { base, profile: fresh }).then(() => fresh))
    .catch(() => null);
  const known = stored && stored.base === base ? stored.profile : await renewed;
  try {
    return await tuike.connect({ backend: known || profileFor(base) });
  } catch (error) {
    // What the server called a profile is none. The one that came with the app still works.
    if (!known || !error.code) throw error;
    return tuike.connect({ backend: profileFor(base) });
  }
}

class Shop {
  constructor({ tuike, listSource, client, platform, base, me, language }) {
    this.tuike = tuike;
    this.listSource = listSource;
    this.client = client;
    this.platform = platform;
    this.base = base;
    this.me = me;
    /** Of the words around money: `zh-CN` or `en`. */
    this.language = language;
    this.online = true;
    this.compiled = null;
    client.on('online', (seen) => {
      this.online = seen.online;
    });
  }

  /** The commission plan, or `null` while it cannot be had; the next call asks again. */
  async plan() {
    if (!this.compiled) {
      try {
        const page = await this.client.query('plan', {});
        this.compiled = this.tuike.commission.compile(page.data);
      } catch (error) {
        return null;
      }
    }
    return this.compiled;
  }

  async login(user, password) {
    const page = await this.client.login({ user, password });
    this.me = page.data;
    await this.platform.setItem(ME_KEY, this.me);
    return this.me;
  }

  async logout() {
    await this.client.logout();
    this.me = null;
    await this.platform.setItem(ME_KEY, null);
  }

  /** Nearest first, as a preview wants it. */
  chain() {
    if (!this.me) return [];
    const { promoter, tier, parent } = this.me;
    return [{ promoter, tier }].concat(parent ? [{ promoter: parent.promoter, tier: parent.tier }] : []);
  }

  /** What a level-1 promoter earns on each product, `null` for each while there is no plan. */
  async earns(products) {
    const plan = await this.plan();
    if (!plan) return products.map(() => null);
    const row = { at: Date.now() };
    if (this.me) row.tier = this.me.tier;
    // Of what one costs after its offers, as the product's own page says.
    const left = (product) => (product.offers && product.offers.length ? quoteOf(this, product, 1, row.at).total : product.paid);
    return plan.previewProducts(products.map((product) => lineOf(product, left(product))), row);
  }

  /** `''` where there is none: the box it would stand in is drawn all the same. */
  image(path) {
    return !path || /^https?:/.test(path) ? path || '' : this.base + path;
  }
}

module.exports = { openShop, Shop };
