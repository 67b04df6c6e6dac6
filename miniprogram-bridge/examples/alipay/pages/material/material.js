// 素材: the pictures and the words that a promoter posts by hand.

const { materialPage } = require('tuike-example-shop');
const platform = require('../../platform');

Page(materialPage({ platform }));
