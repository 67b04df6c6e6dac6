// 落地: what a customer sees of a shared product, and buying it. Never what anybody earns.
//
//   const offer = await openOffer(shop, options);   // options as onLoad gets them, or { landing }
//   await buy(shop, offer, 1);

const { Deal } = require('./deal');
const { face, offlineNote } = require('./product');
const { errorText, serverWords } = require('./words');

const KIND_WORDS = '这个链接已经失效了，看看这些';
const PASTE_WORDS = '收到口令或链接？复制整段文字，再点粘贴';
const UNLINKED_WORDS = '。分享链接没有通过商家的验证，订单不受影响';

/** The product a link names. A link that says nothing, or names nothing, is a kind page, no error. */
async function openOffer(shop, options) {
  const landing = options.landing || (options.item ? null : shop.tuike.share.land({ query: options }));
  // Orders are owed to it, also after a restart; where the storage refuses, while the app lives.
  if (landing) shop.client.touch(landing).catch(() => {});
  const item = options.item || (landing && landing.payload.item);
  const offer = { product: null, deal: null, others: [], note: '' };
  if (!item) return Object.assign(offer, await others(shop, options.paste ? PASTE_WORDS : KIND_WORDS));
  try {
    const page = await shop.client.query('product', { id: item });
    offer.product = face(shop, page.data);
    offer.deal = new Deal(shop, page.data, { note: offlineNote(shop, page) });
    return offer;
  } catch (error) {
    if (error.code === 'backend/not-found') return Object.assign(offer, await others(shop, KIND_WORDS));
    return Object.assign(offer, { note: errorText(error) });
  }
}

async function others(shop, note) {
  try {
    const page = await shop.client.query('products', { sort: 'sales', cursor: 1 });
    return { note, others: page.data.slice(0, 6).map((product) => face(shop, product)) };
  } catch (error) {
    return { note, others: [] };
  }
}

/** Resolves with the order's id once it cannot be lost; it goes out when the network allows. */
async function buy(shop, offer, quantity) {
  const { id } = await shop.client.submit('order', { item: offer.product.id, quantity });
  return id;
}

/** Calls back with what became of an order; returns a function that stops it. */
function follow(shop, id, tell) {
  let done = '';
  const stops = [
    shop.client.on('sent', (entry) => {
      if (entry.id !== id) return;
      done = '下单成功，订单号 ' + entry.answer.orderId;
      tell({ state: 'sent', text: done });
    }),
    shop.client.on('attribution-refused', (entry) => {
      if (entry.id === id) tell({ state: 'sent', text: done + UNLINKED_WORDS });
    }),
    shop.client.on('dead', ({ letter }) => {
      if (letter.id === id) tell({ state: 'dead', text: '没能下单：' + serverWords(letter.message) });
    }),
  ];
  tell({ state: 'waiting', text: '已记下，联网后自动发送' });
  return () => {
    for (const stop of stops) stop();
  };
}

module.exports = { openOffer, buy, follow };
