/**
 * The smallest `setData`: which paths make one state of a page into another, and what they weigh.
 *
 * It is here and not in Rust because it looks at JavaScript values and gives them back: for two windows
 * of 20 products, writing both as JSON for the core alone takes half as long as the whole comparison does
 * here (docs/benchmarks.md), and the core would have to read them, compare, write, and be read again. It
 * decides nothing of the business.
 *
 *     patch({ rows: [{ id: 1, price: '9.00' }] }, { rows: [{ id: 1, price: '9.90' }] });
 *     // { 'rows[0].price': '9.90' }
 *
 * What `setData` cannot do shapes the answer (WeChat's and Alipay's manuals, read 2026-11): it neither
 * shortens an array nor takes a field from an object, so a list that becomes shorter and an object that
 * loses a field are set as a whole. An item whose key is another's is set as a whole too: it is another
 * item. Where the paths would weigh more than the value they change, the value is set. A field of the page
 * that `next` does not have stays as it is.
 */

import type { Patch, PatchCall, PatchOptions } from './api';
import { bridgeError, jsonText } from './errors';

/** 256 KB: above it WeChat's manual warns of delays. Bytes of JSON in UTF-8. */
const LIMIT = 256 * 1024;

/** A path, what to put there, and the bytes that both take with their punctuation. */
interface Change {
  path: string;
  value: unknown;
  bytes: number;
}

type Fields = { [name: string]: unknown };

export function patch(previous: object, next: object, options?: PatchOptions): Patch {
  return assigned(changes(previous, next, options));
}

export function patches(previous: object, next: object, options: PatchOptions = {}): PatchCall[] {
  const limit = options.limit === undefined ? LIMIT : options.limit;
  const calls: PatchCall[] = [];
  let room = 0;
  for (const change of changes(previous, next, options)) {
    const parts = divided(change, limit);
    for (const part of parts) {
      // What a value was divided into is put where its first part must be already.
      if (calls.length === 0 || part.bytes > room || (parts.length > 1 && part === parts[0])) {
        calls.push({ data: {}, bytes: 2 });
        room = limit - 2;
      }
      const call = calls[calls.length - 1] as PatchCall;
      call.data[part.path] = part.value;
      call.bytes += part.bytes;
      room -= part.bytes;
    }
  }
  return calls;
}

export function steady<T>(previous: readonly T[], next: readonly T[], key: string): T[] {
  if (!Array.isArray(previous) || !Array.isArray(next)) {
    const path = Array.isArray(previous) ? 'next' : 'previous';
    throw bridgeError('input/wrong-type', `${path}: expected an array`, { path });
  }
  const keyOf = (item: T) => (item as unknown as Fields)[key];
  const coming = new Map(next.map((item, i) => [keyOf(item), i] as [unknown, number]));
  const isPlaced: boolean[] = [];
  const places = previous.slice(0, next.length).map((item) => {
    const found = coming.get(keyOf(item));
    if (found === undefined) return -1;
    coming.delete(keyOf(item));
    isPlaced[found] = true;
    return found;
  });
  const rest = next.filter((_, i) => !isPlaced[i]);
  // As many are left over as there are places without one.
  return next.map((_, i) => {
    const place = i < places.length ? (places[i] as number) : -1;
    return (place < 0 ? rest.shift() : next[place]) as T;
  });
}

function changes(previous: object, next: object, { key = 'id' }: PatchOptions = {}): Change[] {
  const found: Change[] = [];
  const names = Object.keys(required(next, 'next')) as (keyof typeof next)[];
  const before = required(previous, 'previous');
  for (const name of names) {
    if (next[name] !== undefined) found.push(...difference(name, before[name], next[name], key));
  }
  return found;
}

function required<T extends object>(value: T, path: string): T {
  if (isObject(value) || Array.isArray(value)) return value;
  throw bridgeError('input/wrong-type', `${path}: expected an object, found ${typeof value}`, { path });
}

/** What must be set for `before` at a path to become `after`. */
function difference(path: string, before: unknown, after: unknown, key: string): Change[] {
  if (Object.is(before, after)) return [];
  // As deep as this is a circle, which is refused when it is weighed, or not worth looking into.
  if (path.length > 1000) return [change(path, after)];
  let parts: Change[] | null = null;
  if (Array.isArray(before) && Array.isArray(after)) {
    if (after.length >= before.length) parts = ofItems(path, before, after, key);
  } else if (isObject(before) && isObject(after)) {
    parts = ofFields(path, before, after, key);
  }
  if (parts === null) return [change(path, after)];
  // One path below costs less than all, unless its name is longer than what it leaves out.
  if (parts.length === 0) return parts;
  const whole = change(path, after);
  return parts.reduce((sum, part) => sum + part.bytes, 0) < whole.bytes ? parts : [whole];
}

function ofItems(path: string, before: unknown[], after: unknown[], key: string): Change[] {
  const found: Change[] = [];
  after.forEach((item, i) => {
    const was = before[i];
    const isAnother = isObject(item) && isObject(was) && item[key] !== was[key];
    if (i >= before.length || isAnother) found.push(change(`${path}[${i}]`, item));
    else found.push(...difference(`${path}[${i}]`, was, item, key));
  });
  return found;
}

/** `null` where a field goes away, or has a name that no path can say. */
function ofFields(path: string, before: Fields, after: Fields, key: string): Change[] | null {
  const found: Change[] = [];
  for (const name of Object.keys(before)) if (before[name] !== undefined && after[name] === undefined) return null;
  for (const name of Object.keys(after)) {
    if (Object.is(before[name], after[name]) || after[name] === undefined) continue;
    const parts = difference(`${path}.${name}`, before[name], after[name], key);
    if (parts.length > 0 && !isPlain(name)) return null;
    found.push(...parts);
  }
  return found;
}

/** A change in parts of at most so many bytes: what fits at the path first, the rest below it. */
function divided({ path, value, bytes }: Change, limit: number): Change[] {
  if (bytes + 2 <= limit) return [{ path, value, bytes }];
  const isList = Array.isArray(value);
  const names = isList || isObject(value) ? Object.keys(value) : [];
  if (names.length === 0 || !(isList || names.every(isPlain))) {
    throw bridgeError('patch/too-large', `${path}: ${bytes} bytes cannot be set in calls of ${limit}`, {
      path,
      value: String(bytes),
      limit: String(limit),
    });
  }
  const head: unknown[] | Fields = isList ? [] : {};
  const parts = [change(path, head)];
  let size = (parts[0] as Change).bytes + 2;
  let isOpen = true;
  for (const name of names) {
    const item = (value as Fields)[name];
    const more = weight(item) + 1 + (isList ? 0 : weight(name) + 1);
    // An array may not have holes: behind the first item that does not fit all go below.
    isOpen = isOpen && size + more <= limit;
    if (isOpen) {
      (head as Fields)[name] = item;
      size += more;
    } else {
      parts.push(...divided(change(isList ? `${path}[${name}]` : `${path}.${name}`, item), limit));
    }
  }
  parts[0] = change(path, head);
  return parts;
}

function change(path: string, value: unknown): Change {
  // With its colon and comma.
  return { path, value, bytes: weight(path) + weight(value) + 2 };
}

/** The bytes of a value's JSON in UTF-8. */
function weight(value: unknown): number {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return 4;
  const text = jsonText(value, 'next');
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

function assigned(found: Change[]): Patch {
  const data: Patch = {};
  for (const { path, value } of found) data[path] = value;
  return data;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]';
}

/** Whether a path can say a field's name. */
function isPlain(name: string): boolean {
  return /^[^.[\]]+$/.test(name);
}
