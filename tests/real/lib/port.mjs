// Ports of this machine, for servers that cannot be asked which one they took.

import net from 'node:net';

import { until } from '../laws/laws.mjs';

/** One that was free a moment ago. */
export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Resolves once somebody accepts connections there; fails where `ended` comes first. */
export async function listening(port, ended) {
  let code;
  ended.then((with_) => {
    code = with_ ?? 'a signal';
  });
  await until(`a server on port ${port}`, () => {
    if (code !== undefined) throw new Error(`the server ended with ${code} before it listened`);
    return reachable(port);
  });
}

function reachable(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
  });
}
