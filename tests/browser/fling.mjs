// A scripted fling: the same way down and back up for every list, and what each frame showed.
//
// Each frame, once it is painted, is looked at (what is in the DOM then is what was painted), and the next
// scroll position is set, so that the scroll event comes at the start of the next frame as it does for a
// finger. Frames are told by requestAnimationFrame.

/** Runs in the page: flings for `ms`; gives frames' lengths and what was wrong with them. */
export function fling(ms) {
  return new Promise((done) => {
    const frames = [];
    const out = { empty: 0, wrong: [], reached: 0, longest: 0 };
    const began = performance.now();
    const pulse = 1500; // a new flick each 1.5 s; every fourth goes up
    let before = began;
    let last = began;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const now = performance.now();
      const { seen, wrong } = window.look();
      if (seen === 0) out.empty += 1;
      else if (wrong.length && out.wrong.length < 5) out.wrong.push(`${Math.round(window.scrollY)}: ${wrong.join(', ')}`);
      if (wrong.length) out.holed = (out.holed ?? 0) + 1;
      if (now - began > ms) return done({ ...out, frames });
      const t = now - began;
      const flick = Math.floor(t / pulse);
      // 12 px/ms at first and slower by the same share each ms, as a hard flick on a phone is: 7,000 px.
      const speed = 12 * Math.exp(-(t % pulse) / 600) * (flick % 4 === 3 ? -1 : 1);
      window.scrollBy(0, speed * Math.min(now - last, 50));
      last = now;
      out.reached = Math.max(out.reached, window.scrollY);
    };
    const frame = (now) => {
      frames.push(now - before);
      before = now;
      channel.port2.postMessage(0);
      if (performance.now() - began <= ms) requestAnimationFrame(frame);
    };
    requestAnimationFrame((now) => {
      before = now;
      requestAnimationFrame(frame);
    });
  });
}

/** Opens `url`, flings for `ms` at a CPU `slow` times slower; gives the figures. */
export async function flung(context, url, { ms, slow }, look) {
  const page = await context.newPage();
  await page.addInitScript(look);
  await page.goto(url);
  await page.locator('[aria-posinset="3"]').waitFor();
  const cdp = await context.newCDPSession(page);
  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize;
  };
  const wasm = () => page.evaluate(() => window.memory?.() ?? 0);
  await page.evaluate(fling, 1500); // warm: what is compiled late is compiled
  const [before, held] = [await heap(), await wasm()];
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow });
  const figures = await page.evaluate(fling, ms);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const grown = (await heap()) - before + (await wasm()) - held;
  await page.close();
  const sorted = [...figures.frames].sort((a, b) => a - b);
  const share = (limit) => figures.frames.filter((frame) => frame > limit).length / figures.frames.length;
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return { ...figures, count: sorted.length, late: share(32), median: at(0.5), p99: at(0.99), grown };
}
