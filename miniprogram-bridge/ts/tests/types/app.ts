// Compiled, never run: what an app may write, with no library but ES2017, against the built types.

import {
  type BackendProfile,
  type Host,
  isTuikeError,
  type LevelConfig,
  load,
  memoryHost,
  type OfferConfig,
  type Page,
  type Plan,
  type TuikeError,
} from '../../../../pkg/dist/index';

interface Product {
  id: string;
  paid: string;
}

export async function app(profile: BackendProfile, ours: Host): Promise<void> {
  const tuike = await load({ wasm: '/core.wasm', tier: 'auto' });
  const tier: 'wasm' | 'js' = tuike.tier;
  const plan: Plan = tuike.commission.compile({
    version: 1,
    currency: 'CNY',
    rounding: 'half-even',
    rules: [{ id: 'a', match: { sku: ['L1'] }, levels: [{ kind: 'fixed', amount: '1.00', per: 'line' }] }],
  });
  const preview = plan.preview({ at: 0, lines: [{ sku: 'L1', paid: '1.00' }], chain: [{ promoter: 'p' }] });
  const clamped: string | undefined = preview.clamped === null ? undefined : preview.clamped.to;
  type Code =
    | 'no-rule'
    | 'rate'
    | 'fixed'
    | 'less'
    | 'tier'
    | 'sum'
    | 'share'
    | 'subsidy'
    | 'fee'
    | 'multiply'
    | 'add'
    | 'min'
    | 'cap'
    | 'self-purchase'
    | 'clamp'
    | 'cap-per-order'
    | 'cap-per-day';
  const code: Code | undefined = preview.lines[0]?.steps[0]?.code;
  const earn: Float64Array = plan.previewMany(new Float64Array(3), { at: 0 }, new Float64Array(3));
  plan.free();

  const offers: OfferConfig[] = [
    { id: 'c', kind: 'coupon', amount: '5.00', scope: { category: ['beauty'] }, exclusive: ['coupon'] },
    { id: 'f', kind: 'flash', price: '9.90', limit: 1 },
  ];
  const quote = tuike.pricing.quote({ at: 0, lines: [{ sku: 'L1', price: '1.00' }], offers });
  const why: string | undefined = quote.notApplied[0]?.code === 'excluded' ? quote.notApplied[0].by : undefined;
  const payout = tuike.tax.withdraw({ kind: 'labour-cn', rules: '2025-10', year: 2026, month: 1, amount: '20000.00' });
  const real: true = payout.month.estimate;
  const { record } = tuike.commission;
  const confirmed = record.move(record.open({ id: 'o', amount: '1.00', at: 0 }), { to: 'confirmed', at: 1 });
  const available: string = record.available(record.move(confirmed, { platform: 'taobao', code: 3, at: 2 }), 3);

  const landing = tuike.share.land({ path: '/p', query: { scene: 'x' }, referrerInfo: { extraData: {} } });
  if (landing !== null) tuike.share.link(landing.token, { base: 'https://a.example', utm: { source: landing.source } });

  const product = { id: '42', title: '口红', paid: '189.00', image: 'https://a.example/1.jpg' };
  const friend = tuike.share.card(product, 't', 'wechat.friend', { title: '{title} ¥{price}' });
  const path: string = friend.path + (friend.imageUrl === undefined ? '' : friend.imageUrl);
  const url: string = tuike.share.card(product, 't', 'web', { base: 'https://a.example' }).url;
  const store = { appid: 'wx1', productId: '1', productPromotionLink: 'pl' };
  const { productPromotionLink }: { productPromotionLink: string } = tuike.share.card(store, 't', 'wechat.shop');
  const verdict = tuike.share.verify('t', [{ keyId: 1, key: 'k' }], { at: 0, maxAgeDays: 30 });
  const who: string = verdict.valid ? verdict.payload.promoter : verdict.reason;
  const said: string =
    tuike.share.phrase('t', { text: '{token}' }) + tuike.share.text('赚 {earn}', { earn: '1.00' }, 'promoter');

  const list = tuike.list({ count: 10, estimate: 96, padding: [0, 12] });
  const waterfall = tuike.list({
    count: 10,
    estimate: 96,
    lanes: 2,
    layout: 'waterfall',
    crossGap: 8,
    cross: 375,
    header: 40,
  });
  const [lane, x] = waterfall.positions(0, 10);
  const back = tuike.list({ restore: waterfall.snapshot() });
  const exposure = back.exposure({ ratio: 0.5, dwell: 1000 });
  const seen: number[] = exposure.seen(Date.now());
  const pinned: { index: number; pushed: number } | null = list.pinned(0);
  const calls: { data: { [path: string]: unknown }; bytes: number }[] = tuike.patches({}, { rows: [] }, { key: 'sku' });
  void [lane, x, seen, pinned, calls, tuike.steady([{ id: 1 }], [{ id: 1 }], 'id')[0]?.id];
  // @ts-expect-error no such layout
  tuike.list({ count: 1, estimate: 1, layout: 'masonry' });
  const moved: number = list.resize(0, 100) + list.resizeMany(new Uint32Array(1), [1]);

  const client = await tuike.connect({ backend: profile, host: memoryHost() });
  const page: Page<Product[]> = await client.query<Product[]>('products', { cursor: 2 }, { refresh: true });
  const stop: () => void = client.watch<Product[]>(
    'products',
    {},
    ({ data }) => data[0]?.paid,
    (error: TuikeError) => error.code,
  );
  stop();
  client.on('dead', ({ letter }) => letter.code);
  client.on('online', ({ online }) => online === true);
  const { id }: { id: string } = await client.submit('order', { item: page.data[0]?.id });
  await tuike.connect({ backend: profile, host: ours });
  try {
    await client.retry(id);
  } catch (error) {
    if (isTuikeError(error)) error.details.path?.length;
  }

  // @ts-expect-error a rounding that is none
  tuike.commission.compile({ version: 1, currency: 'CNY', rounding: 'up', rules: [] });
  // @ts-expect-error a rate level has no amount
  const level: LevelConfig = { kind: 'rate', amount: '1' };
  // @ts-expect-error an amount is a text
  plan.preview({ at: 0, lines: [{ sku: 'L1', paid: 1 }], chain: [] });
  // @ts-expect-error a flash price has no threshold
  const offer: OfferConfig = { id: 'f', kind: 'flash', price: '1.00', threshold: '5.00' };
  // @ts-expect-error a state that is none
  record.move(confirmed, { to: 'lost', at: 0 });
  // @ts-expect-error a channel that is none
  tuike.share.encode({ promoter: '1', item: '2', channel: 'fax', at: 0 });
  // @ts-expect-error a product of a WeChat Shop without its link is not attributed
  tuike.share.card(product, 't', 'wechat.shop');
  // @ts-expect-error a link leads somewhere
  tuike.share.card(product, 't', 'wechat.h5');
  // @ts-expect-error a timeline post has no path
  tuike.share.card(product, 't', 'wechat.timeline').path;
  // @ts-expect-error a poster is no card
  tuike.share.card(product, 't', 'poster');
  // @ts-expect-error what is refused says nothing of who shared it
  tuike.share.verify('t', []).payload.promoter;
  // @ts-expect-error an event that is none
  client.on('offline', () => {});
  // @ts-expect-error a profile says its version
  tuike.connect({ backend: { base: 'https://a.example' } });
  // @ts-expect-error data is unknown until it is said what it is
  (await client.query('products')).data.length;

  void [
    tier,
    clamped,
    code,
    earn,
    moved,
    level,
    path,
    url,
    productPromotionLink,
    who,
    said,
    offer,
    why,
    real,
    available,
  ];
}
