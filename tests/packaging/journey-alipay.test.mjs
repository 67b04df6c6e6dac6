// The journey through the Alipay example: no WebAssembly, `my`, the JavaScript tier.

import { after, before, describe, it } from 'node:test';

import { startBackend } from './backend.mjs';
import { journey } from './journey.mjs';
import { layAlipay } from './projects.mjs';
import { parseUrl } from './sandbox/app.mjs';

describe('a sale through the Alipay example', () => {
  let backend;
  before(async () => {
    backend = await startBackend();
  });
  after(() => backend.stop());

  it('goes through on the JavaScript tier, the customer coming by a card', () =>
    journey({
      backend, host: 'alipay', tier: 'js',
      project: layAlipay({ base: backend.base }),
      arrive({ card }) {
        const { route, query } = parseUrl(card.path);
        return { path: route, query, scene: '1007' };
      },
    }));
});
