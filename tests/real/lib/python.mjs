// Tools that others publish on PyPI, in an environment of the test's own below `target/`.
//
//   const tools = python();                     // { run, start } or { missing: 'why' }
//   tools.run('otlp.py', input)                  const server = await tools.start('clickhouse.py')

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

import { endsWithUs } from './child.mjs';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const DIR = path.join(process.env.TUIKE_TARGET ?? path.join(HERE, '../../target'), 'python');
const BIN = path.join(DIR, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
// chdb brings pandas and pyarrow, 300 MB that nothing here asks for.
const PACKAGES = [['--no-deps', 'chdb==4.4.0', 'chdb-core==26.9.0'], ['opentelemetry-proto==1.45.2']];

export function python() {
  const stamp = path.join(DIR, 'installed.json');
  const wanted = JSON.stringify(PACKAGES);
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
    const steps = [['python3', '-m', 'venv', DIR]];
    for (const packages of PACKAGES) steps.push([BIN, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
    for (const [command, ...words] of steps) {
      const { status, stderr, error } = spawnSync(command, words, { encoding: 'utf8' });
      if (status !== 0) return { missing: `${command} ${words.join(' ')}: ${error ?? stderr}` };
    }
    fs.writeFileSync(stamp, wanted);
  }
  return { run, start };
}

/** Runs a script over a text and gives what it prints; throws what it complains of. */
function run(script, input) {
  const { status, stdout, stderr } = spawnSync(BIN, [script], { cwd: HERE, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Starts a server and waits for its line `listening on http://…`. */
async function start(script, words = []) {
  const child = spawn(BIN, [script, ...words], { cwd: HERE, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = endsWithUs(child);
  const base = await new Promise((resolve, reject) => {
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      const [, address] = /^listening on (\S+)/.exec(line) ?? [];
      if (address) resolve(address);
    });
    ended.then((code) => reject(new Error(`${script} ended with ${code} before it listened`)));
  });
  return {
    base,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
