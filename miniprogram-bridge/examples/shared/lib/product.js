// 商品: what a promoter sees of one product, and how the commission is made up. Never what a
// customer sees: that is offer.js.
//
//   this.setData(await openProduct(shop, id));

const { askForTokens, tokenFor } = require('./share');
const { price, count, isZero, stepText } = require('./words');

async function openProduct(shop, id) {
  const page = await shop.client.query('product', { id });
  const product = page.data;
  if (shop.me) askForTokens(shop, id);
  const preview = await previewOf(shop, product);
  return Object.assign({ product: face(shop, product), store: storeOf(shop, product), stale: page.stale }, preview);
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

async function previewOf(shop, product) {
  const plan = await shop.plan();
  if (!plan) return { earn: '', steps: ['暂时拿不到佣金方案'] };
  const { id, category, merchant, list, serviceRate } = product;
  // The commission is of what the offers leave.
  const line = { sku: id, paid: shop.quote(product).total, quantity: 1 };
  if (category) line.category = category;
  if (merchant) line.merchant = merchant;
  if (list) line.list = list;
  if (serviceRate) line.serviceRate = serviceRate;
  // A visitor sees what a promoter would earn.
  const chain = shop.me ? shop.chain() : [{ promoter: 'visitor' }];
  const preview = plan.preview({ at: Date.now(), lines: [line], chain });
  const mine = preview.shares.find((share) => share.level === 1);
  const earn = mine ? mine.amount : '0.00';
  const steps = preview.lines[0].steps.filter((step) => !step.level || step.level === 1).map(stepText);
  return { earn: isZero(earn) ? '' : earn, steps };
}

module.exports = { openProduct, face };
