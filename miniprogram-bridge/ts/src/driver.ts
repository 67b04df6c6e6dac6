/**
 * The driver: one short loop between the engine in Rust and a host. Its twin in Rust is
 * `web/src/driver.rs`.
 *
 * After everything that happens it starts what the engine asks for, tells what the engine says, and
 * arms one timer for the engine's next deadline. It decides nothing: what to send, keep, retry or give
 * up is the engine's business.
 */

import type { EffectView, EventView, RawClient } from '../../generated/tuike_bridge';
import type { Host, HttpRequest, HttpResponse, Lease, Lock, TuikeError } from './api';
import { type Bridge, Owned } from './bridge';
import { bridgeError, hostError, hostErrorKind, jsonText, messageOf, requireText, tuikeError } from './errors';

type Answer = Extract<EventView, { command: number }>;
type HttpEffect = Extract<EffectView, { kind: 'http' }>;

interface Answered {
  status: number;
  headers: string;
  body: string;
}

/** What the app wants; see the engine's `Command`. */
export interface Command {
  kind:
    | 'query'
    | 'watch'
    | 'unwatch'
    | 'submit'
    | 'track'
    | 'common'
    | 'consent'
    | 'touch'
    | 'login'
    | 'logout'
    | 'retry'
    | 'drop'
    | 'flush'
    | 'clear';
  /** The resource, mutation, event, entry or word, where the kind has one. */
  name?: string;
  /** The parameters, body or properties, where the kind has such. */
  body?: unknown;
  refresh?: boolean;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** A turn at a lock. */
interface Turn {
  lease: Lease;
  /** Ends it; nothing to call once it is over. */
  end: (() => void) | undefined;
}

/** What the body of a command is called, where it is not parameters. */
const BODIES: { [kind: string]: string | undefined } = { submit: 'body', track: 'props', common: 'props' };

/** A host that says nothing for so many ms after a request's own timeout never will. */
const GRACE = 5_000;

export class Driver {
  private readonly host: Host;
  private readonly tell: (event: EventView) => void;
  private readonly engine: Owned<RawClient>;
  private readonly waiting = new Map<number, Waiting>();
  /** The last turn at each lock, by its name. */
  private readonly turns = new Map<string, Turn>();
  private stopLifecycle: () => void = () => {};
  private stopTimer: () => void = () => {};
  private commands = 0;
  /** What the host's clock said last. */
  private clock = 0;
  private turning = false;
  /** Store operations under way. */
  private storing = 0;
  private state: 'open' | 'closing' | 'ended' = 'open';

  /** @param tell Hears every event but the answers to commands. */
  constructor(bridge: Bridge, host: Host, raw: RawClient, tell: (event: EventView) => void) {
    this.host = host;
    this.tell = tell;
    this.engine = new Owned(bridge, 'client', raw);
    // A host of one's own may forget to say how to stop.
    this.stopLifecycle =
      host.lifecycle((event) => this.input((engine) => engine.lifecycle(this.now(), event))) || nothingToStop;
    this.turn();
  }

  /** Hands over a command; resolves with the event that answers it. */
  command({ kind, name = '', body = null, refresh = false }: Command): Promise<Answer> {
    return new Promise((resolve, reject) => {
      requireText(name, 'name');
      const text = jsonText(body, BODIES[kind] || 'params');
      const id = ++this.commands;
      this.ask((engine) => engine.command(this.now(), id, kind, name, text, refresh));
      this.waiting.set(id, { resolve, reject });
      this.turn();
    });
  }

  /** Asks the engine on behalf of the app. */
  ask<T>(question: (engine: RawClient) => T): T {
    if (this.state !== 'open') throw closedError();
    return this.call(question);
  }

  /**
   * Takes nothing more from the app and sends nothing more, but lets the store finish what it was asked:
   * what was just delivered is not delivered again by the next life.
   */
  close(): void {
    if (this.state !== 'open') return;
    this.state = 'closing';
    this.refuse(closedError());
    this.endWhenStored();
  }

