/**
 * A lock among the processes that share a folder.
 *
 * Each turn is a file of its own below `.locks`, its number in the name: `<name>.<turn>`. Who creates the
 * next number, which the file system lets one do and no more, has the turn, once it has seen that no
 * higher one is there. It says who and where it is, and a beat:
 *
 *     4711 3f2a…-4026531836 12       process, machine (the boot and the process namespace), beat
 *     free                           the turn is over
 *
 * Nothing is ever taken away from a holder: who follows one that is gone creates the number above, so two
 * that find it gone at once cannot both follow. A process that was killed is known by its number on the
 * same machine; else, as in `lease.ts`, by a beat that does not change for ten seconds.
 *
 *     const lock = folderLock('./.tuike');
 */

import { createHash } from 'node:crypto';
import { promises as fs, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';

import type { Lock } from '../api';
import { leased, PACE, type Pace, type Register } from './lease';
import { codeOf, isMissing, told } from './node-errors';
import { queued } from './queue';

const FREE = 'free';

/** Where the folders of this process are known by one object each, for the line among its clients. */
const folders = new Map<string, object>();

export function folderLock(dir: string, pace: Pace = { ...PACE, poll: 100 }): Lock {
  const path = resolve(dir);
  const folder = folders.get(path) || {};
  folders.set(path, folder);
  const line = queued(folder);
  const lease = leased(fileRegister(join(path, '.locks')), pace);
  return (name, fn) => line(name, () => lease(name, fn));
}

/** Turns as files of one folder. */
export function fileRegister(dir: string): Register {
  const me = `${process.pid} ${machine()}`;

  /** The turns that have a file. */
  const turnsOf = async (stem: string): Promise<number[]> => {
    const turns: number[] = [];
    for (const file of await fs.readdir(dir)) {
      if (file.startsWith(`${stem}.`)) turns.push(Number(file.slice(stem.length + 1)));
    }
    return turns;
  };
  const last = async (stem: string) => Math.max(0, ...(await turnsOf(stem)));
  const fileOf = (stem: string, turn: number) => join(dir, `${stem}.${turn}`);

  const begin = async (stem: string, turn: number): Promise<boolean> => {
    try {
      await fs.writeFile(fileOf(stem, turn), `${me} 0`, { flag: 'wx' });
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
    // Others may have come and gone since we looked, and cleared the numbers away.
    const turns = await turnsOf(stem);
    const first = turns.every((other) => other <= turn);
    // The one before stays: a folder that is read while it changes still shows one of the last two.
    const gone = first ? turns.filter((other) => other < turn - 1) : [turn];
    await Promise.all(gone.map((other) => fs.rm(fileOf(stem, other), { force: true })));
    return first;
  };

  /** Says something in the file of a turn; `false` where that is gone. */
  const say = async (stem: string, turn: number, text: string): Promise<boolean> => {
    try {
      const file = await fs.open(fileOf(stem, turn), 'r+');
      try {
        await file.truncate();
        await file.writeFile(text);
      } finally {
        await file.close();
      }
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  };

  let beats = 0;
  let line: Promise<unknown> = Promise.resolve();
  /** One after the other: a beat that was on its way must not be the last word after the end. */
  const next = <T>(run: () => Promise<T>): Promise<T> => {
    const result = line.then(run, run);
    line = result;
    return result;
  };

  return {
    take: (name, expired) =>
      told(async () => {
        const stem = stemOf(name);
        await fs.mkdir(dir, { recursive: true });
        const turn = await last(stem);
        const text = turn === 0 ? FREE : await contents(fileOf(stem, turn));
        const state = `${turn} ${text}`;
        if (text !== FREE && state !== expired && !isDead(text)) return state;
        return (await begin(stem, turn + 1)) ? turn + 1 : state;
      }),
    beat: (name, turn) =>
      next(async () => {
        const stem = stemOf(name);
        if ((await last(stem)) !== turn || (await contents(fileOf(stem, turn))) === FREE) return false;
        return say(stem, turn, `${me} ${++beats}`);
      }),
    free: (name, turn) =>
      next(async () => {
        await say(stemOf(name), turn, FREE);
      }),
  };
}

/** What a turn's file says; nothing where it is gone or not yet written. */
async function contents(path: string): Promise<string> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

/** Whether the process is known not to be there. One of the same number may have come since: then only the beat tells. */
function isDead(text: string): boolean {
  const [pid, where] = text.split(' ');
  if (where === undefined || where !== machine()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

let known: string | undefined;

/** Where a process number means what it means here. */
function machine(): string {
  if (known === undefined) {
    try {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      known = boot + readlinkSync('/proc/self/ns/pid').replace(/\D+/g, '-');
    } catch {
      // Elsewhere than on Linux.
      known = hostname().replace(/\s/g, '_');
    }
  }
  return known;
}

/** A file name that no other lock has, whatever the file system makes of it. */
function stemOf(name: string): string {
  const readable = name.replace(/[^a-z0-9-]+/g, '_').slice(0, 60);
  return `${readable}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}
