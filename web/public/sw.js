// The service worker: keeps the shell, the profile and the pictures for the next visit without a network.
// It never touches the API: what is known offline and what must be sent is the engine's business.
// `__ASSETS__` and `__VERSION__` are filled in by `cargo xtask web`.
const ASSETS = __ASSETS__;
const SHELL = 'tuike-shell-__VERSION__';
const PICTURES = 'tuike-pictures';
const MOST_PICTURES = 400;
const NO_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-21 -21 66 66"><path d="M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15 9.5v.01" fill="none" stroke="#9aa1a9" stroke-linecap="round"/></svg>';
const PAGE = '/';
const PROFILE = '/profile.json';

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL);
    await cache.addAll([...ASSETS, PAGE, PROFILE].map((url) => new Request(url, { cache: url === PAGE || url === PROFILE ? 'reload' : 'default' })));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('tuike-shell-') && name !== SHELL) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || /^\/(api|__)/.test(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (ASSETS.includes(url.pathname)) event.respondWith(asset(request));
  else if (url.pathname === PROFILE) event.respondWith(profile(request));
  else if (request.destination === 'image') event.respondWith(picture(event, request));
});

/** The network's answer, or nothing after `millis`. */
async function soon(request, millis, init) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), millis);
  try {
    const answer = await fetch(request, { ...init, signal: abort.signal });
    return answer.status < 500 ? answer : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The server's page where it comes soon (a share link's first paint is in it), else the shell. */
async function page(request) {
  return (await soon(request, 2500)) || (await (await caches.open(SHELL)).match(PAGE)) || Response.error();
}

async function asset(request) {
  return (await (await caches.open(SHELL)).match(new URL(request.url).pathname)) || fetch(request);
}

/** Network first. The kept copy says so, and the app knows from it that the server is out of reach. */
async function profile(request) {
  const cache = await caches.open(SHELL);
  const answer = await soon(request, 4000, { cache: 'no-store' });
  if (answer && answer.ok) {
    await cache.put(PROFILE, answer.clone());
    return answer;
  }
  const kept = await cache.match(PROFILE);
  if (!kept) return Response.error();
  const headers = new Headers(kept.headers);
  headers.set('x-kept', '1');
  return new Response(await kept.text(), { status: 200, headers });
}

/** Pictures from the cache; the oldest give way past the bound. */
async function picture(event, request) {
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request).catch(() => null);
  if (!answer) return new Response(NO_PICTURE, { headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' } });
  if (answer.ok) {
    const copy = answer.clone();
    event.waitUntil((async () => {
      await cache.put(request, copy);
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PICTURES)).map((key) => cache.delete(key)));
    })());
  }
  return answer;
}
