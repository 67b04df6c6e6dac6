// The words around prices, commission and withdrawals, in the phone's language. The steps of a commission
// are not among them: those are the package's (`commission.explain`).
//
//   moneyWords('zh-CN').taxStep({ code: 'taxable', amount: '11400.00' })   // { name: '应纳税所得额', amount: '¥11400.00' }

const { day, isZero } = require('./words');

const ZH = {
  price: '到手价', goods: '商品金额', off: '已优惠', pays: '实付', quantity: '数量', less: '减少一件', more: '增加一件',
  refused: '没用上的优惠', show: '展开', hide: '收起', unquoted: '优惠暂时算不出，以下单时为准', offline: '已离线，价格以下单时为准',
  how: '怎么算的', close: '关闭', noEarn: '暂无佣金', noPlan: '暂时拿不到佣金方案', earn: '分享赚', share: '分享',
  youGet: '你得', onPaid: '佣金按优惠后的实付算', login: '登录后分享',
  estimated: '预估', frozen: '冻结', available: '可提现', settled: '已解冻', reversed: '已收回',
  withdraw: '提现', withdrawNone: '暂无可提现', none: '还没有记录，分享一件商品试试', pull: '上拉看更多', leave: '退出',
  paste: '粘贴口令', opening: '正在打开',
  amount: '提现金额', all: '全部', fee: '手续费', tax: '代扣个税（估算）', net: '预计到账', taxHow: '税怎么算的',
  confirm: '确认提现', sending: '正在提交', monthTax: '本月累计应扣', thisTax: '其中这一笔', excess: '此前多扣，年度汇算时退', withdrawn: '已提现',
  badAmount: '请填金额，最多两位小数', noTerms: '暂时算不出税费，联网后再试',
  loginTitle: '登录后看收益', user: '用户名', password: '密码', loginDo: '登录', loginBad: '用户名或密码不对',
};

const EN = {
  price: 'You pay', goods: 'Goods', off: 'Taken off', pays: 'To pay', quantity: 'Quantity', less: 'One less', more: 'One more',
  refused: 'Offers not used', show: 'Show', hide: 'Hide', unquoted: 'Offers are worked out at the order', offline: 'Offline: the price at the order counts',
  how: 'How it adds up', close: 'Close', noEarn: 'No commission', noPlan: 'The commission plan cannot be had now', earn: 'Share, earn', share: 'Share',
  youGet: 'You get', onPaid: 'Commission is taken of what is paid after offers', login: 'Log in to share',
  estimated: 'Estimated', frozen: 'Frozen', available: 'Available', settled: 'Released', reversed: 'Taken back',
  withdraw: 'Withdraw', withdrawNone: 'Nothing to withdraw', none: 'No records yet: share a product', pull: 'Pull up for more', leave: 'Log out',
  paste: 'Paste a share text', opening: 'Opening',
  amount: 'Amount', all: 'All', fee: 'Fee', tax: 'Tax withheld (estimate)', net: 'Arrives', taxHow: 'How the tax adds up',
  confirm: 'Withdraw', sending: 'Sending', monthTax: 'Due this month in all', thisTax: 'Of this withdrawal', excess: 'Withheld too much before; the annual settlement pays it back', withdrawn: 'Withdrawn',
  badAmount: 'An amount with at most two decimals', noTerms: 'Tax and fee are not known yet: try again online',
  loginTitle: 'Log in to see your earnings', user: 'User name', password: 'Password', loginDo: 'Log in', loginBad: 'Wrong user name or password',
};

const KINDS = {
  zh: { flash: '秒杀价', group: '拼团价', percent: '折扣', amount: '立减', 'full-reduction': '满减', coupon: '优惠券' },
  en: { flash: 'Flash price', group: 'Group price', percent: 'Discount', amount: 'Money off', 'full-reduction': 'Full reduction', coupon: 'Coupon' },
};

/** Why an offer does not apply: `refused` is one of a quote's `notApplied`, `by` the name of the other offer. */
function reasonZh(refused, by, now) {
  switch (refused.code) {
    case 'outside-window':
      return now < refused.from ? day(refused.from) + ' 开始' : '已结束';
    case 'not-in-scope':
      return '不适用于这件商品';
    case 'limit-reached':
      return '每人限 ' + refused.of + ' 件，已买 ' + refused.has + ' 件';
    case 'group-not-full':
      return refused.of + ' 人成团，还差 ' + (refused.of - refused.has) + ' 人';
    case 'threshold-not-met':
      return '还差 ¥' + refused.missing;
    case 'no-gain':
      return '现在的价格已经不高于它';
    case 'excluded':
      return '不能和「' + by + '」同用，用它要付 ¥' + refused.total;
    case 'worse-combination':
      return '用它要付 ¥' + refused.total + '，更贵';
    default:
      // A later package may know more reasons than this example.
      return refused.code;
  }
}

