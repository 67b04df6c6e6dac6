// A shop whose prices, plan and earnings are fixed by the test, so that what a page shows can be worked out
// by hand. Speaks the demo shop's own profile.
//
//   const shop = await startMoneyShop(); shop.earnings = { … }; … await shop.stop();

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { ROOT } from './projects.mjs';

const DAY = 86_400_000;
/** Whoever runs this, it has not come. */
const FAR = new Date(2100, 0, 1).getTime();

export const LIPSTICK = '9007199254740993';
export const TOY = '9007199254740995';
export const GIFT = '9007199254740997';
export const STRANGE = '9007199254740999';
export const LINGERING = '9007199254741001';

const PLAN = {
  version: 1, currency: 'CNY',
  rules: [{
    id: 'beauty', match: { category: ['beauty'] },
    levels: [{ kind: 'rate', rate: '0.10', cap: '50.00' }, { kind: 'rate', rate: '0.05' }],
  }],
};

/** Five offers and their words, in one order. */
const OFFERS = [
  [{ id: 'full', kind: 'full-reduction', threshold: '300.00', amount: '40.00' }, '满300减40'],
  [{ id: 'ten', kind: 'coupon', amount: '10.00', threshold: '99.00', exclusive: ['coupon'] }, '店铺券满99减10'],
  [{ id: 'five', kind: 'coupon', amount: '5.00', exclusive: ['coupon'] }, '新人券5元'],
  [{ id: 'big', kind: 'coupon', amount: '100.00', threshold: '1000.00', exclusive: ['coupon'] }, '平台券满1000减100'],
  [{ id: 'flash', kind: 'flash', price: '149.00', from: FAR, to: FAR + DAY }, '秒杀149元'],
];

function goods(goodsId, more) {
  return {
    goodsId, name: `商品 ${goodsId}`, subName: '', pics: [], cat: { slug: 'beauty/lip', name: '口红' }, merchant: 'm1',
    marketPrice: 25_900, price: 19_900, sales: 12, coupons: [], offers: [], serviceRate: '0.20', desc: '', specs: [], ...more,
  };
}

const GOODS = [
  goods(LIPSTICK, { offers: OFFERS.map(([terms]) => terms), coupons: OFFERS.map(([, words]) => words) }),
  goods(TOY, { cat: { slug: 'toy', name: '玩具' } }),
  goods(GIFT, { price: 0, marketPrice: 0 }),
  goods(STRANGE, { offers: [{ id: 'x', kind: 'raffle', amount: '5.00' }], coupons: ['抽奖'] }),
  goods(LINGERING, {
    name: '很长的名字'.repeat(30), price: 1_000_000_000, marketPrice: 1_200_000_000, cat: { slug: 'beauty/skin', name: '护肤' },
    offers: [{ id: 'tenth', kind: 'percent', rate: '0.10' }], coupons: ['9折'],
  }),
];

/** Fen, as the shop says it; what a withdrawal brings is worked out by the terms. */
const EARNINGS = {
  estimated: 123_456, frozen: 2_520, available: 2_000_000, withdrawn: 10_000, nextFreeAt: FAR, days: [], withdrawDays: 7,
  withdraw: {
    kind: 'labour-cn', rules: '2025-10', year: 2026, month: 1, incomeThisMonth: '0.00', incomeBefore: '0.00',
    monthsBefore: 0, withheldBefore: '0.00', fee: '1.00', least: '50.00',
  },
};

export async function startMoneyShop() {
  const shop = {
    earnings: structuredClone(EARNINGS),
    records: [],
    payouts: [],
    orders: [],
    /** What the next withdrawal is refused with. */
    refuses: null,
    /** Whether the plan can be had, and whether a token is still good. */
    plan: true,
    knows: true,
    keys: new Set(),
  };
  const profile = JSON.parse(fs.readFileSync(path.join(ROOT, 'miniprogram-bridge/profiles/demo.json'), 'utf8'));
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url, shop.base);
      const text = Buffer.concat(chunks).toString('utf8');
      const [status, body] = answer(shop, { ...profile, base: `${shop.base}/api` }, request, url, text ? JSON.parse(text) : null);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(numbers(JSON.stringify(body)));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  shop.base = `http://127.0.0.1:${server.address().port}`;
  shop.stop = () => new Promise((resolve) => server.close(resolve));
  return shop;
}

