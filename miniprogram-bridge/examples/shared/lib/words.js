// Amounts, rates, times and errors as a person reads them. Strings in, strings out: no amount ever
// becomes a float here.
//
//   price('1299.50')   // { yuan: '1299', fen: '.50' }
//   percent('0.125')   // '12.5%'

function price(amount) {
  const [yuan, fen] = String(amount).split('.');
  return { yuan, fen: fen ? '.' + fen : '' };
}

/** A fraction as a percentage, by moving the point: `0.07 * 100` is not 7 in floats. */
function percent(rate) {
  const [whole, fraction = ''] = String(rate).split('.');
  const digits = whole + fraction.padEnd(2, '0');
  const at = whole.length + 2;
  const left = digits.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = digits.slice(at).replace(/0+$/, '');
  return left + (right && '.' + right) + '%';
}

/** `12000` → `1.2万`. */
function count(number) {
  if (!(number >= 10000)) return String(number || 0);
  return String(Math.floor(number / 1000) / 10) + '万';
}

function isZero(amount) {
  return /^[0.]*$/.test(String(amount));
}

function two(number) {
  return String(number).padStart(2, '0');
}

function clock(at) {
  const date = new Date(at);
  return two(date.getHours()) + ':' + two(date.getMinutes());
}

function day(at) {
  const date = new Date(at);
  return two(date.getMonth() + 1) + '-' + two(date.getDate()) + ' ' + clock(at);
}

/** How one step of a preview reads. */
function stepText(step) {
  switch (step.code) {
    case 'rate':
      return '¥' + step.of + ' × ' + percent(step.rate) + ' = ¥' + step.gives;
    case 'fixed':
      return '固定 ¥' + step.of + (step.times > 1 ? ' × ' + step.times : '') + ' = ¥' + step.gives;
    case 'min':
      return '单笔保底，提到 ¥' + step.gives;
    case 'cap':
      return '单笔封顶，降到 ¥' + step.gives;
    case 'clamp':
      return '各级合计不超过 ' + percent(step.rate) + '，降到 ¥' + step.gives;
    case 'no-rule':
      return '这件商品暂无佣金';
    default:
      // A later package may know more steps than this example.
      return step.code + (step.gives ? ' ¥' + step.gives : '');
  }
}

/** What an error means to the person in front of it. */
function errorText(error) {
  const code = (error && error.code) || '';
  if (code === 'engine/network' || code === 'backend/unavailable') return '网络不通，稍后再试';
  if (code === 'backend/unauthorized') return '请先登录';
  return '暂时打不开，稍后再试' + (code && '（' + code + '）');
}

module.exports = { price, percent, count, isZero, clock, day, stepText, errorText };
