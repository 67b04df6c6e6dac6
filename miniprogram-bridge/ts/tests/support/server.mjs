// A small server that answers as it is told, on a port of its own.
//
//   const server = await serve((request) => ({ status: 200, body: '{}' }));

import http from 'node:http';

/** Answers: `{ status?, headers?, body? }`, `'drop'` (the connection breaks), `'never'`. */
export async function serve(answer) {
  const requests = [];
  const server = http.createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = {
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push(request);
      const told = answer(request, requests.length - 1);
      if (told === 'drop') incoming.socket.destroy();
      else if (told !== 'never') {
        outgoing.writeHead(told.status || 200, { 'content-type': 'application/json', ...told.headers });
        outgoing.end(told.body === undefined ? '' : told.body);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    requests,
    base: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
