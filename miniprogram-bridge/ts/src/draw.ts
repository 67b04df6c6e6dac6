/**
 * Draws a poster's list on a canvas 2d: a browser's, WeChat's (`<canvas type="2d">`, base library 2.9.0) or
 * Alipay's (`<canvas type="2d">`, base library 2.7.0). Lays nothing out: every box is the core's. Needs no
 * loaded core.
 *
 *     await draw(canvas.getContext('2d'), tuike.share.poster('card', data), { canvas });
 *
 * All pictures are asked for first, then everything is drawn at once, in order. What cannot be loaded or
 * drawn becomes a placeholder; its address is in the answer. The only thing that is refused is a context
 * that is none.
 */

import type { Poster, PosterItem, PosterLine, PosterSpan } from '../../generated/tuike_bridge';
import type { DrawContext, DrawnPoster, DrawOptions } from './api';

type Of<K extends PosterItem['kind']> = Extract<PosterItem, { kind: K }>;

interface Picture {
  width: number;
  height: number;
  src: string;
  crossOrigin?: string | null;
  onload: unknown;
  onerror: unknown;
}

const FONT = '"PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';
const TIMEOUT = 8000;

export async function draw(ctx: DrawContext, list: Poster, options: DrawOptions = {}): Promise<DrawnPoster> {
  const canvas = options.canvas || ctx.canvas;
  const wanted = options.timeout === undefined ? TIMEOUT : options.timeout;
  const load = options.load || ((src: string) => loaded(canvas, src));
  const pictures: { [src: string]: unknown } = {};
  const sources = list.items.map((item) => (item.kind === 'image' ? item.src : null));
  await Promise.all(
    sources.map(async (src) => {
      if (!src || src in pictures) return;
      pictures[src] = null;
      pictures[src] = await within(wanted, () => load(src));
    }),
  );
  // Setting a size empties a canvas and puts its state back, so it is done last, and then all at once.
  if (canvas) {
    canvas.width = list.width;
    canvas.height = list.height;
  }
  const family = options.font || FONT;
  const missing: string[] = [];
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  for (const item of list.items) {
    if (item.kind === 'rect') rectangle(ctx, item);
    else if (item.kind === 'qr') code(ctx, item);
    else if (item.kind === 'text') {
      for (const line of item.lines) spans(ctx, item, line, family);
    } else if (!picture(ctx, item, item.src ? pictures[item.src] : null)) {
      placeholder(ctx, item);
      if (item.src && missing.indexOf(item.src) < 0) missing.push(item.src);
    }
  }
  return { missing };
}

/** What a promise gives; `null` where it fails or takes longer. */
function within(ms: number, start: () => unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    const done = (value: unknown) => {
      clearTimeout(timer);
      resolve(value);
    };
    Promise.resolve()
      .then(start)
      .then(done, () => done(null));
  });
}

/** A mini-program's canvas makes its own pictures; a browser's are asked for as its canvas may give them on. */
function loaded(canvas: DrawOptions['canvas'], src: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const own = canvas && canvas.createImage;
    const image = (own ? own.call(canvas) : new Image()) as Picture;
    // Else the canvas could be seen and not saved.
    if (!own) image.crossOrigin = 'anonymous';
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = src;
  });
}

function rectangle(ctx: DrawContext, { x, y, w, h, radius, fill }: Of<'rect'>): void {
  ctx.fillStyle = fill;
  if (!radius) ctx.fillRect(x, y, w, h);
  else {
    rounded(ctx, x, y, w, h, radius);
    ctx.fill();
  }
}

function rounded(ctx: DrawContext, x: number, y: number, w: number, h: number, radius: number): void {
  const r = Math.min(radius, w / 2, h / 2);
  ctx.beginPath();
  ctx.moveTo(x + r, y);
  ctx.arcTo(x + w, y, x + w, y + h, r);
  ctx.arcTo(x + w, y + h, x, y + h, r);
  ctx.arcTo(x, y + h, x, y, r);
  ctx.arcTo(x, y, x + w, y, r);
  ctx.closePath();
}

