// One sale, from a promoter's feed to their 收益, through an example app on two phones. What differs
// between the hosts is handed in.
//
//   await journey({ backend, host: 'wechat', project, arrive: (shared) => ({ path, query }) });

import assert from 'node:assert/strict';

import { Phone } from './sandbox/phone.mjs';

/** PLATFORMS: "keep ≤ 256 KB". */
const SET_DATA_BYTES = 256 * 1024;
const ROW = 5_000;
/** LOOK's card and the gap below it: where a finger would have to scroll to. */
const PITCH = 136 + 8;

const FEED = 'pages/feed/feed';
const EARN = 'pages/earn/earn';

export async function journey({ backend, host, os = 'android', project, arrive, tier }) {
  const promoter = new Phone({ host, root: project, os });
  promoter.start();
  await logIn(promoter);
  const before = fen(promoter.page.data.estimated);
  assert.equal((await promoter.app.shell.app.shop).tuike.tier, tier);

  const product = await openRow(promoter, backend);
  const shared = await share(promoter, product);

  const customer = new Phone({ host, root: project, os });
  await order(customer, { enter: arrive(shared), product, backend });

  const { orders } = await backend.state();
  const mine = orders.filter((one) => one.item === product.id);
  assert.equal(mine.length, 1, 'exactly one order');
  assert.equal(mine[0].attribution, 'accepted');
  assert.equal(mine[0].promoter, (await promoter.app.shell.app.shop).me.promoter);
  assert.equal(mine[0].quantity, 1);

  await seeTheEarning(promoter, product, before);
  for (const phone of [promoter, customer]) {
    assert.deepEqual(phone.errors, []);
    phone.kill();
  }
}

export async function logIn(phone) {
  const { shell } = phone.app;
  shell.switchTab(EARN);
  await phone.until(() => phone.page.route === EARN && phone.page.data.state === 'login', 'the login form is there');
  const { view } = phone;
  await view.fire(view.one('.login'), 'submit', { value: { user: 'demo', password: 'demo' } });
  await phone.until(() => phone.page.data.state === 'ready', 'the earnings are there');
  assert.match(phone.view.text, /预估 .* 冻结 .* 可提现/);
}

/** Scrolls to row 5,000 in one fling and opens it. */
async function openRow(phone, backend) {
  const { shell } = phone.app;
  shell.switchTab(FEED);
  const { feed } = phone.page;
  const told = (index) => {
    const row = feed.row(index);
    return row && row.earn ? row : null;
  };
  const shows = (index) => told(index) && phone.view.text.includes(told(index).title);
  await phone.until(() => phone.page.data.state === 'ready' && shows(0), 'the first rows are there');
  assert.equal(phone.page.data.total, 10_000);

  phone.network.log.length = 0;
  phone.scrollList(ROW * PITCH);
  await phone.until(() => shows(ROW), `row ${ROW} is there`);
  const row = told(ROW);
  const cards = () => phone.view.all('.card');
  await phone.until(() => cards().every((card) => descendant(card, 'open')), 'and those around it');

  const pages = phone.network.log.filter(({ path }) => path.startsWith('/api/v1/goods?')).map(({ path }) => /page=(\d+)/.exec(path)[1]);
  assert.deepEqual(pages.sort(), ['100', '101'], 'only the pages that are looked at are asked for');
  assert.ok(cards().length <= 20, `${cards().length} rows are drawn`);
  const largest = Math.max(...phone.crossings.map(({ bytes }) => bytes));
  assert.ok(largest <= SET_DATA_BYTES, `setData carried ${largest} bytes`);

  // The second source: the server's own text, in which the id has all its digits.
  const text = await (await backend.get('/api/v1/goods?page=101&size=50&sort=default')).text();
  const [, id] = /"goodsId":\s*(\d+)/.exec(text);
  assert.equal(row.id, id);
  assert.ok(BigInt(id) > 2n ** 53n);
  const served = JSON.parse(text).data.list[0];
  assert.equal(row.title, served.name);
  assert.equal(fen(row.price), served.price);

  await turn(phone, row);

  const card = phone.view.all('.card').find((element) => holds(element, row.title));
  await phone.view.tap(descendant(card, 'open'));
  await phone.until(() => phone.page.route === 'pages/product/product' && phone.page.data.state === 'ready', 'the product is open');
  const { data } = phone.page;
  assert.equal(data.product.id, id);
  assert.equal(row.earn, data.deal.earn ? `赚 ¥${data.deal.earn}` : '暂无佣金', 'the feed and the product say the same');
  assert.ok(data.deal.earn, 'row 5,000 of the demo earns something');

  await phone.view.tap(phone.view.one('.why'));
  const steps = phone.view.all('.step-gives').map((step) => step.children.join(''));
  assert.ok(steps.length > 0);
  assert.ok(steps.at(-1).endsWith(`¥${data.deal.earn}`), `${steps} leads to ${data.deal.earn}`);
  return { id, title: row.title, earn: data.deal.earn };
}

