// The backend profile that came with the app, for a first start without a network. The backend's own
// `/profile.json` is asked first; a test holds the two together.
//
//   profileFor('https://shop.example.com').base   // 'https://shop.example.com/api'

const GOODS = {
  id: '/goodsId',
  title: '/name',
  sub: '/subName',
  image: '/pics/0',
  category: '/cat/slug',
  categoryName: '/cat/name',
  merchant: '/merchant',
  list: { at: '/marketPrice', unit: 'fen' },
  paid: { at: '/price', unit: 'fen' },
  sales: '/sales',
  coupons: { at: '/coupons', default: [] },
  offers: { at: '/offers', default: [] },
  serviceRate: '/serviceRate',
};

const PERSON = {
  promoter: { at: '/promoter', unit: 'text' },
  name: '/name',
  role: '/role',
  tier: '/tier',
  parent: '/parent',
};

const PROFILE = {
  version: 1,
  headers: { 'X-App': 'tuike' },
  auth: {
    kind: 'bearer',
    login: { resource: 'login', token: '/token', user: '/promoter', refresh: '/refreshToken' },
    refresh: { resource: 'refresh', token: '/token' },
  },
  envelope: { ok: { at: '/code', equals: 0 }, data: '/data', message: '/msg' },
  limits: { timeout: '10s' },
  trace: 'traceparent',
  resources: {
    products: {
      get: '/v1/goods?page={page}&size=50&cat={category}&sort={sort}&q={q}',
      page: { kind: 'page', first: 1, size: 50, more: '/hasMore', total: '/total' },
      items: '/list',
      map: GOODS,
      cache: { fresh: '5m', keep: '7d', missing: '30s', tags: ['products'] },
    },
    product: {
      get: '/v1/goods/{id}',
      map: Object.assign({}, GOODS, {
        desc: { at: '/desc', default: '' },
        specs: { at: '/specs', default: [] },
        images: { at: '/pics', default: [] },
        shopAppid: { at: '/shopAppid', default: '' },
        promotionLink: { at: '/promotionLink', default: '' },
      }),
      cache: { fresh: '5m', keep: '7d', missing: '30s', tags: ['products', 'product:{id}'] },
    },
    plan: { get: '/v1/plan', cache: { fresh: '10m', keep: '30d', missing: '30s' } },
    login: { post: '/v1/login', body: { user: '{user}', password: '{password}' }, map: PERSON },
    refresh: { post: '/v1/refresh', body: { refreshToken: '{refreshToken}' } },
    me: { get: '/v1/me', map: PERSON, cache: { fresh: '10m', keep: '30d' } },
    share: {
      get: '/v1/share?item={item}',
      map: { tokens: '/tokens' },
      cache: { fresh: '12h', keep: '1d', missing: '30s' },
    },
    commissions: {
      get: '/v1/commissions?page={page}&size=20',
      page: { kind: 'page', first: 1, size: 20, more: '/hasMore', total: '/total' },
      items: '/list',
      map: {
        id: '/recordId',
        order: { at: '/orderId', unit: 'text' },
        item: { at: '/item', unit: 'text' },
        title: '/title',
        base: { at: '/base', unit: 'fen' },
        amount: { at: '/amount', unit: 'fen' },
        taken: { at: '/taken', unit: 'fen' },
        level: '/level',
        state: '/state',
        freeAt: '/freeAt',
        why: '/why',
        at: '/at',
      },
      cache: { fresh: '10s', keep: '7d', tags: ['commissions'] },
    },
    earnings: {
      get: '/v1/earnings',
      map: {
        estimated: { at: '/estimated', unit: 'fen' },
        frozen: { at: '/frozen', unit: 'fen' },
        available: { at: '/available', unit: 'fen' },
        withdrawn: { at: '/withdrawn', unit: 'fen' },
        nextFreeAt: '/nextFreeAt',
        days: { at: '/days', default: [] },
        withdrawDays: '/withdrawDays',
        withdraw: '/withdraw',
      },
      cache: { fresh: '10s', keep: '7d', tags: ['earnings'] },
    },
    withdrawals: {
      get: '/v1/withdrawals?page={page}&size=20',
      page: { kind: 'page', first: 1, size: 20, more: '/hasMore', total: '/total' },
      items: '/list',
      map: {
        id: { at: '/withdrawalId', unit: 'text' },
        amount: { at: '/amount', unit: 'fen' },
        tax: { at: '/tax', unit: 'fen' },
        fee: { at: '/fee', unit: 'fen' },
        net: { at: '/net', unit: 'fen' },
        state: '/state',
        at: '/at',
        arrivesAt: '/arrivesAt',
      },
      cache: { fresh: '10s', keep: '7d', tags: ['withdrawals'] },
    },
  },
  mutations: {
    order: {
      post: '/v1/orders',
      lane: 'orders',
      idempotency: 'Idempotency-Key',
      attribution: {
        put: '/token',
        refused: { at: '/attribution', in: ['forged', 'expired', 'unknown-token'] },
      },
      invalidates: ['commissions', 'earnings'],
    },
    withdraw: {
      post: '/v1/withdrawals',
      lane: 'withdrawals',
      idempotency: 'Idempotency-Key',
      invalidates: ['earnings', 'withdrawals'],
    },
  },
  attribution: { policy: 'last-click', windowDays: 30, selfPromotion: 'refuse', promoter: '/promoter' },
  events: { post: '/v1/events', batch: 50, every: '10s', format: 'tuike' },
};

function profileFor(base) {
  return Object.assign({ base: base + '/api' }, PROFILE);
}

module.exports = { profileFor };
