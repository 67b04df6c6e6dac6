/**
 * One loaded core: the glue over a wasm instance, or over its pure-JavaScript twin.
 *
 * Everything that calls the glue goes through here, because a panic must not go unseen: an error that
 * is not a {@link TuikeError} poisons the instance, and every later call throws `internal/panic`.
 *
 *     bridge.call((core) => core.shareDecode(token));
 */

import { type Core, type CoreExports, createGlue } from '../../generated/glue';
import type { Tier, TuikeError } from './api';
import { bridgeError, isTuikeError, messageOf } from './errors';
import { utf8 } from './utf8';

/** Makes the exports of one instance from what it imports. */
export type Instantiate = (imports: object) => CoreExports;

export class Bridge {
  readonly tier: Tier;
  readonly core: Core;
  private readonly exports: CoreExports;
  private numbers: Float64Array;
  private panic: TuikeError | null = null;

  constructor(tier: Tier, exports: CoreExports, core: Core) {
    this.tier = tier;
    this.core = core;
    this.exports = exports;
    this.numbers = new Float64Array(exports.memory.buffer);
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

  /** Throws where the instance is poisoned. */
  check(): void {
    if (this.panic !== null) throw this.panic;
  }

  /** What to throw for what was caught around a call; poisons the instance where it was a panic. */
  caught(error: unknown): unknown {
    if (isTuikeError(error)) return error;
    let words = messageOf(error);
    try {
      words = this.core.panicked() || words;
    } catch {
      // It does not even answer that: the words of the trap will do.
    }
    this.panic = bridgeError('internal/panic', `the core panicked and is of no use any more: ${words}`);
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
export function openBridge(tier: Tier, instantiate: Instantiate): Bridge {
  const glue = createGlue(utf8);
  return startBridge(tier, glue, instantiate(glue.imports));
}

/** The same where the instance could only be made with a promise. */
export async function openBridgeAsync(
  tier: Tier,
  instantiate: (imports: object) => Promise<CoreExports>,
): Promise<Bridge> {
  const glue = createGlue(utf8);
  return startBridge(tier, glue, await instantiate(glue.imports));
}

function startBridge(tier: Tier, glue: ReturnType<typeof createGlue>, exports: CoreExports): Bridge {
  glue.setWasm(exports);
  exports.__wbindgen_start();
  return new Bridge(tier, exports, glue.core);
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

  free(): void {
    const { raw } = this;
    this.raw = null;
    // After a panic its memory goes with the instance.
    if (raw !== null) this.bridge.call(() => raw.free());
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
