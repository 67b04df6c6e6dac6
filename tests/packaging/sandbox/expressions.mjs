// `{{…}}` as both hosts evaluate it: JavaScript expressions over a page's data, where reaching into
// something that is not there gives nothing instead of an error.
//
//   evaluate('{{a.b}}', { a: { b: 1 } })      // 1
//   fill('¥{{yuan}}', { yuan: '9' })          // '¥9'; throws where `yuan` is not there

const compiled = new Map();

function resultOf(source, data) {
  let fn = compiled.get(source);
  if (!fn) {
    fn = new Function('data', `with (data) { return (${source}); }`);
    compiled.set(source, fn);
  }
  const scope = new Proxy(data, { has: (_, name) => typeof name === 'string', get: (target, name) => target[name] });
  try {
    return fn(scope);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw new Error(`{{${source}}}: ${error.message}`);
  }
}

/** One expression keeps its type; text is taken as it stands. */
export function evaluate(text, data) {
  const whole = /^\{\{([\s\S]*)\}\}$/.exec(text.trim());
  if (whole && !whole[1].includes('}}')) return resultOf(whole[1], data);
  return text.replace(/\{\{([\s\S]*?)\}\}/g, (_, source) => resultOf(source, data));
}

/** The same for what is shown: nothing shown may be missing. */
export function fill(text, data) {
  const check = (value, source) => {
    if (value === undefined || value === null) throw new Error(`{{${source}}} is shown and is ${value}`);
    return value;
  };
  const whole = /^\{\{([\s\S]*)\}\}$/.exec(text);
  if (whole && !whole[1].includes('}}')) return check(resultOf(whole[1], data), whole[1]);
  return text.replace(/\{\{([\s\S]*?)\}\}/g, (_, source) => check(resultOf(source, data), source));
}
