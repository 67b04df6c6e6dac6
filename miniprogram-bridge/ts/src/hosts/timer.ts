/** One timer, as every platform has it. */

/** The most `setTimeout` takes; what is longer fires too early and is asked for again. */
const LONGEST = 2 ** 31 - 1;

export function timer(ms: number, fn: () => void): () => void {
  const id = setTimeout(fn, Math.min(Math.max(0, ms), LONGEST));
  return () => clearTimeout(id);
}
