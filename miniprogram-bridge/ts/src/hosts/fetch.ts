/**
 * HTTP through `fetch`, for browsers and Node.
 *
 * Redirects are followed; the HTTP cache is passed by, because the core keeps its own and knows how old
 * it is. A broken connection and a refused one are both `Offline`: `fetch` does not tell them apart.
 *
 * What is to outlive its page is sent with `keepalive`: at most 64 KB of bodies at a time, says the
 * standard; what is more goes the ordinary way. Browsers without it (Firefox before 133,
 * Safari before 13; developer.mozilla.org, read 2026-11) send a beacon where the request has no header
 * that a beacon cannot have. Nobody hears a beacon's answer: it is a `Timeout`, and is asked for again.
 */

import type { HttpRequest, HttpResponse } from '../api';
import { hostError, messageOf } from '../errors';

/** The most that may be on its way with `keepalive`, in bytes (fetch.spec.whatwg.org, read 2026-11). */
const KEEPALIVE = 65_536;
let goingOn = 0;

export async function fetchHttp(request: HttpRequest): Promise<HttpResponse> {
  if (request.keepalive !== true) return exchange(request, false);
  if (!('keepalive' in Request.prototype)) {
    if (beacon(request)) throw hostError('Timeout', 'sent as a beacon, which has no answer');
    return exchange(request, false);
  }
  const size = new Blob([request.body || '']).size;
  if (goingOn + size > KEEPALIVE) return exchange(request, false);
  goingOn += size;
  try {
    return await exchange(request, true);
  } finally {
    goingOn -= size;
  }
}

/** A beacon is a POST whose only header is its body's type. */
function beacon({ method, url, headers, body }: HttpRequest): boolean {
  const names = Object.keys(headers);
  if (method !== 'POST' || names.some((name) => name.toLowerCase() !== 'content-type')) return false;
  if (typeof navigator !== 'object' || typeof navigator.sendBeacon !== 'function') return false;
  return navigator.sendBeacon(url, new Blob([body || ''], { type: headers[names[0] as string] || '' }));
}

async function exchange(request: HttpRequest, keepalive: boolean): Promise<HttpResponse> {
  const abort = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    abort.abort();
  }, request.timeout);
  try {
    const init: RequestInit = {
      method: request.method,
      headers: request.headers,
      cache: 'no-store',
      signal: abort.signal,
      keepalive,
    };
    if (request.body !== undefined) init.body = request.body;
    const response = await fetch(request.url, init);
    const headers: { [name: string]: string } = {};
    response.headers.forEach((value, name) => {
      headers[name] = value;
    });
    return { status: response.status, headers, body: await response.text() };
  } catch (error) {
    if (timedOut) throw hostError('Timeout', `no answer within ${request.timeout} ms`);
    const cause = (error as { cause?: unknown } | null)?.cause;
    throw hostError('Offline', messageOf(cause === undefined ? error : cause));
  } finally {
    clearTimeout(timer);
  }
}