function reasonEn(refused, by, now) {
  switch (refused.code) {
    case 'outside-window':
      return now < refused.from ? 'From ' + day(refused.from) : 'Over';
    case 'not-in-scope':
      return 'Not for this product';
    case 'limit-reached':
      return refused.of + ' a person; you have bought ' + refused.has;
    case 'group-not-full':
      return 'A group of ' + refused.of + '; ' + (refused.of - refused.has) + ' missing';
    case 'threshold-not-met':
      return '¥' + refused.missing + ' short of it';
    case 'no-gain':
      return 'The price is as low without it';
    case 'excluded':
      return 'Not together with “' + by + '”; with it you would pay ¥' + refused.total;
    case 'worse-combination':
      return 'With it you would pay ¥' + refused.total + ': more';
    default:
      return refused.code;
  }
}

/** A step of `tax.estimate`. */
function taxStep(step, chinese) {
  const say = (zh, en) => (chinese ? zh : en);
  const minus = '− ¥' + step.amount;
  switch (step.code) {
    case 'income':
      return { name: say('累计收入', 'Income so far'), amount: '¥' + step.amount };
    case 'expense':
      return { name: step.percent ? say('减除费用 ', 'Expenses ') + step.percent + '%' : say('减除费用', 'Expenses'), amount: minus };
    case 'allowance':
      return { name: say('减除 5000 × ' + step.months + ' 个月', 'Allowance, 5000 × ' + step.months + ' months'), amount: minus };
    case 'taxable':
      return { name: say('应纳税所得额', 'Taxable'), amount: '¥' + step.amount };
    case 'bracket':
      return { name: '× ' + step.percent + '%' + (isZero(step.quick) ? '' : ' − ¥' + step.quick), amount: '¥' + step.amount };
    case 'withheld':
      return { name: say('前几个月已扣', 'Withheld in earlier months'), amount: minus };
    default:
      return { name: step.code, amount: '¥' + step.amount };
  }
}

function sourceZh(month) {
  return '这是估算：' + month.source + '（' + month.published + ' 发布，' + month.inForce + ' 起施行）；以实际代扣和年度汇算为准';
}

function sourceEn(month) {
  return 'An estimate by ' + month.source + ' (published ' + month.published + ', in force since ' + month.inForce + '). What is withheld and the annual settlement decide.';
}

/** Why a record stands where it stands. The shop's own words are Chinese. */
function whyZh(record, free) {
  if (record.why) return record.why;
  if (record.state === 'reversed') return '买家已退款，佣金收回';
  if (record.state === 'estimated') return '确认收货后进入冻结期';
  return free + (record.state === 'frozen' ? ' 解冻后可提现' : ' 已解冻，可提现');
}

function whyEn(record, free) {
  const part = record.state !== 'reversed' && !isZero(record.taken) ? '; ¥' + record.taken + ' taken back by a refund' : '';
  if (record.state === 'reversed') return 'Refunded: the commission was taken back';
  if (record.state === 'estimated') return 'Paid; frozen from receipt on' + part;
  return (record.state === 'frozen' ? 'Frozen until ' : 'Free since ') + free + part;
}

/** `language` is a tag of the package: `zh-CN` or `en`. `words` may go to the renderer, the rest are functions. */
function moneyWords(language) {
  const chinese = language !== 'en';
  return {
    words: chinese ? ZH : EN,
    kind: (kind) => (chinese ? KINDS.zh : KINDS.en)[kind] || kind,
    reason: chinese ? reasonZh : reasonEn,
    taxStep: (step) => taxStep(step, chinese),
    source: chinese ? sourceZh : sourceEn,
    why: chinese ? whyZh : whyEn,
    units: (count) => (chinese ? '共 ' + count + ' 件' : count + ' in all'),
    offlineSince: (time) => (chinese ? '已离线，显示 ' + time + ' 的数据' : 'Offline: as of ' + time),
    nextFree: (time) => (chinese ? '下一笔 ' + time + ' 解冻' : 'The next is released ' + time),
    least: (amount) => (chinese ? '最低提现 ¥' : 'At least ¥') + amount,
    most: (amount) => (chinese ? '最多可提 ¥' : 'At most ¥') + amount,
    noted: chinese ? '已记下，联网后自动提交' : 'Noted; it is sent when the network allows',
    taken: (net, when) => (chinese ? '已提交，¥' + net + ' 预计 ' + when + ' 到账' : 'Taken: ¥' + net + ' arrives about ' + when),
    payout: (amount, net, when, paid) => (chinese
      ? '提现 ¥' + amount + '，到账 ¥' + net + (paid ? '，' + when + ' 已到账' : '，预计 ' + when + ' 到账')
      : 'Withdrew ¥' + amount + ': ¥' + net + (paid ? ' arrived ' : ' arrives about ') + when),
    refusedBecause: (why) => (chinese ? '没能提现：' : 'Not withdrawn: ') + why,
  };
}

module.exports = { moneyWords };
