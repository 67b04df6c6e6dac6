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
import { isTuikeError, messageOf, requireJson, requireNumber, tuikeError } from './errors';

export async function connect(bridge: Bridge, options: ConnectOptions, defaultHost: () => Host): Promise<Client> {
  const profile = requireJson(options && options.backend, 'profile');
  const host = options.host || defaultHost();
  const text = requireJson(engineOptions(options, host), 'options');
  const seed = await host.seed();
  const listeners = new Listeners();
  const raw = bridge.call((core) => new core.RawClient(profile, seed, text));
  const driver = new Driver(bridge, host, raw, (event) => listeners.tell(event));
  return new OpenClient(driver, host, listeners);
}

/** What the engine reads of the options; what it does not know it refuses by name. */
function engineOptions(options: ConnectOptions, { lock }: Host): object {
  const said: { [name: string]: unknown } = { shared: lock !== undefined };
  for (const name of Object.keys(options)) {
    if (name !== 'backend' && name !== 'host' && name !== 'plan') said[name] = options[name as 'consent'];
  }
  const { storage } = options;
  if (storage && storage.secret && typeof storage.secret !== 'string') {
    said.storage = { ...storage, secret: Array.from(storage.secret) };
  }
  return said;
}

type Listener = (event: EventView) => void;

class Listeners {
  private readonly byKind = new Map<string, Set<Listener>>();

  add(kind: string, fn: Listener): () => void {
    const known = this.byKind.get(kind) || new Set();
    // Added twice it is told twice: each has its own way to stop.
    const own: Listener = (event) => fn(event);
    known.add(own);
    this.byKind.set(kind, known);
    return () => {
      known.delete(own);
    };
  }

  tell(event: EventView): void {
    for (const listener of Array.from(this.byKind.get(event.kind) || [])) {
      try {
        listener(event);
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
    return this.page({ kind: 'query', name: resource, body: params, refresh: options.refresh === true });
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
    this.query<T>(resource, params).then(
      (page) => {
        key = page.key;
        if (!stopped) seen(page);
      },
      (error: unknown) => {
        if (!stopped) failed(isTuikeError(error) ? error : tuikeError('internal/panic', messageOf(error)));
      },
    );
    return () => {
      stopped = true;
      stopListening();
    };
  }

  async submit(mutation: string, body: unknown): Promise<{ id: string }> {
    const answer = await this.driver.command({ kind: 'submit', name: mutation, body });
    return { id: answer.kind === 'stored' ? answer.id : '' };
  }

  async track(name: string, props: Params = {}): Promise<void> {
    await this.driver.command({ kind: 'track', name, body: props });
  }

  async common(props: Params): Promise<void> {
    await this.driver.command({ kind: 'common', body: props });
  }

  async consent(given: 'granted' | 'pending' | 'denied'): Promise<void> {
    await this.driver.command({ kind: 'consent', name: given });
  }

  action(): string {
    return this.driver.ask((engine) => engine.action());
  }

  stats(): Stats {
    return JSON.parse(this.driver.ask((engine) => engine.stats())) as Stats;
  }

  async touch(landing: string | { token: string }): Promise<void> {
    await this.driver.command({ kind: 'touch', name: tokenOf(landing) });
  }

  attribution(at: number = this.host.now()): TouchView | null {
    requireNumber(at, 'at');
    return JSON.parse(this.driver.ask((engine) => engine.attribution(at))) as TouchView | null;
  }

  login<T>(params: Params): Promise<Page<T>> {
    return this.page({ kind: 'login', body: params });
  }

  async logout(): Promise<void> {
    await this.driver.command({ kind: 'logout' });
  }

  outbox(): Outbox {
    return JSON.parse(this.driver.ask((engine) => engine.outbox())) as Outbox;
  }

  async retry(id: string): Promise<void> {
    await this.driver.command({ kind: 'retry', name: id });
  }

  async drop(id: string): Promise<void> {
    await this.driver.command({ kind: 'drop', name: id });
  }

  on<K extends keyof ClientEvents>(name: K, fn: (event: ClientEvents[K]) => void): () => void {
    return this.listeners.add(name, (event) =>
      fn((event.kind === 'outbox' ? event.counts : event) as unknown as ClientEvents[K]),
    );
  }

  flush(options: { timeout?: number } = {}): Promise<void> {
    const { timeout } = options;
    if (timeout !== undefined) requireNumber(timeout, 'timeout');
    const flushed = this.driver.command({ kind: 'flush' }).then(() => {});
    if (timeout === undefined) return flushed;
    return new Promise((resolve, reject) => {
      const cancel = this.host.timer(timeout, resolve);
      flushed.then(resolve, reject).then(cancel);
    });
  }

  async clear(): Promise<void> {
    await this.driver.command({ kind: 'clear' });
  }

  close(): void {
    this.driver.close();
  }

  private async page<T>(command: Command): Promise<Page<T>> {
    const answer = await this.driver.command(command);
    // The engine answers a query and a login with a page and nothing else.
    return (answer as Extract<typeof answer, { kind: 'page' }>).page as Page<T>;
  }
}
