// What one change costs the durable store: bytes written, and the time until it is durable.
//
// Two questions. An order handed over while 10, or 10,000, wait already; and one answer that changed in
// a cache of 5,000. Ours goes through `submit` and `query` over a host that never reaches the network
// (orders) or answers at once (reads). Beside it:
//
// - TanStack's persister of the whole client (`persistQueryClientSave`): one blob, as its documentation
//   advises; paused mutations and answers alike. In an app it is throttled to once a second, so that a
//   change may also be lost for a second; here each change is saved, as `submit` promises.
// - TanStack's experimental persister of one query (`experimental_createQueryPersister`): reads only.
// - a list in localStorage that is written anew at every change.
//
// All write into a Map: what differs is what is written, not the disk. Bytes are of UTF-8.
import { MutationObserver, QueryClient, onlineManager } from '@tanstack/query-core';
import { experimental_createQueryPersister, persistQueryClientSave } from '@tanstack/query-persist-client-core';
import { load } from '../../pkg/dist/node.mjs';
import { memoryHost } from '../../pkg/dist/index.mjs';
import { compareAsync, machine, seeded, table } from './harness.mjs';

const profile = {
  version: 1,
  base: 'https://shop.example',
  resources: { product: { get: '/goods/{id}', cache: { fresh: '1h' } } },
  mutations: { order: { post: '/orders', lane: 'orders', idempotency: 'Idempotency-Key' } },
};

/** A Map that counts what is written into it. */
class Counted {
  bytes = 0;
  held = new Map();
  write(key, value) {
    this.bytes += typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength;
    this.held.set(key, value);
  }
  /** What `change` writes, each time, on average over a few. */
  async cost(change, times = 5) {
    const before = this.bytes;
    for (let i = 0; i < times; i++) await change(i);
    return (this.bytes - before) / times;
  }
}

const random = seeded(42);
const order = (n) => ({ item: String(100000 + n), quantity: 1 + Math.floor(random() * 3), note: '送到门口', token: '8q20000001h01m3f' });
const product = (n, version) => ({
  id: String(n), title: `口红 柔雾哑光 显白不挑皮 ${n}`, list: '199.00', paid: (100 + (version % 90)).toFixed(2),
  image: `https://img.shop.example/goods/${n}/main.jpg`, category: 'beauty/lip', sales: Math.floor(random() * 9999),
});

await machine();

async function ourClient(tier, http) {
  const counted = new Counted();
  const tuike = await load({ tier });
  const store = {
    read: async (key) => counted.held.get(key) || null,
    write: async (key, bytes) => counted.write(key, bytes),
    remove: async (key) => void counted.held.delete(key),
    keys: async (prefix) => [...counted.held.keys()].filter((key) => key.startsWith(prefix)),
  };
  const client = await tuike.connect({ backend: profile, host: memoryHost({ store, http }) });
  return { client, counted };
}

/** An engine compiles the JavaScript tier while it runs: a few hundred orders that do not count. */
async function warmed(tier) {
  const { client } = await ourClient(tier, offline);
  for (let n = 0; n < 300; n++) await client.submit('order', order(n));
  client.close();
}

const offline = () => Promise.reject({ kind: 'Offline', message: 'no network' });

async function outbox(waiting) {
  const contenders = {};
  const bytes = {};
  const ends = [];
  for (const [name, tier] of [['tuike (wasm)', 'wasm'], ['tuike (js tier)', 'js']]) {
    const { client, counted } = await ourClient(tier, offline);
    for (let n = 0; n < waiting; n++) await client.submit('order', order(n));
    contenders[name] = () => client.submit('order', order(7));
    bytes[name] = await counted.cost(contenders[name]);
    ends.push(() => client.close());
  }

  onlineManager.setOnline(false);
  const queryClient = new QueryClient();
  const blob = new Counted();
  const persister = { persistClient: async (state) => blob.write('client', JSON.stringify(state)), restoreClient: async () => {}, removeClient: async () => {} };
  const mutate = (body) => {
    const observer = new MutationObserver(queryClient, { mutationKey: ['order'], mutationFn: offline });
    observer.mutate(body).catch(() => {});
  };
  for (let n = 0; n < waiting; n++) mutate(order(n));
  contenders['TanStack, whole client'] = async () => {
    mutate(order(7));
    await persistQueryClientSave({ queryClient, persister });
  };
  bytes['TanStack, whole client'] = await blob.cost(contenders['TanStack, whole client']);

  const list = new Counted();
  const queue = Array.from({ length: waiting }, (_, n) => ({ id: n, body: order(n) }));
  contenders['a list in localStorage'] = async () => {
    queue.push({ id: queue.length, body: order(7) });
    list.write('queue', JSON.stringify(queue));
  };
  bytes['a list in localStorage'] = await list.cost(contenders['a list in localStorage']);

  // Each turn is a handful of changes: the queues stay about as long as the title says.
  const figures = await compareAsync(contenders, { rounds: 9, calls: waiting > 1000 ? 3 : 2 });
  table(`one more order while ${waiting.toLocaleString('en')} wait, until it is stored`, figures, { ours: 'tuike (wasm)', unit: 'µs' });
  written(bytes);
  for (const end of ends) end();
  queryClient.clear();
  onlineManager.setOnline(true);
}

