// Splits what goes to the renderer into calls of setData that stay below the hosts' advice.
//
//   calls([['a', 1], ['b', huge]], 256 * 1024)      // [{ a: 1 }, { b: huge }]

/** WeChat's own advice for one call (official performance pages, read 2026-11); Alipay names none. */
const MOST = 256 * 1024;

/** A quarter is left for the host's own wrapping. */
const ROOM = (MOST / 4) * 3;

/** UTF-8 bytes of a text. */
function bytesOf(text) {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7ff) bytes += 2;
    else if (unit > 0x7f) bytes += 1;
  }
  return bytes;
}

function weight([path, value]) {
  return bytesOf(path) + bytesOf(JSON.stringify(value)) + 4;
}

/**
 * In the order given; the last call has the last entries: what places the rows goes there. `parts(value)`
 * takes an entry apart that is too much for one call.
 */
function calls(entries, parts, room = ROOM) {
  const all = [];
  let call = {};
  let size = 0;
  const apart = entries.map((entry) => (weight(entry) > room && parts ? parts(entry) || [entry] : [entry]));
  for (const [path, value] of [].concat(...apart)) {
    const bytes = weight([path, value]);
    if (size > 0 && size + bytes > room) {
      all.push(call);
      call = {};
      size = 0;
    }
    call[path] = value;
    size += bytes;
  }
  all.push(call);
  return all;
}

module.exports = { calls, bytesOf, MOST };
