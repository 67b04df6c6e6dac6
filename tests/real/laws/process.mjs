// `promoter.mjs` as a child of the test.
//
//   const client = await startPromoter(dir, profile);
//   await client.ask({ do: 'submit', n: 1, name: 'order', body });
//   await client.kill();       // SIGKILL: nothing is told to it

import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('promoter.mjs', import.meta.url));

export async function startPromoter(dir, profile) {
  const child = spawn(process.execPath, [SCRIPT, dir, JSON.stringify(profile)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  // A write to one that was just killed fails, as it should.
  child.stdin.on('error', () => {});
  const events = [];
  const waiting = [];
  let gone = false;
  readline.createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text);
    if (line.event) events.push(line);
    for (const one of [...waiting]) if (one.wants(line)) one.done(line);
  });
  ended.then(() => {
    gone = true;
    for (const one of [...waiting]) one.fail(new Error('the client ended'));
  });
  const next = (wants) =>
    new Promise((resolve, reject) => {
      if (gone) return reject(new Error('the client ended'));
      const leave = (then) => (value) => {
        waiting.splice(waiting.indexOf(one), 1);
        then(value);
      };
      const one = { wants, done: leave(resolve), fail: leave(reject) };
      waiting.push(one);
    });
  const isAnswer = (command) => (line) => {
    if (line.failed) return JSON.stringify(line.failed) === JSON.stringify(command);
    if (command.n !== undefined) return (line.stored ?? line.answered) === command.n;
    return { flush: 'flushed', outbox: 'outbox', login: 'login', close: 'closed' }[command.do] in line;
  };
  await next((line) => line.ready);
  return {
    events,
    /** Hands over a command; the answer, or the reason it failed. */
    async ask(command) {
      const answer = next(isAnswer(command));
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const line = await answer;
      if (line.failed) throw Object.assign(new Error(line.message), { code: line.code });
      return line;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async close() {
      child.stdin.write('{"do":"close"}\n');
      await ended;
    },
  };
}
