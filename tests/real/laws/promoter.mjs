// A client in a process of its own, so that it can be killed. Its store is a folder; whoever starts the
// next one over the same folder goes on where this one ended.
//
//   node promoter.mjs DIR PROFILE      ← a line of JSON a command, → a line of JSON an answer or event
//
//   { "do": "submit", "n": 7, "name": "order", "body": {…} }   → { "stored": 7 } once it is durable
//   { "do": "track", "n": 8, "name": "look", "props": {…} }    → { "stored": 8 }
//   { "do": "query", "n": 9, "name": "products", "params": {} } → { "answered": 9, "page": {…} }
//   { "do": "flush" }                                          → { "flushed": true }
//   { "do": "outbox" }                                         → { "outbox": {…} }
//   { "do": "login", "params": {…} }                           → { "login": {…} }
//   { "do": "close" }                                          ends the process

import readline from 'node:readline';

import { load, nodeHost } from 'tuike-core/node';

const [dir, profile] = process.argv.slice(2);
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const tuike = await load();
const client = await tuike.connect({ backend: JSON.parse(profile), host: nodeHost({ dir }) });
for (const name of ['sent', 'dead', 'synced', 'unauthorized', 'evicted', 'damaged']) {
  client.on(name, (event) => tell({ event: name, ...event }));
}
tell({ ready: true });

const commands = {
  submit: ({ n, name, body }) => client.submit(name, body).then(({ id }) => ({ stored: n, id })),
  track: ({ n, name, props }) => client.track(name, props).then(() => ({ stored: n })),
  query: ({ n, name, params, options }) => client.query(name, params, options).then((page) => ({ answered: n, page })),
  flush: () => client.flush().then(() => ({ flushed: true })),
  outbox: () => ({ outbox: client.outbox() }),
  login: ({ params }) => client.login(params).then((page) => ({ login: page.data })),
  close: () => {
    client.close();
    process.stdin.destroy();
    return { closed: true };
  },
};
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line);
  Promise.resolve()
    .then(() => commands[command.do](command))
    .then(tell, (error) => tell({ failed: command, code: error.code, message: error.message }));
});
