// The types of the built package in projects of different kinds.

import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const TSC = here('../../node_modules/typescript/bin/tsc');

/** No skipLibCheck: the package's own declarations are checked along. */
const STRICT = ['--noEmit', '--ignoreConfig', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
const PROJECTS = {
  'an app with no library but ES2017': ['app.ts', '--target', 'es2017', '--lib', 'es2017'],
  'a WeChat mini-program': [
    'wechat.ts',
    '--target',
    'es2017',
    '--lib',
    'es2020',
    '--types',
    'miniprogram-api-typings',
    '--skipLibCheck',
  ],
  'an Alipay mini-program': [
    'alipay.ts',
    '--target',
    'es2018',
    '--lib',
    'es2020',
    '--types',
    '@mini-types/alipay',
    '--skipLibCheck',
  ],
  'an app that imports its profile': ['profiles.ts', '--target', 'es2022', '--lib', 'es2022', '--resolveJsonModule'],
  'a project with `using`': ['disposal.ts', '--target', 'es2022', '--lib', 'es2022,esnext.disposable'],
};

for (const [name, [file, ...options]] of Object.entries(PROJECTS)) {
  it(`${name} compiles`, async () => {
    const resolve = ['--module', 'esnext', '--moduleResolution', 'bundler'];
    try {
      await promisify(execFile)(process.execPath, [TSC, ...STRICT, ...resolve, ...options, here(`types/${file}`)], {
        cwd: here('../..'),
      });
    } catch (error) {
      throw new Error(error.stdout || error.message);
    }
  });
}
