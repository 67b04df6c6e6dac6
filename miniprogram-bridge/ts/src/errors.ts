/**
 * Errors as callers meet them: one `Error` whose `name` is `"TuikeError"`, with a stable `code`.
 *
 *     try {
 *       tuike.share.decode(text);
 *     } catch (error) {
 *       if (isTuikeError(error) && error.code === 'share/check-failed') …
 *     }
 *
 * Most are made in Rust. The few that only this half can meet are made here: their codes are in
 * {@link BRIDGE_CODES}.
 */

import type { ErrorDetails } from '../../generated/tuike_bridge';
import type { HostErrorKind, TuikeError } from './api';

/** The codes that this half adds to the core's. Append-only. */
export const BRIDGE_CODES = [
  'internal/panic',
  'internal/freed',
  'input/wrong-type',
  'load/unsupported',
  'load/failed',
  'client/closed',
  'patch/too-large',
  'input/out-of-range',
] as const;

export type BridgeCode = (typeof BRIDGE_CODES)[number];

/** Whether something caught is a {@link TuikeError}, whichever copy of the package made it. */
export function isTuikeError(error: unknown): error is TuikeError {
  const found = (error || {}) as { name?: unknown; code?: unknown };
  return found.name === 'TuikeError' && typeof found.code === 'string';
}

/** Makes a {@link TuikeError}. */
export function tuikeError(code: string, message: string, details: ErrorDetails = {}): TuikeError {
  const error = new Error(message) as Error & { code: string; details: ErrorDetails };
  error.name = 'TuikeError';
  error.code = code;
  error.details = details;
  return error as TuikeError;
}

export function bridgeError(code: BridgeCode, message: string, details?: ErrorDetails): TuikeError {
  return tuikeError(code, message, details);
}

/** All but `Other`, which stands for whatever else is said. */
const KINDS: readonly HostErrorKind[] = ['Offline', 'Timeout', 'Denied', 'QuotaExceeded', 'Unsupported'];

/** What a host rejects with: the kind decides what happens next, the message is for a log. */
export function hostError(kind: HostErrorKind, message: string): Error & { kind: HostErrorKind } {
  const error = new Error(message) as Error & { kind: HostErrorKind };
  error.name = 'HostError';
  error.kind = kind;
  return error;
}

/** The kind of whatever a host rejected with; `Other` where it does not say. */
export function hostErrorKind(error: unknown): HostErrorKind {
  const { kind } = (error || {}) as { kind?: HostErrorKind };
  return KINDS.find((known) => known === kind) || 'Other';
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const { errMsg, errorMessage } = (error || {}) as { errMsg?: unknown; errorMessage?: unknown };
  if (typeof errMsg === 'string') return errMsg;
  if (typeof errorMessage === 'string') return errorMessage;
  return said(error);
}

/** A value in words; some have none. */
function said(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}

/** An argument that must be a text, before it reaches the glue. */
export function requireText(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  throw bridgeError('input/wrong-type', `${path}: expected a text, found ${typeof value}`, {
    path,
    value: said(value).slice(0, 80),
    limit: 'a text',
  });
}

/** An argument that must be a finite number, before it reaches the glue. */
export function requireNumber(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw bridgeError('input/wrong-type', `${path}: expected a finite number, found ${said(value).slice(0, 80)}`, {
    path,
    value: said(value).slice(0, 80),
    limit: 'a finite number',
  });
}

/** An argument that must have a length and numbers behind it, before it reaches the glue. */
export function requireNumbers<T extends ArrayLike<number>>(value: T, path: string, most: number): T {
  const { length } = (value || {}) as { length?: unknown };
  if (typeof value !== 'object' || typeof length !== 'number' || !(length >= 0 && length <= most)) {
    throw bridgeError('input/wrong-type', `${path}: expected an array of at most ${most} numbers`, { path });
  }
  // A text or a BigInt among them would stop the copy half way.
  for (let i = 0; i < length; i++) {
    const found: unknown = value[i];
    if (typeof found !== 'number') {
      throw bridgeError('input/wrong-type', `${path}[${i}]: expected a number, found ${typeof found}`, {
        path: `${path}[${i}]`,
        limit: 'a number',
      });
    }
  }
  return value;
}

/** Where a value holds NaN or an infinity, which JSON would turn into `null` without a word. */
function unwritable(value: unknown, path: string): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  // What writes itself may look quite different inside.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return null;
  for (const name of Object.keys(value)) {
    const below = Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`;
    const found = unwritable((value as { [name: string]: unknown })[name], below);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The JSON text of an argument, for the core's own reader. NaN is refused: as `null` it would stand for
 * the default, and a rule whose `to` is not a time would never end.
 */
export function requireJson(value: unknown, path: string): string {
  const text = jsonText(value, path);
  // Almost nothing has a `null`, so almost nothing is looked at twice.
  const at = text.indexOf('null') < 0 ? null : unwritable(value, path);
  if (at === null) return text;
  throw bridgeError('input/wrong-type', `${at}: expected a finite number, found NaN or an infinity`, {
    path: at,
    limit: 'a finite number',
  });
}

/** The same for what a server reads, where NaN is `null` as everywhere in JSON. */
export function jsonText(value: unknown, path: string): string {
  let text: string | undefined;
  let reason = 'nothing';
  try {
    text = JSON.stringify(value);
  } catch (error) {
    // A circle, or a BigInt.
    reason = messageOf(error);
  }
  if (text !== undefined) return text;
  throw bridgeError('input/wrong-type', `${path}: expected what JSON can say, found ${reason}`, {
    path,
    limit: 'a JSON value',
  });
}
