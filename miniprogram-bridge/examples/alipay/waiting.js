// What a tap on the waiting line does: an entry that failed for good is retried or dropped, by hand.

const { deadLetter } = require('tuike-example-shop');

function onWaiting(shop) {
  const letter = deadLetter(shop);
  if (!letter) return;
  my.showActionSheet({
    title: letter.text,
    items: ['重试', '删除'],
    success: ({ index }) => {
      // -1: closed without a choice.
      if (index < 0) return;
      const done = index === 0 ? shop.client.retry(letter.id) : shop.client.drop(letter.id);
      Promise.resolve(done).catch((error) => my.showToast({ content: error.code }));
    },
  });
}

module.exports = { onWaiting };
