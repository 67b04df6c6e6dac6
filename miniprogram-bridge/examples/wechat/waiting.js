// What a tap on the waiting line does: an entry that failed for good is retried or dropped, by hand.

const { deadLetter } = require('tuike-example-shop');

function onWaiting(shop) {
  const letter = deadLetter(shop);
  if (!letter) return;
  wx.showActionSheet({
    alertText: letter.text,
    itemList: ['重试', '删除'],
    success: ({ tapIndex }) => {
      const done = tapIndex === 0 ? shop.client.retry(letter.id) : shop.client.drop(letter.id);
      Promise.resolve(done).catch((error) => wx.showToast({ title: error.code, icon: 'none' }));
    },
  });
}

module.exports = { onWaiting };
