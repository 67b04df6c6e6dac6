// A canvas 2d that records: what was drawn, in which colour, and the pictures it was asked to load. Both hosts'
// `<canvas type="2d">` make their own pictures and have no `Image` around them.
//
//   const canvas = makeCanvas({ realm, calls });
//   canvas.made.texts                       // [{ text, x, y, font }]
//   pixelsOf(canvas)                        // what its rectangles show, as a decoder wants it

export function makeCanvas({ realm, calls }) {
  const made = { texts: [], rects: [], images: [], stack: 0 };
  const ctx = {
    fillStyle: '#000', font: '10px sans-serif', textAlign: 'start', textBaseline: 'alphabetic',
    save: () => { made.stack += 1; },
    restore: () => { made.stack -= 1; },
    clip() {}, fill() {}, beginPath() {}, closePath() {}, moveTo() {}, lineTo() {}, arc() {}, arcTo() {},
    fillRect: (x, y, w, h) => made.rects.push({ x, y, w, h, fill: ctx.fillStyle }),
    fillText: (text, x, y) => made.texts.push({ text, x, y, font: ctx.font }),
    measureText: (text) => {
      const [, size] = /([\d.]+)px/.exec(ctx.font);
      return { width: [...text].reduce((sum, c) => sum + (c < '\u2e80' ? 0.55 : 1), 0) * size };
    },
    drawImage(image, x, y, w, h) {
      // A host's context takes a host's picture and nothing else.
      if (!image?.host || image.failed) throw new realm.inside.Error('drawImage: not an image');
      made.images.push({ src: image.address, x, y, w, h });
    },
  };
  const size = { width: 300, height: 150 };
  const canvas = {
    made,
    getContext: (kind) => (kind === '2d' ? ctx : null),
    createImage() {
      const image = { host: true, width: 0, height: 0 };
      Object.defineProperty(image, 'src', {
        get: () => image.address,
        set(address) {
          image.address = address;
          fetch(address).then((answer) => answer.ok, () => false).then((ok) => calls.later(() => {
            image.failed = !ok;
            if (ok) Object.assign(image, { width: 400, height: 400 });
            (ok ? image.onload : image.onerror)?.(realm.give({}));
          }));
        },
      });
      return image;
    },
  };
  for (const side of ['width', 'height']) {
    // Setting a size empties a canvas.
    Object.defineProperty(canvas, side, {
      get: () => size[side],
      set(value) {
        size[side] = value;
        made.texts.length = made.rects.length = made.images.length = 0;
      },
    });
  }
  return canvas;
}

/** What the rectangles of a canvas show, four bytes a pixel. */
export function pixelsOf({ width, height, made }) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const { x, y, w, h, fill } of made.rects) {
    const shade = { '#000': 0, '#fff': 255 }[fill] ?? 200;
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) data.fill(shade, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  return { data, width, height };
}