/** Ids are numbers beyond 2^53 on the wire, as the platforms' are. */
const numbers = (text) => text.replace(/"(goodsId|recordId|orderId|withdrawalId)":"(\d+)"/g, '"$1":$2');

const ok = (data) => [200, { code: 0, data, msg: '' }];
const no = (status, msg) => [status, { code: status, data: null, msg }];
const listed = (list) => ok({ list, total: list.length, hasMore: false });

function answer(shop, profile, { method, headers }, { pathname }, body) {
  if (pathname === '/profile.json') return [200, profile];
  const route = `${method} ${pathname.replace('/api/v1', '')}`;
  const own = /earnings|commissions|withdrawals/.test(route);
  if (own && !(shop.knows && headers.authorization === 'Bearer good')) return no(401, '请先登录');
  if (route.startsWith('GET /goods/')) {
    const found = GOODS.find(({ goodsId }) => route.endsWith(goodsId));
    return found ? ok(found) : no(404, '商品不存在或已下架');
  }
  switch (route) {
    case 'GET /goods': return listed(GOODS);
    case 'GET /plan': return shop.plan ? ok(PLAN) : no(503, '');
    case 'POST /login': {
      const parent = { promoter: '2', tier: 'silver' };
      return ok({ token: 'good', promoter: '9007199254740993', name: '小满', role: 'promoter', tier: 'gold', parent });
    }
    case 'GET /share': return ok({ tokens: {} });
    case 'GET /earnings': return ok(shop.earnings);
    case 'GET /commissions': return listed(shop.records);
    case 'GET /withdrawals': return listed(shop.payouts);
    case 'POST /withdrawals': {
      if (shop.refuses) return no(422, shop.refuses);
      const key = headers['idempotency-key'];
      if (!shop.keys.has(key)) shop.payouts.unshift(payout(shop, body));
      shop.keys.add(key);
      return ok(shop.payouts[0]);
    }
    case 'POST /orders':
      shop.orders.push(body);
      return ok({ orderId: '9007199254800001', attribution: 'none' });
    default: return ok({});
  }
}

function payout(shop, { amount, net }) {
  const fen = (text) => Math.round(Number(text) * 100);
  shop.earnings.available -= fen(amount);
  const at = Date.now();
  return {
    withdrawalId: '9007199255000001', amount: fen(amount), tax: 0, fee: 100, net: fen(net), state: 'pending', at,
    arrivesAt: at + 7 * DAY, asked: { amount, net },
  };
}

/** Rows as the shop says them: what each stands for is in its title. */
export function rowsOf(now) {
  const row = (id, title, more) => ({
    recordId: `900719925490000${id}`, orderId: `900719925480000${id}`, item: LIPSTICK, title, base: 37_800, amount: 3_780, taken: 0,
    level: 1, at: now - 20 * DAY, state: 'estimated', freeAt: null, why: '', ...more,
  });
  return [
    row(1, '刚付款', {}),
    row(2, '冻结中', { state: 'frozen', freeAt: FAR, why: '已确认收货，解冻后可提现' }),
    // The shop said so yesterday; since then the hour has come.
    row(3, '到点了', { state: 'frozen', freeAt: now - 1 }),
    row(4, '退了一部分', { state: 'settled', freeAt: now - DAY, taken: 1_260 }),
    row(5, '全退了', { state: 'reversed', freeAt: now - DAY, taken: 3_780, why: '2026-11-18 买家已退款，佣金收回' }),
    row(6, '冻结中退了一部分', { state: 'frozen', freeAt: FAR, taken: 1_260 }),
  ];
}
