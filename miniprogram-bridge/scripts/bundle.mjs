/** The bundles: ES modules and CommonJS of each entry, and the mini-program's own. ES2017, no polyfills. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('..', import.meta.url));

/** Each entry: its variants as ES module and as CommonJS. */
const ENTRIES = {
  index: [{ 'js-tier': 'import' }, { 'js-tier': 'require' }],
  js: [{ 'js-tier': 'import' }, { 'js-tier': 'require' }],
  web: [
    { 'js-tier': 'lazy', 'wasm-url': 'module' },
    { 'js-tier': 'require', 'wasm-url': 'none' },
  ],
  node: [
    { 'js-tier': 'lazy', 'wasm-path': 'module' },
    { 'js-tier': 'require', 'wasm-path': 'commonjs' },
  ],
};

/** @param {{ dist: string, mini: string, version: string }} to */
export async function bundle({ dist, mini, version }) {
  const jobs = [];
  for (const [name, [esm, cjs]] of Object.entries(ENTRIES)) {
    const entry = join(here, 'ts/src', `${name}.ts`);
    const platform = name === 'node' ? 'node' : 'neutral';
    jobs.push(one(entry, join(dist, `${name}.mjs`), { format: 'esm', platform, variants: esm, version }));
    jobs.push(one(entry, join(dist, `${name}.js`), { format: 'cjs', platform, variants: cjs, version }));
  }
  jobs.push(miniProgram(mini, version));
  const twin = join(here, 'generated/core.js');
  jobs.push(one(twin, join(dist, 'core.mjs'), { format: 'esm', minify: true, version }));
  for (const dir of [dist, mini]) {
    jobs.push(one(twin, join(dir, 'core.js'), { format: 'cjs', minify: true, version }));
  }
  jobs.push(sizeSample(dist, version));
  await Promise.all(jobs);
}

/**
 * What 构建 npm copies. Every byte counts there (2 MB a package): names stay readable, white space goes, and
 * the JavaScript entry is the same code told to take that tier.
 */
async function miniProgram(mini, version) {
  await build({
    ...options({ format: 'cjs', variants: ENTRIES.index[1], version }),
    entryPoints: [join(here, 'ts/src/index.ts')],
    outfile: join(mini, 'index.js'),
    minifyWhitespace: true,
    minifySyntax: true,
  });
  await writeFile(
    join(mini, 'js.js'),
    `var index = require('./index.js');
module.exports = Object.assign({}, index, {
  load: function (options) {
    return index.load({ tier: options && options.tier === 'wasm' ? 'wasm' : 'js' });
  },
});
`,
  );
}

/** What `cargo xtask size` weighs as glue: the loader, the driver, all of the API, and one host. */
function sizeSample(dist, version) {
  const contents = `
    import { createLoad } from './load/load';
    import { miniWasm } from './load/mini';
    import { wechatHost } from './hosts/wechat';
    import jsTier from '#js-tier';
    export const load = createLoad({ wasm: miniWasm, js: jsTier, host: () => wechatHost() });
  `;
  return build({
    ...options({ format: 'cjs', variants: { 'js-tier': 'require' }, version }),
    stdin: { contents, resolveDir: join(here, 'ts/src'), loader: 'ts' },
    outfile: join(dist, 'size-glue.js'),
    minify: true,
  });
}

function one(entry, outfile, { minify = false, ...rest }) {
  return build({ ...options(rest), entryPoints: [entry], outfile, minify });
}

function options({ format, platform = 'neutral', variants = {}, version }) {
  return {
    bundle: true,
    format,
    platform,
    target: 'es2017',
    // import() and import.meta are younger than ES2017; only what asks for them by its variant has them.
    supported: { 'dynamic-import': true, 'import-meta': true },
    charset: 'utf8',
    legalComments: 'none',
    define: { __VERSION__: JSON.stringify(version) },
    tsconfig: join(here, 'tsconfig.json'),
    external: ['node:*'],
    logLevel: 'warning',
    plugins: [variantsPlugin(variants, format)],
  };
}

/** `#js-tier` and its like to their files, `#core` to the file beside the bundle. */
function variantsPlugin(variants, format) {
  return {
    name: 'variants',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^#/ }, ({ path }) => {
        const name = path.slice(1);
        if (name === 'core') return { path: format === 'esm' ? './core.mjs' : './core.js', external: true };
        const variant = variants[name];
        if (variant === undefined) return { errors: [{ text: `no variant of ${path} for this bundle` }] };
        return { path: join(here, 'ts/src/variants', `${name}.${variant}.ts`) };
      });
    },
  };
}
