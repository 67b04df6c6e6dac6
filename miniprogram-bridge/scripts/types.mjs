/** One `.d.ts` an entry, with nothing to resolve; the same again as `.d.mts` for ES modules. */

import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const here = fileURLToPath(new URL('..', import.meta.url));

/**
 * wasm-bindgen's declarations with those made from DTOs in the order of their names: as they come, their
 * order is the linker's.
 */
export function inOrder(declarations) {
  const shape = /(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?export (?:interface (\w+)[^{]*\{[\s\S]*?^\}|type (\w+) = .*;$)/gm;
  const found = [...declarations.matchAll(shape)].map(([text, type, alias]) => ({ name: type || alias, text }));
  const rest = declarations.replace(shape, '').replace(/\n{3,}/g, '\n\n');
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${found.map(({ text }) => text).join('\n\n')}\n\n${rest}`;
}

export const SNAPSHOT = join(here, 'api/tuike-core.d.ts');

export async function writeTypes(dist) {
  for (const name of ['index', 'js', 'web', 'node']) {
    const file = join(dist, `${name}.d.ts`);
    const bundle = await rollup({
      input: join(here, 'ts/src', `${name}.ts`),
      plugins: [dts({ tsconfig: join(here, 'tsconfig.json') })],
      external: (id) => id.startsWith('#') || id.startsWith('node:'),
      onwarn: (warning) => {
        if (warning.code !== 'EMPTY_BUNDLE') throw new Error(warning.message);
      },
    });
    await bundle.write({ file, format: 'es' });
    await bundle.close();
    await copyFile(file, join(dist, `${name}.d.mts`));
  }
}

/** The committed snapshot of the API: what a change to it does must be seen in review. */
export async function snapshotIsCurrent(dist) {
  const [now, before] = await Promise.all([
    readFile(join(dist, 'index.d.ts'), 'utf8'),
    readFile(SNAPSHOT, 'utf8').catch(() => ''),
  ]);
  return now === before;
}

export async function writeSnapshot(dist) {
  await writeFile(SNAPSHOT, await readFile(join(dist, 'index.d.ts'), 'utf8'));
}
