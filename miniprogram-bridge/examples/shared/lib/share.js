// What a share hook returns. A customer's card never says what the promoter earns, so it never
// carries a screenshot of a promoter's page either: it always has a picture of its own.
//
//   onShareAppMessage() { return friendCard(shop, this.data.product, 'wechat.friend'); }

/** Where no picture of the product will do: both hosts want PNG or JPEG. */
const PLAIN_PICTURE = '/images/share.png';

/** A token that says who shared what and where, or `''` where nobody is logged in. */
function tokenFor(shop, product, channel) {
  if (!shop.me) return '';
  const signed = shop.tokens && shop.tokens[keyOf(shop, product.id)];
  if (signed && signed[channel]) return signed[channel];
  // Without a network nobody can sign it; the shop takes it all the same, and marks the order.
  return shop.tuike.share.encode({ promoter: shop.me.promoter, item: product.id, channel, at: Date.now() });
}

function keyOf(shop, id) {
  return shop.me.promoter + ' ' + id;
}

/** Asks the shop for signed tokens: a share hook must answer at once, so they must be there before. */
async function askForTokens(shop, id) {
  const key = keyOf(shop, id);
  try {
    const { data } = await shop.client.query('share', { item: id });
    shop.tokens = Object.assign({}, shop.tokens, { [key]: data.tokens });
  } catch (error) {
    // Then it is shared unsigned.
  }
}

function picture(product) {
  return /\.(png|jpe?g)$/i.test(product.image) ? product.image : PLAIN_PICTURE;
}

/** `wechat.friend` or `alipay`: what `onShareAppMessage` returns. */
function friendCard(shop, product, channel) {
  note(shop, product, channel);
  const token = tokenFor(shop, product, channel);
  return token ? cardOf(shop, product, token, channel) : plainCard(product, '/pages/landing/landing?');
}

/** What `onShareTimeline` returns. */
function timelineCard(shop, product) {
  const channel = 'wechat.timeline';
  note(shop, product, channel);
  const token = tokenFor(shop, product, channel);
  return token ? cardOf(shop, product, token, channel) : plainCard(product, '');
}

function cardOf(shop, product, token, channel) {
  const { title, price } = product;
  return shop.tuike.share.card({ title, price: price.yuan + price.fen }, token, channel, { image: picture(product) });
}

/** Of who is not logged in: it leads to the product and names nobody. */
function plainCard(product, page) {
  const { id, title, price } = product;
  const query = 'item=' + id;
  return { title, desc: '¥' + price.yuan + price.fen, path: page + query, query, imageUrl: picture(product) };
}

/** What the shop's own backend hands to `getUnlimited` for the QR code of a mini-program page. */
function sceneFor(shop, product) {
  return shop.tuike.share.scene(tokenFor(shop, product, 'poster'));
}

/** A link for anywhere outside the mini-program: the web shop's landing page. */
function linkFor(shop, product, channel) {
  return shop.tuike.share.link(tokenFor(shop, product, channel || 'link'), { base: shop.base + '/s' });
}

/** The hooks must answer at once, so the event is not waited for; it is stored like any other. */
function note(shop, product, channel) {
  shop.client.track('share', { item: product.id, channel }).catch(() => {});
}

module.exports = { askForTokens, friendCard, timelineCard, sceneFor, linkFor, tokenFor };
