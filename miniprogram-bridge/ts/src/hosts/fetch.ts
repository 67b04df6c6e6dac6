/**
 * HTTP through `fetch`, for browsers and Node.
 *
 * Redirects are followed; the HTTP cache is passed by, because the core keeps its own and knows how old
 * it is. A broken connection and a refused one are both `Offline`: `fetch` does not tell them apart.
 */

import type { HttpRequest, HttpResponse } from '../api';
import { hostError, messageOf } from '../errors';

export async function fetchHttp(request: HttpRequest): Promise<HttpResponse> {
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