async function cache(entries) {
  const contenders = {};
  const bytes = {};
  const ends = [];
  for (const [name, tier] of [['tuike (wasm)', 'wasm'], ['tuike (js tier)', 'js']]) {
    let version = 0;
    const http = async ({ url }) => ({ status: 200, headers: {}, body: JSON.stringify(product(Number(url.split('/').pop()), version++)) });
    const { client, counted } = await ourClient(tier, http);
    for (let n = 0; n < entries; n++) await client.query('product', { id: n });
    await client.flush();
    if (counted.held.size < entries) throw new Error(`only ${counted.held.size} of ${entries} are stored`);
    contenders[name] = () => client.query('product', { id: 2500 }, { refresh: true });
    bytes[name] = await counted.cost(contenders[name]);
    ends.push(() => client.close());
  }

  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity } } });
  for (let n = 0; n < entries; n++) queryClient.setQueryData(['product', n], product(n, 0));
  let version = 1;
  const blob = new Counted();
  const whole = { persistClient: async (state) => blob.write('client', JSON.stringify(state)), restoreClient: async () => {}, removeClient: async () => {} };
  contenders['TanStack, whole client'] = async () => {
    queryClient.setQueryData(['product', 2500], product(2500, version++));
    await persistQueryClientSave({ queryClient, persister: whole });
  };
  bytes['TanStack, whole client'] = await blob.cost(contenders['TanStack, whole client']);

  const single = new Counted();
  const storage = { getItem: async (key) => single.held.get(key), setItem: async (key, value) => single.write(key, value), removeItem: async (key) => void single.held.delete(key) };
  const persister = experimental_createQueryPersister({ storage });
  contenders['TanStack, one query (experimental)'] = async () => {
    queryClient.setQueryData(['product', 2500], product(2500, version++));
    await persister.persistQueryByKey(['product', 2500], queryClient);
  };
  bytes['TanStack, one query (experimental)'] = await single.cost(contenders['TanStack, one query (experimental)']);

  const rows = new Counted();
  const all = Object.fromEntries(Array.from({ length: entries }, (_, n) => [n, { at: 1767300000000, data: product(n, 0) }]));
  contenders['a map in localStorage'] = async () => {
    all[2500] = { at: 1767300000000, data: product(2500, version++) };
    rows.write('cache', JSON.stringify(all));
  };
  bytes['a map in localStorage'] = await rows.cost(contenders['a map in localStorage']);

  const figures = await compareAsync(contenders, { rounds: 9, calls: 5 });
  table(`one changed answer in a cache of ${entries.toLocaleString('en')}, asked and stored`, figures, { ours: 'tuike (wasm)', unit: 'µs' });
  written(bytes);
  for (const end of ends) end();
  queryClient.clear();
}

function written(bytes) {
  const ours = bytes['tuike (wasm)'];
  const width = Math.max(...Object.keys(bytes).map((name) => name.length));
  console.log(`\n${''.padEnd(width)}  ${'bytes written'.padStart(14)}  ${'× ours'.padStart(10)}`);
  for (const [name, count] of Object.entries(bytes)) {
    console.log(`${name.padEnd(width)}  ${Math.round(count).toLocaleString('en').padStart(14)}  ${(count / ours).toFixed(1).padStart(10)}`);
  }
}

await warmed('wasm');
await warmed('js');
await outbox(10);
await outbox(10_000);
await cache(5_000);
