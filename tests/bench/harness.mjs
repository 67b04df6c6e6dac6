// Times contenders beside each other in one process.
//
// They take turns, round by round, so that a machine whose speed drifts slows all of them alike. Two
// figures each: the median round, whose ratios count, and the least, which other work on the machine
// disturbs least. The first calls do not count: the JavaScript tier is 1 MB of script that an engine
// compiles while it runs, and a first call of it can take 4 ms.

const WARM_NS = 300e6;
const ROUNDS = 15;
const ROUND_NS = 8e6; // 8 ms a contender and round

/** The { median, least } time of one call in nanoseconds for each of `contenders`: { name: () => anything }. */
export function compare(contenders) {
  const names = Object.keys(contenders);
  const calls = {};
  const rounds = Object.fromEntries(names.map((name) => [name, []]));
  let sink = 0;
  for (const name of names) {
    for (let warm = 0; warm < WARM_NS; ) warm += time(contenders[name], 1);
    // How many calls fill a round; a slow one gets at least one.
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
  return Object.fromEntries(names.map((name) => [name, middle(rounds[name])]));

  function time(fn, n) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < n; i++) sink ^= Number(fn(i)) | 0;
    return Number(process.hrtime.bigint() - began);
  }
}

/**
 * The same for contenders that give promises: the { median, least } time of one call until it is
 * settled. They take turns, `rounds` times `calls` calls each, after one turn that does not count.
 */
export async function compareAsync(contenders, { rounds, calls }) {
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const began = process.hrtime.bigint();
      for (let i = 0; i < calls; i++) await contenders[name](i);
      if (round >= 0) times[name].push(Number(process.hrtime.bigint() - began) / calls);
    }
  }
  return Object.fromEntries(names.map((name) => [name, middle(times[name])]));
}

function middle(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], least: sorted[0] };
}

/** Prints a table: a row a contender, its median and least time per unit, how many times our median it is. */
export function table(title, figures, { ours, per = 1, unit = 'ns' } = {}) {
  const scale = { ns: 1, µs: 1e3, ms: 1e6 }[unit] * per;
  const width = Math.max(...Object.keys(figures).map((name) => name.length), 10);
  console.log(`\n${title}`);
  console.log(`${''.padEnd(width)}  ${unit.padStart(12)}  ${'least'.padStart(12)}  ${'× ours'.padStart(10)}`);
  const shown = (ns) => (ns / scale).toFixed(ns / scale < 10 ? 3 : 1).padStart(12);
  for (const [name, { median, least }] of Object.entries(figures)) {
    const times = (median / figures[ours].median).toFixed(2).padStart(10);
    console.log(`${name.padEnd(width)}  ${shown(median)}  ${shown(least)}  ${times}`);
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
  const load = os.loadavg()[0].toFixed(1);
  console.log(`Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}, load ${load}`);
}
