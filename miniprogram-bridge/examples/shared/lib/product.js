// 商品: what a promoter sees of one product, and how the commission is made up. Never what a
// customer sees: that is offer.js.
//
//   const { view, deal } = await openProduct(shop, id);
//   this.setData(view);
//   this.showDeal(deal);

const { askForTokens, tokenFor } = require('./share');
const { Deal } = require('./deal');
const { moneyWords } = require('./money-words');
const { price, count } = require('./words');

/** `deal` is for `showDeal`, the rest for `setData`. */
async function openProduct(shop, id) {
  const page = await shop.client.query('product', { id });
  const product = page.data;
  if (shop.me) askForTokens(shop, id);
  const plan = await shop.plan();
  const deal = new Deal(shop, product, { plan, note: offlineNote(shop, page) });
  return { deal, view: { product: face(shop, product), store: storeOf(shop, product) } };
}

function offlineNote(shop, page) {
  return page.source === 'fallback' ? moneyWords(shop.language).words.offline : '';
}

/** What may be shown to anybody. */
function face(shop, product) {
  return {
    id: product.id,
    title: product.title,
    image: shop.image(product.image),
    price: price(product.paid),
    list: product.list && product.list !== product.paid ? '¥' + product.list : '',
    sales: '已售 ' + count(product.sales),
  };
}

/**
 * What WeChat's `<store-product>` takes, where the product is of a WeChat Shop; else `null`. The promotion link
 * must be there when the component first loads, or the sale is nobody's.
 */
function storeOf(shop, product) {
  const { shopAppid, promotionLink } = product;
  if (!shopAppid || !promotionLink || !shop.me) return null;
  const store = { appid: shopAppid, productId: product.id, productPromotionLink: promotionLink };
  return shop.tuike.share.card(store, tokenFor(shop, product, 'wechat.shop'), 'wechat.shop');
}

module.exports = { openProduct, offlineNote, face };
