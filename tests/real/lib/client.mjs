// The package as an app has it, before a server that knows nothing of it.
//
//   const client = await connect('vendure', cutter.base);

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { load, nodeHost } from 'tuike-core/node';

import { temporary } from '../../packaging/projects.mjs';

const require = createRequire(import.meta.url);

/** A profile as the package ships it. */
export const profile = (name) => JSON.parse(fs.readFileSync(require.resolve(`tuike-core/profiles/${name}.json`), 'utf8'));

/** A client of a shipped profile, with nothing changed in it but where the server is. */
export async function connect(name, base, dir = path.join(temporary(name), 'store'), change = (as) => as) {
  const tuike = await load();
  const host = { ...nodeHost({ dir }), name: `node ${dir}` };
  return tuike.connect({ backend: change({ ...profile(name), base }), host });
}

/** All rows of a resource, page after page, and how many pages there were. */
export async function everyPage(client, resource, params = {}) {
  const rows = [];
  let pages = 0;
  for (let cursor = null; ; ) {
    const page = await client.query(resource, cursor === null ? params : { ...params, cursor });
    rows.push(...page.data);
    pages += 1;
    if (page.next === null || page.next === undefined) return { rows, pages, total: page.total };
    cursor = page.next;
  }
}
