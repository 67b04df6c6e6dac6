// The level-1 commission of a feed: one rate with a cap, rounded half up, 10,000 rows.
//
// All contenders are checked against exact integers first: a fast wrong answer is no figure.
import Big from 'big.js';
import { BigNumber } from 'bignumber.js';
import currency from 'currency.js';
import Decimal from 'decimal.js';
import { dinero, halfUp, minimum, multiply, toSnapshot, transformScale } from 'dinero.js';
import { CNY } from 'dinero.js/currencies';
import { load } from '../../pkg/dist/node.mjs';
import { compare, machine, seeded, table } from './harness.mjs';

await machine();
const ROWS = 10_000;
const random = seeded(7);
const fen = Float64Array.from({ length: ROWS }, () => Math.floor(random() * 200_000));
const yuan = Array.from(fen, (f) => (f / 100).toFixed(2));
const [RATE, CAP] = ['0.15', '50.00'];

const exact = Float64Array.from(fen, (f) => {
  const up = (BigInt(f) * 15n * 2n + 100n) / 200n;
  return Number(up > 5000n ? 5000n : up);
});

const planJson = {
  version: 1,
  currency: 'CNY',
  rules: [{ id: 'all', levels: [{ kind: 'rate', rate: RATE, cap: CAP }] }],
};
const row = { at: 1767300000000 };
const ours = async (tier) => {
  const tuike = await load({ tier });
  const plan = tuike.commission.compile(planJson);
  const out = new Float64Array(ROWS);
  return () => {
    plan.previewMany(fen, row, out);
    return out;
  };
};

const loop = (each) => {
  const out = new Float64Array(ROWS);
  return () => {
    for (let i = 0; i < ROWS; i++) out[i] = each(i);
    return out;
  };
};
Big.RM = 1; // half up
const bigRate = new Big(RATE);
const bigCap = new Big(CAP);
const bigNumberRate = new BigNumber(RATE);
const bigNumberCap = new BigNumber(CAP);
const decimalRate = new Decimal(RATE);
const decimalCap = new Decimal(CAP);
const dineroCap = dinero({ amount: 5000, currency: CNY });

const contenders = {
  'tuike (wasm)': await ours('wasm'),
  'tuike (js tier)': await ours('js'),
  'integers by hand': loop((i) => Math.min(Math.floor((fen[i] * 15 + 50) / 100), 5000)),
  'big.js 7': loop((i) => {
    const share = new Big(yuan[i]).times(bigRate).round(2, 1);
    return Number((share.gt(bigCap) ? bigCap : share).times(100));
  }),
  'bignumber.js 11': loop((i) => {
    const share = new BigNumber(yuan[i]).times(bigNumberRate).dp(2, BigNumber.ROUND_HALF_UP);
    return BigNumber.min(share, bigNumberCap).times(100).toNumber();
  }),
  'decimal.js 10': loop((i) => {
    const share = new Decimal(yuan[i]).times(decimalRate).toDP(2, Decimal.ROUND_HALF_UP);
    return Decimal.min(share, decimalCap).times(100).toNumber();
  }),
  'dinero.js 2': loop((i) => {
    const scaled = multiply(dinero({ amount: fen[i], currency: CNY }), { amount: 15, scale: 2 });
    return toSnapshot(minimum([transformScale(scaled, 2, halfUp), dineroCap])).amount;
  }),
  'currency.js 2': loop((i) => Math.min(currency(yuan[i]).multiply(RATE).intValue, 5000)),
};

for (const [name, run] of Object.entries(contenders)) {
  const wrong = run().reduce((n, value, i) => n + (value === exact[i] ? 0 : 1), 0);
  if (wrong > 0) console.log(`${name}: ${wrong} of ${ROWS} rows are wrong`);
}
const figures = compare(Object.fromEntries(Object.entries(contenders).map(([n, run]) => [n, () => run()[ROWS - 1]])));
table('a row of 10,000: rate 0.15, cap 50.00, half up', figures, { ours: 'tuike (wasm)', per: ROWS });

