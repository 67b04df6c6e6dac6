// Compiled, never run: the Alipay host takes the real `my`, and a page's options are a landing's input.

import { alipayHost, load } from '../../../../pkg/dist/js';

export async function app(): Promise<void> {
  const tuike = await load();
  alipayHost(my);
  tuike.share.land(my.getEnterOptionsSync());
  tuike.share.land(my.getLaunchOptionsSync());
}
