// The quiet line that says what has not reached the server yet. Never a modal.
//
//   const stop = watchWaiting(shop, (line) => this.setData({ waiting: line }));

function lineOf(online, outbox) {
  const { mutations, dead } = outbox;
  if (!online) return mutations ? '已离线，' + mutations + ' 笔待发送' : '已离线';
  if (mutations) return mutations + ' 笔正在发送';
  return dead.length ? dead.length + ' 笔没能发出，点这里处理' : '';
}

function watchWaiting(shop, tell) {
  let last = null;
  const look = () => {
    const line = lineOf(shop.online, shop.client.outbox());
    if (line !== last) tell(line);
    last = line;
  };
  const stops = ['online', 'outbox', 'synced', 'dead'].map((event) => shop.client.on(event, look));
  look();
  return () => {
    for (const stop of stops) stop();
  };
}

/** What failed for good, in words, for a sheet with 重试 and 删除. */
function deadLetter(shop) {
  const letter = shop.client.outbox().dead[0];
  return letter ? { id: letter.id, text: letter.message || letter.code } : null;
}

module.exports = { watchWaiting, deadLetter };
