// What both example mini-programs share. Never names `wx` or `my`: an app hands in what it has of them.
//
//   const { openShop } = require('tuike-example-shop');
//   const shop = await openShop({ load, listSource, platform, base: 'https://shop.example.com' });

module.exports = Object.assign(
  {},
  require('./shop'),
  require('./feed'),
  require('./product'),
  require('./deal'),
  require('./deal-page'),
  require('./offer'),
  require('./offer-page'),
  require('./earn'),
  require('./withdraw'),
  require('./earn-page'),
  require('./share'),
  require('./poster-page'),
  require('./waiting'),
  require('./words'),
);
