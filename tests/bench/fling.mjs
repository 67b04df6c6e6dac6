// 100,000 products of differing heights in real Chromium at a fourth of its speed, flung for 60 s: ours, and
// TanStack Virtual (React) on the same rows in the same run, in turns. Judges nothing: on a machine that
// draws in software frames are late for reasons of its own; what counts is ours beside theirs.
import { flung } from '../browser/fling.mjs';
import { startBrowser } from '../browser/lib.mjs';
import { LOOK, startListPage } from '../browser/list_page.mjs';
import { machine } from './harness.mjs';

const MS = Number(process.env.TUIKE_FLING_MS ?? 60_000);
const TURNS = 4;
const slow = 4;

await machine();
const server = await startListPage();
const chromium = await startBrowser();
console.log(`Chromium ${chromium.browser.version()}, CPU ${slow}× slower, ${MS / 1000} s each in ${TURNS} turns`);
const contenders = { 'tuike <VirtualList> (Leptos)': '/', '@tanstack/react-virtual 3.14 (React 19)': '/tanstack' };
const runs = {};
for (let turn = 0; turn < TURNS; turn++) {
  for (const [name, path] of Object.entries(contenders)) {
    const { context } = await chromium.open();
    (runs[name] ??= []).push(await flung(context, `${server.url}${path}?rows=100000`, { ms: MS / TURNS, slow }, LOOK));
    await context.close();
  }
}
await chromium.stop();
await server.stop();

const line = (name, ...cells) => console.log(name.padEnd(40) + cells.map((cell) => String(cell).padStart(12)).join(''));
console.log();
line('', 'frames', '> 32 ms', 'median ms', 'p99 ms', 'empty', 'holes', 'heap MB');
for (const [name, all] of Object.entries(runs)) {
  const frames = all.flatMap((run) => run.frames).sort((a, b) => a - b);
  const at = (part) => frames[Math.min(frames.length - 1, Math.floor(frames.length * part))].toFixed(1);
  const sum = (of) => all.reduce((sum, run) => sum + of(run), 0);
  const late = frames.filter((frame) => frame > 32).length / frames.length;
  line(name, frames.length, `${(late * 100).toFixed(2)} %`, at(0.5), at(0.99), sum((run) => run.empty), sum((run) => run.holed ?? 0), (Math.max(...all.map((run) => run.grown)) / 1e6).toFixed(1));
}
console.log('\nempty: frames with no row in the view. holes: frames with a gap that is none of the list\'s, or rows over each other.');
