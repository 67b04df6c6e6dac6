// Times contenders beside each other in one process.
//
// They take turns, round by round, so that a machine whose speed drifts slows all of them alike; the
// figure is the median round, and what counts is the ratio, not the nanoseconds.

const ROUNDS = 15;
const ROUND_NS = 8e6; // 8 ms a contender and round

/** The median time of one call in nanoseconds for each of `contenders`: { name: () => anything }. */
export function compare(contenders) {
  const names = Object.keys(contenders);
  const calls = {};
  const rounds = Object.fromEntries(names.map((name) => [name, []]));
  let sink = 0;
  for (const name of names) {
    // Warm up and find how many calls fill a round; a slow one gets at least one.
    let n = 1;
    for (;;) {
      const ns = time(contenders[name], n);
      if (ns > ROUND_NS / 2 || n > 1e7) {
        calls[name] = Math.max(1, Math.round((n * ROUND_NS) / Math.max(ns, 1)));
        break;
      }
      n *= 2;
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rounds[name].push(time(contenders[name], calls[name]) / calls[name]);
  }
  const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  return Object.fromEntries(names.map((name) => [name, median(rounds[name])]));

  function time(fn, n) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < n; i++) sink ^= Number(fn(i)) | 0;
    return Number(process.hrtime.bigint() - began);
  }
}

/** Prints a table: a row a contender, its time per unit and how many times ours it is. */
export function table(title, figures, { ours, per = 1, unit = 'ns' } = {}) {
  const scale = { ns: 1, µs: 1e3, ms: 1e6 }[unit] * per;
  const width = Math.max(...Object.keys(figures).map((name) => name.length), 10);
  console.log(`\n${title}`);
  console.log(`${''.padEnd(width)}  ${unit.padStart(12)}  ${'× ours'.padStart(10)}`);
  for (const [name, ns] of Object.entries(figures)) {
    const value = (ns / scale).toFixed(ns / scale < 10 ? 3 : 1);
    console.log(`${name.padEnd(width)}  ${value.padStart(12)}  ${(ns / figures[ours]).toFixed(2).padStart(10)}`);
  }
}

/** A generator of numbers in 0..1 that gives the same ones at every run (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Says on what the figures were taken. */
export async function machine() {
  const os = await import('node:os');
  console.log(`Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}`);
}
