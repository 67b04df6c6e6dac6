/** One `.d.ts` an entry, with nothing to resolve; the same again as `.d.mts` for ES modules. */

import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const here = fileURLToPath(new URL('..', import.meta.url));

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
