// The real demo backend, as a process of the test's own on a free port.
//
//   const backend = await startBackend(); ... await backend.stop();

import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';

import { ROOT, temporary } from './projects.mjs';

const TARGET = process.env.TUIKE_TARGET ?? path.join(ROOT, 'target');

export async function startBackend({ products = 10_000 } = {}) {
  const home = temporary('backend');
  const child = spawn(
    path.join(TARGET, 'debug/tuike-demo-backend'),
    ['--port', '0', '--products', String(products), '--db', path.join(home, 'demo.sqlite'), '--web', home],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  const lines = readline.createInterface({ input: child.stdout });
  const base = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const [, address] = /^listening on (\S+)/.exec(line) ?? [];
      if (address) resolve(address);
    });
    ended.then((code) => reject(new Error(`the demo backend ended with ${code} before it listened`)), reject);
  });
  return {
    base,
    get: (route) => fetch(base + route),
    json: async (route, options) => (await fetch(base + route, options)).json(),
    /** What the shop knows: orders, events, counts. */
    state: async () => (await fetch(`${base}/__state`)).json(),
    /** The next `times` requests to a path go wrong in the way `kind` says. */
    fault: async (fault) => {
      const answer = await fetch(`${base}/__fault`, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault),
      });
      if (!answer.ok) throw new Error(`fault refused: ${answer.status} ${await answer.text()}`);
    },
    heal: () => fetch(`${base}/__fault`, { method: 'DELETE' }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
