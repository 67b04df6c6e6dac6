// <tuike-list> for Alipay: tells a source what the page does and asks the renderer what it asks. Decides
// nothing; the source is in ./source.js. Alipay has no generics: an item is the default slot, which is
// drawn once a row and sees it through `slot-scope`; its taps reach the page by themselves.
//
//   <tuike-list source="{{list}}" onRowTap="onOpen">
//     <view slot="header">…</view>
//     <view slot-scope="item" class="card" data-id="{{item.row.id}}">{{item.row.title}}</view>
//   </tuike-list>

const { sourceOf } = require('./source');

Component({
  props: {
    source: '',
    mode: 'scroll',
    placeholder: '',
    ground: '',
    laneGap: 0,
    backToTop: false,
  },

  data: { lanes: [], total: 0, count: -1, ended: false, gap: 0, top: 0 },

  didMount() {
    this.connect();
  },

  didUpdate() {
    this.connect();
  },

  didUnmount() {
    this.leave();
  },

  methods: {
    connect() {
      const source = sourceOf(this.props.source);
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
      const { mode: kind, source } = this.props;
      this.own = {
        kind,
        set: (patch, done) => this.setData(patch, done),
        scroll: (top, done) => {
          if (kind === 'page') my.pageScrollTo({ scrollTop: top, duration: 0, complete: done });
          else {
            this.tell('onScrollTo', { scrollTop: top });
            done();
          }
        },
        measure: (done) => {
          // Selectors see the whole page here, `in(component)` or not (uni-app's notes on Alipay, read
          // 2026-11): each list's nodes carry its source's id.
          const query = my.createSelectorQuery();
          const port = () => (kind === 'scroll' ? query.select('#tuike-port-' + source) : query.selectViewport());
          query.selectAll('.tuike-row-' + source).boundingClientRect();
          query.select('#tuike-body-' + source).boundingClientRect();
          port().boundingClientRect();
          port().scrollOffset();
          query.exec(([rows, body, rect, scroll]) => {
            done({
              rows: (rows || []).map((row) => row.height),
              body,
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
      this.tell('onScroll', event.detail);
    },

    onTouch() {
      if (this.source) this.source.touched();
    },

    onTap(event) {
      const { index } = event.currentTarget.dataset;
      this.tell('onRowTap', { index, row: this.source ? this.source.row(index) : null });
    },

    /** A component tells its page by calling the function it was given. */
    tell(name, detail) {
      if (typeof this.props[name] === 'function') this.props[name]({ detail });
    },
  },
});
