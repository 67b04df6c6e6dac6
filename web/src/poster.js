// Posters for the web app: the package's own `draw` on a canvas of this page, loaded when a share sheet first
// opens. Lays nothing out.
//
//   const url = await paint(json);   // of a draw list: the address of a PNG

import { draw } from '../../miniprogram-bridge/ts/src/draw';

export async function paint(json) {
  const canvas = document.createElement('canvas');
  await draw(canvas.getContext('2d'), JSON.parse(json), { canvas });
  const file = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  return URL.createObjectURL(file);
}
