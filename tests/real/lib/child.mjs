// A server as a child of the test: it ends with the test, however that ends.
//
//   const shop = await startServer('vendure.mjs');     shop.base     await shop.stop();

import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('..', import.meta.url));

/** Starts `node script …` and waits for its line `listening on http://…`. */
export async function startServer(script, args = []) {
  const child = spawn(process.execPath, [script, ...args], { cwd: HERE, stdio: ['ignore', 'pipe', 'inherit'] });
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

/** Resolves when the child has ended; kills it when this process does. */
export function endsWithUs(child) {
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  return new Promise((resolve) => {
    child.on('error', resolve);
    child.on('exit', resolve);
  }).finally(() => process.off('exit', kill));
}
