// <tuike-list> for WeChat: tells a source what the page does and asks the renderer what it asks. Decides
// nothing; the source is in ./source.js.
//
//   <tuike-list source="{{list}}" generic:item="product-card" bind:rowtap="onOpen">
//     <view slot="header">…</view>
//   </tuike-list>

const { sourceOf } = require('./source');

Component({
  options: { multipleSlots: true, virtualHost: false },

  properties: {
    /** A source's `id`. */
    source: String,
    /** `'scroll'`: its own scroll-view. `'page'`: the page scrolls. `'outer'`: a scroll-view of the page. */
    mode: { type: String, value: 'scroll' },
    /** A CSS background that is seen where no row is drawn yet; `ground` covers it behind the rows. */
    placeholder: String,
    ground: String,
    /** Between lanes, in px. */
    laneGap: Number,
    backToTop: Boolean,
    /** Pull to refresh: `refresh` is told; `refreshing` is yours to set and to end. */
    refresher: Boolean,
    refreshing: Boolean,
  },

  data: { lanes: [], total: 0, count: -1, ended: false, gap: 0, top: 0 },

  observers: {
    source() {
      this.connect();
    },
  },

  lifetimes: {
    attached() {
      this.isThere = true;
      this.connect();
    },
    detached() {
      this.isThere = false;
      this.leave();
    },
  },

  pageLifetimes: {
    // A page that was hidden could not be measured.
    show() {
      if (this.source) this.source.back();
    },
    hide() {
      if (this.source) this.source.away();
    },
    resize() {
      if (this.source) this.source.remeasure();
    },
  },

  methods: {
    connect() {
      const source = this.isThere ? sourceOf(this.data.source) : undefined;
      if (source === this.source) return;
      this.leave();
      this.source = source;
      if (source) source.attach(this.face());
    },

    leave() {
      if (this.source) this.source.detach(this.own);
      this.source = undefined;
    },

    /** What a source sees of this component. */
    face() {
      const kind = this.data.mode;
      this.own = {
        kind,
        set: (patch, done) => this.setData(patch, done),
        scroll: (top, done) => {
          if (kind === 'page') wx.pageScrollTo({ scrollTop: top, duration: 0, complete: done });
          else {
            this.triggerEvent('scrollto', { scrollTop: top });
            done();
          }
        },
        measure: (done) => {
          const query = this.createSelectorQuery();
          query.selectAll('.tuike-row').boundingClientRect();
          query.select('.tuike-body').boundingClientRect();
          const port = kind === 'scroll' ? query.select('.tuike-port') : query.selectViewport();
          port.boundingClientRect();
          (kind === 'scroll' ? query.select('.tuike-port') : query.selectViewport()).scrollOffset();
          query.exec(([rows, body, rect, scroll]) => {
            done({
              rows: (rows || []).map((row) => row.height),
              body,
              // The viewport's own rectangle moves with the page on some hosts; on the screen it is at 0.
              port: rect && { top: kind === 'scroll' ? rect.top : 0, height: rect.height },
              scrollTop: scroll ? scroll.scrollTop : 0,
            });
          });
        },
      };
      return this.own;
    },

    onScroll(event) {
      if (this.source) this.source.scrolled(event.detail.scrollTop);
      this.triggerEvent('scroll', event.detail);
    },

    onTouch() {
      if (this.source) this.source.touched();
    },

    onRefresh() {
      this.triggerEvent('refresh');
    },

    onTap(event) {
      this.triggerEvent('rowtap', this.about(event.currentTarget.dataset.index));
    },

    /** What an item says by `triggerEvent('act', { … })` reaches the page with the row it is about. */
    onAct(event) {
      const about = this.about(event.currentTarget.dataset.index);
      this.triggerEvent('act', Object.assign({}, event.detail, about));
    },

    onResize() {
      if (this.source) this.source.remeasure();
    },

    about(index) {
      return { index, row: this.source ? this.source.row(index) : null };
    },
  },
});
