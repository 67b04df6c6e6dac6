// Prices, commission and withdrawals as both example mini-programs show them, against figures worked out by
// hand. The shop is fixed (./money-shop.mjs); journey-money-real walks the same way through the demo backend.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { logIn, plain } from './journey.mjs';
import { GIFT, LINGERING, LIPSTICK, STRANGE, TOY, rowsOf, startMoneyShop } from './money-shop.mjs';
import { layAlipay, layWechat } from './projects.mjs';
import { textOf } from './sandbox/markup.mjs';
import { Phone } from './sandbox/phone.mjs';

const EARN = 'pages/earn/earn';
const PRODUCT = 'pages/product/product';

const HOSTS = [
  { host: 'wechat', tier: 'wasm', lay: layWechat },
  { host: 'wechat', tier: 'js', lay: layWechat },
  { host: 'alipay', tier: 'js', lay: layAlipay },
];

for (const { host, tier, lay } of HOSTS) {
  describe(`money in the ${host} example on the ${tier} tier`, () => {
    let shop;
    let phone;
    beforeEach(async () => {
      shop = await startMoneyShop();
      phone = new Phone({ host, root: lay({ base: shop.base, tier }) });
    });
    afterEach(async () => {
      assert.deepEqual(phone.errors, []);
      if (phone.app) phone.kill();
      await shop.stop();
    });

    const all = (name) => phone.view.all(name).map(textOf);
    const tap = (name) => phone.view.tap(phone.view.one(name));
    const ready = (what) => phone.until(() => phone.page.data.state === 'ready', what);
    const openProduct = async (id) => {
      phone.app.shell.navigateTo(`/${PRODUCT}?id=${id}`);
      await ready('the product is open');
      assert.equal((await phone.app.shell.app.shop).tuike.tier, tier);
    };
    const promoterOpens = async (id) => {
      phone.start();
      await logIn(phone);
      await openProduct(id);
    };
    const typed = (text) => phone.view.fire(phone.view.one('.amount-field'), 'input', { value: text });

    it('one lipstick: 199 − 10 by the best coupon; the others say why not', async () => {
      await promoterOpens(LIPSTICK);
      assert.equal(total(phone), '189.00');
      assert.deepEqual(all('.applied'), ['店铺券满99减10 − ¥10.00']);
      assert.deepEqual(all('.refused'), []);
      await tap('.refused-head');
      assert.deepEqual(all('.refused'), [
        '满300减40 还差 ¥101.00',
        '新人券5元 不能和「店铺券满99减10」同用，用它要付 ¥194.00',
        // Counted where it would stand: behind the 10, so 1,000 − 189.
        '平台券满1000减100 还差 ¥811.00',
        '秒杀149元 01-01 00:00 开始',
      ]);
    });

    it('commission is taken of what is left, and the sheet says how, for one, two and three', async () => {
      await promoterOpens(LIPSTICK);
      await tap('.why');
      const sheet = () => ({ pays: all('.pays'), sums: all('.step-sum'), gives: all('.step-gives'), total: all('.how-total') });
      // 10 % of 189.00.
      assert.deepEqual(sheet(), { pays: ['¥189.00'], sums: ['¥189.00 × 10%'], gives: ['¥18.90'], total: ['¥18.90'] });
      assert.match(phone.view.text, /上级另得 ¥9.45，不从你的佣金里扣/);
      await tap('.more');
      // 398 − 40 (from 300 on) − 10 = 348; 10 % is 34.80.
      assert.deepEqual(all('.applied'), ['满300减40 − ¥40.00', '店铺券满99减10 − ¥10.00']);
      assert.equal(total(phone), '348.00');
      assert.deepEqual(sheet(), { pays: ['¥348.00'], sums: ['¥348.00 × 10%'], gives: ['¥34.80'], total: ['¥34.80'] });
      await tap('.more');
      // 597 − 40 − 10 = 547, which does not divide by three; 10 % is 54.70, the cap 50.
      assert.equal(total(phone), '547.00');
      assert.deepEqual(sheet(), {
        pays: ['¥547.00'], sums: ['¥547.00 × 10%', '¥54.70 → ¥50.00'], gives: ['¥54.70', '¥50.00'], total: ['¥50.00'],
      });
      assert.match(phone.view.text, /分享赚 ¥50.00/);
      await tap('.fewer');
      await tap('.fewer');
      assert.equal(total(phone), '189.00');
      await tap('.fewer');
      assert.equal(phone.page.data.deal.quantity, 1, 'not below one');
      await tap('.sheet-close');
      assert.equal(phone.view.all('.sheet').length, 0);
    });

    it('says the same in the feed as on the page', async () => {
      phone.start();
      await logIn(phone);
      phone.app.shell.switchTab('pages/feed/feed');
      const { feed } = phone.page;
      const told = await phone.until(() => feed.row(0) && [0, 1, 2, 3, 4].map((at) => feed.row(at).earn), 'the feed is there');
      // 18.90 as above; no rule; nothing of nothing; 10 % of 199; 10 % of 9,000,000 is more than the cap.
      assert.deepEqual(plain(told), ['赚 ¥18.90', '暂无佣金', '暂无佣金', '赚 ¥19.90', '赚 ¥50.00']);
    });

    it('speaks English on an English phone, by the package', async () => {
      phone.chinese = false;
      phone.start();
      await phone.until(() => phone.page.route === 'pages/feed/feed' && phone.page.data.state === 'ready', 'the feed');
      await openProduct(LIPSTICK);
      await tap('.why');
      await tap('.refused-head');
      assert.match(phone.view.text, /How it adds up/);
      assert.match(phone.view.text, /¥189.00 × 10% A share of the price ¥18.90/);
      assert.equal(all('.refused')[0], '满300减40 ¥101.00 short of it');
      assert.match(textOf(phone.view.one('.buy')), /Log in to share/);
    });

    it('a product without a rule, one without a price, one with offers nobody knows, one of ten million', async () => {
      phone.start();
      await phone.until(() => phone.page.data.state === 'ready', 'the feed');
      const seen = async (id) => {
        await openProduct(id);
        await tap('.why');
        const told = { total: total(phone), none: all('.no-earn'), why: all('.step').join(), note: all('.note').join() };
        phone.app.shell.close();
        return told;
      };
      assert.deepEqual(await seen(TOY), { total: '199.00', none: ['暂无佣金'], why: '没有适用的佣金规则', note: '' });
      assert.deepEqual((await seen(GIFT)).none, ['暂无佣金']);
      const strange = await seen(STRANGE);
      assert.deepEqual([strange.total, strange.none, strange.note], ['199.00', [], '优惠暂时算不出，以下单时为准']);
      // Ten million less a tenth; 10 % of it is far above the cap.
      const lingering = await seen(LINGERING);
      assert.equal(lingering.total, '9000000.00');
      assert.equal(lingering.why, '¥9000000.00 × 10% 按成交价提成 ¥900000.00,¥900000.00 → ¥50.00 超过封顶，按封顶算 ¥50.00');
    });

    it('without a plan the price is there and no earning is made up', async () => {
      shop.plan = false;
      phone.start();
      await phone.until(() => phone.page.data.state === 'ready', 'the feed');
      await openProduct(LIPSTICK);
      assert.equal(total(phone), '189.00');
      assert.deepEqual([all('.no-earn'), phone.view.all('.why').length], [['暂时拿不到佣金方案'], 0]);
    });

    it('offline the product is there from the store, and says so', async () => {
      await promoterOpens(LIPSTICK);
      await phone.until(() => phone.storage.keys.some((key) => key.startsWith('tuike/o/')), 'the view is stored, and what came before');
      phone.kill();
      phone.setOnline(false);
      phone.open(`${PRODUCT}?id=${LIPSTICK}`);
      await ready('the product from the store');
      assert.equal(total(phone), '189.00');
      assert.equal(textOf(phone.view.one('.earn')), '分享赚 ¥18.90');
    });

    it('a customer sees the price after offers, buys two, and nothing of the earning', async () => {
      phone.open(`pages/landing/landing?item=${LIPSTICK}`);
      await phone.until(() => phone.page.data.state === 'ready' && phone.page.data.product, 'the offer');
      await tap('.more');
      assert.equal(total(phone), '348.00');
      assert.doesNotMatch(phone.view.text, /赚|佣金|收益/);
      await tap('.buy');
      await phone.until(() => phone.view.all('.order-sent').length === 1, 'the shop has it');
      assert.deepEqual(shop.orders, [{ item: LIPSTICK, quantity: 2 }]);
      phone.app.shell.navigateTo(`/pages/landing/landing?item=${GIFT}`);
      await phone.until(() => phone.page.data.deal && phone.page.data.deal.free, 'a gift');
      assert.equal(textOf(phone.view.one('.buy')), '免费领取');
    });

    it('收益 shows the sums, and of each record where it stands now and why', async () => {
      const now = Date.now();
      shop.records = rowsOf(now);
      phone.start();
      await logIn(phone);
      const { estimated, frozen, available } = plain(phone.page.data);
      assert.deepEqual([estimated, frozen, available], [
        { yuan: '1234', fen: '.56' }, { yuan: '25', fen: '.20' }, { yuan: '20000', fen: '.00' },
      ]);
      assert.match(phone.view.text, /下一笔 01-01 00:00 解冻 已提现 ¥100.00/);
      const records = all('.record').map((text) => text.replace(/\d\d-\d\d \d\d:\d\d /, ''));
      const day = (at) => new Intl.DateTimeFormat('sv-SE').format(at);
      assert.deepEqual(records, [
        '刚付款 确认收货后进入冻结期 ¥37.80 预估',
        '冻结中 已确认收货，解冻后可提现 ¥37.80 冻结',
        `到点了 ${day(now)} 已解冻，可提现 ¥37.80 已解冻`,
        // 37.80 − 12.60.
        `退了一部分 ${day(now - 86_400_000)} 已解冻，可提现 ¥25.20 已解冻`,
        '全退了 2026-11-18 买家已退款，佣金收回 ¥37.80 已收回',
        '冻结中退了一部分 2100-01-01 解冻后可提现 ¥25.20 冻结',
      ]);
    });

    it('what arrives of a withdrawal: less fee and tax, an estimate with its source', async () => {
      phone.start();
      await logIn(phone);
      await tap('.withdraw');
      // (20,000 × 80 % − 5,000) × 3 % = 330; 20,000 − 330 − 1 = 19,669.
      assert.deepEqual(all('.payout-sum'), ['提现金额 ¥20000.00', '手续费 − ¥1.00', '代扣个税（估算） − ¥330.00']);
      assert.equal(textOf(phone.view.one('.net')), '¥19669.00');
      assert.match(textOf(phone.view.one('.tax-source')), /估算.*2025年第16号.*2025-06-26 发布，2025-10-01 起施行/);
      await tap('.tax-head');
      assert.deepEqual(all('.tax-step'), [
        '累计收入 ¥20000.00', '减除费用 20% − ¥4000.00', '减除 5000 × 1 个月 − ¥5000.00', '应纳税所得额 ¥11000.00',
        '× 3% ¥330.00', '本月累计应扣 ¥330.00', '其中这一笔 ¥330.00',
      ]);
      const nets = {};
      for (const amount of ['8000', '3000', '50', '49.99', '20000.01', '1.234', '-5', '']) {
        await typed(amount);
        const { net, problem, ready: may } = plain(phone.page.data.withdraw);
        nets[amount] = [net, problem, may];
        assert.equal(Boolean(phone.view.one('.confirm').attrs.disabled), !may);
      }
      assert.deepEqual(nets, {
        // (8,000 × 80 % − 5,000) × 3 % = 42; of 3,000 and less nothing is left to tax.
        8000: ['¥7957.00', '', true],
        3000: ['¥2999.00', '', true],
        50: ['¥49.00', '', true],
        49.99: ['¥48.99', '最低提现 ¥50.00', false],
        20000.01: ['¥19669.01', '最多可提 ¥20000.00', false],
        1.234: ['', '请填金额，最多两位小数', false],
        '-5': ['', '请填金额，最多两位小数', false],
        '': ['', '', false],
      });
      assert.equal(shop.payouts.length, 0);
    });

    it('taxes by the payment where the shop says so, and after a year in which too much was withheld', async () => {
      const cumulative = shop.earnings.withdraw;
      shop.earnings.withdraw = { kind: 'labour-cn', rules: '2018-12', year: 2026, month: 1, fee: '1.00', least: '50.00' };
      phone.start();
      await logIn(phone);
      await tap('.withdraw');
      // 20,000 × 80 % = 16,000, of which 20 %: 3,200.
      assert.equal(textOf(phone.view.one('.net')), '¥16799.00');
      assert.match(textOf(phone.view.one('.tax-source')), /2018年第61号/);
      await tap('.sheet-close');
      shop.earnings.withdraw = { ...cumulative, month: 2, monthsBefore: 1, incomeBefore: '1000.00', withheldBefore: '400.00' };
      await phone.page.open();
      await tap('.withdraw');
      // (21,000 × 80 % − 10,000) × 3 % = 204, and 400 is withheld already: 196 comes back.
      assert.equal(textOf(phone.view.one('.net')), '¥19999.00');
      await tap('.tax-head');
      assert.ok(all('.tax-step').includes('此前多扣，年度汇算时退 ¥196.00'));
    });

    it('withdraws what was agreed to, once, and the page says when it arrives', async () => {
      phone.start();
      await logIn(phone);
      await tap('.withdraw');
      await typed('8000');
      await tap('.confirm');
      await phone.until(() => phone.view.all('.told-sent').length === 1, 'the shop has it');
      assert.match(textOf(phone.view.one('.told-sent')), /已提交，¥7957.00 预计 \d{4}-\d\d-\d\d 到账/);
      assert.deepEqual(shop.payouts.map(({ asked }) => asked), [{ amount: '8000.00', net: '7957.00' }]);
      await phone.until(() => phone.page.data.available.yuan === '12000', 'what is left');
      assert.match(all('.payout-row')[0], /提现 ¥8000.00，到账 ¥7957.00，预计 .* 到账/);
      assert.equal(phone.page.data.withdraw, null);
    });

    it('keeps a withdrawal through a loss of the network and a restart, and sends it once', async () => {
      phone.start();
      await logIn(phone);
      phone.setOnline(false);
      await tap('.withdraw');
      await typed('50');
      await tap('.confirm');
      await phone.until(() => phone.view.all('.told-waiting').length === 1, 'it is noted');
      assert.ok(phone.view.one('.withdraw').attrs.disabled, 'not twice');
      phone.kill();
      phone.open(EARN);
      await ready('from the store');
      assert.match(phone.view.text, /已离线，显示 \d\d:\d\d 的数据/);
      assert.equal(shop.payouts.length, 0);
      phone.setOnline(true);
      await phone.until(() => shop.payouts.length === 1 && phone.page.data.waiting === '', 'it has gone out');
      assert.deepEqual(shop.payouts[0].asked, { amount: '50.00', net: '49.00' });
    });

    it('says why the shop refused a withdrawal', async () => {
      shop.refuses = '到账金额是 ¥48.00，不是 ¥49.00，请重新确认';
      phone.start();
      await logIn(phone);
      await tap('.withdraw');
      await typed('50');
      await tap('.confirm');
      await phone.until(() => phone.view.all('.told-dead').length === 1, 'it is refused');
      assert.equal(textOf(phone.view.one('.told-dead')), '没能提现：到账金额是 ¥48.00，不是 ¥49.00，请重新确认');
    });

    it('without anything available there is nothing to tap; without a login there is the form', async () => {
      shop.earnings.available = 0;
      phone.start();
      await logIn(phone);
      assert.equal(textOf(phone.view.one('.withdraw')), '暂无可提现');
      assert.ok(phone.view.one('.withdraw').attrs.disabled);
      assert.match(phone.view.text, /还没有记录，分享一件商品试试/);
      shop.knows = false;
      await phone.page.open();
      await phone.until(() => phone.page.data.state === 'login', 'the shop knows nobody');
      assert.equal(phone.view.all('.login').length, 1);
    });

    it('offline without anything stored it says what to do', async () => {
      phone.start();
      await logIn(phone);
      const shopNow = await phone.app.shell.app.shop;
      await shopNow.client.clear();
      phone.setOnline(false);
      await phone.page.open();
      await phone.until(() => phone.page.data.state === 'error', 'nothing to show');
      assert.match(phone.view.text, /网络不通，稍后再试/);
    });
  });
}

/** What the buyer pays, as the page says it. */
function total(phone) {
  const { yuan, fen } = phone.page.data.deal.price;
  assert.match(phone.view.text, new RegExp(`¥ ?${yuan} ?\\${fen}`));
  return yuan + fen;
}
