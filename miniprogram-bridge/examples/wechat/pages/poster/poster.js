// 海报: drawn on this page's canvas, saved to the album.

const { draw } = require('tuike-core');
const { posterPage } = require('tuike-example-shop');
const platform = require('../../platform');

Page(Object.assign(posterPage({ draw, platform }), {
  onReady() {
    this.onCanvas(platform.canvasOf('#poster'));
  },
}));