  /** Calls the engine; a panic ends this client. */
  private call<T>(question: (engine: RawClient) => T): T {
    try {
      return this.engine.call(question);
    } catch (error) {
      if ((error as TuikeError).code === 'internal/panic') this.stop(error);
      throw error;
    }
  }

  /**
   * The host's clock. One that throws stands still: inside a call of the core what is thrown would look like
   * a panic, and end every client of the instance.
   */
  private now(): number {
    try {
      const now = Number(this.host.now());
      if (now >= 0) this.clock = now;
    } catch {
      // It stands still.
    }
    return this.clock;
  }

  /** Something happened outside: the engine hears of it and the loop turns. */
  private input(happened: (engine: RawClient) => void): void {
    if (this.state === 'ended') return;
    try {
      this.call(happened);
    } catch {
      // A panic has ended this client. What the engine refuses, a host's word that is none, changes nothing.
    }
    this.turn();
  }

  /** The loop. An event's listener may hand over a command: the turn that runs takes it along. */
  private turn(): void {
    if (this.turning) return;
    this.turning = true;
    try {
      let found = true;
      while (found && this.state !== 'ended') {
        const effect = this.call((engine) => engine.pollEffect());
        if (effect !== undefined) this.start(JSON.parse(effect) as EffectView);
        const event = this.call((engine) => engine.pollEvent());
        if (event !== undefined) this.hear(JSON.parse(event) as EventView);
        found = effect !== undefined || event !== undefined;
      }
      if (this.state === 'open') this.arm();
    } catch (error) {
      this.stop(error);
    } finally {
      this.turning = false;
    }
    this.endWhenStored();
  }

  private arm(): void {
    this.stopTimer();
    const deadline = this.call((engine) => engine.nextDeadline());
    if (deadline === undefined) return;
    const wake = () => this.input((engine) => engine.wake(this.now()));
    this.stopTimer = this.host.timer(Math.max(0, deadline - this.now()), wake) || nothingToStop;
  }

  private start(effect: EffectView): void {
    const { id } = effect;
    const { store } = this.host;
    const stores = 'key' in effect || effect.kind === 'keys';
    if (!stores && this.state !== 'open') return;
    this.storing += stores ? 1 : 0;
    const done = <T>(work: () => Promise<T>, resolved: (engine: RawClient, now: number, value: T) => void) => {
      const ended = (outcome: (engine: RawClient) => void) => {
        this.storing -= stores ? 1 : 0;
        this.input(outcome);
      };
      // A host that throws instead of rejecting has failed all the same.
      Promise.resolve()
        .then(work)
        .then(
          (value) => ended((engine) => resolved(engine, this.now(), value)),
          (error: unknown) => ended((engine) => engine.fail(this.now(), id, hostErrorKind(error), messageOf(error))),
        );
    };
    const nothing = (engine: RawClient, now: number) => engine.resolveDone(now, id);
    switch (effect.kind) {
      case 'http':
        done(
          () => this.request(effect),
          (engine, now, { status, headers, body }) => engine.resolveHttp(now, id, status, headers, body),
        );
        break;
      case 'read':
        done(
          async () => bytesOrNothing(await store.read(effect.key)),
          (engine, now, bytes) => engine.resolveBytes(now, id, bytes),
        );
        break;
      case 'write': {
        const bytes = this.call((engine) => engine.effectBytes());
        done(() => store.write(effect.key, bytes), nothing);
        break;
      }
      case 'remove':
        done(() => store.remove(effect.key), nothing);
        break;
      case 'keys':
        done(
          async () => lines(await store.keys(effect.prefix)),
          (engine, now, keys) => engine.resolveKeys(now, id, keys),
        );
        break;
      case 'acquire':
        done(
          () => this.acquire(effect.name),
          (engine, now, { until, alone }) => engine.resolveLock(now, id, until, alone),
        );
        break;
      case 'release':
        this.release(this.turns.get(effect.name));
        done(async () => {}, nothing);
        break;
    }
  }

