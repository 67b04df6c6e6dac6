/** The loaded core as callers hold it. */

import type { Host, Tuike } from './api';
import { backend } from './backend';
import type { Bridge } from './bridge';
import { connect } from './client';
import { openList } from './list';
import { patch, patches, steady } from './patch';
import { commission } from './plan';
import { pricing } from './pricing';
import { shareLinks } from './share';
import { tax } from './tax';

export function openTuike(bridge: Bridge, notices: readonly string[], defaultHost: () => Host): Tuike {
  return {
    tier: bridge.tier,
    version: bridge.call((core) => core.version()),
    notices,
    commission: commission(bridge),
    pricing: pricing(bridge),
    tax: tax(bridge),
    backend: backend(bridge),
    share: shareLinks(bridge),
    list: (options) => openList(bridge, options),
    patch,
    patches,
    steady,
    connect: (options) => connect(bridge, options, defaultHost),
  };
}