/** Runs of dark modules; whole pixels, so no edge is grey. */
function code(ctx: DrawContext, { x, y, w, h, module, size, modules }: Of<'qr'>): void {
  ctx.fillStyle = '#fff';
  ctx.fillRect(x, y, w, h);
  ctx.fillStyle = '#000';
  for (let row = 0; row < size; row++) {
    for (let from = 0; from < size; from++) {
      let to = from;
      while (to < size && modules[row * size + to] === '1') to++;
      if (to > from) ctx.fillRect(x + from * module, y + row * module, (to - from) * module, module);
      from = to;
    }
  }
}

function font(ctx: DrawContext, { size, bold }: PosterSpan, scale: number, family: string): void {
  ctx.font = `${bold ? 'bold ' : ''}${size * scale}px ${family}`;
}

function measured(ctx: DrawContext, line: PosterLine, scale: number, family: string): number[] {
  return line.spans.map((span) => {
    font(ctx, span, scale, family);
    return ctx.measureText(span.text).width;
  });
}

/** Spans after each other by what they really measure; smaller where they would leave their box. */
function spans(ctx: DrawContext, box: Of<'text'>, line: PosterLine, family: string): void {
  const whole = (widths: number[], scale: number) =>
    line.spans.reduce((sum, span, i) => sum + span.gap * scale + (widths[i] || 0), 0);
  let scale = 1;
  let widths = measured(ctx, line, scale, family);
  let wide = whole(widths, scale);
  // Hinted letters do not scale evenly: a second and a third look make sure.
  for (let look = 0; look < 3 && wide > box.w; look++) {
    scale *= box.w / wide;
    widths = measured(ctx, line, scale, family);
    wide = whole(widths, scale);
  }
  let x = box.x + (box.align === 'center' ? Math.max(0, (box.w - wide) / 2) : 0);
  line.spans.forEach((span, i) => {
    x += span.gap * scale;
    const width = widths[i] || 0;
    font(ctx, span, scale, family);
    ctx.fillStyle = span.color;
    ctx.fillText(span.text, x, line.y);
    const thick = Math.max(1, Math.round((span.size * scale) / 14));
    if (span.struck) ctx.fillRect(x, Math.round(line.y - span.size * scale * 0.36), width, thick);
    x += width;
  });
}

/** Whether it could be drawn. */
function picture(ctx: DrawContext, { x, y, w, h, radius, fit }: Of<'image'>, image: unknown): boolean {
  const { width, height } = (image || {}) as Picture;
  if (!(width > 0 && height > 0)) return false;
  const scale = fit === 'cover' ? Math.max(w / width, h / height) : Math.min(w / width, h / height);
  const [wide, high] = [width * scale, height * scale];
  ctx.save();
  try {
    rounded(ctx, x, y, w, h, radius);
    ctx.clip();
    ctx.drawImage(image, x + (w - wide) / 2, y + (h - high) / 2, wide, high);
    return true;
  } catch {
    return false;
  } finally {
    ctx.restore();
  }
}

/** A grey box with hills and a sun, as where a picture is missing elsewhere. */
function placeholder(ctx: DrawContext, { x, y, w, h, radius }: Of<'image'>): void {
  const side = Math.min(w, h) * 0.36;
  const [left, top] = [x + (w - side) / 2, y + (h - side) / 2];
  rounded(ctx, x, y, w, h, radius);
  ctx.fillStyle = '#eceef0';
  ctx.fill();
  ctx.fillStyle = '#c3c8cd';
  ctx.beginPath();
  ctx.moveTo(left, top + side);
  ctx.lineTo(left + side * 0.35, top + side * 0.45);
  ctx.lineTo(left + side * 0.6, top + side * 0.75);
  ctx.lineTo(left + side * 0.75, top + side * 0.6);
  ctx.lineTo(left + side, top + side);
  ctx.closePath();
  ctx.fill();
  ctx.beginPath();
  ctx.arc(left + side * 0.72, top + side * 0.28, side * 0.12, 0, 2 * Math.PI);
  ctx.fill();
}
