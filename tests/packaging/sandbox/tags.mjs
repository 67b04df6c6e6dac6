// Reads WXML and AXML: tags, attributes, text. Every tag must be closed, by itself or by its twin.
//
//   parse('<view class="a">{{b}}</view>', 'a.wxml')   // [{ tag: 'view', attrs: { class: 'a' }, children: ['{{b}}'] }]

const TOKEN = /<!--[\s\S]*?-->|<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>|((?:\{\{[\s\S]*?\}\}|[^<])+)/gy;
const ATTRIBUTE = /([\w:-]+)(?:="([^"]*)")?/g;

export function parse(source, file) {
  const top = { tag: null, children: [] };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const line = source.slice(0, at).split('\n').length;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`${file}:${line}: not markup: ${source.slice(at, at + 40)}`);
    const [, closing, opening, attributes, selfClosed, text] = match;
    const parent = open.at(-1);
    if (text !== undefined) parent.children.push(text);
    else if (closing) {
      if (parent.tag !== closing) throw new Error(`${file}:${line}: </${closing}> closes <${parent.tag}>`);
      open.pop();
    } else if (opening) {
      const attrs = {};
      for (const [, name, value] of attributes.matchAll(ATTRIBUTE)) attrs[name] = value ?? null;
      const node = { tag: opening, attrs, children: [], where: `${file}:${line}` };
      parent.children.push(node);
      if (!selfClosed) open.push(node);
    }
  }
  if (open.length > 1) throw new Error(`${file}: <${open.at(-1).tag}> is not closed`);
  return top.children;
}
