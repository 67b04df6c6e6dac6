/**
 * Bytes in a store of texts that takes only so much under one key: WeChat 1 MB, Alipay 200 KB.
 *
 * A value is base64 behind a tag. What is too long for one key is cut into parts:
 *
 *     <key>                       "1:" base64                             a value in one piece
 *     <key>                       "2:" set ":" parts ":" length ":" sum   a value in parts
 *     tuike-part/<set>/<n>/<key>  base64                                  one part; set is a or b
 *
 * A new value goes into the set that the head does not name, and the head is written last: a write
 * that is cut short leaves the old value whole. A head whose parts are missing, too short, or of two
 * writes whose lengths agree (the sum tells) is torn and reads as nothing. What a write left behind
 * that was cut short is removed by the first `keys`. A head without a sum is an earlier version's: its
 * length alone is believed until the value is written again.
 * A text without a tag was written by somebody else: its own bytes are given, so that whoever asked
 * can set them aside.
 */

import type { HostStore } from '../api';
import { fromBase64, toBase64 } from '../base64';
import { utf8 } from '../utf8';
import { inOrder } from './in-order';

/** What a mini-program's storage does. */
export interface TextStore {
  /** `null` where there is nothing. */
  get(key: string): Promise<string | null>;
  set(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
  keys(): Promise<string[]>;
}

const PARTS = 'tuike-part/';

interface Head {
  set: string;
  parts: number;
  length: number;
  /** Of all characters; undefined in a head of an earlier version. */
  sum: string | undefined;
}

/** @param limit How many characters one key takes. */
export function chunked(texts: TextStore, limit: number): HostStore {
  const part = (set: string, index: number, key: string) => `${PARTS}${set}/${index}/${key}`;
  let mayHoldLeftovers = true;

  const readParts = async (key: string, head: Head): Promise<Uint8Array | null> => {
    const found: string[] = [];
    for (let index = 0; index < head.parts; index++) {
      const text = await texts.get(part(head.set, index, key));
      if (text === null) return null;
      found.push(text);
    }
    const whole = found.join('');
    if (whole.length !== head.length || (head.sum !== undefined && head.sum !== sumOf(whole))) return null;
    return fromBase64(whole);
  };

  /** Removes the parts of a key but those of a head. */
  const removeParts = async (key: string, keep: Head | null) => {
    for (const found of await texts.keys()) {
      const its = partOf(found);
      if (its === null || its.key !== key) continue;
      if (keep === null || its.set !== keep.set || its.index >= keep.parts) await texts.remove(found);
    }
  };

  const removeLeftovers = async (all: string[]) => {
    const heads = new Map<string, Head | null>();
    for (const found of all) {
      const its = partOf(found);
      if (its === null) continue;
      let head = heads.get(its.key);
      if (head === undefined) {
        head = headOf(await texts.get(its.key));
        heads.set(its.key, head);
      }
      if (head === null || head.set !== its.set || its.index >= head.parts) await texts.remove(found);
    }
  };

  const writeParts = async (key: string, text: string, before: Head | null) => {
    const set = before !== null && before.set === 'a' ? 'b' : 'a';
    const head: Head = { set, parts: Math.ceil(text.length / limit), length: text.length, sum: sumOf(text) };
    try {
      for (let index = 0; index < head.parts; index++) {
        await texts.set(part(set, index, key), text.slice(index * limit, (index + 1) * limit));
      }
      await texts.set(key, `2:${set}:${head.parts}:${head.length}:${head.sum}`);
    } catch (error) {
      // The old value stands; the space is given back. If that fails too, the first cause is told.
      await removeParts(key, before).catch(() => {});
      throw error;
    }
    await removeParts(key, head);
  };

  return inOrder({
    async read(key) {
      const text = await texts.get(key);
      if (text === null) return null;
      if (text.slice(0, 2) === '1:') {
        const bytes = fromBase64(text.slice(2));
        if (bytes !== null) return bytes;
      }
      const head = headOf(text);
      return head === null ? new utf8.Encoder().encode(text) : readParts(key, head);
    },

    async write(key, bytes) {
      mayHoldLeftovers = false;
      const text = toBase64(bytes);
      const before = headOf(await texts.get(key));
      if (text.length + 2 > limit) {
        await writeParts(key, text, before);
      } else {
        await texts.set(key, `1:${text}`);
        if (before !== null) await removeParts(key, null);
      }
    },

    async remove(key) {
      const before = headOf(await texts.get(key));
      await texts.remove(key);
      if (before !== null) await removeParts(key, null);
    },

    async keys(prefix) {
      const all = await texts.keys();
      if (mayHoldLeftovers) {
        mayHoldLeftovers = false;
        await removeLeftovers(all);
      }
      return all.filter((key) => key.indexOf(prefix) === 0 && key.indexOf(PARTS) !== 0);
    },
  });
}

function headOf(text: string | null): Head | null {
  const found = text === null ? null : /^2:([ab]):(\d+):(\d+)(?::([0-9a-z]+))?$/.exec(text);
  return found && { set: found[1] as string, parts: Number(found[2]), length: Number(found[3]), sum: found[4] };
}

/** FNV-1a, 32 bits (offset basis and prime of draft-eastlake-fnv), over the characters, in base 36. */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return (sum >>> 0).toString(36);
}

function partOf(key: string): { set: string; index: number; key: string } | null {
  const found = /^tuike-part\/([ab])\/(\d+)\/(.*)$/.exec(key);
  return found && { set: found[1] as string, index: Number(found[2]), key: found[3] as string };
}