  private request(effect: HttpEffect): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const late = () => reject(hostError('Timeout', 'no answer'));
      const stop = this.host.timer(effect.timeout + GRACE, late);
      const sent = async () => answer(await this.host.http(httpRequest(effect)));
      sent().then(resolve, reject).then(stop);
    });
  }

  /** Waits for a turn at a lock; who has one already and asks anew has it still, unless its time is over. */
  private acquire(name: string): Promise<{ until: number | undefined; alone: boolean }> {
    const last = this.turns.get(name);
    if (last !== undefined && last.end !== undefined) {
      const { until } = last.lease;
      if (until === undefined || until > this.now()) return Promise.resolve({ until, alone: true });
      last.end();
    }
    // Asked for only where there is one.
    const lock = this.host.lock as Lock;
    return new Promise((resolve, reject) => {
      const turn = (lease: Lease) =>
        new Promise<void>((end) => {
          if (this.state !== 'open') return end();
          this.turns.set(name, { lease, end });
          // A host that counts no turns leaves it open: NaN is nothing's equal.
          resolve({ until: lease.until, alone: last !== undefined && Number(lease.turn) - 1 === last.lease.turn });
        });
      lock(name, turn).then(() => reject(hostError('Other', 'no turn')), reject);
    });
  }

  private release(turn: Turn | undefined): void {
    if (turn === undefined) return;
    if (turn.end !== undefined) turn.end();
    turn.end = undefined;
  }

  private hear(event: EventView): void {
    if (!('command' in event)) {
      if (this.state === 'open') this.tell(event);
      return;
    }
    const waiting = this.waiting.get(event.command);
    if (waiting === undefined) return;
    this.waiting.delete(event.command);
    if (event.kind === 'failed') waiting.reject(tuikeError(event.error.code, event.error.message, event.error.details));
    else waiting.resolve(event);
  }

  private endWhenStored(): void {
    if (this.state !== 'closing' || this.turning || this.storing > 0) return;
    this.end();
    this.engine.free();
  }

  private end(): void {
    this.state = 'ended';
    this.turns.forEach((turn) => {
      this.release(turn);
    });
  }

  /** The core is of no use any more. */
  private stop(reason: unknown): void {
    if (this.state === 'open') this.refuse(reason);
    this.end();
  }

  private refuse(reason: unknown): void {
    this.stopTimer();
    this.stopLifecycle();
    this.waiting.forEach(({ reject }) => {
      reject(reason);
    });
    this.waiting.clear();
  }
}

function nothingToStop(): void {}

function closedError(): TuikeError {
  return bridgeError('client/closed', 'this client was closed');
}

function httpRequest({ method, url, timeout, body, headers: all, keepalive }: HttpEffect): HttpRequest {
  const headers: { [name: string]: string } = {};
  for (const [name, value] of all) headers[name] = value;
  const request: HttpRequest = { method, url, headers, timeout, keepalive };
  if (body !== undefined) request.body = body;
  return request;
}

/** A host may be anybody's: what it answers is put into the shape the glue takes. */
function answer(response: HttpResponse): Answered {
  const { headers = {} } = response;
  const all = lines(Object.keys(headers).map((name) => `${name}:${headers[name]}`));
  if (typeof response.body !== 'string')
    throw hostError('Other', `body: expected a text, found ${typeof response.body}`);
  return { status: Number(response.status), headers: all, body: response.body };
}

function bytesOrNothing(bytes: Uint8Array | null | undefined): Uint8Array | undefined {
  if (bytes === null || bytes === undefined) return undefined;
  if (typeof bytes.byteLength === 'number' && typeof bytes.length === 'number') return bytes;
  throw hostError('Other', `expected bytes, found ${typeof bytes}`);
}

/** What is not one line is nothing that the core wrote, or that a header can hold. */
function lines(texts: readonly string[]): string {
  return texts.filter((text) => !/[\r\n]/.test(text)).join('\n');
}