const tuike = await load({ tier: 'wasm' });
const js = await load({ tier: 'js' });
const twoLevels = {
  version: 1,
  currency: 'CNY',
  rules: [{ id: 'all', levels: [{ kind: 'rate', rate: '0.10', cap: '50.00' }, { kind: 'rate', rate: '0.04' }] }],
};
const two = tuike.commission.compile(twoLevels);
const line = { sku: 'L1', category: 'beauty/lip', merchant: 'm1', list: '199.00', paid: '189.00', quantity: 2 };
const order = {
  at: 1767300000000,
  lines: [line, { ...line, sku: 'L2' }, { ...line, sku: 'L3' }],
  chain: [{ promoter: 'p9', tier: 'gold' }, { promoter: 'p3', tier: 'silver' }],
};
const amounts = order.lines.map(({ paid, quantity }) => ({ paid, fen: Math.round(Number(paid) * 100), quantity }));
// The peers add up the six amounts and nothing else: no rule is chosen, no step is told, no limit is kept.
const bare = (sum) => () => Number(sum().toFixed(2));
const library = (N, times, round, min, zero) => {
  const [first, second, most] = [new N('0.10'), new N('0.04'), new N('50.00')];
  return bare(() => {
    let total = zero;
    for (const { paid, quantity } of amounts) {
      const base = times(new N(paid), new N(quantity));
      total = total.plus(min(round(times(base, first)), most)).plus(round(times(base, second)));
    }
    return total;
  });
};
const smaller = (a, b) => (a.lt(b) ? a : b);
const orders = {
  'tuike (wasm)': () => Number(two.preview(order).total),
  'tuike (js tier)': (() => {
    const plan = js.commission.compile(twoLevels);
    return () => Number(plan.preview(order).total);
  })(),
  'integers by hand': () => {
    let total = 0;
    for (const { fen, quantity } of amounts) {
      const base = fen * quantity;
      total += Math.min(Math.floor((base * 10 + 50) / 100), 5000) + Math.floor((base * 4 + 50) / 100);
    }
    return total / 100;
  },
  'big.js 7': library(Big, (a, b) => a.times(b), (a) => a.round(2, 1), smaller, new Big(0)),
  'bignumber.js 11': library(BigNumber, (a, b) => a.times(b), (a) => a.dp(2, BigNumber.ROUND_HALF_UP), smaller, new BigNumber(0)),
  'decimal.js 10': library(Decimal, (a, b) => a.times(b), (a) => a.toDP(2, Decimal.ROUND_HALF_UP), smaller, new Decimal(0)),
  'dinero.js 2': () => {
    let total = 0;
    for (const { fen, quantity } of amounts) {
      const base = multiply(dinero({ amount: fen, currency: CNY }), quantity);
      const part = (percent) => transformScale(multiply(base, { amount: percent, scale: 2 }), 2, halfUp);
      total += toSnapshot(minimum([part(10), dineroCap])).amount + toSnapshot(part(4)).amount;
    }
    return total / 100;
  },
  'currency.js 2': () => {
    let total = currency(0);
    for (const { paid, quantity } of amounts) {
      const base = currency(paid).multiply(quantity);
      total = total.add(Math.min(base.multiply(0.1).value, 50)).add(base.multiply(0.04));
    }
    return total.value;
  },
};
for (const [name, run] of Object.entries(orders)) {
  // By hand: three times 378.00 × 0.10 = 37.80 and 378.00 × 0.04 = 15.12.
  if (run() !== 158.76) console.log(`${name}: ${run()} is wrong`);
}
table('a full preview: three lines, two levels, with its steps', compare(orders), { ours: 'tuike (wasm)', unit: 'µs' });

const shares = tuike.commission.compile({
  version: 1,
  currency: 'CNY',
  rules: [{ id: 'shop', levels: [{ kind: 'share', of: 'product', rate: '0.50', cap: CAP }] }],
});
const rates = { service: Float64Array.from(fen, (f) => (1 + (f % 40)) * 1e6) };
const out = new Float64Array(ROWS);
shares.previewMany(fen, row, out, rates);
const wrongRows = out.reduce((n, value, i) => {
  const up = (BigInt(fen[i]) * BigInt(rates.service[i]) + 10n ** 8n) / (2n * 10n ** 8n);
  return n + (value === Number(up > 5000n ? 5000n : up) ? 0 : 1);
}, 0);
if (wrongRows > 0) console.log(`service fees: ${wrongRows} of ${ROWS} rows are wrong`);
const perRow = { 'tuike (wasm)': () => shares.previewMany(fen, row, out, rates)[ROWS - 1] };
table("a row of 10,000: half of each row's own service fee, cap 50.00", compare(perRow), { ours: 'tuike (wasm)', per: ROWS });