/** To a waterfall and back: the product stays on the screen, and no page is asked for again. */
async function turn(phone, row) {
  const asked = phone.network.log.length;
  for (const [lanes, tall] of [[2, true], [1, false]]) {
    await phone.view.tap(phone.view.one('.form'));
    const there = (view) => view.all('.tuike-lane').length === lanes && view.text.includes(row.title) && view.all('.card-tall').length > 0 === tall;
    await phone.until(() => there(phone.view), `${row.title} in ${lanes} lanes`);
  }
  assert.equal(phone.network.log.length, asked);
}

function holds(element, text) {
  return typeof element === 'object' ? element.children.some((child) => holds(child, text)) : String(element) === text;
}

function descendant(element, className) {
  if (typeof element !== 'object') return null;
  if (element.classes.includes(className)) return element;
  for (const child of element.children) {
    const found = descendant(child, className);
    if (found) return found;
  }
  return null;
}

/** By the button that a person taps, and by the entries of the host's own menu where there are such. */
async function share(phone, product) {
  const card = plain(await phone.view.tap(phone.view.one('.buy')));
  assert.equal(card.title, product.title);
  noSecret(JSON.stringify(card), product);
  const timeline = phone.page.onShareTimeline ? plain(phone.page.onShareTimeline()) : null;
  if (timeline) {
    assert.equal(timeline.title, product.title);
    noSecret(JSON.stringify(timeline), product);
  }
  // Without a picture of its own WeChat would show the promoter's page, and with it the earning.
  if (phone.host === 'wechat') assert.match(card.imageUrl, /\.(png|jpe?g)$/);

  const copied = async (label) => {
    const button = phone.view.all('button').find((element) => element.children.includes(label));
    await phone.view.tap(button);
    return phone.seen.at(-1).options;
  };
  const link = await copied('复制链接');
  const scene = phone.host === 'wechat' ? (await copied('复制小程序码参数')).data : null;
  return { card, timeline, link: link.data ?? link.text, scene };
}

/** Comes in, loses the network, orders, loses the app, comes back, and finds the network again. */
async function order(phone, { enter, product, backend }) {
  const arrived = (what) => phone.until(() => phone.page.data.product && phone.page.data.product.id === product.id, what);
  phone.start(enter);
  await arrived('the customer sees the product');
  assert.ok(phone.view.text.includes(product.title));
  noSecret(phone.view.text, product);

  phone.setOnline(false);
  await phone.view.tap(phone.view.one('.buy'));
  await phone.until(() => phone.view.all('.order-waiting').length === 1, 'the order is noted');
  assert.match(phone.view.text, /已记下，联网后自动发送/);
  await phone.until(() => phone.view.text.includes('已离线，1 笔待发送'), 'the line says so');

  phone.kill();
  phone.start(enter);
  await phone.until(() => phone.page.data.waiting === '已离线，1 笔待发送', 'it still waits after a restart offline');
  await arrived('the product is shown from the store');
  noSecret(phone.view.text, product);
  assert.equal((await backend.state()).orders.filter((one) => one.item === product.id).length, 0);

  phone.setOnline(true);
  await phone.until(() => phone.page.data.waiting === '', 'the order has gone out');
}

async function seeTheEarning(phone, product, before) {
  phone.app.shell.switchTab(EARN);
  const record = () => phone.page.route === EARN && phone.page.data.records.find((one) => one.title === product.title);
  const { amount, label } = plain(await phone.until(record, 'the sale is among the records'));
  assert.equal(amount, `¥${product.earn}`, 'what the preview showed');
  assert.equal(label, '预估');
  await phone.until(() => phone.page.data.state === 'ready', 'the sums are there');
  const [yuan, cents] = product.earn.split('.');
  assert.equal(fen(phone.page.data.estimated) - before, Number(yuan) * 100 + Number(cents), 'and the sum grew by it');
  assert.ok(phone.view.text.includes(amount));
}

/** Nothing that reaches a customer says that, or what, anybody earns. */
function noSecret(text, product) {
  assert.doesNotMatch(text, /赚|佣金|收益/);
  assert.ok(!text.includes(product.earn), `${product.earn} is in ${text}`);
}

function fen({ yuan, fen: cents }) {
  return Number(yuan) * 100 + Number(cents.slice(1) || 0);
}

/** Out of the sandbox's world into this one. */
export function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
