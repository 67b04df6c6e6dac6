// The page of nothing but lists (web/examples/list_page.rs) and, for the fling, the same rows by TanStack
// Virtual: served on a free port, ended by whoever asked for it.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './lib.mjs';

const TARGET = process.env.TUIKE_TARGET ?? join(ROOT, 'target');

/** As web/examples/list_page.rs says it. */
export const height = (id) => 40 + ((id * 7919) % 300);

const STYLE = `
body { margin: 0; font: 14px/20px sans-serif; overflow-anchor: none; }
h1 { height: 120px; margin: 0; }
#scroller { height: 500px; margin: 40px 0; overflow-y: auto; }
.item { display: flex; gap: 12px; background: #fff; border: 1px solid #ddd; border-radius: 8px; box-sizing: border-box; padding: 8px; }
.box { width: 24px; height: 24px; background: #eee; }
.price { margin: 0; font-weight: 600; }
.vlist { position: relative; overflow-anchor: none; }
.vlist > [aria-posinset] { position: absolute; top: 0; left: 0; width: calc((100% - (var(--lanes) - 1) * var(--gap)) / var(--lanes)); }
`;
const html = (body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>list</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><style>${STYLE}</style><body>${body}</body></html>`;
const OURS = html(`<script type="module">
import init, * as page from '/list_page.js';
const wasm = await init();
window.page = page;
// The build shortens the names of exports, so the memory is known by its kind.
const memory = Object.values(wasm).find((part) => part instanceof WebAssembly.Memory);
window.memory = () => memory.buffer.byteLength;
</script>`);
const THEIRS = html('<main><h1>Above</h1><div id="root"></div></main><script type="module" src="/tanstack.js"></script>');

/** TanStack Virtual as its documentation has it for a window of rows of unknown heights. */
const TANSTACK = `
import { createElement as h, memo, useRef, useLayoutEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
const height = ${height};
const ids = Array.from({ length: Number(new URLSearchParams(location.search).get('rows')) }, (_, i) => i);
const Item = memo(({ id }) => h('div', { className: 'item', style: { minHeight: height(id) } }, h('i', { className: 'box' }),
  h('div', null, h('a', { href: '#' }, 'Product ' + id), h('p', { className: 'price' }, '¥' + (id % 997) + '.80'))));
function List() {
  const ref = useRef(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin(ref.current.offsetTop), []);
  const list = useWindowVirtualizer({ count: ids.length, estimateSize: () => 190, overscan: 4, gap: 8, scrollMargin: margin, getItemKey: (i) => ids[i] });
  return h('div', { ref, role: 'list', className: 'vlist', style: { height: list.getTotalSize(), '--lanes': 1, '--gap': '8px' } },
    list.getVirtualItems().map((row) => h('div', {
      key: row.key, 'data-index': row.index, ref: list.measureElement, role: 'listitem', 'aria-posinset': row.index + 1, 'aria-setsize': ids.length,
      style: { transform: 'translateY(' + (row.start - margin) + 'px)' } }, h(Item, { id: ids[row.index] }))));
}
createRoot(document.getElementById('root')).render(h(List));
`;

async function tanstack() {
  const { outputFiles } = await build({
    stdin: { contents: TANSTACK, resolveDir: join(ROOT, 'tests') },
    bundle: true, minify: true, write: false, format: 'esm', define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** Serves the page; images of rows come after \`late\` ms. */
export async function startListPage({ late = 300 } = {}) {
  let react;
  const files = {
    '/list_page.js': ['text/javascript', () => readFile(join(TARGET, 'web/list-page/list_page.js'))],
    '/list_page_bg.wasm': ['application/wasm', () => readFile(join(TARGET, 'web/list-page/list_page_bg.wasm'))],
    '/tanstack.js': ['text/javascript', () => (react ??= tanstack())],
    '/': ['text/html', () => OURS],
    '/tanstack': ['text/html', () => THEIRS],
    '/elsewhere': ['text/html', () => html('<h1>Elsewhere</h1>')],
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    if (pathname.startsWith('/late/')) {
      await new Promise((done) => setTimeout(done, late));
      response.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' });
      response.end('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="400"><rect width="60" height="400" fill="#acf"/></svg>');
      return;
    }
    const file = files[pathname];
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file[0] });
    response.end(await file[1]());
  });
  await new Promise((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((down) => { server.closeAllConnections(); server.close(down); }),
  };
}

/** What is wrong with what is on the screen: nothing in sight, a hole, rows over each other or out of order. */
export const LOOK = `(() => {
  window.look = (gap = 8) => {
    const list = document.querySelector('[role="list"]');
    const scroller = document.getElementById('scroller');
    const view = scroller ? scroller.getBoundingClientRect() : { top: 0, bottom: innerHeight };
    const box = list.getBoundingClientRect();
    const from = Math.max(view.top, box.top), to = Math.min(view.bottom, box.bottom);
    const lanes = new Map();
    let seen = 0;
    for (const row of list.children) {
      const r = row.getBoundingClientRect();
      if (r.bottom <= from || r.top >= to) continue;
      seen += 1;
      const lane = lanes.get(Math.round(r.left)) ?? lanes.set(Math.round(r.left), []).get(Math.round(r.left));
      lane.push({ at: Number(row.getAttribute('aria-posinset')), top: r.top, bottom: r.bottom });
    }
    const wrong = [];
    if (to - from > 1 && seen === 0) return { seen, wrong: ['empty'] };
    for (const rows of lanes.values()) {
      rows.sort((a, b) => a.top - b.top);
      if (rows[0].top > from + gap + 1) wrong.push('hole above ' + rows[0].at);
      if (rows.at(-1).bottom < to - gap - 1) wrong.push('hole below ' + rows.at(-1).at);
      for (let i = 1; i < rows.length; i++) {
        const [a, b] = [rows[i - 1], rows[i]];
        const between = b.top - a.bottom;
        if (between < gap - 1.01) wrong.push(b.at + ' over ' + a.at + ' by ' + (gap - between));
        if (between > gap + 1.01) wrong.push('hole of ' + between + ' before ' + b.at);
        if (b.at <= a.at || (lanes.size === 1 && b.at !== a.at + 1)) wrong.push(a.at + ' then ' + b.at);
      }
    }
    return { seen, wrong };
  };
})()`;
