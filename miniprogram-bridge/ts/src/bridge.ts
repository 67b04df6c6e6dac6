/**
 * One loaded core: the glue over a wasm instance, or over its pure-JavaScript twin.
 *
 * Everything that calls the glue goes through here. A refusal comes out of Rust as the JSON text of its
 * code, message and details, and becomes a {@link TuikeError}. A `TypeError` is the engine's, of an argument
 * that is no number. Whatever else comes out is a trap: a panic.
 * It poisons the instance, and every later call throws `internal/panic`.
 *
 *     bridge.call((core) => core.shareScene(token));
 */

import { type Core, type CoreExports, createGlue, type Glue } from '../../generated/glue';
import type { Failure, Tier, TuikeError } from './api';
import { bridgeError, isTuikeError, messageOf, tuikeError } from './errors';
import { utf8 } from './utf8';

/** Makes the exports of one instance from what it imports. */
export type Instantiate = (imports: object) => CoreExports;

export class Bridge {
  readonly tier: Tier;
  readonly core: Core;
  private readonly glue: Glue;
  private readonly exports: CoreExports;
  private numbers: Float64Array;
  private panic: TuikeError | null = null;

  constructor(tier: Tier, exports: CoreExports, glue: Glue) {
    glue.setWasm(exports);
    this.tier = tier;
    this.core = glue.core;
    this.glue = glue;
    this.exports = exports;
    this.numbers = new Float64Array(exports.memory.buffer);
  }

  /** Runs something that gives JSON text on the core, and reads it. */
  read<T>(run: (core: Core) => string): T {
    return JSON.parse(this.call(run)) as T;
  }

  /** Runs something on the core. */
  call<T>(run: (core: Core) => T): T {
    this.check();
    try {
      return run(this.core);
    } catch (error) {
      throw this.caught(error);
    }
  }

  isPoisoned(): boolean {
    return this.panic !== null;
  }

  /** Throws where the instance is poisoned. */
  check(): void {
    if (this.panic !== null) throw this.panic;
  }

  /** What to throw for what was caught around a call; poisons the instance where it was a panic. */
  caught(error: unknown): unknown {
    if (isTuikeError(error)) return error;
    if (typeof error === 'string') {
      const { code, message, details } = JSON.parse(error) as Failure;
      return tuikeError(code, message, details);
    }
    // A BigInt, a Symbol, a `valueOf` that throws: refused on the way in, before anything of the core ran.
    if (error instanceof TypeError) {
      return bridgeError('input/wrong-type', `expected a number: ${messageOf(error)}`, { limit: 'a number' });
    }
    this.panic = bridgeError('internal/panic', `the core panicked: ${messageOf(error)}`);
    // Its finalizers must not run into it either.
    this.glue.setWasm(undefined);
    return this.panic;
  }

  /** Wasm memory as numbers. Ask again after every call: memory that grew is another buffer. */
  memory(): Float64Array {
    const { buffer } = this.exports.memory;
    if (this.numbers.buffer !== buffer) this.numbers = new Float64Array(buffer);
    return this.numbers;
  }
}

/** A bridge over one fresh instance; nothing is shared with any other. */
export async function openBridge(
  tier: Tier,
  instantiate: (imports: object) => CoreExports | Promise<CoreExports>,
): Promise<Bridge> {
  const glue = createGlue(utf8);
  return new Bridge(tier, await instantiate(glue.imports), glue);
}

/** What has a `free` in Rust, and what is left of it afterwards. */
export class Owned<T extends { free(): void }> {
  private raw: T | null;
  private readonly what: string;
  private readonly bridge: Bridge;

  constructor(bridge: Bridge, what: string, raw: T) {
    this.bridge = bridge;
    this.what = what;
    this.raw = raw;
  }

  get(): T {
    this.bridge.check();
    if (this.raw === null) throw bridgeError('internal/freed', `this ${this.what} was freed`);
    return this.raw;
  }

  /** Runs something on it. */
  call<R>(run: (raw: T) => R): R {
    const raw = this.get();
    return this.bridge.call(() => run(raw));
  }

  free(): void {
    const { raw } = this;
    this.raw = null;
    // After a panic its memory goes with the instance.
    if (raw !== null && !this.bridge.isPoisoned()) this.bridge.call(() => raw.free());
  }
}

/** Lets `using` free a handle, where the engine has `Symbol.dispose`. */
export function disposable(handle: { prototype: { free(): void } }): void {
  if (typeof Symbol.dispose === 'symbol') {
    (handle.prototype as { [Symbol.dispose]?: () => void })[Symbol.dispose] = function (this: { free(): void }) {
      this.free();
    };
  }
}
