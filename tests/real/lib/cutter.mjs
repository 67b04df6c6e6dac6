// A small proxy that loses what it is told to lose.
//
//   const cutter = await startCutter(server.base);     // talk to cutter.base
//   cutter.lose((request) => request.body.includes('addPayment'));
//   const release = cutter.hold((request) => …);   // what matches waits in front of the server
//   cutter.seen        // every request: method, url, headers, body, lost, answer { status, body } once it came

import http from 'node:http';

export async function startCutter(target) {
  const losses = [];
  const holds = [];
  const seen = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      const one = { method: request.method, url: request.url, headers: request.headers, body, lost: null };
      seen.push(one);
      await Promise.all(holds.filter(({ matches }) => matches(one)).map(({ released }) => released));
      const loss = losses.findIndex(({ matches }) => matches(one));
      if (loss >= 0) one.lost = losses.splice(loss, 1)[0].what;
      if (one.lost === 'request') return request.socket.destroy();
      forward(one, (status, headers, answer) => {
        one.answer = { status, body: answer.toString() };
        if (one.lost) return request.socket.destroy();
        response.writeHead(status, headers);
        response.end(answer);
      });
    });
  });
  const forward = ({ method, url, headers, body }, done) => {
    // The host stays as the client wrote it, or links would lead past here. Nothing packed: tests look into it.
    const onwards = http.request(target + url, { method, headers: { ...headers, 'accept-encoding': 'identity' } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const { 'transfer-encoding': _, ...kept } = answer.headers;
        done(answer.statusCode, kept, Buffer.concat(chunks));
      });
    });
    onwards.on('error', (error) => done(502, {}, Buffer.from(error.message)));
    onwards.end(body);
  };
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    seen,
    /** The answer to the next request that matches never arrives; or, `what: 'request'`, it itself does not. */
    lose: (matches, what = 'answer') => losses.push({ matches, what }),
    hold(matches) {
      let release;
      const hold = { matches, released: new Promise((resolve) => { release = resolve; }) };
      holds.push(hold);
      return () => {
        holds.splice(holds.indexOf(hold), 1);
        release();
      };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
