/**
 * `<tuike-list>`: for WeChat into what 构建 npm copies, for Alipay beside `dist`, so that on both
 * `"tuike-list": "tuike-core/list/index"` finds its own. The source of a list is one module on both, and the
 * component and the page must load the same one: it is never bundled into the component.
 */

import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { guardScripts } from './guard.mjs';

const from = fileURLToPath(new URL('../components', import.meta.url));

const HOSTS = {
  wechat: ['index.json', 'index.wxml', 'index.wxss'],
  alipay: ['index.json', 'index.axml', 'index.acss'],
};

/** @param {{ mini: string, pkg: string }} to */
export async function components({ mini, pkg }) {
  await host('wechat', join(mini, 'list'));
  const alipay = join(pkg, 'list');
  await rm(alipay, { recursive: true, force: true });
  await host('alipay', alipay);
  await copyFile(join(from, 'shared/source.d.ts'), join(alipay, 'source.d.ts'));
}

async function host(name, to) {
  await mkdir(to, { recursive: true });
  await build({
    entryPoints: [join(from, 'shared/source.js')],
    outfile: join(to, 'source.js'),
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2017',
    charset: 'utf8',
    legalComments: 'none',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  const component = await readFile(join(from, name, 'list/index.js'), 'utf8');
  const { code } = await transform(component, { target: 'es2017', charset: 'utf8', minifyWhitespace: true });
  await writeFile(join(to, 'index.js'), code);
  await Promise.all(HOSTS[name].map((file) => copyFile(join(from, name, 'list', file), join(to, file))));
  await guardScripts(to, ['index.js', 'source.js']);
}
