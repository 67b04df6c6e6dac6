// A phone's network: real HTTP to a real server while it is on. Says how a request ended; how a host
// words that is the host's own business.
//
//   const network = new Network();
//   const task = network.send({ method: 'GET', url, headers: {}, body: null, timeout: 60000 });
//   await task.done   // { status, headers, bytes } or rejects with { why: 'offline' | 'timeout' | 'aborted' | 'broken' }

import http from 'node:http';

/** Both hosts: at most ten at once, the others wait. */
const AT_ONCE = 10;

export class Network {
  constructor() {
    this.online = true;
    this.flying = new Set();
    this.queue = [];
    /** Every request that left the phone: `{ method, path }`. */
    this.log = [];
  }

  /** Requests in the air break when the network goes. */
  setOnline(online) {
    this.online = online;
    if (!online) for (const task of this.flying) task.fail('offline');
  }

  /** The app was killed: nothing of it goes on. */
  drop() {
    this.queue = [];
    for (const task of this.flying) task.fail('aborted');
  }

  send(request) {
    const task = new Task(this, request);
    if (this.flying.size < AT_ONCE) task.start();
    else this.queue.push(task);
    return task;
  }

  landed(task) {
    this.flying.delete(task);
    const next = this.queue.shift();
    if (next) next.start();
  }
}

class Task {
  constructor(network, request) {
    this.network = network;
    this.request = request;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  start() {
    const { network, request } = this;
    network.flying.add(this);
    if (!network.online) {
      this.fail('offline');
      return;
    }
    const url = new URL(request.url);
    network.log.push({ method: request.method, path: url.pathname + url.search });
    this.timer = setTimeout(() => this.fail('timeout'), request.timeout).unref();
    const headers = { ...request.headers };
    if (request.body !== null) headers['content-length'] = Buffer.byteLength(request.body);
    this.http = http.request(url, { method: request.method, headers, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', () => this.fail('broken'));
      response.on('end', () => {
        if (!response.complete) {
          this.fail('broken');
          return;
        }
        this.end();
        this.resolve({ status: response.statusCode, headers: asSent(response.rawHeaders), bytes: Buffer.concat(chunks) });
      });
    });
    this.http.on('error', () => this.fail('broken'));
    this.http.end(request.body ?? undefined);
  }

  abort() {
    this.fail('aborted');
  }

  fail(why) {
    if (this.ended) return;
    this.end();
    this.reject({ why });
    if (this.http) this.http.destroy();
  }

  end() {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.network.landed(this);
  }
}

/** Header names as the server wrote them: phones do not lower them. */
function asSent(raw) {
  const headers = {};
  for (let i = 0; i < raw.length; i += 2) headers[raw[i]] = raw[i + 1];
  return headers;
}
