// Amounts, times and errors as a person reads them. Strings in, strings out: no amount ever
// becomes a float here.
//
//   price('1299.50')   // { yuan: '1299', fen: '.50' }

function price(amount) {
  const [yuan, fen] = String(amount).split('.');
  return { yuan, fen: fen ? '.' + fen : '' };
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

function date(at) {
  const then = new Date(at);
  return then.getFullYear() + '-' + two(then.getMonth() + 1) + '-' + two(then.getDate());
}

/** What an error means to the person in front of it. */
function errorText(error) {
  const code = (error && error.code) || '';
  if (code === 'engine/network' || code === 'backend/unavailable') return '网络不通，稍后再试';
  if (code === 'backend/unauthorized') return '请先登录';
  return '暂时打不开，稍后再试' + (code && '（' + code + '）');
}

/** A server's own words; what the package says before them is for a log. */
function serverWords(message) {
  const [, said] = /\(status \d+\): ([\s\S]+)$/.exec(message) || [];
  return said || message;
}

module.exports = { price, count, isZero, clock, date, day, errorText, serverWords };
