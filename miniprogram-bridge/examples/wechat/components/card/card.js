// One product of the feed: what <tuike-list> draws for each row. Without a product it is a skeleton.

Component({
  // The tokens and the words of app.wxss.
  options: { styleIsolation: 'apply-shared' },

  properties: { row: Object, index: Number },

  methods: {
    onOpen() {
      this.triggerEvent('act', { name: 'open' });
    },

    onLogin() {
      this.triggerEvent('act', { name: 'login' });
    },
  },
});
