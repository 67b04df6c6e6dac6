/** The client as callers hold it: promises and listeners over the {@link Driver}. Decides nothing. */

import type { EventView } from '../../generated/tuike_bridge';
import type {
  Client,
  ClientEvents,
  ConnectOptions,
  Host,
  Outbox,
  Page,
  Params,
  QueryOptions,
  Stats,
  TouchView,
  TuikeError,
} from './api';
import { tokenOf } from './attribution';
import type { Bridge } from './bridge';
import { type Command, Driver } from './driver';
import { bridgeError, isTuikeError, messageOf, requireJson, requireNumber, tuikeError } from './errors';

export async function connect(bridge: Bridge, given: ConnectOptions, defaultHost: () => Host): Promise<Client> {
  const options = given || {};
  const profile = requireJson(options.backend, 'profile');
  const host = options.host || defaultHost();
  const text = requireJson(engineOptions(options, host), 'options');
  const seed = requireSeed(await host.seed());
  const listeners = new Listeners();
  const raw = bridge.call((core) => new core.RawClient(profile, seed, text));
  const driver = new Driver(bridge, host, raw, (event) => listeners.tell(event));
  return new OpenClient(driver, host, listeners);
}

/** Fewer random bytes, and two phones would give two orders one idempotency key. */
function requireSeed(seed: Uint8Array): Uint8Array {
  if (seed && typeof seed !== 'string' && seed.length >= 32) return seed;
  throw bridgeError('input/wrong-type', 'host.seed: expected 32 random bytes', {
    path: 'host.seed',
    limit: '32 bytes',
  });
}

/** What the engine reads of the options; what it does not know it refuses by name. */
function engineOptions(options: ConnectOptions, { lock }: Host): object {
  const { storage } = options;
  const secret = storage && storage.secret;
  return Object.assign({}, options, {
    shared: lock !== undefined,
    // Bytes are a list in JSON. What is `undefined` is nowhere in it.
    storage:
      secret && typeof secret !== 'string' ? Object.assign({}, storage, { secret: Array.from(secret) }) : storage,
    backend: undefined,
    host: undefined,
    plan: undefined,
  });
}

type Listener = (event: EventView) => void;

class Listeners {
  private readonly all = new Set<{ kind: string; fn: Listener }>();

  add(kind: string, fn: Listener): () => void {
    // Added twice it is told twice: each has its own way to stop.
    const own = { kind, fn };
    this.all.add(own);
    return () => {
      this.all.delete(own);
    };
  }

  tell(event: EventView): void {
    for (const { fn } of Array.from(this.all).filter(({ kind }) => kind === event.kind)) {
      try {
        fn(event);
      } catch (error) {
        // The others still hear of it; whoever threw finds it as an unhandled rejection.
        Promise.reject(error);
      }
    }
  }
}

class OpenClient implements Client {
  private readonly driver: Driver;
  private readonly host: Host;
  private readonly listeners: Listeners;

  constructor(driver: Driver, host: Host, listeners: Listeners) {
    this.driver = driver;
    this.host = host;
    this.listeners = listeners;
  }

  query<T>(resource: string, params: Params = {}, options: QueryOptions = {}): Promise<Page<T>> {
    return this.page({ kind: 'query', name: resource, body: params, refresh: (options || {}).refresh === true });
  }

  watch<T>(
    resource: string,
    params: Params,
    seen: (page: Page<T>) => void,
    failed: (error: TuikeError) => void = () => {},
  ): () => void {
    let key: string | null = null;
    let stopped = false;
    const stopListening = this.listeners.add('updated', (event) => {
      if (event.kind === 'updated' && event.page.key === key) seen(event.page as Page<T>);
    });
    this.page<T>({ kind: 'watch', name: resource, body: params }).then(
      (page) => {
        key = page.key;
        if (!stopped) seen(page);
      },
      (error: unknown) => {
        if (!stopped) failed(isTuikeError(error) ? error : tuikeError('internal/panic', messageOf(error)));
      },
    );
    return () => {
      if (stopped) return;
      stopped = true;
      stopListening();
      // A client that was closed watches nothing any more.
      this.driver.command({ kind: 'unwatch', name: resource, body: params }).catch(() => {});
    };
  }

  async submit(mutation: string, body: unknown): Promise<{ id: string }> {
    const answer = await this.driver.command({ kind: 'submit', name: mutation, body });
    // The engine answers it with this and nothing else.
    return { id: (answer as Extract<typeof answer, { kind: 'stored' }>).id };
  }

  track(name: string, props: Params = {}): Promise<void> {
    return this.done({ kind: 'track', name, body: props });
  }

  common(props: Params): Promise<void> {
    return this.done({ kind: 'common', body: props });
  }

  consent(given: 'granted' | 'pending' | 'denied'): Promise<void> {
    return this.done({ kind: 'consent', name: given });
  }

  action(): string {
    return this.driver.ask((engine) => engine.action());
  }

  stats(): Stats {
    return JSON.parse(this.driver.ask((engine) => engine.stats())) as Stats;
  }

  async touch(landing: string | { token: string }): Promise<void> {
    return this.done({ kind: 'touch', name: tokenOf(landing) });
  }

  attribution(at: number = this.host.now()): TouchView | null {
    requireNumber(at, 'at');
    return JSON.parse(this.driver.ask((engine) => engine.attribution(at))) as TouchView | null;
  }

  login<T>(params: Params): Promise<Page<T>> {
    return this.page({ kind: 'login', body: params });
  }

  logout(): Promise<void> {
    return this.done({ kind: 'logout' });
  }

  outbox(): Outbox {
    return JSON.parse(this.driver.ask((engine) => engine.outbox())) as Outbox;
  }

  retry(id: string): Promise<void> {
    return this.done({ kind: 'retry', name: id });
  }

  drop(id: string): Promise<void> {
    return this.done({ kind: 'drop', name: id });
  }

  on<K extends keyof ClientEvents>(name: K, fn: (event: ClientEvents[K]) => void): () => void {
    return this.listeners.add(name, (event) =>
      fn((event.kind === 'outbox' ? event.counts : event) as unknown as ClientEvents[K]),
    );
  }

  flush(options: { timeout?: number } = {}): Promise<void> {
    const { timeout } = options || {};
    if (timeout !== undefined) requireNumber(timeout, 'timeout');
    const flushed = this.done({ kind: 'flush' });
    if (timeout === undefined) return flushed;
    return new Promise((resolve, reject) => {
      const cancel = this.host.timer(timeout, resolve);
      flushed.then(resolve, reject).then(cancel);
    });
  }

  clear(): Promise<void> {
    return this.done({ kind: 'clear' });
  }

  close(): void {
    this.driver.close();
  }

  /** Carries out what has no value. */
  private async done(command: Command): Promise<void> {
    await this.driver.command(command);
  }

  private async page<T>(command: Command): Promise<Page<T>> {
    const answer = await this.driver.command(command);
    // The engine answers a query and a login with a page and nothing else.
    return (answer as Extract<typeof answer, { kind: 'page' }>).page as Page<T>;
  }
}
